// SPDX-License-Identifier: Apache-2.0

//! How much of a store whose tasks may have, and the journal of what is kept.

use super::*;
use tempfile::{tempdir, TempDir};

const LATER: u64 = 1 << 40;

fn store(max_bytes: u64) -> (TempDir, Store) {
	let folder = tempdir().unwrap();
	let config = StoreConfig { max_bytes, sync: false };
	let store = Store::open(folder.path(), config).unwrap();
	(folder, store)
}

fn requester(byte: u8) -> Hash {
	Hash([byte; 32])
}

/// A task's block of 10 bytes is put and kept.
fn keep(store: &Store, task: u8, keep: Keep) -> Result<Hash, StoreError> {
	let block = [task; 10];
	store.pin(&Hash([task; 32]), keep, &[Content::public(blake2_256(&block))])?;
	let hash = store.put(&block);
	forget_usage(store);
	hash
}

/// What must be kept is counted anew, as it is after some seconds.
fn forget_usage(store: &Store) {
	*store.usage.lock() = Usage::default();
}

fn of(byte: u8, least: u64, until: u64) -> Keep {
	Keep { requester: requester(byte), least, until }
}

#[test]
fn admit_should_refuse_a_requester_that_has_its_share_and_nobody_else() {
	let (_folder, store) = store(100);
	for task in 0..5 {
		store.admit(&requester(1)).unwrap();
		keep(&store, task, of(1, LATER, LATER)).unwrap();
	}
	let error = store.admit(&requester(1)).unwrap_err();
	assert!(matches!(error, StoreError::Share { held: 50, share: 50 }), "{error}");
	store.admit(&requester(2)).unwrap();
	// What need not be kept any longer does not count.
	store.unpin(&Hash([0; 32])).unwrap();
	forget_usage(&store);
	store.admit(&requester(1)).unwrap();
	keep(&store, 0, of(1, 1, LATER)).unwrap();
	store.admit(&requester(1)).unwrap();
}

/// Attack 10: forty results of the largest size.
#[test]
fn store_should_say_that_it_is_full_and_be_right_again_when_there_is_room() {
	let (_folder, store) = store(400);
	let fit = |store: &Store| store.tasks_that_fit(u64::MAX);
	assert_eq!(fit(&store), 40);
	for task in 0..40 {
		store.admit(&requester(task)).unwrap();
		keep(&store, task, of(task, LATER, LATER)).unwrap();
	}
	assert_eq!(fit(&store), 0);
	let error = store.admit(&requester(99)).unwrap_err();
	assert!(matches!(error, StoreError::Full { size: 10, pinned: 400, limit: 400 }), "{error}");
	assert!(matches!(store.put(&[99; 10]), Err(StoreError::Full { .. })));
	// One result's time is over.
	keep(&store, 7, of(7, 1, LATER)).unwrap();
	assert_eq!(fit(&store), 1);
	store.admit(&requester(99)).unwrap();
	let next = keep(&store, 99, of(99, LATER, LATER)).unwrap();
	assert_eq!(store.get(&next).unwrap().unwrap(), [99; 10]);
	assert!(!store.has(&blake2_256(&[7; 10])));
	for task in (0..40).filter(|task| *task != 7) {
		assert!(store.has(&blake2_256(&[task; 10])), "{task}");
	}
	// The disk counts as well.
	keep(&store, 99, of(99, 1, LATER)).unwrap();
	assert_eq!(store.tasks_that_fit(MAX_RESULT - 1), 0);
	assert_eq!(store.tasks_that_fit(MAX_RESULT), 1);
}

#[test]
fn make_room_should_take_what_nobody_keeps_before_what_may_go_and_the_oldest_of_that_first() {
	let (_folder, store) = store(50);
	for (task, until) in [(1, LATER + 2), (2, LATER + 1), (3, LATER + 3)] {
		keep(&store, task, of(task, 1, until)).unwrap();
	}
	keep(&store, 4, of(4, LATER, LATER)).unwrap();
	store.put(&[5; 10]).unwrap();
	let there = || [1, 2, 3, 4, 5].map(|task: u8| store.has(&blake2_256(&[task; 10])));
	let mut next = 10u8;
	let mut put = || {
		next += 1;
		keep(&store, next, of(next, LATER, LATER)).unwrap();
		there()
	};
	assert_eq!(put(), [true, true, true, true, false]);
	assert_eq!(put(), [true, false, true, true, false]);
	assert_eq!(put(), [false, false, true, true, false]);
	assert_eq!(put(), [false, false, false, true, false]);
	let error = store.put(&[0; 10]).unwrap_err();
	assert!(matches!(error, StoreError::Full { size: 10, pinned: 50, limit: 50 }), "{error}");
}

