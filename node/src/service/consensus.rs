// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! BABE makes blocks, GRANDPA finalizes them.

use super::essential::EssentialTasks;
use crate::client::{FullBackend, FullClient, FullPool, FullSelectChain, Handles};
use bourse_runtime::opaque::Block;
use futures::FutureExt;
use sc_consensus_babe::{BabeLink, BabeWorkerHandle, SlotProportion};
use sc_consensus_grandpa::{LinkHalf, SharedVoterState};
use sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging;
use sc_network::{service::traits::NetworkService, types::ProtocolName, NotificationService};
use sc_network_sync::SyncingService;
use sc_service::{error::Error as ServiceError, Configuration, Role, TaskManager};
use sc_telemetry::{Telemetry, TelemetryHandle};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_core::traits::SpawnEssentialNamed;
use sp_inherents::CreateInherentDataProviders;
use std::{sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;

type FullGrandpaBlockImport =
	sc_consensus_grandpa::GrandpaBlockImport<FullBackend, Block, FullClient, FullSelectChain>;
type InherentDataProviders =
	(sp_consensus_babe::inherents::InherentDataProvider, sp_timestamp::InherentDataProvider);
type InherentData =
	Arc<dyn CreateInherentDataProviders<Block, (), InherentDataProviders = InherentDataProviders>>;
type FullBlockImport = sc_consensus_babe::BabeBlockImport<
	Block,
	FullClient,
	FullGrandpaBlockImport,
	InherentData,
	FullSelectChain,
>;

/// GRANDPA's half of the link to the block import.
pub type GrandpaLink = LinkHalf<Block, FullClient, FullSelectChain>;

/// Justifications are made and imported at least this often, in blocks.
const GRANDPA_JUSTIFICATION_PERIOD: u32 = 512;

/// Slots that validators leave out at most while finality lags. Tasks have deadlines: with half of the
/// validators gone a block comes every ten seconds or so.
const MOST_SLOTS_LEFT_OUT: u32 = 2;

/// Consensus as far as it goes without network: blocks are imported, none are made.
pub struct Consensus {
	block_import: FullBlockImport,
	babe_link: BabeLink<Block>,
	inherent_data: InherentData,
	/// GRANDPA's half of the link to the block import.
	pub grandpa_link: GrandpaLink,
	/// BABE's epochs.
	pub babe_worker: BabeWorkerHandle<Block>,
	/// The telemetry of the node.
	pub telemetry: Option<Telemetry>,
}

/// What [`prepare`] builds on.
pub struct Basis<'a> {
	/// The node's configuration.
	pub config: &'a Configuration,
	/// The client.
	pub client: &'a Arc<FullClient>,
	/// The choice of the best chain.
	pub select_chain: &'a FullSelectChain,
	/// The transaction pool.
	pub pool: &'a Arc<FullPool>,
	/// Runs the import queue.
	pub task_manager: &'a TaskManager,
	/// The telemetry of the node.
	pub telemetry: Option<Telemetry>,
}

/// Makes the import queue, which checks blocks by BABE's and GRANDPA's rules.
pub fn prepare(
	basis: Basis<'_>,
) -> Result<(sc_consensus::DefaultImportQueue<Block>, Consensus), ServiceError> {
	let Basis { config, client, select_chain, pool, task_manager, telemetry } = basis;
	let (grandpa_block_import, grandpa_link) = sc_consensus_grandpa::block_import(
		client.clone(),
		GRANDPA_JUSTIFICATION_PERIOD,
		client,
		select_chain.clone(),
		telemetry.as_ref().map(|telemetry| telemetry.handle()),
	)?;

	let babe_config = sc_consensus_babe::configuration(&**client)?;
	let slot_duration = babe_config.slot_duration();
	let inherent_data: InherentData = Arc::new(move |_, ()| async move {
		let timestamp = sp_timestamp::InherentDataProvider::from_system_time();
		let slot =
			sp_consensus_babe::inherents::InherentDataProvider::from_timestamp_and_slot_duration(
				*timestamp,
				slot_duration,
			);
		Ok((slot, timestamp))
	});
	let (block_import, babe_link) = sc_consensus_babe::block_import(
		babe_config,
		grandpa_block_import.clone(),
		client.clone(),
		inherent_data.clone(),
		select_chain.clone(),
		OffchainTransactionPoolFactory::new(Arc::clone(pool)),
	)?;
	let (import_queue, babe_worker) =
		sc_consensus_babe::import_queue(sc_consensus_babe::ImportQueueParams {
			link: babe_link.clone(),
			block_import: block_import.clone(),
			justification_import: Some(Box::new(grandpa_block_import)),
			client: client.clone(),
			slot_duration,
			spawner: &EssentialTasks::new(task_manager),
			registry: config.prometheus_registry(),
			telemetry: telemetry.as_ref().map(|telemetry| telemetry.handle()),
		})?;
	let consensus =
		Consensus { block_import, babe_link, inherent_data, grandpa_link, babe_worker, telemetry };
	Ok((import_queue, consensus))
}

/// GRANDPA's gossip protocol, as the network has it.
pub struct GrandpaProtocol {
	/// The protocol's name.
	pub name: ProtocolName,
	/// The protocol's messages.
	pub notifications: Box<dyn NotificationService>,
}

