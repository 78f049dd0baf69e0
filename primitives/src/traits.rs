// SPDX-License-Identifier: Apache-2.0

//! Traits by which the pallets know each other.

use crate::*;
use alloc::vec::Vec;
use frame_support::pallet_prelude::{DispatchError, DispatchResult, Weight};

/// The ledger of stakes (PROTOCOL 2), implemented by `pallet-escrow`.
///
/// `seize` and `draw_from_kitty` take value, which is then owed; `reward` and `fill_kitty` hand
/// owed value on. One operation must hand on exactly what it took: the ledger counts the value
/// owed, refuses to hand on more, and `try_state` demands zero.
pub trait Ledger<AccountId> {
	/// Free stake, in nRLC.
	fn stake(who: &AccountId) -> Balance;
	/// Stake locked by deals, contributions and challenges, in nRLC.
	fn locked(who: &AccountId) -> Balance;
	/// The kitty, in nRLC.
	fn kitty() -> Balance;
	/// Every account with locked stake, and that stake in nRLC. Reads the whole ledger: for
	/// `try_state` alone.
	fn all_locked() -> Vec<(AccountId, Balance)>;
	/// Moves stake to locked; refused when the stake is short.
	fn lock(who: &AccountId, amount: Balance) -> DispatchResult;
	/// [`Ledger::lock`] that refuses a short stake with the caller's error, which says whose stake
	/// it is.
	fn lock_or(
		who: &AccountId,
		amount: Balance,
		short: impl Into<DispatchError>,
	) -> DispatchResult {
		Self::lock(who, amount).map_err(|error| match Self::stake(who) < amount {
			true => short.into(),
			false => error,
		})
	}
	/// Moves locked to stake.
	fn unlock(who: &AccountId, amount: Balance) -> DispatchResult;
	/// Moves locked to owed.
	fn seize(who: &AccountId, amount: Balance, task: TaskId) -> DispatchResult;
	/// Moves owed to stake, also of an account that never deposited.
	fn reward(who: &AccountId, amount: Balance, task: TaskId) -> DispatchResult;
	/// Moves owed to the kitty.
	fn fill_kitty(amount: Balance, task: TaskId) -> DispatchResult;
	/// Moves the share of a completed task (PROTOCOL 2) from the kitty to owed, and returns it.
	fn draw_from_kitty(task: TaskId) -> Result<Balance, DispatchError>;
}

/// Present terms of a workerpool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WorkerpoolPolicy {
	/// Percent of the pool price that a contribution locks. No upper bound.
	pub worker_stake_ratio: u64,
	/// Percent of the pot that the scheduler keeps, 0..=100.
	pub scheduler_reward_ratio: u8,
}

/// Content of an app or a dataset: address and checksum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Content {
	/// Address of the content.
	pub multiaddr: Multiaddr,
	/// `blake2_256` of the content.
	pub checksum: sp_core::H256,
}

/// Who owns what (PROTOCOL 3), implemented by `pallet-registry`.
pub trait Registry<AccountId> {
	/// Present owner of an app.
	fn app_owner(id: AppId) -> Option<AccountId>;
	/// Present owner of a dataset.
	fn dataset_owner(id: DatasetId) -> Option<AccountId>;
	/// Present owner of a workerpool.
	fn workerpool_owner(id: WorkerpoolId) -> Option<AccountId>;
	/// Present terms of a workerpool.
	fn workerpool_policy(id: WorkerpoolId) -> Option<WorkerpoolPolicy>;
	/// A category's time reference T, in seconds.
	fn work_clock_time_ref(id: CategoryId) -> Option<Seconds>;
	/// Whether `party` is a member of the group. A group that does not exist has no members.
	fn in_group(id: GroupId, party: &Party<AccountId>) -> bool;
	/// Whether the group exists.
	fn has_group(id: GroupId) -> bool;
	/// The app's module.
	fn app_content(id: AppId) -> Option<Content>;
	/// The dataset's file or archive.
	fn dataset_content(id: DatasetId) -> Option<Content>;
	/// The key that workers encrypt this beneficiary's results with, if one is published.
	fn result_key(beneficiary: &AccountId) -> Option<ResultKey>;
}

/// Deals (PROTOCOL 4), implemented by `pallet-market`.
pub trait Deals<AccountId> {
	/// A deal, until it is forgotten.
	fn deal(id: DealId) -> Option<Deal<AccountId>>;
	/// Forgets a deal, all of whose tasks are forgotten.
	fn forget(id: DealId);
}

/// Receiver of each new deal, implemented by `pallet-poco`.
pub trait OnDeal<AccountId> {
	/// Notes a new deal for later. Must be cheap.
	fn on_deal(id: DealId, deal: &Deal<AccountId>) -> DispatchResult;
	/// Weight of [`OnDeal::on_deal`].
	fn weight() -> Weight;
}

