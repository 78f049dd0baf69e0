// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Files that accounts put into the content store by RPC, so that sellers and buyers need no web
//! server: inputs of a request, small apps and datasets. Other nodes get them by their hash.
//!
//! The stake of an account says how much it may have here at a time, and all accounts together have a
//! part of the store, so that results and tasks keep their room. Stake counts once: when that part is full,
//! the files of accounts that have taken their stake away go.

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
	collections::{HashMap, HashSet},
	path::PathBuf,
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
/// Bytes that a file counts for at least: a small one costs the store its name, a file and an entry.
const LEAST_BYTES: u64 = 16 << 10;
/// Bytes of the disk that uploads leave to the chain.
const SPARE: u64 = 256 << 20;
/// Seconds between two looks for accounts that have taken their stake away.
const REVIEW: u64 = 60;
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
	/// The file can't be kept. Folders and disks are not a stranger's to know: the node's log names them.
	#[error("this node can't keep the file now: try later, or another node")]
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

/// A file as it counts.
#[derive(Clone, Copy)]
struct Counted {
	bytes: u64,
	/// In seconds of the Unix epoch.
	until: u64,
}

/// The files of an account.
type Files = HashMap<Hash, Counted>;

/// Whose files are here.
#[derive(Default)]
struct Ledger {
	accounts: HashMap<AccountId, Files>,
	/// Time of the last look for accounts that have taken their stake away.
	reviewed: u64,
}

impl Ledger {
	/// Forgets the files that need not be kept any longer.
	fn sweep(&mut self, now: u64) {
		self.accounts.retain(|_, files| {
			files.retain(|_, file| file.until > now);
			!files.is_empty()
		});
	}

	/// Bytes of the files of one account, or of all. The file of that hash is left out: again it counts
	/// once.
	fn bytes(&self, of: Option<&AccountId>, but: (&AccountId, Hash)) -> u64 {
		let accounts = self.accounts.iter().filter(|(who, _)| of.is_none_or(|of| of == *who));
		let files = accounts.flat_map(|(who, files)| files.iter().map(move |file| (who, file)));
		let others = files.filter(|(who, (hash, _))| (*who, **hash) != but);
		others.fold(0, |sum: u64, (_, (_, file))| sum.saturating_add(file.bytes))
	}
}

/// Takes files.
pub struct Uploads {
	store: Arc<Store>,
	/// A folder on the store's disk.
	folder: PathBuf,
	/// Bytes that have to be free there.
	spare: u64,
	genesis: H256,
	/// Most bytes of all uploads.
	most: u64,
	/// Bytes of uploads that an earlier process took. Whose they were is not known.
	earlier: u64,
	/// Until when those are there, in seconds of the Unix epoch.
	earlier_until: u64,
	ledger: Mutex<Ledger>,
}

