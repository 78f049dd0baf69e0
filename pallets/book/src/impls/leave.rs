// SPDX-License-Identifier: Apache-2.0

//! Changes and ends of resting orders.

use super::store::Storage;
use crate::{
	engine::{append, remove, shrink, OrderId},
	pallet::*,
	Resting, Void, WeightInfo, BUCKET, MAX_CANCELS,
};
use alloc::vec::Vec;
use bourse_primitives::{Balance, Seconds};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult, Weight},
	traits::Get,
	weights::WeightMeter,
};

/// Most buckets without an order that a block passes by.
const MAX_EMPTY: u32 = 64;
/// Most orders that a block lets expire.
const MAX_EXPIRED: u32 = 64;

impl<T: Config> Pallet<T> {
	/// A resting order of that account.
	fn own_order(
		who: &T::AccountId,
		order: OrderId,
	) -> Result<Resting<T::AccountId>, DispatchError> {
		let resting = Orders::<T>::get(order).ok_or(Error::<T>::UnknownOrder)?;
		ensure!(resting.owner == *who, Error::<T>::NotOwner);
		Ok(resting)
	}

	pub(crate) fn do_cancel(who: &T::AccountId, order: OrderId) -> DispatchResult {
		let resting = Self::own_order(who, order)?;
		Self::withdraw(order, &resting, Self::quick_fee(&resting))
	}

	/// nRLC that it costs now when the owner of an order takes it out of the book.
	pub(crate) fn quick_fee(resting: &Resting<T::AccountId>) -> Balance {
		let parameters = Parameters::<T>::get();
		let is_quick = Self::now() < resting.placed.saturating_add(parameters.quick);
		if is_quick {
			parameters.quick_fee
		} else {
			0
		}
	}

	/// Returns how many there were.
	pub(crate) fn do_cancel_all(who: &T::AccountId, limit: u32) -> Result<u32, DispatchError> {
		let mut others = CancelledAll::<T>::get();
		ensure!(!others.contains(who), Error::<T>::OncePerBlock);
		ensure!(others.try_push(who.clone()).is_ok(), Error::<T>::OncePerBlock);
		CancelledAll::<T>::put(others);
		let most = limit.min(MAX_CANCELS) as usize;
		let orders: Vec<_> = OrdersOf::<T>::iter_key_prefix(who).take(most).collect();
		let mut count = 0u32;
		for order in orders {
			Self::do_cancel(who, order)?;
			count = count.saturating_add(1);
		}
		Ok(count)
	}

	pub(crate) fn do_amend(
		who: T::AccountId,
		order: OrderId,
		volume: u64,
		until: Seconds,
	) -> DispatchResult {
		let mut resting = Self::own_order(&who, order)?;
		Self::check_volume(volume)?;
		if until != resting.until {
			Self::check_until(until, Self::now())?;
		}
		let old = resting.link.left;
		let (more, fewer) = (volume.saturating_sub(old), old.saturating_sub(volume));
		let keeps_place = more == 0 && until <= resting.until;
		let amount = |tasks: u64| resting.held.checked_mul(tasks.into());
		if more > 0 {
			let locks = amount(more).ok_or(Error::<T>::AmountTooLarge)?;
			Self::lock(&who, locks, resting.pool.is_none())?;
			Requests::<T>::mutate_extant(order, |body| {
				// Of the deals to come: the order's hash changes with its volume.
				body.order.volume = body.order.volume.saturating_add(more);
			});
		}
		if fewer > 0 {
			Self::free(&who, amount(fewer).ok_or(Error::<T>::AmountTooLarge)?, 0)?;
		}
		if let Some(pool) = resting.pool {
			Self::count_volume(pool, resting.book.cell, more, fewer);
		}
		if until != resting.until {
			Expiring::<T>::remove(resting.until / BUCKET, order);
			Expiring::<T>::insert(until / BUCKET, order, ());
		}
		let (book, tick) = (resting.book, resting.link.tick);
		let mut store = Storage::<T>::new();
		if keeps_place {
			if fewer > 0 {
				shrink(&mut store, book, order, fewer);
			}
			Orders::<T>::mutate_extant(order, |resting| resting.until = until);
		} else {
			remove(&mut store, book, order);
			resting.until = until;
			Orders::<T>::insert(order, resting);
			append(&mut store, book, order, tick, volume, Self::next_number());
		}
		Self::deposit_event(Event::Amended { order, volume, until, keeps_place });
		Ok(())
	}

	/// What a block with weight to spare does: orders expire, supplies and claims are looked at. Half of
	/// the weight stays for the tasks that other hooks serve.
	pub(crate) fn do_on_idle(remaining: Weight) -> Weight {
		let mut meter = WeightMeter::with_limit(remaining.div(2));
		Self::sweep(&mut meter);
		Self::look_at_supplies(&mut meter);
		Self::look_at_claims(&mut meter);
		meter.consumed()
	}

	/// Evicts orders whose bucket is over.
	fn sweep(meter: &mut WeightMeter) {
		if meter.try_consume(T::DbWeight::get().reads_writes(2, 1)).is_err() {
			return;
		}
		let end = Self::now() / BUCKET;
		let first = NextBucket::<T>::get();
		let mut bucket = first.unwrap_or(end);
		let (mut empty, mut expired) = (0u32, 0u32);
		// A new look into a bucket would pass all orders that have just left it.
		let mut orders = Expiring::<T>::iter_key_prefix(bucket);
		while bucket < end && empty < MAX_EMPTY && expired < MAX_EXPIRED {
			if meter.try_consume(T::DbWeight::get().reads(1)).is_err() {
				break;
			}
			let Some(order) = orders.next() else {
				bucket = bucket.saturating_add(1);
				empty = empty.saturating_add(1);
				orders = Expiring::<T>::iter_key_prefix(bucket);
				continue;
			};
			if meter.try_consume(<T as Config>::WeightInfo::evict()).is_err() {
				break;
			}
			expired = expired.saturating_add(1);
			// Always there, or the bucket would never be empty.
			Expiring::<T>::remove(bucket, order);
			Self::evict(order, Void::Expired);
		}
		if first != Some(bucket) {
			NextBucket::<T>::put(bucket);
		}
	}
}
