// SPDX-License-Identifier: Apache-2.0

//! The version of the sandbox that counts, and encrypted results: what the chain keeps of both.

use super::{Error, Event};
use crate::{impls::round::Round, mock::*, types::*};
use bourse_mocks::registry;
use bourse_primitives::{
	api::EncryptedResult, CategoryLimits, DatasetId, ResultHeader, Share, TaskId,
};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::DispatchError;

fn set_engine(version: u16) {
	assert_ok!(Poco::set_engine_version(RuntimeOrigin::root(), version));
}

#[test]
fn set_engine_version_should_count_for_tasks_that_are_initialized_later() {
	run(|| {
		let before = task_of(deal(1));
		events();
		set_engine(3);
		assert_eq!(events(), vec![Event::EngineVersionSet { version: 3 }]);
		let after = task_of(deal(1));
		assert_eq!([before, after].map(|id| task(id).engine), [2, 3]);
		assert_eq!([before, after].map(|id| Poco::job_of(id).unwrap().engine), [2, 3]);
	});
}

#[test]
fn set_engine_version_should_be_refused_when_anybody_else_asks() {
	run(|| {
		assert_noop!(Poco::set_engine_version(origin(SCHEDULER), 2), DispatchError::BadOrigin);
	});
}

#[test]
fn finalize_should_refuse_a_header_when_it_is_of_another_engine() {
	run(|| {
		let header = |engine| ResultHeader {
			magic: ResultHeader::MAGIC,
			version: ResultHeader::VERSION,
			engine,
			failure: 0,
			exit_status: 0,
			fuel: 1,
			output_root: H256::zero(),
			memory_hash: H256::zero(),
			callback_hash: sp_crypto_hashing::blake2_256(b"data").into(),
		};
		let revealed = |engine: u16| {
			let mut deal = deal(1);
			deal.callback = Some(account(CALLBACK));
			let (id, digest) = (task_of(deal), header(engine).digest());
			assert_ok!(Poco::contribute(
				origin(W1),
				id,
				bourse_primitives::result_hash(id, digest),
				bourse_primitives::seal(&account(W1), id, digest),
				None,
				authorized_by(SCHEDULER, W1, id, None)
			));
			assert_ok!(Poco::reveal(origin(W1), id, digest));
			id
		};
		let finalize = |id, engine| {
			let data = b"data".to_vec().try_into().unwrap();
			let opening = Some(Opening::Header { header: header(engine), data });
			Poco::finalize(origin(SCHEDULER), id, Default::default(), opening)
		};
		set_engine(2);
		let old = revealed(1);
		assert_noop!(finalize(old, 1).map_err(|e| e.error), Error::CallbackDataWrong);
		let id = revealed(2);
		// What counts is what counted at the start of the task.
		set_engine(3);
		assert_ok!(finalize(id, 2));
	});
}

#[test]
fn job_should_bring_the_result_key_of_the_beneficiary() {
	run(|| {
		let mut for_another = deal(1);
		for_another.beneficiary = account(OUTSIDER);
		let id = task_of(for_another);
		assert_eq!(Poco::job_of(id).unwrap().result_key, Some([6; 32]));
		let id = task_of(deal(1));
		assert_eq!(Poco::deal_and_index(id).unwrap().0.beneficiary, account(REQUESTER));
		assert_eq!(Poco::job_of(id).unwrap().result_key, None);
	});
}

#[test]
fn job_should_say_whose_the_task_is_and_what_is_private() {
	run(|| {
		let mut deal = deal(1);
		let dataset = Share { id: DatasetId(2), owner: account(DATASET_OWNER), price: 0 };
		deal.dataset = Some(dataset);
		let id = task_of(deal);
		let job = Poco::job_of(id).unwrap();
		assert_eq!(job.deal, Poco::task_info(id).unwrap().deal);
		assert_eq!(job.requester, <[u8; 32]>::from(account(REQUESTER)));
		assert_eq!(job.limits, CategoryLimits::default());
		assert_eq!([job.app.private, job.dataset.unwrap().private], [false, false]);
		registry::Restricted::insert(DatasetId(2), ());
		assert!(Poco::job_of(id).unwrap().dataset.unwrap().private);
		// By the market's rules the key is the one that the deal froze.
		let mut by_rules = deal_by_rules(1);
		by_rules.terms.as_mut().unwrap().result_key = Some([4; 32]);
		let job = Poco::job_of(task_of(by_rules)).unwrap();
		assert_eq!((job.failures_count, job.result_key), (true, Some([4; 32])));
	});
}

#[test]
fn reveal_should_keep_the_hash_of_the_encrypted_result() {
	run(|| {
		let id = task_of(deal(3));
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "A"));
		let hash = H256::repeat_byte(9);
		assert_eq!(reveal_with(W1, id, Some(hash)), Ok(()));
		assert_eq!(reveal_with(W2, id, None), Ok(()));
		let info = Poco::task_info(id).unwrap();
		assert_eq!(info.encrypted, vec![EncryptedResult { worker: account(W1), index: hash }]);
		assert_eq!(contribution(W2, id).unwrap().encrypted, None);
	});
}

fn reveal_with(worker: u8, task: TaskId, encrypted: Option<H256>) -> sp_runtime::DispatchResult {
	let item = RevealItem { task, digest: digest("A"), opening: None, encrypted };
	let mut round = Round::open();
	Poco::do_reveal(&mut round, &account(worker), item)?;
	round.close();
	Ok(())
}
