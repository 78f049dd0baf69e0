// SPDX-License-Identifier: Apache-2.0

//! What starting costs: a run that does nothing, whole tasks that do nothing, containers.

use crate::{engine, isolation, median, Measured, Setup};
use bourse_compute::{
	service::ServiceConfig, store::StoreConfig, Cancel, Compute, Config, Finished, Hash, Inputs,
	Job, Keep, Limits, Outcome, ResultHeader, Service, Source, Store, ENGINE_VERSION,
};
use bourse_formats::{blake2_256, Manifest};
use std::{
	collections::BTreeMap,
	fs,
	path::Path,
	process::{Command, Stdio},
	sync::{mpsc, Arc},
	time::{Duration, Instant},
};

/// Times of doing nothing.
pub struct Starts {
	/// A run of the no-op program from its module in memory to its digest.
	pub warm: Duration,
	/// The same of a large module (SQLite), whose program ends at once.
	pub warm_large: Duration,
	/// A new engine's first run of the no-op program, its module compiled before and on disk.
	pub from_disk: Duration,
	/// The same of the large module.
	pub from_disk_large: Duration,
	/// Compiling the no-op program's module.
	pub compile: Duration,
	/// A no-op job with a new sandbox process, its module compiled before and on disk.
	pub first_job: Duration,
	/// A no-op job with a sandbox process that has run one before.
	pub next_job: Duration,
	/// The store's writes of a no-op job's result, and the wait for the disk.
	pub kept: Duration,
	/// Whole tasks per second: 1,000 of them, on all cores.
	pub tasks_per_second: f64,
	/// Threads that computed them.
	pub threads: usize,
	/// Container by name, and what it takes to start the native no-op program and see it end.
	pub containers: Vec<(&'static str, Option<Duration>)>,
	/// The native no-op program as a plain process.
	pub process: Duration,
}

/// Measures all of it.
pub fn measure(setup: &Setup) -> Measured<Starts> {
	let noop = setup.module("noop")?;
	let large = fs::read(setup.built.join("third-party/sqlite3.wasm"))?;
	let (tasks_per_second, threads) = tasks(&noop)?;
	let native = setup.native.join("noop");
	let (first_job, next_job) = jobs(&noop)?;
	Ok(Starts {
		first_job,
		next_job,
		kept: kept()?,
		warm: warm(&noop, &[])?,
		warm_large: warm(&large, &["-version"])?,
		from_disk: from_disk(&noop, &[])?,
		from_disk_large: from_disk(&large, &["-version"])?,
		compile: times(20, || {
			let engine = engine(None)?;
			let start = Instant::now();
			engine.compile(&noop)?;
			Ok(start.elapsed())
		})?,
		tasks_per_second,
		threads,
		containers: vec![("bubblewrap", bubblewrap(&native)), ("runc", runc(&native))],
		process: times(200, || ended(&mut Command::new(&native)))?,
	})
}

fn times(count: usize, mut once: impl FnMut() -> Measured<Duration>) -> Measured<Duration> {
	// The first ones bring everything into memory.
	for _ in 0..3 {
		once()?;
	}
	Ok(median((0..count).map(|_| once()).collect::<Measured<Vec<_>>>()?))
}

fn inputs(args: &[&str]) -> Inputs {
	Inputs { args: args.iter().map(|arg| (*arg).into()).collect(), ..Inputs::default() }
}

fn warm(module: &[u8], args: &[&str]) -> Measured<Duration> {
	let engine = engine(None)?;
	let (checksum, limits) = (blake2_256(module), Limits::for_time_ref(300));
	times(1000, || {
		let start = Instant::now();
		let run = engine.run_known(module, &checksum, inputs(args), &limits)?;
		let digest = run.digest();
		let taken = start.elapsed();
		if digest.is_zero() || run.header.exit_status != 0 {
			return Err("the no-op program failed".into());
		}
		Ok(taken)
	})
}

fn from_disk(module: &[u8], args: &[&str]) -> Measured<Duration> {
	let folder = tempfile::tempdir()?;
	let (checksum, limits) = (blake2_256(module), Limits::for_time_ref(300));
	times(100, || {
		let engine = engine(Some(folder.path()))?;
		let start = Instant::now();
		engine.run_known(module, &checksum, inputs(args), &limits)?;
		Ok(start.elapsed())
	})
}

fn job(number: u64, checksum: Hash) -> Job {
	Job {
		task: blake2_256(&number.to_le_bytes()),
		app: Source { checksum, ..Source::default() },
		dataset: None,
		params: Vec::new(),
		index: number,
		bag_size: u64::MAX,
		work_clock_time_ref: 300,
		deadline: u64::MAX / 2,
		engine: ENGINE_VERSION,
		result_key: None,
		..Job::default()
	}
}

/// How long a job takes that is the first of its sandbox process, and one that is not.
fn jobs(module: &[u8]) -> Measured<(Duration, Duration)> {
	let folder = tempfile::tempdir()?;
	let open = || -> Measured<_> {
		let config = Config::new(folder.path(), isolation()?);
		Ok(Compute::open(config, None)?)
	};
	let checksum = open()?.store().put(module)?;
	let mut number = 0;
	let mut compute = |compute: &Compute| {
		number += 1;
		let start = Instant::now();
		match compute.compute(&job(number, checksum), &Cancel::default()) {
			Some(Finished { outcome: Outcome::Done { .. }, .. }) => Ok(start.elapsed()),
			other => Err(format!("a no-op task failed: {other:?}").into()),
		}
	};
	let first = times(50, || compute(&open()?))?;
	let node = open()?;
	Ok((first, times(1000, || compute(&node))?))
}

/// How long the result of a no-op job takes to keep, of which the store has the same already.
fn kept() -> Measured<Duration> {
	let folder = tempfile::tempdir()?;
	let store = Store::open(folder.path(), StoreConfig::default())?;
	let files = BTreeMap::new();
	let header =
		ResultHeader { output_root: Manifest::of(&files).root(), ..ResultHeader::default() };
	let mut number = 0u64;
	times(1000, || {
		number += 1;
		let key = blake2_256(&number.to_le_bytes());
		let start = Instant::now();
		store.keep_result(&key, Keep::until(u64::MAX), &header, &files)?;
		store.flush()?;
		Ok(start.elapsed())
	})
}

/// 1,000 tasks as a node computes them: queue, store, sandbox process, digest, result kept.
fn tasks(module: &[u8]) -> Measured<(f64, usize)> {
	const TASKS: u64 = 1000;
	let folder = tempfile::tempdir()?;
	let config = Config::new(folder.path(), isolation()?);
	let compute = Arc::new(Compute::open(config, None)?);
	let checksum = compute.store().put(module)?;
	let threads = std::thread::available_parallelism()?.get();
	let config = ServiceConfig { threads, ..ServiceConfig::default() };
	let (tell, told) = mpsc::channel();
	let service = Service::start(compute, config, move |_: &Job, outcome| {
		// Nobody listens any more when the measurement has failed.
		let _ = tell.send(outcome);
	})?;
	let run = |numbers: std::ops::Range<u64>| -> Measured<Duration> {
		let start = Instant::now();
		for number in numbers.clone() {
			service.submit(job(number, checksum));
		}
		for _ in numbers {
			match told.recv()? {
				Outcome::Done { .. } => (),
				Outcome::Failed { code, .. } => {
					return Err(format!("a no-op task failed: {code:?}").into());
				},
			}
		}
		Ok(start.elapsed())
	};
	// The first ones compile.
	run(TASKS..TASKS + 10)?;
	let taken = run(0..TASKS)?;
	service.shutdown();
	Ok((TASKS as f64 / taken.as_secs_f64(), threads))
}

fn ended(command: &mut Command) -> Measured<Duration> {
	let start = Instant::now();
	let status =
		command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
	let taken = start.elapsed();
	if status.success() {
		Ok(taken)
	} else {
		Err("it failed".into())
	}
}

/// All namespaces anew, a read-only root: what a container has.
fn bubblewrap(native: &Path) -> Option<Duration> {
	let mut command = Command::new("bwrap");
	command.args(["--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--proc", "/proc"]);
	command.args(["--dev", "/dev", "--tmpfs", "/tmp"]);
	// It may lie in a folder that is hidden in there.
	command.arg("--ro-bind").arg(native).args(["/tmp/noop", "/tmp/noop"]);
	times(100, || ended(&mut command)).map_err(|error| eprintln!("bubblewrap: {error}")).ok()
}

/// `runc run` with a root file system that holds the program and its libraries only.
fn runc(native: &Path) -> Option<Duration> {
	let measure = || -> Measured<Duration> {
		let bundle = tempfile::tempdir()?;
		let root = bundle.path().join("rootfs");
		fs::create_dir(&root)?;
		fs::copy(native, root.join("noop"))?;
		let libraries = Command::new("ldd").arg(native).output()?;
		for word in String::from_utf8(libraries.stdout)?.split_whitespace() {
			if let Some(path) = word.strip_prefix('/') {
				let to = root.join(path);
				fs::create_dir_all(to.parent().ok_or("no folder")?)?;
				fs::copy(word, to)?;
			}
		}
		let spec = Command::new("runc").arg("spec").current_dir(bundle.path()).status()?;
		if !spec.success() {
			return Err("runc spec failed".into());
		}
		let config = bundle.path().join("config.json");
		let text = fs::read_to_string(&config)?;
		let text = text.replace("\"terminal\": true", "\"terminal\": false");
		fs::write(&config, text.replace("\"sh\"", "\"/noop\""))?;
		let mut number = 0;
		times(20, || {
			number += 1;
			let name = format!("bench-compute-{}-{number}", std::process::id());
			ended(Command::new("runc").arg("run").arg(name).current_dir(bundle.path()))
		})
	};
	measure().map_err(|error| eprintln!("runc: {error}")).ok()
}
