// SPDX-License-Identifier: Apache-2.0

//! Who works for which pool, under which rules.

use super::bonds::Demanded;
use crate::{
	is_round, pallet::*, Admission, Backing, Capacity, Kind, PoolParameters, PoolRules, Worker,
	WorkerStatus, DEFAULT_MAX_STAKE,
};
use bourse_primitives::{
	crypto::{PocoId, PocoSignature},
	traits::{Ledger, OnFreeSlots, OnPoolChange, Registry, Rules},
	Balance, GroupId, WorkerpoolId,
};
use codec::Encode;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::{Defensive, Get},
	transactional,
};
use sp_application_crypto::RuntimeAppPublic;
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_runtime::traits::{Convert, Saturating};

/// What a hot key signs to show that `worker` holds it:
/// `blake2_256("bourse hot key" ‖ SCALE(worker))`.
pub fn hot_key_message<AccountId: Encode>(worker: &AccountId) -> H256 {
	blake2_256(&(b"bourse hot key", worker).encode()).into()
}

/// The worker accounts of `owner`.
impl<T: Config> Pallet<T> {
	/// The account of machine `index` of `owner`, whether it is a worker or not.
	pub fn machine_account(owner: &T::AccountId, index: u16) -> T::AccountId {
		T::MachineAccount::convert((owner.clone(), index))
	}
}

/// Calls of workers.
impl<T: Config> Pallet<T> {
	#[transactional]
	pub(crate) fn do_apply(
		owner: T::AccountId,
		machine: Option<u16>,
		pool: WorkerpoolId,
		capacity: Capacity,
	) -> DispatchResult {
		let who = match machine {
			Some(index) => Self::machine_account(&owner, index),
			None => owner.clone(),
		};
		ensure!(T::Registry::workerpool_owner(pool).is_some(), Error::<T>::UnknownPool);
		ensure!(!Workers::<T>::contains_key(&who), Error::<T>::AlreadyAWorker);
		ensure!(capacity.slots > 0, Error::<T>::NoSlots);
		ensure!(capacity.slots <= T::MaxSlots::get(), Error::<T>::TooManySlots);
		let slots = capacity.slots;
		let deposit = match Self::rules_hold() {
			true => T::Rules::parameters().worker_deposit,
			false => 0,
		};
		let rules = Pools::<T>::get(pool);
		let worker = Worker {
			pool,
			owner,
			machine,
			status: WorkerStatus::Applied,
			capacity,
			ready: None,
			busy: 0,
			hot_key: None,
			place: None,
			last_seen: Self::now(),
			missed: 0,
			max_stake: DEFAULT_MAX_STAKE,
			mark: 0,
			deposit,
			accepted_at: 0,
			rules,
			hall: 0,
			backing: None,
			lapses: 0,
			asides: 0,
			back_at: 0,
			expelled_at: 0,
		};
		Self::ensure_meets(&rules, &who, &worker)?;
		let at_once = match rules.admission {
			Admission::Open => true,
			Admission::Closed => Self::is_invited(&who, &worker),
			Admission::ByInvitation => {
				ensure!(Self::is_invited(&who, &worker), Error::<T>::NotInvited);
				true
			},
		};
		if deposit > 0 {
			T::Ledger::lock_or(&worker.owner, deposit, Error::<T>::DepositShort)?;
		}
		if let Some(index) = machine {
			Machines::<T>::insert(&worker.owner, index, &who);
		}
		Self::deposit_event(Event::WorkerApplied { pool, worker: who.clone(), slots });
		if at_once {
			return Self::admit(who, worker);
		}
		Workers::<T>::insert(who, worker);
		Ok(())
	}

	pub(crate) fn do_leave(who: T::AccountId) -> DispatchResult {
		let mut worker = Self::worker(&who)?;
		match worker.status {
			WorkerStatus::Applied => {
				Self::forget(&who, &worker);
				Self::deposit_event(Event::WorkerLeft { pool: worker.pool, worker: who });
			},
			WorkerStatus::Active | WorkerStatus::Suspended => Self::dismiss(who, worker),
			WorkerStatus::Expelled => {
				Self::dismiss_for_good(&mut worker);
				Self::save(&who, worker);
			},
			WorkerStatus::Leaving => return Err(Error::<T>::AlreadyLeaving.into()),
		}
		Ok(())
	}

	pub(crate) fn do_set_slots(who: T::AccountId, slots: u32) -> DispatchResult {
		let capacity = Capacity { slots, ..Self::worker(&who)?.capacity };
		Self::change_capacity(&who, capacity)?;
		Self::deposit_event(Event::SlotsSet { worker: who, slots });
		Ok(())
	}

