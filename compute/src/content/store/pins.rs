// SPDX-License-Identifier: Apache-2.0

//! Which blocks must be kept, for whom, and until when.
//!
//! The sets are kept in one file, the journal: each change is appended, and a change that counts
//! replaces the one before of the same set. When most of the journal is out of date it is written
//! anew, so it is never much longer than what counts. Nothing waits for the disk but
//! [`Pins::flush`], so a task costs one wait.

use super::{name::Name, At, StoreError};
use bourse_formats::{blake2_256, Hash};
use parking_lot::Mutex;
use std::{
	collections::{HashMap, HashSet, VecDeque},
	fs::{self, File, OpenOptions},
	io::Write,
	path::{Path, PathBuf},
	sync::Arc,
	time::{Duration, Instant},
};
use tempfile::NamedTempFile;

/// For whom a set of blocks is kept, and until when, in seconds of the Unix epoch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Keep {
	/// The account whose share of the store the blocks count for. Zero: nobody's.
	pub requester: Hash,
	/// The blocks must be there until then.
	pub least: u64,
	/// The blocks are kept until then, if nobody else needs the room.
	pub until: u64,
}

impl Keep {
	/// Until `until` in any case, for nobody's share.
	pub fn until(until: u64) -> Self {
		Self { requester: Hash::zero(), least: until, until }
	}

	/// The longer of both, for this one's share.
	fn at_least(self, before: &Self) -> Self {
		Self { least: self.least.max(before.least), until: self.until.max(before.until), ..self }
	}
}

/// A block of so many bytes counts once, however many tasks have it.
const LARGE: u64 = 64 << 10;
/// Age at which a [`Usage`] is old.
const OLD: Duration = Duration::from_secs(10);
/// The part of the time that may go into making one: one of so many.
const EFFORT: u32 = 100;

/// Bytes that must be kept, and for whom. It is made now and then, and added to in between.
#[derive(Default)]
pub struct Usage {
	pub total: u64,
	pub by: HashMap<Hash, u64>,
	/// Until when it is used. `None`: it was never made.
	until: Option<Instant>,
}

impl Usage {
	pub fn is_old(&self) -> bool {
		self.until.is_none_or(|until| Instant::now() >= until)
	}

	/// Adds a set of so many bytes.
	pub fn add(&mut self, keep: &Keep, size: u64, now: u64) {
		if keep.least > now {
			self.total = self.total.saturating_add(size);
			let of_requester = self.by.entry(keep.requester).or_default();
			*of_requester = of_requester.saturating_add(size);
		}
	}
}

/// A set of blocks.
#[derive(PartialEq)]
struct Pin {
	keep: Keep,
	blocks: Vec<Name>,
}

/// Bytes of an entry before its blocks: key, requester, two times, number of blocks.
const HEAD: usize = 32 + 32 + 8 + 8 + 4;
/// Bytes of a block's name: its kind, its hash.
const NAME: usize = 33;
/// Bytes at an entry's end by which an entry that was cut off is known.
const CHECK: usize = 8;
/// A journal shorter than this is never written anew, in bytes.
const SHORT: u64 = 64 << 10;
/// Sets made last, which an equal one shares its memory with: the tasks of a bag differ in little.
const LATELY: usize = 16;
/// Seconds between two looks for sets whose time is over.
const SWEEP: u64 = 60;

impl Pin {
	fn size(&self) -> u64 {
		(HEAD + self.blocks.len() * NAME + CHECK) as u64
	}

	fn encode(&self, key: &Hash) -> Vec<u8> {
		let mut bytes = Vec::with_capacity(self.size() as usize);
		bytes.extend_from_slice(&key.0);
		bytes.extend_from_slice(&self.keep.requester.0);
		bytes.extend_from_slice(&self.keep.least.to_le_bytes());
		bytes.extend_from_slice(&self.keep.until.to_le_bytes());
		bytes.extend_from_slice(&(self.blocks.len() as u32).to_le_bytes());
		for name in &self.blocks {
			bytes.push(name.private.into());
			bytes.extend_from_slice(&name.hash.0);
		}
		let check = blake2_256(&bytes);
		bytes.extend_from_slice(&check.0[..CHECK]);
		bytes
	}

