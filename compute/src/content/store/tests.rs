// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::result::assemble::{ResultError, ResultFiles};
use bourse_formats::{limits::CHUNK, Manifest, ResultHeader};
use proptest::prelude::*;
use std::{cell::RefCell, collections::BTreeMap, os::unix::fs::PermissionsExt};
use tempfile::{tempdir, TempDir};

fn config(max_bytes: u64) -> StoreConfig {
	StoreConfig { max_bytes, sync: false }
}

fn store(max_bytes: u64) -> (TempDir, Store) {
	let folder = tempdir().unwrap();
	let store = Store::open(folder.path(), config(max_bytes)).unwrap();
	(folder, store)
}

fn damage(store: &Store, hash: &Hash) {
	fs::write(store.path_of(&public(hash).name()), b"damaged").unwrap();
}

fn public(hash: &Hash) -> Content {
	Content::public(*hash)
}

/// Until when a set is kept.
fn until(store: &Store, key: &Hash) -> Option<u64> {
	store.pins.keep_of(key).map(|keep| keep.until)
}

/// Far in the future, in seconds.
const LATER: u64 = 1 << 40;

#[test]
fn get_should_give_what_was_put() {
	let (_folder, store) = store(1000);
	let hash = store.put(b"abc").unwrap();
	assert_eq!(hash, blake2_256(b"abc"));
	assert_eq!(store.put(b"abc").unwrap(), hash);
	assert_eq!(store.get(&hash).unwrap().unwrap(), b"abc");
	assert_eq!(&*store.map(&public(&hash)).unwrap().unwrap(), b"abc");
	assert_eq!((store.bytes(), store.size(&hash)), (3, Some(3)));
	assert_eq!(store.get(&Hash::zero()).unwrap(), None);
	let empty = store.put(b"").unwrap();
	assert_eq!(store.get(&empty).unwrap().unwrap(), b"");
	assert!(store.map(&public(&empty)).unwrap().unwrap().is_empty());
}

#[test]
fn get_should_treat_damage_as_missing() {
	let (_folder, store) = store(1000);
	for read in [
		|store: &Store, hash: &Hash| store.get(hash).unwrap().is_none(),
		|store: &Store, hash: &Hash| store.map(&public(hash)).unwrap().is_none(),
	] {
		let hash = store.put(b"abc").unwrap();
		damage(&store, &hash);
		assert!(read(&store, &hash));
		assert!(!store.has(&hash));
		assert!(!store.path_of(&public(&hash).name()).exists());
		assert_eq!(store.bytes(), 0);
		// Removed behind our back.
		let hash = store.put(b"abc").unwrap();
		fs::remove_file(store.path_of(&public(&hash).name())).unwrap();
		assert!(read(&store, &hash));
		assert_eq!(store.bytes(), 0);
	}
}

#[test]
fn put_should_evict_what_is_longest_unused() {
	let (folder, store) = store(30);
	let hashes = [1, 2, 3].map(|byte| store.put(&[byte; 10]).unwrap());
	store.get(&hashes[0]).unwrap();
	let fourth = store.put(&[4; 10]).unwrap();
	let there = |store: &Store| hashes.map(|hash| store.has(&hash));
	assert_eq!(there(&store), [true, false, true]);
	assert!(store.has(&fourth));
	assert_eq!(store.bytes(), 30);
	// The order outlives the process, and a smaller limit takes effect at once.
	store.get(&hashes[2]).unwrap();
	drop(store);
	let store = Store::open(folder.path(), config(10)).unwrap();
	assert_eq!(there(&store), [false, false, true]);
	assert!(!store.has(&fourth));
}

