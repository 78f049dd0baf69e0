// SPDX-License-Identifier: Apache-2.0

//! `set_open`.

use crate::{mock::*, Error, Event, PoolRules, Pools as PoolsOf, WorkerStatus};
use frame_support::{assert_noop, assert_ok};

#[test]
fn pools_should_be_closed_when_the_owner_said_nothing() {
	build_and_execute(|| {
		assert_eq!(PoolsOf::<Test>::get(CLOSED), PoolRules::default());
	});
}

#[test]
fn set_open_should_change_what_applying_does_when_the_owner_calls() {
	build_and_execute(|| {
		assert_ok!(Pools::set_open(RuntimeOrigin::signed(OTHER_OWNER), CLOSED, true));
		assert_eq!(events(), [Event::PoolOpenSet { pool: CLOSED, open: true }]);
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 1));
		assert_eq!(worker(1).status, WorkerStatus::Active);

		assert_ok!(Pools::set_open(RuntimeOrigin::signed(OTHER_OWNER), CLOSED, false));
		assert_ok!(Pools::apply(RuntimeOrigin::signed(2), CLOSED, 1));
		assert_eq!(worker(1).status, WorkerStatus::Active);
		assert_eq!(worker(2).status, WorkerStatus::Applied);
	});
}

#[test]
fn set_open_should_not_accept_anybody_when_they_applied_before() {
	build_and_execute(|| {
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 1));
		assert_ok!(Pools::set_open(RuntimeOrigin::signed(OTHER_OWNER), CLOSED, true));
		assert_eq!(worker(1).status, WorkerStatus::Applied);
	});
}

#[test]
fn set_open_should_fail_when_the_signer_does_not_own_the_pool() {
	build_and_execute(|| {
		assert_noop!(
			Pools::set_open(RuntimeOrigin::signed(OWNER), CLOSED, true),
			Error::<Test>::NotPoolOwner
		);
		set_owner(CLOSED, OWNER);
		assert_ok!(Pools::set_open(RuntimeOrigin::signed(OWNER), CLOSED, true));
	});
}

#[test]
fn set_open_should_fail_when_the_pool_is_not_registered() {
	build_and_execute(|| {
		assert_noop!(
			Pools::set_open(RuntimeOrigin::signed(OWNER), NO_POOL, true),
			Error::<Test>::UnknownPool
		);
	});
}
