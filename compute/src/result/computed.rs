// SPDX-License-Identifier: Apache-2.0

//! What a digest commits to (PROTOCOL 8.2). `docs/digest.md` has the bytes and test vectors.

use crate::{blake2_256, hash::blake2_256_each, Hash, Hasher};
use std::collections::BTreeMap;
use thiserror::Error;

/// Bytes of a piece of an output file.
pub const CHUNK: usize = 1 << 20;
/// Bytes of a page of linear memory.
pub const PAGE: usize = 1 << 16;
/// Most files in a manifest.
pub const MAX_FILES: usize = 1024;
/// Longest path in a manifest, in bytes.
pub const MAX_PATH: usize = 512;
/// Most bytes of all files of a result together.
pub const MAX_RESULT: u64 = 256 << 20;
/// Largest manifest that there can be, in bytes: it is one block of the store.
pub const MAX_MANIFEST: usize = 1 << 20;
/// Most bytes of callback data.
pub const MAX_CALLBACK: usize = 4096;
/// The output file that names the callback data, and what of the outputs is the result.
pub const COMPUTED: &str = "computed.json";

/// What a digest commits to. The same bytes as SCALE of the chain's `ResultHeader`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Header {
	/// Version of the sandbox whose fuel and memory count: [`crate::ENGINE_VERSION`].
	pub engine: u16,
	/// What the program returned.
	pub exit_status: i32,
	/// Fuel that the run consumed.
	pub fuel: u64,
	/// Hash of the encoded [`Manifest`] of the output files.
	pub output_root: Hash,
	/// Hash of the final linear memory: [`memory_hash`].
	pub memory_hash: Hash,
	/// Hash of the callback data; zero when there is none.
	pub callback_hash: Hash,
}

impl Header {
	/// The first bytes of every header.
	pub const MAGIC: [u8; 4] = *b"BRSR";
	/// The version of this layout.
	pub const VERSION: u8 = 1;
	/// Bytes of an encoded header.
	pub const SIZE: usize = 4 + 1 + 2 + 4 + 8 + 3 * 32;

	/// The bytes that are hashed.
	pub fn encode(&self) -> Vec<u8> {
		let mut bytes = Vec::with_capacity(Self::SIZE);
		bytes.extend_from_slice(&Self::MAGIC);
		bytes.push(Self::VERSION);
		bytes.extend_from_slice(&self.engine.to_le_bytes());
		bytes.extend_from_slice(&self.exit_status.to_le_bytes());
		bytes.extend_from_slice(&self.fuel.to_le_bytes());
		bytes.extend_from_slice(&self.output_root);
		bytes.extend_from_slice(&self.memory_hash);
		bytes.extend_from_slice(&self.callback_hash);
		bytes
	}

	/// Reads a header of exactly this layout.
	pub fn decode(bytes: &[u8]) -> Result<Self, BadFormat> {
		let mut reader = Reader(bytes);
		reader.expect(&Self::MAGIC)?;
		reader.expect(&[Self::VERSION])?;
		let header = Self {
			engine: u16::from_le_bytes(reader.array()?),
			exit_status: i32::from_le_bytes(reader.array()?),
			fuel: u64::from_le_bytes(reader.array()?),
			output_root: reader.array()?,
			memory_hash: reader.array()?,
			callback_hash: reader.array()?,
		};
		reader.end()?;
		Ok(header)
	}

	/// The digest that this header opens.
	pub fn digest(&self) -> Hash {
		blake2_256(&self.encode())
	}
}

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

/// Bytes are not a header or manifest.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("malformed: {0}")]
pub struct BadFormat(&'static str);

impl BadFormat {
	/// What is said and what is there differ in size.
	pub(crate) const SIZES: Self = Self("sizes");
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
			for chunk in &file.chunks {
				bytes.extend_from_slice(chunk);
			}
		}
		bytes
	}

	/// Reads a manifest. Refuses everything that [`Manifest::encode`] would not have written, and
	/// what is larger than a result can be.
	pub fn decode(bytes: &[u8]) -> Result<Self, BadFormat> {
		if bytes.len() > MAX_MANIFEST {
			return Err(BadFormat("too long"));
		}
		let mut reader = Reader(bytes);
		reader.expect(&Self::MAGIC)?;
		reader.expect(&[Self::VERSION])?;
		let count = reader.length()?;
		if count > MAX_FILES {
			return Err(BadFormat("too many files"));
		}
		let mut files = Vec::<ManifestFile>::with_capacity(count);
		let mut total = 0u64;
		for _ in 0..count {
			let length = reader.length()?;
			let path = std::str::from_utf8(reader.take(length)?)
				.map_err(|_| BadFormat("path"))?
				.to_owned();
			if !is_path(&path) || files.last().is_some_and(|last| last.path >= path) {
				return Err(BadFormat("path"));
			}
			let size = u64::from_le_bytes(reader.array()?);
			total = total.saturating_add(size);
			let chunks = reader.length()?;
			if total > MAX_RESULT || chunks as u64 != size.div_ceil(CHUNK as u64) {
				return Err(BadFormat::SIZES);
			}
			let chunks = (0..chunks).map(|_| reader.array()).collect::<Result<_, _>>()?;
			files.push(ManifestFile { path, size, chunks });
		}
		reader.end()?;
		Ok(Self { files })
	}

	/// The output root.
	pub fn root(&self) -> Hash {
		blake2_256(&self.encode())
	}
}

