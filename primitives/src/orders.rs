// SPDX-License-Identifier: Apache-2.0

//! Orders, which users sign, or place in the book. An order's hash is taken over the SCALE encoding of
//! these types, field by field in this order: a change here voids every signed order and needs a new
//! [`ORDER_VERSION`](crate::order::ORDER_VERSION) (`docs/orders.md` has the layout byte by byte).

use crate::{
	AppId, Balance, CategoryId, DatasetId, OrderHash, Params, Party, Restrict, Seconds, Tag, Trust,
	WorkerpoolId,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;

/// An app owner's offer: the use of the app in up to `volume` tasks (PROTOCOL 4).
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct AppOrder<AccountId> {
	/// The offered app, whose present owner has to sign.
	pub app: AppId,
	/// nRLC per completed task.
	pub price: Balance,
	/// Number of tasks that the order can serve in all.
	pub volume: u64,
	/// Features that the app demands of the workerpool.
	pub tag: Tag,
	/// Datasets that the app may be used with. Anything but `Anybody` also refuses a deal without a
	/// dataset.
	pub dataset_restrict: Restrict<AccountId>,
	/// Workerpools that may run the app.
	pub workerpool_restrict: Restrict<AccountId>,
	/// Accounts that may request the app.
	pub requester_restrict: Restrict<AccountId>,
	/// Any value: another salt makes another order of the same terms.
	pub salt: H256,
}

/// A dataset owner's offer: the use of the dataset in up to `volume` tasks (PROTOCOL 4).
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct DatasetOrder<AccountId> {
	/// The offered dataset, whose present owner has to sign.
	pub dataset: DatasetId,
	/// nRLC per completed task.
	pub price: Balance,
	/// Number of tasks that the order can serve in all.
	pub volume: u64,
	/// Features that the dataset demands of the workerpool. Bits 1 to 3 (the TEE frameworks) are
	/// ignored.
	pub tag: Tag,
	/// Apps that may read the dataset.
	pub app_restrict: Restrict<AccountId>,
	/// Workerpools that may see the dataset.
	pub workerpool_restrict: Restrict<AccountId>,
	/// Accounts that may request the dataset.
	pub requester_restrict: Restrict<AccountId>,
	/// Any value: another salt makes another order of the same terms.
	pub salt: H256,
}

/// A workerpool owner's offer: the computing of up to `volume` tasks (PROTOCOL 4).
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct WorkerpoolOrder<AccountId> {
	/// The offered workerpool, whose present owner has to sign.
	pub workerpool: WorkerpoolId,
	/// nRLC per completed task, shared by the workers and the scheduler.
	pub price: Balance,
	/// Number of tasks that the order can serve in all.
	pub volume: u64,
	/// Features that the workerpool offers.
	pub tag: Tag,
	/// Category of the tasks that the pool computes for this price.
	pub category: CategoryId,
	/// Highest trust that a request may ask for.
	pub trust: Trust,
	/// Apps that the workerpool runs.
	pub app_restrict: Restrict<AccountId>,
	/// Datasets that the workerpool handles. Anything but `Anybody` also refuses a deal without a
	/// dataset.
	pub dataset_restrict: Restrict<AccountId>,
	/// Accounts that the workerpool works for.
	pub requester_restrict: Restrict<AccountId>,
	/// Any value: another salt makes another order of the same terms.
	pub salt: H256,
}

/// A requester's demand: `volume` executions of an app (PROTOCOL 4).
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct RequestOrder<AccountId> {
	/// The app to run.
	pub app: AppId,
	/// Highest price of the app, in nRLC per task.
	pub app_max_price: Balance,
	/// The dataset to give to the app, or none.
	pub dataset: Option<DatasetId>,
	/// Highest price of the dataset, in nRLC per task.
	pub dataset_max_price: Balance,
	/// Workerpools that may compute.
	pub workerpool_restrict: Restrict<AccountId>,
	/// Highest price of the workerpool, in nRLC per task.
	pub workerpool_max_price: Balance,
	/// The account that asks, has to sign, and pays unless somebody sponsors the match.
	pub requester: AccountId,
	/// Number of tasks in all.
	pub volume: u64,
	/// Features that the requester demands of the workerpool.
	pub tag: Tag,
	/// The category of the tasks.
	pub category: CategoryId,
	/// Redundancy: a wrong result is accepted with a chance below `1 / trust`. 0 means 1.
	pub trust: Trust,
	/// The account that the results are for.
	pub beneficiary: AccountId,
	/// Account that the callback data is handed to on chain, or none.
	pub callback: Option<AccountId>,
	/// Arguments and input files for the app.
	pub params: Params,
	/// Any value: another salt makes another order of the same terms.
	pub salt: H256,
}

/// Bounds of an order of version 2. Orders of version 1 have no end, are of epoch 0, and name nobody.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct OrderBounds<AccountId> {
	/// The order is void from this second of the Unix epoch on, by the block's timestamp. None: no end.
	pub until: Option<Seconds>,
	/// Epoch of the asset (of a request: of the requester). The order is void in any other.
	pub epoch: u32,
	/// In a request: the only account that may pay. None: any. Says nothing in an offer.
	pub payer: Option<AccountId>,
	/// In a request: whether any node may match it, at the requester's expense. Says nothing in an offer.
	pub broker: bool,
}

