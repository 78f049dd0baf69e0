// SPDX-License-Identifier: Apache-2.0

//! The field's words as types.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{H256, U256};

/// Amounts of RLC, in nRLC (10^-9 RLC).
pub type Balance = u128;
/// Points in time and spans, in whole seconds (of the Unix epoch).
pub type Seconds = u64;
/// A deal's id: `blake2_256(SCALE(request order hash, bot_first))` (PROTOCOL 4).
pub type DealId = H256;
/// A task's id: `blake2_256(SCALE(deal id, index))`.
pub type TaskId = H256;
/// What an order is signed and counted under.
pub type OrderHash = H256;
/// How much redundancy a requester asks for: the chance of a wrong result is below `1 / trust`.
/// 256 bits as in the published contracts, so that their overflow rule stays reachable.
pub type Trust = U256;

/// nRLC in one RLC.
pub const RLC: Balance = 1_000_000_000;

/// Longest request parameters, in bytes.
pub type MaxParams = ConstU32<4096>;
/// Request parameters: empty, or a JSON object (`docs/guides/requester.md`).
pub type Params = BoundedVec<u8, MaxParams>;
/// An X25519 public key that results are encrypted with (`docs/encrypted-results.md`).
pub type ResultKey = [u8; 32];
/// Longest multiaddr, in bytes.
pub type MaxMultiaddr = ConstU32<512>;
/// Where content is to be had, as text: `http(s)://…` or `/ipfs/…`; empty: by checksum only.
pub type Multiaddr = BoundedVec<u8, MaxMultiaddr>;

macro_rules! id {
	($(#[$doc:meta])* $name:ident) => {
		$(#[$doc])*
		#[derive(
			Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
			Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default,
		)]
		pub struct $name(pub u32);
	};
}
id!(
	/// A registered application.
	AppId
);
id!(
	/// A registered dataset.
	DatasetId
);
id!(
	/// A registered workerpool.
	WorkerpoolId
);
id!(
	/// A category of tasks: how long they may run, what they may use.
	CategoryId
);
id!(
	/// A named set of accounts or assets.
	GroupId
);

/// A set of feature bits (PROTOCOL 4). In a workerpool order a bit offers, elsewhere it demands.
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
	Debug,
	Default,
)]
pub struct Tag(pub u64);

impl Tag {
	/// Trusted execution is demanded or offered.
	pub const TEE: Tag = Tag(1);
	/// The TEE frameworks (SCONE, Gramine, TDX): ignored in a dataset order.
	pub const FRAMEWORKS: Tag = Tag(0b1110);
	/// A GPU.
	pub const GPU: Tag = Tag(1 << 8);

	/// Every bit of `other` is set here.
	pub fn contains(self, other: Tag) -> bool {
		other.0 & !self.0 == 0
	}
	/// The bits of both.
	pub fn union(self, other: Tag) -> Tag {
		Tag(self.0 | other.0)
	}
	/// The bits of `self` that `other` lacks.
	pub fn without(self, other: Tag) -> Tag {
		Tag(self.0 & !other.0)
	}
}

/// An account or an asset: what a restriction names and a group holds.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum Party<AccountId> {
	/// An account.
	Account(AccountId),
	/// An application.
	App(AppId),
	/// A dataset.
	Dataset(DatasetId),
	/// A workerpool.
	Workerpool(WorkerpoolId),
}

/// Whom an order is restricted to.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub enum Restrict<AccountId> {
	/// Anybody, also nobody: an order without a dataset satisfies it.
	#[default]
	Anybody,
	/// Exactly this one.
	Only(Party<AccountId>),
	/// The members of a group.
	Group(GroupId),
}

/// An asset's share in a deal: who is paid how much per completed task.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Share<Id, AccountId> {
	/// The asset.
	pub id: Id,
	/// Its owner at matching time.
	pub owner: AccountId,
	/// nRLC per completed task.
	pub price: Balance,
}

/// What matching orders agreed on (PROTOCOL 4). Never changes after the match.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Deal<AccountId> {
	/// The application and its price.
	pub app: Share<AppId, AccountId>,
	/// The dataset and its price, when there is one.
	pub dataset: Option<Share<DatasetId, AccountId>>,
	/// The workerpool and its price; its owner is the scheduler.
	pub workerpool: Share<WorkerpoolId, AccountId>,
	/// At least 1.
	pub trust: Trust,
	/// The category.
	pub category: CategoryId,
	/// The category's time reference T at matching time, in seconds. Categories never change.
	pub work_clock_time_ref: Seconds,
	/// Union of what app, dataset and request demand.
	pub tag: Tag,
	/// Who asked.
	pub requester: AccountId,
	/// Who may read the results.
	pub beneficiary: AccountId,
	/// Whom the result is handed to on chain, if anybody.
	pub callback: Option<AccountId>,
	/// Arguments and input files for the application.
	pub params: Params,
	/// When it was matched, in seconds of the Unix epoch.
	pub start_time: Seconds,
	/// Index of the first task, inside the request order.
	pub bot_first: u64,
	/// Number of tasks.
	pub bot_size: u64,
	/// Locked by each contribution, in nRLC.
	pub worker_stake: Balance,
	/// Percent of the pot that the scheduler keeps, 0..=100.
	pub scheduler_reward_ratio: u8,
	/// Who pays: the requester, or the sponsor of a sponsored match.
	pub sponsor: AccountId,
}

