// SPDX-License-Identifier: Apache-2.0

//! Results in the store, and how a node gets missing blocks from others (PROTOCOL 8.4).

use super::assemble::{assemble, manifest_of, ResultError, ResultFiles};
use crate::content::store::{Keep, Store, StoreError};
use bourse_formats::{blake2_256, limits::CHUNK, EncryptedIndex, Hash, Manifest, ResultHeader};
use std::collections::BTreeMap;

impl Store {
	/// Keeps a result until `until` (seconds of the Unix epoch), for nobody's share; returns its
	/// digest.
	pub fn put_result(
		&self,
		header: &ResultHeader,
		files: &BTreeMap<String, Vec<u8>>,
		until: u64,
	) -> Result<Hash, StoreError> {
		self.keep_result(&header.digest(), Keep::until(until), header, files)
	}

	/// Keeps a result as `keep` says, as the set `key`; returns its digest.
	pub fn keep_result(
		&self,
		key: &Hash,
		keep: Keep,
		header: &ResultHeader,
		files: &BTreeMap<String, Vec<u8>>,
	) -> Result<Hash, StoreError> {
		let digest = header.digest();
		let manifest = Manifest::of(files);
		let mut hashes = vec![digest, header.output_root];
		hashes.extend(manifest.files.iter().flat_map(|file| &file.chunks));
		let whole = [manifest.encode(), header.encode()];
		let chunks = files.values().flat_map(|content| content.chunks(CHUNK));
		let all = chunks.chain(whole.iter().map(Vec::as_slice));
		self.keep_all(key, keep, &hashes, all)?;
		Ok(digest)
	}

	/// Header and list of files of a result. `fetch_missing` is asked for blocks that are not here.
	pub fn get_manifest(
		&self,
		digest: &Hash,
		fetch_missing: impl Fn(&Hash) -> Option<Vec<u8>>,
	) -> Result<(ResultHeader, Manifest), ResultError> {
		manifest_of(digest, |hash, max| self.get_block(hash, max, &fetch_missing))
	}

	/// A whole result. `fetch_missing` is asked for blocks that are not here, and need not be
	/// trusted: every block is checked, then kept.
	pub fn get_result(
		&self,
		digest: &Hash,
		fetch_missing: impl Fn(&Hash) -> Option<Vec<u8>>,
	) -> Result<ResultFiles, ResultError> {
		assemble(digest, |hash, max| self.get_block(hash, max, &fetch_missing))
	}

	/// Keeps the boxes of an encrypted result and their index until `until` (seconds of the Unix
	/// epoch), for nobody's share; returns the hash of the index.
	pub fn put_encrypted_result(
		&self,
		index: &EncryptedIndex,
		boxes: &[Vec<u8>],
		until: u64,
	) -> Result<Hash, StoreError> {
		self.keep_encrypted_result(&index.hash(), Keep::until(until), index, boxes)
	}

	/// Keeps the boxes of an encrypted result and their index as `keep` says, as the set `key`;
	/// returns the hash of the index.
	pub fn keep_encrypted_result(
		&self,
		key: &Hash,
		keep: Keep,
		index: &EncryptedIndex,
		boxes: &[Vec<u8>],
	) -> Result<Hash, StoreError> {
		let hash = index.hash();
		let hashes = [&[hash], &index.boxes[..]].concat();
		let whole = index.encode();
		let all = boxes.iter().map(Vec::as_slice).chain([&whole[..]]);
		self.keep_all(key, keep, &hashes, all)?;
		Ok(hash)
	}

	/// A block of at most `max` bytes, from here or from others.
	pub(crate) fn get_block(
		&self,
		hash: &Hash,
		max: usize,
		fetch_missing: &impl Fn(&Hash) -> Option<Vec<u8>>,
	) -> Result<Vec<u8>, ResultError> {
		if self.size(hash).is_some_and(|size| size <= max as u64)
			&& let Some(content) = self.get(hash)?
		{
			return Ok(content);
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
