// SPDX-License-Identifier: Apache-2.0

//! The index of an encrypted result. `docs/results.md` has the layout byte by byte.

use crate::{
	blake2_256,
	limits::{CHUNK, MAX_FILES, MAX_RESULT},
	reader::Reader,
	BadFormat, Hash,
};
use alloc::vec::Vec;

/// Most boxes of a result: header, manifest, and the pieces of all files.
const MAX_BOXES: usize = 2 + MAX_FILES + (MAX_RESULT / CHUNK as u64) as usize;

/// Which boxes make up an encrypted result, by their hashes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EncryptedIndex {
	/// The boxes: that of the header first, then that of the manifest.
	pub boxes: Vec<Hash>,
}

impl EncryptedIndex {
	/// The first bytes of every index.
	pub const MAGIC: [u8; 4] = *b"BRSX";
	/// The version of this layout.
	pub const VERSION: u8 = 1;
	/// Largest index that there can be, in bytes.
	pub const MAX_SIZE: usize = 4 + 1 + 4 + MAX_BOXES * 32;

	/// The canonical bytes.
	pub fn encode(&self) -> Vec<u8> {
		let mut bytes = Self::MAGIC.to_vec();
		bytes.push(Self::VERSION);
		bytes.extend_from_slice(&(self.boxes.len() as u32).to_le_bytes());
		bytes.extend(self.boxes.iter().flat_map(|sealed| sealed.0));
		bytes
	}

	/// Reads an index. Refuses everything that [`EncryptedIndex::encode`] would not have written,
	/// and more boxes than a result can have.
	pub fn read(bytes: &[u8]) -> Result<Self, BadFormat> {
		let mut reader = Reader(bytes);
		reader.expect(Self::MAGIC, Self::VERSION)?;
		let count = reader.u32()? as usize;
		if count > MAX_BOXES {
			return Err(BadFormat("too many boxes"));
		}
		let boxes = (0..count).map(|_| reader.hash()).collect::<Result<_, _>>()?;
		reader.end()?;
		Ok(Self { boxes })
	}

	/// The hash of a box of an encoded index. `None` when there is no such box.
	pub fn nth_box(index: &[u8], nth: u32) -> Option<Hash> {
		let mut reader = Reader(index);
		reader.expect(Self::MAGIC, Self::VERSION).ok()?;
		let boxes = reader.u32().ok()?;
		reader.nth_hash(nth, boxes)
	}

	/// The hash that names the index.
	pub fn hash(&self) -> Hash {
		blake2_256(&self.encode())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn index_should_read_only_what_was_encoded() {
		let index = EncryptedIndex { boxes: vec![Hash([1; 32]), Hash([2; 32])] };
		let bytes = index.encode();
		assert_eq!(hex::encode(&bytes[..9]), "425253580102000000");
		assert_eq!(bytes.len(), 9 + 64);
		assert_eq!(EncryptedIndex::read(&bytes), Ok(index));
		assert!(EncryptedIndex::read(&bytes[..72]).is_err());
		assert!(EncryptedIndex::read(&[&bytes[..], &[0]].concat()).is_err());
		assert!(EncryptedIndex::read(b"").is_err());
		assert!(EncryptedIndex::read(b"BRSX\x01\xff\xff\xff\xff").is_err());
		let most = EncryptedIndex { boxes: vec![Hash([3; 32]); MAX_BOXES] };
		assert_eq!(most.encode().len(), EncryptedIndex::MAX_SIZE);
		assert_eq!(EncryptedIndex::read(&most.encode()), Ok(most));
		let more = EncryptedIndex { boxes: vec![Hash([3; 32]); MAX_BOXES + 1] };
		assert!(EncryptedIndex::read(&more.encode()).is_err());
	}
}
