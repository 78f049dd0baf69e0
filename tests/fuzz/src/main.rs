// SPDX-License-Identifier: Apache-2.0

//! The long run, and the repetition of one input. `scripts/fuzz` builds and starts it.

use anyhow::{bail, Context};
use bourse_fuzz::{adversary, random, run, Checks, Figures, Violation};
use clap::Parser;
use std::{
	panic,
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicBool, AtomicU64, Ordering},
		Mutex,
	},
	thread,
	time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// Random traffic of every call on the runtime, with all invariants checked.
#[derive(Parser)]
struct Options {
	/// How long to run, in minutes.
	#[arg(default_value_t = 1.0)]
	minutes: f64,
	/// What decides about the inputs; the clock, unless it is given. With `--adversary` or
	/// `--coalition`: the one episode to run.
	#[arg(long)]
	seed: Option<u64>,
	/// How many inputs are run side by side.
	#[arg(long, default_value_t = 1)]
	jobs: usize,
	/// Check all invariants after every step, and not only after every block.
	#[arg(long)]
	thorough: bool,
	/// Run this one input again.
	#[arg(long)]
	input: Option<PathBuf>,
	/// Play an adversary on an open market for so many minutes.
	#[arg(long)]
	adversary: Option<f64>,
	/// Play so many coalitions, and compare what they earn with what honest answers would.
	#[arg(long)]
	coalition: Option<u64>,
	/// Run all inputs of this folder first.
	#[arg(long)]
	corpus: Option<PathBuf>,
	/// Where an input that violates something is written.
	#[arg(long, default_value = ".")]
	out: PathBuf,
}

fn main() -> anyhow::Result<()> {
	let options = Options::parse();
	let checks = if options.thorough { Checks::EachStep } else { Checks::EachBlock };
	// A panic is reported with its input.
	panic::set_hook(Box::new(|_| ()));
	if let Some(minutes) = options.adversary {
		return adversary::long_run(minutes, options.seed, options.jobs);
	}
	if let Some(episodes) = options.coalition {
		return adversary::coalition_run(episodes, options.seed, options.jobs);
	}
	if let Some(path) = &options.input {
		let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
		return match safely(&bytes, Checks::EachStep) {
			Ok(figures) => {
				println!("{figures}\nnothing is violated");
				Ok(())
			},
			Err(violation) => bail!("after {} bytes: {}", violation.used, violation.what),
		};
	}
	let mut figures = Figures::default();
	if let Some(folder) = &options.corpus {
		for entry in std::fs::read_dir(folder)? {
			let path = entry?.path();
			let bytes = std::fs::read(&path)?;
			match safely(&bytes, checks) {
				Ok(of_one) => figures.add(&of_one),
				Err(violation) => bail!("{}: {}", path.display(), violation.what),
			}
		}
	}
	long_run(&options, checks, figures)
}

fn long_run(options: &Options, checks: Checks, figures: Figures) -> anyhow::Result<()> {
	let seed = options.seed.unwrap_or_else(|| {
		SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_secs())
	});
	println!("seed {seed}, {} at a time, {} minutes", options.jobs, options.minutes);
	let (start, next) = (Instant::now(), AtomicU64::new(0));
	let time = Duration::from_secs_f64(options.minutes * 60.0);
	let failed = AtomicBool::new(false);
	let figures = Mutex::new(figures);
	thread::scope(|scope| {
		for _ in 0..options.jobs.max(1) {
			scope.spawn(|| {
				while start.elapsed() < time && !failed.load(Ordering::Relaxed) {
					let index = next.fetch_add(1, Ordering::Relaxed);
					let bytes = random::input(seed, index);
					match safely(&bytes, checks) {
						Ok(of_one) => figures.lock().expect("nobody panics with it").add(&of_one),
						Err(violation) => {
							failed.store(true, Ordering::Relaxed);
							let name = format!("violation-{seed}-{index}");
							report(&options.out.join(name), &bytes, &violation);
						},
					}
					if index > 0 && index % 1_000 == 0 {
						println!("{index} inputs after {} s", start.elapsed().as_secs());
					}
				}
			});
		}
	});
	let figures = figures.into_inner().expect("nobody panics with it");
	println!("\nseconds               {:>10}\n{figures}", start.elapsed().as_secs());
	if failed.into_inner() {
		bail!("a property does not hold");
	}
	println!("{}; nothing was violated", figures.summary());
	Ok(())
}

/// Runs an input; a panic is a violation, too.
fn safely(bytes: &[u8], checks: Checks) -> Result<Figures, Violation> {
	panic::catch_unwind(|| run(bytes, checks)).unwrap_or_else(|panic| {
		let text = panic
			.downcast_ref::<String>()
			.cloned()
			.or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string()));
		let what = format!("panic: {}", text.unwrap_or_default());
		Err(Violation { what, used: bytes.len() })
	})
}

fn report(path: &Path, bytes: &[u8], violation: &Violation) {
	println!("VIOLATED: {}", violation.what);
	match std::fs::write(path, &bytes[..violation.used]) {
		Ok(()) => println!("again: scripts/fuzz --input {}", path.display()),
		Err(error) => println!("can't write {}: {error}", path.display()),
	}
}
