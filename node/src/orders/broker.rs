// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Matches travelling requests whose requesters let any node do so (`--broker`), with travelling offers or
//! with those of the book, the cheapest first. The transaction pool makes the whole check, so that a match
//! that would be refused goes nowhere.

use super::{
	pool::{OpenOrder, OrderPool},
	Orders,
};
use crate::client::Handles;
use bourse_primitives::{
	book::{BookApi, NewRequest},
	orders::{AnyOrder, AppOrder, Bound, DatasetOrder, RequestOrder, WorkerpoolOrder},
	Balance, Party,
};
use bourse_runtime::{AccountId, BlockNumber, Hash, Runtime, Signature};
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_market::{Call, Config, Signed};
use sc_transaction_pool_api::{TransactionPool, TransactionSource};
use sp_api::ProvideRuntimeApi;
use sp_core::{Get, H256};
use std::collections::HashMap;

/// Requests that are tried in a block.
const REQUESTS: usize = 8;
/// Offers of pools that are tried for a request each time, the cheapest; and as many of those behind, others
/// each time: an offer that nothing covers costs nothing, and must not hide the others.
const OFFERS: usize = 4;
/// Offers of an app or a dataset that are looked at: all that its owner may have.
const OF_ASSET: usize = 64;
/// Blocks after which a request is tried again.
const PAUSE: BlockNumber = 15;

type OfKind<Order> = Signed<Order, Signature, AccountId>;

/// What was tried when.
#[derive(Default)]
pub struct Broker {
	tried: HashMap<H256, Tried>,
	/// The request that was tried last: others come first.
	last: Option<H256>,
}

/// When a request was tried.
struct Tried {
	at: BlockNumber,
	/// Number of the try, among those after which it begins anew with the cheapest offers.
	turn: usize,
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
	matches: Matches,
	/// Number of this try.
	turn: usize,
}