	/// The first entry of `bytes`, and its length. `None` when there is no whole one.
	fn decode(bytes: &[u8]) -> Option<(Hash, Self, usize)> {
		let (key, rest) = bytes.split_first_chunk::<32>()?;
		let (requester, rest) = rest.split_first_chunk::<32>()?;
		let (least, rest) = rest.split_first_chunk::<8>()?;
		let (until, rest) = rest.split_first_chunk::<8>()?;
		let (count, rest) = rest.split_first_chunk::<4>()?;
		let names = (u32::from_le_bytes(*count) as usize).checked_mul(NAME)?;
		let end = HEAD.checked_add(names)?;
		let check = bytes.get(end..end.checked_add(CHECK)?)?;
		if blake2_256(&bytes[..end]).0[..CHECK] != *check {
			return None;
		}
		let name = |part: &[u8]| {
			let (kind, hash) = part.split_first()?;
			Some(Name { private: *kind != 0, hash: Hash(hash.try_into().ok()?) })
		};
		let blocks = rest[..names].chunks(NAME).map(name).collect::<Option<_>>()?;
		let (least, until) = (u64::from_le_bytes(*least), u64::from_le_bytes(*until));
		let keep = Keep { requester: Hash(*requester), least, until };
		Some((Hash(*key), Self { keep, blocks }, end + CHECK))
	}
}

/// The pins, and the journal that a restart reads them from.
struct PinTable {
	pins: HashMap<Hash, Arc<Pin>>,
	/// The last [`LATELY`] sets that differ.
	lately: VecDeque<Arc<Pin>>,
	journal: File,
	/// Bytes of the journal.
	length: u64,
	/// Bytes of its entries that count.
	live: u64,
	/// The journal was written to since the last flush.
	dirty: bool,
	/// Time of the last look for sets whose time is over.
	swept: u64,
}

impl PinTable {
	fn insert(&mut self, key: Hash, pin: Pin) {
		self.remove(&key);
		if !pin.blocks.is_empty() {
			self.live += pin.size();
			let pin = self.share(pin);
			self.pins.insert(key, pin);
		}
	}

	fn share(&mut self, pin: Pin) -> Arc<Pin> {
		if let Some(same) = self.lately.iter().find(|lately| ***lately == pin) {
			return same.clone();
		}
		let pin = Arc::new(pin);
		if self.lately.len() == LATELY {
			self.lately.pop_front();
		}
		self.lately.push_back(pin.clone());
		pin
	}

	fn remove(&mut self, key: &Hash) {
		if let Some(pin) = self.pins.remove(key) {
			self.live -= pin.size();
		}
	}

	fn sweep(&mut self, now: u64) {
		self.swept = now;
		let live = &mut self.live;
		self.pins.retain(|_, pin| {
			let stays = pin.keep.until > now;
			if !stays {
				*live -= pin.size();
			}
			stays
		});
	}
}

/// Sets of blocks, each with a key.
pub(super) struct Pins {
	path: PathBuf,
	/// Flushing waits for the disk.
	sync: bool,
	state: Mutex<PinTable>,
}

impl Pins {
	/// Reads the journal at `path`, or begins one. An entry that a crash cut off is dropped.
	pub fn load(path: PathBuf, sync: bool) -> Result<Self, StoreError> {
		let mut options = OpenOptions::new();
		let journal = options.append(true).create(true).open(&path).at(&path)?;
		let bytes = fs::read(&path).at(&path)?;
		let (length, live, dirty, swept) = (0, 0, false, 0);
		let (pins, lately) = (HashMap::new(), VecDeque::new());
		let mut state = PinTable { pins, lately, journal, length, live, dirty, swept };
		let mut at = 0;
		while let Some((key, pin, size)) = Pin::decode(&bytes[at..]) {
			state.insert(key, pin);
			at += size;
		}
		if at < bytes.len() {
			log::warn!("{} bytes at the end of {} are damaged", bytes.len() - at, path.display());
			state.journal.set_len(at as u64).at(&path)?;
		}
		state.length = at as u64;
		Ok(Self { path, sync, state: Mutex::new(state) })
	}

	/// Keeps `blocks` under `key`, in the place of what was kept under it.
	pub fn set(
		&self,
		key: &Hash,
		keep: Keep,
		blocks: Vec<Name>,
		now: u64,
		tmp: &Path,
	) -> Result<(), StoreError> {
		let state = &mut *self.state.lock();
		let blocks = if keep.until > now { blocks } else { Vec::new() };
		if blocks.is_empty() && !state.pins.contains_key(key) {
			return Ok(());
		}
		let pin = Pin { keep, blocks };
		let entry = pin.encode(key);
		if let Err(error) = state.journal.write_all(&entry) {
			// What follows a part of an entry would never be read again.
			state.journal.set_len(state.length).ok();
			return Err(error).at(&self.path);
		}
		state.length += entry.len() as u64;
		state.dirty = true;
		state.insert(*key, pin);
		if now >= state.swept.saturating_add(SWEEP) || now < state.swept {
			state.sweep(now);
		}
		if state.length > SHORT.max(state.live.saturating_mul(3))
			&& let Err(error) = self.write_anew(state, tmp)
		{
			log::warn!("the list of kept blocks stays longer than it need be: {error}");
		}
		Ok(())
	}

