// SPDX-License-Identifier: Apache-2.0

//! `bourse-compute compare`.

use crate::CommandResult;
use bourse_compute::{
	parse_hash,
	state::{self, Answer, Comparison},
};
use std::{io, process::Command};

/// The two runs.
#[derive(clap::Args)]
pub struct CompareArgs {
	/// The first run: a command (for `sh`), or `-`.
	first: String,
	/// The second run: a command (for `sh`), or `-`.
	second: String,
}

/// One of the two runs.
enum Run {
	Command(String),
	Ask(&'static str),
}

impl Run {
	fn new(text: String, name: &'static str) -> Self {
		match &*text {
			"-" => Self::Ask(name),
			_ => Self::Command(text),
		}
	}

	fn line(&self, fuel: u64) -> CommandResult<String> {
		match self {
			Self::Command(command) => {
				let line = format!("{command} {fuel}");
				let output = Command::new("sh").args(["-c", &line]).output()?;
				if !output.status.success() {
					return Err(String::from_utf8_lossy(&output.stderr).trim().into());
				}
				Ok(String::from_utf8_lossy(&output.stdout).into_owned())
			},
			Self::Ask(name) => {
				eprint!("{name} run, state at fuel {fuel}? ");
				let mut line = String::new();
				io::stdin().read_line(&mut line)?;
				Ok(line)
			},
		}
	}

	fn state(&self, fuel: u64) -> Result<Answer, String> {
		let line = self.line(fuel).map_err(|error| error.to_string())?;
		answer(&line).ok_or_else(|| format!("{line:?} is not a hash and a word"))
	}
}

/// Reads a line of `bourse-compute state`.
fn answer(line: &str) -> Option<Answer> {
	let mut words = line.split_whitespace();
	let hash = parse_hash(words.next()?)?;
	let running = match words.next()? {
		"running" => true,
		"ended" | "failed" => false,
		_ => return None,
	};
	words.next().is_none().then_some(Answer { hash, running })
}

/// Whether the runs are the same.
pub fn compare(args: CompareArgs) -> CommandResult<bool> {
	let first = Run::new(args.first, "first");
	let second = Run::new(args.second, "second");
	let mut told = |fuel: u64, same: bool| {
		eprintln!("fuel {fuel}: {}", if same { "the same" } else { "different" });
	};
	Ok(
		match state::compare(
			&mut |fuel| first.state(fuel),
			&mut |fuel| second.state(fuel),
			&mut told,
		)? {
			Comparison::Same => {
				println!("the runs are the same to their end");
				true
			},
			Comparison::Part { same: None, .. } => {
				println!(
					"the runs differ before their first instruction: not the same app or inputs"
				);
				false
			},
			Comparison::Part { same: Some(same), differ } => {
				println!("the runs are the same at fuel {same} and differ at fuel {differ}");
				false
			},
		},
	)
}
