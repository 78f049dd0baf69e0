// SPDX-License-Identifier: Apache-2.0

//! Drawing without replacement.

use alloc::collections::BTreeMap;
use codec::Encode;
use sp_io::hashing::blake2_256;

/// The numbers `0..len` in a uniformly random order: a Fisher-Yates shuffle of which only the
/// steps that are asked for are done, so that a draw of few out of many costs little.
///
/// The order is a function of seed and length alone.
pub struct Shuffle {
	seed: [u8; 32],
	len: u32,
	drawn: u32,
	/// Where the array to shuffle would differ from `array[i] == i`, at `drawn` and beyond.
	moved: BTreeMap<u32, u32>,
}

impl Shuffle {
	/// All of `0..len`, in the order that `seed` gives.
	pub fn new(seed: [u8; 32], len: u32) -> Self {
		Self { seed, len, drawn: 0, moved: BTreeMap::new() }
	}

	/// A number below `bound`. The share of each differs from the others' by less than
	/// `bound / 2^64`, which is below `2^-32`.
	fn below(&self, bound: u32) -> u32 {
		let mut word = [0; 8];
		word.copy_from_slice(&blake2_256(&(self.seed, self.drawn).encode())[..8]);
		// 64 by 32 bits: can't saturate, and the upper part is below `bound`.
		(u128::from(u64::from_le_bytes(word)).saturating_mul(bound.into()) >> 64) as u32
	}
}

impl Iterator for Shuffle {
	type Item = u32;

	fn next(&mut self) -> Option<u32> {
		let front = self.drawn;
		let left = self.len.checked_sub(front).filter(|left| *left > 0)?;
		// Below `len`: can't saturate.
		let place = front.saturating_add(self.below(left));
		let chosen = self.moved.remove(&place).unwrap_or(place);
		if place != front {
			let displaced = self.moved.remove(&front).unwrap_or(front);
			self.moved.insert(place, displaced);
		}
		self.drawn = front.saturating_add(1);
		Some(chosen)
	}
}
