// SPDX-License-Identifier: Apache-2.0

//! Answers of the runtime APIs: quotes and depth.

use super::{
	newcomer::{Kind, Newcomer},
	store::Storage,
};
use crate::{
	engine::{next_tick, price_of, Book, Cell, Grid, Level, Side, Store, Tick, Walk},
	pallet::*,
	step_up, trust_of, NewOrder, Section, SectionBook, Venue, Void, MAX_DEALS,
};
use alloc::{collections::BTreeSet, vec::Vec};
use bourse_primitives::{
	book::{Change, DepthLevel, NewRequest, Quote, QuotedOffer, RuledOut},
	traits::Assignments,
	Balance, CategoryId, Seconds, Tag, WorkerpoolId,
};
use frame_support::pallet_prelude::DispatchError;

/// Most offers that a quote looks at, and most levels of a depth.
const MOST: usize = 64;

/// Most orders whose pools a depth looks at.
const MOST_LOOKS: u32 = 256;

/// Counts of offers by the condition that rules them out.
#[derive(Default)]
struct Conditions(Vec<RuledOut>);

impl Conditions {
	fn add(&mut self, condition: &str, more: u32) {
		let name = condition.as_bytes();
		match self.0.iter_mut().find(|known| known.condition == name) {
			Some(known) => known.offers = known.offers.saturating_add(more),
			None if more > 0 => {
				self.0.push(RuledOut { condition: name.to_vec(), offers: more });
			},
			None => {},
		}
	}
}

impl<T: Config> Pallet<T> {
	/// What a request of `who` would cost now, and which offers would serve it.
	///
	/// An error is that of a request which could not be placed.
	pub fn quote(
		who: T::AccountId,
		request: NewRequest<T::AccountId>,
	) -> Result<Quote, DispatchError> {
		let trust = request.job.trust;
		let asked = request.job.volume;
		let id = NextOrder::<T>::get();
		let newcomer = Self::newcomer(id, who, NewOrder::Request(request))?;
		let prices = Self::posted_prices(&newcomer);
		let mut conditions = Conditions::default();
		let offers = Self::offers_for(&newcomer, &mut conditions);

		let volume = offers.iter().fold(0u64, |sum, offer| sum.saturating_add(offer.volume));
		let pools = offers.iter().fold(0, |sum: Balance, offer| {
			sum.saturating_add(offer.price.saturating_mul(offer.volume.into()))
		});
		let (app_price, dataset_price) = prices;
		let task_fee = Self::task_fee(trust);
		let others = app_price.saturating_add(dataset_price).saturating_add(task_fee);
		let mut changes = Vec::new();
		if volume < asked {
			changes = Self::changes(&newcomer, &mut conditions);
			if volume > 0 {
				changes.push(Change::LowerVolume { to: volume });
			}
			if changes.is_empty() {
				changes.push(Change::AskElsewhere);
			}
		}
		Ok(Quote {
			offers,
			volume,
			app_price,
			dataset_price,
			task_fee,
			total: others.saturating_mul(volume.into()).saturating_add(pools),
			// The pallet does not know it.
			transaction_fee: 0,
			deposit: Parameters::<T>::get().deposit,
			ruled_out: conditions.0,
			changes,
		})
	}

	/// The posted prices of app and dataset that a request goes by.
	fn posted_prices(newcomer: &Newcomer<T::AccountId>) -> (Balance, Balance) {
		let Kind::Request(body) = &newcomer.kind else { return (0, 0) };
		let app = AppPrices::<T>::get(body.order.app, &body.app);
		let dataset = body.order.dataset.and_then(|id| DatasetPrices::<T>::get(id, &body.dataset));
		(app.map_or(0, |posted| posted.terms.price), dataset.map_or(0, |posted| posted.terms.price))
	}

	/// Offers that would serve a request, in the order in which it would meet them: as many as a call
	/// trades with. Counts those that would not.
	fn offers_for(
		newcomer: &Newcomer<T::AccountId>,
		conditions: &mut Conditions,
	) -> Vec<QuotedOffer> {
		let Kind::Request(body) = &newcomer.kind else { return Vec::new() };
		let now = Self::now();
		let tags = Self::tags();
		let store = Storage::<T>::new();
		let grid = Grid { classes: &tags };
		let mut offers = Vec::new();
		let mut left = newcomer.volume;
		let walk = Walk::new(&store, &newcomer.sections, Side::Offer, &grid, newcomer.cell);
		for (_, top) in walk.take(MOST) {
			if left == 0 || offers.len() >= MAX_DEALS as usize {
				break;
			}
			if top.tick > newcomer.tick {
				conditions.add("WorkerpoolTooExpensive", 1);
				continue;
			}
			let Some(resting) = Orders::<T>::get(top.order) else { continue };
			let Some(pool) = resting.pool else { continue };
			let price = price_of(top.tick);
			if let Some(name) = Self::ruled_out(newcomer, &resting, now) {
				conditions.add(name, 1);
				continue;
			}
			if let Err(error) = Self::would_deal(body, top.order, &resting, price, now) {
				conditions.add(error.into(), 1);
				continue;
			}
			let volume = left.min(resting.link.left);
			left = left.saturating_sub(volume);
			offers.push(QuotedOffer {
				order: top.order,
				pool,
				listed: Listed::<T>::contains_key(pool),
				price,
				volume,
				free_slots: T::Assignments::slots(pool).free,
				// The pallet knows no tasks.
				queue: 0,
				starts_within: None,
			});
		}
		offers
	}