impl<AccountId> OnDeal<AccountId> for () {
	fn on_deal(_: DealId, _: &Deal<AccountId>) -> DispatchResult {
		Ok(())
	}
	fn weight() -> Weight {
		Weight::zero()
	}
}

/// What a deal demands of each worker of its tasks.
#[derive(Debug)]
pub struct Demand<'a, AccountId> {
	/// The deal.
	pub deal: DealId,
	/// Free stake that a worker's owner needs, which a contribution will lock, in nRLC.
	pub stake: Balance,
	/// The tasks' category.
	pub category: CategoryId,
	/// Features that the tasks demand.
	pub tag: Tag,
	/// The account that asked for the tasks.
	pub requester: &'a AccountId,
}

// Not derived: an account that is only borrowed need not be `Copy`.
impl<AccountId> Clone for Demand<'_, AccountId> {
	fn clone(&self) -> Self {
		*self
	}
}

impl<AccountId> Copy for Demand<'_, AccountId> {}

impl<'a, AccountId> Demand<'a, AccountId> {
	/// What a deal of that id demands.
	pub fn of(id: DealId, deal: &'a Deal<AccountId>) -> Self {
		let Deal { worker_stake, category, tag, requester, .. } = deal;
		Self { deal: id, stake: *worker_stake, category: *category, tag: *tag, requester }
	}
}

/// A task's demand for workers.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a, AccountId> {
	/// The task.
	pub task: TaskId,
	/// The workerpool that computes it.
	pub pool: WorkerpoolId,
	/// Product of the workers' weights (see [`Scores`]) to reach.
	pub target: Trust,
	/// Time until which each worker has to contribute.
	pub until: Seconds,
	/// Most workers.
	pub limit: u32,
	/// Owners whose workers don't get the task, besides owners whose workers had it before.
	pub exclude: &'a [AccountId],
	/// What the task's deal demands of each of them.
	pub demand: Demand<'a, AccountId>,
}

/// Workers that got a task.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawn<AccountId> {
	/// The workers: possibly too few, or none.
	pub workers: Vec<AccountId>,
	/// Weight of the draw as it was.
	pub weight: Weight,
}

/// Workers and their assignments, implemented by `pallet-pools`.
pub trait Assignments<AccountId> {
	/// Assigns a task to workers, drawn at random in proportion to their free slots, each of
	/// another owner, among those that the pool's rules, the requester and the task's demands
	/// allow, until `target` is reached.
	fn assign(wanted: Wanted<AccountId>) -> Drawn<AccountId>;
	/// Whether the chain assigns the pool's tasks. Otherwise the scheduler does, by signature.
	fn is_automatic(pool: WorkerpoolId) -> bool;
	/// Number of a pool's workers with a free slot, whatever tasks they may get.
	fn free_workers(pool: WorkerpoolId) -> u32;
	/// Whether the worker has a standing assignment of the task.
	fn is_assigned(task: TaskId, worker: &AccountId) -> bool;
	/// Standing assignments of a task.
	fn assigned(task: TaskId) -> Vec<api::AssignmentInfo<AccountId>>;
	/// Ends the assignment of a worker that can't compute the task, and frees the slot. Neither the
	/// worker nor its owner can get the task again. `false` without a standing assignment.
	fn withdraw(task: TaskId, worker: &AccountId) -> bool;
	/// Ends the assignment of a worker that did not deliver in time, as [`Assignments::withdraw`],
	/// and counts a missed duty. The worker can get the task again when too few others can have it.
	fn miss(task: TaskId, worker: &AccountId) -> bool;
	/// Frees every slot of a task that has ended, and forgets its assignments.
	fn release(task: TaskId);
	/// Notes that the worker contributed or revealed (`delivered`), or reported a failure. Does
	/// nothing for an account that is no worker of any pool.
	fn sign_of_life(worker: &AccountId, delivered: bool);
	/// The account whose stake answers for the worker, and who is paid: the owner of a machine,
	/// else the account itself, whether it is a worker or not.
	fn stake_account(worker: &AccountId) -> AccountId;
	/// The worker account behind a hot key.
	fn worker_of(key: &crypto::PocoId) -> Option<AccountId>;
	/// The hot key of a worker account.
	fn hot_key(worker: &AccountId) -> Option<crypto::PocoId>;
	/// Tasks that a worker is assigned to, bounded by its slots. For the off-chain worker.
	fn tasks_of(worker: &AccountId) -> Vec<TaskId>;
	/// Worst weight of one `assign` that picks `n` workers. [`Drawn`] has the weight as it was.
	fn assign_weight(n: u32) -> Weight;
}

/// Scores and weights of workers (PROTOCOL 5), implemented by `pallet-poco`.
pub trait Scores<AccountId> {
	/// Score: the worker's record of right answers.
	fn score(worker: &AccountId) -> u64;
	/// Weight of the worker's contributions: `max(score / 3, 3) - 1`.
	fn weight(worker: &AccountId) -> u64;
}
