// SPDX-License-Identifier: Apache-2.0

//! How far the chain is with deals and tasks, and what it does by itself.

use bourse_primitives::{DealId, Seconds, TaskId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// How far the chain is with a deal.
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
	/// Tasks that are Completed or Failed, forgotten ones included.
	pub ended: u64,
	/// Tasks that are forgotten.
	pub forgotten: u64,
}

/// Bounds of a ring: it holds the places `head <= place < tail`.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Ring {
	/// The next place to be served.
	pub head: u64,
	/// The next place to be filled.
	pub tail: u64,
}

impl Ring {
	/// Number of places.
	pub fn len(&self) -> u64 {
		self.tail.saturating_sub(self.head)
	}

	/// Nothing is in it.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}

	/// The place for one more, at the end.
	pub(crate) fn push(&mut self) -> u64 {
		let place = self.tail;
		self.tail = self.tail.saturating_add(1);
		place
	}

	/// The first place, which is served now. `None` when there is none.
	pub(crate) fn pop(&mut self) -> Option<u64> {
		if self.is_empty() {
			return None;
		}
		let place = self.head;
		self.head = self.head.saturating_add(1);
		Some(place)
	}
}

/// The deals of a workerpool that have tasks to start.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PoolQueue {
	/// Where they are.
	pub ring: Ring,
	/// How many of them in a row found too few workers.
	pub in_vain: u64,
	/// Number of the pool's workers with a free slot by then.
	pub free: u32,
	/// When that was, in seconds of the Unix epoch.
	pub since: Seconds,
}

/// What the agenda wakes.
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
	PartialOrd,
	Ord,
	Debug,
)]
pub enum Due {
	/// A task that may need the chain's hand.
	Task(TaskId),
	/// A deal whose next task found no free worker.
	Deal(DealId),
}

/// Where the agenda stands.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AgendaState {
	/// No entry is in a bucket below this one.
	pub cursor: u64,
	/// Number of entries.
	pub length: u64,
}

/// What the chain does by itself (PROTOCOL 8.1).
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
	/// Initializes the tasks of new deals.
	pub initialize: bool,
	/// Assigns tasks to workers of the deal's pool, and takes them back from late ones.
	pub assign: bool,
	/// Finalizes tasks whose conditions hold.
	pub finalize: bool,
	/// Reopens tasks that nobody revealed.
	pub reopen: bool,
	/// Claims tasks whose final deadline passed, and settles challenges that nobody answered.
	pub claim: bool,
	/// Forgets tasks that ended some time ago.
	pub prune: bool,
	/// `finalize` and `reopen` are open to anybody, not to the scheduler alone.
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
