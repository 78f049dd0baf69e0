// SPDX-License-Identifier: Apache-2.0

//! Types of storage and calls.

pub use bourse_primitives::{batch::Payload, Admission, AssignedBy, PoolRules, DEFAULT_MAX_STAKE};

use alloc::vec::Vec;
use bourse_primitives::{
	crypto::PocoId,
	limits::{MAX_MEMORY, STANDARD_MEMORY},
	Balance, CategoryId, PoolSlots, Seconds, Tag, WorkerpoolId,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec, DefaultNoBound};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Most categories that a worker can name.
pub type MaxCategories = ConstU32<32>;
/// Most kinds of workers in a pool (PROTOCOL 9.3).
pub type MaxKinds = ConstU32<MAX_KINDS>;
/// [`MaxKinds`] as a number.
pub const MAX_KINDS: u32 = 64;
/// Of these, plain ones: [`Kind::is_plain`].
pub const PLAIN_KINDS: u32 = 2;
/// Most marks of a pool's workers: see [`Mark`].
pub const MAX_MARKS: u32 = 31;
/// [`MAX_MARKS`] as a type.
pub type MaxMarks = ConstU32<MAX_MARKS>;
/// Most parts of a hall: those without a mark, and those of each mark.
pub type MaxParts = ConstU32<{ MAX_MARKS + 1 }>;
/// Bit of the number of a hall for expelled workers of a kind.
pub const EXPELLED: u8 = 1 << 7;
/// Pause after the first missed assignment, in seconds; each further one doubles the pause.
pub const FIRST_PAUSE: Seconds = 60;
/// Longest pause after a missed assignment, in seconds.
pub const LONGEST_PAUSE: Seconds = 600;

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
	/// Dismissed by the pool's owner, where the rules of the market hold: gets only those tasks that
	/// had a contribution by then, and in an open pool those of deals that were matched before.
	Expelled,
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
	/// Bytes of memory that the worker's machine has for each task. No less than
	/// [`STANDARD_MEMORY`] counts, so that 0 promises nothing beyond.
	pub memory: u64,
}

impl Capacity {
	/// Capacity of `slots` slots without features, for all categories.
	pub fn of_slots(slots: u32) -> Self {
		Self { slots, ..Default::default() }
	}

	/// Whether the worker takes tasks of this category, whose runs may use so many bytes of memory.
	pub fn takes(&self, category: CategoryId, memory: u64) -> bool {
		(self.categories.is_empty() || self.categories.contains(&category))
			&& memory <= self.memory.max(STANDARD_MEMORY)
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
	/// Place on the pool's roster, while the worker has a free slot. Of a machine, the place in its
	/// owner's [`Fleet`]: the fleet's part of the roster, level 0, and the machine's number.
	pub place: Option<Place>,
	/// Last noted sign of life, in seconds of the Unix epoch.
	pub last_seen: Seconds,
	/// Number of assignments in a row that passed without a contribution.
	pub missed: u32,
	/// Most that a single task may lock of the owner's stake, in nRLC. Counts where the rules of
	/// the market hold, as do the following fields.
	pub max_stake: Balance,
	/// Number of the pool's [`Mark`] that the owner was found short of, from 1 on; 0: of none.
	pub mark: u8,
	/// nRLC of the owner's stake that this record locks.
	pub deposit: Balance,
	/// Time of the acceptance, in seconds of the Unix epoch.
	pub accepted_at: Seconds,
	/// The pool's rules at the acceptance.
	pub rules: PoolRules,
	/// Hall of the pool's roster for workers of this kind.
	pub hall: u8,
	/// Slots that the owner's stake backs. `None`: the pool was not open when it accepted the
	/// worker, and all slots count.
	pub backing: Option<Backing>,
	/// Number of suspensions for missed assignments since the worker last delivered.
	pub lapses: u8,
	/// Number of times that draws have put the worker aside as unfit, or for a lack of free stake,
	/// since it last delivered.
	pub asides: u8,
	/// No sign of life ends a suspension before this second.
	pub back_at: Seconds,
	/// Time of the expulsion of an Expelled worker, in seconds of the Unix epoch.
	pub expelled_at: Seconds,
}

impl<AccountId> Worker<AccountId> {
	/// Number of slots that count: all, or those with a bond that are warm.
	pub fn counting_slots(&self) -> u32 {
		self.capacity.slots.min(self.backing.map_or(u32::MAX, |backing| backing.warm))
	}

