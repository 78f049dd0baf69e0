// SPDX-License-Identifier: Apache-2.0

//! Workers whose owners have too little stake free for a task, and their way back.

use crate::{is_round, mock::*, round_down, Event, Mark, Marks, WorkerStatus, MAX_MARKS};
use bourse_primitives::{
	api::Hindrance,
	traits::{Assignments, Demand, Drawn, Ledger},
	PoolRules, RLC,
};
use frame_support::assert_ok;
use proptest::prelude::*;

fn demand_of(stake: u128) -> Demand<'static, u64> {
	Demand { stake, ..demand() }
}

/// Those who are drawn for task `n` when it locks so much.
fn drawn(n: u64, stake: u128) -> Vec<u64> {
	draw(Ask { demand: demand_of(stake), ..ask(&[n]) })
}

fn marks() -> Vec<Option<Mark>> {
	Marks::<Test>::get(POOL).into_iter().collect()
}

fn is_due() -> bool {
	Pools::is_heartbeat_due(&1, &worker(1))
}

fn beat() {
	assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(1), None));
}

#[test]
fn draw_should_mark_a_worker_whose_owner_has_too_little_stake_free() {
	with_rules(|| {
		join_with(1, 4, RLC / 2);
		let free = MockLedger::stake(&1);
		events();
		assert!(drawn(1, RLC).is_empty());
		assert_eq!(events(), [Event::MarkSet { worker: 1, stake: Some(RLC) }]);
		assert_eq!((worker(1).status, worker(1).mark), (WorkerStatus::Active, 1));
		assert_eq!(marks(), [Some(Mark { stake: RLC, workers: 1 })]);
		assert_eq!(roster_len(POOL), 1);
		// The next draw does not find it.
		let again = draw_all(Ask { demand: demand_of(RLC), ..ask(&[2]) });
		assert_eq!((again.crews, again.aside), (vec![vec![]], 0));
		// Tasks that lock what its owner has are its own, to the last unit.
		assert_eq!(drawn(3, free), [1]);
		assert!(drawn(4, free + 1).is_empty());
		assert_eq!(marks(), [None, Some(Mark { stake: free + 1, workers: 1 })]);
		assert_eq!(drawn(5, free), [1]);
	});
}

#[test]
fn workers_should_share_a_mark_that_is_right_for_all_of_them() {
	with_rules(|| {
		join_with(1, 1, RLC / 2);
		join_with(2, 1, RLC / 5);
		join_with(3, 1, 4 * RLC);
		assert_eq!(drawn(1, RLC), [3]);
		assert_eq!(marks(), [Some(Mark { stake: RLC, workers: 2 })]);
		release(&[1]);
		assert!(drawn(2, 5 * RLC).is_empty());
		assert_eq!(
			marks(),
			[Some(Mark { stake: RLC, workers: 2 }), Some(Mark { stake: 5 * RLC, workers: 1 })]
		);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(3)));
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_eq!(marks(), [Some(Mark { stake: RLC, workers: 1 })]);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(2)));
		assert!(!Marks::<Test>::contains_key(POOL));
	});
}

#[test]
fn draw_should_mark_nobody_when_the_rules_do_not_hold() {
	build_and_execute(|| {
		join(1, 1);
		MockLedger::set_stake(&1, 9);
		let Drawn { crews, aside, .. } = draw_all(Ask { demand: demand_of(10), ..ask(&[1]) });
		assert_eq!((crews, aside, worker(1).mark), (vec![vec![]], 0, 0));
	});
}

#[test]
fn draw_should_leave_a_worker_where_it_is_when_the_pool_has_no_mark_to_spare() {
	with_rules(|| {
		// None of these amounts is between those of another.
		let stake = |who: u64| RLC + 1_000 * u128::from(who);
		for who in 1..=u64::from(MAX_MARKS) {
			join_with(who, 1, stake(who));
			assert!(Pools::put_aside(&who, MockLedger::stake(&who) + 1));
		}
		assert_eq!(marks().len() as u32, MAX_MARKS);
		let last = 100;
		join_with(last, 1, stake(last));
		let free = MockLedger::stake(&last);
		let short = draw_all(Ask { demand: demand_of(free + 1), ..ask(&[1]) });
		assert_eq!((short.crews, short.aside), (vec![vec![]], 0));
		assert_eq!((worker(last).mark, worker(last).asides), (0, 0));
		assert_eq!(drawn(2, free), [last]);
	});
}

