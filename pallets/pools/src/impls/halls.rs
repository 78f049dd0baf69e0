// SPDX-License-Identifier: Apache-2.0

//! Halls of a pool's roster, one for each kind of workers: a draw goes into those alone whose workers
//! can serve the deal, so that workers of other kinds don't cost it a look (PROTOCOL 9.3). Where the
//! rules of the market don't hold, hall 0 has everybody.

use crate::{
	pallet::*, part_of, round_down, Hall, Kind, Levels, Mark, Part, Worker, EXPELLED, MAX_KINDS,
	PLAIN_KINDS,
};
use alloc::{vec, vec::Vec};
use bourse_primitives::{
	traits::{Demand, Ledger, Registry, Wanted},
	Balance, CategoryId, WorkerpoolId,
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
			let others = halls.iter().flatten().filter(|hall| !hall.kind.is_plain()).count();
			let most = MAX_KINDS.saturating_sub(PLAIN_KINDS) as usize;
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

	/// Counts a worker with a mark whose owner has so much free, less than a deal needs. Gives the
	/// mark's number and stake, which is above the one and at most the other, so that the worker
	/// misses no task that its owner has the stake for. `None`: all marks have other stakes.
	fn enter_mark(pool: WorkerpoolId, free: Balance, needed: Balance) -> Option<(u8, Balance)> {
		Marks::<T>::mutate(pool, |marks| {
			let fits = |stake: &Balance| free < *stake && *stake <= needed;
			let known = marks.iter().flatten().map(|mark| mark.stake).filter(fits).min();
			// Round ones fit more often.
			let round = Some(round_down(needed)).filter(fits);
			let stake = known.or(round).unwrap_or(needed);
			let is_it = |place: &Option<Mark>| place.is_some_and(|mark| mark.stake == stake);
			let found = marks.iter().position(is_it);
			let place = match found.or_else(|| marks.iter().position(Option::is_none)) {
				Some(place) => place,
				None => {
					marks.try_push(None).ok()?;
					marks.len().saturating_sub(1)
				},
			};
			let mark = marks.get_mut(place)?.get_or_insert(Mark { stake, workers: 0 });
			mark.workers.saturating_inc();
			// At most MAX_MARKS.
			Some(((place as u8).saturating_add(1), stake))
		})
	}

	/// A draw found that a worker's owner has less stake free than a task locks: from now on draws for
	/// such tasks don't find the worker. Whether the pool has a mark for that. The caller saves it.
	pub(crate) fn set_mark(
		who: &T::AccountId,
		worker: &mut Worker<T::AccountId>,
		needed: Balance,
	) -> bool {
		let free = T::Ledger::stake(&worker.owner);
		let Some((mark, stake)) = Self::enter_mark(worker.pool, free, needed) else { return false };
		Self::clear_mark(worker);
		worker.mark = mark;
		Self::deposit_event(Event::MarkSet { worker: who.clone(), stake: Some(stake) });
		true
	}

	/// Takes a worker's mark away, if it has one. The caller saves it.
	pub(crate) fn clear_mark(worker: &mut Worker<T::AccountId>) {
		let Some(number) = worker.mark.checked_sub(1) else { return };
		worker.mark = 0;
		Marks::<T>::mutate_exists(worker.pool, |stored| {
			let Some(marks) = stored else { return };
			if let Some(place) = marks.get_mut(usize::from(number)) {
				if let Some(mark) = place {
					mark.workers.saturating_dec();
				}
				if place.is_some_and(|mark| mark.workers == 0) {
					*place = None;
				}
			}
			while marks.last().is_some_and(Option::is_none) {
				marks.pop();
			}
			if marks.is_empty() {
				*stored = None;
			}
		});
	}

	/// The stake of a worker's mark, in nRLC.
	pub(crate) fn mark_of(worker: &Worker<T::AccountId>) -> Option<Balance> {
		let number = usize::from(worker.mark.checked_sub(1)?);
		let mark = Marks::<T>::get(worker.pool).get(number).copied().flatten()?;
		Some(mark.stake)
	}

	/// Whether the owner of a worker with a mark has as much free stake as that says.
	pub(crate) fn has_more(worker: &Worker<T::AccountId>) -> bool {
		Self::mark_of(worker).is_some_and(|stake| T::Ledger::stake(&worker.owner) >= stake)
	}

	/// Takes a worker's mark away, if its owner has the stake. Whether it did. The caller saves it.
	pub(crate) fn reconsider_mark(who: &T::AccountId, worker: &mut Worker<T::AccountId>) -> bool {
		let has_more = Self::has_more(worker);
		if has_more {
			Self::clear_mark(worker);
			Self::deposit_event(Event::MarkSet { worker: who.clone(), stake: None });
		}
		has_more
	}

	/// Gives a worker a mark that its owner has the stake for.
	#[cfg(feature = "runtime-benchmarks")]
	pub(crate) fn mark_lowest(who: &T::AccountId) {
		let Some(mut worker) = Workers::<T>::get(who) else { return };
		if Self::rules_hold() && worker.is_in_hall() {
			let (mark, _) = Self::enter_mark(worker.pool, 0, 1).expect("there is room for it");
			Self::clear_mark(&mut worker);
			worker.mark = mark;
		}
		Self::save(who, worker);
	}

	/// The parts of halls whose workers can serve a deal, by their marks.
	pub(crate) fn parts_for(wanted: &Wanted<T::AccountId>, halls: Vec<u8>) -> Vec<(u16, Levels)> {
		let Wanted { pool, demand, .. } = *wanted;
		let marks = match Self::rules_hold() {
			true => Marks::<T>::get(pool),
			false => Default::default(),
		};
		let serves = |number: &u8| match number.checked_sub(1) {
			None => true,
			Some(number) => {
				let mark = marks.get(usize::from(number)).copied().flatten();
				mark.is_some_and(|mark| demand.stake < mark.stake)
			},
		};
		let mut parts = Vec::new();
		for hall in halls {
			for Part { mark, levels } in RosterLevels::<T>::get(pool, hall).unwrap_or_default() {
				if serves(&mark) {
					parts.push((part_of(hall, mark), levels));
				}
			}
		}
		parts
	}

	/// Whether a pool's owner may have expelled workers since a match that can have all tasks of the deal.
	pub(crate) fn keeps_expelled(pool: WorkerpoolId, demand: &Demand<T::AccountId>) -> bool {
		demand.is_of_open_pool() && RulesSince::<T>::get(pool) >= demand.matched_at
	}

	/// Halls whose workers can serve a deal, and those of expelled workers for tasks that have begun, or
	/// where these can have others, too.
	pub(crate) fn halls_for(wanted: &Wanted<T::AccountId>) -> Vec<u8> {
		let Wanted { pool, demand, tasks } = *wanted;
		let Demand { tag, category, worker_stake, .. } = demand;
		if !Self::rules_hold() {
			return vec![0];
		}
		let memory = Self::memory_of(category);
		let with_expelled = Self::keeps_expelled(pool, &demand)
			|| tasks.iter().any(|want| want.accepted_before.is_some());
		(0u8..)
			.zip(Kinds::<T>::get(pool))
			.filter(|(_, hall)| {
				let kind = hall.as_ref().map(|hall| &hall.kind);
				kind.is_some_and(|kind| kind.serves(tag, category, memory, worker_stake))
			})
			.flat_map(|(number, _)| [Some(number), with_expelled.then_some(number | EXPELLED)])
			.flatten()
			.collect()
	}

	/// Bytes of memory that runs of a category may use.
	pub(crate) fn memory_of(category: CategoryId) -> u64 {
		T::Registry::category_limits(category).unwrap_or_default().memory
	}

	/// Counts a worker of an owner in a pool that can have tasks.
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
