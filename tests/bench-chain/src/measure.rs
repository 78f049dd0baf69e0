// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Steady loads: as many tasks start, are settled and are forgotten in each block.

use crate::{
	chain::{Chain, Extrinsic, Part, Report},
	desk::{Desk, Way},
	host,
	load::{Load, Trust},
	market::{Account, ENDOWMENT},
	runtime::Runtime,
};
use anyhow::{ensure, Result};
use serde_json::json;
use sp_core::{sr25519, Pair};
use std::{
	collections::VecDeque,
	fs,
	time::{Duration, Instant},
};

/// Workers of a load: by the market's rules, the fewest for which an open pool takes tasks of two
/// workers each.
const WORKERS: usize = 5;
/// Blocks after which a load is steady.
const RAMP: u64 = 10;
/// Blocks of a round: ten seconds of the chain's time, so that each round has as much of what comes at
/// full ten seconds.
const BLOCKS: u64 = 5;
/// Accounts that send each other money.
const SENDERS: usize = 500;
/// More transfers than a block has room for.
const ENOUGH: usize = 8_000;
/// More deals than a block has room for.
const ENOUGH_DEALS: usize = 1_500;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
	/// Rounds, between which the versions take turns.
	pub rounds: u64,
	/// Size of the trie cache in bytes.
	pub cache: usize,
}

/// What some blocks took.
#[derive(Default)]
pub struct Sample {
	/// The sum of the blocks.
	pub report: Report,
	/// Number of blocks.
	pub blocks: u64,
	/// Number of tasks, or transfers.
	pub done: u64,
	/// CPU time of other threads: the database's.
	pub background: Duration,
	/// Time of the transaction pool's checks, which are not in the report.
	pub checks: Duration,
}

impl Sample {
	/// CPU time of a task, in microseconds.
	pub fn cost(&self) -> f64 {
		self.per(self.report.time() + self.background)
	}

	/// A time for each task, in microseconds.
	pub fn per(&self, time: Duration) -> f64 {
		time.as_secs_f64() * 1e6 / self.done.max(1) as f64
	}

	fn add(&mut self, other: &Self) {
		self.report.add(&other.report);
		self.blocks += other.blocks;
		self.done += other.done;
		self.background += other.background;
		self.checks += other.checks;
	}
}

/// A load on a runtime.
pub struct Entry {
	/// What it is called.
	pub name: String,
	/// The runtime.
	pub runtime: Runtime,
	/// Retained tasks, if more than a steady load needs.
	pub retained: u64,
}

/// What a load took.
pub struct Outcome {
	/// What the load is called.
	pub name: String,
	/// Each round.
	pub rounds: Vec<Sample>,
	/// One more round, in which every block was executed once more, as other nodes do.
	pub imported: Sample,
	/// One more round, in which every call of the host was timed.
	pub profile: Sample,
	/// Tasks in each block.
	pub pace: u64,
	/// Tasks that were forgotten for each that was settled.
	pub forgotten: f64,
	/// Tasks that were retained, and the bytes of state for each of them.
	pub retained: (u64, f64),
}

impl Outcome {
	/// The sum of the rounds.
	pub fn sum(&self) -> Sample {
		self.rounds.iter().fold(Sample::default(), |mut sum, round| {
			sum.add(round);
			sum
		})
	}

	/// Number of tasks a second and core: the median of the rounds.
	pub fn rate(&self) -> f64 {
		1e6 / median(self.rounds.iter().map(Sample::cost))
	}
}

/// The value in the middle.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
	let mut values: Vec<_> = values.collect();
	values.sort_by(f64::total_cmp);
	values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Something to measure.
trait Measured {
	/// The chain.
	fn chain(&mut self) -> &mut Chain;

	/// Makes a block. Gives what it took, how many tasks it ended, and the time of the pool's checks.
	fn block(&mut self) -> Result<(Report, u64, Duration)>;
}

/// Tasks at a pace.
struct Tasks {
	load: Load,
	pace: u64,
}

impl Measured for Tasks {
	fn chain(&mut self) -> &mut Chain {
		&mut self.load.chain
	}

	fn block(&mut self) -> Result<(Report, u64, Duration)> {
		let load = &mut self.load;
		load.buy(self.pace)?;
		let before = (load.queue.len(), load.ended.len());
		load.offer(crate::market::BATCH)?;
		let mut checks = Duration::ZERO;
		for extrinsic in load.queue.iter().skip(before.0) {
			checks += load.chain.check(&extrinsic.bytes)?;
		}
		let report = load.block_of_queue(false)?;
		Ok((report, (load.ended.len() - before.1) as u64, checks))
	}
}

/// Blocks full of transfers.
struct Transfers {
	chain: Chain,
	senders: Vec<Account>,
	next: usize,
	queue: VecDeque<Extrinsic>,
}

