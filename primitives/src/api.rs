// SPDX-License-Identifier: Apache-2.0

//! The runtime API: the node's questions to the runtime.

use crate::*;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::Serialize;
use sp_core::H256;

/// A task as RPC shows it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct TaskInfo<AccountId> {
	/// Its deal.
	pub deal: DealId,
	/// Its index inside the request order.
	pub index: u64,
	/// State of the task.
	pub status: TaskStatus,
	/// Digest of the result, once Completed.
	pub digest: Option<H256>,
	/// The failure that the workers agreed on, once Completed (PROTOCOL 9).
	pub failure: Option<FailureCode>,
	/// How many of the winners have revealed.
	pub revealed: Revealed,
	/// No contribution from this second on.
	pub contribution_deadline: Seconds,
	/// No reveal from this second on, while Revealing.
	pub reveal_deadline: Option<Seconds>,
	/// The chain gives the task up from this second on.
	pub final_deadline: Seconds,
	/// Contributors, in order.
	pub contributors: Vec<AccountId>,
	/// Workers with a standing assignment, and the time until which they have to contribute.
	pub assigned: Vec<AssignmentInfo<AccountId>>,
	/// Failures that workers reported.
	pub failures: Vec<FailureReport<AccountId>>,
	/// Workers that revealed an encrypted result, and the hash of its index.
	pub encrypted: Vec<EncryptedResult<AccountId>>,
	/// Open challenges of winners.
	pub challenges: Vec<ChallengeInfo<AccountId>>,
}

/// Reveals of a task.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Revealed {
	/// Number of contributions to the consensus; 0 without one.
	pub of: u32,
	/// Number of them that were revealed.
	pub count: u32,
}

/// A worker that a task is assigned to.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
pub struct AssignmentInfo<AccountId> {
	/// The worker.
	pub worker: AccountId,
	/// Until when the worker has to contribute, in seconds of the Unix epoch.
	pub until: Seconds,
}

/// A failure that a worker reported.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Clone,
	PartialEq,
	Eq,
	Debug,
)]
pub struct FailureReport<AccountId> {
	/// The worker.
	pub worker: AccountId,
	/// Why the worker can't compute the task.
	pub code: FailureCode,
	/// `blake2_256` of the log that the worker's node keeps.
	pub log: H256,
}

/// A result that a worker encrypted for the beneficiary.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
pub struct EncryptedResult<AccountId> {
	/// The worker.
	pub worker: AccountId,
	/// Hash of the index of its encrypted result.
	pub index: H256,
}

/// An open challenge as RPC shows it.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
pub struct ChallengeInfo<AccountId> {
	/// The challenged worker.
	pub worker: AccountId,
	/// Number of the block: header, manifest, pieces; or index, boxes.
	pub block: u32,
	/// No answer from this second on.
	pub until: Seconds,
}

/// A worker as RPC shows it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct WorkerInfo<AccountId> {
	/// The worker's account.
	pub worker: AccountId,
	/// Its pool.
	pub pool: WorkerpoolId,
	/// Whether the pool's owner accepted the worker.
	pub accepted: bool,
	/// Its score.
	pub score: u64,
	/// Number of tasks that the worker takes at once.
	pub slots: u32,
	/// Tasks that the worker is assigned to.
	pub tasks: Vec<TaskId>,
}

