// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Blocks that are full by weight, of every kind: how much longer than its weight each takes.

use crate::{
	chain::{Extrinsic, Part, Report},
	load::{Load, Trust, MOST_WORKERS},
	market::{Account, Work, BATCH},
	runtime::Runtime,
	scale::hex,
};
use anyhow::{bail, ensure, Result};
use serde_json::json;

/// Workers: enough for a block full of contributions of any kind.
const WORKERS: usize = 16;
/// Accounts that send money.
const SENDERS: usize = 2_000;
/// Blocks of a kind, where there is enough for so many.
const BLOCKS: usize = 3;
/// Most tasks of a deal.
const MOST_TASKS: u64 = 10_000;
/// More transactions than a block has room for.
const ENOUGH: usize = 8_000;
/// Deals that wait for workers.
const WAITING: usize = 3_000;
/// Owners of an open pool beyond those that a task needs.
const SPARE: usize = 3;
/// Tasks of the largest kind, more than a block has weight for.
const LARGEST: u64 = 384;
/// Blocks that assigning these takes, at most.
const PATIENCE: usize = 150;
/// Time from a match to the final deadline, in seconds, in the smallest category.
const FINAL_TIME: u64 = 3_000;
/// Time of an assignment there, in seconds.
const ASSIGNED: u64 = 360;
/// Blocks of which the longest is looked for, where what is due at once takes several.
const SEVERAL: usize = 60;

/// A block of a kind.
pub struct Worst {
	/// What it is full of.
	pub kind: &'static str,
	/// What it took.
	pub report: Report,
}

impl Worst {
	/// Time to build the block, root included, for each second of weight.
	pub fn ratio(&self) -> f64 {
		self.report.build_time().as_secs_f64() * 1e12 / self.report.weight as f64
	}
}

struct Stage {
	load: Load,
	senders: Vec<Account>,
	found: Vec<Worst>,
}

/// Measures every kind but those of the order book. To measure another, write a function of [`Stage`] and
/// name it here.
pub fn worst(code: &[u8], retained: u64, cache: usize) -> Result<Vec<Worst>> {
	let runtime = || Runtime::new(code.to_vec());
	let senders: Vec<_> =
		(0..SENDERS).map(|number| Account::new(&format!("sender {number}"))).collect();
	let ids: Vec<_> = senders.iter().map(Account::id).collect();
	let mut load = Load::new(runtime()?, Trust::One, WORKERS, &ids, cache)?;
	while (load.ended.len() as u64) < retained {
		load.buy(load.slots().min(MOST_TASKS))?;
		load.finish()?;
	}
	let mut stage = Stage { load, senders, found: Vec::new() };
	stage.idle()?;
	stage.transfers()?;
	stage.transfers_to_new_accounts()?;
	stage.remarks()?;
	stage.matches()?;
	stage.single_batches()?;
	stage.full_batches()?;
	stage.forget()?;
	if stage.load.chain.runtime.has_rules() {
		stage.waiting_deals()?;
		// Another chain, of more workers.
		stage.load = Load::new(runtime()?, Trust::Most, MOST_WORKERS + SPARE, &[], cache)?;
		stage.settle_largest()?;
		stage.claim_largest()?;
		stage.miss_largest()?;
	}
	Ok(stage.found)
}

impl Stage {
	/// Makes a block of what is in the queue, and keeps what it took.
	fn block(&mut self, kind: &'static str) -> Result<()> {
		let report = self.load.block_of_queue(false)?;
		self.found.push(Worst { kind, report });
		Ok(())
	}

	/// Makes blocks of the queue as long as each is full, at most [`BLOCKS`].
	fn blocks(&mut self, kind: &'static str) -> Result<()> {
		for _ in 0..BLOCKS {
			self.block(kind)?;
			if self.load.queue.is_empty() {
				break;
			}
		}
		Ok(())
	}

