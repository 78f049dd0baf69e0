// SPDX-License-Identifier: Apache-2.0

//! The lanes of the agenda: none of them holds up another, nor new deals.

use super::automation::{assigned, bag, pool, status};
use crate::{mock::*, types::*, AgendaStates, Progress, Tasks, Waits, BUCKET};
use bourse_primitives::{
	task_id, AssignedBy, Deal, DealId, MarketTerms, PoolRules, TaskId, TaskStatus,
};
use frame_support::{assert_ok, traits::Hooks, weights::Weight};

/// What the hooks have in a block of the tests: a tenth of a second.
fn block() -> Weight {
	Weight::from_parts(100_000_000_000, u64::MAX)
}

/// In how many blocks something is so.
fn blocks_until(so: impl Fn() -> bool) -> u32 {
	let mut count = 0;
	while !so() {
		let used = Poco::on_idle(System::block_number(), block());
		assert!(used.all_lte(block()), "{used:?}");
		advance(2);
		count += 1;
		assert!(count < 1_000, "it is never so");
	}
	count
}

/// A deal by the rules, without prices and fees, whose tasks the scheduler assigns.
fn free(size: u64) -> Deal<AccountId> {
	let mut free = deal_by_rules(3);
	let pool = PoolRules { assigned_by: AssignedBy::Scheduler, ..Default::default() };
	let fees = |terms| MarketTerms { start_fee: 0, worker_fee: 0, pool, ..terms };
	free.terms = free.terms.map(fees);
	(free.app.price, free.workerpool.price, free.worker_stake) = (0, 0, 0);
	free.bot_size = size;
	free
}

/// Deals that nobody starts, which end at the same time as those made now.
fn flood(deals: u32) -> Vec<DealId> {
	let settings = AutomationSettings { initialize: false, ..Default::default() };
	assert_ok!(Poco::set_automation(RuntimeOrigin::root(), settings));
	(0..deals).map(|_| matched(free(10_000))).collect()
}

/// Time passes to the final deadline of what was made at the start, and the agenda is up to it.
fn to_the_end() {
	set_time(START + 10 * T - BUCKET);
	idle();
	set_time(START + 10 * T);
}

/// A task on whose result W1 and W2 agree, of which W1 has revealed.
fn half_revealed() -> TaskId {
	set_time(START + 7 * T - 10);
	let mut late = deal(3);
	late.start_time = START + 7 * T - 10;
	let id = task_of(late);
	idle();
	set_time(START + 8 * T);
	for worker in [W1, W2] {
		assert_ok!(contribute(worker, id, "A"));
	}
	assert_ok!(reveal(W1, id, "A"));
	id
}

/// Attack 1.
#[test]
fn deals_that_never_started_should_not_hold_up_an_honest_task_beside_them() {
	let refunded = |deals| {
		let mut count = 0;
		run_automated(|| {
			flood(deals);
			let honest = matched(free(1));
			to_the_end();
			count = blocks_until(|| Progress::<Test>::get(honest).ended == 1);
		});
		count
	};
	let (alone, beside) = (refunded(0), refunded(100));
	assert!(alone == 1 && beside <= 3, "{alone}, {beside}");

	let completed = |deals| {
		let mut count = 0;
		run_automated(|| {
			for worker in [W1, W2] {
				MockAssignments::join(worker, 0);
			}
			flood(deals);
			let honest = half_revealed();
			// The other one has time for that until all of the flood is over.
			to_the_end();
			count = blocks_until(|| status(honest) == Some(TaskStatus::Completed));
		});
		count
	};
	let (alone, beside) = (completed(0), completed(100));
	assert!(alone == 1 && beside <= 3, "{alone}, {beside}");
}

/// Nobody pays for looks in vain. All of these deals come to the end of a pause before the honest task is
/// due, in the same block.
#[test]
fn deals_that_wait_for_workers_should_not_hold_up_a_live_task() {
	let completed = |deals: usize| {
		let mut count = 0;
		run_automated(|| {
			// But for those by the rules, which nobody has a slot for.
			MockAssignments::assign_by_hand(true);
			for worker in [W1, W2] {
				MockAssignments::join(worker, 0);
			}
			let honest = half_revealed();
			set_time(START + 10 * T - 2 * BUCKET);
			idle();
			for _ in 0..deals {
				matched(Deal { start_time: now(), ..deal_by_rules(1) });
			}
			idle();
			assert_eq!(Waits::<Test>::iter().count(), deals);
			set_time(START + 10 * T);
			count = blocks_until(|| status(honest) == Some(TaskStatus::Completed));
		});
		count
	};
	let (alone, beside) = (completed(0), completed(400));
	assert!(alone == 1 && beside <= 2, "{alone}, {beside}");
}

