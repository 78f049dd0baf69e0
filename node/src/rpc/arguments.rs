// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The arguments of the `bourse_*` RPC methods. An error names the argument and shows the beginning
//! of its value.

use super::errors;
use bourse_runtime::AccountId;
use jsonrpsee::core::RpcResult;
use serde::{de::Error, Deserialize, Deserializer};
use serde_json::{value::RawValue, Map, Value};
use sp_core::{
	crypto::{PublicError, Ss58Codec},
	H256,
};

/// Most characters of a value that an error shows.
const SHOWN: usize = 24;
/// Most bytes of an argument's JSON. Those that a method can take are much shorter.
const LONGEST: usize = 256;
/// Most bytes of a [`Long`] argument's JSON: orders with the longest params, whatever stands for a byte
/// of them.
const LONGEST_LONG: usize = 32 * 1024;

/// Most bytes of a [`File`]'s JSON: more than the largest file that is taken, so that its refusal says
/// what helps.
const LONGEST_FILE: usize = 5 << 20;

/// An argument as it came.
#[derive(Debug)]
pub enum Argument {
	/// A value of any type.
	Value(Value),
	/// More than [`LONGEST`] bytes. They are left in the request: as a [`Value`] they could take many
	/// times their room.
	TooLong {
		/// The beginning of the text.
		beginning: String,
		/// Bytes of the text.
		bytes: usize,
		/// Most bytes that it may have.
		most: usize,
	},
}

impl Argument {
	fn read<'de, D: Deserializer<'de>>(deserializer: D, most: usize) -> Result<Self, D::Error> {
		Self::read_text(<&RawValue>::deserialize(deserializer)?.get(), most)
	}

	fn read_text<E: Error>(text: &str, most: usize) -> Result<Self, E> {
		if text.len() > most {
			return Ok(Self::TooLong { beginning: beginning(text), bytes: text.len(), most });
		}
		serde_json::from_str(text).map(Self::Value).map_err(E::custom)
	}
}

impl<'de> Deserialize<'de> for Argument {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		Self::read(deserializer, LONGEST)
	}
}

/// An argument of up to [`LONGEST_LONG`] bytes.
#[derive(Debug)]
pub struct Long(Argument);

impl<'de> Deserialize<'de> for Long {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		Argument::read(deserializer, LONGEST_LONG).map(Self)
	}
}

/// An argument of up to [`LONGEST_FILE`] bytes, if it is text: a list could take many times its room.
#[derive(Debug)]
pub struct File(Argument);

impl<'de> Deserialize<'de> for File {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = <&RawValue>::deserialize(deserializer)?.get();
		let most = if text.starts_with('"') { LONGEST_FILE } else { LONGEST };
		Argument::read_text(text, most).map(Self)
	}
}

/// The value of an argument, which must be there, and not too long.
fn given(name: &str, argument: Option<Argument>) -> RpcResult<Value> {
	match argument {
		Some(Argument::Value(value)) => Ok(value),
		Some(Argument::TooLong { beginning, bytes, most }) => {
			let what = format!("too long: {beginning} ({bytes} bytes instead of at most {most})");
			Err(errors::argument(name, what))
		},
		None => Err(errors::argument(name, "missing")),
	}
}

/// The beginning of a text.
fn beginning(text: &str) -> String {
	match text.char_indices().nth(SHOWN) {
		Some((end, _)) => format!("{}…", &text[..end]),
		None => text.into(),
	}
}

/// The beginning of a value.
fn shown(value: &Value) -> String {
	beginning(&value.to_string())
}

/// A hash: 64 hex digits, after `0x` or without it.
pub fn hash(name: &str, argument: Option<Argument>) -> RpcResult<H256> {
	let value = given(name, argument)?;
	H256::deserialize(&value).map_err(|_| {
		let why = match value.as_str().map(|text| text.strip_prefix("0x").unwrap_or(text)) {
			Some(digits) if digits.bytes().all(|digit| digit.is_ascii_hexdigit()) => {
				format!("{} hex digits instead of 64", digits.len())
			},
			_ => "a hash is 0x and 64 hex digits".into(),
		};
		errors::argument(name, format!("not a hash: {} ({why})", shown(&value)))
	})
}

