// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Blocks that are full by weight, of every kind: how much longer than its weight each takes.

use crate::{
	chain::{Extrinsic, Part, Report},
	load::{Load, Trust},
	market::{Account, Work, BATCH},
	runtime::Runtime,
	scale::hex,
};
use anyhow::{ensure, Result};
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

/// Measures every kind. To measure another, write a function of [`Stage`] and name it here.
pub fn worst(runtime: Runtime, retained: u64, cache: usize) -> Result<Vec<Worst>> {
	let senders: Vec<_> =
		(0..SENDERS).map(|number| Account::new(&format!("sender {number}"))).collect();
	let ids: Vec<_> = senders.iter().map(Account::id).collect();
	let mut load = Load::new(runtime, Trust::One, WORKERS, &ids, cache)?;
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
		self.load.skip_to_end_of_retention(self.load.chain.time())?;
		for _ in 0..BLOCKS {
			self.block("forgetting")?;
		}
		Ok(())
	}
}