/// A reason why a worker gets no tasks now, with the remedy.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(tag = "reason", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Hindrance {
	/// The pool's owner has not accepted the application.
	NotAccepted,
	/// The worker is leaving its pool, or was dismissed.
	Leaving,
	/// The worker is suspended for missed assignments. The next heartbeat of its node, or the call
	/// `pools.heartbeat`, brings the worker back.
	Late {
		/// Number of missed assignments in a row.
		missed: u32,
	},
	/// The worker's node was silent for too long. Start the node, or see why it sends nothing.
	Silent {
		/// The last sign of life that was noted, in seconds of the Unix epoch.
		since: Seconds,
	},
	/// The worker has no hot key, so only calls signed by its account contribute. Set a hot key.
	NoHotKey,
	/// The worker's slots are set to 0. Set more.
	Paused,
	/// All slots of the worker are busy.
	NoFreeSlot,
	/// The worker's node can take no more tasks now.
	NodeNotReady {
		/// Number of tasks that the node can take at once, running ones included.
		ready: u32,
	},
	/// The pool's rules demand more stake, free and locked together, in nRLC. Deposit more.
	StakeBelowRule {
		/// Least amount by the rule.
		#[serde(serialize_with = "as_text")]
		needed: Balance,
		/// Stake of the worker's owner.
		#[serde(serialize_with = "as_text")]
		has: Balance,
	},
	/// The pool's rules demand a higher score.
	ScoreBelowRule {
		/// Least amount by the rule.
		needed: u64,
		/// Score of the worker.
		has: u64,
	},
	/// The pool's rules demand features that the worker does not offer.
	TagBelowRule {
		/// The missing features.
		missing: Tag,
	},
	/// The pool's scheduler assigns by signature; the chain does not.
	AssignedByScheduler,
	/// No deal of the pool waits for workers.
	NothingQueued,
	/// A deal waits whose contributions lock more than the owner's free stake, in nRLC.
	StakeShort {
		/// The deal.
		deal: DealId,
		/// Stake that a contribution locks.
		#[serde(serialize_with = "as_text")]
		needed: Balance,
		/// Free stake of the worker's owner; or less, if a draw found less, and no heartbeat came since.
		#[serde(serialize_with = "as_text")]
		free: Balance,
	},
	/// A deal waits whose tag demands features that the worker does not offer.
	FeaturesMissing {
		/// The deal.
		deal: DealId,
		/// The missing features.
		missing: Tag,
	},
	/// A deal waits of a category that the worker does not take.
	CategoryNotTaken {
		/// The deal.
		deal: DealId,
		/// The category.
		category: CategoryId,
	},
	/// A deal waits whose requester excludes the worker or its owner.
	Excluded {
		/// The deal.
		deal: DealId,
	},
	/// A deal waits that the worker could work for, but too few others can for the deal's trust.
	MoreWorkersNeeded {
		/// The deal.
		deal: DealId,
	},
	/// In an open pool slots count while the owner's stake, free and locked together, has a bond for
	/// each. Deposit more, and set the slots again, or wait for the node's next heartbeat.
	SlotsNotBacked {
		/// Number of the worker's slots that count.
		counting: u32,
		/// Stake that all slots of the owner's workers in open pools need, in nRLC.
		#[serde(serialize_with = "as_text")]
		needed: Balance,
		/// Stake of the worker's owner, in nRLC.
		#[serde(serialize_with = "as_text")]
		has: Balance,
	},
	/// New slots in an open pool are not drawn yet.
	WarmingUp {
		/// Number of the worker's slots that are drawn already.
		warm: u32,
		/// Time from which all of them are, in seconds of the Unix epoch.
		until: Seconds,
	},
	/// The worker is suspended after a missed assignment, and no heartbeat ends that before its pause
	/// is over.
	NotBackBefore {
		/// End of the pause, in seconds of the Unix epoch.
		at: Seconds,
	},
	/// The worker is suspended, since its owner's free stake was below the least that a task locks,
	/// or the worker below the rules of its pool. The next heartbeat of its node ends that, once the
	/// reason is gone.
	Unfit {
		/// Least free stake that the worker needs, in nRLC.
		#[serde(serialize_with = "as_text")]
		needed: Balance,
		/// Free stake of the worker's owner, in nRLC.
		#[serde(serialize_with = "as_text")]
		free: Balance,
	},
	/// A deal waits whose tasks lock more than the worker lets a single task lock, in nRLC. Set more
	/// with `pools.setMaxStake`.
	MaxStakeTooLow {
		/// The deal.
		deal: DealId,
		/// Stake that a task locks.
		#[serde(serialize_with = "as_text")]
		needed: Balance,
		/// Most that a single task may lock.
		#[serde(serialize_with = "as_text")]
		max_stake: Balance,
	},
	/// The pool accepted the worker after the first contribution to a task, and nobody new comes to
	/// that task.
	AcceptedLate {
		/// The task's deal.
		deal: DealId,
		/// Time of the first contribution, in seconds of the Unix epoch.
		before: Seconds,
	},
}

impl Hindrance {
	/// The waiting deal that this is about, if it is about one.
	pub fn deal(&self) -> Option<DealId> {
		match *self {
			Self::StakeShort { deal, .. }
			| Self::FeaturesMissing { deal, .. }
			| Self::CategoryNotTaken { deal, .. }
			| Self::Excluded { deal }
			| Self::MaxStakeTooLow { deal, .. }
			| Self::AcceptedLate { deal, .. }
			| Self::MoreWorkersNeeded { deal } => Some(deal),
			_ => None,
		}
	}

