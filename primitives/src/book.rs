// SPDX-License-Identifier: Apache-2.0

//! What the order book is asked for, and what it answers (PROTOCOL 4): jobs, quotes, depth.

use crate::{
	catalogue::Listed,
	orders::{AppOrder, DatasetOrder, RequestOrder, WorkerpoolOrder},
	AppId, Balance, CategoryId, DatasetId, GroupId, Params, Party, Restrict, Seconds, Tag, Trust,
	WorkerpoolId,
};
use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::Serialize;

/// Most pools that a request can name.
pub const MAX_POOLS: u32 = 8;
/// Highest trust in the book.
pub const MAX_TRUST: u8 = 128;

/// Pools that may compute a job.
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
pub enum PoolChoice {
	/// Pools on the chain's list.
	#[default]
	Listed,
	/// These pools, listed or not: nobody vouches for the workers of one that is not.
	These(BoundedVec<WorkerpoolId, ConstU32<MAX_POOLS>>),
	/// Members of a group, of which the request names some: the book can't look through a group.
	Group {
		/// The group.
		group: GroupId,
		/// The members to look at.
		pools: BoundedVec<WorkerpoolId, ConstU32<MAX_POOLS>>,
	},
}

/// Executions of an app, as the book is asked for them.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Job<AccountId> {
	/// The app to run.
	pub app: AppId,
	/// The dataset to give to the app, or none.
	pub dataset: Option<DatasetId>,
	/// Number of tasks.
	pub volume: u64,
	/// The category of the tasks.
	pub category: CategoryId,
	/// Redundancy, 1..=128: a wrong result is accepted with a chance below `1 / trust`.
	pub trust: u8,
	/// Features that the workerpool has to offer, besides those that app and dataset demand.
	pub tag: Tag,
	/// Pools that may compute.
	pub pools: PoolChoice,
	/// Arguments and input files for the app: empty, or a JSON object.
	pub params: Params,
	/// The account that the results are for; none: the requester.
	pub beneficiary: Option<AccountId>,
	/// Account that the callback data is handed to on chain, or none.
	pub callback: Option<AccountId>,
	/// A group of the requester, whose prices of app and dataset count, too.
	pub group: Option<GroupId>,
}

/// A job, and the highest prices for it.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct NewRequest<AccountId> {
	/// The job.
	pub job: Job<AccountId>,
	/// Highest price of the app, in nRLC per task.
	pub app_max_price: Balance,
	/// Highest price of the dataset, in nRLC per task.
	pub dataset_max_price: Balance,
	/// Highest price of the workerpool, in nRLC per task: at most 4 significant digits.
	pub price: Balance,
}

impl<AccountId: Clone> NewRequest<AccountId> {
	/// What a signed request asks the book for, with `volume` of its tasks; none when the book has no such
	/// requests: of a trust above [`MAX_TRUST`], or for a group or a thing that is no pool. Where any pool
	/// may compute, those on the chain's list may.
	pub fn of(order: &RequestOrder<AccountId>, volume: u64) -> Option<Self> {
		let pools = match &order.workerpool_restrict {
			Restrict::Anybody => PoolChoice::Listed,
			Restrict::Only(Party::Workerpool(pool)) => {
				PoolChoice::These(BoundedVec::truncate_from(vec![*pool]))
			},
			_ => return None,
		};
		// 0 means 1.
		let trust = order.trust.max(Trust::one());
		if trust > Trust::from(MAX_TRUST) {
			return None;
		}
		let job = Job {
			app: order.app,
			dataset: order.dataset,
			volume,
			category: order.category,
			trust: trust.low_u32() as u8,
			tag: order.tag,
			pools,
			params: order.params.clone(),
			beneficiary: Some(order.beneficiary.clone()),
			callback: order.callback.clone(),
			group: None,
		};
		Some(Self {
			job,
			app_max_price: order.app_max_price,
			dataset_max_price: order.dataset_max_price,
			price: order.workerpool_max_price,
		})
	}
}

