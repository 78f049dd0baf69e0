// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The state of a chain in a file: a raw chain spec.

use anyhow::{anyhow, ensure, Context, Result};
use serde_json::{Map, Value};
use sp_core::storage::{well_known_keys::CODE, Storage};

/// The state in a raw chain spec.
pub fn read(text: &[u8]) -> Result<Storage> {
	let spec = serde_json::from_slice::<Value>(text).context("it is no JSON")?;
	let raw = &spec["genesis"]["raw"];
	let top = raw["top"].as_object().ok_or_else(|| anyhow!("it is no raw chain spec"))?;
	let has_children = raw["childrenDefault"].as_object().is_some_and(|tries| !tries.is_empty());
	ensure!(!has_children, "it has child tries, which no pallet of Bourse has");
	Ok(Storage { top: pairs(top)?.into_iter().collect(), ..Storage::default() })
}

/// The runtime of a state.
pub fn code(storage: &Storage) -> Result<&[u8]> {
	let code = storage.top.get(CODE).filter(|code| !code.is_empty());
	code.map(Vec::as_slice).ok_or_else(|| anyhow!("the state has no runtime"))
}

fn pairs(top: &Map<String, Value>) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
	let each = top.iter().map(|(key, value)| {
		let value = value.as_str().ok_or_else(|| anyhow!("the value of {key} is no text"))?;
		Ok((unhex(key)?, unhex(value).with_context(|| format!("the value of {key}"))?))
	});
	each.collect()
}

fn unhex(text: &str) -> Result<Vec<u8>> {
	let digits = text.strip_prefix("0x").ok_or_else(|| anyhow!("{text} does not begin with 0x"))?;
	hex::decode(digits).with_context(|| format!("{text} is no hex"))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn spec(top: &str, children: &str) -> String {
		format!(r#"{{"genesis":{{"raw":{{"top":{top},"childrenDefault":{children}}}}}}}"#)
	}

	#[test]
	fn state_should_be_that_of_a_raw_spec() {
		let text = spec(r#"{"0x3a636f6465":"0x0102","0xff":"0x"}"#, "{}");
		let storage = read(text.as_bytes()).expect("it is right");
		assert_eq!(code(&storage).expect("it is there"), [1, 2]);
		assert_eq!(storage.top.get(&vec![255]), Some(&Vec::new()));
	}

	#[test]
	fn state_should_be_refused_when_it_is_no_raw_spec() {
		for (text, expected) in [
			("x".to_owned(), "it is no JSON"),
			("{}".into(), "it is no raw chain spec"),
			(spec("{}", r#"{"0x01":{}}"#), "it has child tries, which no pallet of Bourse has"),
			(spec(r#"{"01":"0x"}"#, "{}"), "01 does not begin with 0x"),
			(spec(r#"{"0x01":"0xg0"}"#, "{}"), "the value of 0x01"),
			(spec(r#"{"0x01":7}"#, "{}"), "the value of 0x01 is no text"),
		] {
			assert_eq!(read(text.as_bytes()).unwrap_err().to_string(), expected);
		}
		let empty = read(spec("{}", "{}").as_bytes()).expect("it is a state");
		assert_eq!(code(&empty).unwrap_err().to_string(), "the state has no runtime");
	}
}
