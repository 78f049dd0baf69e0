// SPDX-License-Identifier: Apache-2.0

//! JSON whose numbers keep all their digits (a trust may have 256 bits), and how two of them differ.

use anyhow::{bail, ensure, Context, Result};
use serde_json::value::RawValue;
use std::{collections::BTreeMap, fmt, str::FromStr};

/// Deepest nesting that is read. A trace has six levels.
const MAX_DEPTH: u32 = 32;

/// A JSON value. Numbers are the text they were written as.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Json {
	/// `null`.
	#[default]
	Null,
	/// `true` or `false`.
	Bool(bool),
	/// A number, as it was written.
	Number(String),
	/// A string.
	Text(String),
	/// An array.
	List(Vec<Json>),
	/// An object.
	Object(BTreeMap<String, Json>),
}

/// What an absent key is.
static NULL: Json = Json::Null;

impl Json {
	/// Reads a whole text. Says where it is not JSON.
	pub fn parse(text: &str) -> Result<Self> {
		Self::read(serde_json::from_str(text)?, 0)
	}

	fn read(raw: &RawValue, depth: u32) -> Result<Self> {
		ensure!(depth < MAX_DEPTH, "nested deeper than {MAX_DEPTH} levels");
		let text = raw.get();
		Ok(match text.as_bytes().first() {
			Some(b'{') => {
				let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text)?;
				let fields = fields.into_iter().map(|(key, raw)| {
					let value = Self::read(raw, depth + 1)?;
					Ok((key, value))
				});
				Self::Object(fields.collect::<Result<_>>()?)
			},
			Some(b'[') => {
				let items: Vec<&RawValue> = serde_json::from_str(text)?;
				let items = items.into_iter().map(|raw| Self::read(raw, depth + 1));
				Self::List(items.collect::<Result<_>>()?)
			},
			Some(b'"') => Self::Text(serde_json::from_str(text)?),
			Some(b't' | b'f') => Self::Bool(serde_json::from_str(text)?),
			Some(b'n') => Self::Null,
			_ => Self::Number(text.to_string()),
		})
	}

	/// A number.
	pub fn number(value: impl ToString) -> Self {
		Self::Number(value.to_string())
	}

	/// A string: what traces write amounts and names as.
	pub fn text(value: impl ToString) -> Self {
		Self::Text(value.to_string())
	}

	/// A string, or null for nobody and nothing.
	pub fn optional_text(value: Option<impl ToString>) -> Self {
		value.map_or(Self::Null, Self::text)
	}

	/// An object.
	pub fn object<K: ToString>(fields: impl IntoIterator<Item = (K, Json)>) -> Self {
		Self::Object(fields.into_iter().map(|(key, value)| (key.to_string(), value)).collect())
	}

	/// What is at this path of keys; null where nothing is.
	pub fn at(&self, path: &[&str]) -> &Json {
		path.iter().fold(self, |json, key| match json {
			Json::Object(fields) => fields.get(*key).unwrap_or(&NULL),
			_ => &NULL,
		})
	}

	/// Nothing is here.
	pub fn is_null(&self) -> bool {
		matches!(self, Self::Null)
	}

	/// The string that this is.
	pub fn as_text(&self) -> Option<&str> {
		match self {
			Self::Text(text) => Some(text),
			_ => None,
		}
	}

	/// The whole number that this is, or that this string holds.
	pub fn as_number<N: FromStr>(&self) -> Option<N> {
		match self {
			Self::Number(text) | Self::Text(text) => text.parse().ok(),
			_ => None,
		}
	}

	/// The elements, when this is an array.
	pub fn items(&self) -> &[Json] {
		match self {
			Self::List(items) => items,
			_ => &[],
		}
	}

	/// The fields, when this is an object.
	pub fn fields(&self) -> impl Iterator<Item = (&String, &Json)> {
		let fields = match self {
			Self::Object(fields) => Some(fields),
			_ => None,
		};
		fields.into_iter().flatten()
	}

	/// The fields of the object that is the field `key`.
	pub fn fields_mut(&mut self, key: &str) -> Option<&mut BTreeMap<String, Json>> {
		let Self::Object(fields) = self else { return None };
		match fields.get_mut(key)? {
			Self::Object(inner) => Some(inner),
			_ => None,
		}
	}

	/// Applies a delta: objects are merged, anything else replaces what was there.
	pub fn merge(&mut self, delta: Json) {
		match (self, delta) {
			(Self::Object(fields), Self::Object(delta)) => {
				for (key, value) in delta {
					fields.entry(key).or_default().merge(value);
				}
			},
			(value, delta) => *value = delta,
		}
	}

	/// What [`Json::merge`] makes `after` of this; none when they are the same. Keys don't go.
	pub fn delta(&self, after: &Json) -> Option<Json> {
		match (self, after) {
			(before, after) if before == after => None,
			(Self::Object(before), Self::Object(after)) => {
				let changed = after.iter().filter_map(|(key, after)| {
					let change = match before.get(key) {
						Some(before) => before.delta(after)?,
						None => after.clone(),
					};
					Some((key.clone(), change))
				});
				Some(Self::Object(changed.collect()))
			},
			(_, after) => Some(after.clone()),
		}
	}

	/// A line for each place where `actual` is not what this is.
	pub fn differences(&self, actual: &Json, place: &str, lines: &mut Vec<String>) {
		match (self, actual) {
			(Self::Object(expected), Self::Object(actual)) => {
				let mut keys: Vec<&String> = expected.keys().chain(actual.keys()).collect();
				keys.sort();
				keys.dedup();
				for key in keys {
					let place = format!("{place}.{key}");
					match (expected.get(key), actual.get(key)) {
						(Some(expected), Some(actual)) => {
							expected.differences(actual, &place, lines)
						},
						(Some(expected), None) => lines
							.push(format!("{place}: the trace has {expected}, the chain nothing")),
						(None, Some(actual)) => lines
							.push(format!("{place}: the trace has nothing, the chain {actual}")),
						(None, None) => {},
					}
				}
			},
			(expected, actual) if expected == actual => {},
			(expected, actual) => {
				lines.push(format!("{place}: the trace has {expected}, the chain {actual}"))
			},
		}
	}
}

