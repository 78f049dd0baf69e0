// SPDX-License-Identifier: Apache-2.0

//! How the pallets see each other.

use crate::*;
use alloc::vec::Vec;
use frame_support::pallet_prelude::{DispatchError, DispatchResult, Weight};

/// The ledger of stakes (PROTOCOL 2), implemented by `pallet-escrow`.
///
/// `seize` and `draw_from_kitty` take value out of an account and owe it; `reward` and
/// `fill_kitty` hand it on. Within one operation what was taken must be handed on to the unit:
/// the ledger counts what is owed, refuses to hand on more, and `try_state` wants it to be zero.
pub trait Ledger<AccountId> {
	/// Deposited and free to use, in nRLC.
	fn stake(who: &AccountId) -> Balance;
	/// Locked by deals and contributions, in nRLC.
	fn locked(who: &AccountId) -> Balance;
	/// What the kitty holds, in nRLC.
	fn kitty() -> Balance;
	/// Every account that has something locked, and how much, in nRLC. Reads the whole ledger: for
	/// `try_state` alone.
	fn all_locked() -> Vec<(AccountId, Balance)>;
	/// Stake to locked; refused when the stake is short.
	fn lock(who: &AccountId, amount: Balance) -> DispatchResult;
	/// Locked to stake.
	fn unlock(who: &AccountId, amount: Balance) -> DispatchResult;
	/// Locked to owed.
	fn seize(who: &AccountId, amount: Balance, task: TaskId) -> DispatchResult;
	/// Owed to stake. Works for accounts that never deposited.
	fn reward(who: &AccountId, amount: Balance, task: TaskId) -> DispatchResult;
	/// Owed to kitty.
	fn fill_kitty(amount: Balance, task: TaskId) -> DispatchResult;
	/// Kitty to owed: the share of a completed task (PROTOCOL 2), which is returned.
	fn draw_from_kitty(task: TaskId) -> Result<Balance, DispatchError>;
	/// Test and benchmark helper: gives `who` that much stake out of thin air.
	#[cfg(any(feature = "std", feature = "runtime-benchmarks"))]
	fn endow(who: &AccountId, amount: Balance);
}

/// A workerpool's terms at this moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WorkerpoolPolicy {
	/// Percent of the pool price that a contribution locks. No upper bound.
	pub worker_stake_ratio: u64,
	/// Percent of the pot that the scheduler keeps, 0..=100.
	pub scheduler_reward_ratio: u8,
}

/// What an app or a dataset is made of: where to get it and how to check it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Content {
	/// Where it is to be had.
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
	/// `party` is a member of the group (no group has no members).
	fn in_group(id: GroupId, party: &Party<AccountId>) -> bool;
	/// There is a group of this number.
	fn has_group(id: GroupId) -> bool;
	/// The app's module.
	fn app_content(id: AppId) -> Option<Content>;
	/// The dataset's file or archive.
	fn dataset_content(id: DatasetId) -> Option<Content>;
	/// The key that results for this beneficiary are encrypted with, when it has published one.
	fn result_key(beneficiary: &AccountId) -> Option<ResultKey>;
	/// Benchmark helper: registers one of each kind for `owner` (ids as returned).
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_assets(owner: &AccountId) -> (AppId, DatasetId, WorkerpoolId, CategoryId);
	/// Benchmark helper: makes a group of one member.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_group(owner: &AccountId, member: Party<AccountId>) -> GroupId;
}

/// What was agreed (PROTOCOL 4), implemented by `pallet-market`.
pub trait Deals<AccountId> {
	/// A deal that was matched and is not pruned.
	fn deal(id: DealId) -> Option<Deal<AccountId>>;
	/// Forgets a deal whose tasks have all ended and been forgotten.
	fn forget(id: DealId);
	/// Test and benchmark helper: puts a deal as if it had been matched (locks nothing).
	#[cfg(any(feature = "std", feature = "runtime-benchmarks"))]
	fn insert(id: DealId, deal: Deal<AccountId>);
}