#[test]
fn private_content_should_be_found_by_its_deal_only_also_after_a_restart() {
	let (folder, store) = store(1000);
	let hash = blake2_256(b"secret");
	let (mine, other) =
		(Content::of_deal(Hash([1; 32]), hash), Content::of_deal(Hash([2; 32]), hash));
	store.put_content(b"secret", &mine).unwrap();
	let check = |store: &Store| {
		assert!(store.has_content(&mine));
		assert_eq!(&*store.map(&mine).unwrap().unwrap(), b"secret");
		assert_eq!(store.part(&mine, 2, 3).unwrap(), Some((6, b"cre".to_vec())));
		assert!(!store.has(&hash) && !store.has_content(&other));
		assert_eq!((store.size(&hash), store.get(&hash).unwrap()), (None, None));
		assert!(store.map(&other).unwrap().is_none());
		assert_eq!(store.part(&other, 0, 9).unwrap(), None);
		// The name under which it is kept finds nothing, and does no harm.
		assert_eq!(store.get(&mine.id()).unwrap(), None);
		assert_eq!(store.bytes(), 6);
	};
	check(&store);
	drop(store);
	check(&Store::open(folder.path(), StoreConfig { max_bytes: 1000, sync: false }).unwrap());
}

#[test]
fn journal_should_not_grow_when_tasks_come_and_go() {
	let (folder, store) = store(1 << 20);
	for round in 0..2000u32 {
		let task = blake2_256(&round.to_le_bytes());
		store.pin(&task, of(1, LATER, LATER), &[Content::public(task); 20]).unwrap();
		store.unpin(&task).unwrap();
	}
	assert_eq!(store.pins.count(), 0);
	assert!(store.pins.length() < 100_000, "{}", store.pins.length());
	let length = fs::metadata(folder.path().join("kept")).unwrap().len();
	assert_eq!(length, store.pins.length());
	// Nor when they are forgotten because their time is over.
	let tmp = folder.path().join("tmp");
	for round in 0..2000u64 {
		let task = blake2_256(&round.to_le_bytes());
		let names = vec![Content::public(task).name(); 20];
		store.pins.set(&task, Keep::until(round + 10), names, round, &tmp).unwrap();
	}
	assert!(store.pins.count() <= 80, "{}", store.pins.count());
	assert!(store.pins.length() < 200_000, "{}", store.pins.length());
}

#[test]
fn journal_should_be_read_up_to_what_a_crash_cut_off() {
	let (folder, store) = store(1000);
	keep(&store, 1, of(1, LATER, LATER + 1)).unwrap();
	keep(&store, 2, of(2, LATER, LATER)).unwrap();
	keep(&store, 1, of(3, LATER + 5, LATER + 6)).unwrap();
	store.unpin(&Hash([2; 32])).unwrap();
	let whole = store.pins.length();
	keep(&store, 4, of(4, LATER, LATER)).unwrap();
	drop(store);
	let path = folder.path().join("kept");
	let bytes = fs::read(&path).unwrap();
	for cut in [whole as usize, whole as usize + 1, bytes.len() - 1] {
		fs::write(&path, &bytes[..cut]).unwrap();
		let config = StoreConfig { max_bytes: 1000, sync: true };
		let store = Store::open(folder.path(), config).unwrap();
		assert_eq!(store.pins.keep_of(&Hash([1; 32])), Some(of(3, LATER + 5, LATER + 6)));
		assert_eq!((store.pins.count(), store.pins.length()), (1, whole));
		// What is kept from here on is read again.
		keep(&store, 9, of(9, LATER, LATER)).unwrap();
		store.flush().unwrap();
		drop(store);
		let config = StoreConfig { max_bytes: 1000, sync: true };
		let store = Store::open(folder.path(), config).unwrap();
		assert_eq!(store.pins.count(), 2);
	}
}

#[test]
fn usage_should_count_a_large_block_once_and_grow_with_what_is_kept() {
	let (_folder, store) = store(10 << 20);
	let large = vec![1; 100 << 10];
	let sets = [(1, 1), (2, 1), (3, 2)];
	for (task, owner) in sets {
		let keep = of(owner, LATER, LATER);
		let blocks = [&large[..]].into_iter();
		store.keep_all(&Hash([task; 32]), keep, &[blake2_256(&large)], blocks).unwrap();
	}
	// Nothing was counted yet: each counts as it comes.
	assert_eq!(store.usage.lock().total, 3 * (100 << 10));
	forget_usage(&store);
	assert_eq!(store.must_keep(&requester(1)), (100 << 10, 100 << 10));
	assert_eq!(store.must_keep(&requester(2)).1, 100 << 10);
	assert_eq!(store.must_keep(&requester(3)).1, 0);
	// The same set again takes no more room, however often it comes.
	for _ in 0..3 {
		let blocks = [&large[..]].into_iter();
		let keep = of(1, LATER, LATER);
		store.keep_all(&Hash([1; 32]), keep, &[blake2_256(&large)], blocks).unwrap();
	}
	assert_eq!(store.must_keep(&requester(1)), (100 << 10, 100 << 10));
	assert!(store.keeps(&Hash([1; 32])) && !store.keeps(&Hash([9; 32])));
}
