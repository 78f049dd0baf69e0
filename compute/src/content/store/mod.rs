// SPDX-License-Identifier: Apache-2.0

//! Content by hash, on disk: apps, datasets, and results (DESIGN decision 9).
//!
//! A block is a file named by the `blake2_256` of its content (`blocks/ab/ab…`). It is written to
//! `tmp/`, then renamed, so that a block is whole or not there; its content is checked whenever it
//! is read, and a damaged one is removed and counts as missing. Above the size limit those longest
//! unused go first, but never one that is pinned.
//!
//! A result is a header block (its hash is the digest), a manifest block (the output root) and
//! the pieces of its files: `result/kept.rs`.

mod pins;

#[cfg(test)]
mod tests;

use super::{blob::Blob, hex::parse_hash, keyed_lock::KeyedLock};
use bourse_formats::{blake2_256, Hash, Hasher};
use lru::LruCache;
use parking_lot::Mutex;
use pins::Pins;
use std::{
	fs::{self, File},
	io::{self, BufReader, Read, Write},
	num::NonZeroUsize,
	os::unix::fs::MetadataExt,
	path::{Path, PathBuf},
	time::{SystemTime, UNIX_EPOCH},
};
use tempfile::NamedTempFile;
use thiserror::Error;

/// Why the store refuses.
#[derive(Debug, Error)]
pub enum StoreError {
	/// The disk has no room left.
	#[error("the disk is full ({0}): free some space or move the node's data")]
	DiskFull(PathBuf),
	/// The node may not read or write its own folder.
	#[error("no permission to use {0}: the folder must belong to the user who runs the node")]
	Permission(PathBuf),
	/// Another process uses the folder.
	#[error("{0} is in use by another process: give each node a folder of its own")]
	InUse(PathBuf),
	/// Everything in the store is pinned, and the block does not fit.
	#[error("a block of {size} bytes does not fit: {pinned} of {limit} bytes must be kept")]
	Full {
		/// Of the block.
		size: u64,
		/// Bytes that may not be removed.
		pinned: u64,
		/// The store's limit, in bytes.
		limit: u64,
	},
	/// Any other trouble with files.
	#[error("{path}: {error}")]
	Io {
		/// Where.
		path: PathBuf,
		/// What.
		error: io::Error,
	},
}

impl StoreError {
	/// An I/O error of a file in the store's folder, typed.
	pub(crate) fn from_io(path: &Path, error: io::Error) -> Self {
		let path = path.to_path_buf();
		match error.kind() {
			io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(path),
			io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
				Self::Permission(path)
			},
			_ => Self::Io { path, error },
		}
	}
}

/// Gives an I/O error its place.
trait At<T> {
	fn at(self, path: &Path) -> Result<T, StoreError>;
}

impl<T> At<T> for io::Result<T> {
	fn at(self, path: &Path) -> Result<T, StoreError> {
		self.map_err(|error| StoreError::from_io(path, error))
	}
}

/// How a store is kept.
#[derive(Clone, Debug)]
pub struct StoreConfig {
	/// Most bytes of all blocks together.
	pub max_bytes: u64,
	/// Wait until each block, and what says how long it is kept, is on the disk. Without it a power
	/// cut (not a crash of the node) may damage the latest blocks, which is noticed when they are
	/// read.
	pub sync: bool,
}

impl Default for StoreConfig {
	fn default() -> Self {
		Self { max_bytes: 20 << 30, sync: true }
	}
}

/// Which blocks there are, with their sizes, and in which order they were used.
struct BlockTable {
	blocks: LruCache<Hash, u64>,
	bytes: u64,
}

impl BlockTable {
	fn add(&mut self, hash: Hash, size: u64) {
		let before = self.blocks.put(hash, size).unwrap_or(0);
		self.bytes = self.bytes - before + size;
	}

	fn remove(&mut self, hash: &Hash) {
		self.bytes -= self.blocks.pop(hash).unwrap_or(0);
	}
}

/// Blocks that stay mapped.
const MAPPED: NonZeroUsize = NonZeroUsize::new(32).unwrap();

/// What changes when a file is replaced or written to: inode, bytes, time of last change.
type Stamp = (u64, u64, (i64, i64));

fn stamp(path: &Path) -> io::Result<Stamp> {
	let data = fs::metadata(path)?;
	Ok((data.ino(), data.len(), (data.mtime(), data.mtime_nsec())))
}

/// A content-addressed store in a folder. One process uses it at a time, any number of threads.
pub struct Store {
	folder: PathBuf,
	config: StoreConfig,
	blocks: Mutex<BlockTable>,
	/// Blocks that were mapped lately, with their files as they were then. A block is not hashed
	/// again while its file stays as it was.
	mapped: Mutex<LruCache<Hash, (Blob, Stamp)>>,
	pins: Pins,
	/// One set of blocks at a time is kept under a key: several tasks may have the same result.
	keeping: KeyedLock,
	/// Held open: its lock goes with the process.
	_lock: File,
}

