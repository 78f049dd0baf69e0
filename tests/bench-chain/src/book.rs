// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The order book: what a placement, a cancellation and a match take in a small book and in a large one,
//! what a quote takes, and how many of each a block holds.

use crate::{
	chain::{Chain, Extrinsic, Part},
	market::{Account, Market, ENDOWMENT},
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
/// Time for which orders rest, in seconds.
const REST: u64 = 20 * 86_400;
/// The cheapest offer that rests, and the steps of its kind, in nRLC: 4 digits.
const OFFERS: (u64, u64) = (1_000_000_000, 1_000_000);
/// The same of requests, which pay less.
const REQUESTS: (u64, u64) = (10_000_000, 10_000);
/// The price at which orders of both sides trade, between these.
const MIDDLE: u64 = 900_000_000;
/// Prices of a kind.
const STEPS: u64 = 8_000;

/// What one of each takes, in microseconds.
struct Times {
	place: f64,
	cancel: f64,
	trade: f64,
	quote: f64,
}

/// A chain with a pool on its list.
struct Desk {
	chain: Chain,
	market: Market,
	/// Number of the last order.
	last: u64,
	/// Number of orders that rest.
	resting: usize,
}

/// Measures, and prints.
pub fn measure(code: &[u8], cache: usize) -> Result<()> {
	let mut desk = Desk::new(Runtime::new(code.to_vec())?, cache)?;
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
	for (name, ratio) in [
		("place", large.place / small.place),
		("cancel", large.cancel / small.cancel),
		("match", large.trade / small.trade),
		("quote", large.quote / small.quote),
	] {
		println!("  {name:<6} {ratio:.2} x");
	}
	desk.full_blocks()
}

impl Desk {
	fn new(runtime: Runtime, cache: usize) -> Result<Self> {
		ensure!(runtime.has_book(), "the runtime has no book");
		let mut market = Market::new(WORKERS);
		let mut chain = Chain::new(runtime, &market.accounts(), ENDOWMENT, cache)?;
		market.open(&mut chain)?;
		let deposit = json!({ "amount": 1_000_000_000u64 });
		let terms = json!({ "price": 0, "tag": 0, "pool": null, "app": null, "until": null });
		let post = json!({ "app": 0, "audience": "Everybody", "terms": terms });
		let calls = vec![
			market.provider.sign(&chain, ("Escrow", "deposit", deposit))?,
			market.provider.sign(&chain, ("Book", "post_app", post))?,
		];
		chain.apply(calls)?;
		Ok(Self { chain, market, last: 0, resting: 0 })
	}

	/// An offer or a request of one task.
	fn order(&mut self, is_offer: bool, price: u64, rests: bool) -> Result<Vec<u8>> {
		self.last += 1;
		let order = if is_offer { offer(price) } else { json!({ "Request": request(price) }) };
		let lifetime = match rests {
			true => json!({ "GoodTill": self.chain.time() + REST }),
			false => json!("ImmediateOrCancel"),
		};
		let call = ("Book", "place", json!({ "order": order, "lifetime": lifetime }));
		self.of(is_offer).sign_on(call)
	}

	/// The account of a side, on the chain.
	fn of(&mut self, is_offer: bool) -> Signer<'_> {
		let Market { scheduler, requester, .. } = &mut self.market;
		let account = if is_offer { scheduler } else { requester };
		Signer { chain: &self.chain, account }
	}

	/// Applies transactions in as few blocks as they need; all of them have to succeed where it is
	/// `watched`. Gives the time of the transactions, without that of the blocks' hooks and roots.
	fn apply(&mut self, extrinsics: Vec<Vec<u8>>, watched: bool) -> Result<Duration> {
		let of = |bytes| Extrinsic { part: Part::Other, bytes, work: () };
		let mut queue: VecDeque<_> = extrinsics.into_iter().map(of).collect();
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
	fn offers(&mut self, count: usize) -> Result<()> {
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
		types.encode_to(field.ty.id, &request(5 * OFFERS.0), &mut bytes)?;
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
		let of = |bytes| Extrinsic { part: Part::Other, bytes, work: () };
		let mut queue: VecDeque<_> = calls.into_iter().map(of).collect();
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
		let seconds = blocks * crate::chain::SLOT as f64 / 1_000.0;
		println!(
			"{kind}: {:.0} a second; a block of {} takes {:.2} s",
			count as f64 / seconds,
			count / FULL,
			time.as_secs_f64() / blocks
		);
		Ok(())
	}
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

fn offer(price: u64) -> Value {
	json!({ "Offer": {
		"pool": 0,
		"open": true,
		"category": 0,
		"class": 0,
		"trust": 1,
		"price": price,
		"volume": 1,
	} })
}

fn request(price: u64) -> Value {
	let job = json!({
		"app": 0,
		"dataset": null,
		"volume": 1,
		"category": 0,
		"trust": 1,
		"tag": 0,
		"pools": "Listed",
		"params": hex([]),
		"beneficiary": null,
		"callback": null,
		"group": null,
	});
	json!({ "job": job, "app_max_price": 0, "dataset_max_price": 0, "price": price })
}
