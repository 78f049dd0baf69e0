// SPDX-License-Identifier: Apache-2.0

//! A template of an app: counts lines, words and bytes of the dataset, or else of the input files.
//!
//! Usage: `my-app [--longest]`; `--longest` also tells each file's longest line. At home it runs as
//! any program: `BOURSE_IN=folder cargo run`.

use std::{
	env, fs, io,
	path::{Path, PathBuf},
	process::ExitCode,
};

/// What is told of a file.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Counts {
	lines: u64,
	words: u64,
	bytes: u64,
	longest: u64,
}

impl Counts {
	fn of(content: &[u8]) -> Self {
		let lines = content.split_inclusive(|byte| *byte == b'\n');
		Self {
			lines: content.iter().filter(|byte| **byte == b'\n').count() as u64,
			words: content.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count()
				as u64,
			bytes: content.len() as u64,
			longest: lines.map(|line| line.trim_ascii_end().len()).max().unwrap_or(0) as u64,
		}
	}

	fn add(&mut self, other: &Self) {
		self.lines += other.lines;
		self.words += other.words;
		self.bytes += other.bytes;
		self.longest = self.longest.max(other.longest);
	}

	fn line(&self, name: &str, longest: bool) -> String {
		let Self { lines, words, bytes, longest: most } = self;
		let more = if longest { format!(" {most:7}") } else { String::new() };
		format!("{lines:7} {words:7} {bytes:7}{more} {name}\n")
	}
}

/// A folder that the sandbox names; at home the current one.
fn folder(variable: &str) -> PathBuf {
	env::var_os(variable).map_or_else(|| PathBuf::from("."), PathBuf::from)
}

/// What to work on: the dataset when there is one, which is a file, or a folder when it was a tar
/// archive; else the request's input files.
fn inputs() -> io::Result<Vec<PathBuf>> {
	let start = env::var_os("BOURSE_DATASET").map_or_else(|| folder("BOURSE_IN"), PathBuf::from);
	let (mut files, mut folders) = (Vec::new(), vec![start]);
	while let Some(path) = folders.pop() {
		if path.is_file() {
			files.push(path);
		} else {
			for entry in fs::read_dir(&path)? {
				folders.push(entry?.path());
			}
		}
	}
	// An order of our own, so that nothing depends on how the inputs were put together.
	files.sort();
	Ok(files)
}

fn count(files: &[PathBuf], root: &Path, longest: bool) -> io::Result<(String, Counts)> {
	let (mut report, mut total) = (String::new(), Counts::default());
	for file in files {
		let counts = Counts::of(&fs::read(file)?);
		total.add(&counts);
		let name = file.strip_prefix(root).unwrap_or(file).to_string_lossy();
		report += &counts.line(&name, longest);
	}
	report += &total.line("total", longest);
	Ok((report, total))
}

/// `computed.json`: what a callback gives to the chain (here the number of words, as the 32 bytes
/// of a contract's uint256), and which output is the result. What else is in the output folder is
/// kept by the worker, but replicas need not agree on it.
fn computed(total: &Counts) -> String {
	format!(
		"{{\"callback-data\": \"0x{:064x}\", \"deterministic-output-path\": \"report.txt\"}}\n",
		total.words
	)
}

fn run() -> Result<(), String> {
	let longest = match env::args().skip(1).collect::<Vec<_>>().as_slice() {
		[] => false,
		[only] if only == "--longest" => true,
		_ => return Err("usage: my-app [--longest]".into()),
	};
	let files = inputs().map_err(|error| format!("no inputs: {error}"))?;
	// Standard error is the task's log.
	eprintln!("{} files", files.len());
	let counted = count(&files, &folder("BOURSE_IN"), longest);
	let (report, total) = counted.map_err(|error| format!("can't read: {error}"))?;
	let out = folder("BOURSE_OUT");
	fs::write(out.join("report.txt"), report)
		.and_then(|()| fs::write(out.join("computed.json"), computed(&total)))
		.map_err(|error| format!("can't write: {error}"))
}

fn main() -> ExitCode {
	match run() {
		Ok(()) => ExitCode::SUCCESS,
		// An orderly end: the exit code is part of the result, and the task is paid. A panic would
		// be a trap, a failure without a result.
		Err(error) => {
			eprintln!("my-app: {error}");
			ExitCode::FAILURE
		},
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn counts_should_be_those_of_wc_when_there_is_text() {
		let text = b"one two\nthree  four five\n\nsix";
		assert_eq!(Counts::of(text), Counts { lines: 3, words: 6, bytes: 29, longest: 16 });
		assert_eq!(Counts::of(b""), Counts::default());
	}

	#[test]
	fn computed_should_hold_the_words_as_uint256() {
		let total = Counts { words: 258, ..Counts::default() };
		let digits = format!("{:0>64}", "102");
		let expected = format!(
			"{{\"callback-data\": \"0x{digits}\", \"deterministic-output-path\": \"report.txt\"}}\n"
		);
		assert_eq!(computed(&total), expected);
	}
}
