// SPDX-License-Identifier: Apache-2.0

//! The code that counts fuel.

use wasm_encoder::{BlockType, InstructionSink};

/// Value of the fuel's global after code has trapped because no fuel was left. No counting of fuel
/// ever gets there.
pub(crate) const USED_UP: i64 = i64::MIN;

/// Puts on the stack the fuel in `local` less `fuel`, which is not negative as an `i64`.
pub(super) fn take(to: &mut InstructionSink, local: u32, fuel: u64) {
	to.local_get(local).i64_const(fuel as i64).i64_sub();
}

/// Traps when no more than `owed` is left of the fuel in `local`. [`USED_UP`] in the global tells
/// this trap from others.
pub(super) fn look(to: &mut InstructionSink, global: u32, local: u32, owed: u64) {
	to.local_get(local).i64_const(owed as i64).i64_le_s().if_(BlockType::Empty);
	to.i64_const(USED_UP).global_set(global).unreachable().end();
}
