// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The node's JSON-RPC beyond what `sc-service` always serves: accounts, fees, BABE, GRANDPA and
//! our own `bourse_*`.

use crate::{
	content::Peers,
	service::{FullBackend, FullClient},
};
use bourse_compute::store::Store;
use bourse_runtime::{opaque::Block, BlockNumber, Hash};
use jsonrpsee::RpcModule;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_rpc::SubscriptionTaskExecutor;
use sc_transaction_pool_api::TransactionPool;
use sp_consensus::SelectChain;
use sp_keystore::KeystorePtr;
use std::sync::Arc;

/// What the RPC modules need.
pub struct FullDeps<P, SC> {
	/// The client.
	pub client: Arc<FullClient>,
	/// The transaction pool.
	pub pool: Arc<P>,
	/// Which chain is the best.
	pub select_chain: SC,
	/// The node's keys.
	pub keystore: KeystorePtr,
	/// BABE's epochs.
	pub babe_worker: BabeWorkerHandle<Block>,
	/// GRANDPA's votes.
	pub shared_voter_state: SharedVoterState,
	/// GRANDPA's voters.
	pub shared_authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	/// GRANDPA's justifications.
	pub justification_stream: GrandpaJustificationStream<Block>,
	/// GRANDPA's proofs.
	pub finality_proof_provider: Arc<FinalityProofProvider<FullBackend, Block>>,
	/// Where subscriptions run.
	pub executor: SubscriptionTaskExecutor,
	/// The content store.
	pub store: Arc<Store>,
	/// The connected nodes.
	pub peers: Peers,
}

/// Puts the modules together.
pub fn create_full<P, SC>(
	deps: FullDeps<P, SC>,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>>
where
	P: TransactionPool<Block = Block> + 'static,
	SC: SelectChain<Block> + 'static,
{
	use super::bourse::{BourseRpc, BourseServer};
	use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
	use sc_consensus_babe_rpc::{Babe, BabeApiServer};
	use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
	use substrate_frame_rpc_system::{System, SystemApiServer};

	let FullDeps {
		client,
		pool,
		select_chain,
		keystore,
		babe_worker,
		shared_voter_state,
		shared_authority_set,
		justification_stream,
		finality_proof_provider,
		executor,
		store,
		peers,
	} = deps;

	let mut module = RpcModule::new(());
	module.merge(System::new(client.clone(), pool).into_rpc())?;
	module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
	module.merge(Babe::new(client.clone(), babe_worker, keystore, select_chain).into_rpc())?;
	module.merge(
		Grandpa::new(
			executor,
			shared_authority_set,
			shared_voter_state,
			justification_stream,
			finality_proof_provider,
		)
		.into_rpc(),
	)?;
	module.merge(BourseRpc::new(client, store, peers).into_rpc())?;
	Ok(module)
}
