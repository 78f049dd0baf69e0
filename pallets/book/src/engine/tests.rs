// SPDX-License-Identifier: Apache-2.0

//! The engine against a model that keeps all orders in one list and looks through it.

use super::*;
use alloc::{collections::BTreeMap, vec, vec::Vec};

/// Tags of the classes of the tests.
const CLASSES: [u64; 4] = [0, 1, 0b100, 0b101];
const SECTIONS: [u8; 3] = [0, 1, 2];

/// Numbers that look random.
struct Dice(u64);

impl Dice {
	fn roll(&mut self, below: u64) -> u64 {
		self.0 ^= self.0 << 13;
		self.0 ^= self.0 >> 7;
		self.0 ^= self.0 << 17;
		(self.0 >> 11) % below
	}
}

/// A store in memory, which counts what is read and written.
#[derive(Default)]
struct Memory {
	headers: BTreeMap<Book<u8>, Header>,
	leaves: BTreeMap<(Book<u8>, u16), Bits>,
	levels: BTreeMap<(Book<u8>, Tick), Level>,
	links: BTreeMap<OrderId, Link>,
	tops: BTreeMap<(u8, Side), Vec<Top>>,
	touched: core::cell::Cell<u64>,
}

impl Memory {
	fn touch(&self) {
		self.touched.set(self.touched.get() + 1);
	}
}

impl Store for Memory {
	type Section = u8;
	fn header(&self, book: Book<u8>) -> Header {
		self.touch();
		self.headers.get(&book).copied().unwrap_or_default()
	}
	fn set_header(&mut self, book: Book<u8>, header: Header) {
		self.touch();
		self.headers.insert(book, header);
	}
	fn leaf(&self, book: Book<u8>, leaf: u16) -> Bits {
		self.touch();
		self.leaves.get(&(book, leaf)).copied().unwrap_or_default()
	}
	fn set_leaf(&mut self, book: Book<u8>, leaf: u16, bits: Bits) {
		self.touch();
		self.leaves.insert((book, leaf), bits);
	}
	fn level(&self, book: Book<u8>, tick: Tick) -> Option<Level> {
		self.touch();
		self.levels.get(&(book, tick)).copied()
	}
	fn set_level(&mut self, book: Book<u8>, tick: Tick, level: Option<Level>) {
		self.touch();
		match level {
			Some(level) => self.levels.insert((book, tick), level),
			None => self.levels.remove(&(book, tick)),
		};
	}
	fn link(&self, order: OrderId) -> Option<Link> {
		self.touch();
		self.links.get(&order).copied()
	}
	fn set_link(&mut self, order: OrderId, link: Link) {
		self.touch();
		assert!(self.links.insert(order, link).is_some(), "a place of no order");
	}
	fn tops(&self, section: u8, side: Side) -> Vec<Top> {
		self.touch();
		self.tops.get(&(section, side)).cloned().unwrap_or_default()
	}
	fn set_tops(&mut self, section: u8, side: Side, tops: Vec<Top>) {
		self.touch();
		self.tops.insert((section, side), tops);
	}
}

/// An order of the model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Order {
	id: OrderId,
	book: Book<u8>,
	tick: Tick,
	left: u64,
	since: u64,
	/// Whoever meets the order finds it void.
	void: bool,
}

/// All orders, in one list.
#[derive(Default)]
struct Model {
	orders: Vec<Order>,
}

impl Model {
	fn sorted(&self, book: Book<u8>) -> Vec<Order> {
		let mut orders: Vec<_> =
			self.orders.iter().filter(|order| order.book == book).copied().collect();
		orders.sort_by_key(|order| {
			let price = i64::from(order.tick);
			(if book.side == Side::Offer { price } else { -price }, order.since)
		});
		orders
	}

	/// The place in the list of the order that a newcomer trades with first.
	fn best(&self, sections: &[u8], taker: &Taker) -> Option<usize> {
		let serves = |offer: Cell, request: Cell| {
			let tag = |cell: Cell| CLASSES[usize::from(cell.class)];
			tag(offer) | tag(request) == tag(offer) && offer.step >= request.step
		};
		let meets = |order: &Order| {
			sections.contains(&order.book.section)
				&& order.book.side != taker.side
				&& match taker.side {
					Side::Offer => serves(taker.cell, order.book.cell) && order.tick >= taker.limit,
					Side::Request => {
						serves(order.book.cell, taker.cell) && order.tick <= taker.limit
					},
				}
		};
		let mut found: Vec<_> =
			self.orders.iter().enumerate().filter(|(_, order)| meets(order)).collect();
		found.sort_by_key(|(_, order)| {
			let price = i64::from(order.tick);
			(if taker.side == Side::Offer { -price } else { price }, order.since)
		});
		found.first().map(|(at, _)| *at)
	}
}

