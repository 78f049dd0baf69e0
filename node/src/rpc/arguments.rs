// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The arguments of the `bourse_*` RPC methods. An error names the argument and shows the beginning
//! of its value.

use super::errors;
use bourse_runtime::AccountId;
use jsonrpsee::core::RpcResult;
use serde::Deserialize;
use serde_json::Value;
use sp_core::{
	crypto::{PublicError, Ss58Codec},
	H256,
};

/// Most characters of a value that an error shows.
const SHOWN: usize = 24;

/// The value of an argument, which must be there.
fn given(name: &str, value: Option<Value>) -> RpcResult<Value> {
	value.ok_or_else(|| errors::argument(name, "missing"))
}

/// The beginning of a value.
fn beginning(value: &Value) -> String {
	let text = value.to_string();
	match text.char_indices().nth(SHOWN) {
		Some((end, _)) => format!("{}…", &text[..end]),
		None => text,
	}
}

/// A hash: 64 hex digits, after `0x` or without it.
pub fn hash(name: &str, value: Option<Value>) -> RpcResult<H256> {
	let value = given(name, value)?;
	H256::deserialize(&value).map_err(|_| {
		let why = match value.as_str().map(|text| text.strip_prefix("0x").unwrap_or(text)) {
			Some(digits) if digits.bytes().all(|digit| digit.is_ascii_hexdigit()) => {
				format!("{} hex digits instead of 64", digits.len())
			},
			_ => "a hash is 0x and 64 hex digits".into(),
		};
		errors::argument(name, format!("not a hash: {} ({why})", beginning(&value)))
	})
}

/// An account, by its address (SS58).
pub fn account(name: &str, value: Option<Value>) -> RpcResult<AccountId> {
	let value = given(name, value)?;
	let why = match value.as_str().map(AccountId::from_ss58check) {
		Some(Ok(account)) => return Ok(account),
		Some(Err(error)) => not_an_address(&error),
		None => "an address is text",
	};
	Err(errors::argument(name, format!("not an address: {} ({why})", beginning(&value))))
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

/// A whole number.
pub fn number(name: &str, value: Option<Value>) -> RpcResult<u64> {
	let value = given(name, value)?;
	value.as_u64().ok_or_else(|| {
		let what = format!("not a whole number from 0 to {}: {}", u64::MAX, beginning(&value));
		errors::argument(name, what)
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn message<T: std::fmt::Debug>(result: RpcResult<T>) -> String {
		let error = result.expect_err("the argument is wrong");
		assert_eq!(error.code(), -32602);
		error.message().to_owned()
	}

	#[test]
	fn hash_should_be_read_with_and_without_its_prefix() {
		let text = "ab".repeat(32);
		assert_eq!(hash("task", Some(json!(text))), Ok(H256::repeat_byte(0xab)));
		let text = format!("0x{text}");
		assert_eq!(hash("task", Some(json!(text))), Ok(H256::repeat_byte(0xab)));
	}

	#[test]
	fn hash_should_be_named_when_it_is_wrong() {
		let of = |value| message(hash("task", value));
		assert_eq!(of(None), "task: missing");
		assert_eq!(
			of(Some(json!("0x12"))),
			"task: not a hash: \"0x12\" (2 hex digits instead of 64)"
		);
		assert_eq!(of(Some(json!(""))), "task: not a hash: \"\" (0 hex digits instead of 64)");
		let long = "00".repeat(33);
		assert_eq!(
			of(Some(json!(long))),
			"task: not a hash: \"00000000000000000000000… (66 hex digits instead of 64)"
		);
		let other = " (a hash is 0x and 64 hex digits)";
		assert_eq!(of(Some(json!("0xyz"))), format!("task: not a hash: \"0xyz\"{other}"));
		assert_eq!(of(Some(json!("é".repeat(40)))), {
			format!("task: not a hash: \"{}…{other}", "é".repeat(23))
		});
		assert_eq!(of(Some(json!(5))), format!("task: not a hash: 5{other}"));
		assert_eq!(of(Some(json!({ "a": 1 }))), format!("task: not a hash: {{\"a\":1}}{other}"));
		assert_eq!(of(Some(json!([1, 2]))), format!("task: not a hash: [1,2]{other}"));
		assert_eq!(of(Some(json!(true))), format!("task: not a hash: true{other}"));
	}

	#[test]
	fn account_should_be_named_when_it_is_wrong() {
		let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
		let account_of = |value| account("account", value);
		assert_eq!(account_of(Some(json!(alice))).expect("it is right").to_ss58check(), alice);
		let of = |value| message(account_of(value));
		assert_eq!(of(None), "account: missing");
		let mistyped = alice.replace("utQY", "utQZ");
		assert_eq!(
			of(Some(json!(mistyped))),
			"account: not an address: \"5GrwvaEF5zXb26Fz9rcQpDW… (a typing error: the checksum does not \
			 fit)"
		);
		assert_eq!(
			of(Some(json!("5Grw"))),
			"account: not an address: \"5Grw\" (too short or too long)"
		);
		let hex = format!("0x{}", "00".repeat(32));
		assert_eq!(
			of(Some(json!(hex))),
			"account: not an address: \"0x000000000000000000000… (a character that no address has, or \
			 a public key in hex)"
		);
		assert_eq!(of(Some(json!(7))), "account: not an address: 7 (an address is text)");
		assert_eq!(of(Some(json!(""))), "account: not an address: \"\" (too short or too long)");
	}

	#[test]
	fn number_should_be_named_when_it_is_wrong() {
		assert_eq!(number("index", Some(json!(u64::MAX))), Ok(u64::MAX));
		let of = |value| message(number("index", value));
		assert_eq!(of(None), "index: missing");
		for (value, shown) in
			[(json!(-1), "-1"), (json!(1.5), "1.5"), (json!("3"), "\"3\""), (json!([3]), "[3]")]
		{
			let expected =
				format!("index: not a whole number from 0 to 18446744073709551615: {shown}");
			assert_eq!(of(Some(value)), expected);
		}
		let large = serde_json::from_str("18446744073709551616").expect("it is a number");
		assert!(of(Some(large)).starts_with("index: not a whole number from 0 to "));
	}
}
