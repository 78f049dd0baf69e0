// SPDX-License-Identifier: Apache-2.0

//! Tasks, and all that is known of their workers.

use crate::{impls::consensus, Config};
use bourse_primitives::{
	crypto::PocoId, protocol::reveal_time, Deal, FailureCode, Seconds, TaskStatus,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use scale_info::TypeInfo;
use sp_core::H256;

/// Callback data, bounded by [`Config::MaxCallbackData`].
pub type CallbackData<T> = BoundedVec<u8, <T as Config>::MaxCallbackData>;
/// Link to a result, bounded by [`Config::MaxResults`].
pub type ResultsLink<T> = BoundedVec<u8, <T as Config>::MaxResults>;
/// A worker of a task of the runtime.
pub type WorkerOf<T> = TaskWorker<<T as frame_system::Config>::AccountId>;

/// A task (PROTOCOL 5): all that is kept of it. Its id names its deal and index, its deadlines are
/// the deal's. Times are seconds of the protocol's clock.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Task<T: Config> {
	/// State of the task.
	pub status: TaskStatus,
	/// Version of the sandbox for this task: the chain's version at the task's initialization.
	pub engine: u16,
	/// The result hash of the consensus, from Revealing on.
	pub consensus: Option<H256>,
	/// Digest of the consensus, from the first reveal on.
	pub digest: Option<H256>,
	/// The failure that the result is, by the header that the first reveal opened (PROTOCOL 9).
	/// `None`: the result is none, or nobody has revealed; always without the market's rules.
	pub failure: Option<FailureCode>,
	/// No reveal from this second on, once there is a consensus.
	pub reveal_deadline: Option<Seconds>,
	/// Time at which the task ended.
	pub ended_at: Option<Seconds>,
	/// Link to the result, from the finalization; empty when the chain finalized.
	pub results: ResultsLink<T>,
	/// Data for the callback, checked against the digest.
	pub callback_data: Option<CallbackData<T>>,
	/// Number of assignments so far, those of workers whose place another one took included. Each costs
	/// the deal's worker fee (PROTOCOL 9).
	pub assignments: u32,
	/// Time of the first assignment, if there was one.
	pub first_assigned: Option<Seconds>,
	/// Time of the first contribution (PROTOCOL 9): no worker that the pool accepted later is drawn.
	/// `None`: there is none, or the market's rules are off.
	pub contributed_at: Option<Seconds>,
	/// What the record was when workers were last looked for in vain, as [`Task::stamp`] says.
	pub in_vain: Option<u32>,
	/// Everybody who was given the task or contributed: the contributors first, in the order of
	/// their contributions.
	pub workers: BoundedVec<WorkerOf<T>, T::MaxWorkers>,
}

impl<T: Config> Task<T> {
	/// A task that was just initialized, for a version of the sandbox.
	pub fn new(engine: u16) -> Self {
		Self {
			status: TaskStatus::Active,
			engine,
			consensus: None,
			digest: None,
			failure: None,
			reveal_deadline: None,
			ended_at: None,
			results: Default::default(),
			callback_data: None,
			assignments: 0,
			first_assigned: None,
			contributed_at: None,
			in_vain: None,
			workers: Default::default(),
		}
	}

	/// Counts an assignment at `now`.
	pub fn note_assignment(&mut self, now: Seconds) {
		self.assignments = self.assignments.saturating_add(1);
		self.first_assigned.get_or_insert(now);
	}

	/// Whether the task has not ended.
	pub fn is_live(&self) -> bool {
		matches!(self.status, TaskStatus::Active | TaskStatus::Revealing)
	}

	/// The contributors, in the order of their contributions, rejected ones included.
	pub fn contributions(&self) -> impl Iterator<Item = (&WorkerOf<T>, &ContributionOf<T>)> {
		self.workers.iter().map_while(|worker| Some((worker, worker.contribution.as_ref()?)))
	}

	/// Number of contributors. Bounded by [`Config::MaxWorkers`].
	pub fn contributor_count(&self) -> u32 {
		self.contributions().count() as u32
	}

	/// Owners of those who reported a failure that `counts`.
	pub fn reporters(
		&self,
		counts: impl Fn(FailureCode) -> bool,
	) -> impl Iterator<Item = &T::AccountId> {
		let reported = move |worker: &&WorkerOf<T>| worker.failure.is_some_and(|f| counts(f.code));
		self.workers.iter().filter(reported).map(TaskWorker::owner)
	}

	/// Whether the worker was in a consensus and has not revealed, so that its silence costs its
	/// stake by the market's rules (PROTOCOL 9).
	pub fn is_silent(&self, contribution: &ContributionOf<T>) -> bool {
		match contribution.status {
			ContributionStatus::Proved => false,
			ContributionStatus::Rejected => true,
			ContributionStatus::Contributed => self.consensus == Some(contribution.result_hash),
		}
	}

	/// Number of workers, contributors or not. Bounded by [`Config::MaxWorkers`].
	pub fn worker_count(&self) -> u32 {
		self.workers.len() as u32
	}

