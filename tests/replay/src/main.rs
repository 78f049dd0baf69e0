// SPDX-License-Identifier: Apache-2.0

//! `replay-traces DIR`: replays every trace below a folder.

use bourse_replay::folder::{replay_all, traces, Verdict};
use std::{env, path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
	let mut arguments = env::args_os().skip(1);
	let (Some(folder), None) = (arguments.next(), arguments.next()) else {
		eprintln!("usage: replay-traces DIR");
		return ExitCode::from(2);
	};
	let folder = PathBuf::from(folder);
	let files = match traces(&folder) {
		Ok(files) if files.is_empty() => {
			eprintln!("error: no *.json below {}", folder.display());
			return ExitCode::FAILURE;
		},
		Ok(files) => files,
		Err(error) => {
			eprintln!("error: {error:#}");
			return ExitCode::FAILURE;
		},
	};

	let (mut same, mut different, mut unreadable, mut steps) = (0, 0, 0, 0);
	replay_all(&files, |replayed| {
		let path = replayed.path.strip_prefix(&folder).unwrap_or(&replayed.path).display();
		steps += replayed.steps;
		match replayed.verdict {
			Verdict::Same => {
				same += 1;
				println!("same        {path}: {} steps", replayed.steps);
			},
			Verdict::Different(difference) => {
				different += 1;
				let difference = difference.to_string().replace('\n', "\n            ");
				println!("DIFFERENT   {path}: {difference}");
			},
			Verdict::Unreadable(reason) => {
				unreadable += 1;
				println!("UNREADABLE  {path}: {reason}");
			},
		}
	});
	println!(
		"{} scenarios, {steps} steps: {same} the same, {different} different, {unreadable} unreadable",
		files.len()
	);
	if different + unreadable == 0 {
		ExitCode::SUCCESS
	} else {
		ExitCode::FAILURE
	}
}
