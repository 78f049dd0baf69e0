// SPDX-License-Identifier: Apache-2.0

//! The transactions by which a node for development becomes the worker of the stock pool.

use crate::chain::*;
use bourse_primitives::{
	book::{Job, PoolChoice},
	crypto::{PocoId, PocoSignature},
	AppId, CategoryId, Tag, WorkerpoolId,
};
use bourse_runtime::{
	stock::{account, State, StockApp},
	*,
};
use codec::Encode;
use sp_core::{sr25519, Pair, H256};
use sp_keyring::Sr25519Keyring::Ferdie;

/// Most transactions that it takes.
const MOST: u32 = 8;

fn look() -> State {
	State::read(|key| sp_io::storage::get(key).map(|value| value.to_vec()))
}

/// Sends transaction after transaction, with a hot key of that seed, until all is there.
fn open(seed: u8) -> WorkerpoolId {
	let pair = sr25519::Pair::from_seed(&[seed; 32]);
	let key = PocoId::from(pair.public());
	let message = (b"bourse hot key", account()).using_encoded(sp_io::hashing::blake2_256);
	let proof = PocoSignature::from(pair.sign(&message));
	let app = StockApp { name: b"qjs".to_vec(), checksum: H256::repeat_byte(7) };
	let genesis = System::block_hash(0);
	for _ in 0..MOST {
		if let Some(pool) = look().done(&key) {
			return pool;
		}
		let next = look().next(genesis, std::slice::from_ref(&app), 1, key.clone(), proof.clone());
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
			assert_eq!(open(1), WorkerpoolId(0));
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
			let pool = open(1);
			assert_eq!(open(2), pool);
			let record = pallet_registry::Workerpools::<Runtime>::get(pool);
			assert_eq!(record.map(|record| record.owner), Some(account()));
		});
	});
}
