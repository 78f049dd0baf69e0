// SPDX-License-Identifier: Apache-2.0

//! Replays traces of the published PoCo contracts on Bourse's runtime.

use anyhow::{bail, Context, Result};
use bourse_replay::{
	derived::scenarios,
	folder::{replay_all, replay_file, replay_text, traces, Replayed, Verdict},
	random::scenario,
};
use std::{env, fs, path::Path, process::ExitCode};

const USAGE: &str = "usage: replay-traces DIR                    every *.json below DIR
       replay-traces --random COUNT [SEED]  random scenarios, from that seed on
       replay-traces --derive DIR           writes the scenarios of ours to DIR";

fn main() -> ExitCode {
	let arguments: Vec<String> = env::args().skip(1).collect();
	let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
	let done = match arguments[..] {
		["--random", count] => random(count, "1"),
		["--random", count, seed] => random(count, seed),
		["--derive", folder] => derive(Path::new(folder)).map(|_| true),
		[folder] if !folder.starts_with('-') => replay(Path::new(folder)),
		_ => {
			eprintln!("{USAGE}");
			return ExitCode::from(2);
		},
	};
	match done {
		Ok(true) => ExitCode::SUCCESS,
		Ok(false) => ExitCode::FAILURE,
		Err(error) => {
			eprintln!("error: {error:#}");
			ExitCode::FAILURE
		},
	}
}

/// Counts what came of scenarios and prints a line for each.
#[derive(Default)]
struct Report {
	scenarios: usize,
	steps: usize,
	different: usize,
	unreadable: usize,
}

impl Report {
	fn tell(&mut self, name: &str, replayed: Replayed) {
		self.scenarios += 1;
		self.steps += replayed.steps;
		match replayed.verdict {
			Verdict::Same => println!("same        {name}: {} steps", replayed.steps),
			Verdict::Different(difference) => {
				self.different += 1;
				let difference = difference.to_string().replace('\n', "\n            ");
				println!("DIFFERENT   {name}: {difference}");
			},
			Verdict::Unreadable(reason) => {
				self.unreadable += 1;
				println!("UNREADABLE  {name}: {reason}");
			},
		}
	}

	/// Prints the total. True when there is no difference.
	fn end(self) -> bool {
		let Self { scenarios, steps, different, unreadable } = self;
		let same = scenarios - different - unreadable;
		println!(
			"{scenarios} scenarios, {steps} steps: {same} the same, {different} different, \
			 {unreadable} unreadable"
		);
		same == scenarios
	}
}

fn replay(folder: &Path) -> Result<bool> {
	let files = traces(folder)?;
	if files.is_empty() {
		bail!("no *.json below {}", folder.display());
	}
	let mut report = Report::default();
	replay_all(
		files.len(),
		|place| replay_file(&files[place]),
		|place, replayed| {
			let path = files[place].strip_prefix(folder).unwrap_or(&files[place]);
			report.tell(&path.display().to_string(), replayed);
		},
	);
	Ok(report.end())
}

fn random(count: &str, seed: &str) -> Result<bool> {
	let count: usize = count.parse().context(USAGE)?;
	let first: u64 = seed.parse().context(USAGE)?;
	let seed = |place: usize| first.wrapping_add(place as u64);
	let mut report = Report::default();
	replay_all(
		count,
		|place| match scenario(seed(place)) {
			Ok(trace) => replay_text(&trace.to_string()),
			Err(error) => Replayed { steps: 0, verdict: Verdict::Unreadable(format!("{error:#}")) },
		},
		|place, replayed| report.tell(&format!("seed {}", seed(place)), replayed),
	);
	Ok(report.end())
}

fn derive(folder: &Path) -> Result<()> {
	for scenario in scenarios() {
		let path = folder.join(format!("{}.json", scenario.name));
		let text = format!("{}\n", scenario.record()?);
		fs::write(&path, text).with_context(|| path.display().to_string())?;
	}
	Ok(())
}
