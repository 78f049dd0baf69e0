// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The chain that the node was asked for against the one in its database. `sc-service` looks at the
//! genesis of a new database only, and would go on with an old one of another chain.

use crate::client::FullBackend;
use bourse_runtime::opaque::Block;
use sc_client_api::Backend;
use sc_service::{BuildGenesisBlock, Error as ServiceError};
use sp_blockchain::HeaderBackend;
use sp_core::H256;
use sp_runtime::traits::Block as BlockT;

/// Checks that the database is new or begins with the block that `genesis` builds. Nothing is written.
pub fn check(
	backend: &FullBackend,
	genesis: impl BuildGenesisBlock<Block>,
) -> Result<(), ServiceError> {
	let Some(kept) = backend.blockchain().hash(0)? else { return Ok(()) };
	let (block, _) = genesis.build_genesis_block()?;
	let asked = block.hash();
	if kept == asked {
		return Ok(());
	}
	Err(ServiceError::Other(text(kept, asked)))
}

fn text(kept: H256, asked: H256) -> String {
	format!(
		"The database is of another chain: its genesis is {kept:?}, that of the chosen chain is \
		 {asked:?}. The genesis of dev and local changes with the node's version. To go on with the old \
		 chain, start the node with the chain spec that the database was made with (--chain FILE). To \
		 begin anew, delete the database: `bourse-node purge-chain`, with this node's --base-path and \
		 --chain, which leaves the keys"
	)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn other_genesis_should_be_told_with_both_hashes_and_the_cures() {
		let text = text(H256::repeat_byte(1), H256::repeat_byte(2));
		for part in ["01".repeat(32), "02".repeat(32), "--chain FILE".into(), "purge-chain".into()]
		{
			assert!(text.contains(&part), "{part}: {text}");
		}
	}
}
