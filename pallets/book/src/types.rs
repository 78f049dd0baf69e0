// SPDX-License-Identifier: Apache-2.0

//! Orders of the book, posted prices, and what root and owners set.

use crate::engine::{Book, Cell, Link, OrderId, Top};
use bourse_primitives::{
	book::NewRequest, orders::RequestOrder, owners_needed, AppId, Balance, CategoryId, GroupId,
	Restrict, Seconds, Tag, Trust, WorkerpoolId, RLC,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::DispatchError;

/// Most tag classes.
pub const MAX_CLASSES: u32 = 8;
/// Most steps of trust: 1, 2, 4 … 128.
pub const MAX_STEPS: u8 = 8;
/// Most cells of a section.
pub const MAX_CELLS: u32 = 64;
/// Most deals of one call.
pub const MAX_DEALS: u32 = 16;
/// Most orders that one call evicts.
pub const MAX_EVICTIONS: u32 = 4;
/// Most orders that `cancel_all` cancels at once.
pub const MAX_CANCELS: u32 = 16;
/// Most accounts that call it in a block: more than a block has the weight for.
pub const MAX_CANCELLERS: u32 = 2_048;
/// Most supplies of a pool.
pub const MAX_SUPPLIES: u8 = 4;
/// Seconds of a day.
pub const DAY: Seconds = 86_400;
/// Length of a bucket of expiring orders, in seconds.
pub const BUCKET: Seconds = 10;

/// The first orders of a section's side.
pub type Tops = BoundedVec<Top, ConstU32<MAX_CELLS>>;
/// Tags of the classes, by number.
pub type Classes = BoundedVec<Tag, ConstU32<MAX_CLASSES>>;

/// Where orders meet.
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
pub enum Venue {
	/// Offers of pools on the chain's list, and requests that any of them may serve.
	Open,
	/// Offers of one pool, and requests that name this pool.
	Pool(WorkerpoolId),
}

/// A venue's orders of one category. Orders of two sections never meet.
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
pub struct Section {
	/// The venue.
	pub venue: Venue,
	/// The category.
	pub category: CategoryId,
}

/// A book of the chain.
pub type SectionBook = Book<Section>;

/// A workerpool's offer to the book: the computing of up to `volume` tasks.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct NewOffer {
	/// The workerpool.
	pub pool: WorkerpoolId,
	/// Whether to offer in the open venue, which takes listed pools alone, or in the pool's own.
	pub open: bool,
	/// The category of the tasks.
	pub category: CategoryId,
	/// Number of the tag class that the pool offers.
	pub class: u8,
	/// Highest trust, 1..=128, rounded down to a power of two.
	pub trust: u8,
	/// nRLC per task: at most 4 significant digits.
	pub price: Balance,
	/// Number of tasks.
	pub volume: u64,
}

/// A new order.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum NewOrder<AccountId> {
	/// A workerpool offers.
	Offer(NewOffer),
	/// The sender asks.
	Request(NewRequest<AccountId>),
}

impl<AccountId> NewOrder<AccountId> {
	/// Length of the request's params in bytes, 0 for an offer.
	pub fn params_len(&self) -> u32 {
		match self {
			Self::Offer(_) => 0,
			// Params are bounded, so the length never saturates.
			Self::Request(request) => request.job.params.len().try_into().unwrap_or(u32::MAX),
		}
	}
}

/// What a new order does besides trading at once.
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
pub enum Lifetime {
	/// What does not trade rests until that time, in seconds of the Unix epoch.
	GoodTill(Seconds),
	/// The order trades whole, or not at all.
	FillOrKill,
	/// What does not trade is cancelled.
	ImmediateOrCancel,
	/// The order rests until that time, and trades with no resting order.
	PostOnly(Seconds),
}

/// An order of the book.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Resting<AccountId> {
	/// The account that placed it.
	pub owner: AccountId,
	/// Its book.
	pub book: SectionBook,
	/// Its price, what is left of it, and its neighbours.
	pub link: Link,
	/// nRLC that each task has locked.
	pub held: Balance,
	/// nRLC that the order itself has locked.
	pub deposit: Balance,
	/// Time of its end, in seconds of the Unix epoch.
	pub until: Seconds,
	/// Time of its placing, in seconds of the Unix epoch.
	pub placed: Seconds,
	/// The workerpool that offers; none for a request.
	pub pool: Option<WorkerpoolId>,
	/// Epoch of the workerpool, or of the requester, at that time. The order is void in any other.
	pub epoch: u32,
}

