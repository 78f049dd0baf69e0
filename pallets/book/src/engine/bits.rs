// SPDX-License-Identifier: Apache-2.0

//! Sets of 512 numbers.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Numbers in a set.
pub(super) const SIZE: u32 = 512;

/// A set of the numbers 0..512.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct Bits(pub [u64; 8]);

/// The word of a number, and its bit there.
fn place(number: u32) -> (usize, u64) {
	let number = number % SIZE;
	((number / 64) as usize, 1u64.wrapping_shl(number % 64))
}

impl Bits {
	/// Whether the set has no number.
	pub fn is_empty(&self) -> bool {
		self.0 == [0; 8]
	}

	/// Adds a number.
	pub fn set(&mut self, number: u32) {
		let (word, bit) = place(number);
		self.0[word] |= bit;
	}

	/// Removes a number.
	pub fn clear(&mut self, number: u32) {
		let (word, bit) = place(number);
		self.0[word] &= !bit;
	}

	/// The least number of the set from `from` on; none for a `from` of 512 and more.
	pub fn first_from(&self, from: u32) -> Option<u32> {
		if from >= SIZE {
			return None;
		}
		let (first, bit) = place(from);
		for (at, word) in self.0.iter().enumerate().skip(first) {
			// In the first word only bits from `from` on count.
			let word = if at == first { word & !bit.wrapping_sub(1) } else { *word };
			if word != 0 {
				return Some((at as u32).saturating_mul(64).saturating_add(word.trailing_zeros()));
			}
		}
		None
	}

	/// The greatest number of the set up to `to`.
	pub fn last_to(&self, to: u32) -> Option<u32> {
		let (last, bit) = place(to.min(SIZE.saturating_sub(1)));
		for at in (0..=last).rev() {
			let up_to = if at == last { bit | bit.wrapping_sub(1) } else { u64::MAX };
			let word = self.0[at] & up_to;
			if word != 0 {
				let bit = 63u32.saturating_sub(word.leading_zeros());
				return Some((at as u32).saturating_mul(64).saturating_add(bit));
			}
		}
		None
	}
}
