// SPDX-License-Identifier: Apache-2.0

//! The params of a request: empty, or a JSON object with arguments and input files, for all tasks and
//! for each.
//!
//! ```json
//! {
//!   "args": ["--width", "128", "--page", "{index}"],
//!   "inputs": [{ "url": "https://…/a.jpg", "checksum": "0x…", "name": "a photo.jpg" }],
//!   "stdin": "a photo.jpg",
//!   "tasks": [{ "args": ["--seed", "7"] }, { "args": ["--seed", "11"], "inputs": [] }]
//! }
//! ```
//!
//! `args` may also be one text, which is split at blanks as a shell does (quotes and backslashes work,
//! nothing is expanded). `stdin` is the path below `/in` of the file that stdin reads: an input file, or
//! the dataset or a file in it. `tasks` has an entry for each task of the bag, which is added to what is
//! for all. In arguments, addresses, names and `stdin` `{index}` is the task's index, `{index:04}` likewise
//! with zeros in front of it, and `{{index}}` the text `{index}`. A checksum may be a list, with one entry a
//! task. Anything else is refused, so that a typing error is told and not paid for. Every error names the
//! place and the cure. `tests/params.json` has examples.

use super::json::Json;
use crate::content::{archive::DATASET, cid, fetch::split_result, hex::parse_hash};
use bourse_formats::{index::fill, limits::MAX_PARAMS, Hash};
use std::collections::BTreeSet;
use thiserror::Error;
use url::Url;

/// Most arguments of a task.
const MAX_ARGS: usize = 64;
/// Most input files of a task.
const MAX_INPUTS: usize = 16;
/// Longest address of an input file, in bytes: signed ones of stores are long.
const MAX_URL: usize = 2048;
/// Longest name of an input file, in bytes.
const MAX_NAME: usize = 255;

/// The params of a request, as they are for one task of its bag.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TaskParams {
	/// Arguments.
	pub args: Vec<String>,
	/// Files to be put into `/in`.
	pub inputs: Vec<InputFile>,
	/// Path below `/in` of the file that stdin reads.
	pub stdin: Option<String>,
}

/// A file that a request names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InputFile {
	/// Address of the file.
	pub url: String,
	/// `blake2_256` of the content.
	pub checksum: Hash,
	/// Name in `/in`.
	pub name: String,
}

/// Params break a rule; the text says which.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{0}")]
pub struct BadParams(String);

fn bad<T>(message: impl Into<String>) -> Result<T, BadParams> {
	Err(BadParams(message.into()))
}

impl TaskParams {
	/// Reads a request's params for the task with this index in its bag.
	pub fn parse(bytes: &[u8], index: u64) -> Result<Self, BadParams> {
		if bytes.len() > MAX_PARAMS as usize {
			return bad(format!("params are longer than {MAX_PARAMS} bytes"));
		}
		let Ok(source) = std::str::from_utf8(bytes) else { return bad("params are not UTF-8") };
		// Windows' editors and shells begin a file so.
		if source.starts_with('\u{feff}') {
			return bad("params begin with a byte order mark: leave it out");
		}
		if source.trim().is_empty() {
			return Ok(Self::default());
		}
		if !source.trim_start().starts_with('{') {
			return bad("params are not a JSON object");
		}
		let json = serde_json::from_str::<Json>(source)
			.map_err(|error| BadParams(format!("params: {error}")))?;
		let mut all = Members::of("", json, &["args", "inputs", "stdin", "tasks"])?;
		let (tasks, stdin) = (all.take("tasks"), all.take("stdin"));
		let mut params = all.params(index)?;
		if let Some(tasks) = tasks {
			let own = own_entry("tasks", tasks, index)?;
			let place = format!("tasks[{index}]");
			let own = Members::of(&place, own, &["args", "inputs"])?.params(index)?;
			params.args.extend(own.args);
			params.inputs.extend(own.inputs);
		}
		if params.args.len() > MAX_ARGS {
			return bad(format!("more than {MAX_ARGS} args"));
		}
		if params.inputs.len() > MAX_INPUTS {
			return bad(format!("more than {MAX_INPUTS} inputs"));
		}
		let mut names = BTreeSet::from([DATASET]);
		if let Some(input) = params.inputs.iter().find(|input| !names.insert(&input.name)) {
			return bad(format!("the name {:?} is taken: give each file its own", input.name));
		}
		if let Some(stdin) = stdin {
			let stdin = filled("stdin", &text("stdin", stdin)?, index)?;
			if !is_of_dataset(&stdin) && !params.inputs.iter().any(|input| input.name == stdin) {
				return bad(format!("stdin: no input has the name {stdin:?}"));
			}
			params.stdin = Some(stdin);
		}
		Ok(params)
	}

