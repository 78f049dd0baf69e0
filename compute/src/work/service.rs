// SPDX-License-Identifier: Apache-2.0

//! A node's threads that compute, at low priority, so that they never hold up the chain.
//!
//! The service forgets everything when it ends. The node submits again after a restart, from the
//! off-chain worker's list, which is persistent, and unfinished jobs are computed anew. Every job
//! submitted gets exactly one outcome, unless it is cancelled.
//!
//! A failure that nobody else can judge is reported only when some time was spent on it
//! ([`Patience`]): the job waits among the others, with growing pauses, and is tried again.

use super::{
	job::{limits_of, Compute},
	patience::{Patience, Turn},
};
use crate::{cancel::Cancel, failure::Failure, sandbox::version::ENGINE_VERSION};
use bourse_formats::{FailureCode, Hash, Job, Outcome};
use parking_lot::{Condvar, Mutex};
use std::{
	collections::{BTreeSet, HashMap, VecDeque},
	io,
	panic::{catch_unwind, AssertUnwindSafe},
	sync::Arc,
	thread::{self, JoinHandle},
	time::Instant,
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
	/// How long failures are tried again that nobody else can judge.
	pub patience: Patience,
}

impl Default for ServiceConfig {
	/// All cores but one, and half of the machine's memory.
	fn default() -> Self {
		let cores = thread::available_parallelism().map_or(1, usize::from);
		Self {
			threads: cores.saturating_sub(1).max(1),
			queue: 1024,
			memory: half_of_memory(),
			patience: Patience::default(),
		}
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
	waiting: VecDeque<Turn>,
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
		if runs || queue.waiting.iter().any(|queued| queued.job.task == job.task) {
			return Submitted::Known;
		}
		if queue.waiting.len() >= self.shared.config.queue {
			return Submitted::Full;
		}
		queue.waiting.push_back(self.shared.config.patience.first(job));
		drop(queue);
		self.shared.changed.notify_all();
		Submitted::Queued
	}

	/// Forgets a job that waits, or ends one that runs. `false` when there is none. A cancelled job
	/// has no outcome.
	pub fn cancel(&self, task: &Hash) -> bool {
		let mut queue = self.shared.queue.lock();
		let before = queue.waiting.len();
		queue.waiting.retain(|turn| turn.job.task != *task);
		let running = queue.running.get(task);
		running.inspect(|cancel| cancel.set()).is_some() || before != queue.waiting.len()
	}

	/// Cancels every job that is not among `tasks`.
	pub fn retain(&self, tasks: &BTreeSet<Hash>) {
		let mut queue = self.shared.queue.lock();
		queue.waiting.retain(|turn| tasks.contains(&turn.job.task));
		for (task, cancel) in &queue.running {
			if !tasks.contains(task) {
				cancel.set();
			}
		}
	}

	/// The tasks whose jobs wait or run. A job that was cancelled and still runs is not among them.
	pub fn tasks(&self) -> BTreeSet<Hash> {
		let queue = self.shared.queue.lock();
		let waiting = queue.waiting.iter().map(|turn| turn.job.task);
		let running = queue.running.iter().filter(|(_, cancel)| !cancel.is_set());
		waiting.chain(running.map(|(task, _)| *task)).collect()
	}

	/// Jobs that run.
	pub fn running(&self) -> usize {
		self.shared.queue.lock().running.len()
	}

	/// Jobs that wait, for their turn or for another try.
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
	let limits = limits_of(job);
	limits.output_bytes.saturating_add(limits.memory as u64)
}

/// Takes the next job that may run now; waits until there is one. `None` at the end.
fn next(shared: &Shared) -> Option<(Turn, Cancel, u64)> {
	let mut queue = shared.queue.lock();
	loop {
		if queue.stopping {
			return None;
		}
		// A task that was cancelled and submitted again waits until its old run has ended.
		let now = Instant::now();
		let at = queue.waiting.iter().position(|turn| {
			let memory = queue.memory.saturating_add(memory_of(&turn.job));
			turn.at <= now
				&& !queue.running.contains_key(&turn.job.task)
				&& (queue.memory == 0 || memory <= shared.config.memory)
		});
		if let Some(turn) = at.and_then(|at| queue.waiting.remove(at)) {
			let cancel = turn.cancel();
			let memory = memory_of(&turn.job);
			queue.running.insert(turn.job.task, cancel.clone());
			queue.memory = queue.memory.saturating_add(memory);
			return Some((turn, cancel, memory));
		}
		// What may run already waits for one that runs to end.
		match queue.waiting.iter().map(|turn| turn.at).filter(|at| *at > now).min() {
			Some(at) => {
				shared.changed.wait_until(&mut queue, at);
			},
			None => shared.changed.wait(&mut queue),
		}
	}
}

fn work(shared: &Shared) {
	// Linux changes the priority of this thread only. A refusal does no harm.
	rustix::process::nice(NICE).ok();
	while let Some((turn, cancel, memory)) = next(shared) {
		let again = serve(shared, &turn, &cancel);
		let mut queue = shared.queue.lock();
		queue.running.remove(&turn.job.task);
		queue.memory = queue.memory.saturating_sub(memory);
		if let Some(turn) = again.filter(|_| !queue.stopping && !cancel.is_set()) {
			queue.waiting.push_back(turn);
		}
		drop(queue);
		shared.changed.notify_all();
	}
}

/// Computes a job, and tells its outcome; the job's next turn instead when it is to be tried again.
fn serve(shared: &Shared, turn: &Turn, cancel: &Cancel) -> Option<Turn> {
	let job = &turn.job;
	let attempt = AssertUnwindSafe(|| shared.compute.attempt(job, cancel));
	let result = catch_unwind(attempt).unwrap_or_else(|_| {
		let failure = Failure::new(FailureCode::Internal, "the compute service panicked");
		(!cancel.is_set()).then_some(Err(failure))
	})?;
	let finished = match result {
		Ok(finished) => finished,
		Err(failure) => {
			if let Some(next) = may_pass(job, &failure).then(|| turn.next(&failure)).flatten() {
				let pause = next.at.saturating_duration_since(Instant::now());
				log::info!("task {:#x}: another try in {pause:.0?}", job.task);
				return Some(next);
			}
			shared.compute.failed(job, turn.told(failure))
		},
	};
	let tell = AssertUnwindSafe(|| (shared.on_outcome)(job, finished.outcome));
	if catch_unwind(tell).is_err() {
		log::error!("an outcome was lost: who is told of it panicked");
	}
	None
}

/// Whether another try of this node may do better, and the chain gives time for it.
fn may_pass(job: &Job, failure: &Failure) -> bool {
	job.failures_count && failure.code.is_unavailable() && job.engine == ENGINE_VERSION
}