	/// Makes so many blocks of what is in the queue, and keeps the one that took longest.
	fn longest(&mut self, kind: &'static str, blocks: usize) -> Result<()> {
		let mut longest: Option<Report> = None;
		for _ in 0..blocks {
			let report = self.load.block_of_queue(false)?;
			if longest.as_ref().is_none_or(|other| other.build_time() < report.build_time()) {
				longest = Some(report);
			}
		}
		self.found.extend(longest.map(|report| Worst { kind, report }));
		Ok(())
	}

	fn idle(&mut self) -> Result<()> {
		(0..BLOCKS).try_for_each(|_| self.block("nothing"))
	}

	/// Fills the queue with transactions of the senders, one after another.
	fn send(
		&mut self,
		part: Part,
		count: usize,
		call: impl Fn(usize) -> (&'static str, &'static str, serde_json::Value),
	) -> Result<()> {
		for number in 0..count {
			let sender = &mut self.senders[number % SENDERS];
			let bytes = sender.sign(&self.load.chain, call(number))?;
			self.load.queue.push_back(Extrinsic { part, bytes, work: Work::Other });
		}
		Ok(())
	}

	/// Sends all that is left in the queue, unmeasured.
	fn clear(&mut self) -> Result<()> {
		while !self.load.queue.is_empty() {
			self.load.block_of_queue(false)?;
		}
		Ok(())
	}

	fn transfers(&mut self) -> Result<()> {
		let ids: Vec<_> = self.senders.iter().map(Account::id).collect();
		self.send(Part::Transfer, BLOCKS * ENOUGH, |number| {
			let to = json!({ "Id": hex(&ids[(number + 1) % SENDERS]) });
			("Balances", "transfer_keep_alive", json!({ "dest": to, "value": 1_000_000 }))
		})?;
		self.blocks("transfers")?;
		self.clear()
	}

	fn transfers_to_new_accounts(&mut self) -> Result<()> {
		self.send(Part::Transfer, BLOCKS * ENOUGH, |number| {
			let to = json!({ "Id": hex(sp_crypto_hashing::blake2_256(&number.to_le_bytes())) });
			("Balances", "transfer_keep_alive", json!({ "dest": to, "value": 1_000_000_000 }))
		})?;
		self.blocks("transfers to new accounts")?;
		self.clear()
	}

	/// Long ones: the block ends by its length.
	fn remarks(&mut self) -> Result<()> {
		let remark = hex(vec![1; 100_000]);
		self.send(Part::Other, 200, |_| ("System", "remark", json!({ "remark": remark })))?;
		self.blocks("long remarks (full by their length)")?;
		self.clear()
	}

	/// Matches for one task each, and the starts of these tasks.
	fn matches(&mut self) -> Result<()> {
		let count = self.load.slots().min(3_000);
		for _ in 0..count {
			self.load.buy(1)?;
		}
		// Each is put at the head, and its buyer counts its transactions.
		self.load.queue.make_contiguous().reverse();
		self.blocks("matches for a task each")?;
		self.clear()?;
		self.start("starts, deals of one task")?;
		self.load.finish()
	}

	/// Blocks in which the chain starts what waits, as long as these are full.
	fn start(&mut self, kind: &'static str) -> Result<()> {
		for _ in 0..100 {
			let waiting = self.load.waiting();
			let before = self.load.busy();
			self.block(kind)?;
			let started = self.load.busy() - before;
			if self.load.waiting() == 0 || started == 0 {
				// Not full, unless it was the only one.
				if waiting > started || self.found.iter().filter(|w| w.kind == kind).count() > 1 {
					self.found.pop();
				}
				break;
			}
		}
		Ok(())
	}

	/// Contributions and reveals in batches of one.
	fn single_batches(&mut self) -> Result<()> {
		self.load.buy(3_000)?;
		self.start("starts, one deal")?;
		self.load.offer(1)?;
		self.blocks("contributions, one a batch")?;
		self.clear()?;
		self.load.offer(1)?;
		self.blocks("reveals, one a batch, with settlements")?;
		self.clear()?;
		self.load.finish()
	}

