// SPDX-License-Identifier: Apache-2.0

//! What is stored, and what calls carry.

use crate::draw::LEVELS;
use bourse_primitives::{crypto::PocoId, Balance, CategoryId, Seconds, Tag, WorkerpoolId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// Most categories that a worker can name.
pub type MaxCategories = ConstU32<32>;

/// Where a worker stands with its pool.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum WorkerStatus {
	/// Waits for the pool's owner to accept it.
	Applied,
	/// Accepted: gets tasks while it has a free slot.
	Active,
	/// Gets no more tasks, and is forgotten when its last assignment has ended.
	Leaving,
	/// Accepted, but it missed its duties: gets no tasks until it shows that it is there.
	Suspended,
}

/// What a worker can do.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct Capacity {
	/// How many tasks at once it takes. 0: paused.
	pub slots: u32,
	/// The features that it offers: it gets a deal's tasks when it offers all that the deal's
	/// tag demands.
	pub tag: Tag,
	/// The categories whose tasks it takes. Empty: all.
	pub categories: BoundedVec<CategoryId, MaxCategories>,
}

impl Capacity {
	/// So many slots, no features, all categories.
	pub fn of_slots(slots: u32) -> Self {
		Self { slots, ..Default::default() }
	}

	/// It takes tasks of this category that demand these features.
	pub fn takes(&self, category: CategoryId, tag: Tag) -> bool {
		self.tag.contains(tag)
			&& (self.categories.is_empty() || self.categories.contains(&category))
	}
}

/// An account that works for a pool, or wants to.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Worker<AccountId> {
	/// Its pool.
	pub pool: WorkerpoolId,
	/// Whose stake answers for it and who is paid: the account itself, or the owner of a machine.
	pub owner: AccountId,
	/// Its number among its owner's machines, if it is one.
	pub machine: Option<u16>,
	/// Where it stands with its pool.
	pub status: WorkerStatus,
	/// What it can do, as its account said.
	pub capacity: Capacity,
	/// How many tasks at once its node can take now, as its last heartbeat said. `None`: as many
	/// as it has slots.
	pub ready: Option<u32>,
	/// How many assignments it has. May be above its slots after those were reduced.
	pub busy: u32,
	/// The key that signs its contributions, if it has set one.
	pub hot_key: Option<PocoId>,
	/// Its place on the pool's roster, while it is there.
	pub place: Option<Place>,
	/// Its last sign of life that was noted, in seconds of the Unix epoch.
	pub last_seen: Seconds,
	/// Assignments in a row that it let pass without a contribution.
	pub missed: u32,
}

impl<AccountId> Worker<AccountId> {
	/// How many more tasks it can be given now.
	pub fn free_slots(&self) -> u32 {
		if self.status != WorkerStatus::Active {
			return 0;
		}
		let most = self.capacity.slots.min(self.ready.unwrap_or(u32::MAX));
		most.saturating_sub(self.busy)
	}

	/// The level of the roster that it belongs to, while it can be given a task.
	pub fn level(&self) -> Option<u8> {
		// At most 31.
		self.free_slots().checked_ilog2().map(|level| level as u8)
	}

	/// Nothing was heard of its node for longer than `limit` seconds. A worker without a hot key
	/// has no node that could be heard of.
	pub fn is_silent(&self, now: Seconds, limit: Seconds) -> bool {
		self.hot_key.is_some() && now > self.last_seen.saturating_add(limit)
	}
}

/// A place on a pool's roster.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug,
)]
pub struct Place {
	/// `floor(log2(free slots))`.
	pub level: u8,
	/// Number within the level.
	pub index: u32,
}

/// How many workers are on each level of a pool's roster.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Levels(pub [u32; LEVELS]);

impl Levels {
	/// The number on one level.
	pub fn on(&self, level: u8) -> u32 {
		self.0.get(usize::from(level)).copied().unwrap_or_default()
	}

