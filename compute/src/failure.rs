// SPDX-License-Identifier: Apache-2.0

//! Why a run gave no output: a failure that is a result, or no result.

use bourse_formats::{FailureCode, Hash};
use serde::{Deserialize, Serialize};
use std::{
	fmt::{self, Display, Write as _},
	time::Duration,
};
use thiserror::Error;

/// Longest reason of a failure, and longest details, in bytes. (A deep stack makes a long
/// backtrace.)
const LONGEST: usize = 2000;

/// Reason of a fetch that had no time left.
pub(crate) const NO_TIME: &str = "the time for fetching is over";
/// Reason of a job whose program had no time left, or gave no answer in time.
pub(crate) const NO_TIME_TO_RUN: &str =
	"no time was left to run the program: fetching, compiling and unpacking took all of it";

/// What a failed run left, as its result tells it. All zero when no program was started.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Default, Debug)]
pub struct Remains {
	/// Exit status; 0 of a program that did not end by itself.
	pub exit_status: i32,
	/// Fuel that the run consumed.
	pub fuel: u64,
	/// Hash of the final memory.
	pub memory_hash: Hash,
}

/// No output, and why.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{code:?}: {message}")]
pub struct Failure {
	/// The kind of failure.
	pub code: FailureCode,
	/// The details, for a person. Its first line alone says why.
	pub message: String,
	/// The text that the program wrote to stderr before, bounded by [`bourse_formats::Limits::log_bytes`].
	pub log: Vec<u8>,
	/// The text that the program printed before, bounded likewise.
	pub stdout: Vec<u8>,
	/// What the run left.
	pub remains: Remains,
	/// The least time until another try may do better, when somebody said so (`Retry-After`).
	pub retry_after: Option<Duration>,
}

impl Failure {
	/// A failure before the program wrote anything.
	pub fn new(code: FailureCode, message: impl Into<String>) -> Self {
		Self {
			code,
			message: message.into(),
			log: Vec::new(),
			stdout: Vec::new(),
			remains: Remains::default(),
			retry_after: None,
		}
	}

	/// A failure of the worker, not of the task.
	pub fn internal(error: impl ToString) -> Self {
		Self::new(FailureCode::Internal, error.to_string())
	}

	/// The log that a worker keeps and commits to when it reports the failure: what the program wrote,
	/// the details, and the reason in the last line.
	pub fn log_text(&self) -> Vec<u8> {
		self.with_reason(self.written())
	}

	/// The text that the program wrote to stderr, and then, below a line that says so, the text that it
	/// printed.
	pub fn written(&self) -> Vec<u8> {
		let mut text = self.log.clone();
		if !self.stdout.is_empty() {
			add_line(&mut text, "[stdout]\n");
			text.extend_from_slice(&self.stdout);
		}
		text
	}

	/// `text`, the details, and the reason in the last line.
	pub(crate) fn with_reason(&self, mut text: Vec<u8>) -> Vec<u8> {
		let (reason, details) = self.message.split_once('\n').unwrap_or((&self.message, ""));
		if !details.is_empty() {
			add_line(&mut text, &short(details));
		}
		add_line(&mut text, &format!("{:?}: {}\n", self.code, short(reason)));
		text
	}
}

/// Adds content that begins in a line of its own.
fn add_line(text: &mut Vec<u8>, content: &str) {
	if !text.is_empty() && !text.ends_with(b"\n") {
		text.push(b'\n');
	}
	text.extend_from_slice(content.as_bytes());
}

/// The text of something, cut when it is long. No more of it is made than is kept.
pub(crate) fn short(from: impl Display) -> String {
	struct Bounded(String);
	impl fmt::Write for Bounded {
		fn write_str(&mut self, text: &str) -> fmt::Result {
			let room = LONGEST.saturating_sub(self.0.len());
			if text.len() <= room {
				self.0.push_str(text);
				return Ok(());
			}
			let end = (0..=room).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
			self.0.push_str(&text[..end]);
			self.0.push('…');
			Err(fmt::Error)
		}
	}
	let mut text = Bounded(String::new());
	// An error says that there was more.
	write!(text, "{from}").ok();
	text.0
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn log_text_should_have_what_was_written_and_the_reason_last() {
		let text = |failure: &Failure| String::from_utf8(failure.log_text()).unwrap();
		let mut failure = Failure::new(FailureCode::Timeout, "why");
		assert_eq!(text(&failure), "Timeout: why\n");
		failure.stdout = b"printed".to_vec();
		assert_eq!(text(&failure), "[stdout]\nprinted\nTimeout: why\n");
		failure.log = b"said".to_vec();
		assert_eq!(text(&failure), "said\n[stdout]\nprinted\nTimeout: why\n");
		failure.message = "why\nmore".into();
		assert_eq!(text(&failure), "said\n[stdout]\nprinted\nmore\nTimeout: why\n");
	}

	#[test]
	fn short_should_cut_what_is_long_where_a_letter_ends() {
		assert_eq!(short("why"), "why");
		assert_eq!(short("x".repeat(LONGEST)), "x".repeat(LONGEST));
		assert_eq!(short("é".repeat(LONGEST)), format!("{}…", "é".repeat(LONGEST / 2)));
		assert_eq!(
			short(format_args!("x{}", "é".repeat(LONGEST))),
			format!("x{}…", "é".repeat(999))
		);
	}
}
