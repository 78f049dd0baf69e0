// SPDX-License-Identifier: Apache-2.0

//! Calls itself until the stack is full.

use std::hint::black_box;

fn deeper(depth: u64) -> u64 {
	// What comes after the call keeps it from being turned into a loop.
	match black_box(depth) {
		u64::MAX => 0,
		depth => black_box(deeper(depth + 1)) + 1,
	}
}

fn main() {
	println!("{}", deeper(0));
}
