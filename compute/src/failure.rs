// SPDX-License-Identifier: Apache-2.0

//! Why a task gave no result.

use bourse_formats::FailureCode;
use thiserror::Error;

/// No result, and why.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{code:?}: {message}")]
pub struct Failure {
	/// The kind of failure.
	pub code: FailureCode,
	/// The details, for a person.
	pub message: String,
	/// The text that the program wrote to stderr before, bounded by [`bourse_formats::Limits::log_bytes`].
	pub log: Vec<u8>,
}

impl Failure {
	/// A failure before the program wrote anything.
	pub fn new(code: FailureCode, message: impl Into<String>) -> Self {
		Self { code, message: message.into(), log: Vec::new() }
	}

	/// A failure of the worker, not of the task.
	pub fn internal(error: impl ToString) -> Self {
		Self::new(FailureCode::Internal, error.to_string())
	}

	/// The log that a worker keeps and commits to: one line with code and message, then the
	/// program's log.
	pub fn log_text(&self) -> Vec<u8> {
		let mut text = format!("{self}\n").into_bytes();
		text.extend_from_slice(&self.log);
		text
	}
}
