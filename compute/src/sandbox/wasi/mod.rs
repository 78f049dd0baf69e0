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
pub(crate) use link::{add_to_linker, RunData};

use bourse_formats::{blake2_256, Hash, Hasher};
use fds::FdTable;
use misc::{Clock, Random};
use parking_lot::Mutex;
use std::{collections::BTreeMap, sync::Arc};
use tree::Tree;

/// The module name that programs import from.
pub(crate) use crate::module::WASI as MODULE;

/// The text that a program wrote to stderr. It can be read while the program runs.
pub(crate) type Log = Arc<Mutex<Vec<u8>>>;

/// All that the host keeps for one run.
pub(crate) struct Wasi {
	tree: Tree,
	fds: FdTable,
	args: Vec<String>,
	env: Vec<String>,
	clock: Clock,
	random: Random,
	log: Log,
	log_limit: usize,
}

impl Wasi {
	/// A run that starts with these files, arguments, environment (`NAME=value`) and seed. The
	/// text that the program writes to stderr goes into `log`, as far as `log_limit` allows.
	pub fn new(
		tree: Tree,
		args: Vec<String>,
		env: Vec<String>,
		seed: Hash,
		log: Log,
		log_limit: usize,
	) -> Self {
		Self {
			fds: FdTable::new(),
			tree,
			args,
			env,
			clock: Clock::default(),
			random: Random::new(seed),
			log,
			log_limit,
		}
	}

	/// The text written to stderr so far, cut off at the limit.
	pub fn take_log(&mut self) -> Vec<u8> {
		std::mem::take(&mut *self.log.lock())
	}

	/// The output files, sorted by path; among them `stdout` when anything was printed.
	pub fn into_outputs(self) -> BTreeMap<String, Vec<u8>> {
		self.tree.into_outputs()
	}

	/// Hash of the host's side of a run, as `docs/digest.md` lists it.
	pub fn state_hash(&self) -> Hash {
		let mut hasher = Hasher::new();
		self.clock.hash(&mut hasher);
		self.random.hash(&mut hasher);
		let log = self.log.lock();
		hasher.update((log.len() as u32).to_le_bytes());
		hasher.update(blake2_256(&log));
		self.fds.hash(&mut hasher);
		self.tree.hash(&mut hasher);
		hasher.finish()
	}

	fn write_log(&mut self, bytes: &[u8]) {
		let mut log = self.log.lock();
		let room = self.log_limit.saturating_sub(log.len());
		log.extend_from_slice(&bytes[..bytes.len().min(room)]);
		self.tree.add_work(bytes.len() as u64);
	}
}