impl<AccountId> Deal<AccountId> {
	/// nRLC that one task costs the payer. Can't overflow in a deal that was matched.
	pub fn task_price(&self) -> Balance {
		self.app
			.price
			.saturating_add(self.dataset.as_ref().map_or(0, |d| d.price))
			.saturating_add(self.workerpool.price)
	}
	/// nRLC that the scheduler has locked for each task (PROTOCOL 4: divide first).
	pub fn scheduler_stake(&self) -> Balance {
		crate::math::percent(self.workerpool.price, 30)
	}
	/// No contribution from this second on (PROTOCOL 5: start + 7 T).
	pub fn contribution_deadline(&self) -> Seconds {
		self.start_time.saturating_add(self.work_clock_time_ref.saturating_mul(7))
	}
	/// The task can be claimed from this second on (PROTOCOL 5: start + 10 T).
	pub fn final_deadline(&self) -> Seconds {
		self.start_time.saturating_add(self.work_clock_time_ref.saturating_mul(10))
	}
	/// `index` (inside the request order) is one of this deal's tasks.
	pub fn has_task(&self, index: u64) -> bool {
		index >= self.bot_first && index.saturating_sub(self.bot_first) < self.bot_size
	}
}

/// The id of task `index` (inside the request order) of a deal.
pub fn task_id(deal: DealId, index: u64) -> TaskId {
	sp_crypto_hashing::blake2_256(&(deal, index).encode()).into()
}

/// What a contribution is compared by: `blake2_256(task ‖ digest)`.
pub fn result_hash(task: TaskId, digest: H256) -> H256 {
	sp_crypto_hashing::blake2_256(&(task, digest).encode()).into()
}

/// What proves that a worker knew the digest: `blake2_256(worker ‖ task ‖ digest)`.
pub fn seal<AccountId: Encode>(worker: &AccountId, task: TaskId, digest: H256) -> H256 {
	sp_crypto_hashing::blake2_256(&(worker, task, digest).encode()).into()
}

/// Where a task stands (PROTOCOL 5).
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
	Debug,
)]
pub enum TaskStatus {
	/// Open for contributions.
	Active,
	/// The contributions agree; the winners reveal.
	Revealing,
	/// Settled: everybody is paid.
	Completed,
	/// Given up: everybody is paid back.
	Failed,
}

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
	Debug,
)]
pub enum FailureCode {
	/// Content could not be fetched from its multiaddr.
	FetchFailed,
	/// Fetched content is not what the checksum says.
	ChecksumMismatch,
	/// Content is larger than the worker accepts.
	InputTooLarge,
	/// The request's params are not what `docs/guides/requester.md` says.
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
	/// The same program on the same inputs fails on every worker, so more workers don't help.
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

/// The header that a digest commits to: `digest = blake2_256(SCALE(header))`. SCALE of fixed-size
/// fields is their little-endian concatenation; `docs/digest.md` has the layout byte by byte.
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
	Debug,
)]
pub struct ResultHeader {
	/// `b"BRSR"`.
	pub magic: [u8; 4],
	/// Version of this layout: 1.
	pub version: u8,
	/// Version of the sandbox whose fuel and memory count.
	pub engine: u16,
	/// What the program returned.
	pub exit_status: i32,
	/// Fuel that the run consumed.
	pub fuel: u64,
	/// Hash of the canonical manifest of the output files.
	pub output_root: H256,
	/// Hash of the sandbox's final memory.
	pub memory_hash: H256,
	/// Hash of the callback data; zero when there is none.
	pub callback_hash: H256,
}

impl ResultHeader {
	/// The first bytes of every header.
	pub const MAGIC: [u8; 4] = *b"BRSR";
	/// The version of this layout.
	pub const VERSION: u8 = 1;

	/// The digest that this header opens.
	pub fn digest(&self) -> H256 {
		sp_crypto_hashing::blake2_256(&self.encode()).into()
	}
}

/// A contribution as a worker's node submits it.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct ContributionItem {
	/// The task.
	pub task: TaskId,
	/// [`result_hash`] of task and digest.
	pub result_hash: H256,
	/// [`seal`] of worker, task and digest.
	pub seal: H256,
}
