// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The blocks of results that challenges ask this node's workers for. The off-chain worker lists the
//! blocks in the mailbox ([`mailbox::ASKED_BLOCKS`]); the node puts the path to each there, and the
//! off-chain worker sends the path to the chain.

use super::mailbox::Mailbox;
use crate::content::Peers;
use bourse_compute::store::Store;
use bourse_primitives::{blocks::BlockRef, mailbox};
use sp_core::{offchain::OffchainStorage, H256};
use std::{collections::BTreeSet, sync::Arc, time::Duration};

/// Time between two looks at the list.
const POLL: Duration = Duration::from_millis(500);
/// Looks at the list between two questions to other nodes for what the store lacks.
const ASK_AFTER: u32 = 20;

/// Serves the list for ever. Asking other nodes blocks the thread for some seconds.
pub async fn serve<S: OffchainStorage>(mailbox: Mailbox<S>, store: Arc<Store>, peers: Peers) {
	let mut looks = 0u32;
	loop {
		// First what is here: to ask others for one block takes ten seconds when nobody has it.
		answer(&mailbox, |hash| from_store(&store, hash));
		if looks.is_multiple_of(ASK_AFTER) {
			answer(&mailbox, |hash| from_store(&store, hash).or_else(|| peers.fetch(&hash)));
		}
		looks = looks.wrapping_add(1);
		futures_timer::Delay::new(POLL).await;
	}
}

fn from_store(store: &Store, hash: H256) -> Option<Vec<u8>> {
	store.get(&hash).unwrap_or_else(|error| {
		log::error!(target: "bourse", "A block of a result can't be read: {error}");
		None
	})
}

