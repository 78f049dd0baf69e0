// SPDX-License-Identifier: Apache-2.0

//! Off-chain signatures over a 32-byte hash, as programs and as browser wallets make them.

use alloc::vec::Vec;
use sp_core::H256;
use sp_runtime::traits::{IdentifyAccount, Verify};

/// What a browser wallet's `signRaw` signs when it is asked to sign `hash` as text:
/// `<Bytes>0x…</Bytes>`, lower-case hex.
pub fn wrapped(hash: &H256) -> Vec<u8> {
	const HEX: &[u8; 16] = b"0123456789abcdef";
	let mut text = Vec::with_capacity(81);
	text.extend_from_slice(b"<Bytes>0x");
	for byte in hash.as_bytes() {
		text.push(HEX[(byte >> 4) as usize]);
		text.push(HEX[(byte & 15) as usize]);
	}
	text.extend_from_slice(b"</Bytes>");
	text
}

/// `signature` is `who`'s over the raw `hash`, or over its [`wrapped`] text.
pub fn verify<S>(
	signature: &S,
	hash: &H256,
	who: &<S::Signer as IdentifyAccount>::AccountId,
) -> bool
where
	S: Verify,
{
	signature.verify(hash.as_bytes(), who) || signature.verify(wrapped(hash).as_slice(), who)
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_core::{crypto::Pair, sr25519};
	use sp_runtime::{traits::IdentifyAccount, MultiSignature, MultiSigner};

	#[test]
	fn verify_should_accept_raw_and_wrapped_and_refuse_anything_else() {
		let pair = sr25519::Pair::from_seed(&[1; 32]);
		let who = MultiSigner::from(pair.public()).into_account();
		let hash = H256::repeat_byte(0xab);
		let sign = |message: &[u8]| MultiSignature::from(pair.sign(message));
		assert!(verify(&sign(hash.as_bytes()), &hash, &who));
		assert!(verify(&sign(&wrapped(&hash)), &hash, &who));
		assert!(!verify(&sign(&wrapped(&hash)[1..]), &hash, &who));
		assert!(!verify(&sign(hash.as_bytes()), &H256::zero(), &who));
		assert!(!verify(&sign(hash.as_bytes()), &hash, &[9; 32].into()));
	}

	#[test]
	fn wrapped_should_be_what_wallets_sign() {
		let text = wrapped(&H256::repeat_byte(0x0f));
		assert_eq!(text, format!("<Bytes>0x{}</Bytes>", "0f".repeat(32)).into_bytes());
	}
}