	/// The worker can't be drawn while this stands: for any task, or for those of [`Self::deal`].
	/// The others say what else the worker's owner should know.
	pub fn bars_draw(&self) -> bool {
		match self {
			Self::NoHotKey | Self::NothingQueued | Self::MoreWorkersNeeded { .. } => false,
			// The slots that do count are drawn.
			Self::SlotsNotBacked { counting: slots, .. } | Self::WarmingUp { warm: slots, .. } => {
				*slots == 0
			},
			_ => true,
		}
	}
}

/// A worker's status, with all reasons why it gets no tasks.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct WorkerStatusInfo<AccountId> {
	/// The worker, as [`BourseApi::worker`] shows it.
	pub info: WorkerInfo<AccountId>,
	/// The account whose stake answers for the worker.
	pub owner: AccountId,
	/// Free stake of the owner, in nRLC.
	pub stake: Balance,
	/// Locked stake of the owner, in nRLC.
	pub locked: Balance,
	/// Number of further tasks that the worker can be given now.
	pub free_slots: u32,
	/// Its last sign of life that was noted, in seconds of the Unix epoch.
	pub last_seen: Seconds,
	/// Version of the sandbox that new tasks are pinned to. A node of another version refuses them.
	pub engine: u16,
	/// Reasons why the worker gets no tasks. The worker can be drawn when none of them
	/// [bars](Hindrance::bars_draw) that.
	pub hindrances: Vec<Hindrance>,
}

/// The next step of a task, and its time by the protocol's clock.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(tag = "step", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum NextStep {
	/// The assigned workers contribute; the chain replaces late ones from `late` on.
	Contributions {
		/// Time at which the first of them is late.
		late: Seconds,
	},
	/// The chain looks for workers again.
	MoreWorkers {
		/// Time of the step.
		at: Seconds,
	},
	/// The chain looks for no more workers: the task fails, and everybody is paid back.
	Fails {
		/// Time of the step.
		at: Seconds,
	},
	/// The winners reveal. The chain reopens the task when nobody has revealed by then.
	Reveals {
		/// The reveal deadline.
		until: Seconds,
	},
	/// The chain finalizes the task, in one of the next blocks.
	Finalizes,
	/// The task waits for the callback data: anybody with that data can finalize until then.
	CallbackData {
		/// The final deadline.
		until: Seconds,
	},
	/// The task is Completed, and a challenged winner answers, or its stake pays.
	Answers {
		/// End of the first challenge.
		until: Seconds,
	},
	/// The task has ended, and the chain removes its record.
	Forgotten {
		/// Earliest time.
		at: Seconds,
	},
	/// More workers are needed, and every owner that counts in the pool has had the task. The chain looks again all
	/// the same: a new owner may join, and by then an owner who reported may have the task once more.
	NobodyLeft {
		/// Time of the next look.
		at: Seconds,
	},
}

/// A worker that was given a task.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct WorkOn<AccountId> {
	/// The worker.
	pub worker: AccountId,
	/// Time of the assignment, by the protocol's clock.
	pub since: Seconds,
	/// Time until which the worker has to contribute.
	pub until: Seconds,
	/// Whether the worker contributed.
	pub contributed: bool,
}

/// State of a task, and its next step.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct TaskStatusInfo<AccountId> {
	/// Its deal.
	pub deal: DealId,
	/// Its index inside the request order.
	pub index: u64,
	/// State of the task.
	pub status: TaskStatus,
	/// Workers of the task.
	pub workers: Vec<WorkOn<AccountId>>,
	/// Number of contributions.
	pub contributions: u32,
	/// Number of the block whose state this is.
	pub block: u32,
	/// That block's time by the protocol's clock: seconds of the Unix epoch, less `stood_still`.
	pub now: Seconds,
	/// Seconds for which the chain stood still so far, and the protocol's clock with it (PROTOCOL 9.4).
	pub stood_still: Seconds,
	/// The next step.
	pub next: NextStep,
	/// First block in which the chain does that step, or replaces a late worker. A lower bound: a
	/// slot may pass without a block.
	pub next_block: u32,
}

/// The next step of a deal's tasks that have not started, and its time by the protocol's clock.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(tag = "step", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DealStep {
	/// The chain starts tasks in one of the next blocks.
	Starts,
	/// Too few of the pool's workers are free and fit: the chain looks again once slots are free, and at
	/// that time, if there is one.
	WaitsForWorkers {
		/// Time of the look.
		at: Option<Seconds>,
	},
	/// Workers reported failures, and no task was completed: the chain tries one task then.
	Tries {
		/// Time of the try.
		at: Seconds,
	},
	/// The scheduler, or anybody, starts tasks by hand.
	ByHand,
	/// All tasks have started, or ended.
	Nothing,
}

