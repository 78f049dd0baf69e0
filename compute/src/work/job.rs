// SPDX-License-Identifier: Apache-2.0

//! A job from its fetching to its outcome: fetch, run, digest, keep.

use super::task::TaskContext;
use crate::{
	cancel::Cancel,
	content::{
		archive::{is_archive, Archive},
		blob::Blob,
		fetch::{FetchConfig, Fetcher, Peers, Wanted},
		hex::to_hex,
		printable::printable,
		store::{leave_room, now, Content, Keep, Store, StoreConfig, StoreError},
	},
	failure::{Failure, NO_TIME_TO_RUN},
	process::{confinement, Isolation, Processes},
	result::encrypted::{encrypt_log, encrypt_result, NotEncrypted},
	sandbox::{engine::Run, inputs::Inputs, version::ENGINE_VERSION},
};
use bourse_formats::{
	blake2_256,
	limits::CHUNK,
	protocol::{contribution_time, least_retention},
	FailureCode, Hash, Hasher, Job, Limits, Manifest, Outcome, Packing,
};
use lru::LruCache;
use parking_lot::Mutex;
use std::{
	io::{self, Write},
	num::NonZeroUsize,
	path::PathBuf,
	sync::Arc,
	time::Duration,
};

/// A job that came to its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finished {
	/// The outcome for the chain.
	pub outcome: Outcome,
	/// Hash of the log, which is in the store: the text that the program wrote to stderr, or, of a
	/// reported failure, [`Failure::log_text`].
	pub log: Hash,
}

/// How a node computes.
#[derive(Clone, Debug)]
pub struct Config {
	/// The folder of all that is kept.
	pub folder: PathBuf,
	/// The content-addressed store, in `folder/store`.
	pub store: StoreConfig,
	/// Most bytes of compiled modules, in `folder/modules`.
	pub module_cache_bytes: u64,
	/// How content is fetched.
	pub fetch: FetchConfig,
	/// How long results are kept after the task's deadline.
	pub retention: Duration,
	/// How the sandbox's processes are started.
	pub isolation: Isolation,
}

impl Config {
	/// Sensible settings, keeping everything in `folder`.
	pub fn new(folder: impl Into<PathBuf>, isolation: Isolation) -> Self {
		Self {
			folder: folder.into(),
			store: StoreConfig::default(),
			module_cache_bytes: 1 << 30,
			fetch: FetchConfig::default(),
			retention: Duration::from_secs(30 * 24 * 3600),
			isolation,
		}
	}
}

/// Sandbox, store and fetcher of a node. Shared by all threads.
pub struct Compute {
	sandbox: Processes,
	store: Arc<Store>,
	fetcher: Fetcher,
	/// The hashes of archives with their packing, and of what they were unpacked to.
	unpacked: Mutex<LruCache<(Hash, u8), Hash>>,
	retention: Duration,
}

/// How many archives are remembered.
const UNPACKED: NonZeroUsize = NonZeroUsize::new(256).unwrap();

impl Compute {
	/// Opens the node's folder. `peers` asks other nodes for what no server gives.
	pub fn open(config: Config, peers: Option<Box<Peers>>) -> Result<Self, StoreError> {
		let confinement = confinement();
		if !confinement.is_whole() {
			let (lacks, cure) = match confinement.landlock {
				0 => (
					"Landlock",
					"a kernel of version 5.13 or later that has it switched on (lsm=landlock,…)",
				),
				_ => ("seccomp", "a kernel that has it"),
			};
			log::warn!(
				"this kernel has no {lacks}: whatever gets out of the sandbox has more rights. Use {cure}"
			);
		}
		let store = Arc::new(Store::open(&config.folder.join("store"), config.store)?);
		let (modules, bytes) = (config.folder.join("modules"), config.module_cache_bytes);
		let inputs = config.folder.join("store").join("blocks");
		Ok(Self {
			sandbox: Processes::new(config.isolation, inputs, modules, bytes),
			fetcher: Fetcher::new(config.fetch, store.clone(), peers),
			store,
			unpacked: Mutex::new(LruCache::new(UNPACKED)),
			retention: config.retention,
		})
	}

