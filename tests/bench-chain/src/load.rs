// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! A market with workers at work: what they have to do is read from the chain after each block, as
//! their nodes read it.

use crate::{
	chain::{Chain, Extrinsic, Report},
	market::{Market, TaskId, Work, BATCH, ENDOWMENT, SLOTS},
	runtime::Runtime,
};
use anyhow::{ensure, Result};
use sp_runtime::AccountId32;
use std::{
	collections::{BTreeSet, HashMap, VecDeque},
	mem::take,
};

/// Time for which an ended task is kept, in seconds.
const RETENTION: u64 = 86_400;
/// Most tasks of a deal.
const MOST_TASKS: u64 = 10_000;
/// A trust at which two workers of some experience have to agree, while none of them suffices alone
/// for long: their weights grow by a third of a point with each task.
const TRUST_OF_TWO: u64 = 4_000;

/// How many workers have to agree on each task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
	/// One: trust 1.
	One,
	/// Two: trust 3. Without the market's rules that is so for new workers only, and later the trust is
	/// higher.
	Two,
	/// As many as a task may want by the market's rules.
	Most,
}

/// Workers who agree on a task of [`Trust::Most`], whose trust is a power of two: half of what it can have.
pub const MOST_WORKERS: usize = 32;

/// A task that is not ended.
#[derive(Default)]
struct Task {
	/// Number of workers that have it.
	workers: usize,
	/// Number of contributions.
	contributions: usize,
}

/// A chain with a load.
pub struct Load {
	/// The chain.
	pub chain: Chain,
	/// The people.
	pub market: Market,
	trust: Trust,
	tasks: HashMap<TaskId, Task>,
	/// What each worker has.
	has: Vec<BTreeSet<TaskId>>,
	to_contribute: Vec<Vec<TaskId>>,
	to_reveal: Vec<Vec<TaskId>>,
	/// What waits for room in a block.
	pub queue: VecDeque<Extrinsic<Work>>,
	/// Number of tasks that were bought, and that were given to workers.
	bought: u64,
	started: u64,
	/// The tasks that were settled, in order.
	pub ended: Vec<TaskId>,
}

impl Load {
	/// A new chain, on which everything is registered. `others` are accounts with money.
	pub fn new(
		runtime: Runtime,
		trust: Trust,
		workers: usize,
		others: &[AccountId32],
		cache: usize,
	) -> Result<Self> {
		let mut market = Market::new(workers);
		let accounts = [market.accounts(), others.to_vec()].concat();
		let mut chain = Chain::new(runtime, &accounts, ENDOWMENT, cache)?;
		market.open(&mut chain)?;
		Ok(Self {
			chain,
			market,
			trust,
			tasks: HashMap::new(),
			has: vec![BTreeSet::new(); workers],
			to_contribute: vec![Vec::new(); workers],
			to_reveal: vec![Vec::new(); workers],
			queue: VecDeque::new(),
			bought: 0,
			started: 0,
			ended: Vec::new(),
		})
	}

	/// Tasks that all workers together can have at once.
	pub fn slots(&self) -> u64 {
		self.has.len() as u64 * u64::from(SLOTS)
	}

	/// Number of tasks that workers have.
	pub fn busy(&self) -> u64 {
		self.tasks.len() as u64
	}

	/// Number of tasks that were bought and not started.
	pub fn waiting(&self) -> u64 {
		self.bought - self.started
	}

	/// Number of assignments that workers have.
	pub fn assignments(&self) -> usize {
		self.has.iter().map(BTreeSet::len).sum()
	}

	/// Whether a worker has a task to contribute to.
	pub fn has_to_contribute(&self) -> bool {
		self.to_contribute.iter().any(|tasks| !tasks.is_empty())
			|| self.queue.iter().any(|extrinsic| matches!(extrinsic.work, Work::Contribute(_)))
	}

	/// Puts a match for so many tasks at the head of the queue.
	pub fn buy(&mut self, volume: u64) -> Result<()> {
		let trust = match self.trust {
			Trust::One => 1,
			Trust::Two if self.chain.runtime.has_rules() => 3,
			Trust::Two => self.trust_of_two()?.1,
			Trust::Most => 1 << MOST_WORKERS,
		};
		let extrinsic = self.market.buy(&self.chain, trust, volume)?;
		self.bought += volume;
		self.queue.push_front(extrinsic);
		Ok(())
	}

	/// The highest score, and a trust that every two workers reach together.
	fn trust_of_two(&self) -> Result<(u64, u64)> {
		let scores = (0..self.has.len()).map(|worker| Ok(self.market.ask(&self.chain, worker)?.0));
		let scores = scores.collect::<Result<Vec<_>>>()?;
		let least = scores.iter().copied().min().unwrap_or_default();
		let weight = (least / 3).max(3) - 1;
		Ok((scores.into_iter().max().unwrap_or_default(), weight * weight))
	}

	/// Gives the workers of [`Trust::Two`] experience, in bags that end before one worker suffices. By
	/// the market's rules experience counts for nothing.
	pub fn train(&mut self) -> Result<()> {
		while self.trust == Trust::Two && !self.chain.runtime.has_rules() {
			let (most, trust) = self.trust_of_two()?;
			if trust >= TRUST_OF_TWO {
				break;
			}
			// Each task gives two of the workers a point.
			let room = (3 * trust).saturating_sub(most) * self.has.len() as u64 / 4;
			self.buy(room.clamp(1, self.slots() / 2))?;
			self.finish()?;
		}
		Ok(())
	}

	/// Makes blocks without buying anything until all tasks have ended.
	pub fn finish(&mut self) -> Result<()> {
		for _ in 0..1_000 {
			self.block(false)?;
			if self.queue.is_empty() && self.waiting() == 0 && self.busy() == 0 {
				return Ok(());
			}
		}
		let (busy, waiting) = (self.busy(), self.waiting());
		anyhow::bail!("{busy} tasks don't end, {waiting} don't start")
	}

