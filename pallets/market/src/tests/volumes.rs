// SPDX-License-Identifier: Apache-2.0

//! How many tasks a deal has, and what is left of its orders.

use crate::{mock::*, Consumed, Error};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;

fn bag(orders: &Bundle, bot_first: u64) -> (u64, u64) {
	let deal = deal(&orders.request, bot_first);
	(deal.bot_first, deal.bot_size)
}

#[test]
fn a_deal_should_have_as_many_tasks_as_every_order_can_serve() {
	let smallest: [fn(&mut Bundle); 4] = [
		|orders| orders.app.volume = 3,
		|orders| orders.dataset.as_mut().unwrap().volume = 3,
		|orders| orders.workerpool.volume = 3,
		|orders| orders.request.volume = 3,
	];
	for set in smallest {
		ExtBuilder::build_and_execute(|| {
			let mut orders = Bundle::with_dataset();
			orders.request.volume = 9;
			set(&mut orders);
			assert_ok!(orders.clone().matched());
			assert_eq!(bag(&orders, 0), (0, 3));
			assert_eq!(Requester.locked(), 3 * 18_000_000_000);
		});
	}
}

#[test]
fn a_request_should_be_served_in_parts_when_workerpools_are_small() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset();
		orders.request.volume = 5;
		for (salt, volume, bot_first, bot_size) in [(1, 2, 0, 2), (2, 1, 2, 1), (3, 10, 3, 2)] {
			orders.workerpool.volume = volume;
			orders.workerpool.salt = H256::repeat_byte(salt);
			assert_ok!(orders.clone().matched());
			assert_eq!(bag(&orders, bot_first), (bot_first, bot_size));
			// The workerpool order is used up, and at last the request.
			let used_up = match salt {
				3 => Error::<Test>::RequestOrderUsedUp,
				_ => Error::<Test>::WorkerpoolOrderUsedUp,
			};
			assert_noop!(orders.clone().matched(), used_up);
		}
		assert_eq!(Consumed::<Test>::get(Market::hash_of(&orders.request)), 5);
		// The app order served all of them, and 95 more are left.
		assert_eq!(Consumed::<Test>::get(Market::hash_of(&orders.app)), 5);
	});
}

#[test]
fn a_workerpool_order_should_serve_many_requests_until_it_is_used_up() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::without_dataset();
		orders.workerpool.volume = 5;
		for (salt, bot_size) in [(1, 2), (2, 2), (3, 1)] {
			orders.request.salt = H256::repeat_byte(salt);
			assert_ok!(orders.clone().matched());
			assert_eq!(bag(&orders, 0), (0, bot_size));
		}
		assert_noop!(orders.matched(), Error::<Test>::WorkerpoolOrderUsedUp);
	});
}

#[test]
fn orders_should_be_counted_apart_when_only_their_salt_differs() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::without_dataset();
		assert_ok!(orders.clone().matched());
		assert_noop!(orders.clone().matched(), Error::<Test>::RequestOrderUsedUp);
		orders.request.salt = H256::repeat_byte(1);
		assert_ok!(orders.matched());
	});
}

#[test]
fn a_dataset_order_should_not_be_counted_when_it_is_not_used() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Bundle::without_dataset().matched());
		let dataset = Bundle::with_dataset().dataset.unwrap();
		assert_eq!(Consumed::<Test>::get(Market::hash_of(&dataset)), 0);
	});
}

#[test]
fn the_largest_volume_should_be_served_whole() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::without_dataset();
		orders.app.price = 0;
		orders.workerpool.price = 0;
		orders.app.volume = u64::MAX;
		orders.workerpool.volume = u64::MAX;
		orders.request.volume = u64::MAX;
		assert_ok!(orders.clone().matched());
		assert_eq!(bag(&orders, 0), (0, u64::MAX));
		assert_noop!(orders.matched(), Error::<Test>::AppOrderUsedUp);
	});
}

#[test]
fn a_deal_should_have_no_more_tasks_than_it_may_and_leave_the_rest_to_the_next() {
	MaxDealTasks::set(10);
	ExtBuilder::build_and_execute(|| {
		// Free of charge, so that nothing but the limit keeps the deals small.
		let mut orders = Bundle::without_dataset();
		orders.app.price = 0;
		orders.workerpool.price = 0;
		orders.app.volume = u64::MAX;
		orders.workerpool.volume = u64::MAX;
		orders.request.volume = 25;
		for (bot_first, bot_size) in [(0, 10), (10, 10), (20, 5)] {
			assert_ok!(orders.clone().matched());
			assert_eq!(bag(&orders, bot_first), (bot_first, bot_size));
		}
		assert_noop!(orders.clone().matched(), Error::<Test>::RequestOrderUsedUp);
		assert_eq!(Consumed::<Test>::get(Market::hash_of(&orders.workerpool)), 25);
	});
	MaxDealTasks::set(u64::MAX);
}
