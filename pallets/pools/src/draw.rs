// SPDX-License-Identifier: Apache-2.0

//! Drawing without replacement, each by its weight.

use crate::types::{Levels, Place, LEVELS};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::Encode;
use sp_io::hashing::blake2_256;

/// Words of 64 bits in a hash.
const WORDS: u32 = 4;

/// Most free slots of a worker on a level: `2^(level + 1) - 1`.
pub fn most(level: u8) -> u64 {
	// Levels are below 16.
	(2u64 << level.min(31)).saturating_sub(1)
}

/// A place that was rolled, and a number below [`most`] of its level. A draw that takes the place only
/// when the number is below the free slots there draws each place by its free slots, exactly. More than
/// half of the rolls count, since no place has less than half of the most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Roll {
	/// Where on the roster.
	pub place: Place,
	/// To be compared with the free slots there.
	pub number: u64,
	/// Which of the urn's stacks.
	stack: usize,
	/// Where in what is left of the stack.
	position: u32,
}

/// A level of a part of a hall, and the number of its places that are left.
struct Stack {
	hall: u16,
	level: u8,
	left: u32,
}

impl Stack {
	/// 32 by 17 bits, so sums of all levels of all parts of 64 halls don't saturate.
	fn weight(&self) -> u64 {
		u64::from(self.left).saturating_mul(most(self.level))
	}
}

/// Rolls places of a roster until they are taken out. What it rolls is a function of the seed, of
/// the number on each level of each hall and of what was taken out.
///
/// A level is an array of which nothing but the places that differ from `array[i] == i` is kept, so
/// that a draw of few out of many costs little.
pub struct Urn {
	seed: [u8; 32],
	/// Words that were taken, of [`WORDS`] a hash.
	words: u32,
	hash: [u8; 32],
	left: Vec<Stack>,
	moved: BTreeMap<Place, u32>,
}

impl Urn {
	/// All places of some parts of a roster's halls with so many on each level.
	pub fn new(seed: [u8; 32], halls: &[(u16, Levels)]) -> Self {
		let stack = |hall, level, left| Stack { hall, level, left };
		let left = halls
			.iter()
			.flat_map(|(hall, levels)| {
				(0..LEVELS as u8).map(move |level| stack(*hall, level, levels.on(level)))
			})
			.filter(|stack| stack.left > 0)
			.collect();
		Self { seed, words: 0, hash: [0; 32], left, moved: BTreeMap::new() }
	}

	/// A number below `bound`. The share of each differs from the others' by less than
	/// `bound / 2^64`.
	fn below(&mut self, bound: u64) -> u64 {
		let (number, place) = (self.words / WORDS, (self.words % WORDS) as usize);
		if place == 0 {
			self.hash = blake2_256(&(self.seed, number).encode());
		}
		self.words = self.words.saturating_add(1);
		let (words, _) = self.hash.as_chunks();
		let word = words.get(place).copied().unwrap_or_default();
		// 64 by 64 bits: can't saturate, and the upper half is below `bound`.
		(u128::from(u64::from_le_bytes(word)).saturating_mul(bound.into()) >> 64) as u64
	}

	/// The next roll; `None` when all places are taken out.
	pub fn roll(&mut self) -> Option<Roll> {
		let total = self.left.iter().fold(0u64, |sum, s| sum.saturating_add(s.weight()));
		if total == 0 {
			return None;
		}
		let mut rest = self.below(total);
		for (stack, of) in self.left.iter().enumerate() {
			let Stack { hall, level, .. } = *of;
			match rest.checked_sub(of.weight()) {
				Some(less) => rest = less,
				None => {
					// Below the number left of the stack, which is a u32.
					let position = rest.checked_div(most(level))? as u32;
					let number = rest.checked_rem(most(level))?;
					let at = Place { hall, level, index: position };
					let index = self.moved.get(&at).copied().unwrap_or(position);
					return Some(Roll { place: Place { index, ..at }, number, stack, position });
				},
			}
		}
		None
	}

	/// Takes the place of the last roll out.
	pub fn take(&mut self, roll: Roll) {
		let Roll { place, stack, position, .. } = roll;
		let Some(Stack { left, .. }) = self.left.get_mut(stack) else { return };
		*left = left.saturating_sub(1);
		let last = Place { index: *left, ..place };
		let displaced = self.moved.remove(&last).unwrap_or(last.index);
		if position != last.index {
			self.moved.insert(Place { index: position, ..place }, displaced);
		}
	}

	/// Takes a place out that was not rolled, if it is in the urn.
	pub fn take_out(&mut self, place: Place) {
		let is_of = |of: &Stack| (of.hall, of.level) == (place.hall, place.level);
		let Some(stack) = self.left.iter().position(is_of) else { return };
		let left = self.left.get(stack).map_or(0, |stack| stack.left);
		let position = if place.index < left && !self.moved.contains_key(&place) {
			Some(place.index)
		} else {
			let all = Place { index: 0, ..place }..Place { index: left, ..place };
			let mut moved = self.moved.range(all);
			moved.find(|(_, index)| **index == place.index).map(|(at, _)| at.index)
		};
		if let Some(position) = position {
			self.take(Roll { place, number: 0, stack, position });
		}
	}
}
