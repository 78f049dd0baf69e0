// SPDX-License-Identifier: Apache-2.0

//! Placing: what comes of a new order.

use super::{
	newcomer::{Kind, Newcomer},
	store::Storage,
	trade::Counter,
};
use crate::{
	engine::{append, price_of, remove, Book, Crossing, End, Grid, Link, OrderId, Side, Walk},
	pallet::*,
	HandBack, Lifetime, NewOrder, Resting, Section, Void, BUCKET, MAX_DEALS, MAX_EVICTIONS,
};
use alloc::vec::Vec;
use bourse_primitives::{Balance, Seconds};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult, Weight},
	storage::{with_transaction, TransactionOutcome},
};

/// What a new order did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Done {
	/// Number of the order.
	pub order: OrderId,
	/// Number of deals.
	pub deals: u32,
	/// Longest params of the deals' requests, in bytes.
	pub params: u32,
	/// Number of orders that were evicted.
	pub evictions: u32,
	/// Number of deals that the market refused, and of deals and evictions that were taken back: they cost
	/// as much as those that stay.
	pub undone: u32,
	/// Tasks that were traded.
	pub volume: u64,
	/// nRLC that the requesters have locked for these tasks.
	pub total: Balance,
	/// Whether the order rests.
	pub rests: bool,
	/// Whether it rests behind others of its price.
	pub behind: bool,
}

/// What a trade left, without the newcomer.
struct Traded {
	crossing: Crossing,
	stop: Option<HandBack>,
	voids: Vec<(OrderId, Void)>,
	total: Balance,
	params: u32,
	undone: u32,
}

impl Traded {
	fn of<T: Config>(crossing: Crossing, counter: Counter<'_, T>) -> Self {
		let Counter { stop, voids, total, params, undone, .. } = counter;
		Self { crossing, stop, voids, total, params, undone }
	}
}