	/// Number of slots that count, as far as the worker's node can take tasks.
	pub fn ready_slots(&self) -> u32 {
		self.counting_slots().min(self.ready.unwrap_or(u32::MAX))
	}

	/// Number of further tasks that the worker can be given now.
	pub fn free_slots(&self) -> u32 {
		match self.status {
			WorkerStatus::Active | WorkerStatus::Expelled => {
				self.ready_slots().saturating_sub(self.busy)
			},
			_ => 0,
		}
	}

	/// What the worker adds to its pool's slots. An Expelled one serves no deal to come.
	pub fn pool_slots(&self) -> PoolSlots {
		match self.status {
			WorkerStatus::Active => {
				PoolSlots { all: self.ready_slots().into(), free: self.free_slots().into() }
			},
			_ => PoolSlots::default(),
		}
	}

	/// Whether the pool accepted the worker, which is not leaving.
	pub fn is_member(&self) -> bool {
		matches!(self.status, WorkerStatus::Active | WorkerStatus::Suspended)
	}

	/// Whether the worker's owner counts among those who can have tasks of the pool: not before a slot is
	/// backed and warm, nor while the worker is suspended, or its node takes none.
	pub fn counts(&self) -> bool {
		self.status == WorkerStatus::Active && self.counting_slots() > 0 && self.ready != Some(0)
	}

	/// Whether the worker is counted among its kind, and its slots may be backed.
	pub fn is_in_hall(&self) -> bool {
		self.is_member() || self.status == WorkerStatus::Expelled
	}

	/// The hall of the roster that the worker stands in, as [`Place::hall`] has it.
	pub fn stands_in(&self) -> u16 {
		let hall = match self.status {
			WorkerStatus::Expelled => self.hall | EXPELLED,
			_ => self.hall,
		};
		part_of(hall, self.mark)
	}

	/// The worker's kind.
	pub fn kind(&self) -> Kind {
		Kind::of(&self.capacity, self.max_stake)
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

/// Slots of a worker in an open pool that its owner's stake backs (PROTOCOL 9.3).
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Backing {
	/// Number of slots with a bond.
	pub slots: u32,
	/// Number of those that are drawn already.
	pub warm: u32,
	/// Time from which all of them are drawn, in seconds of the Unix epoch.
	pub warm_at: Seconds,
}

/// Bonds of an owner for slots in open pools.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Bond {
	/// Number of slots of all the owner's workers.
	pub slots: u32,
	/// Number of slots that were given up, and still bind stake.
	pub given_up: u32,
	/// Time from which they no longer do, in seconds of the Unix epoch.
	pub until: Seconds,
}

impl Bond {
	/// Number of slots that bind stake.
	pub fn binding(&self, now: Seconds) -> u32 {
		let given_up = if now < self.until { self.given_up } else { 0 };
		self.slots.saturating_add(given_up)
	}
}

/// A worker's new slots that wait until they are warm.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct WarmingSlots<AccountId> {
	/// Time from which the slots are drawn, in seconds of the Unix epoch.
	pub at: Seconds,
	/// The worker.
	pub worker: AccountId,
}

/// Bounds of the line of warming slots: the numbers `first <= number < next`.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct WarmingLine {
	/// Number of the first slots in line.
	pub first: u64,
	/// Number of the next slots to come.
	pub next: u64,
}

/// A hot key out of use.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct FormerKey {
	/// The key.
	pub key: PocoId,
	/// No signature counts from this second on.
	pub until: Seconds,
}

