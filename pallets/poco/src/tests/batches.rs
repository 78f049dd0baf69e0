// SPDX-License-Identifier: Apache-2.0

use super::{Error, Event};
use crate::{
	mock::*,
	types::*,
	weights::{Cached, Measured},
	Call, WeightInfo,
};
use bourse_primitives::{
	crypto::PocoSignature,
	task_id,
	traits::{Assignments, Ledger},
	DatasetId, FailureCode, ResultHeader, Share, Tag, TaskId, TaskStatus, RLC,
};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchResultWithPostInfo, GetDispatchInfo},
	pallet_prelude::{
		Authorize, InvalidTransaction, TransactionSource, TransactionValidityError,
		ValidTransaction,
	},
	storage::{with_transaction, TransactionOutcome},
	traits::UnfilteredDispatchable,
	weights::Weight,
};
use frame_system::offchain::CreateAuthorizedTransaction;
use sp_core::{Pair, H256};
use sp_runtime::{
	traits::{Applyable, BadOrigin, Checkable},
	DispatchError, DispatchResult,
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

fn dispatch(call: Call<Test>) -> DispatchResultWithPostInfo {
	call.dispatch_bypass_filter(frame_system::RawOrigin::Authorized.into())
}

fn apply(call: Call<Test>) -> DispatchResult {
	dispatch(call).map(drop).map_err(|error| error.error)
}

/// The weight that an applied batch pays.
fn paid(call: Call<Test>) -> Weight {
	dispatch(call).unwrap().actual_weight.unwrap()
}

/// What a batch makes of the state, without the events, and the errors of the items that it skips.
/// Then all is as before.
fn outcome(call: Call<Test>) -> (Vec<u8>, Vec<DispatchError>) {
	with_transaction(|| {
		events();
		assert_ok!(apply(call));
		let skipped = events().into_iter().filter_map(|event| match event {
			Event::BatchItemSkipped { error, .. } => Some(error),
			_ => None,
		});
		let skipped = skipped.collect();
		let root = sp_io::storage::root(sp_core::storage::StateVersion::V1);
		TransactionOutcome::Rollback(Ok::<_, DispatchError>((root, skipped)))
	})
	.unwrap()
}

/// A task of a deal that is assigned to W1 and W2.
fn assigned(deal: bourse_primitives::Deal<AccountId>) -> TaskId {
	let task = task_of(deal);
	MockAssignments::put(task, W1, START + T);
	MockAssignments::put(task, W2, START + T);
	task
}

/// Two tasks of trust 3 that are assigned to W1 and W2.
fn two_tasks() -> (TaskId, TaskId) {
	(assigned(deal(3)), assigned(deal(3)))
}

/// The chain finalizes, and does nothing else by itself.
fn finalizing(test: impl FnOnce()) {
	run_with(AutomationSettings { finalize: true, ..AutomationSettings::all(false) }, || {
		for worker in W1..=W5 {
			MockAssignments::join(worker, 0);
		}
		test()
	})
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
		assert!(contribution(W1, a).is_some());
		assert!(contribution(W1, b).is_some());
		// One sign of life for all.
		assert_eq!(MockAssignments::signs(), vec![(account(W1), true)]);
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

/// The records of items are large, and strangers' batches may be many.
#[test]
fn signature_should_be_checked_before_the_items() {
	run(|| {
		let by = |signer| {
			let (payload, _) = contribute_payload(W1, 0, &[(H256::zero(), "A")]);
			let signature = hot_pair(signer).sign(payload.hash().as_bytes());
			external(&Call::contribute_batch { payload, signature })
		};
		assert_eq!(by(W2), Err(InvalidTransaction::BadProof));
		assert_eq!(by(W1), Err(InvalidTransaction::Stale));
		let failure = external(&failure_call(W1, W2, &[H256::zero()]));
		assert_eq!(failure, Err(InvalidTransaction::BadProof));
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
			error: Error::TaskNotActive.into(),
		};
		let contributed = Event::TaskContributed {
			task: b,
			worker: account(W1),
			result_hash: hash(b, "A"),
			locked: Some(3 * RLC),
			consensus: false,
		};
		assert_eq!(events(), vec![skipped, contributed]);
		assert_eq!(locked(W1), 3 * RLC);

		let late = contribute_call(W2, 0, &[(a, "A")]);
		assert_eq!(authorize(&late, TransactionSource::InBlock), Err(InvalidTransaction::Stale));
	});
}

#[test]
fn contribute_batch_should_leave_the_state_as_if_what_it_skips_had_not_been_there() {
	run(|| {
		let (a, c) = two_tasks();
		let agreed = assigned(deal(3));
		assert_ok!(contribute(W3, agreed, "A"));
		assert_ok!(contribute(W4, agreed, "A"));
		let mut old = deal(3);
		old.start_time = START - 7 * T;
		let late = assigned(old);
		let known = assigned(deal(3));
		assert_ok!(contribute(W1, known, "A"));
		let mut tee = deal(3);
		tee.tag = Tag::TEE;
		let tee = assigned(tee);
		let foreign = task_of(deal(3));
		let mut dear = deal(3);
		dear.worker_stake = 98 * RLC;
		let dear = assigned(dear);
		let mut extreme = deal(1);
		extreme.trust = sp_core::U256::MAX;
		let extreme = assigned(extreme);
		let without = outcome(contribute_call(W1, 0, &[(a, "A"), (c, "A")]));
		assert_eq!(without.1, vec![]);
		for (refused, error) in [
			(H256::zero(), Error::TaskUnknown),
			(agreed, Error::TaskNotActive),
			(late, Error::ContributionDeadlinePassed),
			(known, Error::AlreadyContributed),
			(tee, Error::EnclaveMissing),
			(foreign, Error::NotAssigned),
			(dear, Error::InsufficientWorkerStake),
			(extreme, Error::WeightOverflow),
		] {
			let with = contribute_call(W1, 0, &[(a, "A"), (refused, "A"), (c, "A")]);
			assert_eq!(outcome(with), (without.0.clone(), vec![error.into()]));
		}
	});
}

#[test]
fn contribute_batch_should_skip_what_the_stake_does_not_cover_when_it_is_in_a_block() {
	run(|| {
		let (a, b) = two_tasks();
		let c = assigned(deal(3));
		let mut cheap = deal(3);
		cheap.worker_stake = RLC;
		let cheap = assigned(cheap);
		// 7 RLC are left: those of two tasks, and of the cheap one.
		assert_ok!(MockLedger::lock(&account(W1), 93 * RLC));
		let call = contribute_call(W1, 0, &[(a, "A"), (b, "A"), (c, "A"), (cheap, "A")]);
		assert_eq!(external(&call), Err(InvalidTransaction::Payment));
		assert!(authorize(&call, TransactionSource::InBlock).is_ok());
		events();
		assert_ok!(apply(call));
		let contributed = |task, locked| Event::TaskContributed {
			task,
			worker: account(W1),
			result_hash: hash(task, "A"),
			locked: Some(locked),
			consensus: false,
		};
		let error = Error::InsufficientWorkerStake.into();
		assert_eq!(
			events(),
			vec![
				contributed(a, 3 * RLC),
				contributed(b, 3 * RLC),
				Event::BatchItemSkipped { task: c, worker: account(W1), error },
				contributed(cheap, RLC),
			]
		);
		assert_eq!((stake(W1), locked(W1)), (0, 100 * RLC));
		assert_eq!(contribution(W1, c), None);
		assert_ok!(MockLedger::unlock(&account(W1), 93 * RLC));
	});
}

#[test]
fn contribute_batch_should_pay_for_the_workers_it_met() {
	run(|| {
		let (a, b) = two_tasks();
		MockAssignments::put(b, W3, START + T);
		let whole = |items, deals: u32| <() as WeightInfo>::contribute_batch(items, deals - 1);
		let further =
			|workers| <() as WeightInfo>::contribute(workers) - <() as WeightInfo>::contribute(1);
		// Two workers have the one and three the other.
		let call = contribute_call(W1, 0, &[(a, "A"), (b, "A")]);
		assert_eq!(call.get_dispatch_info().call_weight, whole(1, 2) + further(2 * 24 - 1));
		assert_eq!(paid(call), whole(1, 2) + further(4));
		// What is skipped may have been of any size.
		let call = contribute_call(W1, 0, &[(a, "A")]);
		assert_eq!(paid(call.clone()), whole(1, 1) + further(24));
		assert_eq!(call.get_dispatch_info().call_weight, whole(1, 1) + further(24));
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
		assert_eq!((task(a).reveal_counter(), task(b).reveal_counter()), (1, 1));
		assert_eq!(external(&call), Err(InvalidTransaction::Stale));
		assert_eq!(external(&reveal_call(W2, &[(a, "wrong")])), Err(InvalidTransaction::Call));
		assert_eq!(external(&reveal_call(W3, &[(a, "A")])), Err(InvalidTransaction::Stale));
		assert!(external(&reveal_call(W2, &[(a, "A")])).is_ok());
		advance(2 * T);
		assert_eq!(external(&reveal_call(W2, &[(a, "A")])), Err(InvalidTransaction::Stale));
	});
}

#[test]
fn reveal_batch_should_leave_the_state_as_if_what_it_skips_had_not_been_there() {
	finalizing(|| {
		let contributed = |deal| {
			let id = assigned(deal);
			assert_ok!(contribute(W1, id, "A"));
			assert_ok!(contribute(W2, id, "A"));
			id
		};
		let late = contributed(deal(3));
		advance(T);
		let (a, c) = (contributed(deal(3)), contributed(deal(3)));
		// The last word on these two is W1's.
		assert_ok!(reveal(W2, a, "A"));
		assert_ok!(reveal(W2, c, "A"));
		let active = assigned(deal(3));
		assert_ok!(contribute(W1, active, "A"));
		let foreign = task_of(deal(1));
		assert_ok!(contribute(W3, foreign, "A"));
		let proved = contributed(deal(3));
		assert_ok!(reveal(W1, proved, "A"));
		let lost = assigned(deal(4));
		assert_ok!(contribute(W1, lost, "B"));
		for worker in [W2, W3, W4, W5] {
			assert_ok!(contribute(worker, lost, "A"));
		}
		let mut with_callback = deal(3);
		with_callback.callback = Some(account(CALLBACK));
		let with_callback = contributed(with_callback);
		advance(T);

		let item = |task, label| RevealItem {
			task,
			digest: digest(label),
			opening: None,
			encrypted: None,
		};
		let call = |items| {
			let (payload, signature) = reveal_payload(W1, items);
			Call::<Test>::reveal_batch { payload, signature }
		};
		let without = outcome(call(vec![item(a, "A"), item(c, "A")]));
		assert_eq!(without.1, vec![]);
		let wrong = Opening::Plain(b"other".to_vec().try_into().unwrap());
		let wrong_data = RevealItem { opening: Some(wrong), ..item(with_callback, "A") };
		for (refused, error) in [
			(item(H256::zero(), "A"), Error::TaskUnknown),
			(item(active, "A"), Error::TaskNotRevealing),
			(item(late, "A"), Error::RevealDeadlinePassed),
			(item(foreign, "A"), Error::NotContributor),
			(item(proved, "A"), Error::AlreadyRevealed),
			(item(lost, "B"), Error::NotTheConsensus),
			(item(with_callback, "B"), Error::DigestMismatch),
			(wrong_data, Error::CallbackDataWrong),
		] {
			let with = call(vec![item(a, "A"), refused, item(c, "A")]);
			assert_eq!(outcome(with), (without.0.clone(), vec![error.into()]));
		}
		// Both are completed that way.
		assert_ok!(apply(call(vec![item(a, "A"), item(proved, "A"), item(c, "A")])));
		assert_eq!([a, c].map(|id| task(id).status), [TaskStatus::Completed; 2]);
		assert_eq!([W1, W2].map(score), [2, 2]);
	});
}

#[test]
fn reveal_batch_should_settle_to_the_unit_when_it_completes_several_tasks() {
	finalizing(|| {
		let failed = task_of(deal(1));
		advance(10 * T);
		assert_ok!(claim(failed));
		assert_eq!(MockLedger::kitty(), 3 * RLC);
		let mut bag = deal(3);
		bag.bot_size = 3;
		bag.dataset =
			Some(Share { id: DatasetId(2), owner: account(DATASET_OWNER), price: 5 * RLC });
		bag.sponsor = account(SPONSOR);
		let deal_id = matched(bag);
		let tasks = [0, 1, 2].map(|index| {
			assert_ok!(Poco::initialize(origin(OUTSIDER), deal_id, index));
			task_id(deal_id, index)
		});
		// W3 is wrong about the second one, so that W4 is needed.
		assert_ok!(contribute(W3, tasks[1], "B"));
		for id in tasks {
			assert_ok!(contribute(W1, id, "A"));
			assert_ok!(contribute(W2, id, "A"));
		}
		assert_ok!(contribute(W4, tasks[1], "A"));
		for id in tasks {
			assert_ok!(reveal(W2, id, "A"));
		}
		assert_ok!(reveal(W4, tasks[1], "A"));
		assert_eq!((locked(SPONSOR), locked(W1)), (54 * RLC, 9 * RLC));
		events();
		assert_ok!(apply(reveal_call(W1, &tasks.map(|id| (id, "A")))));

		let revealed =
			|id| Event::TaskRevealed { task: id, worker: account(W1), digest: digest("A") };
		let right = |id, worker, score| Event::AccurateContribution {
			task: id,
			worker: account(worker),
			score,
		};
		let finalized = |id| Event::TaskFinalized {
			task: id,
			digest: digest("A"),
			results: Default::default(),
			failure: None,
		};
		let [first, second, third] = tasks;
		assert_eq!(
			events(),
			vec![
				revealed(first),
				right(first, W1, 1),
				right(first, W2, 1),
				finalized(first),
				revealed(second),
				Event::FaultyContribution { task: second, worker: account(W3), score: 0 },
				right(second, W1, 2),
				right(second, W2, 2),
				right(second, W4, 1),
				finalized(second),
				revealed(third),
				right(third, W1, 3),
				right(third, W2, 3),
				finalized(third),
			]
		);
		// Pots of 10, 13 and 10 RLC, a hundredth of each the scheduler's.
		let third_of_second = 4_290_000_000;
		for worker in [W1, W2] {
			assert_eq!(stake(worker), 100 * RLC + 2 * 4_950_000_000 + third_of_second);
		}
		assert_eq!((stake(W3), stake(W4)), (97 * RLC, 100 * RLC + third_of_second));
		assert_eq!((stake(APP_OWNER), stake(DATASET_OWNER)), (9 * RLC, 15 * RLC));
		// Each task drew 1 RLC from the kitty.
		assert_eq!(MockLedger::kitty(), 0);
		assert_eq!(stake(SCHEDULER), 9 * RLC + 3 * RLC + 330_000_000);
		for who in [W1, W2, W3, W4, SCHEDULER, SPONSOR] {
			assert_eq!(locked(who), 0);
		}
		assert_eq!([W1, W2, W3, W4].map(score), [3, 3, 0, 1]);
		let progress = crate::Progress::<Test>::get(deal_id);
		assert_eq!((progress.ended, progress.ended_at), (3, Some(now())));
	});
}

#[test]
fn reveal_batch_should_pay_for_the_workers_it_met() {
	finalizing(|| {
		let whole = <() as WeightInfo>::reveal_batch;
		let further =
			|workers| <() as WeightInfo>::finalize(workers) - <() as WeightInfo>::finalize(1);
		let (a, b) = two_tasks();
		for id in [a, b] {
			assert_ok!(contribute(W1, id, "A"));
			assert_ok!(contribute(W2, id, "A"));
		}
		assert_ok!(reveal(W2, a, "A"));
		// The one is completed, with two workers.
		assert_eq!(paid(reveal_call(W1, &[(a, "A"), (b, "A")])), whole(1, 1) + further(2));
		// A sole contributor, and those who were given the task are free, too.
		let id = task_of(deal(1));
		for worker in 0..8 {
			MockAssignments::put(id, W1 + worker, START + T);
		}
		assert_ok!(contribute(W1, id, "A"));
		assert_eq!(paid(reveal_call(W1, &[(id, "A")])), whole(1, 0) + further(8));
		assert_eq!(task(id).status, TaskStatus::Completed);
		assert!(MockAssignments::tasks_of(&account(W1 + 7)).is_empty());
		// Who is met again costs the database nothing.
		let mut bag = deal(3);
		bag.bot_size = 2;
		let bag = matched(bag);
		let both = [0, 1].map(|index| task_id(bag, index));
		for (id, index) in both.into_iter().zip(0..) {
			initialize(bag, index).unwrap();
			for worker in [W1, W2] {
				MockAssignments::put(id, worker, START + T);
				assert_ok!(contribute(worker, id, "A"));
			}
			assert_ok!(reveal(W2, id, "A"));
		}
		let time = <Measured<Cached> as WeightInfo>::finalize;
		let call = reveal_call(W1, &both.map(|id| (id, "A")));
		assert_eq!(paid(call), whole(2, 0) + further(2) + (time(2) - time(1)));
		assert_eq!(both.map(|id| task(id).status), [TaskStatus::Completed; 2]);
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
			version: ResultHeader::VERSION,
			engine: 2,
			failure: 0,
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
		// A callback is no part of a reveal.
		assert_eq!(task(id).status, TaskStatus::Revealing);
		idle();
		assert_eq!(task(id).status, TaskStatus::Completed);
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
		for task in [a, b] {
			let failures = Poco::task_info(task).unwrap().failures;
			assert_eq!(failures.len(), 1);
			assert_eq!((&failures[0].worker, failures[0].code), (&account(W1), FailureCode::Trap));
		}
		assert_eq!(external(&call), Err(InvalidTransaction::Stale));
		assert_noop!(
			Poco::report_failure(origin(W1), a, FailureCode::Trap, H256::zero()),
			Error::NotAssigned
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
