// SPDX-License-Identifier: Apache-2.0

//! The invariants that the crate's documentation lists, in its order.

use crate::{impls::word_of, pallet::*, Levels, WorkerStatus};
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::Get};
use sp_runtime::{traits::Saturating, TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// Checks every invariant that the crate's documentation lists. For tests and `try-runtime`:
	/// it reads the whole state of the pallet.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_rosters()?;
		Self::try_duties()?;
		Self::try_workers()
	}

	/// 1: rosters and workers.
	fn try_rosters() -> Result<(), TryRuntimeError> {
		let mut levels = BTreeMap::<_, Levels>::new();
		for (pool, place, who) in Roster::<T>::iter() {
			let worker = Workers::<T>::get(&who).ok_or("a roster names somebody unknown")?;
			ensure!(worker.pool == pool, "a worker is on another pool's roster");
			ensure!(worker.place == Some(place), "a roster and a worker's place differ");
			let on_level = RosterLevels::<T>::get(pool).unwrap_or_default().on(place.level);
			ensure!(place.index < on_level, "a roster goes on behind its length");
			if let Some(n) = levels.entry(pool).or_default().0.get_mut(usize::from(place.level)) {
				n.saturating_inc();
			}
		}
		for (pool, expected) in RosterLevels::<T>::iter() {
			// All indices are below the length and differ, so as many as that leave no gap.
			ensure!(levels.remove(&pool) == Some(expected), "a roster has gaps");
		}
		ensure!(levels.is_empty(), "a roster goes on behind its length");
		for (who, worker) in Workers::<T>::iter() {
			ensure!(
				worker.level() == worker.place.map(|place| place.level),
				"a worker is not on the level of the roster that its free slots say"
			);
			if let Some(place) = worker.place {
				ensure!(
					Roster::<T>::get(worker.pool, place) == Some(who),
					"a worker is not where it should be on the roster"
				);
			}
		}
		Ok(())
	}

	/// 2 (the count) and 3: duties.
	fn try_duties() -> Result<(), TryRuntimeError> {
		let mut busy = BTreeMap::new();
		for (who, word, bits) in Duties::<T>::iter() {
			ensure!(bits != 0, "a word without a task is stored");
			ensure!(word_of(word) == (word, 1), "a word is not under its first task");
			busy.entry(who).or_insert(0u32).saturating_accrue(bits.count_ones());
		}
		for (who, count) in &busy {
			let worker = Workers::<T>::get(who).ok_or("a task is assigned to nobody known")?;
			ensure!(worker.busy == *count, "a worker's busy slots are not its assignments");
		}
		for (who, worker) in Workers::<T>::iter() {
			ensure!(
				worker.busy == busy.get(&who).copied().unwrap_or(0),
				"a worker has busy slots without assignments"
			);
		}
		Ok(())
	}

	/// 2 (the bounds), 4 to 7: workers by themselves.
	fn try_workers() -> Result<(), TryRuntimeError> {
		let mut sizes = BTreeMap::new();
		for (who, worker) in Workers::<T>::iter() {
			let most = T::MaxSlots::get();
			let slots = worker.capacity.slots;
			ensure!(slots <= most && worker.busy <= most, "a worker has too many slots");
			match worker.machine {
				Some(index) => ensure!(
					Machines::<T>::get(&worker.owner, index).as_ref() == Some(&who),
					"a machine is not listed under its owner"
				),
				None => ensure!(worker.owner == who, "a worker that is no machine has an owner"),
			}
			match worker.status {
				WorkerStatus::Applied => ensure!(worker.busy == 0, "an applicant has tasks"),
				WorkerStatus::Active | WorkerStatus::Suspended => {
					sizes.entry(worker.pool).or_insert(0u32).saturating_inc()
				},
				WorkerStatus::Leaving => ensure!(worker.busy > 0, "an idle worker did not leave"),
			}
			if let Some(key) = &worker.hot_key {
				ensure!(
					HotKeys::<T>::get(key) == Some(who),
					"a worker's hot key does not point back at it"
				);
			}
		}
		for (owner, index, who) in Machines::<T>::iter() {
			let worker = Workers::<T>::get(&who).ok_or("a machine is nobody known")?;
			let listed = worker.owner == owner && worker.machine == Some(index);
			ensure!(listed, "a machine is listed under another owner or number");
		}
		for (key, who) in HotKeys::<T>::iter() {
			let worker = Workers::<T>::get(&who).ok_or("a hot key serves nobody known")?;
			ensure!(worker.hot_key == Some(key), "a hot key is not its worker's");
		}
		for (pool, size) in PoolSize::<T>::iter() {
			ensure!(sizes.remove(&pool).unwrap_or(0) == size, "a pool's size is wrong");
		}
		ensure!(sizes.is_empty(), "a pool's size is missing");
		Ok(())
	}
}
