// SPDX-License-Identifier: Apache-2.0

//! Everything that the pallet holds of accounts, for those who explain all locks.

use crate::pallet::*;
use alloc::vec::Vec;
use bourse_primitives::{traits::Holds, Balance};

impl<T: Config> Holds<T::AccountId> for Pallet<T> {
	fn all_holds() -> Vec<(T::AccountId, Balance)> {
		let orders = Orders::<T>::iter_values().map(|resting| {
			let tasks = resting.held.saturating_mul(resting.link.left.into());
			(resting.owner, tasks.saturating_add(resting.deposit))
		});
		let guarantees =
			Guarantees::<T>::iter_values().map(|guarantee| (guarantee.owner, guarantee.left));
		let posted = AppPrices::<T>::iter_values()
			.chain(DatasetPrices::<T>::iter_values())
			.map(|posted| (posted.by, posted.deposit));
		let allowances = Allowances::<T>::iter().map(|(owner, _, of)| (owner, of.deposit));
		orders.chain(guarantees).chain(posted).chain(allowances).collect()
	}
}
