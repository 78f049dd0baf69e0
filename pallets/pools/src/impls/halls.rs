// SPDX-License-Identifier: Apache-2.0

//! Halls of a pool's roster, one for each kind of workers: a draw goes into those alone whose workers
//! can serve the deal, so that workers of other kinds don't cost it a look (PROTOCOL 9.3). Where the
//! rules of the market don't hold, hall 0 has everybody.

use crate::{pallet::*, Hall, Kind, Worker, EXPELLED, MAX_KINDS};
use alloc::{vec, vec::Vec};
use bourse_primitives::{
	traits::{Demand, Registry, Wanted},
	CategoryId, WorkerpoolId,
};
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	/// Counts a worker among its kind, and gives the number of the hall. The last free number is for
	/// the plain kind, so that nobody can keep plain workers out.
	pub(crate) fn enter_hall(pool: WorkerpoolId, kind: Kind) -> Result<u8, Error<T>> {
		Kinds::<T>::try_mutate(pool, |halls| {
			let known = halls.iter_mut().enumerate().find_map(|(number, hall)| {
				hall.as_mut().filter(|hall| hall.kind == kind).map(|hall| (number, hall))
			});
			if let Some((number, hall)) = known {
				hall.workers.saturating_inc();
				return Ok(number as u8);
			}
			let most = MAX_KINDS.saturating_sub(u32::from(!kind.is_plain())) as usize;
			let kinds = halls.iter().flatten().count();
			let plain = halls.iter().flatten().any(|hall| hall.kind.is_plain());
			if kinds.saturating_sub(usize::from(plain)) >= most {
				return Err(Error::<T>::TooManyKinds);
			}
			let hall = Some(Hall { kind, workers: 1 });
			match halls.iter().position(Option::is_none) {
				Some(number) => {
					if let Some(free) = halls.get_mut(number) {
						*free = hall;
					}
					Ok(number as u8)
				},
				None => {
					let number = halls.len() as u8;
					halls.try_push(hall).map_err(|_| Error::<T>::TooManyKinds)?;
					Ok(number)
				},
			}
		})
	}

	/// No longer counts a worker among its kind.
	pub(crate) fn leave_hall(worker: &Worker<T::AccountId>) {
		Kinds::<T>::mutate_exists(worker.pool, |stored| {
			let Some(halls) = stored else { return };
			if let Some(place) = halls.get_mut(usize::from(worker.hall)) {
				if let Some(hall) = place {
					hall.workers.saturating_dec();
				}
				if place.as_ref().is_some_and(|hall| hall.workers == 0) {
					*place = None;
				}
			}
			while halls.last().is_some_and(Option::is_none) {
				halls.pop();
			}
			if halls.is_empty() {
				*stored = None;
			}
		});
	}

	/// Halls whose workers can serve a deal, and for tasks that have begun those of expelled workers.
	pub(crate) fn halls_for(wanted: &Wanted<T::AccountId>) -> Vec<u8> {
		let Wanted { pool, demand, tasks } = *wanted;
		let Demand { tag, category, stake, .. } = demand;
		if !Self::rules_hold() {
			return vec![0];
		}
		let memory = Self::memory_of(category);
		let begun = tasks.iter().any(|want| want.accepted_before.is_some());
		(0u8..)
			.zip(Kinds::<T>::get(pool))
			.filter(|(_, hall)| {
				hall.as_ref().is_some_and(|hall| hall.kind.serves(tag, category, memory, stake))
			})
			.flat_map(|(number, _)| [Some(number), begun.then_some(number | EXPELLED)])
			.flatten()
			.collect()
	}

	/// Bytes of memory that runs of a category may use.
	pub(crate) fn memory_of(category: CategoryId) -> u64 {
		T::Registry::category_limits(category).unwrap_or_default().memory
	}

	/// Counts an accepted worker of an owner in a pool.
	pub(crate) fn count_owner(pool: WorkerpoolId, owner: &T::AccountId) {
		let before = OwnerWorkers::<T>::get(pool, owner);
		OwnerWorkers::<T>::insert(pool, owner, before.saturating_add(1));
		if before == 0 {
			OwnerCount::<T>::mutate(pool, Saturating::saturating_inc);
		}
	}

	/// No longer counts a worker of an owner in a pool.
	pub(crate) fn discount_owner(pool: WorkerpoolId, owner: &T::AccountId) {
		let left = OwnerWorkers::<T>::get(pool, owner).saturating_sub(1);
		if left > 0 {
			OwnerWorkers::<T>::insert(pool, owner, left);
			return;
		}
		OwnerWorkers::<T>::remove(pool, owner);
		OwnerCount::<T>::mutate_exists(pool, |count| {
			*count = count.map(|count| count.saturating_sub(1)).filter(|count| *count > 0);
		});
	}
}
