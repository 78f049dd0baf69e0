// SPDX-License-Identifier: Apache-2.0

//! What rivals and vandals try.

use crate::{mock::*, Audience, Error, FirstOrders, Lifetime, NewOffer, NewOrder, SupplyRule};
use bourse_primitives::{traits::Ledger, *};
use frame_support::{assert_ok, traits::Hooks, weights::Weight};

#[test]
fn phantom_orders_should_be_covered_or_not_there() {
	ExtBuilder::build_and_execute(|| {
		// Stake that backs an offer can't back another one, nor leave.
		MockLedger::set_stake(&Scheduler.account(), 30 * RLC + 2 * DEPOSIT);
		Scheduler.offers(10 * RLC, 10);
		assert_eq!(Scheduler.stake(), DEPOSIT);
		let placed = frame_support::storage::with_storage_layer(|| {
			Scheduler.places(NewOrder::Offer(offer()), hour()).map_err(|failed| failed.error)
		});
		assert!(placed.is_err());
		// Every offer that is there trades.
		Requester.asks(10 * RLC, 10);
		assert_eq!(deals()[0].bot_size, 10);
	});
}

#[test]
fn flood_of_void_orders_should_stand_in_nobody_s_way_for_long_and_cost_its_owner() {
	ExtBuilder::build_and_execute(|| {
		for _ in 0..40 {
			Scheduler.offers(RLC, 1);
		}
		let good = OtherScheduler.offers(10 * RLC, 1);
		Workerpools::insert(POOL, Outsider.account());
		let mut calls = 0;
		while left(good).is_some() {
			Requester.asks(10 * RLC, 1);
			calls += 1;
		}
		assert_eq!(calls, 11);
		assert_eq!(STAKE - Scheduler.stake(), 40 * RLC / 500);
		// Nobody gains from it: no deposit is worth hunting for.
		assert_eq!(MockLedger::kitty(), 40 * RLC / 500);
		assert_eq!(Requester.stake() + Requester.locked(), STAKE);
	});
}

/// Offers that are no phantoms, far below the price of others: all that they offer is sold.
#[test]
fn flood_of_cheap_orders_should_sell_what_it_offers_and_leave_the_way_free() {
	ExtBuilder::build_and_execute(|| {
		let good = OtherScheduler.offers(10 * RLC, 20);
		for _ in 0..100 {
			Scheduler.offers(RLC, 1);
		}
		// Each has the stake of its task behind it, and a deposit.
		assert_eq!(Scheduler.locked(), 100 * (3 * RLC / 10 + DEPOSIT));
		let mut calls = 0;
		while left(good) == Some(20) {
			Requester.asks(10 * RLC, 20);
			calls += 1;
		}
		// 16 deals each: the seventh buys the last four, and 16 tasks at the price of the others.
		assert_eq!((calls, left(good), deals().len()), (7, Some(4), 101));
		assert_eq!(Requester.locked(), 100 * 4 * RLC + 16 * 13 * RLC);
		// Requests that pay little wait behind others.
		for _ in 0..100 {
			OtherRequester.asks(RLC, 1);
		}
		let request = Requester.asks(9 * RLC, 1);
		Scheduler.offers(9 * RLC, 1);
		assert_eq!((left(request), deals().len()), (None, 102));
	});
}

/// Deposits are no prey: neither whoever makes orders of others void has them, nor whoever meets these.
#[test]
fn deposit_hunting_should_earn_nobody_anything() {
	ExtBuilder::build_and_execute(|| {
		let has = |who: Actor| who.stake() + who.locked();
		let posts = |price| {
			let terms = Some(terms(price));
			assert_ok!(Book::post_app(AppOwner.origin(), APP, Audience::Everybody, terms));
		};
		// The app's owner raises its price under requests, which come back whole.
		let requests = [(); 4].map(|()| Requester.asks(10 * RLC, 1));
		posts(APP_PRICE + 1);
		OtherScheduler.offers(10 * RLC, 1);
		assert_eq!(requests.map(left), [None; 4]);
		assert_eq!((Requester.stake(), MockLedger::kitty()), (STAKE, 0));
		posts(APP_PRICE);
		// A pool under whose new owner the offers of the former one are void.
		let offers = [(); 4].map(|()| Scheduler.offers(9 * RLC, 1));
		Workerpools::insert(POOL, Outsider.account());
		OtherRequester.asks(10 * RLC, 1);
		assert_eq!(offers.map(left), [None; 4]);
		let fees = 4 * RLC / 500;
		assert_eq!((has(Scheduler), MockLedger::kitty()), (STAKE - fees, fees));
		for who in [AppOwner, OtherScheduler, Requester, OtherRequester, Outsider] {
			assert_eq!(has(who), STAKE, "{who:?}");
		}
	});
}

