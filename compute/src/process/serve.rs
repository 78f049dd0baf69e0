// SPDX-License-Identifier: Apache-2.0

//! A sandbox process itself.

use super::{
	confine::confine,
	protocol::{write_answer, Folders, Request},
};
use crate::{
	failure::Failure,
	sandbox::{
		engine::{Engine, Run},
		touched,
	},
};
use serde::de::DeserializeOwned;
use std::{
	fs,
	io::{self, BufRead},
};

/// Answers requests on standard input until it is closed: all that a sandbox process does. Returns
/// then, or when an answer can't be given.
pub fn serve() -> io::Result<()> {
	bind_to_parent();
	let mut engine = None;
	let mut input = io::stdin().lock();
	let mut output = io::stdout().lock();
	let mut line = Vec::new();
	loop {
		line.clear();
		if input.read_until(b'\n', &mut line)? == 0 {
			return Ok(());
		}
		write_answer(&mut output, answer(&mut engine, &line))?;
	}
}

/// Has the process end with the node, leave no dump of its memory, and gain no rights. A refusal
/// does no harm.
fn bind_to_parent() {
	#[cfg(target_os = "linux")]
	{
		use rustix::{
			process::{set_parent_process_death_signal, setrlimit, Resource, Rlimit, Signal},
			thread::set_no_new_privs,
		};
		set_parent_process_death_signal(Some(Signal::KILL)).ok();
		set_no_new_privs(true).ok();
		setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).ok();
	}
}

fn answer(engine: &mut Option<Engine>, line: &[u8]) -> Result<Option<Run>, Failure> {
	// Order matters: to read the request is to open files, which only a confined process may do.
	let engine = match engine {
		Some(engine) => engine,
		None => engine.insert(start(&read(line)?).map_err(Failure::internal)?),
	};
	let Request { module, checksum, run, .. } = read(line)?;
	match run {
		Some(run) => engine.run_known(&module, &checksum, run.inputs, &run.limits).map(Some),
		None => engine.compile_known(&module, &checksum).map(|()| None),
	}
}

fn read<T: DeserializeOwned>(line: &[u8]) -> Result<T, Failure> {
	serde_json::from_slice(line)
		.map_err(|error| Failure::internal(format!("a request that can't be read: {error}")))
}

/// Confines the process, and starts its engine.
fn start(folders: &Folders) -> Result<Engine, Box<dyn std::error::Error>> {
	fs::create_dir_all(&folders.cache)?;
	touched::prepare();
	confine(&[&folders.inputs], &[&folders.cache])?;
	// The node kills the process of a cancelled job. The process of a job that takes too long ends
	// itself.
	let end = |failure| -> ! {
		if write_answer(&mut io::stdout().lock(), Err(failure)).is_err() {
			std::process::abort();
		}
		std::process::exit(0);
	};
	Ok(Engine::new(Some(folders.cache.clone()), folders.cache_bytes)?.on_timeout(end))
}