	/// What the book itself has against a resting offer.
	fn ruled_out(
		newcomer: &Newcomer<T::AccountId>,
		resting: &crate::Resting<T::AccountId>,
		now: Seconds,
	) -> Option<&'static str> {
		match Self::void(resting, now) {
			Some(Void::Expired) => Some("Expired"),
			Some(Void::Revoked) => Some("WorkerpoolOrderRevoked"),
			Some(_) => Some("PoolNotListed"),
			None if resting.owner == newcomer.owner => Some("OwnTrade"),
			None => None,
		}
	}

	/// The nearest changes of a request that would get more tasks served. Counts the offers of other
	/// cells by their headers.
	fn changes(newcomer: &Newcomer<T::AccountId>, conditions: &mut Conditions) -> Vec<Change> {
		let tags = Self::tags();
		let store = Storage::<T>::new();
		let grid = Grid { classes: &tags };
		let (mut cheapest, mut highest) = (None::<u32>, None::<Cell>);
		for section in &newcomer.sections {
			for top in store.tops(*section, Side::Offer) {
				let book = Book { section: *section, side: Side::Offer, cell: top.cell };
				let orders = store.header(book).orders;
				let tag_only = Cell { step: newcomer.cell.step, ..top.cell };
				if grid.serves(top.cell, newcomer.cell) {
					let is_dear = top.tick > newcomer.tick;
					if is_dear && cheapest.is_none_or(|tick| top.tick < tick) {
						cheapest = Some(top.tick);
					}
				} else if grid.serves(tag_only, newcomer.cell) {
					conditions.add("TrustTooHigh", orders);
					if highest.is_none_or(|cell| top.cell.step > cell.step) {
						highest = Some(top.cell);
					}
				} else {
					conditions.add("TagNotOffered", orders);
				}
			}
		}
		let price = cheapest.map(|tick| Change::RaisePrice { to: price_of(tick) });
		let trust = highest.map(|cell| Change::LowerTrust { to: trust_of(cell) });
		price.into_iter().chain(trust).collect()
	}

	/// Offers that serve requests of a cell, or requests that offers of it serve, by price, best first:
	/// at most 64 levels. `pool`: the pool's own venue, instead of the open one.
	pub fn depth(
		pool: Option<WorkerpoolId>,
		category: CategoryId,
		tag: Tag,
		trust: u8,
		offers: bool,
	) -> Vec<DepthLevel> {
		let (Some(class), Some(step)) = (Self::class_for(tag), step_up(trust)) else {
			return Vec::new();
		};
		let section = Section { venue: pool.map_or(Venue::Open, Venue::Pool), category };
		let (side, cell) = (Self::side(offers), Cell { class, step });
		let (tags, store) = (Self::tags(), Storage::<T>::new());
		let grid = Grid { classes: &tags };
		// The next tick of each book.
		let mut next: Vec<(SectionBook, Tick)> = store
			.tops(section, side)
			.into_iter()
			.filter(|top| grid.fits(cell, top.cell, side))
			.map(|top| (Book { section, side, cell: top.cell }, top.tick))
			.collect();
		let (mut levels, mut looks) = (Vec::new(), MOST_LOOKS);
		while levels.len() < MOST {
			let better = |one, other| if side.is_better(other, one) { other } else { one };
			let Some(tick) = next.iter().map(|(_, tick)| *tick).reduce(better) else { break };
			let price = price_of(tick);
			let mut here = DepthLevel { price, orders: 0, volume: 0, free_slots: 0 };
			let mut pools = BTreeSet::new();
			next.retain_mut(|(book, at)| {
				if *at != tick {
					return true;
				}
				if let Some(level) = store.level(*book, tick) {
					here.orders = here.orders.saturating_add(level.orders);
					here.volume = here.volume.saturating_add(level.volume);
					Self::note_pools(&level, &mut looks, &mut pools);
				}
				let after = next_tick(&store, *book, tick);
				*at = after.unwrap_or(tick);
				after.is_some()
			});
			let free = pools.into_iter().map(|pool| T::Assignments::slots(pool).free);
			here.free_slots = free.fold(0, u64::saturating_add);
			levels.push(here);
		}
		levels
	}

	/// Notes the pools that offer at a level, as far as the looks go.
	fn note_pools(level: &Level, looks: &mut u32, pools: &mut BTreeSet<WorkerpoolId>) {
		let mut next = Some(level.head);
		while let Some(resting) = next.filter(|_| *looks > 0).and_then(Orders::<T>::get) {
			*looks = looks.saturating_sub(1);
			pools.extend(resting.pool);
			next = resting.link.next;
		}
	}

	/// Tag bits of the classes, by number.
	pub(crate) fn tags() -> Vec<u64> {
		TagClasses::<T>::get().iter().map(|tag| tag.0).collect()
	}
}