/// Seconds of the Unix epoch.
pub(crate) fn now() -> u64 {
	SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |span| span.as_secs())
}

impl Store {
	/// Opens the store in `folder`, or makes one. Leftovers of an earlier process are removed.
	pub fn open(folder: &Path, config: StoreConfig) -> Result<Self, StoreError> {
		for sub in ["blocks", "pins"] {
			let path = folder.join(sub);
			fs::create_dir_all(&path).at(&path)?;
		}
		let path = folder.join("lock");
		let lock = File::create(&path).at(&path)?;
		match lock.try_lock() {
			Ok(()) => (),
			Err(fs::TryLockError::WouldBlock) => {
				return Err(StoreError::InUse(folder.to_path_buf()));
			},
			Err(fs::TryLockError::Error(error)) => return Err(error).at(&path),
		}
		let tmp = folder.join("tmp");
		if tmp.exists() {
			fs::remove_dir_all(&tmp).at(&tmp)?;
		}
		fs::create_dir_all(&tmp).at(&tmp)?;
		let pins = Pins::load(folder.join("pins"), config.sync)?;
		let blocks = load_blocks(&folder.join("blocks"))?;
		let store = Self {
			folder: folder.to_path_buf(),
			config,
			blocks: Mutex::new(blocks),
			mapped: Mutex::new(LruCache::new(MAPPED)),
			pins,
			keeping: KeyedLock::default(),
			_lock: lock,
		};
		store.make_room(&mut store.blocks.lock(), 0).ok();
		Ok(store)
	}

	fn block_path(&self, hash: &Hash) -> PathBuf {
		let name = hex::encode(hash);
		self.folder.join("blocks").join(&name[..2]).join(name)
	}

	/// A file in the store's folder for temporary files, to be given to [`Store::put_file`].
	pub fn temp_file(&self) -> Result<NamedTempFile, StoreError> {
		let tmp = self.folder.join("tmp");
		NamedTempFile::new_in(&tmp).at(&tmp)
	}

	/// Keeps `content`; returns its hash.
	pub fn put(&self, content: &[u8]) -> Result<Hash, StoreError> {
		let hash = blake2_256(content);
		if self.has(&hash) {
			return Ok(hash);
		}
		let mut file = self.temp_file()?;
		file.write_all(content).at(file.path())?;
		self.put_file(file, hash)?;
		Ok(hash)
	}

	/// Keeps a temporary file whose content the caller has hashed to `hash`.
	pub fn put_file(&self, file: NamedTempFile, hash: Hash) -> Result<(), StoreError> {
		let size = file.as_file().metadata().at(file.path())?.len();
		if self.config.sync {
			file.as_file().sync_data().at(file.path())?;
		}
		let path = self.block_path(&hash);
		if let Some(parent) = path.parent() {
			fs::create_dir_all(parent).at(parent)?;
		}
		let mut table = self.blocks.lock();
		if !table.blocks.contains(&hash) {
			self.make_room(&mut table, size)?;
		}
		file.persist(&path).map_err(|error| StoreError::from_io(&path, error.error))?;
		table.add(hash, size);
		Ok(())
	}

	/// Removes blocks longest unused until `size` more bytes fit.
	fn make_room(&self, table: &mut BlockTable, size: u64) -> Result<(), StoreError> {
		let limit = self.config.max_bytes;
		if table.bytes.saturating_add(size) <= limit {
			return Ok(());
		}
		let pinned = self.pins.pinned(now());
		let mut free = Vec::new();
		let mut left = table.bytes;
		for (hash, block) in table.blocks.iter().rev() {
			if left.saturating_add(size) <= limit {
				break;
			}
			if !pinned.contains(hash) {
				left -= block;
				free.push(*hash);
			}
		}
		if left.saturating_add(size) > limit {
			return Err(StoreError::Full { size, pinned: left, limit });
		}
		for hash in free {
			self.remove(table, &hash);
		}
		Ok(())
	}

	fn remove(&self, table: &mut BlockTable, hash: &Hash) {
		let path = self.block_path(hash);
		self.mapped.lock().pop(hash);
		match fs::remove_file(&path) {
			Err(error) if error.kind() != io::ErrorKind::NotFound => {
				log::warn!("a block can't be removed: {}: {error}", path.display());
			},
			_ => table.remove(hash),
		}
	}

	/// There is such a block (its content is not looked at).
	pub fn has(&self, hash: &Hash) -> bool {
		self.blocks.lock().blocks.contains(hash)
	}

	/// Bytes of a block, if it is there.
	pub fn size(&self, hash: &Hash) -> Option<u64> {
		self.blocks.lock().blocks.peek(hash).copied()
	}

	/// Bytes of all blocks.
	pub fn bytes(&self) -> u64 {
		self.blocks.lock().bytes
	}

