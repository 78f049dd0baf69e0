// SPDX-License-Identifier: Apache-2.0

use super::{Error, Event};
use crate::{mock::*, types::*};
use bourse_primitives::{Tag, TaskId};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
use sp_core::Pair;
use sp_runtime::{traits::BadOrigin, MultiSignature};

fn proof(worker: u8, task: TaskId, signer: Option<u8>) -> EnclaveProof<AccountId, MultiSignature> {
	let message = Poco::enclave_hash(hash(task, "A"), seal(worker, task, "A"));
	EnclaveProof {
		enclave: account(ENCLAVE),
		signature: signer.map(|signer| pair(signer).sign(message.as_bytes()).into()),
	}
}

fn with(
	worker: u8,
	task: TaskId,
	enclave: Option<EnclaveProof<AccountId, MultiSignature>>,
	authorization: Authorization<MultiSignature>,
) -> DispatchResult {
	Poco::contribute(
		origin(worker),
		task,
		hash(task, "A"),
		seal(worker, task, "A"),
		enclave,
		authorization,
	)
	.map(drop)
	.map_err(|error| error.error)
}

#[test]
fn contribute_should_need_a_signed_enclave_when_the_deal_demands_a_tee() {
	run(|| {
		let mut tee = deal(1);
		tee.tag = Tag::TEE;
		let id = task_of(tee);
		let by = |who, enclave| authorized_by(who, W1, id, enclave);
		let enclave = Some(ENCLAVE);
		assert_noop!(contribute(W1, id, "A"), Error::EnclaveMissing);
		assert_noop!(
			with(W1, id, Some(proof(W1, id, Some(BROKER))), by(SCHEDULER, enclave)),
			Error::EnclaveSignatureWrong
		);
		assert_noop!(
			with(W1, id, Some(proof(W1, id, None)), by(SCHEDULER, enclave)),
			Error::SignatureMissing
		);
		for wrong in [by(SCHEDULER, Some(BROKER)), by(SCHEDULER, None), by(OUTSIDER, enclave)] {
			assert_noop!(
				with(W1, id, Some(proof(W1, id, Some(ENCLAVE))), wrong),
				Error::NotAuthorized
			);
		}
		assert_ok!(with(W1, id, Some(proof(W1, id, Some(ENCLAVE))), by(SCHEDULER, enclave)));
		assert_eq!(contribution(W1, id).unwrap().enclave, Some(account(ENCLAVE)));
	});
}

#[test]
fn contribute_should_check_an_enclave_when_none_is_needed() {
	run(|| {
		let id = task_of(deal(3));
		let authorization = || authorized_by(SCHEDULER, W1, id, Some(ENCLAVE));
		assert_noop!(
			with(W1, id, Some(proof(W1, id, Some(BROKER))), authorization()),
			Error::EnclaveSignatureWrong
		);
		assert_ok!(with(W1, id, Some(proof(W1, id, Some(ENCLAVE))), authorization()));
	});
}

#[test]
fn contribute_should_need_the_broker_when_one_is_set_and_an_enclave_is_named() {
	run(|| {
		assert_noop!(Poco::set_tee_broker(origin(OUTSIDER), Some(account(BROKER))), BadOrigin);
		assert_ok!(Poco::set_tee_broker(RuntimeOrigin::root(), Some(account(BROKER))));
		assert_eq!(events(), vec![Event::TeeBrokerSet { broker: Some(account(BROKER)) }]);
		let id = task_of(deal(3));
		let enclave = |worker| Some(proof(worker, id, Some(ENCLAVE)));
		assert_noop!(
			with(W1, id, enclave(W1), authorized_by(SCHEDULER, W1, id, Some(ENCLAVE))),
			Error::NotAuthorized
		);
		MockAssignments::put(id, W1, START + T);
		assert_noop!(
			with(W1, id, enclave(W1), Authorization::Assigned),
			Error::BrokerSignatureNeeded
		);
		assert_ok!(with(W1, id, enclave(W1), authorized_by(BROKER, W1, id, Some(ENCLAVE))));
		// Without an enclave it is still the scheduler.
		assert_noop!(with(W2, id, None, authorized_by(BROKER, W2, id, None)), Error::NotAuthorized);
		assert_ok!(contribute(W2, id, "A"));
		// Without a broker it is the scheduler again.
		assert_ok!(Poco::set_tee_broker(RuntimeOrigin::root(), None));
		let id = task_of(deal(3));
		let proof = proof(W3, id, Some(ENCLAVE));
		assert_ok!(with(W3, id, Some(proof), authorized_by(SCHEDULER, W3, id, Some(ENCLAVE))));
	});
}