/// The requester that all uploads count for in the store.
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
	/// Takes files into `store`, which is on the disk of `folder`, at most `most` bytes in all, on the chain
	/// of this genesis.
	pub fn new(store: Arc<Store>, folder: PathBuf, genesis: H256, most: u64) -> Self {
		let most = most.min(store.limit() / 2);
		let earlier = store.kept_for(&everybody());
		let earlier_until = now().saturating_add(LEAST);
		let (spare, ledger) = (SPARE, Mutex::default());
		Self { store, folder, spare, genesis, most, earlier, earlier_until, ledger }
	}

	/// Takes a file of an account with that stake, free and locked together. `stake_of` gives another
	/// account's, if it can be asked for.
	pub fn take(
		&self,
		account: &AccountId,
		stake: Balance,
		file: &[u8],
		signature: [u8; 64],
		stake_of: impl Fn(&AccountId) -> Option<Balance>,
	) -> Result<Kept, Refused> {
		if file.len() > MAX_UPLOAD {
			return Err(Refused::TooLarge(file.len()));
		}
		let hash = bourse_formats::blake2_256(file);
		let signature = MultiSignature::Sr25519(sr25519::Signature::from_raw(signature));
		if !signing::verify(&signature, &signed(self.genesis, account, hash), account) {
			return Err(Refused::BadSignature);
		}
		let now = now();
		let until = now.saturating_add(LEAST);
		let counted = Counted { bytes: LEAST_BYTES.max(file.len() as u64), until };
		// Held until the file is there, so that files at the same time count one after the other.
		let mut ledger = self.ledger.lock();
		ledger.sweep(now);
		self.check(&mut ledger, (account, hash), stake, counted.bytes, stake_of)?;
		let keep =
			Keep { requester: everybody(), least: until, until: now.saturating_add(LONGEST) };
		let kept = self.store.put_kept(&key(hash), keep, file);
		// What is promised outlives a power cut.
		kept.and_then(|_| self.store.flush()).inspect_err(|error| {
			log::warn!(target: "bourse", "An upload can't be kept: {error}");
		})?;
		ledger.accounts.entry(account.clone()).or_default().insert(hash, counted);
		Ok(Kept { hash, until })
	}

	/// Whether another file of so many bytes fits.
	fn check(
		&self,
		ledger: &mut Ledger,
		(account, hash): (&AccountId, Hash),
		stake: Balance,
		bytes: u64,
		stake_of: impl Fn(&AccountId) -> Option<Balance>,
	) -> Result<(), Refused> {
		let has = ledger.bytes(Some(account), (account, hash)).saturating_add(bytes);
		let most = allowance(stake);
		if has > most {
			return Err(Refused::StakeShort { has, most });
		}
		// Where the system can't say, there is space.
		let space = rustix::fs::statvfs(&self.folder)
			.map_or(u64::MAX, |disk| disk.f_bavail.saturating_mul(disk.f_frsize));
		if space < self.spare.saturating_add(bytes) {
			return Err(Refused::Full);
		}
		let now = now();
		let earlier = if now < self.earlier_until { self.earlier } else { 0 };
		let fits = |ledger: &Ledger| {
			let all = ledger.bytes(None, (account, hash)).saturating_add(bytes);
			all.saturating_add(earlier) <= self.most
		};
		if fits(ledger) {
			return Ok(());
		}
		if now >= ledger.reviewed.saturating_add(REVIEW) || now < ledger.reviewed {
			ledger.reviewed = now;
			self.review(ledger, stake_of);
		}
		if fits(ledger) {
			Ok(())
		} else {
			Err(Refused::Full)
		}
	}

	/// Gives up the files of accounts whose stake is not enough for them any more, unless another
	/// account has the same.
	fn review(&self, ledger: &mut Ledger, stake_of: impl Fn(&AccountId) -> Option<Balance>) {
		let mut dropped = HashSet::new();
		ledger.accounts.retain(|who, files| {
			let has = files.values().fold(0, |sum: u64, file| sum.saturating_add(file.bytes));
			let stays = stake_of(who).is_none_or(|stake| has <= allowance(stake));
			if !stays {
				dropped.extend(files.keys().copied());
			}
			stays
		});
		for files in ledger.accounts.values() {
			dropped.retain(|hash| !files.contains_key(hash));
		}
		for hash in dropped {
			if let Err(error) = self.store.unpin(&key(hash)) {
				log::warn!(target: "bourse", "An upload can't be given up: {error}");
			}
		}
	}
}

/// Bytes that an account with that stake may have here.
fn allowance(stake: Balance) -> u64 {
	u64::try_from(stake.saturating_mul(BYTES_PER_RLC) / RLC).unwrap_or(u64::MAX)
}