	pub(crate) fn do_set_capacity(who: T::AccountId, capacity: Capacity) -> DispatchResult {
		Self::change_capacity(&who, capacity.clone())?;
		Self::deposit_event(Event::CapacitySet { worker: who, capacity });
		Ok(())
	}

	#[transactional]
	pub(crate) fn do_set_max_stake(who: T::AccountId, max_stake: Balance) -> DispatchResult {
		let mut worker = Self::worker(&who)?;
		Self::ensure_stays(&worker)?;
		ensure!(is_round(max_stake), Error::<T>::BadMaxStake);
		let before = worker.kind();
		worker.max_stake = max_stake;
		// Until a draw finds too little again.
		Self::clear_mark(&mut worker);
		Self::change_hall(&mut worker, before)?;
		Self::save_and_tell(&who, worker, None);
		Self::deposit_event(Event::MaxStakeSet { worker: who, max_stake });
		Ok(())
	}

	#[transactional]
	fn change_capacity(who: &T::AccountId, capacity: Capacity) -> DispatchResult {
		let mut worker = Self::worker(who)?;
		Self::ensure_stays(&worker)?;
		ensure!(capacity.slots <= T::MaxSlots::get(), Error::<T>::TooManySlots);
		let (kind, before) = (worker.kind(), worker.free_slots());
		worker.capacity = capacity;
		let other_kind = kind != worker.kind();
		// What the account says last counts, until the node reports again.
		worker.ready = None;
		worker.last_seen = Self::now();
		Self::change_hall(&mut worker, kind)?;
		if Self::rules_hold() && worker.is_member() {
			Self::bind_to_open_pool(&mut worker);
			Self::back_slots(who, &mut worker, Demanded::All)?;
		}
		// To deals that demand what the worker offers now, all of its slots are new.
		Self::save_and_tell(who, worker, Some(before).filter(|_| !other_kind));
		Ok(())
	}

	/// Moves a worker that was of the kind `before` to the hall of its present one.
	fn change_hall(worker: &mut Worker<T::AccountId>, before: Kind) -> DispatchResult {
		let kind = worker.kind();
		if Self::rules_hold() && worker.is_member() && kind != before {
			Self::leave_hall(worker);
			worker.hall = Self::enter_hall(worker.pool, kind)?;
		}
		Ok(())
	}

	/// From now on the slots of a worker in an open pool need bonds, until it leaves.
	pub(crate) fn bind_to_open_pool(worker: &mut Worker<T::AccountId>) {
		if worker.backing.is_none() && Pools::<T>::get(worker.pool).admission == Admission::Open {
			worker.backing = Some(Backing::default());
		}
	}

	/// Stores a worker, and tells that its pool has more free slots than `before`; `None`: for some
	/// deals all of them are new.
	pub(crate) fn save_and_tell(
		who: &T::AccountId,
		worker: Worker<T::AccountId>,
		before: Option<u32>,
	) {
		let (pool, free) = (worker.pool, worker.free_slots());
		Self::save(who, worker);
		if free > before.unwrap_or_default() {
			T::OnFreeSlots::on_free_slots(pool);
		}
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
		if let Some(former) = worker.hot_key.replace(key.clone()).filter(|former| *former != key) {
			Self::retire_key(&who, former);
		}
		HotKeys::<T>::insert(&key, &who);
		worker.last_seen = Self::now();
		Workers::<T>::insert(&who, worker);
		Self::deposit_event(Event::HotKeySet { worker: who, key });
		Ok(())
	}

	pub(crate) fn do_remove_hot_key(who: T::AccountId) -> DispatchResult {
		let mut worker = Self::worker(&who)?;
		let key = worker.hot_key.take().ok_or(Error::<T>::NoHotKey)?;
		Self::retire_key(&who, key.clone());
		Workers::<T>::insert(&who, worker);
		Self::deposit_event(Event::HotKeyRemoved { worker: who, key });
		Ok(())
	}
}

