// SPDX-License-Identifier: Apache-2.0

//! What the node asks the runtime.

use crate::*;
use alloc::vec::Vec;
use codec::{Decode, Encode};
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
	/// Where it stands.
	pub status: TaskStatus,
	/// The digest of its result, once Completed.
	pub digest: Option<H256>,
	/// No contribution from this second on.
	pub contribution_deadline: Seconds,
	/// No reveal from this second on, while Revealing.
	pub reveal_deadline: Option<Seconds>,
	/// Given up from this second on.
	pub final_deadline: Seconds,
	/// Who contributed, in order.
	pub contributors: Vec<AccountId>,
	/// Who is assigned and until when it has to contribute.
	pub assigned: Vec<(AccountId, Seconds)>,
	/// Failures that workers reported.
	pub failures: Vec<(AccountId, FailureCode, H256)>,
	/// Who revealed an encrypted result, and the hash of its index.
	pub encrypted: Vec<(AccountId, H256)>,
	/// Winners that were asked to show a block of the result, and have not yet.
	pub challenges: Vec<ChallengeInfo<AccountId>>,
}

/// An open challenge as RPC shows it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ChallengeInfo<AccountId> {
	/// Who was asked.
	pub worker: AccountId,
	/// For which block: header, manifest, pieces; or index, boxes.
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
	/// It was accepted.
	pub accepted: bool,
	/// Its score.
	pub score: u64,
	/// Tasks at once that it takes.
	pub slots: u32,
	/// What it is assigned to.
	pub tasks: Vec<TaskId>,
}

/// Why a worker gets no tasks now, each with what would change it.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(tag = "reason", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Hindrance {
	/// The pool's owner has not accepted its application.
	NotAccepted,
	/// It is leaving its pool, or was dismissed.
	Leaving,
	/// Suspended: it let so many assignments in a row pass. The next heartbeat of its node, or the
	/// call `pools.heartbeat`, brings it back.
	Late {
		/// How many.
		missed: u32,
	},
	/// Nothing was heard of its node for too long. Start the node, or look why it sends nothing.
	Silent {
		/// The last sign of life that was noted, in seconds of the Unix epoch.
		since: Seconds,
	},
	/// It has no hot key: its node can't contribute for it, only calls signed by its account can.
	NoHotKey,
	/// It takes no tasks: its slots are set to 0.
	Paused,
	/// All its slots are busy.
	NoFreeSlot,
	/// Its node said that it can take no more tasks now.
	NodeNotReady {
		/// How many at once it can take, running ones included.
		ready: u32,
	},
	/// The pool's rules demand more stake, free and locked together, in nRLC.
	StakeBelowRule {
		/// What the rule says.
		#[serde(serialize_with = "as_text")]
		needed: Balance,
		/// What its owner has.
		#[serde(serialize_with = "as_text")]
		has: Balance,
	},
	/// The pool's rules demand a higher score.
	ScoreBelowRule {
		/// What the rule says.
		needed: u64,
		/// What it has.
		has: u64,
	},
	/// The pool's rules demand features that it does not offer.
	TagBelowRule {
		/// Those that are missing.
		missing: Tag,
	},
	/// The pool's scheduler assigns by signature; the chain does not.
	AssignedByScheduler,
	/// No deal of the pool waits for workers.
	NothingQueued,
	/// A deal waits whose contributions lock more than its owner has free, in nRLC.
	StakeShort {
		/// The deal.
		deal: DealId,
		/// What a contribution locks.
		#[serde(serialize_with = "as_text")]
		needed: Balance,
		/// What its owner has free.
		#[serde(serialize_with = "as_text")]
		free: Balance,
	},
	/// A deal waits whose tag demands features that it does not offer.
	FeaturesMissing {
		/// The deal.
		deal: DealId,
		/// Those that are missing.
		missing: Tag,
	},
	/// A deal waits of a category that it does not take.
	CategoryNotTaken {
		/// The deal.
		deal: DealId,
		/// The category.
		category: CategoryId,
	},
	/// A deal waits whose requester excludes it or its owner.
	Excluded {
		/// The deal.
		deal: DealId,
	},
	/// A deal waits that it could work for, but too few others can for the deal's trust.
	MoreWorkersNeeded {
		/// The deal.
		deal: DealId,
	},
}

/// All that tells a worker's owner why it gets tasks or none.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct WorkerStatusInfo<AccountId> {
	/// As [`BourseApi::worker`] tells.
	pub info: WorkerInfo<AccountId>,
	/// Whose stake answers for it.
	pub owner: AccountId,
	/// Its owner's free stake, in nRLC.
	pub stake: Balance,
	/// Its owner's locked stake, in nRLC.
	pub locked: Balance,
	/// How many more tasks it can be given now.
	pub free_slots: u32,
	/// Its last sign of life that was noted, in seconds of the Unix epoch.
	pub last_seen: Seconds,
	/// Version of the sandbox that tasks are pinned to now. A node of another one refuses them.
	pub engine: u16,
	/// Why it gets no tasks; empty when it can be drawn.
	pub hindrances: Vec<Hindrance>,
}

