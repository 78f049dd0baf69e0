// SPDX-License-Identifier: Apache-2.0

//! Workers whose owners have too little stake free for a task, and their way back.

use crate::{
	is_round, mock::*, round_down, Capacity, Event, Kind, Suspension, WorkerStatus,
	DEFAULT_MAX_STAKE, LEAST_PLAIN_STAKE, PLAIN_KINDS,
};
use bourse_primitives::{
	api::Hindrance,
	traits::{Assignments, Demand, Ledger},
	CategoryId, Tag, RLC,
};
use frame_support::assert_ok;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn demand_of(stake: u128) -> Demand<'static, u64> {
	Demand { stake, ..demand() }
}

/// Those who are drawn for task `n` when it locks so much.
fn drawn(n: u64, stake: u128) -> Vec<u64> {
	draw(Ask { demand: demand_of(stake), ..ask(&[n]) })
}

fn is_due() -> bool {
	Pools::is_heartbeat_due(&1, &worker(1))
}

fn beat() {
	assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(1), None));
}

#[test]
fn draw_should_move_a_worker_to_the_hall_of_what_its_owner_has_free() {
	with_rules(|| {
		join_with(1, 2, RLC / 2);
		events();
		// Of 0.49 RLC 0.2 count.
		assert!(drawn(1, RLC).is_empty());
		let reach = Some(RLC / 5);
		assert_eq!(events(), [Event::ReachSet { worker: 1, reach }]);
		assert_eq!((worker(1).status, worker(1).reach), (WorkerStatus::Active, reach));
		assert_eq!(roster_len(POOL), 1);
		// The next one does not find it.
		let again = draw_all(Ask { demand: demand_of(RLC / 4), ..ask(&[2]) });
		assert_eq!((again.crews, again.aside), (vec![vec![]], 0));
		let (needed, free) = (RLC / 4, RLC / 5);
		assert_eq!(
			Pools::hindrance_of_deal(&1, &worker(1), demand_of(needed)),
			Some(Hindrance::StakeShort { deal: DEAL, needed, free })
		);
		assert_eq!(drawn(3, free), [1]);
	});
}

#[test]
fn draw_should_move_nobody_when_the_rules_do_not_hold() {
	build_and_execute(|| {
		join(1, 1);
		MockLedger::set_stake(&1, 9);
		let drawn = draw_all(Ask { demand: demand_of(10), ..ask(&[1]) });
		assert_eq!((drawn.crews, drawn.aside, worker(1).reach), (vec![vec![]], 0, None));
	});
}

#[test]
fn worker_should_be_drawn_again_when_its_owner_s_stake_has_grown() {
	with_rules(|| {
		join_with(1, 2, RLC / 2);
		set_key(1, 1);
		assert!(drawn(1, RLC).is_empty());
		// Not yet to 0.5 RLC.
		MockLedger::endow(&1, RLC / 1_000);
		pass(60);
		assert!(!is_due());
		beat();
		assert_eq!(worker(1).reach, Some(RLC / 5));
		MockLedger::endow(&1, RLC);
		pass(59);
		assert!(!is_due());
		pass(1);
		assert!(is_due());
		events();
		freed();
		beat();
		assert_eq!(events(), [Event::ReachSet { worker: 1, reach: None }]);
		assert_eq!(freed(), [POOL]);
		assert!(!is_due());
		assert_eq!(drawn(2, RLC), [1]);
	});
}

#[test]
fn set_max_stake_should_have_the_worker_drawn_again() {
	with_rules(|| {
		join_with(1, 2, RLC / 2);
		assert!(drawn(1, RLC).is_empty());
		MockLedger::endow(&1, RLC);
		freed();
		assert_ok!(Pools::set_max_stake(RuntimeOrigin::signed(1), 2 * RLC));
		assert_eq!((worker(1).reach, freed()), (None, vec![POOL]));
		assert_eq!(drawn(2, RLC), [1]);
	});
}

#[test]
fn worker_should_be_drawn_again_when_a_task_has_freed_stake() {
	with_rules(|| {
		join_with(1, 3, 3 * RLC);
		for n in 1..=2 {
			assert_eq!(drawn(n, RLC), [1]);
			assert_ok!(MockLedger::lock(&1, RLC));
		}
		assert!(drawn(3, RLC).is_empty());
		let reach = Some(RLC / 2);
		assert_eq!(worker(1).reach, reach);
		// Nothing was freed with this one.
		withdraw(1, 1);
		assert_eq!(worker(1).reach, reach);
		assert_ok!(MockLedger::unlock(&1, RLC));
		freed();
		release(&[2]);
		assert_eq!((worker(1).reach, freed()), (None, vec![POOL]));
		assert_eq!(drawn(4, RLC), [1]);
	});
}