/// Calls of pool owners, requesters and the administrator.
impl<T: Config> Pallet<T> {
	#[transactional]
	pub(crate) fn do_accept(owner: &T::AccountId, who: T::AccountId) -> DispatchResult {
		let worker = Self::application(owner, &who)?;
		Self::ensure_meets(&Pools::<T>::get(worker.pool), &who, &worker)?;
		Self::admit(who, worker)
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
			WorkerStatus::Leaving | WorkerStatus::Expelled => {
				Err(Error::<T>::AlreadyLeaving.into())
			},
			WorkerStatus::Active | WorkerStatus::Suspended => {
				Self::deposit_event(Event::WorkerExpelled {
					pool: worker.pool,
					worker: who.clone(),
				});
				// Or it would be back at once.
				Invitations::<T>::remove(worker.pool, &who);
				Invitations::<T>::remove(worker.pool, &worker.owner);
				if Self::rules_hold() && worker.status == WorkerStatus::Active {
					Self::expel_from_new_tasks(who, worker);
				} else {
					Self::dismiss(who, worker);
				}
				Ok(())
			},
		}
	}

	pub(crate) fn do_set_open(
		owner: &T::AccountId,
		pool: WorkerpoolId,
		open: bool,
	) -> DispatchResult {
		Self::ensure_owner(owner, pool)?;
		Pools::<T>::mutate(pool, |rules| {
			rules.admission = if open { Admission::Open } else { Admission::Closed };
		});
		Self::on_pool_change(pool);
		Self::deposit_event(Event::PoolOpenSet { pool, open });
		Ok(())
	}

	pub(crate) fn do_set_rules(
		owner: &T::AccountId,
		pool: WorkerpoolId,
		rules: PoolRules,
	) -> DispatchResult {
		Self::ensure_owner(owner, pool)?;
		Pools::<T>::insert(pool, rules);
		Self::on_pool_change(pool);
		Self::deposit_event(Event::PoolRulesSet { pool, rules });
		Ok(())
	}

	pub(crate) fn do_invite(
		owner: &T::AccountId,
		pool: WorkerpoolId,
		who: T::AccountId,
	) -> DispatchResult {
		Self::ensure_owner(owner, pool)?;
		ensure!(!Invitations::<T>::contains_key(pool, &who), Error::<T>::AlreadyInvited);
		Invitations::<T>::insert(pool, &who, ());
		Self::deposit_event(Event::WorkerInvited { pool, who });
		Ok(())
	}

	pub(crate) fn do_uninvite(
		owner: &T::AccountId,
		pool: WorkerpoolId,
		who: T::AccountId,
	) -> DispatchResult {
		Self::ensure_owner(owner, pool)?;
		ensure!(Invitations::<T>::take(pool, &who).is_some(), Error::<T>::NotInvited);
		Self::deposit_event(Event::InvitationWithdrawn { pool, who });
		Ok(())
	}

	pub(crate) fn do_set_exclusion(
		requester: T::AccountId,
		group: Option<GroupId>,
	) -> DispatchResult {
		ensure!(!Self::rules_hold(), Error::<T>::NoExclusions);
		ensure!(group.is_none_or(T::Registry::has_group), Error::<T>::UnknownGroup);
		Exclusions::<T>::set(&requester, group);
		Self::deposit_event(Event::ExclusionSet { requester, group });
		Ok(())
	}

	/// The parameters: those that genesis or root set, else the defaults of a chain with, or without,
	/// the rules of the market.
	pub fn parameters() -> PoolParameters {
		let default = || match T::Rules::hold() {
			true => PoolParameters::of_market(),
			false => PoolParameters::default(),
		};
		Parameters::<T>::get().unwrap_or_else(default)
	}

	pub(crate) fn do_set_parameters(parameters: PoolParameters) -> DispatchResult {
		let PoolParameters { heartbeat_interval, silence_limit, missed_limit, probes } = parameters;
		let sound = heartbeat_interval >= 60
			&& silence_limit >= heartbeat_interval.saturating_mul(2)
			&& missed_limit > 0
			&& (1..=T::MaxProbes::get()).contains(&probes);
		ensure!(sound, Error::<T>::BadParameters);
		Parameters::<T>::put(parameters);
		Self::deposit_event(Event::ParametersSet { parameters });
		Ok(())
	}
}

impl<T: Config> OnPoolChange for Pallet<T> {
	fn on_pool_change(pool: WorkerpoolId) {
		RulesSince::<T>::insert(pool, Self::now());
	}
}

/// Membership.
impl<T: Config> Pallet<T> {
	pub(crate) fn worker(who: &T::AccountId) -> Result<Worker<T::AccountId>, DispatchError> {
		Workers::<T>::get(who).ok_or_else(|| Error::<T>::NotAWorker.into())
	}

	fn ensure_owner(who: &T::AccountId, pool: WorkerpoolId) -> DispatchResult {
		let owner = T::Registry::workerpool_owner(pool).ok_or(Error::<T>::UnknownPool)?;
		ensure!(owner == *who, Error::<T>::NotPoolOwner);
		Ok(())
	}

