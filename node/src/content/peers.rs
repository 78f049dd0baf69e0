// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The connected nodes, asked for content by Bitswap, and in pieces.

use super::pieces;
use bourse_compute::{
	fetch::{Holder, OtherNodes, Wanted},
	printable, Hash,
};
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
	pieces: Arc<OnceLock<pieces::Client>>,
}

impl Peers {
	/// The time in which somebody who has a block answers.
	const TIMEOUT: Duration = Duration::from_secs(10);

	/// Connects to the network once it is up. Until then nobody has anything.
	pub fn connect(&self, bitswap: Option<BitswapHandle>, pieces: pieces::Client) {
		if self.pieces.set(pieces).is_err() {
			log::error!(target: "bourse", "The network came up twice");
		}
		match bitswap {
			Some(bitswap) => drop(self.bitswap.set(bitswap)),
			None => log::warn!(
				target: "bourse",
				"Without the network backend litep2p this node neither serves nor fetches blocks of \
				 content by Bitswap"
			),
		}
	}

	/// A block of content from any connected node; its hash is checked. `None` when nobody answered
	/// in 10 seconds.
	pub async fn ask(&self, hash: Hash) -> Option<Vec<u8>> {
		let mut answers = self.bitswap.get()?.request_stream(HashSet::from([cid(&hash)])).ok()?;
		let timeout = futures_timer::Delay::new(Self::TIMEOUT);
		let next = std::future::poll_fn(|context| answers.poll_recv(context));
		let answer = match futures::future::select(Box::pin(next), timeout).await {
			futures::future::Either::Left((answer, _)) => answer,
			futures::future::Either::Right(_) => None,
		};
		match answer? {
			Ok((_, bytes)) => Some(bytes.to_vec()),
			Err(error) => {
				log::debug!(target: "bourse", "Bitswap: {}", printable(error));
				None
			},
		}
	}

	/// As [`Peers::ask`]. Blocks the thread.
	pub fn fetch(&self, hash: &Hash) -> Option<Vec<u8>> {
		futures::executor::block_on(self.ask(*hash))
	}
}

impl OtherNodes for Peers {
	fn block(&self, hash: &Hash) -> Option<Vec<u8>> {
		self.fetch(hash)
	}

	fn holders(&self, wanted: &Wanted) -> Vec<Holder> {
		self.pieces.get().map(|pieces| pieces.holders(wanted)).unwrap_or_default()
	}

	fn piece(&self, holder: &Holder, wanted: &Wanted, offset: u64) -> Option<Vec<u8>> {
		self.pieces.get()?.piece(holder, wanted, offset)
	}

	fn lied(&self, holder: &Holder) {
		if let Some(pieces) = self.pieces.get() {
			pieces.lied(holder);
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
