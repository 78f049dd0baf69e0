// SPDX-License-Identifier: Apache-2.0

//! Types of storage and calls.

pub use bourse_primitives::{batch::Payload, Admission, AssignedBy, PoolRules};

use bourse_primitives::{crypto::PocoId, Balance, CategoryId, Seconds, Tag, WorkerpoolId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Most categories that a worker can name.
pub type MaxCategories = ConstU32<32>;

/// Status of a worker in its pool.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum WorkerStatus {
	/// Waits for the acceptance of the pool's owner.
	Applied,
	/// Accepted: gets tasks while it has a free slot.
	Active,
	/// Gets no more tasks, and is forgotten when its last assignment has ended.
	Leaving,
	/// Accepted, but missed its duties: gets no tasks until its next sign of life.
	Suspended,
}

/// Capacity of a worker.
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
	/// Number of tasks that the worker takes at once. 0: paused.
	pub slots: u32,
	/// Features that the worker offers. A deal's tag demands features of its workers.
	pub tag: Tag,
	/// Categories whose tasks the worker takes. Empty: all.
	pub categories: BoundedVec<CategoryId, MaxCategories>,
}

impl Capacity {
	/// Capacity of `slots` slots without features, for all categories.
	pub fn of_slots(slots: u32) -> Self {
		Self { slots, ..Default::default() }
	}

	/// Whether the worker takes tasks of this category.
	pub fn takes(&self, category: CategoryId) -> bool {
		self.categories.is_empty() || self.categories.contains(&category)
	}
}

/// An account that works for a pool or has applied to one.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Worker<AccountId> {
	/// Pool of the worker.
	pub pool: WorkerpoolId,
	/// Account whose stake answers for the worker, and who is paid: the worker itself, or the owner
	/// of a machine.
	pub owner: AccountId,
	/// Number of a machine among those of its owner.
	pub machine: Option<u16>,
	/// Status in the pool.
	pub status: WorkerStatus,
	/// Capacity, as set by the worker's account.
	pub capacity: Capacity,
	/// Number of tasks that the worker's node can take at once, by its last heartbeat. `None`: as
	/// many as its slots.
	pub ready: Option<u32>,
	/// Number of standing assignments. May be above the slots after their reduction.
	pub busy: u32,
	/// Key that signs the worker's contributions, if set.
	pub hot_key: Option<PocoId>,
	/// Place on the pool's roster, while the worker has a free slot.
	pub place: Option<Place>,
	/// Last noted sign of life, in seconds of the Unix epoch.
	pub last_seen: Seconds,
	/// Number of assignments in a row that passed without a contribution.
	pub missed: u32,
}

impl<AccountId> Worker<AccountId> {
	/// Number of further tasks that the worker can be given now.
	pub fn free_slots(&self) -> u32 {
		if self.status != WorkerStatus::Active {
			return 0;
		}
		let most = self.capacity.slots.min(self.ready.unwrap_or(u32::MAX));
		most.saturating_sub(self.busy)
	}

	/// Level of the roster for the worker's free slots. `None` without a free slot.
	pub fn level(&self) -> Option<u8> {
		// At most 31.
		self.free_slots().checked_ilog2().map(|level| level as u8)
	}

	/// Whether the worker's node gave no sign of life for longer than `limit` seconds. A worker
	/// without a hot key has no node, and is never silent.
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

/// Number of levels of a roster: workers have fewer than `2^LEVELS` free slots.
pub const LEVELS: usize = 16;

/// Number of workers on each level of a pool's roster.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Levels(pub [u32; LEVELS]);

impl Levels {
	/// Number of workers on one level.
	pub fn on(&self, level: u8) -> u32 {
		self.0.get(usize::from(level)).copied().unwrap_or_default()
	}

	/// Number of workers on all levels.
	pub fn total(&self) -> u32 {
		self.0.iter().fold(0, |sum, count| sum.saturating_add(*count))
	}
}

/// Reason of a suspension.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Suspension {
	/// The worker let too many assignments in a row pass.
	Late,
	/// The worker's node gave no sign of life for too long.
	Silent,
}

/// Demands on workers' nodes, and bounds of a draw. `docs/parameters.md` has the reasons for the
/// defaults.
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
	/// Seconds without another sign of life after which a node sends a heartbeat. At least 60.
	pub heartbeat_interval: Seconds,
	/// Seconds without a sign of life after which a worker with a hot key is suspended. At least
	/// two heartbeat intervals.
	pub silence_limit: Seconds,
	/// Number of missed assignments in a row after which a worker is suspended. At least 1.
	pub missed_limit: u32,
	/// Most workers of one draw that may not get the task. From 1 to the constant `MaxProbes`.
	pub probes: u32,
}

impl Default for PoolParameters {
	fn default() -> Self {
		Self { heartbeat_interval: 600, silence_limit: 1_800, missed_limit: 3, probes: 64 }
	}
}

/// Sign of life of a worker's node.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Heartbeat<AccountId> {
	/// The worker's account.
	pub worker: AccountId,
	/// The worker's `last_seen` that the heartbeat replaces, so that no heartbeat works twice.
	pub since: Seconds,
	/// Number of the retry: a later one replaces its stuck twin in the transaction pool.
	pub attempt: u16,
	/// Number of tasks that the node can take at once now, running ones included. `None`: as many
	/// as the worker's slots.
	pub ready: Option<u32>,
}

impl<AccountId: Encode> Payload for Heartbeat<AccountId> {
	const CONTEXT: &'static [u8] = b"bourse heartbeat";

	fn attempt(&self) -> u16 {
		self.attempt
	}
}

/// Helper of the benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId>: bourse_primitives::benchmarking::Setup<AccountId> {
	/// Sets the block's time, in seconds.
	fn set_time(now: Seconds);
	/// Sets a worker's score.
	fn set_score(worker: &AccountId, score: u64);
}