/// The part of the node's configuration that consensus needs once the network is up.
pub struct ConsensusConfig {
	role: Role,
	force_authoring: bool,
	grandpa: bool,
	name: String,
	registry: Option<Registry>,
}

impl ConsensusConfig {
	/// The part of `config`.
	pub fn new(config: &Configuration) -> Self {
		Self {
			role: config.role,
			force_authoring: config.force_authoring,
			grandpa: !config.disable_grandpa,
			name: config.network.node_name.clone(),
			registry: config.prometheus_registry().cloned(),
		}
	}
}

/// What consensus runs on.
pub struct Surroundings<'a> {
	/// Client, keys, transaction pool.
	pub handles: &'a Handles,
	/// The network.
	pub network: Arc<dyn NetworkService>,
	/// The chain's synchronization.
	pub sync: Arc<SyncingService<Block>>,
	/// GRANDPA's gossip.
	pub grandpa: GrandpaProtocol,
	/// GRANDPA's votes, which RPC shows.
	pub shared_voter_state: SharedVoterState,
	/// Runs BABE and GRANDPA.
	pub task_manager: &'a TaskManager,
}

impl Consensus {
	/// Starts BABE, if the node is an authority, and GRANDPA.
	pub fn start(
		self,
		config: ConsensusConfig,
		surroundings: Surroundings<'_>,
	) -> Result<(), ServiceError> {
		let Self { block_import, babe_link, inherent_data, grandpa_link, telemetry, .. } = self;
		let telemetry = telemetry.as_ref().map(|telemetry| telemetry.handle());
		if config.role.is_authority() {
			let blocks = BlockProduction { block_import, babe_link, inherent_data };
			blocks.start(&config, &surroundings, telemetry.clone())?;
		}
		if config.grandpa {
			start_grandpa(grandpa_link, config, surroundings, telemetry)?;
		}
		Ok(())
	}
}

/// BABE's part in [`Consensus`].
struct BlockProduction {
	block_import: FullBlockImport,
	babe_link: BabeLink<Block>,
	inherent_data: InherentData,
}

impl BlockProduction {
	fn start(
		self,
		config: &ConsensusConfig,
		surroundings: &Surroundings<'_>,
		telemetry: Option<TelemetryHandle>,
	) -> Result<(), ServiceError> {
		let Surroundings { handles, sync, task_manager, .. } = surroundings;
		let proposer = sc_basic_authorship::ProposerFactory::new(
			task_manager.spawn_handle(),
			handles.client.clone(),
			handles.pool.clone(),
			config.registry.as_ref(),
			telemetry.clone(),
		);
		let babe = sc_consensus_babe::start_babe(sc_consensus_babe::BabeParams {
			keystore: handles.keystore.clone(),
			client: handles.client.clone(),
			select_chain: handles.select_chain.clone(),
			env: proposer,
			block_import: self.block_import,
			sync_oracle: sync.clone(),
			justification_sync_link: sync.clone(),
			create_inherent_data_providers: self.inherent_data,
			force_authoring: config.force_authoring,
			backoff_authoring_blocks: Some(BackoffAuthoringOnFinalizedHeadLagging {
				max_interval: MOST_SLOTS_LEFT_OUT,
				..Default::default()
			}),
			babe_link: self.babe_link,
			// A full block takes 0.9 s by the clock, and a third of the slot is left to whoever imports it.
			block_proposal_slot_portion: SlotProportion::new(2.0 / 3.0),
			max_block_proposal_slot_portion: None,
			telemetry,
		})?;
		EssentialTasks::new(task_manager).spawn_essential_blocking(
			"babe-proposer",
			Some("block-authoring"),
			babe.boxed(),
		);
		Ok(())
	}
}

fn start_grandpa(
	link: GrandpaLink,
	config: ConsensusConfig,
	surroundings: Surroundings<'_>,
	telemetry: Option<TelemetryHandle>,
) -> Result<(), ServiceError> {
	let Surroundings { handles, network, sync, grandpa, shared_voter_state, task_manager } =
		surroundings;
	let voter = sc_consensus_grandpa::run_grandpa_voter(sc_consensus_grandpa::GrandpaParams {
		config: sc_consensus_grandpa::Config {
			gossip_duration: Duration::from_millis(333),
			justification_generation_period: GRANDPA_JUSTIFICATION_PERIOD,
			name: Some(config.name),
			observer_enabled: false,
			// Only authorities vote, so only they need the key.
			keystore: config.role.is_authority().then(|| handles.keystore.clone()),
			local_role: config.role,
			telemetry: telemetry.clone(),
			protocol_name: grandpa.name,
		},
		link,
		network,
		sync: Arc::new(sync),
		notification_service: grandpa.notifications,
		voting_rule: sc_consensus_grandpa::VotingRulesBuilder::default().build(),
		prometheus_registry: config.registry,
		shared_voter_state,
		telemetry,
		offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(handles.pool.clone()),
	})?;
	EssentialTasks::new(task_manager).spawn_essential_blocking(
		"grandpa-voter",
		None,
		voter.boxed(),
	);
	Ok(())
}
