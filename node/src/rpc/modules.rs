// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The JSON-RPC modules beyond what `sc-service` always serves: accounts, fees, BABE, GRANDPA and
//! `bourse_*`.

use super::{
	bourse::{BourseRpc, BourseServer},
	catalogue::{CatalogueRpc, CatalogueServer},
	desk::Desk,
	faucet::{GivingRpc, GivingServer},
	history::{HistoryRpc, HistoryServer},
	orders::{TravellingRpc, TravellingServer},
};
use crate::{
	client::{FullBackend, FullClient, FullSelectChain, Handles},
	content::{Peers, Questions, Uploads},
	faucet::Faucet,
	index::Memory,
	orders::Orders,
};
use bourse_compute::store::Store;
use bourse_runtime::{opaque::Block, BlockNumber, Hash};
use futures::FutureExt;
use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_babe_rpc::{Babe, BabeApiServer};
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, LinkHalf, SharedAuthoritySet,
	SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sc_service::error::Error as ServiceError;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

/// What the RPC modules answer from.
pub struct Sources {
	handles: Handles,
	babe_worker: BabeWorkerHandle<Block>,
	shared_voter_state: SharedVoterState,
	shared_authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	justification_stream: GrandpaJustificationStream<Block>,
	finality_proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
	store: Arc<Store>,
	questions: Questions,
	uploads: Arc<Uploads>,
	desk: Desk,
	kept: Kept,
}

/// Content, as RPC reads it and takes it in.
pub struct ContentAccess {
	/// The store.
	pub store: Arc<Store>,
	/// Other nodes, which may have what the store lacks.
	pub peers: Peers,
	/// What accounts put into the store.
	pub uploads: Uploads,
}

/// What a node has only when it was asked to.
pub struct Kept {
	/// The index of the past.
	pub memory: Option<Memory>,
	/// The orders that travel.
	pub orders: Option<Orders>,
	/// What gives RLC away.
	pub faucet: Option<Arc<Faucet>>,
}

impl Sources {
	/// Chain and keys of `handles`, consensus, content, and what the node has `kept`. Starts the
	/// threads that answer.
	pub fn new(
		handles: &Handles,
		babe_worker: BabeWorkerHandle<Block>,
		grandpa: &LinkHalf<Block, FullClient, FullSelectChain>,
		shared_voter_state: SharedVoterState,
		content: ContentAccess,
		kept: Kept,
	) -> Result<Self, ServiceError> {
		let shared_authority_set = grandpa.shared_authority_set().clone();
		let ContentAccess { store, peers, uploads } = content;
		let questions = Questions::new(move |hash| {
			let peers = peers.clone();
			async move { peers.ask(hash).await }.boxed()
		});
		Ok(Self {
			handles: handles.clone(),
			babe_worker,
			shared_voter_state,
			justification_stream: grandpa.justification_stream(),
			finality_proofs: FinalityProofProvider::new_for_service(
				handles.backend.clone(),
				Some(shared_authority_set.clone()),
			),
			shared_authority_set,
			store,
			questions,
			uploads: Arc::new(uploads),
			desk: Desk::open()?,
			kept,
		})
	}

	fn modules(
		&self,
		executor: SubscriptionTaskExecutor,
	) -> Result<RpcModule<()>, jsonrpsee::core::RegisterMethodError> {
		let Handles { client, keystore, select_chain, pool, .. } = self.handles.clone();
		let mut modules = RpcModule::new(());
		modules.merge(System::new(client.clone(), pool).into_rpc())?;
		modules.merge(TransactionPayment::new(client.clone()).into_rpc())?;
		modules.merge(
			Babe::new(client.clone(), self.babe_worker.clone(), keystore, select_chain).into_rpc(),
		)?;
		modules.merge(
			Grandpa::new(
				executor.clone(),
				self.shared_authority_set.clone(),
				self.shared_voter_state.clone(),
				self.justification_stream.clone(),
				self.finality_proofs.clone(),
			)
			.into_rpc(),
		)?;
		let (client, desk) = (self.handles.client.clone(), self.desk.clone());
		modules.merge(CatalogueRpc::new(client.clone(), desk, executor.clone()).into_rpc())?;
		let (memory, desk) = (self.kept.memory.clone(), self.desk.clone());
		modules.merge(HistoryRpc::new(memory, desk, executor).into_rpc())?;
		let (orders, desk) = (self.kept.orders.clone(), self.desk.clone());
		modules.merge(TravellingRpc::new(orders, desk).into_rpc())?;
		let (faucet, desk) = (self.kept.faucet.clone(), self.desk.clone());
		modules.merge(GivingRpc::new(faucet, desk).into_rpc())?;
		let (store, questions) = (self.store.clone(), self.questions.clone());
		let (uploads, desk) = (self.uploads.clone(), self.desk.clone());
		modules.merge(BourseRpc::new(client, store, questions, uploads, desk).into_rpc())?;
		Ok(modules)
	}
}

/// Makes the modules, as `sc_service::spawn_tasks` asks for them.
pub type Builder = Box<dyn Fn(SubscriptionTaskExecutor) -> Result<RpcModule<()>, ServiceError>>;

/// A [`Builder`] of modules that answer from `sources`.
pub fn builder(sources: Sources) -> Builder {
	Box::new(move |executor| {
		sources.modules(executor).map_err(|error| ServiceError::Application(error.into()))
	})
}
