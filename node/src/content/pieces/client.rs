// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Asks other nodes for content in pieces.

use super::{
	chain::Chain,
	message::{Answer, Ask, Proof},
};
use crate::client::{hot_keys, FullClient};
use bourse_compute::{
	fetch::{Holder, Wanted, MAX_HOLDERS, PIECE},
	printable,
};
use bourse_primitives::crypto::POCO;
use bourse_runtime::opaque::Block;
use codec::Encode;
use futures::{future::Either, stream, FutureExt, StreamExt};
use sc_network::{
	service::traits::NetworkService, IfDisconnected, PeerId, ProtocolName, ReputationChange,
};
use sc_network_sync::SyncingService;
use sp_core::H256;
use sp_keystore::{Keystore, KeystorePtr};
use std::{
	future::Future,
	sync::Arc,
	time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// Most nodes that are asked for one content.
const MOST_ASKED: usize = 64;
/// Nodes that are asked at once.
const ASKED_AT_ONCE: usize = 8;
/// The time in which a node says whether it has some content.
const PRESENCE_TIME: Duration = Duration::from_secs(5);
/// The time in which all nodes say it.
const SEARCH_TIME: Duration = Duration::from_secs(20);
/// The time in which a node sends a piece.
pub const PIECE_TIME: Duration = Duration::from_secs(20);
/// The time for which a node that is busy is asked again, a second apart: longer than its window.
const BUSY_TIME: Duration = Duration::from_secs(12);

/// For content that its hash does not fit. A damaged disk may be the reason, but not often.
const FALSE_CONTENT: ReputationChange = ReputationChange::new(-(1 << 29), "bourse: false content");

/// The connected nodes, asked for content in pieces.
pub struct Client {
	/// The network.
	pub network: Arc<dyn NetworkService>,
	/// Knows who is connected.
	pub sync: Arc<SyncingService<Block>>,
	/// The chain.
	pub client: Arc<FullClient>,
	/// Has the workers' hot keys.
	pub keystore: KeystorePtr,
	/// Hash of the chain's first block.
	pub genesis: H256,
	/// The protocol's name.
	pub protocol: ProtocolName,
}

impl Client {
	/// The connected nodes that say that they have the content. Blocks the thread for 20 seconds at
	/// most.
	pub fn holders(&self, wanted: &Wanted) -> Vec<Holder> {
		let Some(ask) = self.ask(wanted, 0, 0) else { return Vec::new() };
		let ask = ask.encode();
		let search = async {
			let mut peers = self.peers().await;
			// Not always the same first: by content, so that asking again asks the same.
			peers.sort_by_key(|peer| {
				let key = [wanted.content.hash.as_bytes(), &peer.to_bytes()].concat();
				bourse_formats::blake2_256(&key)
			});
			peers.truncate(MOST_ASKED);
			let answers = stream::iter(peers).map(|peer| {
				let asked = within(PRESENCE_TIME, self.request(peer, ask.clone()));
				asked.map(move |answer| match answer.flatten()? {
					Answer::Piece { size, .. } => Some(Holder { node: peer.to_bytes(), size }),
					_ => None,
				})
			});
			let mut answers = answers.buffer_unordered(ASKED_AT_ONCE);
			let mut holders = Vec::new();
			let end = futures_timer::Delay::new(SEARCH_TIME);
			let mut end = std::pin::pin!(end);
			while holders.len() < MAX_HOLDERS {
				match futures::future::select(answers.next(), &mut end).await {
					Either::Left((Some(answer), _)) => holders.extend(answer),
					_ => break,
				}
			}
			holders
		};
		futures::executor::block_on(search)
	}

	/// The next bytes of the content. Blocks the thread, for half a minute or so at most, whatever the
	/// node answers.
	pub fn piece(&self, holder: &Holder, wanted: &Wanted, offset: u64) -> Option<Vec<u8>> {
		let peer = PeerId::from_bytes(&holder.node).ok()?;
		let begin = Instant::now();
		while begin.elapsed() < BUSY_TIME {
			let ask = self.ask(wanted, offset, PIECE as u32)?.encode();
			let answer = within(PIECE_TIME, self.request(peer, ask));
			match futures::executor::block_on(answer).flatten()? {
				Answer::Piece { size, bytes } if size == holder.size => return Some(bytes),
				Answer::Busy => std::thread::sleep(Duration::from_secs(1)),
				_ => return None,
			}
		}
		None
	}

	/// The node gave other content than it said: after some times it is no peer any more.
	pub fn lied(&self, holder: &Holder) {
		if let Ok(peer) = PeerId::from_bytes(&holder.node) {
			log::debug!(target: "bourse", "{peer} gave false content");
			self.network.report_peer(peer, FALSE_CONTENT);
		}
	}

	/// The connected nodes.
	async fn peers(&self) -> Vec<PeerId> {
		let peers = self.sync.peers_info().await.unwrap_or_default();
		peers.into_iter().map(|(peer, _)| peer).collect()
	}

	async fn request(&self, peer: PeerId, ask: Vec<u8>) -> Option<Answer> {
		let (protocol, only) = (self.protocol.clone(), IfDisconnected::ImmediateError);
		let answer = self.network.request(peer, protocol, ask, None, only).await;
		match answer {
			Ok((bytes, _)) => Answer::read(&bytes),
			Err(error) => {
				log::debug!(target: "bourse", "{peer} gives no content: {}", printable(error));
				None
			},
		}
	}

	/// The request. `None` when the content is private, and no worker of this node has the task.
	fn ask(&self, wanted: &Wanted, offset: u64, length: u32) -> Option<Ask> {
		let hash = wanted.content.hash;
		let proof = match wanted.content.deal {
			None => None,
			Some(deal) => Some(self.prove(hash, deal, wanted.task)?),
		};
		Some(Ask { hash, offset, length, proof })
	}

	fn prove(&self, hash: H256, deal: H256, task: H256) -> Option<Proof> {
		let keys = hot_keys(&self.keystore);
		let key = keys.into_iter().find(|key| self.client.has_task(key, task, deal))?;
		let time = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
		let peer = self.network.local_peer_id();
		let message = Proof::message(self.genesis, &peer, hash, deal, task, time);
		let public = key.clone().into();
		let signature = self.keystore.sr25519_sign(POCO, &public, &message).ok()??;
		Some(Proof { deal, task, key, time, signature: signature.into() })
	}
}

/// What `future` gives in this time.
async fn within<T>(time: Duration, future: impl Future<Output = T>) -> Option<T> {
	let future = std::pin::pin!(future);
	match futures::future::select(future, futures_timer::Delay::new(time)).await {
		Either::Left((value, _)) => Some(value),
		Either::Right(_) => None,
	}
}
