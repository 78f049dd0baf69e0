// SPDX-License-Identifier: Apache-2.0

//! Content by hash, on disk: apps, datasets, and results (DESIGN decision 9).
//!
//! A block is a file named by the `blake2_256` of its content (`blocks/ab/ab…`). It is written to
//! `tmp/`, then renamed, so that a block is whole or not there; its content is checked whenever it
//! is read, and a damaged one is removed and counts as missing. Above the size limit those longest
//! unused go first, then those of the sets that need not be kept any longer, but never one that must
//! be kept.
//!
//! Private content has names of its own ([`Content`]), in the folder `blocks/private`. No function
//! that takes a hash alone finds it.
//!
//! What must be kept counts for the requester whose task it came from. A requester that has
//! [a half](SHARE) of the store gets no further task done here until some of it need not be kept
//! any longer; [`Store::admit`] says so before a task begins, and [`Store::tasks_that_fit`] for how
//! many tasks of anybody there is room.
//!
//! A result is a header block (its hash is the digest), a manifest block (the output root) and
//! the pieces of its files: `result/kept.rs`.

mod name;
mod pins;

#[cfg(test)]
mod quota_tests;
#[cfg(test)]
mod tests;

pub use name::Content;
pub use pins::Keep;

use super::{blob::Blob, hex::parse_hash, keyed_lock::KeyedLock};
use bourse_formats::{blake2_256, limits::MAX_RESULT, Hash, Hasher};
use lru::LruCache;
use name::Name;
use parking_lot::Mutex;
use pins::{Pins, Usage};
use std::{
	fs::{self, File},
	io::{self, BufReader, Read, Write},
	num::NonZeroUsize,
	os::unix::fs::{FileExt, MetadataExt},
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
	/// The requester's tasks keep as much as they may.
	#[error(
		"the results that this worker keeps for the requester have {held} bytes, of at most {share}: \
		 it takes no more of its tasks until they need not be kept any longer"
	)]
	Share {
		/// Bytes that must be kept for the requester.
		held: u64,
		/// Most bytes.
		share: u64,
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

/// Refuses more bytes of a file on its way, which counts nowhere until it is whole, when they would leave too
/// little of the disk to the chain.
pub(crate) fn leave_room(file: &NamedTempFile, bytes: usize) -> Result<(), StoreError> {
	// Where the system can't say, there is space.
	let space = rustix::fs::fstatvfs(file.as_file())
		.map_or(u64::MAX, |disk| disk.f_bavail.saturating_mul(disk.f_frsize));
	match space < LEFT_FREE.saturating_add(bytes as u64) {
		true => Err(StoreError::DiskFull(file.path().to_path_buf())),
		false => Ok(()),
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
	blocks: LruCache<Name, u64>,
	bytes: u64,
}

impl BlockTable {
	fn add(&mut self, name: Name, size: u64) {
		let before = self.blocks.put(name, size).unwrap_or(0);
		self.bytes = self.bytes - before + size;
	}

	fn remove(&mut self, name: &Name) {
		self.bytes -= self.blocks.pop(name).unwrap_or(0);
	}

	/// Bytes of those blocks that are there.
	fn bytes_of(&self, names: impl IntoIterator<Item = Name>) -> u64 {
		names.into_iter().filter_map(|name| self.blocks.peek(&name)).sum()
	}
}

/// Bytes of the disk that content on its way leaves to the chain.
const LEFT_FREE: u64 = 256 << 20;
/// The part of the store that one requester's tasks may keep: one of so many. A task that is taken up
/// below it may go beyond it.
pub const SHARE: u64 = 2;
/// Room is left for the outputs of a task: the largest result, or one of so many parts of a store
/// that is small.
const PARTS: u64 = 40;
/// When room is made, one of so many parts of the store gets free if it can.
const SPARE: u64 = 64;
/// The folder of private content.
const PRIVATE: &str = "private";

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
	mapped: Mutex<LruCache<Name, (Blob, Stamp)>>,
	pins: Pins,
	/// What must be kept for whom.
	usage: Mutex<Usage>,
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
		let private = folder.join("blocks").join(PRIVATE);
		fs::create_dir_all(&private).at(&private)?;
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
		let pins = Pins::load(folder.join("kept"), config.sync)?;
		let blocks = load_blocks(&folder.join("blocks"))?;
		let store = Self {
			folder: folder.to_path_buf(),
			config,
			blocks: Mutex::new(blocks),
			mapped: Mutex::new(LruCache::new(MAPPED)),
			pins,
			usage: Mutex::default(),
			keeping: KeyedLock::default(),
			_lock: lock,
		};
		store.make_room(&mut store.blocks.lock(), 0).ok();
		Ok(store)
	}

	fn path_of(&self, name: &Name) -> PathBuf {
		let file = hex::encode(name.hash);
		let folder = if name.private { PRIVATE } else { &file[..2] };
		self.folder.join("blocks").join(folder).join(&file)
	}

	/// A file in the store's folder for temporary files, to be given to [`Store::put_file`].
	pub fn temp_file(&self) -> Result<NamedTempFile, StoreError> {
		let tmp = self.folder.join("tmp");
		NamedTempFile::new_in(&tmp).at(&tmp)
	}

	/// Keeps `content`, for everybody; returns its hash.
	pub fn put(&self, content: &[u8]) -> Result<Hash, StoreError> {
		let hash = blake2_256(content);
		self.put_content(content, &Content::public(hash))?;
		Ok(hash)
	}

	/// Keeps bytes that the caller has hashed to `content.hash`.
	pub fn put_content(&self, bytes: &[u8], content: &Content) -> Result<(), StoreError> {
		if self.has_content(content) {
			return Ok(());
		}
		let mut file = self.temp_file()?;
		file.write_all(bytes).at(file.path())?;
		self.put_file(file, content)
	}

	/// Keeps a temporary file whose content the caller has hashed to `content.hash`.
	pub fn put_file(&self, file: NamedTempFile, content: &Content) -> Result<(), StoreError> {
		let size = file.as_file().metadata().at(file.path())?.len();
		if self.config.sync {
			file.as_file().sync_data().at(file.path())?;
		}
		let name = content.name();
		let path = self.path_of(&name);
		if let Some(parent) = path.parent() {
			fs::create_dir_all(parent).at(parent)?;
		}
		let mut table = self.blocks.lock();
		if !table.blocks.contains(&name) {
			self.make_room(&mut table, size)?;
		}
		file.persist(&path).map_err(|error| StoreError::from_io(&path, error.error))?;
		table.add(name, size);
		Ok(())
	}

	/// Removes blocks until `size` more bytes fit: first those longest unused that nobody keeps, then
	/// those that need not be kept any longer.
	fn make_room(&self, table: &mut BlockTable, size: u64) -> Result<(), StoreError> {
		let limit = self.config.max_bytes;
		if table.bytes.saturating_add(size) <= limit {
			return Ok(());
		}
		// Somewhat more of what nobody keeps goes, so that this is not done for each block.
		let enough = limit - limit / SPARE;
		let now = now();
		let must_stay = table.bytes_of(self.pins.blocks(|keep| keep.least > now));
		if must_stay.saturating_add(size) > limit {
			return Err(StoreError::Full { size, pinned: must_stay, limit });
		}
		loop {
			let kept = self.pins.blocks(|keep| keep.until > now);
			let mut free = Vec::new();
			let mut left = table.bytes;
			for (name, block) in table.blocks.iter().rev() {
				if left.saturating_add(size) <= enough {
					break;
				}
				if !kept.contains(name) {
					left -= block;
					free.push(*name);
				}
			}
			let missing = left.saturating_add(size).saturating_sub(limit);
			if missing == 0 {
				free.iter().for_each(|name| self.remove(table, name));
				return Ok(());
			}
			// Blocks of several sets may count twice here: then more sets go in the next round.
			let mut won = 0;
			let mut sets = 0;
			self.pins.give_way(now, |blocks| {
				sets += 1;
				won += table.bytes_of(blocks.iter().copied());
				won >= missing
			});
			if sets == 0 {
				return Err(StoreError::Full { size, pinned: left, limit });
			}
		}
	}

	fn remove(&self, table: &mut BlockTable, name: &Name) {
		let path = self.path_of(name);
		self.mapped.lock().pop(name);
		match fs::remove_file(&path) {
			Err(error) if error.kind() != io::ErrorKind::NotFound => {
				log::warn!("a block can't be removed: {}: {error}", path.display());
			},
			_ => table.remove(name),
		}
	}

	/// There is such a block that everybody may have (its content is not looked at).
	pub fn has(&self, hash: &Hash) -> bool {
		self.has_content(&Content::public(*hash))
	}

	/// As [`Store::has`], of content that may be private.
	pub fn has_content(&self, content: &Content) -> bool {
		self.blocks.lock().blocks.contains(&content.name())
	}

	/// Bytes of a block that everybody may have, if it is there.
	pub fn size(&self, hash: &Hash) -> Option<u64> {
		self.size_of(&Content::public(*hash))
	}

	/// As [`Store::size`], of content that may be private.
	pub fn size_of(&self, content: &Content) -> Option<u64> {
		self.blocks.lock().blocks.peek(&content.name()).copied()
	}

	/// Bytes of all blocks.
	pub fn bytes(&self) -> u64 {
		self.blocks.lock().bytes
	}

	/// The content of a block that everybody may have, checked. `None` when it is missing or was
	/// damaged.
	pub fn get(&self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
		let name = Content::public(*hash).name();
		let Some(mut file) = self.open_block(&name)? else { return Ok(None) };
		let mut content = Vec::new();
		file.read_to_end(&mut content).at(&self.path_of(&name))?;
		if blake2_256(&content) != *hash {
			self.discard(&name);
			return Ok(None);
		}
		Ok(Some(content))
	}

	/// As [`Store::get`], without reading the block into memory, and of content that may be private:
	/// for what is large. A block that was mapped lately is not hashed again, unless its file was
	/// written to since.
	pub fn map(&self, content: &Content) -> Result<Option<Blob>, StoreError> {
		let name = content.name();
		if let Some(blob) = self.recall(&name) {
			return Ok(Some(blob));
		}
		let Some(file) = self.open_block(&name)? else { return Ok(None) };
		let path = self.path_of(&name);
		// Read through once by ordinary reads: a failing disk is an error here, in the mapping
		// it would end the process.
		let mut hasher = Hasher::new();
		io::copy(&mut BufReader::with_capacity(1 << 20, file), &mut hasher).at(&path)?;
		if hasher.finish() != content.hash {
			self.discard(&name);
			return Ok(None);
		}
		let blob = Blob::open(&path).at(&path)?;
		self.mapped.lock().put(name, (blob.clone(), stamp(&path).at(&path)?));
		Ok(Some(blob))
	}

	/// At most `length` bytes of some content from `offset` on, and the bytes of the whole. The bytes
	/// are not checked: the caller checks the whole.
	pub fn part(
		&self,
		content: &Content,
		offset: u64,
		length: usize,
	) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
		let name = content.name();
		let path = self.path_of(&name);
		let Some(file) = self.open_block(&name)? else { return Ok(None) };
		let size = file.metadata().at(&path)?.len();
		let left = usize::try_from(size.saturating_sub(offset)).unwrap_or(usize::MAX);
		let mut bytes = vec![0; length.min(left)];
		file.read_exact_at(&mut bytes, offset).at(&path)?;
		Ok(Some((size, bytes)))
	}

	/// The content of a block that was mapped lately, if its file is still the same.
	fn recall(&self, name: &Name) -> Option<Blob> {
		// The table's lock is never asked for while the other is held: it is so in `remove`.
		let is_there = self.blocks.lock().blocks.get(name).is_some();
		let mut mapped = self.mapped.lock();
		let (blob, then) = mapped.get(name)?.clone();
		if is_there && stamp(&self.path_of(name)).is_ok_and(|now| now == then) {
			return Some(blob);
		}
		mapped.pop(name);
		None
	}

	fn open_block(&self, name: &Name) -> Result<Option<File>, StoreError> {
		if self.blocks.lock().blocks.get(name).is_none() {
			return Ok(None);
		}
		let path = self.path_of(name);
		match File::open(&path) {
			Ok(file) => {
				// The order of use outlives the process in the files' times.
				file.set_modified(SystemTime::now()).ok();
				Ok(Some(file))
			},
			Err(error) if error.kind() == io::ErrorKind::NotFound => {
				self.blocks.lock().remove(name);
				Ok(None)
			},
			Err(error) => Err(error).at(&path),
		}
	}

	fn discard(&self, name: &Name) {
		log::warn!("block {} is damaged: removed", hex::encode(name.hash));
		self.remove(&mut self.blocks.lock(), name);
	}

	/// Keeps these blocks, whether they are there yet or not. `key` names the set: pinning it again
	/// replaces it. Private content is kept also where it is public.
	pub fn pin(&self, key: &Hash, keep: Keep, contents: &[Content]) -> Result<(), StoreError> {
		let public = contents.iter().filter(|content| content.deal.is_some());
		let public = public.map(|content| Content::public(content.hash).name());
		let names = contents.iter().map(Content::name).chain(public).collect();
		self.pins.set(key, keep, names, now(), &self.folder.join("tmp"))
	}

	/// Forgets a set: its blocks go when room is needed, unless another set has them.
	pub fn unpin(&self, key: &Hash) -> Result<(), StoreError> {
		self.pin(key, Keep::until(0), &[])
	}

	/// Waits until all that is kept now would outlive a power cut: once a task, at its end.
	pub fn flush(&self) -> Result<(), StoreError> {
		self.pins.flush()
	}

	/// Most bytes that are kept for one requester's tasks before no other is taken up, and that one task
	/// may use.
	pub fn share(&self) -> u64 {
		self.config.max_bytes / SHARE
	}

	/// Room for the outputs of a task, in bytes.
	fn room(&self) -> u64 {
		MAX_RESULT.min(self.config.max_bytes / PARTS)
	}

	/// Bytes that must be kept, in all and for one requester.
	fn must_keep(&self, requester: &Hash) -> (u64, u64) {
		let mut usage = self.usage.lock();
		if usage.is_old() {
			let table = self.blocks.lock();
			*usage = self.pins.usage(now(), |name| table.blocks.peek(name).copied());
		}
		(usage.total, usage.by.get(requester).copied().unwrap_or(0))
	}

	/// Bytes that must be kept for one requester.
	pub fn kept_for(&self, requester: &Hash) -> u64 {
		self.must_keep(requester).1
	}

	/// Whether a set is kept under that key.
	pub fn keeps(&self, key: &Hash) -> bool {
		self.pins.keep_of(key).is_some()
	}

	/// Most bytes of all blocks together.
	pub fn limit(&self) -> u64 {
		self.config.max_bytes
	}

	/// Keeps one block, for everybody, as `keep` says. `key` names the set that it is.
	pub fn put_kept(&self, key: &Hash, keep: Keep, block: &[u8]) -> Result<Hash, StoreError> {
		let hash = blake2_256(block);
		self.keep_all(key, keep, &[hash], std::iter::once(block))?;
		Ok(hash)
	}

	/// Number of tasks whose outputs fit beside what must be kept, however large they are, when
	/// `on_disk` more bytes fit on the disk.
	pub fn tasks_that_fit(&self, on_disk: u64) -> u64 {
		let (kept, _) = self.must_keep(&Hash::zero());
		let free = self.config.max_bytes.saturating_sub(kept);
		(free / self.room().max(1)).min(on_disk / MAX_RESULT)
	}

	/// Whether a requester's task can be taken up: else the store has no room for its outputs
	/// ([`StoreError::Full`]), or the requester has its share already ([`StoreError::Share`]).
	pub fn admit(&self, requester: &Hash) -> Result<(), StoreError> {
		let (pinned, held) = self.must_keep(requester);
		let (size, limit) = (self.room(), self.config.max_bytes);
		if pinned.saturating_add(size) > limit {
			return Err(StoreError::Full { size, pinned, limit });
		}
		let share = self.share();
		if held >= share && !requester.is_zero() {
			return Err(StoreError::Share { held, share });
		}
		Ok(())
	}

	/// Puts a set of blocks, all or none, and keeps them as `keep` says, or for as long as they are
	/// kept already: the set may be put again. `hashes` names every block of the set.
	pub(crate) fn keep_all<'a>(
		&self,
		key: &Hash,
		keep: Keep,
		hashes: &[Hash],
		mut blocks: impl Iterator<Item = &'a [u8]>,
	) -> Result<(), StoreError> {
		self.keeping.with(key, || {
			let names = || hashes.iter().map(|hash| Content::public(*hash).name()).collect();
			let tmp = self.folder.join("tmp");
			let before = self.pins.keep_of(key).unwrap_or(Keep::until(0));
			// Pinned first: no block may go between the first and the last.
			self.pins.extend(key, keep, names(), now(), &tmp)?;
			let mut size = 0;
			let kept = blocks.try_for_each(|block| {
				size += block.len() as u64;
				self.put(block).map(drop)
			});
			if kept.is_ok() {
				// What was kept already for the same requester is counted already.
				if before.least <= now() || before.requester != keep.requester {
					self.usage.lock().add(&keep, size, now());
				}
			} else {
				// A part of the set is no use to anybody.
				self.pins.set(key, before, names(), now(), &tmp)?;
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
		let private = shard.file_name().is_some_and(|name| name == PRIVATE);
		let Ok(entries) = fs::read_dir(&shard) else { continue };
		for entry in entries {
			let entry = entry.at(&shard)?;
			let data = entry.metadata().at(&shard)?;
			let hash = entry.file_name().to_str().and_then(parse_hash);
			if let (Some(hash), true) = (hash, data.is_file()) {
				let name = Name { private, hash };
				found.push((data.modified().unwrap_or(UNIX_EPOCH), name, data.len()));
			}
		}
	}
	found.sort();
	let mut table = BlockTable { blocks: LruCache::unbounded(), bytes: 0 };
	for (_, name, size) in found {
		table.add(name, size);
	}
	Ok(table)
}