/// Where the round over former keys and bonds is. `None`: at its start.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug, DefaultNoBound)]
pub struct TidyCursor<AccountId> {
	/// Worker of the last former key.
	pub key: Option<AccountId>,
	/// Owner of the last bond.
	pub bond: Option<AccountId>,
}

/// Draws of a block by the rules of the market.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct DrawCount {
	/// Number of the block.
	pub block: u32,
	/// Number of its draws.
	pub draws: u32,
}

/// What decides which deals a worker can serve. Workers of one kind stand in one hall of their
/// pool's roster, so that a draw looks at those alone that can serve the deal.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Kind {
	/// Features.
	pub tag: Tag,
	/// Categories, sorted. Empty: all.
	pub categories: BoundedVec<CategoryId, MaxCategories>,
	/// Most that a task may lock, in nRLC.
	pub max_stake: Balance,
	/// Bytes of memory for each task, at least [`STANDARD_MEMORY`].
	pub memory: u64,
}

impl Kind {
	/// The kind of a worker with this capacity.
	pub fn of(capacity: &Capacity, max_stake: Balance) -> Self {
		let mut categories: Vec<_> = capacity.categories.to_vec();
		categories.sort_unstable();
		categories.dedup();
		Self {
			tag: capacity.tag,
			// As many as before at most.
			categories: BoundedVec::truncate_from(categories),
			max_stake,
			memory: capacity.memory.clamp(STANDARD_MEMORY, MAX_MEMORY),
		}
	}

	/// Whether workers of this kind can serve a deal that demands this, whose runs may use `memory`
	/// bytes, and whose contributions lock so much.
	pub fn serves(
		&self,
		tag: Tag,
		category: CategoryId,
		memory: u64,
		worker_stake: Balance,
	) -> bool {
		self.tag.contains(tag)
			&& (self.categories.is_empty() || self.categories.contains(&category))
			&& memory <= self.memory
			&& worker_stake <= self.max_stake
	}

	/// Whether it is the kind of a worker that names nothing but its slots, and perhaps a GPU.
	pub fn is_plain(&self) -> bool {
		let with_gpu = Capacity { tag: Tag::GPU, ..Default::default() };
		[Capacity::default(), with_gpu]
			.iter()
			.any(|capacity| *self == Self::of(capacity, DEFAULT_MAX_STAKE))
	}
}

/// A kind of workers in a pool.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Hall {
	/// The kind.
	pub kind: Kind,
	/// Number of the pool's accepted workers of this kind, at least 1.
	pub workers: u32,
}

/// Halls of a pool's roster by number; `None` for a number that is free.
pub type Halls = BoundedVec<Option<Hall>, MaxKinds>;

/// A stake that owners of a pool's workers were found to have less free than. Their workers stand in
/// a part of their halls that draws for tasks which lock as much don't look at.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
	/// The stake, in nRLC.
	pub stake: Balance,
	/// Number of the pool's workers with this mark, at least 1.
	pub workers: u32,
}

/// Marks of a pool's workers: that of number 1 is the first. `None` for a number that is free.
pub type MarkList = BoundedVec<Option<Mark>, MaxMarks>;

/// Whether an amount is 1, 2 or 5 times a power of ten, in nRLC. Others would make too many kinds of
/// workers.
pub fn is_round(amount: Balance) -> bool {
	let mut rest = amount;
	while rest > 0 && rest.is_multiple_of(10) {
		rest /= 10;
	}
	matches!(rest, 1 | 2 | 5)
}

/// The largest round amount that is no more, in nRLC; 0 for 0.
pub fn round_down(amount: Balance) -> Balance {
	let power = amount.checked_ilog10().and_then(|digits| 10u128.checked_pow(digits));
	[5, 2, 1]
		.into_iter()
		.filter_map(|first| power?.checked_mul(first))
		.find(|round| *round <= amount)
		.unwrap_or_default()
}

/// The pause of a worker after so many suspensions, or after a draw has put it aside so often, in
/// seconds: a minute, then twice the last, at most the longest.
pub fn pause_after(times: u8, longest: Seconds) -> Seconds {
	let doubled = 1u64.checked_shl(u32::from(times).saturating_sub(1)).unwrap_or(u64::MAX);
	FIRST_PAUSE.saturating_mul(doubled).min(longest)
}

