// SPDX-License-Identifier: Apache-2.0

//! Why a task gave no output: a result of its own, or no result (`docs/digest.md`).

use codec::{Decode, DecodeAll, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Why a program gave no output. A failure that every honest worker has alike
/// ([`FailureCode::is_result`]) is in the header of the result. The others are reported on chain
/// and kept in the task's record.
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
	/// Content that is registered as an archive can't be unpacked exactly.
	BadArchive,
	/// The deal has a callback, and the run left no callback data, or malformed data.
	NoCallbackData,
}

impl FailureCode {
	/// Whether every honest worker has this failure, so that workers agree on it as on any other
	/// result. Nobody but the worker can judge the other failures.
	pub fn is_result(self) -> bool {
		use FailureCode::*;
		matches!(
			self,
			BadParams
				| BadModule | BadArchive
				| Trap | OutOfFuel
				| OutOfMemory
				| OutputTooLarge
				| NoCallbackData
		)
	}

	/// Whether a result with this failure is one of a program that was started, so that app and
	/// dataset are paid.
	pub fn started(self) -> bool {
		use FailureCode::*;
		self.is_result() && !matches!(self, BadParams | BadModule | BadArchive)
	}

	/// Whether the failure says nothing about worker and pool, as nobody but the worker can judge
	/// it: another try, or another worker, may do better.
	pub fn is_unavailable(self) -> bool {
		use FailureCode::*;
		matches!(self, FetchFailed | ChecksumMismatch | InputTooLarge | Internal | Refused)
	}

	/// Whether more workers don't help: the failure is a result, or `ChecksumMismatch`. Counts on
	/// a chain on which failures are no results.
	pub fn is_deterministic(self) -> bool {
		self.is_result() || self == FailureCode::ChecksumMismatch
	}

	/// The failure of this number, the position in the enum. `None` for another number.
	pub fn from_number(number: u8) -> Option<Self> {
		Self::decode_all(&mut &[number][..]).ok()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn codes_should_keep_their_numbers_and_kinds() {
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
			BadArchive,
			NoCallbackData,
		];
		for (number, code) in (0u8..).zip(codes) {
			assert_eq!((code.encode(), code as u8), (vec![number], number));
			assert_eq!(FailureCode::from_number(number), Some(code));
		}
		assert_eq!(FailureCode::from_number(codes.len() as u8), None);
		let all = |is: fn(FailureCode) -> bool| codes.map(|code| u8::from(is(code)));
		assert_eq!(all(FailureCode::is_result), [0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1]);
		assert_eq!(all(FailureCode::started), [0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1]);
		assert_eq!(all(FailureCode::is_unavailable), [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0]);
		assert_eq!(all(FailureCode::is_deterministic), [0, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1]);
	}
}
