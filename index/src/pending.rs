// SPDX-License-Identifier: Apache-2.0

//! Blocks that are imported and not final.

use bourse_formats::{record::BlockRecords, Hash};
use std::collections::HashMap;

/// A block with its records, read when it was imported: its state may be gone later.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportedBlock {
	/// Its hash.
	pub hash: Hash,
	/// Its number.
	pub number: u32,
	/// What it did.
	pub records: BlockRecords,
}

/// Blocks of all branches, each until a block of its height is final.
#[derive(Default, Debug)]
pub struct Pending {
	blocks: HashMap<Hash, ImportedBlock>,
	most: usize,
}

impl Pending {
	/// Keeps at most so many blocks: the highest ones.
	pub fn new(most: usize) -> Self {
		Self { blocks: HashMap::new(), most }
	}

	/// Number of blocks.
	pub fn len(&self) -> usize {
		self.blocks.len()
	}

	/// Whether there is none.
	pub fn is_empty(&self) -> bool {
		self.blocks.is_empty()
	}

	/// Whether the block is there.
	pub fn has(&self, hash: &Hash) -> bool {
		self.blocks.contains_key(hash)
	}

	/// Notes an imported block.
	pub fn add(&mut self, block: ImportedBlock) {
		self.blocks.insert(block.hash, block);
		if self.blocks.len() > self.most {
			let lowest = self.blocks.values().min_by_key(|block| block.number);
			if let Some(hash) = lowest.map(|block| block.hash) {
				self.blocks.remove(&hash);
			}
		}
	}

	/// Takes a block that has become final. The others of its height and below are on no branch that
	/// lives, and go with [`Pending::forget`].
	pub fn take(&mut self, hash: &Hash) -> Option<ImportedBlock> {
		self.blocks.remove(hash)
	}

	/// Forgets all blocks up to a height.
	pub fn forget(&mut self, height: u32) {
		self.blocks.retain(|_, block| block.number > height);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn block(number: u32, branch: u8) -> ImportedBlock {
		let mut hash = [branch; 32];
		hash[..4].copy_from_slice(&number.to_be_bytes());
		ImportedBlock { hash: Hash(hash), number, records: BlockRecords::default() }
	}

	#[test]
	fn pending_should_give_the_final_branch_and_forget_the_others() {
		let mut pending = Pending::new(10);
		for (number, branch) in [(1, 0), (2, 0), (2, 1), (3, 1), (4, 1)] {
			pending.add(block(number, branch));
		}
		assert_eq!(pending.take(&block(1, 0).hash), Some(block(1, 0)));
		assert_eq!(pending.take(&block(2, 1).hash), Some(block(2, 1)));
		pending.forget(2);
		assert_eq!(pending.len(), 2);
		assert!(!pending.has(&block(2, 0).hash) && pending.has(&block(4, 1).hash));
	}

	#[test]
	fn pending_should_keep_the_highest_when_there_are_too_many() {
		let mut pending = Pending::new(2);
		for number in 1..=5 {
			pending.add(block(number, 0));
		}
		assert_eq!((pending.len(), pending.take(&block(3, 0).hash)), (2, None));
		assert!(pending.has(&block(5, 0).hash));
	}
}
