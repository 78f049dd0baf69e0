// SPDX-License-Identifier: Apache-2.0

//! The draw is by free slots and depends on what it should. All seeds are fixed, so these tests always
//! see the same numbers; the bounds are those that chance exceeds once in a thousand.

use crate::{draw::Urn, mock::*, DrawCount, Draws, Levels, Place, LEVELS};
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

/// The urn of a roster with one hall.
fn of(n: u64, levels: Levels) -> Urn {
	Urn::new(seed(n), &[(0, levels)])
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
		let mut all = empty(of(1, levels(counts)));
		all.sort();
		let expected: Vec<_> = (0u8..)
			.zip(counts)
			.flat_map(|(level, count)| {
				(0..*count).map(move |index| Place { hall: 0, level, index })
			})
			.collect();
		assert_eq!(all, expected);
	}
}

#[test]
fn urn_should_yield_all_others_once_when_places_are_taken_out_unrolled() {
	for n in 0..50 {
		let mut urn = of(n, levels(&[10, 7, 0, 3]));
		let mut gone = BTreeSet::new();
		// After some rolls places are elsewhere than at first.
		for _ in 0..5 {
			let roll = urn.roll().unwrap();
			urn.take(roll);
			gone.insert(roll.place);
		}
		for (level, index) in [(0, 0), (0, 9), (0, 5), (1, 6), (1, 0), (3, 2), (0, 0), (2, 0)] {
			let place = Place { hall: 0, level, index };
			urn.take_out(place);
			gone.insert(place);
		}
		gone.retain(|place| place.level != 2);
		let rest = empty(urn);
		assert_eq!(rest.len() + gone.len(), 20);
		assert!(rest.iter().all(|place| !gone.contains(place)));
		assert_eq!(rest.iter().collect::<BTreeSet<_>>().len(), rest.len());
	}
}

#[test]
fn urn_should_be_lazy_when_the_roster_is_huge() {
	let mut urn = of(1, Levels([u32::MAX; LEVELS]));
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
	let order = |n| empty(of(n, levels(&[5, 20, 10])));
	assert_eq!(order(1), order(1));
	assert_ne!(order(1), order(2));
}

#[test]
fn urn_should_yield_all_orders_equally_often_on_one_level() {
	let mut counts = BTreeMap::new();
	for n in 0..4_800 {
		*counts.entry(empty(of(n, levels(&[0, 4])))).or_insert(0) += 1;
	}
	assert_eq!(counts.len(), 24);
	// 23 degrees of freedom.
	let deviation = chi_square(&counts, 24);
	assert!(deviation < 49.7, "{deviation}");
}

#[test]
fn urn_should_roll_numbers_below_the_most_of_the_level() {
	let mut urn = of(3, levels(&[2, 2, 2]));
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
			release(&[n]);
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
				release(&[*n]);
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
			release(&[n]);
		}
		// 15 pairs, 14 degrees of freedom.
		let deviation = chi_square(&counts, 15);
		assert!(deviation < 36.1, "{deviation}");
	});
}

#[test]
fn assign_should_give_all_orders_of_slots_equally_often_in_one_draw() {
	build_and_execute(|| {
		// One, two and three slots: 60 ways to give six tasks to them.
		(1..=3).for_each(|who| join(who, who as u32));
		let mut counts = BTreeMap::new();
		for n in 0..6_000 {
			let tasks: Vec<_> = (n * 6..n * 6 + 6).collect();
			let order = assign_each(&tasks, 1).concat();
			*counts.entry(order).or_insert(0) += 1;
			release(&tasks);
		}
		assert_eq!(counts.len(), 60);
		// 59 degrees of freedom.
		let deviation = chi_square(&counts, 60);
		assert!(deviation < 98.3, "{deviation}");
	});
}

/// Pearson's sum over workers, by the chance that each should have.
fn deviation(counts: &BTreeMap<u64, u64>, chance: impl Fn(u64) -> f64) -> f64 {
	let total: u64 = counts.values().sum();
	counts
		.iter()
		.map(|(who, count)| {
			let expected = total as f64 * chance(*who);
			(*count as f64 - expected).powi(2) / expected
		})
		.sum()
}

#[test]
fn assign_should_draw_for_each_of_16_tasks_in_proportion_to_free_slots() {
	build_and_execute(|| {
		MaxProbes::set(64);
		// 10 workers of each number of free slots from 1 to 8: slots are drawn without replacement, so
		// the chances are the same for each of the tasks.
		(1..=80).for_each(|who| join(who, 1 + who as u32 % 8));
		let mut counts = vec![BTreeMap::new(); 16];
		for n in 0..3_600 {
			let tasks: Vec<_> = (n * 16..n * 16 + 16).collect();
			for (count, crew) in counts.iter_mut().zip(assign_each(&tasks, 1)) {
				*count.entry(crew[0]).or_insert(0u64) += 1;
			}
			release(&tasks);
		}
		let sum: f64 = [&counts[0], &counts[7], &counts[15]]
			.map(|count| {
				assert_eq!(count.len(), 80);
				let of_one = deviation(count, |who| (1 + who % 8) as f64 / 360.0);
				// 79 degrees of freedom.
				assert!(of_one < 124.8, "{of_one}");
				of_one
			})
			.into_iter()
			.sum();
		// Not suspiciously even either.
		assert!(sum > 3.0 * 50.0, "{sum}");
	});
}

