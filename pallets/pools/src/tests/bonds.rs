// SPDX-License-Identifier: Apache-2.0

//! Slots of open pools are backed and warm up (PROTOCOL 9.3).

use crate::{mock::*, Bond, Bonds, Error, Event, Warming, Workers};
use bourse_primitives::{
	api::Hindrance,
	traits::{Assignments, Ledger, StakeReserve},
	MarketParameters, RLC,
};
use frame_support::{assert_noop, assert_ok};

/// Bond of a slot, in nRLC.
const BOND: u128 = RLC / 10;
/// Deposit of a worker's record, in nRLC.
const DEPOSIT: u128 = RLC / 100;
const WEEK: u64 = 7 * 86_400;

fn hindrances(who: u64) -> Vec<Hindrance> {
	Pools::hindrances(&who, &worker(who))
}

fn bond(who: u64) -> Bond {
	Bonds::<Test>::get(who)
}

fn set_slots(who: u64, slots: u32) {
	assert_ok!(Pools::set_slots(RuntimeOrigin::signed(who), slots));
}

fn backed(who: u64) -> (u32, u32) {
	let backing = worker(who).backing.unwrap();
	(backing.slots, backing.warm)
}

#[test]
fn apply_should_lock_the_deposit_and_bind_the_bonds_when_the_pool_is_open() {
	with_rules(|| {
		join_with(1, 4, 2 * RLC);
		assert_eq!((MockLedger::stake(&1), MockLedger::locked(&1)), (2 * RLC - DEPOSIT, DEPOSIT));
		assert_eq!(bond(1), Bond { slots: 4, given_up: 0, until: 0 });
		assert_eq!(Pools::reserved(&1), 4 * BOND);
		assert_eq!(worker(1).free_slots(), 4);
		assert_eq!(freed(), [POOL]);
	});
}

#[test]
fn apply_should_fail_when_the_stake_does_not_back_the_slots() {
	with_rules(|| {
		MockLedger::endow(&1, 4 * BOND - 1);
		let apply = |who, slots| Pools::apply(RuntimeOrigin::signed(who), POOL, slots);
		assert_noop!(apply(1, 4), Error::<Test>::SlotsNotBacked);
		assert_ok!(apply(1, 3));
		assert_noop!(apply(2, 1), Error::<Test>::DepositShort);
	});
}

#[test]
fn apply_should_count_all_machines_of_an_owner() {
	with_rules(|| {
		MockLedger::endow(&1, 4 * BOND + DEPOSIT);
		join_machine(1, 0, 3);
		let machine =
			|slots| Pools::apply_with(RuntimeOrigin::signed(1), POOL, Some(1), capacity(slots, 0));
		assert_noop!(machine(2), Error::<Test>::SlotsNotBacked);
		assert_ok!(machine(1));
		assert_eq!(bond(1).slots, 4);
	});
}

/// A price that is locked for a deal of its own would back slots that keep counting when it is paid.
#[test]
fn locked_stake_should_back_slots_that_there_are_and_no_new_ones() {
	with_rules(|| {
		join_with(1, 2, 6 * BOND);
		assert_ok!(MockLedger::lock(&1, 3 * BOND));
		let raise = |slots| Pools::set_slots(RuntimeOrigin::signed(1), slots);
		assert_noop!(raise(4), Error::<Test>::SlotsNotBacked);
		assert_ok!(raise(3));
		assert_ok!(MockLedger::lock(&1, 2 * BOND));
		assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(1), None));
		assert_eq!(backed(1), (3, 3));
		MockLedger::endow(&2, DEPOSIT);
		MockLedger::set_locked(&2, 100 * BOND);
		let apply = Pools::apply(RuntimeOrigin::signed(2), POOL, 1);
		assert_eq!(apply, Err(Error::<Test>::SlotsNotBacked.into()));
		MockLedger::set_locked(&2, 0);
	});
}

