// SPDX-License-Identifier: Apache-2.0

//! Void orders leave as others meet them, and innocent ones stay.

use crate::{mock::*, Audience, Event, HandBack, Void};
use bourse_mocks::registry::Epochs;
use bourse_primitives::{traits::Ledger, *};
use frame_support::assert_ok;

const FEE: Balance = RLC / 500;

#[test]
fn offer_should_be_evicted_when_its_pool_has_another_owner() {
	ExtBuilder::build_and_execute(|| {
		let void = Scheduler.offers(9 * RLC, 1);
		let good = OtherScheduler.offers(10 * RLC, 1);
		Workerpools::insert(POOL, Outsider.account());
		events();
		Requester.asks(10 * RLC, 1);
		assert_eq!([void, good].map(left), [None, None]);
		let reason =
			Void::Refused(pallet_market::Error::<Test>::WorkerpoolOrderNotAuthentic.into());
		let evicted = Event::Evicted { order: void, volume: 1, fee: FEE, reason };
		assert!(events().contains(&evicted));
		assert_eq!((Scheduler.stake(), Scheduler.locked()), (STAKE - FEE, 0));
		assert_eq!(MockLedger::kitty(), FEE);
	});
}

#[test]
fn offer_should_be_evicted_when_its_pool_can_t_serve_its_trust_any_more() {
	ExtBuilder::build_and_execute(|| {
		RulesHold::set(true);
		let void = Scheduler.offers(10 * RLC, 1);
		OwnersThere::set(1);
		let mut order = request(10 * RLC, 1);
		if let crate::NewOrder::Request(request) = &mut order {
			request.job.trust = 4;
		}
		assert_ok!(Requester.places(order, hour()));
		assert_eq!((left(void), deals().len()), (None, 0));
	});
}

#[test]
fn offer_should_be_evicted_when_its_pool_is_not_listed_any_more() {
	ExtBuilder::build_and_execute(|| {
		let void = Scheduler.offers(10 * RLC, 1);
		assert_ok!(Book::list_pool(RuntimeOrigin::root(), POOL, false));
		events();
		let request = Requester.asks(10 * RLC, 1);
		assert_eq!([void, request].map(left), [None, Some(1)]);
		let reason = Void::NotListed;
		assert!(events().contains(&Event::Evicted { order: void, volume: 1, fee: FEE, reason }));
	});
}

#[test]
fn order_should_be_evicted_when_its_owner_revoked_all_before() {
	ExtBuilder::build_and_execute(|| {
		let revoke = |of| Epochs::<AccountId>::mutate(of, |epoch| *epoch += 1);
		let offer = Scheduler.offers(10 * RLC, 1);
		revoke(Party::Workerpool(POOL));
		events();
		let request = Requester.asks(10 * RLC, 1);
		assert_eq!([offer, request].map(left), [None, Some(1)]);
		let reason = Void::Revoked;
		assert!(events().contains(&Event::Evicted { order: offer, volume: 1, fee: FEE, reason }));
		revoke(Party::Account(Requester.account()));
		let offer = Scheduler.offers(10 * RLC, 2);
		assert_eq!([request, offer].map(left), [None, Some(2)]);
		assert_eq!((Requester.locked(), Requester.stake()), (0, STAKE - FEE));
		// Orders of the new epoch trade.
		Requester.asks(10 * RLC, 1);
		assert_eq!((left(offer), deals().len()), (Some(1), 1));
	});
}

#[test]
fn request_should_be_evicted_when_its_app_s_price_is_gone_or_raised() {
	for terms in [None, Some(terms(APP_PRICE + 1))] {
		ExtBuilder::build_and_execute(|| {
			let void = Requester.asks(10 * RLC, 2);
			let app = AppOwner.origin();
			assert_ok!(Book::post_app(app, APP, Audience::Everybody, terms));
			let offer = Scheduler.offers(10 * RLC, 1);
			assert_eq!([void, offer].map(left), [None, Some(1)]);
			assert_eq!((Requester.stake(), Requester.locked()), (STAKE, 0));
		});
	}
}

#[test]
fn request_should_be_evicted_when_the_requester_left_its_group() {
	ExtBuilder::build_and_execute(|| {
		let member = Party::Account(Requester.account());
		Members::insert(GROUP, &member, ());
		let cheap = Some(terms(RLC));
		assert_ok!(Book::post_app(AppOwner.origin(), APP, Audience::Group(GROUP), cheap));
		let mut order = request(10 * RLC, 1);
		if let crate::NewOrder::Request(request) = &mut order {
			request.job.group = Some(GROUP);
		}
		assert_ok!(Requester.places(order.clone(), hour()));
		Members::remove(GROUP, &member);
		Scheduler.offers(10 * RLC, 2);
		assert_eq!(deals(), []);
		// As a member it trades at its group's price.
		Members::insert(GROUP, &member, ());
		assert_ok!(Requester.places(order, hour()));
		assert_eq!(deals()[0].app.price, RLC);
	});
}

#[test]
fn call_should_evict_4_orders_and_succeed() {
	ExtBuilder::build_and_execute(|| {
		let void: Vec<_> = (0..6).map(|_| Scheduler.offers(9 * RLC, 1)).collect();
		Workerpools::insert(POOL, Outsider.account());
		events();
		let request = Requester.asks(10 * RLC, 1);
		assert_eq!(void.iter().filter(|order| left(**order).is_some()).count(), 2);
		let reason = HandBack::MostEvictions;
		let back = Event::HandedBack { order: request, volume: 1, reason };
		assert_eq!(events().pop(), Some(back));
		// The next one finds the way free.
		let request = Requester.asks(10 * RLC, 1);
		assert_eq!(left(request), Some(1));
	});
}

#[test]
fn innocent_offer_should_stay_when_the_market_refuses_the_newcomer() {
	ExtBuilder::build_and_execute(|| {
		RulesHold::set(true);
		let strong = crate::NewOffer { trust: 128, volume: 1, ..offer() };
		assert_ok!(Scheduler.places(crate::NewOrder::Offer(strong), hour()));
		let offer = crate::NextOrder::<Test>::get();
		MostOwners::set(6);
		let mut order = request(10 * RLC, 1);
		if let crate::NewOrder::Request(request) = &mut order {
			request.job.trust = 128;
		}
		let placed = frame_support::storage::with_storage_layer(|| {
			Requester.places(order, hour()).map_err(|failed| failed.error)
		});
		let error = pallet_market::Error::<Test>::TrustBeyondReach;
		assert_eq!(placed.map(|_| ()), Err(error.into()));
		assert_eq!(left(offer), Some(1));
	});
}
