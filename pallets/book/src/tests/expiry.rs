// SPDX-License-Identifier: Apache-2.0

//! Orders whose time is over.

use crate::{mock::*, Event, Void};
use bourse_primitives::*;
use frame_support::{pallet_prelude::Weight, traits::Hooks};

fn idle() -> Weight {
	Book::on_idle(System::block_number(), Weight::MAX)
}

#[test]
fn chain_should_evict_orders_after_their_end() {
	ExtBuilder::build_and_execute(|| {
		idle();
		let order = Requester.asks(10 * RLC, 2);
		for _ in 0..60 {
			pass(60);
			idle();
		}
		assert_eq!(left(order), Some(2));
		pass(10);
		events();
		idle();
		let reason = Void::Expired;
		let evicted = Event::Evicted { order, volume: 2, fee: RLC / 500, reason };
		assert_eq!(events(), [evicted]);
		assert_eq!(Requester.locked(), 0);
	});
}

#[test]
fn expired_order_should_not_trade() {
	ExtBuilder::build_and_execute(|| {
		let order = Requester.asks(10 * RLC, 2);
		pass(3_600);
		let offer = crate::NewOffer { volume: 1, ..offer() };
		let until = crate::Lifetime::GoodTill(START + 7_200);
		Scheduler.places(crate::NewOrder::Offer(offer), until).unwrap();
		assert_eq!((left(order), deals().len()), (None, 0));
	});
}

#[test]
fn chain_should_evict_no_more_than_it_has_weight_for() {
	ExtBuilder::build_and_execute(|| {
		idle();
		for price in 1..=100 {
			Scheduler.offers(price * 10, 1);
		}
		pass(4_000);
		assert_eq!(Book::on_idle(1, Weight::zero()), Weight::zero());
		assert_eq!(crate::Orders::<Test>::iter_keys().count(), 100);
		idle();
		assert_eq!(crate::Orders::<Test>::iter_keys().count(), 100);
		// The empty buckets up to then take some blocks.
		for _ in 0..10 {
			idle();
		}
		assert_eq!(crate::Orders::<Test>::iter_keys().count(), 0);
	});
}
