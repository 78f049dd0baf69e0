// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The order book: what a placement, a cancellation and a match take in a small book and in a large one,
//! what a quote takes, how many of each a block holds, and whether blocks keep up with so many a second.

use crate::{
	chain::{Chain, Extrinsic, Part, SLOT},
	market::{Account, Market, ENDOWMENT, SLOTS},
	measure::median,
	runtime::Runtime,
	scale::hex,
};
use anyhow::{bail, ensure, Result};
use codec::Encode;
use serde_json::{json, Value};
use std::{
	collections::VecDeque,
	time::{Duration, Instant},
};

/// Owners of the pool's workers.
const WORKERS: usize = 5;
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
/// Time for which orders rest, in seconds.
pub const REST: u64 = 20 * 86_400;
/// Most tasks of an order.
const MOST_TASKS: u64 = 10_000;
/// The cheapest offer that rests, and the steps of its kind, in nRLC: 4 digits.
const OFFERS: (u64, u64) = (1_000_000_000, 1_000_000);
/// The same of requests, which pay less.
const REQUESTS: (u64, u64) = (10_000_000, 10_000);
/// The price at which orders of both sides trade, between these.
const MIDDLE: u64 = 900_000_000;
/// What a buyer pays for a task at most, fees included.
const MOST_TOTAL: u64 = 2_000_000_000;
/// Tag of a task that needs a GPU: the second class of a new chain.
const GPU: u64 = 1 << 8;
/// Prices of a kind.
const STEPS: u64 = 8_000;

/// What one of each takes, in microseconds.
struct Times {
	place: f64,
	cancel: f64,
	trade: f64,
	quote: f64,
}

/// How a deal is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
	/// By one call to buy, of an offer that rests.
	Run,
	/// By a request that is placed and trades at once with an offer that rests.
	Place,
	/// By a match of signed orders.
	Signed,
}

