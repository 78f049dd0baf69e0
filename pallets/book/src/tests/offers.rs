// SPDX-License-Identifier: Apache-2.0

//! What an offer may be.

use crate::{mock::*, Error, Lifetime, NewOffer, NewOrder};
use bourse_primitives::*;
use frame_support::{assert_noop, assert_ok};

/// A changed offer is refused with that error.
fn refused(error: Error<Test>, change: impl FnOnce(&mut NewOffer)) {
	let mut offer = offer();
	change(&mut offer);
	let placed = frame_support::storage::with_storage_layer(|| {
		Scheduler.places(NewOrder::Offer(offer), hour()).map_err(|failed| failed.error)
	});
	assert_eq!(placed.map(|_| ()), Err(error.into()));
}

#[test]
fn offer_should_be_refused_with_the_reason() {
	ExtBuilder::build_and_execute(|| {
		refused(Error::UnknownPool, |offer| offer.pool = WorkerpoolId(99));
		refused(Error::NotOwner, |offer| offer.pool = OTHER_POOL);
		refused(Error::UnknownCategory, |offer| offer.category = CategoryId(9));
		refused(Error::TrustOffGrid, |offer| offer.trust = 0);
		refused(Error::TrustOffGrid, |offer| offer.trust = 129);
		refused(Error::TagOffGrid, |offer| offer.class = 2);
		refused(Error::PriceOffGrid, |offer| offer.price = 12_345);
		refused(Error::PriceOffGrid, |offer| offer.price = Balance::MAX);
		refused(Error::InvalidVolume, |offer| offer.volume = 0);
		refused(Error::InvalidVolume, |offer| offer.volume = 10_001);
		refused(Error::InsufficientStake, |offer| offer.volume = 334);
	});
}

#[test]
fn offer_should_need_a_price_of_a_task_s_fee_by_the_rules() {
	ExtBuilder::build_and_execute(|| {
		RulesHold::set(true);
		refused(Error::PriceTooLow, |offer| offer.price = RLC / 1_000 * 9 - 10_000);
		let cheap = NewOffer { price: RLC / 1_000 * 9, ..offer() };
		assert_ok!(Scheduler.places(NewOrder::Offer(cheap), hour()));
	});
}

#[test]
fn offer_should_need_a_pool_that_can_serve_its_trust() {
	ExtBuilder::build_and_execute(|| {
		RulesHold::set(true);
		OwnersThere::set(1);
		let place = || Scheduler.places(NewOrder::Offer(offer()), hour());
		let failed =
			frame_support::storage::with_storage_layer(|| place().map_err(|failed| failed.error));
		let error = pallet_market::Error::<Test>::PoolCantServe { needed: 2, there: 1 };
		assert_eq!(failed.map(|_| ()), Err(error.into()));
		OwnersThere::set(2);
		assert_ok!(place());
	});
}

#[test]
fn trust_of_an_offer_should_be_rounded_down() {
	ExtBuilder::build_and_execute(|| {
		let order = NewOffer { trust: 7, ..offer() };
		assert_ok!(Scheduler.places(NewOrder::Offer(order), hour()));
		let id = crate::NextOrder::<Test>::get();
		assert_eq!(crate::Orders::<Test>::get(id).unwrap().book.cell.step, 2);
	});
}

#[test]
fn end_should_be_later_than_now_and_within_bounds() {
	ExtBuilder::build_and_execute(|| {
		for until in [START, START + 30 * 86_400 + 1] {
			let order = NewOrder::Offer(offer());
			let placed = frame_support::storage::with_storage_layer(|| {
				Scheduler.places(order, Lifetime::GoodTill(until)).map_err(|failed| failed.error)
			});
			assert_eq!(placed.map(|_| ()), Err(Error::<Test>::InvalidTime.into()));
		}
		assert_noop!(Book::amend(Scheduler.origin(), 1, 1, START + 1), Error::<Test>::UnknownOrder);
	});
}
