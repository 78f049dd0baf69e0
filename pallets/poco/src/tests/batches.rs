// SPDX-License-Identifier: Apache-2.0

use super::Event;
use crate::{mock::*, types::*, Call, Contributions};
use bourse_primitives::{
	crypto::PocoSignature, task_id, traits::Ledger, FailureCode, ResultHeader, Tag, TaskId, RLC,
};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::GetDispatchInfo,
	pallet_prelude::{
		Authorize, InvalidTransaction, TransactionSource, TransactionValidityError,
		ValidTransaction,
	},
	traits::UnfilteredDispatchable,
};
use frame_system::offchain::CreateAuthorizedTransaction;
use sp_core::{Pair, H256};
use sp_runtime::{
	traits::{Applyable, BadOrigin, Checkable},
	DispatchResult,
};

type Verdict = Result<ValidTransaction, InvalidTransaction>;

fn authorize(call: &Call<Test>, source: TransactionSource) -> Verdict {
	match call.authorize(source).unwrap() {
		Ok((validity, _)) => Ok(validity),
		Err(TransactionValidityError::Invalid(error)) => Err(error),
		Err(error) => panic!("{error:?}"),
	}
}

fn external(call: &Call<Test>) -> Verdict {
	authorize(call, TransactionSource::External)
}

fn apply(call: Call<Test>) -> DispatchResult {
	call.dispatch_bypass_filter(frame_system::RawOrigin::Authorized.into())
		.map(drop)
		.map_err(|error| error.error)
}

/// Two tasks of trust 3 that are assigned to W1 and W2.
fn two_tasks() -> (TaskId, TaskId) {
	let tasks = (task_of(deal(3)), task_of(deal(3)));
	for task in [tasks.0, tasks.1] {
		MockAssignments::put(task, W1, START + T);
		MockAssignments::put(task, W2, START + T);
	}
	tasks
}

fn contribute_call(worker: u8, attempt: u16, items: &[(TaskId, &str)]) -> Call<Test> {
	let (payload, signature) = contribute_payload(worker, attempt, items);
	Call::contribute_batch { payload, signature }
}

fn reveal_call(worker: u8, items: &[(TaskId, &str)]) -> Call<Test> {
	let items = items
		.iter()
		.map(|(task, label)| RevealItem {
			task: *task,
			digest: digest(label),
			opening: None,
			encrypted: None,
		})
		.collect();
	let (payload, signature) = reveal_payload(worker, items);
	Call::reveal_batch { payload, signature }
}

fn failure_call(worker: u8, signer: u8, items: &[TaskId]) -> Call<Test> {
	let items: Vec<_> = items
		.iter()
		.map(|task| FailureItem { task: *task, code: FailureCode::Trap, log: H256::zero() })
		.collect();
	let payload: FailurePayload<Test> =
		Batch { worker: account(worker), attempt: 0, items: items.try_into().unwrap() };
	let signature: PocoSignature = hot_pair(signer).sign(payload.hash().as_bytes());
	Call::report_failure_batch { payload, signature }
}

#[test]
fn contribute_batch_should_apply_all_items_when_sent_as_a_transaction() {
	run(|| {
		let (a, b) = two_tasks();
		let call = contribute_call(W1, 0, &[(a, "A"), (b, "B")]);
		let transaction =
			<Test as CreateAuthorizedTransaction<Call<Test>>>::create_authorized_transaction(
				call.into(),
			);
		let info = transaction.get_dispatch_info();
		let checked = transaction.check(&frame_system::ChainContext::<Test>::default()).unwrap();
		let validity = checked
			.validate::<Test>(TransactionSource::External, &info, 0)
			.expect("every item is good");
		assert_eq!(validity.provides.len(), 2);
		assert_ok!(checked.apply::<Test>(&info, 0).expect("it is valid").map_err(|e| e.error));
		assert!(Contributions::<Test>::contains_key(a, account(W1)));
		assert!(Contributions::<Test>::contains_key(b, account(W1)));
		assert_eq!(locked(W1), 6 * RLC);
	});
}

#[test]
fn contribute_batch_should_refuse_any_other_origin() {
	run(|| {
		let (a, _) = two_tasks();
		let call = contribute_call(W1, 0, &[(a, "A")]);
		for origin in [origin(W1), RuntimeOrigin::root(), RuntimeOrigin::none()] {
			let outcome = call.clone().dispatch_bypass_filter(origin).map_err(|e| e.error);
			assert_eq!(outcome, Err(BadOrigin.into()));
		}
	});
}