impl fmt::Display for Json {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Null => f.write_str("null"),
			Self::Bool(value) => write!(f, "{value}"),
			Self::Number(text) => f.write_str(text),
			Self::Text(text) => write!(f, "{}", serde_json::Value::from(text.as_str())),
			Self::List(items) => {
				f.write_str("[")?;
				for (place, item) in items.iter().enumerate() {
					let comma = if place > 0 { ", " } else { "" };
					write!(f, "{comma}{item}")?;
				}
				f.write_str("]")
			},
			Self::Object(fields) => {
				f.write_str("{")?;
				for (place, (key, value)) in fields.iter().enumerate() {
					let comma = if place > 0 { ", " } else { "" };
					write!(f, "{comma}{}: {value}", serde_json::Value::from(key.as_str()))?;
				}
				f.write_str("}")
			},
		}
	}
}

/// The fields of an object, taken one after the other, so that none goes unread.
pub struct Fields {
	fields: BTreeMap<String, Json>,
}

impl Fields {
	/// The fields of `json`, which has to be an object.
	pub fn of(json: Json) -> Result<Self> {
		match json {
			Json::Object(fields) => Ok(Self { fields }),
			other => bail!("an object is expected, not {other}"),
		}
	}

	/// There is such a field.
	pub fn has(&self, key: &str) -> bool {
		self.fields.contains_key(key)
	}

	/// A field that may be absent.
	pub fn find(&mut self, key: &str) -> Option<Json> {
		self.fields.remove(key)
	}

	/// A field.
	pub fn take(&mut self, key: &str) -> Result<Json> {
		self.find(key).with_context(|| format!("`{key}` is missing"))
	}

	/// A string.
	pub fn text(&mut self, key: &str) -> Result<String> {
		text(self.take(key)?).with_context(|| format!("`{key}`"))
	}

	/// A string; null or absent is nobody or nothing.
	pub fn optional_text(&mut self, key: &str) -> Result<Option<String>> {
		Ok(self.given_text(key)?.flatten())
	}

	/// A string or null, or absent.
	pub fn given_text(&mut self, key: &str) -> Result<Option<Option<String>>> {
		match self.find(key) {
			None => Ok(None),
			Some(Json::Null) => Ok(Some(None)),
			Some(value) => Ok(Some(Some(text(value).with_context(|| format!("`{key}`"))?))),
		}
	}

	/// A whole number, as a number or as a string.
	pub fn number<N: FromStr>(&mut self, key: &str) -> Result<N> {
		let value = self.take(key)?;
		value.as_number().with_context(|| {
			format!("`{key}` is {value}, not a whole number that this chain has room for")
		})
	}

