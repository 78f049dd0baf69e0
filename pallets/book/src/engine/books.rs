// SPDX-License-Identifier: Apache-2.0

//! Books: orders by price and time.

use super::{
	bits::{Bits, SIZE},
	tick::Tick,
	OrderId,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Side of a book.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
)]
pub enum Side {
	/// Workerpools' offers, of which the cheapest is best.
	Offer,
	/// Requests, of which the one that pays most is best.
	Request,
}

impl Side {
	/// The side that trades with this one.
	pub fn opposite(self) -> Self {
		match self {
			Self::Offer => Self::Request,
			Self::Request => Self::Offer,
		}
	}

	/// Whether an order of this side at `tick` comes before one at `other`.
	pub fn is_better(self, tick: Tick, other: Tick) -> bool {
		match self {
			Self::Offer => tick < other,
			Self::Request => tick > other,
		}
	}

	/// The best number of a set, by this side.
	fn best_of(self, bits: &Bits) -> Option<u32> {
		match self {
			Self::Offer => bits.first_from(0),
			Self::Request => bits.last_to(SIZE),
		}
	}

	/// The best number of a set among those that are worse than this one.
	fn best_behind(self, bits: &Bits, number: u32) -> Option<u32> {
		match self {
			Self::Offer => bits.first_from(number.saturating_add(1)),
			Self::Request => bits.last_to(number.checked_sub(1)?),
		}
	}
}

/// A tag class and a trust step.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
)]
pub struct Cell {
	/// Number of the tag class.
	pub class: u8,
	/// Logarithm of the trust.
	pub step: u8,
}

/// One side of a cell of a section.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
)]
pub struct Book<Section> {
	/// Orders of other sections never meet.
	pub section: Section,
	/// The side.
	pub side: Side,
	/// The cell.
	pub cell: Cell,
}

/// A book's totals, and where its orders are.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct Header {
	/// Best tick with an order.
	pub best: Option<Tick>,
	/// Number of orders.
	pub orders: u32,
	/// Their tasks.
	pub volume: u64,
	/// Leaves with orders.
	pub leaves: Bits,
}

/// The orders of a book at one tick.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub struct Level {
	/// The first order.
	pub head: OrderId,
	/// The last order.
	pub tail: OrderId,
	/// Number of orders.
	pub orders: u32,
	/// Their tasks.
	pub volume: u64,
}

/// An order's place in a book.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct Link {
	/// Price.
	pub tick: Tick,
	/// Tasks that are left.
	pub left: u64,
	/// Number that tells earlier orders from later ones.
	pub since: u64,
	/// The order before, at the same price.
	pub prev: Option<OrderId>,
	/// The order behind.
	pub next: Option<OrderId>,
}

/// The first order of a book.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub struct Top {
	/// The book's cell.
	pub cell: Cell,
	/// Price.
	pub tick: Tick,
	/// The order.
	pub order: OrderId,
	/// Its [`Link::since`].
	pub since: u64,
}

/// What the books are kept in. Values that are empty, or `None`, take no place.
pub trait Store {
	/// What only orders of the same meet in.
	type Section: Copy + Eq;
	/// A book's header.
	fn header(&self, book: Book<Self::Section>) -> Header;
	/// Sets a book's header.
	fn set_header(&mut self, book: Book<Self::Section>, header: Header);
	/// Ticks with orders, among the 512 from `512 * leaf` on.
	fn leaf(&self, book: Book<Self::Section>, leaf: u16) -> Bits;
	/// Sets a leaf.
	fn set_leaf(&mut self, book: Book<Self::Section>, leaf: u16, bits: Bits);
	/// Orders of a book at a tick.
	fn level(&self, book: Book<Self::Section>, tick: Tick) -> Option<Level>;
	/// Sets them.
	fn set_level(&mut self, book: Book<Self::Section>, tick: Tick, level: Option<Level>);
	/// An order's place.
	fn link(&self, order: OrderId) -> Option<Link>;
	/// Sets the place of an order that exists.
	fn set_link(&mut self, order: OrderId, link: Link);
	/// The first orders of the books of a section's side, one for each cell with orders.
	fn tops(&self, section: Self::Section, side: Side) -> Vec<Top>;
	/// Sets them.
	fn set_tops(&mut self, section: Self::Section, side: Side, tops: Vec<Top>);
}

