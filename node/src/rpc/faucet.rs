// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The `bourse_*` RPC method by which a test network gives RLC away (`docs/rpc.md`).

use super::{
	arguments::{self, Argument},
	desk::Desk,
	errors,
};
use crate::faucet::Faucet;
use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
};
use serde_json::{json, Value};
use std::sync::Arc;

/// The faucet.
#[rpc(server)]
pub trait Giving {
	/// Gives an account RLC, once a day, if the node has a faucet. Without an account: how much it gives.
	#[method(name = "bourse_faucet")]
	async fn faucet(&self, account: Option<Argument>) -> RpcResult<Value>;
}

/// The method, answered by a faucet, if the node has one.
pub struct GivingRpc {
	faucet: Option<Arc<Faucet>>,
	desk: Desk,
}

impl GivingRpc {
	/// Gives from `faucet`, at `desk`.
	pub fn new(faucet: Option<Arc<Faucet>>, desk: Desk) -> Self {
		Self { faucet, desk }
	}
}

#[async_trait]
impl GivingServer for GivingRpc {
	async fn faucet(&self, account: Option<Argument>) -> RpcResult<Value> {
		let faucet = self.faucet.as_ref().ok_or_else(errors::no_faucet)?;
		if account.is_none() {
			return Ok(json!({ "amount": faucet.amount().to_string() }));
		}
		let account = arguments::account("account", account)?;
		let given = async { faucet.give(account).await.map_err(errors::no_grant) };
		let granted = self.desk.serve(given).await?;
		Ok(json!({
			"transaction": granted.transaction,
			"amount": granted.amount.to_string(),
		}))
	}
}
