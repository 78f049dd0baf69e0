// SPDX-License-Identifier: Apache-2.0

//! A node's threads that compute, at low priority, so that they never hold up the chain.
//!
//! The service forgets everything when it ends. The node submits again after a restart, from the
//! off-chain worker's list, which is persistent, and unfinished jobs are computed anew. Every job
//! submitted gets exactly one outcome, unless it is cancelled.

use super::job::Compute;
use crate::{cancel::Cancel, failure::Failure};
use bourse_formats::{FailureCode, Hash, Job, Limits, Outcome};
use parking_lot::{Condvar, Mutex};
use std::{
	collections::{BTreeSet, HashMap, VecDeque},
	io,
	panic::{catch_unwind, AssertUnwindSafe},
	sync::Arc,
	thread::{self, JoinHandle},
};

/// Added to the threads' nice value.
const NICE: i32 = 10;

/// How much is computed at once.
#[derive(Clone, Debug)]
pub struct ServiceConfig {
	/// Jobs at once.
	pub threads: usize,
	/// Most jobs that wait.
	pub queue: usize,
	/// Bytes that jobs may use together (their memory and outputs, at the most). One job runs
	/// in any case.
	pub memory: u64,
}

impl Default for ServiceConfig {
	/// All cores but one, and half of the machine's memory.
	fn default() -> Self {
		let cores = thread::available_parallelism().map_or(1, usize::from);
		Self { threads: cores.saturating_sub(1).max(1), queue: 1024, memory: half_of_memory() }
	}
}

#[cfg(target_os = "linux")]
fn half_of_memory() -> u64 {
	let system = rustix::system::sysinfo();
	system.totalram.saturating_mul(system.mem_unit.into()) / 2
}

/// Nothing is known: one job at a time.
#[cfg(not(target_os = "linux"))]
fn half_of_memory() -> u64 {
	0
}

/// What became of a submission.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Submitted {
	/// The job waits for its turn.
	Queued,
	/// The task waits or runs already.
	Known,
	/// Too many jobs wait: try again later.
	Full,
}

/// Called with each outcome, on the thread that computed it.
pub type OnOutcome = dyn Fn(&Job, Outcome) + Send + Sync;

/// The jobs of a service.
#[derive(Default)]
struct Queue {
	waiting: VecDeque<Job>,
	running: HashMap<Hash, Cancel>,
	memory: u64,
	stopping: bool,
}

struct Shared {
	compute: Arc<Compute>,
	config: ServiceConfig,
	on_outcome: Box<OnOutcome>,
	queue: Mutex<Queue>,
	changed: Condvar,
}

/// Threads that compute jobs. When it is dropped, they end at their next opportunity.
pub struct Service {
	shared: Arc<Shared>,
	threads: Vec<JoinHandle<()>>,
}

impl Service {
	/// Starts the threads.
	pub fn start(
		compute: Arc<Compute>,
		config: ServiceConfig,
		on_outcome: impl Fn(&Job, Outcome) + Send + Sync + 'static,
	) -> io::Result<Self> {
		let count = config.threads.max(1);
		let shared = Arc::new(Shared {
			compute,
			config,
			on_outcome: Box::new(on_outcome),
			queue: Mutex::default(),
			changed: Condvar::new(),
		});
		let mut service = Self { shared, threads: Vec::new() };
		for number in 0..count {
			let shared = service.shared.clone();
			let name = format!("bourse-job-{number}");
			service.threads.push(thread::Builder::new().name(name).spawn(move || work(&shared))?);
		}
		Ok(service)
	}

	/// Puts a job behind those that wait.
	pub fn submit(&self, job: Job) -> Submitted {
		let mut queue = self.shared.queue.lock();
		let runs = queue.running.get(&job.task).is_some_and(|cancel| !cancel.is_set());
		if runs || queue.waiting.iter().any(|queued| queued.task == job.task) {
			return Submitted::Known;
		}
		if queue.waiting.len() >= self.shared.config.queue {
			return Submitted::Full;
		}
		queue.waiting.push_back(job);
		drop(queue);
		self.shared.changed.notify_all();
		Submitted::Queued
	}

