// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! What single keys of a large state cost in ParityDB: the runtime's weights of reads and writes.
//!
//! The node's own caches are cold, as in the SDK's `benchmark storage`; the state's files are in the
//! memory of the system, as far as there is room. What a disk adds to that when they are not depends on the
//! disk by factors of a hundred: it is measured too, and told, but not charged.

use anyhow::{anyhow, ensure, Result};
use rustix::fs::{fadvise, Advice};
use sc_client_api::{
	backend::{Backend as _, BlockImportOperation, NewBlockState, TrieCacheContext},
	blockchain::HeaderBackend,
};
use sc_client_db::{Backend, BlocksPruning, DatabaseSettings, DatabaseSource, PruningMode};
use sp_core::{
	storage::{StateVersion, Storage},
	H256,
};
use sp_crypto_hashing::blake2_256;
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, Header as _},
	OpaqueExtrinsic,
};
use sp_state_machine::backend::Backend as _;
use std::{
	fs::{self, File},
	path::Path,
	time::{Duration, Instant},
};

/// Keys of each block that fills the state.
const FILLED: u64 = 200_000;
/// Keys that are neighbours, as the tasks of a page are.
const GROUP: u64 = 16;
/// Keys of each block whose writes are measured, as many as one that is full of tasks writes, and the
/// number of these blocks.
const WRITTEN: u64 = 4_096;
const BLOCKS: u64 = 64;
/// Keys whose reads are measured.
const READS: u64 = 20_000;
/// Length of a value in bytes.
const VALUE: usize = 100;
/// States that are kept: few, as a state's size counts here, and not its age.
const STATES: u32 = 16;
/// Blocks after which a state counts as final even without finality: as in a node.
const CANONICALIZATION_DELAY: u64 = 4_096;
/// Constants of the SDK, in nanoseconds: of a read and of a write.
const SDK: (u64, u64) = (8_000, 50_000);
/// One part in so many of them is charged at least.
const LEAST: u64 = 4;

type Header = generic::Header<u32, BlakeTwo256>;
type Block = generic::Block<Header, OpaqueExtrinsic>;

/// 95th percentiles in nanoseconds.
#[derive(Clone, Copy, Debug)]
struct Percentiles {
	/// Of a read.
	read: u64,
	/// Of a key's share of the root and commit of a block whose keys are far from each other.
	apart: u64,
	/// Of a block whose keys are neighbours, [`GROUP`] by [`GROUP`].
	together: u64,
}

impl Percentiles {
	/// What is charged for a read and for a write, never less than a quarter of the SDK's constants. A
	/// block that is full of tasks writes neighbours.
	fn charged(&self) -> (u64, u64) {
		(self.read.max(SDK.0 / LEAST), self.together.max(SDK.1 / LEAST))
	}
}

/// What single keys cost.
pub struct Costs {
	/// Number of keys in the state.
	keys: u64,
	/// Behind the node's cold caches.
	measured: Percentiles,
	/// With the files on the disk only.
	on_disk: Percentiles,
}

impl Costs {
	/// The source file of the runtime.
	pub fn file(&self) -> String {
		let (read, write) = self.measured.charged();
		let Self { keys, measured, on_disk } = self;
		format!(
			"// SPDX-License-Identifier: Apache-2.0

//! What the database costs, measured by `scripts/weights --database`. Not to be edited.
//!
//! ParityDB, {keys} keys, cold caches, 95th percentiles: {} ns a read, {} ns a write of a key whose
//! neighbours are written too, as those of tasks are, {} ns of one far from all others. Never less than a
//! quarter of the SDK's constants. With nothing of the files in memory: {}, {} and {} ns.

use frame_support::{{
	parameter_types,
	weights::{{constants::WEIGHT_REF_TIME_PER_NANOS, RuntimeDbWeight}},
}};

parameter_types! {{
	/// Weight of a read and of a write of one key.
	pub const DbWeight: RuntimeDbWeight = RuntimeDbWeight {{
		read: {read} * WEIGHT_REF_TIME_PER_NANOS,
		write: {write} * WEIGHT_REF_TIME_PER_NANOS,
	}};
}}
",
			measured.read,
			measured.together,
			measured.apart,
			on_disk.read,
			on_disk.together,
			on_disk.apart
		)
	}
}

