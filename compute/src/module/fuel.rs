// SPDX-License-Identifier: Apache-2.0

//! The code that counts fuel.

use wasm_encoder::{BlockType, InstructionSink};

/// Value of the fuel's global after code has trapped because no fuel was left. No counting of fuel
/// ever gets there.
pub(crate) const USED_UP: i64 = i64::MIN;

/// Where fuel is: in a global, and in a local of the function that runs. Amounts are not negative
/// as an `i64`.
#[derive(Clone, Copy)]
pub(super) struct Fuel {
	pub global: u32,
	pub local: u32,
}

impl Fuel {
	/// Takes the global's fuel into the local.
	pub fn load(self, to: &mut InstructionSink) {
		to.global_get(self.global).local_set(self.local);
	}

	/// Takes fuel from the local.
	pub fn take(self, to: &mut InstructionSink, amount: u64) {
		to.local_get(self.local).i64_const(amount as i64).i64_sub().local_set(self.local);
	}

	/// Puts the local's fuel less `amount` into the global.
	pub fn store(self, to: &mut InstructionSink, amount: u64) {
		to.local_get(self.local).i64_const(amount as i64).i64_sub().global_set(self.global);
	}

	/// Traps when no more than `owed` is left in the local. [`USED_UP`] in the global tells this
	/// trap from others.
	pub fn look(self, to: &mut InstructionSink, owed: u64) {
		to.local_get(self.local).i64_const(owed as i64).i64_le_s().if_(BlockType::Empty);
		to.i64_const(USED_UP).global_set(self.global).unreachable().end();
	}
}
