// SPDX-License-Identifier: Apache-2.0

//! What counts as said in `computed.json`, and a vector that another program computed.

use super::*;
use bourse_formats::Manifest;

fn files(list: &[(&str, &[u8])]) -> BTreeMap<String, Vec<u8>> {
	list.iter().map(|(path, content)| (path.to_string(), content.to_vec())).collect()
}

/// Only `b/c` = `3` counts.
const PART_MANIFEST: &str = "4252534d010100000003000000622f63010000000000000001000000581348337b0f3e148620173daaa5f94d00d881705dcbf0aa83efdaba61d2ede1";
const PART_ROOT: &str = "d1e9786e57cd4b484e2a0515c840c5be3cbd90793ddaaa00e886cc837fe3ba2d";
#[test]
fn computed_should_read_callback_data() {
	let of = |json: &str| Computed::of(&files(&[(COMPUTED, json.as_bytes())]));
	let data = |json| of(json).callback_data;
	assert_eq!(Computed::of(&files(&[])), Computed::default());
	assert_eq!(of("{}"), Computed::default());
	assert_eq!(data(r#"{"callback-data": "0x12aB"}"#), Some(vec![0x12, 0xab]));
	assert_eq!(data(r#"{"callback-data": "0x"}"#), Some(vec![]));
	assert_eq!(data("\u{feff}{\"callback-data\": \"0x12\"}"), Some(vec![0x12]));
	let wrong = |json: &str| {
		let computed = of(json);
		assert_eq!((computed.callback_data, computed.errors.len()), (None, 1), "{json}");
	};
	for json in ["", "{", "[]", "null", r#"{"callback-data": 1}"#, r#"{"callback-data": "12"}"#] {
		wrong(json);
	}
	wrong(r#"{"callback-data": "0x1"}"#);
	wrong(&format!(r#"{{"callback-data": "0x{}"}}"#, "00".repeat(MAX_CALLBACK as usize + 1)));
}

#[test]
fn computed_should_say_which_keys_are_misspelt() {
	let json = r#"{"callbackData": "0x", "callback_data": "0x", "Deterministic-Output-Path": "a", "x": 1}"#;
	let computed = Computed::of(&files(&[(COMPUTED, json.as_bytes())]));
	assert_eq!((computed.callback_data, computed.path), (None, None));
	let expected = [
		r#"computed.json has the key "callbackData": write callback-data"#,
		r#"computed.json has the key "Deterministic-Output-Path": write deterministic-output-path"#,
	];
	assert_eq!(computed.errors, expected);
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
	assert_eq!(root.root(), crate::parse_hash(PART_ROOT).unwrap());
}
