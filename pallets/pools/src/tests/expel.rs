// SPDX-License-Identifier: Apache-2.0

//! `expel`.

use crate::{mock::*, Error, Event, WorkerStatus, Workers};
use bourse_primitives::{
	api::Hindrance,
	traits::{Assignments, Demand, OnPoolChange},
	Admission, PoolRules,
};
use frame_support::{assert_noop, assert_ok};

#[test]
fn expel_should_remove_the_worker_at_once_when_it_is_idle() {
	build_and_execute(|| {
		join(1, 1);
		events();
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), 1));
		assert_eq!(Workers::<Test>::get(1), None);
		assert_eq!(Pools::pool_size(POOL), 0);
		assert_eq!(
			events(),
			[
				Event::WorkerExpelled { pool: POOL, worker: 1 },
				Event::WorkerLeft { pool: POOL, worker: 1 },
			]
		);
	});
}

#[test]
fn expel_should_let_the_worker_finish_when_it_has_tasks() {
	build_and_execute(|| {
		join(1, 2);
		assert_eq!(assign(1, 1), [1]);
		events();
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), 1));
		assert_eq!(worker(1).status, WorkerStatus::Leaving);
		assert!(Chain::is_assigned(task(1), &1));
		assert!(assign(2, 1).is_empty());
		assert_eq!(
			events(),
			[
				Event::WorkerExpelled { pool: POOL, worker: 1 },
				Event::WorkerLeaving { pool: POOL, worker: 1, busy: 1 },
			]
		);
		release(&[1]);
		assert_eq!(Workers::<Test>::get(1), None);
		assert_eq!(events(), [Event::WorkerLeft { pool: POOL, worker: 1 }]);
	});
}

#[test]
fn expel_should_fail_when_the_account_is_no_worker() {
	build_and_execute(|| {
		assert_noop!(Pools::expel(RuntimeOrigin::signed(OWNER), 1), Error::<Test>::NotAWorker);
	});
}

#[test]
fn expel_should_fail_when_the_signer_does_not_own_the_pool() {
	build_and_execute(|| {
		join(1, 1);
		for signer in [1, OTHER_OWNER] {
			assert_noop!(
				Pools::expel(RuntimeOrigin::signed(signer), 1),
				Error::<Test>::NotPoolOwner
			);
		}
	});
}

#[test]
fn expel_should_fail_when_the_worker_was_not_accepted() {
	build_and_execute(|| {
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 2));
		assert_noop!(
			Pools::expel(RuntimeOrigin::signed(OTHER_OWNER), 1),
			Error::<Test>::NotAccepted
		);
	});
}

#[test]
fn expel_should_fail_when_the_worker_is_leaving() {
	build_and_execute(|| {
		join(1, 1);
		assert_eq!(assign(1, 1), [1]);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_noop!(Pools::expel(RuntimeOrigin::signed(OWNER), 1), Error::<Test>::AlreadyLeaving);
	});
}

#[test]
fn workers_should_stay_what_they_are_when_the_pool_changes_hands() {
	build_and_execute(|| {
		join(1, 1);
		let before = worker(1);
		set_owner(POOL, OTHER_OWNER);
		assert_eq!(worker(1), before);
		assert_noop!(Pools::expel(RuntimeOrigin::signed(OWNER), 1), Error::<Test>::NotPoolOwner);
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OTHER_OWNER), 1));
	});
}

/// Draws all that can have a task whose first contribution came then.
fn drawn(n: u64, first: Option<u64>) -> Vec<u64> {
	let mut drawn = draw(Ask { accepted_before: first, ..ask(&[n]) });
	drawn.sort();
	release(&[n]);
	drawn
}

#[test]
fn expelled_worker_should_be_drawn_only_for_tasks_that_had_begun_when_the_rules_hold() {
	with_rules(|| {
		(1..=2).for_each(|who| join_rich(who, 1));
		pass(1_000);
		let expelled_at = Now::get();
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), 1));
		let status = || worker(1).status;
		assert_eq!((status(), Pools::pool_size(POOL), Chain::owners(POOL)), {
			(WorkerStatus::Expelled, 1, 1)
		});
		assert_eq!(Pools::hindrances(&1, &worker(1))[0], Hindrance::Leaving);
		pass(10);
		assert_eq!(drawn(1, None), [2]);
		assert_eq!(drawn(2, Some(expelled_at + 1)), [2]);
		assert_eq!(drawn(3, Some(expelled_at)), [1, 2]);
		let again = Pools::expel(RuntimeOrigin::signed(OWNER), 1);
		assert_noop!(again, Error::<Test>::AlreadyLeaving);
		let slots = Pools::set_slots(RuntimeOrigin::signed(1), 2);
		assert_noop!(slots, Error::<Test>::AlreadyLeaving);
		// Gone when no such task is left.
		pass(360_000 - 11);
		idle();
		assert_eq!(status(), WorkerStatus::Expelled);
		pass(1);
		idle();
		assert_eq!(Pools::worker_info(&1), None);
		assert_eq!(crate::Kinds::<Test>::get(POOL).len(), 1);
	});
}

#[test]
fn expelled_worker_should_be_dismissed_for_good_when_it_misses() {
	with_rules(|| {
		(1..=2).for_each(|who| join_rich(who, 2));
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(2), 0));
		assert_eq!([assign(1, 1), assign(2, 1)], [[1], [1]]);
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), 1));
		miss(1, 1);
		assert_eq!(worker(1).status, WorkerStatus::Leaving);
		assert_eq!(roster_len(POOL), 0);
		release(&[2]);
		assert_eq!(Pools::worker_info(&1), None);
	});
}

/// The pool's owner would pick the jury in one transaction: expel the others, and match.
#[test]
fn pool_should_rest_for_two_warm_ups_when_its_owner_expels_an_active_worker() {
	with_rules(|| {
		set_warm_up();
		(1..=3).for_each(|who| join_rich(who, 1));
		pass(WARM_UP);
		idle();
		assert!(Chain::is_warm(POOL));
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), 1));
		assert!(!Chain::is_warm(POOL));
		// Back at once, and warm before the next match.
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		join(1, 1);
		pass(1);
		// A later change makes it no shorter.
		Pools::on_pool_change(POOL);
		pass(2 * WARM_UP - 2);
		idle();
		assert!(!Chain::is_warm(POOL));
		assert_eq!(worker(1).free_slots(), 1);
		pass(1);
		assert!(Chain::is_warm(POOL));
		// One that is gone takes no seat.
		MockLedger::set_stake(&2, 0);
		assert!(Pools::put_aside(&2, 0));
		assert_eq!(worker(2).status, WorkerStatus::Suspended);
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), 2));
		assert!(Chain::is_warm(POOL));
	});
}

/// Or match, and expel the others before anybody is drawn.
#[test]
fn expelled_worker_should_be_drawn_for_deals_of_an_open_pool_that_were_matched_before() {
	with_rules(|| {
		(1..=2).for_each(|who| join_rich(who, 4));
		let matched_at = Now::get();
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), 1));
		let by = |n: u64, admission, matched_at| {
			let rules = Some(PoolRules { admission, ..Chain::rules(POOL) });
			let mut crew =
				draw(Ask { demand: Demand { rules, matched_at, ..demand() }, ..ask(&[n]) });
			crew.sort();
			release(&[n]);
			crew
		};
		pass(10);
		assert_eq!(by(1, Admission::Open, matched_at), [1, 2]);
		assert_eq!(by(2, Admission::Open, matched_at + 1), [2]);
		// Where the owner chooses its workers, it may.
		assert_eq!(by(3, Admission::Closed, matched_at), [2]);
	});
}
