// SPDX-License-Identifier: Apache-2.0

//! What workers' nodes submit without an account: payloads under the signature of the worker's hot
//! key, checked when the transaction pool and the block take them in.

use crate::{
	crypto::{PocoId, PocoSignature},
	ContributionItem, Seconds, TaskId,
};
use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
	ensure,
	pallet_prelude::{
		InvalidTransaction, TransactionPriority, TransactionValidityWithRefund, ValidTransaction,
		Weight,
	},
	traits::Get,
	BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, Parameter, PartialEqNoBound,
};
use scale_info::TypeInfo;
use sp_application_crypto::RuntimeAppPublic;
use sp_core::H256;

/// Most blocks that an unsigned transaction stays in the transaction pool. A stuck one is out of the
/// way soon, even where a retry can't replace it because it joins the tasks of several.
const LONGEVITY: u64 = 8;

/// A payload that a worker's hot key signs.
pub trait Payload: Encode {
	/// What tells these payloads from others under the same key. Goes before the payload where it
	/// is hashed.
	const CONTEXT: &'static [u8];

	/// Number of the attempt. Grows with each retry.
	fn attempt(&self) -> u16;

	/// Hash that the hot key signs: `blake2_256(context ‖ SCALE(payload))`.
	fn hash(&self) -> H256 {
		sp_crypto_hashing::blake2_256(&[Self::CONTEXT, &self.encode()].concat()).into()
	}
}

/// An item of a [`Batch`].
pub trait BatchItem: Parameter {
	/// [`Payload::CONTEXT`] of a batch of these.
	const CONTEXT: &'static [u8];

	/// The task that the item is about.
	fn task(&self) -> TaskId;
}

/// A worker's actions on several tasks, under one signature of its hot key.
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
#[scale_info(skip_type_params(Max))]
pub struct Batch<AccountId, Item, Max>
where
	AccountId: Parameter,
	Item: Parameter,
	Max: Get<u32>,
{
	/// The worker's account.
	pub worker: AccountId,
	/// Number of the retry: a later one replaces its stuck twin in the transaction pool.
	pub attempt: u16,
	/// The items, each about another task.
	pub items: BoundedVec<Item, Max>,
}

impl<AccountId: Parameter, Item: BatchItem, Max: Get<u32>> Payload for Batch<AccountId, Item, Max> {
	const CONTEXT: &'static [u8] = Item::CONTEXT;

	fn attempt(&self) -> u16 {
		self.attempt
	}
}

impl BatchItem for ContributionItem {
	const CONTEXT: &'static [u8] = b"bourse contribute";

	fn task(&self) -> TaskId {
		self.task
	}
}

/// How a payload stands in the transaction pool.
pub struct Standing {
	/// Priority of attempt 0. Each further attempt has one more, so that it replaces its stuck twin.
	pub priority: TransactionPriority,
	/// Tags that the transaction provides, one for each of its actions.
	pub provides: Vec<Vec<u8>>,
	/// Seconds for which the payload can be of use.
	pub left: Seconds,
}

/// Takes a payload in when the worker's hot key signed it. Comes after all checks that cost less
/// than a signature's.
pub fn authorize(
	payload: &impl Payload,
	key: &PocoId,
	signature: &PocoSignature,
	standing: Standing,
) -> TransactionValidityWithRefund {
	ensure!(key.verify(&payload.hash(), signature), InvalidTransaction::BadProof);
	Ok((validity(payload, standing), Weight::zero()))
}

/// How a payload that was found to be signed is taken in.
pub fn validity(payload: &impl Payload, standing: Standing) -> ValidTransaction {
	ValidTransaction {
		priority: standing.priority.saturating_add(payload.attempt().into()),
		requires: vec![],
		provides: standing.provides,
		// No block is shorter than a second.
		longevity: standing.left.clamp(1, LONGEVITY),
		propagate: true,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use frame_support::traits::ConstU32;

	fn batch(attempt: u16) -> Batch<u64, ContributionItem, ConstU32<4>> {
		let item = ContributionItem {
			task: H256::repeat_byte(1),
			result_hash: H256::repeat_byte(2),
			seal: H256::repeat_byte(3),
		};
		Batch { worker: 7, attempt, items: BoundedVec::truncate_from(vec![item]) }
	}

	#[test]
	fn hash_should_be_over_the_context_without_a_length_and_the_payload() {
		let batch = batch(5);
		let tuple = (b"bourse contribute", 7u64, 5u16, &batch.items);
		assert_eq!(batch.hash(), sp_crypto_hashing::blake2_256(&tuple.encode()).into());
	}

	#[test]
	fn authorize_should_take_in_only_what_the_hot_key_signed() {
		use sp_core::Pair;
		let pair = crate::crypto::PocoPair::from_seed(&[1; 32]);
		let standing = |left| Standing { priority: 1 << 40, provides: vec![b"tag".to_vec()], left };
		let signature = pair.sign(batch(3).hash().as_bytes());
		let (valid, weight) =
			authorize(&batch(3), &pair.public(), &signature, standing(3)).expect("it is signed");
		assert_eq!((valid.priority, valid.longevity), ((1 << 40) + 3, 3));
		assert_eq!((valid.provides, weight), (vec![b"tag".to_vec()], Weight::zero()));
		let longevity = |left| {
			authorize(&batch(3), &pair.public(), &signature, standing(left))
				.map(|(valid, _)| valid.longevity)
		};
		assert_eq!((longevity(0), longevity(1_000)), (Ok(1), Ok(8)));
		assert_eq!(
			authorize(&batch(4), &pair.public(), &signature, standing(3)),
			Err(InvalidTransaction::BadProof.into())
		);
	}
}