	/// Puts what the workers have to do into batches of at most `size`. A batch that is not full waits
	/// for the next block, unless it is all that there is.
	pub fn offer(&mut self, size: usize) -> Result<()> {
		for worker in 0..self.has.len() {
			// Of older tasks, so they were there first.
			for batch in batches(&mut self.to_reveal[worker], size) {
				self.queue.push_back(self.market.reveal(&self.chain, worker, &batch)?);
			}
			for batch in batches(&mut self.to_contribute[worker], size) {
				self.queue.push_back(self.market.contribute(&self.chain, worker, batch)?);
			}
		}
		Ok(())
	}

	/// Makes a block, in which the workers do what they have to.
	pub fn block(&mut self, watched: bool) -> Result<Report> {
		self.offer(BATCH)?;
		self.block_of_queue(watched)
	}

	/// Makes a block of what is in the queue.
	pub fn block_of_queue(&mut self, watched: bool) -> Result<Report> {
		let mut included = Vec::new();
		let report = self
			.chain
			.block(&mut self.queue, watched, |extrinsic| included.push(extrinsic.work))?;
		let mut agreed = Vec::new();
		for work in included {
			let Work::Contribute(tasks) = work else { continue };
			for id in tasks {
				let Some(task) = self.tasks.get_mut(&id) else { continue };
				task.contributions += 1;
				if task.contributions == task.workers {
					agreed.push(id);
				}
			}
		}
		if self.market.disagree {
			agreed.clear();
		}
		for id in agreed {
			for (has, to_reveal) in self.has.iter().zip(&mut self.to_reveal) {
				if has.contains(&id) {
					to_reveal.push(id.clone());
				}
			}
		}
		self.look()?;
		Ok(report)
	}

	/// Sees what the chain gave to the workers, and what has ended.
	fn look(&mut self) -> Result<()> {
		for worker in 0..self.has.len() {
			let now: BTreeSet<_> = self.market.ask(&self.chain, worker)?.1.into_iter().collect();
			let before = take(&mut self.has[worker]);
			for id in now.difference(&before) {
				let task = self.tasks.entry(id.clone()).or_insert_with(|| {
					self.started += 1;
					Task::default()
				});
				task.workers += 1;
				self.to_contribute[worker].push(id.clone());
			}
			for id in before.difference(&now) {
				if self.tasks.remove(id).is_some() {
					self.ended.push(id.clone());
				}
			}
			self.has[worker] = now;
		}
		Ok(())
	}

	/// Makes `blocks` blocks, with so many new tasks in each, and gives them one by one.
	pub fn pace(&mut self, tasks: u64, blocks: u64, mut each: impl FnMut(Report)) -> Result<()> {
		for _ in 0..blocks {
			if tasks > 0 {
				self.buy(tasks)?;
			}
			each(self.block(false)?);
		}
		Ok(())
	}

	/// The number of tasks in each block at which as many tasks are forgotten as are settled, in full
	/// blocks. A matter of weights, not of time.
	pub fn balance(&mut self) -> Result<u64> {
		const BLOCKS: u64 = 15;
		const RAMP: u64 = 5;
		let mut rates = [0.0; 2];
		let start = self.chain.time();
		for rate in &mut rates {
			let mut count = 0;
			for number in 0..RAMP + BLOCKS {
				if number == RAMP {
					count = self.ended.len();
				}
				while self.waiting() < self.slots() {
					self.buy(self.slots().min(MOST_TASKS))?;
				}
				self.block(false)?;
			}
			*rate = (self.ended.len() - count) as f64 / BLOCKS as f64;
			self.finish()?;
			if self.chain.time() < start + RETENTION {
				self.skip_to_end_of_retention(start)?;
			}
		}
		let [without, with] = rates;
		ensure!(without > 0.0, "no task ends");
		self.forget_all()?;
		let forgetting = ((without - with) / without).max(0.0);
		Ok((0.95 * without / (1.0 + forgetting)) as u64)
	}

	/// Lets the time pass until what ended from `start` on is forgotten.
	pub fn skip_to_end_of_retention(&mut self, start: u64) -> Result<()> {
		self.chain.pass_to(start + RETENTION)?;
		// The first block of a session has no room for transactions.
		self.block(false)?;
		self.market.heartbeats(&mut self.chain)
	}

	/// Lets the time pass until the chain has forgotten all tasks.
	pub fn forget_all(&mut self) -> Result<()> {
		// Some seconds more than the retention, as the chain may look a little late.
		self.skip_to_end_of_retention(self.chain.time() + 30)?;
		for _ in 0..1_000 {
			self.block(false)?;
			let last = self.ended.iter().rev().step_by(97).take(50);
			if self.kept(last)? == 0 {
				return Ok(());
			}
		}
		anyhow::bail!("the chain forgets no tasks")
	}

	/// How many of these tasks the chain has not forgotten.
	pub fn kept<'a>(&self, tasks: impl Iterator<Item = &'a TaskId>) -> Result<usize> {
		let mut kept = 0;
		for task in tasks {
			kept += usize::from(!self.chain.ask("BourseApi", "task", task)?.is_null());
		}
		Ok(kept)
	}
}

fn batches(tasks: &mut Vec<TaskId>, size: usize) -> Vec<Vec<TaskId>> {
	let full = tasks.len() / size * size;
	let now = if full == 0 { tasks.len() } else { full };
	let rest = tasks.split_off(now);
	let batches = tasks.chunks(size).map(<[_]>::to_vec).collect();
	*tasks = rest;
	batches
}
