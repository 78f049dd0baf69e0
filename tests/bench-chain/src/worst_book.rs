// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Blocks full of calls of the order book, of every kind that costs much: orders alone at their prices, each
//! in a part of the bitmaps of its own, and calls that meet as many others as they may.

use crate::{
	chain::{Extrinsic, Report},
	desk::{offer, queue_of, Asked, Desk, Way, REST},
	runtime::Runtime,
	worst::Worst,
};
use anyhow::{ensure, Result};
use serde_json::json;
use std::collections::VecDeque;

/// More calls than a block has room for.
const ENOUGH: usize = 1_500;
/// The same of calls that make as many deals as they may.
const ENOUGH_LARGE: usize = 90;
/// Most deals of a call.
const MOST_DEALS: usize = 16;
/// Most orders that a call evicts.
const MOST_EVICTIONS: usize = 4;
/// Orders of a preparing block.
const AT_ONCE: usize = 200;
/// Orders that expire together.
const EXPIRING: usize = 3_000;
/// Ticks of one leaf of a book's bitmap.
const LEAF: u64 = 512;
/// The ticks of requests that nobody serves: prices from 0.1 to 1,000 RLC, in nRLC.
const TICKS: (u64, u64) = (46_000, 82_000);
/// The tick of the cheapest offer: 0.9 RLC.
const FIRST: u64 = 54_000;
/// What requests pay that take offers, in nRLC: more than any of these costs.
const DEAR: u64 = 10_000_000_000;
/// Ticks of offers.
const STEPS: u64 = 8_000;
/// Books of requests: classes times steps of trust.
const BOOKS: u64 = 16;
/// Time after which orders end that are to be void, in seconds.
const SOON: u64 = 600;
/// Blocks of which the longest is looked for, where what is due at once takes several.
const SEVERAL: usize = 60;

struct Stage {
	desk: Desk,
	found: Vec<Worst>,
}

/// Measures every kind; none on a runtime without a book.
pub fn worst(code: &[u8], cache: usize) -> Result<Vec<Worst>> {
	let runtime = Runtime::new(code.to_vec())?;
	if !runtime.has_book() {
		return Ok(Vec::new());
	}
	let mut stage = Stage { desk: Desk::new(runtime, cache)?, found: Vec::new() };
	stage.lonely_requests()?;
	stage.evictions()?;
	stage.expiry()?;
	stage.single_deals()?;
	stage.most_deals()?;
	Ok(stage.found)
}

/// The price of a tick, in nRLC, from 1,000 on.
fn price_of(tick: u64) -> u64 {
	let above = tick - 1_000;
	(1_000 + above % 9_000) * 10u64.pow((above / 9_000) as u32)
}

/// The price of a lonely request, and its book: neighbours are in different books or leaves.
fn lonely(number: u64) -> (u64, Asked) {
	let (book, place) = (number % BOOKS, number / BOOKS);
	let leaves = (TICKS.1 - TICKS.0) / LEAF;
	let tick = TICKS.0 + place % leaves * LEAF + place / leaves;
	let what = Asked { trust: 1 << (book / 2), volume: 1, gpu: book % 2 == 1 };
	(price_of(tick), what)
}

impl Stage {
	/// Makes a block full of these calls, and keeps what it took; then blocks of what is left.
	fn block(&mut self, kind: &'static str, calls: Vec<Vec<u8>>) -> Result<()> {
		let mut queue = queue_of(calls);
		let all = queue.len();
		let mut report = Report::default();
		// The first block of a session has no room for transactions.
		while queue.len() == all {
			report = self.desk.chain.block(&mut queue, false, drop)?;
		}
		ensure!(!queue.is_empty(), "more than {all} {kind} have room in a block");
		self.found.push(Worst { kind, report });
		while !queue.is_empty() {
			self.desk.chain.block(&mut queue, false, drop)?;
		}
		Ok(())
	}

