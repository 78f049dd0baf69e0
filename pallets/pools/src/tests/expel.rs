// SPDX-License-Identifier: Apache-2.0

//! `expel`.

use crate::{mock::*, Error, Event, WorkerStatus, Workers};
use frame_support::{assert_noop, assert_ok};

#[test]
fn expel_should_remove_the_worker_at_once_when_it_is_idle() {
	build_and_execute(|| {
		join(1, 1);
		events();
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), 1));
		assert_eq!(Workers::<Test>::get(1), None);
		assert_eq!(Pools::pool_size(POOL), 0);
		assert_eq!(
			events(),
			[
				Event::WorkerExpelled { pool: POOL, worker: 1 },
				Event::WorkerLeft { pool: POOL, worker: 1 },
			]
		);
	});
}

#[test]
fn expel_should_let_the_worker_finish_when_it_has_tasks() {
	build_and_execute(|| {
		join(1, 2);
		assert_eq!(assign(1, 1), [1]);
		events();
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), 1));
		assert_eq!(worker(1).status, WorkerStatus::Leaving);
		assert!(Chain::is_assigned(task(1), &1));
		assert!(assign(2, 1).is_empty());
		assert_eq!(
			events(),
			[
				Event::WorkerExpelled { pool: POOL, worker: 1 },
				Event::WorkerLeaving { pool: POOL, worker: 1, busy: 1 },
			]
		);
		release(&[1]);
		assert_eq!(Workers::<Test>::get(1), None);
		assert_eq!(events(), [Event::WorkerLeft { pool: POOL, worker: 1 }]);
	});
}

#[test]
fn expel_should_fail_when_the_account_is_no_worker() {
	build_and_execute(|| {
		assert_noop!(Pools::expel(RuntimeOrigin::signed(OWNER), 1), Error::<Test>::NotAWorker);
	});
}

#[test]
fn expel_should_fail_when_the_signer_does_not_own_the_pool() {
	build_and_execute(|| {
		join(1, 1);
		for signer in [1, OTHER_OWNER] {
			assert_noop!(
				Pools::expel(RuntimeOrigin::signed(signer), 1),
				Error::<Test>::NotPoolOwner
			);
		}
	});
}

#[test]
fn expel_should_fail_when_the_worker_was_not_accepted() {
	build_and_execute(|| {
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 2));
		assert_noop!(
			Pools::expel(RuntimeOrigin::signed(OTHER_OWNER), 1),
			Error::<Test>::NotAccepted
		);
	});
}

#[test]
fn expel_should_fail_when_the_worker_is_leaving() {
	build_and_execute(|| {
		join(1, 1);
		assert_eq!(assign(1, 1), [1]);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_noop!(Pools::expel(RuntimeOrigin::signed(OWNER), 1), Error::<Test>::AlreadyLeaving);
	});
}

#[test]
fn workers_should_stay_what_they_are_when_the_pool_changes_hands() {
	build_and_execute(|| {
		join(1, 1);
		let before = worker(1);
		set_owner(POOL, OTHER_OWNER);
		assert_eq!(worker(1), before);
		assert_noop!(Pools::expel(RuntimeOrigin::signed(OWNER), 1), Error::<Test>::NotPoolOwner);
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OTHER_OWNER), 1));
	});
}
