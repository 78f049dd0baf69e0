// SPDX-License-Identifier: Apache-2.0

//! Many episodes, and what they tell.

use super::{dice::Dice, episode, goal_of, Gains, Goal, Move, Outcome, Play, Violation};
use crate::figures::sentence;
use anyhow::{bail, Context};
use std::{
	collections::BTreeMap,
	fmt::Write,
	panic,
	sync::{
		atomic::{AtomicBool, AtomicU64, Ordering},
		Mutex,
	},
	thread,
	time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// What several episodes came to.
#[derive(Default)]
struct Totals {
	blocks: u64,
	tasks: u64,
	completed: u64,
	trades: u64,
	evicted: u64,
	moves: BTreeMap<Move, u64>,
	gains: BTreeMap<Goal, Gains>,
	work: u128,
	paid: u128,
}

impl Totals {
	fn add(&mut self, outcome: &Outcome) {
		self.blocks += u64::from(outcome.blocks);
		self.tasks += u64::from(outcome.tasks);
		self.completed += u64::from(outcome.completed);
		self.trades += u64::from(outcome.trades);
		self.evicted += u64::from(outcome.evicted);
		let (work, paid) = outcome.work;
		self.work += work;
		self.paid += paid;
		for (what, times) in &outcome.moves {
			*self.moves.entry(*what).or_default() += times;
		}
		self.gains.entry(outcome.goal).or_default().add(outcome.gain);
	}

	/// What was done, in a line.
	fn summary(&self) -> String {
		let episodes: u64 = self.gains.values().map(|gains| gains.count).sum();
		let moves: u64 = self.moves.values().sum();
		let counts = [
			(episodes, "episodes"),
			(moves, "moves"),
			(self.blocks, "blocks"),
			(self.tasks, "tasks"),
			(self.completed, "of them Completed"),
			(self.trades, "deals of the order book"),
			(self.evicted, "orders evicted"),
		];
		sentence(&counts)
	}

	fn text(&self) -> String {
		let mut text = String::new();
		let _ =
			writeln!(text, "P1: hooks worked for {} nRLC and were paid {}", self.work, self.paid);
		for (what, times) in &self.moves {
			let what = format!("{what:?}");
			let _ = writeln!(text, "  {what:<24} {times:>9}");
		}
		for (goal, gains) in &self.gains {
			let (mean, count) = (gains.mean(), gains.count);
			let goal = format!("{goal:?}");
			let _ = writeln!(text, "{goal:<12} gained {mean:>9.4} RLC, mean of {count} episodes");
		}
		text
	}
}

/// Runs something; a panic is a violation, too.
fn safely<R>(what: impl FnOnce() -> Result<R, Violation>) -> Result<R, Violation> {
	panic::catch_unwind(panic::AssertUnwindSafe(what)).unwrap_or_else(|panic| {
		let text = panic
			.downcast_ref::<String>()
			.cloned()
			.or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string()));
		Err(format!("panic: {}", text.unwrap_or_default()))
	})
}

fn clock() -> u64 {
	SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_secs())
}

/// Does something with seeds, so many at a time, while `goes_on` says so of the number of those
/// before. The first violation ends it.
fn with_seeds(
	jobs: usize,
	goes_on: impl Fn(u64) -> bool + Sync,
	run: impl Fn(u64) -> Result<(), Violation> + Sync,
	again: &str,
) -> anyhow::Result<()> {
	let (base, next, failed) = (clock(), AtomicU64::new(0), AtomicBool::new(false));
	thread::scope(|scope| {
		for _ in 0..jobs.max(1) {
			scope.spawn(|| loop {
				let index = next.fetch_add(1, Ordering::Relaxed);
				if failed.load(Ordering::Relaxed) || !goes_on(index) {
					return;
				}
				let seed = Dice::new(base, index + 1).number();
				if let Err(what) = safely(|| run(seed)) {
					failed.store(true, Ordering::Relaxed);
					println!("VIOLATED by seed {seed}: {what}\nagain: {again} --seed {seed}");
				}
			});
		}
	});
	if failed.into_inner() {
		bail!("a property does not hold");
	}
	Ok(())
}

/// Episodes of random seeds for so many minutes, so many at a time; or that of one seed. Prints what
/// came of them.
pub fn long_run(minutes: f64, seed: Option<u64>, jobs: usize) -> anyhow::Result<()> {
	let totals = Mutex::new(Totals::default());
	let run = |seed: u64| -> Result<(), Violation> {
		let outcome = episode(seed, goal_of(seed), Play::Adversary)?;
		totals.lock().expect("nobody panics with it").add(&outcome);
		Ok(())
	};
	let result = match seed {
		Some(seed) => {
			println!("seed {seed}, goal {:?}", goal_of(seed));
			safely(|| run(seed)).map_err(anyhow::Error::msg)
		},
		None => {
			let (start, time) = (Instant::now(), Duration::from_secs_f64(minutes * 60.0));
			with_seeds(jobs, |_| start.elapsed() < time, run, "scripts/fuzz --adversary 0")
		},
	};
	let totals = totals.into_inner().expect("nobody panics with it");
	print!("{}", totals.text());
	let summary = totals.summary();
	result.with_context(|| summary.clone())?;
	println!("{summary}; nothing was violated");
	Ok(())
}

/// What a coalition gains in the episode of a seed beyond what honest answers from the same seats earn,
/// fees aside, in nRLC (attack 4). By the seed a requester is among them or not.
pub fn gain_of_coalition(seed: u64) -> Result<i128, Violation> {
	let goal = match Dice::new(seed, 5).chance(50) {
		true => Goal::Worker,
		false => Goal::Coalition,
	};
	let earned = |play| episode(seed, goal, play).map(|outcome| outcome.gain + outcome.fees);
	Ok(earned(Play::Adversary)? - earned(Play::Honest)?)
}

/// Attack 4: so many coalitions of random seeds, so many at a time; or that of one seed. Fails when the
/// mean gain is above 0 at 99 % confidence.
pub fn coalition_run(episodes: u64, seed: Option<u64>, jobs: usize) -> anyhow::Result<()> {
	if let Some(seed) = seed {
		let gain = safely(|| gain_of_coalition(seed)).map_err(anyhow::Error::msg)?;
		println!("seed {seed}: a coalition gained {gain} nRLC");
		return Ok(());
	}
	let gains = Mutex::new(Gains::default());
	let run = |seed: u64| -> Result<(), Violation> {
		let gain = gain_of_coalition(seed)?;
		gains.lock().expect("nobody panics with it").add(gain);
		Ok(())
	};
	with_seeds(jobs, |index| index < episodes, run, "scripts/fuzz --coalition 1")?;
	let gains = gains.into_inner().expect("nobody panics with it");
	let (count, mean, t) = (gains.count, gains.mean(), gains.t());
	let summary = format!(
		"{} gained {mean:.4} RLC each beyond honest answers, t = {t:.2}",
		sentence(&[(count, "coalitions")])
	);
	if gains.is_above_zero() {
		bail!("{summary}: above 0 at 99 % confidence");
	}
	println!("{summary}; not above 0 at 99 % confidence");
	Ok(())
}
