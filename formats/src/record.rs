// SPDX-License-Identifier: Apache-2.0

//! What a block did, as an index of the past remembers it. The runtime of each block writes its own
//! records, so that no index has to know the events of any runtime.

use crate::{FailureCode, Hash, Seconds, TaskId};
use alloc::{boxed::Box, vec::Vec};
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// An account's 32 bytes.
pub type AccountBytes = [u8; 32];

/// What an index keeps a record of.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Subject {
	/// An app.
	#[codec(index = 0)]
	App(u32),
	/// A dataset.
	#[codec(index = 1)]
	Dataset(u32),
	/// A workerpool.
	#[codec(index = 2)]
	Pool(u32),
	/// A worker, by its account.
	#[codec(index = 3)]
	Worker(AccountBytes),
	/// An account: requester, payer, or owner.
	#[codec(index = 4)]
	Account(AccountBytes),
}

/// An asset's part in a deal.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
	/// The asset's number.
	pub id: u32,
	/// Its owner at the match.
	pub owner: AccountBytes,
	/// nRLC per completed task.
	pub price: u128,
}

/// A deal that was matched.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct DealRecord {
	/// Its id.
	pub id: Hash,
	/// Hash of its request order.
	pub request: Hash,
	/// The app.
	pub app: Part,
	/// The dataset, if there is one.
	pub dataset: Option<Part>,
	/// The workerpool.
	pub pool: Part,
	/// The account that asked.
	pub requester: AccountBytes,
	/// The account that pays: the requester, or a sponsor.
	pub payer: AccountBytes,
	/// The account that the results are for.
	pub beneficiary: AccountBytes,
	/// Its category.
	pub category: u32,
	/// Features that its tasks demand.
	pub tag: u64,
	/// Redundancy; `u128::MAX` stands for more, too.
	pub trust: u128,
	/// Index of the first task.
	pub first: u64,
	/// Number of tasks.
	pub volume: u64,
}

/// How a task ended.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Ended {
	/// Agreed on and paid, also when what workers agreed on is a failure.
	#[codec(index = 0)]
	Completed,
	/// Given up.
	#[codec(index = 1)]
	Failed,
	/// Given up, and nobody can tell whose fault that is.
	#[codec(index = 2)]
	Unavailable,
	/// Given up, since its time is too short for it.
	#[codec(index = 3)]
	TimedOut,
	/// Given up by its payer before it started.
	#[codec(index = 4)]
	Withdrawn,
}

/// A worker's part in a task.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct WorkerPart {
	/// The worker.
	pub worker: AccountBytes,
	/// The account that its stake belongs to.
	pub owner: AccountBytes,
	/// Whether its answer is the one that was agreed on, and revealed in time.
	pub right: bool,
}

/// nRLC that a task's end brought an account, or cost it. What came back of a lock is neither.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Moved {
	/// The account.
	pub who: AccountBytes,
	/// nRLC that it earned.
	pub earned: u128,
	/// nRLC that it paid or lost.
	pub lost: u128,
}

/// A task that ended.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct TaskRecord {
	/// Its id, which names its deal.
	pub id: TaskId,
	/// How it ended.
	pub ended: Ended,
	/// The failure that the workers agreed on.
	pub failure: Option<FailureCode>,
	/// Workers that contributed.
	pub workers: Vec<WorkerPart>,
	/// What its end moved, an entry for each account.
	pub moves: Vec<Moved>,
}

/// An asset as it is now.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct AssetRecord {
	/// The asset.
	pub asset: Subject,
	/// Its owner.
	pub owner: AccountBytes,
	/// Its name, or a pool's description, as registered: a stranger's bytes.
	pub name: Vec<u8>,
	/// The description of its profile.
	pub description: Vec<u8>,
	/// The link of its profile.
	pub link: Vec<u8>,
	/// Words to search by.
	pub tags: Vec<Vec<u8>>,
}

/// Terms that an owner posted for an asset, or revoked.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct PostedRecord {
	/// The asset.
	pub asset: Subject,
	/// Its owner.
	pub by: AccountBytes,
	/// Whom the terms are for.
	pub audience: AudienceRecord,
	/// nRLC per completed task; none: revoked.
	pub price: Option<u128>,
	/// Their end, in seconds of the Unix epoch; none: until revoked.
	pub until: Option<Seconds>,
}

