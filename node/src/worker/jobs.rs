// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The compute service in the node: takes jobs out of the mailbox that the off-chain worker writes
//! ([`bourse_primitives::mailbox`]), has them computed, and puts the outcomes back.

use super::{challenged_blocks, metrics::JobMetrics};
use crate::{cli::WorkerParams, content::Peers};
use bourse_compute::{
	fetch::FetchConfig,
	service::{Service, ServiceConfig, Submitted},
	store::{Store, StoreConfig},
	Compute, Config, Isolation,
};
use bourse_formats::protocol::LEAST_RETENTION_HOURS;
use bourse_primitives::{mailbox, TaskId};
use codec::{Decode, Encode};
use parking_lot::Mutex;
use sc_service::{Configuration, Error as ServiceError, TaskManager};
use sp_core::offchain::{OffchainStorage, STORAGE_PREFIX};
use std::{
	collections::BTreeSet,
	path::{Path, PathBuf},
	sync::Arc,
	time::Duration,
};
use substrate_prometheus_endpoint::Registry;

/// How often the mailbox is looked at. Reading a key of it costs some microseconds.
const POLL: Duration = Duration::from_millis(250);

const MIB: u64 = 1 << 20;

/// With less room on the disk than this, in bytes, a node takes no more tasks: it is what the outputs
/// of one may have.
const LEAST_ROOM: u64 = 256 * MIB;

/// What a node keeps content in and, if it is a worker, computes with.
pub struct Content {
	/// The content store.
	pub store: Arc<Store>,
	/// The sandbox and all that it needs.
	compute: Option<Arc<Compute>>,
	/// Other nodes, which may have what the store lacks.
	peers: Peers,
	/// Where both are.
	folder: PathBuf,
}

impl Content {
	/// Opens the content store in the chain's folder; a worker's sandbox too.
	pub fn open(
		config: &Configuration,
		params: &WorkerParams,
		is_worker: bool,
		peers: Peers,
	) -> Result<Self, ServiceError> {
		let error = |e: &dyn std::fmt::Display| ServiceError::Other(format!("content store: {e}"));
		let folder = config.base_path.config_dir(config.chain_spec.id()).join("content");
		let store = StoreConfig {
			max_bytes: params.store_size.get().saturating_mul(MIB),
			..StoreConfig::default()
		};
		if !is_worker {
			let store = Store::open(&folder.join("store"), store).map_err(|e| error(&e))?;
			return Ok(Self { store: Arc::new(store), compute: None, peers, folder });
		}
		if u64::from(params.result_retention.get()) < LEAST_RETENTION_HOURS {
			log::warn!(
				target: "bourse",
				"With --result-retention below {LEAST_RETENTION_HOURS} hours a result may be gone while the \
				 chain can still demand it, which costs the worker's stake"
			);
		}
		let retention = Duration::from_secs(u64::from(params.result_retention.get()) * 3600);
		let others = peers.clone();
		let compute = Compute::open(
			Config {
				store,
				fetch: FetchConfig {
					max_bytes: params.max_input.get().saturating_mul(MIB),
					allow_private: params.allow_private_addresses,
					..FetchConfig::default()
				},
				retention,
				// A crash of the sandbox must not take the node along.
				..Config::new(folder.clone(), Isolation::by_itself(["sandbox"]))
			},
			Some(Box::new(move |hash| others.fetch(hash))),
		)
		.map_err(|e| error(&e))?;
		Ok(Self { store: compute.store().clone(), compute: Some(Arc::new(compute)), peers, folder })
	}

