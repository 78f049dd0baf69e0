// SPDX-License-Identifier: Apache-2.0

//! `set_rules`, invitations, and what they mean for joining and for draws.

use crate::{mock::*, Admission, AssignedBy, Error, Event, PoolRules, WorkerStatus};
use bourse_primitives::{
	traits::{Assignments, OnPoolChange},
	Tag,
};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};

fn set(rules: PoolRules) {
	assert_ok!(Pools::set_rules(RuntimeOrigin::signed(OWNER), POOL, rules));
}

fn open() -> PoolRules {
	PoolRules { admission: Admission::Open, ..Default::default() }
}

fn apply(who: u64) -> DispatchResult {
	Pools::apply(RuntimeOrigin::signed(who), POOL, 1)
}

fn invite(who: u64) {
	assert_ok!(Pools::invite(RuntimeOrigin::signed(OWNER), POOL, who));
}

#[test]
fn set_rules_should_replace_the_rules_and_tell() {
	build_and_execute(|| {
		let rules = PoolRules { min_stake: 5, ..open() };
		set(rules);
		assert_eq!(crate::Pools::<Test>::get(POOL), rules);
		assert_eq!(events(), [Event::PoolRulesSet { pool: POOL, rules }]);
	});
}

#[test]
fn set_rules_should_fail_when_the_signer_does_not_own_the_pool() {
	build_and_execute(|| {
		let set = |who, pool| Pools::set_rules(RuntimeOrigin::signed(who), pool, open());
		assert_noop!(set(OTHER_OWNER, POOL), Error::<Test>::NotPoolOwner);
		assert_noop!(set(OWNER, NO_POOL), Error::<Test>::UnknownPool);
	});
}

#[test]
fn pool_should_be_warm_again_a_warm_up_after_each_change() {
	with_rules(|| {
		assert!(Pools::is_warm(POOL));
		set_warm_up();
		let changes: [fn(); 3] = [
			|| set(open()),
			|| assert_ok!(Pools::set_open(RuntimeOrigin::signed(OWNER), POOL, true)),
			// It was registered, or its policy was set.
			|| Pools::on_pool_change(POOL),
		];
		for change in changes {
			change();
			pass(WARM_UP - 1);
			assert!(!Pools::is_warm(POOL));
			pass(1);
			assert!(Pools::is_warm(POOL));
		}
		// Nobody has ever changed it.
		assert!(Pools::is_warm(NO_POOL));
	});
}

#[test]
fn set_open_should_keep_the_other_rules() {
	build_and_execute(|| {
		set(PoolRules { min_stake: 5, ..open() });
		assert_ok!(Pools::set_open(RuntimeOrigin::signed(OWNER), POOL, false));
		let rules = PoolRules { admission: Admission::Closed, min_stake: 5, ..open() };
		assert_eq!(crate::Pools::<Test>::get(POOL), rules);
	});
}

#[test]
fn apply_should_fail_when_the_stake_is_below_the_rule() {
	build_and_execute(|| {
		set(PoolRules { min_stake: 100, ..open() });
		MockLedger::set_stake(&1, 60);
		assert_noop!(apply(1), Error::<Test>::StakeBelowRule);
		// What is locked counts.
		MockLedger::set_locked(&1, 40);
		assert_ok!(apply(1));
	});
}

#[test]
fn apply_should_fail_when_the_score_is_below_the_rule() {
	build_and_execute(|| {
		set(PoolRules { min_score: 3, ..open() });
		MockScores::set(1, 2);
		assert_noop!(apply(1), Error::<Test>::ScoreBelowRule);
		MockScores::set(1, 3);
		assert_ok!(apply(1));
	});
}

#[test]
fn apply_with_should_fail_when_a_feature_of_the_rule_is_missing() {
	build_and_execute(|| {
		set(PoolRules { tag: Tag(0b11), ..open() });
		let apply = |tag| Pools::apply_with(RuntimeOrigin::signed(1), POOL, None, capacity(1, tag));
		assert_noop!(apply(0b01), Error::<Test>::TagBelowRule);
		assert_ok!(apply(0b111));
	});
}

