// SPDX-License-Identifier: Apache-2.0

//! `accept`.

use crate::{mock::*, Error, Event, Place, WorkerStatus};
use frame_support::{assert_noop, assert_ok};

#[test]
fn accept_should_make_the_worker_active_when_it_applied() {
	build_and_execute(|| {
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 2));
		events();
		assert_ok!(Pools::accept(RuntimeOrigin::signed(OTHER_OWNER), 1));
		assert_eq!(worker(1).status, WorkerStatus::Active);
		assert_eq!(worker(1).place, Some(Place { hall: 0, level: 1, index: 0 }));
		assert_eq!(Pools::pool_size(CLOSED), 1);
		assert_eq!(events(), [Event::WorkerAccepted { pool: CLOSED, worker: 1 }]);
	});
}

#[test]
fn accept_should_leave_the_worker_off_the_roster_when_it_paused_meanwhile() {
	build_and_execute(|| {
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 2));
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(1), 0));
		assert_ok!(Pools::accept(RuntimeOrigin::signed(OTHER_OWNER), 1));
		assert_eq!(worker(1).status, WorkerStatus::Active);
		assert_eq!(worker(1).place, None);
		assert_eq!(Pools::pool_size(CLOSED), 1);
	});
}

#[test]
fn accept_should_fail_when_the_account_never_applied() {
	build_and_execute(|| {
		assert_noop!(Pools::accept(RuntimeOrigin::signed(OWNER), 1), Error::<Test>::NotAWorker);
	});
}

#[test]
fn accept_should_fail_when_the_signer_does_not_own_the_pool() {
	build_and_execute(|| {
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 2));
		for signer in [1, OWNER] {
			assert_noop!(
				Pools::accept(RuntimeOrigin::signed(signer), 1),
				Error::<Test>::NotPoolOwner
			);
		}
	});
}

#[test]
fn accept_should_follow_the_pool_when_it_changed_hands() {
	build_and_execute(|| {
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 2));
		set_owner(CLOSED, OWNER);
		assert_noop!(
			Pools::accept(RuntimeOrigin::signed(OTHER_OWNER), 1),
			Error::<Test>::NotPoolOwner
		);
		assert_ok!(Pools::accept(RuntimeOrigin::signed(OWNER), 1));
	});
}

#[test]
fn accept_should_fail_when_the_worker_was_accepted() {
	build_and_execute(|| {
		join(1, 1);
		assert_noop!(
			Pools::accept(RuntimeOrigin::signed(OWNER), 1),
			Error::<Test>::AlreadyAccepted
		);
	});
}

#[test]
fn accept_should_fail_when_the_worker_is_leaving() {
	build_and_execute(|| {
		join(1, 1);
		assert_eq!(assign(1, 1), [1]);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_noop!(Pools::accept(RuntimeOrigin::signed(OWNER), 1), Error::<Test>::AlreadyLeaving);
	});
}
