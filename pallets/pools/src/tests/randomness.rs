// SPDX-License-Identifier: Apache-2.0

//! The draw is by free slots and depends on what it should. All seeds are fixed, so these tests always
//! see the same numbers; the bounds are those that chance exceeds once in a thousand.

use crate::{draw::Urn, mock::*, Levels, Place, LEVELS};
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

/// A roster with so many on the first levels.
fn levels(counts: &[u32]) -> Levels {
	let mut levels = Levels::default();
	levels.0[..counts.len()].copy_from_slice(counts);
	levels
}

/// Takes everything out of an urn, in the order of the rolls.
fn empty(mut urn: Urn) -> Vec<Place> {
	core::iter::from_fn(|| {
		let roll = urn.roll()?;
		urn.take(roll);
		Some(roll.place)
	})
	.collect()
}

#[test]
fn urn_should_yield_each_place_once_when_all_are_taken_out() {
	for counts in [&[0][..], &[1], &[3, 0, 2], &[10, 7, 5, 1], &[257, 1, 100]] {
		let mut all = empty(Urn::new(seed(1), levels(counts)));
		all.sort();
		let expected: Vec<_> = (0u8..)
			.zip(counts)
			.flat_map(|(level, count)| (0..*count).map(move |index| Place { level, index }))
			.collect();
		assert_eq!(all, expected);
	}
}

#[test]
fn urn_should_be_lazy_when_the_roster_is_huge() {
	let mut urn = Urn::new(seed(1), Levels([u32::MAX; LEVELS]));
	let first: BTreeSet<_> = (0..1_000)
		.map(|_| {
			let roll = urn.roll().unwrap();
			urn.take(roll);
			roll.place
		})
		.collect();
	assert_eq!(first.len(), 1_000);
}

#[test]
fn urn_should_repeat_itself_when_the_seed_does() {
	let order = |n| empty(Urn::new(seed(n), levels(&[5, 20, 10])));
	assert_eq!(order(1), order(1));
	assert_ne!(order(1), order(2));
}

#[test]
fn urn_should_yield_all_orders_equally_often_on_one_level() {
	let mut counts = BTreeMap::new();
	for n in 0..4_800 {
		*counts.entry(empty(Urn::new(seed(n), levels(&[0, 4])))).or_insert(0) += 1;
	}
	assert_eq!(counts.len(), 24);
	// 23 degrees of freedom.
	let deviation = chi_square(&counts, 24);
	assert!(deviation < 49.7, "{deviation}");
}

#[test]
fn urn_should_roll_numbers_below_the_most_of_the_level() {
	let mut urn = Urn::new(seed(3), levels(&[2, 2, 2]));
	let mut numbers = BTreeSet::new();
	for _ in 0..1_000 {
		let roll = urn.roll().unwrap();
		numbers.insert((roll.place.level, roll.number));
	}
	// 0 on level 0; 0..3 on level 1; 0..7 on level 2.
	let all = [(0, 1), (1, 3), (2, 7)];
	let all = all.into_iter().flat_map(|(level, most)| (0..most).map(move |n| (level, n)));
	assert_eq!(numbers, all.collect());
}

#[test]
fn assign_should_draw_everybody_in_proportion_to_free_slots() {
	build_and_execute(|| {
		// 10 workers of each number of free slots from 1 to 8, on four levels.
		(1..=80).for_each(|who| join(who, 1 + who as u32 % 8));
		// One cell for each slot: all have to be equally full.
		let mut counts = BTreeMap::new();
		for n in 0..7_200 {
			let picked = assign(n, 1);
			*counts.entry(picked[0]).or_insert(0u64) += 1;
			Chain::release(task(n));
		}
		let deviation: f64 = (1..=80u64)
			.map(|who| {
				let expected = 7_200.0 * (1 + who % 8) as f64 / 360.0;
				let count = counts.get(&who).copied().unwrap_or_default() as f64;
				(count - expected).powi(2) / expected
			})
			.sum();
		// 79 degrees of freedom.
		assert!(deviation < 124.8, "{deviation}");
		// Not suspiciously even either.
		assert!(deviation > 44.0, "{deviation}");
	});
}

#[test]
fn assign_should_count_free_slots_only_when_some_are_busy() {
	build_and_execute(|| {
		join(1, 16);
		// 12 of its slots are busy.
		(1..=12).for_each(|n| assert_eq!(assign(n, 1), [1]));
		join(2, 4);
		let drawn = (100..1_100)
			.filter(|n| {
				let picked = assign(*n, 1);
				Chain::release(task(*n));
				picked == [1]
			})
			.count();
		// 4 and 4: half of 1,000, within three standard deviations.
		assert!((452..=548).contains(&drawn), "{drawn}");
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
