// SPDX-License-Identifier: Apache-2.0

//! Attacks 8 and 14: blocks that somebody fills, and blocks that somebody makes.

use super::*;
use crate::chain::{advance_to_block_of, fill_with, ledger, ok};
use bourse_primitives::{AssignedBy, PoolRules};
use sp_keyring::Sr25519Keyring::Alice;

#[test]
fn attack_08_should_make_no_signed_transaction_wait_when_free_batches_fill_an_hour() {
	on_open_market(|| {
		let pool = Pool::open("pool", 1, 1);
		for _ in 0..1_800 {
			advance(2);
			fill_with(true);
			pool.requester.deposit(1);
		}
		assert_eq!(pool.requester.lost(), -1_800);
		// No more free ones, as they have used up their share.
		let deal = pool.buy(Purchase::default());
		advance(2);
		fill_with(true);
		let task = task_id(deal, 0);
		let digest = header(task, "result").digest();
		let refused = pool.owners[0].contributes(&[(task, digest)]);
		assert_eq!(refused, Err(DispatchError::CannotLookup));
	});
}

#[test]
fn attack_08_should_make_no_worker_miss_a_deadline_when_tipped_transactions_fill_an_hour() {
	on_open_market(|| {
		let pool = Pool::open("pool", 5, 4);
		let mut deals = Vec::new();
		let begin = Poco::now();
		while Poco::now() < begin + 3_600 {
			if (Poco::now() - begin).is_multiple_of(60) {
				deals.push(pool.buy(Purchase { trust: 3, volume: 5, ..Default::default() }));
			}
			fill_with(false);
			let refused =
				signed_by(&pool.requester.pair, pallet_escrow::Call::deposit { amount: 1 });
			assert!(apply_extrinsic(refused).is_err());
			pool.work();
			advance(2);
		}
		for _ in 0..4 {
			pool.work();
			advance(2);
		}
		assert_eq!(deals.len(), 60);
		for deal in deals {
			assert_eq!(count(deal, TaskStatus::Completed), 5);
		}
		assert_eq!(pool.manager.lost(), -((300 * RLC / 10) as i128));
		assert!(pool.losses().into_iter().all(|lost| lost < 0));
	});
}

/// What a validator has, in its wallet and as stake, and the validators' half of task fees: it is hers when
/// she makes all blocks of an era.
fn wealth_of_alice() -> Balance {
	let (free, locked) = ledger(Alice);
	Balances::free_balance(Alice.to_account_id()) + free + locked + Escrow::stake(&Eras::pot())
}

/// Alice, a validator of two, matches strangers' requests with an empty pool of her own, at any price,
/// in her own blocks. What she has before and after; who made the blocks in which the tasks ended.
fn empty_pool(ended_by: u32) -> (Balance, Balance) {
	let local = sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET.into();
	let local = genesis_config_presets::get_preset(&local).expect("the preset exists");
	let genesis: serde_json::Value = serde_json::from_slice(&local).expect("it is JSON");
	let mut wealth = (0, 0);
	test_ext_with(genesis).execute_with(|| {
		in_blocks(|| {
			stay_in_session();
			let strangers = Pool::empty("strangers");
			let pool = Pool::empty("validator");
			let owner = Alice.to_account_id();
			let to_alice = pallet_registry::Call::transfer_workerpool { id: pool.id, to: owner };
			pool.manager.does(to_alice);
			crate::chain::deposit(Alice, 1_000 * RLC);
			let before = wealth_of_alice();
			let (id, volume) = (pool.id, 1_000);
			let match_as_alice = || {
				let what = Purchase { price: 0, volume, ..Default::default() };
				let mut call = strangers.orders(&what);
				if let pallet_market::Call::match_orders { workerpool, .. } = &mut call {
					workerpool.order.workerpool = id;
					// The transfer made what was signed in the epoch before void.
					let bounds = OrderBounds { epoch: 1, ..Default::default() };
					let bound = Bound { order: workerpool.order.clone(), bounds: bounds.clone() };
					let hash = Market::order_hash(&bound.into());
					workerpool.bounds = Some(bounds);
					workerpool.signature = Some(Alice.sign(hash.as_bytes()).into());
				}
				crate::chain::send(Alice, call)
			};
			let refused = pallet_market::Error::<Runtime>::PoolCantServe { needed: 1, there: 0 };
			assert_eq!(match_as_alice(), Err(refused.into()));
			// Nobody has to be in a pool whose owner assigns.
			let by_owner = PoolRules { assigned_by: AssignedBy::Scheduler, ..Default::default() };
			ok(Alice, pallet_pools::Call::set_rules { pool: id, rules: by_owner });
			match_as_alice().expect("it may be matched");
			let deal = last_deal();
			for _ in 0..10 {
				advance_to_block_of(0, STEP);
			}
			while !has_ended(deal) {
				advance_to_block_of(ended_by, STEP);
			}
			println!("requester lost {}", strangers.requester.lost());
			wealth = (before, wealth_of_alice());
		});
	});
	wealth
}

#[test]
fn attack_14_should_gain_nothing_when_a_validator_matches_requests_with_its_empty_pool() {
	let (before, after) = empty_pool(1);
	assert!(after <= before, "gained {}", after - before);
}

#[test]
fn attack_14_should_gain_nothing_when_the_validator_makes_the_last_blocks_as_well() {
	let (before, after) = empty_pool(0);
	assert!(after <= before, "gained {}", after - before);
}
