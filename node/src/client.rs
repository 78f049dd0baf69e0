// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The client's types, and the handles on it that the node's parts share.

use bourse_primitives::crypto::{PocoId, POCO};
use bourse_runtime::{apis::RuntimeApi, opaque::Block};
use sp_keystore::{Keystore, KeystorePtr};
use std::sync::Arc;

/// The client, with the standard host functions only.
pub type FullClient = sc_service::TFullClient<
	Block,
	RuntimeApi,
	sc_executor::WasmExecutor<sp_io::SubstrateHostFunctions>,
>;
/// The database.
pub type FullBackend = sc_service::TFullBackend<Block>;
/// The longest chain is the best.
pub type FullSelectChain = sc_consensus::LongestChain<FullBackend, Block>;
/// The transaction pool.
pub type FullPool = sc_transaction_pool::TransactionPoolHandle<Block, FullClient>;

/// Handles on what every part of the node uses.
#[derive(Clone)]
pub struct Handles {
	/// The client.
	pub client: Arc<FullClient>,
	/// The database.
	pub backend: Arc<FullBackend>,
	/// The node's keys.
	pub keystore: KeystorePtr,
	/// The choice of the best chain.
	pub select_chain: FullSelectChain,
	/// The transaction pool.
	pub pool: Arc<FullPool>,
}

/// The hot keys in the keystore.
pub fn hot_keys(keystore: &KeystorePtr) -> Vec<PocoId> {
	keystore.sr25519_public_keys(POCO).into_iter().map(Into::into).collect()
}
