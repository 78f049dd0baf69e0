// SPDX-License-Identifier: Apache-2.0

use super::*;
use bourse_formats::limits::BOX_OVERHEAD;

/// The secret key of 32 times 7, its public key, and a box that libsodium made for it (with
/// PyNaCl 1.6.2).
const PUBLIC: &str = "13be4feaeaf204c7fd3358fc9c00721881d174278128227ec674f37f7fe97b6d";
const BOX: &str = "dc428c53f6a40e37e946b26ca0c5f0accade044cbc8cc4b85cad32084bda96630ffa6b66\
	da69dc427ed16d2bb37de1990ecd775f965f7cc251e35957b8f93c65df";

fn result() -> (ResultHeader, BTreeMap<String, Vec<u8>>) {
	let large = (0..=2 * CHUNK).map(|at| at as u8).collect::<Vec<_>>();
	let files = BTreeMap::from([
		("a/large".to_owned(), large),
		("empty".to_owned(), Vec::new()),
		("stdout".to_owned(), b"42\n".to_vec()),
	]);
	let header = ResultHeader {
		engine: 1,
		fuel: 5,
		output_root: Manifest::of(&files).root(),
		memory_hash: Hash([1; 32]),
		..ResultHeader::default()
	};
	(header, files)
}

/// The blocks of an encrypted result, by their hashes.
fn blocks(key: &[u8; 32]) -> (Hash, HashMap<Hash, Vec<u8>>) {
	let (header, files) = result();
	let (index, boxes) = encrypt_result(key, &header, &files).unwrap();
	let mut blocks =
		boxes.into_iter().map(|sealed| (blake2_256(&sealed), sealed)).collect::<HashMap<_, _>>();
	blocks.insert(index.hash(), index.encode());
	(index.hash(), blocks)
}

#[test]
fn decrypt_should_open_what_libsodium_made() {
	assert_eq!(hex::encode(public_key(&[7; 32])), PUBLIC);
	let sealed = hex::decode(BOX).unwrap();
	assert_eq!(decrypt(&[7; 32], &sealed).unwrap(), b"made by libsodium");
	assert_eq!(sealed.len(), b"made by libsodium".len() + BOX_OVERHEAD);
	assert_eq!(decrypt(&[8; 32], &sealed), None);
	assert_eq!(decrypt(&[7; 32], &sealed[..BOX_OVERHEAD - 1]), None);
	let mut damaged = sealed;
	damaged[40] ^= 1;
	assert_eq!(decrypt(&[7; 32], &damaged), None);
}

#[test]
fn open_result_should_give_the_result_to_the_key_alone() {
	let (secret, public) = generate_key();
	assert_eq!(public_key(&secret), public);
	let (index, blocks) = blocks(&public);
	let (header, files) = result();
	let digest = header.digest();
	let fetch = |hash: &Hash| blocks.get(hash).cloned();
	let opened = open_result(&secret, &index, &digest, fetch).unwrap();
	assert_eq!(opened, ResultFiles { header, files });
	let other = open_result(&generate_key().0, &index, &digest, fetch).unwrap_err();
	assert!(matches!(other, OpenResultError::WrongKey(_)), "{other}");
	// Nothing of the result is in the clear.
	for (hash, block) in &blocks {
		assert_ne!(*hash, digest);
		assert_ne!(*hash, header.output_root);
		assert!(!block.windows(6).any(|bytes| bytes == b"stdout"));
	}
}

#[test]
fn open_result_should_refuse_another_result() {
	let (secret, public) = generate_key();
	let (index, blocks) = blocks(&public);
	let fetch = |hash: &Hash| blocks.get(hash).cloned();
	let wrong = open_result(&secret, &index, &Hash([9; 32]), fetch).unwrap_err();
	assert!(matches!(wrong, OpenResultError::WrongResult(_)), "{wrong}");
	let digest = result().0.digest();
	for missing in blocks.keys() {
		let fetch = |hash: &Hash| blocks.get(hash).filter(|_| hash != missing).cloned();
		let error = open_result(&secret, &index, &digest, fetch).unwrap_err();
		assert!(matches!(error, OpenResultError::Missing(hash) if hash == *missing), "{error}");
		// Something else in its place is as good as nothing.
		let fetch = |hash: &Hash| if hash == missing { Some(vec![1]) } else { fetch(hash) };
		let error = open_result(&secret, &index, &digest, fetch).unwrap_err();
		assert!(matches!(error, OpenResultError::Missing(hash) if hash == *missing), "{error}");
	}
	let no_index = b"no index".to_vec();
	let hash = blake2_256(&no_index);
	let error = open_result(&secret, &hash, &digest, |_| Some(no_index.clone())).unwrap_err();
	assert!(matches!(error, OpenResultError::NoIndex(_)), "{error}");
}

#[test]
fn log_should_open_for_the_key_alone() {
	let (secret, public) = generate_key();
	let text = encrypt_log(&public, b"Trap: secret").unwrap();
	assert!(text.starts_with(b"encrypted for the beneficiary: 0x"));
	assert_eq!(open_log(&secret, &text).unwrap(), b"Trap: secret");
	assert_eq!(open_log(&generate_key().0, &text), None);
	assert_eq!(open_log(&secret, b"Trap: plain\n"), None);
}
