// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The order book: what a placement, a cancellation and a match take in a small book and in a large one,
//! what a quote takes, how many of each a block holds, and whether blocks keep up with so many a second.

use crate::{
	chain::SLOT,
	desk::{queue_of, Desk, MIDDLE},
	measure::median,
	runtime::Runtime,
};
use anyhow::{bail, ensure, Result};
use serde_json::json;
use std::{collections::VecDeque, time::Duration};

/// Resting orders of the books that are compared.
const SIZES: [usize; 2] = [100, 100_000];
/// Transactions of a kind in a block.
const AT_ONCE: usize = 200;
/// Blocks of a kind, of which the one in the middle counts.
const ROUNDS: usize = 7;
/// Quotes, of which the one in the middle counts.
const QUOTES: usize = 21;
/// More transactions than a block has room for.
const ENOUGH: usize = 1_500;
/// Blocks that have to be full.
const FULL: usize = 3;
/// Blocks of a minute.
const MINUTE: usize = 60_000 / SLOT as usize;
/// Times as long as in the small book that anything takes in the large one, at most.
const MOST_TIMES: f64 = 1.5;
/// What a quote takes at most, in microseconds.
const MOST_QUOTE: f64 = 10_000.0;
/// Placements, and matches, that blocks have to keep up with, a second.
const BARS: [usize; 2] = [500, 200];
/// The cheapest offer that rests, above [`MIDDLE`], and the steps of its kind, in nRLC: 4 digits.
const OFFERS: (u64, u64) = (1_000_000_000, 1_000_000);
/// The same of requests, which pay less than [`MIDDLE`].
const REQUESTS: (u64, u64) = (10_000_000, 10_000);
/// Prices of a kind.
const STEPS: u64 = 8_000;

/// What one of each takes, in microseconds.
struct Times {
	place: f64,
	cancel: f64,
	trade: f64,
	quote: f64,
}

/// A chain whose book is measured.
struct Book {
	desk: Desk,
	/// Number of orders that rest.
	resting: usize,
}

/// Measures, and prints.
pub fn measure(code: &[u8], cache: usize) -> Result<()> {
	let runtime = Runtime::new(code.to_vec())?;
	ensure!(runtime.has_book(), "the runtime has no book");
	let mut book = Book { desk: Desk::new(runtime, cache)?, resting: 0 };
	let mut all = Vec::new();
	for size in SIZES {
		book.fill(size)?;
		let times = book.times()?;
		println!("{size} orders rest, in microseconds:");
		let Times { place, cancel, trade, quote } = times;
		println!("  place {place:.0}, cancel {cancel:.0}, match {trade:.0}, quote {quote:.0}");
		all.push(times);
	}
	let [small, large] = &all[..] else { bail!("two books are compared") };
	println!("{} orders against {}:", SIZES[1], SIZES[0]);
	let ratios = [
		("place", large.place / small.place),
		("cancel", large.cancel / small.cancel),
		("match", large.trade / small.trade),
		("quote", large.quote / small.quote),
	];
	for (name, ratio) in ratios {
		println!("  {name:<6} {ratio:.2} x");
	}
	book.full_blocks()?;
	let kept_up = book.minutes()?;
	// Of a quote the time counts, not the ratio.
	let most = ratios[..3].iter().map(|(_, ratio)| *ratio).fold(0.0, f64::max);
	println!("bars:");
	let times = format!("place, cancel and match at most {MOST_TIMES} x: {most:.2} x");
	bar(&times, most <= MOST_TIMES);
	let quote = large.quote / 1e3;
	bar(&format!("quote under {} ms: {quote:.2} ms", MOST_QUOTE / 1e3), large.quote < MOST_QUOTE);
	for (what, held) in kept_up {
		bar(&what, held);
	}
	Ok(())
}

fn bar(what: &str, holds: bool) {
	println!("  {what}: {}", if holds { "met" } else { "NOT met" });
}

impl Book {
	/// Orders that rest, half of each side, none of which trade with each other.
	fn placements(&mut self, count: usize) -> Result<Vec<Vec<u8>>> {
		let mut calls = Vec::new();
		for _ in 0..count {
			let number = self.desk.last;
			let is_offer = number.is_multiple_of(2);
			let (first, step) = if is_offer { OFFERS } else { REQUESTS };
			// Neighbours in time are no neighbours in price.
			let price = first + number * 7_919 % STEPS * step;
			calls.push(self.desk.order(is_offer, price, true)?);
		}
		self.resting += count;
		Ok(calls)
	}

	/// Lets as many orders rest.
	fn fill(&mut self, size: usize) -> Result<()> {
		while self.resting < size {
			let calls = self.placements((size - self.resting).min(AT_ONCE))?;
			self.desk.apply(calls, self.resting <= AT_ONCE)?;
		}
		Ok(())
	}

