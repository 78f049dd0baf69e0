// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The `bourse_*` RPC methods about signed orders that travel between nodes (`docs/rpc.md`).

use super::{
	arguments::{self, Argument, Long},
	catalogue::{limit, party, shown},
	desk::Desk,
	errors,
};
use crate::orders::{pool::OpenOrder, Orders, PublishError};
use codec::Encode;
use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
	types::ErrorObjectOwned,
};
use serde_json::{json, Value};
use sp_core::{bytes::to_hex, H256};

/// Orders that travel.
#[rpc(server)]
pub trait Travelling {
	/// Sends an order with its owner's signature to all nodes: the SCALE bytes of both.
	#[method(name = "bourse_publishOrder")]
	async fn publish_order(&self, order: Option<Long>) -> RpcResult<H256>;

	/// Travelling orders that stand, by hash: all, or those of an asset or a requester.
	#[method(name = "bourse_openOrders")]
	async fn open_orders(
		&self,
		of: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value>;
}

/// The methods, answered from the travelling orders, if the node passes orders on.
pub struct TravellingRpc {
	orders: Option<Orders>,
	desk: Desk,
}

impl TravellingRpc {
	/// Answers from `orders`, at `desk`.
	pub fn new(orders: Option<Orders>, desk: Desk) -> Self {
		Self { orders, desk }
	}

	fn orders(&self) -> RpcResult<Orders> {
		self.orders.clone().ok_or_else(errors::no_orders)
	}
}

fn refused(error: PublishError) -> ErrorObjectOwned {
	match error {
		PublishError::NoOrder | PublishError::Refused(_) => errors::malformed(error),
		PublishError::NoKey
		| PublishError::NoRoom(_)
		| PublishError::TooMany
		| PublishError::Full => errors::no_room(error),
		PublishError::Node(why) => errors::runtime(why),
	}
}

fn of_order(open: &OpenOrder) -> Value {
	let standing = &open.standing;
	json!({
		"hash": standing.hash,
		"of": shown(&standing.of),
		"owner": standing.owner,
		"left": standing.left,
		"until": standing.until,
		"order": to_hex(&open.order.encode(), false),
		"signature": to_hex(&open.signature.encode(), false),
	})
}

#[async_trait]
impl TravellingServer for TravellingRpc {
	async fn publish_order(&self, order: Option<Long>) -> RpcResult<H256> {
		let bytes = arguments::bytes("order", order)?;
		let orders = self.orders()?;
		let work = self.desk.work(move || orders.publish(&bytes).map_err(refused));
		self.desk.serve(work).await
	}

	async fn open_orders(
		&self,
		of: Option<Argument>,
		after: Option<Argument>,
		most: Option<Argument>,
	) -> RpcResult<Value> {
		let of = match of {
			Some(of) => Some(party("of", Some(of))?),
			None => None,
		};
		let after = match after {
			Some(after) => Some(arguments::hash("after", Some(after))?),
			None => None,
		};
		let limit = limit(most)? as usize;
		let orders = self.orders()?;
		let work = self.desk.work(move || {
			// One more tells whether there is a next page.
			orders.look(|pool| {
				let found = pool.page(of.as_ref(), after, limit + 1);
				let more = found.len() > limit;
				let shown = found.iter().take(limit).map(|open| of_order(open));
				let last = found.iter().take(limit).next_back().filter(|_| more);
				let next = last.map(|open| open.standing.hash);
				Ok(json!({ "entries": shown.collect::<Vec<_>>(), "next": next }))
			})
		});
		self.desk.serve(work).await
	}
}
