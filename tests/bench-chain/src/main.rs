// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Measures whole tasks on a runtime's WebAssembly and ParityDB, in process, without network.
//! `scripts/bench-chain --help` says what.
//!
//! - `scale`: values by a runtime's own metadata.
//! - `host`: the runtime's calls of the host, counted.
//! - `runtime`: a runtime's calls and answers.
//! - `chain`: blocks, built and committed.
//! - `market`: people, and what they send. `load`: when they send it. `desk`: what they send to the book.
//! - `measure`, `worst`, `worst_book`, `snapshot`, `database`, `book`: the things that are measured.
//!   `report`: how they are shown.

mod book;
mod chain;
mod database;
mod desk;
mod host;
mod load;
mod market;
mod measure;
mod report;
mod runtime;
mod scale;
mod snapshot;
mod worst;
mod worst_book;

use anyhow::{Context, Result};
use clap::Parser;
use desk::Way;
use load::Trust;
use measure::{Entry, Extent};
use runtime::Runtime;
use std::{fs, path::PathBuf};

/// The command line, as `scripts/bench-chain` passes it on.
#[derive(Parser)]
struct Arguments {
	/// The runtime: WebAssembly, or a node's binary.
	#[arg(long, required_unless_present = "database")]
	runtime: Option<PathBuf>,
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
	/// The order book, small and large, in place of the loads.
	#[arg(long)]
	book: bool,
	/// What each step touches goes to this file, in place of the loads.
	#[arg(long)]
	snapshot: Option<PathBuf>,
	/// What single keys of a large state cost goes to this file, in place of the loads.
	#[arg(long)]
	database: Option<PathBuf>,
	/// Keys of that state.
	#[arg(long, default_value_t = 10_000_000)]
	keys: u64,
}

fn main() -> Result<()> {
	let arguments = Arguments::parse();
	if let Some(file) = arguments.database {
		return Ok(fs::write(file, database::measure(arguments.keys)?.file())?);
	}
	let paths: Vec<_> = arguments.runtime.into_iter().chain(arguments.against).collect();
	let codes: Result<Vec<_>> = paths
		.iter()
		.map(|path| runtime::code_of(path).with_context(|| path.display().to_string()))
		.collect();
	let codes = codes?;
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
	if arguments.book {
		return book::measure(&codes[0], cache);
	}
	if arguments.worst {
		for (code, path) in codes.into_iter().zip(&paths) {
			println!("\n{}", path.display());
			let mut found = worst::worst(&code, retained, cache)?;
			found.extend(worst_book::worst(&code, cache)?);
			report::worst(&found);
		}
		return Ok(());
	}
	let names: Vec<_> = ["this", "other"].into_iter().zip(&codes).collect();
	for ((name, _), path) in names.iter().zip(&paths) {
		println!("{name}: {}", path.display());
	}
	let rounds = arguments.rounds.unwrap_or(if arguments.quick { 4 } else { 12 });
	let extent = Extent { rounds, cache };
	let entry = |name: &str, code: &[u8], retained| -> Result<Entry> {
		Ok(Entry { name: name.into(), runtime: Runtime::new(code.to_vec())?, retained })
	};
	let entries =
		|| names.iter().map(|(name, code)| entry(name, code, 0)).collect::<Result<Vec<_>>>();
	let is_wanted = |name: &str| name.contains(&arguments.only);
	for (name, trust) in [("trust 1", Trust::One), ("trust 3, two workers a task", Trust::Two)] {
		if is_wanted(name) {
			let mut entries = entries()?;
			if retained > 0 {
				// In the same rounds, as the machine's speed is never the same.
				entries.push(entry("retained", &codes[0], retained)?);
			}
			report::load(name, "task", &measure::tasks(entries, trust, extent)?);
		}
	}
	if is_wanted("transfers") {
		report::load("transfers", "transfer", &measure::transfers(entries()?, extent)?);
	}
	if is_wanted("deals") {
		let mut entries = Vec::new();
		for (number, (_, code)) in names.iter().enumerate() {
			let has_book = Runtime::new(code.to_vec())?.has_book();
			for (way, word) in Way::ALL {
				let name = match number {
					0 => word.to_owned(),
					_ => format!("other {word}"),
				};
				if has_book || way == Way::Signed {
					entries.push((entry(&name, code, 0)?, way));
				}
			}
		}
		report::load(
			"deals of one task, by the book and by signed orders",
			"deal",
			&measure::deals(entries, extent)?,
		);
	}
	Ok(())
}