/// Matches with travelling offers.
#[derive(Default)]
struct Matches {
	/// Each with what its tasks cost together, the cheapest first.
	calls: Vec<(Balance, Call<Runtime>)>,
	/// Whether there are offers behind those of this try.
	more: bool,
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
		let wanted = orders.look(|pool| self.due(pool, number));
		for wanted in wanted {
			let hash = wanted.hash;
			let turn = if wanted.matches.more { wanted.turn.saturating_add(1) } else { 0 };
			self.tried.insert(hash, Tried { at: number, turn });
			self.last = Some(hash);
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

impl Broker {
	/// The requests that are tried in a block of that number: in a round over all of them, so that none waits
	/// for others that can't be served.
	fn due(&mut self, pool: &OrderPool, number: BlockNumber) -> Vec<Wanted> {
		self.tried.retain(|hash, _| pool.is_brokered(hash));
		let turn = |open: &OpenOrder| match self.tried.get(&open.standing.hash) {
			Some(tried) if number < tried.at.saturating_add(PAUSE) => None,
			tried => Some(tried.map_or(0, |tried| tried.turn)),
		};
		let due = pool.brokered(self.last).filter_map(|open| Some((open, turn(open)?)));
		due.take(REQUESTS).filter_map(|(open, turn)| wanted(pool, open, turn)).collect()
	}
}

/// What the tasks of a request would cost together in the book, without the fees of a single deal; none when
/// the book does not serve all of them.
fn in_book(handles: &Handles, best: Hash, wanted: &Wanted) -> Option<Balance> {
	let order = &wanted.request.order;
	let request = NewRequest::of(order, wanted.left)?;
	let api = handles.client.runtime_api();
	let price = api.valid_prices(best, request.price).ok()?.below;
	let request = NewRequest { price, ..request };
	let quote = api.quote(best, order.requester.clone(), request).ok()?.ok()?;
	if quote.volume < wanted.left {
		return None;
	}
	let assets = quote.app_price.saturating_add(quote.dataset_price);
	let paid = quote.offers.iter().fold(0, |sum: Balance, offer| {
		sum.saturating_add(offer.price.saturating_mul(offer.volume.into()))
	});
	// Travelling offers make one deal, the book's one each.
	let further = Balance::try_from(quote.offers.len().saturating_sub(1)).unwrap_or(Balance::MAX);
	let fee: Balance = <Runtime as Config>::BrokerFee::get();
	let paid = paid.saturating_add(fee.saturating_mul(further));
	Some(paid.saturating_add(assets.saturating_mul(wanted.left.into())))
}

/// The matches of a request, the cheapest first; `book`: what it costs there.
fn in_order(wanted: Wanted, book: Option<Balance>) -> Vec<Call<Runtime>> {
	let Wanted { request, matches: Matches { calls: mut matches, .. }, .. } = wanted;
	if let Some(price) = book {
		// Of two at one price, that of the book: what it holds is locked.
		let place = matches.partition_point(|(other, _)| *other < price);
		matches.insert(place, (price, Call::broker_buy { request: Box::new(request) }));
	}
	matches.into_iter().map(|(_, call)| call).collect()
}

/// A request with its matches with travelling offers.
fn wanted(pool: &OrderPool, open: &OpenOrder, turn: usize) -> Option<Wanted> {
	let request = request(open)?;
	let (hash, left) = (open.standing.hash, open.standing.left);
	let matches = matches(pool, open, &request, turn).unwrap_or_default();
	Some(Wanted { hash, request, left, matches, turn })
}

/// Matches of a request with travelling offers, the cheapest first; none when app or dataset have no offer.
fn matches(
	pool: &OrderPool,
	open: &OpenOrder,
	request: &OfKind<RequestOrder<AccountId>>,
	turn: usize,
) -> Option<Matches> {
	let wanted = &request.order;
	let whole = |offer: &OpenOrder| offer.standing.left >= open.standing.left;
	let cheapest = |of: Party<AccountId>, price: fn(&OpenOrder) -> u128, highest: u128| {
		let mut offers = pool.page(Some(&of), None, OF_ASSET);
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
	let mut offers = offers.filter(|offer| offer.order.trust >= wanted.trust);
	let mut tried = offers.by_ref().take(OFFERS).collect::<Vec<_>>();
	tried.extend(offers.by_ref().skip(turn.saturating_mul(OFFERS)).take(OFFERS));
	let more = offers.next().is_some();
	let priced = tried.into_iter().map(|offer| {
		let each = assets.saturating_add(offer.order.price);
		let call = Call::broker_match {
			app: Box::new(app.clone()),
			dataset: dataset.clone(),
			workerpool: Box::new(offer),
			request: Box::new(request.clone()),
		};
		(each.saturating_mul(open.standing.left.into()), call)
	});
	Some(Matches { calls: priced.collect(), more })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::orders::pool::Carrier;
	use bourse_primitives::{
		orders::{OrderBounds, OrderStanding},
		AppId, CategoryId, Restrict, Tag, WorkerpoolId,
	};

	/// A request, which `salt` tells from others.
	fn order(salt: u8) -> RequestOrder<AccountId> {
		let somebody = AccountId::from([1; 32]);
		RequestOrder {
			app: AppId(1),
			app_max_price: 1,
			dataset: None,
			dataset_max_price: 0,
			workerpool_restrict: Restrict::Anybody,
			workerpool_max_price: 99,
			requester: somebody.clone(),
			volume: 1,
			tag: Tag(0),
			category: CategoryId(0),
			trust: 1.into(),
			beneficiary: somebody,
			callback: None,
			params: Default::default(),
			salt: H256::repeat_byte(salt),
		}
	}

	fn wanted(prices: &[Balance]) -> Wanted {
		// Calls that can be told apart by their numbers.
		let somebody = AccountId::from([1; 32]);
		let call = |units: u32| Call::hold_statements { key: somebody.clone(), units };
		let calls = prices.iter().zip(0..).map(|(price, number)| (*price, call(number)));
		Wanted {
			hash: H256::zero(),
			request: Signed { order: order(0), bounds: None, signature: None },
			left: 1,
			matches: Matches { calls: calls.collect(), more: false },
			turn: 0,
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

	/// Puts an order with that hash, of an owner of its own, into a pool.
	fn put(pool: &mut OrderPool, hash: u8, order: AnyOrder<AccountId>) {
		let standing = OrderStanding {
			hash: H256::repeat_byte(hash),
			of: order.of(),
			owner: AccountId::from([hash; 32]),
			left: 1,
			until: None,
		};
		let signature = Signature::Sr25519(sp_core::sr25519::Signature::from_raw([hash; 64]));
		let carrier = Carrier { statement: [hash; 32], signer: [hash; 32] };
		assert!(pool.insert(OpenOrder { order, signature, standing, carrier }));
	}

	fn put_request(pool: &mut OrderPool, hash: u8) {
		let bounds = OrderBounds { broker: true, ..Default::default() };
		put(pool, hash, AnyOrder::BoundRequest(Bound { order: order(hash), bounds }));
	}

	/// A rival publishes requests that nobody can serve, with the least hashes.
	#[test]
	fn broker_should_come_to_every_request_however_many_can_not_be_served() {
		let (mut broker, mut pool) = (Broker::default(), OrderPool::default());
		for hash in 1..=200 {
			put_request(&mut pool, hash);
		}
		let mut tried = Vec::new();
		for number in 0..25 {
			for wanted in broker.due(&pool, number) {
				broker.tried.insert(wanted.hash, Tried { at: number, turn: 0 });
				broker.last = Some(wanted.hash);
				tried.push(wanted.hash.0[0]);
			}
		}
		assert_eq!(tried, (1..=200).collect::<Vec<u8>>());
		// Those that are gone are forgotten.
		(1..=200).for_each(|hash| pool.remove(&H256::repeat_byte(hash)));
		assert!(broker.due(&pool, 25).is_empty() && broker.tried.is_empty());
	}

	#[test]
	fn broker_should_let_a_request_rest_that_it_has_tried() {
		let (mut broker, mut pool) = (Broker::default(), OrderPool::default());
		put_request(&mut pool, 1);
		broker.tried.insert(H256::repeat_byte(1), Tried { at: 5, turn: 2 });
		assert!(broker.due(&pool, 4 + PAUSE).is_empty());
		let due = broker.due(&pool, 5 + PAUSE);
		assert_eq!(due.iter().map(|wanted| wanted.turn).collect::<Vec<_>>(), [2]);
	}

	/// Rivals publish cheap offers that nothing covers.
	#[test]
	fn broker_should_come_to_offers_behind_cheaper_ones() {
		let mut pool = OrderPool::default();
		put_request(&mut pool, 200);
		put(
			&mut pool,
			201,
			AnyOrder::App(AppOrder {
				app: AppId(1),
				price: 1,
				volume: 9,
				tag: Tag(0),
				dataset_restrict: Restrict::Anybody,
				workerpool_restrict: Restrict::Anybody,
				requester_restrict: Restrict::Anybody,
				salt: H256::zero(),
			}),
		);
		for price in 1..=10 {
			let order = WorkerpoolOrder {
				workerpool: WorkerpoolId(1),
				price: price.into(),
				volume: 9,
				tag: Tag(0),
				category: CategoryId(0),
				trust: 1.into(),
				app_restrict: Restrict::Anybody,
				dataset_restrict: Restrict::Anybody,
				requester_restrict: Restrict::Anybody,
				salt: H256::zero(),
			};
			put(&mut pool, price, AnyOrder::Workerpool(order));
		}
		// What each task costs, the app's price of 1 too.
		let tried = |turn: usize| {
			let open = pool.brokered(None).next().expect("the request");
			let Matches { calls, more } = super::wanted(&pool, open, turn).expect("it").matches;
			(calls.into_iter().map(|(price, _)| price).collect::<Vec<_>>(), more)
		};
		assert_eq!(tried(0), (vec![2, 3, 4, 5, 6, 7, 8, 9], true));
		assert_eq!(tried(1), (vec![2, 3, 4, 5, 10, 11], false));
	}
}