/// State of a deal's tasks, from the match on.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct DealStatusInfo {
	/// The workerpool.
	pub pool: WorkerpoolId,
	/// Number of tasks.
	pub tasks: u64,
	/// Tasks that have not started.
	pub waiting: u64,
	/// Tasks that have started, and not ended.
	pub running: u64,
	/// Completed tasks.
	pub completed: u64,
	/// Failed tasks.
	pub failed: u64,
	/// Tasks that ended Unavailable or TimedOut.
	pub excused: u64,
	/// The pool's workers with a free slot.
	pub free_workers: u32,
	/// The next step for the waiting tasks.
	pub next: DealStep,
	/// Time from which giving up the waiting tasks is free, unless [`DealStep::Tries`].
	pub free_from: Seconds,
	/// Time at which what has not started ends.
	pub final_deadline: Seconds,
	/// Number of the block whose state this is.
	pub block: u32,
	/// That block's time by the protocol's clock: seconds of the Unix epoch, less `stood_still`.
	pub now: Seconds,
	/// Seconds for which the chain stood still so far.
	pub stood_still: Seconds,
}

/// The prices of one task, in nRLC.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Prices {
	/// Price of the app.
	pub app: Balance,
	/// Price of the dataset; 0 without one.
	pub dataset: Balance,
	/// Price of the workerpool.
	pub pool: Balance,
}

impl Prices {
	/// All of them together. Saturates.
	pub fn sum(&self) -> Balance {
		self.app.saturating_add(self.dataset).saturating_add(self.pool)
	}
}

/// The terms by which the fees of a match are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FeeTerms {
	/// Fee for the start of a task, in nRLC.
	pub start_fee: Balance,
	/// Fee for an assignment, in nRLC.
	pub worker_fee: Balance,
	/// Percent of the pool's price that a contribution locks.
	pub worker_stake_ratio: u64,
}

/// The cost of a match in all, and its locks, in nRLC (PROTOCOL 9.1), without the fee of the transaction
/// that matches. Sums saturate.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Fees {
	/// Owners whose answers have to agree.
	pub owners_needed: u32,
	/// Assignments of a task that the payer locks the fee of.
	pub paid_assignments: u32,
	/// Fee for the start of a task.
	#[serde(serialize_with = "as_text")]
	pub start_fee: Balance,
	/// Fee for an assignment.
	#[serde(serialize_with = "as_text")]
	pub worker_fee: Balance,
	/// Fees of one task at most.
	#[serde(serialize_with = "as_text")]
	pub task_fee: Balance,
	/// Prices of all tasks: of app, dataset and pool.
	#[serde(serialize_with = "as_text")]
	pub prices: Balance,
	/// The payer's lock: prices and fees of all tasks. A match costs no more, whatever happens.
	#[serde(serialize_with = "as_text")]
	pub payer_lock: Balance,
	/// Most of the fees that comes back when all tasks are completed: that of all assignments but one
	/// for each owner that is needed. All of the lock comes back of tasks that never start.
	#[serde(serialize_with = "as_text")]
	pub most_back: Balance,
	/// The lock of the pool's owner for all tasks.
	#[serde(serialize_with = "as_text")]
	pub scheduler_lock: Balance,
	/// Lock of each contribution.
	#[serde(serialize_with = "as_text")]
	pub worker_stake: Balance,
}

impl Fees {
	/// The fees of `volume` tasks of that trust, at these prices each.
	pub fn of(trust: Trust, prices: Prices, volume: u64, terms: FeeTerms) -> Self {
		let FeeTerms { start_fee, worker_fee, worker_stake_ratio } = terms;
		let tasks = Balance::from(volume);
		let (owners_needed, paid_assignments) = (owners_needed(trust), paid_assignments(trust));
		let task_fee = start_fee.saturating_add(worker_fee.saturating_mul(paid_assignments.into()));
		let spare = paid_assignments.saturating_sub(owners_needed);
		let stake = |percent| math::percent(prices.pool, percent);
		Self {
			owners_needed,
			paid_assignments,
			start_fee,
			worker_fee,
			task_fee,
			prices: prices.sum().saturating_mul(tasks),
			payer_lock: prices.sum().saturating_add(task_fee).saturating_mul(tasks),
			most_back: worker_fee.saturating_mul(spare.into()).saturating_mul(tasks),
			scheduler_lock: stake(protocol::SCHEDULER_STAKE_PERCENT).saturating_mul(tasks),
			worker_stake: stake(worker_stake_ratio).max(worker_fee),
		}
	}
}