#[test]
fn apply_should_need_no_bond_when_the_pool_is_closed_or_the_rules_do_not_hold() {
	with_rules(|| {
		MockLedger::endow(&1, DEPOSIT);
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 9));
		assert_ok!(Pools::accept(RuntimeOrigin::signed(OTHER_OWNER), 1));
		assert_eq!((worker(1).backing, worker(1).free_slots()), (None, 9));
		assert_eq!(Pools::reserved(&1), 0);
	});
	build_and_execute(|| {
		join(1, 9);
		assert_eq!((worker(1).backing, worker(1).deposit), (None, 0));
		assert_eq!(Pools::reserved(&1), 0);
	});
}

#[test]
fn accept_should_need_bonds_when_the_pool_has_opened() {
	with_rules(|| {
		MockLedger::endow(&1, DEPOSIT);
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 1));
		assert_ok!(Pools::set_open(RuntimeOrigin::signed(OTHER_OWNER), CLOSED, true));
		let accept = || Pools::accept(RuntimeOrigin::signed(OTHER_OWNER), 1);
		assert_noop!(accept(), Error::<Test>::SlotsNotBacked);
		MockLedger::endow(&1, BOND);
		assert_ok!(accept());
		assert_eq!(bond(1).slots, 1);
	});
}

#[test]
fn worker_of_a_closed_pool_should_not_serve_the_deals_of_an_open_one_until_it_has_bonds() {
	with_rules(|| {
		MockLedger::endow(&1, RLC);
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 2));
		assert_ok!(Pools::accept(RuntimeOrigin::signed(OTHER_OWNER), 1));
		assert_ok!(Pools::set_open(RuntimeOrigin::signed(OTHER_OWNER), CLOSED, true));
		let draw = |n| draw(Ask { pool: CLOSED, ..ask(&[n]) });
		assert!(draw(1).is_empty());
		let not_backed = Hindrance::SlotsNotBacked { counting: 0, needed: 2 * BOND, has: RLC };
		assert!(hindrances(1).contains(&not_backed));
		assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(1), None));
		assert_eq!((draw(2), bond(1).slots), (vec![1], 2));
	});
}

#[test]
fn set_slots_should_fail_when_the_stake_does_not_back_more() {
	with_rules(|| {
		join_with(1, 2, 4 * BOND);
		let raise = |slots| Pools::set_slots(RuntimeOrigin::signed(1), slots);
		assert_noop!(raise(5), Error::<Test>::SlotsNotBacked);
		assert_ok!(raise(4));
		// Fewer can be offered at any time.
		MockLedger::set_stake(&1, 0);
		assert_ok!(raise(3));
		assert_noop!(raise(4), Error::<Test>::SlotsNotBacked);
		MockLedger::set_stake(&1, 4 * BOND - DEPOSIT);
	});
}

#[test]
fn bond_should_bind_stake_for_a_week_when_slots_are_given_up() {
	with_rules(|| {
		join_rich(1, 4);
		set_slots(1, 1);
		let until = Now::get() + WEEK;
		assert_eq!(bond(1), Bond { slots: 1, given_up: 3, until });
		assert_eq!(Pools::reserved(&1), 4 * BOND);
		// What is offered again was not given up.
		set_slots(1, 3);
		assert_eq!(bond(1), Bond { slots: 3, given_up: 1, until });
		pass(WEEK - 1);
		assert_eq!(Pools::reserved(&1), 4 * BOND);
		pass(1);
		assert_eq!(Pools::reserved(&1), 3 * BOND);
		// The earlier ones are over.
		set_slots(1, 2);
		assert_eq!(bond(1), Bond { slots: 2, given_up: 1, until: Now::get() + WEEK });
	});
}

#[test]
fn bond_should_bind_stake_for_a_week_when_the_worker_leaves_and_then_be_forgotten() {
	with_rules(|| {
		join_rich(1, 4);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_eq!(MockLedger::locked(&1), 0);
		assert_eq!(Pools::reserved(&1), 4 * BOND);
		pass(WEEK);
		assert_eq!(Pools::reserved(&1), 0);
		assert!(Bonds::<Test>::contains_key(1));
		idle();
		assert!(!Bonds::<Test>::contains_key(1));
	});
}