	/// An array.
	pub fn list(&mut self, key: &str) -> Result<Vec<Json>> {
		match self.take(key)? {
			Json::List(items) => Ok(items),
			other => bail!("`{key}` is {other}, not an array"),
		}
	}

	/// All that is left.
	pub fn all(self) -> BTreeMap<String, Json> {
		self.fields
	}

	/// Nothing is left: a field that nobody asked for is one whose meaning is not known.
	pub fn end(self) -> Result<()> {
		let left: Vec<String> = self.fields.into_keys().collect();
		ensure!(left.is_empty(), "unknown fields: {}", left.join(", "));
		Ok(())
	}
}

impl fmt::Display for Fields {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		Json::Object(self.fields.clone()).fmt(f)
	}
}

/// The string that `json` has to be.
pub fn text(json: Json) -> Result<String> {
	match json {
		Json::Text(text) => Ok(text),
		other => bail!("a string is expected, not {other}"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn parse(text: &str) -> Json {
		Json::parse(text).expect("it is JSON")
	}

	#[test]
	fn parse_should_keep_every_digit_and_print_what_it_read() {
		let digits =
			"115792089237316195423570985008687907853269984665640564039457584007913129639935";
		let source = format!(r#"{{"a": [null, true, {digits}, "\"x\""], "b": {{}}}}"#);
		let json = parse(&source);
		assert_eq!(json.at(&["a"]).items()[2], Json::number(digits));
		assert_eq!(json.to_string(), source);
		assert!(json.at(&["a", "b"]).is_null());
	}

	#[test]
	fn parse_should_refuse_what_is_not_json_or_too_deep() {
		assert!(Json::parse("{\"a\": }").is_err());
		assert!(Json::parse("").is_err());
		let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
		assert_eq!(Json::parse(&deep).unwrap_err().to_string(), "nested deeper than 32 levels");
	}

	#[test]
	fn merge_should_merge_objects_and_replace_the_rest() {
		let mut state = parse(r#"{"a": {"x": "1", "l": [1, 2]}, "b": null}"#);
		state.merge(parse(r#"{"a": {"l": [3], "y": {"z": 1}}, "b": "c"}"#));
		assert_eq!(state, parse(r#"{"a": {"x": "1", "l": [3], "y": {"z": 1}}, "b": "c"}"#));
	}

	#[test]
	fn delta_should_lead_from_one_state_to_the_other() {
		let before = parse(r#"{"a": {"x": "1", "l": [1, 2]}, "b": null, "c": 1}"#);
		let after = parse(r#"{"a": {"x": "1", "l": [3], "y": {"z": 1}}, "b": "c", "c": 1}"#);
		let delta = before.delta(&after).expect("they differ");
		assert_eq!(delta, parse(r#"{"a": {"l": [3], "y": {"z": 1}}, "b": "c"}"#));
		let mut state = before;
		state.merge(delta);
		assert_eq!(state, after);
		assert_eq!(state.delta(&after), None);
	}

	#[test]
	fn differences_should_name_every_place() {
		let trace = parse(r#"{"a": {"x": 1, "gone": null, "same": [1]}, "b": "1"}"#);
		let chain = parse(r#"{"a": {"x": 2, "new": 0, "same": [1]}, "b": 1}"#);
		let mut lines = Vec::new();
		trace.differences(&chain, "state", &mut lines);
		assert_eq!(
			lines,
			[
				"state.a.gone: the trace has null, the chain nothing",
				"state.a.new: the trace has nothing, the chain 0",
				"state.a.x: the trace has 1, the chain 2",
				"state.b: the trace has \"1\", the chain 1",
			]
		);
	}

	#[test]
	fn fields_should_refuse_what_is_missing_wrong_or_unknown() {
		let mut fields = Fields::of(parse(r#"{"n": 1, "s": "12", "x": null, "f": 1.5}"#)).unwrap();
		assert_eq!(fields.number::<u64>("n").unwrap(), 1);
		assert_eq!(fields.number::<u128>("s").unwrap(), 12);
		assert_eq!(fields.given_text("x").unwrap(), Some(None));
		assert_eq!(fields.given_text("y").unwrap(), None);
		assert!(fields.number::<u64>("f").is_err());
		assert!(fields.text("gone").is_err());
		fields.end().unwrap();
		let fields = Fields::of(parse(r#"{"a": 1, "b": 2}"#)).unwrap();
		assert_eq!(fields.end().unwrap_err().to_string(), "unknown fields: a, b");
		assert!(Fields::of(Json::Null).is_err());
	}
}
