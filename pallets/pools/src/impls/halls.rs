// SPDX-License-Identifier: Apache-2.0

//! Halls of a pool's roster, one for each kind of workers: a draw goes into those alone whose workers
//! can serve the deal, so that workers of other kinds don't cost it a look (PROTOCOL 9.3). Where the
//! rules of the market don't hold, hall 0 has everybody.

use crate::{pallet::*, round_down, Hall, Kind, Worker, EXPELLED, MAX_KINDS, PLAIN_KINDS};
use alloc::{vec, vec::Vec};
use bourse_primitives::{
	traits::{Demand, Ledger, Wanted},
	Balance, WorkerpoolId,
};
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	/// Counts a worker among its kind, and gives the number of the hall. The last free numbers are for
	/// the plain kinds, so that nobody can keep plain workers out.
	pub(crate) fn enter_hall(pool: WorkerpoolId, kind: Kind) -> Result<u8, Error<T>> {
		Kinds::<T>::try_mutate(pool, |halls| {
			let known = halls.iter_mut().enumerate().find_map(|(number, hall)| {
				hall.as_mut().filter(|hall| hall.kind == kind).map(|hall| (number, hall))
			});
			if let Some((number, hall)) = known {
				hall.workers.saturating_inc();
				return Ok(number as u8);
			}
			let most = MAX_KINDS.saturating_sub(PLAIN_KINDS) as usize;
			let others = halls.iter().flatten().filter(|hall| !hall.kind.is_plain()).count();
			if !kind.is_plain() && others >= most {
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

	/// Moves a worker to the hall for a reach. Whether that could be done: its kind may be one too many
	/// for the pool, and then nothing changes. The caller saves it.
	fn set_reach(worker: &mut Worker<T::AccountId>, reach: Option<Balance>) -> bool {
		let (kind, before) = (worker.kind(), worker.reach);
		worker.reach = reach;
		if worker.kind() == kind {
			return true;
		}
		// The only one of its kind makes room for its new one.
		Self::leave_hall(worker);
		if let Ok(hall) = Self::enter_hall(worker.pool, worker.kind()) {
			worker.hall = hall;
			return true;
		}
		worker.reach = before;
		if let Ok(hall) = Self::enter_hall(worker.pool, kind) {
			worker.hall = hall;
		}
		false
	}

	/// A draw found that a worker's owner has less stake free than a task locks: from now on the worker
	/// is drawn for those tasks alone that lock no more than that, rounded down. Whether that could be
	/// done. The caller saves it.
	pub(crate) fn narrow(who: &T::AccountId, worker: &mut Worker<T::AccountId>) -> bool {
		let reach = Some(round_down(T::Ledger::stake(&worker.owner)));
		let done = Self::set_reach(worker, reach);
		if done {
			Self::deposit_event(Event::ReachSet { worker: who.clone(), reach });
		}
		done
	}

	/// Whether the owner of a worker with a reach has more stake free than that.
	pub(crate) fn has_more(worker: &Worker<T::AccountId>) -> bool {
		let more = |reach: Balance| round_down(T::Ledger::stake(&worker.owner)) > reach;
		worker.reach.is_some_and(more)
	}

	/// Has a worker drawn for all tasks that it agrees to, if its owner has more stake free than its
	/// reach. Whether that has changed something. The caller saves it.
	pub(crate) fn widen(who: &T::AccountId, worker: &mut Worker<T::AccountId>) -> bool {
		if !worker.is_in_hall() || !Self::has_more(worker) {
			return false;
		}
		let done = Self::set_reach(worker, None);
		if done {
			Self::deposit_event(Event::ReachSet { worker: who.clone(), reach: None });
		} else {
			// Not at once again.
			worker.asides.saturating_inc();
		}
		done
	}

	/// Gives a worker next to no reach.
	#[cfg(feature = "runtime-benchmarks")]
	pub(crate) fn narrow_most(who: &T::AccountId) {
		let Some(mut worker) = Workers::<T>::get(who) else { return };
		if Self::rules_hold() && worker.is_in_hall() {
			Self::set_reach(&mut worker, Some(1));
		}
		Self::save(who, worker);
	}

	/// Halls whose workers can serve a deal, and for tasks that have begun those of expelled workers.
	pub(crate) fn halls_for(wanted: &Wanted<T::AccountId>) -> Vec<u8> {
		let Wanted { pool, demand, tasks } = *wanted;
		let Demand { tag, category, stake, .. } = demand;
		if !Self::rules_hold() {
			return vec![0];
		}
		let begun = tasks.iter().any(|want| want.accepted_before.is_some());
		(0u8..)
			.zip(Kinds::<T>::get(pool))
			.filter(|(_, hall)| {
				hall.as_ref().is_some_and(|hall| hall.kind.serves(tag, category, stake))
			})
			.flat_map(|(number, _)| [Some(number), begun.then_some(number | EXPELLED)])
			.flatten()
			.collect()
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
