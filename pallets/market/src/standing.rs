// SPDX-License-Identifier: Apache-2.0

//! Whether an order stands now, for nodes that pass orders on, and for matches by nodes in the book.

use crate::{types::*, Config, Consumed, Error, Pallet, Presigned};
use bourse_primitives::{orders::OrderStanding, signing, traits::Registry, Party};
use frame_support::{ensure, traits::UnixTime};

/// Refusals of an order of some kind: expired, revoked, not authentic, used up.
type Refusals<T> = [Error<T>; 4];

fn refusals<T: Config>(of: &Party<T::AccountId>) -> Refusals<T> {
	use Error::*;
	match of {
		Party::App(_) => [AppOrderExpired, AppOrderRevoked, AppOrderNotAuthentic, AppOrderUsedUp],
		Party::Dataset(_) => {
			[DatasetOrderExpired, DatasetOrderRevoked, DatasetOrderNotAuthentic, DatasetOrderUsedUp]
		},
		Party::Workerpool(_) => [
			WorkerpoolOrderExpired,
			WorkerpoolOrderRevoked,
			WorkerpoolOrderNotAuthentic,
			WorkerpoolOrderUsedUp,
		],
		Party::Account(_) => {
			[RequestOrderExpired, RequestOrderRevoked, RequestOrderNotAuthentic, RequestOrderUsedUp]
		},
	}
}

impl<T: Config> Pallet<T> {
	/// Whose order it is, and how many tasks it has left; or why a match would refuse it, whatever the
	/// other orders.
	pub fn standing(
		order: &AnyOrder<T::AccountId>,
		signature: Option<&T::Signature>,
	) -> Result<OrderStanding<T::AccountId>, Error<T>> {
		let owner = Self::signer_of(order)?;
		let (of, bounds) = (order.of(), order.bounds().cloned().unwrap_or_default());
		let [expired, revoked, false_signature, used_up] = refusals::<T>(&of);
		let now = T::Timestamp::now().as_secs();
		ensure!(bounds.until.is_none_or(|until| now < until), expired);
		ensure!(T::Registry::epoch(&of) == bounds.epoch, revoked);
		ensure!(!order.is_of_book(), false_signature);
		let hash = Self::order_hash(order);
		let left = order.volume().saturating_sub(Consumed::<T>::get(hash));
		ensure!(left > 0, used_up);
		if Presigned::<T>::get(hash).as_ref() != Some(&owner) {
			let signature = signature.ok_or(Error::<T>::MissingSignature)?;
			ensure!(signing::verify(signature, &hash, &owner), false_signature);
		}
		Ok(OrderStanding { hash, of, owner, left, until: bounds.until })
	}
}