	/// As [`Pins::set`], for as long as the set is kept already, if that is longer.
	pub fn extend(
		&self,
		key: &Hash,
		keep: Keep,
		blocks: Vec<Name>,
		now: u64,
		tmp: &Path,
	) -> Result<(), StoreError> {
		let before = self.keep_of(key);
		self.set(key, before.map_or(keep, |before| keep.at_least(&before)), blocks, now, tmp)
	}

	fn write_anew(&self, state: &mut PinTable, tmp: &Path) -> Result<(), StoreError> {
		let mut file = NamedTempFile::new_in(tmp).at(tmp)?;
		let mut length = 0;
		let mut bytes = Vec::new();
		for (key, pin) in &state.pins {
			bytes.extend(pin.encode(key));
			if bytes.len() >= 1 << 20 {
				file.write_all(&bytes).at(file.path())?;
				length += bytes.len() as u64;
				bytes.clear();
			}
		}
		file.write_all(&bytes).at(file.path())?;
		length += bytes.len() as u64;
		if self.sync {
			file.as_file().sync_data().at(file.path())?;
		}
		file.persist(&self.path).map_err(|error| StoreError::from_io(&self.path, error.error))?;
		state.journal = OpenOptions::new().append(true).open(&self.path).at(&self.path)?;
		(state.length, state.live, state.dirty) = (length, length, false);
		Ok(())
	}

	/// Waits until all that was set is on the disk.
	pub fn flush(&self) -> Result<(), StoreError> {
		let mut state = self.state.lock();
		if !self.sync || !std::mem::take(&mut state.dirty) {
			return Ok(());
		}
		let journal = state.journal.try_clone().at(&self.path)?;
		drop(state);
		journal.sync_data().at(&self.path)
	}

	/// The blocks of the sets that `is_wanted`.
	pub fn blocks(&self, is_wanted: impl Fn(&Keep) -> bool) -> HashSet<Name> {
		let state = self.state.lock();
		let wanted = state.pins.values().filter(|pin| is_wanted(&pin.keep));
		wanted.flat_map(|pin| &pin.blocks).copied().collect()
	}

	/// What must be kept at `now` of the blocks that are there; `size_of` knows their bytes.
	pub fn usage(&self, now: u64, size_of: impl Fn(&Name) -> Option<u64>) -> Usage {
		let begin = Instant::now();
		let mut usage = Usage::default();
		let mut large = HashSet::new();
		let mut large_of = HashSet::new();
		for pin in self.state.lock().pins.values().filter(|pin| pin.keep.least > now) {
			let requester = pin.keep.requester;
			let mut bytes = 0u64;
			for name in &pin.blocks {
				let Some(size) = size_of(name) else { continue };
				if size < LARGE || large.insert(*name) {
					usage.total = usage.total.saturating_add(size);
				}
				if size < LARGE || large_of.insert((requester, *name)) {
					bytes = bytes.saturating_add(size);
				}
			}
			let of_requester = usage.by.entry(requester).or_default();
			*of_requester = of_requester.saturating_add(bytes);
		}
		usage.until = Some(Instant::now() + OLD.max(begin.elapsed() * EFFORT));
		usage
	}

	/// Forgets the sets that need not be kept at `now`, those first that would go first, until the
	/// blocks of the forgotten ones have `enough`. Nothing is written for it: after a restart the
	/// sets may be back, without harm.
	pub fn give_way(&self, now: u64, mut enough: impl FnMut(&[Name]) -> bool) {
		let state = &mut *self.state.lock();
		let may_go = state.pins.iter().filter(|(_, pin)| pin.keep.least <= now);
		let mut may_go = may_go.map(|(key, pin)| (pin.keep.until, *key)).collect::<Vec<_>>();
		may_go.sort();
		for (_, key) in may_go {
			let Some(pin) = state.pins.get(&key) else { continue };
			let is_enough = enough(&pin.blocks);
			state.remove(&key);
			if is_enough {
				break;
			}
		}
	}

	/// How a set is kept.
	pub fn keep_of(&self, key: &Hash) -> Option<Keep> {
		self.state.lock().pins.get(key).map(|pin| pin.keep)
	}

	/// Bytes of the journal.
	#[cfg(test)]
	pub fn length(&self) -> u64 {
		self.state.lock().length
	}

	/// Number of sets.
	#[cfg(test)]
	pub fn count(&self) -> usize {
		self.state.lock().pins.len()
	}
}
