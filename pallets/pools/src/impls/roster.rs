// SPDX-License-Identifier: Apache-2.0

//! The roster: who can be given a task, by how many.

use crate::{pallet::*, Place, Worker, WorkerStatus};
use bourse_primitives::WorkerpoolId;

impl<T: Config> Pallet<T> {
	/// Stores a worker of which something changed that decides on its place: puts it on the
	/// roster, moves it there or takes it off, and lets it go when it is leaving and its last
	/// assignment has ended.
	pub(crate) fn save(who: &T::AccountId, mut worker: Worker<T::AccountId>) {
		let level = worker.level();
		if worker.place.map(|place| place.level) != level {
			if let Some(place) = worker.place.take() {
				Self::strike(worker.pool, place);
			}
			worker.place = level.and_then(|level| Self::enlist(worker.pool, level, who));
		}
		if worker.status == WorkerStatus::Leaving && worker.busy == 0 {
			Self::forget(who, &worker);
			Self::deposit_event(Event::WorkerLeft { pool: worker.pool, worker: who.clone() });
		} else {
			Workers::<T>::insert(who, worker);
		}
	}

	/// Changes how many are on a level, and gives how many there were.
	fn count(
		pool: WorkerpoolId,
		level: u8,
		change: impl FnOnce(u32) -> Option<u32>,
	) -> Option<u32> {
		RosterLevels::<T>::mutate_exists(pool, |levels| {
			let mut changed = levels.unwrap_or_default();
			let count = changed.0.get_mut(usize::from(level))?;
			let before = *count;
			*count = change(before)?;
			*levels = (changed.total() > 0).then_some(changed);
			Some(before)
		})
	}

	/// Puts `who` at the end of a level and returns its place. `None` when the numbers are used
	/// up, which takes 2^32 workers.
	fn enlist(pool: WorkerpoolId, level: u8, who: &T::AccountId) -> Option<Place> {
		let index = Self::count(pool, level, |count| count.checked_add(1))?;
		let place = Place { level, index };
		Roster::<T>::insert(pool, place, who);
		Some(place)
	}

	/// Takes an entry off a roster. The last one of its level gets its place.
	fn strike(pool: WorkerpoolId, place: Place) {
		let Some(count) = Self::count(pool, place.level, |count| count.checked_sub(1)) else {
			return;
		};
		let last = Place { index: count.saturating_sub(1), ..place };
		let moved = Roster::<T>::take(pool, last);
		if let Some(moved) = moved.filter(|_| place != last) {
			Workers::<T>::mutate_extant(&moved, |worker| worker.place = Some(place));
			Roster::<T>::insert(pool, place, moved);
		}
	}
}