/// A request, and the posted prices that it goes by.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Body<AccountId> {
	/// The order of its deals.
	pub order: RequestOrder<AccountId>,
	/// Audience of the app's price.
	pub app: Audience<AccountId>,
	/// Audience of the dataset's price; that of nothing without a dataset.
	pub dataset: Audience<AccountId>,
}

/// Whom a posted price is for.
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
pub enum Audience<AccountId> {
	/// Everybody.
	#[default]
	Everybody,
	/// One account.
	Only(AccountId),
	/// Accounts of a group.
	Group(GroupId),
}

impl<AccountId: Clone> Audience<AccountId> {
	/// The restriction of an order to this audience.
	pub fn restrict(&self) -> Restrict<AccountId> {
		match self {
			Self::Everybody => Restrict::Anybody,
			Self::Only(who) => Restrict::Only(bourse_primitives::Party::Account(who.clone())),
			Self::Group(group) => Restrict::Group(*group),
		}
	}
}

/// Terms by which an app or a dataset may be used, until they are revoked.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Terms {
	/// nRLC per completed task.
	pub price: Balance,
	/// Features that the asset demands of the workerpool.
	pub tag: Tag,
	/// The only workerpool that may be used; none: any.
	pub pool: Option<WorkerpoolId>,
	/// The only app that may read a dataset; none: any. Says nothing for an app.
	pub app: Option<AppId>,
	/// Time of their end, in seconds of the Unix epoch; none: until revoked.
	pub until: Option<Seconds>,
}

/// Posted terms.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Posted<AccountId> {
	/// Owner of the asset at that time. The terms are void while somebody else owns it.
	pub by: AccountId,
	/// Epoch of the asset at that time. The terms are void in any other.
	pub epoch: u32,
	/// The terms.
	pub terms: Terms,
	/// nRLC that they have locked.
	pub deposit: Balance,
}

/// Why an order, or its rest, does not stay in the book.
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
pub enum HandBack {
	/// No resting order fits, or fits any more, and the order was not to rest.
	NothingFits,
	/// The order could not trade whole.
	NotWhole,
	/// The order would have traded, and was not to.
	WouldTrade,
	/// The next resting order is the sender's own.
	OwnTrade,
	/// A call makes at most 16 deals: place the rest anew.
	MostDeals,
	/// A call evicts at most 4 void orders: place the rest anew.
	MostEvictions,
	/// The stake of the pool's owner is too short for the next price, which is above the offer's.
	StakeShort,
	/// The next offer costs more than `max_total` has left for each task.
	TooDear,
	/// A request for several pools does not rest: name one, or none.
	SeveralPools,
	/// The market refuses the next deal by this error, for which the resting order is not at fault.
	Refused(DispatchError),
}

/// Why a resting order was evicted.
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
pub enum Void {
	/// Its time is over.
	Expired,
	/// The chain's list does not have the pool any more.
	NotListed,
	/// The market refuses its deals by this error.
	Refused(DispatchError),
	/// Its owner, or that of the pool, revoked all orders before, or the pool was handed on.
	Revoked,
}

/// What the resting offers of a pool have left.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OnOffer {
	/// Number of tasks.
	pub tasks: u64,
	/// Slots that these take at once, at the highest trust of each offer.
	pub slots: u64,
}

/// A rule by which the chain keeps a pool's offer (PROTOCOL 4).
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct SupplyRule {
	/// The offer, with the lowest price; its volume is the number of tasks to keep on offer.
	pub offer: NewOffer,
	/// The highest price, in nRLC per task: at most 4 significant digits.
	pub highest: Balance,
	/// Ticks by which the price moves at most.
	pub step: u32,
	/// Seconds between two changes: 60 to 3,600.
	pub every: Seconds,
	/// nRLC of its owner's stake that the offer locks at most for its tasks; the deposit comes on top.
	pub stake: Balance,
}

