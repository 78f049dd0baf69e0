// SPDX-License-Identifier: Apache-2.0

//! The sandbox processes of a node.

use super::{
	child::{Isolation, SandboxProcess},
	protocol::{none, Reply, Request, RunRequest, Take},
};
use crate::{
	cancel::Cancel,
	content::{archive::Archive, blob::Blob, keyed_lock::KeyedLock},
	failure::{Failure, NO_TIME_TO_RUN},
	module::remove_leftovers,
	sandbox::{engine::Run, inputs::Inputs},
};
use bourse_formats::{FailureCode, Hash, Limits, Packing};
use parking_lot::Mutex;
use std::{io, path::PathBuf, time::Duration};

/// Longest time to unpack an archive.
const UNPACKING: Duration = Duration::from_secs(120);
/// Time for an answer behind the time to run: what a run gave that ended in time is to be handed over.
const HAND_OVER: Duration = Duration::from_secs(10);

/// Sandbox processes, and what their engines keep on disk.
pub(crate) struct Processes {
	isolation: Isolation,
	inputs: PathBuf,
	cache: PathBuf,
	cache_bytes: u64,
	idle: Mutex<Vec<SandboxProcess>>,
	compiling: KeyedLock,
}

impl Processes {
	/// None yet: processes are started when they are needed. All inputs are below the folder
	/// `inputs`; compiled modules are kept in `cache`, at most `cache_bytes` of them. Half written
	/// files there are removed.
	pub fn new(isolation: Isolation, inputs: PathBuf, cache: PathBuf, cache_bytes: u64) -> Self {
		remove_leftovers(&cache);
		let (idle, compiling) = (Mutex::default(), KeyedLock::default());
		Self { isolation, inputs, cache, cache_bytes, idle, compiling }
	}

	/// Compiles and keeps a module, as [`Engine::compile_known`](crate::Engine::compile_known). When
	/// several jobs want the same new module, one of them has it compiled, and the others find it on
	/// disk. A process that compiles ends then: those that run programs can't write to the folder.
	pub fn compile(&self, module: &Blob, checksum: &Hash, cancel: &Cancel) -> Result<(), Failure> {
		let time = Duration::ZERO;
		let is_over = || cancel.is_set() || cancel.time_to_run(Duration::MAX).is_zero();
		let compiled = self.compiling.with_unless(checksum, is_over, || {
			let mut asked = self.request(module, checksum, None);
			match self.ask(&asked, time, &mut none, cancel)? {
				Reply::Compiled => return Ok(()),
				Reply::Missing => asked.compiles = true,
				_ => return Err(Failure::internal("an answer that was not asked for")),
			}
			let process = self.start(&line(&asked)?)?;
			let compiling = compile_time(module.len());
			match self.answer_of(process, compiling, &mut none, cancel)?.0? {
				Reply::Compiled => Ok(()),
				_ => Err(Failure::internal("nothing was compiled")),
			}
		});
		compiled.unwrap_or_else(|| Err(Failure::new(FailureCode::Timeout, NO_TIME_TO_RUN)))
	}

	/// Unpacks an archive, as [`unpack`](crate::content::archive::unpack).
	pub fn unpack(
		&self,
		archive: &Blob,
		checksum: &Hash,
		packing: Packing,
		take: &mut Take,
		cancel: &Cancel,
	) -> Result<(), Failure> {
		let request = self.request(archive, checksum, None);
		let request = Request { unpack: Some(packing), ..request };
		match self.ask(&request, UNPACKING, take, cancel)? {
			Reply::Unpacked => Ok(()),
			_ => Err(Failure::internal("nothing was unpacked")),
		}
	}

	/// Runs a module, as [`Engine::run_known`](crate::Engine::run_known), with a dataset that is an
	/// archive, if there is one.
	pub fn run(
		&self,
		module: &Blob,
		checksum: &Hash,
		inputs: Inputs,
		archive: Option<Archive>,
		limits: &Limits,
		cancel: &Cancel,
	) -> Result<Run, Failure> {
		let run = RunRequest { inputs, archive, limits: limits.clone() };
		let request = self.request(module, checksum, Some(run));
		match self.ask(&request, limits.wall_clock, &mut none, cancel)? {
			Reply::Ran(run) => Ok(*run),
			_ => Err(Failure::internal("nothing was run")),
		}
	}

	fn request(&self, content: &Blob, checksum: &Hash, run: Option<RunRequest>) -> Request {
		Request {
			inputs: self.inputs.clone(),
			cache: self.cache.clone(),
			cache_bytes: self.cache_bytes,
			compiles: false,
			content: content.clone(),
			checksum: *checksum,
			unpack: None,
			run,
		}
	}

	/// Has a process answer that may be used again.
	fn ask(
		&self,
		request: &Request,
		time: Duration,
		take: &mut Take,
		cancel: &Cancel,
	) -> Result<Reply, Failure> {
		let process = self.process(&line(request)?)?;
		let (answer, process) = self.answer_of(process, time, take, cancel)?;
		// Used again, whatever became of the job, unless it ends because of the job.
		if !matches!(&answer, Err(failure) if failure.code == FailureCode::Timeout) {
			self.idle.lock().push(process);
		}
		answer
	}

	/// The answer of a process, which is given back. Fails when there is none in time: an outcome behind the
	/// end of the assignment would be a miss, whatever took so long.
	fn answer_of(
		&self,
		mut process: SandboxProcess,
		time: Duration,
		take: &mut Take,
		cancel: &Cancel,
	) -> Result<(Result<Reply, Failure>, SandboxProcess), Failure> {
		let deadline = cancel.run_end(HAND_OVER, time + self.isolation.grace);
		match process.answer(deadline, cancel, take) {
			Ok(answer) => Ok((answer, process)),
			Err(error) => Err(process.failure(error, cancel)),
		}
	}

	/// A process that has taken the request: an idle one, unless it has died meanwhile.
	fn process(&self, request: &[u8]) -> Result<SandboxProcess, Failure> {
		while let Some(mut process) = { self.idle.lock().pop() } {
			if process.send(request).is_ok() {
				return Ok(process);
			}
		}
		self.start(request)
	}

	/// A new process that has taken the request.
	fn start(&self, request: &[u8]) -> Result<SandboxProcess, Failure> {
		let start = || {
			let mut process = SandboxProcess::start(&self.isolation)?;
			process.send(request)?;
			Ok(process)
		};
		start()
			.map_err(|e: io::Error| Failure::internal(format!("no process for the sandbox: {e}")))
	}
}

/// Time for compiling a module of this size beyond the grace that every job has: it grows with the
/// size, and a machine may be slow.
fn compile_time(module: usize) -> Duration {
	const PER_MIB: Duration = Duration::from_secs(8);
	PER_MIB * (module >> 20) as u32
}

/// A request as it is sent.
fn line(request: &Request) -> Result<Vec<u8>, Failure> {
	let mut line = serde_json::to_vec(request).map_err(Failure::internal)?;
	line.push(b'\n');
	Ok(line)
}
