// SPDX-License-Identifier: Apache-2.0

//! Orders: what users sign. The SCALE encoding of these types, field by field in this order, is
//! what an order's hash is taken over, so a change here voids every signed order and needs a new
//! [`ORDER_VERSION`] (`docs/orders.md` has the layout byte by byte).

use crate::Config;
use bourse_primitives::*;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;

pub use bourse_primitives::order::{OPERATION_DOMAIN, ORDER_DOMAIN, ORDER_VERSION};

/// What the owner of an app sells: the use of the app in up to `volume` tasks (PROTOCOL 4).
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct AppOrder<AccountId> {
	/// The app that is sold. Its present owner has to have signed.
	pub app: AppId,
	/// nRLC per completed task.
	pub price: Balance,
	/// How many tasks the order can serve in all.
	pub volume: u64,
	/// What the app demands of the workerpool.
	pub tag: Tag,
	/// Datasets that the app may be used with. Anything but `Anybody` also refuses no dataset.
	pub dataset_restrict: Restrict<AccountId>,
	/// Workerpools that may run the app.
	pub workerpool_restrict: Restrict<AccountId>,
	/// Accounts that may request the app.
	pub requester_restrict: Restrict<AccountId>,
	/// Any value: makes two orders of the same terms two orders.
	pub salt: H256,
}

/// What the owner of a dataset sells: the use of the dataset in up to `volume` tasks (PROTOCOL 4).
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct DatasetOrder<AccountId> {
	/// The dataset that is sold. Its present owner has to have signed.
	pub dataset: DatasetId,
	/// nRLC per completed task.
	pub price: Balance,
	/// How many tasks the order can serve in all.
	pub volume: u64,
	/// What the dataset demands of the workerpool. Bits 1 to 3 (the TEE frameworks) are ignored.
	pub tag: Tag,
	/// Apps that may read the dataset.
	pub app_restrict: Restrict<AccountId>,
	/// Workerpools that may see the dataset.
	pub workerpool_restrict: Restrict<AccountId>,
	/// Accounts that may request the dataset.
	pub requester_restrict: Restrict<AccountId>,
	/// Any value: makes two orders of the same terms two orders.
	pub salt: H256,
}

/// What the owner of a workerpool sells: the computing of up to `volume` tasks (PROTOCOL 4).
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct WorkerpoolOrder<AccountId> {
	/// The workerpool that is sold. Its present owner has to have signed.
	pub workerpool: WorkerpoolId,
	/// nRLC per completed task, shared by the workers and the scheduler.
	pub price: Balance,
	/// How many tasks the order can serve in all.
	pub volume: u64,
	/// What the workerpool offers.
	pub tag: Tag,
	/// The category of tasks that are computed for this price.
	pub category: CategoryId,
	/// The highest trust that a request may ask for.
	pub trust: Trust,
	/// Apps that the workerpool runs.
	pub app_restrict: Restrict<AccountId>,
	/// Datasets that it handles. Anything but `Anybody` also refuses no dataset.
	pub dataset_restrict: Restrict<AccountId>,
	/// Accounts that it works for.
	pub requester_restrict: Restrict<AccountId>,
	/// Any value: makes two orders of the same terms two orders.
	pub salt: H256,
}

/// What a requester asks for: `volume` executions of an app (PROTOCOL 4).
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct RequestOrder<AccountId> {
	/// The app to run.
	pub app: AppId,
	/// Most nRLC per task for the app.
	pub app_max_price: Balance,
	/// The dataset to give to the app, or none.
	pub dataset: Option<DatasetId>,
	/// Most nRLC per task for the dataset.
	pub dataset_max_price: Balance,
	/// Workerpools that may compute.
	pub workerpool_restrict: Restrict<AccountId>,
	/// Most nRLC per task for the workerpool.
	pub workerpool_max_price: Balance,
	/// Who asks, and pays unless somebody sponsors the match. Has to have signed.
	pub requester: AccountId,
	/// How many tasks are asked for in all.
	pub volume: u64,
	/// What the requester demands of the workerpool.
	pub tag: Tag,
	/// The category of the tasks.
	pub category: CategoryId,
	/// How much redundancy: a wrong result is accepted with a chance below `1 / trust`. 0 means 1.
	pub trust: Trust,
	/// Who may read the results.
	pub beneficiary: AccountId,
	/// Whom the result is handed to on chain, if anybody.
	pub callback: Option<AccountId>,
	/// Arguments and input files for the app.
	pub params: Params,
	/// Any value: makes two orders of the same terms two orders.
	pub salt: H256,
}

/// An order of any kind: what is presigned and closed. Its encoding is one byte for the kind
/// (0 app, 1 dataset, 2 workerpool, 3 request) and then the order.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum AnyOrder<AccountId> {
	/// An app is offered.
	#[codec(index = 0)]
	App(AppOrder<AccountId>),
	/// A dataset is offered.
	#[codec(index = 1)]
	Dataset(DatasetOrder<AccountId>),
	/// A workerpool is offered.
	#[codec(index = 2)]
	Workerpool(WorkerpoolOrder<AccountId>),
	/// Executions are asked for.
	#[codec(index = 3)]
	Request(RequestOrder<AccountId>),
}

impl<AccountId> AnyOrder<AccountId> {
	/// How many tasks the order can serve in all.
	pub fn volume(&self) -> u64 {
		match self {
			Self::App(order) => order.volume,
			Self::Dataset(order) => order.volume,
			Self::Workerpool(order) => order.volume,
			Self::Request(order) => order.volume,
		}
	}

	/// Length of the request's params in bytes, 0 in other kinds: what the cost of hashing
	/// depends on.
	pub fn params_len(&self) -> u32 {
		match self {
			Self::Request(order) => order.params_len(),
			_ => 0,
		}
	}
}

impl<AccountId> RequestOrder<AccountId> {
	/// Length of the params in bytes. They are bounded, so this never saturates.
	pub fn params_len(&self) -> u32 {
		self.params.len().try_into().unwrap_or(u32::MAX)
	}
}

/// One of the four kinds, without its wrapping in [`AnyOrder`]: lets an order be hashed without
/// being copied.
pub trait Order: Encode {
	/// The kind's byte, equal to the index of its variant in [`AnyOrder`].
	const KIND: u8;
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

/// An order with the signature that makes it authentic.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Signed<Order, Signature> {
	/// The order.
	pub order: Order,
	/// The owner's (of a request: the requester's) signature over the order's hash, or over its
	/// text as wallets wrap it. None: the order is presigned.
	pub signature: Option<Signature>,
}

/// An app order with its signature.
pub type SignedAppOrder<T> =
	Signed<AppOrder<<T as frame_system::Config>::AccountId>, <T as Config>::Signature>;
/// A dataset order with its signature.
pub type SignedDatasetOrder<T> =
	Signed<DatasetOrder<<T as frame_system::Config>::AccountId>, <T as Config>::Signature>;
/// A workerpool order with its signature.
pub type SignedWorkerpoolOrder<T> =
	Signed<WorkerpoolOrder<<T as frame_system::Config>::AccountId>, <T as Config>::Signature>;
/// A request order with its signature.
pub type SignedRequestOrder<T> =
	Signed<RequestOrder<<T as frame_system::Config>::AccountId>, <T as Config>::Signature>;

/// What an owner can have done to an order by signing, while somebody else sends the transaction.
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
pub enum OrderOperation {
	/// Put the order's hash on chain.
	#[codec(index = 0)]
	Presign,
	/// Let the order serve no further task.
	#[codec(index = 1)]
	Close,
}