	/// All of them.
	pub fn total(&self) -> u32 {
		self.0.iter().fold(0, |sum, count| sum.saturating_add(*count))
	}
}

/// How a pool takes workers in.
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
pub enum Admission {
	/// The owner accepts each application, or has invited the account before.
	#[default]
	Closed,
	/// Whoever applies is accepted at once.
	Open,
	/// Only accounts that the owner invited can apply, and are accepted at once.
	ByInvitation,
}

/// Who gives the tasks of a pool's deals to its workers.
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
pub enum AssignedBy {
	/// The chain, by lot.
	#[default]
	Chain,
	/// The pool's owner alone, by its signature (PROTOCOL 5): the chain initializes tasks, but
	/// assigns nobody.
	Scheduler,
}

/// What a workerpool's owner decides about its workers. Checked when a worker joins, and again
/// whenever it is drawn.
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
pub struct PoolRules {
	/// How workers are taken in.
	pub admission: Admission,
	/// Least stake of a worker's owner, free and locked together, in nRLC.
	pub min_stake: Balance,
	/// Least score of a worker.
	pub min_score: u64,
	/// Features that every worker has to offer.
	pub tag: Tag,
	/// Who assigns tasks.
	pub assigned_by: AssignedBy,
}

/// Why a worker was suspended.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Suspension {
	/// It let too many assignments in a row pass.
	Late,
	/// Its node gave no sign of life for too long.
	Silent,
}

/// What the chain demands of workers' nodes, and how long it looks for workers. The reasons for the
/// defaults are in `docs/parameters.md`.
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PoolParameters {
	/// A node that gave no other sign of life for so many seconds sends a heartbeat. At least 60.
	pub heartbeat_interval: Seconds,
	/// A worker with a hot key that gave no sign of life for so many seconds is suspended. At
	/// least two heartbeat intervals.
	pub silence_limit: Seconds,
	/// A worker that let so many assignments in a row pass is suspended. At least 1.
	pub missed_limit: u32,
	/// Most workers that one draw looks at in vain. From 1 to the constant `MaxProbes`.
	pub probes: u32,
}

impl Default for PoolParameters {
	fn default() -> Self {
		Self { heartbeat_interval: 600, silence_limit: 1_800, missed_limit: 3, probes: 64 }
	}
}

/// A task given to a worker.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Assignment<AccountId> {
	/// The worker.
	pub worker: AccountId,
	/// Its owner at that time: no other worker of it gets the task.
	pub owner: AccountId,
	/// When it was assigned, in seconds of the Unix epoch.
	pub since: Seconds,
	/// Until when it has to contribute.
	pub until: Seconds,
	/// It was taken back. Remembered, so that the owner's workers do not get the task again.
	pub withdrawn: bool,
	/// It was taken back because the worker was late: when nobody else can have the task, it may.
	pub missed: bool,
}

/// A worker's node says that it is there.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Heartbeat<AccountId> {
	/// The worker's account.
	pub worker: AccountId,
	/// The worker's `last_seen` that this replaces, so that no heartbeat works twice.
	pub since: Seconds,
	/// Grows with each retry: a later one replaces its stuck twin in the transaction pool.
	pub attempt: u16,
	/// How many tasks at once the node can take now, running ones included. `None`: as many as
	/// the worker has slots.
	pub ready: Option<u32>,
}

impl<AccountId: Encode> Heartbeat<AccountId> {
	/// What the worker's hot key signs: `blake2_256(SCALE(b"bourse heartbeat", heartbeat))`.
	pub fn hash(&self) -> H256 {
		sp_io::hashing::blake2_256(&(b"bourse heartbeat", self).encode()).into()
	}
}

/// What the benchmarks need from the runtime.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId> {
	/// Sets the block's time, in seconds.
	fn set_time(now: Seconds);
	/// Sets a worker's score.
	fn set_score(worker: &AccountId, score: u64);
}
