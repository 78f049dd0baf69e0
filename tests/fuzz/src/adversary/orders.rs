// SPDX-License-Identifier: Apache-2.0

//! Deals between those who are there.

use super::arena::{send, Arena, Truth, Venue};
use bourse_primitives::{AppId, Deal, DealId, Restrict, Tag, Trust};
use bourse_runtime::*;
use bourse_runtime_tests::actor::Actor;
use pallet_market::{AnyOrder, AppOrder, RequestOrder, Signed, WorkerpoolOrder};
use sp_core::{Pair, H256};
use sp_runtime::BoundedVec;

/// Trust of the open pool's offers in the order book: that of no request is higher.
pub const TRUST: u64 = 8;

/// What is bought.
#[derive(Clone, Copy)]
pub struct Purchase {
	/// Redundancy.
	pub trust: u64,
	/// Number of tasks.
	pub volume: u64,
	/// Price of the pool, in nRLC.
	pub price: Balance,
	/// Price of the app, in nRLC.
	pub app_price: Balance,
	/// Whether the deal has a callback.
	pub callback: bool,
	/// The request's params.
	pub params: &'static [u8],
	/// Whether the honest requester buys it of the order book.
	pub on_book: bool,
}

impl Default for Purchase {
	/// A task at trust 1 for 1 RLC.
	fn default() -> Self {
		let (trust, volume, price, app_price) = (1, 1, RLC, RLC / 10);
		Self { trust, volume, price, app_price, callback: false, params: b"", on_book: false }
	}
}

/// Who takes part in a deal.
struct Parties {
	app: (AppId, Actor),
	venue: Venue,
	requester: Actor,
}

impl Arena {
	/// The honest requester buys of the open pool by signed orders, if the pool has room.
	pub fn buy_by_signed_orders(&mut self, what: Purchase) -> Option<DealId> {
		if !self.has_room(&what) {
			return None;
		}
		let (app, venue, requester) = (&self.app, &self.open, &self.requester);
		let parties = parties(app, venue, requester);
		let deal = self.trade(parties, what, true, Truth::Result)?;
		self.honest_deals.push(deal);
		Some(deal)
	}

	/// The adversary's requester buys of the open pool, if its owner offers that.
	pub fn buy_as_adversary(&mut self, what: Purchase, truth: Truth) -> Option<DealId> {
		if !self.has_room(&what) {
			return None;
		}
		let parties = parties(&self.evil_app, &self.open, &self.buyer);
		self.trade(parties, what, true, truth)
	}

	/// The adversary's requester buys of the open pool, whose owner changes something before the match,
	/// and something after it, in one batch.
	pub fn buy_between(&mut self, changes: [RuntimeCall; 2], what: Purchase) -> Option<DealId> {
		if !self.has_room(&what) {
			return None;
		}
		let parties = parties(&self.evil_app, &self.open, &self.buyer);
		let [before, after] = changes;
		let batch = |matched: RuntimeCall| -> RuntimeCall {
			pallet_utility::Call::batch_all { calls: vec![before, matched, after] }.into()
		};
		self.trade_in(parties, what, false, Truth::Result, batch)
	}

	/// The adversary's requester buys of its own pool.
	pub fn deal_with_itself(&mut self, what: Purchase, truth: Truth) -> Option<DealId> {
		let parties = parties(&self.evil_app, &self.own, &self.buyer);
		self.trade(parties, what, false, truth)
	}

	/// The adversary matches a request of the honest requester, who named no pool, with its own one.
	pub fn match_stranger(&mut self, what: Purchase) -> Option<DealId> {
		let parties = parties(&self.app, &self.own, &self.requester);
		self.trade(parties, what, false, Truth::Nothing)
	}

	/// Whether the open pool has free slots for a purchase, beside its deals and its resting offers: its
	/// owner offers no more.
	pub fn has_room(&self, what: &Purchase) -> bool {
		let needed =
			|trust: u64| u64::from(bourse_primitives::owners_needed(Trust::from(trust)).max(2));
		let deals = pallet_market::Deals::<Runtime>::iter();
		let load: u64 = deals.map(|(id, deal)| self.load(id, &deal)).sum();
		let offered = pallet_book::PoolVolume::<Runtime>::get(self.open.id).tasks * needed(TRUST);
		let slots = (self.honest.len() + self.evil.len()) as u64 * u64::from(self.slots);
		load + offered + what.volume * needed(what.trust) <= slots
	}

