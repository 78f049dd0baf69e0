// SPDX-License-Identifier: Apache-2.0

use super::{Error, Event};
use crate::{
	mock::*, types::*, Agenda, AgendaStates, Contributions, Failures, Groups, PoolRingState,
	Progress, Tasks,
};
use bourse_primitives::{
	task_id,
	traits::{Assignments, Deals},
	FailureCode, TaskStatus,
};
use frame_support::{assert_noop, assert_ok};
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
		assert_eq!(Contributions::<Test>::iter().count(), 0);
		assert_eq!(Groups::<Test>::iter().count(), 0);
		assert_eq!(Failures::<Test>::iter().count(), 0);
		assert_eq!(Agenda::<Test>::iter().count(), 0);
		assert_eq!(AgendaStates::<Test>::get().length, 0);
		assert!(!Progress::<Test>::contains_key(deal_id));
		assert_eq!(MockDeals::deal(deal_id), None);
		assert_eq!(events().pop(), Some(Event::DealForgotten { deal: deal_id }));
		assert_noop!(Poco::initialize(origin(OUTSIDER), deal_id, 0), Error::DealUnknown);
	});
}

#[test]
fn a_forgotten_task_should_not_come_back_when_its_deal_is_still_there() {
	run(|| {
		let mut bag = deal(1);
		bag.bot_size = 2;
		let id = matched(bag);
		advance(10 * T);
		for index in 0..2 {
			assert_ok!(Poco::initialize(origin(OUTSIDER), id, index));
			assert_ok!(claim(task_id(id, index)));
		}
		let first = task_id(id, 0);
		Poco::forget(first, &task(first));
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
		let mut bag = deal(1);
		bag.bot_size = 2;
		let id = matched(bag);
		advance(10 * T);
		for index in 0..2 {
			assert_ok!(Poco::initialize(origin(OUTSIDER), id, index));
			assert_ok!(claim(task_id(id, index)));
		}
		let first = task_id(id, 0);
		Poco::forget(first, &task(first));
		// The chain comes to the deal only now: there is nothing to start, and nothing fails.
		assert_ok!(Poco::set_automation(RuntimeOrigin::root(), AutomationSettings::all(true)));
		events();
		idle();
		assert_eq!(events(), vec![]);
		assert!(PoolRingState::<Test>::get().is_empty());
	});
}
