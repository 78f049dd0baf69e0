// SPDX-License-Identifier: Apache-2.0

//! The field's words as types.

use crate::{
	math::{percent, Balance},
	AssignedBy, MarketTerms, Tag,
};
use bourse_formats::{limits, protocol, Seconds, TaskId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{H256, U256};

/// A deal's id (PROTOCOL 4): see [`deal_id`].
pub type DealId = H256;
/// Hash that an order is signed and counted under.
pub type OrderHash = H256;
/// Redundancy that a requester asks for: the chance of a wrong result is below `1 / trust`.
/// 256 bits as in the published contracts, so that their overflow rule stays reachable.
pub type Trust = U256;

/// Longest request parameters, in bytes.
pub type MaxParams = ConstU32<{ limits::MAX_PARAMS }>;
/// Request parameters: empty, or a JSON object (`docs/guides/requester.md`).
pub type Params = BoundedVec<u8, MaxParams>;
/// Longest multiaddr, in bytes.
pub type MaxMultiaddr = ConstU32<{ limits::MAX_MULTIADDR }>;
/// Address of content, as text: `http(s)://…` or `/ipfs/…`; empty: found by checksum alone.
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
	/// A category of tasks, which bounds their time and resources.
	CategoryId
);
id!(
	/// A named set of accounts or assets.
	GroupId
);

/// An account or an asset, in a restriction or a group.
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

/// Restriction of an order to some accounts or assets.
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
	/// No restriction. A deal without a dataset also satisfies this one.
	#[default]
	Anybody,
	/// One account or asset.
	Only(Party<AccountId>),
	/// The members of a group.
	Group(GroupId),
}

/// An asset's share in a deal: the owner earns the price with each completed task.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Share<Id, AccountId> {
	/// The asset.
	pub id: Id,
	/// Owner at matching time.
	pub owner: AccountId,
	/// nRLC per completed task.
	pub price: Balance,
}

/// A deal: the agreement of matched orders (PROTOCOL 4). Never changes after the match.
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
	/// Redundancy, at least 1.
	pub trust: Trust,
	/// The category.
	pub category: CategoryId,
	/// The category's time reference T at matching time, in seconds. Categories never change.
	pub work_clock_time_ref: Seconds,
	/// Features that app, dataset and request demand together.
	pub tag: Tag,
	/// The account that asked.
	pub requester: AccountId,
	/// The account that the results are for.
	pub beneficiary: AccountId,
	/// Account that the callback data is handed to on chain, or none.
	pub callback: Option<AccountId>,
	/// Arguments and input files for the application.
	pub params: Params,
	/// Time of the match, in seconds of the protocol's clock.
	pub start_time: Seconds,
	/// Index of the first task, inside the request order.
	pub bot_first: u64,
	/// Number of tasks.
	pub bot_size: u64,
	/// Stake that each contribution locks, in nRLC.
	pub worker_stake: Balance,
	/// Percent of the pot that the scheduler keeps, 0..=100.
	pub scheduler_reward_ratio: u8,
	/// The payer: the requester, or the sponsor of a sponsored match.
	pub sponsor: AccountId,
	/// What the deal took over of the market's rules; `None` on a chain without them (PROTOCOL 9).
	pub terms: Option<MarketTerms>,
}

impl<AccountId> Deal<AccountId> {
	/// Price of one task for the payer, in nRLC. Never overflows in a matched deal.
	pub fn task_price(&self) -> Balance {
		self.app
			.price
			.saturating_add(self.dataset.as_ref().map_or(0, |d| d.price))
			.saturating_add(self.workerpool.price)
	}
	/// Stake that the scheduler has locked for each task, in nRLC (PROTOCOL 4: divide first).
	pub fn scheduler_stake(&self) -> Balance {
		percent(self.workerpool.price, protocol::SCHEDULER_STAKE_PERCENT)
	}
	/// No contribution from this second on (PROTOCOL 5: start + 7 T).
	pub fn contribution_deadline(&self) -> Seconds {
		self.start_time.saturating_add(protocol::contribution_time(self.work_clock_time_ref))
	}
	/// The task can be claimed from this second on (PROTOCOL 5: start + 10 T).
	pub fn final_deadline(&self) -> Seconds {
		self.start_time.saturating_add(protocol::final_time(self.work_clock_time_ref))
	}
	/// Least number of owners whose answers agree, for a consensus by the market's rules:
	/// `max(1, ceil(log2 trust))` (PROTOCOL 9).
	pub fn owners_needed(&self) -> u32 {
		owners_needed(self.trust)
	}
	/// Number of owners whose `Timeout` ends a task (PROTOCOL 9): two at least, but no more than the pool
	/// had at the match.
	pub fn reports_needed(&self) -> u32 {
		let all = self.terms.as_ref().map_or(u32::MAX, |terms| terms.owners.max(1));
		self.owners_needed().max(2).min(all)
	}
	/// nRLC that a task takes from the payer's lock when it starts.
	pub fn start_fee(&self) -> Balance {
		self.terms.as_ref().map_or(0, |terms| terms.start_fee)
	}
	/// nRLC that an assignment takes from the payer's lock.
	pub fn worker_fee(&self) -> Balance {
		self.terms.as_ref().map_or(0, |terms| terms.worker_fee)
	}
	/// nRLC that an assignment locks of its worker's owner, beyond those that the payer has locked the
	/// fee of: twice as much, since the payer's fees alone bear what a task costs at least.
	pub fn own_fee(&self) -> Balance {
		self.worker_fee().saturating_mul(2)
	}
	/// Number of assignments of a task that the payer has locked the fee of.
	pub fn paid_assignments(&self) -> u32 {
		paid_assignments(self.trust)
	}
	/// nRLC that the payer locks for a task besides its price (PROTOCOL 9).
	pub fn task_fee(&self) -> Balance {
		let workers = self.worker_fee().saturating_mul(self.paid_assignments().into());
		self.start_fee().saturating_add(workers)
	}
	/// Whether the chain gives the tasks to workers by the market's rules, so that nobody else's
	/// word lets a worker contribute.
	pub fn is_assigned_by_chain(&self) -> bool {
		self.terms.as_ref().is_some_and(|terms| terms.pool.assigned_by == AssignedBy::Chain)
	}
	/// Whether `index`, inside the request order, is one of this deal's tasks.
	pub fn has_task(&self, index: u64) -> bool {
		index >= self.bot_first && index.saturating_sub(self.bot_first) < self.bot_size
	}
}

