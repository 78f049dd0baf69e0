// SPDX-License-Identifier: Apache-2.0

//! Results in the store, and how a node fills in what it lacks from others (PROTOCOL 8.4).

use super::{Store, StoreError};
use crate::{
	blake2_256,
	digest::{BadFormat, Header, Manifest, CHUNK, MAX_MANIFEST},
	encrypted::Index,
	Hash,
};
use std::collections::BTreeMap;
use thiserror::Error;

/// A result that was checked against its digest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResultFiles {
	/// What the digest commits to.
	pub header: Header,
	/// The output files, by path.
	pub files: BTreeMap<String, Vec<u8>>,
}

/// Why there is no result.
#[derive(Debug, Error)]
pub enum ResultError {
	/// A block is neither here nor with anybody who was asked.
	#[error("block {} is nowhere to be found", hex::encode(.0))]
	Missing(Hash),
	/// The digest is of something else than a result.
	#[error("block {} is not part of a result: {}", hex::encode(.0), .1)]
	BadFormat(Hash, BadFormat),
	/// Trouble with the store.
	#[error(transparent)]
	Store(#[from] StoreError),
}

impl Store {
	/// Keeps a result until `until` (seconds of the Unix epoch); returns its digest.
	pub fn put_result(
		&self,
		header: &Header,
		files: &BTreeMap<String, Vec<u8>>,
		until: u64,
	) -> Result<Hash, StoreError> {
		let digest = header.digest();
		let manifest = Manifest::of(files);
		let mut blocks = vec![digest, header.output_root];
		blocks.extend(manifest.files.iter().flat_map(|file| &file.chunks));
		let whole = [manifest.encode(), header.encode()];
		let chunks = files.values().flat_map(|content| content.chunks(CHUNK));
		let all = chunks.chain(whole.iter().map(Vec::as_slice));
		self.keeping.take(&digest, || {
			// Another task may have the same result for longer.
			let before = self.pins.until(&digest).unwrap_or(0);
			self.keep_all(&digest, (before, until.max(before)), &blocks, all)
		})?;
		Ok(digest)
	}

	/// Keeps blocks for as long as `until` says, or, when there is no room for all of them, for as
	/// long as `before`.
	fn keep_all<'a>(
		&self,
		key: &Hash,
		(before, until): (u64, u64),
		hashes: &[Hash],
		mut blocks: impl Iterator<Item = &'a [u8]>,
	) -> Result<(), StoreError> {
		// Pinned first: nothing may go between the first block and the last.
		self.pin(key, until, hashes)?;
		let kept = blocks.try_for_each(|block| self.put(block).map(drop));
		if kept.is_err() {
			// A part of it is no use to anybody.
			self.pin(key, before, hashes)?;
		}
		kept
	}

	/// The header that a digest opens. What is not here is asked of `fetch_missing`.
	pub fn get_header(
		&self,
		digest: &Hash,
		fetch_missing: impl Fn(&Hash) -> Option<Vec<u8>>,
	) -> Result<Header, ResultError> {
		header_of(digest, &|hash: &Hash, max| self.block(hash, max, &fetch_missing))
	}

	/// Header and list of files of a result. What is not here is asked of `fetch_missing`.
	pub fn get_manifest(
		&self,
		digest: &Hash,
		fetch_missing: impl Fn(&Hash) -> Option<Vec<u8>>,
	) -> Result<(Header, Manifest), ResultError> {
		manifest_of(digest, &|hash: &Hash, max| self.block(hash, max, &fetch_missing))
	}

	/// A whole result. What is not here is asked of `fetch_missing` and kept; everything is
	/// checked on the way, so whoever answers need not be trusted.
	pub fn get_result(
		&self,
		digest: &Hash,
		fetch_missing: impl Fn(&Hash) -> Option<Vec<u8>>,
	) -> Result<ResultFiles, ResultError> {
		assemble(digest, |hash, max| self.block(hash, max, &fetch_missing))
	}

	/// Keeps the boxes of an encrypted result and their index until `until` (seconds of the Unix
	/// epoch); returns the hash of the index.
	pub fn put_encrypted_result(
		&self,
		index: &Index,
		boxes: &[Vec<u8>],
		until: u64,
	) -> Result<Hash, StoreError> {
		let hash = index.hash();
		let hashes = [&[hash], &index.boxes[..]].concat();
		let whole = index.encode();
		let all = boxes.iter().map(Vec::as_slice).chain([&whole[..]]);
		self.keep_all(&hash, (0, until), &hashes, all)?;
		Ok(hash)
	}

	/// A block of at most `max` bytes, from here or from others.
	fn block(
		&self,
		hash: &Hash,
		max: usize,
		fetch_missing: &impl Fn(&Hash) -> Option<Vec<u8>>,
	) -> Result<Vec<u8>, ResultError> {
		if self.size(hash).is_some_and(|size| size <= max as u64) {
			if let Some(content) = self.get(hash)? {
				return Ok(content);
			}
		}
		let fetched = fetch_missing(hash)
			.filter(|content| content.len() <= max && blake2_256(content) == *hash)
			.ok_or(ResultError::Missing(*hash))?;
		if let Err(error) = self.put(&fetched) {
			// The answer is good even if it can't be kept.
			log::warn!("a block of a result is not kept: {error}");
		}
		Ok(fetched)
	}
}

/// Gives a block of at most so many bytes by its hash.
type Blocks<'a> = dyn Fn(&Hash, usize) -> Result<Vec<u8>, ResultError> + 'a;

fn header_of(digest: &Hash, block: &Blocks) -> Result<Header, ResultError> {
	let bytes = block(digest, Header::SIZE)?;
	Header::decode(&bytes).map_err(|error| ResultError::BadFormat(*digest, error))
}

fn manifest_of(digest: &Hash, block: &Blocks) -> Result<(Header, Manifest), ResultError> {
	let header = header_of(digest, block)?;
	let root = header.output_root;
	let bytes = block(&root, MAX_MANIFEST)?;
	let manifest = Manifest::decode(&bytes).map_err(|e| ResultError::BadFormat(root, e))?;
	Ok((header, manifest))
}

/// Puts a result together from blocks whose hashes are checked.
pub(crate) fn assemble(
	digest: &Hash,
	block: impl Fn(&Hash, usize) -> Result<Vec<u8>, ResultError>,
) -> Result<ResultFiles, ResultError> {
	let (header, manifest) = manifest_of(digest, &block)?;
	let mut files = BTreeMap::new();
	for file in manifest.files {
		let mut content = Vec::new();
		for chunk in &file.chunks {
			let bytes = block(chunk, CHUNK)?;
			content.extend_from_slice(&bytes);
			// All pieces but the last are full; the manifest bounds how many there are.
			if bytes.len() != CHUNK && content.len() as u64 != file.size {
				return Err(ResultError::BadFormat(header.output_root, BadFormat::SIZES));
			}
		}
		if content.len() as u64 != file.size {
			return Err(ResultError::BadFormat(header.output_root, BadFormat::SIZES));
		}
		files.insert(file.path, content);
	}
	Ok(ResultFiles { header, files })
}