	/// The account itself was invited, or the owner of the machine that it is.
	fn is_invited(who: &T::AccountId, worker: &Worker<T::AccountId>) -> bool {
		Invitations::<T>::contains_key(worker.pool, who)
			|| (*who != worker.owner && Invitations::<T>::contains_key(worker.pool, &worker.owner))
	}

	/// The worker `who`, which has applied to a pool of `owner` and waits for an answer.
	fn application(
		owner: &T::AccountId,
		who: &T::AccountId,
	) -> Result<Worker<T::AccountId>, DispatchError> {
		let worker = Self::worker(who)?;
		Self::ensure_owner(owner, worker.pool)?;
		match worker.status {
			WorkerStatus::Applied => Ok(worker),
			WorkerStatus::Active | WorkerStatus::Suspended => {
				Err(Error::<T>::AlreadyAccepted.into())
			},
			WorkerStatus::Leaving | WorkerStatus::Expelled => {
				Err(Error::<T>::AlreadyLeaving.into())
			},
		}
	}

	fn ensure_stays(worker: &Worker<T::AccountId>) -> DispatchResult {
		let leaves = matches!(worker.status, WorkerStatus::Leaving | WorkerStatus::Expelled);
		ensure!(!leaves, Error::<T>::AlreadyLeaving);
		Ok(())
	}

	/// Makes a worker that has applied an Active one. Its time to give a sign of life starts.
	///
	/// Refuses with `TooManyKinds`, and in an open pool with `SlotsNotBacked`.
	fn admit(who: T::AccountId, mut worker: Worker<T::AccountId>) -> DispatchResult {
		let pool = worker.pool;
		worker.status = WorkerStatus::Active;
		(worker.last_seen, worker.accepted_at) = (Self::now(), Self::now());
		worker.rules = Pools::<T>::get(pool);
		PoolSize::<T>::mutate(pool, Saturating::saturating_inc);
		if Self::rules_hold() {
			worker.hall = Self::enter_hall(pool, worker.kind())?;
			Self::bind_to_open_pool(&mut worker);
			Self::back_slots(&who, &mut worker, Demanded::All)?;
		}
		Self::save_and_tell(&who, worker, None);
		Self::deposit_event(Event::WorkerAccepted { pool, worker: who });
		Ok(())
	}

	/// Makes an accepted worker a Leaving one, or lets it go at once when it is idle.
	fn dismiss(who: T::AccountId, mut worker: Worker<T::AccountId>) {
		Self::discount(&worker);
		Self::dismiss_for_good(&mut worker);
		if worker.busy > 0 {
			Self::deposit_event(Event::WorkerLeaving {
				pool: worker.pool,
				worker: who.clone(),
				busy: worker.busy,
			});
		}
		Self::save(&who, worker);
	}

	/// No longer counts a worker among its pool's.
	fn discount(worker: &Worker<T::AccountId>) {
		PoolSize::<T>::mutate(worker.pool, Saturating::saturating_dec);
	}

	/// Makes a worker that is counted no more a Leaving one. The caller saves it.
	pub(crate) fn dismiss_for_good(worker: &mut Worker<T::AccountId>) {
		worker.status = WorkerStatus::Leaving;
		if Self::rules_hold() {
			Self::leave_hall(worker);
			Self::clear_mark(worker);
			Self::end_backing(worker);
		}
	}

	/// Makes an Active worker an Expelled one.
	fn expel_from_new_tasks(who: T::AccountId, mut worker: Worker<T::AccountId>) {
		Self::discount(&worker);
		worker.status = WorkerStatus::Expelled;
		worker.expelled_at = Self::now();
		Self::deposit_event(Event::WorkerLeaving {
			pool: worker.pool,
			worker: who.clone(),
			busy: worker.busy,
		});
		Self::save(&who, worker);
	}

	/// Removes what is known of a worker that is not on the roster.
	pub(crate) fn forget(who: &T::AccountId, worker: &Worker<T::AccountId>) {
		if let Some(key) = &worker.hot_key {
			Self::retire_key(who, key.clone());
		}
		if worker.deposit > 0 {
			// It was locked when the worker applied.
			let _ = T::Ledger::unlock(&worker.owner, worker.deposit).defensive();
		}
		if let Some(index) = worker.machine {
			Machines::<T>::remove(&worker.owner, index);
		}
		Workers::<T>::remove(who);
	}
}
