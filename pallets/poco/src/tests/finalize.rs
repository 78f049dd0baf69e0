// SPDX-License-Identifier: Apache-2.0

use super::{Error, Event};
use crate::{mock::*, types::*};
use bourse_primitives::{ResultHeader, TaskId, TaskStatus, RLC};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
use sp_core::H256;

/// Finalizes with that callback data.
fn with(task: TaskId, opening: Opening<Test>) -> DispatchResult {
	Poco::finalize(origin(SCHEDULER), task, Default::default(), Some(opening))
		.map(drop)
		.map_err(|error| error.error)
}

fn plain(data: &[u8]) -> Opening<Test> {
	Opening::Plain(data.to_vec().try_into().unwrap())
}

fn header(data: &[u8]) -> ResultHeader {
	ResultHeader {
		magic: ResultHeader::MAGIC,
		version: ResultHeader::VERSION,
		engine: 2,
		failure: 0,
		exit_status: 0,
		fuel: 12,
		output_root: H256::repeat_byte(1),
		memory_hash: H256::repeat_byte(2),
		callback_hash: sp_crypto_hashing::blake2_256(data).into(),
	}
}

/// A revealed task of trust 1 with that digest, of a deal with a callback or without.
fn revealed(callback: Option<u8>, digest: H256) -> TaskId {
	let mut deal = deal(1);
	deal.callback = callback.map(account);
	let id = task_of(deal);
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
}

#[test]
fn finalize_should_complete_when_all_winners_revealed() {
	run(|| {
		let id = task_of(deal(3));
		assert_noop!(finalize(SCHEDULER, id), Error::TaskNotRevealing);
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "A"));
		assert_noop!(finalize(SCHEDULER, id), Error::RevealsMissing);
		assert_ok!(reveal(W1, id, "A"));
		assert_noop!(finalize(SCHEDULER, id), Error::RevealsMissing);
		assert_ok!(reveal(W2, id, "A"));
		assert_noop!(finalize(OUTSIDER, id), Error::NotScheduler);
		assert_noop!(finalize(REQUESTER, id), Error::NotScheduler);
		events();
		let link: ResultsLink<Test> = b"ipfs://result".to_vec().try_into().unwrap();
		assert_ok!(Poco::finalize(origin(SCHEDULER), id, link.clone(), None));
		assert_eq!(
			events(),
			vec![
				Event::AccurateContribution { worker: account(W1), task: id, score: 1 },
				Event::AccurateContribution { worker: account(W2), task: id, score: 1 },
				Event::TaskFinalized {
					task: id,
					digest: digest("A"),
					results: link.clone(),
					failure: None
				},
			]
		);
		assert_eq!(task(id).status, TaskStatus::Completed);
		assert_eq!(task(id).results, link);
		assert_eq!(Poco::task_info(id).unwrap().digest, Some(digest("A")));
		assert_noop!(finalize(SCHEDULER, id), Error::TaskNotRevealing);
		assert_noop!(reopen(SCHEDULER, id), Error::TaskNotRevealing);
		assert_noop!(claim(id), Error::TaskEnded);
	});
}

#[test]
fn finalize_should_do_with_one_reveal_when_the_reveal_deadline_passed() {
	run(|| {
		let id = task_of(deal(5));
		for worker in [W1, W2, W3] {
			assert_ok!(contribute(worker, id, "A"));
		}
		assert_ok!(reveal(W2, id, "A"));
		advance(2 * T - 1);
		assert_noop!(finalize(SCHEDULER, id), Error::RevealsMissing);
		advance(1);
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!(stake(W2), 100 * RLC + 15_840_000_000);
		assert_eq!(stake(W1), 97 * RLC);
		assert_eq!(stake(W3), 97 * RLC);
		assert_eq!(stake(SCHEDULER), 3 * RLC + 160_000_000);
	});
}

