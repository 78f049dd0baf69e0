// SPDX-License-Identifier: Apache-2.0

//! What is stored.

use bourse_primitives::{crypto::PocoId, Seconds, WorkerpoolId};
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Where a worker stands with its pool.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum WorkerStatus {
	/// Waits for the pool's owner to accept it.
	Applied,
	/// Accepted: gets tasks while it has a free slot.
	Active,
	/// Gets no more tasks, and is forgotten when its last assignment has ended.
	Leaving,
}

/// An account that works for a pool, or wants to.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Worker {
	/// Its pool.
	pub pool: WorkerpoolId,
	/// Where it stands with it.
	pub status: WorkerStatus,
	/// How many tasks at once it takes. 0: paused.
	pub slots: u32,
	/// How many assignments it has. May be above `slots` after those were reduced.
	pub busy: u32,
	/// The key that signs its contributions, if it has set one.
	pub hot_key: Option<PocoId>,
	/// Its place on the pool's roster, while it is there.
	pub roster_index: Option<u32>,
}

impl Worker {
	/// It can be given a task: what decides whether it is on the roster.
	pub fn is_free(&self) -> bool {
		self.status == WorkerStatus::Active && self.busy < self.slots
	}
}

/// What a workerpool's owner decides about its workers.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PoolSettings {
	/// Whoever applies is accepted at once.
	pub open: bool,
}

/// A task given to a worker.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Assignment<AccountId> {
	/// The worker.
	pub worker: AccountId,
	/// Until when it has to contribute, in seconds of the Unix epoch.
	pub until: Seconds,
	/// It was taken back. Remembered, so that the worker does not get the task again.
	pub withdrawn: bool,
}
