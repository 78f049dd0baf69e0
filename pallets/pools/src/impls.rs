// SPDX-License-Identifier: Apache-2.0

//! What calls do, and what the other pallets ask for.

use crate::{pallet::*, shuffle::Shuffle, Assignment, WeightInfo, Worker, WorkerStatus};
use alloc::{collections::BTreeSet, vec::Vec};
use bourse_primitives::{
	crypto::{PocoId, PocoSignature},
	traits::{Assignments, Ledger, Registry, Scores},
	Balance, Seconds, TaskId, Trust, WorkerpoolId,
};
use codec::Encode;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult, Weight},
	traits::{Defensive, Get, Randomness},
};
use sp_application_crypto::RuntimeAppPublic;
use sp_core::{H256, U256};
use sp_io::hashing::blake2_256;
use sp_runtime::{traits::Saturating, DigestItem};

/// What a hot key signs to show that `worker` holds it:
/// `blake2_256("bourse hot key" ‖ SCALE(worker))`.
pub fn hot_key_message<AccountId: Encode>(worker: &AccountId) -> H256 {
	blake2_256(&(b"bourse hot key", worker).encode()).into()
}

/// Calls.
impl<T: Config> Pallet<T> {
	pub(crate) fn do_apply(who: T::AccountId, pool: WorkerpoolId, slots: u32) -> DispatchResult {
		ensure!(T::Registry::workerpool_owner(pool).is_some(), Error::<T>::UnknownPool);
		ensure!(!Workers::<T>::contains_key(&who), Error::<T>::AlreadyAWorker);
		ensure!(slots > 0, Error::<T>::NoSlots);
		ensure!(slots <= T::MaxSlots::get(), Error::<T>::TooManySlots);
		let worker = Worker {
			pool,
			status: WorkerStatus::Applied,
			slots,
			busy: 0,
			hot_key: None,
			roster_index: None,
		};
		Self::deposit_event(Event::WorkerApplied { pool, worker: who.clone(), slots });
		if Pools::<T>::get(pool).open {
			Self::admit(who, worker);
		} else {
			Workers::<T>::insert(who, worker);
		}
		Ok(())
	}

	pub(crate) fn do_accept(owner: &T::AccountId, who: T::AccountId) -> DispatchResult {
		let worker = Self::application(owner, &who)?;
		Self::admit(who, worker);
		Ok(())
	}

	pub(crate) fn do_reject(owner: &T::AccountId, who: T::AccountId) -> DispatchResult {
		let worker = Self::application(owner, &who)?;
		Self::forget(&who, &worker);
		Self::deposit_event(Event::WorkerRejected { pool: worker.pool, worker: who });
		Ok(())
	}

	pub(crate) fn do_expel(owner: &T::AccountId, who: T::AccountId) -> DispatchResult {
		let worker = Self::worker(&who)?;
		Self::ensure_owner(owner, worker.pool)?;
		match worker.status {
			WorkerStatus::Applied => Err(Error::<T>::NotAccepted.into()),
			WorkerStatus::Leaving => Err(Error::<T>::AlreadyLeaving.into()),
			WorkerStatus::Active => {
				Self::deposit_event(Event::WorkerExpelled {
					pool: worker.pool,
					worker: who.clone(),
				});
				Self::dismiss(who, worker);
				Ok(())
			},
		}
	}

	pub(crate) fn do_leave(who: T::AccountId) -> DispatchResult {
		let worker = Self::worker(&who)?;
		match worker.status {
			WorkerStatus::Applied => {
				Self::forget(&who, &worker);
				Self::deposit_event(Event::WorkerLeft { pool: worker.pool, worker: who });
			},
			WorkerStatus::Active => Self::dismiss(who, worker),
			WorkerStatus::Leaving => return Err(Error::<T>::AlreadyLeaving.into()),
		}
		Ok(())
	}

	pub(crate) fn do_set_open(
		owner: &T::AccountId,
		pool: WorkerpoolId,
		open: bool,
	) -> DispatchResult {
		Self::ensure_owner(owner, pool)?;
		Pools::<T>::mutate(pool, |settings| settings.open = open);
		Self::deposit_event(Event::PoolOpenSet { pool, open });
		Ok(())
	}

	pub(crate) fn do_set_slots(who: T::AccountId, slots: u32) -> DispatchResult {
		let mut worker = Self::worker(&who)?;
		ensure!(worker.status != WorkerStatus::Leaving, Error::<T>::AlreadyLeaving);
		ensure!(slots <= T::MaxSlots::get(), Error::<T>::TooManySlots);
		worker.slots = slots;
		Self::save(&who, worker);
		Self::deposit_event(Event::SlotsSet { worker: who, slots });
		Ok(())
	}

