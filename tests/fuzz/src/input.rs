// SPDX-License-Identifier: Apache-2.0

//! A byte string as a source of decisions. Once it is used up every decision is the first one.

use arbitrary::Unstructured;
use bourse_primitives::{Balance, RLC};

/// What decides about the traffic.
pub struct Input<'a> {
	bytes: Unstructured<'a>,
	length: usize,
}

impl<'a> Input<'a> {
	/// Decisions from `bytes`.
	pub fn new(bytes: &'a [u8]) -> Self {
		Self { bytes: Unstructured::new(bytes), length: bytes.len() }
	}

	/// No byte is left.
	pub fn is_empty(&self) -> bool {
		self.bytes.is_empty()
	}

	/// How many bytes were used.
	pub fn used(&self) -> usize {
		self.length - self.bytes.len()
	}

	/// A number below `bound`, which is above 0.
	pub fn below(&mut self, bound: usize) -> usize {
		self.bytes.int_in_range(0..=bound.max(1) - 1).unwrap_or(0)
	}

	/// True in `count` of 256 cases.
	pub fn chance(&mut self, count: u8) -> bool {
		self.bytes.arbitrary::<u8>().unwrap_or(u8::MAX) < count
	}

	/// Any byte.
	pub fn byte(&mut self) -> u8 {
		self.bytes.arbitrary().unwrap_or(0)
	}

	/// Any number.
	pub fn number(&mut self) -> u64 {
		self.bytes.arbitrary().unwrap_or(0)
	}

	/// One of `choices`, of which there is at least one.
	pub fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
		choices[self.below(choices.len())].clone()
	}

	/// One of `choices`, mostly one of the last: what is new is where something happens.
	pub fn recent<T: Clone>(&mut self, choices: &[T]) -> Option<T> {
		let newest = choices.len().min(8);
		if choices.is_empty() {
			None
		} else if self.chance(224) {
			Some(self.pick(&choices[choices.len() - newest..]))
		} else {
			Some(self.pick(choices))
		}
	}

	/// An amount such as people pay, in nRLC.
	pub fn price(&mut self) -> Balance {
		match self.below(8) {
			0 => 0,
			1 => self.below(4) as Balance,
			2 => 99 + self.below(3) as Balance,
			3 => RLC,
			_ => self.below(20_000) as Balance * RLC / 1_000 + 7,
		}
	}

	/// An amount close to the largest there is.
	pub fn vast(&mut self) -> Balance {
		(Balance::MAX >> (4 + self.below(60))) - self.below(3) as Balance
	}
}
