// SPDX-License-Identifier: Apache-2.0

//! What a worker's owner and a requester are told while they wait.

use crate::chain::*;
use bourse_primitives::{
	api::{runtime_decl_for_bourse_api::BourseApi, Hindrance, NextStep},
	task_id, TaskId, TaskStatus, WorkerpoolId,
};
use bourse_runtime::*;
use frame_support::assert_ok;
use pallet_pools::{Capacity, PoolRules};
use sp_keyring::Sr25519Keyring::*;

const POOL: WorkerpoolId = WorkerpoolId(0);

fn hindrances() -> Vec<Hindrance> {
	Runtime::worker_status(Eve.to_account_id()).expect("it is a worker").hindrances
}

fn next(task: TaskId) -> NextStep {
	Runtime::task_status(task).expect("the task is there").next
}

fn set_rules(rules: PoolRules) {
	ok(Charlie, pallet_pools::Call::set_rules { pool: POOL, rules });
}

#[test]
fn worker_status_should_tell_that_nothing_is_queued_when_all_is_well() {
	on_chain(|| {
		stay_in_session();
		Marketplace::open(&[Eve]);
		// It has no node, but may work by calls.
		assert_eq!(hindrances(), [Hindrance::NoHotKey, Hindrance::NothingQueued]);
		let status = Runtime::worker_status(Eve.to_account_id()).expect("it is a worker");
		assert_eq!((status.free_slots, status.stake, status.locked), (8, DEPOSIT, 0));
		assert!(Runtime::worker_status(Dave.to_account_id()).is_none());
	});
}

#[test]
fn worker_status_should_tell_what_the_worker_itself_lacks() {
	on_chain(|| {
		stay_in_session();
		Marketplace::open(&[Eve]);
		let rules = PoolRules {
			min_stake: DEPOSIT + 1,
			min_score: 1,
			tag: bourse_primitives::Tag::GPU,
			..Default::default()
		};
		set_rules(rules);
		ok(Eve, pallet_pools::Call::set_slots { slots: 0 });
		let missing = bourse_primitives::Tag::GPU;
		assert_eq!(
			hindrances(),
			[
				Hindrance::NoHotKey,
				Hindrance::Paused,
				Hindrance::TagBelowRule { missing },
				Hindrance::ScoreBelowRule { needed: 1, has: 0 },
				Hindrance::StakeBelowRule { needed: DEPOSIT + 1, has: DEPOSIT },
				Hindrance::NothingQueued,
			]
		);
	});
}

#[test]
fn worker_status_should_tell_why_a_waiting_deal_does_not_take_it() {
	on_chain(|| {
		stay_in_session();
		let market = Marketplace::open(&[Eve]);
		ok(Eve, pallet_escrow::Call::withdraw { amount: DEPOSIT });
		let deal = market.buy(1, 1, false, 1);
		next_block();
		let needed = POOL_PRICE * 30 / 100;
		let short = Hindrance::StakeShort { deal, needed, free: 0 };
		assert_eq!(hindrances(), [Hindrance::NoHotKey, short]);
		let capacity = Capacity {
			slots: 1,
			categories: vec![bourse_primitives::CategoryId(3)].try_into().expect("it is one"),
			..Default::default()
		};
		ok(Eve, pallet_pools::Call::set_capacity { capacity });
		let category = bourse_primitives::CategoryId(0);
		let other = Hindrance::CategoryNotTaken { deal, category };
		assert_eq!(hindrances(), [Hindrance::NoHotKey, other]);
	});
}

#[test]
fn worker_status_should_tell_that_others_are_missing_when_trust_needs_more() {
	on_chain(|| {
		stay_in_session();
		let market = Marketplace::open(&[Eve]);
		let deal = market.buy(3, 1, false, 1);
		next_block();
		let more = Hindrance::MoreWorkersNeeded { deal };
		assert_eq!(hindrances(), [Hindrance::NoHotKey, more]);
	});
}

#[test]
fn worker_status_should_tell_that_it_is_suspended() {
	on_chain(|| {
		stay_in_session();
		let market = Marketplace::open(&[Eve]);
		market.buy(1, 3, false, 1);
		next_block();
		advance(310);
		next_block();
		assert_eq!(hindrances()[0], Hindrance::Late { missed: 3 });
	});
}

