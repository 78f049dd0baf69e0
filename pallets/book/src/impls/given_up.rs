// SPDX-License-Identifier: Apache-2.0

//! Tasks of deals that their payers gave up: they are on offer again, where the offer rests.

use super::store::Storage;
use crate::{engine::grow, pallet::*, OrderId, WeightInfo, MAX_SUPPLIES};
use bourse_primitives::{
	traits::{Ledger, Matches, Registry},
	Balance, DealId, WorkerpoolId,
};
use frame_support::{pallet_prelude::Weight, traits::Get};

impl<T: Config> Pallet<T> {
	/// The payer gave up so many tasks of a deal. The offer that has sold them gets them back, if it
	/// rests, is none that the chain keeps by a rule, and as far as its owner's free stake covers them.
	/// The offer keeps its place: what a rival buys and gives up does not push it behind others. A
	/// request gets nothing back.
	pub fn give_back(deal: DealId, tasks: u64) {
		let Some(order) = Sold::<T>::take(deal) else { return };
		let Some(mut resting) = Orders::<T>::get(order) else { return };
		let Some(pool) = resting.pool else { return };
		let is_owner = T::Registry::workerpool_owner(pool).as_ref() == Some(&resting.owner);
		let is_void = Self::void(&resting, Self::now()).is_some();
		if !is_owner || is_void || Self::is_supplied(pool, order) {
			return;
		}
		let most = T::Ledger::stake(&resting.owner).checked_div(resting.held);
		let backed: Balance = most.unwrap_or(Balance::MAX);
		let room = T::Market::max_tasks().saturating_sub(resting.link.left);
		let volume = tasks.min(room).min(backed.try_into().unwrap_or(u64::MAX));
		let amount = resting.held.saturating_mul(volume.into());
		if volume == 0 || Self::lock(&resting.owner, amount, false).is_err() {
			return;
		}
		Self::count_volume(pool, resting.book.cell, volume, 0);
		grow(&mut Storage::<T>::new(), resting.book, order, volume);
		resting.link.left = resting.link.left.saturating_add(volume);
		let (volume, until) = (resting.link.left, resting.until);
		Self::deposit_event(Event::Amended { order, volume, until, keeps_place: true });
	}

	/// Whether an order is that of one of the pool's supplies.
	fn is_supplied(pool: WorkerpoolId, order: OrderId) -> bool {
		(0..MAX_SUPPLIES)
			.filter_map(|number| Supplies::<T>::get(pool, number))
			.any(|supply| supply.order == Some(order))
	}

	/// A deal is forgotten: nobody can give up its tasks any more.
	pub fn forget_deal(deal: DealId) {
		Sold::<T>::remove(deal);
	}

	/// Weight of [`Self::give_back`]: that of an offer that grows, and of what is looked up before.
	pub fn give_back_weight() -> Weight {
		// The deal's order, the pool's owner and epoch, the chain's list, and the supplies.
		let reads = u64::from(MAX_SUPPLIES).saturating_add(4);
		<T as Config>::WeightInfo::amend().saturating_add(T::DbWeight::get().reads_writes(reads, 1))
	}
}
