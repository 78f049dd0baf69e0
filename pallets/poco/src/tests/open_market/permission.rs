// SPDX-License-Identifier: Apache-2.0

//! Who lets a worker contribute.

use super::{super::Error, *};
use bourse_primitives::Tag;
use frame_support::{assert_noop, assert_ok};
use sp_core::Pair;

fn set_broker(broker: Option<u8>) {
	assert_ok!(Poco::set_tee_broker(RuntimeOrigin::root(), broker.map(account)));
}

/// A contribution of the enclave, authorized as said.
fn from_enclave(
	worker: u8,
	id: TaskId,
	authorization: Authorization<sp_runtime::MultiSignature>,
) -> DispatchResult {
	let digest = plain("A").digest();
	let result_hash = bourse_primitives::result_hash(id, digest);
	let seal = bourse_primitives::seal(&account(worker), id, digest);
	let signed = Poco::enclave_hash(result_hash, seal);
	let signature = Some(pair(ENCLAVE).sign(signed.as_bytes()).into());
	let proof = Some(EnclaveProof { enclave: account(ENCLAVE), signature });
	Poco::contribute(origin(worker), id, result_hash, seal, proof, authorization)
		.map(drop)
		.map_err(|error| error.error)
}

#[test]
fn contribute_should_refuse_the_schedulers_signature_where_the_chain_assigns() {
	run(|| {
		let id = task_of(deal_by_rules(3));
		give(id, &[W1]);
		let signed = |worker| authorized_by(SCHEDULER, worker, id, None);
		let result = plain("A");
		assert_noop!(contribute_by(W1, id, &result, signed(W1)), Error::NotAuthorized);
		assert_noop!(contribute_by(W2, id, &result, signed(W2)), Error::NotAuthorized);
		assert_noop!(answer(W2, id, &result), Error::NotAssigned);
		assert_ok!(answer(W1, id, &result));
		let by_hand = task_of(deal_by_scheduler(3));
		let signed = authorized_by(SCHEDULER, W1, by_hand, None);
		assert_ok!(contribute_by(W1, by_hand, &result, signed));
	});
}

#[test]
fn contribute_should_need_a_broker_when_the_deal_demands_a_tee() {
	run(|| {
		let id = task_of(Deal { tag: Tag::TEE, ..deal_by_rules(3) });
		give(id, &[W1]);
		let broker = |worker| authorized_by(BROKER, worker, id, Some(ENCLAVE));
		assert_noop!(answer(W1, id, &plain("A")), Error::EnclaveMissing);
		let by_chain = || from_enclave(W1, id, Authorization::Assigned);
		assert_noop!(by_chain(), Error::TeeBrokerMissing);
		set_broker(Some(BROKER));
		assert_noop!(by_chain(), Error::BrokerSignatureNeeded);
		// Nobody but those who were drawn.
		assert_noop!(from_enclave(W2, id, broker(W2)), Error::NotAssigned);
		let scheduler = authorized_by(SCHEDULER, W1, id, Some(ENCLAVE));
		assert_noop!(from_enclave(W1, id, scheduler), Error::NotAuthorized);
		assert_ok!(from_enclave(W1, id, broker(W1)));
		assert_eq!(locked(W1), 3 * RLC);
	});
}

#[test]
fn contribute_should_take_the_schedulers_enclave_where_the_scheduler_assigns() {
	run(|| {
		let id = task_of(Deal { tag: Tag::TEE, ..deal_by_scheduler(3) });
		assert_ok!(from_enclave(W1, id, authorized_by(SCHEDULER, W1, id, Some(ENCLAVE))));
	});
}
