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
