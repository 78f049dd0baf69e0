// SPDX-License-Identifier: Apache-2.0

//! `reject`.

use crate::{mock::*, Error, Event, HotKeys, Workers};
use frame_support::{assert_noop, assert_ok};

#[test]
fn reject_should_forget_the_account_and_its_key_when_it_applied() {
	build_and_execute(|| {
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 2));
		set_key(7, 1);
		events();
		assert_ok!(Pools::reject(RuntimeOrigin::signed(OTHER_OWNER), 1));
		assert_eq!(Workers::<Test>::get(1), None);
		assert_eq!(HotKeys::<Test>::iter().count(), 0);
		assert_eq!(events(), [Event::WorkerRejected { pool: CLOSED, worker: 1 }]);
		join(1, 1);
	});
}

#[test]
fn reject_should_fail_when_the_account_never_applied() {
	build_and_execute(|| {
		assert_noop!(Pools::reject(RuntimeOrigin::signed(OWNER), 1), Error::<Test>::NotAWorker);
	});
}

#[test]
fn reject_should_fail_when_the_signer_does_not_own_the_pool() {
	build_and_execute(|| {
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 2));
		assert_noop!(Pools::reject(RuntimeOrigin::signed(OWNER), 1), Error::<Test>::NotPoolOwner);
	});
}

#[test]
fn reject_should_fail_when_the_worker_was_accepted() {
	build_and_execute(|| {
		join(1, 1);
		assert_noop!(
			Pools::reject(RuntimeOrigin::signed(OWNER), 1),
			Error::<Test>::AlreadyAccepted
		);
	});
}

#[test]
fn reject_should_fail_when_the_worker_is_leaving() {
	build_and_execute(|| {
		join(1, 1);
		assert_eq!(assign(1, 1), [1]);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_noop!(Pools::reject(RuntimeOrigin::signed(OWNER), 1), Error::<Test>::AlreadyLeaving);
	});
}
