// SPDX-License-Identifier: Apache-2.0

//! The file in which an app describes its outputs (`docs/digest.md`).

use bourse_formats::{is_path, limits::MAX_CALLBACK};
use std::collections::BTreeMap;

/// The output file that names the callback data, and the outputs that are the result.
const COMPUTED: &str = "computed.json";
/// Its keys.
const KEYS: [&str; 2] = ["callback-data", "deterministic-output-path"];

/// An app's description of its outputs, in `computed.json`. Empty without such a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Computed {
	/// The callback data: the hex digits of the key `callback-data`.
	pub callback_data: Option<Vec<u8>>,
	/// Path below `/out` of the file or folder that alone counts as the result: the key
	/// `deterministic-output-path`. `None`: all of `/out` does.
	pub path: Option<String>,
	/// Mistakes in the file, for the log. A key with a mistake counts as missing.
	pub errors: Vec<String>,
}

impl Computed {
	/// Reads `computed.json` among the output files.
	pub fn of(files: &BTreeMap<String, Vec<u8>>) -> Self {
		let mut computed = Self::default();
		let Some(bytes) = files.get(COMPUTED) else { return computed };
		// Some programs begin a text with a byte order mark.
		let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
		let json = match serde_json::from_slice::<serde_json::Value>(bytes) {
			Ok(json) => json,
			Err(error) => {
				computed.errors.push(format!("{COMPUTED} is not JSON: {error}"));
				return computed;
			},
		};
		let Some(json) = json.as_object() else {
			computed.errors.push(format!("{COMPUTED} is not a JSON object"));
			return computed;
		};
		computed.errors.extend(KEYS.into_iter().filter_map(|key| misspelt(key, json.keys())));
		match json.get("callback-data").map(callback_data).transpose() {
			Ok(data) => computed.callback_data = data,
			Err(error) => computed.errors.push(error),
		}
		match json.get("deterministic-output-path").map(output_path).transpose() {
			Ok(Some(path)) if !path.is_empty() => {
				if files.keys().any(|file| is_at(file, &path)) {
					computed.path = Some(path);
				} else {
					computed.errors.push(format!("deterministic-output-path: no file at {path:?}"));
				}
			},
			Ok(_) => (),
			Err(error) => computed.errors.push(error),
		}
		computed
	}

	/// Splits the output files into those of the result and the others.
	pub fn split(&self, files: BTreeMap<String, Vec<u8>>) -> [BTreeMap<String, Vec<u8>>; 2] {
		let Some(path) = &self.path else { return [files, BTreeMap::new()] };
		let (result, others) = files.into_iter().partition(|(file, _)| is_at(file, path));
		[result, others]
	}
}

/// What is wrong with the first key that was meant as this one.
fn misspelt<'a>(known: &str, keys: impl Iterator<Item = &'a String>) -> Option<String> {
	let bare = |key: &str| key.replace(['-', '_'], "").to_ascii_lowercase();
	let key = keys.filter(|key| *key != known && bare(key) == bare(known)).min()?;
	Some(format!("{COMPUTED} has the key {key:?}: write {known}"))
}

/// The file is at this path, or in the folder of this path.
fn is_at(file: &str, path: &str) -> bool {
	file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A path below `/out`: absolute, or relative to it. Empty for `/out` itself.
fn output_path(value: &serde_json::Value) -> Result<String, String> {
	let text = value.as_str().ok_or("deterministic-output-path is not a string")?;
	let path = match text.strip_prefix("/out") {
		Some(rest) if rest.is_empty() || rest.starts_with('/') => rest.trim_start_matches('/'),
		_ => text,
	};
	let path = path.trim_end_matches('/');
	if !path.is_empty() && !is_path(path) {
		return Err(format!("deterministic-output-path: {text:?} is not a path below /out"));
	}
	Ok(path.to_owned())
}

fn callback_data(value: &serde_json::Value) -> Result<Vec<u8>, String> {
	let text = value.as_str().ok_or("callback-data is not a string")?;
	let digits = text.strip_prefix("0x").ok_or("callback-data does not begin with 0x")?;
	let data = hex::decode(digits).map_err(|error| format!("callback-data: {error}"))?;
	if data.len() > MAX_CALLBACK as usize {
		return Err(format!("callback-data is longer than {MAX_CALLBACK} bytes"));
	}
	Ok(data)
}

#[cfg(test)]
#[path = "computed_tests.rs"]
mod tests;
