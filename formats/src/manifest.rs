// SPDX-License-Identifier: Apache-2.0

//! The list of a result's files. `docs/digest.md` has the layout byte by byte.

use crate::{
	blake2_256, blake2_256_each,
	limits::{CHUNK, MAX_FILES, MAX_FILE_PATH, MAX_MANIFEST, MAX_RESULT},
	reader::Reader,
	BadFormat, Hash,
};
use alloc::{borrow::ToOwned, collections::BTreeMap, string::String, vec::Vec};

/// One output file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ManifestFile {
	/// Path below `/out`.
	pub path: String,
	/// Bytes.
	pub size: u64,
	/// Hash of each piece of [`CHUNK`] bytes; the last may be shorter.
	pub chunks: Vec<Hash>,
}

/// The output files in canonical order: by the bytes of their paths.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Manifest {
	/// The files.
	pub files: Vec<ManifestFile>,
}

impl Manifest {
	/// The first bytes of every manifest.
	pub const MAGIC: [u8; 4] = *b"BRSM";
	/// The version of this layout.
	pub const VERSION: u8 = 1;

	/// The manifest of these files.
	pub fn of(files: &BTreeMap<String, Vec<u8>>) -> Self {
		let file = |(path, content): (&String, &Vec<u8>)| ManifestFile {
			path: path.clone(),
			size: content.len() as u64,
			chunks: blake2_256_each(&content.chunks(CHUNK).collect::<Vec<_>>()),
		};
		Self { files: files.iter().map(file).collect() }
	}

	/// The canonical bytes.
	pub fn encode(&self) -> Vec<u8> {
		let mut bytes = Self::MAGIC.to_vec();
		bytes.push(Self::VERSION);
		bytes.extend_from_slice(&(self.files.len() as u32).to_le_bytes());
		for file in &self.files {
			bytes.extend_from_slice(&(file.path.len() as u32).to_le_bytes());
			bytes.extend_from_slice(file.path.as_bytes());
			bytes.extend_from_slice(&file.size.to_le_bytes());
			bytes.extend_from_slice(&(file.chunks.len() as u32).to_le_bytes());
			bytes.extend(file.chunks.iter().flat_map(|chunk| chunk.0));
		}
		bytes
	}

	/// Reads a manifest. Refuses everything that [`Manifest::encode`] would not have written, and
	/// every manifest larger than that of a result can be.
	pub fn read(bytes: &[u8]) -> Result<Self, BadFormat> {
		if bytes.len() > MAX_MANIFEST {
			return Err(BadFormat("too long"));
		}
		let mut reader = Reader(bytes);
		reader.expect(Self::MAGIC, Self::VERSION)?;
		let count = reader.u32()? as usize;
		if count > MAX_FILES {
			return Err(BadFormat("too many files"));
		}
		let mut files = Vec::<ManifestFile>::with_capacity(count);
		let mut total = 0u64;
		for _ in 0..count {
			let length = reader.u32()? as usize;
			let path = core::str::from_utf8(reader.take(length)?)
				.map_err(|_| BadFormat("path"))?
				.to_owned();
			if !is_path(&path) || files.last().is_some_and(|last| last.path >= path) {
				return Err(BadFormat("path"));
			}
			let size = reader.u64()?;
			total = total.saturating_add(size);
			let chunks = reader.u32()?;
			if total > MAX_RESULT || u64::from(chunks) != size.div_ceil(CHUNK as u64) {
				return Err(BadFormat::SIZES);
			}
			let chunks = (0..chunks).map(|_| reader.hash()).collect::<Result<_, _>>()?;
			files.push(ManifestFile { path, size, chunks });
		}
		reader.end()?;
		Ok(Self { files })
	}

	/// The hash of a piece, counted over all files of an encoded manifest. Of the rest only as much
	/// is checked as is needed to find the piece. `None` when there is no such piece.
	pub fn nth_piece(manifest: &[u8], mut nth: u32) -> Option<Hash> {
		let mut reader = Reader(manifest);
		reader.expect(Self::MAGIC, Self::VERSION).ok()?;
		// However many files are announced, each takes some of the bytes.
		for _ in 0..reader.u32().ok()? {
			let path = reader.u32().ok()? as usize;
			reader.take(path).ok()?;
			reader.u64().ok()?;
			let pieces = reader.u32().ok()?;
			match nth.checked_sub(pieces) {
				None => return reader.nth_hash(nth, pieces),
				Some(left) => nth = left,
			}
			reader.take((pieces as usize).checked_mul(Hash::len_bytes())?).ok()?;
		}
		None
	}

	/// The output root.
	pub fn root(&self) -> Hash {
		blake2_256(&self.encode())
	}
}

/// Whether a manifest may hold this path: names with `/` between, none of them `.` or `..`.
pub fn is_path(path: &str) -> bool {
	path.len() <= MAX_FILE_PATH
		&& !path.contains('\0')
		&& path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
#[path = "manifest_tests.rs"]
mod tests;
