// SPDX-License-Identifier: Apache-2.0

//! `Assignments::assign`: who is picked, and how many.

use crate::{mock::*, Assigned, Event};
use bourse_primitives::{
	api::AssignmentInfo,
	traits::{Assignments, Demand, Wanted},
};
use frame_support::assert_ok;
use std::collections::BTreeSet;

fn join_all(workers: core::ops::RangeInclusive<u64>, slots: u32) {
	workers.for_each(|who| join(who, slots));
}

#[test]
fn assign_should_record_both_sides_and_tell_when_a_worker_is_picked() {
	build_and_execute(|| {
		join(1, 2);
		events();
		assert_eq!(assign(1, 1), [1]);
		assert!(Chain::is_assigned(task(1), &1));
		assert_eq!(Chain::assigned(task(1)), [AssignmentInfo { worker: 1, until: UNTIL }]);
		assert_eq!(Chain::tasks_of(&1), [task(1)]);
		assert_eq!(worker(1).busy, 1);
		assert_eq!(events(), [Event::TaskAssigned { task: task(1), worker: 1, until: UNTIL }]);
	});
}

#[test]
fn assign_should_pick_distinct_workers_when_there_are_enough() {
	build_and_execute(|| {
		join_all(1..=20, 2);
		let picked = assign(1, 12);
		assert_eq!(picked.len(), 12);
		assert_eq!(picked.iter().collect::<BTreeSet<_>>().len(), 12);
		assert_eq!(Chain::assigned(task(1)).len(), 12);
	});
}

#[test]
fn assign_should_never_pick_a_worker_again_when_called_again() {
	build_and_execute(|| {
		join_all(1..=9, 4);
		MaxProbes::set(100);
		let mut all: Vec<_> = assign(1, 4);
		assert!(Chain::withdraw(task(1), &all[0]));
		all.extend(assign(1, 3));
		all.extend(assign(1, 100));
		all.sort();
		assert_eq!(all, (1..=9).collect::<Vec<_>>());
		assert!(assign(1, 100).is_empty());
	});
}

#[test]
fn assign_should_pick_a_late_worker_again_only_when_nobody_else_can_have_the_task() {
	build_and_execute(|| {
		join_all(1..=3, 4);
		let mut had: Vec<_> = assign(1, 1);
		for _ in 0..2 {
			assert!(Chain::miss(task(1), had.last().unwrap()));
			had.extend(assign(1, 1));
		}
		had.sort();
		assert_eq!(had, [1, 2, 3]);
		// Everybody was late: all of them again, each once.
		let last = Chain::assigned(task(1))[0].worker;
		assert!(Chain::miss(task(1), &last));
		let mut again = assign(1, 10);
		again.sort();
		assert_eq!(again, [1, 2, 3]);
		assert_eq!(Assigned::<Test>::get(task(1)).len(), 3);
		assert!(assign(1, 10).is_empty());
	});
}

#[test]
fn assign_should_not_pick_a_late_worker_again_when_it_is_excluded_or_said_that_it_can_not() {
	build_and_execute(|| {
		join_all(1..=3, 4);
		assert_eq!(assign(1, 10).len(), 3);
		assert!(Chain::miss(task(1), &1));
		assert!(Chain::miss(task(1), &2));
		assert!(Chain::withdraw(task(1), &3));
		assert_eq!(draw(Wanted { exclude: &[1], ..wanted(1) }), [2]);
	});
}

#[test]
fn assign_should_respect_slots_when_workers_are_busy() {
	build_and_execute(|| {
		join(1, 1);
		join(2, 3);
		for n in 1..=3 {
			assign(n, 2);
		}
		assert_eq!((worker(1).busy, worker(2).busy), (1, 3));
		assert_eq!(roster_len(POOL), 0);
		assert!(assign(4, 2).is_empty());
	});
}

#[test]
fn assign_should_pass_over_the_excluded() {
	build_and_execute(|| {
		join_all(1..=5, 1);
		let mut picked = draw(Wanted { exclude: &[2, 4, 77], ..wanted(1) });
		picked.sort();
		assert_eq!(picked, [1, 3, 5]);
		// They are not barred for good.
		let mut picked = assign(1, 10);
		picked.sort();
		assert_eq!(picked, [2, 4]);
	});
}

#[test]
fn assign_should_pick_only_active_workers_of_the_pool() {
	build_and_execute(|| {
		join(1, 1);
		assert_ok!(Pools::apply(RuntimeOrigin::signed(2), CLOSED, 1));
		assert_ok!(Pools::apply(RuntimeOrigin::signed(3), CLOSED, 1));
		assert_ok!(Pools::accept(RuntimeOrigin::signed(OTHER_OWNER), 3));
		assert_eq!(draw(Wanted { pool: CLOSED, ..wanted(1) }), [3]);
		assert_eq!(assign(2, 10), [1]);
		assert!(draw(Wanted { pool: NO_POOL, ..wanted(3) }).is_empty());
		assert!(!Assigned::<Test>::contains_key(task(3)));
	});
}

