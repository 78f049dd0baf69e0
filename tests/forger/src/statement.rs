// SPDX-License-Identifier: Apache-2.0

//! Statements that a node has to refuse.

use codec::Encode;
use sp_core::{ed25519, Pair, H256};
use sp_crypto_hashing::blake2_256;
use sp_statement_store::{Statement, Topic};
use std::time::{SystemTime, UNIX_EPOCH};

/// Bytes of an order's signature, the last ones.
const SIGNATURE: usize = 64;
/// Seconds for which a statement says that it lives.
const LIFE: u64 = 3_600;

/// The topic of the orders of a chain.
pub fn topic(genesis: H256) -> Topic {
	Topic(blake2_256(&(b"bourse orders", genesis).encode()))
}

/// A statement of three kinds: of a key without room; with a broken signature; and of `pair`, with an order
/// whose signature is nobody's.
pub fn forged(number: u32, topic: Topic, pair: &ed25519::Pair, order: &[u8]) -> Statement {
	let mut order = order.to_vec();
	let signature = order.len().saturating_sub(SIGNATURE);
	// Another one each time.
	order[signature..].copy_from_slice(&[number.to_le_bytes(); SIGNATURE / 4].concat());
	let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
	let mut statement = Statement::new();
	statement.set_topic(0, topic);
	statement.set_channel(blake2_256(&(b"forged", number).encode()));
	statement.set_expiry_from_parts((now + LIFE) as u32, number);
	statement.set_plain_data(order.clone());
	match number % 3 {
		0 => {
			let seed = blake2_256(&(b"nobody", number).encode());
			statement.sign_ed25519_private(&ed25519::Pair::from_seed(&seed));
		},
		1 => {
			statement.sign_ed25519_private(pair);
			order.push(0);
			statement.set_plain_data(order);
		},
		_ => statement.sign_ed25519_private(pair),
	}
	statement
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_statement_store::SignatureVerificationResult::{Invalid, Valid};

	#[test]
	fn statements_should_be_forged_in_three_ways() {
		let pair = ed25519::Pair::from_seed(&[1; 32]);
		let (topic, order) = (topic(H256::zero()), [7; 100]);
		let all = [0, 1, 2, 5].map(|number| forged(number, topic, &pair, &order));
		let own = pair.public().0;
		assert!(matches!(all[0].verify_signature(), Valid(signer) if signer != own));
		assert!(matches!(all[1].verify_signature(), Invalid));
		assert!(matches!(all[2].verify_signature(), Valid(signer) if signer == own));
		assert_ne!(all[2].data(), all[3].data());
		assert_eq!(all[2].data().map(|data| &data[..36]), Some(&order[..36]));
	}
}
