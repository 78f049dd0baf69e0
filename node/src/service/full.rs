// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The running node: every part started and wired to the others.

use super::{
	consensus::{ConsensusConfig, Surroundings},
	network::Protocols,
	partial::{new_partial, PartialComponents},
	troubles,
};
use crate::{
	cli::{ContentOptions, IndexOptions, OrderOptions, WebOptions},
	client::{FullBackend, Handles},
	content::{pieces, ContentFolder, Peers, StoreClient, Uploads},
	index::{self, Memory},
	orders::{self, Orders},
	rpc,
	stock::Stock,
	web::Web,
	worker,
};
use bourse_runtime::opaque::Block;
use futures::FutureExt;
use sc_client_api::Backend;
use sc_consensus_grandpa::SharedVoterState;
use sc_network::{
	config::NetworkBackendType, service::traits::NetworkService, NetworkBackend, NetworkStateInfo,
};
use sc_service::{error::Error as ServiceError, Configuration, TaskManager};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;
use std::sync::Arc;

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
	/// The node runs with `--dev`, which keeps an index.
	pub is_dev: bool,
}

/// Starts the whole node. Returns its tasks and its database.
pub fn new_full<N: NetworkBackend<Block, <Block as BlockT>::Hash>>(
	mut config: Configuration,
	options: Options,
) -> Result<(TaskManager, Arc<FullBackend>), ServiceError> {
	// Content travels by Bitswap, which only this network backend speaks.
	config.network.ipfs_server =
		matches!(config.network.network_backend, NetworkBackendType::Litep2p);

	// A folder or a port that does not do ends the node at once.
	let mut web = Web::open(&options.web)?;

	let PartialComponents {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool: pool,
		other: mut consensus,
	} = new_partial(&config)?;
	let keystore = keystore_container.keystore();
	let handles = Handles { client, backend, keystore, select_chain, pool };

	let peers = Peers::default();
	let folder = ContentFolder::open(&config, &options.content, options.is_worker, peers.clone())?;

	let protocols =
		Protocols::<N>::new(&config, &handles, &consensus.grandpa_link, options.orders.orders)?;
	let (network, system_rpc_tx, tx_handler_controller, sync_service, bitswap) =
		sc_service::build_network(sc_service::BuildNetworkParams {
			config: &config,
			net_config: protocols.config,
			client: Arc::new(StoreClient::new(handles.client.clone(), folder.store.clone())),
			transaction_pool: handles.pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(protocols.warp_sync),
			block_relay: None,
			metrics: protocols.metrics,
			gap_sync_body_policy: None,
		})?;
	let genesis = handles.client.info().genesis_hash;
	let server = pieces::Server::new(folder.store.clone(), handles.client.clone(), genesis);
	// On a thread of its own: it reads files.
	task_manager.spawn_handle().spawn_blocking(
		"content-pieces",
		Some("networking"),
		server.run(protocols.pieces.requests),
	);
	peers.connect(
		bitswap,
		pieces::Client {
			network: network.clone(),
			sync: sync_service.clone(),
			client: handles.client.clone(),
			keystore: handles.keystore.clone(),
			genesis,
			protocol: protocols.pieces.name,
		},
	);

	let around_orders = orders::Surroundings {
		config: &config,
		handles: &handles,
		keystore: keystore_container.local_keystore(),
		network: network.clone(),
		sync: sync_service.clone(),
		task_manager: &task_manager,
	};
	let start_orders = |statements| Orders::start(statements, options.orders.broker, around_orders);
	let kept = rpc::Kept {
		memory: start_index(&config, &options, &handles, &task_manager)?,
		orders: protocols.statements.map(start_orders).transpose()?,
	};

	if options.content.worker {
		let slots =
			options.content.compute_jobs.map_or(1, |jobs| jobs.get().try_into().unwrap_or(1));
		let stock = Stock::new(
			&config.chain_spec.chain_type(),
			handles.client.clone(),
			handles.pool.clone(),
			&handles.keystore,
			&folder.store,
			options.content.stock.as_deref(),
			slots,
		)?;
		task_manager.spawn_handle().spawn("stock", Some("worker"), stock.run());
	}
	start_offchain_workers(&config, &handles, network.clone(), &task_manager)?;
	worker::start(worker::Surroundings {
		config: &config,
		options: &options.content,
		is_worker: options.is_worker,
		handles: &handles,
		folder: &folder,
		peers: &peers,
		sync: sync_service.clone(),
		task_manager: &task_manager,
	})?;

	let chain = config.chain_spec.chain_type();
	task_manager.spawn_handle().spawn_blocking(
		"troubles",
		None,
		troubles::watch(handles.client.clone(), sync_service.clone(), chain),
	);

	let shared_voter_state = SharedVoterState::empty();
	let consensus_config = ConsensusConfig::new(&config);
	if let Some(web) = &mut web {
		web.introduce(&config, network.local_peer_id());
	}
	let rpc_handlers = sc_service::spawn_tasks(sc_service::SpawnTasksParams {
		network: network.clone(),
		client: handles.client.clone(),
		keystore: handles.keystore.clone(),
		task_manager: &mut task_manager,
		transaction_pool: handles.pool.clone(),
		rpc_builder: rpc::builder(rpc::Sources::new(
			&handles,
			consensus.babe_worker.clone(),
			&consensus.grandpa_link,
			shared_voter_state.clone(),
			folder.store.clone(),
			peers,
			kept,
			Uploads::new(
				folder.store.clone(),
				genesis,
				options.content.upload_size.saturating_mul(1 << 20),
			),
		)?),
		backend: handles.backend.clone(),
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync_service.clone(),
		config,
		telemetry: consensus.telemetry.as_mut(),
		tracing_execute_block: None,
	})?;
	if let Some(web) = web {
		web.start(&rpc_handlers, &task_manager);
	}

	consensus.start(
		consensus_config,
		Surroundings {
			handles: &handles,
			network,
			sync: sync_service,
			grandpa: protocols.grandpa,
			shared_voter_state,
			task_manager: &task_manager,
		},
	)?;
	Ok((task_manager, handles.backend))
}