#[test]
fn deposit_should_be_freed_when_an_expelled_or_rejected_worker_is_gone() {
	with_rules(|| {
		join_rich(1, 1);
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), 1));
		assert_eq!((MockLedger::locked(&1), bond(1).slots), (DEPOSIT, 1));
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_eq!(bond(1), Bond { slots: 0, given_up: 1, until: Now::get() + WEEK });
		MockLedger::endow(&2, RLC);
		assert_ok!(Pools::apply(RuntimeOrigin::signed(2), CLOSED, 1));
		assert_eq!(MockLedger::locked(&2), DEPOSIT);
		assert_ok!(Pools::reject(RuntimeOrigin::signed(OTHER_OWNER), 2));
		assert_eq!((MockLedger::locked(&1), MockLedger::locked(&2)), (0, 0));
	});
}

#[test]
fn all_deposits_should_sum_them_by_owner() {
	with_rules(|| {
		use bourse_primitives::traits::Assignments;
		join_rich(1, 1);
		MockLedger::endow(&2, RLC);
		join_machine(2, 0, 1);
		join_machine(2, 1, 1);
		// A later deposit does not change earlier ones.
		Market::mutate(|market| market.worker_deposit = 1);
		join_machine(2, 2, 1);
		assert_eq!(Chain::all_deposits(), [(1, DEPOSIT), (2, 2 * DEPOSIT + 1)]);
	});
}

#[test]
fn draw_should_take_unbacked_slots_out_of_count_once_when_stake_was_lost() {
	with_rules(|| {
		join_with(1, 4, RLC);
		// Half a slot is missing.
		let stake = 7 * BOND / 2 - DEPOSIT;
		MockLedger::set_stake(&1, stake);
		let has = stake + DEPOSIT;
		let short = Hindrance::SlotsNotBacked { counting: 0, needed: 4 * BOND, has };
		assert_eq!(hindrances(1), [Hindrance::NoHotKey, short]);
		assert!(assign(1, 1).is_empty());
		assert_eq!((backed(1), bond(1)), ((3, 3), Bond { slots: 3, given_up: 0, until: 0 }));
		let partly = Hindrance::SlotsNotBacked { counting: 3, needed: 4 * BOND, has };
		assert_eq!(hindrances(1), [Hindrance::NoHotKey, partly.clone()]);
		assert!(!partly.bars_draw());
		assert_eq!(assign(2, 1), [1]);
		assert_eq!(Pools::reserved(&1), 3 * BOND);
		// Back with the next heartbeat after a deposit.
		MockLedger::endow(&1, BOND);
		assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(1), None));
		assert_eq!(backed(1), (4, 4));
	});
}

#[test]
fn new_slots_should_be_drawn_after_the_warm_up_when_the_pool_is_open() {
	with_rules(|| {
		set_warm_up();
		join_rich(1, 2);
		let until = Now::get() + WARM_UP;
		assert_eq!((backed(1), worker(1).free_slots(), freed()), ((2, 0), 0, vec![]));
		let warming = Hindrance::WarmingUp { warm: 0, until };
		assert_eq!(hindrances(1), [Hindrance::NoHotKey, warming.clone()]);
		assert!(warming.bars_draw());
		pass(WARM_UP - 1);
		idle();
		assert!(assign(1, 1).is_empty());
		pass(1);
		idle();
		assert_eq!((backed(1), freed()), ((2, 2), vec![POOL]));
		assert_eq!(assign(2, 1), [1]);
		assert_eq!(Warming::<Test>::iter().count(), 0);
		// More of them: the others stay.
		set_slots(1, 5);
		assert_eq!((backed(1), worker(1).free_slots()), ((5, 2), 1));
		assert!(!Hindrance::WarmingUp { warm: 2, until }.bars_draw());
		pass(WARM_UP);
		idle();
		assert_eq!(worker(1).free_slots(), 4);
	});
}

#[test]
fn owners_should_count_when_a_slot_is_warm_and_no_longer() {
	with_rules(|| {
		set_warm_up();
		join_rich(1, 2);
		assert_eq!(Chain::owners(POOL), 0);
		pass(WARM_UP);
		idle();
		assert_eq!(Chain::owners(POOL), 1);
		set_slots(1, 0);
		assert_eq!(Chain::owners(POOL), 0);
	});
}

