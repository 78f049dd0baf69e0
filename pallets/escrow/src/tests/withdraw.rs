// SPDX-License-Identifier: Apache-2.0

//! Call `withdraw`.

use crate::{mock::*, Account, Accounts, Error, Event, Total};
use bourse_primitives::{traits::Ledger, RLC};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, TokenError};

#[test]
fn withdraw_should_move_from_stake_to_wallet_when_the_stake_has_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), 100 * RLC));
		take_events();

		assert_ok!(Escrow::withdraw(signed(REQUESTER), 40 * RLC));

		assert_eq!(Accounts::<Test>::get(REQUESTER), Account { stake: 60 * RLC, locked: 0 });
		assert_eq!(Total::<Test>::get(), 60 * RLC);
		assert_eq!(Balances::free_balance(REQUESTER), 940 * RLC);
		assert_eq!(Balances::free_balance(Escrow::account_id()), 60 * RLC + ED);
		assert_eq!(take_events(), vec![Event::Withdrawn { who: REQUESTER, amount: 40 * RLC }]);
	});
}

#[test]
fn withdraw_should_be_refused_when_it_exceeds_the_stake() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), 100 * RLC));
		assert_ok!(Escrow::deposit(signed(WORKER), 100 * RLC));

		assert_noop!(
			Escrow::withdraw(signed(REQUESTER), 100 * RLC + 1),
			Error::<Test>::InsufficientStake
		);
		assert_noop!(Escrow::withdraw(signed(OUTSIDER), 1), Error::<Test>::InsufficientStake);
	});
}

#[test]
fn withdraw_should_leave_what_is_locked_when_the_stake_is_taken() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), 100 * RLC));
		assert_ok!(Escrow::lock(&REQUESTER, 26 * RLC));

		assert_noop!(
			Escrow::withdraw(signed(REQUESTER), 74 * RLC + 1),
			Error::<Test>::InsufficientStake
		);
		assert_ok!(Escrow::withdraw(signed(REQUESTER), 74 * RLC));
		assert_eq!(Accounts::<Test>::get(REQUESTER), Account { stake: 0, locked: 26 * RLC });
	});
}

#[test]
fn withdraw_should_remove_the_entry_and_keep_the_pallets_account_when_all_is_taken() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), 100 * RLC));
		assert_ok!(Escrow::withdraw(signed(REQUESTER), 100 * RLC));

		assert!(!Accounts::<Test>::contains_key(REQUESTER));
		assert_eq!(Total::<Test>::get(), 0);
		assert_eq!(Balances::free_balance(REQUESTER), WALLET);
		assert_eq!(Balances::free_balance(Escrow::account_id()), ED);
	});
}

#[test]
fn withdraw_should_be_accepted_and_leave_no_entry_when_zero() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::withdraw(signed(OUTSIDER), 0));

		assert_eq!(Accounts::<Test>::iter().count(), 0);
		assert_eq!(take_events(), vec![Event::Withdrawn { who: OUTSIDER, amount: 0 }]);
	});
}

#[test]
fn withdraw_should_need_the_existential_deposit_when_there_is_no_wallet() {
	ExtBuilder::default().build().execute_with(|| {
		assert_ok!(Escrow::deposit_for(signed(REQUESTER), OUTSIDER, ED));

		// As a call: in a storage layer that the refusal rolls back.
		let withdraw = |amount| {
			frame_support::storage::with_storage_layer(|| {
				Escrow::withdraw(signed(OUTSIDER), amount)
			})
		};
		assert_noop!(withdraw(ED - 1), TokenError::BelowMinimum);
		assert_ok!(withdraw(ED));
		assert_eq!(Balances::free_balance(OUTSIDER), ED);
		Escrow::do_try_state().unwrap();
	});
}

#[test]
fn withdraw_should_leave_what_has_to_stay_free_and_locked_together() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(WORKER), 100 * RLC));
		assert_ok!(Escrow::lock(&WORKER, 10 * RLC));
		Reserved::set(30 * RLC);
		let withdraw = |amount| Escrow::withdraw(signed(WORKER), amount);
		assert_noop!(withdraw(70 * RLC + 1), Error::<Test>::StakeReserved);
		assert_noop!(withdraw(90 * RLC + 1), Error::<Test>::InsufficientStake);
		assert_ok!(withdraw(70 * RLC));
		let left = Account { stake: 20 * RLC, locked: 10 * RLC };
		assert_eq!(Accounts::<Test>::get(WORKER), left);
		assert_noop!(withdraw(1), Error::<Test>::StakeReserved);
		assert_ok!(withdraw(0));
		Reserved::set(0);
		assert_ok!(withdraw(20 * RLC));
	});
}

#[test]
fn withdraw_should_be_refused_when_unsigned() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Escrow::withdraw(RuntimeOrigin::root(), 0), DispatchError::BadOrigin);
	});
}