/// A supply.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Supply<AccountId> {
	/// Owner of the pool when the rule was set. The rule ends when the pool is handed on.
	pub owner: AccountId,
	/// The rule.
	pub rule: SupplyRule,
	/// Its order, which may be gone.
	pub order: Option<OrderId>,
	/// The present price, as a tick.
	pub tick: u32,
	/// Time of the next change, in seconds of the Unix epoch.
	pub next: Seconds,
}

/// Names a supply.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct SupplyKey {
	/// The pool.
	pub pool: WorkerpoolId,
	/// Number of the supply among the pool's.
	pub number: u8,
}

/// Names a claim of an income.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ClaimKey<AccountId> {
	/// The pool.
	pub pool: WorkerpoolId,
	/// The worker.
	pub worker: AccountId,
}

/// A pool's promise to its workers.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Guarantee<AccountId> {
	/// The account whose lock backs it.
	pub owner: AccountId,
	/// Time of the first terms, in seconds of the Unix epoch.
	pub since: Seconds,
	/// The terms.
	pub terms: bourse_primitives::book::GuaranteeTerms,
	/// nRLC that are left of the lock.
	pub left: Balance,
	/// nRLC paid so far.
	pub paid: Balance,
}

/// A key's allowance to buy for an owner.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Allowance {
	/// nRLC that the key may spend a day.
	pub per_day: Balance,
	/// The day of `spent`, counted from the Unix epoch.
	pub day: u64,
	/// nRLC spent on that day.
	pub spent: Balance,
	/// nRLC that it has locked.
	pub deposit: Balance,
}

/// Parameters of the book, which root sets.
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookParameters {
	/// nRLC that a resting order, posted terms, and an allowance lock besides what they cover.
	pub deposit: Balance,
	/// nRLC of the deposit that an eviction costs: at most all of it.
	pub eviction_fee: Balance,
	/// nRLC of the deposit that cancelling costs within `quick`: at most all of it. As much costs a look
	/// of the chain at a supply, and each order that its offer meets then.
	pub quick_fee: Balance,
	/// Seconds after its placing in which cancelling an order costs `quick_fee`.
	pub quick: Seconds,
	/// Longest time for which an order may rest, in seconds.
	pub longest: Seconds,
}

impl Default for BookParameters {
	fn default() -> Self {
		Self {
			deposit: RLC / 100,
			eviction_fee: RLC / 500,
			quick_fee: RLC / 1_000,
			quick: 10,
			longest: 30 * 86_400,
		}
	}
}

impl BookParameters {
	/// Largest deposit, in nRLC.
	pub const MAX_DEPOSIT: Balance = 10 * RLC;
	/// Longest `quick`, in seconds.
	pub const MAX_QUICK: Seconds = 600;
	/// Longest `longest`, in seconds.
	pub const MAX_LONGEST: Seconds = 365 * 86_400;

	/// Whether every parameter is within its bounds.
	pub fn is_valid(&self) -> bool {
		self.deposit <= Self::MAX_DEPOSIT
			&& self.eviction_fee <= self.deposit
			&& self.quick_fee <= self.deposit
			&& self.quick <= Self::MAX_QUICK
			&& (BUCKET..=Self::MAX_LONGEST).contains(&self.longest)
	}
}

/// The step of the highest power of two up to `trust`; none for a trust that the book does not have.
pub fn step_down(trust: u8) -> Option<u8> {
	// At most 7.
	trust.checked_ilog2().map(|step| step as u8).filter(|_| trust <= 1 << 7)
}

/// The step of the lowest power of two from `trust` on; none for a trust that the book does not have.
pub fn step_up(trust: u8) -> Option<u8> {
	let down = step_down(trust)?;
	let is_power = trust.is_power_of_two();
	Some(if is_power { down } else { down.saturating_add(1) }).filter(|step| *step < MAX_STEPS)
}

/// Slots that a task of a cell takes: one for each owner whose answer it needs.
pub fn slots_of(cell: Cell) -> u64 {
	owners_needed(Trust::from(trust_of(cell))).into()
}

/// The trust of a step.
pub fn trust_of(cell: Cell) -> u8 {
	1u8.checked_shl(cell.step.into()).unwrap_or(1 << 7)
}
