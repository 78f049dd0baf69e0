// SPDX-License-Identifier: Apache-2.0

//! The vectors of `docs/digest.md`, which were computed by another program, and the refusals.

use super::*;
use crate::to_hex;
use proptest::prelude::*;

fn files(list: &[(&str, &[u8])]) -> BTreeMap<String, Vec<u8>> {
	list.iter().map(|(path, content)| (path.to_string(), content.to_vec())).collect()
}

fn hash(digits: &str) -> Hash {
	crate::parse_hash(digits).unwrap()
}

const EMPTY_ROOT: &str = "f94801cf67cd797bcc6f69ba46fb4c98b48a227ad9f1abcf7f00a44dd529471a";
const STDOUT_ROOT: &str = "867519941992364cd1eea55df306d5b586e5791b7be75b6cc6a141b758f7d7cb";
/// Only `b/c` = `3` counts.
const PART_MANIFEST: &str = "4252534d010100000003000000622f63010000000000000001000000581348337b0f3e148620173daaa5f94d00d881705dcbf0aa83efdaba61d2ede1";
const PART_ROOT: &str = "d1e9786e57cd4b484e2a0515c840c5be3cbd90793ddaaa00e886cc837fe3ba2d";
const MEMORY: &str = "9b71df95d55655b3d0561323574355fd915ddb2751d33f50d3a2ff1bb6e2f7e9";

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
fn memory_hash_should_give_the_documented_hashes() {
	let none = "11da6d1f761ddf9bdb4c9d6e5303ebd41f61858d0a5647a1a7bfe089bf921be9";
	assert_eq!(memory_hash(&[]), hash(none));
	let zero = "e12c22d4f162d9a012c9319233da5d3e923cc5e1029b8f90e47249c9ab256b35";
	assert_eq!(memory_hash(&[0; PAGE]), hash(zero));
	let mut memory = vec![0; 3 * PAGE];
	memory[PAGE] = 1;
	assert_eq!(memory_hash(&memory), hash(MEMORY));
	memory.swap(PAGE, 2 * PAGE - 1);
	assert_ne!(memory_hash(&memory), hash(MEMORY));
}

#[test]
fn header_should_encode_to_the_documented_bytes_and_digest() {
	let header = Header {
		engine: 1,
		exit_status: 0,
		fuel: 1000,
		output_root: hash(STDOUT_ROOT),
		memory_hash: hash(MEMORY),
		callback_hash: [0; 32],
	};
	let bytes = header.encode();
	assert_eq!(bytes.len(), 115);
	assert_eq!(Header::SIZE, 115);
	assert_eq!(hex::encode(&bytes[..19]), "4252535201010000000000e803000000000000");
	let digest = "0x238974e54d317c2f43afd19a540014f934518fef49525c070ec445d0ecdd1ecc";
	assert_eq!(to_hex(&header.digest()), digest);

	let other = Header {
		exit_status: -1,
		fuel: 1 << 63,
		output_root: hash(EMPTY_ROOT),
		memory_hash: memory_hash(&[]),
		callback_hash: blake2_256(&[0x12, 0x34]),
		..header
	};
	let digest = "0x3cdd68bfde021f39f817247eb5428d7f24879dc801cb62ba13bb879994ca25ec";
	assert_eq!(to_hex(&other.digest()), digest);
	assert_eq!(Header::decode(&other.encode()), Ok(other));
}

#[test]
fn header_decode_should_refuse_other_versions_and_lengths() {
	let header = Header {
		engine: 1,
		exit_status: 0,
		fuel: 0,
		output_root: [1; 32],
		memory_hash: [2; 32],
		callback_hash: [3; 32],
	};
	let bytes = header.encode();
	assert!(Header::decode(&bytes[..114]).is_err());
	assert!(Header::decode(&[&bytes[..], &[0]].concat()).is_err());
	for at in 0..5 {
		let mut other = bytes.clone();
		other[at] ^= 1;
		assert!(Header::decode(&other).is_err());
	}
}