/// The key under which the store keeps an upload.
fn key(hash: Hash) -> Hash {
	bourse_formats::blake2_256(&[DOMAIN, hash.as_bytes()].concat())
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
		let path = folder.path().to_path_buf();
		(folder, Uploads::new(store, path, GENESIS, most))
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
		uploads.take(&account, stake, file, signature.0, |_| None)
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
			let taken = uploads.take(account, RLC, file, signature, |_| None);
			matches!(taken, Err(Refused::BadSignature))
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
		assert!(matches!(refused, Refused::StakeShort { has: LEAST_BYTES, most: 0 }), "{refused}");
		// A sixteenth of an RLC is one MiB.
		let stake = RLC / 16;
		take(&uploads, 1, stake, &file).expect("it fits");
		take(&uploads, 1, stake, &file).expect("the same again counts once");
		let refused = take(&uploads, 1, stake, b"x").expect_err("it is too much");
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

	#[test]
	fn take_should_count_small_files_as_more_than_their_bytes() {
		let (_folder, uploads) = uploads(32 << 20);
		// As many as a sixteenth of an RLC is enough for.
		let stake = RLC / 16;
		for nth in 0..64u8 {
			take(&uploads, 1, stake, &[nth]).expect("it fits");
		}
		let refused =
			take(&uploads, 1, stake, &[64]).expect_err("files of one byte are no way out");
		assert!(matches!(refused, Refused::StakeShort { .. }), "{refused}");
	}

	#[test]
	fn take_should_count_stake_once_when_it_moves_to_another_account() {
		let (_folder, uploads) = uploads(1 << 20);
		let (half, large) = (vec![7; 512 << 10], vec![8; 512 << 10]);
		take(&uploads, 1, RLC, &half).expect("it fits");
		take(&uploads, 2, RLC, &half).expect("another account may have the same");
		let (pair, account) = pair(3);
		let hash = bourse_formats::blake2_256(&large);
		let signature = pair.sign(signed(GENESIS, &account, hash).as_bytes()).0;
		let take_by = |stakes: fn(&AccountId) -> Option<Balance>| {
			uploads.take(&account, RLC, &large, signature, stakes)
		};
		let half_hash = bourse_formats::blake2_256(&half);
		let is_kept = |uploads: &Uploads| uploads.store.keeps(&key(half_hash));
		assert!(matches!(take_by(|_| Some(RLC)), Err(Refused::Full)));
		// The next look is in a minute.
		assert!(matches!(take_by(|_| Some(0)), Err(Refused::Full)));
		uploads.ledger.lock().reviewed = 0;
		assert!(matches!(take_by(|_| None), Err(Refused::Full)));
		uploads.ledger.lock().reviewed = 0;
		assert!(is_kept(&uploads));
		take_by(|who| Some(if *who == self::pair(1).1 { 0 } else { RLC })).expect("there is room");
		assert!(is_kept(&uploads), "the second account has it still");
		assert_eq!(uploads.ledger.lock().accounts.len(), 2);
		uploads.review(&mut uploads.ledger.lock(), |_| Some(0));
		assert!(!is_kept(&uploads));
	}

	#[test]
	fn take_should_refuse_what_would_be_too_much_when_many_come_at_once() {
		let (_folder, uploads) = uploads(32 << 20);
		let shared = &uploads;
		let taken = std::thread::scope(|scope| {
			let begin = |nth: u8| {
				scope.spawn(move || take(shared, 1, RLC / 16, &vec![nth; 512 << 10]).is_ok())
			};
			let threads = (0..8).map(begin).collect::<Vec<_>>();
			threads.into_iter().map(|thread| thread.join()).collect::<Vec<_>>()
		});
		assert_eq!(taken.into_iter().filter(|taken| matches!(taken, Ok(true))).count(), 2);
	}

	#[test]
	fn uploads_of_an_earlier_process_should_count() {
		let (folder, uploads) = uploads(1 << 20);
		take(&uploads, 1, RLC, &vec![7; 1 << 20]).expect("it fits");
		let path = folder.path().to_path_buf();
		let again = Uploads::new(uploads.store.clone(), path, GENESIS, 1 << 20);
		assert!(matches!(take(&again, 2, RLC, b"x"), Err(Refused::Full)));
	}

	#[test]
	fn take_should_leave_the_disk_some_room() {
		let (_folder, uploads) = uploads(32 << 20);
		let full = Uploads { spare: u64::MAX - (1 << 20), ..uploads };
		assert!(matches!(take(&full, 1, RLC, b"hello"), Err(Refused::Full)));
		assert_eq!(full.store.bytes(), 0);
	}

	#[test]
	fn refusal_should_name_no_folder_when_the_store_fails() {
		let (folder, uploads) = uploads(32 << 20);
		std::fs::remove_dir_all(folder.path().join("tmp")).expect("it is removed");
		let refused = take(&uploads, 1, RLC, b"hello").expect_err("there is no place for it");
		assert!(matches!(refused, Refused::Store(_)));
		let path = folder.path().to_string_lossy().into_owned();
		assert!(!refused.to_string().contains(&path), "{refused}");
		// What was not kept does not count.
		assert!(uploads.ledger.lock().accounts.is_empty());
	}
}