/// Writes the paths to the blocks asked for, as far as `get` has their parts, and drops the paths that
/// nobody asks for any more.
fn answer<S: OffchainStorage>(mailbox: &Mailbox<S>, get: impl Fn(H256) -> Option<Vec<u8>>) {
	let asked: Vec<BlockRef> = mailbox.get(mailbox::ASKED_BLOCKS).unwrap_or_default();
	let before: BTreeSet<BlockRef> = mailbox.get(mailbox::FOUND).unwrap_or_default();
	let mut found = before.clone();
	found.retain(|block| asked.contains(block));
	for gone in before.difference(&found) {
		mailbox.clear(&mailbox::path_key(gone));
	}
	for block in asked {
		if found.contains(&block) {
			continue;
		}
		let Some(path) = block.path(&get) else { continue };
		log::info!(
			target: "bourse",
			"A challenge asks for block {} of the result {:?}: answering",
			block.block,
			block.root
		);
		// The list first: a path that the list lacks would never be dropped.
		found.insert(block);
		mailbox.set(mailbox::FOUND, &found);
		mailbox.set(&mailbox::path_key(&block), &path);
	}
	if found != before {
		mailbox.set(mailbox::FOUND, &found);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use bourse_compute::{encrypted, store::StoreConfig};
	use bourse_formats::{
		limits::{CHUNK, MAX_FILES, MAX_FILE_PATH, MAX_RESULT},
		Manifest, ResultHeader,
	};
	use bourse_primitives::blocks::MAX_BLOCK;
	use sp_core::offchain::storage::InMemOffchainStorage;
	use std::collections::BTreeMap;

	fn hash(bytes: &[u8]) -> H256 {
		bourse_formats::blake2_256(bytes)
	}

	fn files() -> BTreeMap<String, Vec<u8>> {
		[("a", vec![1; CHUNK + 1]), ("b", Vec::new()), ("c/d", vec![2; 3])]
			.into_iter()
			.map(|(path, content)| (path.to_owned(), content))
			.collect()
	}

	fn header(files: &BTreeMap<String, Vec<u8>>) -> ResultHeader {
		ResultHeader {
			engine: 1,
			fuel: 3,
			output_root: Manifest::of(files).root(),
			memory_hash: H256([5; 32]),
			callback_hash: H256([6; 32]),
			..ResultHeader::default()
		}
	}

	fn found(mailbox: &Mailbox<InMemOffchainStorage>, block: &BlockRef) -> Option<Vec<Vec<u8>>> {
		mailbox.get(&mailbox::path_key(block))
	}

	#[test]
	fn challenged_blocks_should_be_answered_from_the_store_and_dropped_when_nobody_asks() {
		let folder = tempfile::tempdir().expect("a folder");
		let store = Store::open(folder.path(), StoreConfig::default()).expect("it opens");
		let files = files();
		let header = header(&files);
		store.put_result(&header, &files, u64::MAX).expect("it is kept");
		let mailbox = Mailbox::new(InMemOffchainStorage::default());
		let root = header.digest();
		let asked: Vec<_> =
			(0..6).map(|block| BlockRef { root, encrypted: false, block }).collect();
		mailbox.set(mailbox::ASKED_BLOCKS, &asked);
		answer(&mailbox, |hash| from_store(&store, hash));
		let blocks = [
			Some(header.encode()),
			Some(Manifest::of(&files).encode()),
			Some(vec![1; CHUNK]),
			Some(vec![1; 1]),
			Some(vec![2; 3]),
			None,
		];
		for (asked, block) in asked.iter().zip(blocks) {
			let path = found(&mailbox, asked).expect("all is in the store");
			assert_eq!(asked.check(&path, hash), Some(block.as_deref().map(hash)));
			if let Some(block) = block {
				assert_eq!(path.last(), Some(&block));
			}
		}
		mailbox.set(mailbox::ASKED_BLOCKS, &asked[1..2].to_vec());
		answer(&mailbox, |_| None);
		assert_eq!(found(&mailbox, &asked[0]), None);
		assert!(found(&mailbox, &asked[1]).is_some());
	}

	#[test]
	fn challenged_block_should_wait_when_it_is_nowhere() {
		let mailbox = Mailbox::new(InMemOffchainStorage::default());
		let block = BlockRef { root: hash(b"root"), encrypted: false, block: 0 };
		mailbox.set(mailbox::ASKED_BLOCKS, &vec![block]);
		answer(&mailbox, |_| None);
		assert_eq!(found(&mailbox, &block), None);
		answer(&mailbox, |_| Some(b"root".to_vec()));
		assert_eq!(found(&mailbox, &block), Some(vec![b"root".to_vec()]));
	}

	#[test]
	fn challenged_block_should_be_answered_when_the_result_is_encrypted() {
		let folder = tempfile::tempdir().expect("a folder");
		let store = Store::open(folder.path(), StoreConfig::default()).expect("it opens");
		let (secret, public) = encrypted::generate_key();
		let files = files();
		let (index, boxes) =
			encrypted::encrypt_result(&public, &header(&files), &files).expect("it encrypts");
		store.put_encrypted_result(&index, &boxes, u64::MAX).expect("it is kept");
		let mailbox = Mailbox::new(InMemOffchainStorage::default());
		let block = BlockRef { root: index.hash(), encrypted: true, block: 3 };
		mailbox.set(mailbox::ASKED_BLOCKS, &vec![block]);
		answer(&mailbox, |hash| from_store(&store, hash));
		let path = found(&mailbox, &block).expect("all is in the store");
		assert_eq!(block.check(&path, hash), Some(Some(hash(&boxes[2]))));
		assert_eq!(encrypted::decrypt(&secret, &path[1]), Some(vec![1; CHUNK]));
		assert!(path[1].len() <= MAX_BLOCK as usize);
	}

	#[test]
	fn longest_manifest_should_be_a_block() {
		// Pieces: one for each MiB, and a last one of each file.
		let pieces = (MAX_RESULT as usize).div_ceil(CHUNK) + MAX_FILES;
		let entry = 4 + MAX_FILE_PATH + 8 + 4;
		let manifest = 9 + MAX_FILES * entry + pieces * 32;
		assert!(manifest + 48 <= MAX_BLOCK as usize);
		assert_eq!(MAX_BLOCK as usize, CHUNK + 48);
	}
}
