// SPDX-License-Identifier: Apache-2.0

//! How far the chain is with deals and tasks, and what it does by itself.

use bourse_primitives::{deal_and_index, task_id, DealId, Seconds, TaskId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Progress of the chain with a deal.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct DealProgress {
	/// Index of the first task that the chain has not looked at yet.
	pub next: u64,
	/// Number of initialized tasks.
	pub initialized: u64,
	/// Number of tasks that have ended.
	pub ended: u64,
	/// When the last task ended. All of them are kept for the retention time from then on.
	pub ended_at: Option<Seconds>,
	/// Number of forgotten tasks, from the first one on.
	pub forgotten: u64,
	/// Number of open challenges of the tasks' results.
	pub challenges: u32,
	/// Number of Completed tasks.
	pub completed: u64,
}

/// Bounds of a ring of the places `head <= place < tail`.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Ring {
	/// Next place to serve.
	pub head: u64,
	/// Next place to fill.
	pub tail: u64,
}

impl Ring {
	/// Number of places.
	pub fn len(&self) -> u64 {
		self.tail.saturating_sub(self.head)
	}

	/// Whether the ring has no place.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}

	/// Adds a place at the end, and returns the place.
	pub(crate) fn push(&mut self) -> u64 {
		let place = self.tail;
		self.tail = self.tail.saturating_add(1);
		place
	}

	/// Removes the first place, and returns the place. `None` for an empty ring.
	pub(crate) fn pop(&mut self) -> Option<u64> {
		if self.is_empty() {
			return None;
		}
		let place = self.head;
		self.head = self.head.saturating_add(1);
		Some(place)
	}
}

/// A workerpool's deals with tasks to start.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PoolQueue {
	/// Places of the deals.
	pub ring: Ring,
	/// Number of deals in a row that found too few workers.
	pub in_vain: u64,
	/// Number of the pool's workers with a free slot at the last of these visits.
	pub free: u32,
	/// Time of that visit, in seconds of the Unix epoch.
	pub since: Seconds,
}

/// An entry of the agenda: what is to be looked at. An entry that comes too often, or for what is
/// gone, does no harm.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
)]
pub enum Due<AccountId> {
	/// Live tasks of a page, under the id of its first place: see [`page_of`].
	Page(TaskId),
	/// Tasks of a deal that nobody started, which the chain ends after the final deadline.
	Deal(DealId),
	/// A challenge of a task's winner whose window closes.
	Challenge(TaskId, AccountId),
	/// A deal all of whose tasks have ended, and are forgotten.
	Forget(DealId),
}

/// Tasks of a page: neighbours that are started and looked at together.
pub const PAGE: u64 = 16;

/// The page of a task: the id of the task there whose index is a multiple of [`PAGE`].
pub fn page_of(task: TaskId) -> TaskId {
	let (deal, index) = deal_and_index(task);
	task_id(deal, index & !(PAGE - 1))
}

/// State of the agenda.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AgendaState {
	/// No entry is in a bucket below this one.
	pub cursor: u64,
	/// Number of entries.
	pub length: u64,
}

/// Steps that the chain does by itself (PROTOCOL 8.1).
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub struct AutomationSettings {
	/// Initialize the tasks of new deals.
	pub initialize: bool,
	/// Assign tasks to workers of the deal's pool, and replace late ones.
	pub assign: bool,
	/// Finalize tasks whose conditions hold.
	pub finalize: bool,
	/// Reopen tasks that nobody revealed.
	pub reopen: bool,
	/// Claim tasks whose final deadline passed, and settle challenges that nobody answered.
	pub claim: bool,
	/// Forget ended tasks after their retention time.
	pub prune: bool,
	/// Open `finalize` and `reopen` to anybody, not to the scheduler alone.
	pub open_to_anybody: bool,
}

impl Default for AutomationSettings {
	fn default() -> Self {
		Self::all(true)
	}
}

impl AutomationSettings {
	/// Everything on, or everything off.
	pub const fn all(on: bool) -> Self {
		Self {
			initialize: on,
			assign: on,
			finalize: on,
			reopen: on,
			claim: on,
			prune: on,
			open_to_anybody: on,
		}
	}
}
