// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! What nodes say to each other about content.

use bourse_primitives::{
	crypto::{PocoId, PocoPair, PocoSignature},
	DealId, TaskId,
};
use codec::{Decode, DecodeAll, Encode};
use sc_network::PeerId;
use sp_core::{Pair, H256};

/// Largest request, in bytes.
pub const MAX_ASK: u64 = 512;
/// Largest answer, in bytes: a piece, and what says so.
pub const MAX_ANSWER: u64 = bourse_compute::fetch::PIECE as u64 + 64;
/// Seconds for which a proof is good, before and after its time.
const PROOF_TIME: u64 = 300;

/// A request for a part of some content.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Ask {
	/// `blake2_256` of the content.
	pub hash: H256,
	/// Number of the first byte.
	pub offset: u64,
	/// Most bytes. 0: only whether the content is there, and how long it is.
	pub length: u32,
	/// Without it, content that everybody may have.
	pub proof: Option<Proof>,
}

/// Shows that a worker of the asking node has a task of a deal.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Proof {
	/// The deal.
	pub deal: DealId,
	/// A task of the deal, which the worker has.
	pub task: TaskId,
	/// The worker's hot key.
	pub key: PocoId,
	/// When the proof was made, in seconds of the Unix epoch.
	pub time: u64,
	/// Over [`Proof::message`].
	pub signature: PocoSignature,
}

impl Proof {
	/// What the hot key signs: `b"bourse content"`, the chain, who asks, and what for. A node that gets
	/// a proof can't use the proof, since it is another node.
	pub fn message(
		genesis: H256,
		peer: &PeerId,
		hash: H256,
		deal: DealId,
		task: TaskId,
		time: u64,
	) -> Vec<u8> {
		(b"bourse content", genesis, peer.to_bytes(), hash, deal, task, time).encode()
	}

	/// Whether the proof is this peer's, for this content, of about now, and signed.
	pub fn is_good(&self, genesis: H256, peer: &PeerId, hash: H256, now: u64) -> bool {
		let message = Self::message(genesis, peer, hash, self.deal, self.task, self.time);
		self.is_of(now) && PocoPair::verify(&self.signature, &message, &self.key)
	}

	/// Whether the proof is of about now, a time in seconds of the Unix epoch.
	pub fn is_of(&self, now: u64) -> bool {
		self.time.abs_diff(now) <= PROOF_TIME
	}
}

/// The answer to an [`Ask`].
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub enum Answer {
	/// The node does not have the content, or not for this one who asks.
	Missing,
	/// The node has served enough for now.
	Busy,
	/// A part of the content.
	Piece {
		/// Bytes of the whole content.
		size: u64,
		/// The part.
		bytes: Vec<u8>,
	},
}

impl Ask {
	/// Reads a request. `None` when it is none.
	pub fn read(bytes: &[u8]) -> Option<Self> {
		Self::decode_all(&mut &bytes[..]).ok()
	}
}

impl Answer {
	/// Reads an answer. `None` when it is none.
	pub fn read(bytes: &[u8]) -> Option<Self> {
		Self::decode_all(&mut &bytes[..]).ok()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn proof_should_count_for_its_maker_content_deal_and_time_only() {
		let (pair, _) = PocoPair::generate();
		let (peer, other) = (PeerId::random(), PeerId::random());
		let [genesis, hash, deal, task] = [1, 2, 3, 4].map(H256::repeat_byte);
		let message = Proof::message(genesis, &peer, hash, deal, task, 1000);
		let signature = pair.sign(&message);
		let proof = Proof { deal, task, key: pair.public(), time: 1000, signature };
		for now in [700, 1000, 1300] {
			assert!(proof.is_good(genesis, &peer, hash, now));
		}
		for now in [0, 699, 1301, u64::MAX] {
			assert!(!proof.is_good(genesis, &peer, hash, now));
		}
		assert!(!proof.is_good(genesis, &other, hash, 1000));
		assert!(!proof.is_good(genesis, &peer, deal, 1000));
		assert!(!proof.is_good(hash, &peer, hash, 1000));
		for changed in [
			Proof { deal: hash, ..proof.clone() },
			Proof { task: hash, ..proof.clone() },
			Proof { time: 1001, ..proof.clone() },
			Proof { key: PocoPair::generate().0.public(), ..proof.clone() },
		] {
			assert!(!changed.is_good(genesis, &peer, hash, 1000));
		}
		let ask = Ask { hash, offset: u64::MAX, length: u32::MAX, proof: Some(proof) };
		assert!(ask.encode().len() as u64 <= MAX_ASK);
		assert_eq!(Ask::read(&ask.encode()), Some(ask.clone()));
		assert_eq!(Ask::read(&[ask.encode(), vec![0]].concat()), None);
	}

	#[test]
	fn largest_answer_should_fit() {
		let bytes = vec![0; bourse_compute::fetch::PIECE];
		let answer = Answer::Piece { size: u64::MAX, bytes };
		assert!(answer.encode().len() as u64 <= MAX_ANSWER);
		assert_eq!(Answer::read(&answer.encode()), Some(answer));
	}
}