impl Transfers {
	fn new(runtime: Runtime, cache: usize) -> Result<Self> {
		let senders: Vec<_> =
			(0..SENDERS).map(|number| Account::new(&format!("sender {number}"))).collect();
		let ids: Vec<_> = senders.iter().map(Account::id).collect();
		let chain = Chain::new(runtime, &ids, ENDOWMENT, cache)?;
		Ok(Self { chain, senders, next: 0, queue: VecDeque::new() })
	}
}

impl Measured for Transfers {
	fn chain(&mut self) -> &mut Chain {
		&mut self.chain
	}

	fn block(&mut self) -> Result<(Report, u64, Duration)> {
		while self.queue.len() < ENOUGH {
			let to = self.senders[(self.next + 1) % SENDERS].id();
			let dest = json!({ "Id": crate::scale::hex(to) });
			let call =
				("Balances", "transfer_keep_alive", json!({ "dest": dest, "value": 1_000_000 }));
			let bytes = self.senders[self.next % SENDERS].sign(&self.chain, call)?;
			self.queue.push_back(Extrinsic { part: Part::Transfer, bytes, work: () });
			self.next += 1;
		}
		let report = self.chain.block(&mut self.queue, false, drop)?;
		let count = report.part(Part::Transfer).extrinsics;
		Ok((report, count, Duration::ZERO))
	}
}

/// Blocks full of deals of one task each, which wait for workers.
struct Deals {
	desk: Desk,
	way: Way,
	queue: VecDeque<Extrinsic>,
}

impl Deals {
	fn new(runtime: Runtime, way: Way, extent: Extent) -> Result<Self> {
		let mut desk = Desk::new(runtime, extent.cache)?;
		if way != Way::Signed {
			let blocks = BLOCKS * (extent.rounds + 2) + RAMP;
			desk.keep_on_offer(blocks * ENOUGH_DEALS as u64)?;
		}
		let mut load = Self { desk, way, queue: VecDeque::new() };
		load.fill()?;
		// The first ones have to succeed.
		let others = load.queue.split_off(ENOUGH_DEALS / 100);
		let calls = load.queue.drain(..).map(|extrinsic| extrinsic.bytes).collect();
		load.desk.apply(calls, true)?;
		load.queue = others;
		Ok(load)
	}

	fn fill(&mut self) -> Result<()> {
		while self.queue.len() < ENOUGH_DEALS {
			self.queue.push_back(self.desk.deal(self.way)?);
		}
		Ok(())
	}
}

impl Measured for Deals {
	fn chain(&mut self) -> &mut Chain {
		&mut self.desk.chain
	}

	fn block(&mut self) -> Result<(Report, u64, Duration)> {
		self.fill()?;
		let report = self.desk.chain.block(&mut self.queue, false, drop)?;
		let count = report.part(Part::Match).extrinsics;
		Ok((report, count, Duration::ZERO))
	}
}

fn sample(load: &mut dyn Measured, blocks: u64) -> Result<Sample> {
	let mut sample = Sample { blocks, ..Sample::default() };
	let before = background()?;
	for _ in 0..blocks {
		let (report, done, checks) = load.block()?;
		sample.report.add(&report);
		sample.done += done;
		sample.checks += checks;
	}
	sample.background = background()?.saturating_sub(before);
	Ok(sample)
}

/// CPU time of this process without this thread, in ticks of a hundredth of a second.
fn background() -> Result<Duration> {
	let ticks = |path: &str| -> Result<u64> {
		let text = fs::read_to_string(path)?;
		// The name of the program, in parentheses, may have spaces.
		let fields: Vec<_> = text.rsplit(')').next().unwrap_or_default().split(' ').collect();
		ensure!(fields.len() > 13, "{path} has no times");
		Ok(fields[12].parse::<u64>()? + fields[13].parse::<u64>()?)
	};
	let others = ticks("/proc/self/stat")?.saturating_sub(ticks("/proc/thread-self/stat")?);
	Ok(Duration::from_millis(others * 10))
}

/// The rounds of a load, one with imports, and one in which every call of the host is timed.
type Rounds = (Vec<Sample>, Sample, Sample);

fn rounds(loads: &mut [&mut dyn Measured], extent: Extent) -> Result<Vec<Rounds>> {
	let mut samples: Vec<Vec<Sample>> = loads.iter().map(|_| Vec::new()).collect();
	for round in 0..extent.rounds {
		let mut turns: Vec<_> = loads.iter_mut().zip(&mut samples).collect();
		// Nobody is always the first.
		if round % 2 == 1 {
			turns.reverse();
		}
		for (load, samples) in turns {
			samples.push(sample(*load, BLOCKS)?);
		}
	}
	let mut all = Vec::new();
	for (load, samples) in loads.iter_mut().zip(samples) {
		load.chain().imports = true;
		let imported = sample(*load, BLOCKS)?;
		load.chain().imports = false;
		host::time_all(true);
		let profile = sample(*load, BLOCKS);
		host::time_all(false);
		all.push((samples, imported, profile?));
	}
	Ok(all)
}