#[test]
fn contribute_batch_should_provide_its_tasks_for_a_short_time() {
	run(|| {
		let (a, b) = two_tasks();
		let first = external(&contribute_call(W1, 0, &[(a, "A"), (b, "A")])).unwrap();
		let retry = external(&contribute_call(W1, 1, &[(b, "A")])).unwrap();
		let other = external(&contribute_call(W2, 0, &[(b, "A")])).unwrap();
		assert_eq!(first.longevity, 8);
		assert!(first.propagate);
		assert!(first.provides.contains(&retry.provides[0]));
		assert!(retry.priority > first.priority);
		assert!(!first.provides.contains(&other.provides[0]));
		advance(7 * T - 3);
		assert_eq!(external(&contribute_call(W1, 0, &[(a, "A")])).unwrap().longevity, 3);
		advance(3);
		assert_eq!(external(&contribute_call(W1, 0, &[(a, "A")])), Err(InvalidTransaction::Stale));
	});
}

#[test]
fn contribute_batch_should_be_refused_by_the_pool_when_any_item_is_bad() {
	run(|| {
		let (a, b) = two_tasks();
		let refused = |call: &Call<Test>, error| assert_eq!(external(call), Err(error));
		refused(&contribute_call(W1, 0, &[]), InvalidTransaction::Call);
		refused(&contribute_call(W1, 0, &[(a, "A"), (a, "B")]), InvalidTransaction::Call);
		refused(
			&contribute_call(W1, 0, &[(a, "A"), (H256::zero(), "A")]),
			InvalidTransaction::Stale,
		);
		refused(&contribute_call(W3, 0, &[(a, "A")]), InvalidTransaction::BadSigner);
		refused(&contribute_call(OUTSIDER, 0, &[(a, "A")]), InvalidTransaction::BadSigner);
		// Another worker's hot key, and a payload changed after signing.
		let (payload, _) = contribute_payload(W1, 0, &[(a, "A")]);
		let (mut changed, signature) = contribute_payload(W1, 0, &[(a, "A")]);
		changed.attempt = 7;
		let forged = hot_pair(W2).sign(payload.hash().as_bytes());
		refused(
			&Call::contribute_batch { payload, signature: forged },
			InvalidTransaction::BadProof,
		);
		refused(
			&Call::contribute_batch { payload: changed, signature },
			InvalidTransaction::BadProof,
		);
		// A stake that suffices for one task only.
		assert_ok!(MockLedger::lock(&account(W1), 95 * RLC));
		refused(&contribute_call(W1, 0, &[(a, "A"), (b, "A")]), InvalidTransaction::Payment);
		assert!(external(&contribute_call(W1, 0, &[(a, "A")])).is_ok());
		assert_ok!(apply(contribute_call(W1, 0, &[(a, "A")])));
		refused(&contribute_call(W1, 0, &[(a, "A")]), InvalidTransaction::Stale);
		assert_ok!(MockLedger::unlock(&account(W1), 95 * RLC));
	});
}

#[test]
fn contribute_batch_should_be_refused_when_a_tee_is_demanded() {
	run(|| {
		let mut tee = deal(1);
		tee.tag = Tag::TEE;
		let id = task_of(tee);
		MockAssignments::put(id, W1, START + T);
		let call = contribute_call(W1, 0, &[(id, "A")]);
		assert_eq!(external(&call), Err(InvalidTransaction::Call));
	});
}

#[test]
fn contribute_batch_should_skip_what_was_overtaken_when_it_is_in_a_block() {
	run(|| {
		let (a, b) = two_tasks();
		let call = contribute_call(W1, 0, &[(a, "A"), (b, "A")]);
		assert_ok!(contribute(W3, a, "A"));
		assert_ok!(contribute(W4, a, "A"));
		// Task a has its consensus now.
		assert_eq!(external(&call), Err(InvalidTransaction::Stale));
		assert!(authorize(&call, TransactionSource::InBlock).is_ok());
		events();
		assert_ok!(apply(call));
		let skipped = Event::BatchItemSkipped {
			task: a,
			worker: account(W1),
			error: super::Error::TaskNotActive.into(),
		};
		let contributed =
			Event::TaskContributed { task: b, worker: account(W1), result_hash: hash(b, "A") };
		assert_eq!(events(), vec![skipped, contributed]);
		assert_eq!(locked(W1), 3 * RLC);

		let late = contribute_call(W2, 0, &[(a, "A")]);
		assert_eq!(authorize(&late, TransactionSource::InBlock), Err(InvalidTransaction::Stale));
	});
}

