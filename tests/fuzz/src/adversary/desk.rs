// SPDX-License-Identifier: Apache-2.0

//! The order book of an episode: what its honest people do there, and what a call may do.

use super::{
	arena::{time_of_orders, Arena, Truth, Venue},
	orders::{Purchase, TRUST},
	properties, Violation,
};
use bourse_primitives::{
	book::{Job, NewRequest, PoolChoice},
	AppId, DealId, FailureCode, Tag,
};
use bourse_runtime::*;
use bourse_runtime_tests::{actor::Actor, chain};
use pallet_book::{Lifetime, NewOffer, NewOrder, OrderId};
use sp_runtime::DispatchError;

/// A call of the book.
pub type BookCall = pallet_book::Call<Runtime>;

/// Time for which an order of the honest rests, in seconds.
pub const REST: u64 = 300;
/// What a buyer pays a pool for each task at most, in nRLC: more than any offer of the honest.
pub const MOST: Balance = 2 * RLC;
/// Percent of the blocks in which somebody comes to the book.
const VISITS: usize = 25;

/// What came of a call of the book.
pub struct Done {
	/// Its end; none: it was not taken in.
	pub answer: Option<Result<(), DispatchError>>,
	/// The deals that it made.
	pub deals: Vec<DealId>,
}

/// Rests for so many seconds.
pub fn rest(seconds: u64) -> Lifetime {
	Lifetime::GoodTill(time_of_orders() + seconds)
}

/// A call that places an order.
pub fn place(order: NewOrder<AccountId>, lifetime: Lifetime) -> BookCall {
	BookCall::place { order: Box::new(order), lifetime }
}

/// The resting orders of an account.
pub fn orders_of(who: &Actor) -> Vec<OrderId> {
	pallet_book::OrdersOf::<Runtime>::iter_key_prefix(who.id()).collect()
}

impl Arena {
	/// Sends a call of the book. It does no more than it may (P1), and nobody trades with itself (P2).
	pub fn on_book(&mut self, who: &Actor, call: BookCall) -> Result<Done, Violation> {
		let seen = System::read_events_no_consensus().count();
		let before = Balances::free_balance(who.id());
		let answer = chain::apply_extrinsic(chain::signed_by(&who.pair, call)).ok();
		self.books.matches += before.saturating_sub(Balances::free_balance(who.id()));
		let deals = properties::p1_p2_after_call_of_book(seen)?;
		Ok(Done { answer, deals })
	}

	/// An offer of a pool, in the open venue if the pool is on the chain's list.
	pub fn offer(&self, venue: &Venue, what: &Purchase) -> NewOffer {
		NewOffer {
			pool: venue.id,
			open: pallet_book::Listed::<Runtime>::contains_key(venue.id),
			category: self.category,
			class: 0,
			trust: what.trust as u8,
			price: what.price,
			volume: what.volume,
		}
	}

	/// A request for tasks of an app.
	pub fn request(&self, app: AppId, what: &Purchase, pools: PoolChoice) -> NewOrder<AccountId> {
		NewOrder::Request(NewRequest {
			job: self.job(app, what, pools),
			app_max_price: what.app_price,
			dataset_max_price: 0,
			price: what.price,
		})
	}

	/// A call that buys tasks of listed pools at once, for up to [`MOST`] each.
	pub fn run(&self, app: AppId, what: &Purchase) -> BookCall {
		// More than the fee of a task.
		let each = MOST + what.app_price + RLC;
		let max_total = each * Balance::from(what.volume);
		let job = Box::new(self.job(app, what, PoolChoice::Listed));
		BookCall::run { job, max_total, deposit: false }
	}

	fn job(&self, app: AppId, what: &Purchase, pools: PoolChoice) -> Job<AccountId> {
		Job {
			app,
			dataset: None,
			volume: what.volume,
			category: self.category,
			trust: what.trust as u8,
			tag: Tag(0),
			pools,
			params: Default::default(),
			beneficiary: None,
			callback: None,
			group: None,
		}
	}

	/// The honest requester buys of the book, for which the open pool's owner offers as much. Whether
	/// there is a deal. Nobody keeps the two apart: where that owner is honest and its offer rests, the
	/// call trades, or takes void orders out of the way (P7).
	pub fn buy_on_book(&mut self, what: Purchase) -> Result<bool, Violation> {
		let offered = Purchase { trust: TRUST, ..what };
		if !self.has_room(&offered) {
			return Ok(false);
		}
		self.offer_honestly(offered)?;
		let rests = pallet_book::PoolVolume::<Runtime>::get(self.open.id).tasks > 0;
		let (requester, call) = (self.requester.clone(), self.run(self.app.0, &what));
		let Done { answer, deals } = self.on_book(&requester, call)?;
		if rests && self.is_owner_honest() && !matches!(answer, Some(Ok(()))) {
			let offers = Book::best_prices(self.category, None);
			return Err(format!("P7: nothing came of a request, {answer:?}, beside {offers:?}"));
		}
		Ok(!deals.is_empty())
	}

