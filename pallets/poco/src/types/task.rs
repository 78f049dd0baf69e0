// SPDX-License-Identifier: Apache-2.0

//! Tasks and the contributions to them.

use crate::Config;
use bourse_primitives::{DealId, Seconds, TaskStatus};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use scale_info::TypeInfo;
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
	/// What contributions are compared by.
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