	pub(crate) fn do_set_hot_key(
		who: T::AccountId,
		key: PocoId,
		proof: PocoSignature,
	) -> DispatchResult {
		let mut worker = Self::worker(&who)?;
		let in_use = HotKeys::<T>::get(&key).is_some_and(|other| other != who);
		ensure!(!in_use, Error::<T>::HotKeyInUse);
		ensure!(key.verify(&hot_key_message(&who), &proof), Error::<T>::BadProof);
		if let Some(former) = worker.hot_key.replace(key.clone()) {
			HotKeys::<T>::remove(former);
		}
		HotKeys::<T>::insert(&key, &who);
		Workers::<T>::insert(&who, worker);
		Self::deposit_event(Event::HotKeySet { worker: who, key });
		Ok(())
	}

	pub(crate) fn do_remove_hot_key(who: T::AccountId) -> DispatchResult {
		let mut worker = Self::worker(&who)?;
		let key = worker.hot_key.take().ok_or(Error::<T>::NoHotKey)?;
		HotKeys::<T>::remove(&key);
		Workers::<T>::insert(&who, worker);
		Self::deposit_event(Event::HotKeyRemoved { worker: who, key });
		Ok(())
	}
}

/// Membership.
impl<T: Config> Pallet<T> {
	fn worker(who: &T::AccountId) -> Result<Worker, DispatchError> {
		Workers::<T>::get(who).ok_or_else(|| Error::<T>::NotAWorker.into())
	}

	fn ensure_owner(who: &T::AccountId, pool: WorkerpoolId) -> DispatchResult {
		let owner = T::Registry::workerpool_owner(pool).ok_or(Error::<T>::UnknownPool)?;
		ensure!(owner == *who, Error::<T>::NotPoolOwner);
		Ok(())
	}

	/// The worker `who`, which has applied to a pool of `owner` and waits for an answer.
	fn application(owner: &T::AccountId, who: &T::AccountId) -> Result<Worker, DispatchError> {
		let worker = Self::worker(who)?;
		Self::ensure_owner(owner, worker.pool)?;
		match worker.status {
			WorkerStatus::Applied => Ok(worker),
			WorkerStatus::Active => Err(Error::<T>::AlreadyAccepted.into()),
			WorkerStatus::Leaving => Err(Error::<T>::AlreadyLeaving.into()),
		}
	}

	/// Makes a worker that has applied an Active one.
	fn admit(who: T::AccountId, mut worker: Worker) {
		let pool = worker.pool;
		worker.status = WorkerStatus::Active;
		PoolSize::<T>::mutate(pool, Saturating::saturating_inc);
		Self::save(&who, worker);
		Self::deposit_event(Event::WorkerAccepted { pool, worker: who });
	}

	/// Makes an Active worker a Leaving one, or lets it go at once when it is idle.
	fn dismiss(who: T::AccountId, mut worker: Worker) {
		worker.status = WorkerStatus::Leaving;
		PoolSize::<T>::mutate(worker.pool, Saturating::saturating_dec);
		if worker.busy > 0 {
			Self::deposit_event(Event::WorkerLeaving {
				pool: worker.pool,
				worker: who.clone(),
				busy: worker.busy,
			});
		}
		Self::save(&who, worker);
	}

	/// Stores a worker whose status, slots or busy slots changed: puts it on the roster or takes
	/// it off, and lets it go when it is leaving and its last assignment has ended.
	fn save(who: &T::AccountId, mut worker: Worker) {
		match (worker.is_free(), worker.roster_index) {
			(true, None) => worker.roster_index = Self::enlist(worker.pool, who),
			(false, Some(index)) => {
				Self::strike(worker.pool, index);
				worker.roster_index = None;
			},
			_ => {},
		}
		if worker.status == WorkerStatus::Leaving && worker.busy == 0 {
			Self::forget(who, &worker);
			Self::deposit_event(Event::WorkerLeft { pool: worker.pool, worker: who.clone() });
		} else {
			Workers::<T>::insert(who, worker);
		}
	}

	/// Removes what is known of a worker that is not on the roster.
	fn forget(who: &T::AccountId, worker: &Worker) {
		if let Some(key) = &worker.hot_key {
			HotKeys::<T>::remove(key);
		}
		Workers::<T>::remove(who);
	}

	/// Puts `who` at the end of a roster and returns its place. `None` when the numbers are used
	/// up, which takes 2^32 workers.
	fn enlist(pool: WorkerpoolId, who: &T::AccountId) -> Option<u32> {
		let index = RosterLen::<T>::get(pool);
		RosterLen::<T>::insert(pool, index.checked_add(1)?);
		Roster::<T>::insert(pool, index, who);
		Some(index)
	}

	/// Takes an entry off a roster. The last one gets its place.
	fn strike(pool: WorkerpoolId, index: u32) {
		let last = RosterLen::<T>::get(pool).saturating_sub(1);
		RosterLen::<T>::insert(pool, last);
		let moved = Roster::<T>::take(pool, last);
		if let Some(moved) = moved.filter(|_| index != last) {
			Workers::<T>::mutate_extant(&moved, |worker| worker.roster_index = Some(index));
			Roster::<T>::insert(pool, index, moved);
		}
	}
}