	/// The store, to serve from.
	pub fn store(&self) -> &Arc<Store> {
		&self.store
	}

	/// Computes a job. `None` when it was cancelled.
	///
	/// To be called by threads that live on: a sandbox process ends with the thread that started
	/// it.
	pub fn compute(&self, job: &Job, cancel: &Cancel) -> Option<Finished> {
		let result = self.attempt(job, cancel)?;
		Some(result.unwrap_or_else(|failure| self.failed(job, failure)))
	}

	/// One try to compute a job: its result, or the failure that would be reported. `None` when it
	/// was cancelled.
	pub(crate) fn attempt(&self, job: &Job, cancel: &Cancel) -> Option<Result<Finished, Failure>> {
		let task = to_hex(&job.task);
		log::debug!("task {task}: begins");
		let result = self.try_compute(job, cancel);
		if cancel.is_set() {
			log::debug!("task {task}: cancelled");
			self.forget(job);
			return None;
		}
		match &result {
			Ok(finished) => log::info!("task {task}: computed, log {}", to_hex(&finished.log)),
			Err(failure) => log::info!("task {task}: {}", printable(failure)),
		}
		Some(result)
	}

	/// Keeps the log of a failure that is reported.
	pub(crate) fn failed(&self, job: &Job, failure: Failure) -> Finished {
		self.forget(job);
		let text = match self.private(job, failure.log_text()) {
			Ok(text) => text,
			Err(error) => error.log_text(),
		};
		let log = blake2_256(&text);
		if let Err(error) = self.keep(job, vec![text]).and_then(|()| self.store.flush()) {
			log::warn!("the log of task {} is not kept: {error}", to_hex(&job.task));
		}
		Finished { outcome: Outcome::Failed { code: failure.code, log }, log }
	}

	/// Keeps nothing of a job's run any longer. (A result of an earlier run, if there is one, stays: the
	/// chain may demand it.)
	fn forget(&self, job: &Job) {
		if let Err(error) = self.store.unpin(&job.task) {
			log::warn!("what task {} used stays in the store: {error}", to_hex(&job.task));
		}
	}

	/// The name of the set of a job's result. (The task names that of its inputs, and then of its log.)
	fn result_set(job: &Job, root: &Hash) -> Hash {
		blake2_256(&[b"result", job.task.as_bytes(), root.as_bytes()].concat())
	}

	/// How a job's result and logs are kept: in any case while the chain can demand them.
	fn keep_of(&self, job: &Job) -> Keep {
		let until = self.until(job);
		let needed = least_retention(job.work_clock_time_ref);
		let least = job.deadline.max(now()).saturating_add(needed).min(until);
		Keep { requester: Hash(job.requester), least, until }
	}

	/// The text about a task as it may be kept for everybody to read.
	fn private(&self, job: &Job, text: Vec<u8>) -> Result<Vec<u8>, Failure> {
		match &job.result_key {
			Some(key) => Ok(encrypt_log(key, &text)?),
			None => Ok(text),
		}
	}

	/// Keeps the text that the program wrote to stderr, and the outputs beside the result, which
	/// have a manifest of their own that the log names. (When the result is encrypted they are
	/// not kept.) Returns the hash of the log.
	fn keep_log(&self, job: &Job, run: &Run) -> Result<Hash, Failure> {
		let mut text = run.log.clone();
		let mut blocks = Vec::new();
		if !run.others.is_empty() && job.result_key.is_none() {
			let manifest = Manifest::of(&run.others);
			let root = to_hex(&manifest.root());
			text.extend_from_slice(format!("\n[other outputs: manifest {root}]\n").as_bytes());
			let chunks = run.others.values().flat_map(|content| content.chunks(CHUNK));
			blocks.extend(chunks.map(<[u8]>::to_vec));
			blocks.push(manifest.encode());
		}
		let text = self.private(job, text)?;
		let log = blake2_256(&text);
		blocks.push(text);
		self.keep(job, blocks)?;
		Ok(log)
	}