/// An account, by its address (SS58).
pub fn account(name: &str, argument: Option<Argument>) -> RpcResult<AccountId> {
	let value = given(name, argument)?;
	let why = match value.as_str().map(AccountId::from_ss58check) {
		Some(Ok(account)) => return Ok(account),
		Some(Err(error)) => not_an_address(&error),
		None => "an address is text",
	};
	Err(errors::argument(name, format!("not an address: {} ({why})", shown(&value))))
}

fn not_an_address(error: &PublicError) -> &'static str {
	match error {
		PublicError::BadBase58 => "a character that no address has, or a public key in hex",
		PublicError::BadLength => "too short or too long",
		PublicError::InvalidChecksum => "a typing error: the checksum does not fit",
		PublicError::UnknownSs58AddressFormat(_) | PublicError::FormatNotAllowed => {
			"an address of another chain"
		},
		_ => "not in the format SS58",
	}
}

/// A signature: `0x` and 128 hex digits.
pub fn signature(name: &str, argument: Option<Argument>) -> RpcResult<[u8; 64]> {
	let value = given(name, argument)?;
	let digits = value.as_str().and_then(|text| text.strip_prefix("0x"));
	let mut signature = [0; 64];
	match digits.map(|digits| hex::decode_to_slice(digits, &mut signature)) {
		Some(Ok(())) => Ok(signature),
		_ => {
			let why = "a signature is 0x and 128 hex digits";
			Err(errors::argument(name, format!("not a signature: {} ({why})", shown(&value))))
		},
	}
}

/// A whole number.
pub fn number(name: &str, argument: Option<Argument>) -> RpcResult<u64> {
	let value = given(name, argument)?;
	value.as_u64().ok_or_else(|| {
		let what = format!("not a whole number from 0 to {}: {}", u64::MAX, shown(&value));
		errors::argument(name, what)
	})
}

/// An amount, or another number beyond what JavaScript's numbers hold: a whole number, or its decimal
/// digits as text.
pub fn amount(name: &str, argument: Option<Argument>) -> RpcResult<u128> {
	let value = given(name, argument)?;
	let digits = value.as_str().filter(|text| text.bytes().all(|digit| digit.is_ascii_digit()));
	let amount = match digits {
		Some(digits) => digits.parse().ok(),
		None => value.as_u64().map(u128::from),
	};
	amount.ok_or_else(|| {
		let what = format!(
			"not a whole number from 0 to {} or its decimal digits as text: {}",
			u128::MAX,
			shown(&value)
		);
		errors::argument(name, what)
	})
}

/// The id of something that is registered.
pub fn id(name: &str, argument: Option<Argument>) -> RpcResult<u32> {
	let id = number(name, argument)?;
	let what = || errors::argument(name, format!("no id: {id} (at most {})", u32::MAX));
	u32::try_from(id).map_err(|_| what())
}

/// A text.
pub fn text(name: &str, argument: Option<Argument>) -> RpcResult<String> {
	match given(name, argument)? {
		Value::String(text) => Ok(text),
		other => Err(errors::argument(name, format!("not a text: {}", shown(&other)))),
	}
}

/// Bytes of at most some hundred hex digits, after `0x`.
pub fn short_bytes(name: &str, argument: Option<Argument>) -> RpcResult<Vec<u8>> {
	bytes(name, argument.map(Long))
}

/// One of these words.
pub fn word<T: Copy>(name: &str, argument: Option<Argument>, words: &[(&str, T)]) -> RpcResult<T> {
	let given = text(name, argument)?;
	words.iter().find(|(word, _)| *word == given).map(|(_, value)| *value).ok_or_else(|| {
		let known = words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
		errors::argument(name, format!("not one of {known}: {}", beginning(&given)))
	})
}

/// The value of the only key of an object, with the key.
pub fn keyed(name: &str, argument: Option<Argument>) -> RpcResult<(String, Option<Argument>)> {
	let value = given(name, argument)?;
	let shown = shown(&value);
	let Value::Object(object) = value else {
		return Err(errors::argument(name, format!("not an object with one key: {shown}")));
	};
	let mut keys = object.into_iter();
	match (keys.next(), keys.next()) {
		(Some((key, value)), None) => Ok((key, Some(Argument::Value(value)))),
		_ => Err(errors::argument(name, format!("not an object with one key: {shown}"))),
	}
}