/// Deals by the orders' ids, and what left.
#[derive(Default, PartialEq, Eq, Debug)]
struct Log {
	deals: Vec<(OrderId, Tick, u64)>,
	left: Vec<(OrderId, bool)>,
}

/// A desk that finds the orders void that the model says are.
struct TestDesk<'a> {
	voids: &'a [OrderId],
	stops_at: Option<OrderId>,
	log: Log,
}

impl Desk<Memory> for TestDesk<'_> {
	fn meet(&mut self, _: &mut Memory, order: OrderId, tick: Tick, volume: u64) -> Meeting {
		if self.stops_at == Some(order) {
			return Meeting::Stop;
		}
		if self.voids.contains(&order) {
			return Meeting::Void;
		}
		self.log.deals.push((order, tick, volume));
		Meeting::Deal(volume)
	}
	fn leave(&mut self, store: &mut Memory, order: OrderId, void: bool) {
		store.links.remove(&order).expect("the order was there");
		self.log.left.push((order, void));
	}
}

/// The same newcomer, in the model.
fn cross_model(
	model: &mut Model,
	sections: &[u8],
	mut taker: Taker,
	limits: Limits,
	stops_at: Option<OrderId>,
) -> (Crossing, Log) {
	let mut log = Log::default();
	let (mut deals, mut voids) = (0, 0);
	let end = loop {
		if taker.left == 0 {
			break End::Filled;
		}
		let Some(at) = model.best(sections, &taker) else { break End::Alone };
		if deals == limits.deals {
			break End::Deals;
		}
		if voids == limits.voids {
			break End::Voids;
		}
		let order = &mut model.orders[at];
		if stops_at == Some(order.id) {
			break End::Stopped;
		}
		if order.void {
			voids += 1;
			log.left.push((order.id, true));
			model.orders.remove(at);
			continue;
		}
		let volume = taker.left.min(order.left);
		deals += 1;
		taker.left -= volume;
		order.left -= volume;
		log.deals.push((order.id, order.tick, volume));
		if order.left == 0 {
			log.left.push((order.id, false));
			model.orders.remove(at);
		}
	};
	(Crossing { end, left: taker.left, deals, voids }, log)
}

/// Store and model hold the same.
fn compare(store: &Memory, model: &Model) {
	let mut books: Vec<_> = model.orders.iter().map(|order| order.book).collect();
	books.sort();
	books.dedup();
	let headers: Vec<_> = store
		.headers
		.iter()
		.filter(|(_, header)| header.orders > 0)
		.map(|(book, _)| *book)
		.collect();
	assert_eq!(headers, books);
	for header in store.headers.values().filter(|header| header.orders == 0) {
		assert_eq!(*header, Header::default());
	}
	let mut ticks = 0;
	for book in &books {
		let orders = model.sorted(*book);
		let header = store.headers[book];
		assert_eq!(header.best, Some(orders[0].tick));
		assert_eq!(header.orders as usize, orders.len());
		assert_eq!(header.volume, orders.iter().map(|order| order.left).sum::<u64>());
		// By the lists, from the best tick on.
		let mut levels: Vec<_> = orders.iter().map(|order| order.tick).collect();
		levels.dedup();
		let mut listed = Vec::new();
		for tick in &levels {
			let level = store.levels[&(*book, *tick)];
			let (mut next, mut prev, mut volume, mut count) = (Some(level.head), None, 0, 0);
			while let Some(id) = next {
				let link = store.links[&id];
				assert_eq!((link.tick, link.prev), (*tick, prev));
				listed.push((id, link.left, link.since));
				(volume, count) = (volume + link.left, count + 1);
				(prev, next) = (Some(id), link.next);
			}
			assert_eq!((Some(level.tail), level.volume, level.orders), (prev, volume, count));
			let leaf = store.leaves[&(*book, (tick / 512) as u16)];
			assert_eq!(leaf.first_from(tick % 512), Some(tick % 512));
		}
		let expected: Vec<_> =
			orders.iter().map(|order| (order.id, order.left, order.since)).collect();
		assert_eq!(listed, expected);
		ticks += levels.len();
		let tops = &store.tops[&(book.section, book.side)];
		let top: Vec<_> = tops.iter().filter(|top| top.cell == book.cell).collect();
		let first = orders[0];
		let expected =
			Top { cell: book.cell, tick: first.tick, order: first.id, since: first.since };
		assert_eq!(top, [&expected]);
	}
	assert_eq!(store.tops.values().map(Vec::len).sum::<usize>(), books.len());
	assert_eq!(store.levels.len(), ticks);
	let bits = |bits: &Bits| bits.0.iter().map(|word| word.count_ones() as usize).sum::<usize>();
	assert_eq!(store.leaves.values().map(bits).sum::<usize>(), ticks);
	let leaves = store.leaves.values().filter(|bits| !bits.is_empty()).count();
	let marked = store.headers.values().map(|header| bits(&header.leaves)).sum::<usize>();
	assert_eq!(marked, leaves);
	assert_eq!(store.links.len(), model.orders.len());
}

