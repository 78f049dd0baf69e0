// SPDX-License-Identifier: Apache-2.0

//! The roster: who can be given a task, by how many.
//!
//! A worker is an entry by itself, unless it is a machine: the machines of one owner are a fleet, which
//! is one entry, so that no owner fills a roster.

use crate::{pallet::*, Berth, Entry, Fleet, Levels, Part, Place, Worker, WorkerStatus};
use bourse_primitives::{PoolSlots, WorkerpoolId};
use frame_support::{traits::Get, weights::Weight};

impl<T: Config> Pallet<T> {
	/// Stores a worker of which something changed that decides on its place: puts it on the
	/// roster, moves it there or takes it off, and lets it go when it is leaving and its last
	/// assignment has ended. Counts its owner, too, while it can have tasks, and its slots.
	pub(crate) fn save(who: &T::AccountId, mut worker: Worker<T::AccountId>) {
		let is_machine = worker.machine.is_some();
		let before = Workers::<T>::get(who);
		let slots = before.as_ref().map_or_else(PoolSlots::default, Worker::pool_slots);
		Self::count_slots(worker.pool, slots, worker.pool_slots());
		if Self::rules_hold() {
			let counted = before.as_ref().is_some_and(|before| before.counts());
			match (counted, worker.counts()) {
				(false, true) => Self::count_owner(worker.pool, &worker.owner),
				(true, false) => Self::discount_owner(worker.pool, &worker.owner),
				_ => {},
			}
		}
		if is_machine {
			let free = before.map_or(0, |before| before.free_slots());
			Self::place_machine(who, &mut worker, free);
		} else {
			Self::place_worker(who, &mut worker);
		}
		if worker.status == WorkerStatus::Leaving && worker.busy == 0 {
			Self::forget(who, &worker);
			Self::deposit_event(Event::WorkerLeft { pool: worker.pool, worker: who.clone() });
		} else {
			Workers::<T>::insert(who, worker);
		}
	}

	/// Puts a worker that is no machine where its free slots say.
	fn place_worker(who: &T::AccountId, worker: &mut Worker<T::AccountId>) {
		let (pool, part, level) = (worker.pool, worker.stands_in(), worker.level());
		let stands = worker.place.map(|place| (place.hall, place.level));
		if stands == level.map(|level| (part, level)) {
			return;
		}
		if let Some(place) = worker.place.take() {
			Self::strike(pool, place);
		}
		let entry = || Entry::Worker(who.clone());
		worker.place = level.and_then(|level| Self::enlist(pool, part, level, entry()));
		match (stands.is_some(), worker.place.is_some()) {
			(false, true) => Self::resize(pool, |size| size.saturating_add(1)),
			(true, false) => Self::resize(pool, |size| size.saturating_sub(1)),
			_ => {},
		}
	}

	/// Puts a machine, which had so many slots free `before`, into the fleet where it belongs.
	fn place_machine(who: &T::AccountId, worker: &mut Worker<T::AccountId>, before: u32) {
		let (pool, part, free) = (worker.pool, worker.stands_in(), worker.free_slots());
		if worker.place.is_some_and(|place| place.hall == part) && free > 0 {
			if free != before {
				Self::change_fleet(pool, &worker.owner, part, |fleet| {
					fleet.free = fleet.free.saturating_sub(before).saturating_add(free);
				});
			}
			return;
		}
		if let Some(berth) = worker.place.take() {
			Self::disembark(pool, &worker.owner, berth, before);
		}
		if free > 0 {
			worker.place = Self::embark(who, worker, part, free);
		}
	}

	/// A machine with so many free slots joins its owner's fleet in a part of the roster. Gives its place
	/// there. `None`: the owner has as many fleets as it can, and the machine stays off the roster.
	fn embark(
		who: &T::AccountId,
		worker: &Worker<T::AccountId>,
		part: u16,
		free: u32,
	) -> Option<Place> {
		let (pool, owner) = (worker.pool, &worker.owner);
		let mut number = 0;
		let known = Self::change_fleet(pool, owner, part, |fleet| {
			number = fleet.machines;
			fleet.machines = fleet.machines.saturating_add(1);
			fleet.free = fleet.free.saturating_add(free);
		});
		let berth = Place { hall: part, level: 0, index: number };
		if known {
			Berths::<T>::insert((pool, owner), Berth { part, number }, who);
		} else {
			let mut fleets = Fleets::<T>::get(pool, owner);
			if fleets.is_full() {
				return None;
			}
			let mut fleet = Fleet { place: berth, machines: 1, free, head: who.clone() };
			fleet.place = Self::enlist(pool, part, fleet.level()?, Entry::Fleet(owner.clone()))?;
			// There is room.
			let _ = fleets.try_push(fleet);
			Fleets::<T>::insert(pool, owner, fleets);
		}
		Self::resize(pool, |size| size.saturating_add(1));
		Some(berth)
	}

