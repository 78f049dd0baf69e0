// SPDX-License-Identifier: Apache-2.0

//! What a task, a contribution and the calls on them are made of.

pub use crate::challenge::*;

use crate::Config;
use bourse_primitives::{
	ContributionItem, DealId, FailureCode, ResultHeader, Seconds, TaskId, TaskStatus,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	pallet_prelude::{DispatchResult, Weight},
	BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{H256, U256};

/// Callback data, bounded by [`Config::MaxCallbackData`].
pub type CallbackData<T> = BoundedVec<u8, <T as Config>::MaxCallbackData>;
/// Where a result is to be had, bounded by [`Config::MaxResults`].
pub type ResultsLink<T> = BoundedVec<u8, <T as Config>::MaxResults>;

/// A task (PROTOCOL 5). Times are seconds of the Unix epoch.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Task<T: Config> {
	/// Its deal.
	pub deal: DealId,
	/// Its index inside the request order.
	pub index: u64,
	/// Where it stands.
	pub status: TaskStatus,
	/// The result hash of the consensus, from Revealing on.
	pub consensus: Option<H256>,
	/// The digest of the consensus, once somebody revealed it.
	pub digest: Option<H256>,
	/// No contribution from this second on.
	pub contribution_deadline: Seconds,
	/// No reveal from this second on, once there is a consensus.
	pub reveal_deadline: Option<Seconds>,
	/// The task can be claimed from this second on.
	pub final_deadline: Seconds,
	/// Contributions that are Proved.
	pub reveal_counter: u32,
	/// Standing contributions that carried the consensus when it was reached.
	pub winner_counter: u32,
	/// 1 plus the weights of all groups.
	pub consensus_total: U256,
	/// Who contributed, in order, rejected ones included.
	pub contributors: BoundedVec<T::AccountId, T::MaxContributors>,
	/// Link to the result that the finalization named; empty when the chain finalized.
	pub results: ResultsLink<T>,
	/// Data for the callback, checked against the digest.
	pub callback_data: Option<CallbackData<T>>,
	/// When it was Completed or Failed.
	pub ended_at: Option<Seconds>,
	/// The bucket of the agenda that holds it.
	pub wake: Option<u64>,
	/// Version of the sandbox that counts for this task: that of the chain when it was
	/// initialized.
	pub engine: u16,
}

impl<T: Config> Task<T> {
	/// Neither Completed nor Failed.
	pub fn is_live(&self) -> bool {
		matches!(self.status, TaskStatus::Active | TaskStatus::Revealing)
	}

	/// Number of contributors. Bounded by [`Config::MaxContributors`].
	pub fn contributor_count(&self) -> u32 {
		self.contributors.len() as u32
	}

	/// What was revealed suffices at `now` (PROTOCOL 5, finalize): all winners, or at least one
	/// and the reveal deadline passed.
	pub fn is_revealed_enough(&self, now: Seconds) -> bool {
		self.reveal_counter > 0
			&& (self.reveal_counter == self.winner_counter || self.is_reveal_over(now))
	}

	/// The reveal deadline passed.
	pub fn is_reveal_over(&self, now: Seconds) -> bool {
		self.reveal_deadline.is_some_and(|deadline| now >= deadline)
	}
}

/// Where a contribution stands (PROTOCOL 5).
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
	/// It stands, its digest is not known yet.
	Contributed,
	/// Its digest was revealed in time.
	Proved,
	/// Its consensus was reopened because nobody revealed it.
	Rejected,
}

/// One worker's word on one task.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Contribution<AccountId> {
	/// Where it stands.
	pub status: ContributionStatus,
	/// What contributions are compared by.
	pub result_hash: H256,
	/// Proof that this worker knew the digest.
	pub seal: H256,
	/// `floor(log2(weight))` at the time of the contribution: its part in the rewards. 0 after
	/// contribute-and-finalize.
	pub log_weight: u32,
	/// The enclave that signed the result, when one was named.
	pub enclave: Option<AccountId>,
	/// Whose stake it locked, and who is paid for it: the worker itself, or the owner of a machine
	/// at the time of the contribution.
	pub stake_account: AccountId,
	/// Hash of the index of this worker's encrypted result, when its reveal named one.
	pub encrypted: Option<H256>,
}

/// The contributions to one task that carry the same result hash.
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
pub struct Group {
	/// Product of the weights of its contributions, 0 when there is none.
	pub weight: U256,
	/// Number of its contributions that stand (not Rejected).
	pub standing: u32,
}

/// A reported failure: the worker, the reason, and `blake2_256` of the log that its node keeps.
pub type Failure<AccountId> = (AccountId, FailureCode, H256);

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

/// An enclave challenge: which enclave computed, and its signature.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct EnclaveProof<AccountId, Signature> {
	/// The enclave's account.
	pub enclave: AccountId,
	/// Its signature over `blake2_256(SCALE(b"bourse enclave", result hash, seal))`.
	pub signature: Option<Signature>,
}

/// Who allows a worker to contribute to a task.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Authorization<Signature> {
	/// The chain assigned the task to the worker.
	Assigned,
	/// The scheduler (or the TEE broker, where one is set and an enclave is named) signed
	/// `blake2_256(SCALE(b"bourse authorization", worker, task, enclave or none))`.
	Signed(Option<Signature>),
}

/// Callback data with what ties it to a digest (PROTOCOL 8.2).
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
pub enum Opening<T: Config> {
	/// The digest is `blake2_256` of the data itself.
	Plain(CallbackData<T>),
	/// The digest is that of a header, which holds `blake2_256` of the data.
	Header {
		/// What the digest commits to.
		header: ResultHeader,
		/// The callback data.
		data: CallbackData<T>,
	},
}