impl Way {
	/// All of them, with a word for each.
	pub const ALL: [(Self, &'static str); 3] =
		[(Self::Run, "run"), (Self::Place, "place"), (Self::Signed, "signed")];
}

/// A chain with a pool on its list.
pub struct Desk {
	/// The chain.
	pub chain: Chain,
	market: Market,
	/// Number of the last order.
	pub last: u64,
	/// Number of orders that rest.
	resting: usize,
}

/// Measures, and prints.
pub fn measure(code: &[u8], cache: usize) -> Result<()> {
	let runtime = Runtime::new(code.to_vec())?;
	ensure!(runtime.has_book(), "the runtime has no book");
	let mut desk = Desk::new(runtime, cache)?;
	let mut all = Vec::new();
	for size in SIZES {
		desk.fill(size)?;
		let times = desk.times()?;
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
	desk.full_blocks()?;
	let kept_up = desk.minutes()?;
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

impl Desk {
	/// A new chain, on which everything is registered, and the app has a price where there is a book. By the
	/// market's rules the workers take tasks of another category than those that are bought: else they would
	/// miss their assignments, and the pool could serve nobody.
	pub fn new(runtime: Runtime, cache: usize) -> Result<Self> {
		let mut market = Market::new(WORKERS);
		let mut chain = Chain::new(runtime, &market.accounts(), ENDOWMENT, cache)?;
		market.open(&mut chain)?;
		let deposit = json!({ "amount": 1_000_000_000u64 });
		let terms = json!({ "price": 0, "tag": 0, "pool": null, "app": null, "until": null });
		let post = json!({ "app": 0, "audience": "Everybody", "terms": terms });
		let mut calls = vec![market.provider.sign(&chain, ("Escrow", "deposit", deposit))?];
		if chain.runtime.has_book() {
			calls.push(market.provider.sign(&chain, ("Book", "post_app", post))?);
		}
		if chain.runtime.has_rules() {
			let capacity = json!({ "slots": SLOTS, "tag": 0, "categories": [1], "memory": 0 });
			let call = ("Pools", "set_capacity", json!({ "capacity": capacity }));
			for worker in &mut market.workers {
				calls.push(worker.account.sign(&chain, call.clone())?);
			}
		}
		chain.apply(calls)?;
		Ok(Self { chain, market, last: 0, resting: 0 })
	}

	/// An offer or a request of one task.
	pub fn order(&mut self, is_offer: bool, price: u64, rests: bool) -> Result<Vec<u8>> {
		let order = match is_offer {
			true => offer(price, 1),
			false => json!({ "Request": request(price, &Asked::default()) }),
		};
		let until = self.chain.time() + REST;
		self.place(is_offer, order, rests.then_some(until))
	}

	/// A request of the requester.
	pub fn ask(&mut self, price: u64, what: &Asked, until: Option<u64>) -> Result<Vec<u8>> {
		self.place(false, json!({ "Request": request(price, what) }), until)
	}

	/// An order that rests until that time, in seconds, or trades at once or never.
	pub fn place(&mut self, is_offer: bool, order: Value, until: Option<u64>) -> Result<Vec<u8>> {
		self.last += 1;
		let lifetime = match until {
			Some(until) => json!({ "GoodTill": until }),
			None => json!("ImmediateOrCancel"),
		};
		self.call(is_offer, ("Book", "place", json!({ "order": order, "lifetime": lifetime })))
	}

	/// A call by the pool's owner, who offers, or by the requester.
	pub fn call(&mut self, by_owner: bool, call: (&str, &str, Value)) -> Result<Vec<u8>> {
		self.of(by_owner).sign_on(call)
	}

	/// A transaction that makes a deal of one task.
	pub fn deal(&mut self, way: Way) -> Result<Extrinsic> {
		let bytes = match way {
			Way::Run => {
				// Each has a number, as an order has.
				self.last += 1;
				let job = job(&Asked::default());
				let run = json!({ "job": job, "max_total": MOST_TOTAL, "deposit": false });
				self.call(false, ("Book", "run", run))?
			},
			Way::Place => self.order(false, MIDDLE, false)?,
			Way::Signed => self.market.buy(&self.chain, 1, 1)?.bytes,
		};
		Ok(Extrinsic { part: Part::Match, bytes, work: () })
	}

	/// Lets offers rest for as many tasks, at the price at which requests trade.
	pub fn keep_on_offer(&mut self, tasks: u64) -> Result<()> {
		let until = Some(self.chain.time() + REST);
		let mut calls = Vec::new();
		for _ in 0..tasks.div_ceil(MOST_TASKS) {
			calls.push(self.place(true, offer(MIDDLE, MOST_TASKS), until)?);
		}
		self.apply(calls, true)?;
		Ok(())
	}

	/// The account of a side, on the chain.
	fn of(&mut self, is_offer: bool) -> Signer<'_> {
		let Market { scheduler, requester, .. } = &mut self.market;
		let account = if is_offer { scheduler } else { requester };
		Signer { chain: &self.chain, account }
	}

	/// Applies transactions in as few blocks as they need; all of them have to succeed where it is
	/// `watched`. Gives the time of the transactions, without that of the blocks' hooks and roots.
	pub fn apply(&mut self, extrinsics: Vec<Vec<u8>>, watched: bool) -> Result<Duration> {
		let mut queue = queue_of(extrinsics);
		let mut time = Duration::ZERO;
		while !queue.is_empty() {
			let report = self.chain.block(&mut queue, watched, drop)?;
			// The hooks start tasks of earlier matches.
			time += report.part(Part::Other).time;
			let mut failed =
				report.events.iter().filter(|(name, _)| name == "System.ExtrinsicFailed");
			if let Some((_, why)) = failed.next() {
				bail!("a transaction failed: {why}");
			}
		}
		Ok(time)
	}

	/// Orders that rest, half of each side, none of which trade with each other.
	fn placements(&mut self, count: usize) -> Result<Vec<Vec<u8>>> {
		let mut calls = Vec::new();
		for _ in 0..count {
			let number = self.last;
			let is_offer = number.is_multiple_of(2);
			let (first, step) = if is_offer { OFFERS } else { REQUESTS };
			// Neighbours in time are no neighbours in price.
			let price = first + number * 7_919 % STEPS * step;
			calls.push(self.order(is_offer, price, true)?);
		}
		self.resting += count;
		Ok(calls)
	}

	/// Lets as many orders rest.
	fn fill(&mut self, size: usize) -> Result<()> {
		while self.resting < size {
			let calls = self.placements((size - self.resting).min(AT_ONCE))?;
			self.apply(calls, self.resting <= AT_ONCE)?;
		}
		Ok(())
	}

	/// What one of each takes now. As many orders rest afterwards.
	fn times(&mut self) -> Result<Times> {
		let (mut place, mut cancel, mut trade) = (Vec::new(), Vec::new(), Vec::new());
		let each = |time: Duration| time.as_secs_f64() * 1e6 / AT_ONCE as f64;
		for round in 0..ROUNDS {
			let watched = round == 0;
			let first = self.last;
			let calls = self.placements(AT_ONCE)?;
			place.push(each(self.apply(calls, watched)?));
			let mut calls = Vec::new();
			for order in first + 1..=self.last {
				// As in `placements`.
				let is_offer = (order - 1) % 2 == 0;
				let call = ("Book", "cancel", json!({ "order": order }));
				calls.push(self.of(is_offer).sign_on(call)?);
			}
			cancel.push(each(self.apply(calls, watched)?));
			self.resting -= AT_ONCE;
			self.offers(AT_ONCE)?;
			let calls = (0..AT_ONCE).map(|_| self.order(false, MIDDLE, false));
			let calls = calls.collect::<Result<Vec<_>>>()?;
			trade.push(each(self.apply(calls, watched)?));
		}
		let mut quotes = Vec::new();
		for _ in 0..QUOTES {
			quotes.push(self.quote()?.as_secs_f64() * 1e6);
		}
		Ok(Times {
			place: middle(place),
			cancel: middle(cancel),
			trade: middle(trade),
			quote: middle(quotes),
		})
	}

	/// Offers at the price at which requests trade.
	pub fn offers(&mut self, count: usize) -> Result<()> {
		let calls = (0..count).map(|_| self.order(true, MIDDLE, true));
		let calls = calls.collect::<Result<Vec<_>>>()?;
		self.apply(calls, true)?;
		Ok(())
	}

	/// Time of a quote.
	fn quote(&self) -> Result<Duration> {
		let types = &self.chain.runtime.types;
		let order = self.chain.runtime.argument("Book", "place", "order")?;
		let [field] = types.fields(order, Some("Request"))? else {
			bail!("a request is one field")
		};
		let mut bytes = self.market.requester.id().encode();
		types.encode_to(field.ty.id, &request(5 * OFFERS.0, &Asked::default()), &mut bytes)?;
		let start = Instant::now();
		let quote = self.chain.ask("BookApi", "quote", &bytes)?;
		let time = start.elapsed();
		ensure!(quote["Ok"]["volume"] == 1, "nobody serves it: {quote}");
		Ok(time)
	}

	/// How many placements, and how many matches, a block holds, and how long it takes.
	fn full_blocks(&mut self) -> Result<()> {
		let calls = self.placements(FULL * ENOUGH)?;
		self.full("placements", calls)?;
		let count = FULL * ENOUGH;
		for _ in 0..count.div_ceil(AT_ONCE) {
			self.offers(AT_ONCE)?;
		}
		let calls = (0..count).map(|_| self.order(false, MIDDLE, false));
		let calls = calls.collect::<Result<Vec<_>>>()?;
		self.full("matches", calls)
	}

	fn full(&mut self, kind: &str, calls: Vec<Vec<u8>>) -> Result<()> {
		let mut queue = queue_of(calls);
		let (mut count, mut time) = (0, Duration::ZERO);
		for _ in 0..FULL {
			let before = queue.len();
			let report = self.chain.block(&mut queue, false, drop)?;
			ensure!(!queue.is_empty(), "more than {ENOUGH} {kind} have room in a block");
			count += before - queue.len();
			time += report.time();
		}
		while !queue.is_empty() {
			self.chain.block(&mut queue, false, drop)?;
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
		let placed = self.minute("placements", BARS[0], |desk| desk.placements(placements))?;
		for _ in 0..(matches * MINUTE).div_ceil(AT_ONCE) {
			self.offers(AT_ONCE)?;
		}
		let matched = self.minute("matches", BARS[1], |desk| {
			(0..matches).map(|_| desk.order(false, MIDDLE, false)).collect()
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
		let (mut weight, mut slowest, mut each) = (0, Duration::ZERO, 0);
		for _ in 0..MINUTE {
			let more = calls(self)?;
			each = more.len();
			queue.append(&mut queue_of(more));
			let report = self.chain.block(&mut queue, false, drop)?;
			weight = weight.max(report.weight);
			slowest = slowest.max(report.build_time());
		}
		let left = queue.len();
		while !queue.is_empty() {
			self.chain.block(&mut queue, false, drop)?;
		}
		let what = format!(
			"{a_second} {kind} a second for a minute: heaviest block {:.0} ms of weight, slowest {:.2} s, \
			 {left} left",
			weight as f64 / 1e9,
			slowest.as_secs_f64()
		);
		// The first block of a session takes none: if that is the last one here, its share waits.
		Ok((what, left <= each))
	}
}

/// Transactions as a queue.
pub fn queue_of(calls: Vec<Vec<u8>>) -> VecDeque<Extrinsic> {
	let of = |bytes| Extrinsic { part: Part::Other, bytes, work: () };
	calls.into_iter().map(of).collect()
}

/// An account, and the chain that it signs for.
struct Signer<'a> {
	chain: &'a Chain,
	account: &'a mut Account,
}

impl Signer<'_> {
	fn sign_on(self, call: (&str, &str, Value)) -> Result<Vec<u8>> {
		self.account.sign(self.chain, call)
	}
}

fn middle(values: Vec<f64>) -> f64 {
	median(values.into_iter())
}

/// What is asked for, besides the price.
pub struct Asked {
	/// Trust.
	pub trust: u8,
	/// Number of tasks.
	pub volume: u64,
	/// Whether a GPU is demanded.
	pub gpu: bool,
}

impl Default for Asked {
	fn default() -> Self {
		Self { trust: 1, volume: 1, gpu: false }
	}
}

/// An offer of the pool.
pub fn offer(price: u64, volume: u64) -> Value {
	json!({ "Offer": {
		"pool": 0,
		"open": true,
		"category": 0,
		"class": 0,
		"trust": 1,
		"price": price,
		"volume": volume,
	} })
}

fn request(price: u64, what: &Asked) -> Value {
	json!({ "job": job(what), "app_max_price": 0, "dataset_max_price": 0, "price": price })
}

fn job(what: &Asked) -> Value {
	let tag = if what.gpu { GPU } else { 0 };
	json!({
		"app": 0,
		"dataset": null,
		"volume": what.volume,
		"category": 0,
		"trust": what.trust,
		"tag": tag,
		"pools": "Listed",
		"params": hex([]),
		"beneficiary": null,
		"callback": null,
		"group": null,
	})
}
