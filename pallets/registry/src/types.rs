// SPDX-License-Identifier: Apache-2.0

//! Records of the registry (PROTOCOL 3).

use bourse_primitives::{
	protocol, text,
	traits::{WorkerpoolPolicy, DEFAULT_WORKER_STAKE_RATIO},
	AppId, CategoryLimits, DatasetId, Multiaddr, Packing, Party, ResultKey, Seconds, WorkerpoolId,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sp_core::H256;

/// Longest name, in bytes.
pub type MaxName = ConstU32<64>;
/// A name, UTF-8 by custom. May be empty.
pub type Name = BoundedVec<u8, MaxName>;
/// Longest description, in bytes.
pub type MaxDescription = ConstU32<1024>;
/// A description, UTF-8 by custom. May be empty.
pub type Description = BoundedVec<u8, MaxDescription>;
/// Longest measurement of an enclave, in bytes.
pub type MaxMrenclave = ConstU32<512>;
/// The measurement of an app's enclave, in its framework's own format. Empty without one.
pub type Mrenclave = BoundedVec<u8, MaxMrenclave>;

/// Kind of an app's program.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub enum AppKind {
	/// A WebAssembly program for WASI preview 1.
	#[default]
	Wasi,
}

/// An application.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct App<AccountId> {
	/// Signs its orders and is paid for its uses.
	pub owner: AccountId,
	/// For people; need not be unique.
	pub name: Name,
	/// Kind of the program.
	pub kind: AppKind,
	/// Address of its module.
	pub multiaddr: Multiaddr,
	/// `blake2_256` of the module. Never changes, because orders were signed for this checksum.
	pub checksum: H256,
	/// Measurement of the app's enclave; empty without one.
	pub mrenclave: Mrenclave,
}

/// A dataset.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Dataset<AccountId> {
	/// Signs its orders and is paid for its uses.
	pub owner: AccountId,
	/// For people; need not be unique.
	pub name: Name,
	/// Address of its file or archive.
	pub multiaddr: Multiaddr,
	/// `blake2_256` of the file or archive. Never changes, because orders were signed for this
	/// checksum.
	pub checksum: H256,
	/// How the content is packed. Never changes.
	pub packing: Packing,
	/// Whether workers pass the content on to nobody but workers of the same deal. Never changes.
	pub restricted: bool,
}

/// Terms of a workerpool. A deal keeps the terms of its match.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub struct Policy {
	/// Percent of the pool price that a contribution locks. No upper bound.
	pub worker_stake_ratio: u64,
	/// Percent of the pot that the scheduler keeps, 0..=100.
	pub scheduler_reward_ratio: u8,
}

/// The terms of a new workerpool: workers lock 30 percent, the scheduler keeps 1 percent.
impl Default for Policy {
	fn default() -> Self {
		Self { worker_stake_ratio: DEFAULT_WORKER_STAKE_RATIO, scheduler_reward_ratio: 1 }
	}
}

impl Policy {
	/// The terms of a new workerpool by the market's rules (PROTOCOL 9.1): the scheduler keeps 10
	/// percent.
	pub fn by_rules() -> Self {
		Self { scheduler_reward_ratio: 10, ..Self::default() }
	}
}

impl From<Policy> for WorkerpoolPolicy {
	fn from(Policy { worker_stake_ratio, scheduler_reward_ratio }: Policy) -> Self {
		Self { worker_stake_ratio, scheduler_reward_ratio }
	}
}

/// A workerpool.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Workerpool<AccountId> {
	/// The scheduler: signs the pool's orders, stakes for its tasks, and keeps a share.
	pub owner: AccountId,
	/// For people.
	pub description: Description,
	/// Its terms.
	pub policy: Policy,
}

/// A category of tasks. Never changes.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Category {
	/// For people; need not be unique.
	pub name: Name,
	/// For people.
	pub description: Description,
	/// The time reference T, in seconds, that deadlines and limits are multiples of.
	pub work_clock_time_ref: Seconds,
	/// Limits of a run on memory and output.
	pub limits: CategoryLimits,
}

/// Whether a run can have these limits: some memory and some output, and no more than any run can be
/// given.
pub fn are_limits(limits: &CategoryLimits) -> bool {
	let most = CategoryLimits::MOST;
	(1..=most.memory).contains(&limits.memory) && (1..=most.output).contains(&limits.output)
}

