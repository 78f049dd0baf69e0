// SPDX-License-Identifier: Apache-2.0

//! The sandbox processes of a node.

use super::{
	child::{Isolation, SandboxProcess},
	protocol::{Request, RunRequest},
};
use crate::{
	cancel::Cancel,
	content::{blob::Blob, keyed_lock::KeyedLock},
	failure::Failure,
	module::remove_leftovers,
	sandbox::{engine::Run, inputs::Inputs},
};
use bourse_formats::{FailureCode, Hash, Limits};
use parking_lot::Mutex;
use std::{
	io,
	path::PathBuf,
	time::{Duration, Instant},
};

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
	/// several processes want the same new module, one of them compiles it, and the others find it
	/// on disk.
	pub fn compile(&self, module: &Blob, checksum: &Hash, cancel: &Cancel) -> Result<(), Failure> {
		let compile = || self.ask(module, checksum, None, Duration::ZERO, cancel);
		match self.compiling.with(checksum, compile)? {
			Some(_) => Err(Failure::internal("a run was not asked for")),
			None => Ok(()),
		}
	}

	/// Runs a module, as [`Engine::run_known`](crate::Engine::run_known).
	pub fn run(
		&self,
		module: &Blob,
		checksum: &Hash,
		inputs: Inputs,
		limits: &Limits,
		cancel: &Cancel,
	) -> Result<Run, Failure> {
		let run = RunRequest { inputs, limits: limits.clone() };
		let run = self.ask(module, checksum, Some(run), limits.wall_clock, cancel)?;
		run.ok_or_else(|| Failure::internal("nothing was run"))
	}

	fn ask(
		&self,
		module: &Blob,
		checksum: &Hash,
		run: Option<RunRequest>,
		time: Duration,
		cancel: &Cancel,
	) -> Result<Option<Run>, Failure> {
		let request = Request {
			inputs: self.inputs.clone(),
			cache: self.cache.clone(),
			cache_bytes: self.cache_bytes,
			module: module.clone(),
			checksum: *checksum,
			run,
		};
		let mut request = serde_json::to_vec(&request).map_err(Failure::internal)?;
		request.push(b'\n');
		let mut process = self.process(&request)?;
		let deadline = Instant::now() + time + self.isolation.grace;
		match process.answer(deadline, cancel) {
			Ok(answer) => {
				// Used again, whatever became of the job, unless it ends because of the job.
				if !matches!(&answer, Err(failure) if failure.code == FailureCode::Timeout) {
					self.idle.lock().push(process);
				}
				answer
			},
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
		let start = || {
			let mut process = SandboxProcess::start(&self.isolation)?;
			process.send(request)?;
			Ok(process)
		};
		start()
			.map_err(|e: io::Error| Failure::internal(format!("no process for the sandbox: {e}")))
	}
}