	/// Keeps blocks as long as the job's result.
	fn keep(&self, job: &Job, blocks: Vec<Vec<u8>>) -> Result<(), StoreError> {
		let hashes = blocks.iter().map(|block| Content::public(blake2_256(block)));
		self.store.pin(&job.task, self.keep_of(job), &hashes.collect::<Vec<_>>())?;
		blocks.iter().try_for_each(|block| self.store.put(block).map(drop))
	}

	/// Until when a job's result and logs are kept.
	fn until(&self, job: &Job) -> u64 {
		job.deadline.max(now()).saturating_add(self.retention.as_secs())
	}

	/// Until when a job's inputs are kept: never so short that one goes while the job runs, however
	/// wrong this machine's clock is.
	fn use_end(job: &Job) -> u64 {
		job.deadline.max(now().saturating_add(contribution_time(job.work_clock_time_ref)))
	}

	/// Computes a job, and keeps the result. Where failures are results, one is kept like any other.
	fn try_compute(&self, job: &Job, cancel: &Cancel) -> Result<Finished, Failure> {
		let run = self.run(job, cancel);
		if !job.failures_count {
			return self.keep_run(job, run?);
		}
		match run.and_then(|run| run.check_callback(job.callback, &limits_of(job))) {
			Ok(run) => self.keep_run(job, run),
			Err(failure) => match failure.run() {
				Some(run) => {
					log::info!("task {}: the result is {}", to_hex(&job.task), printable(&failure));
					self.keep_run(job, run)
				},
				None => Err(failure),
			},
		}
	}

	/// Fetches what a job needs, and runs its app.
	fn run(&self, job: &Job, cancel: &Cancel) -> Result<Run, Failure> {
		if job.engine != ENGINE_VERSION {
			let message = format!(
				"the task is for version {} of the sandbox, this one is {ENGINE_VERSION}",
				job.engine
			);
			return Err(Failure::new(FailureCode::Refused, message));
		}
		// Cheapest first: params cost nothing to look at.
		let context = TaskContext {
			task: &job.task,
			index: job.index,
			bag_size: job.bag_size,
			params: &job.params,
		};
		let (mut inputs, params) = Inputs::of_task(&context)
			.map_err(|error| Failure::new(FailureCode::BadParams, error.to_string()))?;
		self.store.admit(&Hash(job.requester))?;
		// Content in use must not go, for the sandbox's processes open it by its name.
		let named =
			params.inputs.iter().map(|file| Wanted::of_input(job, &file.url, file.checksum));
		let sources = [Some(&job.app), job.dataset.as_ref()].into_iter().flatten();
		let used = sources.map(|source| Wanted::of_source(job, source)).chain(named);
		let used = used.map(|wanted| wanted.content).collect::<Vec<_>>();
		let in_use = Keep { requester: Hash(job.requester), ..Keep::until(Self::use_end(job)) };
		self.store.pin(&job.task, in_use, &used)?;
		let mut size = 0;
		let app = self.fetch(&Wanted::of_source(job, &job.app), &mut size, cancel)?;
		self.sandbox.compile(&app, &job.app.checksum, cancel)?;
		let mut archive = None;
		if let Some(dataset) = &job.dataset {
			let wanted = Wanted::of_source(job, dataset);
			let content = self.fetch(&wanted, &mut size, cancel)?;
			if is_archive(&content, dataset.packing) {
				let pin =
					|content| self.store.pin(&job.task, in_use, &[&used[..], &[content]].concat());
				let unpacked =
					self.unpacked(&wanted.content, &content, dataset.packing, pin, cancel)?;
				archive = Some(Archive { content, unpacked });
			} else {
				inputs.add_file(content);
			}
		}
		for file in &params.inputs {
			let wanted = Wanted::of_input(job, &file.url, file.checksum);
			let content = self.fetch(&wanted, &mut size, cancel)?;
			inputs.files.insert(file.name.clone(), content);
		}
		let limits = limits_of(job);
		// An outcome behind the end of the assignment is a miss.
		let wall_clock = Duration::from_secs(cancel.time_to_run(limits.wall_clock).as_secs());
		if wall_clock.is_zero() {
			return Err(Failure::new(FailureCode::Timeout, NO_TIME_TO_RUN));
		}
		let limits = Limits { wall_clock, ..limits };
		self.sandbox.run(&app, &job.app.checksum, inputs, archive, &limits, cancel)
	}

