// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The running node: every part started and wired to the others.

use super::{
	consensus::{ConsensusConfig, Surroundings},
	network::Protocols,
	partial::{new_partial, PartialComponents},
	wiring::{Options, Wiring},
};
use crate::{
	client::{FullBackend, Handles},
	content::{ContentFolder, Peers, StoreClient},
	rpc,
	web::Web,
};
use bourse_runtime::opaque::Block;
use sc_consensus_grandpa::SharedVoterState;
use sc_network::{config::NetworkBackendType, NetworkBackend, NetworkStateInfo};
use sc_service::{error::Error as ServiceError, Configuration, TaskManager};
use sp_runtime::traits::Block as BlockT;
use std::sync::Arc;

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
	let (network, system_rpc_tx, tx_handler_controller, sync, bitswap) =
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
	let wiring = Wiring {
		config: &config,
		options: &options,
		handles: &handles,
		folder: &folder,
		peers: &peers,
		network: &network,
		sync: &sync,
		task_manager: &task_manager,
	};
	wiring.start_content(bitswap, protocols.pieces);
	let kept = wiring.start_kept(keystore_container.local_keystore(), protocols.statements)?;
	wiring.start_stock()?;
	let rounds = wiring.start_offchain_workers()?;
	wiring.start_worker(rounds)?;
	wiring.watch_troubles();
	let shared_voter_state = SharedVoterState::empty();
	let sources = wiring.sources(&consensus, shared_voter_state.clone(), kept)?;

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
		rpc_builder: rpc::builder(sources),
		backend: handles.backend.clone(),
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync.clone(),
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
			sync,
			grandpa: protocols.grandpa,
			shared_voter_state,
			task_manager: &task_manager,
		},
	)?;
	Ok((task_manager, handles.backend))
}
