// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! A pool's owner and a requester at the order book: what they place, call and buy there.

use crate::{
	chain::{Chain, Extrinsic, Part},
	market::{Account, Market, ENDOWMENT, SLOTS},
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
/// Time for which orders rest, in seconds.
pub const REST: u64 = 20 * 86_400;
/// Most tasks of an order.
const MOST_TASKS: u64 = 10_000;
/// The price at which orders of both sides trade, in nRLC.
pub const MIDDLE: u64 = 900_000_000;
/// What a buyer pays for a task at most, fees included.
const MOST_TOTAL: u64 = 2_000_000_000;
/// Tag of a task that needs a GPU: the second class of a new chain.
const GPU: u64 = 1 << 8;

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
		Ok(Self { chain, market, last: 0 })
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

	/// Offers at the price at which requests trade.
	pub fn offers(&mut self, count: usize) -> Result<()> {
		let calls = (0..count).map(|_| self.order(true, MIDDLE, true));
		let calls = calls.collect::<Result<Vec<_>>>()?;
		self.apply(calls, true)?;
		Ok(())
	}

	/// Time of a quote for a task, for which the requester pays at most so many nRLC.
	pub fn quote(&self, price: u64) -> Result<Duration> {
		let types = &self.chain.runtime.types;
		let order = self.chain.runtime.argument("Book", "place", "order")?;
		let [field] = types.fields(order, Some("Request"))? else {
			bail!("a request is one field")
		};
		let mut bytes = self.market.requester.id().encode();
		types.encode_to(field.ty.id, &request(price, &Asked::default()), &mut bytes)?;
		let start = Instant::now();
		let quote = self.chain.ask("BookApi", "quote", &bytes)?;
		let time = start.elapsed();
		ensure!(quote["Ok"]["volume"] == 1, "nobody serves it: {quote}");
		Ok(time)
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