/// Tasks that one offer would serve.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct QuotedOffer {
	/// Number of the order in the book.
	pub order: u64,
	/// Its workerpool.
	pub pool: WorkerpoolId,
	/// Whether the pool is on the chain's list. Nobody vouches for the workers of one that is not.
	pub listed: bool,
	/// Price of the workerpool, in nRLC per task.
	#[serde(serialize_with = "crate::api::as_text")]
	pub price: Balance,
	/// Number of tasks.
	pub volume: u64,
	/// Free slots of the pool's workers. A task takes one for each owner whose answer it needs.
	pub free_slots: u64,
	/// Tasks of the pool's deals that wait before these: at least so many.
	pub queue: u64,
	/// Seconds within which all of these tasks start, if each task before them takes the whole T of its
	/// category, which most do not. 0: in the next blocks. None: no slot of the pool takes tasks.
	pub starts_within: Option<Seconds>,
}

/// Offers that a condition of PROTOCOL 4 or 9.1 rules out.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct RuledOut {
	/// Name of the condition's error, as text.
	#[serde(serialize_with = "as_name")]
	pub condition: Vec<u8>,
	/// Number of offers: at least so many.
	pub offers: u32,
}

/// The nearest change of a request that would get offers.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(tag = "change", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Change {
	/// Pay the pool this much, in nRLC per task.
	RaisePrice {
		/// The cheapest offer's price.
		#[serde(serialize_with = "crate::api::as_text")]
		to: Balance,
	},
	/// Ask for less trust.
	LowerTrust {
		/// The highest trust on offer.
		to: u8,
	},
	/// Ask for fewer tasks.
	LowerVolume {
		/// Tasks on offer.
		to: u64,
	},
	/// Ask for another tag, pool or category: no offer of any price has these.
	AskElsewhere,
}

/// The cost of a request now, and the offers that would serve the request.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
	/// Offers that would serve it, in this order: 16 at most.
	pub offers: Vec<QuotedOffer>,
	/// Tasks that they serve.
	pub volume: u64,
	/// Price of the app, in nRLC per task.
	#[serde(serialize_with = "crate::api::as_text")]
	pub app_price: Balance,
	/// Price of the dataset, in nRLC per task; 0 without one.
	#[serde(serialize_with = "crate::api::as_text")]
	pub dataset_price: Balance,
	/// Fee that each task locks, in nRLC.
	#[serde(serialize_with = "crate::api::as_text")]
	pub task_fee: Balance,
	/// Prices and fees of these tasks: what `book.run` locks, without the transaction's fee.
	#[serde(serialize_with = "crate::api::as_text")]
	pub total: Balance,
	/// Fee of the transaction of `book.run` for these offers, in nRLC.
	#[serde(serialize_with = "crate::api::as_text")]
	pub transaction_fee: Balance,
	/// Deposit of an order that rests, in nRLC.
	#[serde(serialize_with = "crate::api::as_text")]
	pub deposit: Balance,
	/// Offers that would not serve it, by the condition.
	pub ruled_out: Vec<RuledOut>,
	/// Changes that would get more tasks served.
	pub changes: Vec<Change>,
}

/// Orders at one price.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct DepthLevel {
	/// nRLC per task.
	#[serde(serialize_with = "crate::api::as_text")]
	pub price: Balance,
	/// Number of orders.
	pub orders: u32,
	/// Their tasks.
	pub volume: u64,
	/// Free slots of the pools that offer at this price, at least; 0 for requests. A pool that offers at
	/// several prices has the same ones at each.
	pub free_slots: u64,
}

/// An order that rests in the book.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct RestingOrder {
	/// Its number.
	pub order: u64,
	/// The workerpool that offers; none for a request.
	pub pool: Option<WorkerpoolId>,
	/// Category of its tasks.
	pub category: CategoryId,
	/// Trust of its cell: an offer's highest, rounded down to a power of two; a request's, rounded up.
	pub trust: u8,
	/// Price of the workerpool, in nRLC per task.
	pub price: Balance,
	/// Tasks that are left.
	pub left: u64,
	/// nRLC that each of them has locked.
	pub held: Balance,
	/// nRLC that the order itself has locked.
	pub deposit: Balance,
	/// Time of its end, in seconds of the Unix epoch.
	pub until: Seconds,
}

