// SPDX-License-Identifier: Apache-2.0

//! What the adversary can do in the order book.

use super::{
	arena::{send, terms, time_of_orders, Arena, Goal, Venue},
	desk::{orders_of, place, rest, BookCall, Done, REST},
	orders::{Purchase, TRUST},
	Violation,
};
use bourse_primitives::{book::PoolChoice, traits::Ledger};
use bourse_runtime::*;
use pallet_book::{Audience, Lifetime, NewOrder, SupplyRule, MAX_CANCELS};

/// Orders of a flood.
const FLOOD: u64 = 12;
/// Orders that an account of the adversary has at most when it begins to place some.
const MOST_ORDERS: usize = 40;
/// Tasks of an order that nobody here can back: the most that an order may have.
const UNBACKED: u64 = 10_000;
/// Time for which an order rests that ends soon, in seconds.
const SOON: u64 = 12;
/// Slots of the worker in the adversary's own pool.
const SLOTS: u32 = 4;

/// A move in the order book.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Trick {
	/// A pool offers.
	Offer,
	/// Its requester's order rests.
	Ask,
	/// Its requester buys of whoever is cheapest.
	Run,
	/// It comes before the best offer, or the best request, by one tick.
	FrontRun,
	/// An account offers and asks at one price.
	TradeWithItself,
	/// Many orders, half of them at one price, the others at one each.
	Flood,
	/// Orders that end soon, for others to evict.
	Expire,
	/// It cancels what it has.
	CancelAll,
	/// It changes an order.
	Amend,
	/// It offers and asks for far more than it has the stake for.
	Unbacked,
	/// Its pool can't do what it offers, or can again.
	VoidOffers,
	/// Its app has no price, or has one again.
	VoidRequests,
	/// It buys what is on offer, and gives it up at once.
	GiveUp,
	/// A pool's offer is kept by the chain, or is not any more.
	Supply,
}

impl Trick {
	/// All of them.
	pub const ALL: [Self; 14] = [
		Self::Offer,
		Self::Ask,
		Self::Run,
		Self::FrontRun,
		Self::TradeWithItself,
		Self::Flood,
		Self::Expire,
		Self::CancelAll,
		Self::Amend,
		Self::Unbacked,
		Self::VoidOffers,
		Self::VoidRequests,
		Self::GiveUp,
		Self::Supply,
	];
}

/// Whether the ledger refuses an order that locks more than there is (P6).
fn is_refused(done: &Done, free: Balance, needed: Balance) -> Result<(), Violation> {
	match done.answer {
		Some(Ok(())) if free < needed => {
			Err(format!("P6: an order that locks {needed} was taken in, with {free} behind it"))
		},
		_ => Ok(()),
	}
}

impl Arena {
	/// Makes a move in the order book. Many are refused; some must be.
	pub fn play_trick(&mut self, what: Trick) -> Result<(), Violation> {
		match what {
			Trick::Offer => self.offers(1, REST),
			Trick::Ask => self.asks(1, REST),
			Trick::Run => self.run_own().map(|_| ()),
			Trick::FrontRun => self.front_run(),
			Trick::TradeWithItself => self.trade_with_itself(),
			Trick::Flood | Trick::Expire => {
				let seconds = if what == Trick::Flood { REST } else { SOON };
				match self.dice.chance(50) {
					true => self.offers(FLOOD, seconds),
					false => self.asks(FLOOD, seconds),
				}
			},
			Trick::CancelAll => {
				for who in [self.buyer.clone(), self.seller().manager] {
					self.on_book(&who, BookCall::cancel_all { limit: MAX_CANCELS })?;
				}
				Ok(())
			},
			Trick::Amend => self.amend_some(),
			Trick::Unbacked => self.place_unbacked(),
			Trick::VoidOffers => {
				self.switch_dealer();
				Ok(())
			},
			Trick::VoidRequests => self.switch_terms(),
			Trick::GiveUp => {
				let buyer = self.buyer.clone();
				for deal in self.run_own()?.deals {
					send(&buyer, pallet_poco::Call::<Runtime>::give_up { deal });
				}
				Ok(())
			},
			Trick::Supply => self.switch_supply(),
		}
	}

