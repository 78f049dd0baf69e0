// SPDX-License-Identifier: Apache-2.0

//! Calls `hold_statements` and `release_statements`.

use crate::{mock::*, statements::HOLD_AFTER, Error, Event, StatementHolds};
use bourse_mocks::pass;
use bourse_primitives::{traits::Holds, Balance, RLC};
use frame_support::{assert_noop, assert_ok};
use sp_statement_store::{get_allowance, StatementAllowance};

fn room(who: Actor) -> (u32, u32) {
	let StatementAllowance { max_count, max_size } = get_allowance(who.account());
	(max_count, max_size)
}

#[test]
fn hold_statements_should_hold_stake_for_room_in_the_stores() {
	ExtBuilder::build_and_execute(|| {
		let who = Requester.account();
		assert_ok!(Market::hold_statements(Requester.origin(), Beneficiary.account(), 2));
		assert_eq!((room(Beneficiary), Requester.locked()), ((32, 196_608), 2 * RLC));
		assert_ok!(Market::hold_statements(Requester.origin(), Beneficiary.account(), 64));
		assert_eq!((room(Beneficiary), Requester.locked()), ((1_024, 6_291_456), 64 * RLC));
		let key = Beneficiary.account();
		let held = |units| Event::StatementsHeld { who: who.clone(), key: key.clone(), units };
		assert_eq!(events(), [held(2), held(64)]);
		assert_eq!(Market::all_holds(), [(who, 64 * RLC)]);
		assert_eq!(room(Requester), (0, 0));
		// Another account's stake adds to the room of the same key.
		assert_ok!(Market::hold_statements(Sponsor.origin(), Beneficiary.account(), 1));
		assert_eq!(room(Beneficiary).0, 1_040);
		assert_noop!(
			Market::hold_statements(Sponsor.origin(), Outsider.account(), 2),
			Error::<Test>::OtherStatementKey
		);
	});
}

#[test]
fn hold_statements_should_be_refused_when_units_are_wrong_or_the_stake_is_short() {
	ExtBuilder::build_and_execute(|| {
		let hold =
			|units| Market::hold_statements(Requester.origin(), Beneficiary.account(), units);
		for units in [0, 65] {
			assert_noop!(hold(units), Error::<Test>::InvalidUnits);
		}
		assert_ok!(hold(3));
		for units in [1, 3] {
			assert_noop!(hold(units), Error::<Test>::InvalidUnits);
		}
		Requester.set_stake(RLC - 1);
		assert_noop!(hold(4), Error::<Test>::InsufficientRequesterStake);
	});
}

#[test]
fn release_statements_should_end_the_room_at_once_and_free_the_stake_a_day_later() {
	ExtBuilder::build_and_execute(|| {
		let release = || Market::release_statements(Requester.origin());
		assert_noop!(release(), Error::<Test>::NoStatements);
		assert_ok!(Market::hold_statements(Requester.origin(), Beneficiary.account(), 2));
		assert_ok!(release());
		let locked: Balance = 2 * RLC;
		assert_eq!((room(Beneficiary), Requester.locked()), ((0, 0), locked));
		assert_noop!(
			Market::hold_statements(Requester.origin(), Beneficiary.account(), 5),
			Error::<Test>::StatementsEnding
		);
		pass(HOLD_AFTER - 1);
		assert_noop!(release(), Error::<Test>::StatementsEnding);
		pass(1);
		assert_ok!(release());
		assert_eq!((Requester.stake(), Requester.locked()), (STAKE, 0));
		assert_eq!(StatementHolds::<Test>::iter().count(), 0);
	});
}
