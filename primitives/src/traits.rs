// SPDX-License-Identifier: Apache-2.0

//! Traits by which the pallets know each other.

pub use crate::ledger::{Account, Ledger, Move, Refusal, Sheet};

use crate::{book::NewRequest, orders::Held, *};
use alloc::vec::Vec;
use frame_support::pallet_prelude::{DispatchError, DispatchResult, Weight};

/// Present terms of a workerpool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WorkerpoolPolicy {
	/// Percent of the pool price that a contribution locks. No upper bound.
	pub worker_stake_ratio: u64,
	/// Percent of the pot that the scheduler keeps, 0..=100.
	pub scheduler_reward_ratio: u8,
}

/// Percent of the pool price that a contribution locks in a new workerpool (PROTOCOL 3).
pub const DEFAULT_WORKER_STAKE_RATIO: u64 = 30;

/// Content of an app or a dataset: address and checksum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AssetContent {
	/// Address of the content.
	pub multiaddr: Multiaddr,
	/// `blake2_256` of the content.
	pub checksum: sp_core::H256,
	/// How the content is packed.
	pub packing: Packing,
	/// Whether the content is passed on to nobody but workers of the same deal.
	pub private: bool,
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
	/// A category's limits on memory and output.
	fn category_limits(id: CategoryId) -> Option<CategoryLimits>;
	/// Whether `party` is a member of the group. A group that does not exist has no members.
	fn in_group(id: GroupId, party: &Party<AccountId>) -> bool;
	/// Whether the group exists.
	fn has_group(id: GroupId) -> bool;
	/// The app's module.
	fn app_content(id: AppId) -> Option<AssetContent>;
	/// The dataset's file or archive.
	fn dataset_content(id: DatasetId) -> Option<AssetContent>;
	/// The key that workers encrypt this beneficiary's results with, if one is published.
	fn result_key(beneficiary: &AccountId) -> Option<ResultKey>;
	/// Present epoch of an asset's orders, or of an account's requests. Orders of another are void.
	fn epoch(_of: &Party<AccountId>) -> u32 {
		0
	}
}

/// Deals (PROTOCOL 4), implemented by `pallet-market`.
pub trait Deals<AccountId> {
	/// A deal, until it is forgotten.
	fn deal(id: DealId) -> Option<Deal<AccountId>>;
	/// Forgets a deal, all of whose tasks are forgotten.
	fn forget(id: DealId);
	/// The payer gave up so many tasks of a deal, which computed none of them.
	fn given_up(_id: DealId, _tasks: u64) {}
	/// Weight of [`Deals::given_up`].
	fn given_up_weight() -> Weight {
		Weight::zero()
	}
}

/// Matches of the orders that the book holds (PROTOCOL 4), implemented by `pallet-market`.
pub trait Matches<AccountId> {
	/// Checks every condition of a match, in the order of PROTOCOL 4 and with its errors. Locks nothing.
	fn check(held: Held<AccountId>) -> DispatchResult;
	/// Makes the deal that [`Matches::check`] allows. Of what is locked already, the deal takes its
	/// share, and the rest becomes free; what is lacking is locked. A refusal may leave changes, which
	/// the caller rolls back.
	fn make(held: Held<AccountId>) -> Result<DealId, DispatchError>;
	/// Checks what a match at that trust, with that tag, at that price, asks of a pool, whatever the
	/// orders: its errors are those of [`Matches::check`].
	fn check_pool(pool: WorkerpoolId, trust: Trust, tag: Tag, price: Balance) -> DispatchResult;
	/// Most tasks of a deal.
	fn max_tasks() -> u64;
	/// Weight of [`Matches::make`] with `params` bytes of params.
	fn weight(params: u32) -> Weight;
}

/// The order book, where nodes match requests that travel (PROTOCOL 4).
pub trait Venue<AccountId> {
	/// Buys all tasks of a request from offers that rest, or none. The price is rounded down to a valid one.
	/// `who` pays, and has nothing more locked when nothing was bought. Returns the number of deals, 0 when
	/// nothing was bought, and the weight as it was.
	fn buy(who: AccountId, request: NewRequest<AccountId>) -> Result<(u32, Weight), DispatchError>;
	/// Most weight of [`Venue::buy`].
	fn weight(request: NewRequest<AccountId>) -> Weight;
}

/// No book.
impl<AccountId> Venue<AccountId> for () {
	fn buy(_: AccountId, _: NewRequest<AccountId>) -> Result<(u32, Weight), DispatchError> {
		Err(DispatchError::Unavailable)
	}
	fn weight(_: NewRequest<AccountId>) -> Weight {
		Weight::zero()
	}
}

/// Wallets behind the ledger, implemented by `pallet-escrow`.
pub trait Wallet<AccountId> {
	/// Moves nRLC from the account's wallet to its stake, as `escrow.deposit` does.
	fn deposit(who: &AccountId, amount: Balance) -> DispatchResult;
	/// Weight of [`Wallet::deposit`].
	fn weight() -> Weight;
}