	/// Refuses params that a worker would refuse for a task of a bag of this volume, with or without a
	/// dataset, and lists that have entries for more tasks than that.
	pub fn check(bytes: &[u8], volume: u64, has_dataset: bool) -> Result<(), BadParams> {
		let first = Self::parse(bytes, 0)?;
		if let Some(stdin) = first.stdin.filter(|stdin| !has_dataset && is_of_dataset(stdin)) {
			return bad(format!(
				"stdin: there is no input file {stdin:?}: the request has no dataset"
			));
		}
		// Empty params are no JSON.
		let json = serde_json::from_slice::<Json>(bytes).unwrap_or(Json::Null);
		let checksums = list(&json, "inputs").iter().map(|file| list(file, "checksum"));
		let longest = checksums.chain([list(&json, "tasks")]).map(<[Json]>::len).max().unwrap_or(0);
		match longest as u64 {
			// All tasks have the same but for the index, of which the last one is the longest.
			0 => Self::parse(bytes, volume.saturating_sub(1)).map(drop),
			longest if longest > volume => bad(format!(
				"a list has {longest} entries, the volume is {volume}: write one a task"
			)),
			_ => (1..volume).try_for_each(|index| Self::parse(bytes, index).map(drop)),
		}
	}
}

/// Whether a path below `/in` is the dataset's, or of a file in it.
fn is_of_dataset(path: &str) -> bool {
	path.split('/').next() == Some(DATASET)
}

/// The list that is a member of an object; an empty one when there is none.
fn list<'a>(object: &'a Json, name: &str) -> &'a [Json] {
	let Json::Object(members) = object else { return &[] };
	match members.iter().find(|(other, _)| other == name) {
		Some((_, Json::List(list))) => list.as_slice(),
		_ => &[],
	}
}

/// The entry of a task in a list that has one for each.
fn own_entry(place: &str, list: Json, index: u64) -> Result<Json, BadParams> {
	let Json::List(list) = list else {
		return bad(format!("{place} is {}: write a list with one entry a task", list.kind()));
	};
	let count = list.len();
	let own = usize::try_from(index).ok().and_then(|at| list.into_iter().nth(at));
	let missing =
		|| format!("{place} has {count} entries, none for task {index}: write one a task");
	own.ok_or_else(|| BadParams(missing()))
}

/// The members of an object, and where it is.
struct Members<'a> {
	place: &'a str,
	members: Vec<(String, Json)>,
}

impl<'a> Members<'a> {
	fn of(place: &'a str, object: Json, known: &[&str]) -> Result<Self, BadParams> {
		let names = known.join(", ");
		let Json::Object(members) = object else {
			return bad(format!("{place} is {}: write an object with {names}", object.kind()));
		};
		let mut seen = BTreeSet::new();
		for (name, _) in &members {
			let inside = if place.is_empty() { "params" } else { place };
			if !known.contains(&name.as_str()) {
				return bad(format!("{inside}: {name:?} is unknown: there are {names}"));
			}
			if !seen.insert(name) {
				return bad(format!("{inside}: {name:?} is there twice"));
			}
		}
		Ok(Self { place, members })
	}

	fn take(&mut self, name: &str) -> Option<Json> {
		let at = self.members.iter().position(|(other, _)| other == name)?;
		Some(self.members.swap_remove(at).1)
	}

	fn need(&mut self, name: &str) -> Result<Json, BadParams> {
		let missing = BadParams(format!("{} is missing", self.place_of(name)));
		self.take(name).ok_or(missing)
	}

	/// Where a member is.
	fn place_of(&self, name: &str) -> String {
		match self.place {
			"" => name.to_owned(),
			place => format!("{place}.{name}"),
		}
	}

