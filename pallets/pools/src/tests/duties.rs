// SPDX-License-Identifier: Apache-2.0

//! Signs of life and misses by the rules of the market (PROTOCOL 9.3).

use crate::{
	mock::*, pause_after, Call, Event, Heartbeat, Pallet, Payload, PoolParameters, Suspension,
	WorkerStatus, LONGEST_PAUSE,
};
use bourse_primitives::{api::Hindrance, traits::Assignments};
use frame_support::{
	assert_ok,
	pallet_prelude::{Authorize, TransactionSource},
};
use sp_core::Pair;

const HOUR: u64 = 3_600;

/// A heartbeat of worker 1's node is taken in.
fn is_taken() -> bool {
	let since = worker(1).last_seen;
	let heartbeat = Heartbeat { worker: 1, since, attempt: 0, ready: None };
	let signature = pair(1).sign(heartbeat.hash().as_bytes());
	let call = Call::<Test>::heartbeat_unsigned { heartbeat, signature };
	call.authorize(TransactionSource::External).unwrap().is_ok()
}

fn beat() {
	assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(1), None));
}

fn joined(test: impl FnOnce()) {
	with_rules(|| {
		join_rich(1, 4);
		set_key(1, 1);
		test();
	});
}

/// Worker 1 gets task `n` and lets its time pass.
fn miss_one(n: u64) {
	assert_eq!(assign(n, 1), [1]);
	miss(n, 1);
	assert_eq!(worker(1).status, WorkerStatus::Suspended);
}

#[test]
fn parameters_should_be_those_of_the_market_unless_set() {
	with_rules(|| {
		let parameters = PoolParameters {
			heartbeat_interval: 21_600,
			silence_limit: 43_200,
			missed_limit: 1,
			probes: 64,
		};
		assert_eq!(Pallet::<Test>::parameters(), parameters);
		assert_ok!(Pools::set_parameters(
			RuntimeOrigin::root(),
			PoolParameters { probes: 8, ..Default::default() }
		));
		assert_eq!(Pallet::<Test>::parameters().missed_limit, 3);
	});
	build_and_execute(|| assert_eq!(Pallet::<Test>::parameters(), PoolParameters::default()));
}

#[test]
fn heartbeat_should_be_due_after_six_hours_and_the_worker_silent_after_twelve() {
	joined(|| {
		pass(6 * HOUR - 1);
		assert!(!is_taken());
		pass(1);
		assert!(is_taken());
		pass(6 * HOUR);
		idle();
		assert_eq!(worker(1).status, WorkerStatus::Active);
		pass(1);
		idle();
		assert_eq!(worker(1).status, WorkerStatus::Suspended);
		assert!(is_taken());
		beat();
		assert_eq!(worker(1).status, WorkerStatus::Active);
	});
}

#[test]
fn contribution_should_be_a_sign_of_life() {
	joined(|| {
		pass(6 * HOUR - 1);
		Chain::sign_of_life(&1, true);
		pass(1);
		assert!(!is_taken());
		assert_eq!(worker(1).last_seen, Now::get() - 1);
	});
}

#[test]
fn pause_should_double_up_to_ten_minutes() {
	let times = [0, 1, 2, 3, 4, 5, 64, 65, 66, 255];
	let pauses = times.map(|times| pause_after(times, LONGEST_PAUSE));
	assert_eq!(pauses, [60, 60, 120, 240, 480, 600, 600, 600, 600, 600]);
}

#[test]
fn worker_should_be_suspended_at_its_first_miss_and_come_back_after_a_pause() {
	joined(|| {
		events();
		miss_one(1);
		let why = Suspension::Late;
		assert!(events().contains(&Event::WorkerSuspended { pool: POOL, worker: 1, why }));
		let at = Now::get() + 60;
		let told = [Hindrance::Late { missed: 1 }, Hindrance::NotBackBefore { at }];
		assert_eq!(Pools::hindrances(&1, &worker(1)), told);
		pass(59);
		assert!(!is_taken());
		beat();
		Chain::sign_of_life(&1, false);
		assert_eq!(worker(1).status, WorkerStatus::Suspended);
		assert_eq!(Pools::hindrances(&1, &worker(1)), told);
		pass(1);
		assert_eq!(Pools::hindrances(&1, &worker(1)), told[..1]);
		assert!(is_taken());
		beat();
		assert_eq!(worker(1).status, WorkerStatus::Active);
		assert!(!is_taken());
		// The next pause is longer.
		miss_one(2);
		pass(119);
		beat();
		assert_eq!(worker(1).status, WorkerStatus::Suspended);
		pass(1);
		beat();
		assert_eq!(worker(1).status, WorkerStatus::Active);
		// A delivery makes the pause short again.
		Chain::sign_of_life(&1, true);
		miss_one(3);
		assert_eq!(worker(1).back_at, Now::get() + 60);
	});
}

#[test]
fn delivery_should_not_end_a_pause() {
	joined(|| {
		assert_eq!(assign(9, 1), [1]);
		miss_one(1);
		Chain::sign_of_life(&1, true);
		assert_eq!(worker(1).status, WorkerStatus::Suspended);
		assert!(Pools::hindrances(&1, &worker(1)).contains(&Hindrance::Late { missed: 1 }));
		release(&[9]);
		assert_eq!(worker(1).status, WorkerStatus::Suspended);
		pass(60);
		Chain::sign_of_life(&1, true);
		assert_eq!((worker(1).status, worker(1).missed), (WorkerStatus::Active, 0));
	});
}

#[test]
fn several_misses_at_once_should_be_one_lapse() {
	joined(|| {
		for n in 1..=3 {
			assert_eq!(assign(n, 1), [1]);
		}
		(1..=3).for_each(|n| miss(n, 1));
		assert_eq!((worker(1).lapses, worker(1).back_at), (1, Now::get() + 60));
		pass(60);
		beat();
		assert_eq!((worker(1).status, worker(1).missed), (WorkerStatus::Active, 0));
	});
}

#[test]
fn silent_worker_should_be_put_aside_when_a_draw_finds_it() {
	joined(|| {
		pass(12 * HOUR + 1);
		assert_eq!(roster_len(POOL), 1);
		assert!(assign(1, 1).is_empty());
		assert_eq!((roster_len(POOL), worker(1).status), (0, WorkerStatus::Suspended));
	});
}