#[test]
fn task_status_should_tell_each_step_of_a_task() {
	on_chain(|| {
		stay_in_session();
		let market = Marketplace::open(&[Eve]);
		let deal = market.buy(1, 1, false, 1);
		let task = task_id(deal, 0);
		assert!(Runtime::task_status(task).is_none());
		next_block();
		let assigned_at = pallet_timestamp::Now::<Runtime>::get() / 1_000 - 2;
		let status = Runtime::task_status(task).expect("the task is there");
		assert_eq!((status.deal, status.index, status.status), (deal, 0, TaskStatus::Active));
		let work = &status.workers[0];
		assert_eq!((&work.worker, work.contributed), (&Eve.to_account_id(), false));
		assert_eq!((work.since, work.until), (assigned_at, assigned_at + 300));
		assert_eq!(status.next, NextStep::Contributions { late: assigned_at + 300 });
		assert_eq!(status.block, System::block_number());
		// The agenda is served in steps of 10 seconds, in a block every 2.
		let served = (assigned_at + 300).div_ceil(10) * 10;
		let blocks = u32::try_from((served - status.now).div_ceil(2)).expect("it is soon");
		assert_eq!(status.next_block, status.block + blocks);

		assert_ok!(contribute(Eve, task, "result"));
		let until = pallet_timestamp::Now::<Runtime>::get() / 1_000 + 600;
		assert_eq!(next(task), NextStep::Reveals { until });
		assert!(Runtime::task_status(task).expect("the task is there").workers[0].contributed);
		ok(Eve, pallet_poco::Call::reveal { task, digest: digest("result") });
		assert!(matches!(next(task), NextStep::Forgotten { .. }));
	});
}

#[test]
fn task_status_should_tell_when_workers_are_looked_for_again() {
	on_chain(|| {
		stay_in_session();
		let market = Marketplace::open(&[Eve]);
		let deal = market.buy(1, 1, false, 1);
		let task = task_id(deal, 0);
		next_block();
		// Late, and takes nothing more.
		ok(Eve, pallet_pools::Call::set_slots { slots: 0 });
		advance(310);
		next_block();
		let now = pallet_timestamp::Now::<Runtime>::get() / 1_000;
		let NextStep::MoreWorkers { at } = next(task) else { panic!("{:?}", next(task)) };
		// By the market's rules owners are counted. Eve alone: nobody is left.
		let (pool, owner) = (deal_of(task).workerpool.id, Eve.to_account_id());
		pallet_pools::OwnerWorkers::<Runtime>::insert(pool, &owner, 1);
		pallet_pools::OwnerCount::<Runtime>::insert(pool, 1);
		assert_eq!(next(task), NextStep::NobodyLeft { at });
		pallet_pools::OwnerCount::<Runtime>::insert(pool, 2);
		assert_eq!(next(task), NextStep::MoreWorkers { at });
		pallet_pools::OwnerCount::<Runtime>::remove(pool);
		pallet_pools::OwnerWorkers::<Runtime>::remove(pool, &owner);
		assert!(at > now - 10 && at <= now + 60, "{at}, {now}");
		// That is done in the block that is told, and in none before.
		let at = Runtime::task_status(task).expect("the task is there").next_block;
		let before = next_look(task);
		while System::block_number() <= at {
			assert_eq!(next_look(task), before);
			next_block();
		}
		assert_ne!(next_look(task), before);
	});
}

#[test]
fn task_status_should_tell_that_a_task_fails_when_its_time_is_over() {
	on_chain(|| {
		stay_in_session();
		let market = Marketplace::open(&[Eve]);
		let deal = market.buy(1, 1, false, 1);
		let task = task_id(deal, 0);
		next_block();
		let end = deal_of(task).final_deadline();
		let left = end - 300 - pallet_timestamp::Now::<Runtime>::get() / 1_000;
		advance(left);
		next_block();
		assert_eq!(next(task), NextStep::Fails { at: end });
	});
}

#[test]
fn task_status_should_tell_that_a_winner_answers_when_it_was_challenged() {
	on_chain(|| {
		stay_in_session();
		let market = Marketplace::open(&[Eve]);
		let task = task_id(market.buy(1, 1, false, 1), 0);
		next_block();
		assert_ok!(contribute(Eve, task, "A"));
		ok(Eve, pallet_poco::Call::reveal { task, digest: digest("A") });
		next_block();
		assert_eq!(status(task), TaskStatus::Completed);
		let forgotten = next(task);
		assert!(matches!(forgotten, NextStep::Forgotten { at } if at > Poco::now() + 86_000));
		let worker = Eve.to_account_id();
		ok(Dave, pallet_poco::Call::challenge_result { task, worker, block: 0 });
		let until = Poco::now() + pallet_poco::Terms::<Runtime>::get().window;
		assert_eq!(next(task), NextStep::Answers { until });
		let path = vec![b"A".to_vec().try_into().expect("it is short")];
		let path = path.try_into().expect("it is one block");
		ok(Eve, pallet_poco::Call::answer_challenge { task, path });
		assert_eq!(next(task), forgotten);
	});
}