	/// Arguments and inputs.
	fn params(mut self, index: u64) -> Result<TaskParams, BadParams> {
		let mut params = TaskParams::default();
		if let Some(list) = self.take("args") {
			params.args = args(&self.place_of("args"), list, index)?;
		}
		if let Some(list) = self.take("inputs") {
			let place = self.place_of("inputs");
			let Json::List(list) = list else {
				return bad(format!("{place} is {}: write a list of files", list.kind()));
			};
			for (at, file) in list.into_iter().enumerate() {
				params.inputs.push(input(&format!("{place}[{at}]"), file, index)?);
			}
		}
		Ok(params)
	}
}

fn text(place: &str, value: Json) -> Result<String, BadParams> {
	match value {
		Json::Text(text) => Ok(text),
		other => bad(format!("{place} is {}: write it as text", other.kind())),
	}
}

fn args(place: &str, value: Json, index: u64) -> Result<Vec<String>, BadParams> {
	let words = match value {
		Json::Null => Vec::new(),
		Json::List(list) => {
			let word = |(at, value): (usize, Json)| text(&format!("{place}[{at}]"), value);
			list.into_iter().enumerate().map(word).collect::<Result<_, _>>()?
		},
		Json::Text(line) => split(place, &line)?,
		other => {
			return bad(format!("{place} is {}: write a list of texts, or one text", other.kind()))
		},
	};
	if let Some(at) = words.iter().position(|word| word.contains('\0')) {
		return bad(format!("{place}[{at}] holds a zero byte"));
	}
	let of_task = |(at, word): (usize, &String)| filled(&format!("{place}[{at}]"), word, index);
	words.iter().enumerate().map(of_task).collect()
}

fn input(place: &str, file: Json, index: u64) -> Result<InputFile, BadParams> {
	let mut file = Members::of(place, file, &["url", "checksum", "name"])?;
	let url = text(&file.place_of("url"), file.need("url")?)?;
	let url = filled(&file.place_of("url"), &url, index)?;
	let checksum = match file.need("checksum")? {
		list @ Json::List(_) => own_entry(&file.place_of("checksum"), list, index)?,
		one => one,
	};
	let checksum = text(&file.place_of("checksum"), checksum)?;
	let name = text(&file.place_of("name"), file.need("name")?)?;
	let name = filled(&file.place_of("name"), &name, index)?;
	let Some(hash) = checksum.strip_prefix("0x").and_then(parse_hash) else {
		let place = file.place_of("checksum");
		return bad(format!("{place} is {checksum:?}: write 0x and 64 hex digits"));
	};
	if let Err(wrong) = check_address(&url, &hash) {
		return bad(format!("{} {wrong}", file.place_of("url")));
	}
	let is_name = !matches!(&*name, "" | "." | "..") && !name.contains(['/', '\0']);
	if !is_name || name.len() > MAX_NAME {
		let place = file.place_of("name");
		return bad(format!("{place} is {name:?}: write a file name without folders"));
	}
	Ok(InputFile { url, checksum: hash, name })
}

/// Whether a node could fetch the content from the address, as far as that can be seen.
fn check_address(url: &str, checksum: &Hash) -> Result<(), String> {
	if url.len() > MAX_URL {
		return Err(format!("is longer than {MAX_URL} bytes"));
	}
	let begins = |scheme: &str| {
		url.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
	};
	if let Some(scheme) = ["http://", "https://"].into_iter().find(|scheme| begins(scheme)) {
		let host = url.get(scheme.len()..).unwrap_or_default();
		let is_there = !host.is_empty() && !host.starts_with(['/', '?', '#']);
		return match Url::parse(url) {
			_ if !is_there => Err("has no host behind http(s)://".into()),
			Ok(_) => Ok(()),
			Err(_) => Err("has a host or a port that can't be".into()),
		};
	}
	if url.is_empty() {
		return Ok(());
	}
	if let Some(text) = url.strip_prefix("/ipfs/") {
		return match cid::decode(text) {
			Some(hash) if hash == *checksum => Ok(()),
			Some(_) => Err("is the CID of other content than the checksum is of".into()),
			None => {
				Err("is not a raw CIDv1 with BLAKE2b-256 in base32: write the https:// address \
				 of a gateway"
					.into())
			},
		};
	}
	match url.strip_prefix("/result/") {
		Some(text) if split_result(text).is_some() => Ok(()),
		Some(_) => Err("is not /result/, a task's digest, / and the path of a file".into()),
		None => Err("is neither http(s)://… nor /ipfs/CID nor /result/DIGEST/PATH".into()),
	}
}