/// Opens the index and keeps it up with the chain, if the command line says so.
fn start_index(
	config: &Configuration,
	options: &Options,
	handles: &Handles,
	task_manager: &TaskManager,
) -> Result<Option<Memory>, ServiceError> {
	let Some(path) = index::path(config, &options.index, options.is_dev) else { return Ok(None) };
	let memory = Memory::open(path, &options.index, handles.client.info().genesis_hash)?;
	let follow = index::follow(handles.client.clone(), memory.clone());
	task_manager.spawn_handle().spawn_blocking("index", None, follow);
	Ok(Some(memory))
}

/// Runs the runtime's off-chain worker at every new best block, if the configuration says so.
fn start_offchain_workers(
	config: &Configuration,
	handles: &Handles,
	network: Arc<dyn NetworkService>,
	task_manager: &TaskManager,
) -> Result<(), ServiceError> {
	if !config.offchain_worker.enabled {
		return Ok(());
	}
	let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
		runtime_api_provider: handles.client.clone(),
		is_validator: config.role.is_authority(),
		keystore: Some(handles.keystore.clone()),
		offchain_db: handles.backend.offchain_storage(),
		transaction_pool: Some(OffchainTransactionPoolFactory::new(handles.pool.clone())),
		network_provider: Arc::new(network),
		enable_http_requests: false,
		custom_extensions: |_| vec![],
	})?;
	task_manager.spawn_handle().spawn(
		"offchain-workers-runner",
		"offchain-worker",
		workers.run(handles.client.clone(), task_manager.spawn_handle()).boxed(),
	);
	Ok(())
}