impl HandBack {
	/// The error of an order that did nothing at all.
	fn error<T: Config>(self) -> DispatchError {
		match self {
			Self::NothingFits | Self::MostDeals | Self::MostEvictions => {
				Error::<T>::NothingFits.into()
			},
			Self::NotWhole => Error::<T>::NotWhole.into(),
			Self::WouldTrade => Error::<T>::WouldTrade.into(),
			Self::OwnTrade => Error::<T>::OwnTrade.into(),
			Self::StakeShort => Error::<T>::InsufficientStake.into(),
			Self::TooDear => Error::<T>::MaxTotalTooLow.into(),
			Self::SeveralPools => Error::<T>::SeveralPools.into(),
			Self::Refused(error) => error,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Places an order.
	pub(crate) fn do_place(
		who: T::AccountId,
		order: NewOrder<T::AccountId>,
		lifetime: Lifetime,
	) -> Result<Done, DispatchError> {
		let newcomer = Self::newcomer(Self::next_number(), who, order)?;
		Self::enter(newcomer, lifetime)
	}

	/// Places an order as [`Pallet::place`] does with [`Lifetime::FillOrKill`]. Returns the number of its
	/// deals, 0 when it only evicted, and the weight as it was.
	pub fn fill(
		who: T::AccountId,
		order: NewOrder<T::AccountId>,
	) -> Result<(u32, Weight), DispatchError> {
		let newcomer = Self::newcomer_weight(&order);
		let done = Self::do_place(who, order, Lifetime::FillOrKill)?;
		Ok((done.deals, Self::placed_weight(newcomer, done)))
	}

	/// Lets a newcomer lock, trade, and rest.
	pub(crate) fn enter(
		newcomer: Newcomer<T::AccountId>,
		lifetime: Lifetime,
	) -> Result<Done, DispatchError> {
		let until = match lifetime {
			Lifetime::GoodTill(until) | Lifetime::PostOnly(until) => {
				Self::check_until(until, Self::now())?;
				ensure!(newcomer.rests_in.is_some(), Error::<T>::SeveralPools);
				Some(until)
			},
			_ => None,
		};
		let deposit = until.map_or(0, |_| Parameters::<T>::get().deposit);
		let held = newcomer.to_lock().ok_or(Error::<T>::AmountTooLarge)?;
		let all = held.checked_add(deposit).ok_or(Error::<T>::AmountTooLarge)?;
		// Whatever the newcomer may lack is refused before the books are touched.
		Self::lock(&newcomer.owner, all, newcomer.pays())?;

		let traded = match lifetime {
			Lifetime::FillOrKill => Self::trade_whole(&newcomer)?,
			_ => {
				let posts_only = matches!(lifetime, Lifetime::PostOnly(_));
				let (crossing, counter) = Self::trade(&newcomer, posts_only);
				Traded::of(crossing, counter)
			},
		};
		let Crossing { end, left, deals, voids } = traded.crossing;
		let mut done = Done {
			order: newcomer.id,
			deals,
			params: traded.params,
			evictions: voids,
			undone: traded.undone,
			volume: newcomer.volume.saturating_sub(left),
			total: traded.total,
			rests: false,
			behind: false,
		};
		let back = match end {
			End::Filled => {
				Self::free(&newcomer.owner, deposit, 0)?;
				return Ok(done);
			},
			End::Alone => match (until, newcomer.rests_in) {
				(Some(until), Some(section)) => {
					done.behind = Self::rest(newcomer, section, left, deposit, until);
					done.rests = true;
					return Ok(done);
				},
				_ => HandBack::NothingFits,
			},
			End::Deals => HandBack::MostDeals,
			End::Voids => HandBack::MostEvictions,
			End::Stopped => traded.stop.unwrap_or(HandBack::NothingFits),
		};
		let back = match lifetime {
			Lifetime::FillOrKill if deals == 0 && left == newcomer.volume => match back {
				HandBack::OwnTrade | HandBack::Refused(_) => back,
				_ => HandBack::NotWhole,
			},
			_ => back,
		};
		// An error would bring evicted orders back, to stand in the way for ever.
		ensure!(deals > 0 || voids > 0, back.error::<T>());
		let held = newcomer.held.saturating_mul(left.into());
		Self::free(&newcomer.owner, held.saturating_add(deposit), 0)?;
		Self::deposit_event(Event::HandedBack { order: newcomer.id, volume: left, reason: back });
		Ok(done)
	}

	/// Whether the first orders that a newcomer would meet have its tasks, or one of them is void or of the same
	/// owner. Nodes check brokers' purchases for nothing: deals that are taken back would cost them more.
	fn may_trade_whole(newcomer: &Newcomer<T::AccountId>) -> bool {
		let (now, tags, store) = (Self::now(), Self::tags(), Storage::<T>::new());
		let (side, grid) = (newcomer.side().opposite(), Grid { classes: &tags });
		let walk = Walk::new(&store, &newcomer.sections, side, &grid, newcomer.cell);
		let mut left = newcomer.volume;
		// The market may find void what looks sound here.
		for (_, top) in walk.take(MAX_DEALS.saturating_add(MAX_EVICTIONS) as usize) {
			if left == 0 || side.is_better(newcomer.tick, top.tick) {
				break;
			}
			let trades = |resting: &Resting<_>| {
				resting.owner != newcomer.owner && Self::void(resting, now).is_none()
			};
			let Some(resting) = Orders::<T>::get(top.order).filter(trades) else { return true };
			left = left.saturating_sub(resting.link.left);
		}
		left == 0
	}

	/// Trades the whole of a newcomer, or nothing. When enough tasks are there, void orders are evicted all the
	/// same.
	fn trade_whole(newcomer: &Newcomer<T::AccountId>) -> Result<Traded, DispatchError> {
		ensure!(Self::may_trade_whole(newcomer), Error::<T>::NotWhole);
		let mut traded = with_transaction(|| {
			let (crossing, counter) = Self::trade(newcomer, false);
			let traded = Ok::<_, DispatchError>(Traded::of(crossing, counter));
			match crossing.end {
				End::Filled => TransactionOutcome::Commit(traded),
				_ => TransactionOutcome::Rollback(traded),
			}
		})?;
		if traded.crossing.end == End::Filled {
			return Ok(traded);
		}
		for (order, reason) in &traded.voids {
			Self::evict(*order, *reason);
		}
		let Crossing { deals, voids, .. } = traded.crossing;
		traded.undone = traded.undone.saturating_add(deals).saturating_add(voids);
		traded.crossing = Crossing { left: newcomer.volume, deals: 0, ..traded.crossing };
		traded.total = 0;
		Ok(traded)
	}

	/// Rests what is left of a newcomer. Returns whether there are others of its price.
	pub(crate) fn rest(
		newcomer: Newcomer<T::AccountId>,
		section: Section,
		left: u64,
		deposit: Balance,
		until: Seconds,
	) -> bool {
		let book = Book { section, side: newcomer.side(), cell: newcomer.cell };
		let Newcomer { id, owner, tick, held, kind, .. } = newcomer;
		let pool = match kind {
			Kind::Offer(pool) => {
				Self::count_volume(pool, book.cell, left, 0);
				Some(pool)
			},
			Kind::Request(body) => {
				Requests::<T>::insert(id, *body);
				None
			},
		};
		let resting = Resting {
			owner: owner.clone(),
			book,
			link: Link::default(),
			held,
			deposit,
			until,
			placed: Self::now(),
			epoch: Self::epoch_of(pool, &owner),
			pool,
		};
		Orders::<T>::insert(id, resting);
		let behind = append(&mut Storage::<T>::new(), book, id, tick, left, id);
		OrdersOf::<T>::insert(&owner, id, ());
		Expiring::<T>::insert(until / BUCKET, id, ());
		Self::deposit_event(Event::Placed {
			order: id,
			owner,
			book,
			price: price_of(tick),
			volume: left,
			until,
		});
		behind
	}

	/// Takes a void order out of its book.
	pub(crate) fn evict(order: OrderId, reason: Void) {
		let Some(resting) = Orders::<T>::get(order) else { return };
		remove(&mut Storage::<T>::new(), resting.book, order);
		Self::evicted(order, &resting, reason);
	}

	/// Cancels an order, of whose deposit `fee` goes to the kitty.
	pub(crate) fn withdraw(
		order: OrderId,
		resting: &Resting<T::AccountId>,
		fee: Balance,
	) -> DispatchResult {
		remove(&mut Storage::<T>::new(), resting.book, order);
		let volume = resting.link.left;
		let fee = fee.min(resting.deposit);
		Self::forget(order, resting, volume, fee)?;
		Self::deposit_event(Event::Cancelled { order, volume, fee });
		Ok(())
	}

	/// The side's name in a book of that side.
	pub(crate) fn side(offers: bool) -> Side {
		match offers {
			true => Side::Offer,
			false => Side::Request,
		}
	}
}