	/// What is known of a worker of the task.
	pub fn worker(&self, who: &T::AccountId) -> Option<&WorkerOf<T>> {
		self.workers.iter().find(|worker| worker.who == *who)
	}

	/// The worker's contribution, if there is one.
	pub fn contribution(&self, who: &T::AccountId) -> Option<&ContributionOf<T>> {
		self.worker(who)?.contribution.as_ref()
	}

	/// The worker's contribution, to be changed.
	pub fn contribution_mut(&mut self, who: &T::AccountId) -> Option<&mut ContributionOf<T>> {
		self.workers.iter_mut().find(|worker| worker.who == *who)?.contribution.as_mut()
	}

	/// Workers that were given the task, and from whom it was not taken back.
	pub fn assigned(&self) -> impl Iterator<Item = (&WorkerOf<T>, &Assignment)> {
		let standing = |worker: &&WorkerOf<T>| worker.is_assigned();
		self.workers.iter().filter(standing).filter_map(|w| Some((w, w.assignment.as_ref()?)))
	}

	/// Workers that have yet to contribute, by assignment.
	pub fn computing(&self) -> impl Iterator<Item = (&WorkerOf<T>, &Assignment)> {
		self.assigned().filter(|(worker, _)| worker.is_waiting())
	}

	/// A number that grows with each assignment, contribution, missed or withdrawn assignment, and
	/// rejection: with all that changes which workers the task needs, but time.
	pub fn stamp(&self) -> u32 {
		let of = |worker: &WorkerOf<T>| {
			let back = worker.assignment.is_some() && !worker.is_assigned();
			let said = worker
				.contribution
				.as_ref()
				.map_or(0, |c| 2u32.saturating_sub(c.is_standing().into()));
			said.saturating_add(back.into())
		};
		// A worker whose place is taken leaves with 1 at most, and the assignment counts 2.
		let workers = self.workers.iter().fold(0u32, |sum, worker| sum.saturating_add(of(worker)));
		workers.saturating_add(self.assignments.saturating_mul(2))
	}

	/// The groups of standing contributions.
	pub fn groups(&self) -> consensus::Groups {
		let standing = |(_, contribution): &(_, &ContributionOf<T>)| contribution.is_standing();
		consensus::Groups::of(
			self.contributions().filter(standing).map(|(_, c)| (c.result_hash, c.weight)),
		)
	}

	/// Number of Proved contributions.
	pub fn reveal_counter(&self) -> u32 {
		let proved = |c: &ContributionOf<T>| c.status == ContributionStatus::Proved;
		self.contributions().filter(|(_, contribution)| proved(contribution)).count() as u32
	}

	/// Number of standing contributions to the consensus, which are its winners.
	pub fn winner_counter(&self) -> u32 {
		let wins = |c: &ContributionOf<T>| c.is_standing() && Some(c.result_hash) == self.consensus;
		self.contributions().filter(|(_, contribution)| wins(contribution)).count() as u32
	}

	/// Whether the reveals suffice at `now` (PROTOCOL 5, finalize): those of all winners, or of at
	/// least one after the reveal deadline.
	pub fn is_revealed_enough(&self, now: Seconds) -> bool {
		let revealed = self.reveal_counter();
		revealed > 0 && (revealed == self.winner_counter() || self.is_reveal_over(now))
	}

	/// The second at which the task of the deal stopped taking contributions: at its consensus, at
	/// `now` if there is none, and at the contribution deadline at the latest.
	pub fn was_open_until(&self, deal: &Deal<T::AccountId>, now: Seconds) -> Seconds {
		let revealing = reveal_time(deal.work_clock_time_ref);
		let consensus = self.reveal_deadline.map(|end| end.saturating_sub(revealing));
		consensus.unwrap_or(now).min(deal.contribution_deadline())
	}

	/// Whether the reveal deadline has passed at `now`.
	pub fn is_reveal_over(&self, now: Seconds) -> bool {
		self.reveal_deadline.is_some_and(|deadline| now >= deadline)
	}
}

/// A worker of a task.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct TaskWorker<AccountId> {
	/// The worker.
	pub who: AccountId,
	/// The account whose stake answers for it, and who is paid: the owner of a machine at the time
	/// of the assignment or the contribution. `None`: the worker itself.
	pub machine_of: Option<AccountId>,
	/// When the chain gave it the task, if it did.
	pub assignment: Option<Assignment>,
	/// What it contributed.
	pub contribution: Option<Contribution<AccountId>>,
	/// Why it can't compute the task, if it said so. Stays when one of its owner's gets the task
	/// again.
	pub failure: Option<Failure>,
}

/// A [`Contribution`] of the runtime.
pub type ContributionOf<T> = Contribution<<T as frame_system::Config>::AccountId>;

