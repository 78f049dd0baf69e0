// SPDX-License-Identifier: Apache-2.0

//! What a node brings to the chain: a keystore, local storage, a pool of transactions.

use crate::chain::*;
use bourse_primitives::{
	crypto::{PocoId, POCO},
	mailbox,
};
use parking_lot::RwLock;
use sp_application_crypto::RuntimeAppPublic;
use sp_core::{
	offchain::{
		testing::{PoolState, TestOffchainExt, TestTransactionPoolExt},
		OffchainDbExt, OffchainWorkerExt, TransactionPool, TransactionPoolExt,
	},
	H256,
};
use sp_keyring::Sr25519Keyring::Eve;
use sp_keystore::{testing::MemoryKeystore, Keystore, KeystoreExt};
use sp_runtime::offchain::storage::StorageValueRef;
use std::{cell::Cell, sync::Arc};

thread_local! {
	/// See [`refuse`].
	static REFUSED: Cell<Option<H256>> = const { Cell::new(None) };
}

/// The node's pool refuses what names that from now on.
pub fn refuse(id: H256) {
	REFUSED.set(Some(id));
}

/// A pool that refuses some transactions.
struct Picky(TestTransactionPoolExt);

impl TransactionPool for Picky {
	fn submit_transaction(&mut self, extrinsic: Vec<u8>) -> Result<(), ()> {
		let names = |id: H256| extrinsic.windows(32).any(|bytes| bytes == id.as_bytes());
		match REFUSED.get().is_some_and(names) {
			true => Err(()),
			false => self.0.submit_transaction(extrinsic),
		}
	}
}

/// The chain as a worker's node sees it: its keystore has the hot key of Eve, the one worker, and its
/// compute service runs. `test` gets what the off-chain worker sends, too.
pub fn on_node_of_worker(test: impl FnOnce(Marketplace, Arc<RwLock<PoolState>>)) {
	let keystore = MemoryKeystore::new();
	let key = keystore.sr25519_generate_new(POCO, None).expect("the keystore makes keys");
	let (offchain, _) = TestOffchainExt::new();
	let (pool, sent) = TestTransactionPoolExt::new();
	let mut ext = new_test_ext();
	ext.register_extension(KeystoreExt::new(keystore));
	ext.register_extension(OffchainDbExt::new(offchain.clone()));
	ext.register_extension(OffchainWorkerExt::new(offchain));
	REFUSED.set(None);
	ext.register_extension(TransactionPoolExt::new(Picky(pool)));
	ext.execute_with(|| {
		in_blocks(|| {
			let market = Marketplace::open(&[Eve]);
			let key = PocoId::from(key);
			let proof = pallet_pools::hot_key_message(&Eve.to_account_id());
			let proof = key.sign(&proof.as_bytes()).expect("the keystore has the key");
			ok(Eve, pallet_pools::Call::set_hot_key { key, proof });
			StorageValueRef::persistent(mailbox::SERVICE).set(&true);
			test(market, sent);
		})
	});
}