/// An app's owner has requests for the app stand before all others, and takes the app away.
#[test]
fn requests_whose_app_is_gone_should_hold_pools_up_for_a_call_for_four_of_them() {
	ExtBuilder::build_and_execute(|| {
		let bait = AppId(21);
		Apps::insert(bait, Outsider.account());
		let post = |terms| Book::post_app(Outsider.origin(), bait, Audience::Everybody, terms);
		assert_ok!(post(Some(terms(0))));
		for _ in 0..12 {
			let mut order = request(12 * RLC, 1);
			if let NewOrder::Request(request) = &mut order {
				request.job.app = bait;
			}
			assert_ok!(OtherRequester.places(order, hour()));
		}
		let good = Requester.asks(10 * RLC, 1);
		assert_ok!(post(None));
		let mut calls = 0;
		while left(good).is_some() {
			Scheduler.offers(10 * RLC, 1);
			calls += 1;
		}
		assert_eq!((calls, deals().len()), (4, 1));
		// What was handed back had locked nothing for good.
		assert_eq!((Scheduler.stake(), Scheduler.locked()), (STAKE - 3 * RLC, 3 * RLC));
	});
}

#[test]
fn dust_should_cost_at_least_the_fee_of_a_task_by_the_rules() {
	ExtBuilder::build_and_execute(|| {
		RulesHold::set(true);
		for price in [0, 1, RLC / 1_000] {
			let dust = NewOffer { price, ..offer() };
			let placed = frame_support::storage::with_storage_layer(|| {
				Scheduler.places(NewOrder::Offer(dust), hour()).map_err(|failed| failed.error)
			});
			assert!(placed.is_err());
		}
	});
}

#[test]
fn storm_of_cancellations_should_cost_a_fee_each() {
	ExtBuilder::build_and_execute(|| {
		for _ in 0..100 {
			let order = Scheduler.offers(10 * RLC, 1);
			assert_ok!(Book::cancel(Scheduler.origin(), order));
		}
		assert_eq!(MockLedger::kitty(), 100 * RLC / 1_000);
		// Nothing stays in the state.
		Book::on_idle(1, Weight::MAX);
		assert_eq!(crate::Expiring::<Test>::iter_keys().count(), 0);
		assert_eq!(crate::Headers::<Test>::iter_keys().count(), 0);
		assert_eq!(crate::FirstOrders::<Test>::iter_keys().count(), 0);
	});
}

/// As a storm of cancellations, by way of a rule that anybody makes the chain follow at once.
#[test]
fn storm_of_supplies_should_cost_a_fee_each() {
	ExtBuilder::build_and_execute(|| {
		let rule =
			SupplyRule { offer: offer(), highest: 10 * RLC, step: 1, every: 60, stake: STAKE };
		for _ in 0..100 {
			let rule = Some(Box::new(rule.clone()));
			assert_ok!(Book::set_supply(Scheduler.origin(), POOL, 0, rule));
			assert_ok!(Book::refresh_supply(Outsider.origin(), POOL, 0));
			assert_ok!(Book::set_supply(Scheduler.origin(), POOL, 0, None));
		}
		assert_eq!(MockLedger::kitty(), 100 * RLC / 1_000);
		assert_eq!(Scheduler.locked(), 0);
	});
}