	/// The open pool's owner offers at some price.
	fn offer_honestly(&mut self, what: Purchase) -> Result<(), Violation> {
		let (venue, price) = (self.open.clone(), self.crowd.price());
		let order = NewOrder::Offer(self.offer(&venue, &Purchase { price, ..what }));
		self.on_book(&venue.manager, place(order, rest(REST)))?;
		Ok(())
	}

	/// Strangers come to the book, and the open pool's owner.
	pub fn crowd_trades(&mut self) -> Result<(), Violation> {
		if !self.crowd.chance(VISITS) {
			return Ok(());
		}
		let stranger = self.strangers[self.crowd.below(self.strangers.len())].clone();
		let (price, app) = (self.crowd.price(), self.app.0);
		let what = Purchase { trust: [1, 3][self.crowd.below(2)], price, ..Default::default() };
		let volume = 1 + self.crowd.below(2) as u64;
		let call = match self.crowd.below(6) {
			0 => {
				let what = Purchase { trust: TRUST, volume, ..what };
				return match self.has_room(&what) {
					true => self.offer_honestly(what),
					false => Ok(()),
				};
			},
			1 | 2 => place(self.request(app, &what, PoolChoice::Listed), rest(REST)),
			3 => self.run(app, &what),
			4 => BookCall::cancel_all { limit: 4 },
			_ => {
				let order = orders_of(&stranger).first().copied().unwrap_or_default();
				BookCall::amend { order, volume, until: time_of_orders() + REST }
			},
		};
		self.on_book(&stranger, call)?;
		Ok(())
	}

	/// Everybody's orders leave the book: nothing can hinder their owners (P2).
	pub fn clear_book(&mut self) -> Result<(), Violation> {
		for venue in [self.open.clone(), self.own.clone()] {
			let pool = venue.id;
			if pallet_book::Supplies::<Runtime>::contains_key(pool, 0u8) {
				let end = BookCall::set_supply { pool, number: 0, rule: None };
				self.on_book(&venue.manager, end)?;
			}
		}
		let others = [&self.requester, &self.buyer, &self.open.manager, &self.own.manager];
		let everybody: Vec<Actor> = self.strangers.iter().chain(others).cloned().collect();
		for who in everybody {
			while let Some(order) = orders_of(&who).first().copied() {
				let call = BookCall::cancel { order };
				let answer = self.on_book(&who, call)?.answer;
				if !matches!(answer, Some(Ok(()))) {
					return Err(format!("P2: order {order} can't be cancelled: {answer:?}"));
				}
			}
		}
		Ok(())
	}

	/// Whether an account is the honest requester's, or a stranger's.
	pub fn is_trader(&self, who: &AccountId) -> bool {
		self.strangers.iter().chain([&self.requester]).any(|trader| trader.id() == *who)
	}

	/// Notes whose the deals of this block are that the book made, and what honest nodes will find out
	/// about their tasks.
	pub fn note_deals(&mut self) {
		let deals: Vec<DealId> = System::read_events_no_consensus()
			.filter_map(|record| match record.event {
				RuntimeEvent::Market(pallet_market::Event::OrdersMatched { deal, .. }) => {
					Some(deal)
				},
				_ => None,
			})
			.collect();
		for id in deals {
			if self.truths.contains_key(&id) {
				continue;
			}
			let Some(deal) = pallet_market::Deals::<Runtime>::get(id) else { continue };
			let is_honest = self.is_trader(&deal.requester);
			let of_open = deal.workerpool.id == self.open.id;
			let truth = match (is_honest, of_open) {
				(true, true) => {
					self.honest_deals.push(id);
					Truth::Result
				},
				// The adversary's pool leaves strangers' tasks alone.
				(true, false) => Truth::Nothing,
				(false, true) => self.some_truth(),
				(false, false) => Truth::Result,
			};
			self.truths.insert(id, truth);
		}
	}

	/// What comes of a task that the adversary buys.
	fn some_truth(&mut self) -> Truth {
		let truths = [
			Truth::Result,
			Truth::Fails(FailureCode::Trap),
			Truth::Report(FailureCode::ChecksumMismatch),
			Truth::Report(FailureCode::Timeout),
		];
		truths[self.dice.below(truths.len())]
	}
}
