// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The request that `bourse_quote` takes: an object, whose keys but `app` may be left out. An error
//! names the key.

use super::{
	arguments::{self, Argument, Long},
	errors,
};
use bourse_primitives::{
	book::{Job, NewRequest, PoolChoice, MAX_POOLS, MAX_TRUST},
	limits::MAX_PARAMS,
	AppId, Balance, CategoryId, DatasetId, GroupId, Params, Tag, WorkerpoolId,
};
use bourse_runtime::AccountId;
use jsonrpsee::core::RpcResult;
use serde_json::{Map, Value};

/// A price above all others that the book has, nearly: whatever an offer asks.
const ANY_PRICE: Balance = 10u128.pow(29);

/// Keys of a request.
struct Keys(Map<String, Value>);

impl Keys {
	/// The value of a key, unless it is left out or null.
	fn take<T>(
		&mut self,
		key: &str,
		read: impl FnOnce(&str, Option<Argument>) -> RpcResult<T>,
	) -> RpcResult<Option<T>> {
		match self.0.remove(key) {
			None | Some(Value::Null) => Ok(None),
			Some(value) => read(key, Some(Argument::Value(value))).map(Some),
		}
	}

	/// Refuses keys that nobody has taken.
	fn end(self) -> RpcResult<()> {
		match self.0.keys().next() {
			None => Ok(()),
			Some(key) => Err(errors::argument(key, "a request has no such key")),
		}
	}
}

/// The account that asks, and its request.
pub fn request(argument: Option<Long>) -> RpcResult<(AccountId, NewRequest<AccountId>)> {
	let mut keys = Keys(arguments::object("request", argument)?);
	let app = arguments::id("app", keys.0.remove("app").map(Argument::Value))?;
	let job = Job {
		app: AppId(app),
		dataset: keys.take("dataset", arguments::id)?.map(DatasetId),
		volume: keys.take("volume", arguments::number)?.unwrap_or(1),
		category: CategoryId(keys.take("category", arguments::id)?.unwrap_or(0)),
		trust: keys.take("trust", trust)?.unwrap_or(1),
		tag: Tag(keys.take("tag", arguments::number)?.unwrap_or(0)),
		pools: keys.take("pools", pools)?.unwrap_or_default(),
		params: keys.take("params", params)?.unwrap_or_default(),
		beneficiary: None,
		callback: None,
		group: keys.take("group", arguments::id)?.map(GroupId),
	};
	bourse_compute::params::TaskParams::check(&job.params, job.volume, job.dataset.is_some())
		.map_err(|error| errors::argument("params", error))?;
	let mut price = |key: &str| -> RpcResult<Balance> {
		Ok(keys.take(key, arguments::amount)?.unwrap_or(ANY_PRICE))
	};
	let request = NewRequest {
		job,
		app_max_price: price("appMaxPrice")?,
		dataset_max_price: price("datasetMaxPrice")?,
		price: price("price")?,
	};
	// Nobody: prices for everybody count.
	let who = keys.take("requester", arguments::account)?;
	keys.end()?;
	Ok((who.unwrap_or_else(|| AccountId::new([0; 32])), request))
}

/// A trust that the book has.
pub fn trust(key: &str, argument: Option<Argument>) -> RpcResult<u8> {
	let trust = arguments::number(key, argument)?;
	let known = u8::try_from(trust).ok().filter(|trust| (1..=MAX_TRUST).contains(trust));
	known.ok_or_else(|| {
		let what =
			format!("the book has 1 to {MAX_TRUST}, not {trust}: match signed orders beyond");
		errors::argument(key, what)
	})
}

/// Pools, by their ids.
fn pools(key: &str, argument: Option<Argument>) -> RpcResult<PoolChoice> {
	let wrong = || errors::argument(key, format!("a list of 1 to {MAX_POOLS} ids of pools"));
	let Some(Argument::Value(Value::Array(ids))) = argument else { return Err(wrong()) };
	let id = |id| arguments::id(key, Some(Argument::Value(id))).map(WorkerpoolId);
	let ids = ids.into_iter().map(id).collect::<RpcResult<Vec<_>>>()?;
	if ids.is_empty() {
		return Err(wrong());
	}
	ids.try_into().map(PoolChoice::These).map_err(|_| wrong())
}

/// Params: their text, or the object itself.
fn params(key: &str, argument: Option<Argument>) -> RpcResult<Params> {
	let text = match argument {
		Some(Argument::Value(Value::String(text))) => text,
		Some(Argument::Value(object @ Value::Object(_))) => object.to_string(),
		_ => return Err(errors::argument(key, "a JSON object, or its text")),
	};
	let length = text.len();
	text.into_bytes().try_into().map_err(|_| {
		errors::argument(key, format!("{length} bytes instead of at most {MAX_PARAMS}"))
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use jsonrpsee::types::Params as Sent;
	use serde_json::json;

	fn read(request: Value) -> RpcResult<(AccountId, NewRequest<AccountId>)> {
		let text = json!([request]).to_string();
		super::request(Sent::new(Some(&text)).sequence().optional_next().expect("it is JSON"))
	}

	#[test]
	fn request_should_be_of_an_app_and_what_is_left_out_by_default() {
		let (who, request) = read(json!({ "app": 3 })).expect("an app suffices");
		assert_eq!(who, AccountId::new([0; 32]));
		assert_eq!((request.job.app, request.job.volume, request.job.trust), (AppId(3), 1, 1));
		assert_eq!((request.price, request.job.pools), (ANY_PRICE, PoolChoice::Listed));
		let (_, request) = read(json!({
			"app": 3, "dataset": 4, "volume": 20, "category": 2, "trust": 5, "tag": 256,
			"pools": [7], "params": { "args": "x" }, "price": "1000000000", "appMaxPrice": 5,
		}))
		.expect("it is right");
		assert_eq!(request.job.params.to_vec(), br#"{"args":"x"}"#);
		assert_eq!((request.price, request.app_max_price), (1_000_000_000, 5));
		assert_eq!(request.job.dataset, Some(DatasetId(4)));
	}

	#[test]
	fn request_should_be_refused_with_the_key_that_is_wrong() {
		let long = "x".repeat(4_097);
		for (wrong, message) in [
			(json!([]), "request: not an object: []"),
			(json!({}), "app: missing"),
			(json!({ "app": 1, "aap": 2 }), "aap: a request has no such key"),
			(
				json!({ "app": 1, "trust": 129 }),
				"trust: the book has 1 to 128, not 129: match signed orders beyond",
			),
			(json!({ "app": 1, "pools": [] }), "pools: a list of 1 to 8 ids of pools"),
			(json!({ "app": 1, "params": 5 }), "params: a JSON object, or its text"),
			(json!({ "app": 1, "params": long }), "params: 4097 bytes instead of at most 4096"),
			(
				json!({ "app": 1, "params": { "args": ["a", 7] } }),
				"params: args[1] is a number: write it as text",
			),
			(
				json!({ "app": 1, "params": { "tasks": [{}] }, "volume": 2 }),
				"params: tasks has 1 entries, none for task 1: write one a task",
			),
			(
				json!({ "app": 1, "params": { "tasks": [{}, {}, {}] }, "volume": 2 }),
				"params: a list has 3 entries, the volume is 2: write one a task",
			),
			(
				json!({ "app": 1, "params": { "stdin": "dataset" } }),
				"params: stdin: there is no input file \"dataset\": the request has no dataset",
			),
		] {
			let error = read(wrong).expect_err("it is wrong");
			assert_eq!((error.code(), error.message()), (-32602, message));
		}
	}
}
