// SPDX-License-Identifier: Apache-2.0

//! What makes an order authentic: codes 21, 31, 41 and 50.

use super::hashing;
use crate::{mock::*, Error};
use bourse_primitives::signing;
use codec::Decode;
use frame_support::{assert_noop, assert_ok};
use sp_core::{ecdsa, ed25519, sr25519, Pair, H256};
use sp_runtime::{traits::IdentifyAccount, MultiSignature, MultiSigner};

/// Matches with the app order made by the owner of another key, and signed as `sign` does.
fn match_with_app_key(public: impl Into<MultiSigner>, sign: impl Fn(&H256) -> MultiSignature) {
	ExtBuilder::build_and_execute(|| {
		Apps::insert(APP, public.into().into_account());
		let mut orders = Bundle::with_dataset().signed();
		let hash = Market::hash_of(&orders.app.order);
		orders.app.signature = Some(sign(&H256::repeat_byte(1)));
		assert_noop!(orders.clone().matched_by(Outsider), Error::<Test>::AppOrderNotAuthentic);
		orders.app.signature = Some(sign(&hash));
		assert_ok!(orders.matched_by(Outsider));
	});
}

#[test]
fn an_order_should_be_authentic_when_signed_raw_by_sr25519() {
	let key = sr25519::Pair::from_seed(&[77; 32]);
	match_with_app_key(key.public(), |hash| key.sign(hash.as_bytes()).into());
}

#[test]
fn an_order_should_be_authentic_when_signed_wrapped_by_sr25519() {
	let key = sr25519::Pair::from_seed(&[77; 32]);
	match_with_app_key(key.public(), |hash| key.sign(&signing::wrapped(hash)).into());
}

#[test]
fn an_order_should_be_authentic_when_signed_raw_by_ed25519() {
	let key = ed25519::Pair::from_seed(&[77; 32]);
	match_with_app_key(key.public(), |hash| key.sign(hash.as_bytes()).into());
}

#[test]
fn an_order_should_be_authentic_when_signed_wrapped_by_ed25519() {
	let key = ed25519::Pair::from_seed(&[77; 32]);
	match_with_app_key(key.public(), |hash| key.sign(&signing::wrapped(hash)).into());
}

#[test]
fn an_order_should_be_authentic_when_signed_raw_by_ecdsa() {
	let key = ecdsa::Pair::from_seed(&[77; 32]);
	match_with_app_key(key.public(), |hash| key.sign(hash.as_bytes()).into());
}

#[test]
fn an_order_should_be_authentic_when_signed_wrapped_by_ecdsa() {
	let key = ecdsa::Pair::from_seed(&[77; 32]);
	match_with_app_key(key.public(), |hash| key.sign(&signing::wrapped(hash)).into());
}

/// Signatures of the development key `//Alice` over the request order of `docs/orders.md`, made by
/// polkadot.js with `pair.sign(…, { withType: true })`: of each kind, raw and as a wallet wraps it.
const BY_POLKADOT_JS: [(&str, &str); 6] = [
	(
		"d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
		"013aed3674802a83475f8c210189a99e8e75eec137eef1affcf21272d66056614e\
		 103bfb92e34ad197269f8e6443438e863361ee3f34c38c5971a0eeaa8544ea89",
	),
	(
		"d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
		"016ce1f013a484d581a202e7c428ba3bf12999ded6dc8ccd7f7a08cd72687d051a\
		 d5448911466e4787af45de8cbf1a70dd6aecd71740de23b5c5d2e44bc9813186",
	),
	(
		"88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee",
		"00b3e143a085a42856a8b6f9b39167c5df0bbce7ae0a6c7b0d79cdfaf92efa4085\
		 0523476fe5b6b7700cad2da494a97da67bcaaa105e8604824063d1f793e38900",
	),
	(
		"88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee",
		"0085a7f93a2d299330eced7fce5a1fb22ab30f29f829e26fdab2203e85fa9a3d0e\
		 27c07b4312ad3333c15ac5b7612b6f3cbb4d456ffe2e8cfade80b71b06e4b605",
	),
	(
		"01e552298e47454041ea31273b4b630c64c104e4514aa3643490b8aaca9cf8ed",
		"02d0335c122b05b0a83ffd4c657eaca45c911afc16872bd23ca01302aa88b86052\
		 0ec71dc0a1b754591bd104bca2b4628fb648ed3b73bf9be6b10702f5aaea9e6901",
	),
	(
		"01e552298e47454041ea31273b4b630c64c104e4514aa3643490b8aaca9cf8ed",
		"0256a7bdbafe367b83837858623984a110b2e2ebd1de54abf775d06e85893fb77d\
		 5ce374718355f3a66bac92d4fc0231f1fe3d320366887266968d3d0493124da201",
	),
];

#[test]
fn a_signature_should_be_good_when_polkadot_js_made_it() {
	ExtBuilder::build_and_execute(|| {
		let hash = Market::hash_of(&hashing::request_order());
		for (account, signature) in BY_POLKADOT_JS {
			let account: [u8; 32] = hex::decode(account).unwrap().try_into().unwrap();
			let bytes = hex::decode(signature.replace(['\t', ' '], "")).unwrap();
			let signature = MultiSignature::decode(&mut bytes.as_slice()).unwrap();
			assert!(signing::verify(&signature, &hash, &account.into()), "{signature:?}");
			assert!(!signing::verify(&signature, &H256::zero(), &account.into()));
		}
	});
}

