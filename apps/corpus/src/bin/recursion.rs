// SPDX-License-Identifier: Apache-2.0

//! Calls itself in several ways: `recursion DEPTH`; a depth of a million is too much.

use std::hint::black_box;

fn ackermann(m: u64, n: u64) -> u64 {
	match (m, n) {
		(0, n) => n + 1,
		(m, 0) => ackermann(m - 1, 1),
		(m, n) => ackermann(m - 1, ackermann(m, n - 1)),
	}
}

fn depth(left: u64) -> u64 {
	// Something in each frame that can't be optimised away.
	let here = black_box([left; 8]);
	if left == 0 {
		here[0]
	} else {
		depth(left - 1) + here[7] % 2
	}
}

fn is_even(n: u32) -> bool {
	n == 0 || !is_even(black_box(n) - 1)
}

fn hanoi(disks: u32, from: u8, to: u8, moves: &mut dyn FnMut(u8, u8)) {
	if disks > 0 {
		let other = 3 - from - to;
		hanoi(disks - 1, from, other, moves);
		moves(from, to);
		hanoi(disks - 1, other, to, moves);
	}
}

fn main() {
	let deep = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1000);
	println!("{} {}", ackermann(2, 200), is_even(5000));
	let mut hash = 0u64;
	hanoi(12, 0, 2, &mut |from, to| {
		hash = hash.wrapping_mul(31).wrapping_add(u64::from(from * 3 + to));
	});
	println!("{hash:x}");
	println!("{}", depth(deep));
}
