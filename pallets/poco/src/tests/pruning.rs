// SPDX-License-Identifier: Apache-2.0

use super::{Error, Event};
use crate::{
	impls::agenda::FORGET, mock::*, types::*, Agenda, AgendaStates, PoolRingState, Progress, Tasks,
	WeightInfo, BUCKET,
};
use bourse_primitives::{
	task_id,
	traits::{Assignments, Deals},
	DealId, FailureCode, TaskStatus,
};
use frame_support::{assert_noop, assert_ok, traits::Hooks};
use sp_core::H256;

/// Time passes, in steps that the chain keeps up with.
fn pass(seconds: u64) {
	for _ in 0..seconds / 600 {
		advance(600);
		idle();
	}
	blocks(2);
}

#[test]
fn tasks_should_be_forgotten_with_their_deal_when_the_retention_is_over() {
	run_automated(|| {
		for worker in W1..=W3 {
			MockAssignments::join(worker, 4);
		}
		let mut bag = deal(3);
		bag.bot_size = 2;
		let deal_id = matched(bag);
		let tasks = [task_id(deal_id, 0), task_id(deal_id, 1)];
		idle();
		assert_ok!(Poco::report_failure(origin(W2), tasks[1], FailureCode::Trap, H256::zero()));
		for worker in [W1, W2] {
			assert_ok!(contribute(worker, tasks[0], "A"));
		}
		for worker in [W1, W2] {
			assert_ok!(reveal(worker, tasks[0], "A"));
		}
		assert_ok!(contribute(W1, tasks[1], "A"));
		idle();
		assert_eq!(task(tasks[0]).status, TaskStatus::Completed);
		// The second task keeps the first one, past the retention.
		let mut settings = AutomationSettings::all(true);
		settings.claim = false;
		assert_ok!(Poco::set_automation(RuntimeOrigin::root(), settings));
		pass(RETENTION + 20 * T);
		assert_eq!(Tasks::<Test>::iter().count(), 2);
		assert_ok!(Poco::set_automation(RuntimeOrigin::root(), AutomationSettings::all(true)));
		pass(1200);
		assert_eq!(task(tasks[1]).status, TaskStatus::Failed);
		assert_noop!(Poco::initialize(origin(OUTSIDER), deal_id, 0), Error::AlreadyInitialized);
		pass(RETENTION - 3000);
		assert_eq!(task(tasks[1]).status, TaskStatus::Failed);
		events();
		pass(6000);
		assert_eq!(Tasks::<Test>::iter().count(), 0);
		assert_eq!(Agenda::<Test>::iter().count(), 0);
		assert_eq!(AgendaStates::<Test>::get().length(), 0);
		assert!(!Progress::<Test>::contains_key(deal_id));
		assert_eq!(MockDeals::deal(deal_id), None);
		assert_eq!(events().pop(), Some(Event::DealForgotten { deal: deal_id }));
		assert_noop!(Poco::initialize(origin(OUTSIDER), deal_id, 0), Error::DealUnknown);
	});
}

/// Makes and ends a deal of so many tasks by hand.
fn ended(size: u64) -> DealId {
	let mut bag = deal(1);
	bag.bot_size = size;
	let id = matched(bag);
	advance(10 * T);
	for index in 0..size {
		assert_ok!(Poco::initialize(origin(OUTSIDER), id, index));
		assert_ok!(claim(task_id(id, index)));
	}
	id
}

/// Forgets the first task of a deal that has ended.
fn forget_first(id: DealId) {
	Poco::forget(id, &MockDeals::deal(id).unwrap(), Progress::<Test>::get(id), 1);
}

#[test]
fn a_forgotten_task_should_not_come_back_when_its_deal_is_still_there() {
	run(|| {
		let id = ended(2);
		forget_first(id);
		assert!(!Tasks::<Test>::contains_key(task_id(id, 0)));
		assert!(MockDeals::deal(id).is_some());
		assert_noop!(Poco::initialize(origin(OUTSIDER), id, 0), Error::DealEnded);
	});
}

#[test]
fn tasks_should_stay_when_pruning_is_off() {
	run_automated(|| {
		let mut settings = AutomationSettings::all(true);
		settings.prune = false;
		assert_ok!(Poco::set_automation(RuntimeOrigin::root(), settings));
		matched(deal(1));
		pass(10 * T + 2 * RETENTION);
		assert_eq!(Tasks::<Test>::iter().count(), 1);
		assert!(MockAssignments::tasks_of(&account(W1)).is_empty());
	});
}

