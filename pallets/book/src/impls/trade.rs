// SPDX-License-Identifier: Apache-2.0

//! Deals of a newcomer with resting orders.

use super::{
	newcomer::{Kind, Newcomer},
	store::Storage,
};
use crate::{
	engine::{cross, price_of, Cell, Crossing, Desk, Grid, Limits, Meeting, OrderId, Taker, Tick},
	pallet::*,
	trust_of, Body, HandBack, Posted, Resting, Venue, Void, MAX_DEALS, MAX_EVICTIONS,
};
use alloc::vec::Vec;
use bourse_primitives::{
	orders::{book_salt, AppOrder, DatasetOrder, Held, Placed, WorkerpoolOrder},
	traits::{Ledger, Matches, Registry},
	Balance, DealId, Party, Restrict, Seconds, Tag, Trust, WorkerpoolId, DEFAULT_MAX_STAKE,
};
use frame_support::{
	ensure, pallet_prelude::DispatchError, storage::with_storage_layer, traits::Defensive,
};
use sp_core::H256;

/// An offer's side of a deal.
struct Seller<AccountId> {
	order: OrderId,
	pool: WorkerpoolId,
	owner: AccountId,
	cell: Cell,
	/// nRLC that its owner has locked for the deal's tasks.
	locked: Balance,
}

/// A deal that was made.
struct Made {
	deal: DealId,
	volume: u64,
	/// nRLC that the requester has locked for it now.
	total: Balance,
}

/// Why there is no deal.
enum Failed {
	/// The resting order is void.
	Resting(Void),
	/// The newcomer goes no further.
	Newcomer(HandBack),
}

/// The newcomer, and what comes of it.
pub(crate) struct Counter<'a, T: Config> {
	newcomer: &'a Newcomer<T::AccountId>,
	/// Only evicts, and makes no deal.
	posts_only: bool,
	now: Seconds,
	/// Tasks that are left of the newcomer.
	left: u64,
	/// Why it was stopped.
	pub stop: Option<HandBack>,
	/// Resting orders that were void, in order.
	pub voids: Vec<(OrderId, Void)>,
	/// nRLC that the requesters' deals have locked.
	pub total: Balance,
	/// Longest params of a deal, in bytes.
	pub params: u32,
	/// Number of deals that the market was asked for and refused.
	pub undone: u32,
}

impl<T: Config> Desk<Storage<T>> for Counter<'_, T> {
	fn meet(&mut self, _: &mut Storage<T>, order: OrderId, tick: Tick, volume: u64) -> Meeting {
		// The engine found the order's place in its record.
		let Some(resting) = Orders::<T>::get(order) else { return Meeting::Stop };
		if let Some(void) = Pallet::<T>::void(&resting, self.now) {
			self.voids.push((order, void));
			return Meeting::Void;
		}
		if resting.owner == self.newcomer.owner {
			self.stop = Some(HandBack::OwnTrade);
			return Meeting::Stop;
		}
		if self.posts_only {
			self.stop = Some(HandBack::WouldTrade);
			return Meeting::Stop;
		}
		match self.deal(order, &resting, tick, volume) {
			Ok(Made { deal, volume, total }) => {
				self.total = self.total.saturating_add(total);
				self.left = self.left.saturating_sub(volume);
				let (price, with, order) = (price_of(tick), order, self.newcomer.id);
				Pallet::<T>::deposit_event(Event::Traded { deal, order, with, price, volume });
				if let Some(pool) = resting.pool {
					Pallet::<T>::count_volume(pool, resting.book.cell, 0, volume);
					if volume < resting.link.left {
						Sold::<T>::insert(deal, with);
					}
				}
				Meeting::Deal(volume)
			},
			Err(Failed::Resting(void)) => {
				self.voids.push((order, void));
				Meeting::Void
			},
			Err(Failed::Newcomer(reason)) => {
				self.stop = Some(reason);
				Meeting::Stop
			},
		}
	}

	fn leave(&mut self, _: &mut Storage<T>, order: OrderId, void: bool) {
		let Some(resting) = Orders::<T>::get(order) else { return };
		match self.voids.last() {
			Some((last, reason)) if void && *last == order => {
				Pallet::<T>::evicted(order, &resting, *reason);
			},
			_ => {
				// The deals have taken what its tasks had locked: the deposit is left.
				let _ = Pallet::<T>::forget(order, &resting, 0, 0).defensive();
			},
		}
	}
}