#[test]
fn put_should_not_evict_what_is_pinned() {
	let (folder, store) = store(30);
	let kept = store.put(&[1; 10]).unwrap();
	store.pin(&Hash([7; 32]), Keep::until(LATER), &[public(&kept)]).unwrap();
	let past = store.put(&[2; 10]).unwrap();
	store.pin(&Hash([8; 32]), Keep::until(1), &[public(&past)]).unwrap();
	for byte in 3..9 {
		store.put(&[byte; 10]).unwrap();
	}
	assert!(store.has(&kept));
	assert!(!store.has(&past));
	let error = store.put(&[0; 21]).unwrap_err();
	assert!(matches!(error, StoreError::Full { size: 21, pinned: 10, limit: 30 }), "{error}");
	// Nothing went for a block that does not fit anyway.
	assert_eq!(store.bytes(), 30);
	drop(store);
	let store = Store::open(folder.path(), config(15)).unwrap();
	assert!(store.has(&kept));
	store.pin(&Hash([7; 32]), Keep::until(0), &[]).unwrap();
	store.put(&[9; 10]).unwrap();
	assert!(!store.has(&kept));
}

#[test]
fn open_should_clean_leftovers_and_refuse_a_second_user() {
	let (folder, store) = store(1000);
	let (_, left) = store.temp_file().unwrap().keep().unwrap();
	let error = Store::open(folder.path(), config(1)).err().unwrap();
	assert!(matches!(error, StoreError::InUse(_)), "{error}");
	drop(store);
	fs::write(folder.path().join("blocks").join("stray"), b"").unwrap();
	Store::open(folder.path(), config(1)).unwrap();
	assert!(!left.exists());
}

#[test]
fn errors_should_be_typed() {
	let kind = |kind: io::ErrorKind| StoreError::from_io(Path::new("x"), kind.into());
	assert!(matches!(kind(io::ErrorKind::StorageFull), StoreError::DiskFull(_)));
	assert!(matches!(kind(io::ErrorKind::PermissionDenied), StoreError::Permission(_)));
	assert!(matches!(kind(io::ErrorKind::TimedOut), StoreError::Io { .. }));

	let (_folder, store) = store(1000);
	let hash = blake2_256(b"abc");
	let path = store.path_of(&public(&hash).name());
	// A file where a folder should be.
	fs::write(path.parent().unwrap(), b"").unwrap();
	assert!(matches!(store.put(b"abc").unwrap_err(), StoreError::Io { .. }));

	let closed = tempdir().unwrap();
	fs::set_permissions(closed.path(), fs::Permissions::from_mode(0o500)).unwrap();
	match Store::open(closed.path(), config(1)) {
		Err(error) => assert!(matches!(error, StoreError::Permission(_)), "{error}"),
		// The superuser may do anything.
		Ok(_) => assert_eq!(unsafe { libc::geteuid() }, 0),
	}
}

fn result() -> (ResultHeader, BTreeMap<String, Vec<u8>>) {
	let large = (0..CHUNK + 5).map(|i| (i / 1000) as u8).collect();
	let files = BTreeMap::from([("a/large".into(), large), ("stdout".into(), b"hi".to_vec())]);
	let header = ResultHeader {
		engine: 1,
		fuel: 9,
		output_root: Manifest::of(&files).root(),
		memory_hash: Hash([1; 32]),
		..ResultHeader::default()
	};
	(header, files)
}

fn nobody(_: &Hash) -> Option<Vec<u8>> {
	None
}

#[test]
fn result_should_come_back_and_stay() {
	let (_folder, store) = store(2 << 20);
	let (header, files) = result();
	let digest = store.put_result(&header, &files, LATER).unwrap();
	assert_eq!(digest, header.digest());
	for byte in 0..20 {
		store.put(&[byte; 100_000]).unwrap();
	}
	let found = store.get_result(&digest, nobody).unwrap();
	assert_eq!(found, ResultFiles { header, files });
	assert_eq!(store.get_manifest(&digest, nobody).unwrap().0, header);
	let missing = store.get_result(&Hash([9; 32]), nobody).unwrap_err();
	assert!(matches!(missing, ResultError::Missing(hash) if hash == Hash([9; 32])));
}

