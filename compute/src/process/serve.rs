// SPDX-License-Identifier: Apache-2.0

//! A sandbox process itself.

use super::{
	confine::confine,
	data_limit,
	protocol::{write_answer, write_pieces, Folders, Reply, Request},
	system_calls, PARENT,
};
use crate::{
	content::archive,
	failure::Failure,
	sandbox::{engine::Engine, touched},
};
use serde::de::DeserializeOwned;
use std::{
	env, fs,
	io::{self, BufRead, Write},
	os::unix::process::parent_id,
};

/// Answers requests on standard input until it is closed: all that a sandbox process does. Returns
/// then, or when an answer can't be given, or when the node has ended already. The process ignores
/// SIGINT from then on.
pub fn serve() -> io::Result<()> {
	ignore_interrupt();
	bind_to_parent();
	// Order matters: the signal of a node that ends after this look is asked for already.
	if !has_parent() {
		return Ok(());
	}
	limit_rights();
	let mut engine = None;
	let mut input = io::stdin().lock();
	let mut output = io::stdout().lock();
	let mut line = Vec::new();
	loop {
		line.clear();
		if input.read_until(b'\n', &mut line)? == 0 {
			return Ok(());
		}
		let answer = answer(&mut engine, &line, &mut output);
		write_answer(&mut output, answer)?;
	}
}

/// Leaves ctrl-c in a terminal, which reaches all of the node's process group, to the node.
fn ignore_interrupt() {
	// SAFETY: no handler is installed, so no code runs in one.
	unsafe { libc::signal(libc::SIGINT, libc::SIG_IGN) };
}

/// Has the process end with the node. A refusal does no harm: standard input is closed, too.
fn bind_to_parent() {
	#[cfg(target_os = "linux")]
	{
		use rustix::process::{set_parent_process_death_signal, Signal};
		set_parent_process_death_signal(Some(Signal::KILL)).ok();
	}
}

/// Whether the node that started the process is its parent still. The parent of an orphan is
/// another process, not always number 1, and a node in a container may be number 1. So the node
/// gives its number. Without one, somebody started the process by hand.
fn has_parent() -> bool {
	env::var(PARENT).map_or(true, |parent| parent == parent_id().to_string())
}

/// Has the process leave no dump of its memory, gain no rights, and be the first to end when the machine
/// has no memory left: the job is `Internal` then, and the node goes on. A refusal does no harm.
fn limit_rights() {
	#[cfg(target_os = "linux")]
	{
		use rustix::{
			process::{setrlimit, Resource, Rlimit},
			thread::set_no_new_privs,
		};
		set_no_new_privs(true).ok();
		setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).ok();
		fs::write("/proc/self/oom_score_adj", "1000").ok();
	}
}

fn answer(
	engine: &mut Option<Engine>,
	line: &[u8],
	output: &mut impl Write,
) -> Result<Reply, Failure> {
	// Order matters: to read the request is to open files, which only a confined process may do.
	let engine = match engine {
		Some(engine) => engine,
		None => engine.insert(start(&read(line)?).map_err(Failure::internal)?),
	};
	let Request { content, checksum, unpack, run, compiles, .. } = read(line)?;
	if let Some(packing) = unpack {
		data_limit::set(data_limit::of_unpacking());
		let unpacked = write_pieces(output, |take| archive::unpack(&content, packing, take));
		unpacked.map_err(Failure::internal)??;
		return Ok(Reply::Unpacked);
	}
	let module = content;
	data_limit::set(match &run {
		Some(run) => data_limit::of_run(&run.limits, module.len()),
		None if compiles => data_limit::of_compiling(module.len()),
		None => data_limit::of_loading(module.len()),
	});
	match run {
		Some(mut run) => {
			if let Some(archive) = &run.archive {
				run.inputs.add_archive(archive)?;
			}
			let run = engine.run_known(&module, &checksum, run.inputs, &run.limits)?;
			Ok(Reply::Ran(Box::new(run)))
		},
		None if compiles => engine.compile_known(&module, &checksum).map(|()| Reply::Compiled),
		None if engine.has_compiled(&module, &checksum)? => Ok(Reply::Compiled),
		None => Ok(Reply::Missing),
	}
}

fn read<T: DeserializeOwned>(line: &[u8]) -> Result<T, Failure> {
	serde_json::from_slice(line)
		.map_err(|error| Failure::internal(format!("a request that can't be read: {error}")))
}

/// Confines the process, and starts its engine. What the kernel can't enforce is left out: the node
/// warns of it.
fn start(folders: &Folders) -> Result<Engine, Box<dyn std::error::Error>> {
	fs::create_dir_all(&folders.cache)?;
	touched::prepare();
	data_limit::prepare();
	let (inputs, cache) = (&*folders.inputs, &*folders.cache);
	match folders.compiles {
		true => confine(&[inputs], &[cache])?,
		false => confine(&[inputs, cache], &[])?,
	};
	// The node kills the process of a cancelled job. The process of a job that takes too long ends
	// itself.
	let end = |failure| -> ! {
		if write_answer(&mut io::stdout().lock(), Err(failure)).is_err() {
			std::process::abort();
		}
		std::process::exit(0);
	};
	let engine = Engine::new(Some(folders.cache.clone()), folders.cache_bytes)?.on_timeout(end);
	// Behind the engine's start, which looks at the machine.
	system_calls::allow_few()?;
	Ok(if folders.compiles { engine } else { engine.read_only() })
}
