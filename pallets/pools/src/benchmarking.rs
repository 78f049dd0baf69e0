// SPDX-License-Identifier: Apache-2.0

//! The dearest way through each call, and through what other pallets do here.

use crate::{hot_key_message, pallet::*, Assigned, Tasks, WorkerStatus};
use alloc::vec::Vec;
use bourse_primitives::{
	crypto::PocoId,
	traits::{Assignments, Registry},
	Seconds, TaskId, Trust, WorkerpoolId,
};
use codec::Encode;
use frame_benchmarking::v2::*;
use frame_support::traits::Get;
use frame_system::RawOrigin;
use sp_application_crypto::RuntimeAppPublic;
use sp_io::hashing::blake2_256;

const UNTIL: Seconds = 1_000;

fn task() -> TaskId {
	TaskId::repeat_byte(1)
}

/// A pool and its owner.
fn pool<T: Config>(open: bool) -> (T::AccountId, WorkerpoolId) {
	let owner: T::AccountId = account("owner", 0, 0);
	let (_, _, pool, _) = T::Registry::bench_assets(&owner);
	Pallet::<T>::do_set_open(&owner, pool, open).expect("the owner opens its pool");
	(owner, pool)
}

/// Worker `index`, Active with one slot and a hot key.
fn worker<T: Config>(pool: WorkerpoolId, index: u32) -> T::AccountId {
	let who: T::AccountId = account("worker", index, 0);
	Pallet::<T>::do_apply(who.clone(), pool, 1).expect("the pool is open");
	let key: PocoId =
		sp_core::sr25519::Public::from_raw(blake2_256(&(b"bench key", index).encode())).into();
	HotKeys::<T>::insert(&key, &who);
	Workers::<T>::mutate_extant(&who, |worker| worker.hot_key = Some(key));
	who
}

/// So many workers.
fn workers<T: Config>(pool: WorkerpoolId, count: u32) -> Vec<T::AccountId> {
	(0..count).map(|index| worker::<T>(pool, index)).collect()
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn apply() {
		let (_, pool) = pool::<T>(true);
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), pool, 1);

		assert!(Workers::<T>::get(caller).is_some_and(|w| w.status == WorkerStatus::Active));
	}

	#[benchmark]
	fn accept() {
		let (owner, pool) = pool::<T>(false);
		let who: T::AccountId = account("worker", 0, 0);
		Pallet::<T>::do_apply(who.clone(), pool, 1).expect("the pool exists");

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), who.clone());

		assert!(Workers::<T>::get(who).is_some_and(|w| w.status == WorkerStatus::Active));
	}

	#[benchmark]
	fn reject() {
		let (owner, pool) = pool::<T>(false);
		let who = worker::<T>(pool, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), who.clone());

		assert!(!Workers::<T>::contains_key(who));
	}

	#[benchmark]
	fn expel() {
		let (owner, pool) = pool::<T>(true);
		// The first on the roster: the last has to take its place.
		let who = workers::<T>(pool, 3).remove(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), who.clone());

		assert!(!Workers::<T>::contains_key(who));
	}

	#[benchmark]
	fn leave() {
		let (_, pool) = pool::<T>(true);
		let who = workers::<T>(pool, 3).remove(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(!Workers::<T>::contains_key(who));
	}

	#[benchmark]
	fn set_open() {
		let (owner, pool) = pool::<T>(false);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), pool, true);

		assert!(Pools::<T>::get(pool).open);
	}

	#[benchmark]
	fn set_slots() {
		let (_, pool) = pool::<T>(true);
		let who = workers::<T>(pool, 3).remove(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), 0);

		assert_eq!(Workers::<T>::get(who).and_then(|w| w.roster_index), None);
	}

	#[benchmark]
	fn set_hot_key() {
		let (_, pool) = pool::<T>(true);
		let who = worker::<T>(pool, 0);
		let key = PocoId::generate_pair(None);
		let proof = key.sign(&hot_key_message(&who)).expect("the keystore has the key");

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), key.clone(), proof);

		assert_eq!(HotKeys::<T>::get(key), Some(who));
	}

	#[benchmark]
	fn remove_hot_key() {
		let (_, pool) = pool::<T>(true);
		let who = worker::<T>(pool, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert_eq!(Pallet::<T>::hot_key(&who), None);
	}

	/// Everybody picked leaves the roster, and all misses but the last happen.
	#[benchmark]
	fn assign(n: Linear<1, { T::MaxAssigned::get() }>) {
		let (_, pool) = pool::<T>(true);
		let misses = T::MaxProbes::get().saturating_sub(1);
		let mut exclude = workers::<T>(pool, n.saturating_add(misses));
		exclude.truncate(misses as usize);
		let picked;

		#[block]
		{
			picked = Pallet::<T>::assign(task(), pool, Trust::MAX, UNTIL, 0, n, &exclude);
		}

		assert_eq!(picked.len(), n as usize);
	}

	/// The last assignment of a leaving worker, among as many as can be.
	#[benchmark]
	fn withdraw() {
		let (_, pool) = pool::<T>(true);
		let all = workers::<T>(pool, T::MaxAssigned::get());
		Pallet::<T>::assign(task(), pool, Trust::MAX, UNTIL, 0, T::MaxAssigned::get(), &[]);
		let who = all[0].clone();
		Pallet::<T>::do_leave(who.clone()).expect("it is a worker");

		#[block]
		{
			Pallet::<T>::withdraw(task(), &who);
		}

		assert!(!Workers::<T>::contains_key(who));
	}

	/// Everybody assigned goes back on the roster.
	#[benchmark]
	fn release(n: Linear<1, { T::MaxAssigned::get() }>) {
		let (_, pool) = pool::<T>(true);
		workers::<T>(pool, n);
		Pallet::<T>::assign(task(), pool, Trust::MAX, UNTIL, 0, n, &[]);
		assert_eq!(Tasks::<T>::iter().count(), n as usize);

		#[block]
		{
			Pallet::<T>::release(task());
		}

		assert!(!Assigned::<T>::contains_key(task()));
		assert_eq!(Tasks::<T>::iter().count(), 0);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