/// Least number of owners whose answers agree, for a consensus at that trust by the market's rules:
/// `max(1, ceil(log2 trust))`, at most 256 (PROTOCOL 9).
pub fn owners_needed(trust: Trust) -> u32 {
	// Of a 256-bit number: at most 256.
	let bits = trust.saturating_sub(Trust::one()).bits() as u32;
	bits.max(1)
}

/// Slots of a pool's Active workers: each takes one task at once.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PoolSlots {
	/// Slots that count, as far as the workers' nodes can take tasks.
	pub all: u64,
	/// Those of them that have no task.
	pub free: u64,
}

/// Number of assignments of a task of that trust that the payer locks the fee of: twice as many as
/// have to agree or to report, at least 4 (PROTOCOL 9).
pub fn paid_assignments(trust: Trust) -> u32 {
	owners_needed(trust).max(2).saturating_mul(2)
}

/// Bytes of a task's id that are its deal's; the task's index follows.
const DEAL_BYTES: usize = 24;

/// The id of the deal that starts at task `bot_first` of a request order: the first 24 bytes of
/// `blake2_256(SCALE(request order hash, bot_first))`, and then eight bytes of `0xff`, which is no
/// task's index. So no deal has the id of a task, and each tells the other.
pub fn deal_id(request: OrderHash, bot_first: u64) -> DealId {
	task_id(sp_crypto_hashing::blake2_256(&(request, bot_first).encode()).into(), u64::MAX)
}

/// The id of task `index` (inside the request order) of a deal: the first 24 bytes of the deal's id,
/// and then the index, big-endian. Neighbours in a deal are neighbours in the state.
pub fn task_id(deal: DealId, index: u64) -> TaskId {
	let mut id = deal;
	id.0[DEAL_BYTES..].copy_from_slice(&index.to_be_bytes());
	id
}

/// The deal of a task, and its index inside the request order.
pub fn deal_and_index(task: TaskId) -> (DealId, u64) {
	let mut index = [0; 8];
	index.copy_from_slice(&task.0[DEAL_BYTES..]);
	(task_id(task, u64::MAX), u64::from_be_bytes(index))
}

/// Hash that contributions are compared by: `blake2_256(task ‖ digest)`.
pub fn result_hash(task: TaskId, digest: H256) -> H256 {
	sp_crypto_hashing::blake2_256(&(task, digest).encode()).into()
}

/// Proof that a worker knew the digest: `blake2_256(worker ‖ task ‖ digest)`.
pub fn seal<AccountId: Encode>(worker: &AccountId, task: TaskId, digest: H256) -> H256 {
	sp_crypto_hashing::blake2_256(&(worker, task, digest).encode()).into()
}