impl<AccountId: Clone + PartialEq> TaskWorker<AccountId> {
	/// A worker of whom nothing else is known.
	pub fn new(who: AccountId, owner: AccountId) -> Self {
		let machine_of = (owner != who).then_some(owner);
		Self { who, machine_of, assignment: None, contribution: None, failure: None }
	}

	/// The account whose stake answers for the worker, and who is paid.
	pub fn owner(&self) -> &AccountId {
		self.machine_of.as_ref().unwrap_or(&self.who)
	}

	/// Whether the deal's worker stake is locked from the owner by the market's rules (PROTOCOL 9),
	/// while the task is live: from the assignment on, whether the worker contributes or not. A
	/// report ends the lock, but for that of a `Timeout`: others may show that there was time.
	pub fn holds_stake(&self) -> bool {
		self.contribution.is_some() || self.is_assigned() || self.has_timed_out()
	}

	/// Whether the worker reported a `Timeout`.
	pub fn has_timed_out(&self) -> bool {
		self.failure.is_some_and(|failure| failure.code == FailureCode::Timeout)
	}

	/// Whether the worker has the task, and has not contributed.
	pub fn is_waiting(&self) -> bool {
		self.is_assigned() && self.contribution.is_none()
	}

	/// Whether the worker has let its time pass on a task that took contributions until then.
	pub fn has_missed(&self, open_until: Seconds) -> bool {
		self.is_waiting() && self.assignment.is_some_and(|given| given.until <= open_until)
	}

	/// Whether the chain gave the task to the worker, and has not taken it back.
	pub fn is_assigned(&self) -> bool {
		self.assignment.as_ref().is_some_and(|a| a.status == AssignmentStatus::Standing)
	}
}

/// An assignment of a task.
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
pub struct Assignment {
	/// Time of the assignment.
	pub since: Seconds,
	/// Time until which the worker has to contribute.
	pub until: Seconds,
	/// State of the assignment.
	pub status: AssignmentStatus,
	/// Number of fees for its assignments of the task that the worker's owner has locked: those beyond
	/// [`Deal::paid_assignments`], missed ones included. A report in time frees that of its assignment.
	pub own_fees: u32,
}

/// A task of a deal that the chain gave to a worker, in an event.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct NewAssignment<AccountId> {
	/// Index of the task inside the request order.
	pub index: u64,
	/// The worker.
	pub worker: AccountId,
}

/// State of an assignment.
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
pub enum AssignmentStatus {
	/// The worker holds the task, until it ends.
	Standing,
	/// The worker can't compute the task, and was freed. Without the market's rules no worker of its
	/// owner gets it again.
	Withdrawn,
	/// The worker let its time pass. One of its owner may get the task again when too few others
	/// can.
	Missed,
}

/// State of a contribution (PROTOCOL 5).
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
pub enum ContributionStatus {
	/// The contribution stands; its digest is not revealed yet.
	Contributed,
	/// The digest was revealed in time.
	Proved,
	/// The contribution's consensus was reopened, because nobody revealed in time.
	Rejected,
}

/// A worker's contribution to a task.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Contribution<AccountId> {
	/// State of the contribution.
	pub status: ContributionStatus,
	/// What contributions are compared by.
	pub result_hash: H256,
	/// Proof that this worker knew the digest.
	pub seal: H256,
	/// The worker's weight at the time of the contribution. 0 after contribute-and-finalize, which
	/// asks for no consensus.
	pub weight: u64,
	/// Enclave that signed the result, if one was named.
	pub enclave: Option<AccountId>,
	/// Hash of the index of this worker's encrypted result, if its reveal named one.
	pub encrypted: Option<H256>,
	/// The worker's hot key at the time of the contribution, which may reveal it and answer for it
	/// whatever becomes of the worker (PROTOCOL 9). `None` without one, and without the market's
	/// rules.
	pub key: Option<PocoId>,
}

impl<AccountId> Contribution<AccountId> {
	/// Whether it counts: no reopening has rejected it.
	pub fn is_standing(&self) -> bool {
		self.status != ContributionStatus::Rejected
	}
}

/// A failure that a worker reported (PROTOCOL 8.6).
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
pub struct Failure {
	/// Reason of the failure.
	pub code: FailureCode,
	/// `blake2_256` of the log that the worker's node keeps.
	pub log: H256,
}

/// Who reported failures on a deal's tasks (PROTOCOL 9). Kept until one is completed, or all have ended.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Reports<T: Config> {
	/// The workers' owners, each once, as far as there is room.
	pub owners: BoundedVec<T::AccountId, T::MaxWorkers>,
	/// Those who let a task pass after the first report, each once, as far as there is room.
	pub silent: BoundedVec<T::AccountId, T::MaxWorkers>,
	/// Whether a task of the deal has TimedOut.
	pub timed_out: bool,
	/// Time of the first report, or of the last task that was tried since.
	pub tried_at: Seconds,
}

impl<T: Config> Default for Reports<T> {
	fn default() -> Self {
		Self {
			owners: Default::default(),
			silent: Default::default(),
			timed_out: false,
			tried_at: 0,
		}
	}
}
