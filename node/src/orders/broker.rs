// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Matches travelling requests whose requesters let any node do so (`--broker`). The transaction pool
//! makes the whole check, so that a match that would be refused goes nowhere.

use super::{pool::OpenOrder, Orders};
use crate::client::Handles;
use bourse_primitives::{
	orders::{AnyOrder, AppOrder, Bound, DatasetOrder, RequestOrder, WorkerpoolOrder},
	Party,
};
use bourse_runtime::{AccountId, BlockNumber, Hash, Runtime, Signature};
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_market::{Call, Signed};
use sc_transaction_pool_api::{TransactionPool, TransactionSource};
use sp_core::H256;
use std::collections::HashMap;

/// Requests that are tried in a block.
const REQUESTS: usize = 8;
/// Offers of each kind that are tried for a request.
const OFFERS: usize = 8;
/// Blocks after which a request is tried again.
const PAUSE: BlockNumber = 15;

type OfKind<Order> = Signed<Order, Signature, AccountId>;

/// What was tried when.
#[derive(Default)]
pub struct Broker {
	tried: HashMap<H256, BlockNumber>,
}

macro_rules! of_kind {
	($name:ident, $order:ident, $plain:ident, $bound:ident) => {
		fn $name(open: &OpenOrder) -> Option<OfKind<$order<AccountId>>> {
			let (order, bounds) = match &open.order {
				AnyOrder::$plain(order) => (order.clone(), None),
				AnyOrder::$bound(Bound { order, bounds }) => (order.clone(), Some(bounds.clone())),
				_ => return None,
			};
			Some(Signed { order, bounds, signature: Some(open.signature.clone()) })
		}
	};
}
of_kind!(app, AppOrder, App, BoundApp);
of_kind!(dataset, DatasetOrder, Dataset, BoundDataset);
of_kind!(workerpool, WorkerpoolOrder, Workerpool, BoundWorkerpool);
of_kind!(request, RequestOrder, Request, BoundRequest);

impl Broker {
	/// Tries some requests.
	pub async fn look(
		&mut self,
		orders: &Orders,
		handles: &Handles,
		best: Hash,
		number: BlockNumber,
	) {
		self.tried.retain(|_, at| number < at.saturating_add(PAUSE));
		let calls = orders.look(|pool| {
			let due = pool.brokered().filter(|open| !self.tried.contains_key(&open.standing.hash));
			let due = due.take(REQUESTS);
			due.map(|open| (open.standing.hash, calls(pool, open))).collect::<Vec<_>>()
		});
		for (hash, calls) in calls {
			self.tried.insert(hash, number);
			for call in calls {
				let transaction = <Runtime as CreateAuthorizedTransaction<Call<Runtime>>>::
					create_authorized_transaction(call.into());
				let transaction = transaction.into();
				match handles.pool.submit_one(best, TransactionSource::Local, transaction).await {
					Ok(_) => {
						log::info!(target: "bourse", "Brokered a match for request {hash:?}");
						break;
					},
					Err(error) => {
						log::debug!(target: "bourse", "No match for request {hash:?}: {error}");
					},
				}
			}
		}
	}
}

/// Matches to try for a request, the cheapest first.
fn calls(pool: &super::pool::OrderPool, open: &OpenOrder) -> Vec<Call<Runtime>> {
	let Some(request) = request(open) else { return Vec::new() };
	let wanted = &request.order;
	let whole = |offer: &OpenOrder| offer.standing.left >= open.standing.left;
	let cheapest = |of: Party<AccountId>, price: fn(&OpenOrder) -> u128, highest: u128| {
		let mut offers = pool.page(Some(&of), None, OFFERS * OFFERS);
		offers.retain(|offer| whole(offer) && price(offer) <= highest);
		offers.sort_by_key(|offer| price(offer));
		offers.into_iter().next()
	};
	let app_price = |open: &OpenOrder| app(open).map_or(u128::MAX, |of| of.order.price);
	let dataset_price = |open: &OpenOrder| dataset(open).map_or(u128::MAX, |of| of.order.price);
	let Some(app) = cheapest(Party::App(wanted.app), app_price, wanted.app_max_price).and_then(app)
	else {
		return Vec::new();
	};
	let dataset = match wanted.dataset {
		None => None,
		Some(id) => {
			let highest = wanted.dataset_max_price;
			let found = cheapest(Party::Dataset(id), dataset_price, highest).and_then(dataset);
			match found {
				Some(found) => Some(Box::new(found)),
				None => return Vec::new(),
			}
		},
	};
	let offers = pool.offers(wanted.category, wanted.workerpool_max_price);
	let offers = offers.filter(|offer| whole(offer)).filter_map(workerpool);
	let offers = offers.filter(|offer| offer.order.trust >= wanted.trust).take(OFFERS);
	offers
		.map(|offer| Call::broker_match {
			app: Box::new(app.clone()),
			dataset: dataset.clone(),
			workerpool: Box::new(offer),
			request: Box::new(request.clone()),
		})
		.collect()
}
