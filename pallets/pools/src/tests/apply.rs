// SPDX-License-Identifier: Apache-2.0

//! `apply`.

use crate::{mock::*, Error, Event, Place, WorkerStatus};
use frame_support::{assert_noop, assert_ok};

#[test]
fn apply_should_wait_for_the_owner_when_the_pool_is_closed() {
	build_and_execute(|| {
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 3));
		let worker = worker(1);
		assert_eq!(worker.pool, CLOSED);
		assert_eq!(worker.status, WorkerStatus::Applied);
		assert_eq!((worker.capacity.slots, worker.busy), (3, 0));
		assert_eq!(worker.place, None);
		assert_eq!((worker.owner, worker.machine), (1, None));
		assert_eq!(Pools::pool_size(CLOSED), 0);
		assert_eq!(events(), [Event::WorkerApplied { pool: CLOSED, worker: 1, slots: 3 }]);
	});
}

#[test]
fn apply_should_accept_at_once_when_the_pool_is_open() {
	build_and_execute(|| {
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), POOL, MaxSlots::get()));
		assert_eq!(worker(1).status, WorkerStatus::Active);
		assert_eq!(worker(1).place, Some(Place { hall: 0, level: 4, index: 0 }));
		assert_eq!(Pools::pool_size(POOL), 1);
		assert_eq!(
			events(),
			[
				Event::WorkerApplied { pool: POOL, worker: 1, slots: MaxSlots::get() },
				Event::WorkerAccepted { pool: POOL, worker: 1 },
			]
		);
	});
}

#[test]
fn apply_should_fail_when_the_pool_is_not_registered() {
	build_and_execute(|| {
		assert_noop!(
			Pools::apply(RuntimeOrigin::signed(1), NO_POOL, 1),
			Error::<Test>::UnknownPool
		);
	});
}

#[test]
fn apply_should_fail_when_the_account_belongs_to_a_pool() {
	build_and_execute(|| {
		// Applied,
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 1));
		for pool in [POOL, CLOSED] {
			let again = Pools::apply(RuntimeOrigin::signed(1), pool, 1);
			assert_noop!(again, Error::<Test>::AlreadyAWorker);
		}
		// Active,
		join(2, 1);
		let again = Pools::apply(RuntimeOrigin::signed(2), CLOSED, 1);
		assert_noop!(again, Error::<Test>::AlreadyAWorker);
		// Leaving.
		assert_eq!(assign(1, 1), [2]);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(2)));
		let again = Pools::apply(RuntimeOrigin::signed(2), POOL, 1);
		assert_noop!(again, Error::<Test>::AlreadyAWorker);
	});
}

#[test]
fn apply_should_fail_when_the_slots_are_none_or_too_many() {
	build_and_execute(|| {
		let apply = |slots| Pools::apply(RuntimeOrigin::signed(1), POOL, slots);
		assert_noop!(apply(0), Error::<Test>::NoSlots);
		assert_noop!(apply(MaxSlots::get() + 1), Error::<Test>::TooManySlots);
	});
}

#[test]
fn apply_should_work_again_when_the_worker_has_left() {
	build_and_execute(|| {
		join(1, 1);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 1));
		assert_eq!(worker(1).pool, CLOSED);
	});
}