	/// What a dataset's archive is unpacked to, in a sandbox process or before. It is as private as the
	/// dataset, and `pin` keeps it.
	fn unpacked(
		&self,
		dataset: &Content,
		archive: &Blob,
		packing: Packing,
		pin: impl Fn(Content) -> Result<(), StoreError>,
		cancel: &Cancel,
	) -> Result<Blob, Failure> {
		let named = |hash| Content { hash, ..*dataset };
		let key = (dataset.hash, packing as u8);
		let known = self.unpacked.lock().get(&key).copied();
		if let Some(hash) = known {
			pin(named(hash))?;
			if let Some(unpacked) = self.store.map(&named(hash))? {
				return Ok(unpacked);
			}
		}
		let (mut file, mut hasher) = (self.store.temp_file()?, Hasher::new());
		let mut take = |part: &[u8]| {
			leave_room(&file, part.len()).map_err(|_| io::ErrorKind::StorageFull)?;
			hasher.update(part);
			file.write_all(part)
		};
		self.sandbox.unpack(archive, &dataset.hash, packing, &mut take, cancel)?;
		let content = named(hasher.finish());
		pin(content)?;
		self.store.put_file(file, &content)?;
		self.unpacked.lock().put(key, content.hash);
		let unpacked = self.store.map(&content)?;
		unpacked.ok_or_else(|| Failure::internal("an unpacked dataset is lost again"))
	}

	/// Keeps a result, whatever it is.
	fn keep_run(&self, job: &Job, run: Run) -> Result<Finished, Failure> {
		// The result last: nothing may fail when it is kept.
		let log = self.keep_log(job, &run)?;
		let keep = self.keep_of(job);
		let encrypted = match &job.result_key {
			Some(key) => {
				let (index, boxes) = encrypt_result(key, &run.header, &run.files)?;
				let set = Self::result_set(job, &index.hash());
				Some(self.store.keep_encrypted_result(&set, keep, &index, &boxes)?)
			},
			None => {
				let set = Self::result_set(job, &run.header.digest());
				self.store.keep_result(&set, keep, &run.header, &run.files)?;
				None
			},
		};
		self.store.flush()?;
		let (header, callback_data) = (run.header, run.callback_data);
		Ok(Finished { outcome: Outcome::Done { header, callback_data, encrypted }, log })
	}

	/// Fetches some of a job's content, of which `size` bytes are there already. All of it stays while
	/// the job runs, so it must leave room for others.
	fn fetch(&self, wanted: &Wanted, size: &mut u64, cancel: &Cancel) -> Result<Blob, Failure> {
		let content = self.fetcher.fetch(wanted, cancel)?;
		*size = size.saturating_add(content.len() as u64);
		let most = self.store.share();
		if *size > most {
			let message = format!("app, dataset and inputs have more than {most} bytes together");
			return Err(Failure::new(FailureCode::InputTooLarge, message));
		}
		Ok(content)
	}
}

/// The limits of a job's run.
pub(super) fn limits_of(job: &Job) -> Limits {
	Limits::for_category(job.work_clock_time_ref, job.limits)
}

impl From<StoreError> for Failure {
	fn from(error: StoreError) -> Self {
		match error {
			StoreError::Full { .. } | StoreError::Share { .. } => {
				Failure::new(FailureCode::Refused, error.to_string())
			},
			// Folders are not a requester's to know: the node's log names them.
			_ => {
				log::warn!("the store: {error}");
				Failure::internal("this worker's store or its disk failed")
			},
		}
	}
}

impl From<NotEncrypted> for Failure {
	fn from(error: NotEncrypted) -> Self {
		Failure::internal(error)
	}
}
