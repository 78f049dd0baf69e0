// SPDX-License-Identifier: Apache-2.0

//! Which workers get a task.

use super::Conditions;
use crate::{
	draw::Urn, pallet::*, AssignedBy, Assignment, Place, WeightInfo, Worker, WorkerStatus,
};
use alloc::{
	collections::{btree_map::Entry, BTreeMap, BTreeSet},
	vec::Vec,
};
use bourse_primitives::{
	api::{AssignmentInfo, WorkerInfo},
	crypto::PocoId,
	traits::{Assignments, Drawn, Scores, Wanted},
	TaskId, WorkerpoolId,
};
use codec::Encode;
use frame_support::{
	pallet_prelude::Weight,
	traits::{Defensive, Get, Randomness},
};
use sp_core::U256;
use sp_io::hashing::blake2_256;
use sp_runtime::{traits::Saturating, DigestItem};

/// Entries that a draw reads and does not take because of their roll, at most, for each worker that
/// is wanted. A roll succeeds in more than half of the cases.
const REROLLS: u32 = 2;

/// An entry of a roster, with what is known of the worker.
type Candidate<T> =
	(<T as frame_system::Config>::AccountId, Worker<<T as frame_system::Config>::AccountId>);

impl<T: Config> Pallet<T> {
	/// Seed of the draw for `task` that follows `past` assignments of it. The parent's hash and
	/// the author's VRF output, in the pre-runtime digest, are what nobody knew when the task's id
	/// was made.
	fn seed(task: TaskId, past: u32) -> [u8; 32] {
		let parent = frame_system::Pallet::<T>::parent_hash();
		let digest = frame_system::Pallet::<T>::digest();
		let author: Vec<_> = digest.logs.iter().filter_map(DigestItem::as_pre_runtime).collect();
		let subject = (b"bourse assign", task, past, parent, author).encode();
		let (random, _) = T::Randomness::random(&subject);
		blake2_256(random.as_ref())
	}

	/// Draws at most `limit` workers from a pool's roster (see the crate's documentation), without
	/// changing anything. Gives them, and how many entries were read in vain. Workers of owners in
	/// `past` are passed over; where others don't suffice, those who missed their time are not.
	fn draw(
		wanted: &Wanted<T::AccountId>,
		seed: [u8; 32],
		limit: u32,
		past: &[Assignment<T::AccountId>],
	) -> (Vec<Candidate<T>>, u32) {
		let mut barred: BTreeSet<_> =
			past.iter().map(|a| &a.owner).chain(wanted.exclude).cloned().collect();
		let late: BTreeSet<_> = past
			.iter()
			.filter(|a| a.missed && !wanted.exclude.contains(&a.owner))
			.map(|a| &a.owner)
			.collect();
		// A machine that was a worker of its own, or the other way round, had the task already.
		let had_it = |who: &T::AccountId, worker: &Worker<T::AccountId>| {
			past.iter().any(|a| a.worker == *who && a.owner != worker.owner)
		};
		let conditions = Conditions::<T>::of_deal(wanted.pool, wanted.demand);
		let probes = conditions.probes();
		let mut urn = Urn::new(seed, RosterLevels::<T>::get(wanted.pool).unwrap_or_default());
		// Those who fit but were not taken yet: looked at again without another read.
		let mut seen: BTreeMap<Place, Candidate<T>> = BTreeMap::new();
		// Those of late owners, in the order in which they were rolled.
		let mut second = Vec::new();
		let mut picked = Vec::new();
		let mut product = U256::one();
		let (mut read, mut unfit) = (0u32, 0u32);
		let most_read = Self::most_in_vain(limit, probes).saturating_add(limit);
		for _ in 0..most_read.saturating_mul(4) {
			let reached = product >= wanted.target && !picked.is_empty();
			if reached || picked.len() as u32 >= limit {
				break;
			}
			let Some(roll) = urn.roll() else { break };
			let (who, worker) = match seen.entry(roll.place) {
				Entry::Occupied(entry) => entry.into_mut(),
				Entry::Vacant(vacant) => {
					if unfit >= probes || read >= most_read {
						break;
					}
					read.saturating_inc();
					let entry = Roster::<T>::get(wanted.pool, roll.place)
						.and_then(|who| Workers::<T>::get(&who).map(|worker| (who, worker)))
						.filter(|(who, worker)| {
							let owner = &worker.owner;
							(!barred.contains(owner) || late.contains(owner))
								&& !had_it(who, worker) && conditions.admit(who, worker)
						});
					match entry {
						Some(entry) if !barred.contains(&entry.1.owner) => vacant.insert(entry),
						other => {
							second.extend(other);
							unfit.saturating_inc();
							urn.take(roll);
							continue;
						},
					}
				},
			};
			if barred.contains(&worker.owner) {
				// Another machine of an owner that was picked meanwhile.
				urn.take(roll);
			} else if roll.number < u64::from(worker.free_slots()) {
				urn.take(roll);
				barred.insert(worker.owner.clone());
				// No weight is below 2 by PROTOCOL 5; 0 would undo the others'.
				product = product.saturating_mul(T::Scores::weight(who).max(1).into());
				picked.push((who.clone(), worker.clone()));
			}
		}
		let mut again = BTreeSet::new();
		for (who, worker) in second {
			let reached = product >= wanted.target && !picked.is_empty();
			if reached || picked.len() as u32 >= limit {
				break;
			}
			if again.insert(worker.owner.clone()) {
				product = product.saturating_mul(T::Scores::weight(&who).max(1).into());
				picked.push((who, worker));
			}
		}
		let in_vain = read.saturating_sub(picked.len() as u32);
		(picked, in_vain)
	}