/// Many tasks that are claimed at the same time, each by itself.
fn claims(count: u64) -> Vec<TaskId> {
	MockAssignments::assign_by_hand(true);
	let (_, tasks) = bag(1, count);
	idle();
	assert!(tasks.iter().all(|task| status(*task) == Some(TaskStatus::Active)));
	tasks
}

#[test]
fn a_lane_should_be_served_when_another_is_full() {
	run_automated(|| {
		for worker in [W1, W2] {
			MockAssignments::join(worker, 0);
		}
		let full = claims(2_000);
		set_time(START + 5 * T);
		let mut slow = deal(3);
		slow.start_time = START + 5 * T;
		let honest = task_of(slow);
		idle();
		set_time(START + 8 * T);
		for worker in [W1, W2] {
			assert_ok!(contribute(worker, honest, "A"));
		}
		assert_ok!(reveal(W1, honest, "A"));
		to_the_end();
		let started = matched(deal(1));
		Poco::on_idle(System::block_number(), block());
		assert_eq!(status(honest), Some(TaskStatus::Completed));
		// New deals have their share, too.
		assert_eq!(status(task_id(started, 0)), Some(TaskStatus::Active));
		let failed = |task: &&TaskId| status(**task) == Some(TaskStatus::Failed);
		let ended = full.iter().filter(failed).count();
		assert!((1..2_000).contains(&ended), "{ended}");
		// The lane that is full has its cursor, and the others theirs.
		let states = AgendaStates::<Test>::get();
		let today = now() / BUCKET;
		assert_eq!((states.work.cursor, states.endings.cursor), (today, today));
		advance(100);
		let last = task_of(deal(1));
		Poco::on_idle(System::block_number(), block());
		let later = AgendaStates::<Test>::get();
		assert_eq!((later.work.cursor, later.endings.cursor), (today + 10, today));
		blocks(5);
		assert!(full.iter().all(|task| status(*task) == Some(TaskStatus::Failed)));
		assert_eq!(status(last), Some(TaskStatus::Active));
	});
}

#[test]
fn a_share_that_is_not_used_should_be_the_others() {
	run_automated(|| {
		let full = claims(400);
		to_the_end();
		Poco::on_idle(System::block_number(), block());
		let ended = full.iter().filter(|task| status(**task) == Some(TaskStatus::Failed)).count();
		let quarter = block().ref_time() / 4 / <() as crate::WeightInfo>::claim(1).ref_time();
		assert!(ended as u64 > 3 * quarter, "{ended}, a quarter has room for {quarter}");
	});
}

#[test]
fn what_is_forgotten_should_have_its_share_when_there_is_much_to_do() {
	run_automated(|| {
		let id = matched(deal(1));
		set_time(START + 10 * T);
		idle();
		set_time(START + RETENTION);
		let full = claims(2_000);
		set_time(START + 10 * T + RETENTION - BUCKET);
		idle();
		set_time(START + 10 * T + RETENTION);
		Poco::on_idle(System::block_number(), block());
		assert!(!Progress::<Test>::contains_key(id));
		assert!(full.iter().any(|task| status(*task) == Some(TaskStatus::Active)));
		set_time(START + 20 * T + RETENTION);
		blocks(5);
		assert!(Tasks::<Test>::iter().all(|(_, task)| !task.is_live()));
	});
}

#[test]
fn new_deals_should_start_when_all_lanes_are_full() {
	run_automated(|| {
		claims(2_000);
		to_the_end();
		MockAssignments::assign_by_hand(false);
		pool(&[W1], 3);
		let new = matched(deal(1));
		Poco::on_idle(System::block_number(), block());
		assert_eq!(assigned(task_id(new, 0)), vec![account(W1)]);
	});
}