/// No two orders that serve each other cross.
fn assert_uncrossed(store: &Memory) {
	let grid = Grid { classes: &CLASSES };
	for section in SECTIONS {
		let offers = store.tops.get(&(section, Side::Offer)).cloned().unwrap_or_default();
		for request in store.tops.get(&(section, Side::Request)).into_iter().flatten() {
			if let Some(offer) = best_for(&offers, Side::Offer, &grid, request.cell) {
				assert!(offer.tick > request.tick, "{offer:?} crosses {request:?}");
			}
		}
	}
}

/// A walk over some sections is the list in the order of price and time.
fn assert_walks(store: &Memory, model: &Model, dice: &mut Dice) {
	let grid = Grid { classes: &CLASSES };
	let side = if dice.roll(2) == 0 { Side::Offer } else { Side::Request };
	let cell = Cell { class: dice.roll(4) as u8, step: dice.roll(3) as u8 };
	let sections = [0, 2];
	let limit = if side == Side::Offer { LAST_TICK } else { 0 };
	let taker = Taker { side: side.opposite(), cell, limit, left: 1 };
	let mut rest = Model { orders: model.orders.clone() };
	for (book, top) in Walk::new(store, &sections, side, &grid, cell) {
		let at = rest.best(&sections, &taker).expect("the walk is no longer than the list");
		let order = rest.orders.remove(at);
		assert_eq!((book, top.order, top.tick), (order.book, order.id, order.tick));
	}
	assert_eq!(rest.best(&sections, &taker), None);
}

#[test]
fn books_should_do_what_a_list_of_all_orders_does() {
	let grid = Grid { classes: &CLASSES };
	let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
	let (mut store, mut model) = (Memory::default(), Model::default());
	let mut next = 0u64;
	let (mut made, mut voided, mut handed_back) = (0u64, 0u64, 0u64);
	for operation in 0..200_000u32 {
		// Prices cluster at the ends of leaves, and the books run full and empty by turns.
		let busy = (operation / 5_000) % 2 == 0;
		match dice.roll(if busy { 10 } else { 16 }) {
			0..=5 => {
				next += 1;
				let side = if dice.roll(2) == 0 { Side::Offer } else { Side::Request };
				let cell = Cell { class: dice.roll(4) as u8, step: dice.roll(3) as u8 };
				let center = [500, 512, 1_000, 10_000, 262_130][dice.roll(5) as usize];
				let spread = if side == Side::Offer { 4 } else { 0 };
				let tick = (center + spread + dice.roll(9) as u32).min(LAST_TICK);
				let mut sections = vec![SECTIONS[dice.roll(3) as usize]];
				let rests = dice.roll(8) > 0;
				if !rests {
					sections.push((sections[0] + 1) % 3);
				}
				let taker = Taker { side, cell, limit: tick, left: 1 + dice.roll(20) };
				let limits = Limits { deals: 3, voids: 2 };
				let voids: Vec<_> =
					model.orders.iter().filter(|order| order.void).map(|order| order.id).collect();
				let stops_at = Some(dice.roll(next));
				let mut desk = TestDesk { voids: &voids, stops_at, log: Log::default() };
				let crossing = cross(&mut store, &sections, &grid, taker, limits, &mut desk);
				let (expected, log) = cross_model(&mut model, &sections, taker, limits, stops_at);
				assert_eq!((crossing, &desk.log), (expected, &log));
				made += u64::from(crossing.deals);
				voided += u64::from(crossing.voids);
				let sold: u64 = desk.log.deals.iter().map(|(_, _, volume)| volume).sum();
				assert_eq!(sold + crossing.left, taker.left);
				if crossing.end == End::Alone && rests {
					let book = Book { section: sections[0], side, cell };
					store.links.insert(next, Link::default());
					append(&mut store, book, next, tick, crossing.left, next);
					let void = dice.roll(6) == 0;
					let (id, since, left) = (next, next, crossing.left);
					model.orders.push(Order { id, book, tick, left, since, void });
				} else if crossing.end != End::Filled {
					handed_back += 1;
				}
			},
			6..=7 if !model.orders.is_empty() => {
				// Tasks less, or one back, in its place.
				let at = dice.roll(model.orders.len() as u64) as usize;
				let order = &mut model.orders[at];
				if order.left > 1 {
					let by = 1 + dice.roll(order.left - 1);
					order.left -= by;
					shrink(&mut store, order.book, order.id, by);
				} else {
					order.left += 1;
					grow(&mut store, order.book, order.id, 1);
				}
			},
			8 if !model.orders.is_empty() => {
				// A task more, behind all others.
				let at = dice.roll(model.orders.len() as u64) as usize;
				next += 1;
				let order = &mut model.orders[at];
				(order.left, order.since) = (order.left + 1, next);
				let Order { id, book, tick, left, since, .. } = *order;
				let link = remove(&mut store, book, id).expect("the order was there");
				assert_eq!((link.tick, link.left), (tick, left - 1));
				append(&mut store, book, id, tick, left, since);
			},
			_ if !model.orders.is_empty() => {
				let at = dice.roll(model.orders.len() as u64) as usize;
				let order = model.orders.remove(at);
				assert_eq!(
					remove(&mut store, order.book, order.id).map(|l| l.left),
					Some(order.left)
				);
				store.links.remove(&order.id);
			},
			_ => {},
		}
		assert_uncrossed(&store);
		if operation % 64 == 0 {
			assert_walks(&store, &model, &mut dice);
		}
		// Looking at everything is dear.
		if operation % 16 == 0 || operation < 2_000 {
			compare(&store, &model);
		}
	}
	compare(&store, &model);
	assert!(
		made > 30_000 && voided > 3_000 && handed_back > 3_000,
		"{made} {voided} {handed_back}"
	);
}