/// What an owner gains who binds its stake and frees it, again and again: heartbeats that are free
/// are further and further apart.
#[test]
fn free_heartbeats_should_be_further_apart_each_time_that_a_draw_puts_the_worker_aside() {
	with_rules(|| {
		join_with(1, 2, 2 * RLC);
		set_key(1, 1);
		let put_aside = |n| {
			assert_ok!(MockLedger::lock(&1, RLC + RLC / 2));
			assert!(drawn(n, RLC).is_empty());
			assert_ok!(MockLedger::unlock(&1, RLC + RLC / 2));
			assert!(worker(1).reach.is_some());
		};
		let pauses =
			[60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 21_600, 21_600, 21_600u64];
		for (n, pause) in (1..).zip(pauses) {
			put_aside(n);
			assert_eq!(u64::from(worker(1).asides), n);
			pass(pause - 1);
			assert!(!is_due());
			pass(1);
			assert!(is_due());
			beat();
			assert_eq!(worker(1).reach, None);
		}
		// Whoever pays for a heartbeat does not wait.
		put_aside(101);
		beat();
		assert_eq!(worker(1).reach, None);
		// A delivery makes the pauses short again.
		Chain::sign_of_life(&1, true);
		assert_eq!(worker(1).asides, 0);
		put_aside(102);
		pass(60);
		assert!(is_due());
	});
}

#[test]
fn expelled_worker_should_keep_begun_tasks_when_its_owner_has_too_little_for_another() {
	with_rules(|| {
		join_with(1, 2, RLC / 2);
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), 1));
		let begun = |n, stake| {
			let accepted_before = Some(Now::get() + 1);
			draw(Ask { demand: demand_of(stake), accepted_before, ..ask(&[n]) })
		};
		pass(10);
		assert!(begun(1, RLC).is_empty());
		assert_eq!(worker(1).status, WorkerStatus::Expelled);
		assert_eq!(worker(1).reach, Some(RLC / 5));
	});
}

#[test]
fn worker_should_be_suspended_when_the_pool_has_no_room_for_its_new_kind() {
	with_rules(|| {
		let of = |category| Capacity {
			categories: vec![CategoryId(category)].try_into().expect("it is one"),
			..Capacity::of_slots(1)
		};
		let join = |who, stake, category| {
			MockLedger::endow(&who, stake);
			let signed = RuntimeOrigin::signed(who);
			assert_ok!(Pools::apply_with(signed, POOL, None, of(category)));
		};
		join(1, RLC / 2, 1);
		// Another of its kind, which keeps the place.
		join(2, 10 * RLC, 1);
		(2..=52).for_each(|category| join(100 + u64::from(category), RLC, category));
		set_key(1, 1);
		events();
		assert_eq!(drawn(1, RLC), [2]);
		let why = Suspension::Unfit;
		assert_eq!(events(), [Event::WorkerSuspended { pool: POOL, worker: 1, why }]);
		assert_eq!((worker(1).status, worker(1).reach), (WorkerStatus::Suspended, None));
		assert!(!is_due());
		pass(60);
		assert!(is_due());
		beat();
		assert_eq!(worker(1).status, WorkerStatus::Active);
	});
}

/// Attack 9: each draw that finds none of the honest puts others aside, and the next one of the same
/// block rolls anew.
#[test]
fn attack_9_should_find_the_honest_in_a_few_draws_when_a_thousand_owners_have_little_stake() {
	with_rules(|| {
		MaxProbes::set(64);
		(1..=10).for_each(|who| join_rich(who, 2));
		(2_001..=3_000).for_each(|who| join_with(who, 1, RLC / 5));
		let demand = demand_of(RLC / 2);
		let (mut draws, mut aside) = (0, 0);
		for n in 0..100 {
			let crew = loop {
				let mut drawn = draw_all(Ask { demand, limit: 3, whole: true, ..ask(&[n]) });
				draws += 1;
				aside += drawn.aside;
				match drawn.crews.pop() {
					Some(crew) => break crew,
					None => assert!(drawn.aside > 0),
				}
			};
			assert!(crew.iter().all(|picked| picked.worker <= 10));
			release(&[n]);
			if n == 0 {
				assert!(draws < 30, "{draws}");
			}
		}
		// Each is put aside once.
		assert!(aside <= 1_000 && draws <= 225, "{aside} in {draws} draws");
		assert!((2_001..=3_000).all(|who| worker(who).asides <= 1));
		// They have what cheap tasks lock.
		assert!(!drawn(1_000, RLC / 10).is_empty());
	});
}

#[test]
fn plain_kinds_should_be_the_round_amounts_up_to_the_default() {
	let mut amounts = BTreeSet::new();
	let mut amount = DEFAULT_MAX_STAKE;
	while amount >= LEAST_PLAIN_STAKE {
		amounts.insert(round_down(amount));
		amount = round_down(amount) - 1;
	}
	assert_eq!(amounts.len() as u32, PLAIN_KINDS);
	let kind = |max_stake| Kind { tag: Tag(0), categories: Default::default(), max_stake };
	assert!(amounts.iter().all(|amount| kind(*amount).is_plain()));
	for other in [0, LEAST_PLAIN_STAKE / 2, 3 * RLC, 2 * DEFAULT_MAX_STAKE] {
		assert!(!kind(other).is_plain());
	}
	assert!(!Kind { tag: Tag(1), ..kind(RLC) }.is_plain());
}

#[test]
fn round_down_should_give_the_largest_round_amount() {
	for (amount, round) in [(0, 0), (1, 1), (4, 2), (9, 5), (10, 10), (199, 100), (200, 200)] {
		assert_eq!(round_down(amount), round);
	}
	assert!(is_round(round_down(u128::MAX)));
}

proptest! {
	#![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

	#[test]
	fn round_down_should_lose_less_than_three_fifths(amount in 1u128..1 << 100) {
		let round = round_down(amount);
		prop_assert!(is_round(round) && round <= amount && amount * 2 < round * 5);
	}
}
