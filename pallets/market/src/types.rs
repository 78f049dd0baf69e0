// SPDX-License-Identifier: Apache-2.0

//! Signatures of orders, and of operations on them.

use crate::Config;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

pub use bourse_primitives::{
	order::{OPERATION_DOMAIN, ORDER_DOMAIN, ORDER_VERSION},
	orders::{AnyOrder, AppOrder, DatasetOrder, Order, RequestOrder, WorkerpoolOrder},
};

/// An order with the signature that makes it authentic.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Signed<Order, Signature> {
	/// The order.
	pub order: Order,
	/// Signature of the owner (of a request: of the requester) over the order's hash, or over the
	/// hash as wallets wrap it. None: the order is presigned.
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

/// An operation on an order that its owner signs while somebody else sends the transaction.
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
	/// End the order, which serves no further task.
	#[codec(index = 1)]
	Close,
}
