// SPDX-License-Identifier: Apache-2.0

//! The one hash that everything here is named and checked by: BLAKE2b with 32 bytes of output.

use blake2b_simd::{
	many::{hash_many, HashManyJob},
	Params, State,
};

/// A BLAKE2b-256 hash.
pub type Hash = [u8; 32];

/// Hash of `data`: the chain's `blake2_256`.
pub fn blake2_256(data: &[u8]) -> Hash {
	let mut hasher = Hasher::new();
	hasher.update(data);
	hasher.finish()
}

/// Hashes what comes in pieces.
#[derive(Clone)]
pub struct Hasher(State);

fn params() -> Params {
	let mut params = Params::new();
	params.hash_length(32);
	params
}

impl Default for Hasher {
	fn default() -> Self {
		Self(params().to_state())
	}
}

impl Hasher {
	/// Nothing hashed yet.
	pub fn new() -> Self {
		Self::default()
	}
	/// Adds `data`.
	pub fn update(&mut self, data: &[u8]) {
		self.0.update(data);
	}
	/// The hash of all that was added.
	pub fn finish(self) -> Hash {
		take(self.0.finalize())
	}
}

fn take(hash: blake2b_simd::Hash) -> Hash {
	let mut taken = [0; 32];
	// The length that was asked for.
	taken.copy_from_slice(hash.as_bytes());
	taken
}

/// The hashes of several pieces of data, in their order: faster than one after the other.
pub fn blake2_256_each(pieces: &[&[u8]]) -> Vec<Hash> {
	let params = params();
	let mut jobs = pieces.iter().map(|piece| HashManyJob::new(&params, piece)).collect::<Vec<_>>();
	hash_many(&mut jobs);
	jobs.iter().map(|job| take(job.to_hash())).collect()
}

/// `0x` and 64 lower-case hex digits.
pub fn to_hex(hash: &Hash) -> String {
	format!("0x{}", hex::encode(hash))
}

/// Reads 64 hex digits, with or without `0x`. `None` for anything else.
pub fn parse_hash(text: &str) -> Option<Hash> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	let mut hash = [0; 32];
	hex::decode_to_slice(digits, &mut hash).ok()?;
	Some(hash)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn blake2_256_should_give_the_known_hash_of_nothing() {
		// What `blake2_256` of the chain gives for an empty input.
		let expected = "0x0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8";
		assert_eq!(to_hex(&blake2_256(b"")), expected);
		assert_eq!(parse_hash(expected), Some(blake2_256(b"")));
	}

	#[test]
	fn hasher_should_give_the_hash_of_the_whole_when_fed_in_pieces() {
		let mut hasher = Hasher::new();
		hasher.update(b"ab");
		hasher.update(b"");
		hasher.update(b"c");
		assert_eq!(hasher.finish(), blake2_256(b"abc"));
	}

	#[test]
	fn blake2_256_each_should_give_the_hash_of_each() {
		let pieces = [0usize, 1, 127, 128, 129, 65_536, 65_535, 3, 4].map(|size| vec![7u8; size]);
		let expected = pieces.iter().map(|piece| blake2_256(piece)).collect::<Vec<_>>();
		let pieces = pieces.iter().map(Vec::as_slice).collect::<Vec<_>>();
		assert_eq!(blake2_256_each(&pieces), expected);
		assert!(blake2_256_each(&[]).is_empty());
	}

	#[test]
	fn parse_hash_should_refuse_what_is_not_32_bytes_of_hex() {
		assert_eq!(parse_hash(""), None);
		assert_eq!(parse_hash("0x00"), None);
		assert_eq!(parse_hash(&"g".repeat(64)), None);
		assert_eq!(parse_hash(&"0".repeat(66)), None);
	}
}
