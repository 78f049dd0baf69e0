// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The log's lines on which worker the node is, of which pool, what hinders it, and whether the chain has
//! the node's version of the sandbox: at the start and at each change.

use super::hindrance::{lasting, sentences};
use crate::client::{hot_keys, made_at, now, FullClient};
use bourse_compute::ENGINE_VERSION;
use bourse_primitives::{
	api::{BourseApi, Hindrance},
	crypto::PocoId,
};
use bourse_runtime::AccountId;
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_consensus::SyncOracle;
use sp_core::{ByteArray, H256};
use sp_keystore::KeystorePtr;
use std::{cmp::Ordering, collections::BTreeMap, mem::Discriminant, sync::Arc, time::Duration};

/// Time between two looks at the chain.
const LOOK: Duration = Duration::from_secs(10);
/// Age of the best block from which the chain counts as not caught up with.
const OLD: Duration = Duration::from_secs(60);

/// Warns of hot keys in the keystore of a node that is no worker: when it starts, and when they come.
pub async fn warn_of_idle_keys(keystore: KeystorePtr) {
	let mut had_keys = false;
	loop {
		let has_keys = !hot_keys(&keystore).is_empty();
		if has_keys && !had_keys {
			log::warn!(
				target: "bourse",
				"The keystore has a hot key, and the node is no worker: start it with \
				 `--offchain-worker always`"
			);
		}
		had_keys = has_keys;
		futures_timer::Delay::new(LOOK).await;
	}
}

/// Looks every 10 seconds, and writes down what changed.
pub async fn follow(client: Arc<FullClient>, keystore: KeystorePtr, sync: impl SyncOracle) {
	let mut log = Log::default();
	loop {
		let keys = hot_keys(&keystore);
		if let Some(line) = log.keys(&keys) {
			log::warn!(target: "bourse", "{line}");
		}
		let best = client.info().best_hash;
		if !keys.is_empty() && !sync.is_major_syncing() && is_new(&client, best) {
			for key in keys {
				match Standing::read(&client, best, &key) {
					Ok(standing) => {
						if let Some(line) = log.engine(&standing) {
							log::warn!(target: "bourse", "{line}");
						}
						let level = standing.level();
						if let Some(line) = log.standing(key, standing) {
							log::log!(target: "bourse", level, "{line}");
						}
					},
					// The block's runtime has no such API.
					Err(error) => log::debug!(target: "bourse", "The worker's standing: {error}"),
				}
			}
		}
		futures_timer::Delay::new(LOOK).await;
	}
}

/// Whether a block is no older than [`OLD`], by its slot.
fn is_new(client: &FullClient, block: H256) -> bool {
	made_at(client, block).is_some_and(|made| now().saturating_sub(made) < OLD)
}

/// What the chain says of a hot key.
#[derive(Clone)]
enum Standing {
	/// No worker has the key.
	Unused,
	/// A worker that belongs to no pool has the key.
	NoPool(AccountId),
	/// A worker of a pool has the key. New tasks are for the version `engine` of the sandbox.
	Member { worker: AccountId, pool: u32, hindrances: Vec<Hindrance>, engine: u16 },
}

/// What of a [`Standing`] is news when it changes.
type News = (Option<AccountId>, Option<u32>, Vec<Discriminant<Hindrance>>);

impl Standing {
	fn read(client: &FullClient, block: H256, key: &PocoId) -> Result<Self, ApiError> {
		let api = client.runtime_api();
		let Some(worker) = api.worker_of(block, key.clone())? else { return Ok(Self::Unused) };
		Ok(match api.worker_status(block, worker.clone())? {
			None => Self::NoPool(worker),
			Some(status) => {
				let (pool, hindrances) = (status.info.pool.0, status.hindrances);
				Self::Member { worker, pool, hindrances, engine: status.engine }
			},
		})
	}

	/// A warning, when the worker gets no tasks until somebody does something.
	fn level(&self) -> log::Level {
		match self {
			Self::Member { hindrances, .. } if lasting(hindrances).is_empty() => log::Level::Info,
			_ => log::Level::Warn,
		}
	}

	fn news(&self) -> News {
		match self {
			Self::Unused => (None, None, Vec::new()),
			Self::NoPool(worker) => (Some(worker.clone()), None, Vec::new()),
			Self::Member { worker, pool, hindrances, .. } => {
				(Some(worker.clone()), Some(*pool), lasting(hindrances))
			},
		}
	}

	fn line(&self, key: &PocoId) -> String {
		match self {
			Self::Unused => format!(
				"No worker has the hot key 0x{}: a worker takes it by pools.setHotKey",
				hex::encode(key.as_slice())
			),
			Self::NoPool(worker) => {
				format!("Worker {worker} belongs to no pool: it joins one by pools.apply")
			},
			Self::Member { worker, pool, hindrances, .. } => {
				let why = sentences(hindrances).join("; ");
				let state = match lasting(hindrances).is_empty() {
					true if why.is_empty() => "is ready for tasks".into(),
					true => format!("is ready for tasks ({why})"),
					false => format!("gets no tasks: {why}"),
				};
				format!("Worker {worker} of pool {pool} {state}")
			},
		}
	}
}

/// What the log says already.
#[derive(Default)]
struct Log {
	/// The warning that there is no key was written.
	no_key: bool,
	/// What was said of each key.
	said: BTreeMap<PocoId, News>,
	/// What the last look saw of each key.
	seen: BTreeMap<PocoId, News>,
	/// The version of the sandbox that the last look found new tasks to be for.
	engine: Option<u16>,
}

