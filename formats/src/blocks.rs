// SPDX-License-Identifier: Apache-2.0

//! The blocks that a result is made of, and how to show one of them (`docs/results.md`).
//!
//! A result is a tree of blocks, each named by its `blake2_256` in the one above it. A plain one
//! has the header at its root (the digest on chain), below it the manifest, below that the pieces
//! of the files. An encrypted one has an index at its root, and below it the boxes. Blocks are
//! counted in this order from 0. `docs/digest.md` and `docs/results.md` have the bytes.
//!
//! A **path** goes from the root down to the block that was asked for, or to the block that shows
//! that there is none: a manifest or an index with fewer entries, or a root that is no header.
//! A root that looks like a header and is of another version shows nothing: it may have blocks
//! below it, which this version can't find. A manifest or an index of another version is answered
//! as what it is here: a block without entries, like any other bytes that are neither.

use crate::{limits::MAX_BOX, EncryptedIndex, Hash, Manifest, ResultHeader};
use alloc::vec::Vec;

/// Largest block of a result, in bytes: a piece of 1 MiB in a sealed box, which adds 48.
pub const MAX_BLOCK: u32 = MAX_BOX as u32;
/// Blocks of the longest path: header, manifest, piece.
pub const MAX_PATH: u32 = 3;

/// A block of a result.
#[derive(
	codec::Encode,
	codec::Decode,
	codec::DecodeWithMemTracking,
	codec::MaxEncodedLen,
	scale_info::TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
)]
pub struct BlockRef {
	/// Hash of the result's root: the digest, or that of an index.
	pub root: primitive_types::H256,
	/// The root is the index of an encrypted result.
	pub encrypted: bool,
	/// Number of the block, in the order of header, manifest, pieces, or of index, boxes.
	pub block: u32,
}

/// Where the block that is looked for is, as seen from a block on the way.
enum Turn {
	/// Here.
	Here,
	/// At the block with this hash, or below that block.
	Down(Hash),
	/// There is no such block.
	Nowhere,
	/// Unknown: the root is a header of another version.
	Unknown,
}

impl BlockRef {
	/// Where to go from a block at that depth.
	fn turn(&self, depth: usize, bytes: &[u8]) -> Turn {
		let down = |hash: Option<Hash>| hash.map_or(Turn::Nowhere, Turn::Down);
		match (self.encrypted, depth, self.block) {
			(_, 0, 0) | (false, 1, 1) => Turn::Here,
			(true, 0, block) => down(EncryptedIndex::nth_box(bytes, block.saturating_sub(1))),
			(false, 0, _) => match ResultHeader::read(bytes) {
				Ok(header) => Turn::Down(header.output_root),
				Err(_) if ResultHeader::looks_like(bytes) => Turn::Unknown,
				Err(_) => Turn::Nowhere,
			},
			(false, 1, block) => down(Manifest::nth_piece(bytes, block.saturating_sub(2))),
			_ => Turn::Here,
		}
	}

	/// Checks a path. Gives the hash of the block that was asked for, or `Some(None)` when the path
	/// shows that there is none. `None` when the path shows nothing.
	pub fn check(
		&self,
		path: &[impl AsRef<[u8]>],
		hash: impl Fn(&[u8]) -> Hash,
	) -> Option<Option<Hash>> {
		let (mut wanted, mut depth) = (self.root, 0usize);
		loop {
			let bytes = path.get(depth)?.as_ref();
			if hash(bytes) != wanted {
				return None;
			}
			depth = depth.checked_add(1)?;
			let found = match self.turn(depth.checked_sub(1)?, bytes) {
				Turn::Down(below) => {
					wanted = below;
					continue;
				},
				Turn::Here => Some(wanted),
				Turn::Nowhere => None,
				Turn::Unknown => return None,
			};
			// Nothing but the path.
			return (path.len() == depth).then_some(found);
		}
	}

