// SPDX-License-Identifier: Apache-2.0

//! Takes, grows and gives back memory in all sizes. Its addresses are part of its output.

use bourse_corpus::Numbers;

fn main() {
	let mut numbers = Numbers::new(7);
	let mut kept: Vec<Vec<u8>> = Vec::new();
	let mut sum = 0u64;
	for round in 0..4000u64 {
		match numbers.below(4) {
			0 | 1 => {
				let size = 1usize << numbers.below(14);
				kept.push(vec![round as u8; size + numbers.below(64) as usize]);
			},
			2 if !kept.is_empty() => {
				let at = numbers.below(kept.len() as u64) as usize;
				sum = sum.wrapping_add(kept.swap_remove(at).iter().map(|b| u64::from(*b)).sum());
			},
			_ => {
				if let Some(last) = kept.last_mut() {
					let size = last.len() * 2;
					last.resize(size.min(1 << 18), 1);
					last.shrink_to_fit();
				}
			},
		}
	}
	let addresses = kept.iter().map(|bytes| bytes.as_ptr() as usize as u64);
	println!("{} {sum} {:x}", kept.len(), addresses.fold(0u64, |all, at| all.rotate_left(5) ^ at));
}