/// A path that a manifest may hold: names with `/` between, none of them `.` or `..`.
pub(crate) fn is_path(path: &str) -> bool {
	path.len() <= MAX_PATH
		&& !path.contains('\0')
		&& path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Hash of a final linear memory: its size in pages, and the hash of each page that is not all
/// zeros, after its number.
pub fn memory_hash(memory: &[u8]) -> Hash {
	memory_hash_of(memory, |_| true)
}

/// [`memory_hash`] of a memory in which only the pages of which `may_hold` is true may hold
/// something else than zeros; the others are not looked at.
pub(crate) fn memory_hash_of(memory: &[u8], may_hold: impl Fn(usize) -> bool) -> Hash {
	/// Pages that are hashed together.
	const TOGETHER: usize = 16;
	let mut hasher = Hasher::new();
	hasher.update(&((memory.len() / PAGE) as u32).to_le_bytes());
	let mut flush = |waiting: &mut Vec<(u32, &[u8])>| {
		let pages = waiting.iter().map(|(_, page)| *page).collect::<Vec<_>>();
		for ((index, _), hash) in waiting.drain(..).zip(blake2_256_each(&pages)) {
			hasher.update(&index.to_le_bytes());
			hasher.update(&hash);
		}
	};
	let mut waiting = Vec::with_capacity(TOGETHER);
	for (index, page) in memory.chunks(PAGE).enumerate() {
		if may_hold(index) && !is_zero(page) {
			waiting.push((index as u32, page));
		}
		if waiting.len() == TOGETHER {
			flush(&mut waiting);
		}
	}
	flush(&mut waiting);
	hasher.finish()
}

fn is_zero(page: &[u8]) -> bool {
	// In pieces that the compiler makes into wide comparisons, with a way out after each.
	page.chunks(1024).all(|piece| piece.iter().fold(0, |all, byte| all | byte) == 0)
}

/// What an app says of its outputs in its `computed.json`. Nothing without such a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Computed {
	/// The callback data: the hex digits of the key `callback-data`.
	pub callback_data: Option<Vec<u8>>,
	/// Path below `/out` of the file or folder that alone counts as the result: the key
	/// `deterministic-output-path`. `None`: all of `/out` does.
	pub path: Option<String>,
	/// What is wrong in the file, for the log: what is wrong counts as not said.
	pub errors: Vec<String>,
}

impl Computed {
	/// Reads `computed.json` among the output files.
	pub fn of(files: &BTreeMap<String, Vec<u8>>) -> Self {
		let mut computed = Self::default();
		let Some(bytes) = files.get(COMPUTED) else { return computed };
		let json = match serde_json::from_slice::<serde_json::Value>(bytes) {
			Ok(json) => json,
			Err(error) => {
				computed.errors.push(format!("{COMPUTED} is not JSON: {error}"));
				return computed;
			},
		};
		match json.get("callback-data").map(callback_data).transpose() {
			Ok(data) => computed.callback_data = data,
			Err(error) => computed.errors.push(error),
		}
		match json.get("deterministic-output-path").map(output_path).transpose() {
			Ok(Some(path)) if !path.is_empty() => {
				if files.keys().any(|file| is_at(file, &path)) {
					computed.path = Some(path);
				} else {
					computed.errors.push(format!("deterministic-output-path: no file at {path:?}"));
				}
			},
			Ok(_) => (),
			Err(error) => computed.errors.push(error),
		}
		computed
	}

	/// Splits the output files into those of the result and the others.
	pub fn split(&self, files: BTreeMap<String, Vec<u8>>) -> [BTreeMap<String, Vec<u8>>; 2] {
		let Some(path) = &self.path else { return [files, BTreeMap::new()] };
		let (result, others) = files.into_iter().partition(|(file, _)| is_at(file, path));
		[result, others]
	}
}

/// The file is at this path, or in the folder of this path.
fn is_at(file: &str, path: &str) -> bool {
	file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A path below `/out`: absolute, or relative to it. Empty for `/out` itself.
fn output_path(value: &serde_json::Value) -> Result<String, String> {
	let text = value.as_str().ok_or("deterministic-output-path is not a string")?;
	let path = match text.strip_prefix("/out") {
		Some(rest) if rest.is_empty() || rest.starts_with('/') => rest.trim_start_matches('/'),
		_ => text,
	};
	let path = path.trim_end_matches('/');
	if !path.is_empty() && !is_path(path) {
		return Err(format!("deterministic-output-path: {text:?} is not a path below /out"));
	}
	Ok(path.to_owned())
}

fn callback_data(value: &serde_json::Value) -> Result<Vec<u8>, String> {
	let text = value.as_str().ok_or("callback-data is not a string")?;
	let digits = text.strip_prefix("0x").ok_or("callback-data does not begin with 0x")?;
	let data = hex::decode(digits).map_err(|error| format!("callback-data: {error}"))?;
	if data.len() > MAX_CALLBACK {
		return Err(format!("callback-data is longer than {MAX_CALLBACK} bytes"));
	}
	Ok(data)
}

/// Takes bytes off the front.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
	fn take(&mut self, size: usize) -> Result<&'a [u8], BadFormat> {
		let (head, rest) = self.0.split_at_checked(size).ok_or(BadFormat("too short"))?;
		self.0 = rest;
		Ok(head)
	}
	fn array<const N: usize>(&mut self) -> Result<[u8; N], BadFormat> {
		let mut array = [0; N];
		array.copy_from_slice(self.take(N)?);
		Ok(array)
	}
	fn length(&mut self) -> Result<usize, BadFormat> {
		Ok(u32::from_le_bytes(self.array()?) as usize)
	}
	fn expect(&mut self, bytes: &[u8]) -> Result<(), BadFormat> {
		if self.take(bytes.len())? != bytes {
			return Err(BadFormat("unknown version"));
		}
		Ok(())
	}
	fn end(&self) -> Result<(), BadFormat> {
		self.0.is_empty().then_some(()).ok_or(BadFormat("too long"))
	}
}

#[cfg(test)]
#[path = "digest_tests.rs"]
mod tests;
