// SPDX-License-Identifier: Apache-2.0

//! How far the chain is with deals and tasks, and what it does by itself.

use bourse_primitives::{deal_and_index, task_id, DealId, Seconds, TaskId, WorkerpoolId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Length of a bucket of the agenda, in seconds: how late a deadline may be served.
pub const BUCKET: Seconds = 10;
/// Bounds of the wait before the next try when workers are short, in seconds.
pub(crate) const RETRY: (Seconds, Seconds) = (BUCKET, 600);

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
	/// Number of the block of the match. By the market's rules nobody is drawn in this block, whose
	/// author may have chosen the tasks' ids (PROTOCOL 9).
	pub matched_in: u32,
	/// Number of initialized tasks.
	pub initialized: u64,
	/// Number of tasks that have ended, those of [`DealProgress::claimed`] included.
	pub ended: u64,
	/// When the last task ended. All of them are kept for the retention time from then on.
	pub ended_at: Option<Seconds>,
	/// Number of forgotten tasks, from the first one on.
	pub forgotten: u64,
	/// Number of open challenges of the tasks' results.
	pub challenges: u32,
	/// Number of Completed tasks.
	pub completed: u64,
	/// Number of initialized tasks that ended Unavailable or TimedOut.
	pub excused: u64,
	/// The tasks that were never initialized, once they have ended together (PROTOCOL 9).
	pub claimed: Option<Claimed>,
}

/// Tasks of a deal that ended together, without ever having been initialized.
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
)]
pub struct Claimed {
	/// Number of the tasks.
	pub count: u64,
	/// Whether they are Unavailable, as what is given up is, instead of Failed.
	pub unavailable: bool,
}

/// How the tasks of a deal end that were never initialized (PROTOCOL 9).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unstarted {
	/// The pool failed to start the tasks: the scheduler's stake goes to the kitty.
	Failed,
	/// Nobody can tell whose fault it was: payer and scheduler lose the same small sum.
	Unavailable,
	/// The payer gave the tasks up, and pays the pool a share of its price for each, unless it waited.
	GivenUp {
		/// Whether the payer waited for T, and nothing is in doubt.
		is_free: bool,
	},
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

	/// Removes the last place, and returns the place. `None` for an empty ring.
	pub(crate) fn pop_last(&mut self) -> Option<u64> {
		if self.is_empty() {
			return None;
		}
		self.tail = self.tail.saturating_sub(1);
		Some(self.tail)
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

/// Place among those of a pool that wait for workers.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct WaitingPlace {
	/// Whether the one that waits was looked at in vain before: which ring.
	pub tried: bool,
	/// Number of the place in that ring.
	pub number: u64,
}

/// A deal with tasks to start, or a page with tasks that lack workers, which waits until the pool
/// has free slots.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wait {
	/// The workerpool.
	pub pool: WorkerpoolId,
	/// Since when nobody was found, in seconds of the Unix epoch.
	pub since: Seconds,
	/// Number of looks in vain.
	pub looks: u32,
	/// Place among those that wait. `None`: free slots or the end of a pause have taken it out, and a
	/// look is to come; or a deal in doubt rests, which has an end of its pause.
	pub place: Option<WaitingPlace>,
	/// End of the present pause, in seconds of the Unix epoch. `None`: only free slots end it, or it has
	/// ended.
	pub at: Option<Seconds>,
}

/// Bounds of the two rings of those of a pool that wait for workers. The rings may have gaps.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PoolWaits {
	/// Those that began to wait.
	pub fresh: Ring,
	/// Those that were looked at in vain since.
	pub tried: Ring,
	/// Number of those that wait.
	pub length: u64,
}

impl PoolWaits {
	/// Adds a place at the end of a ring, and returns the place.
	pub(crate) fn push(&mut self, tried: bool) -> WaitingPlace {
		self.length = self.length.saturating_add(1);
		let number = if tried { self.tried.push() } else { self.fresh.push() };
		WaitingPlace { tried, number }
	}

