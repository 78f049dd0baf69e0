// SPDX-License-Identifier: Apache-2.0

//! Hashes as text.

use bourse_formats::Hash;

/// `0x` and 64 lower-case hex digits.
pub fn to_hex(hash: &Hash) -> String {
	format!("{hash:#x}")
}

/// Reads 64 hex digits, with or without `0x`. `None` for anything else.
pub fn parse_hash(text: &str) -> Option<Hash> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	let mut hash = Hash::zero();
	hex::decode_to_slice(digits, &mut hash.0).ok()?;
	Some(hash)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn parse_hash_should_give_back_what_to_hex_wrote() {
		let hash = bourse_formats::blake2_256(b"");
		let expected = "0x0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8";
		assert_eq!(to_hex(&hash), expected);
		assert_eq!(parse_hash(expected), Some(hash));
		assert_eq!(parse_hash(&expected[2..]), Some(hash));
	}

	#[test]
	fn parse_hash_should_refuse_what_is_not_32_bytes_of_hex() {
		assert_eq!(parse_hash(""), None);
		assert_eq!(parse_hash("0x00"), None);
		assert_eq!(parse_hash(&"g".repeat(64)), None);
		assert_eq!(parse_hash(&"0".repeat(66)), None);
	}
}
