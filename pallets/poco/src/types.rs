// SPDX-License-Identifier: Apache-2.0

//! Tasks, contributions, and the payloads of the calls on them.

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
/// Link to a result, bounded by [`Config::MaxResults`].
pub type ResultsLink<T> = BoundedVec<u8, <T as Config>::MaxResults>;

/// A task (PROTOCOL 5). Times are seconds of the Unix epoch.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Task<T: Config> {
	/// Deal of the task.
	pub deal: DealId,
	/// Index inside the request order.
	pub index: u64,
	/// State of the task.
	pub status: TaskStatus,
	/// The result hash of the consensus, from Revealing on.
	pub consensus: Option<H256>,
	/// Digest of the consensus, from the first reveal on.
	pub digest: Option<H256>,
	/// No contribution from this second on.
	pub contribution_deadline: Seconds,
	/// No reveal from this second on, once there is a consensus.
	pub reveal_deadline: Option<Seconds>,
	/// The task can be claimed from this second on.
	pub final_deadline: Seconds,
	/// Number of Proved contributions.
	pub reveal_counter: u32,
	/// Number of standing contributions to the consensus at the time of the consensus.
	pub winner_counter: u32,
	/// 1 plus the weights of all groups.
	pub consensus_total: U256,
	/// Contributors, in order, rejected ones included.
	pub contributors: BoundedVec<T::AccountId, T::MaxContributors>,
	/// Link to the result, from the finalization; empty when the chain finalized.
	pub results: ResultsLink<T>,
	/// Data for the callback, checked against the digest.
	pub callback_data: Option<CallbackData<T>>,
	/// Time at which the task was Completed or Failed.
	pub ended_at: Option<Seconds>,
	/// Bucket of the agenda that holds the task.
	pub wake: Option<u64>,
	/// Version of the sandbox for this task: the chain's version at the task's initialization.
	pub engine: u16,
}

impl<T: Config> Task<T> {
	/// Whether the task is neither Completed nor Failed.
	pub fn is_live(&self) -> bool {
		matches!(self.status, TaskStatus::Active | TaskStatus::Revealing)
	}

	/// Number of contributors. Bounded by [`Config::MaxContributors`].
	pub fn contributor_count(&self) -> u32 {
		self.contributors.len() as u32
	}

	/// Whether the reveals suffice at `now` (PROTOCOL 5, finalize): those of all winners, or of at
	/// least one after the reveal deadline.
	pub fn is_revealed_enough(&self, now: Seconds) -> bool {
		self.reveal_counter > 0
			&& (self.reveal_counter == self.winner_counter || self.is_reveal_over(now))
	}

	/// Whether the reveal deadline has passed at `now`.
	pub fn is_reveal_over(&self, now: Seconds) -> bool {
		self.reveal_deadline.is_some_and(|deadline| now >= deadline)
	}
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
	/// Hash that contributions are compared by.
	pub result_hash: H256,
	/// Proof that this worker knew the digest.
	pub seal: H256,
	/// `floor(log2(weight))` at the time of the contribution: the worker's part in the rewards. 0
	/// after contribute-and-finalize.
	pub log_weight: u32,
	/// Enclave that signed the result, if one was named.
	pub enclave: Option<AccountId>,
	/// Account whose stake the contribution locked, and who is paid: the worker itself, or the
	/// owner of a machine at the time of the contribution.
	pub stake_account: AccountId,
	/// Hash of the index of this worker's encrypted result, if its reveal named one.
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
	/// Product of the weights of the group's contributions, 0 without any.
	pub weight: U256,
	/// Number of the group's standing (not Rejected) contributions.
	pub standing: u32,
}

/// A reported failure: the worker, the reason, and `blake2_256` of the log that its node keeps.
pub type Failure<AccountId> = (AccountId, FailureCode, H256);

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

/// Enclave challenge: the enclave that computed, and its signature.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct EnclaveProof<AccountId, Signature> {
	/// The enclave's account.
	pub enclave: AccountId,
	/// The enclave's signature over
	/// `blake2_256(SCALE(b"bourse enclave", result hash, seal))`.
	pub signature: Option<Signature>,
}

/// Authorization of a worker to contribute to a task.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Authorization<Signature> {
	/// The chain assigned the task to the worker.
	Assigned,
	/// The scheduler (or the TEE broker, where one is set and an enclave is named) signed
	/// `blake2_256(SCALE(b"bourse authorization", worker, task, enclave or none))`.
	Signed(Option<Signature>),
}

/// Callback data, with the proof that it belongs to a digest (PROTOCOL 8.2).
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
	/// The digest is the hash of a header, which holds `blake2_256` of the data.
	Header {
		/// Header that the digest commits to.
		header: ResultHeader,
		/// The callback data.
		data: CallbackData<T>,
	},
}

impl<T: Config> Opening<T> {
	/// The callback data, if the data belong to `digest`, and a header to a run in version `engine`
	/// of the sandbox.
	///
	/// Plain data that are a header are refused: the callback would get the header instead of the
	/// data that the header commits to.
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
	/// Number of the retry: a later one replaces its stuck twin in the transaction pool.
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
	/// Callback data, when the deal has a callback: the task keeps the data, so that the chain can
	/// finalize.
	pub opening: Option<Opening<T>>,
	/// Hash of the index of the encrypted result, when the worker encrypted the result for the
	/// beneficiary: the task keeps the hash, so that the result can be found.
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
	/// Number of the retry: a later one replaces its stuck twin in the transaction pool.
	pub attempt: u16,
	/// The reveals, each of another task.
	pub items: BoundedVec<RevealItem<T>, T::MaxBatch>,
}

/// One failure report of a batch.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct FailureItem {
	/// The task.
	pub task: TaskId,
	/// Reason of the failure.
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
	/// Number of the retry: a later one replaces its stuck twin in the transaction pool.
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

/// A worker's present step for a task. For the off-chain worker.
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
		/// Whether to send the opening along: the deal has a callback, and the data are not on
		/// chain yet.
		wants_opening: bool,
	},
	/// Nothing, now or later.
	Nothing,
}

/// Receiver of callback data on chain (the deal's callback).
pub trait OnResult<AccountId> {
	/// Hands `data` of the completed `task` to `target`. An error undoes the effects of this call,
	/// and the task stays Completed.
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

/// Helper of the benchmarks.
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