	/// Contributions and reveals in full batches, and settlements.
	fn full_batches(&mut self) -> Result<()> {
		self.load.buy(self.load.slots().min(MOST_TASKS))?;
		self.start("starts, one deal")?;
		self.load.offer(BATCH)?;
		self.blocks("contributions, full batches")?;
		self.clear()?;
		self.load.offer(BATCH)?;
		self.block("reveals, full batches, with settlements")?;
		self.block("reveals, full batches, with settlements")?;
		self.clear()?;
		for _ in 0..BLOCKS {
			if self.load.busy() > 0 {
				self.block("settlements")?;
			}
		}
		self.load.finish()
	}

	/// What has ended is forgotten.
	fn forget(&mut self) -> Result<()> {
		let first = self.load.ended.len();
		ensure!(first > 0, "no task has ended");
		// The last bag has just ended; where time passes in blocks, others are gone by then.
		let start = self.load.chain.time() - 40;
		self.load.skip_to_end_of_retention(start)?;
		self.longest("forgetting", SEVERAL)
	}

	/// Deals of a pool without a free slot: they are tried again when their pauses are over, in one
	/// bucket of the agenda, and end together.
	fn waiting_deals(&mut self) -> Result<()> {
		let load = &mut self.load;
		let mut calls = Vec::new();
		for worker in &mut load.market.workers {
			let pause = ("Pools", "set_slots", json!({ "slots": 0 }));
			calls.push(worker.account.sign(&load.chain, pause)?);
		}
		load.chain.apply(calls)?;
		let matched = load.chain.time();
		for _ in 0..WAITING {
			load.buy(1)?;
		}
		// Each is put at the head, and its buyer counts its transactions.
		load.queue.make_contiguous().reverse();
		self.clear()?;
		self.longest("deals that wait, tried again", SEVERAL / 2)?;
		self.load.chain.pass_to(matched + FINAL_TIME - 20)?;
		self.longest("ends of deals that never started", SEVERAL)
	}

	/// Buys the largest tasks, and has all their workers drawn. Gives the time of the match.
	fn buy_largest(&mut self) -> Result<u64> {
		// Whoever was suspended comes back.
		self.load.market.heartbeats(&mut self.load.chain)?;
		let matched = self.load.chain.time();
		self.load.buy(LARGEST)?;
		let all = LARGEST as usize * MOST_WORKERS;
		for _ in 0..PATIENCE {
			self.load.block_of_queue(false)?;
			if self.load.assignments() == all {
				return Ok(matched);
			}
		}
		bail!("{} assignments in place of {all}", self.load.assignments())
	}

	/// Has the workers contribute and reveal all that they have to, what fills a batch first.
	fn work(&mut self) -> Result<()> {
		for _ in 0..4 {
			self.load.offer(BATCH)?;
			self.clear()?;
		}
		Ok(())
	}

	/// The largest tasks, on whose results all agree.
	fn settle_largest(&mut self) -> Result<()> {
		self.buy_largest()?;
		self.work()?;
		self.longest("settlements of the largest tasks", SEVERAL)?;
		ensure!(self.load.busy() == 0, "{} of the largest tasks are not settled", self.load.busy());
		Ok(())
	}

	/// The largest tasks, on which no two workers agree, in one bucket.
	fn claim_largest(&mut self) -> Result<()> {
		let matched = self.buy_largest()?;
		self.load.market.disagree = true;
		self.work()?;
		self.longest("looks at the largest tasks", SEVERAL / 4)?;
		self.load.chain.pass_to(matched + FINAL_TIME - 20)?;
		self.longest("claims of the largest tasks", SEVERAL)?;
		self.load.market.disagree = false;
		ensure!(self.load.busy() == 0, "{} of the largest tasks are not claimed", self.load.busy());
		Ok(())
	}

	/// The largest tasks, whose workers all let their time pass.
	fn miss_largest(&mut self) -> Result<()> {
		let matched = self.buy_largest()?;
		self.load.chain.pass_to(matched + ASSIGNED - 4)?;
		self.longest("missed assignments of the largest tasks", 2 * SEVERAL)
	}
}