#[test]
fn result_should_be_filled_in_from_others_who_need_not_be_trusted() {
	let (_folder, full) = store(10 << 20);
	let (header, files) = result();
	let digest = full.put_result(&header, &files, LATER).unwrap();
	let (_other, empty) = store(10 << 20);
	let lies = |_: &Hash| Some(b"lies".to_vec());
	assert!(matches!(empty.get_result(&digest, lies), Err(ResultError::Missing(_))));
	let asked = RefCell::new(0);
	let honest = |hash: &Hash| {
		*asked.borrow_mut() += 1;
		full.get(hash).unwrap()
	};
	assert_eq!(empty.get_result(&digest, honest).unwrap().files, files);
	assert_eq!(asked.take(), 5);
	// All of it was kept; one piece is damaged then.
	assert_eq!(empty.get_result(&digest, nobody).unwrap().files, files);
	damage(&empty, &blake2_256(b"hi"));
	assert_eq!(empty.get_result(&digest, honest).unwrap().files, files);
	assert_eq!(asked.take(), 1);
}

#[test]
fn result_should_be_refused_when_the_digest_is_of_something_else() {
	let (_folder, store) = store(10 << 20);
	let is_bad =
		|digest: &Hash| matches!(store.get_result(digest, nobody), Err(ResultError::BadFormat(..)));
	assert!(is_bad(&store.put(b"no header").unwrap()));
	let (mut header, files) = result();
	header.output_root = store.put(b"no manifest").unwrap();
	assert!(is_bad(&store.put(&header.encode()).unwrap()));
	// A piece that is shorter than the manifest says.
	let mut manifest = Manifest::of(&files);
	manifest.files[1].chunks = vec![store.put(b"h").unwrap()];
	store.put(&files["a/large"][..CHUNK]).unwrap();
	store.put(&files["a/large"][CHUNK..]).unwrap();
	header.output_root = store.put(&manifest.encode()).unwrap();
	assert!(is_bad(&store.put(&header.encode()).unwrap()));
	// A block too large to be a header is not even read.
	let large = store.put(&[0; 5000]).unwrap();
	assert!(matches!(store.get_result(&large, nobody), Err(ResultError::Missing(_))));
}

#[test]
fn put_result_should_keep_a_result_as_long_as_its_longest_task_says() {
	let (_folder, store) = store(1 << 20);
	let files = BTreeMap::from([("stdout".to_owned(), b"x".to_vec())]);
	let header = ResultHeader {
		engine: 1,
		fuel: 1,
		output_root: Manifest::of(&files).root(),
		..ResultHeader::default()
	};
	for until in [LATER, LATER + 5, LATER - 5, 0] {
		store.put_result(&header, &files, until).unwrap();
	}
	assert_eq!(until(&store, &header.digest()), Some(LATER + 5));
}

#[test]
fn put_result_should_leave_room_for_others_when_there_is_none_for_all_of_it() {
	let (_folder, store) = store(3 << 20);
	let (header, mut files) = result();
	files.insert("b".into(), (0..4 << 20).map(|at| (at / 999) as u8).collect());
	let header = ResultHeader { output_root: Manifest::of(&files).root(), ..header };
	let error = store.put_result(&header, &files, LATER).unwrap_err();
	assert!(matches!(error, StoreError::Full { .. }), "{error}");
	assert_eq!(until(&store, &header.digest()), None);
	let (header, files) = result();
	store.put_result(&header, &files, LATER).unwrap();
	// What was kept before stays as it was.
	store.put_result(&header, &files, 1).unwrap();
	assert_eq!(until(&store, &header.digest()), Some(LATER));
}

