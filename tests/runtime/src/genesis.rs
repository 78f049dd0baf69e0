// SPDX-License-Identifier: Apache-2.0

//! What the chains start with, and what the runtime promises to nodes and wallets.

use crate::chain::*;
use bourse_runtime::*;
use frame_support::{dispatch::GetDispatchInfo, traits::WhitelistedStorageKeys};
use sp_keyring::Sr25519Keyring;

#[test]
fn presets_should_build_a_genesis() {
	for name in genesis_config_presets::preset_names() {
		assert!(genesis_config_presets::get_preset(&name).is_some(), "{name:?}");
	}
	assert!(genesis_config_presets::get_preset(&"unknown".into()).is_none());
}

#[test]
fn market_s_rules_should_hold_by_default() {
	use bourse_primitives::traits::Rules as _;
	assert!(RuntimeGenesisConfig::default().rules.hold);
	let preset = |name: &str| {
		let json = genesis_config_presets::get_preset(&name.into()).expect("the preset exists");
		serde_json::from_slice::<serde_json::Value>(&json).expect("it is JSON")["rules"].clone()
	};
	let rules = |hold| serde_json::json!({ "hold": hold, "parameters": { "warmUp": 0 } });
	assert_eq!(preset(sp_genesis_builder::DEV_RUNTIME_PRESET), rules(true));
	assert_eq!(preset(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET), rules(true));
	assert_eq!(preset(genesis_config_presets::PUBLISHED_RUNTIME_PRESET), rules(false));
	test_ext_with(serde_json::Value::Null).execute_with(|| assert!(Rules::hold()));
	new_test_ext().execute_with(|| assert!(!Rules::hold()));
}

#[test]
fn genesis_should_have_the_standard_categories_and_hold_every_invariant() {
	new_test_ext().execute_with(|| {
		use bourse_primitives::{traits::Registry as _, CategoryId};
		let times = (0..5).map(|id| Registry::work_clock_time_ref(CategoryId(id)));
		assert_eq!(
			times.collect::<Vec<_>>(),
			[300, 1_200, 3_600, 10_800, 36_000].map(Some).to_vec()
		);
		assert_eq!(Registry::work_clock_time_ref(CategoryId(5)), None);
		check_invariants();
	});
}

#[test]
#[should_panic(expected = "a category of a genesis has time for its tasks")]
fn genesis_should_refuse_a_category_whose_tasks_have_no_time() {
	let categories = serde_json::json!([["none", "No time", 0]]);
	test_ext_with(serde_json::json!({ "registry": { "categories": categories } }));
}

#[test]
fn blocks_should_follow_each_other() {
	on_chain(|| {
		for _ in 0..10 {
			next_block();
		}
		assert_eq!(System::block_number(), 11);
	});
}

#[test]
fn presets_should_have_a_bond_of_each_validator() {
	for name in genesis_config_presets::preset_names() {
		let json = genesis_config_presets::get_preset(&name).expect("the preset exists");
		let genesis: serde_json::Value = serde_json::from_slice(&json).expect("it is JSON");
		let accounts = |list: &serde_json::Value| -> Vec<serde_json::Value> {
			let list = list.as_array().expect("it is a list");
			list.iter().map(|one| one[0].clone()).collect()
		};
		let validators = accounts(&genesis["session"]["keys"]);
		assert_eq!(accounts(&genesis["staking"]["stakers"]), validators, "{name:?}");
		assert_eq!(genesis["staking"]["validatorCount"], validators.len(), "{name:?}");
	}
}

#[test]
fn metadata_should_document_every_item_of_our_pallets() {
	// Defaults of storage items are read from the state.
	let metadata = new_test_ext().execute_with(Runtime::metadata);
	let frame_metadata::RuntimeMetadata::V14(metadata) = metadata.1 else {
		panic!("another version of metadata")
	};
	let ours =
		["Rules", "Escrow", "Registry", "Market", "Pools", "Poco", "Book", "Eras", "Mandate"];
	let mut missing = Vec::new();
	for pallet in metadata.pallets.iter().filter(|pallet| ours.contains(&pallet.name.as_str())) {
		let calls = pallet.calls.as_ref().map(|calls| calls.ty);
		let events = pallet.event.as_ref().map(|event| event.ty);
		let errors = pallet.error.as_ref().map(|error| error.ty);
		for ty in [calls, events, errors].into_iter().flatten() {
			let ty = metadata.types.resolve(ty.id).expect("it is in the registry");
			let scale_info::TypeDef::Variant(variants) = &ty.type_def else { panic!() };
			for variant in variants.variants.iter().filter(|variant| variant.docs.is_empty()) {
				missing.push(format!("{}.{}", pallet.name, variant.name));
			}
		}
		for entry in pallet.storage.iter().flat_map(|storage| &storage.entries) {
			if entry.docs.is_empty() {
				missing.push(format!("{}.{}", pallet.name, entry.name));
			}
		}
	}
	assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn calls_should_fit_into_a_block() {
	on_chain(|| {
		let market = Marketplace::open(&[Sr25519Keyring::Eve]);
		let call = RuntimeCall::from(market.orders(1, 1, true, 1));
		assert!(call.get_dispatch_info().call_weight.all_lte(block_limit()));
		assert!(!AllPalletsWithSystem::whitelisted_storage_keys().is_empty());
	});
}
