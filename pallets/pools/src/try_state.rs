// SPDX-License-Identifier: Apache-2.0

//! The invariants that the crate's documentation lists, in its order.

use crate::{
	impls::word_of, pallet::*, part_of, Berth, Entry, Fleet, Kind, Levels, Part, Place,
	WarmingLine, Worker, WorkerStatus,
};
use alloc::collections::BTreeMap;
use bourse_primitives::{PoolSlots, WorkerpoolId};
use frame_support::{ensure, traits::Get};
use sp_runtime::{traits::Saturating, TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// Verifies that:
	///
	/// 1. A worker is on its pool's roster exactly when it has a free slot, on the level of its
	///    free slots, at the place that its record names; a machine in its owner's fleet, unless that
	///    would be the 17th. Levels and fleets have no gaps, the counts are right, and nobody else is
	///    on the roster.
	/// 2. `busy` is the number of standing assignments. `busy` and `slots` are at most `MaxSlots`.
	/// 3. `Duties` has a bit for each standing assignment, in words under their first task, none of
	///    them 0.
	/// 4. Hot keys and workers point at each other.
	/// 5. A pool's size is the number of its Active and Suspended workers.
	/// 6. Leaving workers still have assignments; workers that only applied have none.
	/// 7. Machines and their owners' lists agree. A worker without a number is its own owner.
	/// 8. Where the rules hold, each member of a pool, and each Expelled worker, is in the hall of
	///    its kind, and halls, marks, owners of a pool and workers of an owner are counted right.
	///    Elsewhere none of them is.
	/// 9. Bonds are the backed slots of an owner's members and Expelled workers. No worker has more
	///    backed slots than slots, nor more warm than backed ones.
	/// 10. The line of warming slots has no gaps.
	/// 11. A pool's slots are those of its Active workers.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_rosters()?;
		Self::try_duties()?;
		Self::try_workers()?;
		Self::try_market()?;
		Self::try_slots()
	}

	/// 1: rosters and workers.
	fn try_rosters() -> Result<(), TryRuntimeError> {
		let mut levels = BTreeMap::<_, Levels>::new();
		let mut sizes = BTreeMap::<_, u32>::new();
		for (pool, place, entry) in Roster::<T>::iter() {
			let workers = match &entry {
				Entry::Worker(who) => {
					let worker = Workers::<T>::get(who).ok_or("a roster names somebody unknown")?;
					ensure!(worker.pool == pool, "a worker is on another pool's roster");
					ensure!(worker.place == Some(place), "a roster and a worker's place differ");
					ensure!(worker.machine.is_none(), "a machine is on a roster by itself");
					1
				},
				Entry::Fleet(owner) => {
					let fleets = Fleets::<T>::get(pool, owner);
					let fleet = fleets.iter().find(|fleet| fleet.place == place);
					Self::try_fleet(
						pool,
						owner,
						fleet.ok_or("a roster and a fleet's place differ")?,
					)?
				},
			};
			let [mark, hall] = place.hall.to_be_bytes();
			let parts = RosterLevels::<T>::get(pool, hall).unwrap_or_default();
			let part = parts.into_iter().find(|part| part.mark == mark);
			let on_level = part.map_or(0, |part| part.levels.on(place.level));
			ensure!(place.index < on_level, "a roster goes on behind its length");
			if let Some(n) =
				levels.entry((pool, place.hall)).or_default().0.get_mut(usize::from(place.level))
			{
				n.saturating_inc();
			}
			sizes.entry(pool).or_default().saturating_accrue(workers);
		}
		for (pool, hall, parts) in RosterLevels::<T>::iter() {
			for Part { mark, levels: expected } in parts {
				// All indices are below the length and differ, so as many as that leave no gap.
				let part = (pool, part_of(hall, mark));
				ensure!(levels.remove(&part) == Some(expected), "a roster has gaps");
			}
		}
		for (pool, size) in RosterSize::<T>::iter() {
			ensure!(sizes.remove(&pool) == Some(size), "a roster's size is wrong");
		}
		ensure!(sizes.is_empty(), "a roster's size is missing");
		ensure!(levels.is_empty(), "a roster goes on behind its length");
		let mut berths = 0usize;
		for (pool, owner, fleets) in Fleets::<T>::iter() {
			ensure!(!fleets.is_empty(), "an owner without fleets has a record of them");
			for fleet in fleets {
				let entry = Roster::<T>::get(pool, fleet.place);
				ensure!(entry == Some(Entry::Fleet(owner.clone())), "a fleet is not on the roster");
				berths.saturating_accrue(fleet.machines.saturating_sub(1) as usize);
			}
		}
		ensure!(Berths::<T>::iter_keys().count() == berths, "a fleet goes on behind its length");
		for (who, worker) in Workers::<T>::iter() {
			if let Some(place) = worker.place {
				ensure!(place.hall == worker.stands_in(), "a worker is in another kind's hall");
			}
			if worker.machine.is_some() {
				Self::try_machine(who, worker)?;
				continue;
			}
			ensure!(
				worker.level() == worker.place.map(|place| place.level),
				"a worker is not on the level of the roster that its free slots say"
			);
			if let Some(place) = worker.place {
				ensure!(
					Roster::<T>::get(worker.pool, place) == Some(Entry::Worker(who)),
					"a worker is not where it should be on the roster"
				);
			}
		}
		Ok(())
	}

	/// The machines of a fleet. Gives their number.
	fn try_fleet(
		pool: WorkerpoolId,
		owner: &T::AccountId,
		fleet: &Fleet<T::AccountId>,
	) -> Result<u32, TryRuntimeError> {
		ensure!(
			fleet.level() == Some(fleet.place.level),
			"a fleet is not on the level of the roster that its free slots say"
		);
		let part = fleet.place.hall;
		let mut free = 0u32;
		for index in 0..fleet.machines {
			let who = match index {
				0 => Some(fleet.head.clone()),
				_ => Berths::<T>::get((pool, owner), Berth { part, number: index }),
			};
			let worker = who.and_then(Workers::<T>::get).ok_or("a fleet has gaps")?;
			let berth = Place { hall: part, level: 0, index };
			let is_its = worker.pool == pool && worker.owner == *owner && worker.machine.is_some();
			ensure!(is_its, "somebody is in another owner's fleet");
			ensure!(worker.place == Some(berth), "a fleet and a machine's place differ");
			free.saturating_accrue(worker.free_slots());
		}
		ensure!(free == fleet.free, "a fleet's free slots are miscounted");
		Ok(fleet.machines)
	}

	/// Whether a machine is where it should be.
	fn try_machine(who: T::AccountId, worker: Worker<T::AccountId>) -> Result<(), TryRuntimeError> {
		let fleets = Fleets::<T>::get(worker.pool, &worker.owner);
		let Some(berth) = worker.place else {
			let is_out = worker.free_slots() == 0 || fleets.is_full();
			ensure!(is_out, "a machine with a free slot is in no fleet");
			return Ok(());
		};
		ensure!(worker.free_slots() > 0, "a machine without a free slot is in a fleet");
		let (part, number) = (berth.hall, berth.index);
		let there = match number {
			0 => fleets.into_iter().find(|fleet| fleet.place.hall == part).map(|fleet| fleet.head),
			_ => Berths::<T>::get((worker.pool, worker.owner), Berth { part, number }),
		};
		ensure!(there == Some(who), "a machine is not where it should be in its fleet");
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
				WorkerStatus::Expelled => {
					ensure!(Self::rules_hold(), "a worker is expelled without rules")
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

	/// 8 to 10: what the rules of the market add.
	fn try_market() -> Result<(), TryRuntimeError> {
		let hold = Self::rules_hold();
		let mut owners = BTreeMap::<_, u32>::new();
		let mut halls = BTreeMap::<_, (Kind, u32)>::new();
		let mut bonds = BTreeMap::<_, u32>::new();
		let mut marks = BTreeMap::<_, u32>::new();
		for worker in Workers::<T>::iter_values() {
			if hold && worker.counts() {
				owners.entry((worker.pool, worker.owner.clone())).or_default().saturating_inc();
			}
			if hold && worker.is_in_hall() {
				let hall = halls.entry((worker.pool, worker.hall));
				let (kind, count) = hall.or_insert((worker.kind(), 0));
				ensure!(*kind == worker.kind(), "workers of two kinds share a hall");
				count.saturating_inc();
			}
			ensure!(hold || (worker.deposit == 0 && worker.hall == 0), "rules that don't hold");
			if worker.mark > 0 {
				ensure!(hold && worker.is_in_hall(), "no member has a mark");
				marks.entry((worker.pool, worker.mark)).or_default().saturating_inc();
			}
			let Some(backing) = worker.backing else { continue };
			ensure!(hold && worker.is_in_hall(), "slots of no member are backed");
			ensure!(
				backing.warm <= backing.slots && backing.slots <= worker.capacity.slots,
				"more slots are backed than a worker has, or more are warm"
			);
			bonds.entry(worker.owner).or_default().saturating_accrue(backing.slots);
		}
		let mut counts = BTreeMap::<_, u32>::new();
		for (pool, owner, count) in OwnerWorkers::<T>::iter() {
			ensure!(
				owners.remove(&(pool, owner)) == Some(count),
				"an owner's workers are miscounted"
			);
			counts.entry(pool).or_default().saturating_inc();
		}
		ensure!(owners.is_empty(), "an owner's workers are not counted");
		for (pool, count) in OwnerCount::<T>::iter() {
			ensure!(counts.remove(&pool) == Some(count), "a pool's owners are miscounted");
		}
		ensure!(counts.is_empty(), "a pool's owners are not counted");
		for (pool, kinds) in Kinds::<T>::iter() {
			for (number, hall) in (0u8..).zip(kinds) {
				let expected = hall.map(|hall| (hall.kind, hall.workers));
				ensure!(
					halls.remove(&(pool, number)) == expected,
					"a hall's workers are miscounted"
				);
			}
		}
		ensure!(halls.is_empty(), "workers are in no hall");
		for (pool, list) in Marks::<T>::iter() {
			for (number, mark) in (1u8..).zip(list) {
				let expected = mark.map(|mark| mark.workers);
				ensure!(
					marks.remove(&(pool, number)) == expected,
					"a mark's workers are miscounted"
				);
			}
		}
		ensure!(marks.is_empty(), "workers have a mark that is none");
		for (owner, bond) in Bonds::<T>::iter() {
			let slots = bonds.remove(&owner).unwrap_or_default();
			ensure!(slots == bond.slots, "an owner's bonds are miscounted");
		}
		ensure!(bonds.values().all(|slots| *slots == 0), "an owner's bonds are not counted");
		let WarmingLine { first, next } = WarmingRange::<T>::get();
		let mut numbers: alloc::vec::Vec<_> = Warming::<T>::iter_keys().collect();
		numbers.sort_unstable();
		ensure!(numbers.into_iter().eq(first..next), "the line of warming slots has gaps");
		Ok(())
	}

	/// 11: the slots of pools.
	fn try_slots() -> Result<(), TryRuntimeError> {
		let mut pools = BTreeMap::<_, PoolSlots>::new();
		for worker in Workers::<T>::iter_values() {
			let PoolSlots { all, free } = worker.pool_slots();
			let slots = pools.entry(worker.pool).or_default();
			slots.all.saturating_accrue(all);
			slots.free.saturating_accrue(free);
		}
		for (pool, slots) in Slots::<T>::iter() {
			ensure!(pools.remove(&pool) == Some(slots), "a pool's slots are miscounted");
		}
		ensure!(pools.values().all(|slots| slots.all == 0), "a pool's slots are not counted");
		Ok(())
	}
}
