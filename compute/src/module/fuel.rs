// SPDX-License-Identifier: Apache-2.0

//! The code that counts fuel.

use wasm_encoder::{BlockType, InstructionSink};

/// Value of the fuel's global after code has trapped because no fuel was left. No counting of fuel
/// ever gets there.
pub(crate) const USED_UP: i64 = i64::MIN;

/// Most branches of a function that keeps fuel in a local. The local changes in each piece of code, so
/// the compiler would need time in proportion to the square of the branches.
pub(super) const MOST_BRANCHES: u64 = 4096;

/// Where fuel is: in a global, and in a local of the function that runs, unless the function has too
/// many branches. Amounts are not negative as an `i64`.
#[derive(Clone, Copy)]
pub(super) struct Fuel {
	pub global: u32,
	pub local: u32,
	/// Whether the function keeps fuel in the local.
	pub in_local: bool,
}

impl Fuel {
	/// Takes the global's fuel into the local.
	pub fn load(self, to: &mut InstructionSink) {
		if self.in_local {
			to.global_get(self.global).local_set(self.local);
		}
	}

	/// Takes fuel.
	pub fn take(self, to: &mut InstructionSink, amount: u64) {
		self.get(to);
		to.i64_const(amount as i64).i64_sub();
		match self.in_local {
			true => to.local_set(self.local),
			false => to.global_set(self.global),
		};
	}

	/// Puts the fuel less `amount` into the global.
	pub fn store(self, to: &mut InstructionSink, amount: u64) {
		if !self.in_local && amount == 0 {
			return;
		}
		self.get(to);
		if amount > 0 {
			to.i64_const(amount as i64).i64_sub();
		}
		to.global_set(self.global);
	}

	fn get(self, to: &mut InstructionSink) {
		match self.in_local {
			true => to.local_get(self.local),
			false => to.global_get(self.global),
		};
	}

	/// Traps when no more than `owed` is left. [`USED_UP`] in the global tells this
	/// trap from others.
	pub fn look(self, to: &mut InstructionSink, owed: u64) {
		self.get(to);
		to.i64_const(owed as i64).i64_le_s().if_(BlockType::Empty);
		to.i64_const(USED_UP).global_set(self.global).unreachable().end();
	}
}
