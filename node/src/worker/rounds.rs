// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! When the off-chain worker runs: at each new best block, and again when results are there.
//!
//! A run waits for the node's transaction pool to know the block. The SDK's pool says nothing when it
//! refuses what only the new block allows, a reveal of the consensus that it brought, and the reveal
//! would be sent again some blocks later.

use crate::client::{FullClient, FullPool, Handles};
use bourse_runtime::opaque::Block;
use futures::{FutureExt, StreamExt};
use parking_lot::Mutex;
use sc_client_api::{
	BlockImportNotification, BlockchainEvents, FinalityNotifications, ImportNotifications,
	StorageEventStream, StorageKey,
};
use sc_service::SpawnTaskHandle;
use sc_transaction_pool_api::TransactionPool;
use sc_utils::mpsc::{tracing_unbounded, TracingUnboundedSender};
use sp_core::H256;
use std::{
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::sync::Notify;

/// The longest that a run waits for the transaction pool.
const CATCH_UP: Duration = Duration::from_millis(1_500);
/// How long after a run results are collected while others are computed: half of a block's time.
const COLLECT: Duration = Duration::from_millis(1_000);
/// How long after its begin a run may still write jobs.
const RUN: Duration = Duration::from_millis(500);
/// Runs that wait from which on the log complains.
const MANY: usize = 64;

/// The last block that the off-chain worker ran at.
struct Last {
	block: BlockImportNotification<Block>,
	again: Again,
}

/// Whether the off-chain worker may run again at a block.
struct Again {
	/// When it ran first.
	since: Instant,
	/// It ran again while jobs were left.
	done: bool,
}

impl Again {
	/// Takes a further run: whenever no jobs are left, and while there are some once a block, when
	/// enough results are together to be worth it. Whether it may.
	fn take(&mut self, now: Instant, idle: bool) -> bool {
		let late = now.saturating_duration_since(self.since) >= COLLECT;
		if !idle && (self.done || !late) {
			return false;
		}
		self.done |= !idle;
		true
	}
}

/// Where the off-chain worker runs.
#[derive(Default)]
struct State {
	runner: Option<TracingUnboundedSender<BlockImportNotification<Block>>>,
	last: Option<Last>,
}

impl State {
	/// Has the off-chain worker run at a new block. `false` when nobody runs it any more.
	fn begin(&mut self, block: BlockImportNotification<Block>) -> bool {
		let sent = self.send(&block);
		let again = Again { since: Instant::now(), done: false };
		self.last = Some(Last { block, again });
		sent
	}

	fn send(&self, block: &BlockImportNotification<Block>) -> bool {
		self.runner.as_ref().is_some_and(|runner| runner.unbounded_send(block.clone()).is_ok())
	}
}

/// The blocks at which the off-chain worker runs, as `sc_offchain` wants them.
#[derive(Clone)]
pub struct Rounds {
	client: Arc<FullClient>,
	pool: Arc<FullPool>,
	spawn: SpawnTaskHandle,
	state: Arc<Mutex<State>>,
	begun: Arc<Notify>,
}

impl Rounds {
	/// The rounds of a node, none of which come before somebody asks for their stream.
	pub fn new(handles: &Handles, spawn: SpawnTaskHandle) -> Self {
		let (client, pool) = (handles.client.clone(), handles.pool.clone());
		Self { client, pool, spawn, state: Arc::default(), begun: Arc::default() }
	}

	/// Whether a run at a new block began just now.
	pub fn is_new(&self) -> bool {
		let state = self.state.lock();
		state.last.as_ref().is_some_and(|last| last.again.since.elapsed() < RUN)
	}

	/// Waits for the next run at a new block.
	pub async fn begun(&self) {
		self.begun.notified().await;
	}

	/// Has the off-chain worker run again at the last block: results are there. `idle`: no job is left.
	/// Whether it will.
	pub fn again(&self, idle: bool) -> bool {
		let mut state = self.state.lock();
		let Some(last) = &mut state.last else { return false };
		if !last.again.take(Instant::now(), idle) {
			return false;
		}
		let block = last.block.clone();
		state.send(&block)
	}
}

/// Has the off-chain worker run at each new best block, as soon as the pool knows the block.
async fn follow(
	mut blocks: ImportNotifications<Block>,
	pool: Arc<FullPool>,
	state: Arc<Mutex<State>>,
	begun: Arc<Notify>,
) {
	while let Some(mut block) = blocks.next().await {
		// Behind a wait only the newest counts: what is due is seen there, too.
		while let Some(Some(next)) = blocks.next().now_or_never() {
			if next.is_new_best || !block.is_new_best {
				block = next;
			}
		}
		if !block.is_new_best {
			continue;
		}
		let ready = pool.ready_at(block.hash);
		futures::future::select(ready, futures_timer::Delay::new(CATCH_UP)).await;
		if !state.lock().begin(block) {
			return;
		}
		begun.notify_one();
	}
}

impl BlockchainEvents<Block> for Rounds {
	fn import_notification_stream(&self) -> ImportNotifications<Block> {
		let (runner, runs) = tracing_unbounded("mpsc_offchain_rounds", MANY);
		self.state.lock().runner = Some(runner);
		let blocks = self.client.import_notification_stream();
		let rounds = follow(blocks, self.pool.clone(), self.state.clone(), self.begun.clone());
		self.spawn.spawn("offchain-rounds", Some("offchain-worker"), rounds);
		runs
	}

	fn every_import_notification_stream(&self) -> ImportNotifications<Block> {
		self.client.every_import_notification_stream()
	}

	fn finality_notification_stream(&self) -> FinalityNotifications<Block> {
		self.client.finality_notification_stream()
	}

	fn storage_changes_notification_stream(
		&self,
		keys: Option<&[StorageKey]>,
		child_keys: Option<&[(StorageKey, Option<Vec<StorageKey>>)]>,
	) -> sp_blockchain::Result<StorageEventStream<H256>> {
		self.client.storage_changes_notification_stream(keys, child_keys)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn take_should_give_runs_to_results_when_no_job_is_left_and_late_ones_once() {
		let since = Instant::now();
		let mut again = Again { since, done: false };
		let early = since + COLLECT / 2;
		assert!(!again.take(early, false));
		assert!(again.take(early, true));
		assert!(again.take(early, true));
		let late = since + COLLECT;
		assert!(again.take(late, false));
		assert!(!again.take(late, false));
		assert!(again.take(late, true));
	}
}