	/// Most entries that a draw of `limit` workers reads in vain.
	fn most_in_vain(limit: u32, probes: u32) -> u32 {
		limit.saturating_mul(REROLLS).saturating_add(probes)
	}

	/// An assignment of `who` has ended: frees its slot.
	fn free(task: TaskId, who: &T::AccountId) {
		Tasks::<T>::remove(who, task);
		if let Some(mut worker) = Workers::<T>::get(who).defensive() {
			worker.busy.saturating_dec();
			Self::save(who, worker);
		}
	}

	/// Takes a task back from a worker that has it, and `missed` its time or can't compute it.
	fn take_back(task: TaskId, worker: &T::AccountId, missed: bool) -> bool {
		if !Tasks::<T>::contains_key(worker, task) {
			return false;
		}
		Assigned::<T>::mutate(task, |assigned| {
			for assignment in assigned.iter_mut().filter(|a| a.worker == *worker) {
				assignment.withdrawn = true;
				assignment.missed = missed;
			}
		});
		Self::deposit_event(Event::AssignmentWithdrawn { task, worker: worker.clone() });
		true
	}
}

impl<T: Config> Assignments<T::AccountId> for Pallet<T> {
	fn assign(wanted: Wanted<T::AccountId>) -> Drawn<T::AccountId> {
		let Wanted { task, until, .. } = wanted;
		let mut assigned = Assigned::<T>::get(task);
		let past = assigned.len() as u32;
		let limit = wanted.limit.min(T::MaxAssigned::get().saturating_sub(past));
		let (picked, in_vain) = Self::draw(&wanted, Self::seed(task, past), limit, &assigned);
		let since = Self::now();
		let mut workers = Vec::with_capacity(picked.len());
		// Order matters: saving a worker moves others on the roster, so all are drawn by now, and
		// each is read anew, since its place may have changed.
		for (who, Worker { owner, .. }) in picked {
			let Some(mut worker) = Workers::<T>::get(&who).defensive() else { continue };
			let (withdrawn, missed) = (false, false);
			let assignment =
				Assignment { worker: who.clone(), owner, since, until, withdrawn, missed };
			// Of a late owner, the new one counts.
			let former = assigned.iter_mut().find(|former| former.owner == assignment.owner);
			if let Some(former) = former {
				*former = assignment;
			} else if assigned.try_push(assignment).defensive().is_err() {
				continue;
			}
			worker.busy.saturating_inc();
			Self::save(&who, worker);
			Tasks::<T>::insert(&who, task, ());
			Self::deposit_event(Event::TaskAssigned { task, worker: who.clone(), until });
			workers.push(who);
		}
		if !workers.is_empty() {
			Assigned::<T>::insert(task, assigned);
		}
		let weight = T::WeightInfo::assign(workers.len() as u32, in_vain);
		Drawn { workers, weight }
	}