/// Amounts are text in JSON, because JavaScript's numbers can't hold all of them.
pub(crate) fn as_text<S: serde::Serializer>(
	amount: &Balance,
	serializer: S,
) -> Result<S::Ok, S::Error> {
	serializer.collect_str(amount)
}

/// Effects of one block on some workers, and on the owners whose stakes answer for them.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Tally<AccountId> {
	/// The workers, by account.
	pub workers: Vec<Tallied<AccountId, WorkerTally>>,
	/// Their owners, each once: a worker itself, or an owner of machines.
	pub owners: Vec<Tallied<AccountId, OwnerTally>>,
}

/// Tally of one block for an account.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Tallied<AccountId, Of> {
	/// The account.
	pub who: AccountId,
	/// The block's tally.
	pub tally: Of,
}

/// Effects of one block on a worker.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct WorkerTally {
	/// Tasks that the chain assigned to the worker.
	pub assigned: u32,
	/// Tasks that the chain took back: the worker was late, or reported a failure.
	pub withdrawn: u32,
	/// Accepted contributions.
	pub contributed: u32,
	/// Accepted reveals.
	pub revealed: u32,
	/// Reported failures.
	pub failed: u32,
	/// Refused items of the worker's batches, overtaken by others or by a deadline.
	pub refused: u32,
	/// Tasks of several contributors in which the worker was right.
	pub accurate: u32,
	/// Tasks in which the worker was wrong, or did not reveal in time.
	pub faulty: u32,
	/// Score after the block.
	pub score: u64,
}

impl WorkerTally {
	/// Whether the block had no effect on the worker.
	pub fn is_quiet(&self) -> bool {
		*self == Self { score: self.score, ..Self::default() }
	}
}

/// Effects of one block on an owner of workers, in nRLC.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OwnerTally {
	/// Earnings of tasks.
	pub earned: Balance,
	/// Seized stake.
	pub lost: Balance,
	/// Free stake after the block.
	pub stake: Balance,
	/// Locked stake after the block.
	pub locked: Balance,
}

/// Stake of an account.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct StakeInfo {
	/// Free stake, in nRLC.
	pub free: Balance,
	/// Locked stake, in nRLC.
	pub locked: Balance,
}

sp_api::decl_runtime_apis! {
	/// Bourse's state, for RPC and for the compute service.
	pub trait BourseApi<AccountId> where AccountId: codec::Codec {
		/// A task. `None` when the task was never initialized or is forgotten.
		fn task(id: TaskId) -> Option<TaskInfo<AccountId>>;
		/// A deal. `None` when the deal never existed or is forgotten.
		fn deal(id: DealId) -> Option<Deal<AccountId>>;
		/// The id of a deal's task.
		fn task_id(deal: DealId, index: u64) -> TaskId;
		/// A worker that has joined a pool.
		fn worker(who: AccountId) -> Option<WorkerInfo<AccountId>>;
		/// The status of a worker that has joined a pool, with all reasons why it gets no tasks.
		fn worker_status(who: AccountId) -> Option<WorkerStatusInfo<AccountId>>;
		/// State of a task, its workers, and its next step. `None` when the task was never
		/// initialized or is forgotten.
		fn task_status(id: TaskId) -> Option<TaskStatusInfo<AccountId>>;
		/// State of a deal's tasks. `None` when the deal never existed or is forgotten.
		fn deal_status(id: DealId) -> Option<DealStatusInfo>;
		/// The worker account behind a hot key.
		fn worker_of(key: crypto::PocoId) -> Option<AccountId>;
		/// What a match of `volume` tasks at these prices each would cost in all by the present
		/// parameters, and by the present policy of the pool; by that of a new one without. `None`
		/// when there is no such pool.
		fn fees(
			trust: Trust,
			prices: Prices,
			volume: u64,
			pool: Option<WorkerpoolId>,
		) -> Option<Fees>;
		/// Stake of an account.
		fn stake(who: AccountId) -> StakeInfo;
		/// The market's parameters: fees, bonds, deposits and their times (PROTOCOL 9).
		fn market_parameters() -> MarketParameters;
		/// Effects of the block on the workers behind these hot keys.
		fn tally(keys: Vec<crypto::PocoId>) -> Tally<AccountId>;
	}
}