#[test]
fn junk_cells_should_not_be_made_by_users() {
	ExtBuilder::build_and_execute(|| {
		let places = |offer| {
			frame_support::storage::with_storage_layer(|| {
				let placed = Scheduler.places(NewOrder::Offer(offer), hour());
				placed.map(|_| ()).map_err(|failed| failed.error)
			})
		};
		for class in 2..=255 {
			assert_eq!(
				places(NewOffer { class, ..offer() }),
				Err(Error::<Test>::TagOffGrid.into())
			);
		}
		for trust in (129..=255).chain([0]) {
			let junk = NewOffer { trust, ..offer() };
			assert_eq!(places(junk), Err(Error::<Test>::TrustOffGrid.into()));
		}
		let junk = NewOffer { category: CategoryId(9), ..offer() };
		assert_eq!(places(junk), Err(Error::<Test>::UnknownCategory.into()));
		assert_eq!(FirstOrders::<Test>::iter_keys().count(), 0);
		// Orders in all the cells that there are hide the best one from nobody.
		for (class, trust) in (0..2).flat_map(|class| (1..=128).map(move |trust| (class, trust))) {
			let price = (1_000 - Balance::from(trust)) * RLC / 100;
			assert_ok!(places(NewOffer { class, trust, price, volume: 1, ..offer() }));
		}
		let sections: Vec<_> = FirstOrders::<Test>::iter_values().map(|tops| tops.len()).collect();
		assert_eq!(sections, [16]);
		Requester.asks(10 * RLC, 1);
		assert_eq!(deals()[0].workerpool.price, 872 * RLC / 100);
	});
}

#[test]
fn orders_should_trade_alike_whoever_comes_first() {
	ExtBuilder::build_and_execute(|| {
		// A cheaper offer behind the head does not jump the queue of its own price.
		let first = Scheduler.offers(10 * RLC, 1);
		let second = OtherScheduler.offers(10 * RLC, 1);
		assert_ok!(Book::amend(OtherScheduler.origin(), second, 1, START + 3_599));
		Requester.places(request(10 * RLC, 1), Lifetime::ImmediateOrCancel).unwrap();
		assert_eq!([first, second].map(left), [None, Some(1)]);
	});
}

/// A request of trust 3.
fn sure(price: Balance) -> NewOrder<AccountId> {
	let mut order = request(price, 1);
	if let NewOrder::Request(request) = &mut order {
		request.job.trust = 3;
	}
	order
}

fn refused(
	place: impl FnOnce() -> frame_support::pallet_prelude::DispatchResultWithPostInfo,
	error: pallet_market::Error<Test>,
) {
	let placed = frame_support::storage::with_storage_layer(|| {
		place().map(|_| ()).map_err(|failed| failed.error)
	});
	assert_eq!(placed, Err(error.into()));
}

#[test]
fn pool_whose_stakes_are_beyond_consent_should_not_stand_in_the_way() {
	use bourse_mocks::registry::Policies;
	use pallet_market::Error::StakeBeyondConsent;
	ExtBuilder::build_and_execute(|| {
		RulesHold::set(true);
		PoolRulesNow::set(PoolRules { admission: Admission::Open, ..Default::default() });
		Policies::insert(POOL, (1_000, 10));
		refused(|| Scheduler.places(NewOrder::Offer(offer()), hour()), StakeBeyondConsent);
		// One that raises them later is evicted, and the next one trades.
		Policies::insert(POOL, (30, 10));
		let void = Scheduler.offers(9 * RLC, 1);
		let good = OtherScheduler.offers(10 * RLC, 1);
		Policies::insert(POOL, (1_000, 10));
		assert_ok!(Requester.places(sure(10 * RLC), hour()));
		assert_eq!([void, good].map(left), [None, None]);
		assert_eq!(deals()[0].workerpool.id, OTHER_POOL);
		// Its new offer throws out no request that others may serve.
		assert_ok!(Requester.places(sure(20 * RLC), hour()));
		let request = crate::NextOrder::<Test>::get();
		Policies::insert(POOL, (99, 10));
		refused(|| Scheduler.places(NewOrder::Offer(offer()), hour()), StakeBeyondConsent);
		assert_eq!(left(request), Some(1));
	});
}

#[test]
fn request_too_dear_for_open_pools_should_not_stand_in_their_way() {
	ExtBuilder::build_and_execute(|| {
		RulesHold::set(true);
		PoolRulesNow::set(PoolRules { admission: Admission::Open, ..Default::default() });
		assert_ok!(Requester.places(sure(34 * RLC), hour()));
		let request = crate::NextOrder::<Test>::get();
		let offer = Scheduler.offers(10 * RLC, 1);
		assert_eq!([request, offer].map(left), [None, Some(1)]);
		assert_eq!((Requester.stake(), Requester.locked()), (STAKE, 0));
	});
}
