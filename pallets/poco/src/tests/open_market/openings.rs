// SPDX-License-Identifier: Apache-2.0

//! What the chain sees of a result: failures and callback data.

use super::{super::Error, super::Event, *};
use bourse_primitives::{DatasetId, Share, TaskStatus};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};

/// A task of a deal, given to two workers that agree on a result.
fn agreed(deal: Deal<AccountId>, result: &ResultHeader) -> TaskId {
	let id = task_of(deal);
	give(id, &[W1, W2]);
	assert_ok!(answer(W1, id, result));
	assert_ok!(answer(W2, id, result));
	assert_eq!(task(id).status, TaskStatus::Revealing);
	id
}

fn with_callback() -> Deal<AccountId> {
	Deal { callback: Some(account(CALLBACK)), ..deal_by_rules(3) }
}

fn priced(deal: Deal<AccountId>) -> Deal<AccountId> {
	let share = Share { id: DatasetId(2), owner: account(DATASET_OWNER), price: 5 * RLC };
	Deal { dataset: Some(share), ..deal }
}

fn reveal_plainly(worker: u8, id: TaskId, digest: H256, data: &[u8]) -> DispatchResult {
	let opening = Opening::Plain(data.to_vec().try_into().unwrap());
	Poco::reveal_opened(origin(worker), id, digest, opening).map(drop).map_err(|error| error.error)
}

#[test]
fn reveal_should_bring_the_header_unless_another_has() {
	run(|| {
		let result = plain("A");
		let id = agreed(deal_by_rules(3), &result);
		let bare = |worker| {
			Poco::reveal(origin(worker), id, result.digest()).map(drop).map_err(|e| e.error)
		};
		assert_noop!(bare(W1), Error::HeaderMissing);
		assert_noop!(reveal_plainly(W1, id, result.digest(), b""), Error::HeaderMissing);
		assert_ok!(open(W1, id, result, b""));
		assert_ok!(bare(W2));
		assert_eq!(task(id).failure, None);
		let revealed = Poco::task_info(id).unwrap().revealed;
		assert_eq!((revealed.count, revealed.of), (2, 2));
	});
}

#[test]
fn reveal_should_ignore_what_others_bring_behind_the_first() {
	run(|| {
		let result = plain("A");
		let id = agreed(deal_by_rules(3), &result);
		assert_ok!(open(W1, id, result, b""));
		let opening =
			Opening::Header { header: plain("B"), data: b"x".to_vec().try_into().unwrap() };
		assert_ok!(Poco::reveal_opened(origin(W2), id, result.digest(), opening));
		assert_eq!((task(id).failure, task(id).callback_data), (None, None));
	});
}

#[test]
fn reveal_should_refuse_a_header_that_is_not_the_results() {
	run(|| {
		let result = header("A", None, b"data");
		let id = agreed(with_callback(), &result);
		let brings = |header, data: &[u8]| {
			let data = data.to_vec().try_into().unwrap();
			Poco::reveal_opened(origin(W1), id, result.digest(), Opening::Header { header, data })
				.map(drop)
				.map_err(|error| error.error)
		};
		assert_noop!(brings(header("B", None, b"data"), b"data"), Error::HeaderWrong);
		assert_noop!(brings(result, b"other"), Error::HeaderWrong);
		assert_noop!(brings(result, b""), Error::HeaderWrong);
		assert_ok!(brings(result, b"data"));
	});
	// Without a callback there are no data, and so are there none of a failure.
	run(|| {
		let result = header("A", None, b"data");
		let id = agreed(deal_by_rules(3), &result);
		assert_noop!(open(W1, id, result, b"data"), Error::HeaderWrong);
		assert_ok!(open(W1, id, result, b""));
	});
	run(|| {
		let result = header("A", Some(FailureCode::Trap), b"data");
		let id = agreed(with_callback(), &result);
		assert_noop!(open(W1, id, result, b"data"), Error::HeaderWrong);
		assert_ok!(open(W1, id, result, b""));
	});
}

#[test]
fn reveal_should_refuse_another_engine_and_a_failure_that_no_result_is() {
	let odd: [fn(&mut ResultHeader); 3] = [
		|header| header.engine = 7,
		|header| header.version = 1,
		// FetchFailed.
		|header| header.failure = 1,
	];
	for change in odd {
		run(|| {
			let mut header = plain("A");
			change(&mut header);
			let id = agreed(deal_by_rules(3), &header);
			assert_noop!(open(W1, id, header, b""), Error::HeaderWrong);
		});
	}
}