#[test]
fn assign_should_draw_pairs_for_each_task_in_proportion_to_free_slots() {
	build_and_execute(|| {
		// Three slots of 1, two of 2, one of 3 and of 4.
		[3, 2, 1, 1].into_iter().zip(1..).for_each(|(slots, who)| join(who, slots));
		let mut counts = BTreeMap::new();
		for n in 0..4_000 {
			let tasks = [n * 2, n * 2 + 1];
			let crews = assign_each(&tasks, 2);
			*counts.entry(crews.concat()).or_insert(0u64) += 1;
			release(&tasks);
		}
		// The chance of the crews in this order, from free slots alone.
		let chance = |order: &[u64]| {
			let mut slots = BTreeMap::from([(1, 3.0), (2, 2.0), (3, 1.0), (4, 1.0)]);
			let mut chance = 1.0;
			for crew in order.chunks(2) {
				let all: f64 = slots.values().sum();
				let first: f64 = slots[&crew[0]];
				chance *= first / all * slots[&crew[1]] / (all - first);
				crew.iter().for_each(|who| *slots.get_mut(who).unwrap() -= 1.0);
			}
			chance
		};
		// Rare ones in one cell.
		let (mut deviation, mut cells) = (0.0, 0u32);
		let (mut rare, mut rare_expected) = (0.0, 4_000.0);
		for (order, count) in &counts {
			let (count, expected) = (*count as f64, 4_000.0 * chance(order));
			if expected >= 20.0 {
				deviation += (count - expected).powi(2) / expected;
				(cells, rare_expected) = (cells + 1, rare_expected - expected);
			} else {
				rare += count;
			}
		}
		deviation += (rare - rare_expected).powi(2) / rare_expected;
		// Wilson and Hilferty's bound for as many degrees of freedom as cells.
		let degrees = f64::from(cells);
		let bound =
			degrees * (1.0 - 2.0 / (9.0 * degrees) + 3.09 * (2.0 / (9.0 * degrees)).sqrt()).powi(3);
		assert!(cells > 40 && deviation < bound, "{deviation} of {bound} in {cells} cells");
	});
}

#[test]
fn assign_should_draw_late_workers_in_proportion_to_free_slots() {
	build_and_execute(|| {
		// All on one level or two, and all were late.
		[2, 3, 4, 7].into_iter().zip(1..).for_each(|(slots, who)| join(who, slots));
		let late: Vec<_> = (1..=4)
			.map(|who| Had { worker: who, owner: who, standing: false, late: true })
			.collect();
		let mut counts = BTreeMap::new();
		for n in 0..3_200 {
			set_had(n, &late);
			*counts.entry(assign(n, 1)[0]).or_insert(0) += 1;
			release(&[n]);
		}
		let deviation = deviation(&counts, |who| [2.0, 3.0, 4.0, 7.0][who as usize - 1] / 16.0);
		// 3 degrees of freedom.
		assert!(deviation < 16.3, "{deviation}");
	});
}

#[test]
fn assign_should_draw_each_task_of_one_draw_anew() {
	build_and_execute(|| {
		(1..=16).for_each(|who| join(who, 16));
		let tasks: Vec<_> = (0..16).collect();
		let crews: BTreeSet<_> = assign_each(&tasks, 4).into_iter().collect();
		assert_eq!(crews.len(), 16);
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
		withdraw(1, first[0]);
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

/// Not by who stands on the roster, which the block's author could choose with workers of its own.
#[test]
fn draws_of_a_block_should_have_seeds_by_their_number() {
	with_rules(|| {
		// With a slot less, each is on the same level.
		(1..=16).for_each(|who| join_rich(who, 3));
		let crews = || -> Vec<_> {
			let again = |_| {
				let crew = assign(1, 4);
				release(&[1]);
				crew
			};
			(0..10).map(again).collect()
		};
		let first = crews();
		assert_eq!(Draws::<Test>::get(), DrawCount { block: 1, draws: 10 });
		assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), 10);
		// The mock's seed is of the parent, which is the same.
		System::set_block_number(2);
		assert_eq!(crews(), first);
		assert_eq!(Draws::<Test>::get(), DrawCount { block: 2, draws: 10 });
	});
}