/// The text with the task's index in it.
fn filled(place: &str, text: &str, index: u64) -> Result<String, BadParams> {
	fill(text, index).map_err(|form| {
		BadParams(format!(
			"{place} has {form}: write {{index:04}} for four digits, {{{form}}} for the text itself"
		))
	})
}

/// Splits a line at blanks as a POSIX shell does, without expansions.
fn split(place: &str, line: &str) -> Result<Vec<String>, BadParams> {
	let mut words = Vec::new();
	let mut word = None::<String>;
	let mut letters = line.chars();
	while let Some(letter) = letters.next() {
		match letter {
			' ' | '\t' | '\n' | '\r' => words.extend(word.take()),
			quote @ ('\'' | '"') => {
				let word = word.get_or_insert_default();
				let open = || BadParams(format!("{place}: a {quote} is not closed"));
				loop {
					match letters.next().ok_or_else(open)? {
						letter if letter == quote => break,
						'\\' if quote == '"' => match letters.next().ok_or_else(open)? {
							letter @ ('"' | '\\' | '$' | '`') => word.push(letter),
							'\n' => (),
							letter => word.extend(['\\', letter]),
						},
						letter => word.push(letter),
					}
				}
			},
			'\\' => match letters.next() {
				Some('\n') => (),
				Some(letter) => word.get_or_insert_default().push(letter),
				None => return bad(format!("{place}: nothing follows the last \\")),
			},
			letter => word.get_or_insert_default().push(letter),
		}
	}
	words.extend(word);
	Ok(words)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn args(json: &str) -> Vec<String> {
		TaskParams::parse(json.as_bytes(), 0).unwrap().args
	}

	fn error(json: impl AsRef<[u8]>) -> String {
		TaskParams::parse(json.as_ref(), 0).unwrap_err().to_string()
	}

	#[test]
	fn parse_should_give_nothing_when_params_are_empty() {
		assert_eq!(TaskParams::parse(b"", 0).unwrap(), TaskParams::default());
		assert_eq!(TaskParams::parse(b" \n", 0).unwrap(), TaskParams::default());
		assert_eq!(TaskParams::parse(b"{}", 0).unwrap(), TaskParams::default());
	}

	#[test]
	fn parse_should_read_args_as_list_and_as_line() {
		assert_eq!(args(r#"{"args": ["a b", "", "c"]}"#), ["a b", "", "c"]);
		assert_eq!(
			args(r#"{"args": "  a 'b  c'\t\"d\\\"e\" f\\ g '' h\"i\"'j' "}"#),
			["a", "b  c", "d\"e", "f g", "", "hij"]
		);
		assert_eq!(
			args(r#"{"args": "$HOME *.txt \"\\n\" # x"}"#),
			["$HOME", "*.txt", "\\n", "#", "x"]
		);
	}

	#[test]
	fn parse_should_read_inputs() {
		let checksum = "0x".to_owned() + &"ab".repeat(32);
		let json = format!(
			r#"{{"inputs": [{{"url": "http://x/y", "checksum": "{checksum}", "name": "a b"}}]}}"#
		);
		let expected =
			InputFile { url: "http://x/y".into(), checksum: Hash([0xab; 32]), name: "a b".into() };
		assert_eq!(TaskParams::parse(json.as_bytes(), 0).unwrap().inputs, [expected]);
		for name in ["", ".", "..", "a/b", "dataset", "\\u0000"] {
			let json = json.replace("a b", name);
			assert!(TaskParams::parse(json.as_bytes(), 0).is_err(), "{name}");
		}
		assert!(error(json.replace("0x", "")).ends_with("write 0x and 64 hex digits"));
	}

	#[test]
	fn parse_should_read_stdin_when_it_is_an_input_or_of_the_dataset() {
		let checksum = "0x".to_owned() + &"ab".repeat(32);
		let input = format!(r#"{{"url": "http://x/y", "checksum": "{checksum}", "name": "a"}}"#);
		let with = |stdin: &str| {
			let json = format!(r#"{{"inputs": [{input}], "stdin": "{stdin}"}}"#);
			TaskParams::parse(json.as_bytes(), 0).map(|params| params.stdin)
		};
		for good in ["a", "dataset", "dataset/b/c.txt"] {
			assert_eq!(with(good).unwrap().as_deref(), Some(good));
		}
		for bad in ["", "b", "a/b", "/in/a", "datasets"] {
			let expected = format!("stdin: no input has the name {bad:?}");
			assert_eq!(with(bad).unwrap_err().to_string(), expected);
		}
	}

	#[test]
	fn parse_should_put_the_index_into_names_and_stdin() {
		let checksum = "0x".to_owned() + &"ab".repeat(32);
		let json = format!(
			r#"{{"inputs": [{{"url": "", "checksum": "{checksum}", "name": "{{index:02}}.csv"}}],
				"stdin": "{{index:02}}.csv"}}"#
		);
		let params = TaskParams::parse(json.as_bytes(), 7).unwrap();
		assert_eq!((&*params.inputs[0].name, params.stdin.as_deref()), ("07.csv", Some("07.csv")));
		let own = TaskParams::parse(br#"{"stdin": "dataset/{index}.txt"}"#, 12).unwrap();
		assert_eq!(own.stdin.as_deref(), Some("dataset/12.txt"));
		let taken = json.replace("{index:02}.csv", "{index}").replace(
			r#""inputs": ["#,
			&format!(r#""inputs": [{{"url": "", "checksum": "{checksum}", "name": "3"}}, "#),
		);
		let check = |volume| TaskParams::check(taken.as_bytes(), volume, true);
		assert!(check(3).is_ok());
		let told = check(4).unwrap_err().to_string();
		assert_eq!(told, r#"the name "3" is taken: give each file its own"#);
	}

	#[test]
	fn parse_should_say_what_is_wrong() {
		assert_eq!(error("[]"), "params are not a JSON object");
		assert_eq!(error([0xff]), "params are not UTF-8");
		assert_eq!(error([b' '; 4097]), "params are longer than 4096 bytes");
		let form =
			"has {index:03d}: write {index:04} for four digits, {{index:03d}} for the text itself";
		assert_eq!(error(r#"{"args": "-x {index:03d}"}"#), format!("args[1] {form}"));
		assert_eq!(error(r#"{"args": [], "args": []}"#), "params: \"args\" is there twice");
		assert!(error(r#"{"args": 01}"#).starts_with("params: "));
		assert_eq!(error(r#"{"args": "'a"}"#), "args: a ' is not closed");
		assert_eq!(error(r#"{"args": "\"a"}"#), "args: a \" is not closed");
		assert_eq!(error(r#"{"args": "a\\"}"#), "args: nothing follows the last \\");
		assert_eq!(error(r#"{"args": ["", "\u0000"]}"#), "args[1] holds a zero byte");
		let many = format!(r#"{{"args": "{}"}}"#, "a ".repeat(65));
		assert_eq!(error(many), "more than 64 args");
		assert!(error("{".repeat(4000)).starts_with("params: "));
	}

	/// What `tests/e2e/lib/params.js` refuses before anything is signed is what a worker refuses.
	#[test]
	fn parse_should_do_as_the_table_says_that_clients_are_held_to() {
		let table = include_str!("../../tests/params.json");
		let table = serde_json::from_str::<Vec<serde_json::Value>>(table).unwrap();
		assert!(table.len() > 30);
		for case in &table {
			let text = match &case["params"] {
				serde_json::Value::String(text) => text.clone(),
				object => object.to_string(),
			};
			let index = case["index"].as_u64().unwrap_or(0);
			match (TaskParams::parse(text.as_bytes(), index), case["error"].as_str()) {
				(Err(error), Some(expected)) => assert_eq!(error.to_string(), expected, "{text}"),
				(Ok(params), None) => {
					let urls = params.inputs.iter().map(|file| &file.url).collect::<Vec<_>>();
					let last = params.inputs.last().map(|file| file.checksum.0[31]);
					assert_eq!(serde_json::json!(params.args), case["args"], "{text}");
					assert_eq!(serde_json::json!(urls), case["urls"], "{text}");
					assert_eq!(serde_json::json!(last), case["last"], "{text}");
				},
				(got, expected) => panic!("{text}: {got:?}, not {expected:?}"),
			}
		}
	}

	#[test]
	fn check_should_refuse_what_a_worker_would_and_lists_that_are_longer_than_the_volume() {
		let check = |json: &str, volume| {
			TaskParams::check(json.as_bytes(), volume, true).map_err(|error| error.to_string())
		};
		assert_eq!(check("", 9), Ok(()));
		assert_eq!(check(r#"{"args":["{index}"]}"#, u64::MAX), Ok(()));
		let longer = |volume: u64| {
			let why = format!("a list has 3 entries, the volume is {volume}: write one a task");
			Err::<(), _>(why)
		};
		let bag = r#"{"tasks":[{},{"args":["a"]},{}]}"#;
		assert_eq!((check(bag, 3), check(bag, 2), check(bag, 1)), (Ok(()), longer(2), longer(1)));
		let shorter = "tasks has 3 entries, none for task 3: write one a task";
		assert_eq!(check(bag, u64::MAX).unwrap_err(), shorter);
		let wrong = check(&bag.replace("\"a\"", "7"), 3).unwrap_err();
		assert_eq!(wrong, "tasks[1].args[0] is a number: write it as text");
		let hash = format!("\"0x{}\"", "ab".repeat(32));
		let files = format!(
			r#"{{"inputs":[{{"url":"","name":"a","checksum":{hash}}},
				{{"url":"","name":"b","checksum":[{hash},{hash},{hash}]}}]}}"#
		);
		assert_eq!((check(&files, 3), check(&files, 2)), (Ok(()), longer(2)));
		let stdin = r#"{"stdin":"dataset/{index}"}"#;
		assert_eq!(check(stdin, 3), Ok(()));
		let none = TaskParams::check(stdin.as_bytes(), 3, false).unwrap_err().to_string();
		let told = "stdin: there is no input file \"dataset/0\": the request has no dataset";
		assert_eq!(none, told);
	}

	#[test]
	fn parse_should_take_lists_as_long_as_the_guide_says() {
		let entry = r#"{"args":["--seed","123"]}"#;
		let bag = |count: usize| format!(r#"{{"tasks":[{}]}}"#, vec![entry; count].join(","));
		assert_eq!(TaskParams::parse(bag(150).as_bytes(), 149).unwrap().args, ["--seed", "123"]);
		let hash = format!("\"0x{}\"", "ab".repeat(32));
		let files = |count: usize| {
			let hashes = vec![&*hash; count].join(",");
			let url = "https://example.org/data/part-{index:03}.csv";
			format!(r#"{{"inputs":[{{"url":"{url}","name":"part.csv","checksum":[{hashes}]}}]}}"#)
		};
		let last = TaskParams::parse(files(55).as_bytes(), 54).unwrap();
		assert_eq!(last.inputs[0].url, "https://example.org/data/part-054.csv");
		assert!(bag(200).len() > 4096 && files(70).len() > 4096);
	}

	proptest! {
		#[test]
		fn parse_should_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
			let _ = TaskParams::parse(&bytes, 0);
		}

		/// What the chain takes is what a reader of JSON takes.
		#[test]
		fn check_should_agree_with_a_reader_of_json(
			value in "[{}\\[\\]\",:0-9eE+.\\\\trufalsn -]{0,60}|\"\\PC{0,20}\"|[-0-9eE+.]{1,9}",
		) {
			let text = format!("{{\"a\":{value}}}");
			let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
			prop_assert_eq!(bourse_formats::params::check(text.as_bytes()).is_ok(), is_json);
		}

		#[test]
		fn parse_should_never_panic_on_lines(line in "\\PC{0,80}|[a'\"\\\\ ]{0,40}") {
			let json = serde_json::json!({ "args": line }).to_string();
			let _ = TaskParams::parse(json.as_bytes(), 0);
		}

		#[test]
		fn split_should_give_back_what_was_quoted(words in proptest::collection::vec("[^']{0,9}", 0..9)) {
			let line = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
			prop_assert_eq!(split("args", &line).unwrap(), words);
		}
	}
}