impl Log {
	/// A line when there is no key, once until there is one.
	fn keys(&mut self, keys: &[PocoId]) -> Option<&'static str> {
		let was_written = std::mem::replace(&mut self.no_key, keys.is_empty());
		(self.no_key && !was_written).then_some(
			"The keystore has no hot key, so this node is no worker. Insert one of type poco: \
			 `bourse-node key insert --key-type poco --scheme sr25519`, with this node's --base-path \
			 and --chain",
		)
	}

	/// A line when new tasks are for another version of the sandbox than this node's, once for each.
	fn engine(&mut self, standing: &Standing) -> Option<String> {
		let Standing::Member { engine, .. } = standing else { return None };
		if self.engine.replace(*engine) == Some(*engine) {
			return None;
		}
		let start = format!(
			"New tasks are for version {engine} of the sandbox, this node has {ENGINE_VERSION} and does \
			 none of them"
		);
		match engine.cmp(&ENGINE_VERSION) {
			Ordering::Equal => None,
			Ordering::Greater => Some(format!("{start}: install a release of version {engine}")),
			Ordering::Less => Some(format!("{start} until poco.setEngineVersion moves the chain")),
		}
	}

	/// A line when the first look saw `standing`, or when the last two looks saw it and the log says
	/// something else. What one look alone sees may be over at the next.
	fn standing(&mut self, key: PocoId, standing: Standing) -> Option<String> {
		let news = standing.news();
		let seen_before = self.seen.insert(key.clone(), news.clone()).is_none_or(|old| old == news);
		if !seen_before || self.said.get(&key) == Some(&news) {
			return None;
		}
		let line = standing.line(&key);
		self.said.insert(key, news);
		Some(line)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn key() -> PocoId {
		PocoId::from_slice(&[1; 32]).expect("a key has 32 bytes; qed")
	}

	fn member(hindrances: &[Hindrance]) -> Standing {
		let (worker, hindrances) = (AccountId::new([2; 32]), hindrances.to_vec());
		Standing::Member { worker, pool: 7, hindrances, engine: ENGINE_VERSION }
	}

	fn of_engine(engine: u16) -> Standing {
		let worker = AccountId::new([2; 32]);
		Standing::Member { worker, pool: 7, hindrances: Vec::new(), engine }
	}

	const NAME: &str = "5C7LYpP2ZH3tpKbvVvwiVe54AapxErdPBbvkYhe6y9ZBkqWt";

	#[test]
	fn log_should_say_once_that_there_is_no_key() {
		let mut log = Log::default();
		assert!(log.keys(&[]).is_some_and(|line| line.contains("key insert --key-type poco")));
		assert_eq!(log.keys(&[]), None);
		assert_eq!(log.keys(&[key()]), None);
		assert!(log.keys(&[]).is_some());
	}

	#[test]
	fn log_should_say_the_standing_at_first_and_when_a_change_lasts() {
		let mut log = Log::default();
		let hindered = member(&[Hindrance::NotAccepted, Hindrance::NothingQueued]);
		assert_eq!(
			log.standing(key(), hindered.clone()),
			Some(format!(
				"Worker {NAME} of pool 7 gets no tasks: the pool's owner has not accepted it \
				 (pools.accept); no deal of the pool waits for workers"
			))
		);
		assert_eq!(log.standing(key(), hindered.clone()), None);
		// Seen once only: no news.
		assert_eq!(log.standing(key(), member(&[])), None);
		assert_eq!(log.standing(key(), hindered), None);
		assert_eq!(log.standing(key(), member(&[])), None);
		let ready = format!("Worker {NAME} of pool 7 is ready for tasks");
		let levels = [member(&[Hindrance::NotAccepted]), member(&[Hindrance::NothingQueued])];
		assert_eq!(levels.map(|one| one.level()), [log::Level::Warn, log::Level::Info]);
		assert_eq!(Standing::Unused.level(), log::Level::Warn);
		assert_eq!(log.standing(key(), member(&[])), Some(ready.clone()));
		assert_eq!(
			member(&[Hindrance::NothingQueued]).line(&key()),
			format!("{ready} (no deal of the pool waits for workers)")
		);
		assert_eq!(log.standing(key(), member(&[Hindrance::NoFreeSlot])), None);
		assert_eq!(log.standing(key(), member(&[Hindrance::NothingQueued])), None);
	}

	#[test]
	fn log_should_say_once_what_to_install_when_new_tasks_are_for_another_sandbox() {
		let mut log = Log::default();
		let next = ENGINE_VERSION + 1;
		assert_eq!(log.engine(&Standing::Unused), None);
		assert_eq!(log.engine(&of_engine(ENGINE_VERSION)), None);
		assert_eq!(
			log.engine(&of_engine(next)),
			Some(format!(
				"New tasks are for version {next} of the sandbox, this node has {ENGINE_VERSION} and \
				 does none of them: install a release of version {next}"
			))
		);
		assert_eq!(log.engine(&of_engine(next)), None);
		assert!(log.engine(&of_engine(0)).is_some_and(|line| line.contains("setEngineVersion")));
	}

	#[test]
	fn log_should_say_what_a_key_lacks() {
		assert_eq!(
			Standing::Unused.line(&key()),
			format!(
				"No worker has the hot key 0x{}: a worker takes it by pools.setHotKey",
				"01".repeat(32)
			)
		);
		assert_eq!(
			Standing::NoPool(AccountId::new([2; 32])).line(&key()),
			format!("Worker {NAME} belongs to no pool: it joins one by pools.apply")
		);
	}
}
