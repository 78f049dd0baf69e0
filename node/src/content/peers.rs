// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The connected nodes, asked for content by Bitswap.

use bourse_compute::Hash;
use sc_network_bitswap::{BitswapHandle, Cid};
use std::{
	collections::HashSet,
	sync::{Arc, OnceLock},
	time::Duration,
};

/// The CID of a block of content.
fn cid(hash: &Hash) -> Cid {
	bourse_compute::cid::encode(hash).parse().expect("a CID's text is a CID; qed")
}

/// The connected nodes, as a source of content.
#[derive(Clone, Default)]
pub struct Peers {
	bitswap: Arc<OnceLock<BitswapHandle>>,
}

impl Peers {
	/// The time in which somebody who has a block answers.
	const TIMEOUT: Duration = Duration::from_secs(10);

	/// Connects to the network once it is up. Until then, and without Bitswap, nobody has anything.
	pub fn connect(&self, bitswap: Option<BitswapHandle>) {
		match bitswap.map(|bitswap| self.bitswap.set(bitswap)) {
			Some(Ok(())) => {},
			Some(Err(_)) => log::error!(target: "bourse", "The network came up twice"),
			None => log::warn!(
				target: "bourse",
				"Without the network backend litep2p this node neither serves nor fetches content"
			),
		}
	}

	/// A block of content from any connected node; its hash is checked. `None` when nobody answered
	/// in time. Blocks the thread for 10 seconds at most.
	pub fn fetch(&self, hash: &Hash) -> Option<Vec<u8>> {
		let mut answers = self.bitswap.get()?.request_stream(HashSet::from([cid(hash)])).ok()?;
		let answer = futures::executor::block_on(async {
			let timeout = futures_timer::Delay::new(Self::TIMEOUT);
			let next = std::future::poll_fn(|context| answers.poll_recv(context));
			match futures::future::select(Box::pin(next), timeout).await {
				futures::future::Either::Left((answer, _)) => answer,
				futures::future::Either::Right(_) => None,
			}
		});
		match answer? {
			Ok((_, bytes)) => Some(bytes.to_vec()),
			Err(error) => {
				log::debug!(target: "bourse", "Bitswap: {error}");
				None
			},
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sc_network_bitswap::{is_cid_supported, BLAKE2B_256_MULTIHASH_CODE, RAW_CODEC};

	#[test]
	fn cid_should_be_one_that_bitswap_supports() {
		let cid = cid(&bourse_formats::blake2_256(b"hello"));
		assert!(is_cid_supported(&cid));
		assert_eq!(cid.codec(), RAW_CODEC);
		assert_eq!(cid.hash().code(), BLAKE2B_256_MULTIHASH_CODE);
		assert_eq!(cid.hash().digest(), bourse_formats::blake2_256(b"hello").as_bytes());
	}
}