// Not derived: an account need not have a default.
impl<AccountId> Default for OrderBounds<AccountId> {
	fn default() -> Self {
		Self { until: None, epoch: 0, payer: None, broker: false }
	}
}

/// An order and its bounds.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Bound<Order, AccountId> {
	/// The order.
	pub order: Order,
	/// Its bounds.
	pub bounds: OrderBounds<AccountId>,
}

/// An order of any kind, to presign or to close. The encoding is one byte for the kind (0 app, 1
/// dataset, 2 workerpool, 3 request; 4 more for version 2), then the order, then its bounds if it has
/// some.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum AnyOrder<AccountId> {
	/// An offer of an app.
	#[codec(index = 0)]
	App(AppOrder<AccountId>),
	/// An offer of a dataset.
	#[codec(index = 1)]
	Dataset(DatasetOrder<AccountId>),
	/// An offer of a workerpool.
	#[codec(index = 2)]
	Workerpool(WorkerpoolOrder<AccountId>),
	/// A demand for executions.
	#[codec(index = 3)]
	Request(RequestOrder<AccountId>),
	/// An offer of an app, with bounds.
	#[codec(index = 4)]
	BoundApp(Bound<AppOrder<AccountId>, AccountId>),
	/// An offer of a dataset, with bounds.
	#[codec(index = 5)]
	BoundDataset(Bound<DatasetOrder<AccountId>, AccountId>),
	/// An offer of a workerpool, with bounds.
	#[codec(index = 6)]
	BoundWorkerpool(Bound<WorkerpoolOrder<AccountId>, AccountId>),
	/// A demand for executions, with bounds.
	#[codec(index = 7)]
	BoundRequest(Bound<RequestOrder<AccountId>, AccountId>),
}

impl<AccountId> AnyOrder<AccountId> {
	/// Number of tasks that the order can serve in all.
	pub fn volume(&self) -> u64 {
		match self {
			Self::App(order) | Self::BoundApp(Bound { order, .. }) => order.volume,
			Self::Dataset(order) | Self::BoundDataset(Bound { order, .. }) => order.volume,
			Self::Workerpool(order) | Self::BoundWorkerpool(Bound { order, .. }) => order.volume,
			Self::Request(order) | Self::BoundRequest(Bound { order, .. }) => order.volume,
		}
	}

	/// Length of the request's params in bytes, 0 in other kinds. The cost of hashing depends on
	/// this length.
	pub fn params_len(&self) -> u32 {
		match self {
			Self::Request(order) | Self::BoundRequest(Bound { order, .. }) => order.params_len(),
			_ => 0,
		}
	}

	/// Whether the order is a request of the book, which nobody signs.
	pub fn is_of_book(&self) -> bool {
		match self {
			Self::Request(order) | Self::BoundRequest(Bound { order, .. }) => {
				is_book_salt(&order.salt)
			},
			_ => false,
		}
	}
}

impl<AccountId: Clone> AnyOrder<AccountId> {
	/// What the order sells; of a request, its requester.
	pub fn of(&self) -> Party<AccountId> {
		match self {
			Self::App(order) | Self::BoundApp(Bound { order, .. }) => Party::App(order.app),
			Self::Dataset(order) | Self::BoundDataset(Bound { order, .. }) => {
				Party::Dataset(order.dataset)
			},
			Self::Workerpool(order) | Self::BoundWorkerpool(Bound { order, .. }) => {
				Party::Workerpool(order.workerpool)
			},
			Self::Request(order) | Self::BoundRequest(Bound { order, .. }) => {
				Party::Account(order.requester.clone())
			},
		}
	}

	/// Its bounds, if it has some.
	pub fn bounds(&self) -> Option<&OrderBounds<AccountId>> {
		match self {
			Self::App(_) | Self::Dataset(_) | Self::Workerpool(_) | Self::Request(_) => None,
			Self::BoundApp(bound) => Some(&bound.bounds),
			Self::BoundDataset(bound) => Some(&bound.bounds),
			Self::BoundWorkerpool(bound) => Some(&bound.bounds),
			Self::BoundRequest(bound) => Some(&bound.bounds),
		}
	}
}

