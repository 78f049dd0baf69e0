// SPDX-License-Identifier: Apache-2.0

//! Results that only their beneficiary can read: `docs/encrypted-results.md`.
//!
//! Every block of a result (header, manifest, pieces of files) is put into a sealed box of
//! libsodium's for the beneficiary's X25519 key; an index lists the boxes by their hashes. Boxes
//! are made with fresh randomness, so no two workers have the same; the digest stays that of
//! the plain result, and decides whether what comes out of the boxes is right.

use crate::{
	blake2_256,
	digest::{Header, Manifest, CHUNK, MAX_FILES, MAX_MANIFEST, MAX_RESULT},
	store::results::{assemble, ResultError, ResultFiles},
	Hash,
};
use crypto_box::{aead::OsRng, PublicKey, SecretKey};
use std::{
	cell::RefCell,
	collections::{BTreeMap, HashMap},
};
use thiserror::Error;

/// Bytes that a box is longer than what is in it.
pub const OVERHEAD: usize = 48;
/// Largest box that belongs to a result, in bytes.
pub const MAX_BOX: usize = MAX_MANIFEST + OVERHEAD;
/// Most boxes of a result: header, manifest, and the pieces of all files.
const MAX_BOXES: usize = 2 + MAX_FILES + (MAX_RESULT / CHUNK as u64) as usize;

/// A new secret key, and the public key to publish.
pub fn generate_key() -> ([u8; 32], [u8; 32]) {
	let secret = SecretKey::generate(&mut OsRng);
	(secret.to_bytes(), secret.public_key().to_bytes())
}

/// The public key of a secret one.
pub fn public_key(secret: &[u8; 32]) -> [u8; 32] {
	SecretKey::from_bytes(*secret).public_key().to_bytes()
}

/// No box could be made: the machine gave no randomness.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("nothing can be encrypted on this machine")]
pub struct NotEncrypted;

/// Puts `plain` into a sealed box (`crypto_box_seal`) for a public key.
pub fn encrypt(key: &[u8; 32], plain: &[u8]) -> Result<Vec<u8>, NotEncrypted> {
	PublicKey::from_bytes(*key).seal(&mut OsRng, plain).map_err(|_| NotEncrypted)
}

/// Opens a sealed box. `None` when it is not one for this key.
pub fn decrypt(secret: &[u8; 32], sealed: &[u8]) -> Option<Vec<u8>> {
	SecretKey::from_bytes(*secret).unseal(sealed).ok()
}

/// Which boxes make up an encrypted result, by their hashes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Index {
	/// The boxes: that of the header first, then that of the manifest.
	pub boxes: Vec<Hash>,
}

impl Index {
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
		bytes.extend(self.boxes.iter().flatten());
		bytes
	}

	/// Reads an index; `None` for everything that [`Index::encode`] would not have written.
	pub fn decode(bytes: &[u8]) -> Option<Self> {
		let rest = bytes.strip_prefix(&Self::MAGIC)?.strip_prefix(&[Self::VERSION])?;
		let (count, hashes) = rest.split_first_chunk::<4>()?;
		let count = u32::from_le_bytes(*count) as usize;
		if count > MAX_BOXES || hashes.len() != count * 32 {
			return None;
		}
		let boxes = hashes.chunks_exact(32).map(Hash::try_from).collect::<Result<_, _>>().ok()?;
		Some(Self { boxes })
	}

	/// What it is found by.
	pub fn hash(&self) -> Hash {
		blake2_256(&self.encode())
	}
}

/// Encrypts a result for a key: the boxes, each to be kept under its hash, and their index.
pub fn encrypt_result(
	key: &[u8; 32],
	header: &Header,
	files: &BTreeMap<String, Vec<u8>>,
) -> Result<(Index, Vec<Vec<u8>>), NotEncrypted> {
	let mut boxes =
		vec![encrypt(key, &header.encode())?, encrypt(key, &Manifest::of(files).encode())?];
	for chunk in files.values().flat_map(|content| content.chunks(CHUNK)) {
		boxes.push(encrypt(key, chunk)?);
	}
	let index = Index { boxes: boxes.iter().map(|sealed| blake2_256(sealed)).collect() };
	Ok((index, boxes))
}

/// Why an encrypted result can't be opened.
#[derive(Debug, Error)]
pub enum OpenResultError {
	/// A block is nowhere to be had.
	#[error("block {} is nowhere to be found", hex::encode(.0))]
	Missing(Hash),
	/// What was found under the index's hash is no index.
	#[error("block {} is not the index of an encrypted result", hex::encode(.0))]
	NoIndex(Hash),
	/// A box is not for this key.
	#[error("block {} is not encrypted for this key", hex::encode(.0))]
	WrongKey(Hash),
	/// What was in the boxes is not the result with this digest.
	#[error("not the result with this digest: {0}")]
	WrongResult(ResultError),
}

/// Opens the encrypted result of this index and checks it against the digest; `fetch` gives
/// blocks by their hashes, and need not be trusted.
pub fn open_result(
	secret: &[u8; 32],
	index: &Hash,
	digest: &Hash,
	fetch: impl Fn(&Hash) -> Option<Vec<u8>>,
) -> Result<ResultFiles, OpenResultError> {
	let block = |hash: &Hash, max: usize| {
		fetch(hash)
			.filter(|content| content.len() <= max && blake2_256(content) == *hash)
			.ok_or(OpenResultError::Missing(*hash))
	};
	let content = block(index, Index::MAX_SIZE)?;
	let boxes = Index::decode(&content).ok_or(OpenResultError::NoIndex(*index))?.boxes;
	let mut plain = HashMap::new();
	for hash in boxes {
		let sealed = block(&hash, MAX_BOX)?;
		let content = decrypt(secret, &sealed).ok_or(OpenResultError::WrongKey(hash))?;
		plain.insert(blake2_256(&content), content);
	}
	let plain = RefCell::new(plain);
	assemble(digest, |hash, max| {
		let content = plain.borrow().get(hash).filter(|content| content.len() <= max).cloned();
		content.ok_or(ResultError::Missing(*hash))
	})
	.map_err(OpenResultError::WrongResult)
}

/// The text of a log that only the beneficiary can read: what [`open_log`] undoes.
pub fn encrypt_log(key: &[u8; 32], log: &[u8]) -> Result<Vec<u8>, NotEncrypted> {
	let sealed = encrypt(key, log)?;
	Ok(format!("{LOG}{}\n", hex::encode(sealed)).into_bytes())
}

/// What an encrypted log begins with.
const LOG: &str = "encrypted for the beneficiary: 0x";

/// What is in an encrypted log. `None` when it is not one for this key.
pub fn open_log(secret: &[u8; 32], text: &[u8]) -> Option<Vec<u8>> {
	let text = std::str::from_utf8(text).ok()?;
	let (_, digits) = text.split_once(LOG)?;
	decrypt(secret, &hex::decode(digits.trim_end()).ok()?)
}

#[cfg(test)]
#[path = "encrypted_tests.rs"]
mod tests;
