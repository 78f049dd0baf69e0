// SPDX-License-Identifier: Apache-2.0

//! Whose word counts for a contribution when the worker has changed or left.

use super::*;
use crate::{Call, Challenges};
use bourse_primitives::crypto::PocoPair;
use frame_support::{
	assert_ok,
	pallet_prelude::{Authorize, InvalidTransaction, TransactionSource},
};
use sp_core::Pair;

/// Whether a transaction is taken in.
fn taken(call: Call<Test>) -> Result<(), InvalidTransaction> {
	match call.authorize(TransactionSource::External) {
		Some(Ok(_)) => Ok(()),
		Some(Err(sp_runtime::transaction_validity::TransactionValidityError::Invalid(why))) => {
			Err(why)
		},
		other => panic!("{other:?}"),
	}
}

/// A reveal of a result by a worker, signed by a key.
fn signed_reveal(worker: u8, id: TaskId, result: ResultHeader, key: &PocoPair) -> Call<Test> {
	let opening = Some(Opening::Header { header: result, data: Default::default() });
	let item = RevealItem { task: id, digest: result.digest(), opening, encrypted: None };
	let (payload, _) = reveal_payload(worker, vec![item]);
	let signature = key.sign(payload.hash().as_bytes());
	Call::reveal_batch { payload, signature }
}

fn contributed() -> (TaskId, ResultHeader) {
	let id = task_of(deal_by_rules(1));
	give(id, &[W1]);
	let result = plain("A");
	assert_ok!(answer(W1, id, &result));
	assert_eq!(contribution(W1, id).unwrap().key, Some(hot_pair(W1).public()));
	(id, result)
}

#[test]
fn reveal_should_be_taken_from_the_former_and_the_present_key() {
	run(|| {
		let (id, result) = contributed();
		// Another one's.
		let other = taken(signed_reveal(W1, id, result, &hot_pair(W3)));
		assert_eq!(other, Err(InvalidTransaction::BadProof));
		MockAssignments::set_key(W1, W2);
		assert_eq!(taken(signed_reveal(W1, id, result, &hot_pair(W1))), Ok(()));
		assert_eq!(taken(signed_reveal(W1, id, result, &hot_pair(W2))), Ok(()));
		let other = taken(signed_reveal(W1, id, result, &hot_pair(W3)));
		assert_eq!(other, Err(InvalidTransaction::BadProof));
	});
}

#[test]
fn reveal_should_be_taken_when_the_worker_has_left() {
	run(|| {
		let (id, result) = contributed();
		MockAssignments::remove_key(W1);
		assert_eq!(taken(signed_reveal(W1, id, result, &hot_pair(W1))), Ok(()));
		let other = taken(signed_reveal(W1, id, result, &hot_pair(W2)));
		assert_eq!(other, Err(InvalidTransaction::BadProof));
	});
}

#[test]
fn reveal_should_need_the_header_in_the_pool_too() {
	run(|| {
		let (id, result) = contributed();
		let item = RevealItem { task: id, digest: result.digest(), opening: None, encrypted: None };
		let (payload, signature) = reveal_payload(W1, vec![item]);
		let refused = taken(Call::reveal_batch { payload, signature });
		assert_eq!(refused, Err(InvalidTransaction::Call));
	});
}

#[test]
fn answer_should_be_taken_from_the_key_of_the_contribution() {
	run(|| {
		let (id, result) = contributed();
		assert_ok!(open(W1, id, result, b""));
		assert_ok!(finalize(SCHEDULER, id));
		MockLedger::endow(&account(REQUESTER), 10 * RLC);
		assert_ok!(Poco::challenge_result(origin(REQUESTER), id, account(W1), 0));
		let until = Challenges::<Test>::get(id, account(W1)).unwrap().until;
		let path: BlockPath = vec![result.encode().try_into().unwrap()].try_into().unwrap();
		let payload = AnswerPayload { worker: account(W1), task: id, until, attempt: 0, path };
		let by = |who| {
			let signature = hot_pair(who).sign(Payload::hash(&payload).as_bytes());
			taken(Call::answer_challenge_unsigned { payload: payload.clone(), signature })
		};
		MockAssignments::remove_key(W1);
		assert_eq!((by(W1), by(W2)), (Ok(()), Err(InvalidTransaction::BadProof)));
		MockAssignments::set_key(W1, W3);
		assert_eq!((by(W1), by(W2), by(W3)), (Ok(()), Err(InvalidTransaction::BadProof), Ok(())));
	});
}