#[test]
fn operations_should_touch_no_more_of_a_large_book_than_of_a_small_one() {
	let mut dice = Dice(7);
	let cell = Cell { class: 0, step: 0 };
	let book = Book { section: 0, side: Side::Offer, cell };
	let mut most = Vec::new();
	for size in [100u64, 100_000] {
		let mut store = Memory::default();
		let mut touched = 0;
		for id in 1..=size + 1_000 {
			store.links.insert(id, Link::default());
			store.touched.set(0);
			append(&mut store, book, id, 5_000 + dice.roll(20_000) as u32, 1, id);
			touched = touched.max(store.touched.get());
		}
		for _ in 0..1_000 {
			let id = 1 + dice.roll(size + 1_000);
			store.touched.set(0);
			if remove(&mut store, book, id).is_some() {
				store.links.remove(&id);
			}
			touched = touched.max(store.touched.get());
		}
		assert!(touched <= 20, "{touched}");
		most.push(touched);
	}
	assert!(most[1] <= most[0], "{most:?}");
}

#[test]
fn ticks_should_be_in_the_order_of_their_prices() {
	let mut last = None;
	for tick in 0..=LAST_TICK {
		let price = price_of(tick);
		assert!(last < Some(price));
		assert_eq!(
			(tick_of(price), tick_to(price), around(price)),
			(Some(tick), tick, (price, price))
		);
		last = Some(price);
	}
	// More than there is of RLC.
	assert!(last > Some(87_000_000_000_000_000));
}

#[test]
fn around_should_give_the_two_nearest_prices() {
	assert_eq!(tick_of(12_345), None);
	assert_eq!(around(12_345), (12_340, 12_350));
	assert_eq!(around(99_999), (99_990, 100_000));
	assert_eq!(around(0), (0, 0));
	let last = price_of(LAST_TICK);
	assert_eq!(around(u128::MAX), (last, last));
	assert_eq!(tick_of(u128::MAX), None);
}

#[test]
fn bits_should_find_the_nearest_number() {
	let mut dice = Dice(3);
	let mut bits = Bits::default();
	assert_eq!((bits.first_from(0), bits.last_to(511)), (None, None));
	for _ in 0..2_000 {
		let number = dice.roll(512) as u32;
		if dice.roll(3) == 0 {
			bits.set(number);
		} else {
			bits.clear(number);
		}
		let has = |n: &u32| bits.0[(n / 64) as usize] >> (n % 64) & 1 == 1;
		let from = dice.roll(513) as u32;
		assert_eq!(bits.first_from(from), (from..512).find(has));
		assert_eq!(bits.last_to(from), (0..=from.min(511)).rev().find(has));
	}
}
