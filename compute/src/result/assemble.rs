// SPDX-License-Identifier: Apache-2.0

//! A result put together from its blocks, and checked against its digest.

use crate::content::store::StoreError;
use bourse_formats::{
	limits::{CHUNK, MAX_MANIFEST},
	BadFormat, Hash, Manifest, ResultHeader,
};
use std::collections::BTreeMap;
use thiserror::Error;

/// A result that was checked against its digest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResultFiles {
	/// The header that the digest commits to.
	pub header: ResultHeader,
	/// The output files, by path.
	pub files: BTreeMap<String, Vec<u8>>,
}

/// Why there is no result.
#[derive(Debug, Error)]
pub enum ResultError {
	/// Neither this node nor any node that was asked has the block.
	#[error("block {} is nowhere to be found", hex::encode(.0))]
	Missing(Hash),
	/// The block is no part of a result.
	#[error("block {} is not part of a result: {}", hex::encode(.0), .1)]
	BadFormat(Hash, BadFormat),
	/// The store refuses.
	#[error(transparent)]
	Store(#[from] StoreError),
}

/// Header and manifest of the result with this digest. `block` gives a block of at most so many
/// bytes by its hash.
pub(super) fn manifest_of(
	digest: &Hash,
	block: impl Fn(&Hash, usize) -> Result<Vec<u8>, ResultError>,
) -> Result<(ResultHeader, Manifest), ResultError> {
	let bytes = block(digest, ResultHeader::SIZE)?;
	let header =
		ResultHeader::read(&bytes).map_err(|error| ResultError::BadFormat(*digest, error))?;
	let root = header.output_root;
	let bytes = block(&root, MAX_MANIFEST)?;
	let manifest = Manifest::read(&bytes).map_err(|e| ResultError::BadFormat(root, e))?;
	Ok((header, manifest))
}

/// Puts a result together from blocks whose hashes are checked.
pub(super) fn assemble(
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