#[test]
fn assign_should_stop_at_the_target_when_the_weights_reach_it() {
	build_and_execute(|| {
		// Score 0 weighs 2 (PROTOCOL 5).
		join_all(1..=12, 12);
		for (n, (target, workers)) in
			[(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (8, 3), (9, 4)].into_iter().enumerate()
		{
			assert_eq!(assign_to(n as u64, target, 12).len(), workers, "target {target}");
		}
	});
}

#[test]
fn assign_should_need_fewer_workers_when_their_scores_are_higher() {
	build_and_execute(|| {
		join_all(1..=12, 12);
		// Score 12 weighs 3, score 33 weighs 10.
		(1..=12).for_each(|who| MockScores::set(who, 12));
		assert_eq!(assign_to(1, 9, 12).len(), 2);
		assert_eq!(assign_to(2, 10, 12).len(), 3);
		(1..=12).for_each(|who| MockScores::set(who, 33));
		assert_eq!(assign_to(3, 10, 12).len(), 1);
		assert_eq!(assign_to(4, 1_000, 12).len(), 3);
	});
}

#[test]
fn assign_should_go_on_to_the_limit_when_the_target_is_out_of_reach() {
	build_and_execute(|| {
		join_all(1..=12, 12);
		// Products beyond 256 bits saturate.
		(1..=12).for_each(|who| MockScores::set(who, u64::MAX));
		assert_eq!(assign(1, 9).len(), 5);
		(1..=12).for_each(|who| MockScores::set(who, 0));
		assert_eq!(assign(2, 9).len(), 9);
		assert!(assign(3, 0).is_empty());
		assert!(assign_to(4, 1, 0).is_empty());
	});
}

#[test]
fn assign_should_stop_when_the_task_had_as_many_workers_as_can_be() {
	build_and_execute(|| {
		MaxAssigned::set(5);
		join_all(1..=9, 1);
		let first = assign(1, 3);
		assert!(Chain::withdraw(task(1), &first[0]));
		// Withdrawn ones count.
		assert_eq!(assign(1, 9).len(), 2);
		assert!(assign(1, 9).is_empty());
		assert_eq!(Chain::assigned(task(1)).len(), 4);
	});
}

#[test]
fn assign_should_see_the_whole_roster_when_it_is_no_longer_than_the_probes() {
	build_and_execute(|| {
		MaxProbes::set(8);
		join_all(1..=8, 16);
		for n in 1..=16 {
			// All but one are excluded: it is found every time.
			let free = n % 8 + 1;
			let exclude: Vec<_> = (1..=8).filter(|who| *who != free).collect();
			assert_eq!(draw(Wanted { limit: 1, exclude: &exclude, ..wanted(n) }), [free]);
		}
	});
}

#[test]
fn assign_should_give_up_when_it_missed_as_often_as_it_may() {
	build_and_execute(|| {
		MaxProbes::set(3);
		join_all(1..=10, 16);
		let exclude: Vec<_> = (1..=9).collect();
		let found = (1..=100)
			.filter(|n| {
				let picked = draw(Wanted { limit: 1, exclude: &exclude, ..wanted(*n) });
				Chain::release(task(*n));
				!picked.is_empty()
			})
			.count();
		// The one who is left is among the first three of ten in 30 of 100 draws on average.
		assert!((15..=45).contains(&found), "{found}");
		// Those who are picked don't count as missed.
		assert_eq!(assign(101, 10).len(), 10);
	});
}

#[test]
fn assign_should_reach_every_worker_when_all_have_one_slot() {
	build_and_execute(|| {
		// Workers that are full leave the roster, so nobody is looked at in vain.
		MaxProbes::set(1);
		join_all(1..=30, 1);
		let mut all: Vec<_> = (1..=30).flat_map(|n| assign(n, 1)).collect();
		all.sort();
		assert_eq!(all, (1..=30).collect::<Vec<_>>());
	});
}

#[test]
fn assign_weight_should_grow_with_the_picks() {
	let step = Chain::assign_weight(1).ref_time() - Chain::assign_weight(0).ref_time();
	assert!(step > 0);
	assert_eq!(Chain::assign_weight(9).ref_time() - Chain::assign_weight(8).ref_time(), step);
}

#[test]
fn assign_should_pass_over_a_worker_when_its_stake_is_short() {
	build_and_execute(|| {
		join_all(1..=3, 1);
		MockLedger::set_stake(&1, 99);
		MockLedger::set_stake(&2, 100);
		let picked = draw(Wanted { demand: Demand { stake: 100, ..demand() }, ..wanted(1) });
		assert_eq!(picked, [2]);
	});
}
