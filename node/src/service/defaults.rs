// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! What the SDK presets for every chain and this node presets for the chain that it is on.

use super::cache::trie_cache_size;
use sc_network::config::TransportConfig;
use sc_service::{ChainType, Configuration};

/// Peers that warp sync waits for on a network of many, as in the SDK.
const WARP_PEERS: usize = 3;

/// Sets the presets. `has_cache_size` says that the command line has a size of the trie cache.
pub fn set(config: &mut Configuration, has_cache_size: bool) {
	if !has_cache_size {
		config.trie_cache_maximum_size = Some(trie_cache_size(config.role.is_authority()));
	}
	let chain = config.chain_spec.chain_type();
	let network = &mut config.network;
	if let TransportConfig::Normal { enable_mdns, .. } = &mut network.transport {
		*enable_mdns &= may_look_around(&chain);
	}
	let known = network.boot_nodes.len() + network.default_peers_set.reserved_nodes.len();
	network.min_peers_to_start_warp_sync = Some(warp_peers(known, &chain));
}

/// Whether nodes of a chain may look for each other on the local network. All development chains of
/// one build have the same genesis and the same validator, so two that met would stand still.
fn may_look_around(chain: &ChainType) -> bool {
	!matches!(chain, ChainType::Development)
}

/// Peers that warp sync waits for, where the node was told `known` addresses: a network of two nodes
/// never has three. What a peer sends is proved, so that one is enough; more choose the newest proof.
fn warp_peers(known: usize, chain: &ChainType) -> usize {
	match (known, chain) {
		(0, ChainType::Development | ChainType::Local) => 1,
		(0, _) => WARP_PEERS,
		_ => known.min(WARP_PEERS),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn development_chains_should_not_look_for_each_other() {
		assert!(!may_look_around(&ChainType::Development));
		assert!(may_look_around(&ChainType::Local));
		assert!(may_look_around(&ChainType::Live));
	}

	#[test]
	fn warp_sync_should_wait_for_no_more_peers_than_there_may_be() {
		assert_eq!(warp_peers(0, &ChainType::Live), 3);
		assert_eq!(warp_peers(0, &ChainType::Local), 1);
		assert_eq!(warp_peers(1, &ChainType::Live), 1);
		assert_eq!(warp_peers(2, &ChainType::Development), 2);
		assert_eq!(warp_peers(20, &ChainType::Live), 3);
	}
}
