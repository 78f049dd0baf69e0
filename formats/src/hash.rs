// SPDX-License-Identifier: Apache-2.0

//! The one hash that everything is named and checked by: BLAKE2b with 32 bytes of output, no key.

use alloc::vec::Vec;
use blake2b_simd::many::{hash_many, HashManyJob};

/// A BLAKE2b-256 hash.
pub use primitive_types::H256 as Hash;

/// Hash of `data`: the chain's `blake2_256`.
pub fn blake2_256(data: &[u8]) -> Hash {
	taken(params().hash(data))
}

/// Hashes data that comes in pieces.
#[derive(Clone)]
pub struct Hasher(blake2b_simd::State);

fn params() -> blake2b_simd::Params {
	let mut params = blake2b_simd::Params::new();
	params.hash_length(Hash::len_bytes());
	params
}

fn taken(hash: blake2b_simd::Hash) -> Hash {
	// The length that `params` asks for, which `from_slice` demands.
	Hash::from_slice(hash.as_bytes())
}

impl Default for Hasher {
	fn default() -> Self {
		Self(params().to_state())
	}
}

impl Hasher {
	/// A hasher of no data yet.
	pub fn new() -> Self {
		Self::default()
	}
	/// Adds `data`.
	pub fn update(&mut self, data: impl AsRef<[u8]>) {
		self.0.update(data.as_ref());
	}
	/// The hash of all data that was added.
	pub fn finish(self) -> Hash {
		taken(self.0.finalize())
	}
}

#[cfg(feature = "std")]
impl std::io::Write for Hasher {
	fn write(&mut self, data: &[u8]) -> std::io::Result<usize> {
		self.update(data);
		Ok(data.len())
	}
	fn flush(&mut self) -> std::io::Result<()> {
		Ok(())
	}
}

/// The hashes of several pieces of data, in their order: faster than one after the other.
pub fn blake2_256_each(pieces: &[&[u8]]) -> Vec<Hash> {
	let params = params();
	let mut jobs = pieces.iter().map(|piece| HashManyJob::new(&params, piece)).collect::<Vec<_>>();
	hash_many(&mut jobs);
	jobs.iter().map(|job| taken(job.to_hash())).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn blake2_256_should_give_the_known_hash_of_nothing() {
		// What `blake2_256` of the chain gives for an empty input.
		let expected = "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8";
		assert_eq!(hex::encode(blake2_256(b"")), expected);
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
}
