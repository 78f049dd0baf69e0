// SPDX-License-Identifier: Apache-2.0

//! How far the chain is with deals and tasks, and what it does by itself.

use bourse_primitives::{DealId, Seconds, TaskId};
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
	/// Index of the first task that the chain has not started yet.
	pub next: u64,
	/// Number of Completed or Failed tasks, forgotten ones included.
	pub ended: u64,
	/// Number of forgotten tasks.
	pub forgotten: u64,
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

/// An entry of the agenda.
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
	/// A task that may have a step due.
	Task(TaskId),
	/// A deal with tasks to start, which the chain ends after the final deadline.
	Deal(DealId),
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
