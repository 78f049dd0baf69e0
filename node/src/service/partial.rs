// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! What the subcommands and the running node have in common: client, transaction pool and import
//! queue, without network.

use super::{
	consensus::{self, Consensus},
	database,
	essential::EssentialTasks,
	executor, genesis,
};
use crate::client::{FullBackend, FullClient, FullPool, FullSelectChain};
use bourse_runtime::{apis::RuntimeApi, opaque::Block};
use sc_service::{error::Error as ServiceError, Configuration, TaskManager};
use sc_telemetry::TelemetryWorker;
use std::sync::Arc;

/// The parts, as `sc-service` names them.
pub type PartialComponents = sc_service::PartialComponents<
	FullClient,
	FullBackend,
	FullSelectChain,
	sc_consensus::DefaultImportQueue<Block>,
	FullPool,
	Consensus,
>;

/// Makes client, pool and import queue, without network.
pub fn new_partial(config: &Configuration) -> Result<PartialComponents, ServiceError> {
	let telemetry = config
		.telemetry_endpoints
		.clone()
		.filter(|endpoints| !endpoints.is_empty())
		.map(|endpoints| -> Result<_, sc_telemetry::Error> {
			let worker = TelemetryWorker::new(16)?;
			let telemetry = worker.handle().new_telemetry(endpoints);
			Ok((worker, telemetry))
		})
		.transpose()?;

	let executor = executor::new(&config.executor);
	let backend: Arc<FullBackend> =
		database::open(config.state_pruning.clone(), |state_pruning| {
			let mut settings = config.db_config();
			settings.state_pruning = state_pruning;
			sc_service::new_db_backend(settings)
		})?;
	let storage = config
		.chain_spec
		.as_storage_builder()
		.build_storage()
		.map_err(sp_blockchain::Error::Storage)?;
	let genesis_of = |storage| {
		sc_service::GenesisBlockBuilder::<Block, _, _>::new_with_storage(
			storage,
			!config.no_genesis(),
			backend.clone(),
			executor.clone(),
		)
	};
	genesis::check(&backend, genesis_of(storage.clone())?)?;
	let genesis = genesis_of(storage)?;
	let (client, backend, keystore_container, task_manager) =
		sc_service::new_full_parts_with_genesis_builder::<Block, RuntimeApi, _, _>(
			config,
			telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
			executor,
			backend,
			genesis,
			false,
		)?;
	let client = Arc::new(client);

	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
		telemetry
	});

	let select_chain = sc_consensus::LongestChain::new(backend.clone());
	let transaction_pool = Arc::from(
		sc_transaction_pool::Builder::new(
			EssentialTasks::new(&task_manager),
			client.clone(),
			config.role.is_authority().into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);
	let (import_queue, other) = consensus::prepare(consensus::Basis {
		config,
		client: &client,
		select_chain: &select_chain,
		pool: &transaction_pool,
		task_manager: &task_manager,
		telemetry,
	})?;

	Ok(PartialComponents {
		client,
		backend,
		task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other,
	})
}

/// The parts that subcommands work with.
pub struct CommandParts {
	/// The client.
	pub client: Arc<FullClient>,
	/// The database.
	pub backend: Arc<FullBackend>,
	/// Checks and imports blocks.
	pub import_queue: sc_consensus::DefaultImportQueue<Block>,
	/// Runs the tasks of these parts and of all others, and keeps the others alive.
	pub task_manager: TaskManager,
}

/// Makes the parts for a subcommand. The tasks of the unused parts would end with them, and with the
/// tasks the node.
pub fn new_for_command(config: &Configuration) -> Result<CommandParts, ServiceError> {
	let PartialComponents {
		client,
		backend,
		mut task_manager,
		import_queue,
		transaction_pool,
		other,
		..
	} = new_partial(config)?;
	task_manager.keep_alive((transaction_pool, other));
	Ok(CommandParts { client, backend, import_queue, task_manager })
}