#[test]
fn manifest_decode_should_refuse_what_is_not_canonical() {
	let file = |path: &str, size, chunks| ManifestFile {
		path: path.into(),
		size,
		chunks: vec![[7; 32]; chunks],
	};
	let decode = |files: Vec<ManifestFile>| Manifest::decode(&Manifest { files }.encode());
	assert!(decode(vec![file("a", 1, 1), file("b/c", 0, 0)]).is_ok());
	assert!(decode(vec![file("b", 1, 1), file("a", 1, 1)]).is_err());
	assert!(decode(vec![file("a", 1, 1), file("a", 1, 1)]).is_err());
	for path in ["", "/a", "a/", "a//b", ".", "a/../b", "\0", &"x".repeat(513)] {
		assert!(decode(vec![file(path, 1, 1)]).is_err(), "{path}");
	}
	assert!(decode(vec![file("a", 0, 1)]).is_err());
	assert!(decode(vec![file("a", CHUNK as u64 + 1, 1)]).is_err());
	assert!(decode(vec![file("a", u64::MAX, 0)]).is_err());
	assert!(decode(vec![file("a", MAX_RESULT, 256), file("b", 1, 1)]).is_err());
	let many = (0..=MAX_FILES).map(|i| file(&format!("{i:05}"), 0, 0)).collect();
	assert!(decode(many).is_err());
	// A count that nothing follows.
	let claims = [&b"BRSM\x01"[..], &u32::MAX.to_le_bytes()].concat();
	assert!(Manifest::decode(&claims).is_err());
}

#[test]
fn computed_should_read_callback_data() {
	let of = |json: &str| Computed::of(&files(&[(COMPUTED, json.as_bytes())]));
	let data = |json| of(json).callback_data;
	assert_eq!(Computed::of(&files(&[])), Computed::default());
	assert_eq!(of("{}"), Computed::default());
	assert_eq!(of("[]"), Computed::default());
	assert_eq!(data(r#"{"callback-data": "0x12aB"}"#), Some(vec![0x12, 0xab]));
	assert_eq!(data(r#"{"callback-data": "0x"}"#), Some(vec![]));
	let wrong = |json: &str| {
		let computed = of(json);
		assert_eq!((computed.callback_data, computed.errors.len()), (None, 1), "{json}");
	};
	for json in ["", "{", r#"{"callback-data": 1}"#, r#"{"callback-data": "12"}"#] {
		wrong(json);
	}
	wrong(r#"{"callback-data": "0x1"}"#);
	wrong(&format!(r#"{{"callback-data": "0x{}"}}"#, "00".repeat(MAX_CALLBACK + 1)));
}

#[test]
fn computed_should_read_what_is_the_result() {
	let of = |path: &str| {
		let json = serde_json::json!({ "deterministic-output-path": path }).to_string();
		let files = files(&[
			("a", b"1"),
			("a.txt", b"2"),
			("b/c", b"3"),
			("b/d/e", b"4"),
			(COMPUTED, json.as_bytes()),
			("stdout", b"5"),
		]);
		let computed = Computed::of(&files);
		let [result, others] = computed.split(files);
		assert_eq!(result.len() + others.len(), 6);
		(result.into_keys().collect::<Vec<_>>().join(" "), computed.errors.len())
	};
	let chosen = |path| (String::from(path), 0);
	for path in ["/out/a", "a", "/out//a", "a/"] {
		assert_eq!(of(path), chosen("a"), "{path}");
	}
	for path in ["/out/b", "b", "b/", "/out/b//"] {
		assert_eq!(of(path), chosen("b/c b/d/e"), "{path}");
	}
	assert_eq!(of("b/d"), chosen("b/d/e"));
	let all = "a a.txt b/c b/d/e computed.json stdout";
	for path in ["/out", "/out/", ""] {
		assert_eq!(of(path), chosen(all), "{path}");
	}
	for path in ["c", "b/", "/tmp/a", "../a", "b/./c", "a/b", "/outa", "\0"] {
		if path != "b/" {
			assert_eq!(of(path), (all.into(), 1), "{path}");
		}
	}
}

#[test]
fn output_root_should_be_the_documented_one_when_a_part_is_the_result() {
	let json = br#"{"deterministic-output-path": "/out/b"}"#;
	let files = files(&[("b/c", b"3"), (COMPUTED, json), ("stdout", b"42\n")]);
	let [result, _] = Computed::of(&files).split(files);
	let root = Manifest::of(&result);
	assert_eq!(hex::encode(root.encode()), PART_MANIFEST);
	assert_eq!(root.root(), hash(PART_ROOT));
}

proptest! {
	#[test]
	fn manifest_should_decode_to_what_was_encoded(
		files in proptest::collection::btree_map("[a-z]{1,5}(/[a-z.]{3,9}){0,3}", proptest::collection::vec(any::<u8>(), 0..99), 0..9),
	) {
		let manifest = Manifest::of(&files);
		prop_assume!(files.keys().all(|path| is_path(path)));
		prop_assert_eq!(Manifest::decode(&manifest.encode()), Ok(manifest));
	}

	#[test]
	fn decode_should_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), known: bool) {
		let bytes = if known { [&b"BRSM\x01"[..], &bytes].concat() } else { bytes };
		let _ = Header::decode(&bytes);
		if let Ok(manifest) = Manifest::decode(&bytes) {
			prop_assert_eq!(manifest.encode(), bytes);
		}
	}
}