#[test]
fn accept_should_fail_when_the_worker_is_below_the_rules() {
	build_and_execute(|| {
		set(PoolRules { admission: Admission::Closed, ..open() });
		assert_ok!(apply(1));
		set(PoolRules { min_stake: 1, ..Default::default() });
		assert_noop!(Pools::accept(RuntimeOrigin::signed(OWNER), 1), Error::<Test>::StakeBelowRule);
	});
}

#[test]
fn assign_should_pass_over_workers_when_they_fell_below_the_rules() {
	build_and_execute(|| {
		for who in 1..=3 {
			assert_ok!(apply(who));
		}
		set(PoolRules { min_score: 1, ..open() });
		MockScores::set(2, 1);
		assert_eq!(assign(1, 3), [2]);
		set(PoolRules { tag: Tag(1), ..open() });
		assert!(assign(2, 3).is_empty());
	});
}

#[test]
fn apply_should_fail_when_the_pool_is_by_invitation_and_there_is_none() {
	build_and_execute(|| {
		set(PoolRules { admission: Admission::ByInvitation, ..open() });
		assert_noop!(apply(1), Error::<Test>::NotInvited);
		invite(1);
		assert_ok!(apply(1));
		assert_eq!(worker(1).status, WorkerStatus::Active);
	});
}

#[test]
fn apply_should_accept_at_once_when_a_closed_pool_invited() {
	build_and_execute(|| {
		set(PoolRules::default());
		invite(1);
		assert_ok!(apply(1));
		assert_ok!(apply(2));
		assert_eq!(worker(1).status, WorkerStatus::Active);
		assert_eq!(worker(2).status, WorkerStatus::Applied);
	});
}

#[test]
fn machines_should_be_accepted_when_their_owner_is_invited() {
	build_and_execute(|| {
		set(PoolRules { admission: Admission::ByInvitation, ..open() });
		invite(1);
		let machine = join_machine(1, 4, 1);
		assert_eq!(worker(machine).status, WorkerStatus::Active);
	});
}

#[test]
fn invitations_should_end_when_they_are_withdrawn() {
	build_and_execute(|| {
		set(PoolRules { admission: Admission::ByInvitation, ..open() });
		invite(1);
		let again = Pools::invite(RuntimeOrigin::signed(OWNER), POOL, 1);
		assert_noop!(again, Error::<Test>::AlreadyInvited);
		let uninvite = || Pools::uninvite(RuntimeOrigin::signed(OWNER), POOL, 1);
		assert_ok!(uninvite());
		assert_noop!(uninvite(), Error::<Test>::NotInvited);
		assert_noop!(apply(1), Error::<Test>::NotInvited);
	});
}

#[test]
fn invite_should_fail_when_the_signer_does_not_own_the_pool() {
	build_and_execute(|| {
		let origin = || RuntimeOrigin::signed(OTHER_OWNER);
		assert_noop!(Pools::invite(origin(), POOL, 1), Error::<Test>::NotPoolOwner);
		assert_noop!(Pools::uninvite(origin(), POOL, 1), Error::<Test>::NotPoolOwner);
	});
}

#[test]
fn expel_should_end_the_invitations_of_worker_and_owner() {
	build_and_execute(|| {
		set(PoolRules { admission: Admission::ByInvitation, ..open() });
		invite(1);
		let machine = join_machine(1, 4, 1);
		invite(machine);
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), machine));
		let again = Pools::apply_with(RuntimeOrigin::signed(1), POOL, Some(4), capacity(1, 0));
		assert_noop!(again, Error::<Test>::NotInvited);
	});
}

#[test]
fn is_automatic_should_follow_the_rules() {
	build_and_execute(|| {
		assert!(Chain::is_automatic(POOL));
		set(PoolRules { assigned_by: AssignedBy::Scheduler, ..open() });
		assert!(!Chain::is_automatic(POOL));
	});
}
