// SPDX-License-Identifier: Apache-2.0

//! The draw is uniform and depends on what it should. All seeds are fixed, so these tests always
//! see the same numbers; the bounds are those that chance exceeds once in a thousand.

use crate::{mock::*, shuffle::Shuffle};
use bourse_primitives::traits::Assignments;
use codec::Encode;
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_runtime::DigestItem;
use std::collections::{BTreeMap, BTreeSet};

/// Pearson's sum over `cells` cells that should all be equally full.
fn chi_square<K>(counts: &BTreeMap<K, u64>, cells: u64) -> f64 {
	let total: u64 = counts.values().sum();
	let expected = total as f64 / cells as f64;
	let empty = cells as usize - counts.len();
	let deviation: f64 = counts.values().map(|n| (*n as f64 - expected).powi(2) / expected).sum();
	deviation + empty as f64 * expected
}

fn seed(n: u64) -> [u8; 32] {
	blake2_256(&(b"test", n).encode())
}

#[test]
fn shuffle_should_yield_each_number_once() {
	for len in [0, 1, 2, 3, 10, 257, 1_000] {
		let mut all: Vec<_> = Shuffle::new(seed(len.into()), len).collect();
		all.sort();
		assert_eq!(all, (0..len).collect::<Vec<_>>());
	}
}

#[test]
fn shuffle_should_be_lazy_when_the_range_is_huge() {
	let first: BTreeSet<_> = Shuffle::new(seed(1), u32::MAX).take(1_000).collect();
	assert_eq!(first.len(), 1_000);
}

#[test]
fn shuffle_should_repeat_itself_when_the_seed_does() {
	let draw = |n| Shuffle::new(seed(n), 100).collect::<Vec<_>>();
	assert_eq!(draw(1), draw(1));
	assert_ne!(draw(1), draw(2));
}

#[test]
fn shuffle_should_yield_all_orders_equally_often() {
	let mut counts = BTreeMap::new();
	for n in 0..4_800 {
		*counts.entry(Shuffle::new(seed(n), 4).collect::<Vec<_>>()).or_insert(0) += 1;
	}
	assert_eq!(counts.len(), 24);
	// 23 degrees of freedom.
	let deviation = chi_square(&counts, 24);
	assert!(deviation < 49.7, "{deviation}");
}

#[test]
fn assign_should_give_everybody_the_same_chance_whatever_their_slots() {
	build_and_execute(|| {
		(1..=40).for_each(|who| join(who, 1 + who as u32 % 16));
		let mut counts = BTreeMap::new();
		for n in 0..8_000 {
			let picked = assign(n, 1);
			*counts.entry(picked[0]).or_insert(0) += 1;
			Chain::release(task(n));
		}
		// 39 degrees of freedom.
		let deviation = chi_square(&counts, 40);
		assert!(deviation < 72.1, "{deviation}");
		// Not suspiciously even either.
		assert!(deviation > 15.0, "{deviation}");
	});
}

#[test]
fn assign_should_pick_every_pair_equally_often() {
	build_and_execute(|| {
		(1..=6).for_each(|who| join(who, 2));
		let mut counts = BTreeMap::new();
		for n in 0..3_000 {
			let mut picked = assign(n, 2);
			picked.sort();
			*counts.entry(picked).or_insert(0) += 1;
			Chain::release(task(n));
		}
		// 15 pairs, 14 degrees of freedom.
		let deviation = chi_square(&counts, 15);
		assert!(deviation < 36.1, "{deviation}");
	});
}

/// The draw for task 1 in a fresh state, after `change`.
fn draw_after(change: impl FnOnce()) -> Vec<u64> {
	new_test_ext().execute_with(|| {
		(1..=16).for_each(|who| join(who, 1));
		change();
		assign(1, 4)
	})
}

#[test]
fn assign_should_draw_anew_when_the_parent_block_is_another() {
	let draws: BTreeSet<_> =
		(0..10).map(|n| draw_after(|| System::set_parent_hash(H256::repeat_byte(n)))).collect();
	assert_eq!(draws.len(), 10);
}

#[test]
fn assign_should_draw_anew_when_the_authors_vrf_output_is_another() {
	let draws: BTreeSet<_> = (0..10)
		.map(|n| draw_after(|| System::deposit_log(DigestItem::PreRuntime(*b"BABE", vec![n]))))
		.collect();
	assert_eq!(draws.len(), 10);
	// What the runtime itself adds to the digest, the author could choose.
	let other = || System::deposit_log(DigestItem::Consensus(*b"BABE", vec![1]));
	assert_eq!(draw_after(other), draw_after(|| ()));
}

#[test]
fn assign_should_draw_anew_when_the_task_had_workers_before() {
	let again = || {
		let first = assign(1, 1);
		assert!(Chain::withdraw(task(1), &first[0]));
	};
	assert_ne!(draw_after(again), draw_after(|| ()));
}

#[test]
fn assign_should_draw_the_same_when_nothing_differs() {
	let draw = || {
		new_test_ext().execute_with(|| {
			(1..=16).for_each(|who| join(who, 1));
			(assign(1, 4), assign(2, 4), assign(1, 2))
		})
	};
	assert_eq!(draw(), draw());
}
