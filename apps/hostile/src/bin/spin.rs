// SPDX-License-Identifier: Apache-2.0

//! Computes for ever.

use std::hint::black_box;

fn main() {
	let mut number = 1u64;
	while black_box(number) != 0 {
		number = number.wrapping_mul(6_364_136_223_846_793_005) | 1;
	}
}
