// SPDX-License-Identifier: Apache-2.0

//! Collections whose order comes from randomness, and sorting.

use bourse_corpus::Numbers;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};

fn main() {
	// Hashed with random keys: another order in each task, the same one in each run of it.
	let map: HashMap<u64, usize> = Numbers::new(1).zip(0..500).collect();
	println!("{:?}", map.iter().take(20).collect::<Vec<_>>());
	let words = "the order of these words is that of a set with random keys".split(' ');
	println!("{:?}", words.clone().collect::<HashSet<_>>());
	println!("{:?}", words.map(|word| (word, word.len())).collect::<BTreeMap<_, _>>());

	let mut numbers: Vec<u64> = Numbers::new(2).map(|n| n % 1000).take(20_000).collect();
	let mut pairs: Vec<(u64, usize)> = numbers.iter().copied().zip(0..).collect();
	pairs.sort_by_key(|(number, _)| *number);
	numbers.sort_unstable();
	println!("{:?} {:?}", &pairs[..5], &numbers[19_995..]);
	let mut heap: BinaryHeap<u64> = numbers.into_iter().step_by(7).collect();
	let taken = std::iter::from_fn(|| heap.pop()).enumerate().map(|(at, n)| at as u64 * n);
	println!("{}", taken.fold(0u64, u64::wrapping_add));
}
