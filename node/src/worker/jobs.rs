// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The compute service in the node: takes the jobs that the off-chain worker writes into the mailbox
//! ([`bourse_primitives::mailbox`]), has them computed, and puts the outcomes back.

use super::{mailbox::Mailbox, metrics::JobMetrics};
use crate::cli::ContentOptions;
use bourse_compute::{
	service::{Service, ServiceConfig, Submitted},
	store::Store,
	Compute,
};
use bourse_primitives::{mailbox, TaskId};
use sc_service::Error as ServiceError;
use sp_core::offchain::OffchainStorage;
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

/// The room on the disk below which a node takes no more tasks, in bytes: the most that the outputs
/// of one task may have.
const LEAST_ROOM: u64 = 256 * MIB;

/// The compute service of a worker.
pub struct JobService<S> {
	mailbox: Mailbox<S>,
	service: Service,
	store: Arc<Store>,
	/// Where the sandbox writes.
	folder: PathBuf,
	/// Most jobs that the service takes at once, waiting ones included.
	capacity: usize,
	metrics: Option<JobMetrics>,
}

impl<S: OffchainStorage + 'static> JobService<S> {
	/// Starts the sandbox of `folder`, and tells the off-chain worker that it may write jobs.
	pub fn start(
		mailbox: Mailbox<S>,
		compute: Arc<Compute>,
		folder: PathBuf,
		options: &ContentOptions,
		registry: Option<&Registry>,
	) -> Result<Self, ServiceError> {
		let metrics = registry
			.map(JobMetrics::register)
			.transpose()
			.map_err(|e| ServiceError::Other(format!("metrics: {e}")))?;
		if let Some(metrics) = &metrics {
			metrics.confined.set(bourse_compute::confinement().is_whole().into());
		}
		let mut config = ServiceConfig::default();
		if let Some(jobs) = options.compute_jobs {
			config.threads = jobs.get();
		}
		let jobs_at_once = config.threads;
		let capacity = config.threads.saturating_add(config.queue);
		let store = compute.store().clone();
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
		mailbox.set(mailbox::SERVICE, &true);
		log::info!(target: "bourse", "Ready to compute; tasks at once: {jobs_at_once}");
		Ok(Self { mailbox, service, store, folder, capacity, metrics })
	}

	/// Serves the mailbox for ever.
	pub async fn run(self) {
		let mut known = self.mailbox.jobs().into_iter().collect::<BTreeSet<_>>();
		let mut told = None;
		loop {
			take_jobs(&self.mailbox, &self.service, &mut known);
			let ready = self.ready();
			if told.replace(ready) != Some(ready) {
				self.mailbox.set(mailbox::READY, &ready);
			}
			self.show();
			futures_timer::Delay::new(POLL).await;
		}
	}

	/// The number of jobs that the service can have now. On a full disk: the number that it has.
	fn ready(&self) -> u32 {
		match has_room(&self.folder) {
			true => self.capacity as u32,
			false => self.service.running().saturating_add(self.service.queued()) as u32,
		}
	}

	/// Shows Prometheus what the service does.
	fn show(&self) {
		if let Some(metrics) = &self.metrics {
			metrics.running.set(self.service.running() as u64);
			metrics.queued.set(self.service.queued() as u64);
			metrics.stored.set(self.store.bytes());
		}
	}
}

/// Whether the disk of `folder` has room for the outputs of another task. True when the system does
/// not say.
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