impl<T: Config> Counter<'_, T> {
	/// Makes a deal of a resting order with the newcomer.
	fn deal(
		&mut self,
		order: OrderId,
		resting: &Resting<T::AccountId>,
		tick: Tick,
		volume: u64,
	) -> Result<Made, Failed> {
		let newcomer = self.newcomer;
		let price = price_of(tick);
		let stored;
		// Of the request, `left` tasks are in no deal.
		let (body, payer_held, left, volume, seller) = match (&newcomer.kind, resting.pool) {
			(Kind::Request(body), Some(pool)) => {
				let locked = resting.held.saturating_mul(volume.into());
				let (owner, cell) = (resting.owner.clone(), resting.book.cell);
				let seller = Seller { order, pool, owner, cell, locked };
				(&**body, newcomer.held, self.left, volume, seller)
			},
			(Kind::Offer(pool), None) => {
				let Some(body) = Requests::<T>::get(order) else {
					return Err(Failed::Resting(Void::Refused(DispatchError::Corruption)));
				};
				stored = body;
				let volume = self.affordable(price, volume)?;
				let locked = newcomer.held.saturating_mul(volume.into());
				let (owner, cell) = (newcomer.owner.clone(), newcomer.cell);
				let seller = Seller { order: newcomer.id, pool: *pool, owner, cell, locked };
				(&stored, resting.held, resting.link.left, volume, seller)
			},
			// Both sides of one kind never meet.
			_ => return Err(Failed::Newcomer(HandBack::NothingFits)),
		};
		self.params = self.params.max(body.order.params_len());
		let payer_locked = payer_held.saturating_mul(volume.into());
		let (pool, cell, seller_owner) = (seller.pool, seller.cell, seller.owner.clone());
		let held = Pallet::<T>::held(body, seller, price, self.now)
			.map_err(|error| self.fault(resting, &seller_owner, pool, cell, price, error))?;
		let first = body.order.volume.saturating_sub(left);
		let held = Held { first, volume, payer_locked, ..held };
		let trust = u8::try_from(body.order.trust.low_u32()).unwrap_or(u8::MAX);
		let task = held
			.dataset
			.as_ref()
			.map_or(0, |placed| placed.order.price)
			.saturating_add(held.app.order.price)
			.saturating_add(price)
			.saturating_add(Pallet::<T>::task_fee(trust));
		if newcomer.budget.is_some_and(|budget| task > each(budget, self.total, self.left)) {
			return Err(Failed::Newcomer(HandBack::TooDear));
		}
		let deal = with_storage_layer(|| T::Market::make(held))
			.map_err(|error| self.fault(resting, &seller_owner, pool, cell, price, error))?;
		Ok(Made { deal, volume, total: task.saturating_mul(volume.into()) })
	}

	/// Tasks of an offer that its owner's stake allows at a price above the offer's own.
	fn affordable(&self, price: Balance, volume: u64) -> Result<u64, Failed> {
		let more = Pallet::<T>::stake_of(price).saturating_sub(self.newcomer.held);
		let Some(most) = T::Ledger::stake(&self.newcomer.owner).checked_div(more) else {
			return Ok(volume);
		};
		match volume.min(most.try_into().unwrap_or(u64::MAX)) {
			0 => Err(Failed::Newcomer(HandBack::StakeShort)),
			volume => Ok(volume),
		}
	}

	/// Whose fault it is that the market refuses a deal: the offer's when its pool can't do what it offers
	/// at that price, or has another owner; else the request's. A resting request whose price makes the
	/// stake larger than workers agree to, even at the usual share, is at fault, too: no open pool could
	/// come past it. Counts the refusal.
	fn fault(
		&mut self,
		resting: &Resting<T::AccountId>,
		seller: &T::AccountId,
		pool: WorkerpoolId,
		cell: Cell,
		price: Balance,
		error: DispatchError,
	) -> Failed {
		// At most one for each order that is met.
		self.undone = self.undone.saturating_add(1);
		let (trust, tag) = (Trust::from(trust_of(cell)), Pallet::<T>::tag_of(cell));
		let offer_rests = resting.pool.is_some();
		let is_dear = !offer_rests && Pallet::<T>::stake_of(price) > DEFAULT_MAX_STAKE;
		let offer_is_sound = T::Registry::workerpool_owner(pool).as_ref() == Some(seller)
			&& (is_dear || T::Market::check_pool(pool, trust, tag, price).is_ok());
		match offer_rests == offer_is_sound {
			true => Failed::Newcomer(HandBack::Refused(error)),
			false => Failed::Resting(Void::Refused(error)),
		}
	}
}

/// nRLC that a budget has for each of the tasks that are left.
pub(crate) fn each(budget: Balance, spent: Balance, left: u64) -> Balance {
	budget.saturating_sub(spent).checked_div(left.into()).unwrap_or_default()
}

impl<T: Config> Pallet<T> {
	/// Trades a newcomer, for which everything is locked, with resting orders.
	pub(crate) fn trade(
		newcomer: &Newcomer<T::AccountId>,
		posts_only: bool,
	) -> (Crossing, Counter<'_, T>) {
		let tags = Self::tags();
		let mut counter = Counter {
			newcomer,
			posts_only,
			now: Self::now(),
			left: newcomer.volume,
			stop: None,
			voids: Vec::new(),
			total: 0,
			params: 0,
			undone: 0,
		};
		let taker = Taker {
			side: newcomer.side(),
			cell: newcomer.cell,
			limit: newcomer.tick,
			left: newcomer.volume,
		};
		let crossing = cross(
			&mut Storage::<T>::new(),
			&newcomer.sections,
			&Grid { classes: &tags },
			taker,
			Limits { deals: MAX_DEALS, voids: MAX_EVICTIONS },
			&mut counter,
		);
		(crossing, counter)
	}

