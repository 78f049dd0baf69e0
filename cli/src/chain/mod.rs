// SPDX-License-Identifier: Apache-2.0

//! The node, and the chain behind it: questions, and transactions.

/// A record that is read by the names of its fields.
macro_rules! record {
	($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
		$(#[$doc])*
		#[derive(scale_decode::DecodeAsType, Clone, Debug)]
		pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }
	};
}

pub mod arg;
pub mod book;
mod errors;
pub mod signed;
pub mod staking;
pub mod state;
mod submit;
pub mod views;

pub use arg::{variant, Arg, Call};
pub use submit::Events;

use crate::error::{Attempt, Error};
use bourse_formats::Hash;
use scale_decode::DecodeAsType;
use serde::de::DeserializeOwned;
use std::{sync::Arc, time::Duration};
use subxt::{
	backend::LegacyBackend,
	client::OnlineClientAtBlock,
	config::SubstrateConfig,
	dynamic::Value,
	rpcs::client::{RpcClient, RpcParams},
	OnlineClient,
};

/// The chain at one of its blocks.
pub type At = OnlineClientAtBlock<SubstrateConfig>;

/// The time that a node has to take a connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// The time that a node has for an answer. Its own limit is a minute.
const ANSWER: Duration = Duration::from_secs(70);
/// The RPC's code for what the chain does not know.
const UNKNOWN: i32 = 8001;
/// The RPC's code for a node that serves too many callers now.
const BUSY: i32 = 8005;
/// The RPC's code for a node that keeps no index.
const NO_INDEX: i32 = 8006;
/// Times that a busy node is asked again, and the time between.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(500);

/// A connection to a node.
pub struct Chain {
	rpc: RpcClient,
	client: OnlineClient<SubstrateConfig>,
	/// The node's address.
	pub url: String,
}

/// The answer of a runtime API at a block.
pub async fn ask_at<T: DecodeAsType>(
	at: &At,
	api: &str,
	method: &str,
	args: Vec<Arg>,
) -> Attempt<T> {
	let args = args.iter().map(Arg::value).collect::<Vec<Value>>();
	let payload = subxt::dynamic::runtime_api_call::<_, T>(api, method, args);
	let answer = at.runtime_apis().call(payload).await;
	answer.map_err(|error| errors::runtime_api(api, method, error))
}

/// Parameters of an RPC method.
#[macro_export]
macro_rules! params {
	($($value:expr),* $(,)?) => {{
		#[allow(unused_mut)]
		let mut params = subxt::rpcs::client::RpcParams::new();
		$(params.push($value).map_err(|error| $crate::error::Error::new(error.to_string()))?;)*
		params
	}};
}

impl Chain {
	/// Connects to the node at `url`.
	pub async fn connect(url: &str) -> Attempt<Self> {
		let cure =
			"start one with `bourse-node --dev --worker`, or name another: --url ws://HOST:PORT";
		let no_node =
			|why: String| Error::new(format!("no node answers at {url} ({why})")).cure(cure);
		if !(url.starts_with("ws://") || url.starts_with("wss://")) {
			let what = format!("{url} is no address of a node");
			return Err(Error::new(what).cure("it begins with ws:// or wss://"));
		}
		let rpc = tokio::time::timeout(PATIENCE, RpcClient::from_insecure_url(url))
			.await
			.map_err(|_| no_node(format!("not within {} s", PATIENCE.as_secs())))?
			.map_err(|error| no_node(errors::innermost(&error)))?;
		let backend = LegacyBackend::<SubstrateConfig>::builder().build(rpc.clone());
		let client = tokio::time::timeout(PATIENCE, OnlineClient::from_backend(Arc::new(backend)))
			.await
			.map_err(|_| no_node(format!("not within {} s", PATIENCE.as_secs())))?
			.map_err(|error| no_node(error.to_string()))?;
		Ok(Self { rpc, client, url: url.into() })
	}

	/// Hash of the chain's first block.
	pub fn genesis(&self) -> Hash {
		self.client.genesis_hash()
	}

	/// The answer of an RPC method, or the node's refusal. A busy node is asked again for a while.
	async fn request<T: DeserializeOwned>(
		&self,
		method: &str,
		params: RpcParams,
	) -> Attempt<Result<T, subxt::rpcs::Error>> {
		let mut tries = 0;
		loop {
			let asked = self.rpc.request(method, params.clone());
			let answer = tokio::time::timeout(ANSWER, asked).await.map_err(|_| {
				let limit = ANSWER.as_secs();
				Error::new(format!("{} gave no answer to {method} in {limit} s", self.url))
					.cure("try again, or another node (--url)")
			})?;
			match answer {
				Err(subxt::rpcs::Error::User(told)) if told.code == BUSY && tries < TRIES => {
					tries += 1;
					tokio::time::sleep(PAUSE).await;
				},
				answer => return Ok(answer),
			}
		}
	}

	/// The answer of an RPC method.
	pub async fn ask<T: DeserializeOwned>(&self, method: &str, params: RpcParams) -> Attempt<T> {
		let answer = self.request(method, params).await?;
		answer.map_err(|error| errors::rpc(&self.url, method, &error))
	}

	/// The same, `None` for what the chain does not know (any more).
	pub async fn find<T: DeserializeOwned>(
		&self,
		method: &str,
		params: RpcParams,
	) -> Attempt<Option<T>> {
		match self.request(method, params).await? {
			Ok(found) => Ok(Some(found)),
			Err(subxt::rpcs::Error::User(told)) if told.code == UNKNOWN => Ok(None),
			Err(error) => Err(errors::rpc(&self.url, method, &error)),
		}
	}

	/// The same, `None` where the node keeps no index of the past.
	pub async fn past<T: DeserializeOwned>(
		&self,
		method: &str,
		params: RpcParams,
	) -> Attempt<Option<T>> {
		match self.request(method, params).await? {
			Ok(found) => Ok(Some(found)),
			Err(subxt::rpcs::Error::User(told))
				if [NO_INDEX, errors::NO_METHOD].contains(&told.code) =>
			{
				Ok(None)
			},
			Err(error) => Err(errors::rpc(&self.url, method, &error)),
		}
	}

	/// The chain at its best block.
	pub async fn best(&self) -> Attempt<At> {
		let hash = self.ask::<Hash>("chain_getBlockHash", params![]).await?;
		self.at(hash).await
	}

	/// The chain at a block.
	pub async fn at(&self, block: Hash) -> Attempt<At> {
		let at = self.client.at_block(block).await;
		at.map_err(|error| Error::new(format!("block {block:?} can't be read: {error}")))
	}

	/// The answer of a runtime API at the best block.
	pub async fn call<T: DecodeAsType>(
		&self,
		api: &str,
		method: &str,
		args: Vec<Arg>,
	) -> Attempt<T> {
		ask_at(&self.best().await?, api, method, args).await
	}

	/// Whether this is a chain for development, on which everybody has the keys of everybody.
	pub async fn is_for_development(&self) -> Attempt<bool> {
		let kind = self.ask::<serde_json::Value>("system_chainType", params![]).await?;
		Ok(matches!(kind.as_str(), Some("Development" | "Local")))
	}
}
