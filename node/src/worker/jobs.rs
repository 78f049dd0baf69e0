// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The compute service in the node: takes the jobs that the off-chain worker writes into the mailbox
//! ([`bourse_primitives::mailbox`]), has them computed, and puts the outcomes back.

use super::{mailbox::Mailbox, metrics::JobMetrics, rounds::Rounds};
use crate::cli::ContentOptions;
use bourse_compute::{
	service::{Service, ServiceConfig, Submitted},
	store::Store,
	Compute,
};
use bourse_primitives::{mailbox, TaskId};
use futures::future::select;
use futures_timer::Delay;
use parking_lot::Mutex;
use sc_service::Error as ServiceError;
use sp_core::offchain::OffchainStorage;
use std::{
	collections::BTreeSet,
	path::{Path, PathBuf},
	pin::pin,
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc,
	},
	time::{Duration, Instant},
};
use substrate_prometheus_endpoint::Registry;

/// How often the mailbox is looked at when something may be there: jobs are computed, or the off-chain
/// worker, which writes them, runs.
const POLL: Duration = Duration::from_millis(20);
/// How often it is looked at otherwise.
const REST: Duration = Duration::from_millis(250);

/// Time between two looks at all jobs and at the room for results, which take longer.
const LOOK: Duration = Duration::from_secs(5);

/// Largest outputs that fit beside each other where there is room enough: most are much smaller.
const PLENTY: u64 = 8;

/// The compute service of a worker.
pub struct JobService<S> {
	mailbox: Mailbox<S>,
	service: Service,
	store: Arc<Store>,
	/// Where the sandbox writes.
	folder: PathBuf,
	/// Most jobs that the service takes at once, waiting ones included.
	capacity: usize,
	/// The tasks that the off-chain worker wants to be done. No outcome of another is put back.
	wanted: Arc<Mutex<BTreeSet<TaskId>>>,
	/// Outcomes are there that the off-chain worker was not told of.
	news: Arc<AtomicBool>,
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
		// As many as the mailbox lists.
		config.queue = mailbox::MAX_JOBS.saturating_sub(config.threads);
		let jobs_at_once = config.threads;
		let capacity = config.threads.saturating_add(config.queue);
		let store = compute.store().clone();
		let wanted = Arc::new(Mutex::new(mailbox.jobs().into_iter().collect::<BTreeSet<_>>()));
		let news = Arc::new(AtomicBool::new(false));
		let service = {
			let mailbox = mailbox.clone();
			let metrics = metrics.clone();
			let (wanted, news) = (wanted.clone(), news.clone());
			Service::start(compute, config, move |job, outcome| {
				if let Some(metrics) = &metrics {
					metrics.count(&outcome);
				}
				let task = job.task;
				let wanted = wanted.lock();
				// Cancelled at the last moment: nobody would ever clear it.
				if wanted.contains(&task) {
					mailbox.set(&mailbox::outcome_key(&task), &outcome);
					news.store(true, Ordering::Release);
				}
			})?
		};
		mailbox.set(mailbox::SERVICE, &true);
		log::info!(target: "bourse", "Ready to compute; tasks at once: {jobs_at_once}");
		Ok(Self { mailbox, service, store, folder, capacity, wanted, news, metrics })
	}

	/// Serves the mailbox for ever, and tells the off-chain worker by `rounds` of outcomes.
	pub async fn run(self, rounds: Rounds) {
		let mut listed = None;
		let mut told = None;
		let mut looked = None::<Instant>;
		let mut room = 0;
		loop {
			let list = self.mailbox.jobs();
			let is_due = looked.is_none_or(|at| at.elapsed() >= LOOK);
			if is_due || listed.as_ref() != Some(&list) {
				self.take_jobs(&list);
				listed = Some(list);
			}
			if is_due {
				let had_room = looked.is_none() || room > 0;
				looked = Some(Instant::now());
				room = self.store.tasks_that_fit(room_on_disk(&self.folder));
				if room == 0 && had_room {
					log::warn!(
						target: "bourse",
						"The content store or its disk is full, so this worker gets no new task: free \
						 some of the disk of {}, or give --store-size more",
						self.folder.display()
					);
				}
			}
			let ready = ready(room, self.jobs(), self.capacity);
			if told.replace(ready) != Some(ready) {
				self.mailbox.set(mailbox::READY, &ready);
			}
			if self.news.swap(false, Ordering::AcqRel) && !rounds.again(self.jobs() == 0) {
				self.news.store(true, Ordering::Release);
			}
			self.show();
			let is_busy = self.jobs() > 0 || self.news.load(Ordering::Acquire) || rounds.is_new();
			match is_busy {
				true => Delay::new(POLL).await,
				false => drop(select(pin!(rounds.begun()), Delay::new(REST)).await),
			}
		}
	}

	/// Hands the jobs of a list that are new to the service, and forgets those that are no longer
	/// listed.
	fn take_jobs(&self, list: &[TaskId]) {
		let listed: BTreeSet<_> = list.iter().copied().collect();
		let before = std::mem::replace(&mut *self.wanted.lock(), listed.clone());
		if before != listed {
			self.service.retain(&listed);
			for gone in before.difference(&listed) {
				self.mailbox.clear(&mailbox::outcome_key(gone));
			}
		}
		let has = self.service.tasks();
		for task in listed.difference(&has) {
			if self.mailbox.has(&mailbox::outcome_key(task)) {
				continue;
			}
			let key = mailbox::job_key(task);
			let Some(job) = self.mailbox.get::<mailbox::Job>(&key) else { continue };
			if self.service.submit(job) == Submitted::Full {
				break;
			}
		}
	}

	/// The number of jobs that the service has.
	fn jobs(&self) -> usize {
		self.service.running().saturating_add(self.service.queued())
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

/// The number of jobs that a service with `jobs` of them can have now: `capacity`, or, when the outputs
/// of fewer than [`PLENTY`] more fit, however large they are (`room` of them), no more than these.
fn ready(room: u64, jobs: usize, capacity: usize) -> u32 {
	match room {
		PLENTY.. => capacity as u32,
		_ => (jobs as u64).saturating_add(room).min(capacity as u64) as u32,
	}
}

/// Bytes that are free on the disk of `folder`. As many as there can be when the system does not say.
fn room_on_disk(folder: &Path) -> u64 {
	rustix::fs::statvfs(folder).map_or(u64::MAX, |disk| disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn ready_should_be_the_jobs_that_there_are_and_those_that_fit_when_few_do() {
		for room in [PLENTY, 40, u64::MAX] {
			assert_eq!(ready(room, 3, 1028), 1028);
		}
		assert_eq!(ready(PLENTY - 1, 3, 1028), 10);
		assert_eq!(ready(0, 3, 1028), 3);
		assert_eq!(ready(0, 0, 1028), 0);
		assert_eq!(ready(7, 1027, 1028), 1028);
	}
}
