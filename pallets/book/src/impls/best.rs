// SPDX-License-Identifier: Apache-2.0

//! Answers of the runtime APIs: the best prices of a category.

use super::store::Storage;
use crate::{
	engine::{price_of, Book, Cell, Side, Store},
	pallet::*,
	trust_of, Section, SectionBook, Venue,
};
use alloc::{collections::BTreeSet, vec::Vec};
use bourse_primitives::{catalogue::BestPrices, CategoryId, WorkerpoolId};

impl<T: Config> Pallet<T> {
	/// The best orders of a category by cell, of those cells that have some. `pool`: in the pool's own
	/// venue, instead of the open one. An offer also serves cells of less trust and of fewer features,
	/// under which it is not shown: [`Pallet::depth`] has all that serve a cell.
	pub fn best_prices(category: CategoryId, pool: Option<WorkerpoolId>) -> Vec<BestPrices> {
		let section = Section { venue: pool.map_or(Venue::Open, Venue::Pool), category };
		let store = Storage::<T>::new();
		let sides = [Side::Offer, Side::Request];
		let cells = sides.iter().flat_map(|side| store.tops(section, *side));
		let cells: BTreeSet<(u8, u8)> = cells.map(|top| (top.cell.class, top.cell.step)).collect();
		let best = |cell, side| {
			let book: SectionBook = Book { section, side, cell };
			let header = store.header(book);
			(header.best.map(price_of), header.volume)
		};
		let prices = |(class, step)| {
			let cell = Cell { class, step };
			let (offer, offered) = best(cell, Side::Offer);
			let (request, requested) = best(cell, Side::Request);
			let (tag, trust) = (Self::tag_of(cell), trust_of(cell));
			BestPrices { tag, trust, offer, offered, request, requested }
		};
		cells.into_iter().map(prices).collect()
	}
}