#[test]
fn completed_should_hand_the_callback_data_on() {
	run(|| {
		let result = header("A", None, b"data");
		let id = agreed(with_callback(), &result);
		assert_ok!(open(W1, id, result, b"data"));
		assert_ok!(Poco::reveal(origin(W2), id, result.digest()));
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!(callbacks(), vec![(account(CALLBACK), id, b"data".to_vec())]);
	});
}

#[test]
fn completed_should_not_pay_app_and_dataset_when_the_program_was_not_started() {
	for code in [FailureCode::BadParams, FailureCode::BadModule, FailureCode::BadArchive] {
		run(|| {
			let result = header("A", Some(code), b"");
			let id = agreed(priced(with_callback()), &result);
			assert_ok!(open(W1, id, result, b""));
			assert_ok!(open(W2, id, result, b""));
			events();
			assert_ok!(finalize(SCHEDULER, id));
			let digest = result.digest();
			let (results, failure) = (Default::default(), Some(code));
			let event = Event::TaskFinalized { task: id, digest, results, failure };
			assert_eq!(events().pop(), Some(event));
			assert_eq!((stake(APP_OWNER), stake(DATASET_OWNER)), (0, 0));
			assert_eq!(stake(REQUESTER), 8 * RLC + 2 * MRLC);
			assert_eq!((gain(W1), gain(W2)), ((4_950_000_000, 0), (4_950_000_000, 0)));
			assert_eq!(callbacks(), vec![]);
			assert_eq!(Poco::task_info(id).unwrap().failure, Some(code));
		});
	}
}

#[test]
fn completed_should_pay_app_and_dataset_when_the_program_ran() {
	use FailureCode::*;
	for code in [Trap, OutOfFuel, OutOfMemory, OutputTooLarge, NoCallbackData] {
		run(|| {
			let result = header("A", Some(code), b"");
			let id = agreed(priced(with_callback()), &result);
			assert_ok!(open(W1, id, result, b""));
			assert_ok!(open(W2, id, result, b""));
			assert_ok!(finalize(SCHEDULER, id));
			assert_eq!(task(id).failure, Some(code));
			assert_eq!((stake(APP_OWNER), stake(DATASET_OWNER)), (3 * RLC, 5 * RLC));
			assert_eq!((stake(REQUESTER), locked(REQUESTER)), (2 * MRLC, 0));
			assert_eq!(callbacks(), vec![]);
		});
	}
}

#[test]
fn a_winner_should_lose_its_stake_when_it_keeps_the_header_back() {
	run(|| {
		let result = header("A", None, b"data");
		let id = agreed(with_callback(), &result);
		assert_noop!(
			Poco::reveal(origin(W1), id, result.digest()).map(drop).map_err(|e| e.error),
			Error::HeaderMissing
		);
		assert_ok!(open(W2, id, result, b"data"));
		advance(2 * T);
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!((gain(W1), gain(W2)), ((-3_000_000_000, 0), (9_900_000_000, 0)));
	});
}

#[test]
fn contribute_and_finalize_should_open_the_result_and_use_the_assignments_lock() {
	run(|| {
		let id = task_of(deal_by_rules(1));
		give(id, &[W1, W2]);
		let result = header("A", Some(FailureCode::Trap), b"");
		let finish = |opening, results: &[u8]| {
			Poco::contribute_and_finalize(
				origin(W1),
				id,
				result.digest(),
				results.to_vec().try_into().unwrap(),
				opening,
				None,
				Authorization::Assigned,
			)
		};
		let opening = || Some(Opening::Header { header: result, data: Default::default() });
		assert_noop!(finish(None, b""), Error::HeaderMissing);
		let plain = Some(Opening::Plain(Default::default()));
		assert_noop!(finish(plain, b""), Error::HeaderMissing);
		// A link is the scheduler's.
		assert_noop!(finish(opening(), b"link"), Error::NotScheduler);
		assert_ok!(finish(opening(), b""));
		assert_eq!(task(id).failure, Some(FailureCode::Trap));
		assert_eq!((gain(W1), gain(W2)), ((9_900_000_000, 0), (0, 0)));
		assert_eq!(stake(REQUESTER), 2 * MRLC);
		assert!(task(id).assigned().count() == 2 && score(W1) == 0);
	});
}

