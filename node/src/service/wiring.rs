// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The parts of the running node, each started with what it needs of the others.

use super::{consensus::Consensus, database, network::PiecesProtocol, troubles};
use crate::{
	cli::{ContentOptions, FaucetOptions, IndexOptions, OrderOptions, WebOptions},
	client::Handles,
	content::{pieces, ContentFolder, Peers, Uploads},
	faucet::Faucet,
	index::{self, Memory},
	orders::{self, Orders},
	rpc,
	stock::{Means, Stock},
	worker,
};
use bourse_compute::service::ServiceConfig;
use bourse_runtime::opaque::Block;
use futures::FutureExt;
use sc_client_api::Backend;
use sc_consensus_grandpa::SharedVoterState;
use sc_keystore::LocalKeystore;
use sc_network::service::traits::NetworkService;
use sc_network_bitswap::BitswapHandle;
use sc_network_statement::StatementHandlerPrototype;
use sc_network_sync::SyncingService;
use sc_service::{error::Error as ServiceError, Configuration, TaskManager};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_blockchain::HeaderBackend;
use sp_core::H256;
use std::sync::Arc;

/// Most slots of a worker, by the chain's `MaxSlots`.
const MAX_SLOTS: u32 = 2_048;

/// What the command line says beyond the SDK's own options.
pub struct Options {
	/// Off-chain workers run on every block: with a hot key the node is a worker.
	pub is_worker: bool,
	/// Content and computing.
	pub content: ContentOptions,
	/// The web application.
	pub web: WebOptions,
	/// The index of the past.
	pub index: IndexOptions,
	/// Travelling orders.
	pub orders: OrderOptions,
	/// The faucet.
	pub faucet: FaucetOptions,
	/// The node runs with `--dev`, which keeps an index.
	pub is_dev: bool,
}

/// What the parts have in common.
pub struct Wiring<'a> {
	/// The node's configuration.
	pub config: &'a Configuration,
	/// Its own options.
	pub options: &'a Options,
	/// Client, keys, database, transaction pool.
	pub handles: &'a Handles,
	/// The content store and the sandbox.
	pub folder: &'a ContentFolder,
	/// Other nodes, as a source of content.
	pub peers: &'a Peers,
	/// Other nodes.
	pub network: &'a Arc<dyn NetworkService>,
	/// Whether the node still catches up with the chain.
	pub sync: &'a Arc<SyncingService<Block>>,
	/// Runs the parts' tasks.
	pub task_manager: &'a TaskManager,
}

