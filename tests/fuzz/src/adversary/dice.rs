// SPDX-License-Identifier: Apache-2.0

//! Numbers that a seed decides.

use bourse_primitives::{Balance, RLC};

/// A source of numbers: the same of the same seed, always.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
	/// Dice of a seed. Two purposes of a seed have different dice.
	pub fn new(seed: u64, purpose: u64) -> Self {
		let mut dice = Self(seed ^ purpose.wrapping_mul(0xd134_2543_de82_ef95));
		dice.number();
		dice
	}

	/// Any number (splitmix64).
	pub fn number(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		mixed ^ (mixed >> 31)
	}

	/// A number below `bound`, which is above 0.
	pub fn below(&mut self, bound: usize) -> usize {
		(self.number() % bound.max(1) as u64) as usize
	}

	/// True in so many of a hundred cases.
	pub fn chance(&mut self, percent: usize) -> bool {
		self.below(100) < percent
	}

	/// One of five prices in nRLC, so that orders meet.
	pub fn price(&mut self) -> Balance {
		(8 + self.below(5) as Balance) * RLC / 10
	}
}
