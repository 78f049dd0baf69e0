// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Files that accounts put into the content store by RPC, so that whoever sells or buys needs no web
//! server: inputs of a request, small apps and datasets. Other nodes get them by their hash.
//!
//! The stake of an account says how much it may have here at a time, and all accounts together have a
//! part of the store, so that results and tasks keep their room.

use bourse_compute::{
	store::{Keep, Store, StoreError},
	Hash,
};
use bourse_primitives::{signing, Balance, RLC};
use bourse_runtime::AccountId;
use parking_lot::Mutex;
use sp_core::{sr25519, H256};
use sp_runtime::MultiSignature;
use std::{
	collections::HashMap,
	sync::Arc,
	time::{SystemTime, UNIX_EPOCH},
};
use thiserror::Error;

/// Largest file, in bytes: what Bitswap passes on as one block.
pub const MAX_UPLOAD: usize = 2 << 20;
/// Bytes that an account may have here for each RLC of its stake, free and locked.
const BYTES_PER_RLC: u128 = 16 << 20;
/// Seconds for which a file stays in any case.
const LEAST: u64 = 24 * 3600;
/// Seconds for which a file stays while there is room.
const LONGEST: u64 = 7 * 24 * 3600;
/// Most accounts whose files are counted at a time.
const ACCOUNTS: usize = 10_000;
/// What the signature of an upload begins with.
const DOMAIN: &[u8] = b"bourse upload";

/// Why a file is not taken.
#[derive(Debug, Error)]
pub enum Refused {
	/// The file is too large.
	#[error("the file has {0} bytes, more than {MAX_UPLOAD}: put it on a web server")]
	TooLarge(usize),
	/// The signature is not the account's.
	#[error("the signature is not the account's over this file on this chain")]
	BadSignature,
	/// The account's stake is too small.
	#[error(
		"the account has {has} bytes here, and its stake is enough for {most}: deposit more \
		 (escrow.deposit, 16 MiB for each RLC), or wait a day"
	)]
	StakeShort {
		/// Bytes that the account has, with the file.
		has: u64,
		/// Bytes that it may have.
		most: u64,
	},
	/// All accounts together have as much as they may.
	#[error("this node keeps no more uploads now: try later, or another node (--upload-size)")]
	Full,
	/// The file can't be kept.
	#[error(transparent)]
	Store(#[from] StoreError),
}

/// A file that was taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kept {
	/// Its hash.
	pub hash: Hash,
	/// The file stays until then in any case, in seconds of the Unix epoch.
	pub until: u64,
}

/// The files of an account: their hashes, sizes and ends.
type Files = HashMap<Hash, (u64, u64)>;

/// Takes files.
pub struct Uploads {
	store: Arc<Store>,
	genesis: H256,
	/// Most bytes of all uploads.
	most: u64,
	accounts: Mutex<HashMap<AccountId, Files>>,
}

/// For whom the store keeps uploads, whoever they are from.
fn everybody() -> Hash {
	bourse_formats::blake2_256(b"bourse uploads")
}

/// The bytes that an upload's signature is over.
pub fn signed(genesis: H256, account: &AccountId, hash: Hash) -> H256 {
	let account: &[u8; 32] = account.as_ref();
	let bytes = [DOMAIN, genesis.as_bytes(), account, hash.as_bytes()].concat();
	bourse_formats::blake2_256(&bytes)
}

fn now() -> u64 {
	SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |span| span.as_secs())
}

impl Uploads {
	/// Takes files into `store`, at most `most` bytes in all, on the chain of this genesis.
	pub fn new(store: Arc<Store>, genesis: H256, most: u64) -> Self {
		let most = most.min(store.limit() / 2);
		Self { store, genesis, most, accounts: Mutex::default() }
	}

	/// Takes a file of an account with that stake, free and locked together.
	pub fn take(
		&self,
		account: &AccountId,
		stake: Balance,
		file: &[u8],
		signature: [u8; 64],
	) -> Result<Kept, Refused> {
		if file.len() > MAX_UPLOAD {
			return Err(Refused::TooLarge(file.len()));
		}
		let hash = bourse_formats::blake2_256(file);
		let signature = MultiSignature::Sr25519(sr25519::Signature::from_raw(signature));
		if !signing::verify(&signature, &signed(self.genesis, account, hash), account) {
			return Err(Refused::BadSignature);
		}
		let size = file.len() as u64;
		let until = now().saturating_add(LEAST);
		let mut accounts = self.accounts.lock();
		self.count(&mut accounts, account, stake, hash, size)?;
		let key = [b"bourse upload".as_slice(), hash.as_bytes()].concat();
		let key = bourse_formats::blake2_256(&key);
		let longest = now().saturating_add(LONGEST);
		let keep = Keep { requester: everybody(), least: until, until: longest };
		self.store.put_kept(&key, keep, file)?;
		accounts.entry(account.clone()).or_default().insert(hash, (size, until));
		Ok(Kept { hash, until })
	}

