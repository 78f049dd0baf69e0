// SPDX-License-Identifier: Apache-2.0

//! Price, then time; at the resting order's price; what is locked, to the unit.

use crate::{mock::*, Event, HandBack, MAX_DEALS};
use bourse_primitives::*;
use frame_support::assert_ok;

#[test]
fn order_should_rest_when_nothing_fits_and_lock_what_it_covers() {
	ExtBuilder::build_and_execute(|| {
		let offer = Scheduler.offers(10 * RLC, 10);
		assert_eq!(Scheduler.locked(), 30 * RLC + DEPOSIT);
		let request = Requester.asks(9 * RLC, 2);
		assert_eq!(Requester.locked(), 2 * (APP_PRICE + 9 * RLC) + DEPOSIT);
		assert_eq!((left(offer), left(request)), (Some(10), Some(2)));
		assert_eq!(deals(), []);
	});
}

#[test]
fn request_should_trade_at_the_offer_s_price() {
	ExtBuilder::build_and_execute(|| {
		let offer = Scheduler.offers(10 * RLC, 10);
		events();
		let request = Requester.asks(12 * RLC, 2);
		assert_eq!((left(offer), left(request)), (Some(8), None));
		let [deal] = &deals()[..] else { panic!("one deal") };
		assert_eq!((deal.workerpool.price, deal.bot_size), (10 * RLC, 2));
		assert_eq!((deal.trust, deal.sponsor.clone()), (1.into(), Requester.account()));
		// The deposit and two RLC a task have come back.
		assert_eq!(Requester.locked(), 26 * RLC);
		assert_eq!(Scheduler.locked(), 30 * RLC + DEPOSIT);
		let (id, _) = Told::get().remove(0);
		let price = 10 * RLC;
		let traded = Event::Traded { deal: id, order: request, with: offer, price, volume: 2 };
		assert_eq!(events(), [traded]);
	});
}

#[test]
fn offer_should_trade_at_the_request_s_price_and_lock_the_stake_of_that() {
	ExtBuilder::build_and_execute(|| {
		let request = Requester.asks(20 * RLC, 2);
		let offer = Scheduler.offers(10 * RLC, 3);
		assert_eq!((left(offer), left(request)), (Some(1), None));
		assert_eq!(deals()[0].workerpool.price, 20 * RLC);
		assert_eq!(Requester.locked(), 2 * 23 * RLC);
		// 6 RLC for each of two tasks, and 3 for the one that rests.
		assert_eq!(Scheduler.locked(), 15 * RLC + DEPOSIT);
	});
}

#[test]
fn cheapest_offer_should_trade_first_and_then_the_earliest() {
	ExtBuilder::build_and_execute(|| {
		let dear = Scheduler.offers(11 * RLC, 1);
		let early = Scheduler.offers(10 * RLC, 1);
		let late = OtherScheduler.offers(10 * RLC, 1);
		let cheap = OtherScheduler.offers(9 * RLC, 1);
		Requester.asks(20 * RLC, 3);
		assert_eq!([dear, early, late, cheap].map(left), [Some(1), None, None, None]);
		let prices: Vec<_> = deals().iter().map(|deal| deal.workerpool.price).collect();
		assert_eq!(prices, [9 * RLC, 10 * RLC, 10 * RLC]);
		let pools: Vec<_> = deals().iter().map(|deal| deal.workerpool.id).collect();
		assert_eq!(pools, [OTHER_POOL, POOL, OTHER_POOL]);
		// One request order, whose deals follow each other.
		assert_eq!(deals().iter().map(|deal| deal.bot_first).collect::<Vec<_>>(), [0, 1, 2]);
	});
}

#[test]
fn request_that_pays_most_should_trade_first() {
	ExtBuilder::build_and_execute(|| {
		let little = Requester.asks(11 * RLC, 1);
		let much = OtherRequester.asks(12 * RLC, 1);
		Scheduler.offers(10 * RLC, 1);
		assert_eq!([little, much].map(left), [Some(1), None]);
	});
}

#[test]
fn call_should_make_16_deals_and_hand_back_what_would_still_trade() {
	ExtBuilder::build_and_execute(|| {
		for _ in 0..=MAX_DEALS {
			Scheduler.offers(10 * RLC, 1);
		}
		events();
		let request = Requester.asks(10 * RLC, 20);
		assert_eq!((deals().len(), left(request)), (16, None));
		let back = Event::HandedBack { order: request, volume: 4, reason: HandBack::MostDeals };
		assert_eq!(events().pop(), Some(back));
		assert_eq!(Requester.locked(), 16 * 13 * RLC);
	});
}

#[test]
fn deal_should_keep_the_request_s_own_trust() {
	ExtBuilder::build_and_execute(|| {
		Scheduler.offers(10 * RLC, 1);
		let mut order = request(10 * RLC, 1);
		if let crate::NewOrder::Request(request) = &mut order {
			request.job.trust = 3;
		}
		assert_ok!(Requester.places(order, hour()));
		assert_eq!(deals()[0].trust, 3.into());
	});
}

#[test]
fn offer_should_trade_as_many_tasks_as_its_owner_s_stake_allows() {
	ExtBuilder::build_and_execute(|| {
		let request = Requester.asks(20 * RLC, 5);
		// 3 RLC for each of 5 tasks, the deposit, and the difference of two.
		MockLedger::set_stake(&Scheduler.account(), 15 * RLC + DEPOSIT + 6 * RLC);
		events();
		let offer = Scheduler.offers(10 * RLC, 5);
		assert_eq!((left(request), left(offer)), (Some(3), None));
		let reason = HandBack::StakeShort;
		let back = Event::HandedBack { order: offer, volume: 3, reason };
		assert_eq!(events().pop(), Some(back));
		assert_eq!(Scheduler.locked(), 12 * RLC);
	});
}

#[test]
fn own_orders_should_not_trade_with_each_other() {
	ExtBuilder::build_and_execute(|| {
		let other = OtherScheduler.offers(9 * RLC, 1);
		let own = Scheduler.offers(10 * RLC, 1);
		events();
		let request = Scheduler.asks(10 * RLC, 3);
		assert_eq!([other, own, request].map(left), [None, Some(1), None]);
		let back = Event::HandedBack { order: request, volume: 2, reason: HandBack::OwnTrade };
		assert_eq!(events().pop(), Some(back));
	});
}

#[test]
fn task_fee_should_be_locked_with_the_prices_by_the_rules() {
	ExtBuilder::build_and_execute(|| {
		RulesHold::set(true);
		let fee = RLC / 1_000 * 9;
		Scheduler.offers(10 * RLC, 10);
		let request = Requester.asks(9 * RLC, 2);
		assert_eq!(Requester.locked(), 2 * (APP_PRICE + 9 * RLC + fee) + DEPOSIT);
		assert_ok!(Book::cancel(Requester.origin(), request));
		Requester.asks(12 * RLC, 2);
		assert_eq!(deals()[0].task_fee(), fee);
		// The quick cancellation took a part of its deposit.
		assert_eq!(Requester.locked(), 2 * (13 * RLC + fee));
	});
}
