// SPDX-License-Identifier: Apache-2.0

//! Benchmarks Game: flips of all permutations. `fannkuch N`

fn main() {
	let n = bourse_bench::size(7);
	let mut permutation: Vec<usize> = (0..n).collect();
	let mut counts = vec![0; n];
	let (mut checksum, mut most, mut number, mut left) = (0i64, 0, 0u64, n);
	let mut flipped = vec![0; n];
	loop {
		while left != 1 {
			counts[left - 1] = left;
			left -= 1;
		}
		flipped.copy_from_slice(&permutation);
		let mut flips = 0;
		while flipped[0] != 0 {
			let first = flipped[0];
			flipped[..=first].reverse();
			flips += 1;
		}
		most = most.max(flips);
		checksum += if number % 2 == 0 { flips } else { -flips };
		loop {
			if left == n {
				println!("{checksum}\nPfannkuchen({n}) = {most}");
				return;
			}
			permutation[..=left].rotate_left(1);
			counts[left] -= 1;
			if counts[left] > 0 {
				break;
			}
			left += 1;
		}
		number += 1;
	}
}
