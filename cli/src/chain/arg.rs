// SPDX-License-Identifier: Apache-2.0

//! Arguments of calls and of runtime APIs, as the chain takes them and as people read them.
//!
//! Records name their fields. A chain whose call has another field refuses to encode the argument, and says
//! which field; nothing is sent.

use serde_json::{json, Map, Value as Json};
use subxt::{dynamic::Value, utils::AccountId32};

/// An argument.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Arg {
	/// A whole number of any width.
	Number(u128),
	/// Yes or no.
	Bool(bool),
	/// Bytes that are shown as hex.
	Bytes(Vec<u8>),
	/// Bytes that are shown as text.
	Text(String),
	/// An account, shown as its address.
	Account(AccountId32),
	/// Values of one type.
	List(Vec<Arg>),
	/// Fields by their names.
	Record(Vec<(&'static str, Arg)>),
	/// A variant without a value.
	Unit(&'static str),
	/// A variant with one unnamed value.
	Variant(&'static str, Box<Arg>),
	/// What the chain's metadata read from bytes, shown as text.
	Decoded(Value),
}

/// A variant with one value.
pub fn variant(name: &'static str, value: impl Into<Arg>) -> Arg {
	Arg::Variant(name, Box::new(value.into()))
}

macro_rules! from {
	($($type:ty: $value:ident => $arg:expr),* $(,)?) => {$(
		impl From<$type> for Arg {
			fn from($value: $type) -> Self {
				$arg
			}
		}
	)*}
}
from! {
	u128: value => Arg::Number(value),
	u64: value => Arg::Number(value.into()),
	u32: value => Arg::Number(value.into()),
	u8: value => Arg::Number(value.into()),
	bool: value => Arg::Bool(value),
	AccountId32: value => Arg::Account(value),
	Vec<u8>: value => Arg::Bytes(value),
	[u8; 32]: value => Arg::Bytes(value.to_vec()),
	Vec<Arg>: value => Arg::List(value),
}

/// `None` or `Some`.
impl<T: Into<Arg>> From<Option<T>> for Arg {
	fn from(value: Option<T>) -> Self {
		value.map_or(Self::Unit("None"), |value| variant("Some", value))
	}
}

impl Arg {
	/// As the chain's metadata lets it be encoded.
	pub fn value(&self) -> Value {
		match self {
			Self::Number(number) => Value::u128(*number),
			Self::Bool(value) => Value::bool(*value),
			Self::Bytes(bytes) => Value::from_bytes(bytes),
			Self::Text(text) => Value::from_bytes(text.as_bytes()),
			Self::Account(account) => Value::from_bytes(account.0),
			Self::List(list) => Value::unnamed_composite(list.iter().map(Self::value)),
			Self::Record(record) => {
				Value::named_composite(record.iter().map(|(name, arg)| (*name, arg.value())))
			},
			Self::Unit(name) => Value::unnamed_variant(*name, []),
			Self::Variant(name, value) => Value::unnamed_variant(*name, [value.value()]),
			Self::Decoded(value) => value.clone(),
		}
	}

	/// As polkadot.js shows it.
	pub fn json(&self) -> Json {
		match self {
			// JavaScript's numbers hold no more.
			Self::Number(number) => match u64::try_from(*number) {
				Ok(small) if small < 1 << 53 => json!(small),
				_ => json!(number.to_string()),
			},
			Self::Bool(value) => json!(value),
			Self::Bytes(bytes) => json!(format!("0x{}", hex::encode(bytes))),
			Self::Text(text) => json!(text),
			Self::Account(account) => json!(account.to_string()),
			Self::List(list) => list.iter().map(Self::json).collect(),
			Self::Record(record) => of_fields(record),
			Self::Unit("None") => Json::Null,
			Self::Unit(name) => json!(name),
			Self::Variant("Some", value) => value.json(),
			Self::Variant(name, value) => json!({ *name: value.json() }),
			Self::Decoded(value) => json!(value.to_string()),
		}
	}
}

fn of_fields(fields: &[(&'static str, Arg)]) -> Json {
	let fields = fields.iter().map(|(name, arg)| (camel(name), arg.json()));
	Json::Object(fields.collect::<Map<_, _>>())
}

/// A name as polkadot.js writes it: `max_total` is `maxTotal`.
pub fn camel(name: &str) -> String {
	let mut words = name.split('_');
	let mut text = words.next().unwrap_or_default().to_owned();
	for word in words {
		let mut letters = word.chars();
		text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
		text.push_str(letters.as_str());
	}
	text
}

/// A call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
	/// The pallet, as the runtime names it.
	pub pallet: &'static str,
	/// The call, as the pallet names it.
	pub name: &'static str,
	/// Its arguments.
	pub args: Vec<(&'static str, Arg)>,
}

impl Call {
	/// A call of a pallet.
	pub fn new(pallet: &'static str, name: &'static str, args: Vec<(&'static str, Arg)>) -> Self {
		Self { pallet, name, args }
	}

	/// As polkadot.js names it: `book.run`.
	pub fn path(&self) -> String {
		let mut letters = self.pallet.chars();
		let first = letters.next().map(|first| first.to_ascii_lowercase());
		let pallet = first.into_iter().chain(letters).collect::<String>();
		format!("{pallet}.{}", camel(self.name))
	}

	/// Its arguments as polkadot.js shows them.
	pub fn json(&self) -> Json {
		json!({ "call": self.path(), "args": of_fields(&self.args) })
	}

	/// As an argument of a call that takes calls.
	pub fn value(&self) -> Value {
		let args = self.args.iter().map(|(name, arg)| (*name, arg.value()));
		Value::unnamed_variant(self.pallet, [Value::named_variant(self.name, args)])
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_should_be_as_polkadot_js_writes_them() {
		assert_eq!(
			["run", "max_total", "app_max_price"].map(camel),
			["run", "maxTotal", "appMaxPrice"]
		);
		assert_eq!(Call::new("Book", "post_app", Vec::new()).path(), "book.postApp");
	}

	#[test]
	fn arguments_should_be_shown_as_polkadot_js_shows_them() {
		let call = Call::new(
			"Book",
			"run",
			vec![
				(
					"job",
					Arg::Record(vec![
						("app", 3u32.into()),
						("dataset", None::<u32>.into()),
						("pools", Arg::Unit("Listed")),
						("params", Arg::Text("{}".into())),
						("beneficiary", Some(AccountId32([0; 32])).into()),
					]),
				),
				("max_total", u128::MAX.into()),
				("deposit", true.into()),
			],
		);
		let address = AccountId32([0; 32]).to_string();
		let expected = json!({
			"call": "book.run",
			"args": {
				"job": {
					"app": 3, "dataset": null, "pools": "Listed", "params": "{}",
					"beneficiary": address,
				},
				"maxTotal": "340282366920938463463374607431768211455",
				"deposit": true,
			},
		});
		assert_eq!(call.json(), expected);
	}

	#[test]
	fn values_should_name_their_fields() {
		use subxt::ext::scale_value::At;
		let arg = Arg::Record(vec![("a", 1u8.into()), ("b", variant("Only", 2u32))]);
		let value = arg.value();
		assert_eq!(value.at("a").and_then(Value::as_u128), Some(1));
		assert_eq!(value.at("b").at(0).and_then(Value::as_u128), Some(2));
		assert_eq!(Arg::from(vec![7u8, 8]).value(), Value::from_bytes([7, 8]));
	}
}
