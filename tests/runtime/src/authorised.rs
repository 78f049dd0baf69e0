// SPDX-License-Identifier: Apache-2.0

//! Unsigned authorised transactions, as the pool and the executive see them.

use crate::chain::*;
use bourse_primitives::{
	crypto::{PocoPair, PocoSignature},
	result_hash, seal, task_id, ContributionItem, TaskId, TaskStatus,
};
use bourse_runtime::*;
use codec::Encode;
use frame_support::{assert_ok, traits::Authorize};
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_poco::{Batch, ContributePayload, Payload};
use sp_core::{crypto::Pair, H256};
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
	BoundedVec,
};

fn hot_key(worker: Sr25519Keyring) -> PocoPair {
	PocoPair::from_string(&format!("//{worker}//hot"), None).expect("a derivation path")
}

fn set_hot_key(worker: Sr25519Keyring) {
	let key = hot_key(worker);
	let proof: H256 =
		sp_io::hashing::blake2_256(&(b"bourse hot key", worker.to_account_id()).encode()).into();
	ok(
		worker,
		pallet_pools::Call::set_hot_key { key: key.public(), proof: key.sign(proof.as_bytes()) },
	);
}

fn payload(worker: Sr25519Keyring, task: TaskId) -> ContributePayload<Runtime> {
	let account = worker.to_account_id();
	let digest = digest("result");
	let item = ContributionItem {
		task,
		result_hash: result_hash(task, digest),
		seal: seal(&account, task, digest),
	};
	Batch { worker: account, attempt: 0, items: BoundedVec::truncate_from(vec![item]) }
}

fn transaction(
	payload: ContributePayload<Runtime>,
	signature: PocoSignature,
) -> UncheckedExtrinsic {
	let call = pallet_poco::Call::<Runtime>::contribute_batch { payload, signature };
	<Runtime as CreateAuthorizedTransaction<pallet_poco::Call<Runtime>>>::create_authorized_transaction(
		call.into(),
	)
}

fn with_task(test: impl FnOnce(TaskId)) {
	on_chain(|| {
		let market = Marketplace::open(&[Eve]);
		set_hot_key(Eve);
		let deal = market.buy(1, 1, false, 1);
		next_block();
		test(task_id(deal, 0));
	});
}

#[test]
fn contribution_should_be_applied_without_fees() {
	with_task(|task| {
		let wallet = Balances::free_balance(Eve.to_account_id());
		let payload = payload(Eve, task);
		let signature = hot_key(Eve).sign(payload.hash().as_bytes());
		let transaction = transaction(payload, signature);
		let validity = validate(transaction.clone()).expect("the pool takes it");
		assert!(validity.propagate);
		assert!(validity.longevity <= 64);
		assert_eq!(validity.provides.len(), 1);
		apply_extrinsic(transaction).expect("valid").expect("applied");
		assert_eq!(status(task), TaskStatus::Revealing);
		assert_eq!(Balances::free_balance(Eve.to_account_id()), wallet);
	});
}

#[test]
fn contribution_should_be_applied_in_a_safe_mode() {
	with_task(|task| {
		assert_ok!(SafeMode::force_enter(RuntimeOrigin::root()));
		let payload = payload(Eve, task);
		let signature = hot_key(Eve).sign(payload.hash().as_bytes());
		let transaction = transaction(payload, signature);
		assert!(validate(transaction.clone()).is_ok());
		apply_extrinsic(transaction).expect("valid").expect("applied");
		assert_eq!(status(task), TaskStatus::Revealing);
	});
}

#[test]
fn contribution_should_be_refused_when_replayed() {
	with_task(|task| {
		let payload = payload(Eve, task);
		let signature = hot_key(Eve).sign(payload.hash().as_bytes());
		let transaction = transaction(payload, signature);
		apply_extrinsic(transaction.clone()).expect("valid").expect("applied");
		assert!(validate(transaction.clone()).is_err());
		assert!(apply_extrinsic(transaction).is_err());
	});
}

#[test]
fn contribution_should_be_refused_when_signed_by_another_key() {
	with_task(|task| {
		let payload = payload(Eve, task);
		let signature = hot_key(Ferdie).sign(payload.hash().as_bytes());
		assert_eq!(
			validate(transaction(payload, signature)),
			Err(TransactionValidityError::Invalid(InvalidTransaction::BadProof))
		);
	});
}

#[test]
fn contribution_should_be_refused_when_the_worker_is_a_stranger() {
	with_task(|task| {
		let payload = payload(Ferdie, task);
		let signature = hot_key(Ferdie).sign(payload.hash().as_bytes());
		assert!(validate(transaction(payload, signature)).is_err());
	});
}

#[test]
fn bare_and_signed_batches_should_be_refused() {
	with_task(|task| {
		let payload = payload(Eve, task);
		let signature = hot_key(Eve).sign(payload.hash().as_bytes());
		let call: RuntimeCall =
			pallet_poco::Call::<Runtime>::contribute_batch { payload, signature }.into();
		assert!(call.authorize(TransactionSource::External).is_some());
		assert!(validate(UncheckedExtrinsic::new_bare(call.clone())).is_err());
		assert!(send(Eve, call).is_err());
		assert_eq!(status(task), TaskStatus::Active);
	});
}
