// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Measures whole tasks on a runtime's WebAssembly and ParityDB, in process, without network.
//! `scripts/bench-chain --help` says what.
//!
//! - `scale`: values by a runtime's own metadata.
//! - `host`: the runtime's calls of the host, counted.
//! - `runtime`: a runtime's calls and answers.
//! - `chain`: blocks, built and committed.
//! - `market`: people, and what they send. `load`: when they send it.
//! - `measure`, `worst`, `snapshot`: the three things that are measured. `report`: how they are shown.

mod chain;
mod host;
mod load;
mod market;
mod measure;
mod report;
mod runtime;
mod scale;
mod snapshot;
mod worst;

use anyhow::{Context, Result};
use clap::Parser;
use load::Trust;
use measure::Extent;
use runtime::Runtime;
use std::{fs, path::PathBuf};

/// The command line, as `scripts/bench-chain` passes it on.
#[derive(Parser)]
struct Arguments {
	/// The runtime: WebAssembly, or a node's binary.
	#[arg(long)]
	runtime: PathBuf,
	/// Another one, beside it.
	#[arg(long)]
	against: Option<PathBuf>,
	/// Few blocks, and no retained tasks.
	#[arg(long)]
	quick: bool,
	/// Only the loads whose names have this in them.
	#[arg(long, default_value = "")]
	only: String,
	/// Rounds, between which the versions take turns.
	#[arg(long)]
	rounds: Option<u64>,
	/// Retained tasks.
	#[arg(long, default_value_t = 200_000)]
	retained: u64,
	/// Size of the trie cache in MiB.
	#[arg(long, default_value_t = 1_024)]
	cache: usize,
	/// Full blocks of each kind, in place of the loads.
	#[arg(long)]
	worst: bool,
	/// What each step touches goes to this file, in place of the loads.
	#[arg(long)]
	snapshot: Option<PathBuf>,
}

fn main() -> Result<()> {
	let arguments = Arguments::parse();
	let mut paths = vec![arguments.runtime.clone()];
	paths.extend(arguments.against.clone());
	let codes: Result<Vec<_>> = paths
		.iter()
		.map(|path| runtime::code_of(path).with_context(|| path.display().to_string()))
		.collect();
	let codes = codes?;
	let runtimes =
		|| codes.iter().map(|code| Runtime::new(code.clone())).collect::<Result<Vec<_>>>();
	if let Some(file) = arguments.snapshot {
		let text = serde_json::to_string_pretty(&snapshot::snapshot(&codes[0])?)?;
		return Ok(fs::write(file, text + "\n")?);
	}
	println!(
		"one check of a signature (sr25519) takes {:.1} microseconds here",
		measure::yardstick()
	);
	let retained = if arguments.quick { 0 } else { arguments.retained };
	let cache = arguments.cache << 20;
	if arguments.worst {
		for (runtime, path) in runtimes()?.into_iter().zip(&paths) {
			println!("\n{}", path.display());
			report::worst(&worst::worst(runtime, retained, cache)?);
		}
		return Ok(());
	}
	for (name, path) in ["this", "other"].iter().zip(&paths) {
		println!("{name}: {}", path.display());
	}
	let rounds = arguments.rounds.unwrap_or(if arguments.quick { 4 } else { 12 });
	let extent = Extent { rounds, cache };
	let is_wanted = |name: &str| name.contains(&arguments.only);
	for (name, trust, retained) in [
		("trust 1", Trust::One, 0),
		("trust 3, two workers a task", Trust::Two, 0),
		("trust 1, retained tasks", Trust::One, retained),
		("trust 3, two workers a task, retained tasks", Trust::Two, retained),
	] {
		let is_again = name.contains("retained") && retained == 0;
		if is_wanted(name) && !is_again {
			report::load(name, "task", &measure::tasks(runtimes()?, trust, retained, extent)?);
		}
	}
	if is_wanted("transfers") {
		report::load("transfers", "transfer", &measure::transfers(runtimes()?, extent)?);
	}
	Ok(())
}