/// Told of each new deal, implemented by `pallet-poco`.
pub trait OnDeal<AccountId> {
	/// `deal` was just matched. Must be cheap: only notes it for later.
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

/// Which workers a task wants.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a, AccountId> {
	/// The task.
	pub task: TaskId,
	/// The workerpool that computes it.
	pub pool: WorkerpoolId,
	/// The product of their weights (see [`Scores`]) that is to be reached.
	pub target: Trust,
	/// Until when each of them has to contribute.
	pub until: Seconds,
	/// What each of their owners has to have free now, which a contribution will lock, in nRLC.
	pub stake: Balance,
	/// At most so many.
	pub limit: u32,
	/// Owners whose workers don't get it (besides those whose workers had it before).
	pub exclude: &'a [AccountId],
	/// The task's category.
	pub category: CategoryId,
	/// The features that the task demands.
	pub tag: Tag,
	/// Who asked for the task.
	pub requester: &'a AccountId,
}

/// Which workers got a task.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawn<AccountId> {
	/// The workers, possibly too few or none.
	pub workers: Vec<AccountId>,
	/// What finding them took.
	pub weight: Weight,
}

/// Workers and their assignments, implemented by `pallet-pools`.
pub trait Assignments<AccountId> {
	/// Assigns a task to workers, drawn at random in proportion to their free slots, each of
	/// another owner, among those that the pool's rules, the requester and the task's demands
	/// allow, until `target` is reached.
	fn assign(wanted: Wanted<AccountId>) -> Drawn<AccountId>;
	/// The chain assigns the pool's tasks. Otherwise its scheduler does, by signature.
	fn is_automatic(pool: WorkerpoolId) -> bool;
	/// Number of a pool's workers that have a free slot, whatever tasks they may get.
	fn free_workers(pool: WorkerpoolId) -> u32;
	/// The chain assigned this task to this worker, and has not taken it back.
	fn is_assigned(task: TaskId, worker: &AccountId) -> bool;
	/// All assignments of a task that stand: worker and until when it has to contribute.
	fn assigned(task: TaskId) -> Vec<(AccountId, Seconds)>;
	/// The worker said that it can't: it loses the assignment, and neither it nor its owner can
	/// get this task again. Its slot is free. `false` when it had none.
	fn withdraw(task: TaskId, worker: &AccountId) -> bool;
	/// The worker did not deliver in time: as [`Assignments::withdraw`], and counted as a missed
	/// duty. But it can get the task again when too few others can have it.
	fn miss(task: TaskId, worker: &AccountId) -> bool;
	/// The task has ended: frees every slot and forgets its assignments.
	fn release(task: TaskId);
	/// The worker contributed or revealed (`delivered`), or reported why it can't. Nothing happens
	/// when it is not a worker of any pool.
	fn sign_of_life(worker: &AccountId, delivered: bool);
	/// Whose stake answers for the worker and who is paid for it: the owner of a machine, else the
	/// account itself, whether it is a worker or not.
	fn stake_account(worker: &AccountId) -> AccountId;
	/// The worker account behind a hot key.
	fn worker_of(key: &crypto::PocoId) -> Option<AccountId>;
	/// The hot key of a worker account.
	fn hot_key(worker: &AccountId) -> Option<crypto::PocoId>;
	/// The tasks that a worker is assigned to (bounded by its slots). For the off-chain worker.
	fn tasks_of(worker: &AccountId) -> Vec<TaskId>;
	/// Worst weight of one `assign` that picks `n` workers. What it took is in [`Drawn`].
	fn assign_weight(n: u32) -> Weight;
}

/// How much a worker's word counts (PROTOCOL 5), implemented by `pallet-poco`.
pub trait Scores<AccountId> {
	/// The score.
	fn score(worker: &AccountId) -> u64;
	/// `max(score / 3, 3) - 1`.
	fn weight(worker: &AccountId) -> u64;
}
