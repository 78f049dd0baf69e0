// SPDX-License-Identifier: Apache-2.0

//! Whole deals, as the other pallets drive the ledger, with the amounts that the published
//! contracts gave.

use crate::{kitty_share, mock::*, Account, Accounts, Error, Total};
use bourse_primitives::{traits::Ledger, Balance};
use frame_support::{assert_noop, assert_ok};

const APP_OWNER: AccountId = 4;
const DEPOSIT: Balance = 100_000_000_000;

fn account(stake: Balance, locked: Balance) -> Account {
	Account { stake, locked }
}

fn deposits() {
	for who in [REQUESTER, SCHEDULER, WORKER] {
		assert_ok!(Escrow::deposit(signed(who), DEPOSIT));
	}
}

/// Scenario `escrow_withdraw` of the reference: a deal of two tasks, app 3 RLC, pool 10 RLC, of
/// which one is completed.
#[test]
fn completed_task_should_pay_everybody_exactly() {
	ExtBuilder::default().build_and_execute(|| {
		deposits();
		// The match.
		assert_ok!(Escrow::lock(&REQUESTER, 26_000_000_000));
		assert_ok!(Escrow::lock(&SCHEDULER, 6_000_000_000));
		assert_ok!(Escrow::withdraw(signed(REQUESTER), 74_000_000_000));
		assert_ok!(Escrow::withdraw(signed(SCHEDULER), 94_000_000_000));
		// The contribution.
		assert_ok!(Escrow::lock(&WORKER, 3_000_000_000));
		assert_noop!(
			Escrow::withdraw(signed(WORKER), 97_000_000_001),
			Error::<Test>::InsufficientStake
		);
		// The settlement.
		assert_eq!(kitty_share(Escrow::kitty()), 0);
		assert_ok!(settle(
			0,
			[
				seized(REQUESTER, 13_000_000_000),
				rewarded(APP_OWNER, 3_000_000_000),
				unlocked(SCHEDULER, 3_000_000_000),
				unlocked(WORKER, 3_000_000_000),
				rewarded(WORKER, 9_900_000_000),
				rewarded(SCHEDULER, 100_000_000),
			]
		));

		assert_ok!(Escrow::withdraw(signed(WORKER), 109_900_000_000));
		assert_ok!(Escrow::deposit(signed(WORKER), 5));
		assert_ok!(Escrow::deposit(signed(WORKER), 0));
		assert_eq!(Accounts::<Test>::get(REQUESTER), account(0, 13_000_000_000));
		assert_eq!(Accounts::<Test>::get(APP_OWNER), account(3_000_000_000, 0));
		assert_eq!(Accounts::<Test>::get(SCHEDULER), account(3_100_000_000, 3_000_000_000));
		assert_eq!(Accounts::<Test>::get(WORKER), account(5, 0));
		assert_eq!(Total::<Test>::get(), 22_100_000_005);
	});
}

/// A claim: the payer and the worker get theirs back, the scheduler's stake fills the kitty.
#[test]
fn failed_task_should_pay_back_everybody_but_the_scheduler() {
	ExtBuilder::default().build_and_execute(|| {
		deposits();
		assert_ok!(Escrow::lock(&REQUESTER, 13_000_000_000));
		assert_ok!(Escrow::lock(&SCHEDULER, 3_000_000_000));
		assert_ok!(Escrow::lock(&WORKER, 3_000_000_000));

		assert_ok!(settle(
			0,
			[
				unlocked(REQUESTER, 13_000_000_000),
				seized(SCHEDULER, 3_000_000_000),
				filled(3_000_000_000),
				unlocked(WORKER, 3_000_000_000),
			]
		));

		assert_eq!(Accounts::<Test>::get(REQUESTER), account(DEPOSIT, 0));
		assert_eq!(Accounts::<Test>::get(SCHEDULER), account(DEPOSIT - 3_000_000_000, 0));
		assert_eq!(Accounts::<Test>::get(WORKER), account(DEPOSIT, 0));
		assert_eq!(Escrow::kitty(), 3_000_000_000);
		assert_eq!(Total::<Test>::get(), 3 * DEPOSIT);
	});
}