	/// A pool of the adversary's.
	fn seller(&mut self) -> Venue {
		match self.goal == Goal::Owner && self.dice.chance(50) {
			true => self.open.clone(),
			false => self.own.clone(),
		}
	}

	/// Highest trust that a pool can serve.
	fn trust_of(&self, venue: &Venue) -> u64 {
		if venue.id == self.open.id {
			TRUST
		} else {
			1
		}
	}

	/// Where requests meet the offers of the adversary's own pool.
	fn of_own_pool(&self) -> PoolChoice {
		match pallet_book::Listed::<Runtime>::contains_key(self.own.id) {
			true => PoolChoice::Listed,
			false => PoolChoice::These(vec![self.own.id].try_into().expect("one is few")),
		}
	}

	/// A pool places an offer.
	fn sell(&mut self, venue: &Venue, what: Purchase, seconds: u64) -> Result<Done, Violation> {
		let what = Purchase { trust: self.trust_of(venue), ..what };
		let order = NewOrder::Offer(self.offer(venue, &what));
		self.on_book(&venue.manager, place(order, rest(seconds)))
	}

	/// Places so many offers.
	fn offers(&mut self, count: u64, seconds: u64) -> Result<(), Violation> {
		let (venue, first) = (self.seller(), self.dice.price());
		if orders_of(&venue.manager).len() > MOST_ORDERS {
			return Ok(());
		}
		for number in 0..count {
			let price = price_of(first, number);
			let volume = 1 + self.dice.below(2) as u64;
			let what = Purchase { price, volume, ..Default::default() };
			self.sell(&venue, what, seconds)?;
		}
		Ok(())
	}

	/// Places so many requests, to the open venue or to its own pool.
	fn asks(&mut self, count: u64, seconds: u64) -> Result<(), Violation> {
		let (buyer, first) = (self.buyer.clone(), self.dice.price());
		if orders_of(&buyer).len() > MOST_ORDERS {
			return Ok(());
		}
		let pools = match self.dice.chance(75) {
			true => PoolChoice::Listed,
			false => self.of_own_pool(),
		};
		for number in 0..count {
			let price = price_of(first, number);
			let trust = [1, 3][self.dice.below(2)];
			let what = Purchase { price, trust, ..Default::default() };
			let order = self.request(self.evil_app.0, &what, pools.clone());
			self.on_book(&buyer, place(order, rest(seconds)))?;
		}
		Ok(())
	}

	/// Its requester buys one to three tasks at once.
	fn run_own(&mut self) -> Result<Done, Violation> {
		let volume = 1 + self.dice.below(3) as u64;
		let what = Purchase { volume, ..Default::default() };
		let (buyer, call) = (self.buyer.clone(), self.run(self.evil_app.0, &what));
		self.on_book(&buyer, call)
	}

	fn front_run(&mut self) -> Result<(), Violation> {
		let best = Book::best_prices(self.category, None);
		let offer = best.iter().filter_map(|cell| cell.offer).min();
		let request = best.iter().filter_map(|cell| cell.request).max();
		let (venue, offers) = (self.seller(), self.dice.chance(50));
		match (offer, request) {
			(Some(offer), _) if offers => {
				let (price, _) = pallet_book::around(offer.saturating_sub(1));
				self.sell(&venue, Purchase { price, ..Default::default() }, REST)?;
			},
			(_, Some(request)) => {
				let (_, price) = pallet_book::around(request.saturating_add(1));
				let what = Purchase { price, ..Default::default() };
				let order = self.request(self.evil_app.0, &what, PoolChoice::Listed);
				let buyer = self.buyer.clone();
				self.on_book(&buyer, place(order, rest(REST)))?;
			},
			_ => {},
		}
		Ok(())
	}