/// A state in a folder.
struct Store {
	backend: Backend<Block>,
	/// The last block.
	best: (H256, u32),
}

impl Store {
	fn open(folder: &Path) -> Result<Backend<Block>> {
		let settings = DatabaseSettings {
			trie_cache_maximum_size: None,
			state_pruning: Some(PruningMode::blocks_pruning(STATES)),
			source: DatabaseSource::ParityDb { path: folder.to_owned() },
			blocks_pruning: BlocksPruning::KeepFinalized,
			pruning_filters: Vec::new(),
			metrics_registry: None,
		};
		Ok(Backend::new(settings, CANONICALIZATION_DELAY)?)
	}

	/// An empty state.
	fn new(folder: &Path) -> Result<Self> {
		let backend = Self::open(folder)?;
		let mut operation = backend.begin_operation()?;
		let root = operation.set_genesis_state(Storage::default(), true, StateVersion::V1)?;
		let header =
			Header::new(0, Default::default(), root, Default::default(), Default::default());
		let hash = header.hash();
		let body = Some(Vec::new());
		operation.set_block_data(header, body, None, None, NewBlockState::Final, true)?;
		backend.commit_operation(operation)?;
		Ok(Self { backend, best: (hash, 0) })
	}

	/// Commits a block that writes some keys. Gives the time, root included.
	fn commit(&mut self, entries: &[(Vec<u8>, Vec<u8>)]) -> Result<Duration> {
		let start = Instant::now();
		let state = self.backend.state_at(self.best.0, TrieCacheContext::Trusted)?;
		let delta = entries.iter().map(|(key, value)| (&key[..], Some(&value[..])));
		let (root, transaction) = state.storage_root(delta, StateVersion::V1);
		let (parent, number) = (self.best.0, self.best.1 + 1);
		let header = Header::new(number, Default::default(), root, parent, Default::default());
		let hash = header.hash();
		let mut operation = self.backend.begin_operation()?;
		self.backend.begin_state_operation(&mut operation, parent)?;
		operation.update_db_storage(transaction)?;
		let body = Some(Vec::new());
		operation.set_block_data(header, body, None, None, NewBlockState::Best, true)?;
		self.backend.commit_operation(operation)?;
		// Finality is one block behind.
		if self.best.1 > self.backend.blockchain().info().finalized_number {
			self.backend.finalize_block(parent, None)?;
		}
		self.best = (hash, number);
		Ok(start.elapsed())
	}

	/// The same without what the node remembers, and where it is asked for without what the system does.
	fn opened_anew(self, folder: &Path, forget: bool) -> Result<Self> {
		let Self { backend, best } = self;
		drop(backend);
		if forget {
			forget_pages(folder)?;
		}
		Ok(Self { backend: Self::open(folder)?, best })
	}

	/// Reads keys, and writes others in blocks: those that samples from `first` on pick of so many.
	fn percentiles(&mut self, keys: u64, first: u64) -> Result<Percentiles> {
		let state = self.backend.state_at(self.best.0, TrieCacheContext::Trusted)?;
		let mut reads = Vec::new();
		for sample in first..first + READS {
			let (key, _) = entry(pick(sample, keys), 0);
			let start = Instant::now();
			let value = state.storage(&key).map_err(|error| anyhow!("{error}"))?;
			reads.push(start.elapsed());
			ensure!(value.is_some(), "a key is missing");
		}
		drop(state);
		let apart = self.writes(keys, first + READS, 1)?;
		let together = self.writes(keys, first + READS + WRITTEN * BLOCKS, GROUP)?;
		Ok(Percentiles { read: percentile("a read", reads), apart, together })
	}