/// Whether tasks can have this time reference, in seconds, by the market's rules: at least a second,
/// and at most that of the longest standard category, which the retention of results follows from.
pub fn is_time_ref(time_ref: Seconds) -> bool {
	(1..=protocol::LONGEST_TIME_REF).contains(&time_ref)
}

/// A named set of accounts and assets. [`GroupMembers`](crate::GroupMembers) lists the members.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Group<AccountId> {
	/// Adds and removes members.
	pub owner: AccountId,
	/// For people; need not be unique.
	pub name: Name,
	/// Number of members.
	pub members: u32,
}

/// An asset of any kind.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
)]
pub enum Asset {
	/// An application.
	App(AppId),
	/// A dataset.
	Dataset(DatasetId),
	/// A workerpool.
	Workerpool(WorkerpoolId),
}

/// Longest description and link of a profile, in bytes each.
pub type MaxProfileText = ConstU32<256>;
/// Most tags of a profile.
pub type MaxTags = ConstU32<8>;
/// Most stock names.
pub type MaxStockNames = ConstU32<64>;
/// Most members that one call adds to a group, or removes.
pub type MaxMembersAtOnce = ConstU32<256>;
/// A word to search by, or a stock name: 1 to 24 lower-case letters, digits and hyphens.
pub type Label = BoundedVec<u8, ConstU32<{ text::MAX_LABEL as u32 }>>;

/// What a catalogue shows of an asset, beyond its name.
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
pub struct Profile {
	/// For people: UTF-8 without control characters and such that hide, or turn the direction of text.
	pub description: BoundedVec<u8, MaxProfileText>,
	/// Address of a page for people, in visible ASCII; may be empty.
	pub link: BoundedVec<u8, MaxProfileText>,
	/// Words to search by, each once.
	pub tags: BoundedVec<Label, MaxTags>,
}

/// A name that stands for one asset, by the word of root.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct StockName {
	/// The name.
	pub name: Label,
	/// The asset.
	pub asset: Asset,
}

impl<AccountId> From<Asset> for Party<AccountId> {
	fn from(asset: Asset) -> Self {
		match asset {
			Asset::App(id) => Self::App(id),
			Asset::Dataset(id) => Self::Dataset(id),
			Asset::Workerpool(id) => Self::Workerpool(id),
		}
	}
}

/// Whether only its owner can decrypt for `key`: no point of small order on Curve25519,
/// with which every secret comes out as zero (RFC 7748, section 6.1).
pub fn is_result_key(key: &ResultKey) -> bool {
	// Numbers of 255 bits, little-endian: 0, 1, two of order 8, and the prime less one, itself
	// and plus one. X25519 ignores the highest bit.
	const fn low(first: u8) -> ResultKey {
		let mut key = [0; 32];
		key[0] = first;
		key
	}
	const fn near_prime(first: u8) -> ResultKey {
		let mut key = [0xff; 32];
		key[0] = first;
		key[31] = 0x7f;
		key
	}
	const SMALL_ORDER: [ResultKey; 7] = [
		low(0),
		low(1),
		[
			0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f,
			0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16,
			0x5f, 0x49, 0xb8, 0x00,
		],
		[
			0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83,
			0xef, 0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd,
			0xd0, 0x9f, 0x11, 0x57,
		],
		near_prime(0xec),
		near_prime(0xed),
		near_prime(0xee),
	];
	let mut masked = *key;
	masked[31] &= 0x7f;
	!SMALL_ORDER.contains(&masked)
}

/// Whether `bytes` are an address of content: nothing at all (by checksum only), or UTF-8 text
/// without blanks and control characters that begins with `http://`, `https://` or `/ipfs/` and
/// goes on after it.
pub fn is_multiaddr(bytes: &[u8]) -> bool {
	if bytes.is_empty() {
		return true;
	}
	let Ok(text) = core::str::from_utf8(bytes) else { return false };
	// A line break at the end, as files and terminals add it, would be a part of the address.
	if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
		return false;
	}
	["http://", "https://", "/ipfs/"]
		.iter()
		.any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
}