/// A place on a pool's roster.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug,
)]
pub struct Place {
	/// The hall of the worker's kind, with the bit [`EXPELLED`] for expelled workers, and in the upper
	/// byte the number of the worker's mark: see [`part_of`]. 0 where the rules of the market don't
	/// hold.
	pub hall: u16,
	/// `floor(log2(free slots))`, of at most [`MOST_FREE`].
	pub level: u8,
	/// Number within the level.
	pub index: u32,
}

/// The part of a hall for the workers with a mark.
pub fn part_of(hall: u8, mark: u8) -> u16 {
	u16::from_be_bytes([mark, hall])
}

/// Number of levels of a roster: no entry counts `2^LEVELS` free slots.
pub const LEVELS: usize = 16;
/// Most free slots that an entry of a roster counts: `2^LEVELS - 1`.
pub const MOST_FREE: u32 = u16::MAX as u32;

/// An entry of a pool's roster.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Entry<AccountId> {
	/// A worker that is no machine.
	Worker(AccountId),
	/// The [`Fleet`] of an owner, in the part of the hall where the entry is.
	Fleet(AccountId),
}

/// The machines of one owner that have a free slot, in one part of a hall. They are one entry of the
/// roster: a draw that can't take another machine of the owner passes by all of them with one look.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Fleet<AccountId> {
	/// The place on the roster.
	pub place: Place,
	/// Number of the machines, at least 1.
	pub machines: u32,
	/// Number of their free slots.
	pub free: u32,
	/// The machine with the number 0. `Berths` has the others.
	pub head: AccountId,
}

impl<AccountId> Fleet<AccountId> {
	/// Level of the roster for the free slots. `None` without a free slot.
	pub fn level(&self) -> Option<u8> {
		// At most 15.
		self.free.min(MOST_FREE).checked_ilog2().map(|level| level as u8)
	}
}

/// Place of a machine in a fleet of its owner.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Berth {
	/// Part of the roster where the fleet is: see [`part_of`].
	pub part: u16,
	/// Number of the machine, from 1 on.
	pub number: u32,
}

/// Most fleets of an owner in a pool.
pub const MAX_FLEETS: u32 = 16;
/// Fleets of an owner in a pool, each in another part of a hall.
pub type FleetList<AccountId> = BoundedVec<Fleet<AccountId>, ConstU32<MAX_FLEETS>>;

/// Number of entries on each level of a part of a hall.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Levels(pub [u32; LEVELS]);

impl Levels {
	/// Number of entries on one level.
	pub fn on(&self, level: u8) -> u32 {
		self.0.get(usize::from(level)).copied().unwrap_or_default()
	}

	/// Number of entries on all levels.
	pub fn total(&self) -> u32 {
		self.0.iter().fold(0, |sum, count| sum.saturating_add(*count))
	}
}

/// A part of a hall: the workers with one mark.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
	/// Number of the mark; 0: no mark.
	pub mark: u8,
	/// Number of entries on each level, at least one in all.
	pub levels: Levels,
}

/// A hall's parts.
pub type Parts = BoundedVec<Part, MaxParts>;

/// Reason of a suspension.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Suspension {
	/// The worker let too many assignments in a row pass.
	Late,
	/// The worker's node gave no sign of life for too long.
	Silent,
	/// Its owner's stake suffices for no task, or the worker is below the rules of its pool.
	Unfit,
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

impl PoolParameters {
	/// The defaults where the rules of the market hold.
	pub fn of_market() -> Self {
		Self {
			heartbeat_interval: 6 * 3_600,
			silence_limit: 12 * 3_600,
			missed_limit: 1,
			..Self::default()
		}
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
	/// Sets the warm-up of the market's parameters.
	fn set_warm_up(warm_up: Seconds);
	/// A deal and a page of tasks wait for workers of the pool: free slots wake both.
	fn keep_waiting(pool: WorkerpoolId);
}