/// An object, by its keys.
pub fn object(name: &str, argument: Option<Long>) -> RpcResult<Map<String, Value>> {
	match given(name, argument.map(|Long(argument)| argument))? {
		Value::Object(object) => Ok(object),
		other => Err(errors::argument(name, format!("not an object: {}", shown(&other)))),
	}
}

/// Bytes: an even number of hex digits after `0x`.
pub fn bytes(name: &str, argument: Option<Long>) -> RpcResult<Vec<u8>> {
	let value = given(name, argument.map(|Long(argument)| argument))?;
	let digits = value.as_str().and_then(|text| text.strip_prefix("0x"));
	digits.and_then(|digits| hex::decode(digits).ok()).ok_or_else(|| {
		errors::argument(name, format!("not 0x and hex digits, two for a byte: {}", shown(&value)))
	})
}

/// The bytes of a file, as [`bytes`].
pub fn file(name: &str, argument: Option<File>) -> RpcResult<Vec<u8>> {
	bytes(name, argument.map(|File(argument)| Long(argument)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use futures::executor::block_on;
	use jsonrpsee::{proc_macros::rpc, types::Params};
	use serde_json::json;

	/// An argument as jsonrpsee gives it, from its JSON.
	fn raw(text: &str) -> Option<Argument> {
		let params = format!("[{text}]");
		Params::new(Some(&params)).sequence().optional_next().expect("it is JSON")
	}

	fn sent(value: Value) -> Option<Argument> {
		raw(&value.to_string())
	}

	fn message<T: std::fmt::Debug>(result: RpcResult<T>) -> String {
		let error = result.expect_err("the argument is wrong");
		assert_eq!(error.code(), -32602);
		error.message().to_owned()
	}

	#[test]
	fn signature_should_be_read_or_named() {
		let text = format!("0x{}", "ab".repeat(64));
		assert_eq!(signature("signature", sent(json!(text))), Ok([0xab; 64]));
		for wrong in [json!("0xab"), json!("ab".repeat(64)), json!(7)] {
			let told = message(signature("signature", sent(wrong)));
			assert!(told.ends_with("(a signature is 0x and 128 hex digits)"), "{told}");
		}
	}

	#[test]
	fn file_should_be_read_or_named() {
		let sent = |value| sent(value).map(File);
		assert_eq!(file("file", sent(json!("0x00ff"))), Ok(vec![0, 255]));
		assert_eq!(message(file("file", None)), "file: missing");
		let told = message(file("file", sent(json!("0x0"))));
		assert_eq!(told, "file: not 0x and hex digits, two for a byte: \"0x0\"");
		let many = format!("[{}0]", "0,".repeat(1 << 20));
		let params = format!("[{many}]");
		let list = Params::new(Some(&params)).sequence().optional_next().expect("it is JSON");
		let expected =
			"file: too long: [0,0,0,0,0,0,0,0,0,0,0,0… (2097155 bytes instead of at most 256)";
		assert_eq!(message(file("file", list)), expected);
		let longest = format!("0x{}", "00".repeat(2 << 20));
		let params = json!([longest]).to_string();
		let longest = Params::new(Some(&params)).sequence().optional_next().expect("it is JSON");
		assert_eq!(file("file", longest).map(|bytes| bytes.len()), Ok(2 << 20));
	}

	#[test]
	fn hash_should_be_read_with_and_without_its_prefix() {
		let text = "ab".repeat(32);
		assert_eq!(hash("task", sent(json!(text))), Ok(H256::repeat_byte(0xab)));
		let text = format!("0x{text}");
		assert_eq!(hash("task", sent(json!(text))), Ok(H256::repeat_byte(0xab)));
	}

	#[test]
	fn hash_should_be_named_when_it_is_wrong() {
		let of = |value| message(hash("task", value));
		assert_eq!(of(None), "task: missing");
		assert_eq!(
			of(sent(json!("0x12"))),
			"task: not a hash: \"0x12\" (2 hex digits instead of 64)"
		);
		assert_eq!(of(sent(json!(""))), "task: not a hash: \"\" (0 hex digits instead of 64)");
		let long = "00".repeat(33);
		assert_eq!(
			of(sent(json!(long))),
			"task: not a hash: \"00000000000000000000000… (66 hex digits instead of 64)"
		);
		let other = " (a hash is 0x and 64 hex digits)";
		assert_eq!(of(sent(json!("0xyz"))), format!("task: not a hash: \"0xyz\"{other}"));
		assert_eq!(of(sent(json!("é".repeat(40)))), {
			format!("task: not a hash: \"{}…{other}", "é".repeat(23))
		});
		assert_eq!(of(sent(json!(5))), format!("task: not a hash: 5{other}"));
		assert_eq!(of(sent(json!({ "a": 1 }))), format!("task: not a hash: {{\"a\":1}}{other}"));
		assert_eq!(of(sent(json!([1, 2]))), format!("task: not a hash: [1,2]{other}"));
		assert_eq!(of(sent(json!(true))), format!("task: not a hash: true{other}"));
	}

	#[test]
	fn account_should_be_named_when_it_is_wrong() {
		let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
		let account_of = |value| account("account", value);
		assert_eq!(account_of(sent(json!(alice))).expect("it is right").to_ss58check(), alice);
		let of = |value| message(account_of(value));
		assert_eq!(of(None), "account: missing");
		let mistyped = alice.replace("utQY", "utQZ");
		assert_eq!(
			of(sent(json!(mistyped))),
			"account: not an address: \"5GrwvaEF5zXb26Fz9rcQpDW… (a typing error: the checksum does not \
			 fit)"
		);
		assert_eq!(
			of(sent(json!("5Grw"))),
			"account: not an address: \"5Grw\" (too short or too long)"
		);
		let hex = format!("0x{}", "00".repeat(32));
		assert_eq!(
			of(sent(json!(hex))),
			"account: not an address: \"0x000000000000000000000… (a character that no address has, or \
			 a public key in hex)"
		);
		assert_eq!(of(sent(json!(7))), "account: not an address: 7 (an address is text)");
		assert_eq!(of(sent(json!(""))), "account: not an address: \"\" (too short or too long)");
	}

	#[test]
	fn number_should_be_named_when_it_is_wrong() {
		assert_eq!(number("index", sent(json!(u64::MAX))), Ok(u64::MAX));
		let of = |value| message(number("index", value));
		assert_eq!(of(None), "index: missing");
		for (value, shown) in
			[(json!(-1), "-1"), (json!(1.5), "1.5"), (json!("3"), "\"3\""), (json!([3]), "[3]")]
		{
			let expected =
				format!("index: not a whole number from 0 to 18446744073709551615: {shown}");
			assert_eq!(of(sent(value)), expected);
		}
		assert!(of(raw("18446744073709551616")).starts_with("index: not a whole number from 0 to "));
	}

	#[test]
	fn amount_should_be_read_from_a_number_and_from_digits() {
		for (value, expected) in [
			(json!(0), 0),
			(json!(u64::MAX), u64::MAX.into()),
			(json!("1000000000"), 1_000_000_000),
			(json!(u128::MAX.to_string()), u128::MAX),
		] {
			assert_eq!(amount("price", sent(value)), Ok(expected));
		}
		let of = |value| message(amount("price", value));
		assert_eq!(of(None), "price: missing");
		for (text, shown) in [
			("\"\"", "\"\""),
			("\"+1\"", "\"+1\""),
			("\"0x10\"", "\"0x10\""),
			("\"340282366920938463463374607431768211456\"", "\"34028236692093846346337…"),
			("1.5", "1.5"),
			("-1", "-1"),
			("[1]", "[1]"),
		] {
			assert_eq!(
				of(raw(text)),
				format!(
					"price: not a whole number from 0 to {} or its decimal digits as text: {shown}",
					u128::MAX
				)
			);
		}
	}

	#[test]
	fn id_should_be_refused_when_nothing_can_have_it() {
		assert_eq!(id("pool", sent(json!(u32::MAX))), Ok(u32::MAX));
		assert_eq!(
			message(id("pool", sent(json!(1u64 << 32)))),
			"pool: no id: 4294967296 (at most 4294967295)"
		);
	}

	#[test]
	fn argument_should_be_too_long_when_no_method_could_take_it() {
		let longest = format!("\"{}\"", "0".repeat(LONGEST - 2));
		assert_eq!(
			message(hash("task", raw(&longest))),
			"task: not a hash: \"00000000000000000000000… (254 hex digits instead of 64)"
		);
		let many = 1 << 20;
		for (text, expected) in [
			(
				format!("\"{}\"", "0".repeat(LONGEST - 1)),
				"too long: \"00000000000000000000000… (257 bytes instead of at most 256)",
			),
			(
				format!("\"{}\"", "é".repeat(many)),
				"too long: \"ééééééééééééééééééééééé… (2097154 bytes instead of at most 256)",
			),
			(
				format!("{}{}", "[".repeat(many), "]".repeat(many)),
				"too long: [[[[[[[[[[[[[[[[[[[[[[[[… (2097152 bytes instead of at most 256)",
			),
			(
				format!("[{}0]", "0,".repeat(many)),
				"too long: [0,0,0,0,0,0,0,0,0,0,0,0… (2097155 bytes instead of at most 256)",
			),
			(
				"1".repeat(many),
				"too long: 111111111111111111111111… (1048576 bytes instead of at most 256)",
			),
		] {
			assert_eq!(message(hash("it", raw(&text))), format!("it: {expected}"));
			assert_eq!(message(account("it", raw(&text))), format!("it: {expected}"));
			assert_eq!(message(number("it", raw(&text))), format!("it: {expected}"));
		}
	}

	/// One method, as those of `Bourse` are.
	#[rpc(server)]
	trait Echo {
		#[method(name = "hash")]
		fn hash(&self, task: Option<Argument>) -> RpcResult<H256>;
	}

	impl EchoServer for () {
		fn hash(&self, task: Option<Argument>) -> RpcResult<H256> {
			hash("task", task)
		}
	}

	/// What a request with these parameters is answered: result and error.
	fn answer(params: &str) -> (Value, Value) {
		let request = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"hash"{params}}}"#);
		let module = EchoServer::into_rpc(());
		let (answer, _) = block_on(module.raw_json_request(&request, 1)).expect("it is JSON");
		let answer = serde_json::from_str::<Value>(&answer).expect("it is JSON");
		(answer["result"].clone(), answer["error"].clone())
	}

	#[test]
	fn argument_should_be_found_by_place_and_by_name() {
		let of = |params: &str| answer(&format!(r#","params":{params}"#));
		let zero = format!("0x{}", "00".repeat(32));
		let found = (json!(zero), Value::Null);
		assert_eq!(of(&format!("[ \"{zero}\" , 1]")), found);
		assert_eq!(of(&format!("{{ \"task\" : \"{zero}\" , \"more\": [1] }}")), found);
		let error = |message| (Value::Null, json!({ "code": -32602, "message": message }));
		for missing in ["[]", "[null]", "{}", r#"{"task":null}"#] {
			assert_eq!(of(missing), error("task: missing"), "{missing}");
		}
		assert_eq!(answer(""), error("task: missing"));
		let long = format!("\"{}\"", "0".repeat(1 << 20));
		let expected = error(
			"task: too long: \"00000000000000000000000… (1048578 bytes instead of at most 256)",
		);
		assert_eq!(of(&format!("[{long}]")), expected);
		assert_eq!(of(&format!(r#"{{"task":{long}}}"#)), expected);
	}

	#[test]
	fn argument_should_be_refused_when_it_is_no_value() {
		// Half of a pair of surrogates; nested deeper than serde goes.
		let deep = format!("{}{}", "[".repeat(128), "]".repeat(128));
		for text in [r#""\ud800""#, &deep] {
			for params in [format!("[{text}]"), format!(r#"{{"task":{text}}}"#)] {
				let (_, error) = answer(&format!(r#","params":{params}"#));
				assert_eq!(error["code"], -32602, "{params}");
				assert_eq!(error["message"], "Invalid params", "{params}");
			}
		}
	}
}
