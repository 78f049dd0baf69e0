// SPDX-License-Identifier: Apache-2.0

//! Why a task gave no result.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Why a worker can't compute a task. Reported on chain and kept in the task's record.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Debug,
)]
pub enum FailureCode {
	/// Content could not be fetched from its multiaddr.
	FetchFailed,
	/// Fetched content has another checksum.
	ChecksumMismatch,
	/// Content is larger than the worker accepts.
	InputTooLarge,
	/// The request's params break the rules of `docs/guides/requester.md`.
	BadParams,
	/// The app's module is not a WebAssembly program that the sandbox runs.
	BadModule,
	/// The program trapped (its message is in the log).
	Trap,
	/// The program used up the category's fuel: too long, or looping for ever.
	OutOfFuel,
	/// The program asked for more memory than the category gives.
	OutOfMemory,
	/// The program wrote more output than the category allows.
	OutputTooLarge,
	/// The safety net of wall-clock time was hit; says nothing about the program.
	Timeout,
	/// The worker refuses to run this task.
	Refused,
	/// Something in the worker itself failed (disk, engine).
	Internal,
}

impl FailureCode {
	/// Whether the same program on the same inputs fails on every worker, so that more workers
	/// don't help.
	pub fn is_deterministic(self) -> bool {
		use FailureCode::*;
		matches!(
			self,
			ChecksumMismatch
				| BadParams | BadModule
				| Trap | OutOfFuel
				| OutOfMemory
				| OutputTooLarge
		)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn codes_should_keep_their_numbers() {
		use FailureCode::*;
		let codes = [
			FetchFailed,
			ChecksumMismatch,
			InputTooLarge,
			BadParams,
			BadModule,
			Trap,
			OutOfFuel,
			OutOfMemory,
			OutputTooLarge,
			Timeout,
			Refused,
			Internal,
		];
		for (number, code) in (0u8..).zip(codes) {
			assert_eq!((code.encode(), code as u8), (vec![number], number));
		}
	}
}