#[test]
fn worker_should_be_drawn_again_when_its_owners_stake_has_grown() {
	with_rules(|| {
		join_with(1, 2, RLC / 2);
		set_key(1, 1);
		assert!(drawn(1, RLC).is_empty());
		// Not enough yet.
		MockLedger::endow(&1, RLC / 2);
		pass(60);
		assert!(!is_due());
		beat();
		assert_eq!(worker(1).mark, 1);
		MockLedger::endow(&1, RLC);
		let (needed, free) = (RLC, RLC - 1);
		assert_eq!(
			Pools::hindrance_of_deal(&1, &worker(1), demand_of(needed)),
			Some(Hindrance::StakeShort { deal: DEAL, needed, free })
		);
		pass(59);
		assert!(!is_due());
		pass(1);
		assert!(is_due());
		events();
		freed();
		beat();
		assert_eq!(events(), [Event::MarkSet { worker: 1, stake: None }]);
		assert_eq!(freed(), [POOL]);
		assert!(!is_due());
		assert_eq!(drawn(2, RLC), [1]);
	});
}

#[test]
fn set_max_stake_should_have_the_worker_drawn_again() {
	with_rules(|| {
		join_with(1, 2, RLC / 2);
		assert!(drawn(1, RLC).is_empty());
		MockLedger::endow(&1, RLC);
		freed();
		assert_ok!(Pools::set_max_stake(RuntimeOrigin::signed(1), 2 * RLC));
		assert_eq!((worker(1).mark, freed()), (0, vec![POOL]));
		assert_eq!(drawn(2, RLC), [1]);
	});
}

#[test]
fn worker_should_be_drawn_again_when_a_task_has_freed_stake() {
	with_rules(|| {
		join_with(1, 3, 3 * RLC);
		for n in 1..=2 {
			assert_eq!(drawn(n, RLC), [1]);
			assert_ok!(MockLedger::lock(&1, RLC));
		}
		assert!(drawn(3, RLC).is_empty());
		assert_eq!(worker(1).mark, 1);
		// Nothing was freed with this one.
		withdraw(1, 1);
		assert_eq!(worker(1).mark, 1);
		assert_ok!(MockLedger::unlock(&1, RLC));
		freed();
		release(&[2]);
		assert_eq!((worker(1).mark, freed()), (0, vec![POOL]));
		assert_eq!(drawn(4, RLC), [1]);
	});
}

/// What an owner gains who binds its stake and frees it, again and again: heartbeats that are free
/// are further and further apart.
#[test]
fn free_heartbeats_should_be_further_apart_each_time_that_a_draw_puts_the_worker_aside() {
	with_rules(|| {
		join_with(1, 2, 2 * RLC);
		set_key(1, 1);
		let put_aside = |n: u64| {
			assert_ok!(MockLedger::lock(&1, RLC + RLC / 2));
			assert!(drawn(n, RLC).is_empty());
			assert_ok!(MockLedger::unlock(&1, RLC + RLC / 2));
			assert_eq!(worker(1).mark, 1);
		};
		let pauses =
			[60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 21_600, 21_600, 21_600u64];
		for (n, pause) in (1u64..).zip(pauses) {
			put_aside(n);
			assert_eq!(u64::from(worker(1).asides), n);
			pass(pause - 1);
			assert!(!is_due());
			pass(1);
			assert!(is_due());
			beat();
			assert_eq!(worker(1).mark, 0);
		}
		// Whoever pays for a heartbeat does not wait.
		put_aside(101);
		beat();
		assert_eq!(worker(1).mark, 0);
		// A delivery makes the pauses short again.
		Chain::sign_of_life(&1, true);
		assert_eq!(worker(1).asides, 0);
		put_aside(102);
		pass(60);
		assert!(is_due());
	});
}