/// What happens to a task next, and when, in seconds of the Unix epoch.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(tag = "step", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum NextStep {
	/// The workers that are at it contribute; late ones are replaced from `late` on.
	Contributions {
		/// When the first of them is late.
		late: Seconds,
	},
	/// The chain looks for workers again.
	MoreWorkers {
		/// When.
		at: Seconds,
	},
	/// Nobody is looked for any more: it fails, and everybody is paid back.
	Fails {
		/// When.
		at: Seconds,
	},
	/// The winners reveal. It is opened again when nobody does until then.
	Reveals {
		/// The reveal deadline.
		until: Seconds,
	},
	/// The chain finalizes it, in one of the next blocks.
	Finalizes,
	/// It waits for the callback data: whoever has it can finalize until then.
	CallbackData {
		/// The final deadline.
		until: Seconds,
	},
	/// It is Completed, and a winner that was challenged answers, or its stake pays.
	Answers {
		/// When the first one's time is over.
		until: Seconds,
	},
	/// It has ended, and its record is removed.
	Forgotten {
		/// Not before.
		at: Seconds,
	},
}

impl NextStep {
	/// When the chain acts, in seconds of the Unix epoch; `None`: at once.
	pub fn time(&self) -> Option<Seconds> {
		match *self {
			Self::Finalizes => None,
			Self::Contributions { late: time }
			| Self::MoreWorkers { at: time }
			| Self::Fails { at: time }
			| Self::Reveals { until: time }
			| Self::CallbackData { until: time }
			| Self::Answers { until: time }
			| Self::Forgotten { at: time } => Some(time),
		}
	}
}

/// Somebody who was given a task.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct WorkOn<AccountId> {
	/// The worker.
	pub worker: AccountId,
	/// When it was assigned, in seconds of the Unix epoch.
	pub since: Seconds,
	/// Until when it has to contribute.
	pub until: Seconds,
	/// It contributed.
	pub contributed: bool,
}

/// Where a task is and what happens next.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct TaskStatusInfo<AccountId> {
	/// Its deal.
	pub deal: DealId,
	/// Its index inside the request order.
	pub index: u64,
	/// Where it stands.
	pub status: TaskStatus,
	/// Who works on it.
	pub workers: Vec<WorkOn<AccountId>>,
	/// Number of contributions.
	pub contributions: u32,
	/// Number of the block that this was looked up at.
	pub block: u32,
	/// That block's time, in seconds of the Unix epoch.
	pub now: Seconds,
	/// What happens next.
	pub next: NextStep,
	/// The first block in which the chain does that (or replaces who was late with it). A lower
	/// bound: a slot may pass without a block.
	pub next_block: u32,
}

/// Amounts are text in JSON: they may be larger than what JavaScript's numbers hold.
fn as_text<S: serde::Serializer>(amount: &Balance, serializer: S) -> Result<S::Ok, S::Error> {
	serializer.collect_str(amount)
}

/// What one block brought some workers, and those whose stakes answer for them.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Tally<AccountId> {
	/// The workers, by account.
	pub workers: Vec<(AccountId, WorkerTally)>,
	/// Their owners, each once: a worker itself, or the owner of machines.
	pub owners: Vec<(AccountId, OwnerTally)>,
}

/// What one block brought a worker.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct WorkerTally {
	/// Tasks that the chain gave to it.
	pub assigned: u32,
	/// Tasks that the chain took back: it was late, or reported a failure.
	pub withdrawn: u32,
	/// Contributions that were taken.
	pub contributed: u32,
	/// Reveals that were taken.
	pub revealed: u32,
	/// Failures that it reported.
	pub failed: u32,
	/// Items of its batches that were refused, as overtaken by others or by a deadline.
	pub refused: u32,
	/// Tasks of several contributors that it was right in.
	pub accurate: u32,
	/// Tasks that it was wrong in, or did not reveal in time.
	pub faulty: u32,
	/// Its score after the block.
	pub score: u64,
}

impl WorkerTally {
	/// Nothing happened to it.
	pub fn is_quiet(&self) -> bool {
		*self == Self { score: self.score, ..Self::default() }
	}
}

/// What one block brought an owner of workers, in nRLC.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OwnerTally {
	/// What tasks brought.
	pub earned: Balance,
	/// What was seized.
	pub lost: Balance,
	/// The free part of its stake after the block.
	pub stake: Balance,
	/// The locked part of its stake after the block.
	pub locked: Balance,
}

sp_api::decl_runtime_apis! {
	/// Bourse's state, for RPC and for the compute service.
	pub trait BourseApi<AccountId> where AccountId: codec::Codec {
		/// A task, unless it was never initialized or is forgotten.
		fn task(id: TaskId) -> Option<TaskInfo<AccountId>>;
		/// A deal, unless it never was or is forgotten.
		fn deal(id: DealId) -> Option<Deal<AccountId>>;
		/// The id of a deal's task.
		fn task_id(deal: DealId, index: u64) -> TaskId;
		/// A worker that has joined a pool.
		fn worker(who: AccountId) -> Option<WorkerInfo<AccountId>>;
		/// Why a worker that has joined a pool gets tasks or none.
		fn worker_status(who: AccountId) -> Option<WorkerStatusInfo<AccountId>>;
		/// Where a task is, who works on it since when, and what happens next. `None` when it was
		/// not initialized or is forgotten.
		fn task_status(id: TaskId) -> Option<TaskStatusInfo<AccountId>>;
		/// The worker account behind a hot key.
		fn worker_of(key: crypto::PocoId) -> Option<AccountId>;
		/// What the block brought the workers behind these hot keys.
		fn tally(keys: Vec<crypto::PocoId>) -> Tally<AccountId>;
	}
}