/// Whom terms are for.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum AudienceRecord {
	/// Everybody.
	#[codec(index = 0)]
	Everybody,
	/// One account.
	#[codec(index = 1)]
	Only(AccountBytes),
	/// Members of a group.
	#[codec(index = 2)]
	Group(u32),
}

/// An order that its owner put on chain.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct PresignedRecord {
	/// Its hash.
	pub hash: Hash,
	/// What it sells; of a request the requester.
	pub of: Subject,
	/// The owner who presigned it.
	pub by: AccountBytes,
	/// The whole order, in SCALE.
	pub order: Vec<u8>,
}

/// One thing that a block did.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Record {
	/// A deal was matched.
	#[codec(index = 0)]
	Deal(Box<DealRecord>),
	/// A task ended.
	#[codec(index = 1)]
	Task(Box<TaskRecord>),
	/// Tasks of a deal that never started ended together.
	#[codec(index = 2)]
	Unstarted {
		/// The deal.
		deal: Hash,
		/// Number of tasks.
		count: u64,
		/// How they ended.
		ended: Ended,
	},
	/// A worker reported that it can't compute a task.
	#[codec(index = 3)]
	Reported {
		/// The worker.
		worker: AccountBytes,
		/// Why.
		code: FailureCode,
	},
	/// A worker was late, or gave up: the chain took a task back.
	#[codec(index = 4)]
	TakenBack {
		/// The worker.
		worker: AccountBytes,
	},
	/// An asset was registered, described or handed on.
	#[codec(index = 5)]
	Asset(Box<AssetRecord>),
	/// Terms were posted, or revoked.
	#[codec(index = 6)]
	Posted(Box<PostedRecord>),
	/// An order was put on chain.
	#[codec(index = 7)]
	Presigned(Box<PresignedRecord>),
	/// An order was closed.
	#[codec(index = 8)]
	Closed {
		/// Its hash.
		hash: Hash,
	},
	/// Every earlier order of an asset or a requester became void.
	#[codec(index = 9)]
	Revoked {
		/// The asset, or the account whose requests they were.
		of: Subject,
		/// The epoch from now on.
		epoch: u32,
	},
}

/// What a block did, in order.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug, Default)]
pub struct BlockRecords {
	/// The block's timestamp, in seconds of the Unix epoch.
	pub time: Seconds,
	/// What it did.
	pub records: Vec<Record>,
}

/// Records of a block, by the version of their layout.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum VersionedRecords {
	/// The layout of this file.
	#[codec(index = 1)]
	V1(BlockRecords),
}

impl DealRecord {
	/// Step of the trust: the least n with `trust <= 2^n`.
	pub fn trust_step(&self) -> u8 {
		trust_step(self.trust)
	}

	/// Whether payer or requester own the part as well: its price says nothing of the market's.
	pub fn is_own(&self, part: &Part) -> bool {
		self.requester == part.owner || self.payer == part.owner
	}
}

/// The least n with `trust <= 2^n`, 0..=128.
pub fn trust_step(trust: u128) -> u8 {
	let below = trust.saturating_sub(1);
	(u128::BITS - below.leading_zeros()) as u8
}

impl TaskRecord {
	/// Whether app and dataset were paid.
	pub fn pays_assets(&self) -> bool {
		self.ended == Ended::Completed && self.failure.is_none_or(FailureCode::started)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn trust_step_should_be_the_logarithm_rounded_up() {
		let steps = [0, 1, 2, 3, 4, 5, 8, 9, u128::MAX].map(trust_step);
		assert_eq!(steps, [0, 0, 1, 2, 2, 3, 3, 4, 128]);
	}

	#[test]
	fn subjects_should_keep_their_bytes() {
		assert_eq!(Subject::App(1).encode(), [0, 1, 0, 0, 0]);
		assert_eq!(Subject::Account([7; 32]).encode()[..2], [4, 7]);
		let none = VersionedRecords::V1(BlockRecords { time: 2, records: Vec::new() });
		assert_eq!(none.encode(), [1, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
	}
}