	/// Forgets a job that waits, or ends one that runs. `false` when there is none. A cancelled job
	/// has no outcome.
	pub fn cancel(&self, task: &Hash) -> bool {
		let mut queue = self.shared.queue.lock();
		let before = queue.waiting.len();
		queue.waiting.retain(|job| job.task != *task);
		let running = queue.running.get(task);
		running.inspect(|cancel| cancel.set()).is_some() || before != queue.waiting.len()
	}

	/// Cancels every job that is not among `tasks`.
	pub fn retain(&self, tasks: &BTreeSet<Hash>) {
		let mut queue = self.shared.queue.lock();
		queue.waiting.retain(|job| tasks.contains(&job.task));
		for (task, cancel) in &queue.running {
			if !tasks.contains(task) {
				cancel.set();
			}
		}
	}

	/// Jobs that run.
	pub fn running(&self) -> usize {
		self.shared.queue.lock().running.len()
	}

	/// Jobs that wait.
	pub fn queued(&self) -> usize {
		self.shared.queue.lock().waiting.len()
	}

	/// Cancels everything and waits for the threads to end.
	pub fn shutdown(mut self) {
		self.stop();
		for thread in self.threads.drain(..) {
			thread.join().ok();
		}
	}

	fn stop(&self) {
		let mut queue = self.shared.queue.lock();
		queue.stopping = true;
		queue.waiting.clear();
		queue.running.values().for_each(Cancel::set);
		drop(queue);
		self.shared.changed.notify_all();
	}
}

impl Drop for Service {
	fn drop(&mut self) {
		self.stop();
	}
}

/// Most that a job may use, in bytes.
fn memory_of(job: &Job) -> u64 {
	let limits = Limits::for_time_ref(job.work_clock_time_ref);
	limits.output_bytes.saturating_add(limits.memory as u64)
}

/// Takes the next job that may run now; waits until there is one. `None` at the end.
fn next(shared: &Shared) -> Option<(Job, Cancel, u64)> {
	let mut queue = shared.queue.lock();
	loop {
		if queue.stopping {
			return None;
		}
		// A task that was cancelled and submitted again waits until its old run has ended.
		let at = queue.waiting.iter().position(|job| {
			let memory = queue.memory.saturating_add(memory_of(job));
			!queue.running.contains_key(&job.task)
				&& (queue.memory == 0 || memory <= shared.config.memory)
		});
		if let Some(job) = at.and_then(|at| queue.waiting.remove(at)) {
			let cancel = Cancel::default();
			let memory = memory_of(&job);
			queue.running.insert(job.task, cancel.clone());
			queue.memory = queue.memory.saturating_add(memory);
			return Some((job, cancel, memory));
		}
		shared.changed.wait(&mut queue);
	}
}

fn work(shared: &Shared) {
	// Linux changes the priority of this thread only. A refusal does no harm.
	rustix::process::nice(NICE).ok();
	while let Some((job, cancel, memory)) = next(shared) {
		let compute = AssertUnwindSafe(|| shared.compute.compute(&job, &cancel));
		let finished = catch_unwind(compute).unwrap_or_else(|_| {
			let failure = Failure::new(FailureCode::Internal, "the compute service panicked");
			(!cancel.is_set()).then(|| shared.compute.failed(&job, failure))
		});
		if let Some(finished) = finished {
			let tell = AssertUnwindSafe(|| (shared.on_outcome)(&job, finished.outcome));
			if catch_unwind(tell).is_err() {
				log::error!("an outcome was lost: who is told of it panicked");
			}
		}
		let mut queue = shared.queue.lock();
		queue.running.remove(&job.task);
		queue.memory = queue.memory.saturating_sub(memory);
		drop(queue);
		shared.changed.notify_all();
	}
}
