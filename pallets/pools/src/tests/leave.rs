// SPDX-License-Identifier: Apache-2.0

//! `leave`.

use crate::{mock::*, Entry, Error, Event, HotKeys, Place, Roster, WorkerStatus, Workers};
use bourse_primitives::traits::Assignments;
use frame_support::{assert_noop, assert_ok};
use sp_core::Pair;

#[test]
fn leave_should_remove_the_worker_and_its_key_at_once_when_it_is_idle() {
	build_and_execute(|| {
		join(1, 1);
		set_key(7, 1);
		events();
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_eq!(Workers::<Test>::get(1), None);
		assert_eq!(HotKeys::<Test>::iter().count(), 0);
		assert_eq!(Roster::<Test>::iter().count(), 0);
		assert_eq!(events(), [Event::WorkerLeft { pool: POOL, worker: 1 }]);
	});
}

#[test]
fn leave_should_take_the_application_back_when_it_was_not_accepted() {
	build_and_execute(|| {
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 2));
		set_key(7, 1);
		events();
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_eq!(Workers::<Test>::get(1), None);
		assert_eq!(HotKeys::<Test>::iter().count(), 0);
		assert_eq!(events(), [Event::WorkerLeft { pool: CLOSED, worker: 1 }]);
	});
}

#[test]
fn leave_should_wait_for_the_last_task_when_there_are_some() {
	build_and_execute(|| {
		join(1, 3);
		set_key(7, 1);
		assert_eq!(assign(1, 1), [1]);
		assert_eq!(assign(2, 1), [1]);
		events();
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_eq!(worker(1).status, WorkerStatus::Leaving);
		assert_eq!(worker(1).place, None);
		assert_eq!(Pools::pool_size(POOL), 0);
		assert!(assign(3, 1).is_empty());
		assert_eq!(events(), [Event::WorkerLeaving { pool: POOL, worker: 1, busy: 2 }]);

		release(&[1]);
		assert_eq!(worker(1).busy, 1);
		// The key stays valid to the end.
		assert_eq!(Chain::worker_of(&pair(7).public()), Some(1));
		assert!(events().is_empty());

		withdraw(2, 1);
		assert_eq!(Workers::<Test>::get(1), None);
		assert_eq!(Chain::worker_of(&pair(7).public()), None);
		assert_eq!(
			events(),
			[
				Event::AssignmentWithdrawn { task: task(2), worker: 1 },
				Event::WorkerLeft { pool: POOL, worker: 1 },
			]
		);
	});
}

#[test]
fn leave_should_close_the_gap_on_the_roster_when_others_stay() {
	build_and_execute(|| {
		for who in 1..=4 {
			join(who, 1);
		}
		assert_ok!(Pools::leave(RuntimeOrigin::signed(2)));
		let roster = |index| Roster::<Test>::get(POOL, Place { hall: 0, level: 0, index });
		let [one, three, four] = [1, 3, 4].map(|who| Some(Entry::Worker(who)));
		assert_eq!([0, 1, 2, 3].map(roster), [one.clone(), four.clone(), three, None]);
		assert_eq!(worker(4).place, Some(Place { hall: 0, level: 0, index: 1 }));
		assert_ok!(Pools::leave(RuntimeOrigin::signed(3)));
		assert_eq!([0, 1, 2].map(roster), [one, four, None]);
	});
}

#[test]
fn leave_should_fail_when_the_account_is_no_worker() {
	build_and_execute(|| {
		assert_noop!(Pools::leave(RuntimeOrigin::signed(1)), Error::<Test>::NotAWorker);
	});
}

#[test]
fn leave_should_fail_when_the_worker_is_leaving() {
	build_and_execute(|| {
		join(1, 1);
		assert_eq!(assign(1, 1), [1]);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_noop!(Pools::leave(RuntimeOrigin::signed(1)), Error::<Test>::AlreadyLeaving);
	});
}