/// State of a task (PROTOCOL 5).
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
	/// Given up because nobody can tell whose fault it is that nobody computed it (PROTOCOL 9).
	Unavailable,
	/// Given up because its time is too short for it (PROTOCOL 9).
	TimedOut,
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

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	/// Some deal of an order.
	fn deal() -> DealId {
		deal_id(H256::repeat_byte(0xab), 3)
	}

	#[test]
	fn deal_id_should_be_24_bytes_of_the_hash_and_no_index() {
		let preimage = [[0xab; 32].as_slice(), &[3, 0, 0, 0, 0, 0, 0, 0]].concat();
		let hash = sp_crypto_hashing::blake2_256(&preimage);
		assert_eq!(deal().0[..24], hash[..24]);
		assert_eq!(deal().0[24..], [0xff; 8]);
	}

	#[test]
	fn task_id_should_be_the_deal_and_the_index_big_endian() {
		let task = task_id(deal(), 0x0102_0304_0506_0708);
		assert_eq!(task.0[..24], deal().0[..24]);
		assert_eq!(task.0[24..], [1, 2, 3, 4, 5, 6, 7, 8]);
	}

	#[test]
	fn deal_and_index_should_take_a_deal_for_the_index_that_no_task_has() {
		assert_eq!(deal_and_index(deal()), (deal(), u64::MAX));
	}

	proptest! {
		#[test]
		fn deal_and_index_should_undo_task_id(
			order in any::<[u8; 32]>(),
			first in any::<u64>(),
			index in any::<u64>(),
		) {
			let deal = deal_id(order.into(), first);
			prop_assert_eq!(deal_and_index(task_id(deal, index)), (deal, index));
		}

		#[test]
		fn task_id_should_undo_deal_and_index(id in any::<[u8; 32]>()) {
			let (deal, index) = deal_and_index(id.into());
			prop_assert_eq!(task_id(deal, index), TaskId::from(id));
			// Whatever the index: a deal's id is one of its own.
			prop_assert_eq!(deal_and_index(deal), (deal, u64::MAX));
		}

		#[test]
		fn task_ids_should_be_in_the_order_of_their_indices(a in any::<u64>(), b in any::<u64>()) {
			prop_assert_eq!(task_id(deal(), a).cmp(&task_id(deal(), b)), a.cmp(&b));
		}

		#[test]
		fn deal_ids_should_differ_when_the_order_or_the_first_task_does(
			orders in any::<([u8; 32], [u8; 32])>(),
			firsts in any::<(u64, u64)>(),
		) {
			let same = orders.0 == orders.1 && firsts.0 == firsts.1;
			let (a, b) = (deal_id(orders.0.into(), firsts.0), deal_id(orders.1.into(), firsts.1));
			prop_assert_eq!(a == b, same);
			// No task of one is a task of the other, either.
			prop_assert_eq!(task_id(a, 7) == task_id(b, 7), same);
		}

		#[test]
		fn has_task_should_be_the_range_of_the_deal(
			first in any::<u64>(),
			size in 1u64..1_000,
			index in any::<u64>(),
			near in 0u64..2_000,
		) {
			// A deal's indices fit in 64 bits, and the last index is no task's.
			let first = first.min(u64::MAX - size);
			let deal = Deal { bot_first: first, bot_size: size, ..some_deal() };
			for index in [index, first.saturating_add(near).saturating_sub(1_000), u64::MAX] {
				let expected = (first..first + size).contains(&index);
				prop_assert_eq!(deal.has_task(index), expected, "{}", index);
			}
		}
	}

	fn some_deal() -> Deal<u64> {
		Deal {
			app: Share { id: AppId(1), owner: 1, price: 1 },
			dataset: None,
			workerpool: Share { id: WorkerpoolId(1), owner: 2, price: 10 },
			trust: Trust::one(),
			category: CategoryId(1),
			work_clock_time_ref: 60,
			tag: Tag(0),
			requester: 3,
			beneficiary: 3,
			callback: None,
			params: Params::default(),
			start_time: 0,
			bot_first: 0,
			bot_size: 1,
			worker_stake: 3,
			scheduler_reward_ratio: 1,
			sponsor: 3,
			terms: None,
		}
	}

	#[test]
	fn owners_needed_should_be_the_logarithm_of_the_trust_rounded_up() {
		let needed = |trust: u64| {
			let deal = Deal { trust: trust.into(), ..some_deal() };
			(deal.owners_needed(), deal.reports_needed(), deal.paid_assignments())
		};
		assert_eq!([1, 2, 3, 4].map(needed), [(1, 2, 4), (1, 2, 4), (2, 2, 4), (2, 2, 4)]);
		assert_eq!([5, 8, 9, 65_536].map(needed), [(3, 3, 6), (3, 3, 6), (4, 4, 8), (16, 16, 32)]);
		assert_eq!(Deal { trust: Trust::MAX, ..some_deal() }.owners_needed(), 256);
	}

	#[test]
	fn task_fee_should_be_that_of_the_start_and_of_the_assignments() {
		let terms = MarketTerms {
			start_fee: 5,
			worker_fee: 7,
			miss_penalty: 10,
			pool: crate::PoolRules::default(),
			owners: 5,
			result_key: None,
		};
		let deal = Deal { terms: Some(terms), ..some_deal() };
		assert_eq!((deal.task_fee(), some_deal().task_fee()), (5 + 4 * 7, 0));
		assert_eq!((deal.own_fee(), some_deal().own_fee()), (2 * 7, 0));
		assert!(deal.is_assigned_by_chain() && !some_deal().is_assigned_by_chain());
	}
}