	/// A machine with so many free slots leaves its owner's fleet. The last one gets its number.
	fn disembark(pool: WorkerpoolId, owner: &T::AccountId, berth: Place, free: u32) {
		let part = berth.hall;
		let mut moved = None;
		Self::change_fleet(pool, owner, part, |fleet| {
			fleet.free = fleet.free.saturating_sub(free);
			fleet.machines = fleet.machines.saturating_sub(1);
			if fleet.machines > 0 {
				let number = fleet.machines;
				let last = Berths::<T>::take((pool, owner), Berth { part, number });
				moved = last.filter(|_| fleet.machines != berth.index);
			}
			if let Some(machine) = moved.as_ref().filter(|_| berth.index == 0) {
				fleet.head = machine.clone();
			}
		});
		if let Some(machine) = moved {
			Workers::<T>::mutate_extant(&machine, |worker| worker.place = Some(berth));
			if berth.index > 0 {
				let number = berth.index;
				Berths::<T>::insert((pool, owner), Berth { part, number }, machine);
			}
		}
		Self::resize(pool, |size| size.saturating_sub(1));
	}

	/// Changes an owner's fleet in a part of the roster, and its place there with its free slots. One
	/// without free slots is gone. Whether there is one.
	fn change_fleet(
		pool: WorkerpoolId,
		owner: &T::AccountId,
		part: u16,
		change: impl FnOnce(&mut Fleet<T::AccountId>),
	) -> bool {
		let mut fleets = Fleets::<T>::get(pool, owner);
		let Some(fleet) = fleets.iter_mut().find(|fleet| fleet.place.hall == part) else {
			return false;
		};
		let before = fleet.place;
		change(fleet);
		let level = fleet.level();
		if level != Some(before.level) {
			// Moves an entry of the same part: of another owner, or of the owner's own account.
			Self::strike(pool, before);
			let entry = || Entry::Fleet(owner.clone());
			match level.and_then(|level| Self::enlist(pool, part, level, entry())) {
				Some(place) => fleet.place = place,
				None => fleets.retain(|fleet| fleet.place.hall != part),
			}
		}
		if fleets.is_empty() {
			Fleets::<T>::remove(pool, owner);
		} else {
			Fleets::<T>::insert(pool, owner, fleets);
		}
		true
	}

	/// Weight of so many machines that leave a fleet, each while another one gets its number. In the
	/// benchmarks machines have owners of their own.
	pub(crate) fn disembark_weight(machines: u32) -> Weight {
		let machines = u64::from(machines);
		// The last berth and the machine there; that berth, that of the other, and the machine.
		T::DbWeight::get().reads_writes(machines.saturating_mul(2), machines.saturating_mul(3))
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
			let at = match parts.iter().position(|part| part.mark == mark) {
				Some(at) => at,
				None => {
					parts.try_push(Part { mark, levels: Levels::default() }).ok()?;
					parts.len().saturating_sub(1)
				},
			};
			let levels = &mut parts.get_mut(at)?.levels;
			let count = levels.0.get_mut(usize::from(level))?;
			let before = *count;
			*count = change(before)?;
			parts.retain(|part| part.levels.total() > 0);
			*stored = Some(parts).filter(|parts| !parts.is_empty());
			Some(before)
		})
	}

	/// A worker has so many slots now, and had those `before`.
	fn count_slots(pool: WorkerpoolId, before: PoolSlots, now: PoolSlots) {
		if before == now {
			return;
		}
		Slots::<T>::mutate_exists(pool, |stored| {
			let slots = stored.unwrap_or_default();
			// Sums over workers, each of which takes away no more than it added.
			let all = slots.all.saturating_sub(before.all).saturating_add(now.all);
			let free = slots.free.saturating_sub(before.free).saturating_add(now.free);
			*stored = Some(PoolSlots { all, free }).filter(|slots| slots.all > 0);
		});
	}

	/// Changes how many workers are on a roster.
	fn resize(pool: WorkerpoolId, change: impl FnOnce(u32) -> u32) {
		RosterSize::<T>::mutate_exists(pool, |size| {
			*size = Some(change(size.unwrap_or_default())).filter(|size| *size > 0);
		});
	}

	/// Puts an entry at the end of a level and returns its place. `None` when the numbers are used
	/// up, which takes 2^32 workers.
	fn enlist(
		pool: WorkerpoolId,
		hall: u16,
		level: u8,
		entry: Entry<T::AccountId>,
	) -> Option<Place> {
		let index = Self::count(pool, hall, level, |count| count.checked_add(1))?;
		let place = Place { hall, level, index };
		Roster::<T>::insert(pool, place, entry);
		Some(place)
	}

	/// Takes an entry off a roster. The last one of its level gets its place.
	fn strike(pool: WorkerpoolId, place: Place) {
		let Place { hall, level, .. } = place;
		let Some(count) = Self::count(pool, hall, level, |count| count.checked_sub(1)) else {
			return;
		};
		let last = Place { index: count.saturating_sub(1), ..place };
		let Some(moved) = Roster::<T>::take(pool, last).filter(|_| place != last) else { return };
		match &moved {
			Entry::Worker(who) => {
				Workers::<T>::mutate_extant(who, |worker| worker.place = Some(place))
			},
			Entry::Fleet(owner) => Fleets::<T>::mutate(pool, owner, |fleets| {
				let fleet = fleets.iter_mut().find(|fleet| fleet.place == last);
				fleet.into_iter().for_each(|fleet| fleet.place = place);
			}),
		}
		Roster::<T>::insert(pool, place, moved);
	}
}
