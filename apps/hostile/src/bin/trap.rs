// SPDX-License-Identifier: Apache-2.0

//! Panics, which is a trap in WebAssembly.

fn main() {
	panic!("this program always traps");
}
