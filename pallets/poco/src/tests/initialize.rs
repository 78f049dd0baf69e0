// SPDX-License-Identifier: Apache-2.0

use super::{open_market::deal_by_scheduler, Error, Event};
use crate::{mock::*, DealTask};
use bourse_primitives::{task_id, TaskStatus, WorkerpoolId};
use frame_support::{assert_noop, assert_ok};
use sp_core::{H256, U256};

#[test]
fn initialize_should_open_the_task_with_deadlines_counted_from_the_match() {
	run(|| {
		let id = matched(deal(3));
		advance(50);
		events();
		assert_ok!(Poco::initialize(origin(OUTSIDER), id, 0));
		let task_id = task_id(id, 0);
		let task = task(task_id);
		assert_eq!(task.status, TaskStatus::Active);
		let info = Poco::task_info(task_id).unwrap();
		assert_eq!((info.deal, info.index), (id, 0));
		assert_eq!(info.contribution_deadline, START + 7 * T);
		assert_eq!(info.final_deadline, START + 10 * T);
		assert_eq!(task.groups().total(), U256::one());
		assert_eq!((task.reveal_deadline, task.workers.len()), (None, 0));
		assert_eq!(
			events(),
			vec![Event::TasksInitialized {
				deal: id,
				first: 0,
				count: 1,
				workerpool: WorkerpoolId(3)
			}]
		);
		assert_eq!(crate::Progress::<Test>::get(id).initialized, 1);
	});
}

#[test]
fn initialize_should_refuse_when_deal_or_index_is_unknown_or_done() {
	run(|| {
		let mut bag = deal(1);
		bag.bot_first = 5;
		bag.bot_size = 2;
		let id = matched(bag);
		assert_noop!(
			Poco::initialize(origin(OUTSIDER), H256::repeat_byte(9), 5),
			Error::DealUnknown
		);
		assert_noop!(Poco::initialize(origin(OUTSIDER), id, 4), Error::IndexOutOfDeal);
		assert_noop!(Poco::initialize(origin(OUTSIDER), id, 7), Error::IndexOutOfDeal);
		assert_ok!(Poco::initialize(origin(OUTSIDER), id, 6));
		assert_noop!(Poco::initialize(origin(OUTSIDER), id, 6), Error::AlreadyInitialized);
	});
}

#[test]
fn initialize_should_work_when_the_final_deadline_passed() {
	run(|| {
		let id = matched(deal(1));
		advance(10 * T + 5);
		assert_ok!(Poco::initialize(origin(OUTSIDER), id, 0));
		assert_ok!(claim(task_id(id, 0)));
	});
}

#[test]
fn initialize_should_refuse_when_the_chain_assigns_by_the_rules() {
	run(|| {
		let (by_chain, by_owner) = (matched(deal_by_rules(1)), matched(deal_by_scheduler(1)));
		let start = |deal| Poco::initialize(origin(OUTSIDER), deal, 0);
		let many = |deal| vec![DealTask { deal, index: 0 }].try_into().unwrap();
		assert_noop!(start(by_chain), Error::ChainAssigns);
		let both = Poco::initialize_many(origin(OUTSIDER), many(by_chain));
		assert_eq!(both, Err(Error::ChainAssigns.into()));
		assert_ok!(start(by_owner));
		advance(10 * T);
		let late = Poco::initialize_and_claim_many(origin(OUTSIDER), many(by_chain));
		assert_eq!(late, Err(Error::ChainAssigns.into()));
	});
}

#[test]
fn initialize_many_should_be_all_or_nothing() {
	run(|| {
		let mut bag = deal(1);
		bag.bot_size = 4;
		let id = matched(bag);
		let many = |indices: &[u64]| {
			let tasks = indices.iter().map(|index| DealTask { deal: id, index: *index });
			let tasks: Vec<_> = tasks.collect();
			Poco::initialize_many(origin(OUTSIDER), tasks.try_into().unwrap())
		};
		let attempt =
			|indices: &[u64]| frame_support::storage::with_storage_layer(|| many(indices));
		assert_noop!(attempt(&[0, 1, 0]), Error::AlreadyInitialized);
		assert_noop!(attempt(&[0, 4]), Error::IndexOutOfDeal);
		assert_ok!(attempt(&[]));
		assert_ok!(attempt(&[0, 1, 3]));
		assert_eq!(crate::Tasks::<Test>::iter().count(), 3);
	});
}
