// SPDX-License-Identifier: Apache-2.0

//! Calls `register_workerpool` and `set_workerpool_policy`.

use crate::{mock::*, Error, Event, Policy, Workerpool, Workerpools};
use bourse_primitives::{
	traits::{Registry as _, WorkerpoolPolicy},
	WorkerpoolId,
};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use sp_runtime::DispatchError;

#[test]
fn register_workerpool_should_have_the_standard_policy() {
	build_and_execute(|| {
		assert_ok!(Registry::register_workerpool(signed(OTHER), OWNER, b"pool".to_vec()));

		let id = WorkerpoolId(0);
		let pool = Workerpool {
			owner: OWNER,
			description: BoundedVec::truncate_from(b"pool".to_vec()),
			policy: Policy { worker_stake_ratio: 30, scheduler_reward_ratio: 1 },
		};
		assert_eq!(Workerpools::<Test>::get(id), Some(pool));
		assert_eq!(Registry::workerpool_owner(id), Some(OWNER));
		assert_eq!(
			Registry::workerpool_policy(id),
			Some(WorkerpoolPolicy { worker_stake_ratio: 30, scheduler_reward_ratio: 1 })
		);
		assert_eq!(take_events(), vec![Event::WorkerpoolRegistered { id, owner: OWNER }]);
	});
}

#[test]
fn register_workerpool_should_give_the_scheduler_a_tenth_when_the_rules_hold() {
	build_and_execute(|| {
		Hold::set(true);
		assert_ok!(Registry::register_workerpool(signed(OTHER), OWNER, b"pool".to_vec()));
		let policy = Registry::workerpool_policy(WorkerpoolId(0));
		let expected = WorkerpoolPolicy { worker_stake_ratio: 30, scheduler_reward_ratio: 10 };
		assert_eq!(policy, Some(expected));
	});
}

#[test]
fn register_workerpool_should_be_refused_when_the_owner_has_the_same_content() {
	build_and_execute(|| {
		let register = |by, owner, description: &[u8]| {
			Registry::register_workerpool(signed(by), owner, description.to_vec())
		};
		assert_ok!(register(OTHER, OWNER, b"a"));
		// A changed policy makes no other pool of it.
		assert_ok!(Registry::set_workerpool_policy(signed(OWNER), WorkerpoolId(0), 50, 5));
		assert_noop!(register(OWNER, OWNER, b"a"), Error::<Test>::AlreadyRegistered);
		assert_ok!(register(OTHER, OTHER, b"a"));
		assert_ok!(register(OWNER, OWNER, b"b"));
		assert_ok!(register(OWNER, OWNER, b""));
	});
}

#[test]
fn register_workerpool_should_be_refused_when_the_description_is_too_long() {
	build_and_execute(|| {
		let register =
			|length| Registry::register_workerpool(signed(OWNER), OWNER, vec![b'd'; length]);
		assert_noop!(register(1025), Error::<Test>::DescriptionTooLong);
		assert_ok!(register(1024));
	});
}

#[test]
fn register_workerpool_should_be_refused_when_unsigned() {
	build_and_execute(|| {
		assert_noop!(
			Registry::register_workerpool(RuntimeOrigin::root(), OWNER, vec![]),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn set_workerpool_policy_should_take_any_stake_ratio_and_rewards_up_to_all() {
	build_and_execute(|| {
		let id = workerpool("a");
		for (stake, reward) in [(0, 0), (35, 100), (150, 50), (u64::MAX, 7)] {
			let old = Workerpools::<Test>::get(id).unwrap().policy;
			take_events();
			assert_ok!(Registry::set_workerpool_policy(signed(OWNER), id, stake, reward));

			let new = Policy { worker_stake_ratio: stake, scheduler_reward_ratio: reward };
			assert_eq!(Workerpools::<Test>::get(id).unwrap().policy, new);
			assert_eq!(Registry::workerpool_policy(id), Some(new.into()));
			assert_eq!(take_events(), vec![Event::WorkerpoolPolicyChanged { id, old, new }]);
		}
	});
}

#[test]
fn set_workerpool_policy_should_be_refused_when_unknown_or_not_the_owners_or_above_all() {
	build_and_execute(|| {
		let id = workerpool("a");
		let set = |who, id, reward| Registry::set_workerpool_policy(signed(who), id, 10, reward);
		assert_noop!(set(OWNER, WorkerpoolId(1), 10), Error::<Test>::UnknownWorkerpool);
		// Who may comes before what.
		assert_noop!(set(OTHER, id, 101), Error::<Test>::NotOwner);
		assert_noop!(set(OWNER, id, 101), Error::<Test>::InvalidRewardRatio);
		assert_noop!(set(OWNER, id, 255), Error::<Test>::InvalidRewardRatio);
	});
}

#[test]
fn registry_should_know_nothing_when_nothing_is_registered() {
	build_and_execute(|| {
		assert_eq!(Registry::workerpool_owner(WorkerpoolId(0)), None);
		assert_eq!(Registry::workerpool_policy(WorkerpoolId(0)), None);
	});
}