#[test]
fn reveal_batch_should_prove_contributions() {
	run(|| {
		let (a, b) = two_tasks();
		for worker in [W1, W2] {
			assert_ok!(apply(contribute_call(worker, 0, &[(a, "A"), (b, "B")])));
		}
		let call = reveal_call(W1, &[(a, "A"), (b, "B")]);
		let validity = external(&call).unwrap();
		assert_eq!(validity.provides.len(), 2);
		assert_ok!(apply(call.clone()));
		assert_eq!((task(a).reveal_counter, task(b).reveal_counter), (1, 1));
		assert_eq!(external(&call), Err(InvalidTransaction::Stale));
		assert_eq!(external(&reveal_call(W2, &[(a, "wrong")])), Err(InvalidTransaction::Call));
		assert_eq!(external(&reveal_call(W3, &[(a, "A")])), Err(InvalidTransaction::Stale));
		assert!(external(&reveal_call(W2, &[(a, "A")])).is_ok());
		advance(2 * T);
		assert_eq!(external(&reveal_call(W2, &[(a, "A")])), Err(InvalidTransaction::Stale));
	});
}

#[test]
fn reveal_batch_should_keep_callback_data_so_that_the_chain_can_finalize() {
	run_automated(|| {
		MockAssignments::join(W1, 1);
		let mut with_callback = deal(1);
		with_callback.callback = Some(account(CALLBACK));
		let id = task_id(matched(with_callback), 0);
		idle();
		let header = ResultHeader {
			magic: ResultHeader::MAGIC,
			version: 1,
			engine: 1,
			exit_status: 0,
			fuel: 5,
			output_root: H256::zero(),
			memory_hash: H256::zero(),
			callback_hash: digest("data"),
		};
		let (who, digest) = (account(W1), header.digest());
		assert_ok!(Poco::contribute(
			origin(W1),
			id,
			bourse_primitives::result_hash(id, digest),
			bourse_primitives::seal(&who, id, digest),
			None,
			Authorization::Assigned
		));
		assert!(matches!(Poco::step_of(&who, id), WorkerStep::Reveal { wants_opening: true, .. }));
		let call = |data: &[u8]| {
			let opening = Some(Opening::Header { header, data: data.to_vec().try_into().unwrap() });
			let items = vec![RevealItem { task: id, digest, opening, encrypted: None }];
			let (payload, signature) = reveal_payload(W1, items);
			Call::<Test>::reveal_batch { payload, signature }
		};
		assert_eq!(external(&call(b"other")), Err(InvalidTransaction::Call));
		assert!(external(&call(b"data")).is_ok());
		assert_ok!(apply(call(b"data")));
		idle();
		assert_eq!(task(id).status, bourse_primitives::TaskStatus::Completed);
		assert_eq!(callbacks(), vec![(account(CALLBACK), id, b"data".to_vec())]);
	});
}

#[test]
fn report_failure_batch_should_report_all() {
	run(|| {
		let (a, b) = two_tasks();
		let call = failure_call(W1, W1, &[a, b]);
		assert_eq!(external(&call).unwrap().provides.len(), 2);
		assert_eq!(external(&failure_call(W1, W2, &[a])), Err(InvalidTransaction::BadProof));
		assert_ok!(apply(call.clone()));
		assert_eq!(crate::Failures::<Test>::get(a).len(), 1);
		assert_eq!(crate::Failures::<Test>::get(b).len(), 1);
		assert_eq!(external(&call), Err(InvalidTransaction::Stale));
		assert_noop!(
			Poco::report_failure(origin(W1), a, FailureCode::Trap, H256::zero()),
			super::Error::NotAssigned
		);
	});
}

#[test]
fn batches_should_not_be_interchangeable() {
	run(|| {
		let (a, _) = two_tasks();
		let items =
			vec![RevealItem { task: a, digest: digest("A"), opening: None, encrypted: None }];
		let (reveal, _) = reveal_payload(W1, items);
		let (contribution, _) = contribute_payload(W1, 0, &[(a, "A")]);
		assert_ne!(reveal.hash(), contribution.hash());
	});
}
