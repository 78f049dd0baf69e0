// SPDX-License-Identifier: Apache-2.0

//! The orders of a trace as this chain's, signed as the trace says.

use crate::{
	names::Names,
	trace::{Kind, Order, Terms},
};
use anyhow::{Context, Result};
use bourse_primitives::{CategoryId, Params, Tag};
use bourse_runtime::{AccountId, Market, Runtime, Signature};
use pallet_market::{
	AnyOrder, AppOrder, DatasetOrder, OrderOperation, RequestOrder, Signed, WorkerpoolOrder,
};
use sp_core::{Pair, H256};
use sp_crypto_hashing::blake2_256;
use std::collections::BTreeMap;

/// An order with its signature.
struct Offer {
	order: AnyOrder<AccountId>,
	hash: H256,
	signature: Option<Signature>,
}

/// All orders of a trace by name.
pub struct Orders(BTreeMap<String, Offer>);

impl Orders {
	/// Makes and signs the orders. Needs the chain's genesis hash: only within a block.
	pub fn of(orders: &BTreeMap<String, Order>, names: &mut Names) -> Result<Self> {
		let mut offers = BTreeMap::new();
		for (name, Order { terms, signed_by }) in orders {
			let order = build(name, terms, names).with_context(|| format!("order {name}"))?;
			let hash = Market::order_hash(&order);
			let signature =
				signed_by.as_ref().map(|who| names.key(who).sign(hash.as_bytes()).into());
			names.add_order(name, crate::events::order_kind(&order), hash);
			offers.insert(name.clone(), Offer { order, hash, signature });
		}
		Ok(Self(offers))
	}

	fn offer(&self, name: &str) -> Result<&Offer> {
		self.0.get(name).with_context(|| format!("no order is named {name}"))
	}

	/// An order of any kind.
	pub fn any(&self, name: &str) -> Result<AnyOrder<AccountId>> {
		Ok(self.offer(name)?.order.clone())
	}

	/// A signature over what is to be done with an order.
	pub fn sign_operation(
		&self,
		name: &str,
		operation: OrderOperation,
		who: &str,
		names: &mut Names,
	) -> Result<Signature> {
		let hash = Market::operation_hash(self.offer(name)?.hash, operation);
		Ok(names.key(who).sign(hash.as_bytes()).into())
	}

	/// `match_orders`, `sponsor_match_orders`.
	pub fn match_call(
		&self,
		sponsored: bool,
		app: &str,
		dataset: Option<&str>,
		workerpool: &str,
		request: &str,
	) -> Result<pallet_market::Call<Runtime>> {
		fn signed<O>(
			offer: &Offer,
			pick: impl FnOnce(AnyOrder<AccountId>) -> Option<O>,
		) -> Result<Box<Signed<O, Signature, AccountId>>> {
			let order = pick(offer.order.clone()).context("an order of another kind is needed")?;
			Ok(Box::new(Signed { order, bounds: None, signature: offer.signature.clone() }))
		}
		let app = signed(self.offer(app)?, |order| match order {
			AnyOrder::App(order) => Some(order),
			_ => None,
		})?;
		let dataset = match dataset {
			Some(name) => Some(signed(self.offer(name)?, |order| match order {
				AnyOrder::Dataset(order) => Some(order),
				_ => None,
			})?),
			None => None,
		};
		let workerpool = signed(self.offer(workerpool)?, |order| match order {
			AnyOrder::Workerpool(order) => Some(order),
			_ => None,
		})?;
		let request = signed(self.offer(request)?, |order| match order {
			AnyOrder::Request(order) => Some(order),
			_ => None,
		})?;
		Ok(if sponsored {
			pallet_market::Call::sponsor_match_orders { app, dataset, workerpool, request }
		} else {
			pallet_market::Call::match_orders { app, dataset, workerpool, request }
		})
	}
}

fn build(name: &str, terms: &Terms, names: &mut Names) -> Result<AnyOrder<AccountId>> {
	// Two orders of a trace are never the same one.
	let salt = blake2_256(name.as_bytes()).into();
	let (app_kind, dataset_kind, pool_kind) =
		(Some(Kind::App), Some(Kind::Dataset), Some(Kind::Workerpool));
	Ok(match terms {
		Terms::App {
			app,
			price,
			volume,
			tag,
			dataset_restrict,
			workerpool_restrict,
			requester_restrict,
		} => AnyOrder::App(AppOrder {
			app: names.app(app.as_deref()),
			price: *price,
			volume: *volume,
			tag: Tag(*tag),
			dataset_restrict: names.restrict(dataset_restrict.as_deref(), dataset_kind),
			workerpool_restrict: names.restrict(workerpool_restrict.as_deref(), pool_kind),
			requester_restrict: names.restrict(requester_restrict.as_deref(), None),
			salt,
		}),
		Terms::Dataset {
			dataset,
			price,
			volume,
			tag,
			app_restrict,
			workerpool_restrict,
			requester_restrict,
		} => AnyOrder::Dataset(DatasetOrder {
			dataset: names.dataset(dataset.as_deref()),
			price: *price,
			volume: *volume,
			tag: Tag(*tag),
			app_restrict: names.restrict(app_restrict.as_deref(), app_kind),
			workerpool_restrict: names.restrict(workerpool_restrict.as_deref(), pool_kind),
			requester_restrict: names.restrict(requester_restrict.as_deref(), None),
			salt,
		}),
		Terms::Workerpool {
			workerpool,
			price,
			volume,
			tag,
			category,
			trust,
			app_restrict,
			dataset_restrict,
			requester_restrict,
		} => AnyOrder::Workerpool(WorkerpoolOrder {
			workerpool: names.workerpool(workerpool.as_deref()),
			price: *price,
			volume: *volume,
			tag: Tag(*tag),
			category: CategoryId(*category),
			trust: *trust,
			app_restrict: names.restrict(app_restrict.as_deref(), app_kind),
			dataset_restrict: names.restrict(dataset_restrict.as_deref(), dataset_kind),
			requester_restrict: names.restrict(requester_restrict.as_deref(), None),
			salt,
		}),
		Terms::Request {
			app,
			app_max_price,
			dataset,
			dataset_max_price,
			workerpool,
			workerpool_max_price,
			requester,
			volume,
			tag,
			category,
			trust,
			beneficiary,
			callback,
			params,
		} => AnyOrder::Request(RequestOrder {
			app: names.app(app.as_deref()),
			app_max_price: *app_max_price,
			dataset: dataset.as_deref().map(|name| names.dataset(Some(name))),
			dataset_max_price: *dataset_max_price,
			workerpool_restrict: names.restrict(workerpool.as_deref(), pool_kind),
			workerpool_max_price: *workerpool_max_price,
			requester: names.account(requester.as_deref()),
			volume: *volume,
			tag: Tag(*tag),
			category: CategoryId(*category),
			trust: *trust,
			beneficiary: names.account(beneficiary.as_deref()),
			callback: callback.as_deref().map(|name| names.account(Some(name))),
			params: bounded(params)?,
			salt,
		}),
	})
}

fn bounded(params: &str) -> Result<Params> {
	let bytes = params.as_bytes().to_vec();
	bytes.try_into().ok().context("`params` is longer than this chain takes")
}
