// SPDX-License-Identifier: Apache-2.0

//! The trade of a newcomer with resting orders: best price first, then first come, first served.

use super::{
	books::{best_for, is_before, remove, shrink, Book, Cell, Grid, Side, Store, Top},
	tick::Tick,
	OrderId,
};

/// An order that comes to the books.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Taker {
	/// Its side.
	pub side: Side,
	/// Its cell.
	pub cell: Cell,
	/// The worst price that it takes.
	pub limit: Tick,
	/// Tasks that are left.
	pub left: u64,
}

/// Bounds of one call's work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
	/// Most deals.
	pub deals: u32,
	/// Most orders that are found void.
	pub voids: u32,
}

/// What comes of two orders that meet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meeting {
	/// A deal of so many tasks: at least one, and no more than asked for.
	Deal(u64),
	/// The resting order is void, and leaves.
	Void,
	/// The newcomer goes no further.
	Stop,
}

/// Why a newcomer went no further.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
	/// Nothing is left of it.
	Filled,
	/// No order is left that it could trade with.
	Alone,
	/// The most deals were made.
	Deals,
	/// The most void orders were found.
	Voids,
	/// Its [`Desk`] stopped it.
	Stopped,
}

/// What a newcomer did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Crossing {
	/// Why it went no further.
	pub end: End,
	/// Tasks that are left of it.
	pub left: u64,
	/// Number of deals.
	pub deals: u32,
	/// Number of resting orders that were void.
	pub voids: u32,
}

/// What makes the deals.
pub trait Desk<S: Store> {
	/// A newcomer meets a resting order, at whose price up to `volume` tasks are traded.
	fn meet(&mut self, store: &mut S, order: OrderId, tick: Tick, volume: u64) -> Meeting;
	/// A resting order has left its book, filled or `void`. Its record may go.
	fn leave(&mut self, store: &mut S, order: OrderId, void: bool);
}

/// The best order of these sections that the newcomer trades with, and its section.
fn best<S: Store>(
	store: &S,
	sections: &[S::Section],
	grid: &Grid<'_>,
	taker: &Taker,
) -> Option<(S::Section, Top)> {
	let side = taker.side.opposite();
	let mut best: Option<(S::Section, Top)> = None;
	for section in sections {
		let tops = store.tops(*section, side);
		let Some(top) = best_for(&tops, side, grid, taker.cell) else { continue };
		if best.as_ref().is_none_or(|(_, best)| is_before(side, &top, best)) {
			best = Some((*section, top));
		}
	}
	// A resting price that is better than the limit, for the newcomer, or the limit itself.
	best.filter(|(_, top)| !taker.side.opposite().is_better(taker.limit, top.tick))
}

/// Trades a newcomer with the resting orders of some sections, within the limits.
pub fn cross<S: Store>(
	store: &mut S,
	sections: &[S::Section],
	grid: &Grid<'_>,
	mut taker: Taker,
	limits: Limits,
	desk: &mut impl Desk<S>,
) -> Crossing {
	let (mut deals, mut voids) = (0u32, 0u32);
	let end = loop {
		if taker.left == 0 {
			break End::Filled;
		}
		let Some((section, top)) = best(store, sections, grid, &taker) else { break End::Alone };
		if deals >= limits.deals {
			break End::Deals;
		}
		if voids >= limits.voids {
			break End::Voids;
		}
		let book = Book { section, side: taker.side.opposite(), cell: top.cell };
		let resting = store.link(top.order).map_or(0, |link| link.left);
		let meeting = match resting {
			// No order rests without a task.
			0 => Meeting::Void,
			_ => desk.meet(store, top.order, top.tick, taker.left.min(resting)),
		};
		match meeting {
			Meeting::Deal(volume) => {
				deals = deals.saturating_add(1);
				taker.left = taker.left.saturating_sub(volume);
				if volume < resting {
					shrink(store, book, top.order, volume);
				} else {
					remove(store, book, top.order);
					desk.leave(store, top.order, false);
				}
			},
			Meeting::Void => {
				voids = voids.saturating_add(1);
				remove(store, book, top.order);
				desk.leave(store, top.order, true);
			},
			Meeting::Stop => break End::Stopped,
		}
	};
	Crossing { end, left: taker.left, deals, voids }
}
