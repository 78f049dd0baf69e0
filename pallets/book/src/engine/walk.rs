// SPDX-License-Identifier: Apache-2.0

//! A look at resting orders in the order in which a newcomer would meet them.

use super::{
	books::{is_before, next_tick, Book, Cell, Grid, Side, Store, Top},
	tick::Tick,
};
use alloc::vec::Vec;

/// Orders by price, then by time, over several books. Changes nothing.
pub struct Walk<'a, S: Store> {
	store: &'a S,
	side: Side,
	/// The next order of each book.
	heads: Vec<(Book<S::Section>, Top)>,
}

impl<'a, S: Store> Walk<'a, S> {
	/// The orders of `side` that trade with an order of `cell`, whatever their price.
	pub fn new(
		store: &'a S,
		sections: &[S::Section],
		side: Side,
		grid: &Grid<'_>,
		cell: Cell,
	) -> Self {
		let mut heads = Vec::new();
		for (at, section) in sections.iter().enumerate() {
			// A pool may be named twice.
			if sections.iter().take(at).any(|before| before == section) {
				continue;
			}
			for top in store.tops(*section, side) {
				if grid.fits(cell, top.cell, side) {
					heads.push((Book { section: *section, side, cell: top.cell }, top));
				}
			}
		}
		Self { store, side, heads }
	}

	/// The order behind this one in its book.
	fn behind(&self, book: Book<S::Section>, top: &Top) -> Option<Top> {
		let link = self.store.link(top.order)?;
		let (tick, order): (Tick, _) = match link.next {
			Some(next) => (top.tick, next),
			None => {
				let tick = next_tick(self.store, book, top.tick)?;
				(tick, self.store.level(book, tick)?.head)
			},
		};
		let since = self.store.link(order)?.since;
		Some(Top { cell: top.cell, tick, order, since })
	}
}

impl<S: Store> Iterator for Walk<'_, S> {
	type Item = (Book<S::Section>, Top);

	fn next(&mut self) -> Option<Self::Item> {
		let mut first: Option<usize> = None;
		for (at, (_, top)) in self.heads.iter().enumerate() {
			let is_first = first
				.and_then(|first| self.heads.get(first))
				.is_none_or(|(_, best)| is_before(self.side, top, best));
			if is_first {
				first = Some(at);
			}
		}
		let at = first?;
		let (book, top) = *self.heads.get(at)?;
		match self.behind(book, &top) {
			Some(behind) => self.heads[at] = (book, behind),
			None => {
				self.heads.swap_remove(at);
			},
		}
		Some((book, top))
	}
}
