// SPDX-License-Identifier: Apache-2.0

//! Vectors that another program computed (Python's `hashlib.blake2b`), and the refusals.

use super::*;
use proptest::prelude::*;

fn files(list: &[(&str, &[u8])]) -> BTreeMap<String, Vec<u8>> {
	list.iter().map(|(path, content)| (path.to_string(), content.to_vec())).collect()
}

fn hash(digits: &str) -> Hash {
	let mut hash = Hash::zero();
	hex::decode_to_slice(digits, &mut hash.0).unwrap();
	hash
}

const EMPTY_ROOT: &str = "f94801cf67cd797bcc6f69ba46fb4c98b48a227ad9f1abcf7f00a44dd529471a";
const STDOUT_ROOT: &str = "867519941992364cd1eea55df306d5b586e5791b7be75b6cc6a141b758f7d7cb";

#[test]
fn manifest_should_encode_to_the_documented_bytes() {
	assert_eq!(hex::encode(Manifest::default().encode()), "4252534d0100000000");
	assert_eq!(Manifest::default().root(), hash(EMPTY_ROOT));

	let stdout = Manifest::of(&files(&[("stdout", b"42\n")]));
	assert_eq!(
		hex::encode(stdout.encode()),
		"4252534d0101000000060000007374646f7574030000000000000001000000\
		807488199ae1906a2f8b778963bb8d3baca0ef065894c1a4fe69fe5b0f167dc1"
	);
	assert_eq!(stdout.root(), hash(STDOUT_ROOT));

	let large = Manifest::of(&files(&[("b", b""), ("a/c", &[1; CHUNK + 1])]));
	assert_eq!(large.files.iter().map(|file| file.chunks.len()).collect::<Vec<_>>(), [2, 0]);
	let root = "2b07f1909108c63957833188af91b42198831e4f72671634548ef214a42cfb67";
	assert_eq!((large.encode().len(), large.root()), (109, hash(root)));
}

#[test]
fn read_should_refuse_what_is_not_canonical() {
	let file = |path: &str, size, chunks| ManifestFile {
		path: path.into(),
		size,
		chunks: vec![Hash([7; 32]); chunks],
	};
	let read = |files: Vec<ManifestFile>| Manifest::read(&Manifest { files }.encode());
	assert!(read(vec![file("a", 1, 1), file("b/c", 0, 0)]).is_ok());
	assert!(read(vec![file("b", 1, 1), file("a", 1, 1)]).is_err());
	assert!(read(vec![file("a", 1, 1), file("a", 1, 1)]).is_err());
	for path in ["", "/a", "a/", "a//b", ".", "a/../b", "\0", &"x".repeat(513)] {
		assert!(read(vec![file(path, 1, 1)]).is_err(), "{path}");
	}
	assert!(read(vec![file("a", 0, 1)]).is_err());
	assert!(read(vec![file("a", CHUNK as u64 + 1, 1)]).is_err());
	assert!(read(vec![file("a", u64::MAX, 0)]).is_err());
	assert!(read(vec![file("a", MAX_RESULT, 256), file("b", 1, 1)]).is_err());
	let many = (0..=MAX_FILES).map(|i| file(&format!("{i:05}"), 0, 0)).collect();
	assert!(read(many).is_err());
	// A count that nothing follows.
	let claims = [&b"BRSM\x01"[..], &u32::MAX.to_le_bytes()].concat();
	assert!(Manifest::read(&claims).is_err());
}

proptest! {
	#[test]
	fn manifest_should_read_what_was_encoded(
		files in proptest::collection::btree_map("[a-z]{1,5}(/[a-z.]{3,9}){0,3}", proptest::collection::vec(any::<u8>(), 0..99), 0..9),
	) {
		let manifest = Manifest::of(&files);
		prop_assume!(files.keys().all(|path| is_path(path)));
		let bytes = manifest.encode();
		let pieces = manifest.files.iter().flat_map(|file| &file.chunks).copied().collect::<Vec<_>>();
		for (nth, piece) in (0u32..).zip(&pieces) {
			prop_assert_eq!(Manifest::nth_piece(&bytes, nth), Some(*piece));
		}
		prop_assert_eq!(Manifest::nth_piece(&bytes, pieces.len() as u32), None);
		prop_assert_eq!(Manifest::read(&bytes), Ok(manifest));
	}

	#[test]
	fn read_should_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), known: bool, nth: u32) {
		let bytes = if known { [&b"BRSM\x01"[..], &bytes].concat() } else { bytes };
		let _ = crate::ResultHeader::read(&bytes);
		let _ = Manifest::nth_piece(&bytes, nth);
		if let Ok(manifest) = Manifest::read(&bytes) {
			prop_assert_eq!(manifest.encode(), bytes);
		}
	}
}
