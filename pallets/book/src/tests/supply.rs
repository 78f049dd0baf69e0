// SPDX-License-Identifier: Apache-2.0

//! Offers that the chain keeps.

use crate::{
	mock::*, Error, NewOffer, NewOrder, OnOffer, PoolVolume, Supplies, SupplyCursor, SupplyRule,
	WeightInfo,
};
use bourse_primitives::{
	traits::{Ledger, Matches},
	*,
};
use frame_support::{assert_noop, assert_ok, pallet_prelude::Weight, traits::Hooks};

/// Up to 5 tasks, for 10 to 10.1 RLC, 4 ticks a minute.
fn rule() -> SupplyRule {
	SupplyRule {
		offer: NewOffer { volume: 5, ..offer() },
		highest: 10_100_000_000,
		step: 4,
		every: 60,
		stake: STAKE,
	}
}

/// What a look costs, in nRLC.
const FEE: Balance = RLC / 1_000;

fn set(rule: SupplyRule) {
	assert_ok!(Book::set_supply(Scheduler.origin(), POOL, 0, Some(Box::new(rule))));
}

/// Order, price and tasks of the supply.
fn supplied() -> Option<(crate::OrderId, Balance, u64)> {
	let order = Supplies::<Test>::get(POOL, 0)?.order?;
	let link = crate::Orders::<Test>::get(order)?.link;
	Some((order, crate::engine::price_of(link.tick), link.left))
}

fn refresh() {
	assert_ok!(Book::refresh_supply(Outsider.origin(), POOL, 0));
}

#[test]
fn chain_should_keep_tasks_on_offer() {
	ExtBuilder::build_and_execute(|| {
		set(rule());
		Book::on_idle(1, Weight::MAX);
		let (order, price, volume) = supplied().unwrap();
		assert_eq!((price, volume), (10 * RLC, 5));
		Requester.asks(10 * RLC, 2);
		pass(60);
		// The round ends, and begins anew.
		Book::on_idle(1, Weight::MAX);
		Book::on_idle(1, Weight::MAX);
		assert_eq!(supplied(), Some((order, 10 * RLC, 5)));
	});
}

#[test]
fn chain_should_place_nothing_while_trade_is_stopped() {
	ExtBuilder::build_and_execute(|| {
		set(rule());
		// A request that the supply would serve.
		Requester.asks(10 * RLC, 2);
		TradesNow::set(false);
		Book::on_idle(1, Weight::MAX);
		assert_eq!((supplied(), deals().len()), (None, 0));
		TradesNow::set(true);
		Book::on_idle(1, Weight::MAX);
		assert_eq!((supplied().map(|(_, _, volume)| volume), deals().len()), (Some(3), 1));
	});
}

/// Nobody sends a transaction for what the chain does by itself.
#[test]
fn owner_should_pay_for_the_look_of_the_chain_and_for_its_deals() {
	ExtBuilder::build_and_execute(|| {
		set(rule());
		Requester.asks(10 * RLC, 2);
		let has = || Scheduler.stake() + Scheduler.locked();
		events();
		Book::on_idle(1, Weight::MAX);
		assert_eq!((deals().len(), has(), MockLedger::kitty()), (1, STAKE - 2 * FEE, 2 * FEE));
		let owner = Scheduler.account();
		let paid = crate::Event::SupplyPaid { pool: POOL, number: 0, owner, fee: 2 * FEE };
		assert!(events().contains(&paid));
		// Also when nothing changes.
		pass(60);
		Book::on_idle(1, Weight::MAX);
		assert_eq!(has(), STAKE - 3 * FEE);
		// Whoever asks for it pays a transaction.
		pass(60);
		refresh();
		assert_eq!(has(), STAKE - 3 * FEE);
	});
}

/// The weights of the tests' runtime.
type W = <Test as crate::Config>::WeightInfo;

/// Half of what a block leaves is the book's.
fn idle_within(limit: Weight) -> Weight {
	Book::on_idle(1, limit.saturating_mul(2))
}

#[test]
fn chain_should_leave_a_supply_alone_when_the_worst_of_it_does_not_fit() {
	ExtBuilder::build_and_execute(|| {
		set(rule());
		Requester.asks(10 * RLC, 2);
		let (before, has) = (Supplies::<Test>::get(POOL, 0), Scheduler.stake());
		events();
		let enough = W::look_at_supply().saturating_add(Book::look_weight());
		let less = enough.saturating_sub(Weight::from_parts(1, 0));
		// The looks at a supply and at a claim are all that it does.
		let looks = W::look_at_supply().saturating_add(W::look_at_claim());
		assert_eq!(idle_within(less), looks);
		assert_eq!((Supplies::<Test>::get(POOL, 0), Scheduler.stake()), (before, has));
		assert_eq!((events(), SupplyCursor::<Test>::get(), deals().len()), (vec![], None, 0));
		// Not even these.
		assert_eq!(idle_within(Weight::from_parts(1, 0)), Weight::zero());
		// The next block begins with it.
		idle_within(enough);
		assert_eq!(deals().len(), 1);
	});
}

