// SPDX-License-Identifier: Apache-2.0

//! The ledger as other pallets use it: lock, unlock, seize, reward.

use crate::{mock::*, Account, Accounts, Error, Event, Owed, Total};
use bourse_primitives::{traits::Ledger, Balance, RLC};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::ArithmeticError;

fn account(stake: Balance, locked: Balance) -> Account {
	Account { stake, locked }
}

#[test]
fn lock_should_move_stake_to_locked_when_the_stake_has_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(WORKER), 10));
		take_events();
		assert_ok!(Escrow::lock(&WORKER, 3));

		assert_eq!(Accounts::<Test>::get(WORKER), account(7, 3));
		assert_eq!((Escrow::stake(&WORKER), Escrow::locked(&WORKER)), (7, 3));
		assert_eq!(take_events(), vec![Event::Locked { who: WORKER, amount: 3 }]);
	});
}

#[test]
fn lock_should_be_refused_when_the_stake_is_short() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(WORKER), 10));
		assert_ok!(Escrow::lock(&WORKER, 6));

		assert_noop!(Escrow::lock(&WORKER, 5), Error::<Test>::InsufficientStake);
		assert_noop!(Escrow::lock(&OUTSIDER, 1), Error::<Test>::InsufficientStake);
	});
}

#[test]
fn unlock_should_move_locked_to_stake_when_so_much_is_locked() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(WORKER), 10));
		assert_ok!(Escrow::lock(&WORKER, 10));
		take_events();
		assert_ok!(Escrow::unlock(&WORKER, 4));

		assert_eq!(Accounts::<Test>::get(WORKER), account(4, 6));
		assert_eq!(take_events(), vec![Event::Unlocked { who: WORKER, amount: 4 }]);
	});
}

#[test]
fn unlock_should_be_refused_when_less_is_locked() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(WORKER), 10));
		assert_ok!(Escrow::lock(&WORKER, 3));

		assert_noop!(Escrow::unlock(&WORKER, 4), Error::<Test>::InsufficientLocked);
		assert_noop!(Escrow::unlock(&OUTSIDER, 1), Error::<Test>::InsufficientLocked);
	});
}

#[test]
fn seize_should_owe_what_was_locked_until_it_is_rewarded() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), 10));
		assert_ok!(Escrow::lock(&REQUESTER, 10));
		take_events();

		assert_ok!(Escrow::seize(&REQUESTER, 8, task(1)));
		assert_eq!(Accounts::<Test>::get(REQUESTER), account(0, 2));
		assert_eq!(Owed::<Test>::get(), 8);
		assert!(Escrow::do_try_state().is_err());

		assert_ok!(Escrow::reward(&OUTSIDER, 5, task(1)));
		assert_ok!(Escrow::reward(&WORKER, 3, task(1)));
		assert_eq!(Accounts::<Test>::get(OUTSIDER), account(5, 0));
		assert_eq!(Accounts::<Test>::get(WORKER), account(3, 0));
		assert_eq!((Owed::<Test>::get(), Total::<Test>::get()), (0, 10));
		assert_eq!(
			take_events(),
			vec![
				Event::Seized { who: REQUESTER, amount: 8, task: task(1) },
				Event::Rewarded { who: OUTSIDER, amount: 5, task: task(1) },
				Event::Rewarded { who: WORKER, amount: 3, task: task(1) },
			]
		);
	});
}

#[test]
fn seize_should_be_refused_when_less_is_locked() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), 10));
		assert_ok!(Escrow::lock(&REQUESTER, 2));

		assert_noop!(Escrow::seize(&REQUESTER, 3, task(1)), Error::<Test>::InsufficientLocked);
	});
}

#[test]
fn reward_should_be_refused_when_less_is_owed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), 10));
		assert_noop!(Escrow::reward(&WORKER, 1, task(1)), Error::<Test>::NothingOwed);

		assert_ok!(Escrow::lock(&REQUESTER, 2));
		assert_ok!(Escrow::seize(&REQUESTER, 2, task(1)));
		assert_noop!(Escrow::reward(&WORKER, 3, task(1)), Error::<Test>::NothingOwed);
		assert_ok!(Escrow::reward(&WORKER, 2, task(1)));
	});
}

#[test]
fn seize_should_remove_the_entry_when_nothing_is_left() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), RLC));
		assert_ok!(Escrow::lock(&REQUESTER, RLC));
		assert_ok!(Escrow::seize(&REQUESTER, RLC, task(1)));
		assert!(!Accounts::<Test>::contains_key(REQUESTER));
		assert_ok!(Escrow::reward(&WORKER, RLC, task(1)));
	});
}

#[test]
fn operations_should_leave_no_entry_but_an_event_when_the_amount_is_zero() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::lock(&OUTSIDER, 0));
		assert_ok!(Escrow::unlock(&OUTSIDER, 0));
		assert_ok!(Escrow::seize(&OUTSIDER, 0, task(1)));
		assert_ok!(Escrow::reward(&OUTSIDER, 0, task(1)));
		assert_ok!(Escrow::fill_kitty(0, task(1)));

		assert_eq!(Accounts::<Test>::iter().count(), 0);
		assert_eq!(
			take_events(),
			vec![
				Event::Locked { who: OUTSIDER, amount: 0 },
				Event::Unlocked { who: OUTSIDER, amount: 0 },
				Event::Seized { who: OUTSIDER, amount: 0, task: task(1) },
				Event::Rewarded { who: OUTSIDER, amount: 0, task: task(1) },
				Event::KittyFilled { amount: 0, task: task(1) },
			]
		);
	});
}

#[test]
fn sums_should_be_refused_when_they_leave_the_balance_type() {
	ExtBuilder::default().build().execute_with(|| {
		// Out of reach through deposits: the issuance is bounded by the same type.
		Accounts::<Test>::insert(WORKER, account(Balance::MAX, 1));
		assert_noop!(Escrow::unlock(&WORKER, 1), ArithmeticError::Overflow);
		Accounts::<Test>::insert(WORKER, account(1, Balance::MAX));
		assert_noop!(Escrow::lock(&WORKER, 1), ArithmeticError::Overflow);
		Owed::<Test>::put(Balance::MAX);
		assert_noop!(Escrow::seize(&WORKER, 1, task(1)), ArithmeticError::Overflow);
		assert_noop!(Escrow::reward(&WORKER, Balance::MAX, task(1)), ArithmeticError::Overflow);
		crate::Kitty::<Test>::put(Balance::MAX);
		assert_noop!(Escrow::fill_kitty(1, task(1)), ArithmeticError::Overflow);
		assert_noop!(Escrow::draw_from_kitty(task(1)), ArithmeticError::Overflow);
		Total::<Test>::put(Balance::MAX);
		frame_support::assert_err!(
			Escrow::deposit(signed(REQUESTER), 1),
			ArithmeticError::Overflow
		);
	});
}