	/// A deal of an account with itself is a violation: `on_book` looks for one.
	fn trade_with_itself(&mut self) -> Result<(), Violation> {
		let venue = self.own.clone();
		let what = Purchase { price: RLC / 2, ..Default::default() };
		self.sell(&venue, what, REST)?;
		let order = self.request(self.evil_app.0, &what, self.of_own_pool());
		self.on_book(&venue.manager, place(order, Lifetime::ImmediateOrCancel))?;
		Ok(())
	}

	fn amend_some(&mut self) -> Result<(), Violation> {
		let seller = self.seller().manager;
		let who = if self.dice.chance(50) { seller } else { self.buyer.clone() };
		let orders = orders_of(&who);
		let place = self.dice.below(orders.len());
		let Some(order) = orders.get(place).copied() else { return Ok(()) };
		let volume = 1 + self.dice.below(6) as u64;
		let until = time_of_orders() + [SOON, REST, 10 * REST][self.dice.below(3)];
		self.on_book(&who, BookCall::amend { order, volume, until })?;
		Ok(())
	}

	fn place_unbacked(&mut self) -> Result<(), Violation> {
		let (venue, buyer) = (self.own.clone(), self.buyer.clone());
		let what = Purchase { volume: UNBACKED, ..Default::default() };
		let all = what.price * Balance::from(UNBACKED);
		let free = Escrow::stake(&venue.manager.id());
		let done = self.sell(&venue, what, REST)?;
		// The scheduler's stake is 30 % of the price (PROTOCOL 4).
		is_refused(&done, free, all / 100 * 30)?;
		let free = Escrow::stake(&buyer.id());
		let order = self.request(self.evil_app.0, &what, PoolChoice::Listed);
		let done = self.on_book(&buyer, place(order, rest(REST)))?;
		is_refused(&done, free, all)
	}

	/// The only worker of the adversary's own pool gives its slots up, or takes them again.
	fn switch_dealer(&self) {
		let record = pallet_pools::Workers::<Runtime>::get(self.dealer.id());
		let has_some = record.is_some_and(|record| record.capacity.slots > 0);
		let slots = if has_some { 0 } else { SLOTS };
		send(&self.dealer, pallet_pools::Call::<Runtime>::set_slots { slots });
	}

	fn switch_terms(&mut self) -> Result<(), Violation> {
		let (app, provider) = self.evil_app.clone();
		let audience = Audience::<AccountId>::Everybody;
		let has_some = pallet_book::AppPrices::<Runtime>::contains_key(app, &audience);
		let terms = (!has_some).then(|| terms(0));
		self.on_book(&provider, BookCall::post_app { app, audience, terms })?;
		Ok(())
	}

	fn switch_supply(&mut self) -> Result<(), Violation> {
		let (venue, price) = (self.seller(), self.dice.price());
		let (pool, trust) = (venue.id, self.trust_of(&venue));
		let has_one = pallet_book::Supplies::<Runtime>::contains_key(pool, 0u8);
		let offer = self.offer(&venue, &Purchase { price, trust, volume: 4, ..Default::default() });
		let stake = 100 * RLC;
		let rule = SupplyRule { offer, highest: 2 * RLC, step: 100, every: 60, stake };
		let rule = (!has_one).then(|| Box::new(rule));
		self.on_book(&venue.manager, BookCall::set_supply { pool, number: 0, rule })?;
		// By anybody.
		let buyer = self.buyer.clone();
		self.on_book(&buyer, BookCall::refresh_supply { pool, number: 0 })?;
		Ok(())
	}
}

/// Prices of several orders: every other is the first, the others differ.
fn price_of(first: Balance, number: u64) -> Balance {
	first + Balance::from(number % 2 * number) * RLC / 1_000
}