	/// Removes the place of the newest, or of the longest waiting, and returns the place.
	pub(crate) fn pop(&mut self, newest: bool) -> Option<WaitingPlace> {
		let Self { fresh, tried, .. } = self;
		let of_fresh = |number| WaitingPlace { tried: false, number };
		let of_tried = |number| WaitingPlace { tried: true, number };
		match newest {
			true => fresh.pop_last().map(of_fresh).or_else(|| tried.pop().map(of_tried)),
			false => tried.pop().map(of_tried).or_else(|| fresh.pop().map(of_fresh)),
		}
	}
}

/// An entry of the agenda: what is to be looked at. An entry that comes too often, or for what is
/// gone, does no harm. Pages are named by the id of their first place: see [`page_of`].
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
	/// Live tasks of a page.
	Page(TaskId),
	/// Tasks of a deal that nobody started, which the chain ends after the final deadline.
	Deal(DealId),
	/// A challenge whose window closes.
	Challenge {
		/// The task.
		task: TaskId,
		/// The winner that is challenged.
		worker: AccountId,
	},
	/// A deal all of whose tasks have ended, and are forgotten.
	Forget(DealId),
	/// Live tasks of a page whose final deadline has passed.
	Claims(TaskId),
	/// A deal with tasks to start that waits for workers.
	Start(DealId),
	/// Tasks of a page that wait for workers.
	Workers(TaskId),
}

impl<AccountId> Due<AccountId> {
	/// The lane in which the entry is served.
	pub fn lane(&self) -> Lane {
		match self {
			Due::Page(_) | Due::Workers(_) => Lane::Work,
			Due::Deal(_) | Due::Challenge { .. } | Due::Claims(_) => Lane::Endings,
			// Nobody pays for looks in vain: they hold up no live task, whose fees are paid.
			Due::Forget(_) | Due::Start(_) => Lane::Housekeeping,
		}
	}
}

/// A lane of the agenda. Each has a share of the hook's weight, which the others can't take.
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
pub enum Lane {
	/// Live tasks: finalize, reopen, take back, look for workers.
	Work,
	/// Claims, ends of deals, challenges.
	Endings,
	/// What is forgotten, and deals whose wait for workers a pause ends.
	Housekeeping,
}

impl Lane {
	/// Every lane, in the order in which they are served.
	pub const ALL: [Self; 3] = [Self::Work, Self::Endings, Self::Housekeeping];
	/// One part in so many of the hook's weight is the lane's. The rest is for new deals.
	pub const fn share(self) -> u64 {
		match self {
			Self::Work => 3,
			Self::Endings => 4,
			Self::Housekeeping => 8,
		}
	}
}

/// A bucket of the agenda: its entries are looked at together.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bucket {
	/// The lane.
	pub lane: Lane,
	/// Time of the look, in buckets of [`BUCKET`] seconds since the Unix epoch.
	pub number: u64,
}

/// Tasks of a page: neighbours that are started and looked at together.
pub const PAGE: u64 = 16;

/// The page of a task: the id of the task there whose index is a multiple of [`PAGE`].
pub fn page_of(task: TaskId) -> TaskId {
	let (deal, index) = deal_and_index(task);
	task_id(deal, index & !(PAGE - 1))
}

/// State of a lane of the agenda.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LaneState {
	/// No entry is in a bucket below this one.
	pub cursor: u64,
	/// Number of entries.
	pub length: u64,
}

/// State of the agenda, by lane.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AgendaState {
	/// State of [`Lane::Work`].
	pub work: LaneState,
	/// State of [`Lane::Endings`].
	pub endings: LaneState,
	/// State of [`Lane::Housekeeping`].
	pub housekeeping: LaneState,
}

impl AgendaState {
	/// State of a lane, to be changed.
	pub fn lane(&mut self, lane: Lane) -> &mut LaneState {
		match lane {
			Lane::Work => &mut self.work,
			Lane::Endings => &mut self.endings,
			Lane::Housekeeping => &mut self.housekeeping,
		}
	}

	/// Number of entries.
	pub fn length(&self) -> u64 {
		let Self { work, endings, housekeeping } = self;
		work.length.saturating_add(endings.length).saturating_add(housekeeping.length)
	}
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
