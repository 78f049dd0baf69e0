// SPDX-License-Identifier: Apache-2.0

//! JSON as it is written: with members that are there twice, and nothing guessed.

use serde::{
	de::{Error, MapAccess, SeqAccess, Visitor},
	Deserialize, Deserializer,
};
use std::fmt;

/// The only member of a number's object in serde_json with the feature `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// A value. What a number, `true` or `false` says is of no use here.
#[derive(Debug)]
pub(super) enum Json {
	Null,
	Bool,
	Number,
	Text(String),
	List(Vec<Json>),
	/// The members in their order, also those that are there twice.
	Object(Vec<(String, Json)>),
}

impl Json {
	/// What the value is, for a person.
	pub fn kind(&self) -> &'static str {
		match self {
			Self::Null => "null",
			Self::Bool => "true or false",
			Self::Number => "a number",
			Self::Text(_) => "a text",
			Self::List(_) => "a list",
			Self::Object(_) => "an object",
		}
	}
}

impl<'de> Deserialize<'de> for Json {
	fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
		from.deserialize_any(Values)
	}
}

struct Values;

impl<'de> Visitor<'de> for Values {
	type Value = Json;

	fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
		to.write_str("JSON")
	}

	fn visit_unit<E: Error>(self) -> Result<Json, E> {
		Ok(Json::Null)
	}

	fn visit_bool<E: Error>(self, _: bool) -> Result<Json, E> {
		Ok(Json::Bool)
	}

	fn visit_i64<E: Error>(self, _: i64) -> Result<Json, E> {
		Ok(Json::Number)
	}

	fn visit_u64<E: Error>(self, _: u64) -> Result<Json, E> {
		Ok(Json::Number)
	}

	fn visit_f64<E: Error>(self, _: f64) -> Result<Json, E> {
		Ok(Json::Number)
	}

	fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
		Ok(Json::Text(text.to_owned()))
	}

	fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
		let mut values = Vec::new();
		while let Some(value) = list.next_element()? {
			values.push(value);
		}
		Ok(Json::List(values))
	}

	fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
		let mut members = Vec::<(String, Json)>::new();
		while let Some(member) = object.next_entry()? {
			members.push(member);
		}
		// So numbers come where another crate asks serde_json to keep all of their digits.
		match members.as_slice() {
			[(name, Json::Text(_))] if name == NUMBER => Ok(Json::Number),
			_ => Ok(Json::Object(members)),
		}
	}
}
