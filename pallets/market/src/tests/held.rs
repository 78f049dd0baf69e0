// SPDX-License-Identifier: Apache-2.0

//! Matches of orders that the book holds.

use crate::{mock::*, AnyOrder, Consumed, Error};
use bourse_primitives::{
	orders::{book_salt, Held, Placed},
	traits::{Ledger, Matches},
	*,
};
use frame_support::{assert_noop, assert_ok};

/// The orders of the tests, placed by their owners; 2 tasks, nothing locked.
fn held() -> Held<AccountId> {
	let orders = Bundle::with_dataset();
	let dataset = orders.dataset.map(|order| Placed { order, by: DatasetOwner.account() });
	Held {
		app: Placed { order: orders.app, by: AppOwner.account() },
		dataset,
		workerpool: Placed { order: orders.workerpool, by: Scheduler.account() },
		request: orders.request,
		first: 0,
		volume: 2,
		payer_locked: 0,
		scheduler_locked: 0,
	}
}

#[test]
fn make_should_make_the_deal_of_match_orders_without_signatures() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Bundle::with_dataset().matched());
		let signed = deal(&Bundle::with_dataset().request, 0);
		// Another salt makes another order.
		let mut held = held();
		held.request.salt = sp_core::H256::repeat_byte(1);
		let id = <Market as Matches<_>>::make(held.clone()).unwrap();
		assert_eq!(id, id_of(&held.request, 0));
		assert_eq!(deal(&held.request, 0), signed);
		// The book counts: what the signed orders served is as before, and the request has no entry.
		assert!(!Consumed::<Test>::contains_key(Market::hash_of(&held.request)));
		assert_eq!(Consumed::<Test>::get(Market::hash_of(&held.app.order)), 2);
		assert_eq!((Requester.locked(), Scheduler.locked()), (72 * RLC, 12 * RLC));
	});
}

#[test]
fn make_should_use_what_is_locked_and_free_the_rest() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(MockLedger::lock(&Requester.account(), 40 * RLC));
		assert_ok!(MockLedger::lock(&Scheduler.account(), 5 * RLC));
		let held = Held { payer_locked: 40 * RLC, scheduler_locked: 5 * RLC, ..held() };
		assert_ok!(<Market as Matches<_>>::make(held));
		assert_eq!((Requester.stake(), Requester.locked()), (STAKE - 36 * RLC, 36 * RLC));
		assert_eq!((Scheduler.stake(), Scheduler.locked()), (STAKE - 6 * RLC, 6 * RLC));
	});
}

#[test]
fn make_should_refuse_orders_whose_assets_have_another_owner() {
	ExtBuilder::build_and_execute(|| {
		let mut app = held();
		app.app.by = Outsider.account();
		let mut dataset = held();
		dataset.dataset.as_mut().unwrap().by = Outsider.account();
		let mut pool = held();
		pool.workerpool.by = Outsider.account();
		for (held, error) in [
			(app, Error::<Test>::AppOrderNotAuthentic),
			(dataset, Error::<Test>::DatasetOrderNotAuthentic),
			(pool, Error::<Test>::WorkerpoolOrderNotAuthentic),
		] {
			assert_noop!(<Market as Matches<_>>::check(held), error);
		}
	});
}

#[test]
fn check_should_have_the_conditions_of_a_match_and_lock_nothing() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(<Market as Matches<_>>::check(held()));
		assert_eq!((Requester.locked(), Scheduler.locked()), (0, 0));
		let mut dear = held();
		dear.workerpool.order.price = POOL_PRICE + 1;
		let error = Error::<Test>::WorkerpoolTooExpensive;
		assert_noop!(<Market as Matches<_>>::check(dear), error);
		let none = Held { volume: 0, ..held() };
		let error = Error::<Test>::RequestOrderUsedUp;
		assert_noop!(<Market as Matches<_>>::check(none), error);
	});
}

#[test]
fn make_should_leave_no_entry_and_give_each_deal_its_tasks() {
	ExtBuilder::build_and_execute(|| {
		for first in [0, 2, 7] {
			let id = <Market as Matches<_>>::make(Held { first, ..held() }).unwrap();
			assert_eq!(id, id_of(&held().request, first));
			assert_eq!(deal(&held().request, first).bot_first, first);
		}
		assert_eq!(Consumed::<Test>::iter_keys().count(), 0);
	});
}

/// Or a signed twin of a request of the book would make deals of the same ids.
#[test]
fn signed_request_should_not_have_a_salt_of_the_book() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset();
		orders.request.salt = book_salt(7);
		assert_noop!(orders.clone().matched(), Error::<Test>::RequestOrderNotAuthentic);
		let order = AnyOrder::Request(orders.request.clone());
		assert_ok!(Market::presign(Requester.origin(), Box::new(order.clone())));
		assert_noop!(orders.clone().matched(), Error::<Test>::RequestOrderNotAuthentic);
		assert!(Market::standing(&order, None).is_err());
		// Any other number that begins alike is a salt like others.
		orders.request.salt.0[4] = 1;
		assert_ok!(orders.matched());
	});
}