/// What orders that rest, posted terms and allowances lock, and what they cost: the book's parameters.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct RestingTerms {
	/// nRLC that a resting order, posted terms, and an allowance lock besides what they cover.
	pub deposit: Balance,
	/// nRLC of the deposit that an eviction costs.
	pub eviction_fee: Balance,
	/// nRLC of the deposit that cancelling costs within `quick`.
	pub quick_fee: Balance,
	/// Seconds after its placing in which cancelling an order costs `quick_fee`.
	pub quick: Seconds,
	/// Longest time for which an order may rest, in seconds.
	pub longest: Seconds,
}

/// What a match of orders would make, whatever their signatures.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum DryRun {
	/// A deal.
	Deal {
		/// Most tasks, by the orders' volumes.
		volume: u64,
		/// Its costs.
		fees: crate::api::Fees,
	},
	/// The first condition that is not met: its error, as text.
	Refused(Vec<u8>),
}

/// Orders for a dry run.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct OrderSet<AccountId> {
	/// The app order.
	pub app: AppOrder<AccountId>,
	/// The dataset order, when the request names a dataset.
	pub dataset: Option<DatasetOrder<AccountId>>,
	/// The workerpool order.
	pub workerpool: WorkerpoolOrder<AccountId>,
	/// The request order.
	pub request: RequestOrder<AccountId>,
}

/// Terms by which a closed pool promises its workers an income.
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
pub struct GuaranteeTerms {
	/// nRLC for each ready slot and hour.
	pub rate: Balance,
	/// Ready slots of a worker that count at most: workers say themselves how many they have.
	pub slots: u32,
	/// The promise ends then, in seconds of the Unix epoch. The lock stays an hour longer.
	pub until: Seconds,
}

/// Text in JSON, from its bytes.
fn as_name<S: serde::Serializer>(name: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
	serializer.collect_str(&alloc::string::String::from_utf8_lossy(name))
}

/// The valid prices around another one. They are equal for a valid price, and at the end.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct NearestPrices {
	/// The highest one that is no higher, in nRLC.
	pub below: Balance,
	/// The lowest one that is no lower, in nRLC.
	pub above: Balance,
}

sp_api::decl_runtime_apis! {
	/// The order book, for RPC and wallets.
	pub trait BookApi<AccountId> where AccountId: codec::Codec {
		/// What a request of `who` would cost now, and which offers would serve it; or the error of one
		/// that could not be placed, its name and its sentence, as text.
		fn quote(who: AccountId, request: NewRequest<AccountId>) -> Result<Quote, Vec<u8>>;
		/// What a match of these orders would make, whatever their signatures.
		fn dry_run_match(orders: OrderSet<AccountId>) -> DryRun;
		/// Offers that serve requests of that category, tag and trust, or requests that offers of these
		/// serve, by price, best first. `pool`: the pool's own venue instead of the open one. At most 64
		/// levels.
		fn depth(
			pool: Option<WorkerpoolId>,
			category: CategoryId,
			tag: Tag,
			trust: u8,
			offers: bool,
		) -> Vec<DepthLevel>;
		/// The two valid prices that are nearest to this one, in nRLC.
		fn valid_prices(price: Balance) -> NearestPrices;
		/// An order, while it rests.
		fn resting_order(order: u64) -> Option<RestingOrder>;
		/// Resting orders of an account, behind one, in no particular order; 100 at most.
		fn orders_of(who: AccountId, after: Option<u64>, limit: u32) -> Listed<RestingOrder, u64>;
		/// What resting orders lock and cost.
		fn resting_terms() -> RestingTerms;
	}
}