	/// Writes keys in blocks, so many of each that a sample picks and of those behind it.
	fn writes(&mut self, keys: u64, first: u64, group: u64) -> Result<u64> {
		let mut times = Vec::new();
		for block in 0..BLOCKS {
			let start = first + block * WRITTEN / group;
			// Another value than any before.
			let version = u64::from(self.best.1);
			let samples = start..start + WRITTEN / group;
			let of_sample = |sample| {
				let picked = pick(sample, keys) / group * group;
				(picked..picked + group).map(|number| entry(number, version))
			};
			let entries: Vec<_> = samples.flat_map(of_sample).collect();
			times.push(self.commit(&entries)? / WRITTEN as u32);
		}
		Ok(percentile(if group > 1 { "a write, together" } else { "a write, apart" }, times))
	}
}

/// Keys that are picked for [`Store::percentiles`].
const SAMPLES: u64 = READS + 2 * BLOCKS * WRITTEN;

/// Measures a state of so many keys.
pub fn measure(keys: u64) -> Result<Costs> {
	ensure!(keys > 0, "a state of no keys");
	let folder = tempfile::Builder::new().prefix("bench-chain-").tempdir()?;
	let mut store = Store::new(folder.path())?;
	let mut first = 0;
	while first < keys {
		let end = (first + FILLED).min(keys);
		let entries: Vec<_> = (first..end).map(|number| entry(number, 0)).collect();
		store.commit(&entries)?;
		first = end;
		println!("{first} of {keys} keys");
	}
	// What the last blocks changed is in memory until they are final.
	store.commit(&[])?;
	store.commit(&[])?;
	let mut store = store.opened_anew(folder.path(), false)?;
	// The first reads bring back what the system gave up while the state was filled.
	store.percentiles(keys, 0)?;
	let measured = store.percentiles(keys, 0)?;
	let on_disk = store.opened_anew(folder.path(), true)?.percentiles(keys, SAMPLES)?;
	let costs = Costs { keys, measured, on_disk };
	println!("95th percentiles in ns: {measured:?}, on the disk {on_disk:?}");
	let (read, write) = measured.charged();
	println!("charged: {read} ns a read, {write} ns a write");
	Ok(costs)
}

/// Key and value of a number: the prefix of an item, a hash, and a number behind it, as double maps have
/// them.
fn entry(number: u64, version: u64) -> (Vec<u8>, Vec<u8>) {
	let of_group = blake2_256(&(number / GROUP).to_le_bytes());
	let key = [&[7; 32][..], &of_group[..], &(number % GROUP).to_be_bytes()].concat();
	let mut value = vec![version as u8; VALUE];
	value[..32].copy_from_slice(&blake2_256(&[number, version].map(u64::to_le_bytes).concat()));
	(key, value)
}

/// One of the numbers, another one for each sample.
fn pick(sample: u64, keys: u64) -> u64 {
	let mut number = [0; 8];
	number.copy_from_slice(&blake2_256(&(!sample).to_le_bytes())[..8]);
	u64::from_le_bytes(number) % keys
}

/// The 95th percentile, in nanoseconds. Prints the median, too.
fn percentile(what: &str, mut times: Vec<Duration>) -> u64 {
	times.sort();
	let part = |hundredths: usize| {
		times.get(times.len() * hundredths / 100).map_or(0, |time| time.as_nanos() as u64)
	};
	println!("{what}: {} ns in the median, {} at the 95th percentile", part(50), part(95));
	part(95)
}

/// Has the system forget what it has read of a folder's files.
fn forget_pages(folder: &Path) -> Result<()> {
	for entry in fs::read_dir(folder)? {
		let path = entry?.path();
		if path.is_dir() {
			forget_pages(&path)?;
			continue;
		}
		let file = File::open(path)?;
		// Only what is written down can be forgotten.
		file.sync_all()?;
		fadvise(&file, 0, None, Advice::DontNeed)?;
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn charged_should_be_what_was_measured_or_a_quarter_of_the_sdk_s() {
		let charged = |read, together| Percentiles { read, apart: 1_000_000, together }.charged();
		assert_eq!(charged(1, 1), (2_000, 12_500));
		assert_eq!(charged(9_000, 60_000), (9_000, 60_000));
	}

	#[test]
	fn measure_should_read_and_write_what_is_there() {
		let costs = measure(1_000).expect("a small state is measured");
		let Percentiles { read, apart, together } = costs.measured;
		assert!(read > 0 && apart > 0 && together > 0);
		assert!(costs.file().contains("1000 keys"));
	}
}
