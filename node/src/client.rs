// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The client's types, and the handles on it that the node's parts share.

use bourse_primitives::crypto::{PocoId, POCO};
use bourse_runtime::{apis::RuntimeApi, opaque::Block, SLOT_DURATION};
use sp_core::H256;
use sp_keystore::{Keystore, KeystorePtr};
use std::{
	sync::Arc,
	time::{Duration, SystemTime, UNIX_EPOCH},
};

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

/// When a block was made, by its slot: since the Unix epoch. `None` for the genesis.
pub fn made_at(client: &FullClient, block: H256) -> Option<Duration> {
	let header = client.header(block).ok()??;
	let digest = sc_consensus_babe::find_pre_digest::<Block>(&header).ok()?;
	// The genesis has slot 0.
	let slot = Some(u64::from(digest.slot())).filter(|slot| *slot > 0)?;
	Some(Duration::from_millis(slot.saturating_mul(SLOT_DURATION)))
}

/// This machine's clock: since the Unix epoch.
pub fn now() -> Duration {
	SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
