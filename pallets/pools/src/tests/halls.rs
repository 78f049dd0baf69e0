// SPDX-License-Identifier: Apache-2.0

//! Kinds of workers, and the owners of a pool's workers (PROTOCOL 9.3).

use crate::{mock::*, Capacity, Error, Event, Kinds, OwnerWorkers, Suspension, WorkerStatus};
use bourse_primitives::{
	api::Hindrance,
	traits::{Assignments, Demand, Ledger},
	CategoryId, PoolRules, Tag, RLC,
};
use frame_support::{assert_noop, assert_ok};
use std::collections::BTreeMap;

fn of_categories(slots: u32, categories: &[u32]) -> Capacity {
	let categories: Vec<_> = categories.iter().copied().map(CategoryId).collect();
	Capacity { categories: categories.try_into().unwrap(), ..Capacity::of_slots(slots) }
}

fn join_as(who: u64, capacity: Capacity) {
	MockLedger::endow(&who, 10 * RLC);
	assert_ok!(Pools::apply_with(RuntimeOrigin::signed(who), POOL, None, capacity));
}

fn set_max_stake(who: u64, max_stake: u128) {
	assert_ok!(Pools::set_max_stake(RuntimeOrigin::signed(who), max_stake));
}

fn kinds() -> Vec<Option<u32>> {
	Kinds::<Test>::get(POOL).into_iter().map(|hall| hall.map(|hall| hall.workers)).collect()
}

#[test]
fn workers_of_one_kind_should_share_a_hall() {
	with_rules(|| {
		join_rich(1, 1);
		join_as(2, of_categories(1, &[3, 1, 3]));
		join_as(3, of_categories(4, &[1, 3]));
		assert_eq!(kinds(), [Some(1), Some(2)]);
		assert_eq!([1, 2, 3].map(|who| worker(who).hall), [0, 1, 1]);
		let capacity = of_categories(2, &[]);
		assert_ok!(Pools::set_capacity(RuntimeOrigin::signed(2), capacity));
		assert_eq!(kinds(), [Some(2), Some(1)]);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_ok!(Pools::leave(RuntimeOrigin::signed(2)));
		assert_eq!(kinds(), [None, Some(1)]);
		join_as(4, of_categories(2, &[9]));
		assert_eq!(kinds(), [Some(1), Some(1)]);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(3)));
		assert_ok!(Pools::leave(RuntimeOrigin::signed(4)));
		assert!(!Kinds::<Test>::contains_key(POOL));
	});
}

#[test]
fn halls_should_not_be_used_when_the_rules_do_not_hold() {
	build_and_execute(|| {
		assert_ok!(Pools::apply_with(RuntimeOrigin::signed(1), POOL, None, of_categories(1, &[7])));
		set_max_stake(1, 1);
		assert!(kinds().is_empty());
		let demand = Demand { category: CategoryId(7), ..demand() };
		assert_eq!(draw(Ask { demand, ..ask(&[1]) }), [1]);
		assert_eq!(Chain::owners(POOL), 0);
	});
}

#[test]
fn apply_should_fail_when_the_pool_has_too_many_kinds_unless_the_worker_is_plain() {
	with_rules(|| {
		(1..=62).for_each(|who| join_as(who, of_categories(1, &[who as u32])));
		MockLedger::endow(&64, 10 * RLC);
		let apply =
			|who, capacity| Pools::apply_with(RuntimeOrigin::signed(who), POOL, None, capacity);
		assert_noop!(apply(64, of_categories(1, &[64])), Error::<Test>::TooManyKinds);
		assert_ok!(apply(64, of_categories(1, &[62])));
		join_rich(65, 1);
		join_as(66, Capacity { tag: Tag::GPU, ..Capacity::of_slots(1) });
		assert_eq!(kinds().len(), 64);
		let change = Pools::set_max_stake(RuntimeOrigin::signed(65), 1);
		assert_noop!(change, Error::<Test>::TooManyKinds);
		// The only one of its kind makes room for its new one.
		set_max_stake(1, RLC);
		assert_eq!(kinds().len(), 64);
	});
}

#[test]
fn set_max_stake_should_keep_dearer_tasks_away() {
	with_rules(|| {
		join_rich(1, 4);
		set_key(1, 1);
		let demand = |stake| Demand { stake, worker_stake: stake, ..demand() };
		let drawn = |n, stake| draw(Ask { demand: demand(stake), ..ask(&[n]) });
		assert_eq!(worker(1).max_stake, 10 * RLC);
		events();
		freed();
		set_max_stake(1, RLC / 5);
		assert_eq!(events(), [Event::MaxStakeSet { worker: 1, max_stake: RLC / 5 }]);
		assert!(freed().is_empty());
		assert!(drawn(1, RLC / 5 + 1).is_empty());
		assert_eq!(
			Pools::hindrance_of_deal(&1, &worker(1), demand(RLC / 5 + 1)),
			Some(Hindrance::MaxStakeTooLow { deal: DEAL, needed: RLC / 5 + 1, max_stake: RLC / 5 })
		);
		assert_eq!(drawn(2, RLC / 5), [1]);
		// What an assignment locks besides is a fee.
		let demand = Demand { stake: RLC, ..demand(RLC / 5) };
		assert_eq!(draw(Ask { demand, ..ask(&[3]) }), [1]);
	});
}