	/// Requests that are alone at their prices: placed, changed, and cancelled.
	fn lonely_requests(&mut self) -> Result<()> {
		let (first, until) = (self.desk.last + 1, self.desk.chain.time() + REST);
		let ask = |number: u64| {
			let (price, what) = lonely(number);
			self.desk.ask(price, &what, Some(until))
		};
		let calls = (0..ENOUGH as u64).map(ask).collect::<Result<Vec<_>>>()?;
		self.block("placements, each at a price of its own", calls)?;
		let all = first..first + ENOUGH as u64;
		let amend = |order: u64| {
			let arguments = json!({ "order": order, "volume": 2, "until": until + 60 });
			self.desk.call(false, ("Book", "amend", arguments))
		};
		let calls = all.clone().map(amend).collect::<Result<Vec<_>>>()?;
		self.block("amendments, each at a price of its own", calls)?;
		let cancel =
			|order: u64| self.desk.call(false, ("Book", "cancel", json!({ "order": order })));
		let calls = all.map(cancel).collect::<Result<Vec<_>>>()?;
		self.block("cancellations, each at a price of its own", calls)
	}

	/// Deals of one task, each of which takes the last order of a price.
	fn single_deals(&mut self) -> Result<()> {
		self.offers(ENOUGH, self.desk.chain.time() + REST)?;
		let calls = (0..ENOUGH).map(|_| self.desk.order(false, DEAR, false));
		let calls = calls.collect::<Result<Vec<_>>>()?;
		self.block("matches, each at a price of its own", calls)?;
		self.desk.keep_on_offer(ENOUGH as u64)?;
		let run = |_| self.desk.deal(Way::Run).map(|extrinsic| extrinsic.bytes);
		let calls = (0..ENOUGH).map(run).collect::<Result<Vec<_>>>()?;
		self.block("runs of one task", calls)?;
		let rest = ("Book", "cancel_all", json!({ "limit": MOST_DEALS }));
		let rest = self.desk.call(true, rest)?;
		self.desk.apply(vec![rest], true)?;
		Ok(())
	}

	/// Calls that make as many deals as they may.
	fn most_deals(&mut self) -> Result<()> {
		self.offers(ENOUGH_LARGE * MOST_DEALS, self.desk.chain.time() + REST)?;
		let what = Asked { volume: MOST_DEALS as u64, ..Asked::default() };
		let calls = (0..ENOUGH_LARGE).map(|_| self.desk.ask(DEAR, &what, None));
		let calls = calls.collect::<Result<Vec<_>>>()?;
		self.block("matches of 16 deals each", calls)
	}

	/// Calls that evict as many orders as they may, and trade with none.
	fn evictions(&mut self) -> Result<()> {
		let until = self.desk.chain.time() + SOON;
		self.offers(ENOUGH * MOST_EVICTIONS, until)?;
		// The hooks evict them when the ten seconds are over in which they end, in the blocks behind.
		self.desk.chain.pass_to(until + 2)?;
		let calls = (0..ENOUGH).map(|_| self.desk.order(false, DEAR, false));
		let calls = calls.collect::<Result<Vec<_>>>()?;
		self.block("calls that evict 4 orders each", calls)
	}

	/// Orders that end in one bucket.
	fn expiry(&mut self) -> Result<()> {
		let until = self.desk.chain.time() + SOON;
		self.offers(EXPIRING, until)?;
		self.desk.chain.pass_to(until)?;
		let mut longest: Option<Report> = None;
		for _ in 0..SEVERAL {
			let report = self.desk.chain.block(&mut VecDeque::<Extrinsic>::new(), false, drop)?;
			if longest.as_ref().is_none_or(|other| other.build_time() < report.build_time()) {
				longest = Some(report);
			}
		}
		let kind = "orders that expire";
		self.found.extend(longest.map(|report| Worst { kind, report }));
		Ok(())
	}

	/// Lets offers of one task rest until that time, in seconds, each at a price of its own.
	fn offers(&mut self, count: usize, until: u64) -> Result<()> {
		let mut left = count;
		while left > 0 {
			let now = left.min(AT_ONCE);
			let mut calls = Vec::new();
			for number in left - now..left {
				let price = price_of(FIRST + number as u64 % STEPS);
				calls.push(self.desk.place(true, offer(price, 1), Some(until))?);
			}
			self.desk.apply(calls, left == count)?;
			left -= now;
		}
		ensure!(self.desk.chain.time() < until, "the offers end while they are placed");
		Ok(())
	}
}
