// SPDX-License-Identifier: Apache-2.0

//! `set_slots`.

use crate::{mock::*, Error, Event, Place};
use frame_support::{assert_noop, assert_ok};

#[test]
fn set_slots_should_pause_and_resume_when_set_to_none_and_back() {
	build_and_execute(|| {
		join(1, 1);
		events();
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(1), 0));
		assert_eq!(roster_len(POOL), 0);
		assert_eq!(Pools::pool_size(POOL), 1);
		assert!(assign(1, 1).is_empty());
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(1), 2));
		assert_eq!(worker(1).place, Some(Place { hall: 0, level: 1, index: 0 }));
		assert_eq!(assign(1, 1), [1]);
		assert_eq!(
			events()[..2],
			[Event::SlotsSet { worker: 1, slots: 0 }, Event::SlotsSet { worker: 1, slots: 2 }]
		);
	});
}

#[test]
fn set_slots_should_keep_running_tasks_when_they_become_fewer() {
	build_and_execute(|| {
		join(1, 3);
		for n in 1..=3 {
			assert_eq!(assign(n, 1), [1]);
		}
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(1), 2));
		assert_eq!((worker(1).capacity.slots, worker(1).busy), (2, 3));
		// With 2 of 2 busy there is no free slot yet,
		release(&[1]);
		assert!(assign(4, 1).is_empty());
		// with 1 of 2 there is.
		release(&[2]);
		assert_eq!(assign(4, 1), [1]);
	});
}

#[test]
fn set_slots_should_put_the_worker_back_on_the_roster_when_they_become_more() {
	build_and_execute(|| {
		join(1, 1);
		assert_eq!(assign(1, 1), [1]);
		assert!(assign(2, 1).is_empty());
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(1), 2));
		assert_eq!(assign(2, 1), [1]);
	});
}

#[test]
fn set_slots_should_fail_when_the_account_is_no_worker() {
	build_and_execute(|| {
		assert_noop!(Pools::set_slots(RuntimeOrigin::signed(1), 1), Error::<Test>::NotAWorker);
	});
}

#[test]
fn set_slots_should_fail_when_they_are_too_many() {
	build_and_execute(|| {
		join(1, 1);
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(1), MaxSlots::get()));
		assert_noop!(
			Pools::set_slots(RuntimeOrigin::signed(1), MaxSlots::get() + 1),
			Error::<Test>::TooManySlots
		);
	});
}

#[test]
fn set_slots_should_fail_when_the_worker_is_leaving() {
	build_and_execute(|| {
		join(1, 1);
		assert_eq!(assign(1, 1), [1]);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_noop!(Pools::set_slots(RuntimeOrigin::signed(1), 2), Error::<Test>::AlreadyLeaving);
	});
}