	/// The content of a block, checked. `None` when it is missing or was damaged.
	pub fn get(&self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
		let Some(mut file) = self.open_block(hash)? else { return Ok(None) };
		let mut content = Vec::new();
		file.read_to_end(&mut content).at(&self.block_path(hash))?;
		if blake2_256(&content) != *hash {
			self.discard(hash);
			return Ok(None);
		}
		Ok(Some(content))
	}

	/// As [`Store::get`], without reading the block into memory: for large content. A block that was
	/// mapped lately is not hashed again, unless its file was written to since.
	pub fn map(&self, hash: &Hash) -> Result<Option<Blob>, StoreError> {
		if let Some(blob) = self.recall(hash) {
			return Ok(Some(blob));
		}
		let Some(file) = self.open_block(hash)? else { return Ok(None) };
		let path = self.block_path(hash);
		// Read through once by ordinary reads: a failing disk is an error here, in the mapping
		// it would end the process.
		let mut hasher = Hasher::new();
		io::copy(&mut BufReader::with_capacity(1 << 20, file), &mut hasher).at(&path)?;
		if hasher.finish() != *hash {
			self.discard(hash);
			return Ok(None);
		}
		let blob = Blob::open(&path).at(&path)?;
		self.mapped.lock().put(*hash, (blob.clone(), stamp(&path).at(&path)?));
		Ok(Some(blob))
	}

	/// The content of a block that was mapped lately, if its file is still the same.
	fn recall(&self, hash: &Hash) -> Option<Blob> {
		// The table's lock is never asked for while the other is held: it is so in `remove`.
		let is_there = self.blocks.lock().blocks.get(hash).is_some();
		let mut mapped = self.mapped.lock();
		let (blob, then) = mapped.get(hash)?.clone();
		if is_there && stamp(&self.block_path(hash)).is_ok_and(|now| now == then) {
			return Some(blob);
		}
		mapped.pop(hash);
		None
	}

	fn open_block(&self, hash: &Hash) -> Result<Option<File>, StoreError> {
		if self.blocks.lock().blocks.get(hash).is_none() {
			return Ok(None);
		}
		let path = self.block_path(hash);
		match File::open(&path) {
			Ok(file) => {
				// The order of use outlives the process in the files' times.
				file.set_modified(SystemTime::now()).ok();
				Ok(Some(file))
			},
			Err(error) if error.kind() == io::ErrorKind::NotFound => {
				self.blocks.lock().remove(hash);
				Ok(None)
			},
			Err(error) => Err(error).at(&path),
		}
	}

	fn discard(&self, hash: &Hash) {
		log::warn!("block {} is damaged: removed", hex::encode(hash));
		self.remove(&mut self.blocks.lock(), hash);
	}

	/// Keeps these blocks until `until` (seconds of the Unix epoch), whether they are there yet or
	/// not. `key` names the set: pinning it again replaces it.
	pub fn pin(&self, key: &Hash, until: u64, blocks: &[Hash]) -> Result<(), StoreError> {
		self.pins.set(key, until, blocks, now(), &self.folder.join("tmp"))
	}

	/// Puts a set of blocks, all or none, and keeps them until `until`, or for as long as they are
	/// kept already: another task may have the same result for longer. `hashes` names every block
	/// of the set.
	pub(crate) fn keep_all<'a>(
		&self,
		key: &Hash,
		until: u64,
		hashes: &[Hash],
		mut blocks: impl Iterator<Item = &'a [u8]>,
	) -> Result<(), StoreError> {
		self.keeping.with(key, || {
			let before = self.pins.until(key).unwrap_or(0);
			// Pinned first: no block may go between the first and the last.
			self.pin(key, until.max(before), hashes)?;
			let kept = blocks.try_for_each(|block| self.put(block).map(drop));
			if kept.is_err() {
				// A part of the set is no use to anybody.
				self.pin(key, before, hashes)?;
			}
			kept
		})
	}
}

/// The blocks on the disk, in the order of last use.
fn load_blocks(folder: &Path) -> Result<BlockTable, StoreError> {
	let mut found = Vec::new();
	for shard in fs::read_dir(folder).at(folder)? {
		let shard = shard.at(folder)?.path();
		let Ok(entries) = fs::read_dir(&shard) else { continue };
		for entry in entries {
			let entry = entry.at(&shard)?;
			let data = entry.metadata().at(&shard)?;
			let hash = entry.file_name().to_str().and_then(parse_hash);
			if let (Some(hash), true) = (hash, data.is_file()) {
				found.push((data.modified().unwrap_or(UNIX_EPOCH), hash, data.len()));
			}
		}
	}
	found.sort();
	let mut table = BlockTable { blocks: LruCache::unbounded(), bytes: 0 };
	for (_, hash, size) in found {
		table.add(hash, size);
	}
	Ok(table)
}