/// Tags of the classes, by which cells are compared.
pub struct Grid<'a> {
	/// Tag bits of each class.
	pub classes: &'a [u64],
}

impl Grid<'_> {
	/// Whether an offer of cell `offer` serves requests of cell `request`.
	pub fn serves(&self, offer: Cell, request: Cell) -> bool {
		let tag = |cell: Cell| self.classes.get(usize::from(cell.class));
		let (Some(offered), Some(asked)) = (tag(offer), tag(request)) else { return false };
		asked & !offered == 0 && offer.step >= request.step
	}

	/// Whether orders of two cells can trade, the second one of `side`.
	pub fn fits(&self, cell: Cell, other: Cell, side: Side) -> bool {
		match side {
			Side::Offer => self.serves(other, cell),
			Side::Request => self.serves(cell, other),
		}
	}
}

/// The best of the tops of `side` that trade with orders of `cell`: by price, then by time.
pub fn best_for(tops: &[Top], side: Side, grid: &Grid<'_>, cell: Cell) -> Option<Top> {
	let mut best: Option<Top> = None;
	for top in tops.iter().filter(|top| grid.fits(cell, top.cell, side)) {
		if best.is_none_or(|best| is_before(side, top, &best)) {
			best = Some(*top);
		}
	}
	best
}

/// Whether `top` comes before `other`, by price, then by time.
pub(super) fn is_before(side: Side, top: &Top, other: &Top) -> bool {
	side.is_better(top.tick, other.tick) || (top.tick == other.tick && top.since < other.since)
}

/// The leaf of a tick, and its number there.
fn leaf_of(tick: Tick) -> (u16, u32) {
	// A tick has 18 bits.
	((tick / SIZE) as u16, tick % SIZE)
}

/// The tick with that number in a leaf.
fn tick_in(leaf: u16, number: u32) -> Tick {
	u32::from(leaf).saturating_mul(SIZE).saturating_add(number)
}

/// Notes that there are orders at the tick, of which the book's header tells the leaf.
fn mark<S: Store>(store: &mut S, book: Book<S::Section>, header: &mut Header, tick: Tick) {
	let (leaf, bit) = leaf_of(tick);
	let mut bits = store.leaf(book, leaf);
	header.leaves.set(leaf.into());
	bits.set(bit);
	store.set_leaf(book, leaf, bits);
}

/// Notes that there are none at the tick, which was the best if that is asked for, and returns the
/// next best.
fn unmark<S: Store>(
	store: &mut S,
	book: Book<S::Section>,
	header: &mut Header,
	tick: Tick,
	wants_next: bool,
) -> Option<Tick> {
	let (leaf, bit) = leaf_of(tick);
	let mut bits = store.leaf(book, leaf);
	bits.clear(bit);
	store.set_leaf(book, leaf, bits);
	if !bits.is_empty() {
		let next = book.side.best_behind(&bits, bit);
		if next.is_some() || !wants_next {
			return next.map(|number| tick_in(leaf, number));
		}
	}
	if bits.is_empty() {
		header.leaves.clear(leaf.into());
	}
	if !wants_next {
		return None;
	}
	// Worse leaves alone have orders: this one's are better, or gone.
	next_in(store, book, &header.leaves, leaf)
}

/// The next tick with orders that is worse than this one.
pub fn next_tick<S: Store>(store: &S, book: Book<S::Section>, tick: Tick) -> Option<Tick> {
	let (leaf, bit) = leaf_of(tick);
	match book.side.best_behind(&store.leaf(book, leaf), bit) {
		Some(number) => Some(tick_in(leaf, number)),
		None => next_in(store, book, &store.header(book).leaves, leaf),
	}
}

/// The best tick in those of the leaves that are worse than `leaf`.
fn next_in<S: Store>(store: &S, book: Book<S::Section>, leaves: &Bits, leaf: u16) -> Option<Tick> {
	// There are 512 leaves.
	let next = book.side.best_behind(leaves, leaf.into())? as u16;
	let number = book.side.best_of(&store.leaf(book, next))?;
	Some(tick_in(next, number))
}

/// Sets the first order of a book among the tops of its section.
fn set_top<S: Store>(store: &mut S, book: Book<S::Section>, top: Option<Top>) {
	let mut tops = store.tops(book.section, book.side);
	tops.retain(|other| other.cell != book.cell);
	tops.extend(top);
	store.set_tops(book.section, book.side, tops);
}

