// SPDX-License-Identifier: Apache-2.0

//! The roster: who can be given a task, by how many.

use crate::{pallet::*, Levels, Place, Worker, WorkerStatus};
use bourse_primitives::WorkerpoolId;

impl<T: Config> Pallet<T> {
	/// Stores a worker of which something changed that decides on its place: puts it on the
	/// roster, moves it there or takes it off, and lets it go when it is leaving and its last
	/// assignment has ended. Counts its owner, too, while it can have tasks.
	pub(crate) fn save(who: &T::AccountId, mut worker: Worker<T::AccountId>) {
		if Self::rules_hold() {
			let before = Workers::<T>::get(who).is_some_and(|before| before.counts());
			match (before, worker.counts()) {
				(false, true) => Self::count_owner(worker.pool, &worker.owner),
				(true, false) => Self::discount_owner(worker.pool, &worker.owner),
				_ => {},
			}
		}
		let level = worker.level();
		let stands = worker.place.map(|place| (place.hall, place.level));
		if stands != level.map(|level| (worker.stands_in(), level)) {
			if let Some(place) = worker.place.take() {
				Self::strike(worker.pool, place);
			}
			let (pool, hall) = (worker.pool, worker.stands_in());
			worker.place = level.and_then(|level| Self::enlist(pool, hall, level, who));
		}
		if worker.status == WorkerStatus::Leaving && worker.busy == 0 {
			Self::forget(who, &worker);
			Self::deposit_event(Event::WorkerLeft { pool: worker.pool, worker: who.clone() });
		} else {
			Workers::<T>::insert(who, worker);
		}
	}

	/// Changes how many are on a level of a part of a hall, and gives how many there were.
	fn count(
		pool: WorkerpoolId,
		part: u16,
		level: u8,
		change: impl FnOnce(u32) -> Option<u32>,
	) -> Option<u32> {
		let [mark, hall] = part.to_be_bytes();
		RosterLevels::<T>::mutate_exists(pool, hall, |stored| {
			let mut parts = stored.clone().unwrap_or_default();
			let at = match parts.iter().position(|(of, _)| *of == mark) {
				Some(at) => at,
				None => {
					parts.try_push((mark, Levels::default())).ok()?;
					parts.len().saturating_sub(1)
				},
			};
			let (_, levels) = parts.get_mut(at)?;
			let count = levels.0.get_mut(usize::from(level))?;
			let before = *count;
			*count = change(before)?;
			parts.retain(|(_, levels)| levels.total() > 0);
			*stored = Some(parts).filter(|parts| !parts.is_empty());
			Some(before)
		})
	}

	/// Changes how many are on a roster.
	fn resize(pool: WorkerpoolId, change: impl FnOnce(u32) -> u32) {
		RosterSize::<T>::mutate_exists(pool, |size| {
			*size = Some(change(size.unwrap_or_default())).filter(|size| *size > 0);
		});
	}

	/// Puts `who` at the end of a level and returns its place. `None` when the numbers are used
	/// up, which takes 2^32 workers.
	fn enlist(pool: WorkerpoolId, hall: u16, level: u8, who: &T::AccountId) -> Option<Place> {
		let index = Self::count(pool, hall, level, |count| count.checked_add(1))?;
		let place = Place { hall, level, index };
		Roster::<T>::insert(pool, place, who);
		Self::resize(pool, |size| size.saturating_add(1));
		Some(place)
	}

	/// Takes an entry off a roster. The last one of its level gets its place.
	fn strike(pool: WorkerpoolId, place: Place) {
		let Place { hall, level, .. } = place;
		let Some(count) = Self::count(pool, hall, level, |count| count.checked_sub(1)) else {
			return;
		};
		Self::resize(pool, |size| size.saturating_sub(1));
		let last = Place { index: count.saturating_sub(1), ..place };
		let moved = Roster::<T>::take(pool, last);
		if let Some(moved) = moved.filter(|_| place != last) {
			Workers::<T>::mutate_extant(&moved, |worker| worker.place = Some(place));
			Roster::<T>::insert(pool, place, moved);
		}
	}
}
