// SPDX-License-Identifier: Apache-2.0

//! Which blocks must be kept, and until when.

use super::{At, StoreError};
use crate::content::hex::parse_hash;
use bourse_formats::Hash;
use parking_lot::Mutex;
use std::{
	collections::{HashMap, HashSet},
	fs,
	io::Write,
	path::{Path, PathBuf},
};
use tempfile::NamedTempFile;

struct Pin {
	until: u64,
	blocks: Vec<Hash>,
}

/// Sets of blocks, each in a file: the time as 8 bytes little-endian, then the hashes.
pub(super) struct Pins {
	folder: PathBuf,
	/// Wait until each is on the disk.
	sync: bool,
	pins: Mutex<HashMap<Hash, Pin>>,
}

impl Pins {
	pub fn load(folder: PathBuf, sync: bool) -> Result<Self, StoreError> {
		let mut pins = HashMap::new();
		for entry in fs::read_dir(&folder).at(&folder)? {
			let path = entry.at(&folder)?.path();
			let key = path.file_name().and_then(|name| parse_hash(name.to_str()?));
			let bytes = fs::read(&path).at(&path)?;
			match (key, decode(&bytes)) {
				(Some(key), Some(pin)) => {
					pins.insert(key, pin);
				},
				_ => log::warn!("not a list of kept blocks: {}", path.display()),
			}
		}
		Ok(Self { folder, sync, pins: Mutex::new(pins) })
	}

	/// The blocks that must be kept at `now`. Those of the past are forgotten.
	pub fn pinned(&self, now: u64) -> HashSet<Hash> {
		let mut pins = self.pins.lock();
		pins.retain(|key, pin| {
			let stays = pin.until > now;
			if !stays {
				fs::remove_file(self.path(key)).ok();
			}
			stays
		});
		pins.values().flat_map(|pin| &pin.blocks).copied().collect()
	}

	/// Until when a set is kept.
	pub fn until(&self, key: &Hash) -> Option<u64> {
		self.pins.lock().get(key).map(|pin| pin.until)
	}

	fn path(&self, key: &Hash) -> PathBuf {
		self.folder.join(hex::encode(key))
	}

	pub fn set(
		&self,
		key: &Hash,
		until: u64,
		blocks: &[Hash],
		now: u64,
		tmp: &Path,
	) -> Result<(), StoreError> {
		let path = self.path(key);
		if until > now {
			let mut bytes = until.to_le_bytes().to_vec();
			bytes.extend(blocks.iter().flat_map(|block| block.0));
			let mut file = NamedTempFile::new_in(tmp).at(tmp)?;
			file.write_all(&bytes).at(file.path())?;
			if self.sync {
				file.as_file().sync_data().at(file.path())?;
			}
			file.persist(&path).map_err(|error| StoreError::from_io(&path, error.error))?;
			self.pins.lock().insert(*key, Pin { until, blocks: blocks.to_vec() });
		} else {
			fs::remove_file(&path).ok();
			self.pins.lock().remove(key);
		}
		Ok(())
	}
}

fn decode(bytes: &[u8]) -> Option<Pin> {
	let (until, hashes) = bytes.split_first_chunk::<8>()?;
	let hashes = hashes.chunks(32).map(|hash| Some(Hash(hash.try_into().ok()?)));
	Some(Pin { until: u64::from_le_bytes(*until), blocks: hashes.collect::<Option<_>>()? })
}