/// Assignment.
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

	/// Draws from a pool's roster (see the crate's documentation), without changing anything.
	fn draw(
		pool: WorkerpoolId,
		seed: [u8; 32],
		target: Trust,
		stake: Balance,
		limit: u32,
		barred: &BTreeSet<&T::AccountId>,
	) -> Vec<T::AccountId> {
		let mut picked = Vec::new();
		let mut product = U256::one();
		let mut misses = 0u32;
		for index in Shuffle::new(seed, RosterLen::<T>::get(pool)) {
			let reached = product >= target && !picked.is_empty();
			if reached || picked.len() as u32 >= limit || misses >= T::MaxProbes::get() {
				break;
			}
			let fits = |who: &T::AccountId| !barred.contains(who) && T::Ledger::stake(who) >= stake;
			match Roster::<T>::get(pool, index).filter(fits) {
				Some(who) => {
					// No weight is below 2 by PROTOCOL 5; 0 would undo the others'.
					let weight = T::Scores::weight(&who).max(1);
					product = product.saturating_mul(weight.into());
					picked.push(who);
				},
				None => misses.saturating_inc(),
			}
		}
		picked
	}

	/// An assignment of `who` has ended: frees its slot.
	fn free(task: TaskId, who: &T::AccountId) {
		Tasks::<T>::remove(who, task);
		if let Some(mut worker) = Workers::<T>::get(who).defensive() {
			worker.busy.saturating_dec();
			Self::save(who, worker);
		}
	}
}

impl<T: Config> Assignments<T::AccountId> for Pallet<T> {
	fn assign(
		task: TaskId,
		pool: WorkerpoolId,
		target: Trust,
		until: Seconds,
		stake: Balance,
		limit: u32,
		exclude: &[T::AccountId],
	) -> Vec<T::AccountId> {
		let mut assigned = Assigned::<T>::get(task);
		let past = assigned.len() as u32;
		let limit = limit.min(T::MaxAssigned::get().saturating_sub(past));
		let barred = exclude.iter().chain(assigned.iter().map(|a| &a.worker)).collect();
		let mut picked = Self::draw(pool, Self::seed(task, past), target, stake, limit, &barred);
		// Order matters: saving a worker moves others on the roster, so all are drawn by now.
		picked.retain(|who| {
			let Some(mut worker) = Workers::<T>::get(who).defensive() else { return false };
			let assignment = Assignment { worker: who.clone(), until, withdrawn: false };
			if assigned.try_push(assignment).defensive().is_err() {
				return false;
			}
			worker.busy.saturating_inc();
			Self::save(who, worker);
			Tasks::<T>::insert(who, task, ());
			Self::deposit_event(Event::TaskAssigned { task, worker: who.clone(), until });
			true
		});
		if !picked.is_empty() {
			Assigned::<T>::insert(task, assigned);
		}
		picked
	}

	fn is_assigned(task: TaskId, worker: &T::AccountId) -> bool {
		Tasks::<T>::contains_key(worker, task)
	}

	fn assigned(task: TaskId) -> Vec<(T::AccountId, Seconds)> {
		Assigned::<T>::get(task)
			.into_iter()
			.filter(|assignment| !assignment.withdrawn)
			.map(|assignment| (assignment.worker, assignment.until))
			.collect()
	}

	fn withdraw(task: TaskId, worker: &T::AccountId) -> bool {
		if !Tasks::<T>::contains_key(worker, task) {
			return false;
		}
		Assigned::<T>::mutate(task, |assigned| {
			for assignment in assigned.iter_mut().filter(|a| a.worker == *worker) {
				assignment.withdrawn = true;
			}
		});
		Self::deposit_event(Event::AssignmentWithdrawn { task, worker: worker.clone() });
		Self::free(task, worker);
		true
	}

	fn release(task: TaskId) {
		for assignment in Assigned::<T>::take(task) {
			if !assignment.withdrawn {
				Self::free(task, &assignment.worker);
			}
		}
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
		T::WeightInfo::assign(n)
	}
}

/// For the runtime API.
impl<T: Config> Pallet<T> {
	/// A worker's pool, whether it was accepted (a leaving one was), its slots, and the tasks that
	/// it is assigned to.
	pub fn worker_info(who: &T::AccountId) -> Option<(WorkerpoolId, bool, u32, Vec<TaskId>)> {
		let worker = Workers::<T>::get(who)?;
		let accepted = worker.status != WorkerStatus::Applied;
		Some((worker.pool, accepted, worker.slots, Self::tasks_of(who)))
	}

	/// Number of a pool's workers that are accepted and not leaving, busy ones included.
	pub fn pool_size(pool: WorkerpoolId) -> u32 {
		PoolSize::<T>::get(pool)
	}
}
