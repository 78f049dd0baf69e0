// SPDX-License-Identifier: Apache-2.0

//! Signatures of orders, and of operations on them.

use crate::Config;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

pub use bourse_primitives::{
	order::{BOUND_ORDER_VERSION, OPERATION_DOMAIN, ORDER_DOMAIN, ORDER_VERSION},
	orders::{
		AnyOrder, AppOrder, Bound, DatasetOrder, Order, OrderBounds, RequestOrder, WorkerpoolOrder,
	},
};

/// An order with the signature that makes it authentic.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Signed<Order, Signature, AccountId> {
	/// The order.
	pub order: Order,
	/// Its bounds, which are signed with it. None: an order of version 1.
	pub bounds: Option<OrderBounds<AccountId>>,
	/// Signature of the owner (of a request: of the requester) over the order's hash, or over the
	/// hash as wallets wrap it. None: the order is presigned.
	pub signature: Option<Signature>,
}

impl<Order, Signature, AccountId> Signed<Order, Signature, AccountId>
where
	Order: Clone + Into<AnyOrder<AccountId>>,
	AccountId: Clone,
	Bound<Order, AccountId>: Into<AnyOrder<AccountId>>,
{
	/// The order as it is presigned and closed.
	pub fn any(&self) -> AnyOrder<AccountId> {
		let order = self.order.clone();
		match self.bounds.clone() {
			None => order.into(),
			Some(bounds) => Bound { order, bounds }.into(),
		}
	}
}

type SignedBy<T, Order> =
	Signed<Order, <T as Config>::Signature, <T as frame_system::Config>::AccountId>;
/// An app order with its signature.
pub type SignedAppOrder<T> = SignedBy<T, AppOrder<<T as frame_system::Config>::AccountId>>;
/// A dataset order with its signature.
pub type SignedDatasetOrder<T> = SignedBy<T, DatasetOrder<<T as frame_system::Config>::AccountId>>;
/// A workerpool order with its signature.
pub type SignedWorkerpoolOrder<T> =
	SignedBy<T, WorkerpoolOrder<<T as frame_system::Config>::AccountId>>;
/// A request order with its signature.
pub type SignedRequestOrder<T> = SignedBy<T, RequestOrder<<T as frame_system::Config>::AccountId>>;

/// A hold of stake for room in the nodes' statement stores.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct StatementHold<AccountId> {
	/// The account, by its public key, whose statements have the room: a node's key of type `stmt`.
	pub key: AccountId,
	/// Number of units.
	pub units: u32,
	/// The stake can be freed from this second of the Unix epoch on; none while the room lasts.
	pub free_at: Option<u64>,
}

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
