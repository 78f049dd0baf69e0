// SPDX-License-Identifier: Apache-2.0

//! Why a worker is not drawn. That the draw goes by the same is tested at random on the real runtime
//! (`tests/runtime/src/answers.rs`).

use crate::{mock::*, Admission, AssignedBy, PoolRules, Workers};
use bourse_primitives::{api::Hindrance, traits::Demand, CategoryId, DealId, GroupId, Tag};
use frame_support::assert_ok;

const DEAL: DealId = DealId::repeat_byte(7);

fn hindrances(who: u64) -> Vec<Hindrance> {
	Pools::hindrances(&who, &worker(who))
}

/// What keeps worker 1 from a deal's tasks.
fn of_deal(change: impl FnOnce(&mut Demand<u64>)) -> Option<Hindrance> {
	let mut demand = Demand { deal: DEAL, ..demand() };
	change(&mut demand);
	Pools::hindrance_of_deal(&1, &worker(1), demand)
}

fn change(change: impl FnOnce(&mut crate::Worker<u64>)) {
	Workers::<Test>::mutate_extant(1, change);
}

#[test]
fn hindrances_should_name_only_the_missing_hot_key_when_a_worker_can_be_drawn() {
	new_test_ext().execute_with(|| {
		join(1, 2);
		assert_eq!(hindrances(1), [Hindrance::NoHotKey]);
		assert!(!Hindrance::NoHotKey.bars_draw());
		set_key(1, 1);
		assert_eq!(hindrances(1), []);
		assert_eq!(of_deal(|_| ()), None);
	});
}

#[test]
fn hindrances_should_name_the_room_that_is_missing() {
	new_test_ext().execute_with(|| {
		join(1, 2);
		set_key(1, 1);
		change(|worker| worker.ready = Some(0));
		assert_eq!(hindrances(1), [Hindrance::NodeNotReady { ready: 0 }]);
		change(|worker| worker.busy = 2);
		assert_eq!(hindrances(1), [Hindrance::NoFreeSlot]);
		change(|worker| worker.capacity.slots = 0);
		assert_eq!(hindrances(1), [Hindrance::Paused]);
	});
}

#[test]
fn hindrances_should_tell_silent_from_late() {
	new_test_ext().execute_with(|| {
		join(1, 2);
		set_key(1, 1);
		let since = Now::get();
		Now::set(since + 1_800);
		assert_eq!(hindrances(1), []);
		Now::set(since + 1_801);
		assert_eq!(hindrances(1), [Hindrance::Silent { since }]);
		change(|worker| worker.status = crate::WorkerStatus::Suspended);
		assert_eq!(hindrances(1), [Hindrance::Silent { since }]);
		change(|worker| worker.missed = 3);
		assert_eq!(hindrances(1), [Hindrance::Late { missed: 3 }]);
	});
}

#[test]
fn hindrances_should_name_all_that_is_below_the_rules() {
	new_test_ext().execute_with(|| {
		join(1, 2);
		set_key(1, 1);
		let rules = PoolRules {
			admission: Admission::Closed,
			min_stake: 9,
			min_score: 4,
			tag: Tag(0b11),
			assigned_by: AssignedBy::Scheduler,
		};
		assert_ok!(Pools::set_rules(RuntimeOrigin::signed(OWNER), POOL, rules));
		MockLedger::set_stake(&1, 5);
		MockLedger::set_locked(&1, 3);
		MockScores::set(1, 3);
		change(|worker| worker.capacity.tag = Tag(0b101));
		assert_eq!(
			hindrances(1),
			[
				Hindrance::AssignedByScheduler,
				Hindrance::TagBelowRule { missing: Tag(0b10) },
				Hindrance::ScoreBelowRule { needed: 4, has: 3 },
				Hindrance::StakeBelowRule { needed: 9, has: 8 },
			]
		);
		assert!(hindrances(1).iter().all(Hindrance::bars_draw));
	});
}

#[test]
fn hindrance_of_deal_should_name_the_first_of_what_the_deal_demands() {
	new_test_ext().execute_with(|| {
		join(1, 2);
		change(|worker| {
			worker.capacity.categories = vec![CATEGORY].try_into().expect("it is one");
		});
		MockLedger::set_stake(&1, 5);
		assert_eq!(
			of_deal(|demand| demand.stake = 6),
			Some(Hindrance::StakeShort { deal: DEAL, needed: 6, free: 5 })
		);
		let group = GroupId(1);
		put_in_group(group, 1);
		assert_ok!(Pools::set_exclusion(RuntimeOrigin::signed(REQUESTER), Some(group)));
		assert_eq!(of_deal(|demand| demand.stake = 6), Some(Hindrance::Excluded { deal: DEAL }));
		let category = CategoryId(9);
		assert_eq!(
			of_deal(|demand| demand.category = category),
			Some(Hindrance::CategoryNotTaken { deal: DEAL, category })
		);
		assert_eq!(
			of_deal(|demand| (demand.category, demand.tag) = (category, Tag(0b100))),
			Some(Hindrance::FeaturesMissing { deal: DEAL, missing: Tag(0b100) })
		);
	});
}
