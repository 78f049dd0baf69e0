// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The protocols that the node speaks with others.

use super::consensus::{GrandpaLink, GrandpaProtocol};
use crate::{client::Handles, content::pieces};
use bourse_runtime::opaque::Block;
use sc_client_api::BlockBackend;
use sc_network::{
	config::FullNetworkConfiguration, request_responses::IncomingRequest,
	service::NotificationMetrics, NetworkBackend, ProtocolName,
};
use sc_network_statement::StatementHandlerPrototype;
use sc_service::{error::Error as ServiceError, Configuration, WarpSyncConfig};
use sp_runtime::traits::Block as BlockT;
use std::sync::Arc;

/// What `sc_service::build_network` builds the network from.
pub struct Protocols<N: NetworkBackend<Block, <Block as BlockT>::Hash>> {
	/// The network's configuration, GRANDPA's protocol included.
	pub config: FullNetworkConfiguration<Block, <Block as BlockT>::Hash, N>,
	/// Metrics of all protocols.
	pub metrics: NotificationMetrics,
	/// Proofs of finality for nodes that catch up.
	pub warp_sync: WarpSyncConfig<Block>,
	/// GRANDPA's end of its protocol.
	pub grandpa: GrandpaProtocol,
	/// Our end of the protocol by which orders travel, if the node passes them on.
	pub statements: Option<StatementHandlerPrototype>,
	/// Our end of the protocol by which content is passed on.
	pub pieces: PiecesProtocol,
}

/// The protocol by which nodes pass content on in pieces.
pub struct PiecesProtocol {
	/// Its name.
	pub name: ProtocolName,
	/// The requests of other nodes.
	pub requests: async_channel::Receiver<IncomingRequest>,
}

impl<N: NetworkBackend<Block, <Block as BlockT>::Hash>> Protocols<N> {
	/// The protocols of the chain that `handles` are on; with that of travelling orders, if the node
	/// `passes_orders` on.
	pub fn new(
		config: &Configuration,
		handles: &Handles,
		grandpa_link: &GrandpaLink,
		passes_orders: bool,
	) -> Result<Self, ServiceError> {
		let registry = config.prometheus_registry();
		let mut network = FullNetworkConfiguration::new(&config.network, registry.cloned());
		let metrics = N::register_notification_metrics(registry);

		let genesis_hash =
			handles.client.block_hash(0)?.expect("a client has its genesis block; qed");
		let name = sc_consensus_grandpa::protocol_standard_name(&genesis_hash, &config.chain_spec);
		let (grandpa, notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<_, N>(
			name.clone(),
			metrics.clone(),
			network.peer_store_handle(),
		);
		network.add_notification_protocol(grandpa);

		let statements = passes_orders.then(|| {
			let (statements, protocol) = StatementHandlerPrototype::new::<_, Block, N>(
				genesis_hash,
				config.chain_spec.fork_id(),
				metrics.clone(),
				network.peer_store_handle(),
			);
			network.add_notification_protocol(protocol);
			statements
		});

		let (sender, requests) = async_channel::bounded(pieces::MAX_WAITING);
		let pieces = PiecesProtocol { name: pieces::name(&genesis_hash), requests };
		network.add_request_response_protocol(N::request_response_config(
			pieces.name.clone(),
			Vec::new(),
			pieces::MAX_ASK,
			pieces::MAX_ANSWER,
			pieces::PIECE_TIME,
			Some(sender),
		));

		let proofs = sc_consensus_grandpa::warp_proof::NetworkProvider::new(
			handles.backend.clone(),
			grandpa_link.shared_authority_set().clone(),
			Vec::default(),
		);
		Ok(Self {
			config: network,
			metrics,
			warp_sync: WarpSyncConfig::WithProvider(Arc::new(proofs)),
			grandpa: GrandpaProtocol { name, notifications },
			statements,
			pieces,
		})
	}
}
