// SPDX-License-Identifier: Apache-2.0

//! Fill or kill, immediate or cancel, post only.

use crate::{mock::*, Error, Event, HandBack, Lifetime, NewOrder};
use bourse_primitives::*;
use frame_support::{assert_ok, pallet_prelude::DispatchError};

fn fails(order: NewOrder<AccountId>, lifetime: Lifetime) -> Option<DispatchError> {
	let placed = frame_support::storage::with_storage_layer(|| {
		Requester.places(order, lifetime).map_err(|failed| failed.error)
	});
	placed.err()
}

#[test]
fn fill_or_kill_should_trade_whole_or_not_at_all() {
	ExtBuilder::build_and_execute(|| {
		let offer = Scheduler.offers(10 * RLC, 2);
		let error = fails(request(10 * RLC, 3), Lifetime::FillOrKill);
		assert_eq!(error, Some(Error::<Test>::NotWhole.into()));
		assert_eq!((left(offer), deals().len(), Requester.locked()), (Some(2), 0, 0));
		assert_ok!(Requester.places(request(10 * RLC, 2), Lifetime::FillOrKill));
		assert_eq!((left(offer), Requester.locked()), (None, 26 * RLC));
	});
}

#[test]
fn fill_or_kill_should_evict_what_is_void_and_succeed() {
	ExtBuilder::build_and_execute(|| {
		let dead = Scheduler.offers(9 * RLC, 1);
		pass(3_600);
		let alive = crate::NewOffer { volume: 1, ..offer() };
		let until = Lifetime::GoodTill(START + 7_200);
		assert_ok!(Scheduler.places(NewOrder::Offer(alive), until));
		let alive = crate::NextOrder::<Test>::get();
		events();
		assert_ok!(Requester.places(request(10 * RLC, 2), Lifetime::FillOrKill));
		assert_eq!([dead, alive].map(left), [None, Some(1)]);
		let order = alive + 1;
		let back = Event::HandedBack { order, volume: 2, reason: HandBack::NotWhole };
		assert_eq!(events().pop(), Some(back));
		assert_eq!((deals().len(), Requester.locked()), (0, 0));
	});
}

/// Else a block would take in many times the work that it has room for.
#[test]
fn fill_or_kill_should_weigh_as_much_as_the_deals_that_it_takes_back() {
	let weight = |lifetime| {
		let mut weight = None;
		ExtBuilder::build_and_execute(|| {
			let dead = Scheduler.offers(10 * RLC, 1);
			pass(3_600);
			let alive = crate::NewOffer { price: 9 * RLC, volume: 1, ..offer() };
			for _ in 0..3 {
				let until = Lifetime::GoodTill(START + 7_200);
				assert_ok!(Scheduler.places(NewOrder::Offer(alive.clone()), until));
			}
			let placed = Requester.places(request(10 * RLC, 5), lifetime).unwrap();
			assert_eq!(left(dead), None);
			weight = placed.actual_weight;
		});
		weight.unwrap()
	};
	let kept = weight(Lifetime::ImmediateOrCancel);
	let taken_back = weight(Lifetime::FillOrKill);
	assert!(kept.all_lte(taken_back), "{kept:?}, {taken_back:?}");
}

#[test]
fn immediate_or_cancel_should_trade_what_fits_and_rest_nothing() {
	ExtBuilder::build_and_execute(|| {
		let error = fails(request(10 * RLC, 3), Lifetime::ImmediateOrCancel);
		assert_eq!(error, Some(Error::<Test>::NothingFits.into()));
		Scheduler.offers(10 * RLC, 2);
		events();
		assert_ok!(Requester.places(request(10 * RLC, 3), Lifetime::ImmediateOrCancel));
		let order = crate::NextOrder::<Test>::get();
		let back = Event::HandedBack { order, volume: 1, reason: HandBack::NothingFits };
		assert_eq!(events().pop(), Some(back));
		assert_eq!(Requester.locked(), 26 * RLC);
	});
}

#[test]
fn post_only_should_rest_or_be_refused() {
	ExtBuilder::build_and_execute(|| {
		Scheduler.offers(10 * RLC, 2);
		let post = Lifetime::PostOnly(START + 60);
		let error = fails(request(10 * RLC, 1), post);
		assert_eq!(error, Some(Error::<Test>::WouldTrade.into()));
		assert_ok!(Requester.places(request(9 * RLC, 1), post));
		assert_eq!((deals().len(), left(crate::NextOrder::<Test>::get())), (0, Some(1)));
	});
}

#[test]
fn post_only_should_evict_what_is_void_and_rest() {
	ExtBuilder::build_and_execute(|| {
		let dead = Scheduler.offers(10 * RLC, 2);
		pass(3_600);
		let post = Lifetime::PostOnly(START + 7_200);
		assert_ok!(Requester.places(request(10 * RLC, 1), post));
		assert_eq!([dead, dead + 1].map(left), [None, Some(1)]);
	});
}

#[test]
fn own_trade_should_be_refused_when_nothing_else_fits() {
	ExtBuilder::build_and_execute(|| {
		Scheduler.offers(10 * RLC, 2);
		let placed = frame_support::storage::with_storage_layer(|| {
			Scheduler.places(request(10 * RLC, 1), hour()).map_err(|failed| failed.error)
		});
		assert_eq!(placed.map(|_| ()), Err(Error::<Test>::OwnTrade.into()));
	});
}
