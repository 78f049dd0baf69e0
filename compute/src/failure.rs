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

	/// The log that a worker keeps and commits to when it reports the failure: one line with code
	/// and message, then the program's log.
	pub fn log_text(&self) -> Vec<u8> {
		let mut text = format!("{self}\n").into_bytes();
		text.extend_from_slice(&self.log);
		text
	}
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