#[test]
fn matching_should_fail_when_another_signed_the_app_order() {
	refused_when(Error::AppOrderNotAuthentic, |orders| {
		orders.app.signature = Some(Outsider.sign(Market::hash_of(&orders.app.order)));
	});
}

#[test]
fn matching_should_fail_when_another_signed_the_dataset_order() {
	refused_when(Error::DatasetOrderNotAuthentic, |orders| {
		let dataset = orders.dataset.as_mut().unwrap();
		dataset.signature = Some(Outsider.sign(Market::hash_of(&dataset.order)));
	});
}

#[test]
fn matching_should_fail_when_another_signed_the_workerpool_order() {
	refused_when(Error::WorkerpoolOrderNotAuthentic, |orders| {
		let hash = Market::hash_of(&orders.workerpool.order);
		orders.workerpool.signature = Some(Outsider.sign(hash));
	});
}

#[test]
fn matching_should_fail_when_another_signed_the_request_order() {
	refused_when(Error::RequestOrderNotAuthentic, |orders| {
		orders.request.signature = Some(Outsider.sign(Market::hash_of(&orders.request.order)));
	});
}

#[test]
fn matching_should_fail_when_an_order_was_changed_after_signing() {
	refused_when(Error::AppOrderNotAuthentic, |orders| orders.app.order.volume += 1);
	refused_when(Error::DatasetOrderNotAuthentic, |orders| {
		orders.dataset.as_mut().unwrap().order.salt = H256::repeat_byte(1);
	});
	refused_when(Error::WorkerpoolOrderNotAuthentic, |orders| {
		orders.workerpool.order.price -= 1;
	});
	refused_when(Error::RequestOrderNotAuthentic, |orders| {
		orders.request.order.beneficiary = Outsider.account();
	});
}

#[test]
fn matching_should_fail_when_an_order_was_signed_for_another_chain() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::with_dataset().signed();
		frame_system::BlockHash::<Test>::insert(0, H256::repeat_byte(0x12));
		assert_noop!(orders.matched_by(Outsider), Error::<Test>::AppOrderNotAuthentic);
	});
}

#[test]
fn matching_should_fail_when_the_kind_of_the_signature_is_wrong() {
	refused_when(Error::AppOrderNotAuthentic, |orders| {
		let Some(MultiSignature::Sr25519(signature)) = &orders.app.signature else {
			panic!("tests sign with sr25519")
		};
		orders.app.signature = Some(MultiSignature::Ed25519(signature.0.into()));
	});
}

#[test]
fn matching_should_fail_when_an_order_has_no_signature() {
	refused_when(Error::MissingSignature, |orders| orders.app.signature = None);
	refused_when(Error::MissingSignature, |orders| {
		orders.dataset.as_mut().unwrap().signature = None;
	});
	refused_when(Error::MissingSignature, |orders| orders.workerpool.signature = None);
	refused_when(Error::MissingSignature, |orders| orders.request.signature = None);
}

#[test]
fn matching_should_tell_of_the_first_order_when_several_are_not_authentic() {
	refused_when(Error::MissingSignature, |orders| {
		orders.app.signature = None;
		orders.workerpool.signature = Some(Outsider.sign(H256::zero()));
	});
	refused_when(Error::WorkerpoolOrderNotAuthentic, |orders| {
		orders.workerpool.signature = Some(Outsider.sign(H256::zero()));
		orders.request.signature = None;
	});
}

#[test]
fn a_signature_should_be_void_when_the_asset_was_sold() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::with_dataset().signed();
		Apps::insert(APP, Outsider.account());
		assert_noop!(orders.clone().matched_by(Outsider), Error::<Test>::AppOrderNotAuthentic);
		Apps::insert(APP, AppOwner.account());
		Datasets::insert(DATASET, Outsider.account());
		assert_noop!(orders.clone().matched_by(Outsider), Error::<Test>::DatasetOrderNotAuthentic);
		Datasets::insert(DATASET, DatasetOwner.account());
		Workerpools::insert(POOL, Outsider.account());
		assert_noop!(
			orders.clone().matched_by(Outsider),
			Error::<Test>::WorkerpoolOrderNotAuthentic
		);
		Workerpools::insert(POOL, Scheduler.account());
		assert_ok!(orders.matched_by(Outsider));
	});
}

#[test]
fn a_new_owner_should_be_paid_when_it_signed_after_a_sale() {
	ExtBuilder::build_and_execute(|| {
		Apps::insert(APP, Outsider.account());
		let mut orders = Bundle::with_dataset().signed();
		orders.app.signature = Some(Outsider.sign(Market::hash_of(&orders.app.order)));
		assert_ok!(orders.clone().matched_by(Requester));
		assert_eq!(deal(&orders.request.order, 0).app.owner, Outsider.account());
	});
}

/// Orders that match, signed, are refused with `error` after this change to them.
fn refused_when(error: Error<Test>, change: impl FnOnce(&mut SignedBundle)) {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset().signed();
		change(&mut orders);
		assert_noop!(orders.matched_by(Outsider), error);
	});
}