impl Wiring<'_> {
	fn genesis(&self) -> H256 {
		self.handles.client.info().genesis_hash
	}

	/// Passes content on to other nodes, and gets it from them.
	pub fn start_content(&self, bitswap: Option<BitswapHandle>, protocol: PiecesProtocol) {
		let (store, client) = (self.folder.store.clone(), self.handles.client.clone());
		let server = pieces::Server::new(store, client, self.genesis());
		// On a thread of its own: it reads files.
		self.task_manager.spawn_handle().spawn_blocking(
			"content-pieces",
			Some("networking"),
			server.run(protocol.requests),
		);
		self.peers.connect(
			bitswap,
			pieces::Client {
				network: self.network.clone(),
				sync: self.sync.clone(),
				client: self.handles.client.clone(),
				keystore: self.handles.keystore.clone(),
				genesis: self.genesis(),
				protocol: protocol.name,
			},
		);
	}

	/// Starts what the node has only when it was asked to: the index, the faucet, and the orders that
	/// travel by `statements`.
	pub fn start_kept(
		&self,
		keystore: Arc<LocalKeystore>,
		statements: Option<StatementHandlerPrototype>,
	) -> Result<rpc::Kept, ServiceError> {
		let memory = self.start_index()?;
		let surroundings = orders::Surroundings {
			config: self.config,
			handles: self.handles,
			keystore,
			network: self.network.clone(),
			sync: self.sync.clone(),
			task_manager: self.task_manager,
		};
		let is_broker = self.options.orders.broker;
		let start = |statements| Orders::start(statements, is_broker, surroundings);
		let chain = self.config.chain_spec.chain_type();
		let open = |rlc| Faucet::open(&chain, self.handles, rlc).map(Arc::new);
		let faucet = self.options.faucet.faucet.map(open).transpose()?;
		Ok(rpc::Kept { memory, orders: statements.map(start).transpose()?, faucet })
	}

	/// Opens the index and keeps it up with the chain, if the command line says so.
	fn start_index(&self) -> Result<Option<Memory>, ServiceError> {
		let options = &self.options.index;
		let Some(path) = index::path(self.config, options, self.options.is_dev) else {
			return Ok(None);
		};
		let memory = Memory::open(path, options, self.genesis())?;
		let states = database::states(self.config.state_pruning.as_ref());
		let follow = index::follow(self.handles.client.clone(), memory.clone(), states);
		self.task_manager.spawn_handle().spawn_blocking("index", None, follow);
		Ok(Some(memory))
	}

	/// Makes the node the worker of its chain for development, if the command line says so.
	pub fn start_stock(&self) -> Result<(), ServiceError> {
		let options = &self.options.content;
		if !options.worker {
			return Ok(());
		}
		// As many as the node computes at once.
		let jobs = options.compute_jobs.map_or(ServiceConfig::default().threads, |jobs| jobs.get());
		let slots = u32::try_from(jobs).unwrap_or(MAX_SLOTS).min(MAX_SLOTS);
		let means = Means {
			chain: &self.config.chain_spec.chain_type(),
			keystore: &self.handles.keystore,
			store: &self.folder.store,
			folder: options.stock.as_deref(),
			slots,
		};
		let handles = self.handles;
		let stock = Stock::new(handles.client.clone(), handles.pool.clone(), means)?;
		self.task_manager.spawn_handle().spawn("stock", Some("worker"), stock.run());
		Ok(())
	}

	/// Runs the runtime's off-chain worker at every new best block, if the configuration says so. Gives
	/// the rounds, by which it runs again.
	pub fn start_offchain_workers(&self) -> Result<worker::Rounds, ServiceError> {
		let handles = self.handles;
		let rounds = worker::Rounds::new(handles, self.task_manager.spawn_handle());
		if !self.config.offchain_worker.enabled {
			return Ok(rounds);
		}
		let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
			runtime_api_provider: handles.client.clone(),
			is_validator: self.config.role.is_authority(),
			keystore: Some(handles.keystore.clone()),
			offchain_db: handles.backend.offchain_storage(),
			transaction_pool: Some(OffchainTransactionPoolFactory::new(handles.pool.clone())),
			network_provider: Arc::new(self.network.clone()),
			enable_http_requests: false,
			custom_extensions: |_| vec![],
		})?;
		let spawn = self.task_manager.spawn_handle();
		spawn.spawn(
			"offchain-workers-runner",
			"offchain-worker",
			workers.run(Arc::new(rounds.clone()), self.task_manager.spawn_handle()).boxed(),
		);
		Ok(rounds)
	}

	/// Starts what makes the node a worker, whose off-chain worker runs by `rounds`.
	pub fn start_worker(&self, rounds: worker::Rounds) -> Result<(), ServiceError> {
		worker::start(worker::Surroundings {
			config: self.config,
			options: &self.options.content,
			is_worker: self.options.is_worker,
			handles: self.handles,
			folder: self.folder,
			peers: self.peers,
			sync: self.sync.clone(),
			rounds,
			task_manager: self.task_manager,
		})
	}

	/// Warns of a chain that stands still, of missing peers and of a wrong clock.
	pub fn watch_troubles(&self) {
		let chain = self.config.chain_spec.chain_type();
		let is_authority = self.config.role.is_authority();
		let watch =
			troubles::watch(self.handles.client.clone(), self.sync.clone(), chain, is_authority);
		self.task_manager.spawn_handle().spawn_blocking("troubles", None, watch);
	}

	/// What RPC answers from.
	pub fn sources(
		&self,
		consensus: &Consensus,
		shared_voter_state: SharedVoterState,
		kept: rpc::Kept,
	) -> Result<rpc::Sources, ServiceError> {
		rpc::Sources::new(
			self.handles,
			consensus.babe_worker.clone(),
			&consensus.grandpa_link,
			shared_voter_state,
			self.content(),
			kept,
		)
	}

	fn content(&self) -> rpc::ContentAccess {
		let store = self.folder.store.clone();
		let most = self.options.content.upload_size.saturating_mul(1 << 20);
		let uploads = Uploads::new(store.clone(), self.folder.path.clone(), self.genesis(), most);
		rpc::ContentAccess { store, peers: self.peers.clone(), uploads }
	}
}