#[test]
fn set_max_stake_should_fail_when_the_amount_is_odd_or_nobody_is_there() {
	with_rules(|| {
		let set = |who, stake| Pools::set_max_stake(RuntimeOrigin::signed(who), stake);
		assert_noop!(set(1, 1), Error::<Test>::NotAWorker);
		join_rich(1, 1);
		for odd in [0, 3, 11, 30, 15 * RLC, u128::MAX] {
			assert_noop!(set(1, odd), Error::<Test>::BadMaxStake);
		}
		for round in [1, 2, 5, 10, 20, 500, RLC, 200_000 * RLC] {
			assert_ok!(set(1, round));
		}
		assert_eq!(assign(1, 1), [1]);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_noop!(set(1, 1), Error::<Test>::AlreadyLeaving);
	});
}

/// How often each of ten honest workers is drawn in 400 draws of three, and how many draws fail,
/// beside a thousand machines that `spoil` makes.
fn honest_draws(spoil: impl FnOnce()) -> (BTreeMap<u64, u32>, u32) {
	let (mut counts, mut failed) = (BTreeMap::new(), 0);
	with_rules(|| {
		MaxProbes::set(64);
		(1..=10).for_each(|who| join_rich(who, 2));
		spoil();
		for n in 0..400 {
			let demand = Demand { stake: RLC / 2, worker_stake: RLC / 2, ..demand() };
			let crew = draw(Ask { demand, limit: 3, ..ask(&[n]) });
			failed += u32::from(crew.len() < 3);
			crew.into_iter().for_each(|who| *counts.entry(who).or_default() += 1);
			release(&[n]);
		}
	});
	(counts, failed)
}

#[test]
fn attack_9_should_not_change_draws_when_a_thousand_machines_fit_nothing() {
	let before = honest_draws(|| ());
	assert_eq!(before.1, 0);
	let many = 2_001..=3_000u64;
	let other_category = || many.clone().for_each(|who| join_as(who, of_categories(1, &[9])));
	let no_stake_at_risk = || {
		for who in many.clone() {
			join_rich(who, 1);
			set_max_stake(who, 1);
		}
	};
	// The same workers for the same tasks, to the last one.
	assert_eq!(honest_draws(other_category), before);
	assert_eq!(honest_draws(no_stake_at_risk), before);
}

#[test]
fn attack_9_should_only_delay_draws_when_a_thousand_owners_have_lost_their_free_stake() {
	let (counts, failed) = honest_draws(|| {
		for who in 2_001..=3_000 {
			join_rich(who, 1);
			// All of it in deals of its own.
			assert_ok!(MockLedger::lock(&who, MockLedger::stake(&who)));
		}
	});
	assert!(counts.keys().all(|who| *who <= 10));
	// Each draw puts eight aside, and none of them comes back.
	assert!((1..=130).contains(&failed), "{failed}");
	let least = counts.values().min().copied().unwrap_or_default();
	assert!(counts.len() == 10 && least > 60, "{counts:?}");
}

#[test]
fn draw_should_suspend_a_worker_whose_owner_has_no_stake_free_until_a_task_ends() {
	with_rules(|| {
		join_rich(1, 3);
		set_key(1, 1);
		let demand = Demand { stake: RLC, ..demand() };
		let drawn = |n| draw(Ask { demand, ..ask(&[n]) });
		assert_eq!(drawn(1), [1]);
		let all = MockLedger::stake(&1);
		assert_ok!(MockLedger::lock(&1, all));
		events();
		assert!(drawn(2).is_empty());
		let why = Suspension::Unfit;
		assert_eq!(events(), [Event::WorkerSuspended { pool: POOL, worker: 1, why }]);
		let needed = Market::get().worker_fee;
		assert_eq!(Pools::hindrances(&1, &worker(1)), [Hindrance::Unfit { needed, free: 0 }]);
		// Not due, as long as it would change nothing.
		assert!(!Pools::is_heartbeat_due(&1, &worker(1)));
		assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(1), None));
		assert_eq!(worker(1).status, WorkerStatus::Suspended);
		assert_ok!(MockLedger::unlock(&1, needed));
		pass(59);
		assert!(!Pools::is_heartbeat_due(&1, &worker(1)));
		pass(1);
		assert!(Pools::is_heartbeat_due(&1, &worker(1)));
		freed();
		release(&[1]);
		assert_eq!((worker(1).status, freed()), (WorkerStatus::Active, vec![POOL]));
	});
}