#[test]
fn contribute_and_finalize_should_need_the_stake_when_nothing_locked_it() {
	run(|| {
		let id = task_of(deal_by_scheduler(1));
		let result = plain("A");
		let finish = || {
			Poco::contribute_and_finalize(
				origin(W1),
				id,
				result.digest(),
				Default::default(),
				Some(Opening::Header { header: result, data: Default::default() }),
				None,
				authorized_by(SCHEDULER, W1, id, None),
			)
		};
		MockLedger::set_stake(&account(W1), 3 * RLC - 1);
		assert_noop!(finish(), Error::InsufficientWorkerStake);
		MockLedger::set_stake(&account(W1), 3 * RLC);
		assert_ok!(finish());
		assert_eq!((stake(W1), locked(W1)), (12_900_000_000, 0));
	});
}

#[test]
fn reveal_should_take_a_plain_digest_where_the_scheduler_assigns() {
	run(|| {
		let mut by_hand = deal_by_scheduler(1);
		by_hand.callback = Some(account(CALLBACK));
		let id = task_of(by_hand);
		assert_ok!(contribute(W1, id, "A"));
		assert_noop!(reveal(W1, id, "A"), Error::HeaderMissing);
		assert_noop!(reveal_plainly(W1, id, digest("A"), b"B"), Error::HeaderWrong);
		assert_ok!(reveal_plainly(W1, id, digest("A"), b"A"));
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!(callbacks(), vec![(account(CALLBACK), id, b"A".to_vec())]);
		let other = task_of(deal_by_scheduler(1));
		assert_ok!(contribute(W1, other, "A"));
		assert_ok!(reveal(W1, other, "A"));
	});
}

#[test]
fn finalize_should_refuse_a_link_of_anybody_but_the_scheduler() {
	run(|| {
		crate::Automation::<Test>::mutate(|settings| settings.open_to_anybody = true);
		let result = plain("A");
		let id = agreed(deal_by_rules(3), &result);
		assert_ok!(open(W1, id, result, b""));
		assert_ok!(open(W2, id, result, b""));
		let link = |who| {
			let link = b"link".to_vec().try_into().unwrap();
			Poco::finalize(origin(who), id, link, None).map(drop).map_err(|error| error.error)
		};
		assert_noop!(link(OUTSIDER), Error::NotScheduler);
		assert_ok!(link(SCHEDULER));
		assert_eq!(task(id).results.to_vec(), b"link".to_vec());
	});
}

#[test]
fn reveal_should_void_a_claim_of_encryption_when_the_deal_has_no_key() {
	for key in [None, Some([6; 32])] {
		run(|| {
			let mut deal = deal_by_rules(1);
			deal.terms.as_mut().unwrap().result_key = key;
			let id = task_of(deal);
			give(id, &[W1]);
			let result = plain("A");
			assert_ok!(answer(W1, id, &result));
			let opening = Some(Opening::Header { header: result, data: Default::default() });
			let encrypted = Some(H256::repeat_byte(5));
			let item = RevealItem { task: id, digest: result.digest(), opening, encrypted };
			let (payload, signature) = reveal_payload(W1, vec![item]);
			assert_ok!(Poco::reveal_batch(
				frame_system::RawOrigin::Authorized.into(),
				payload,
				signature
			));
			assert_eq!(
				contribution(W1, id).unwrap().encrypted,
				encrypted.filter(|_| key.is_some())
			);
			assert_eq!(Poco::job_of(id).unwrap().result_key, key);
			assert!(Poco::job_of(id).unwrap().failures_count);
		});
	}
}

#[test]
fn step_should_want_an_opening_until_somebody_has_revealed() {
	run(|| {
		let result = plain("A");
		let id = agreed(deal_by_rules(3), &result);
		let wants = |worker| match Poco::step_of(&account(worker), id) {
			WorkerStep::Reveal { wants_opening, .. } => wants_opening,
			step => panic!("{step:?}"),
		};
		assert!(wants(W1) && wants(W2));
		assert_ok!(open(W1, id, result, b""));
		assert!(!wants(W2));
	});
}