	/// What one of each takes now. As many orders rest afterwards.
	fn times(&mut self) -> Result<Times> {
		let (mut place, mut cancel, mut trade) = (Vec::new(), Vec::new(), Vec::new());
		let each = |time: Duration| time.as_secs_f64() * 1e6 / AT_ONCE as f64;
		for round in 0..ROUNDS {
			let watched = round == 0;
			let first = self.desk.last;
			let calls = self.placements(AT_ONCE)?;
			place.push(each(self.desk.apply(calls, watched)?));
			let mut calls = Vec::new();
			for order in first + 1..=self.desk.last {
				// As in `placements`.
				let is_offer = (order - 1) % 2 == 0;
				let call = ("Book", "cancel", json!({ "order": order }));
				calls.push(self.desk.call(is_offer, call)?);
			}
			cancel.push(each(self.desk.apply(calls, watched)?));
			self.resting -= AT_ONCE;
			self.desk.offers(AT_ONCE)?;
			let calls = (0..AT_ONCE).map(|_| self.desk.order(false, MIDDLE, false));
			let calls = calls.collect::<Result<Vec<_>>>()?;
			trade.push(each(self.desk.apply(calls, watched)?));
		}
		let mut quotes = Vec::new();
		for _ in 0..QUOTES {
			quotes.push(self.desk.quote(5 * OFFERS.0)?.as_secs_f64() * 1e6);
		}
		Ok(Times {
			place: middle(place),
			cancel: middle(cancel),
			trade: middle(trade),
			quote: middle(quotes),
		})
	}

	/// How many placements, and how many matches, a block holds, and how long it takes.
	fn full_blocks(&mut self) -> Result<()> {
		let calls = self.placements(FULL * ENOUGH)?;
		self.full("placements", calls)?;
		let count = FULL * ENOUGH;
		for _ in 0..count.div_ceil(AT_ONCE) {
			self.desk.offers(AT_ONCE)?;
		}
		let calls = (0..count).map(|_| self.desk.order(false, MIDDLE, false));
		let calls = calls.collect::<Result<Vec<_>>>()?;
		self.full("matches", calls)
	}

	fn full(&mut self, kind: &str, calls: Vec<Vec<u8>>) -> Result<()> {
		let mut queue = queue_of(calls);
		let (mut count, mut time) = (0, Duration::ZERO);
		for _ in 0..FULL {
			let before = queue.len();
			let report = self.desk.chain.block(&mut queue, false, drop)?;
			ensure!(!queue.is_empty(), "more than {ENOUGH} {kind} have room in a block");
			ensure!(report.failed == 0, "{} {kind} failed", report.failed);
			count += before - queue.len();
			time += report.time();
		}
		while !queue.is_empty() {
			self.desk.chain.block(&mut queue, false, drop)?;
		}
		let blocks = FULL as f64;
		let seconds = blocks * SLOT as f64 / 1_000.0;
		println!(
			"{kind}: {:.0} a second; a block of {} takes {:.2} s",
			count as f64 / seconds,
			count / FULL,
			time.as_secs_f64() / blocks
		);
		Ok(())
	}

	/// A minute of placements, and one of matches, as fast as the bars say. Gives whether blocks kept up.
	fn minutes(&mut self) -> Result<[(String, bool); 2]> {
		let [placements, matches] = BARS.map(|bar| bar * SLOT as usize / 1_000);
		let placed = self.minute("placements", BARS[0], |book| book.placements(placements))?;
		for _ in 0..(matches * MINUTE).div_ceil(AT_ONCE) {
			self.desk.offers(AT_ONCE)?;
		}
		let matched = self.minute("matches", BARS[1], |book| {
			(0..matches).map(|_| book.desk.order(false, MIDDLE, false)).collect()
		})?;
		Ok([placed, matched])
	}

	/// A minute of blocks, to each of which come what `calls` makes.
	fn minute(
		&mut self,
		kind: &str,
		a_second: usize,
		mut calls: impl FnMut(&mut Self) -> Result<Vec<Vec<u8>>>,
	) -> Result<(String, bool)> {
		let mut queue = VecDeque::new();
		let (mut weight, mut slowest, mut each, mut failed) = (0, Duration::ZERO, 0, 0);
		for _ in 0..MINUTE {
			let more = calls(self)?;
			each = more.len();
			queue.append(&mut queue_of(more));
			let report = self.desk.chain.block(&mut queue, false, drop)?;
			weight = weight.max(report.weight);
			slowest = slowest.max(report.build_time());
			failed += report.failed;
		}
		let left = queue.len();
		while !queue.is_empty() {
			self.desk.chain.block(&mut queue, false, drop)?;
		}
		let most = self.desk.chain.runtime.max_block;
		let what = format!(
			"{a_second} {kind} a second for a minute: heaviest block {:.0} of {:.0} ms of weight, \
			 slowest {:.2} s, {left} left, {failed} failed",
			weight as f64 / 1e9,
			most as f64 / 1e9,
			slowest.as_secs_f64()
		);
		// The first block of a session takes none: if that is the last one here, its share waits.
		Ok((what, left <= each && failed == 0 && weight <= most))
	}
}

fn middle(values: Vec<f64>) -> f64 {
	median(values.into_iter())
}
