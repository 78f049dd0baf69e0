// SPDX-License-Identifier: Apache-2.0

//! The transactions by which a node for development becomes the worker of the stock pool.

use crate::chain::*;
use bourse_primitives::{
	book::{Job, PoolChoice},
	crypto::{PocoId, PocoSignature},
	AppId, CategoryId, Tag, WorkerpoolId,
};
use bourse_runtime::{
	stock::{account, StockApp, Stocked},
	*,
};
use codec::Encode;
use pallet_registry::Asset;
use sp_core::{sr25519, Pair, H256};
use sp_keyring::Sr25519Keyring::Ferdie;

/// Most transactions that it takes.
const MOST: u32 = 8;

fn look() -> Stocked {
	Stocked::read(|key| sp_io::storage::get(key).map(|value| value.to_vec()))
}

fn qjs() -> StockApp {
	let description = b"QuickJS: bourse run qjs".to_vec();
	StockApp { name: b"qjs".to_vec(), description, checksum: H256::repeat_byte(7) }
}

/// Sends transaction after transaction, with a hot key of that seed, until these apps and all else are there.
fn open(seed: u8, apps: &[StockApp]) -> WorkerpoolId {
	let pair = sr25519::Pair::from_seed(&[seed; 32]);
	let key = PocoId::from(pair.public());
	let message = (b"bourse hot key", account()).using_encoded(sp_io::hashing::blake2_256);
	let proof = PocoSignature::from(pair.sign(&message));
	let genesis = System::block_hash(0);
	for _ in 0..MOST {
		if let Some(pool) = look().done(&key, apps) {
			return pool;
		}
		let next = look().next(genesis, apps, 1, key.clone(), proof.clone());
		apply_extrinsic(next).expect("it is valid").expect("it succeeds");
		next_block();
	}
	panic!("not done after {MOST} transactions");
}

fn job() -> Job<AccountId> {
	Job {
		app: AppId(0),
		dataset: None,
		volume: 1,
		category: CategoryId(0),
		trust: 1,
		tag: Tag(0),
		pools: PoolChoice::Listed,
		params: Default::default(),
		beneficiary: None,
		callback: None,
		group: None,
	}
}

#[test]
fn stock_should_be_bought_from_when_its_transactions_are_in() {
	test_ext_with(serde_json::Value::Null).execute_with(|| {
		in_blocks(|| {
			stay_in_session();
			assert_eq!(open(1, &[qjs()]), WorkerpoolId(0));
			let offers = || pallet_book::PoolVolume::<Runtime>::get(WorkerpoolId(0)).tasks;
			assert_eq!(offers(), 4_000);
			let run = pallet_book::Call::<Runtime>::run {
				job: job().into(),
				max_total: RLC,
				deposit: true,
			};
			ok(Ferdie, run);
			assert_eq!(offers(), 3_999);
		});
	});
}

#[test]
fn stock_should_go_on_when_its_node_has_another_key() {
	test_ext_with(serde_json::Value::Null).execute_with(|| {
		in_blocks(|| {
			stay_in_session();
			let pool = open(1, &[qjs()]);
			assert_eq!(open(2, &[qjs()]), pool);
			let record = pallet_registry::Workerpools::<Runtime>::get(pool);
			assert_eq!(record.map(|record| record.owner), Some(account()));
		});
	});
}

#[test]
fn stock_should_have_names_and_descriptions() {
	test_ext_with(serde_json::Value::Null).execute_with(|| {
		in_blocks(|| {
			stay_in_session();
			// A name with capitals is no stock name: that app is found by its owner alone.
			let name = b"Other".to_vec();
			let other = StockApp { name, description: Vec::new(), checksum: H256::repeat_byte(8) };
			open(1, &[qjs(), other]);
			let names = pallet_registry::StockNames::<Runtime>::get();
			let names = names.iter().map(|stock| (&stock.name[..], stock.asset));
			assert_eq!(names.collect::<Vec<_>>(), [(&b"qjs"[..], Asset::App(AppId(0)))]);
			let profile = |id| pallet_registry::Profiles::<Runtime>::get(Asset::App(AppId(id)));
			let said = profile(0).expect("it is described").description.into_inner();
			assert_eq!(said, qjs().description);
			assert_eq!(profile(1), None);
		});
	});
}

#[test]
fn stock_should_get_apps_that_came_later() {
	test_ext_with(serde_json::Value::Null).execute_with(|| {
		in_blocks(|| {
			stay_in_session();
			open(1, &[qjs()]);
			let name = b"rg".to_vec();
			let new = StockApp { name, checksum: H256::repeat_byte(9), ..qjs() };
			open(1, &[new.clone(), qjs()]);
			let app = pallet_registry::Apps::<Runtime>::get(AppId(1)).expect("it is registered");
			assert_eq!((app.owner, app.checksum), (account(), new.checksum));
		});
	});
}
