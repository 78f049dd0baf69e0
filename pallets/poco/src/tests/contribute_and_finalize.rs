// SPDX-License-Identifier: Apache-2.0

use super::{Error, Event};
use crate::{mock::*, types::*};
use bourse_primitives::{traits::Ledger, Share, Tag, TaskId, TaskStatus, RLC};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
use sp_core::Pair;
use sp_runtime::MultiSignature;

type Proof = EnclaveProof<AccountId, MultiSignature>;

fn at_once(
	worker: u8,
	task: TaskId,
	opening: Option<Opening<Test>>,
	enclave: Option<Proof>,
	authorization: Authorization<MultiSignature>,
) -> DispatchResult {
	Poco::contribute_and_finalize(
		origin(worker),
		task,
		digest("A"),
		b"results".to_vec().try_into().unwrap(),
		opening,
		enclave,
		authorization,
	)
}

fn simple(worker: u8, task: TaskId) -> DispatchResult {
	at_once(worker, task, None, None, authorized_by(SCHEDULER, worker, task, None))
}

#[test]
fn contribute_and_finalize_should_pay_at_once_without_stake_or_score() {
	run(|| {
		let mut priced = deal(1);
		priced.dataset = Some(Share {
			id: bourse_primitives::DatasetId(2),
			owner: account(DATASET_OWNER),
			price: 5 * RLC,
		});
		let id = task_of(priced);
		events();
		// A worker without any deposit.
		assert_ok!(simple(OUTSIDER, id));
		assert_eq!(stake(OUTSIDER), 9_900_000_000);
		assert_eq!(stake(APP_OWNER), 3 * RLC);
		assert_eq!(stake(DATASET_OWNER), 5 * RLC);
		assert_eq!(stake(SCHEDULER), 3 * RLC + 100_000_000);
		assert_eq!(locked(REQUESTER), 0);
		assert_eq!(score(OUTSIDER), 0);
		let task = task(id);
		assert_eq!(task.status, TaskStatus::Completed);
		assert_eq!(task.reveal_deadline, Some(START + 2 * T));
		assert_eq!((task.reveal_counter(), task.winner_counter()), (1, 1));
		assert_eq!(task.groups(), Default::default());
		let contribution = contribution(OUTSIDER, id).unwrap();
		assert_eq!(contribution.status, ContributionStatus::Proved);
		assert_eq!(contribution.weight, 0);
		assert_eq!(MockAssignments::signs(), vec![(account(OUTSIDER), true)]);
		let worker = account(OUTSIDER);
		assert_eq!(
			events(),
			vec![
				Event::TaskContributed {
					task: id,
					worker: worker.clone(),
					result_hash: hash(id, "A"),
					locked: None,
					consensus: true,
				},
				Event::TaskRevealed { task: id, worker, digest: digest("A") },
				Event::TaskFinalized {
					task: id,
					digest: digest("A"),
					results: b"results".to_vec().try_into().unwrap(),
					failure: None
				},
			]
		);
		assert_noop!(simple(OUTSIDER, id), Error::TaskNotActive);
		assert_noop!(claim(id), Error::TaskEnded);
	});
}

#[test]
fn contribute_and_finalize_should_refuse_when_trust_is_above_one() {
	run(|| {
		let id = task_of(deal(2));
		assert_noop!(simple(W1, id), Error::TrustTooHigh);
	});
}

#[test]
fn contribute_and_finalize_should_refuse_when_anybody_contributed() {
	run(|| {
		let id = task_of(deal(1));
		assert_ok!(contribute(W1, id, "A"));
		assert_noop!(simple(W2, id), Error::TaskNotActive);
		advance(2 * T);
		assert_ok!(reopen(SCHEDULER, id));
		assert_noop!(simple(W2, id), Error::AlreadyContributed);
		assert_ok!(contribute(W2, id, "A"));
	});
}

#[test]
fn contribute_and_finalize_should_need_the_authorization_of_a_contribution() {
	run(|| {
		let id = task_of(deal(1));
		let with = |authorization| at_once(W1, id, None, None, authorization);
		assert_noop!(with(authorized_by(OUTSIDER, W1, id, None)), Error::NotAuthorized);
		assert_noop!(with(authorized_by(SCHEDULER, W2, id, None)), Error::NotAuthorized);
		assert_noop!(with(Authorization::Signed(None)), Error::SignatureMissing);
		assert_noop!(with(Authorization::Assigned), Error::NotAssigned);
		MockAssignments::put(id, W1, START + T);
		assert_ok!(with(Authorization::Assigned));
	});
}

#[test]
fn contribute_and_finalize_should_obey_the_contribution_deadline() {
	run(|| {
		let (first, second) = (task_of(deal(1)), task_of(deal(1)));
		advance(7 * T - 1);
		assert_ok!(simple(W1, first));
		advance(1);
		assert_noop!(simple(W1, second), Error::ContributionDeadlinePassed);
	});
}

#[test]
fn contribute_and_finalize_should_demand_fitting_callback_data_when_there_is_a_callback() {
	run(|| {
		let mut deal = deal(1);
		deal.callback = Some(account(CALLBACK));
		let id = task_of(deal);
		let with = |data: Option<&[u8]>| {
			let opening = data.map(|data| Opening::Plain(data.to_vec().try_into().unwrap()));
			at_once(W1, id, opening, None, authorized_by(SCHEDULER, W1, id, None))
		};
		assert_noop!(with(None), Error::CallbackDataMissing);
		assert_noop!(with(Some(b"B")), Error::CallbackDataWrong);
		assert_ok!(with(Some(b"A")));
		assert_eq!(callbacks(), vec![(account(CALLBACK), id, b"A".to_vec())]);
	});
}

#[test]
fn contribute_and_finalize_should_check_the_enclave_when_a_tee_is_demanded() {
	run(|| {
		let mut deal = deal(1);
		deal.tag = Tag::TEE;
		let id = task_of(deal);
		let enclave_hash = Poco::enclave_hash(hash(id, "A"), seal(W1, id, "A"));
		let with = |signer: u8| {
			let enclave = EnclaveProof {
				enclave: account(ENCLAVE),
				signature: Some(pair(signer).sign(enclave_hash.as_bytes()).into()),
			};
			let authorization = authorized_by(SCHEDULER, W1, id, Some(ENCLAVE));
			at_once(W1, id, None, Some(enclave), authorization)
		};
		assert_noop!(simple(W1, id), Error::EnclaveMissing);
		assert_noop!(with(OUTSIDER), Error::EnclaveSignatureWrong);
		assert_ok!(with(ENCLAVE));
		assert_eq!(contribution(W1, id).unwrap().enclave, Some(account(ENCLAVE)));
	});
}

#[test]
fn contribute_and_finalize_should_pay_from_the_kitty() {
	run(|| {
		let failed = task_of(deal(1));
		advance(10 * T);
		assert_ok!(claim(failed));
		assert_eq!(MockLedger::kitty(), 3 * RLC);
		let id = task_of(deal(1));
		let before = stake(SCHEDULER);
		assert_ok!(simple(W1, id));
		assert_eq!(MockLedger::kitty(), 2 * RLC);
		assert_eq!(stake(SCHEDULER) - before, 3 * RLC + RLC + 100_000_000);
	});
}
