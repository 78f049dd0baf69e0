// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! What each step of a task touches: the same on every machine, and in every run.

use crate::{
	chain::{Cost, Part, Report},
	load::{Load, Trust},
	runtime::Runtime,
};
use anyhow::{ensure, Result};
use serde_json::{json, Map, Value};

/// Sizes of the bags that are compared: full batches, and half of them.
const SIZES: [u64; 2] = [64, 32];
/// Names of what is counted.
const NAMES: [&str; 8] = [
	"storage calls",
	"hashes",
	"allocator calls",
	"keys read",
	"keys written",
	"event bytes",
	"weight",
	"extrinsic bytes",
];
/// Steps in which the chain is waited for, at most so many blocks.
const PATIENCE: usize = 100;

const READ: usize = 3;
const WRITTEN: usize = 4;

/// Counts in the order of [`NAMES`].
type Counts = [u64; 8];

/// All steps but the match. Keys that reveal and settle share count once.
const WHOLE: &str = "whole task, after the match";

/// A step of a bag, and what it took.
type Steps = Vec<(&'static str, Counts)>;

fn counts(cost: &Cost, idle: &Report) -> Counts {
	// What every block touches is not the step's.
	let known = |of: fn(&Cost) -> &std::collections::BTreeSet<Vec<u8>>, key: &Vec<u8>| {
		idle.parts.values().any(|part| of(part).contains(key))
	};
	let read = cost.keys.read.iter().filter(|key| !known(|cost| &cost.keys.read, key)).count();
	let written =
		cost.keys.written.iter().filter(|key| !known(|cost| &cost.keys.written, key)).count();
	[
		cost.calls.storage(),
		cost.calls.hashing(),
		cost.calls.allocator(),
		read as u64,
		written as u64,
		cost.event_bytes,
		cost.weight,
		cost.bytes,
	]
}

fn sum(of: impl IntoIterator<Item = Counts>) -> Counts {
	of.into_iter().fold(Counts::default(), |sum, one| std::array::from_fn(|n| sum[n] + one[n]))
}

/// What the hooks at the end of a block took beyond those of an idle block.
fn beyond(report: &Report, idle: &Report) -> Counts {
	let (busy, rest) = (report.part(Part::End), idle.part(Part::End));
	let (busy, rest) = (counts(&busy, idle), counts(&rest, idle));
	std::array::from_fn(|n| busy[n].saturating_sub(rest[n]))
}

/// What some blocks took.
#[derive(Default)]
struct Phase {
	/// Transactions of one part.
	part: Counts,
	/// What the chain did by itself.
	end: Counts,
	/// Both, with each key once a block: it is written to the database once.
	both: Counts,
}

/// Makes blocks until `done`.
fn until(
	load: &mut Load,
	idle: &Report,
	part: Part,
	done: impl Fn(&Load) -> Result<bool>,
) -> Result<Phase> {
	let mut phase = Phase::default();
	for _ in 0..PATIENCE {
		let report = load.block(true)?;
		let (of_part, of_end) = (counts(&report.part(part), idle), beyond(&report, idle));
		let mut both = sum([of_part, of_end]);
		let mut once = report.part(part);
		let mut end = report.part(Part::End).keys;
		once.keys.read.append(&mut end.read);
		once.keys.written.append(&mut end.written);
		let once = counts(&once, idle);
		(both[READ], both[WRITTEN]) = (once[READ], once[WRITTEN]);
		phase.part = sum([phase.part, of_part]);
		phase.end = sum([phase.end, of_end]);
		phase.both = sum([phase.both, both]);
		if done(load)? {
			return Ok(phase);
		}
	}
	anyhow::bail!("{} takes more than {PATIENCE} blocks", part.name())
}

/// The steps of a bag of `size` tasks.
fn steps(runtime: Runtime, trust: Trust, size: u64) -> Result<Steps> {
	let workers = match trust {
		Trust::One => 1,
		// An open pool needs some to choose from.
		_ if runtime.has_rules() => 5,
		_ => 2,
	};
	let mut load = Load::new(runtime, trust, workers, &[], 1 << 26)?;
	// A first bag, so that nothing of the market is new.
	load.buy(1)?;
	load.finish()?;
	load.block(false)?;
	let idle = load.block(true)?;
	let before = (load.chain.size()?, load.ended.len());

	load.buy(size)?;
	let start = until(&mut load, &idle, Part::Match, |load| Ok(load.waiting() == 0))?;
	ensure!(load.busy() == size, "not all tasks start at once");
	let contribute =
		until(&mut load, &idle, Part::Contribute, |load| Ok(!load.has_to_contribute()))?;
	let bought = load.chain.time();
	let reveal = until(&mut load, &idle, Part::Reveal, |load| Ok(load.busy() == 0))?;
	load.block(false)?;
	let retained = load.chain.size()?;

	// Everything that passing time alone brings comes before.
	load.skip_to_end_of_retention(bought - 120)?;
	load.block(false)?;
	load.block(false)?;
	let idle = load.block(true)?;
	load.chain.pass_to(bought + 86_400 - 40)?;
	let tasks = load.ended[before.1..].to_vec();
	let forget = until(&mut load, &idle, Part::Other, |load| Ok(load.kept(tasks.iter())? == 0))?;
	load.block(false)?;
	let left = load.chain.size()?;
	let state = |(_, bytes): (u64, u64), before: (u64, u64)| bytes.saturating_sub(before.1);
	let bytes = |bytes| {
		let mut counts = Counts::default();
		counts[0] = bytes;
		counts
	};
	Ok(vec![
		("match", start.part),
		("start", start.end),
		("contribute", contribute.both),
		("reveal", reveal.part),
		("settle", reveal.end),
		("forget", forget.end),
		(WHOLE, sum([start.end, contribute.both, reveal.both, forget.end])),
		("retained", bytes(state(retained, before.0))),
		("left", bytes(state(left, before.0))),
	])
}

/// All steps, at trust 1 and with two workers a task: what a bag of 64 takes, and what a task more
/// takes.
pub fn snapshot(code: &[u8]) -> Result<Value> {
	let mut all = Map::new();
	for (name, trust) in [("one worker", Trust::One), ("two workers", Trust::Two)] {
		let [large, small] = SIZES;
		let runtime = || Runtime::new(code.to_vec());
		let (large_steps, small_steps) =
			(steps(runtime()?, trust, large)?, steps(runtime()?, trust, small)?);
		let further = |n: usize, (large_of, small_of): (&Counts, &Counts)| {
			let more = (large_of[n] as f64 - small_of[n] as f64) / (large - small) as f64;
			json!((more * 100.0).round() / 100.0)
		};
		let of = |large_of: &Counts, small_of: &Counts| {
			let bag: Map<_, _> = NAMES
				.iter()
				.zip(large_of)
				.map(|(name, count)| ((*name).to_owned(), json!(count)))
				.collect();
			let task: Map<_, _> = NAMES
				.iter()
				.enumerate()
				.map(|(n, name)| ((*name).to_owned(), further(n, (large_of, small_of))))
				.collect();
			json!({ format!("{large} tasks"): bag, "a task more": task })
		};
		let mut found = Map::new();
		for ((step, large_of), (_, small_of)) in large_steps.iter().zip(&small_steps) {
			if matches!(*step, "retained" | "left") {
				let name = format!("bytes of state a task, {step}");
				found.insert(name, further(0, (large_of, small_of)));
				continue;
			}
			found.insert((*step).to_owned(), of(large_of, small_of));
		}
		all.insert(name.to_owned(), Value::Object(found));
	}
	Ok(Value::Object(all))
}
