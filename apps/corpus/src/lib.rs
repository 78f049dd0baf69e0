// SPDX-License-Identifier: Apache-2.0

//! What the programs share.

/// Numbers that look random and are the same everywhere (xorshift64*).
pub struct Numbers(u64);

impl Numbers {
	/// The numbers that follow from a seed.
	pub fn new(seed: u64) -> Self {
		Self(seed | 1)
	}

	/// One below `end`.
	pub fn below(&mut self, end: u64) -> u64 {
		self.next().unwrap_or(0) % end
	}
}

impl Iterator for Numbers {
	type Item = u64;
	fn next(&mut self) -> Option<u64> {
		self.0 ^= self.0 >> 12;
		self.0 ^= self.0 << 25;
		self.0 ^= self.0 >> 27;
		Some(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d))
	}
}
