// SPDX-License-Identifier: Apache-2.0

//! The invariants that the crate's documentation lists, in its order.

use crate::{
	engine::{best_for, Bits, Grid, Header, Level, Tick, Top},
	pallet::*,
	slots_of, OnOffer, OrderId, SectionBook, Side, BUCKET,
};
use alloc::{collections::BTreeMap, vec::Vec};
use bourse_primitives::{
	traits::{Holds, Ledger},
	Balance,
};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant that the crate's documentation lists. For tests and `try-runtime`:
	/// it reads the whole state of the pallet.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_books()?;
		Self::try_uncrossed()?;
		Self::try_lists()?;
		Self::try_records()?;
		Self::try_locks()
	}

	/// 1: levels, bitmaps, headers and tops.
	fn try_books() -> Result<(), TryRuntimeError> {
		let mut listed = 0usize;
		let mut books = BTreeMap::<SectionBook, (Header, Vec<Tick>)>::new();
		for (book, tick, level) in Levels::<T>::iter() {
			listed = listed.saturating_add(Self::try_level(book, tick, &level)?);
			let (header, ticks) = books.entry(book).or_default();
			header.orders = header.orders.saturating_add(level.orders);
			header.volume = header.volume.saturating_add(level.volume);
			if header.best.is_none_or(|best| book.side.is_better(tick, best)) {
				header.best = Some(tick);
			}
			// A tick has 18 bits.
			header.leaves.set(tick / 512);
			ticks.push(tick);
		}
		ensure!(listed == Orders::<T>::iter_keys().count(), "an order is on no level");
		for (book, header) in Headers::<T>::iter() {
			let expected = books.get(&book).map(|(header, _)| *header);
			ensure!(expected == Some(header), "a book's totals are wrong");
		}
		ensure!(Headers::<T>::iter_keys().count() == books.len(), "a book has no totals");

		let mut leaves = BTreeMap::new();
		for (book, (_, ticks)) in &books {
			for tick in ticks {
				// A tick has 18 bits.
				let (leaf, bit) = ((tick / 512) as u16, tick % 512);
				leaves.entry((*book, leaf)).or_insert_with(Bits::default).set(bit);
			}
		}
		for (book, leaf, bits) in Leaves::<T>::iter() {
			ensure!(leaves.remove(&(book, leaf)) == Some(bits), "a leaf is wrong");
		}
		ensure!(leaves.is_empty(), "a tick is not marked");

		let mut tops = 0usize;
		for (section, side, list) in FirstOrders::<T>::iter() {
			for top in list {
				let book = SectionBook { section, side, cell: top.cell };
				ensure!(Self::first_of(book) == Some(top), "a first order is wrong");
				tops = tops.saturating_add(1);
			}
		}
		ensure!(tops == books.len(), "a book's first order is missing, or there twice");
		Ok(())
	}

	/// The first order of a book.
	fn first_of(book: SectionBook) -> Option<Top> {
		let tick = Headers::<T>::get(book).best?;
		let order = Levels::<T>::get(book, tick)?.head;
		let since = Orders::<T>::get(order)?.link.since;
		Some(Top { cell: book.cell, tick, order, since })
	}

	/// A level is a list of orders of its book and tick, from the earliest to the latest. Returns how
	/// many there are.
	fn try_level(book: SectionBook, tick: Tick, level: &Level) -> Result<usize, TryRuntimeError> {
		let (mut next, mut last) = (Some(level.head), None::<(OrderId, u64)>);
		let (mut count, mut volume) = (0u32, 0u64);
		while let Some(order) = next {
			let resting = Orders::<T>::get(order).ok_or("a level names an order that is gone")?;
			let link = resting.link;
			ensure!(resting.book == book && link.tick == tick, "an order is on another level");
			ensure!(link.prev == last.map(|(order, _)| order), "an order's link is wrong");
			ensure!(last.is_none_or(|(_, since)| since < link.since), "an order jumped the queue");
			count = count.saturating_add(1);
			volume = volume.saturating_add(link.left);
			last = Some((order, link.since));
			next = link.next;
		}
		ensure!(last.map(|(order, _)| order) == Some(level.tail), "a level's end is wrong");
		ensure!((count, volume) == (level.orders, level.volume), "a level is miscounted");
		Ok(count as usize)
	}

	/// 2: no two orders that serve each other cross.
	fn try_uncrossed() -> Result<(), TryRuntimeError> {
		let tags = Self::tags();
		let grid = Grid { classes: &tags };
		for (section, side, requests) in FirstOrders::<T>::iter() {
			if side == Side::Offer {
				continue;
			}
			let offers = FirstOrders::<T>::get(section, Side::Offer);
			for request in requests {
				let offer = best_for(&offers, Side::Offer, &grid, request.cell);
				let is_dear = offer.is_none_or(|offer| offer.tick > request.tick);
				ensure!(is_dear, "two resting orders cross");
			}
		}
		Ok(())
	}

	/// 3: the owners' lists, and the pools' volumes.
	fn try_lists() -> Result<(), TryRuntimeError> {
		let mut volumes = BTreeMap::<_, OnOffer>::new();
		for (order, resting) in Orders::<T>::iter() {
			let is_listed = OrdersOf::<T>::contains_key(&resting.owner, order);
			ensure!(is_listed, "an order is not on its owner's list");
			if let Some(pool) = resting.pool {
				let (left, slots) = (resting.link.left, slots_of(resting.book.cell));
				let volume = volumes.entry(pool).or_default();
				volume.tasks = volume.tasks.saturating_add(left);
				volume.slots = volume.slots.saturating_add(left.saturating_mul(slots));
			}
		}
		let orders = Orders::<T>::iter_keys().count();
		ensure!(OrdersOf::<T>::iter_keys().count() == orders, "a list has an order that is gone");
		for (pool, volume) in PoolVolume::<T>::iter() {
			ensure!(volumes.remove(&pool) == Some(volume), "a pool's volume is wrong");
		}
		ensure!(volumes.is_empty(), "a pool's volume is missing");
		Ok(())
	}

	/// 4: volume, end, and body of each order.
	fn try_records() -> Result<(), TryRuntimeError> {
		let next = NextOrder::<T>::get();
		for (order, resting) in Orders::<T>::iter() {
			ensure!(resting.link.left >= 1, "an order without a task rests");
			ensure!(order <= next && resting.link.since <= next, "a number is given twice");
			let expires = Expiring::<T>::contains_key(resting.until / BUCKET, order);
			ensure!(expires, "an order never expires");
			let is_request = resting.book.side == Side::Request;
			ensure!(is_request == resting.pool.is_none(), "an order is on the wrong side");
			let body = Requests::<T>::get(order);
			ensure!(is_request == body.is_some(), "a request has no body");
			let asked = body.map_or(u64::MAX, |body| body.order.volume);
			ensure!(resting.link.left <= asked, "a request has more left than it asks for");
		}
		let orders = Orders::<T>::iter_keys().count();
		ensure!(Expiring::<T>::iter_keys().count() == orders, "an order expires that is gone");
		let requests = Orders::<T>::iter_values().filter(|order| order.pool.is_none()).count();
		ensure!(Requests::<T>::iter_keys().count() == requests, "a body has no request");
		Ok(())
	}

	/// 5: locks.
	fn try_locks() -> Result<(), TryRuntimeError> {
		let mut held = BTreeMap::<_, Balance>::new();
		for (who, amount) in <Self as Holds<T::AccountId>>::all_holds() {
			let sum = held.entry(who).or_default();
			*sum = sum.checked_add(amount).ok_or("too much is held")?;
		}
		for (who, amount) in held {
			ensure!(amount <= T::Ledger::locked(&who), "more is held than an account has locked");
		}
		Ok(())
	}
}