	/// The tag of a cell's class.
	pub(crate) fn tag_of(cell: Cell) -> Tag {
		TagClasses::<T>::get().get(usize::from(cell.class)).copied().unwrap_or_default()
	}

	/// Why a resting order is void, whatever it meets, as far as that is cheap to see.
	pub(crate) fn void(resting: &Resting<T::AccountId>, now: Seconds) -> Option<Void> {
		if resting.until <= now {
			return Some(Void::Expired);
		}
		if resting.epoch != Self::epoch_of(resting.pool, &resting.owner) {
			return Some(Void::Revoked);
		}
		let pool = resting.pool.filter(|_| resting.book.section.venue == Venue::Open)?;
		(!Listed::<T>::contains_key(pool)).then_some(Void::NotListed)
	}

	/// Present epoch of a pool's offers, or of an account's requests.
	pub(crate) fn epoch_of(pool: Option<WorkerpoolId>, owner: &T::AccountId) -> u32 {
		let of = pool.map_or_else(|| Party::Account(owner.clone()), Party::Workerpool);
		T::Registry::epoch(&of)
	}

	/// An order that has left its book is void: frees what it locked, but for the fee. A request that the
	/// market refuses, since the price of its app or dataset is gone, comes back whole.
	pub(crate) fn evicted(order: OrderId, resting: &Resting<T::AccountId>, reason: Void) {
		let fee = match (reason, resting.pool) {
			(Void::Refused(_), None) => 0,
			_ => Parameters::<T>::get().eviction_fee.min(resting.deposit),
		};
		let volume = resting.link.left;
		let _ = Self::forget(order, resting, volume, fee).defensive();
		Self::deposit_event(Event::Evicted { order, volume, fee, reason });
	}

	/// The orders of a deal of one task, for which the payer has locked nothing, as the market takes them.
	fn held(
		body: &Body<T::AccountId>,
		seller: Seller<T::AccountId>,
		price: Balance,
		now: Seconds,
	) -> Result<Held<T::AccountId>, DispatchError> {
		let request = body.order.clone();
		let holds = |posted: &Posted<T::AccountId>, of: Party<T::AccountId>| {
			posted.terms.until.is_none_or(|until| until > now)
				&& posted.epoch == T::Registry::epoch(&of)
		};
		let app = AppPrices::<T>::get(request.app, &body.app).ok_or(Error::<T>::AppNotOffered)?;
		ensure!(holds(&app, Party::App(request.app)), Error::<T>::AppNotOffered);
		let dataset = match request.dataset {
			Some(id) => {
				let posted = DatasetPrices::<T>::get(id, &body.dataset)
					.ok_or(Error::<T>::DatasetNotOffered)?;
				ensure!(holds(&posted, Party::Dataset(id)), Error::<T>::DatasetNotOffered);
				let order = DatasetOrder {
					dataset: id,
					price: posted.terms.price,
					volume: u64::MAX,
					tag: posted.terms.tag,
					app_restrict: posted.terms.app_restrict(),
					workerpool_restrict: posted.terms.pool_restrict(),
					requester_restrict: body.dataset.restrict(),
					salt: H256::zero(),
				};
				Some(Placed { order, by: posted.by })
			},
			None => None,
		};
		let app_order = AppOrder {
			app: request.app,
			price: app.terms.price,
			volume: u64::MAX,
			tag: app.terms.tag,
			dataset_restrict: Restrict::Anybody,
			workerpool_restrict: app.terms.pool_restrict(),
			requester_restrict: body.app.restrict(),
			salt: H256::zero(),
		};
		let workerpool = WorkerpoolOrder {
			workerpool: seller.pool,
			price,
			volume: u64::MAX,
			tag: Self::tag_of(seller.cell),
			category: request.category,
			trust: Trust::from(trust_of(seller.cell)),
			app_restrict: Restrict::Anybody,
			dataset_restrict: Restrict::Anybody,
			requester_restrict: Restrict::Anybody,
			salt: book_salt(seller.order),
		};
		Ok(Held {
			app: Placed { order: app_order, by: app.by },
			dataset,
			workerpool: Placed { order: workerpool, by: seller.owner },
			request,
			first: 0,
			volume: 1,
			payer_locked: 0,
			scheduler_locked: seller.locked,
		})
	}

	/// Whether the market would make a deal of one task of a request with a resting offer.
	pub(crate) fn would_deal(
		body: &Body<T::AccountId>,
		order: OrderId,
		resting: &Resting<T::AccountId>,
		price: Balance,
		now: Seconds,
	) -> Result<(), DispatchError> {
		let pool = resting.pool.ok_or(DispatchError::Corruption)?;
		let (owner, cell) = (resting.owner.clone(), resting.book.cell);
		let seller = Seller { order, pool, owner, cell, locked: 0 };
		T::Market::check(Self::held(body, seller, price, now)?)
	}
}
