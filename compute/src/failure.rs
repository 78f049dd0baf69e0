// SPDX-License-Identifier: Apache-2.0

//! Why a task gave no result.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a worker can't compute a task. The names are those of the chain's `FailureCode`, which a
/// worker reports (PROTOCOL 8.6).
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FailureCode {
	/// Content could not be fetched from its multiaddr.
	FetchFailed,
	/// Fetched content is not what the checksum says.
	ChecksumMismatch,
	/// Content is larger than the worker accepts.
	InputTooLarge,
	/// The request's params are not what they should be.
	BadParams,
	/// The module is not a WebAssembly program that the sandbox runs.
	BadModule,
	/// The program trapped.
	Trap,
	/// The program used up its fuel: too long, or looping for ever.
	OutOfFuel,
	/// The program asked for more memory than it may have.
	OutOfMemory,
	/// The program wrote more output than it may.
	OutputTooLarge,
	/// The safety net of wall-clock time was hit; says nothing about the program.
	Timeout,
	/// The worker refuses to run this task.
	Refused,
	/// Something in the worker itself failed (disk, engine).
	Internal,
}

/// No result, and why.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{code:?}: {message}")]
pub struct Failure {
	/// What kind of failure.
	pub code: FailureCode,
	/// What exactly, for a person.
	pub message: String,
	/// What the program wrote to stderr before, bounded by [`crate::Limits::log_bytes`].
	pub log: Vec<u8>,
}

impl Failure {
	/// A failure before the program wrote anything.
	pub fn new(code: FailureCode, message: impl Into<String>) -> Self {
		Self { code, message: message.into(), log: Vec::new() }
	}

	/// What a worker keeps and commits to: one line with code and message, then the program's log.
	pub fn log_text(&self) -> Vec<u8> {
		let mut text = format!("{self}\n").into_bytes();
		text.extend_from_slice(&self.log);
		text
	}
}