#[test]
fn expelled_worker_should_keep_begun_tasks_when_its_owner_has_too_little_for_another() {
	with_rules(|| {
		join_with(1, 2, RLC / 2);
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), 1));
		let accepted_before = Some(Now::get() + 1);
		let begun =
			|n: u64, stake| draw(Ask { demand: demand_of(stake), accepted_before, ..ask(&[n]) });
		pass(10);
		assert!(begun(1, RLC).is_empty());
		assert_eq!((worker(1).status, worker(1).mark), (WorkerStatus::Expelled, 1));
	});
}

/// Attack 9: each draw that finds none of the honest puts others aside, and the next one of the same
/// block rolls anew.
#[test]
fn attack_9_should_find_the_honest_in_a_few_draws_when_a_thousand_owners_have_little_stake() {
	with_rules(|| {
		MaxProbes::set(64);
		(1..=10).for_each(|who| join_rich(who, 2));
		(2_001..=3_000).for_each(|who| join_with(who, 1, RLC / 5));
		let demand = demand_of(RLC / 2);
		let (mut draws, mut aside) = (0u32, 0u32);
		for n in 0..100 {
			let crew = loop {
				let mut drawn = draw_all(Ask { demand, limit: 3, whole: true, ..ask(&[n]) });
				draws += 1;
				aside += drawn.aside;
				match drawn.crews.pop() {
					Some(crew) => break crew,
					None => assert!(drawn.aside > 0),
				}
			};
			assert!(crew.iter().all(|picked| picked.worker <= 10));
			release(&[n]);
			if n == 0 {
				assert!(draws < 30, "{draws}");
			}
		}
		// Each is put aside once.
		assert!(aside <= 1_000 && draws <= 225, "{aside} in {draws} draws");
		assert!((2_001..=3_000).all(|who| worker(who).asides <= 1));
		// They have what cheap tasks lock.
		assert!(!draw(Ask { demand: demand_of(RLC / 10), limit: 3, ..ask(&[1_000]) }).is_empty());
	});
}

/// The draw for task `n` of a deal with these rules.
fn by_rules(n: u64, rules: PoolRules) -> Drawn<u64> {
	draw_all(Ask { demand: Demand { rules: Some(rules), ..demand() }, ..ask(&[n]) })
}

/// Attack 6: an owner who raises the demands, and draws by them, takes nobody out of other juries.
#[test]
fn workers_should_stay_for_deals_with_other_rules_when_the_pool_s_rules_get_stricter() {
	with_rules(|| {
		join_rich(1, 2);
		let before = Chain::rules(POOL);
		let strict = PoolRules { min_score: 1, min_stake: 100 * RLC, ..before };
		assert_ok!(Pools::set_rules(RuntimeOrigin::signed(OWNER), POOL, strict));
		let Drawn { crews, aside, .. } = by_rules(1, strict);
		assert_eq!((crews, aside), (vec![vec![]], 0));
		assert_eq!(worker(1).status, WorkerStatus::Active);
		assert_eq!(by_rules(2, before).crews[0].len(), 1);
	});
}

#[test]
fn worker_should_be_put_aside_when_it_is_below_the_rules_of_its_acceptance() {
	with_rules(|| {
		let rules = PoolRules { min_stake: 5 * RLC, ..Chain::rules(POOL) };
		assert_ok!(Pools::set_rules(RuntimeOrigin::signed(OWNER), POOL, rules));
		join_rich(1, 2);
		MockLedger::set_stake(&1, RLC);
		assert_eq!(by_rules(1, rules).aside, 1);
		assert_eq!(worker(1).status, WorkerStatus::Suspended);
		MockLedger::set_stake(&1, 10 * RLC);
		beat();
		assert_eq!(worker(1).status, WorkerStatus::Active);
	});
}

#[test]
fn round_down_should_give_the_largest_round_amount() {
	for (amount, round) in [(0, 0), (1, 1), (4, 2), (9, 5), (10, 10), (199, 100), (200, 200)] {
		assert_eq!(round_down(amount), round);
	}
	assert!(is_round(round_down(u128::MAX)));
}

proptest! {
	#![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

	#[test]
	fn round_down_should_lose_less_than_three_fifths(amount in 1u128..1 << 100) {
		let round = round_down(amount);
		prop_assert!(is_round(round) && round <= amount && amount * 2 < round * 5);
	}
}
