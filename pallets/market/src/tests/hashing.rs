// SPDX-License-Identifier: Apache-2.0

//! What users sign: the bytes of `docs/orders.md`, which were computed with polkadot.js.

use crate::{mock::*, types::*};
use bourse_primitives::{Restrict::*, *};
use codec::Encode;
use hex::ToHex;
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_runtime::AccountId32;

const PAGE: &str = include_str!("../../../../docs/orders.md");

/// Accounts of the development keys `//Alice` and `//Bob`.
const ALICE: &str = "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
const BOB: &str = "8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48";

fn account(hex: &str) -> AccountId32 {
	let bytes: [u8; 32] = hex::decode(hex).unwrap().try_into().unwrap();
	bytes.into()
}

pub fn app_order() -> AppOrder<AccountId> {
	AppOrder {
		app: AppId(7),
		price: RLC,
		volume: 5,
		tag: Tag::TEE,
		dataset_restrict: Anybody,
		workerpool_restrict: Only(Party::Workerpool(WorkerpoolId(3))),
		requester_restrict: Group(GroupId(9)),
		salt: H256::repeat_byte(0x22),
	}
}

pub fn request_order() -> RequestOrder<AccountId> {
	RequestOrder {
		app: AppId(7),
		app_max_price: RLC,
		dataset: Some(DatasetId(4)),
		dataset_max_price: 0,
		workerpool_restrict: Anybody,
		workerpool_max_price: 2 * RLC,
		requester: account(ALICE),
		volume: 3,
		tag: Tag::TEE,
		category: CategoryId(2),
		trust: 5.into(),
		beneficiary: account(BOB),
		callback: None,
		params: br#"{"args":"12"}"#.to_vec().try_into().unwrap(),
		salt: H256::repeat_byte(0x33),
	}
}

/// The page's vector whose first line is `kind <kind>`: the encoding of an order, and its hash.
fn vector(kind: &str) -> (String, String) {
	let block = PAGE
		.split("```")
		.find(|block| {
			let first = block.lines().nth(1).unwrap_or_default();
			first.split_whitespace().eq(["kind", kind])
		})
		.expect("the page has this vector");
	let values: Vec<&str> =
		block.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
	let (hash, fields) = values.split_last().expect("the vector has lines");
	(fields.concat(), hash.to_string())
}

/// The page's vector of the order of kind `plain` with the bounds of kind `kind`: the encoding, and the
/// hash.
fn bound_vector(kind: &str, plain: &str) -> (String, String) {
	let ((order, _), (bounds, hash)) = (vector(plain), vector(kind));
	// Each begins with the kind's byte.
	(format!("{kind}{}{}", &order[2..], &bounds[2..]), hash)
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
	bytes.as_ref().encode_hex()
}

#[test]
fn order_hash_should_be_the_documented_one_when_it_is_an_app_order() {
	ExtBuilder::build_and_execute(|| {
		let order = AnyOrder::App(app_order());
		assert_eq!((hex(order.encode()), hex(Market::order_hash(&order))), vector("00"));
	});
}

#[test]
fn order_hash_should_be_the_documented_one_when_it_is_a_request_order() {
	ExtBuilder::build_and_execute(|| {
		let order = AnyOrder::Request(request_order());
		assert_eq!((hex(order.encode()), hex(Market::order_hash(&order))), vector("03"));
	});
}

#[test]
fn order_hash_should_be_over_domain_version_kind_and_order() {
	ExtBuilder::build_and_execute(|| {
		for order in Bundle::with_dataset().each() {
			let preimage =
				[GENESIS_HASH.as_bytes(), b"bourse order", &[1], &order.encode()].concat();
			assert_eq!(Market::order_hash(&order), H256(blake2_256(&preimage)));
		}
	});
}