/// Stake that a pallet holds of accounts, for `try_state` of those that explain all locks.
pub trait Holds<AccountId> {
	/// Every account with stake that is held, and that stake in nRLC; an account may come several
	/// times. Reads the pallet's whole state.
	fn all_holds() -> Vec<(AccountId, Balance)>;
}

impl<AccountId, A: Holds<AccountId>, B: Holds<AccountId>> Holds<AccountId> for (A, B) {
	fn all_holds() -> Vec<(AccountId, Balance)> {
		A::all_holds().into_iter().chain(B::all_holds()).collect()
	}
}

impl<AccountId> Holds<AccountId> for () {
	fn all_holds() -> Vec<(AccountId, Balance)> {
		Vec::new()
	}
}

/// Receiver of each new deal, implemented by `pallet-poco`.
pub trait OnDeal<AccountId> {
	/// Notes a new deal for later. Must be cheap: the weight of a match, which is measured in the runtime,
	/// has it.
	fn on_deal(id: DealId, deal: &Deal<AccountId>) -> DispatchResult;
	/// Most owners whose answers can be made to agree on a task (PROTOCOL 9.1).
	fn most_owners() -> u32 {
		u32::MAX
	}
	/// Whether a TEE broker authorizes contributions (PROTOCOL 7). Without one no worker can
	/// contribute to a task with tag bit 0 that the chain assigns.
	fn has_tee_broker() -> bool {
		false
	}
}

impl<AccountId> OnDeal<AccountId> for () {
	fn on_deal(_: DealId, _: &Deal<AccountId>) -> DispatchResult {
		Ok(())
	}
}

/// The rules of the market (PROTOCOL 9), implemented by `pallet-rules`.
pub trait Rules {
	/// Whether the rules hold. Genesis says so, and nothing changes it.
	fn hold() -> bool;
	/// The present parameters.
	fn parameters() -> MarketParameters;
	/// Lets the rules hold, or not, with the default parameters but without a warm-up.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_hold(_hold: bool) {}
}

/// No rules.
impl Rules for () {
	fn hold() -> bool {
		false
	}
	fn parameters() -> MarketParameters {
		MarketParameters::default()
	}
}

/// Receiver of the news that a pool has free slots, implemented by `pallet-poco`.
pub trait OnFreeSlots {
	/// Notes that the pool may serve deals that wait for workers. Must be cheap.
	fn on_free_slots(pool: WorkerpoolId);
}

impl OnFreeSlots for () {
	fn on_free_slots(_: WorkerpoolId) {}
}

/// Receiver of the news that the terms of a workerpool have changed, implemented by `pallet-pools`.
pub trait OnPoolChange {
	/// Notes when the pool was made, or its policy was changed. Must be cheap.
	fn on_pool_change(pool: WorkerpoolId);
}

impl OnPoolChange for () {
	fn on_pool_change(_: WorkerpoolId) {}
}

/// Stake that has to stay (PROTOCOL 9), implemented by `pallet-pools`.
pub trait StakeReserve<AccountId> {
	/// nRLC that the account has to keep: free and locked together when it withdraws, free when it
	/// pays a match.
	fn reserved(who: &AccountId) -> Balance;
	/// Lets the account have had stake that had to stay, and may go now.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_reserved(_who: &AccountId) {}
}

impl<AccountId> StakeReserve<AccountId> for () {
	fn reserved(_: &AccountId) -> Balance {
		0
	}
}

/// What a deal demands of each worker of its tasks.
#[derive(Debug)]
pub struct Demand<'a, AccountId> {
	/// The deal.
	pub deal: DealId,
	/// Time of the match, in seconds of the Unix epoch.
	pub matched_at: Seconds,
	/// Free stake that a worker's owner needs, in nRLC: what an assignment and a contribution lock.
	pub stake: Balance,
	/// What a contribution locks of it, and a lie loses, in nRLC: no more than the worker agrees to.
	pub worker_stake: Balance,
	/// The tasks' category.
	pub category: CategoryId,
	/// Features that the tasks demand.
	pub tag: Tag,
	/// The account that asked for the tasks.
	pub requester: &'a AccountId,
	/// The pool's rules at the match; `None`: its present ones count.
	pub rules: Option<PoolRules>,
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
		let Deal { start_time, worker_stake, category, tag, requester, terms, .. } = deal;
		let rules = terms.as_ref().map(|terms| terms.pool);
		Self {
			deal: id,
			matched_at: *start_time,
			stake: *worker_stake,
			worker_stake: *worker_stake,
			category: *category,
			tag: *tag,
			requester,
			rules,
		}
	}

	/// Whether the pool was open at the match, where the rules of the market hold.
	pub fn is_of_open_pool(&self) -> bool {
		self.rules.is_some_and(|rules| rules.admission == Admission::Open)
	}
}

/// Tasks of one page of a deal that want workers.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a, AccountId> {
	/// The workerpool that computes them.
	pub pool: WorkerpoolId,
	/// What the deal demands of each worker.
	pub demand: Demand<'a, AccountId>,
	/// The tasks, in the order in which they are served.
	pub tasks: &'a [Want<'a, AccountId>],
}

