// SPDX-License-Identifier: Apache-2.0

//! Random inputs that a number decides.

use sp_io::hashing::blake2_256;

/// Shortest and longest input, in bytes.
const LENGTH: (u64, u64) = (500, 6_000);

/// The input number `index` of a seed.
pub fn input(seed: u64, index: u64) -> Vec<u8> {
	let block = |place: u64| blake2_256(&[seed, index, place].map(u64::to_le_bytes).concat());
	let mut number = [0; 8];
	number.copy_from_slice(&block(0)[..8]);
	let length = LENGTH.0 + u64::from_le_bytes(number) % (LENGTH.1 - LENGTH.0);
	let mut bytes: Vec<u8> = (1..=length / 32 + 1).flat_map(block).collect();
	bytes.truncate(length as usize);
	bytes
}
