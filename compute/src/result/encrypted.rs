// SPDX-License-Identifier: Apache-2.0

//! Results that only their beneficiary can read: `docs/results.md`.
//!
//! Every block of a result (header, manifest, pieces of files) is put into a sealed box of
//! libsodium's for the beneficiary's X25519 key; an index lists the boxes by their hashes. Boxes
//! are made with fresh randomness, so no two workers have the same; the digest stays that of
//! the plain result, and decides whether what comes out of the boxes is right.

use super::assemble::{assemble, ResultError, ResultFiles};
use bourse_formats::{
	blake2_256,
	limits::{CHUNK, MAX_BOX},
	EncryptedIndex, Hash, Manifest, ResultHeader, ResultKey,
};
use crypto_box::{aead::OsRng, PublicKey, SecretKey};
use std::collections::{BTreeMap, HashMap};
use thiserror::Error;

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
pub fn encrypt(key: &ResultKey, plain: &[u8]) -> Result<Vec<u8>, NotEncrypted> {
	PublicKey::from_bytes(*key).seal(&mut OsRng, plain).map_err(|_| NotEncrypted)
}

/// Opens a sealed box. `None` when the bytes are no box for this key.
pub fn decrypt(secret: &[u8; 32], sealed: &[u8]) -> Option<Vec<u8>> {
	SecretKey::from_bytes(*secret).unseal(sealed).ok()
}

/// Encrypts a result for a key: the boxes, each to be kept under its hash, and their index.
pub fn encrypt_result(
	key: &ResultKey,
	header: &ResultHeader,
	files: &BTreeMap<String, Vec<u8>>,
) -> Result<(EncryptedIndex, Vec<Vec<u8>>), NotEncrypted> {
	let mut boxes =
		vec![encrypt(key, &header.encode())?, encrypt(key, &Manifest::of(files).encode())?];
	for chunk in files.values().flat_map(|content| content.chunks(CHUNK)) {
		boxes.push(encrypt(key, chunk)?);
	}
	let index = EncryptedIndex { boxes: boxes.iter().map(|sealed| blake2_256(sealed)).collect() };
	Ok((index, boxes))
}

/// Why an encrypted result can't be opened.
#[derive(Debug, Error)]
pub enum OpenResultError {
	/// No node gives the block.
	#[error("block {} is nowhere to be found", hex::encode(.0))]
	Missing(Hash),
	/// The block with the index's hash is no index.
	#[error("block {} is not the index of an encrypted result", hex::encode(.0))]
	NoIndex(Hash),
	/// A box is not for this key.
	#[error("block {} is not encrypted for this key", hex::encode(.0))]
	WrongKey(Hash),
	/// The boxes hold another result than the one with this digest.
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
	let content = block(index, EncryptedIndex::MAX_SIZE)?;
	let boxes = EncryptedIndex::read(&content).map_err(|_| OpenResultError::NoIndex(*index))?.boxes;
	let mut plain = HashMap::new();
	for hash in boxes {
		let sealed = block(&hash, MAX_BOX)?;
		let content = decrypt(secret, &sealed).ok_or(OpenResultError::WrongKey(hash))?;
		plain.insert(blake2_256(&content), content);
	}
	assemble(digest, |hash, max| {
		let content = plain.get(hash).filter(|content| content.len() <= max).cloned();
		content.ok_or(ResultError::Missing(*hash))
	})
	.map_err(OpenResultError::WrongResult)
}

/// The text of a log that only the beneficiary can read, with [`open_log`].
pub fn encrypt_log(key: &ResultKey, log: &[u8]) -> Result<Vec<u8>, NotEncrypted> {
	let sealed = encrypt(key, log)?;
	Ok(format!("{LOG}{}\n", hex::encode(sealed)).into_bytes())
}

/// The first words of an encrypted log.
const LOG: &str = "encrypted for the beneficiary: 0x";

/// The content of an encrypted log. `None` when the text is no log for this key.
pub fn open_log(secret: &[u8; 32], text: &[u8]) -> Option<Vec<u8>> {
	let text = std::str::from_utf8(text).ok()?;
	let (_, digits) = text.split_once(LOG)?;
	decrypt(secret, &hex::decode(digits.trim_end()).ok()?)
}

#[cfg(test)]
#[path = "encrypted_tests.rs"]
mod tests;
