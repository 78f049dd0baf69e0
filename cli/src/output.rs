// SPDX-License-Identifier: Apache-2.0

//! What people and programs see: answers on stdout, everything else on stderr. Nodes and strangers have their
//! words in both: a terminal shows them and obeys none.

use crate::{
	error::{Attempt, Error, While},
	printable,
};
use comfy_table::{presets, CellAlignment, Table};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::Value as Json;
use std::{
	io::{self, IsTerminal, Read, Write},
	time::Duration,
};

/// Largest secret that is read from a pipe, in bytes.
const MAX_SECRET: u64 = 4096;

/// How to talk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminal {
	/// Answers are JSON.
	pub json: bool,
	/// Nothing but answers and errors.
	pub quiet: bool,
	/// Questions are answered with yes.
	pub yes: bool,
}

impl Terminal {
	/// A line for people, beside the answer.
	pub fn say(&self, line: impl AsRef<str>) {
		if !self.quiet {
			eprintln!("{}", printable::lines(line.as_ref().as_bytes()));
		}
	}

	/// The answer: as JSON, or as text.
	pub fn answer(&self, json: Json, text: impl FnOnce() -> String) -> Attempt {
		let text = match self.json {
			true => printable::json(&serde_json::to_string_pretty(&json).during("the answer")?),
			false => printable::lines(text().as_bytes()),
		};
		self.write(match text.is_empty() {
			true => Vec::new(),
			false => format!("{}\n", text.trim_end_matches('\n')).into_bytes(),
		})
	}

	/// One of many answers, on a line of its own.
	pub fn line(&self, json: &Json, text: &str) -> Attempt {
		let line = match self.json {
			true => printable::json(&json.to_string()),
			false => printable::lines(text.as_bytes()),
		};
		self.write(format!("{line}\n").into_bytes())
	}

	/// An empty terminal for the next answer; a pipe gets all of them.
	pub fn clear(&self) -> Attempt {
		match !self.json && io::stdout().is_terminal() {
			true => self.write(b"\x1b[2J\x1b[H".to_vec()),
			false => Ok(()),
		}
	}

	/// What a program printed: as it is into a pipe, escaped on a terminal, which obeys some of it.
	pub fn program(&self, bytes: &[u8]) -> Attempt {
		match io::stdout().is_terminal() {
			true => self.write(crate::printable::lines(bytes).into_bytes()),
			false => self.write(bytes.to_vec()),
		}
	}

	fn write(&self, bytes: Vec<u8>) -> Attempt {
		let mut out = io::stdout().lock();
		out.write_all(&bytes).and_then(|()| out.flush()).during("stdout")
	}

	/// Whether somebody can answer questions.
	pub fn is_interactive(&self) -> bool {
		io::stdin().is_terminal() && io::stderr().is_terminal()
	}

	/// Ends with an error unless the question is answered with yes.
	pub fn confirm(&self, question: &str) -> Attempt {
		if self.yes {
			return Ok(());
		}
		if !self.is_interactive() {
			let what = format!("{question} Nobody can answer here");
			return Err(Error::new(what).cure("--yes answers it"));
		}
		let question = printable::lines(question.as_bytes());
		let asked = dialoguer::Confirm::new().with_prompt(question).default(true).interact();
		match asked.during("the question")? {
			true => Ok(()),
			false => Err(Error::new("nothing was done")),
		}
	}

	/// A secret as it is typed, unseen; `new`: typed twice.
	pub fn password(&self, prompt: &str, new: bool) -> Attempt<String> {
		if !self.is_interactive() {
			return Err(Error::new(format!("{prompt} is needed, and nobody can type it here")));
		}
		let asked = dialoguer::Password::new().with_prompt(prompt);
		let asked = match new {
			true => asked.with_confirmation("once more", "they differ").interact(),
			false => asked.allow_empty_password(true).interact(),
		};
		asked.during("the password")
	}

	/// A secret, as it is typed, or from a pipe.
	pub fn secret(&self, prompt: &str) -> Attempt<String> {
		if io::stdin().is_terminal() {
			return self.password(prompt, false);
		}
		let mut text = String::new();
		io::stdin().take(MAX_SECRET).read_to_string(&mut text).during("stdin")?;
		Ok(text.trim().to_owned())
	}

	/// Lines about something that goes on.
	pub fn progress(&self) -> Progress {
		Progress::new(self.quiet, io::stderr().is_terminal())
	}
}

/// Something that goes on: one line in place on a terminal, each line once in a log.
pub struct Progress {
	bar: Option<ProgressBar>,
	quiet: bool,
	last: String,
}

impl Progress {
	fn new(quiet: bool, in_place: bool) -> Self {
		let bar = (in_place && !quiet).then(|| {
			let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
			if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
				bar.set_style(style);
			}
			bar.enable_steady_tick(Duration::from_millis(120));
			bar
		});
		Self { bar, quiet, last: String::new() }
	}

	/// How far it is now.
	pub fn step(&mut self, line: impl Into<String>) {
		let line: String = line.into();
		let line = printable::lines(line.as_bytes());
		if self.quiet || line == self.last {
			return;
		}
		match &self.bar {
			Some(bar) => bar.set_message(line.clone()),
			None => eprintln!("{line}"),
		}
		self.last = line;
	}

	/// The last line.
	pub fn last(&self) -> &str {
		&self.last
	}

	/// The end: the line stays.
	pub fn end(self, line: impl AsRef<str>) {
		let line = printable::lines(line.as_ref().as_bytes());
		if let Some(bar) = &self.bar {
			bar.finish_and_clear();
		}
		let is_new = self.bar.is_some() || self.last != line;
		if !self.quiet && is_new && !line.is_empty() {
			eprintln!("{line}");
		}
	}
}

/// A table without lines. Columns whose title begins with a blank are for numbers.
pub fn table<const N: usize>(
	titles: [&str; N],
	rows: impl IntoIterator<Item = [String; N]>,
) -> String {
	let mut table = Table::new();
	table.load_style(presets::NOTHING);
	table.set_header(titles.map(str::trim));
	for row in rows {
		table.add_row(row);
	}
	for (at, column) in table.column_iter_mut().enumerate() {
		column.set_padding((0, 2));
		if titles.get(at).is_some_and(|title| title.starts_with(' ')) {
			column.set_cell_alignment(CellAlignment::Right);
		}
	}
	table.trim_fmt()
}

/// A span of time in words: `40 s`, `12 min`, `3 h`, `2 days`.
pub fn span(seconds: u64) -> String {
	match seconds {
		0..120 => format!("{seconds} s"),
		120..7_200 => format!("{} min", seconds / 60),
		7_200..172_800 => format!("{} h", seconds / 3_600),
		_ => format!("{} days", seconds / 86_400),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn tables_should_have_columns_below_their_titles() {
		let row = |name: &str, number: &str| [name.to_owned(), number.to_owned()];
		let shown = table(["name", " price"], [row("python", "0.001 RLC"), row("rg", "10 RLC")]);
		assert_eq!(shown, "name        price\npython  0.001 RLC\nrg         10 RLC");
	}

	#[test]
	fn spans_should_be_in_words() {
		let shown = [0, 119, 120, 7_199, 7_200, 172_799, 172_800].map(span);
		assert_eq!(shown, ["0 s", "119 s", "2 min", "119 min", "2 h", "47 h", "2 days"]);
	}

	#[test]
	fn questions_should_be_answered_by_yes_only_where_nobody_can() {
		let terminal = Terminal { yes: true, ..Terminal::default() };
		assert_eq!(terminal.confirm("Buy?"), Ok(()));
	}
}
