// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Serves content in pieces: what everybody may have to everybody, private content to workers of the
//! deal that the content was fetched for, and to nobody else. Requests are served one after the other,
//! on a thread of their own, as many as the [`Budget`] allows: some of each node in any case, so that
//! many who ask for much keep nobody from a small input.

use super::{
	chain::Chain,
	message::{Answer, Ask},
};
use bourse_compute::{fetch::PIECE, store::Store, Content};
use codec::Encode;
use sc_network::{
	request_responses::{IncomingRequest, OutgoingResponse},
	PeerId, ReputationChange,
};
use sp_core::H256;
use std::{
	collections::HashMap,
	sync::Arc,
	time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// The time that a budget is for.
const WINDOW: Duration = Duration::from_secs(10);
/// Most requests of one node in that time: 12 MiB a second.
const MOST_OF_ONE: u32 = 120;
/// Most requests of all nodes in that time: 48 MiB a second.
const MOST: u32 = 480;
/// Requests of each node in that time that are served even then.
const OF_EACH: u32 = 4;
/// Most nodes that are served in that time: many more than are connected at once.
const NODES: usize = 512;

/// For requests that no honest node makes.
const BAD_REQUEST: ReputationChange =
	ReputationChange::new(-(1 << 16), "bourse: malformed request for content");
const BAD_PROOF: ReputationChange =
	ReputationChange::new(-(1 << 20), "bourse: forged proof of a task");

/// How much is served in a span of time.
struct Budget {
	since: Instant,
	served: u32,
	by_peer: HashMap<PeerId, u32>,
}

impl Budget {
	fn new(now: Instant) -> Self {
		Self { since: now, served: 0, by_peer: HashMap::new() }
	}

	/// Takes one request of a peer, if there is any left.
	fn take(&mut self, peer: &PeerId, now: Instant) -> bool {
		if now.saturating_duration_since(self.since) >= WINDOW {
			*self = Self::new(now);
		}
		if self.by_peer.len() >= NODES && !self.by_peer.contains_key(peer) {
			return false;
		}
		let of_one = self.by_peer.entry(*peer).or_default();
		if *of_one >= MOST_OF_ONE || (self.served >= MOST && *of_one >= OF_EACH) {
			return false;
		}
		*of_one += 1;
		self.served += 1;
		true
	}
}

/// Answers requests for content.
pub struct Server<C> {
	store: Arc<Store>,
	chain: C,
	genesis: H256,
	budget: Budget,
}

impl<C: Chain> Server<C> {
	/// Serves `store`, on the chain of this genesis.
	pub fn new(store: Arc<Store>, chain: C, genesis: H256) -> Self {
		Self { store, chain, genesis, budget: Budget::new(Instant::now()) }
	}

	/// Serves for ever. To be run on a thread of its own, for it reads files.
	pub async fn run(mut self, requests: async_channel::Receiver<IncomingRequest>) {
		while let Ok(request) = requests.recv().await {
			let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
			let answer = self.answer(&request.peer, &request.payload, Instant::now(), now);
			let (result, reputation_changes) = match answer {
				Ok(answer) => (Ok(answer.encode()), Vec::new()),
				Err(change) => (Err(()), vec![change]),
			};
			let response = OutgoingResponse { result, reputation_changes, sent_feedback: None };
			// Whoever asked may be gone.
			request.pending_response.send(response).ok();
		}
	}

	/// The answer to a peer's request, or how its standing changes for it. `now` is in seconds of the
	/// Unix epoch.
	pub fn answer(
		&mut self,
		peer: &PeerId,
		request: &[u8],
		instant: Instant,
		now: u64,
	) -> Result<Answer, ReputationChange> {
		if !self.budget.take(peer, instant) {
			return Ok(Answer::Busy);
		}
		let ask = Ask::read(request).ok_or(BAD_REQUEST)?;
		let content = match &ask.proof {
			None => Content::public(ask.hash),
			Some(proof) => Content::of_deal(proof.deal, ask.hash),
		};
		// Cheapest first: most nodes don't have it, and need not look at the proof.
		if !self.store.has_content(&content) {
			return Ok(Answer::Missing);
		}
		if let Some(proof) = &ask.proof {
			// A clock may be wrong without anybody's fault.
			if !proof.is_of(now) {
				return Ok(Answer::Missing);
			}
			if !proof.is_good(self.genesis, peer, ask.hash, now) {
				return Err(BAD_PROOF);
			}
			if !self.chain.has_task(&proof.key, proof.task, proof.deal) {
				return Ok(Answer::Missing);
			}
		}
		let length = (ask.length as usize).min(PIECE);
		Ok(match self.store.part(&content, ask.offset, length) {
			Ok(Some((size, bytes))) => Answer::Piece { size, bytes },
			Ok(None) => Answer::Missing,
			Err(error) => {
				log::warn!(target: "bourse", "Content can't be passed on: {error}");
				Answer::Missing
			},
		})
	}
}

#[cfg(test)]
#[path = "server_tests.rs"]
mod tests;