#[test]
fn chain_should_tell_the_weight_of_its_look_at_a_supply_as_it_was() {
	ExtBuilder::build_and_execute(|| {
		set(rule());
		Requester.asks(10 * RLC, 2);
		let deal = W::deal().saturating_add(<Market as Matches<AccountId>>::weight(0));
		// Of the supply, of the round's end, and of the claims, of which there are none.
		let looks = W::look_at_supply().saturating_mul(2).saturating_add(W::look_at_claim());
		let looked = W::refresh_unasked().saturating_add(deal);
		assert_eq!(Book::on_idle(1, Weight::MAX), looks.saturating_add(looked));
		assert_eq!(deals().len(), 1);
		// Nothing is due.
		assert_eq!(Book::on_idle(1, Weight::MAX), looks);
	});
}

#[test]
fn supply_should_wait_for_stake_and_end_without_any() {
	ExtBuilder::build_and_execute(|| {
		set(rule());
		MockLedger::set_stake(&Scheduler.account(), 20 * FEE);
		Book::on_idle(1, Weight::MAX);
		assert_eq!((supplied(), Scheduler.stake()), (None, 19 * FEE));
		assert!(Supplies::<Test>::contains_key(POOL, 0));
		MockLedger::set_stake(&Scheduler.account(), FEE - 1);
		pass(60);
		Book::on_idle(1, Weight::MAX);
		assert_eq!(Supplies::<Test>::get(POOL, 0), None);
		assert_eq!((Scheduler.stake(), Scheduler.locked()), (FEE - 1, 0));
	});
}

#[test]
fn order_of_a_supply_should_pay_for_the_look_when_nothing_else_can() {
	ExtBuilder::build_and_execute(|| {
		set(rule());
		Book::on_idle(1, Weight::MAX);
		let locked = Scheduler.locked();
		assert!(supplied().is_some() && locked > 0);
		MockLedger::set_stake(&Scheduler.account(), 0);
		pass(60);
		Book::on_idle(1, Weight::MAX);
		// Freed, and on offer again.
		assert_eq!(Scheduler.stake() + Scheduler.locked(), locked - FEE);
		assert!(supplied().is_some());
	});
}

/// Else it took two transactions, and a wait between them, to go to market.
#[test]
fn new_pool_should_have_its_supply_before_its_workers() {
	ExtBuilder::build_and_execute(|| {
		RulesHold::set(true);
		OwnersThere::set(0);
		SlotsNow::set(slots(0, 0));
		set(rule());
		refresh();
		assert_eq!((supplied(), Supplies::<Test>::get(POOL, 0).is_some()), (None, true));
		// One is too few for the trust of the offer.
		OwnersThere::set(1);
		SlotsNow::set(slots(20, 20));
		let refused = Book::set_supply(Scheduler.origin(), POOL, 1, Some(Box::new(rule())));
		let error = pallet_market::Error::<Test>::PoolCantServe { needed: 2, there: 1 };
		assert_eq!(refused, Err(error.into()));
		pass(60);
		refresh();
		assert_eq!(supplied(), None);
		OwnersThere::set(2);
		pass(60);
		refresh();
		// At the lowest price, which it had without slots, too.
		assert_eq!(supplied().map(|(_, price, volume)| (price, volume)), Some((10 * RLC, 5)));
	});
}

#[test]
fn price_should_follow_the_load_by_one_step_each_time() {
	ExtBuilder::build_and_execute(|| {
		set(rule());
		SlotsNow::set(slots(20, 10));
		// Half of the way is 5 ticks of a hundredth of an RLC.
		for price in [10_040_000_000, 10_050_000_000, 10_050_000_000] {
			refresh();
			assert_eq!(supplied().map(|(_, price, _)| price), Some(price));
			pass(60);
		}
		SlotsNow::set(slots(20, 20));
		refresh();
		assert_eq!(supplied().map(|(_, price, _)| price), Some(10_010_000_000));
	});
}