/// A task that wants workers.
#[derive(Clone, Copy, Debug)]
pub struct Want<'a, AccountId> {
	/// The task.
	pub task: TaskId,
	/// Product of the workers' weights (see [`Scores`]) to reach.
	pub target: Trust,
	/// Most workers.
	pub limit: u32,
	/// Those who had the task before.
	pub former: &'a [Former<AccountId>],
	/// All that it wants, or nobody: and then the tasks behind it get nobody, either.
	pub whole: bool,
	/// Nobody whom the pool accepted at this second or later.
	pub accepted_before: Option<Seconds>,
}

/// Somebody who had a task before. No worker of that owner gets the task again, unless the owner's
/// was only late, and too few others can have it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Former<AccountId> {
	/// The worker.
	pub worker: AccountId,
	/// Its owner.
	pub owner: AccountId,
	/// Whether the worker let its time pass.
	pub late: bool,
}

/// A worker that got a task.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Picked<AccountId> {
	/// The worker.
	pub worker: AccountId,
	/// The account whose stake answers for it.
	pub owner: AccountId,
}

/// What a draw gave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawn<AccountId> {
	/// The workers of the tasks, in their order; fewer when a task found too few.
	pub crews: Vec<Vec<Picked<AccountId>>>,
	/// Weight of the draw as it was.
	pub weight: Weight,
	/// Number of workers that could not be drawn and were put aside: another draw finds others.
	pub aside: u32,
}

/// Workers and their slots, implemented by `pallet-pools`.
pub trait Assignments<AccountId> {
	/// Gives tasks to workers, drawn at random in proportion to their free slots, each of another
	/// owner, among those that the pool's rules, the requester and the tasks' demands allow, until
	/// each task's target is reached.
	fn assign(wanted: Wanted<AccountId>) -> Drawn<AccountId>;
	/// Whether the chain assigns the pool's tasks. Otherwise the scheduler does, by signature.
	fn is_automatic(pool: WorkerpoolId) -> bool;
	/// The pool's present rules.
	fn rules(pool: WorkerpoolId) -> PoolRules;
	/// Whether the pool, its rules and its policy have been as they are for a warm-up, and its owner has
	/// expelled nobody for two.
	fn is_warm(pool: WorkerpoolId) -> bool;
	/// Number of different owners of a pool's Active workers that have slots, warm ones where slots have
	/// to warm up, and whose nodes take tasks.
	fn owners(pool: WorkerpoolId) -> u32;
	/// Whether the pool's owner has changed its rules or its policy, or has expelled somebody, in that
	/// second or later.
	fn has_changed_since(pool: WorkerpoolId, since: Seconds) -> bool;
	/// Number of a pool's workers with a free slot, whatever tasks they may get.
	fn free_workers(pool: WorkerpoolId) -> u32;
	/// Slots of a pool's Active workers, whatever tasks they may get.
	fn slots(pool: WorkerpoolId) -> PoolSlots;
	/// Pool, owner and ready slots of an Active worker: those that count, and that its node can take.
	fn ready_slots(_worker: &AccountId) -> Option<(WorkerpoolId, AccountId, u32)> {
		None
	}
	/// Takes a task back from a worker, and frees the slot. With `missed` the worker let its time
	/// pass, which counts as a missed duty.
	fn take_back(task: TaskId, worker: &AccountId, missed: bool);
	/// Frees the slots of workers whose tasks have ended.
	fn release(ended: Vec<(AccountId, TaskId)>);
	/// Notes that the worker contributed or revealed (`delivered`), or reported a failure. Does
	/// nothing for an account that is no worker of any pool.
	fn sign_of_life(worker: &AccountId, delivered: bool);
	/// The account whose stake answers for the worker, and who is paid: the owner of a machine,
	/// else the account itself, whether it is a worker or not.
	fn stake_account(worker: &AccountId) -> AccountId;
	/// The worker account behind a hot key.
	fn worker_of(key: &crypto::PocoId) -> Option<AccountId>;
	/// Whether the key is the worker's present hot key, or the one before.
	fn speaks_for(key: &crypto::PocoId, worker: &AccountId) -> bool;
	/// Every account with deposits for workers' records, and those deposits in nRLC. Reads all
	/// records: for `try_state` alone.
	fn all_deposits() -> Vec<(AccountId, Balance)>;
	/// The hot key of a worker account.
	fn hot_key(worker: &AccountId) -> Option<crypto::PocoId>;
	/// Tasks that a worker is assigned to, bounded by its slots. For the off-chain worker.
	fn tasks_of(worker: &AccountId) -> Vec<TaskId>;
	/// Worst weight of an `assign` that gives each of so many tasks `n` workers. [`Drawn`] has the
	/// weight as it was.
	fn assign_weight(tasks: u32, n: u32) -> Weight;
}

/// Scores and weights of workers (PROTOCOL 5), implemented by `pallet-poco`.
pub trait Scores<AccountId> {
	/// Score: the worker's record of right answers.
	fn score(worker: &AccountId) -> u64;
	/// Weight of the worker's contributions: `max(score / 3, 3) - 1`.
	fn weight(worker: &AccountId) -> u64;
}