#[test]
fn owners_should_count_only_while_a_worker_is_active_and_its_node_takes_tasks() {
	with_rules(|| {
		(1..=2).for_each(|who| join_rich(who, 2));
		let ready = |slots| {
			assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(1), Some(slots)));
		};
		ready(0);
		assert_eq!(Chain::owners(POOL), 1);
		ready(1);
		assert_eq!(Chain::owners(POOL), 2);
		assert_eq!(assign(1, 2).len(), 2);
		// Which suspends it.
		miss(1, 2);
		assert_eq!(Chain::owners(POOL), 1);
		release(&[1]);
	});
}

#[test]
fn warm_up_should_start_anew_for_slots_that_were_given_up() {
	with_rules(|| {
		set_warm_up();
		join_rich(1, 4);
		pass(WARM_UP);
		idle();
		set_slots(1, 1);
		set_slots(1, 4);
		assert_eq!(backed(1), (4, 1));
		// Left and joined again: the first warm-up no longer counts.
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		pass(WARM_UP / 2);
		join(1, 2);
		pass(WARM_UP / 2);
		idle();
		assert_eq!((backed(1), roster_len(POOL)), ((2, 0), 0));
		pass(WARM_UP / 2);
		idle();
		assert_eq!(backed(1), (2, 2));
	});
}

#[test]
fn warm_up_should_take_sixteen_a_block_and_stop_when_the_weight_does_not_suffice() {
	with_rules(|| {
		set_warm_up();
		(1..=20).for_each(|who| join_rich(who, 1));
		pass(WARM_UP);
		let weight = <() as crate::WeightInfo>::warm_up(3);
		assert_eq!(Pools::warm_up(weight), weight);
		assert_eq!(roster_len(POOL), 3);
		idle();
		assert_eq!(roster_len(POOL), 19);
		idle();
		assert_eq!(roster_len(POOL), 20);
	});
}

/// One account takes slots and gives them up again and again.
#[test]
fn warm_up_should_take_nobody_s_turn_for_slots_that_were_given_up() {
	with_rules(|| {
		set_warm_up();
		join_rich(1, 1);
		for _ in 0..100 {
			set_slots(1, 0);
			set_slots(1, 1);
		}
		join_rich(2, 1);
		assert_eq!(Warming::<Test>::iter().count(), 102);
		pass(WARM_UP);
		idle();
		assert_eq!((backed(1), backed(2)), ((1, 1), (1, 1)));
		assert_eq!(Warming::<Test>::iter().count(), 0);
	});
}

#[test]
fn attack_15_should_not_change_draws_when_a_thousand_slots_come_for_ten_minutes() {
	// The draws of ten honest workers, with and without the thousand.
	let draws = |attack: bool| {
		let mut drawn = Vec::new();
		with_rules(|| {
			set_warm_up();
			(1..=10).for_each(|who| join_rich(who, 4));
			pass(WARM_UP);
			idle();
			if attack {
				MaxSlots::set(512);
				join_with(21, 500, 100 * RLC);
				join_with(22, 500, 100 * RLC);
			}
			for n in 0..60 {
				pass(10);
				idle();
				drawn.push(assign(n, 3));
				release(&[n]);
			}
		});
		drawn
	};
	let before = draws(false);
	assert!(before.iter().all(|crew| crew.len() == 3));
	assert_eq!(draws(true), before);
}

#[test]
fn laptop_with_two_rlc_should_offer_four_slots_and_hold_four_tasks() {
	with_rules(|| {
		Market::set(MarketParameters::default());
		join_with(1, 4, 2 * RLC);
		pass(3_600);
		idle();
		let demand = bourse_primitives::traits::Demand { stake: 3 * RLC / 10, ..demand() };
		for n in 1..=4 {
			assert_eq!(draw(Ask { demand, ..ask(&[n]) }), [1]);
			// What the assignment locks.
			assert_ok!(MockLedger::lock(&1, demand.stake));
		}
		assert_eq!(Workers::<Test>::get(1).unwrap().free_slots(), 0);
	});
}

#[test]
fn slots_backed_should_be_told() {
	with_rules(|| {
		set_warm_up();
		join_rich(1, 2);
		let told = Event::SlotsBacked { worker: 1, slots: 2, warm_at: Now::get() + WARM_UP };
		assert!(events().contains(&told));
	});
}
