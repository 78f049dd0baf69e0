// SPDX-License-Identifier: Apache-2.0

//! The params of a request: empty, or a JSON object with arguments and input files.
//!
//! ```json
//! {
//!   "args": ["--width", "128", "a photo.jpg"],
//!   "inputs": [{ "url": "https://…/a.jpg", "checksum": "0x…", "name": "a photo.jpg" }],
//!   "stdin": "a photo.jpg"
//! }
//! ```
//!
//! `stdin` is the path below `/in` of the file that stdin reads: an input file, or the dataset or a file in
//! it.
//!
//! `args` may also be one string, which is split at blanks as a shell does (quotes and
//! backslashes work, nothing is expanded). Anything else is refused, so that a typing error is
//! told and not paid for.

use crate::content::{hex::parse_hash, unpack::DATASET};
use bourse_formats::{
	limits::{MAX_MULTIADDR, MAX_PARAMS},
	Hash,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use thiserror::Error;

/// Most arguments.
const MAX_ARGS: usize = 64;
/// Most input files.
const MAX_INPUTS: usize = 16;
/// Longest name of an input file, in bytes.
const MAX_NAME: usize = 255;

/// The params of a request.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Params {
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
	args: Option<RawArgs>,
	#[serde(default)]
	inputs: Vec<RawInput>,
	stdin: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawArgs {
	List(Vec<String>),
	Line(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawInput {
	url: String,
	checksum: String,
	name: String,
}

fn bad<T>(message: impl Into<String>) -> Result<T, BadParams> {
	Err(BadParams(message.into()))
}

impl Params {
	/// Reads a request's params.
	pub fn parse(bytes: &[u8]) -> Result<Self, BadParams> {
		if bytes.len() > MAX_PARAMS as usize {
			return bad(format!("params are longer than {MAX_PARAMS} bytes"));
		}
		let Ok(text) = std::str::from_utf8(bytes) else { return bad("params are not UTF-8") };
		if text.trim().is_empty() {
			return Ok(Self::default());
		}
		if !text.trim_start().starts_with('{') {
			return bad("params are not a JSON object");
		}
		let raw = serde_json::from_str::<Raw>(text)
			.map_err(|error| BadParams(format!("params: {error}")))?;
		let args = match raw.args {
			None => Vec::new(),
			Some(RawArgs::List(list)) => list,
			Some(RawArgs::Line(line)) => split(&line)?,
		};
		if args.len() > MAX_ARGS {
			return bad(format!("more than {MAX_ARGS} args"));
		}
		if args.iter().any(|arg| arg.contains('\0')) {
			return bad("an argument holds a zero byte");
		}
		if raw.inputs.len() > MAX_INPUTS {
			return bad(format!("more than {MAX_INPUTS} inputs"));
		}
		let inputs = raw.inputs.into_iter().map(input).collect::<Result<Vec<_>, _>>()?;
		let mut names = BTreeSet::from([DATASET]);
		if let Some(input) = inputs.iter().find(|input| !names.insert(&input.name)) {
			return bad(format!("the name {:?} is taken", input.name));
		}
		if let Some(stdin) = &raw.stdin {
			let is_of_dataset = stdin.split('/').next() == Some(DATASET);
			if !is_of_dataset && !inputs.iter().any(|input| input.name == *stdin) {
				return bad(format!("stdin: no input has the name {stdin:?}"));
			}
		}
		Ok(Self { args, inputs, stdin: raw.stdin })
	}
}

fn input(raw: RawInput) -> Result<InputFile, BadParams> {
	let RawInput { url, checksum, name } = raw;
	let Some(hash) = checksum.strip_prefix("0x").and_then(parse_hash) else {
		return bad(format!("checksum {checksum:?} is not 0x and 64 hex digits"));
	};
	if url.len() > MAX_MULTIADDR as usize {
		return bad(format!("a url is longer than {MAX_MULTIADDR} bytes"));
	}
	let is_name = !matches!(&*name, "" | "." | "..") && !name.contains(['/', '\0']);
	if !is_name || name.len() > MAX_NAME {
		return bad(format!("{name:?} can't be the name of an input file"));
	}
	Ok(InputFile { url, checksum: hash, name })
}

/// Splits a line at blanks as a POSIX shell does, without expansions.
fn split(line: &str) -> Result<Vec<String>, BadParams> {
	let mut words = Vec::new();
	let mut word = None::<String>;
	let mut letters = line.chars();
	while let Some(letter) = letters.next() {
		match letter {
			' ' | '\t' | '\n' | '\r' => words.extend(word.take()),
			quote @ ('\'' | '"') => {
				let word = word.get_or_insert_default();
				let open = || BadParams(format!("args: a {quote} is not closed"));
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
				None => return bad("args: nothing follows the last \\"),
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
		Params::parse(json.as_bytes()).unwrap().args
	}

	fn error(json: impl AsRef<[u8]>) -> String {
		Params::parse(json.as_ref()).unwrap_err().to_string()
	}

	#[test]
	fn parse_should_give_nothing_when_params_are_empty() {
		assert_eq!(Params::parse(b"").unwrap(), Params::default());
		assert_eq!(Params::parse(b" \n").unwrap(), Params::default());
		assert_eq!(Params::parse(b"{}").unwrap(), Params::default());
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
		assert_eq!(Params::parse(json.as_bytes()).unwrap().inputs, [expected]);
		for name in ["", ".", "..", "a/b", "dataset", "\\u0000"] {
			let json = json.replace("a b", name);
			assert!(Params::parse(json.as_bytes()).is_err(), "{name}");
		}
		assert!(error(json.replace("0x", "")).contains("is not 0x and 64 hex digits"));
	}

	#[test]
	fn parse_should_read_stdin_when_it_is_an_input_or_of_the_dataset() {
		let checksum = "0x".to_owned() + &"ab".repeat(32);
		let input = format!(r#"{{"url": "http://x/y", "checksum": "{checksum}", "name": "a"}}"#);
		let with = |stdin: &str| {
			let json = format!(r#"{{"inputs": [{input}], "stdin": "{stdin}"}}"#);
			Params::parse(json.as_bytes()).map(|params| params.stdin)
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
	fn parse_should_say_what_is_wrong() {
		assert_eq!(error("[]"), "params are not a JSON object");
		assert_eq!(error([0xff]), "params are not UTF-8");
		assert_eq!(error([b' '; 4097]), "params are longer than 4096 bytes");
		assert!(error(r#"{"arg": []}"#).contains("unknown field `arg`"));
		assert!(error(r#"{"args": [1]}"#).starts_with("params: "));
		assert!(error(r#"{"args": [], "args": []}"#).contains("duplicate field"));
		assert_eq!(error(r#"{"args": "'a"}"#), "args: a ' is not closed");
		assert_eq!(error(r#"{"args": "\"a"}"#), "args: a \" is not closed");
		assert_eq!(error(r#"{"args": "a\\"}"#), "args: nothing follows the last \\");
		assert_eq!(error(r#"{"args": ["\u0000"]}"#), "an argument holds a zero byte");
		let many = format!(r#"{{"args": "{}"}}"#, "a ".repeat(65));
		assert_eq!(error(many), "more than 64 args");
		assert!(error("{".repeat(4000)).starts_with("params: "));
	}

	proptest! {
		#[test]
		fn parse_should_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
			let _ = Params::parse(&bytes);
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
			let _ = Params::parse(json.as_bytes());
		}

		#[test]
		fn split_should_give_back_what_was_quoted(words in proptest::collection::vec("[^']{0,9}", 0..9)) {
			let line = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
			prop_assert_eq!(split(&line).unwrap(), words);
		}
	}
}
