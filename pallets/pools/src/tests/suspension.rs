// SPDX-License-Identifier: Apache-2.0

//! Missed duties, silence, suspension and the way back.

use crate::{mock::*, Event, Suspension, WorkerStatus};
use bourse_primitives::traits::Assignments;
use frame_support::{assert_ok, traits::Hooks, weights::Weight};

/// Worker 1 lets assignments pass.
fn miss_all(tasks: core::ops::RangeInclusive<u64>) {
	for n in tasks {
		assert_eq!(assign(n, 1), [1]);
		miss(n, 1);
	}
}

fn idle() {
	Pools::on_idle(1, Weight::MAX);
}

#[test]
fn worker_should_be_suspended_when_it_missed_three_in_a_row() {
	build_and_execute(|| {
		join(1, 2);
		miss_all(1..=2);
		assert_eq!(worker(1).status, WorkerStatus::Active);
		events();
		miss_all(3..=3);
		assert_eq!(worker(1).status, WorkerStatus::Suspended);
		assert!(events().contains(&Event::WorkerSuspended {
			pool: POOL,
			worker: 1,
			why: Suspension::Late
		}));
		assert!(assign(4, 1).is_empty());
		assert_eq!(Pools::pool_size(POOL), 1);
	});
}

#[test]
fn worker_should_stay_when_it_delivered_between_misses() {
	build_and_execute(|| {
		join(1, 2);
		miss_all(1..=2);
		Chain::sign_of_life(&1, true);
		miss_all(3..=4);
		assert_eq!(worker(1).status, WorkerStatus::Active);
	});
}

#[test]
fn worker_should_stay_when_it_reported_that_it_can_not() {
	build_and_execute(|| {
		join(1, 2);
		for n in 1..=9 {
			assert_eq!(assign(n, 1), [1]);
			withdraw(n, 1);
		}
		assert_eq!(worker(1).missed, 0);
		assert_eq!(worker(1).status, WorkerStatus::Active);
	});
}

#[test]
fn suspended_worker_should_be_on_trial_when_a_heartbeat_brings_it_back() {
	build_and_execute(|| {
		join(1, 2);
		miss_all(1..=3);
		events();
		assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(1), None));
		assert_eq!(events(), [Event::WorkerResumed { pool: POOL, worker: 1 }]);
		// The next miss is one too many,
		miss_all(4..=4);
		assert_eq!(worker(1).status, WorkerStatus::Suspended);
	});
}

#[test]
fn suspended_worker_should_start_afresh_when_it_delivers() {
	build_and_execute(|| {
		join(1, 3);
		assert_eq!(assign(9, 1), [1]);
		miss_all(1..=3);
		// It still works at task 9.
		Chain::sign_of_life(&1, true);
		assert_eq!((worker(1).status, worker(1).missed), (WorkerStatus::Active, 0));
		miss_all(4..=5);
		assert_eq!(worker(1).status, WorkerStatus::Active);
	});
}

#[test]
fn suspended_worker_should_keep_its_running_tasks_and_may_leave() {
	build_and_execute(|| {
		join(1, 3);
		assert_eq!(assign(9, 1), [1]);
		miss_all(1..=3);
		assert!(Chain::is_assigned(task(9), &1));
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_eq!(worker(1).status, WorkerStatus::Leaving);
		release(&[9]);
		assert_eq!(Pools::worker_info(&1), None);
	});
}

#[test]
fn worker_should_be_suspended_when_its_node_is_silent() {
	build_and_execute(|| {
		join(1, 1);
		set_key(1, 1);
		events();
		pass(1_800);
		idle();
		assert_eq!(worker(1).status, WorkerStatus::Active);
		pass(1);
		idle();
		assert_eq!(worker(1).status, WorkerStatus::Suspended);
		let why = Suspension::Silent;
		assert_eq!(events(), [Event::WorkerSuspended { pool: POOL, worker: 1, why }]);
	});
}

#[test]
fn assign_should_pass_over_silent_workers_before_they_are_suspended() {
	build_and_execute(|| {
		join(1, 1);
		set_key(1, 1);
		pass(1_801);
		assert!(assign(1, 1).is_empty());
		assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(1), None));
		assert_eq!(assign(1, 1), [1]);
	});
}

#[test]
fn worker_without_a_hot_key_should_never_be_silent() {
	build_and_execute(|| {
		join(1, 1);
		pass(1_000_000);
		idle();
		assert_eq!(assign(1, 1), [1]);
	});
}

#[test]
fn worker_should_get_tasks_at_once_when_it_just_set_its_hot_key() {
	build_and_execute(|| {
		join(1, 1);
		pass(10_000);
		set_key(1, 1);
		assert_eq!(assign(1, 1), [1]);
	});
}

#[test]
fn sweep_should_reach_everybody_in_turn() {
	build_and_execute(|| {
		for who in 1..=11 {
			join(who, 1);
			set_key(who as u8, who);
		}
		pass(1_801);
		// Four in a block.
		(0..3).for_each(|_| idle());
		for who in 1..=11 {
			assert_eq!(worker(who).status, WorkerStatus::Suspended);
		}
		assert_eq!(roster_len(POOL), 0);
		// And again from the start.
		assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(5), None));
		pass(1_801);
		(0..3).for_each(|_| idle());
		assert_eq!(worker(5).status, WorkerStatus::Suspended);
	});
}

#[test]
fn sweep_should_do_nothing_when_the_weight_does_not_suffice() {
	build_and_execute(|| {
		join(1, 1);
		set_key(1, 1);
		pass(1_801);
		assert_eq!(Pools::on_idle(1, Weight::from_parts(1_000, 0)), Weight::zero());
		assert_eq!(worker(1).status, WorkerStatus::Active);
	});
}

#[test]
fn sign_of_life_should_be_noted_only_when_the_last_note_is_old() {
	build_and_execute(|| {
		join(1, 1);
		let joined = worker(1).last_seen;
		pass(149);
		Chain::sign_of_life(&1, true);
		assert_eq!(worker(1).last_seen, joined);
		pass(1);
		Chain::sign_of_life(&1, true);
		assert_eq!(worker(1).last_seen, joined + 150);
		// Of whom nothing is known nothing is noted.
		Chain::sign_of_life(&2, true);
		assert_eq!(Pools::worker_info(&2), None);
	});
}
