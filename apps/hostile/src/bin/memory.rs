// SPDX-License-Identifier: Apache-2.0

//! Takes memory, and writes to all of it, until it gets no more; then the allocator aborts.

use std::hint::black_box;

fn main() {
	const MIB: usize = 1 << 20;
	let mut taken = Vec::new();
	loop {
		taken.push(black_box(vec![1u8; MIB]));
	}
}