/// What may happen to a store.
#[derive(Clone, Debug)]
enum Step {
	/// A result of so many bytes is kept, for long or not at all.
	Result(u8, usize, bool),
	/// A block comes, as an input does.
	Put(u8, usize),
	/// A result is asked for.
	Get(u8),
	/// The node is started again.
	Open,
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		(0..12u8, 0..900usize, any::<bool>())
			.prop_map(|(number, size, kept)| Step::Result(number, size, kept)),
		(any::<u8>(), 0..1500usize).prop_map(|(number, size)| Step::Put(number, size)),
		(any::<u8>(), 0..1500usize).prop_map(|(number, size)| Step::Put(number, size)),
		(0..12u8).prop_map(Step::Get),
		Just(Step::Open),
	]
}

proptest! {
	// Each case writes some hundred files.
	#![proptest_config(ProptestConfig::with_cases(30))]
	#[test]
	fn store_should_never_drop_a_result_inside_its_retention(
		steps in proptest::collection::vec(step(), 1..80),
	) {
		const LIMIT: u64 = 5000;
		let folder = tempdir().unwrap();
		let mut store = Store::open(folder.path(), config(LIMIT)).unwrap();
		let mut kept = BTreeMap::new();
		for step in steps {
			match step {
				Step::Result(number, size, keep) => {
					let content = [&[number][..], &vec![7; size]].concat();
					let files = BTreeMap::from([("stdout".to_owned(), content)]);
					let header = ResultHeader {
						engine: 1,
						exit_status: number.into(),
						fuel: 1,
						output_root: Manifest::of(&files).root(),
						..ResultHeader::default()
					};
					// There may be no room: then it was never kept, and nothing else goes for it.
					match store.put_result(&header, &files, if keep { LATER } else { 1 }) {
						Ok(digest) if keep => drop(kept.insert(digest, files)),
						Ok(_) => (),
						Err(error) => {
							let full = matches!(error, StoreError::Full { .. });
							prop_assert!(full, "{}", error);
						},
					}
				},
				Step::Put(number, size) => {
					let put = store.put(&[&[number, 1][..], &vec![3; size]].concat());
					let full = matches!(put, Err(StoreError::Full { .. }));
					prop_assert!(put.is_ok() || full);
				},
				Step::Get(number) => {
					let digest = kept.keys().nth(number.into());
					prop_assert!(digest.is_none_or(|it| store.get_result(it, nobody).is_ok()));
				},
				Step::Open => {
					drop(store);
					store = Store::open(folder.path(), config(LIMIT)).unwrap();
				},
			}
			prop_assert!(store.bytes() <= LIMIT);
		}
		for (digest, files) in kept {
			prop_assert_eq!(store.get_result(&digest, nobody).unwrap().files, files);
		}
	}
}

#[test]
fn map_should_look_again_when_the_file_was_written_to() {
	let (_folder, store) = store(1000);
	let hash = store.put(b"abc").unwrap();
	for _ in 0..3 {
		assert_eq!(&*store.map(&public(&hash)).unwrap().unwrap(), b"abc");
	}
	assert_eq!(store.mapped.lock().len(), 1);
	damage(&store, &hash);
	assert!(store.map(&public(&hash)).unwrap().is_none());
	assert!(!store.has(&hash));
	assert!(store.mapped.lock().is_empty());
	// More than stay mapped.
	let hashes = (0..40u8).map(|byte| store.put(&[byte; 20]).unwrap()).collect::<Vec<_>>();
	for hash in &hashes {
		store.map(&public(hash)).unwrap().unwrap();
	}
	assert_eq!(store.mapped.lock().len(), MAPPED.get());
	assert_eq!(&*store.map(&public(&hashes[0])).unwrap().unwrap(), &[0; 20]);
}

/// Many downloads at once are bounded by the disk alone.
#[test]
fn leave_room_should_refuse_what_would_fill_the_disk() {
	let file = NamedTempFile::new().unwrap();
	leave_room(&file, 0).unwrap();
	let error = leave_room(&file, usize::MAX).unwrap_err();
	assert!(matches!(error, StoreError::DiskFull(_)), "{error}");
}