	/// Starts the compute service of a worker. Of any other node, takes the sign off the mailbox.
	pub fn serve<S: OffchainStorage + 'static>(
		&self,
		task_manager: &TaskManager,
		params: &WorkerParams,
		storage: S,
		registry: Option<&Registry>,
	) -> Result<(), ServiceError> {
		let mailbox = Mailbox::new(storage);
		let Some(compute) = self.compute.clone() else {
			mailbox.clear(mailbox::SERVICE);
			return Ok(());
		};
		let metrics = registry
			.map(JobMetrics::register)
			.transpose()
			.map_err(|e| ServiceError::Other(format!("metrics: {e}")))?;
		let mut config = ServiceConfig::default();
		if let Some(jobs) = params.compute_jobs {
			config.threads = jobs.get();
		}
		let jobs_at_once = config.threads;
		let most = config.threads.saturating_add(config.queue);
		let service = {
			let mailbox = mailbox.clone();
			let metrics = metrics.clone();
			Service::start(compute, config, move |job, outcome| {
				if let Some(metrics) = &metrics {
					metrics.count(&outcome);
				}
				let task = job.task;
				// Cancelled at the last moment: nobody would ever clear it.
				if mailbox.jobs().contains(&task) {
					mailbox.set(&mailbox::outcome_key(&task), &outcome);
				}
			})?
		};
		let (store, folder) = (self.store.clone(), self.folder.clone());
		let blocks = challenged_blocks::serve(mailbox.clone(), store.clone(), self.peers.clone());
		task_manager.spawn_handle().spawn_blocking("challenged-blocks", Some("worker"), blocks);
		mailbox.set(mailbox::SERVICE, &true);
		log::info!(target: "bourse", "Computing up to {jobs_at_once} tasks at once");
		task_manager.spawn_handle().spawn("compute-mailbox", Some("worker"), async move {
			let mut known = mailbox.jobs().into_iter().collect::<BTreeSet<_>>();
			let mut told = None;
			loop {
				take_jobs(&mailbox, &service, &mut known);
				let has = service.running().saturating_add(service.queued());
				let ready = if has_room(&folder) { most } else { has } as u32;
				if told.replace(ready) != Some(ready) {
					mailbox.set(mailbox::READY, &ready);
				}
				if let Some(metrics) = &metrics {
					metrics.running.set(service.running() as u64);
					metrics.queued.set(service.queued() as u64);
					metrics.stored.set(store.bytes());
				}
				futures_timer::Delay::new(POLL).await;
			}
		});
		Ok(())
	}
}

/// Whether there is room on the disk for what another task may leave there. When nobody knows, the
/// task will tell.
fn has_room(folder: &Path) -> bool {
	rustix::fs::statvfs(folder)
		.map_or(true, |disk| disk.f_bavail.saturating_mul(disk.f_frsize) >= LEAST_ROOM)
}

/// Hands new jobs to the service, and forgets those that are no longer wanted.
fn take_jobs<S: OffchainStorage>(
	mailbox: &Mailbox<S>,
	service: &Service,
	known: &mut BTreeSet<TaskId>,
) {
	let wanted = mailbox.jobs().into_iter().collect::<BTreeSet<_>>();
	if *known != wanted {
		service.retain(&wanted);
		for gone in known.difference(&wanted) {
			mailbox.clear(&mailbox::outcome_key(gone));
		}
	}
	for task in &wanted {
		if mailbox.has(&mailbox::outcome_key(task)) {
			continue;
		}
		let Some(job) = mailbox.get::<mailbox::Job>(&mailbox::job_key(task)) else { continue };
		if service.submit(job) == Submitted::Full {
			break;
		}
	}
	*known = wanted;
}

/// The node's end of the mailbox.
pub struct Mailbox<S>(Arc<Mutex<S>>);

impl<S> Clone for Mailbox<S> {
	fn clone(&self) -> Self {
		Self(self.0.clone())
	}
}

impl<S: OffchainStorage> Mailbox<S> {
	/// Over a storage.
	pub fn new(storage: S) -> Self {
		Self(Arc::new(Mutex::new(storage)))
	}

	/// What is at a key.
	pub fn get<T: Decode>(&self, key: &[u8]) -> Option<T> {
		let bytes = self.0.lock().get(STORAGE_PREFIX, key)?;
		T::decode(&mut &bytes[..])
			.inspect_err(|e| log::error!(target: "bourse", "the mailbox is damaged: {e}"))
			.ok()
	}

	fn has(&self, key: &[u8]) -> bool {
		self.0.lock().get(STORAGE_PREFIX, key).is_some()
	}

	/// Writes to a key that is ours.
	pub fn set<T: Encode>(&self, key: &[u8], value: &T) {
		self.0.lock().set(STORAGE_PREFIX, key, &value.encode());
	}

	/// Clears a key that is ours.
	pub fn clear(&self, key: &[u8]) {
		self.0.lock().remove(STORAGE_PREFIX, key);
	}

	fn jobs(&self) -> Vec<TaskId> {
		self.get(mailbox::JOBS).unwrap_or_default()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_core::{offchain::storage::InMemOffchainStorage, H256};

	#[test]
	fn mailbox_should_write_where_the_off_chain_worker_reads() {
		let mailbox = Mailbox::new(InMemOffchainStorage::default());
		mailbox.set(mailbox::JOBS, &vec![H256::repeat_byte(1)]);
		assert_eq!(mailbox.jobs(), vec![H256::repeat_byte(1)]);
		let raw = mailbox.0.lock().get(STORAGE_PREFIX, b"bourse/1/jobs").expect("it is there");
		assert_eq!(raw, vec![H256::repeat_byte(1)].encode());
		mailbox.clear(mailbox::JOBS);
		assert!(mailbox.jobs().is_empty());
	}
}