	/// The path, from blocks that `get` gives by their hashes. `None` when `get` lacks one, or when
	/// no path shows anything.
	pub fn path(&self, mut get: impl FnMut(Hash) -> Option<Vec<u8>>) -> Option<Vec<Vec<u8>>> {
		let mut path = Vec::new();
		let mut wanted = self.root;
		loop {
			let bytes = get(wanted)?;
			let turn = self.turn(path.len(), &bytes);
			path.push(bytes);
			match turn {
				Turn::Down(below) => wanted = below,
				Turn::Here | Turn::Nowhere => return Some(path),
				Turn::Unknown => return None,
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::collections::BTreeMap;

	type Blocks = BTreeMap<Hash, Vec<u8>>;

	/// The first bytes of a manifest and of an index: magic and version.
	const MANIFEST: &[u8] = b"BRSM\x01";
	const INDEX: &[u8] = b"BRSX\x01";

	fn hash(bytes: &[u8]) -> Hash {
		crate::blake2_256(bytes)
	}

	fn put(blocks: &mut Blocks, bytes: Vec<u8>) -> Hash {
		let key = hash(&bytes);
		blocks.insert(key, bytes);
		key
	}

	fn header(root: Hash) -> Vec<u8> {
		ResultHeader { engine: 1, fuel: 7, output_root: root, ..ResultHeader::default() }.encode()
	}

	/// A result of files `a` with two pieces, `b` with none and `c` with one. Gives root and blocks.
	fn result() -> (Hash, Blocks) {
		let mut blocks = Blocks::new();
		let pieces: Vec<Hash> =
			[b"one", b"two", b"six"].map(|piece| put(&mut blocks, piece.to_vec())).to_vec();
		let mut manifest = [MANIFEST, &3u32.to_le_bytes()].concat();
		for (path, pieces) in [("a", &pieces[..2]), ("b", &[]), ("c", &pieces[2..])] {
			manifest.extend((path.len() as u32).to_le_bytes());
			manifest.extend(path.bytes());
			manifest.extend(3u64.to_le_bytes());
			manifest.extend((pieces.len() as u32).to_le_bytes());
			manifest.extend(pieces.iter().flat_map(|piece| piece.0));
		}
		let root = put(&mut blocks, manifest);
		(put(&mut blocks, header(root)), blocks)
	}

	fn encrypted() -> (Hash, Blocks) {
		let mut blocks = Blocks::new();
		let boxes = [b"x", b"y"].map(|sealed| put(&mut blocks, sealed.to_vec()));
		let mut index = [INDEX, &2u32.to_le_bytes()].concat();
		index.extend(boxes.iter().flat_map(|sealed| sealed.0));
		(put(&mut blocks, index), blocks)
	}

	/// What the path to each block shows; `None` when there is no path.
	fn shown(root: Hash, encrypted: bool, blocks: &Blocks, block: u32) -> Option<Option<Vec<u8>>> {
		let at = BlockRef { root, encrypted, block };
		let path = at.path(|hash| blocks.get(&hash).cloned())?;
		let found = at.check(&path, hash).expect("a path that was found shows something");
		assert_eq!(found.is_some(), found == path.last().map(|last| hash(last)));
		Some(found.and_then(|found| blocks.get(&found).cloned()))
	}

	#[test]
	fn path_should_lead_to_every_block_when_the_result_is_plain() {
		let (root, blocks) = result();
		let [piece0, piece1, piece2] = [2, 3, 4].map(|block| shown(root, false, &blocks, block));
		assert_eq!(shown(root, false, &blocks, 0), Some(blocks.get(&root).cloned()));
		assert_eq!(
			shown(root, false, &blocks, 1).flatten().map(|bytes| bytes.len()),
			Some(5 + 4 + 3 * 17 + 3 * 32)
		);
		assert_eq!(piece0, Some(Some(b"one".to_vec())));
		assert_eq!(piece1, Some(Some(b"two".to_vec())));
		assert_eq!(piece2, Some(Some(b"six".to_vec())));
	}

	#[test]
	fn path_should_show_that_there_is_none_when_the_number_is_beyond_the_last() {
		let (root, blocks) = result();
		assert_eq!(shown(root, false, &blocks, 5), Some(None));
		assert_eq!(shown(root, false, &blocks, u32::MAX), Some(None));
		let (root, blocks) = encrypted();
		assert_eq!(shown(root, true, &blocks, 3), Some(None));
		assert_eq!(shown(root, true, &blocks, u32::MAX), Some(None));
	}

	#[test]
	fn path_should_lead_to_every_box_when_the_result_is_encrypted() {
		let (root, blocks) = encrypted();
		assert_eq!(shown(root, true, &blocks, 0), Some(blocks.get(&root).cloned()));
		assert_eq!(shown(root, true, &blocks, 1), Some(Some(b"x".to_vec())));
		assert_eq!(shown(root, true, &blocks, 2), Some(Some(b"y".to_vec())));
	}

	#[test]
	fn path_should_show_that_there_is_none_when_the_root_is_no_header() {
		let mut blocks = Blocks::new();
		let mut longer = header(Hash::zero());
		longer.push(0);
		for bytes in [b"plain".to_vec(), longer, Vec::new()] {
			let root = put(&mut blocks, bytes.clone());
			assert_eq!(shown(root, false, &blocks, 0), Some(Some(bytes)));
			assert_eq!(shown(root, false, &blocks, 1), Some(None));
			assert_eq!(shown(root, false, &blocks, 9), Some(None));
			assert_eq!(shown(root, true, &blocks, 1), Some(None));
		}
	}

	#[test]
	fn path_should_show_nothing_but_itself_when_the_root_is_a_header_of_another_version() {
		let (root, mut blocks) = result();
		let mut other = blocks.get(&root).cloned().expect("the header is there");
		let output_root = ResultHeader::read(&other).expect("a header").output_root;
		other[4] = ResultHeader::VERSION + 1;
		let root = put(&mut blocks, other.clone());
		assert_eq!(shown(root, false, &blocks, 0), Some(Some(other.clone())));
		for block in [1, 2, 9, u32::MAX] {
			let at = BlockRef { root, encrypted: false, block };
			assert_eq!(at.path(|hash| blocks.get(&hash).cloned()), None);
			// Neither the header alone nor the blocks that are below it.
			let mut path = vec![other.clone()];
			assert_eq!(at.check(&path, hash), None);
			path.push(blocks.get(&output_root).cloned().expect("the manifest is there"));
			assert_eq!(at.check(&path, hash), None);
		}
	}

	#[test]
	fn path_should_show_that_there_is_none_when_the_manifest_is_malformed() {
		for manifest in [
			b"BRSM\x02\x01\0\0\0".to_vec(),
			b"BRSM\x01\x01\0\0".to_vec(),
			// More files than there are bytes.
			b"BRSM\x01\xff\xff\xff\xff".to_vec(),
			// A path that leaves it.
			b"BRSM\x01\x01\0\0\0\xff\xff\xff\xffaaaa".to_vec(),
			// Pieces that leave it.
			[&b"BRSM\x01\x01\0\0\0\x01\0\0\0a"[..], &[0; 8], &[255; 4], &[1; 31]].concat(),
		] {
			let mut blocks = Blocks::new();
			let below = put(&mut blocks, manifest);
			let root = put(&mut blocks, header(below));
			assert_eq!(shown(root, false, &blocks, 2), Some(None));
		}
	}

	#[test]
	fn path_should_be_missing_when_a_block_is() {
		let (root, mut blocks) = result();
		let last = hash(b"six");
		blocks.remove(&last);
		assert_eq!(shown(root, false, &blocks, 4), None);
		assert_eq!(shown(root, false, &blocks, 2), Some(Some(b"one".to_vec())));
	}

	#[test]
	fn check_should_refuse_every_other_path() {
		let (root, blocks) = result();
		let at = BlockRef { root, encrypted: false, block: 3 };
		let path = at.path(|hash| blocks.get(&hash).cloned()).expect("all is there");
		assert_eq!(at.check(&path, hash), Some(Some(hash(b"two"))));
		// Too short, too long, another order, another block, another bit.
		assert_eq!(at.check(&path[..2], hash), None);
		assert_eq!(at.check(&Vec::<Vec<u8>>::new(), hash), None);
		assert_eq!(at.check(&[path.clone(), vec![b"more".to_vec()]].concat(), hash), None);
		assert_eq!(at.check(&[path[1].clone(), path[0].clone()], hash), None);
		assert_eq!(BlockRef { block: 2, ..at }.check(&path, hash), None);
		assert_eq!(BlockRef { encrypted: true, ..at }.check(&path, hash), None);
		for place in 0..path.len() {
			let mut bad = path.clone();
			bad[place][0] ^= 1;
			assert_eq!(at.check(&bad, hash), None);
		}
		// A path that says that there is none says nothing of a block that there is.
		let beyond = BlockRef { block: 9, ..at };
		let shows_none = beyond.path(|hash| blocks.get(&hash).cloned()).expect("all is there");
		assert_eq!(beyond.check(&shows_none, hash), Some(None));
		assert_eq!(at.check(&shows_none, hash), None);
	}
}