#[test]
fn a_deal_should_leave_the_queue_when_its_tasks_ended_and_are_partly_forgotten() {
	run(|| {
		let id = ended(2);
		forget_first(id);
		assert!(!Tasks::<Test>::contains_key(task_id(id, 0)));
		// The chain comes to the deal only now: there is nothing to start, and nothing fails.
		assert_ok!(Poco::set_automation(RuntimeOrigin::root(), AutomationSettings::all(true)));
		events();
		idle();
		assert_eq!(events(), vec![]);
		assert!(PoolRingState::<Test>::get().is_empty());
	});
}

#[test]
fn a_deal_should_be_kept_for_the_retention_after_its_last_task_ended() {
	run(|| {
		let mut bag = deal(1);
		bag.bot_size = 2;
		let id = matched(bag);
		for index in 0..2 {
			assert_ok!(Poco::initialize(origin(OUTSIDER), id, index));
		}
		let [first, last] = [0, 1].map(|index| task_id(id, index));
		assert_ok!(contribute(W1, first, "A"));
		assert_ok!(reveal(W1, first, "A"));
		assert_ok!(finalize(SCHEDULER, first));
		assert_eq!(
			(Progress::<Test>::get(id).ended, Progress::<Test>::get(id).ended_at),
			(1, None)
		);
		advance(10 * T);
		assert_ok!(claim(last));
		let over = now() + RETENTION;
		assert_eq!(Progress::<Test>::get(id).ended_at, Some(now()));
		assert_ok!(Poco::set_automation(RuntimeOrigin::root(), AutomationSettings::all(true)));
		// The first task's own retention has passed long ago.
		set_time(over - 1);
		idle();
		assert_eq!(Tasks::<Test>::iter().count(), 2);
		set_time(over);
		idle();
		assert_eq!(Tasks::<Test>::iter().count(), 0);
		assert_eq!(MockDeals::deal(id), None);
	});
}

#[test]
fn a_deal_of_a_thousand_should_be_forgotten_in_steps_when_blocks_are_small() {
	run_automated(|| {
		let mut bag = deal(1);
		bag.bot_first = 7;
		bag.bot_size = 1000;
		let id = matched(bag);
		set_time(START + 10 * T);
		idle();
		assert_eq!(Tasks::<Test>::iter().filter(|(_, task)| !task.is_live()).count(), 1000);
		let over = START + 10 * T + RETENTION;
		set_time(over - BUCKET);
		idle();
		set_time(over);
		// Room for two steps, as nothing else is due.
		let step = <() as WeightInfo>::forget(FORGET as u32);
		let limit = step.saturating_mul(5) / 2;
		let mut left = 1000;
		while left > 0 {
			assert_eq!(Tasks::<Test>::iter().count(), left);
			let kept = Progress::<Test>::get(id);
			assert_eq!(kept.forgotten as usize, 1000 - left);
			Poco::do_try_state().unwrap();
			let used = Poco::on_idle(System::block_number(), limit);
			assert!(used.all_lte(limit) && used.all_gte(step), "{used:?}");
			advance(2);
			let forgotten = left - Tasks::<Test>::iter().count();
			assert_eq!(forgotten, left.min(2 * FORGET as usize));
			left -= forgotten;
		}
		assert!(!Progress::<Test>::contains_key(id));
		assert_eq!(MockDeals::deal(id), None);
		assert_eq!(events().pop(), Some(Event::DealForgotten { deal: id }));
		assert_eq!(AgendaStates::<Test>::get().length(), 0);
		assert_eq!(Agenda::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_deal_should_be_forgotten_when_an_early_end_left_entries_for_later_on_the_agenda() {
	run_automated(|| {
		MockAssignments::join(W1, 1);
		let mut long = deal(1);
		// The final deadline is behind the retention.
		long.work_clock_time_ref = RETENTION;
		let id = matched(long);
		idle();
		let only = task_id(id, 0);
		assert_ok!(contribute(W1, only, "A"));
		assert_ok!(reveal(W1, only, "A"));
		assert_eq!(task(only).status, TaskStatus::Completed);
		pass(RETENTION);
		assert_eq!(MockDeals::deal(id), None);
		assert!(Agenda::<Test>::iter().count() > 0);
		for _ in 0..10 {
			advance(RETENTION);
			blocks(200);
		}
		assert_eq!(AgendaStates::<Test>::get().length(), 0);
	});
}
