// SPDX-License-Identifier: Apache-2.0

//! IPFS content identifiers of content hashed with BLAKE2b-256: version 1, codec raw, base32.

use bourse_formats::Hash;
use data_encoding::BASE32_NOPAD;

/// Version 1, codec raw (0x55), multihash BLAKE2b-256 (0xb220 as a varint), 32 bytes.
const PREFIX: [u8; 6] = [0x01, 0x55, 0xa0, 0xe4, 0x02, 0x20];

/// The CID of a hash, as text: `b` and lower-case base32.
pub fn encode(hash: &Hash) -> String {
	let bytes = [&PREFIX[..], hash.as_bytes()].concat();
	format!("b{}", BASE32_NOPAD.encode(&bytes).to_ascii_lowercase())
}

/// The hash in a CID of exactly this kind. `None` for anything else, also for CIDs with another
/// hash: BLAKE2b-256 alone checks content.
pub fn decode(text: &str) -> Option<Hash> {
	let letters = text.strip_prefix('b')?.to_ascii_uppercase();
	let bytes = BASE32_NOPAD.decode(letters.as_bytes()).ok()?;
	let hash = Hash(bytes.strip_prefix(&PREFIX)?.try_into().ok()?);
	// One text for each hash: no capitals.
	(encode(&hash) == text).then_some(hash)
}

#[cfg(test)]
mod tests {
	use super::*;
	use bourse_formats::blake2_256;

	#[test]
	fn decode_should_give_back_what_encode_was_given() {
		for content in [&b""[..], b"a", b"hello"] {
			let hash = blake2_256(content);
			let text = encode(&hash);
			assert_eq!(decode(&text), Some(hash));
			assert!(text.starts_with("bafk2bz"), "{text}");
			assert_eq!(text.len(), 62);
		}
	}

	#[test]
	fn decode_should_refuse_other_kinds_and_damage() {
		let text = encode(&Hash([7; 32]));
		assert_eq!(decode(""), None);
		assert_eq!(decode("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG"), None);
		assert_eq!(decode(&text.to_uppercase()), None);
		assert_eq!(decode(&format!("{text}a")), None);
		assert_eq!(decode(&text[..61]), None);
		// sha2-256, raw.
		let other = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";
		assert_eq!(decode(other), None);
	}
}
