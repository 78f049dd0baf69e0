// SPDX-License-Identifier: Apache-2.0

//! What the chain hands to a node to compute, and what comes back.

use crate::{FailureCode, Hash, ResultHeader, Seconds, TaskId};
use alloc::vec::Vec;
use codec::{Decode, Encode};

/// An X25519 public key that results are encrypted with (`docs/encrypted-results.md`).
pub type ResultKey = [u8; 32];

/// Content that a job needs.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Source {
	/// Address of the content: `http(s)://…`, `/ipfs/…`, or empty: by checksum only.
	pub multiaddr: Vec<u8>,
	/// `blake2_256` of the content.
	pub checksum: Hash,
}

/// One task to compute.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Job {
	/// The task.
	pub task: TaskId,
	/// The app's module.
	pub app: Source,
	/// The dataset, when there is one.
	pub dataset: Option<Source>,
	/// The request's params, as they are.
	pub params: Vec<u8>,
	/// Index of the task inside its bag (0-based): what tells the tasks of one bag apart.
	pub index: u64,
	/// Number of tasks in the bag.
	pub bag_size: u64,
	/// The category's time reference T in seconds: limits on fuel and memory follow from it.
	pub work_clock_time_ref: Seconds,
	/// When the worker's next step is due, by the chain's clock (seconds of the Unix epoch). The
	/// inputs are kept at least until then, and the result from then on. A job whose deadline has
	/// passed is computed all the same: the off-chain worker cancels jobs that are no longer
	/// wanted, and its clock is the chain's.
	pub deadline: Seconds,
	/// Version of the sandbox that the task is pinned to. A sandbox of another version refuses it.
	pub engine: u16,
	/// The key to encrypt the result with, when the beneficiary has published one.
	pub result_key: Option<ResultKey>,
}

/// What came of a job.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
	/// Computed; the result is in the node's store.
	Done {
		/// What the digest commits to.
		header: ResultHeader,
		/// Callback data of the app, when it gave some.
		callback_data: Option<Vec<u8>>,
		/// Hash of the index of the encrypted result, when there was a key to encrypt it with.
		encrypted: Option<Hash>,
	},
	/// Not computed.
	Failed {
		/// Why.
		code: FailureCode,
		/// `blake2_256` of the log that the node keeps.
		log: Hash,
	},
}
