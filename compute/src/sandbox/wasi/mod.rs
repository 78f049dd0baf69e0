// SPDX-License-Identifier: Apache-2.0

//! WASI preview 1 without a host: files in memory, a clock that counts calls, seeded randomness.
//! Why not `wasmtime-wasi`: `docs/decisions/0003-own-wasi.md`.
//!
//! - [`tree`]: the files of one run
//! - [`fds`]: descriptors and the calls on them
//! - [`paths`]: calls with a path
//! - [`misc`]: arguments, clock, randomness, waiting
//! - [`guest`]: the program's memory
//! - [`link`]: the functions as the program imports them

pub(crate) mod errno;
mod fds;
mod guest;
mod link;
mod misc;
mod paths;
pub(crate) mod tree;

#[cfg(test)]
mod tests;

pub(crate) use errno::Exit;
pub(crate) use fds::STDOUT;
pub(crate) use link::{add_to_linker, RunData};

use crate::sandbox::excerpt::Excerpt;
use bourse_formats::{blake2_256, Hash, Hasher};
use fds::FdTable;
use misc::{Clock, Random};
use parking_lot::Mutex;
use std::{collections::BTreeMap, sync::Arc};
use tree::Tree;

/// The module name that programs import from.
pub(crate) use crate::module::WASI as MODULE;

/// The texts that a program wrote to its streams, each without its middle when it is long. They can be
/// read while the program runs.
#[derive(Clone)]
pub(crate) struct Streams {
	pub stderr: Arc<Mutex<Excerpt>>,
	pub stdout: Arc<Mutex<Excerpt>>,
}

impl Streams {
	/// Nothing was written yet; of each stream `room` bytes will be kept.
	pub fn new(room: usize) -> Self {
		let stream = || Arc::new(Mutex::new(Excerpt::new(room)));
		Self { stderr: stream(), stdout: stream() }
	}
}

/// All that the host keeps for one run.
pub(crate) struct Wasi {
	tree: Tree,
	fds: FdTable,
	args: Vec<String>,
	env: Vec<String>,
	clock: Clock,
	random: Random,
	streams: Streams,
}

impl Wasi {
	/// A run that starts with these files, arguments, environment (`NAME=value`) and seed. What the
	/// program writes to its streams goes into `streams`, and what it prints into a file as well.
	pub fn new(
		tree: Tree,
		args: Vec<String>,
		env: Vec<String>,
		seed: Hash,
		streams: Streams,
	) -> Self {
		Self {
			fds: FdTable::new(),
			tree,
			args,
			env,
			clock: Clock::default(),
			random: Random::new(seed),
			streams,
		}
	}

	/// Has the program's stdin read the input file of this path below `/in`. `false` when there is none.
	pub fn read_stdin_from(&mut self, path: &str) -> bool {
		let Some(ino) = self.tree.input(path) else { return false };
		self.tree.open(ino);
		self.fds.read_stdin_from(ino);
		true
	}

	/// The text written to stderr so far, without its middle when it is long.
	pub fn log_text(&self) -> Vec<u8> {
		self.streams.stderr.lock().text()
	}

	/// The output files, sorted by path; among them `stdout` when anything was printed.
	pub fn into_outputs(self) -> BTreeMap<String, Vec<u8>> {
		self.tree.into_outputs()
	}

	/// Hash of the host's side of a run, as `sandbox/state.rs` lists it.
	pub fn state_hash(&self) -> Hash {
		let mut hasher = Hasher::new();
		self.clock.hash(&mut hasher);
		self.random.hash(&mut hasher);
		let log = self.log_text();
		hasher.update((log.len() as u32).to_le_bytes());
		hasher.update(blake2_256(&log));
		self.fds.hash(&mut hasher);
		self.tree.hash(&mut hasher);
		hasher.finish()
	}

	fn write_log(&mut self, bytes: &[u8]) {
		self.streams.stderr.lock().write(bytes);
		self.tree.add_work(bytes.len() as u64);
	}
}
