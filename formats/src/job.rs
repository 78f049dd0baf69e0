// SPDX-License-Identifier: Apache-2.0

//! A job that the chain hands to a node, and the outcome that comes back.

use crate::{CategoryLimits, FailureCode, Hash, ResultHeader, Seconds, TaskId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// An X25519 public key that results are encrypted with (`docs/results.md`).
pub type ResultKey = [u8; 32];

/// How registered content is packed.
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
	Default,
	Debug,
)]
pub enum Packing {
	/// Not said. Content that is a tar archive is given to the program as its files, as with
	/// [`Packing::Tar`]; anything else as one file.
	#[default]
	File,
	/// A tar archive. Content that can't be unpacked exactly is `BadArchive`.
	Tar,
	/// A tar archive that is compressed with gzip, of at most 1 GiB. Likewise.
	TarGz,
	/// A zip archive, of at most 1 GiB when unpacked. Likewise.
	Zip,
}

/// Content that a job needs.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Default, Debug)]
pub struct Source {
	/// Address of the content: `http(s)://…`, `/ipfs/…`, or empty: by checksum only.
	pub multiaddr: Vec<u8>,
	/// `blake2_256` of the content.
	pub checksum: Hash,
	/// How the content is packed.
	pub packing: Packing,
	/// Whether the content is passed on to nobody but workers of the same deal.
	pub private: bool,
}

/// One task to compute.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Default, Debug)]
pub struct Job {
	/// The task.
	pub task: TaskId,
	/// The task's deal: private content is passed on among its workers.
	pub deal: Hash,
	/// The app's module.
	pub app: Source,
	/// The dataset, when there is one.
	pub dataset: Option<Source>,
	/// The request's params, as they are.
	pub params: Vec<u8>,
	/// Index of the task inside its bag (0-based). The index tells the tasks of one bag apart.
	pub index: u64,
	/// Number of tasks in the bag.
	pub bag_size: u64,
	/// The category's time reference T in seconds: limits on fuel and memory follow from it.
	pub work_clock_time_ref: Seconds,
	/// When the worker's next step is due, by the protocol's clock, in seconds. The
	/// inputs are kept at least until then, and the result from then on. A job whose deadline has
	/// passed is computed all the same: the off-chain worker cancels jobs that are no longer
	/// wanted, and its clock is the chain's.
	pub deadline: Seconds,
	/// Version of the sandbox that the task is pinned to. A sandbox of another version refuses the
	/// task.
	pub engine: u16,
	/// The key to encrypt the result with, when the beneficiary has published one.
	pub result_key: Option<ResultKey>,
	/// The account that requested the task: quotas are by it.
	pub requester: [u8; 32],
	/// Whether the deal has a callback, so that a run without callback data is a failure.
	pub callback: bool,
	/// The category's limits on memory and output.
	pub limits: CategoryLimits,
	/// Whether failures are results ([`FailureCode::is_result`]). Otherwise every failure is
	/// reported.
	pub failures_count: bool,
	/// When the chain gave the task to the worker, by the node's clock (seconds of the Unix
	/// epoch); 0 when that is not known: then the time at which the node takes the job counts.
	pub since: Seconds,
}

/// The end of a job: a result, or none.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
	/// Computed; the result, which may be a failure, is in the node's store.
	Done {
		/// The header that the digest commits to.
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn outcome_should_encode_to_the_bytes_of_the_mailbox() {
		let failed = Outcome::Failed { code: FailureCode::Trap, log: Hash([7; 32]) };
		assert_eq!(failed.encode(), [&[1, 5][..], &[7; 32]].concat());
		let header = ResultHeader { engine: 1, fuel: 9, ..ResultHeader::default() };
		let done = Outcome::Done {
			header,
			callback_data: Some(vec![1, 2]),
			encrypted: Some(Hash([8; 32])),
		};
		let bytes = [&[0][..], &header.encode(), &[1, 8, 1, 2], &[1], &[8; 32]].concat();
		assert_eq!(done.encode(), bytes);
	}

	#[test]
	fn job_should_encode_to_the_bytes_of_the_mailbox() {
		let source = |byte| Source {
			multiaddr: b"/a".to_vec(),
			checksum: Hash([byte; 32]),
			packing: Packing::Tar,
			private: byte == 3,
		};
		let job = Job {
			task: Hash([1; 32]),
			deal: Hash([14; 32]),
			app: source(2),
			dataset: Some(source(3)),
			params: b"{}".to_vec(),
			index: 4,
			bag_size: 5,
			work_clock_time_ref: 6,
			deadline: 7,
			engine: 8,
			result_key: Some([9; 32]),
			requester: [10; 32],
			callback: true,
			limits: CategoryLimits { memory: 11, output: 12 },
			failures_count: true,
			since: 13,
		};
		let bytes = [
			&[1; 32][..],
			&[14; 32],
			&[8, b'/', b'a'],
			&[2; 32],
			&[1, 0],
			&[1, 8, b'/', b'a'],
			&[3; 32],
			&[1, 1],
			&[8, b'{', b'}'],
			&4u64.to_le_bytes(),
			&5u64.to_le_bytes(),
			&6u64.to_le_bytes(),
			&7u64.to_le_bytes(),
			&8u16.to_le_bytes(),
			&[1],
			&[9; 32],
			&[10; 32],
			&[1],
			&11u64.to_le_bytes(),
			&12u64.to_le_bytes(),
			&[1],
			&13u64.to_le_bytes(),
		];
		assert_eq!(job.encode(), bytes.concat());
	}
}