/// Adds an order, whose record exists, behind those of the same price. `since` is above that of all
/// orders of the book. Returns whether there are others of that price.
pub fn append<S: Store>(
	store: &mut S,
	book: Book<S::Section>,
	order: OrderId,
	tick: Tick,
	left: u64,
	since: u64,
) -> bool {
	let mut header = store.header(book);
	let (prev, level) = match store.level(book, tick) {
		Some(level) => {
			if let Some(tail) = store.link(level.tail) {
				store.set_link(level.tail, Link { next: Some(order), ..tail });
			}
			// Bounded by the number of orders, and by the volume of each.
			let orders = level.orders.saturating_add(1);
			let volume = level.volume.saturating_add(left);
			(Some(level.tail), Level { tail: order, orders, volume, ..level })
		},
		None => {
			mark(store, book, &mut header, tick);
			(None, Level { head: order, tail: order, orders: 1, volume: left })
		},
	};
	store.set_level(book, tick, Some(level));
	store.set_link(order, Link { tick, left, since, prev, next: None });
	header.orders = header.orders.saturating_add(1);
	header.volume = header.volume.saturating_add(left);
	let is_best = header.best.is_none_or(|best| book.side.is_better(tick, best));
	if is_best {
		header.best = Some(tick);
	}
	store.set_header(book, header);
	if is_best {
		set_top(store, book, Some(Top { cell: book.cell, tick, order, since }));
	}
	prev.is_some()
}

/// Takes an order out of its book, and returns the place that it had. Its record stays.
pub fn remove<S: Store>(store: &mut S, book: Book<S::Section>, order: OrderId) -> Option<Link> {
	let link = store.link(order)?;
	let Link { tick, left, prev, next, .. } = link;
	let level = store.level(book, tick)?;
	let mut header = store.header(book);
	if let Some((id, before)) = prev.and_then(|id| Some((id, store.link(id)?))) {
		store.set_link(id, Link { next, ..before });
	}
	if let Some((id, behind)) = next.and_then(|id| Some((id, store.link(id)?))) {
		store.set_link(id, Link { prev, ..behind });
	}
	let was_best = header.best == Some(tick);
	let orders = level.orders.saturating_sub(1);
	let level = (orders > 0).then(|| Level {
		head: if prev.is_none() { next.unwrap_or(level.head) } else { level.head },
		tail: if next.is_none() { prev.unwrap_or(level.tail) } else { level.tail },
		orders,
		volume: level.volume.saturating_sub(left),
	});
	store.set_level(book, tick, level);
	if level.is_none() {
		let best = unmark(store, book, &mut header, tick, was_best);
		if was_best {
			header.best = best;
		}
	}
	header.orders = header.orders.saturating_sub(1);
	header.volume = header.volume.saturating_sub(left);
	store.set_header(book, header);
	if was_best && prev.is_none() {
		let top = header.best.and_then(|tick| {
			let order = store.level(book, tick)?.head;
			let since = store.link(order)?.since;
			Some(Top { cell: book.cell, tick, order, since })
		});
		set_top(store, book, top);
	}
	Some(link)
}

/// Takes `by` tasks, fewer than are left, off an order, which keeps its place.
pub fn shrink<S: Store>(store: &mut S, book: Book<S::Section>, order: OrderId, by: u64) {
	resize(store, book, order, |volume| volume.saturating_sub(by));
}

/// Gives `by` tasks back to an order, which keeps its place.
pub fn grow<S: Store>(store: &mut S, book: Book<S::Section>, order: OrderId, by: u64) {
	resize(store, book, order, |volume| volume.saturating_add(by));
}

/// Changes the volumes of an order, its level and its book alike.
fn resize<S: Store>(
	store: &mut S,
	book: Book<S::Section>,
	order: OrderId,
	change: impl Fn(u64) -> u64,
) {
	let Some(mut link) = store.link(order) else { return };
	link.left = change(link.left);
	store.set_link(order, link);
	if let Some(mut level) = store.level(book, link.tick) {
		level.volume = change(level.volume);
		store.set_level(book, link.tick, Some(level));
	}
	let mut header = store.header(book);
	header.volume = change(header.volume);
	store.set_header(book, header);
}
