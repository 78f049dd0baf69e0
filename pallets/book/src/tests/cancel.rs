// SPDX-License-Identifier: Apache-2.0

//! Cancelling.

use crate::{mock::*, Error, Event};
use bourse_primitives::{traits::Ledger, *};
use frame_support::{assert_noop, assert_ok, traits::Hooks};

#[test]
fn cancel_should_free_everything_after_a_while() {
	ExtBuilder::build_and_execute(|| {
		let order = Requester.asks(10 * RLC, 2);
		pass(10);
		assert_ok!(Book::cancel(Requester.origin(), order));
		assert_eq!((Requester.stake(), Requester.locked()), (STAKE, 0));
		assert_eq!(left(order), None);
	});
}

#[test]
fn cancel_should_cost_a_fee_at_once() {
	ExtBuilder::build_and_execute(|| {
		let order = Requester.asks(10 * RLC, 2);
		pass(9);
		events();
		assert_ok!(Book::cancel(Requester.origin(), order));
		let fee = RLC / 1_000;
		assert_eq!((Requester.stake(), MockLedger::kitty()), (STAKE - fee, fee));
		assert_eq!(events(), [Event::Cancelled { order, volume: 2, fee }]);
	});
}

#[test]
fn cancel_should_be_the_owner_s_alone() {
	ExtBuilder::build_and_execute(|| {
		let order = Requester.asks(10 * RLC, 2);
		assert_noop!(Book::cancel(Outsider.origin(), order), Error::<Test>::NotOwner);
		assert_noop!(Book::cancel(Outsider.origin(), 99), Error::<Test>::UnknownOrder);
	});
}

#[test]
fn cancel_all_should_cancel_up_to_the_limit_and_16() {
	ExtBuilder::build_and_execute(|| {
		for price in 1..=20 {
			Scheduler.offers(price * RLC, 1);
		}
		OtherScheduler.offers(RLC, 1);
		pass(10);
		assert_ok!(Book::cancel_all(Scheduler.origin(), 2));
		let count = || crate::OrdersOf::<Test>::iter_key_prefix(Scheduler.account()).count();
		assert_eq!(count(), 18);
		// Another look in this block would pass those two again, and a third one more.
		let again = Book::cancel_all(Scheduler.origin(), 100).map_err(|failed| failed.error);
		assert_eq!(again, Err(Error::<Test>::OncePerBlock.into()));
		assert_ok!(Book::cancel_all(Requester.origin(), 100));
		Book::on_finalize(1);
		assert_ok!(Book::cancel_all(Scheduler.origin(), 100));
		assert_eq!(count(), 2);
		Book::on_finalize(2);
		assert_ok!(Book::cancel_all(Scheduler.origin(), 100));
		assert_eq!((count(), Scheduler.locked()), (0, 0));
		assert_eq!(crate::Orders::<Test>::iter_keys().count(), 1);
	});
}
