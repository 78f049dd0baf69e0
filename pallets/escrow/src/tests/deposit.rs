// SPDX-License-Identifier: Apache-2.0

//! Calls `deposit` and `deposit_for`.

use crate::{mock::*, Account, Accounts, Error, Event, Total};
use bourse_primitives::RLC;
use frame_support::{
	assert_noop, assert_ok,
	traits::fungible::{MutateFreeze, MutateHold},
};
use sp_runtime::DispatchError;

#[test]
fn deposit_should_move_from_wallet_to_stake_when_the_wallet_has_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), 100 * RLC));

		assert_eq!(Accounts::<Test>::get(REQUESTER), Account { stake: 100 * RLC, locked: 0 });
		assert_eq!(Total::<Test>::get(), 100 * RLC);
		assert_eq!(Balances::free_balance(REQUESTER), 900 * RLC);
		assert_eq!(Balances::free_balance(Escrow::account_id()), 100 * RLC + ED);
		let deposited = Event::Deposited { from: REQUESTER, who: REQUESTER, amount: 100 * RLC };
		assert_eq!(take_events(), vec![deposited]);
	});
}

#[test]
fn deposit_should_add_up_when_repeated() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), 3));
		assert_ok!(Escrow::deposit(signed(REQUESTER), 4));
		assert_ok!(Escrow::deposit(signed(WORKER), 5));

		assert_eq!(Accounts::<Test>::get(REQUESTER).stake, 7);
		assert_eq!(Accounts::<Test>::get(WORKER).stake, 5);
		assert_eq!(Total::<Test>::get(), 12);
	});
}

#[test]
fn deposit_should_leave_the_existential_deposit_when_all_the_rest_is_deposited() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Escrow::deposit(signed(REQUESTER), WALLET - ED + 1),
			Error::<Test>::InsufficientBalance
		);
		assert_ok!(Escrow::deposit(signed(REQUESTER), WALLET - ED));
		assert_eq!(Balances::free_balance(REQUESTER), ED);
	});
}

#[test]
fn deposit_should_be_refused_when_the_wallet_is_frozen_or_on_hold() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Balances::hold(&TestReason::Test, &REQUESTER, 400 * RLC));
		assert_noop!(
			Escrow::deposit(signed(REQUESTER), 600 * RLC - ED + 1),
			Error::<Test>::InsufficientBalance
		);
		assert_ok!(Escrow::deposit(signed(REQUESTER), 600 * RLC - ED));

		assert_ok!(Balances::set_freeze(&TestReason::Test, &WORKER, 400 * RLC));
		assert_noop!(
			Escrow::deposit(signed(WORKER), 600 * RLC + 1),
			Error::<Test>::InsufficientBalance
		);
		assert_ok!(Escrow::deposit(signed(WORKER), 600 * RLC));

		assert_eq!(Balances::free_balance(Escrow::account_id()), 1200 * RLC);
	});
}

#[test]
fn deposit_should_be_accepted_and_leave_no_entry_when_zero() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit(signed(REQUESTER), 0));
		assert_ok!(Escrow::deposit(signed(OUTSIDER), 0));

		assert_eq!(Accounts::<Test>::iter().count(), 0);
		assert_eq!(
			take_events(),
			vec![
				Event::Deposited { from: REQUESTER, who: REQUESTER, amount: 0 },
				Event::Deposited { from: OUTSIDER, who: OUTSIDER, amount: 0 },
			]
		);
	});
}

#[test]
fn deposit_should_be_refused_when_there_is_no_wallet() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Escrow::deposit(signed(OUTSIDER), 1), Error::<Test>::InsufficientBalance);
	});
}

#[test]
fn deposit_should_be_refused_when_unsigned() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Escrow::deposit(RuntimeOrigin::root(), 1), DispatchError::BadOrigin);
		assert_noop!(Escrow::deposit_for(RuntimeOrigin::none(), 1, 1), DispatchError::BadOrigin);
	});
}

#[test]
fn deposit_should_be_refused_when_the_pallets_own_account_signs() {
	let own = ExtBuilder::default().build().execute_with(Escrow::account_id);
	ExtBuilder::default().wallet(own, WALLET).build_and_execute(|| {
		assert_noop!(Escrow::deposit(signed(own), RLC), Error::<Test>::OwnAccount);
		assert_noop!(Escrow::deposit_for(signed(own), WORKER, RLC), Error::<Test>::OwnAccount);
	});
}

#[test]
fn deposit_for_should_grow_the_stake_of_the_beneficiary_when_the_signer_pays() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Escrow::deposit_for(signed(REQUESTER), OUTSIDER, 5));

		assert_eq!(Accounts::<Test>::get(OUTSIDER), Account { stake: 5, locked: 0 });
		assert!(!Accounts::<Test>::contains_key(REQUESTER));
		assert_eq!(Balances::free_balance(REQUESTER), WALLET - 5);
		assert_eq!(Balances::free_balance(OUTSIDER), 0);
		let deposited = Event::Deposited { from: REQUESTER, who: OUTSIDER, amount: 5 };
		assert_eq!(take_events(), vec![deposited]);
	});
}

#[test]
fn deposit_for_should_be_refused_when_the_signer_is_short() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Escrow::deposit_for(signed(OUTSIDER), REQUESTER, 1),
			Error::<Test>::InsufficientBalance
		);
	});
}
