// SPDX-License-Identifier: Apache-2.0

//! Neither signed transactions nor free ones shut the other out of a block (PROTOCOL 9.4), and half
//! of the fees is burned.

use crate::chain::*;
use bourse_primitives::{batch::Payload, crypto::PocoPair};
use bourse_runtime::*;
use codec::Encode;
use frame_support::weights::Weight;
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_pools::Heartbeat;
use pallet_rules::{most, BlockShares, Shares, Taken};
use serde_json::json;
use sp_core::Pair;
use sp_keyring::Sr25519Keyring::*;
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	ApplyExtrinsicResult,
};

const EXHAUSTED: TransactionValidityError =
	TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources);

/// A chain on which the rules hold, or not.
fn with_rules(hold: bool, test: impl FnOnce()) {
	test_ext_with(json!({ "rules": { "hold": hold } })).execute_with(|| in_blocks(test));
}

/// A signed transaction of about so many bytes.
fn remark(bytes: usize) -> UncheckedExtrinsic {
	signed(Bob, frame_system::Call::remark { remark: vec![0; bytes] })
}

fn send_remark(bytes: usize) -> ApplyExtrinsicResult {
	apply_extrinsic(remark(bytes))
}

fn taken() -> Shares {
	BlockShares::<Runtime>::get().expect("a block is open")
}

#[test]
fn signed_transactions_should_take_seven_eighths_of_a_block_s_bytes() {
	with_rules(true, || {
		next_block();
		let most = most::<Runtime>();
		for _ in 0..3 {
			send_remark(1_100_000).expect("it fits").expect("it is applied");
		}
		let before = taken();
		assert!((3_300_000..3_301_000).contains(&before.signed.bytes));
		assert_eq!(send_remark(140_641), Err(EXHAUSTED));
		send_remark((most.bytes - before.signed.bytes) as usize - 200).expect("it fits").unwrap();
		assert_eq!(taken().authorized, Taken::default());
		// The next block is another.
		next_block();
		assert_eq!(taken().signed, Taken::default());
		send_remark(1_100_000).expect("it fits").expect("it is applied");
	});
}

#[test]
fn pool_should_refuse_what_no_block_has_room_for() {
	with_rules(true, || {
		next_block();
		assert!(validate(remark(3_440_000)).is_ok());
		assert_eq!(validate(remark(3_440_641)), Err(EXHAUSTED));
	});
	with_rules(false, || {
		next_block();
		assert!(validate(remark(3_440_641)).is_ok());
	});
}

#[test]
fn signed_transactions_should_take_seven_eighths_of_a_block_s_weight() {
	with_rules(true, || {
		next_block();
		let most = most::<Runtime>();
		send_remark(0).expect("it fits").expect("it is applied");
		let each = taken().signed.weight;
		assert!(each.ref_time() > 0);
		BlockShares::<Runtime>::mutate_extant(|shares| shares.signed.weight = most.weight - each);
		let after = most.weight - each + Weight::from_parts(1, 0);
		send_remark(0).expect("it fits").expect("it is applied");
		assert_eq!(taken().signed.weight, most.weight);
		BlockShares::<Runtime>::mutate_extant(|shares| shares.signed.weight = after);
		assert_eq!(send_remark(0), Err(EXHAUSTED));
		// Operational transactions have no share.
		let set = frame_system::Call::set_heap_pages { pages: 64 };
		let call = pallet_sudo::Call::sudo { call: Box::new(set.into()) };
		ok(Alice, call);
		assert_eq!(taken().signed.weight, after);
	});
}

#[test]
fn free_transactions_should_have_a_share_of_their_own() {
	// Heartbeats are due as without rules; the shares are opened by hand.
	with_rules(false, || {
		stay_in_session();
		Marketplace::open(&[Eve]);
		let key = PocoPair::from_seed(&[1; 32]);
		let message = (b"bourse hot key", Eve.to_account_id()).encode();
		let proof = key.sign(&sp_io::hashing::blake2_256(&message));
		ok(Eve, pallet_pools::Call::set_hot_key { key: key.public(), proof });
		let most = most::<Runtime>();
		let none = Taken::default();
		// Signed transactions have used up theirs.
		advance(1_000);
		BlockShares::<Runtime>::put(Shares { signed: most, authorized: none });
		assert_eq!(send_remark(0), Err(EXHAUSTED));
		apply_extrinsic(heartbeat(&key, 0)).expect("it fits").expect("it is applied");
		let free = taken().authorized;
		assert!(free.weight.ref_time() > 0 && free.bytes > 0);
		// And the other way round.
		advance(1_000);
		BlockShares::<Runtime>::put(Shares { signed: none, authorized: most });
		assert_eq!(apply_extrinsic(heartbeat(&key, 1)), Err(EXHAUSTED));
		send_remark(0).expect("it fits").expect("it is applied");
	});
}

/// A heartbeat of Eve's node.
fn heartbeat(key: &PocoPair, attempt: u16) -> UncheckedExtrinsic {
	let worker = Eve.to_account_id();
	let since = pallet_pools::Workers::<Runtime>::get(&worker).expect("it has joined").last_seen;
	let heartbeat = Heartbeat { worker, since, attempt, ready: None };
	let signature = key.sign(heartbeat.hash().as_bytes());
	let call = pallet_pools::Call::<Runtime>::heartbeat_unsigned { heartbeat, signature };
	<Runtime as CreateAuthorizedTransaction<pallet_pools::Call<Runtime>>>::create_authorized_transaction(
		call.into(),
	)
}

#[test]
fn half_of_the_fees_should_be_burned_and_half_go_to_the_pot_of_the_era() {
	for hold in [true, false] {
		with_rules(hold, || {
			next_block();
			let balance = |who: AccountId| Balances::free_balance(who);
			let (payer, pot) = (Bob.to_account_id(), Eras::pot());
			let before = (balance(payer.clone()), balance(pot.clone()));
			let issuance = Balances::total_issuance();
			send_remark(1_001).expect("it fits").expect("it is applied");
			let fee = before.0 - balance(payer);
			assert!(fee > 100_100);
			assert_eq!(balance(pot), before.1 + fee - fee / 2);
			assert_eq!(Balances::total_issuance(), issuance - fee / 2);
		});
	}
}