/// An order that a match would take, as far as the order alone goes.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct OrderStanding<AccountId> {
	/// Its hash.
	pub hash: OrderHash,
	/// What it sells; of a request, its requester.
	pub of: Party<AccountId>,
	/// The account that stands behind it.
	pub owner: AccountId,
	/// Tasks that it has left.
	pub left: u64,
	/// Its end, in seconds of the Unix epoch.
	pub until: Option<Seconds>,
}

sp_api::decl_runtime_apis! {
	/// Orders that travel between nodes.
	pub trait OrderApi<AccountId> where AccountId: codec::Codec {
		/// Whether a signed or presigned order stands; or the name of the error by which a match would
		/// refuse it.
		fn order_standing(
			order: AnyOrder<AccountId>,
			signature: Option<sp_runtime::MultiSignature>,
		) -> Result<OrderStanding<AccountId>, Vec<u8>>;
		/// Epoch of an asset's orders, or of an account's requests, which bounds name.
		fn epoch(of: Party<AccountId>) -> u32;
	}
}

impl<AccountId> RequestOrder<AccountId> {
	/// Length of the params in bytes. Params are bounded, so the length never saturates.
	pub fn params_len(&self) -> u32 {
		self.params.len().try_into().unwrap_or(u32::MAX)
	}
}

/// An order of one of the four kinds, without the wrapping of [`AnyOrder`], so that hashing copies
/// nothing.
pub trait Order: Encode {
	/// Byte of the kind, equal to the index of the variant in [`AnyOrder`].
	const KIND: u8;
	/// Byte of the kind of an order with bounds.
	const BOUND_KIND: u8 = Self::KIND + 4;
}

impl<AccountId: Encode> Order for AppOrder<AccountId> {
	const KIND: u8 = 0;
}
impl<AccountId: Encode> Order for DatasetOrder<AccountId> {
	const KIND: u8 = 1;
}
impl<AccountId: Encode> Order for WorkerpoolOrder<AccountId> {
	const KIND: u8 = 2;
}
impl<AccountId: Encode> Order for RequestOrder<AccountId> {
	const KIND: u8 = 3;
}

macro_rules! any {
	($order:ident, $plain:ident, $bound:ident) => {
		impl<AccountId> From<$order<AccountId>> for AnyOrder<AccountId> {
			fn from(order: $order<AccountId>) -> Self {
				Self::$plain(order)
			}
		}
		impl<AccountId> From<Bound<$order<AccountId>, AccountId>> for AnyOrder<AccountId> {
			fn from(bound: Bound<$order<AccountId>, AccountId>) -> Self {
				Self::$bound(bound)
			}
		}
	};
}
any!(AppOrder, App, BoundApp);
any!(DatasetOrder, Dataset, BoundDataset);
any!(WorkerpoolOrder, Workerpool, BoundWorkerpool);
any!(RequestOrder, Request, BoundRequest);

/// First bytes of the salts of orders that stand for an order of the book.
const BOOK_SALT: [u8; 24] = *b"book\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// The salt of the orders that stand for the book's order of that number.
pub fn book_salt(order: u64) -> H256 {
	let mut salt = H256::zero();
	salt.0[..24].copy_from_slice(&BOOK_SALT);
	salt.0[24..].copy_from_slice(&order.to_be_bytes());
	salt
}

/// Whether a salt is one of [`book_salt`]: the book alone counts such requests, so nobody signs one.
pub fn is_book_salt(salt: &H256) -> bool {
	salt.0.starts_with(&BOOK_SALT)
}

/// An order that its owner placed in the book.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placed<Order, AccountId> {
	/// The order.
	pub order: Order,
	/// The account that placed it: authentic while this account owns what the order sells.
	pub by: AccountId,
}

/// Orders that the book holds and brings together. None of them has a signature, and the book counts
/// what each has left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held<AccountId> {
	/// The app order.
	pub app: Placed<AppOrder<AccountId>, AccountId>,
	/// The dataset order, exactly when the request names a dataset.
	pub dataset: Option<Placed<DatasetOrder<AccountId>, AccountId>>,
	/// The workerpool order.
	pub workerpool: Placed<WorkerpoolOrder<AccountId>, AccountId>,
	/// The request order, placed by its requester, who pays. Its salt is a [`book_salt`].
	pub request: RequestOrder<AccountId>,
	/// Index of the deal's first task: above those of all deals of the request before.
	pub first: u64,
	/// Number of tasks of the deal: at most what is left of each order, and
	/// [`Matches::max_tasks`](crate::traits::Matches::max_tasks).
	pub volume: u64,
	/// nRLC that the requester has locked for these tasks already.
	pub payer_locked: Balance,
	/// nRLC that the workerpool's owner has locked for these tasks already.
	pub scheduler_locked: Balance,
}
