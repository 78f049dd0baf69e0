// SPDX-License-Identifier: Apache-2.0

//! The ledger as other pallets use it: lock, and the moves of a settlement.

use crate::{mock::*, Account, Accounts, Error, Event, Kitty, Total};
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
fn unlocked_should_move_locked_to_stake_when_so_much_is_locked() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(WORKER), 10));
		assert_ok!(Escrow::lock(&WORKER, 10));
		take_events();
		assert_ok!(settle(1, [unlocked(WORKER, 4)]));

		assert_eq!(Accounts::<Test>::get(WORKER), account(4, 6));
		let moves = vec![unlocked(WORKER, 4)];
		assert_eq!(take_events(), vec![Event::Settled { task: task(1), moves }]);
	});
}

#[test]
fn unlocked_should_be_refused_when_less_is_locked() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(WORKER), 10));
		assert_ok!(Escrow::lock(&WORKER, 3));

		let short = Error::<Test>::InsufficientLocked;
		assert_noop!(settle(1, [unlocked(WORKER, 4)]), short);
		assert_noop!(settle(1, [unlocked(OUTSIDER, 1)]), short);
	});
}

#[test]
fn seized_should_be_handed_on_to_several() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), 10));
		assert_ok!(Escrow::lock(&REQUESTER, 10));
		take_events();

		let moves = [seized(REQUESTER, 8), rewarded(OUTSIDER, 5), rewarded(WORKER, 3)];
		assert_ok!(settle(1, moves.clone()));
		assert_eq!(Accounts::<Test>::get(REQUESTER), account(0, 2));
		assert_eq!(Accounts::<Test>::get(OUTSIDER), account(5, 0));
		assert_eq!(Accounts::<Test>::get(WORKER), account(3, 0));
		assert_eq!(Total::<Test>::get(), 10);
		assert_eq!(take_events(), vec![Event::Settled { task: task(1), moves: moves.to_vec() }]);
	});
}

#[test]
fn seized_should_be_refused_when_less_is_locked() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), 10));
		assert_ok!(Escrow::lock(&REQUESTER, 2));

		assert_noop!(
			settle(1, [seized(REQUESTER, 3), rewarded(WORKER, 3)]),
			Error::<Test>::InsufficientLocked
		);
	});
}

#[test]
fn settle_should_be_refused_when_less_or_more_is_handed_on_than_was_seized() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), 10));
		let unbalanced = Error::<Test>::Unbalanced;
		assert_noop!(settle(1, [rewarded(WORKER, 1)]), unbalanced);

		assert_ok!(Escrow::lock(&REQUESTER, 2));
		assert_noop!(settle(1, [seized(REQUESTER, 2)]), unbalanced);
		assert_noop!(settle(1, [seized(REQUESTER, 2), rewarded(WORKER, 1)]), unbalanced);
		assert_noop!(settle(1, [seized(REQUESTER, 2), rewarded(WORKER, 3)]), unbalanced);
		// What is unlocked was never another's.
		assert_noop!(settle(1, [unlocked(REQUESTER, 2), rewarded(WORKER, 2)]), unbalanced);
		assert_ok!(settle(1, [seized(REQUESTER, 2), rewarded(WORKER, 2)]));
	});
}

#[test]
fn settle_should_change_nothing_when_its_last_move_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), 10));
		assert_ok!(Escrow::lock(&REQUESTER, 10));
		assert_noop!(
			settle(1, [seized(REQUESTER, 3), rewarded(WORKER, 3), unlocked(REQUESTER, 8)]),
			Error::<Test>::InsufficientLocked
		);
	});
}

#[test]
fn seized_should_remove_the_entry_when_nothing_is_left() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), RLC));
		assert_ok!(Escrow::lock(&REQUESTER, RLC));
		assert_ok!(settle(1, [seized(REQUESTER, RLC), rewarded(WORKER, RLC)]));
		assert!(!Accounts::<Test>::contains_key(REQUESTER));
	});
}

#[test]
fn operations_should_leave_no_entry_but_an_event_when_the_amount_is_zero() {
	ExtBuilder::default().build_and_execute(|| {
		let moves =
			vec![unlocked(OUTSIDER, 0), seized(OUTSIDER, 0), rewarded(OUTSIDER, 0), filled(0)];
		assert_ok!(Escrow::lock(&OUTSIDER, 0));
		assert_ok!(settle(1, moves.clone()));

		assert_eq!(Accounts::<Test>::iter().count(), 0);
		assert!(!Kitty::<Test>::exists());
		assert_eq!(
			take_events(),
			vec![
				Event::Locked { who: OUTSIDER, amount: 0 },
				Event::Settled { task: task(1), moves },
			]
		);
	});
}

#[test]
fn sums_should_be_refused_when_they_leave_the_balance_type() {
	ExtBuilder::default().build().execute_with(|| {
		// Out of reach through deposits: the issuance is bounded by the same type.
		const MAX: Balance = Balance::MAX;
		let overflow = ArithmeticError::Overflow;
		Accounts::<Test>::insert(REQUESTER, account(0, MAX));
		Accounts::<Test>::insert(WORKER, account(MAX, 1));
		assert_noop!(settle(1, [unlocked(WORKER, 1)]), overflow);
		assert_noop!(settle(1, [seized(REQUESTER, MAX), seized(WORKER, 1)]), overflow);
		assert_noop!(settle(1, [seized(REQUESTER, 1), rewarded(WORKER, 1)]), overflow);
		Accounts::<Test>::insert(WORKER, account(1, MAX));
		assert_noop!(Escrow::lock(&WORKER, 1), overflow);
		Kitty::<Test>::put(MAX);
		assert_noop!(settle(1, [seized(WORKER, 1), filled(1)]), overflow);
		assert_noop!(settle(1, [seized(WORKER, 1), drawn(MAX)]), overflow);
		Total::<Test>::put(MAX);
		frame_support::assert_err!(
			Escrow::deposit(signed(REQUESTER), 1),
			ArithmeticError::Overflow
		);
	});
}
