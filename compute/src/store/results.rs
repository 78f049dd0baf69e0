// SPDX-License-Identifier: Apache-2.0

//! Results in the store, and how a node fills in what it lacks from others (PROTOCOL 8.4).

use super::{Store, StoreError};
use crate::{
	blake2_256,
	digest::{BadFormat, Header, Manifest, CHUNK, MAX_MANIFEST},
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
		// Pinned first: nothing may go between the first block and the last.
		self.pin(&digest, until, &blocks)?;
		for chunk in files.values().flat_map(|content| content.chunks(CHUNK)) {
			self.put(chunk)?;
		}
		self.put(&manifest.encode())?;
		self.put(&header.encode())?;
		Ok(digest)
	}

	/// The header that a digest opens. What is not here is asked of `fetch_missing`.
	pub fn get_header(
		&self,
		digest: &Hash,
		fetch_missing: impl Fn(&Hash) -> Option<Vec<u8>>,
	) -> Result<Header, ResultError> {
		let bytes = self.block(digest, Header::SIZE, &fetch_missing)?;
		Header::decode(&bytes).map_err(|error| ResultError::BadFormat(*digest, error))
	}

	/// Header and list of files of a result. What is not here is asked of `fetch_missing`.
	pub fn get_manifest(
		&self,
		digest: &Hash,
		fetch_missing: impl Fn(&Hash) -> Option<Vec<u8>>,
	) -> Result<(Header, Manifest), ResultError> {
		let header = self.get_header(digest, &fetch_missing)?;
		let root = header.output_root;
		let bytes = self.block(&root, MAX_MANIFEST, &fetch_missing)?;
		let manifest =
			Manifest::decode(&bytes).map_err(|error| ResultError::BadFormat(root, error))?;
		Ok((header, manifest))
	}

	/// A whole result. What is not here is asked of `fetch_missing` and kept; everything is
	/// checked on the way, so whoever answers need not be trusted.
	pub fn get_result(
		&self,
		digest: &Hash,
		fetch_missing: impl Fn(&Hash) -> Option<Vec<u8>>,
	) -> Result<ResultFiles, ResultError> {
		let (header, manifest) = self.get_manifest(digest, &fetch_missing)?;
		let mut files = BTreeMap::new();
		for file in manifest.files {
			let mut content = Vec::new();
			for chunk in &file.chunks {
				let bytes = self.block(chunk, CHUNK, &fetch_missing)?;
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