	/// Slots of the open pool that a deal may take.
	fn load(&self, id: DealId, deal: &Deal<AccountId>) -> u64 {
		if deal.workerpool.id != self.open.id {
			return 0;
		}
		let progress = pallet_poco::Progress::<Runtime>::get(id);
		deal.bot_size.saturating_sub(progress.ended) * u64::from(deal.reports_needed())
	}

	/// Matches orders of these parties. The requester sends the match, or the pool's owner. `None`: it
	/// was refused.
	fn trade(
		&mut self,
		parties: Parties,
		what: Purchase,
		by_requester: bool,
		truth: Truth,
	) -> Option<DealId> {
		self.trade_in(parties, what, by_requester, truth, |call| call)
	}

	/// [`Self::trade`], with the match in another call.
	fn trade_in(
		&mut self,
		parties: Parties,
		what: Purchase,
		by_requester: bool,
		truth: Truth,
		wrap: impl FnOnce(RuntimeCall) -> RuntimeCall,
	) -> Option<DealId> {
		self.salt += 1;
		let salt =
			sp_io::hashing::blake2_256(&[self.seed, self.salt].map(u64::to_le_bytes).concat());
		let call = wrap(self.orders(&parties, what, salt.into()).into());
		let sender = if by_requester { &parties.requester } else { &parties.venue.manager };
		let before = Balances::free_balance(sender.id());
		let done = send(sender, call);
		let after = Balances::free_balance(sender.id());
		self.books.matches += before.saturating_sub(after);
		let deal = last_deal().filter(|_| done)?;
		self.truths.insert(deal, truth);
		Some(deal)
	}

	fn orders(
		&self,
		parties: &Parties,
		what: Purchase,
		salt: H256,
	) -> pallet_market::Call<Runtime> {
		let Parties { app: (app_id, provider), venue, requester } = parties;
		let Purchase { trust, volume, price, app_price, callback, params, .. } = what;
		let anybody = Restrict::Anybody;
		let app = AppOrder {
			app: *app_id,
			price: app_price,
			volume,
			tag: Tag(0),
			dataset_restrict: anybody.clone(),
			workerpool_restrict: anybody.clone(),
			requester_restrict: anybody.clone(),
			salt,
		};
		let workerpool = WorkerpoolOrder {
			workerpool: venue.id,
			price,
			volume,
			tag: Tag(0),
			category: self.category,
			trust: Trust::from(trust),
			app_restrict: anybody.clone(),
			dataset_restrict: anybody.clone(),
			requester_restrict: anybody.clone(),
			salt,
		};
		let request = RequestOrder {
			app: *app_id,
			app_max_price: app_price,
			dataset: None,
			dataset_max_price: 0,
			workerpool_restrict: anybody,
			workerpool_max_price: price,
			requester: requester.id(),
			volume,
			tag: Tag(0),
			category: self.category,
			trust: Trust::from(trust),
			beneficiary: requester.id(),
			callback: callback.then(|| provider.id()),
			params: BoundedVec::truncate_from(params.to_vec()),
			salt,
		};
		let manager = &venue.manager;
		pallet_market::Call::match_orders {
			app: Box::new(sign(provider, &AnyOrder::App(app.clone()), app)),
			dataset: None,
			workerpool: Box::new(sign(
				manager,
				&AnyOrder::Workerpool(workerpool.clone()),
				workerpool,
			)),
			request: Box::new(sign(requester, &AnyOrder::Request(request.clone()), request)),
		}
	}
}

fn parties(app: &(AppId, Actor), venue: &Venue, requester: &Actor) -> Parties {
	Parties { app: app.clone(), venue: venue.clone(), requester: requester.clone() }
}

fn sign<O>(who: &Actor, order: &AnyOrder<AccountId>, of: O) -> Signed<O, Signature, AccountId> {
	let hash = Market::order_hash(order);
	Signed { order: of, bounds: None, signature: Some(who.pair.sign(hash.as_bytes()).into()) }
}

/// The deal that was matched last in this block.
fn last_deal() -> Option<DealId> {
	let deal = |event| match event {
		RuntimeEvent::Market(pallet_market::Event::OrdersMatched { deal, .. }) => Some(deal),
		_ => None,
	};
	System::events().into_iter().rev().find_map(|record| deal(record.event))
}