	fn is_automatic(pool: WorkerpoolId) -> bool {
		Pools::<T>::get(pool).assigned_by == AssignedBy::Chain
	}

	fn free_workers(pool: WorkerpoolId) -> u32 {
		RosterLevels::<T>::get(pool).map_or(0, |levels| levels.total())
	}

	fn is_assigned(task: TaskId, worker: &T::AccountId) -> bool {
		Tasks::<T>::contains_key(worker, task)
	}

	fn assigned(task: TaskId) -> Vec<AssignmentInfo<T::AccountId>> {
		Assigned::<T>::get(task)
			.into_iter()
			.filter(|assignment| !assignment.withdrawn)
			.map(|Assignment { worker, until, .. }| AssignmentInfo { worker, until })
			.collect()
	}

	fn withdraw(task: TaskId, worker: &T::AccountId) -> bool {
		let had = Self::take_back(task, worker, false);
		if had {
			Self::free(task, worker);
		}
		had
	}

	fn miss(task: TaskId, worker: &T::AccountId) -> bool {
		let had = Self::take_back(task, worker, true);
		if had {
			Self::note_missed(worker);
			Self::free(task, worker);
		}
		had
	}

	fn release(task: TaskId) {
		for assignment in Assigned::<T>::take(task) {
			if !assignment.withdrawn {
				Self::free(task, &assignment.worker);
			}
		}
	}

	fn sign_of_life(worker: &T::AccountId, delivered: bool) {
		Self::note_sign_of_life(worker, delivered);
	}

	fn stake_account(worker: &T::AccountId) -> T::AccountId {
		Workers::<T>::get(worker).map_or_else(|| worker.clone(), |worker| worker.owner)
	}

	fn worker_of(key: &PocoId) -> Option<T::AccountId> {
		HotKeys::<T>::get(key)
	}

	fn hot_key(worker: &T::AccountId) -> Option<PocoId> {
		Workers::<T>::get(worker)?.hot_key
	}

	fn tasks_of(worker: &T::AccountId) -> Vec<TaskId> {
		Tasks::<T>::iter_key_prefix(worker).collect()
	}

	fn assign_weight(n: u32) -> Weight {
		T::WeightInfo::assign(n, Self::most_in_vain(n, T::MaxProbes::get()))
	}
}

/// For the runtime API.
impl<T: Config> Pallet<T> {
	/// A worker as RPC shows it. One that is leaving was accepted.
	pub fn worker_info(who: &T::AccountId) -> Option<WorkerInfo<T::AccountId>> {
		let worker = Workers::<T>::get(who)?;
		Some(WorkerInfo {
			worker: who.clone(),
			pool: worker.pool,
			accepted: worker.status != WorkerStatus::Applied,
			score: T::Scores::score(who),
			slots: worker.capacity.slots,
			tasks: Self::tasks_of(who),
		})
	}

	/// Number of a pool's workers that are accepted and not leaving, busy and suspended ones
	/// included.
	pub fn pool_size(pool: WorkerpoolId) -> u32 {
		PoolSize::<T>::get(pool)
	}
}