#[test]
fn pool_should_offer_no_more_than_its_free_slots_serve() {
	ExtBuilder::build_and_execute(|| {
		// A task of trust 4 takes two slots, one of trust 1 takes one.
		set(SupplyRule { highest: 10 * RLC, ..rule() });
		Scheduler.offers(12 * RLC, 5);
		let weak = NewOffer { trust: 1, price: 12 * RLC, volume: 3, ..offer() };
		assert_ok!(Scheduler.places(NewOrder::Offer(weak), hour()));
		let of_others = OnOffer { tasks: 8, slots: 13 };
		assert_eq!(PoolVolume::<Test>::get(POOL), of_others);
		refresh();
		assert_eq!(supplied().map(|(_, _, volume)| volume), Some(3));
		assert_eq!(PoolVolume::<Test>::get(POOL), OnOffer { tasks: 11, slots: 19 });
		SlotsNow::set(slots(20, 0));
		pass(60);
		refresh();
		assert_eq!((supplied(), PoolVolume::<Test>::get(POOL)), (None, of_others));
		SlotsNow::set(slots(20, 17));
		pass(60);
		refresh();
		assert_eq!(supplied().map(|(_, _, volume)| volume), Some(2));
	});
}

#[test]
fn supply_should_stay_within_its_owner_s_stake() {
	ExtBuilder::build_and_execute(|| {
		set(rule());
		MockLedger::set_stake(&Scheduler.account(), 7 * RLC);
		refresh();
		assert_eq!(supplied().map(|(_, _, volume)| volume), Some(2));
	});
}

#[test]
fn supply_should_lock_no_more_than_its_rule_sets_aside() {
	ExtBuilder::build_and_execute(|| {
		set(SupplyRule { stake: 7 * RLC, ..rule() });
		refresh();
		assert_eq!(supplied().map(|(_, _, volume)| volume), Some(2));
		assert_eq!(Scheduler.locked(), 6 * RLC + DEPOSIT);
		// What is sold is not offered on, and comes on top.
		Requester.asks(10 * RLC, 2);
		pass(60);
		refresh();
		assert_eq!(supplied().map(|(_, _, volume)| volume), Some(2));
	});
}

/// The former owner could not end it, and would pay for each look of the chain.
#[test]
fn supply_should_end_when_the_pool_has_another_owner() {
	let looks: [fn(); 2] = [refresh, || {
		Book::on_idle(1, Weight::MAX);
	}];
	for look in looks {
		ExtBuilder::build_and_execute(|| {
			set(rule());
			refresh();
			assert!(supplied().is_some());
			Workerpools::insert(POOL, Outsider.account());
			pass(60);
			events();
			look();
			let ended = crate::Event::SupplySet { pool: POOL, number: 0, rule: None };
			assert_eq!(events().pop(), Some(ended));
			assert!(!Supplies::<Test>::contains_key(POOL, 0));
			assert_eq!((Scheduler.stake(), Scheduler.locked()), (STAKE, 0));
			assert_eq!(PoolVolume::<Test>::get(POOL), OnOffer::default());
		});
	}
}

#[test]
fn supply_should_have_a_new_order_when_its_owner_revoked_all() {
	ExtBuilder::build_and_execute(|| {
		set(rule());
		refresh();
		let old = supplied().unwrap().0;
		bourse_mocks::registry::Epochs::<AccountId>::insert(Party::Workerpool(POOL), 1);
		pass(60);
		refresh();
		let (new, _, volume) = supplied().unwrap();
		assert_eq!((left(old), new > old, volume), (None, true, 5));
	});
}

#[test]
fn set_supply_should_be_refused_with_the_reason() {
	ExtBuilder::build_and_execute(|| {
		let try_set = |who: Actor, number, rule: Option<SupplyRule>| {
			Book::set_supply(who.origin(), POOL, number, rule.map(Box::new))
		};
		assert_noop!(try_set(Outsider, 0, Some(rule())), Error::<Test>::NotOwner);
		assert_noop!(try_set(Scheduler, 4, Some(rule())), Error::<Test>::InvalidSupply);
		assert_noop!(try_set(Scheduler, 0, None), Error::<Test>::UnknownSupply);
		for wrong in [
			SupplyRule { highest: 9 * RLC, ..rule() },
			SupplyRule { step: 0, ..rule() },
			SupplyRule { every: 59, ..rule() },
			SupplyRule { stake: 3 * RLC - 1, ..rule() },
			SupplyRule { every: 3_601, ..rule() },
			SupplyRule { offer: NewOffer { pool: OTHER_POOL, ..offer() }, ..rule() },
		] {
			assert_noop!(try_set(Scheduler, 0, Some(wrong)), Error::<Test>::InvalidSupply);
		}
		set(rule());
		refresh();
		assert_noop!(Book::refresh_supply(Outsider.origin(), POOL, 0), Error::<Test>::NotDue);
		assert_noop!(
			Book::refresh_supply(Outsider.origin(), POOL, 1),
			Error::<Test>::UnknownSupply
		);
		assert_ok!(try_set(Scheduler, 0, None));
		assert_eq!(Scheduler.locked(), 0);
	});
}
