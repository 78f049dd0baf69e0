// SPDX-License-Identifier: Apache-2.0

//! Tasks that their payers give up.

use crate::{mock::*, Event, NewOffer, OrderId, PoolVolume, Sold, Supplies, SupplyRule};
use bourse_primitives::{traits::Ledger, *};
use frame_support::assert_ok;

/// A requester takes two tasks of an offer of five.
fn sell() -> (OrderId, DealId) {
	let order = Scheduler.offers(10 * RLC, 5);
	Requester.asks(10 * RLC, 2);
	let (deal, _) = Told::get().remove(0);
	(order, deal)
}

/// The payer gives them up: the stake of the pool's owner is free, and the book is told.
fn give_up(deal: DealId) {
	assert_ok!(MockLedger::unlock(&Scheduler.account(), 6 * RLC));
	Book::give_back(deal, 2);
}

#[test]
fn offer_should_have_tasks_again_in_its_place_when_they_are_given_up() {
	ExtBuilder::build_and_execute(|| {
		let (order, deal) = sell();
		let other = OtherScheduler.offers(10 * RLC, 5);
		assert_eq!(Sold::<Test>::get(deal), Some(order));
		events();
		give_up(deal);
		let until = START + 3_600;
		assert_eq!(events(), [Event::Amended { order, volume: 5, until, keeps_place: true }]);
		assert_eq!(Scheduler.locked(), 15 * RLC + DEPOSIT);
		assert_eq!(PoolVolume::<Test>::get(POOL).tasks, 5);
		// Once; and a rival that buys and gives up pushes no offer behind others.
		Book::give_back(deal, 2);
		OtherRequester.asks(10 * RLC, 1);
		assert_eq!([order, other].map(left), [Some(4), Some(5)]);
	});
}

#[test]
fn offer_should_have_back_no_more_than_its_owner_s_stake_covers() {
	ExtBuilder::build_and_execute(|| {
		let (order, deal) = sell();
		MockLedger::set_stake(&Scheduler.account(), 0);
		assert_ok!(MockLedger::unlock(&Scheduler.account(), 5 * RLC));
		Book::give_back(deal, 2);
		assert_eq!((left(order), Scheduler.stake()), (Some(4), 2 * RLC));
	});
}

#[test]
fn nothing_should_come_back_to_an_offer_that_is_gone_or_void() {
	let changes: [fn(OrderId); 3] = [
		|order| Book::cancel(Scheduler.origin(), order).unwrap(),
		|_| Workerpools::insert(POOL, Outsider.account()),
		|_| Book::list_pool(RuntimeOrigin::root(), POOL, false).unwrap(),
	];
	for change in changes {
		ExtBuilder::build_and_execute(|| {
			let (order, deal) = sell();
			change(order);
			let before = left(order);
			give_up(deal);
			assert_eq!((left(order), Sold::<Test>::get(deal)), (before, None));
		});
	}
}

#[test]
fn filled_offer_should_not_come_back() {
	ExtBuilder::build_and_execute(|| {
		let order = Scheduler.offers(10 * RLC, 2);
		Requester.asks(10 * RLC, 2);
		let (deal, _) = Told::get().remove(0);
		give_up(deal);
		assert_eq!((left(order), Scheduler.locked()), (None, 0));
	});
}

#[test]
fn rule_should_decide_what_a_supply_offers_after_tasks_were_given_up() {
	ExtBuilder::build_and_execute(|| {
		let offer = NewOffer { volume: 5, ..offer() };
		let rule = SupplyRule { offer, highest: 10 * RLC, step: 1, every: 60, stake: STAKE };
		assert_ok!(Book::set_supply(Scheduler.origin(), POOL, 0, Some(Box::new(rule))));
		assert_ok!(Book::refresh_supply(Outsider.origin(), POOL, 0));
		let order = Supplies::<Test>::get(POOL, 0).unwrap().order.unwrap();
		Requester.asks(10 * RLC, 2);
		let (deal, _) = Told::get().remove(0);
		give_up(deal);
		assert_eq!(left(order), Some(3));
		pass(60);
		assert_ok!(Book::refresh_supply(Outsider.origin(), POOL, 0));
		assert_eq!(left(order), Some(5));
	});
}

#[test]
fn what_was_sold_should_be_forgotten_with_its_deal() {
	ExtBuilder::build_and_execute(|| {
		let (_, deal) = sell();
		Book::forget_deal(deal);
		assert_eq!(Sold::<Test>::iter_keys().count(), 0);
	});
}
