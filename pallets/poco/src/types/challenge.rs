// SPDX-License-Identifier: Apache-2.0

//! Challenges and their answers.

use super::agenda::BUCKET;
use crate::Config;
use bourse_primitives::{
	batch::Payload,
	blocks::{BlockRef, MAX_BLOCK, MAX_PATH},
	protocol::CHALLENGE_WINDOW,
	Balance, MarketParameters, Seconds, TaskId, RLC,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::ConstU32, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// Terms of challenges. `docs/parameters.md` has the reasons for the defaults.
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
	/// Price in nRLC. For the worker that answers in time; by the market's rules (PROTOCOL 9) half to
	/// the author of the answer's block, half to the kitty. Without an answer back to the challenger.
	pub price: Balance,
	/// Toll in nRLC, half to the author of the block with the challenge, half to the kitty, in any case.
	pub toll: Balance,
}

impl ChallengeTerms {
	/// Whether every term is within its bounds: an open challenge keeps the deal's record and a place,
	/// and nodes keep results for a window of the default.
	pub fn is_valid(&self) -> bool {
		let amounts = [self.price, self.toll];
		(BUCKET..=CHALLENGE_WINDOW).contains(&self.window)
			&& amounts.into_iter().all(|amount| amount <= MarketParameters::MAX_AMOUNT)
	}
}

impl Default for ChallengeTerms {
	fn default() -> Self {
		Self { window: CHALLENGE_WINDOW, price: RLC / 5, toll: RLC / 5 }
	}
}

/// An open challenge: a winner has to show a block of a result.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Challenge<AccountId> {
	/// The challenger: the deal's requester or beneficiary.
	pub challenger: AccountId,
	/// Root of the worker's result: the digest, or the hash of the index of an encrypted result.
	pub root: H256,
	/// Whether the root is the index of an encrypted result.
	pub encrypted: bool,
	/// Number of the block, in the order of header, manifest, pieces, or of index, boxes.
	pub block: u32,
	/// No answer from this second on.
	pub until: Seconds,
	/// Price that the challenger has locked, in nRLC.
	pub price: Balance,
	/// Stake account of the worker's contribution.
	pub stake_account: AccountId,
	/// Stake that this account has locked for the challenge, in nRLC.
	pub stake: Balance,
}

impl<AccountId> Challenge<AccountId> {
	/// The wanted block.
	pub fn wanted(&self) -> BlockRef {
		BlockRef { root: self.root, encrypted: self.encrypted, block: self.block }
	}
}

/// One block on the way.
pub type BlockBytes = BoundedVec<u8, ConstU32<MAX_BLOCK>>;
/// The blocks from the root down to the wanted block, or to the block that shows that the wanted
/// block does not exist (`docs/results.md`).
pub type BlockPath = BoundedVec<BlockBytes, ConstU32<MAX_PATH>>;

/// Length of a path in bytes, on which the cost of its check depends.
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
	/// End of the challenge, which tells it from earlier ones.
	pub until: Seconds,
	/// Number of the retry: a later one replaces its stuck twin in the transaction pool.
	pub attempt: u16,
	/// The blocks.
	pub path: BlockPath,
}

impl<T: Config> Payload for AnswerPayload<T> {
	const CONTEXT: &'static [u8] = b"bourse answer";

	fn attempt(&self) -> u16 {
		self.attempt
	}

	/// `blake2_256(SCALE(b"bourse answer", worker, task, until, attempt))`. The blocks are bound to
	/// the challenge by their hashes.
	fn hash(&self) -> H256 {
		let signed = (&self.worker, self.task, self.until, self.attempt).encode();
		sp_crypto_hashing::blake2_256(&[Self::CONTEXT, &signed].concat()).into()
	}
}
