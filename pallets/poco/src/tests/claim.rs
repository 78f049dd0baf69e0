// SPDX-License-Identifier: Apache-2.0

use super::{Error, Event};
use crate::{mock::*, DealTask};
use bourse_primitives::{
	task_id,
	traits::{Ledger, Scores},
	DealId, TaskId, TaskStatus, RLC,
};
use frame_support::{
	assert_noop, assert_ok, dispatch::DispatchResult, storage::with_storage_layer,
};
use sp_core::H256;

fn bag(size: u64) -> (DealId, Vec<TaskId>) {
	let mut bag = deal(1);
	bag.bot_size = size;
	let id = matched(bag);
	(id, (0..size).map(|index| task_id(id, index)).collect())
}

fn claim_many(tasks: &[TaskId]) -> DispatchResult {
	with_storage_layer(|| {
		Poco::claim_many(origin(OUTSIDER), tasks.to_vec().try_into().unwrap())
			.map(drop)
			.map_err(|error| error.error)
	})
}

#[test]
fn claim_should_pay_everybody_back_but_the_scheduler() {
	run(|| {
		let id = task_of(deal(3));
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "B"));
		advance(10 * T - 1);
		assert_noop!(claim(id), Error::FinalDeadlineNotReached);
		advance(1);
		events();
		assert_ok!(claim(id));
		assert_eq!(events(), vec![Event::TaskClaimed { task: id, status: TaskStatus::Failed }]);
		assert_eq!(task(id).status, TaskStatus::Failed);
		assert_eq!((stake(REQUESTER), locked(REQUESTER)), (13 * RLC, 0));
		assert_eq!((stake(SCHEDULER), locked(SCHEDULER)), (0, 0));
		assert_eq!(MockLedger::kitty(), 3 * RLC);
		assert_eq!((stake(W1), stake(W2)), (100 * RLC, 100 * RLC));
		assert_noop!(claim(id), Error::TaskEnded);
		assert_noop!(claim(H256::zero()), Error::TaskUnknown);
	});
}

#[test]
fn claim_should_punish_no_worker_when_all_revealed_or_were_rejected() {
	run(|| {
		crate::Score::<Test>::insert(account(W1), 9);
		let id = task_of(deal(3));
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "A"));
		advance(2 * T);
		assert_ok!(reopen(SCHEDULER, id));
		assert_ok!(contribute(W3, id, "B"));
		assert_ok!(contribute(W4, id, "B"));
		assert_ok!(reveal(W3, id, "B"));
		assert_ok!(reveal(W4, id, "B"));
		advance(8 * T);
		assert_ok!(claim(id));
		for worker in [W1, W2, W3, W4] {
			assert_eq!((stake(worker), locked(worker)), (100 * RLC, 0));
		}
		assert_eq!(<Poco as Scores<_>>::score(&account(W1)), 9);
		assert_eq!(score(W3), 0);
	});
}

#[test]
fn claim_should_pay_the_sponsor_back_when_there_is_one() {
	run(|| {
		let mut sponsored = deal(1);
		sponsored.sponsor = account(SPONSOR);
		let id = task_of(sponsored);
		advance(10 * T);
		assert_ok!(claim(id));
		assert_eq!((stake(SPONSOR), stake(REQUESTER)), (13 * RLC, 0));
	});
}

#[test]
fn claim_should_be_tried_again_when_the_ledger_refused_what_nobody_had_started() {
	run_automated(|| {
		let mut sponsored = deal(1);
		sponsored.sponsor = account(SPONSOR);
		let id = task_id(matched(sponsored), 0);
		// What must not be: the price is gone.
		MockLedger::set_locked(&account(SPONSOR), 0);
		advance(10 * T);
		events();
		idle();
		let error = sp_runtime::TokenError::FundsUnavailable.into();
		assert_eq!(events().pop(), Some(Event::AutomationFailed { task: id, error }));
		assert_eq!(task(id).status, TaskStatus::Active);
		MockLedger::set_locked(&account(SPONSOR), 13 * RLC);
		advance(70);
		idle();
		assert_eq!(task(id).status, TaskStatus::Failed);
		assert_eq!((stake(SPONSOR), locked(SPONSOR)), (13 * RLC, 0));
	});
}

#[test]
fn claim_many_should_be_all_or_nothing() {
	run(|| {
		let (id, tasks) = bag(5);
		let both = |indices: &[u64]| {
			let list = indices.iter().map(|index| DealTask { deal: id, index: *index });
			let list: Vec<_> = list.collect();
			with_storage_layer(|| {
				Poco::initialize_and_claim_many(origin(OUTSIDER), list.try_into().unwrap())
			})
		};
		for index in 0..3 {
			assert_ok!(Poco::initialize(origin(OUTSIDER), id, index));
		}
		assert_ok!(contribute(W1, tasks[2], "A"));
		assert_ok!(reveal(W1, tasks[2], "A"));
		assert_ok!(finalize(SCHEDULER, tasks[2]));
		assert_noop!(claim_many(&tasks[..1]), Error::FinalDeadlineNotReached);
		assert_noop!(both(&[3]), Error::FinalDeadlineNotReached);
		advance(10 * T);
		assert_noop!(claim_many(&tasks[..3]), Error::TaskEnded);
		assert_noop!(claim_many(&[tasks[0], tasks[0]]), Error::TaskEnded);
		assert_ok!(claim_many(&[tasks[1], tasks[0]]));
		assert_noop!(both(&[3, 0]), Error::AlreadyInitialized);
		assert_ok!(both(&[4, 3]));
		assert_ok!(claim_many(&[]));
		assert_eq!(locked(REQUESTER), 0);
		assert_eq!(locked(SCHEDULER), 0);
	});
}

#[test]
fn claim_many_should_refuse_when_too_many_contributors_are_touched() {
	run(|| {
		let mut bag = deal(1 << 40);
		bag.bot_size = 5;
		let id = matched(bag);
		let tasks: Vec<_> = (0..5).map(|index| task_id(id, index)).collect();
		for (index, task) in tasks.iter().enumerate() {
			assert_ok!(Poco::initialize(origin(OUTSIDER), id, index as u64));
			for worker in W1..=W5 {
				assert_ok!(contribute(worker, *task, "A"));
			}
		}
		advance(10 * T);
		assert_noop!(claim_many(&tasks), Error::ArrayTooHeavy);
		assert_ok!(claim_many(&tasks[..4]));
	});
}
