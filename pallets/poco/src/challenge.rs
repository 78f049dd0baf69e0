// SPDX-License-Identifier: Apache-2.0

//! What challenges and their answers are made of.

use crate::Config;
use bourse_primitives::{
	blocks::{BlockRef, MAX_BLOCK, MAX_PATH},
	protocol::CHALLENGE_WINDOW,
	Balance, Seconds, TaskId, RLC,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::ConstU32, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// What a challenge costs and how long it waits. `docs/parameters.md` has the reasons.
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
pub struct ChallengeTerms {
	/// Time to answer, in seconds.
	pub window: Seconds,
	/// Goes to the worker that answers, in nRLC, and back to the challenger when it does not.
	pub price: Balance,
	/// Goes to the author of the block that takes the challenge in, in nRLC, in any case.
	pub toll: Balance,
}

impl Default for ChallengeTerms {
	fn default() -> Self {
		Self { window: CHALLENGE_WINDOW, price: RLC / 5, toll: RLC / 5 }
	}
}

/// A winner was asked to show a block of a result.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Challenge<AccountId> {
	/// Who asked: the deal's requester or beneficiary.
	pub challenger: AccountId,
	/// Hash of the root of what the worker keeps: the digest, or the index of its encrypted result.
	pub root: H256,
	/// The root is the index of an encrypted result.
	pub encrypted: bool,
	/// Number of the block, in the order of header, manifest, pieces, or of index, boxes.
	pub block: u32,
	/// No answer from this second on.
	pub until: Seconds,
	/// What the challenger has locked for it, in nRLC.
	pub price: Balance,
	/// Whose stake answers for the worker: that of its contribution.
	pub stake_account: AccountId,
	/// What that account has locked for it, in nRLC.
	pub stake: Balance,
}

impl<AccountId> Challenge<AccountId> {
	/// The block that is asked for.
	pub fn wanted(&self) -> BlockRef {
		BlockRef { root: self.root, encrypted: self.encrypted, block: self.block }
	}
}

/// One block on the way.
pub type BlockBytes = BoundedVec<u8, ConstU32<MAX_BLOCK>>;
/// The blocks from the root down to the one that was asked for, or to the one that shows that there
/// is none (`docs/results.md`).
pub type BlockPath = BoundedVec<BlockBytes, ConstU32<MAX_PATH>>;

/// Bytes of a path: what checking it costs.
pub fn path_length(path: &BlockPath) -> u32 {
	// At most three blocks of a little more than 1 MiB.
	path.iter().fold(0, |sum, block| sum.saturating_add(block.len() as u32))
}

/// A worker's answer to a challenge, under its hot key's signature.
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
pub struct AnswerPayload<T: Config> {
	/// The worker's account.
	pub worker: T::AccountId,
	/// The task.
	pub task: TaskId,
	/// The challenge's end, which tells it from earlier ones.
	pub until: Seconds,
	/// Grows with each retry: a later one replaces its stuck twin in the transaction pool.
	pub attempt: u16,
	/// The blocks.
	pub path: BlockPath,
}

impl<T: Config> AnswerPayload<T> {
	/// What the worker's hot key signs:
	/// `blake2_256(SCALE(b"bourse answer", worker, task, until, attempt))`. The blocks are bound to
	/// the challenge by their hashes.
	pub fn hash(&self) -> H256 {
		let signed = (b"bourse answer", &self.worker, self.task, self.until, self.attempt);
		sp_crypto_hashing::blake2_256(&signed.encode()).into()
	}
}