#[test]
fn order_hash_should_be_the_documented_one_when_the_order_has_bounds() {
	ExtBuilder::build_and_execute(|| {
		let bounds =
			OrderBounds { until: Some(1_800_000_000), epoch: 1, payer: None, broker: false };
		let order = AnyOrder::BoundApp(Bound { order: app_order(), bounds });
		assert_eq!(
			(hex(order.encode()), hex(Market::order_hash(&order))),
			bound_vector("04", "00")
		);
		let bounds =
			OrderBounds { until: None, epoch: 2, payer: Some(account(ALICE)), broker: true };
		let order = AnyOrder::BoundRequest(Bound { order: request_order(), bounds });
		assert_eq!(
			(hex(order.encode()), hex(Market::order_hash(&order))),
			bound_vector("07", "03")
		);
	});
}

#[test]
fn order_hash_should_be_over_version_2_when_the_order_has_bounds() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset().unsigned();
		let bounds = Some(OrderBounds { epoch: 7, ..Default::default() });
		(orders.app.bounds, orders.workerpool.bounds) = (bounds.clone(), bounds.clone());
		orders.request.bounds = bounds.clone();
		let mut dataset = orders.dataset.unwrap();
		dataset.bounds = bounds;
		for order in
			[orders.app.any(), dataset.any(), orders.workerpool.any(), orders.request.any()]
		{
			let preimage =
				[GENESIS_HASH.as_bytes(), b"bourse order", &[2], &order.encode()].concat();
			assert_eq!(Market::order_hash(&order), H256(blake2_256(&preimage)));
		}
		assert_eq!(Market::signed_hash(&orders.app), Market::order_hash(&orders.app.any()));
	});
}

#[test]
fn order_hash_should_be_the_same_when_the_kind_is_known() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::with_dataset();
		let known = [
			Market::hash_of(&orders.app),
			Market::hash_of(orders.dataset.as_ref().unwrap()),
			Market::hash_of(&orders.workerpool),
			Market::hash_of(&orders.request),
		];
		let any: Vec<_> = orders.each().iter().map(Market::order_hash).collect();
		assert_eq!(any, known);
	});
}

#[test]
fn order_hash_should_differ_when_only_the_salt_does() {
	ExtBuilder::build_and_execute(|| {
		let other = AppOrder { salt: H256::repeat_byte(0x23), ..app_order() };
		assert_ne!(Market::hash_of(&app_order()), Market::hash_of(&other));
	});
}

#[test]
fn order_hash_should_differ_when_the_chain_does() {
	ExtBuilder::build_and_execute(|| {
		let here = Market::hash_of(&app_order());
		frame_system::BlockHash::<Test>::insert(0, H256::repeat_byte(0x12));
		assert_ne!(Market::hash_of(&app_order()), here);
	});
}

#[test]
fn order_hash_should_stay_when_blocks_pass() {
	ExtBuilder::build_and_execute(|| {
		let before = Market::hash_of(&app_order());
		System::run_to_block::<AllPalletsWithSystem>(300);
		assert_eq!(Market::hash_of(&app_order()), before);
	});
}

#[test]
fn operation_hash_should_be_the_documented_one() {
	ExtBuilder::build_and_execute(|| {
		let hash = Market::hash_of(&app_order());
		for (word, operation) in
			[("presign", OrderOperation::Presign), ("close", OrderOperation::Close)]
		{
			let line = format!("{word:<7} {}", hex(Market::operation_hash(hash, operation)));
			assert!(PAGE.lines().any(|documented| documented == line), "not in the page: {line}");
		}
	});
}

#[test]
fn deal_id_should_be_24_bytes_of_the_hash_of_request_and_first_index() {
	let preimage = [[0xab; 32].as_slice(), &[3, 0, 0, 0, 0, 0, 0, 0]].concat();
	let expected = [&blake2_256(&preimage)[..24], [0xff; 8].as_slice()].concat();
	assert_eq!(Market::deal_id(H256::repeat_byte(0xab), 3), H256::from_slice(&expected));
}

#[test]
fn volume_and_params_len_should_be_those_of_the_order() {
	let orders = Bundle::with_dataset().each();
	let volumes: Vec<_> = orders.iter().map(AnyOrder::volume).collect();
	let lengths: Vec<_> = orders.iter().map(AnyOrder::params_len).collect();
	assert_eq!((volumes, lengths), (vec![100, 100, 100, 2], vec![0, 0, 0, 16]));
}