	/// Whether another file of that size fits.
	fn count(
		&self,
		accounts: &mut HashMap<AccountId, Files>,
		account: &AccountId,
		stake: Balance,
		hash: Hash,
		size: u64,
	) -> Result<(), Refused> {
		let now = now();
		if accounts.len() >= ACCOUNTS {
			accounts.retain(|_, files| {
				files.retain(|_, (_, until)| *until > now);
				!files.is_empty()
			});
		}
		if accounts.len() >= ACCOUNTS && !accounts.contains_key(account) {
			return Err(Refused::Full);
		}
		let mut has = size;
		if let Some(files) = accounts.get_mut(account) {
			files.retain(|_, (_, until)| *until > now);
			// The same file again counts once.
			let others = files.iter().filter(|(other, _)| **other != hash);
			has = others.fold(has, |sum, (_, (size, _))| sum.saturating_add(*size));
		}
		let most = stake.saturating_mul(BYTES_PER_RLC) / RLC;
		let most = u64::try_from(most).unwrap_or(u64::MAX);
		if has > most {
			return Err(Refused::StakeShort { has, most });
		}
		let kept = self.store.kept_for(&everybody());
		let is_there = self.store.has(&hash);
		if !is_there && kept.saturating_add(size) > self.most {
			return Err(Refused::Full);
		}
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use bourse_compute::store::StoreConfig;
	use sp_core::Pair;

	const GENESIS: H256 = H256::repeat_byte(1);

	fn uploads(most: u64) -> (tempfile::TempDir, Uploads) {
		let folder = tempfile::tempdir().expect("a folder");
		let config = StoreConfig { max_bytes: 64 << 20, sync: false };
		let store = Arc::new(Store::open(folder.path(), config).expect("it opens"));
		(folder, Uploads::new(store, GENESIS, most))
	}

	fn pair(seed: u8) -> (sr25519::Pair, AccountId) {
		let pair = sr25519::Pair::from_seed(&[seed; 32]);
		let account = AccountId::from(pair.public());
		(pair, account)
	}

	fn take(uploads: &Uploads, seed: u8, stake: Balance, file: &[u8]) -> Result<Kept, Refused> {
		let (pair, account) = pair(seed);
		let hash = bourse_formats::blake2_256(file);
		let signature = pair.sign(signed(GENESIS, &account, hash).as_bytes());
		uploads.take(&account, stake, file, signature.0)
	}

	#[test]
	fn take_should_keep_a_file_for_everybody() {
		let (_folder, uploads) = uploads(32 << 20);
		let kept = take(&uploads, 1, RLC, b"hello").expect("it is taken");
		assert_eq!(kept.hash, bourse_formats::blake2_256(b"hello"));
		assert!(kept.until > now() + LEAST - 10);
		assert_eq!(uploads.store.get(&kept.hash).expect("it is read"), Some(b"hello".to_vec()));
	}

	#[test]
	fn take_should_refuse_when_the_signature_is_anothers_or_of_another_file() {
		let (_folder, uploads) = uploads(32 << 20);
		let (pair, account) = pair(1);
		let other = self::pair(2).1;
		let hash = bourse_formats::blake2_256(b"hello");
		let signature = pair.sign(signed(GENESIS, &account, hash).as_bytes()).0;
		let refused = |account: &AccountId, file: &[u8], signature| {
			matches!(uploads.take(account, RLC, file, signature), Err(Refused::BadSignature))
		};
		assert!(refused(&other, b"hello", signature));
		assert!(refused(&account, b"hallo", signature));
		assert!(refused(&account, b"hello", [0; 64]));
		assert!(!refused(&account, b"hello", signature));
	}

	#[test]
	fn take_should_refuse_when_the_stake_is_short() {
		let (_folder, uploads) = uploads(32 << 20);
		let file = vec![7; 1 << 20];
		let refused = take(&uploads, 1, 0, b"x").expect_err("there is no stake");
		assert!(matches!(refused, Refused::StakeShort { has: 1, most: 0 }), "{refused}");
		// A sixteenth of an RLC is one MiB.
		let stake = RLC / 16;
		take(&uploads, 1, stake, &file).expect("it fits");
		take(&uploads, 1, stake, &file).expect("the same again counts once");
		let refused = take(&uploads, 1, stake, b"x").expect_err("there is one byte too much");
		assert!(matches!(refused, Refused::StakeShort { .. }), "{refused}");
		take(&uploads, 2, stake, b"x").expect("another account has its own");
	}

	#[test]
	fn take_should_refuse_when_all_uploads_have_their_part_or_one_is_too_large() {
		let (_folder, none) = uploads(0);
		assert!(matches!(take(&none, 1, RLC, b"x"), Err(Refused::Full)));
		let (_folder, uploads) = uploads(32 << 20);
		let large = vec![7; MAX_UPLOAD + 1];
		assert!(matches!(take(&uploads, 1, RLC, &large), Err(Refused::TooLarge(_))));
		take(&uploads, 1, RLC, &large[1..]).expect("the largest is taken");
	}
}