#[test]
fn draw_should_go_by_the_rules_that_the_deal_took_over() {
	with_rules(|| {
		join_rich(1, 4);
		let open = PoolRules { admission: crate::Admission::Open, ..Default::default() };
		let demand = Demand { rules: Some(open), ..demand() };
		let changed = PoolRules { min_score: 1, assigned_by: crate::AssignedBy::Scheduler, ..open };
		assert_ok!(Pools::set_rules(RuntimeOrigin::signed(OWNER), POOL, changed));
		assert_eq!(draw(Ask { demand, ..ask(&[1]) }), [1]);
		let strict = Demand { rules: Some(PoolRules { min_score: 1, ..open }), ..demand };
		assert_ok!(Pools::set_rules(RuntimeOrigin::signed(OWNER), POOL, open));
		assert!(draw(Ask { demand: strict, ..ask(&[2]) }).is_empty());
		assert_eq!(worker(1).status, WorkerStatus::Active);
	});
}

#[test]
fn draw_should_weigh_everybody_as_a_newcomer_when_the_deal_has_the_rules() {
	with_rules(|| {
		(1..=9).for_each(|who| join_rich(who, 4));
		(1..=9).for_each(|who| MockScores::set(who, 10_000));
		let demand = Demand { rules: Some(Pools::rules(POOL)), ..demand() };
		assert_eq!(draw(Ask { demand, target: 8.into(), ..ask(&[1]) }).len(), 3);
		assert_eq!(assign_to(2, 8, 9).len(), 1);
	});
}

#[test]
fn draw_should_pass_over_whoever_came_after_the_first_contribution() {
	with_rules(|| {
		join_rich(1, 1);
		pass(10);
		join_rich(2, 1);
		let first = Now::get();
		assert_eq!(draw(Ask { accepted_before: Some(first), ..ask(&[1]) }), [1]);
		release(&[1]);
		let wanted = bourse_primitives::traits::Want {
			task: task(1),
			target: ALL,
			limit: 1,
			former: &[],
			whole: false,
			accepted_before: Some(first),
		};
		let conditions = crate::Conditions::<Test>::of_deal(POOL, demand());
		let of_task = |who| conditions.hindrance_of_task(&worker(who), &wanted);
		assert_eq!(of_task(1), None);
		assert_eq!(of_task(2), Some(Hindrance::AcceptedLate { deal: DEAL, before: first }));
		let mut later = draw(Ask { accepted_before: Some(first + 1), ..ask(&[2]) });
		later.sort();
		assert_eq!(later, [1, 2]);
	});
}

#[test]
fn exclusions_should_be_refused_and_ignored() {
	with_rules(|| {
		RulesHold::set(false);
		put_in_group(bourse_primitives::GroupId(1), 1);
		let exclude = || {
			let group = Some(bourse_primitives::GroupId(1));
			Pools::set_exclusion(RuntimeOrigin::signed(REQUESTER), group)
		};
		assert_ok!(exclude());
		RulesHold::set(true);
		assert_noop!(exclude(), Error::<Test>::NoExclusions);
		join_rich(1, 1);
		assert_eq!(assign(1, 1), [1]);
	});
}

#[test]
fn owners_should_count_each_owner_once() {
	with_rules(|| {
		MockLedger::endow(&1, RLC);
		join_machine(1, 0, 1);
		join_machine(1, 1, 1);
		join_rich(2, 1);
		MockLedger::endow(&3, RLC);
		assert_ok!(Pools::apply(RuntimeOrigin::signed(3), CLOSED, 1));
		assert_eq!((Chain::owners(POOL), Chain::owners(CLOSED)), (2, 0));
		assert_ok!(Pools::accept(RuntimeOrigin::signed(OTHER_OWNER), 3));
		assert_eq!(Chain::owners(CLOSED), 1);
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), 1_000));
		assert_eq!(Chain::owners(POOL), 2);
		assert_eq!(assign(1, 9).len(), 2);
		// Leaving: not accepted any more.
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1_001)));
		assert_ok!(Pools::leave(RuntimeOrigin::signed(2)));
		assert_eq!(Chain::owners(POOL), 0);
		assert_eq!(OwnerWorkers::<Test>::iter_prefix(POOL).count(), 0);
		release(&[1]);
	});
}

#[test]
fn free_slots_should_be_told_once_a_call_whenever_they_grow() {
	with_rules(|| {
		(1..=3).for_each(|who| join_rich(who, 2));
		assert_eq!(freed(), [POOL; 3]);
		assert_eq!(assign(1, 3).len(), 3);
		assert_eq!(assign(2, 3).len(), 3);
		assert!(freed().is_empty());
		release(&[1]);
		assert_eq!(freed(), [POOL]);
		withdraw(2, 1);
		assert_eq!(freed(), [POOL]);
		// A miss suspends, so nothing is free.
		miss(2, 2);
		assert!(freed().is_empty());
		let beat = |who, ready| Pools::heartbeat(RuntimeOrigin::signed(who), ready);
		assert_ok!(beat(3, Some(0)));
		assert!(freed().is_empty());
		assert_ok!(beat(3, Some(2)));
		assert_eq!(freed(), [POOL]);
		assert_ok!(beat(3, Some(2)));
		assert!(freed().is_empty());
		pass(60);
		assert_ok!(beat(2, None));
		assert_eq!(freed(), [POOL]);
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(1), 1));
		assert!(freed().is_empty());
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(1), 2));
		assert_eq!(freed(), [POOL]);
	});
}
