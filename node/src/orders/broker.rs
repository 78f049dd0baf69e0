// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Matches travelling requests whose requesters let any node do so (`--broker`), with travelling offers or
//! with those of the book, the cheapest first. The transaction pool makes the whole check, so that a match
//! that would be refused goes nowhere.

use super::{pool::OpenOrder, Orders};
use crate::client::Handles;
use bourse_primitives::{
	book::{BookApi, NewRequest},
	orders::{AnyOrder, AppOrder, Bound, DatasetOrder, RequestOrder, WorkerpoolOrder},
	Balance, Party,
};
use bourse_runtime::{AccountId, BlockNumber, Hash, Runtime, Signature};
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_market::{Call, Signed};
use sc_transaction_pool_api::{TransactionPool, TransactionSource};
use sp_api::ProvideRuntimeApi;
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

/// A request, and matches of it.
struct Wanted {
	hash: H256,
	request: OfKind<RequestOrder<AccountId>>,
	/// Number of its tasks that are left.
	left: u64,
	/// Matches with travelling offers, each with what its tasks cost together, the cheapest first.
	matches: Vec<(Balance, Call<Runtime>)>,
}

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
		let wanted = orders.look(|pool| {
			let due = pool.brokered().filter(|open| !self.tried.contains_key(&open.standing.hash));
			due.take(REQUESTS).filter_map(|open| wanted(pool, open)).collect::<Vec<_>>()
		});
		for wanted in wanted {
			let hash = wanted.hash;
			self.tried.insert(hash, number);
			let book = in_book(handles, best, &wanted);
			for call in in_order(wanted, book) {
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

/// What the tasks of a request would cost together in the book, without fees; none when the book does not
/// serve all of them.
fn in_book(handles: &Handles, best: Hash, wanted: &Wanted) -> Option<Balance> {
	let order = &wanted.request.order;
	let request = NewRequest::of(order, wanted.left)?;
	let api = handles.client.runtime_api();
	let (price, _) = api.valid_prices(best, request.price).ok()?;
	let request = NewRequest { price, ..request };
	let quote = api.quote(best, order.requester.clone(), request).ok()?.ok()?;
	if quote.volume < wanted.left {
		return None;
	}
	let assets = quote.app_price.saturating_add(quote.dataset_price);
	let paid = quote.offers.iter().fold(0, |sum: Balance, offer| {
		sum.saturating_add(offer.price.saturating_mul(offer.volume.into()))
	});
	Some(paid.saturating_add(assets.saturating_mul(wanted.left.into())))
}

/// The matches of a request, the cheapest first; `book`: what it costs there.
fn in_order(wanted: Wanted, book: Option<Balance>) -> Vec<Call<Runtime>> {
	let Wanted { request, mut matches, .. } = wanted;
	if let Some(price) = book {
		// Of two at one price, that of the book: what it holds is locked.
		let place = matches.partition_point(|(other, _)| *other < price);
		matches.insert(place, (price, Call::broker_buy { request: Box::new(request) }));
	}
	matches.into_iter().map(|(_, call)| call).collect()
}

/// A request with its matches with travelling offers.
fn wanted(pool: &super::pool::OrderPool, open: &OpenOrder) -> Option<Wanted> {
	let request = request(open)?;
	let (hash, left) = (open.standing.hash, open.standing.left);
	let matches = matches(pool, open, &request).unwrap_or_default();
	Some(Wanted { hash, request, left, matches })
}

/// Matches of a request with travelling offers, the cheapest first; none when app or dataset have no offer.
fn matches(
	pool: &super::pool::OrderPool,
	open: &OpenOrder,
	request: &OfKind<RequestOrder<AccountId>>,
) -> Option<Vec<(Balance, Call<Runtime>)>> {
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
	let app = cheapest(Party::App(wanted.app), app_price, wanted.app_max_price).and_then(app)?;
	let dataset = match wanted.dataset {
		None => None,
		Some(id) => {
			let highest = wanted.dataset_max_price;
			let found = cheapest(Party::Dataset(id), dataset_price, highest).and_then(dataset);
			Some(Box::new(found?))
		},
	};
	let assets = dataset.as_ref().map_or(0, |dataset| dataset.order.price);
	let assets = assets.saturating_add(app.order.price);
	let offers = pool.offers(wanted.category, wanted.workerpool_max_price);
	let offers = offers.filter(|offer| whole(offer)).filter_map(workerpool);
	let offers = offers.filter(|offer| offer.order.trust >= wanted.trust).take(OFFERS);
	let priced = offers.map(|offer| {
		let each = assets.saturating_add(offer.order.price);
		let call = Call::broker_match {
			app: Box::new(app.clone()),
			dataset: dataset.clone(),
			workerpool: Box::new(offer),
			request: Box::new(request.clone()),
		};
		(each.saturating_mul(open.standing.left.into()), call)
	});
	Some(priced.collect())
}

#[cfg(test)]
mod tests {
	use super::*;
	use bourse_primitives::{AppId, CategoryId, Restrict, Tag};

	fn wanted(prices: &[Balance]) -> Wanted {
		let somebody = AccountId::from([1; 32]);
		let order = RequestOrder {
			app: AppId(1),
			app_max_price: 1,
			dataset: None,
			dataset_max_price: 0,
			workerpool_restrict: Restrict::Anybody,
			workerpool_max_price: 9,
			requester: somebody.clone(),
			volume: 1,
			tag: Tag(0),
			category: CategoryId(0),
			trust: 1.into(),
			beneficiary: somebody.clone(),
			callback: None,
			params: Default::default(),
			salt: H256::zero(),
		};
		// Calls that can be told apart by their numbers.
		let call = |units: u32| Call::hold_statements { key: somebody.clone(), units };
		let matches = prices.iter().zip(0..).map(|(price, number)| (*price, call(number)));
		Wanted {
			hash: H256::zero(),
			request: Signed { order, bounds: None, signature: None },
			left: 1,
			matches: matches.collect(),
		}
	}

	/// The place of the book's offer among the matches, and their number.
	fn place(prices: &[Balance], book: Option<Balance>) -> (Option<usize>, usize) {
		let calls = in_order(wanted(prices), book);
		let is_book = |call: &Call<Runtime>| matches!(call, Call::broker_buy { .. });
		(calls.iter().position(is_book), calls.len())
	}

	#[test]
	fn broker_should_try_the_cheapest_match_first_and_the_book_s_before_another_of_its_price() {
		assert_eq!(place(&[3, 5, 7], None), (None, 3));
		assert_eq!(place(&[3, 5, 7], Some(2)), (Some(0), 4));
		assert_eq!(place(&[3, 5, 7], Some(5)), (Some(1), 4));
		assert_eq!(place(&[3, 5, 7], Some(8)), (Some(3), 4));
		assert_eq!(place(&[], Some(8)), (Some(0), 1));
	}
}