#[test]
fn finalize_should_refuse_when_the_final_deadline_passed() {
	run(|| {
		let id = task_of(deal(1));
		advance(7 * T - 1);
		assert_ok!(contribute(W1, id, "A"));
		advance(T);
		assert_ok!(reveal(W1, id, "A"));
		advance(2 * T + 1);
		assert_noop!(finalize(SCHEDULER, id), Error::FinalDeadlinePassed);
		assert_ok!(claim(id));
	});
}

#[test]
fn finalize_should_be_open_to_anybody_when_the_automation_says_so() {
	run(|| {
		let id = revealed(None, digest("A"));
		let mut settings = AutomationSettings::all(false);
		settings.open_to_anybody = true;
		assert_ok!(Poco::set_automation(RuntimeOrigin::root(), settings));
		assert_ok!(finalize(OUTSIDER, id));
	});
}

#[test]
fn finalize_should_hand_plain_data_to_the_callback_when_it_fits() {
	run(|| {
		let id = revealed(Some(CALLBACK), digest("A"));
		assert_noop!(finalize(SCHEDULER, id), Error::CallbackDataMissing);
		assert_noop!(with(id, plain(b"B")), Error::CallbackDataWrong);
		assert_noop!(with(id, plain(b"")), Error::CallbackDataWrong);
		assert_ok!(with(id, plain(b"A")));
		assert_eq!(callbacks(), vec![(account(CALLBACK), id, b"A".to_vec())]);
		assert_eq!(
			events().pop(),
			Some(Event::CallbackDelivered {
				target: account(CALLBACK),
				task: id,
				data: b"A".to_vec().try_into().unwrap()
			})
		);
		assert_eq!(task(id).callback_data.unwrap().to_vec(), b"A".to_vec());
	});
}

#[test]
fn finalize_should_open_a_header_when_the_digest_is_one() {
	run(|| {
		let header = header(b"data");
		let id = revealed(Some(CALLBACK), header.digest());
		let open = |header, data: &[u8]| Opening::Header {
			header,
			data: data.to_vec().try_into().unwrap(),
		};
		assert_noop!(with(id, open(header, b"other")), Error::CallbackDataWrong);
		let mut forged = header;
		forged.fuel += 1;
		assert_noop!(with(id, open(forged, b"data")), Error::CallbackDataWrong);
		// The header is the digest's preimage, but not the data.
		assert_noop!(with(id, plain(&header.encode())), Error::CallbackDataWrong);
		assert_ok!(with(id, open(header, b"data")));
		assert_eq!(callbacks(), vec![(account(CALLBACK), id, b"data".to_vec())]);
	});
}

#[test]
fn finalize_should_refuse_a_header_when_it_is_of_another_version() {
	run(|| {
		let header = ResultHeader { version: ResultHeader::VERSION + 1, ..header(b"data") };
		let id = revealed(Some(CALLBACK), header.digest());
		let opening = Opening::Header { header, data: b"data".to_vec().try_into().unwrap() };
		assert_noop!(with(id, opening), Error::CallbackDataWrong);
		assert_noop!(with(id, plain(&header.encode())), Error::CallbackDataWrong);
	});
}

#[test]
fn finalize_should_accept_only_fitting_data_when_there_is_no_callback() {
	run(|| {
		let id = revealed(None, digest("A"));
		assert_noop!(with(id, plain(b"B")), Error::CallbackDataWrong);
		assert_ok!(with(id, plain(b"A")));
		assert_eq!(task(id).callback_data.unwrap().to_vec(), b"A".to_vec());
		assert!(callbacks().is_empty());
		let id = revealed(None, digest("A"));
		assert_ok!(with(id, plain(b"")));
		assert_eq!(task(id).callback_data, None);
	});
}

#[test]
fn finalize_should_complete_and_undo_the_callback_when_it_fails() {
	run(|| {
		let id = revealed(Some(FAILING_CALLBACK), digest("A"));
		assert_ok!(with(id, plain(b"A")));
		assert_eq!(task(id).status, TaskStatus::Completed);
		assert!(callbacks().is_empty());
		assert!(matches!(events().pop(), Some(Event::CallbackFailed { .. })));
	});
}
