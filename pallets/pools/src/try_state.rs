// SPDX-License-Identifier: Apache-2.0

//! The invariants that the crate's documentation lists, in its order.

use crate::{pallet::*, WorkerStatus};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::Get};
use sp_runtime::{traits::Saturating, TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// Checks every invariant that the crate's documentation lists. For tests and `try-runtime`:
	/// it reads the whole state of the pallet.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_rosters()?;
		Self::try_assignments()?;
		Self::try_workers()
	}

	/// 1: rosters and workers.
	fn try_rosters() -> Result<(), TryRuntimeError> {
		let mut lengths = BTreeMap::new();
		for (pool, index, who) in Roster::<T>::iter() {
			let worker = Workers::<T>::get(&who).ok_or("a roster names somebody unknown")?;
			ensure!(worker.pool == pool, "a worker is on another pool's roster");
			ensure!(worker.roster_index == Some(index), "a roster and a worker's index differ");
			ensure!(index < RosterLen::<T>::get(pool), "a roster goes on behind its length");
			lengths.entry(pool).or_insert(0u32).saturating_inc();
		}
		for (pool, len) in RosterLen::<T>::iter() {
			// All indices are below the length and differ, so as many as that leave no gap.
			ensure!(lengths.get(&pool).copied().unwrap_or(0) == len, "a roster has gaps");
		}
		for (who, worker) in Workers::<T>::iter() {
			ensure!(
				worker.is_free() == worker.roster_index.is_some(),
				"a worker is on the roster without a free slot, or off it with one"
			);
			if let Some(index) = worker.roster_index {
				ensure!(
					Roster::<T>::get(worker.pool, index) == Some(who),
					"a worker is not where it should be on the roster"
				);
			}
		}
		Ok(())
	}

	/// 2 (the count), 3 and 4: assignments, from both sides.
	fn try_assignments() -> Result<(), TryRuntimeError> {
		let mut busy = BTreeMap::new();
		for (task, assigned) in Assigned::<T>::iter() {
			ensure!(!assigned.is_empty(), "a task without assignments is stored");
			let mut seen = BTreeSet::new();
			for assignment in assigned {
				let who = assignment.worker;
				ensure!(seen.insert(who.clone()), "a worker got a task twice");
				ensure!(
					Tasks::<T>::contains_key(&who, task) != assignment.withdrawn,
					"an assignment stands on one side only"
				);
				if !assignment.withdrawn {
					busy.entry(who).or_insert(0u32).saturating_inc();
				}
			}
		}
		for (who, task, ()) in Tasks::<T>::iter() {
			ensure!(
				Assigned::<T>::get(task).iter().any(|a| a.worker == who && !a.withdrawn),
				"a worker has a task that was not assigned to it"
			);
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

	/// 2 (the bounds), 5, 6 and 7: workers by themselves.
	fn try_workers() -> Result<(), TryRuntimeError> {
		let mut sizes = BTreeMap::new();
		for (who, worker) in Workers::<T>::iter() {
			let most = T::MaxSlots::get();
			ensure!(worker.slots <= most && worker.busy <= most, "a worker has too many slots");
			match worker.status {
				WorkerStatus::Applied => ensure!(worker.busy == 0, "an applicant has tasks"),
				WorkerStatus::Active => sizes.entry(worker.pool).or_insert(0u32).saturating_inc(),
				WorkerStatus::Leaving => ensure!(worker.busy > 0, "an idle worker did not leave"),
			}
			if let Some(key) = &worker.hot_key {
				ensure!(
					HotKeys::<T>::get(key) == Some(who),
					"a worker's hot key does not point back at it"
				);
			}
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