impl<T: Config> Opening<T> {
	/// The callback data, if it belongs to `digest`, and a header to a run in that version of
	/// the sandbox.
	///
	/// Plain data that is itself a header is refused: it would hand the header to the callback
	/// instead of the data that the header commits to.
	pub fn open(self, digest: H256, engine: u16) -> Option<CallbackData<T>> {
		match self {
			Opening::Plain(data) => {
				let is_header = ResultHeader::looks_like(&data);
				(!is_header && hash(&data) == digest).then_some(data)
			},
			Opening::Header { header, data } => {
				let fits = header.is_of(engine)
					&& header.digest() == digest
					&& hash(&data) == header.callback_hash;
				fits.then_some(data)
			},
		}
	}
}

fn hash(data: &[u8]) -> H256 {
	sp_crypto_hashing::blake2_256(data).into()
}

/// A worker's contributions to several tasks, under one signature of its hot key.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
pub struct ContributePayload<T: Config> {
	/// The worker's account.
	pub worker: T::AccountId,
	/// Grows with each retry: a later one replaces its stuck twin in the transaction pool.
	pub attempt: u16,
	/// The contributions, each to another task.
	pub items: BoundedVec<ContributionItem, T::MaxBatch>,
}

/// One reveal of a batch.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
pub struct RevealItem<T: Config> {
	/// The task.
	pub task: TaskId,
	/// The digest.
	pub digest: H256,
	/// The callback data, when the deal has a callback: kept, so that the chain can finalize.
	pub opening: Option<Opening<T>>,
	/// Hash of the index of the encrypted result, when the worker encrypted it for the
	/// beneficiary: kept, so that it can be found.
	pub encrypted: Option<H256>,
}

/// A worker's reveals of several tasks, under one signature of its hot key.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
pub struct RevealPayload<T: Config> {
	/// The worker's account.
	pub worker: T::AccountId,
	/// Grows with each retry: a later one replaces its stuck twin in the transaction pool.
	pub attempt: u16,
	/// The reveals, each of another task.
	pub items: BoundedVec<RevealItem<T>, T::MaxBatch>,
}

/// One failure report of a batch.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct FailureItem {
	/// The task.
	pub task: TaskId,
	/// Why it can't be computed.
	pub code: FailureCode,
	/// `blake2_256` of the log that the worker's node keeps.
	pub log: H256,
}

/// A worker's failure reports on several tasks, under one signature of its hot key.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
pub struct FailurePayload<T: Config> {
	/// The worker's account.
	pub worker: T::AccountId,
	/// Grows with each retry: a later one replaces its stuck twin in the transaction pool.
	pub attempt: u16,
	/// The reports, each on another task.
	pub items: BoundedVec<FailureItem, T::MaxBatch>,
}

impl<T: Config> ContributePayload<T> {
	/// What the worker's hot key signs: `blake2_256(SCALE(b"bourse contribute", payload))`.
	pub fn hash(&self) -> H256 {
		hash(&(b"bourse contribute", self).encode())
	}
}

impl<T: Config> RevealPayload<T> {
	/// What the worker's hot key signs: `blake2_256(SCALE(b"bourse reveal", payload))`.
	pub fn hash(&self) -> H256 {
		hash(&(b"bourse reveal", self).encode())
	}
}

impl<T: Config> FailurePayload<T> {
	/// What the worker's hot key signs: `blake2_256(SCALE(b"bourse failure", payload))`.
	pub fn hash(&self) -> H256 {
		hash(&(b"bourse failure", self).encode())
	}
}

/// What a worker has to do for a task now. For the off-chain worker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WorkerStep {
	/// Compute, then contribute (or report a failure) before this second.
	Contribute {
		/// The contribution deadline.
		before: Seconds,
	},
	/// Contributed; wait for the others. Keep the outcome.
	Wait,
	/// Reveal before this second.
	Reveal {
		/// The reveal deadline.
		before: Seconds,
		/// The result hash that the digest must give.
		result_hash: H256,
		/// The deal has a callback, and its data is not on chain yet: send the opening along.
		wants_opening: bool,
	},
	/// Nothing, now or later.
	Nothing,
}

/// Whom results are handed to on chain (the deal's callback).
pub trait OnResult<AccountId> {
	/// `task` was completed with `data`. When it fails, what it did is undone and the task stays
	/// completed.
	fn on_result(target: &AccountId, task: TaskId, data: &[u8]) -> DispatchResult;
	/// Worst weight of [`OnResult::on_result`].
	fn weight() -> Weight;
}

impl<AccountId> OnResult<AccountId> for () {
	fn on_result(_: &AccountId, _: TaskId, _: &[u8]) -> DispatchResult {
		Ok(())
	}
	fn weight() -> Weight {
		Weight::zero()
	}
}

/// What the benchmarks need from the runtime.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId, Signature> {
	/// The account number `seed` and its signature over the hash.
	fn sign(seed: u32, hash: &H256) -> (AccountId, Signature);
	/// Makes account number `seed` a worker of the pool with a hot key in the keystore, and
	/// gives the account and the key.
	fn worker(
		seed: u32,
		pool: bourse_primitives::WorkerpoolId,
	) -> (AccountId, bourse_primitives::crypto::PocoId);
	/// Assigns the task to that worker.
	fn assign(task: TaskId, worker: &AccountId, until: Seconds);
	/// Sets the block's time, in seconds.
	fn set_time(now: Seconds);
	/// Sets the block's author.
	fn set_author(who: &AccountId);
}