/// Measures tasks on each runtime.
pub fn tasks(entries: Vec<Entry>, trust: Trust, extent: Extent) -> Result<Vec<Outcome>> {
	let mut loads = Vec::new();
	let mut facts = Vec::new();
	for Entry { name, runtime, retained } in entries {
		let mut load = Load::new(runtime, trust, WORKERS, &[], extent.cache)?;
		load.train()?;
		let pace = load.balance()?;
		let needed = RAMP + BLOCKS * (extent.rounds + 3);
		let blocks = needed.max(retained.div_ceil(pace));
		let (start, before) = (load.chain.time(), (load.ended.len(), load.chain.size()?.1));
		load.pace(pace, blocks, drop)?;
		load.finish()?;
		let retained = load.ended.len() - before.0;
		let bytes = load.chain.size()?.1.saturating_sub(before.1) as f64 / retained as f64;
		load.skip_to_end_of_retention(start)?;
		load.pace(pace, RAMP, drop)?;
		facts.push((name, before.0..load.ended.len(), (retained as u64, bytes)));
		loads.push(Tasks { load, pace });
	}
	// How many of the retained tasks are left, and how many have ended, by a part of them.
	let count = |loads: &[Tasks]| -> Result<Vec<(usize, usize)>> {
		let each = loads.iter().zip(&facts).map(|(Tasks { load, .. }, (_, range, _))| {
			let step = range.len().div_ceil(2_000);
			let ids = load.ended[range.clone()].iter().step_by(step);
			Ok((load.kept(ids)? * step, load.ended.len()))
		});
		each.collect()
	};
	let before = count(&loads)?;
	let mut every: Vec<&mut dyn Measured> = loads.iter_mut().map(|load| load as _).collect();
	let samples = rounds(&mut every, extent)?;
	let after = count(&loads)?;
	let mut outcomes = Vec::new();
	for (place, (name, _, retained)) in facts.into_iter().enumerate() {
		let forgotten = before[place].0.saturating_sub(after[place].0) as f64;
		let settled = (after[place].1 - before[place].1) as f64;
		let pace = loads[place].pace;
		outcomes.push((name, pace, forgotten / settled, retained));
	}
	let outcome = |((rounds, imported, profile), (name, pace, forgotten, retained))| Outcome {
		name,
		rounds,
		imported,
		profile,
		pace,
		forgotten,
		retained,
	};
	Ok(samples.into_iter().zip(outcomes).map(outcome).collect())
}

/// Measures transfers on each runtime.
pub fn transfers(entries: Vec<Entry>, extent: Extent) -> Result<Vec<Outcome>> {
	let (mut loads, mut names) = (Vec::new(), Vec::new());
	for Entry { name, runtime, .. } in entries {
		loads.push(Transfers::new(runtime, extent.cache)?);
		names.push(name);
	}
	full(&mut loads, names, 1, extent)
}

/// Measures deals made in each way on each runtime that knows the way.
pub fn deals(entries: Vec<(Entry, Way)>, extent: Extent) -> Result<Vec<Outcome>> {
	let (mut loads, mut names) = (Vec::new(), Vec::new());
	for (Entry { name, runtime, .. }, way) in entries {
		loads.push(Deals::new(runtime, way, extent)?);
		names.push(name);
	}
	full(&mut loads, names, RAMP, extent)
}

/// Measures full blocks of loads with these names, after so many unmeasured ones.
fn full<L: Measured>(
	loads: &mut [L],
	names: Vec<String>,
	ramp: u64,
	extent: Extent,
) -> Result<Vec<Outcome>> {
	for load in loads.iter_mut() {
		sample(load, ramp)?;
	}
	let mut every: Vec<&mut dyn Measured> = loads.iter_mut().map(|load| load as _).collect();
	let samples = rounds(&mut every, extent)?;
	let outcome = |((rounds, imported, profile), name)| Outcome {
		name,
		rounds,
		imported,
		profile,
		pace: 0,
		forgotten: 0.0,
		retained: (0, 0.0),
	};
	Ok(samples.into_iter().zip(names).map(outcome).collect())
}

/// What one check of an sr25519 signature takes on this machine, in microseconds.
pub fn yardstick() -> f64 {
	let pair = sr25519::Pair::from_seed(&[7; 32]);
	let message = [1; 32];
	let signature = pair.sign(&message);
	let check = |_| {
		const CHECKS: u32 = 50;
		let start = Instant::now();
		for _ in 0..CHECKS {
			assert!(sr25519::Pair::verify(&signature, message, &pair.public()));
		}
		start.elapsed().as_secs_f64() * 1e6 / f64::from(CHECKS)
	};
	median((0..21).map(check))
}
