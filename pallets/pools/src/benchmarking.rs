// SPDX-License-Identifier: Apache-2.0

//! The dearest way through each call, and through what other pallets do here.

use crate::{
	hot_key_message,
	impls::{PUT_ASIDE, SWEEP, WARMED},
	pallet::*,
	Admission, AssignedBy, BenchmarkHelper, Bond, Capacity, FormerKey, Hall, Halls, Heartbeat,
	Kind, MaxCategories, Payload, PoolParameters, PoolRules, WorkerStatus, MAX_KINDS,
};
use alloc::vec::Vec;
use bourse_primitives::{
	benchmarking::Setup,
	crypto::PocoId,
	traits::{Assignments, Demand, Want, Wanted},
	Balance, CategoryId, Party, Tag, TaskId, Trust, WorkerpoolId, RLC,
};
use codec::Encode;
use core::ops::Range;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{EnsureOrigin, Get},
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_application_crypto::RuntimeAppPublic;
use sp_io::hashing::blake2_256;

/// Most workers that `pallet-poco` wants at once.
const MOST_WANTED: u32 = 16;

fn task() -> TaskId {
	TaskId::repeat_byte(1)
}

/// Stake of everybody's, in nRLC: more than the most slots need.
const STAKE: Balance = 1_000 * RLC;

/// A pool and its owner, where the rules of the market hold: with about as many kinds of workers as
/// there may be, and with a deal and a page that free slots wake.
fn pool<T: Config>(open: bool) -> (T::AccountId, WorkerpoolId) {
	T::BenchmarkHelper::hold_rules(true);
	T::BenchmarkHelper::set_warm_up(0);
	let owner: T::AccountId = account("owner", 0, 0);
	let (_, _, pool, _) = T::BenchmarkHelper::register_assets(&owner);
	Pallet::<T>::do_set_open(&owner, pool, open).expect("the owner opens its pool");
	Kinds::<T>::insert(pool, other_kinds());
	T::BenchmarkHelper::keep_waiting(pool);
	(owner, pool)
}

/// As many categories as can be named, from one on.
fn categories(first: u32) -> BoundedVec<CategoryId, MaxCategories> {
	let numbers =
		(0..<MaxCategories as Get<u32>>::get()).map(|number| first.saturating_add(number));
	BoundedVec::truncate_from(numbers.map(CategoryId).collect())
}

/// Kinds of workers that serve no task here, with room for four more.
fn other_kinds() -> Halls {
	let hall = |number: u32| {
		let (tag, categories) = (Tag(0), categories(number.saturating_mul(100)));
		let kind = Kind { tag, categories, max_stake: 1, memory: 0 };
		Some(Hall { kind, workers: 1 })
	};
	BoundedVec::truncate_from((1..MAX_KINDS.saturating_sub(3)).map(hall).collect())
}

/// Some slots, and as many categories as can be named.
fn full(slots: u32) -> Capacity {
	Capacity { categories: categories(1), ..Capacity::of_slots(slots) }
}

/// Every rule, all of them easy to keep for a worker with a score.
fn rules(admission: Admission) -> PoolRules {
	PoolRules { admission, min_stake: 1, min_score: 1, tag: Tag(0), assigned_by: AssignedBy::Chain }
}

/// From now on the pool has every rule, which a worker that is there keeps.
fn rule<T: Config>(pool: WorkerpoolId, who: &T::AccountId) {
	T::BenchmarkHelper::set_score(who, 1);
	Pools::<T>::insert(pool, rules(Admission::Open));
}

/// Assigns that many tasks of a page to `limit` workers each with that much stake, by a deal's rules.
/// Gives how many there were.
fn assign<T: Config>(
	pool: WorkerpoolId,
	rules: PoolRules,
	tasks: u32,
	limit: u32,
	stake: Balance,
) -> usize {
	let requester: T::AccountId = account("requester", 0, 0);
	let id = |index: u32| {
		let mut id = task();
		id.0[31] = index as u8;
		id
	};
	let want = |index| Want {
		task: id(index),
		target: Trust::MAX,
		limit,
		former: &[],
		whole: false,
		accepted_before: None,
	};
	let wants: Vec<_> = (0..tasks).map(want).collect();
	let drawn = Pallet::<T>::assign(Wanted {
		pool,
		demand: Demand {
			deal: Default::default(),
			// Nobody was expelled since.
			matched_at: u64::MAX,
			stake,
			worker_stake: stake,
			category: CategoryId(1),
			tag: Tag(0),
			requester: &requester,
			rules: Some(rules),
		},
		tasks: &wants,
	});
	drawn.crews.iter().map(Vec::len).sum()
}

/// Worker `index`, a machine of an owner of its own, Active with some slots and a hot key.
fn worker<T: Config>(pool: WorkerpoolId, index: u32, slots: u32) -> T::AccountId {
	let owner: T::AccountId = account("worker", index, 0);
	let who = Pallet::<T>::machine_account(&owner, 0);
	T::BenchmarkHelper::deposit(&owner, STAKE);
	Pallet::<T>::do_apply(owner, Some(0), pool, full(slots)).expect("the pool is open");
	let key: PocoId =
		sp_core::sr25519::Public::from_raw(blake2_256(&(b"bench key", index).encode())).into();
	HotKeys::<T>::insert(&key, &who);
	Workers::<T>::mutate_extant(&who, |worker| worker.hot_key = Some(key));
	who
}

/// These workers, with so many slots each.
fn workers<T: Config>(pool: WorkerpoolId, which: Range<u32>, slots: u32) -> Vec<T::AccountId> {
	which.map(|index| worker::<T>(pool, index, slots)).collect()
}

/// Three owners with two machines of one slot each: gives the first machine of each. Where the first of
/// all leaves its fleet, another takes its place there, and another fleet that of its own.
fn fleets<T: Config>(pool: WorkerpoolId) -> Vec<T::AccountId> {
	let of_two = |index| {
		let first = worker::<T>(pool, index, 1);
		let owner: T::AccountId = account("worker", index, 0);
		Pallet::<T>::do_apply(owner, Some(1), pool, full(1)).expect("the pool is open");
		first
	};
	(0..3).map(of_two).collect()
}

/// Suspends a worker for what it missed, so that its next sign of life brings it back.
fn suspend<T: Config>(who: &T::AccountId) {
	let mut record = Pallet::<T>::worker(who).expect("it joined");
	record.missed = 1_000;
	Pallet::<T>::note_missed(who, &mut record);
	record.back_at = 0;
	Pallet::<T>::save(who, record);
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn apply() {
		let (_, pool) = pool::<T>(true);
		let caller: T::AccountId = whitelisted_caller();
		rule::<T>(pool, &caller);
		T::BenchmarkHelper::deposit(&caller, STAKE);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), pool, 1);

		assert!(Workers::<T>::get(caller).is_some_and(|w| w.status == WorkerStatus::Active));
	}

	/// In a pool that has been opened since the application.
	#[benchmark]
	fn accept() {
		let (owner, pool) = pool::<T>(false);
		let who = worker::<T>(pool, 0, 1);
		rule::<T>(pool, &who);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), who.clone());

		assert!(Workers::<T>::get(who).is_some_and(|w| w.status == WorkerStatus::Active));
	}

	#[benchmark]
	fn reject() {
		let (owner, pool) = pool::<T>(false);
		let who = worker::<T>(pool, 0, 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), who.clone());

		assert!(!Workers::<T>::contains_key(who));
	}

	/// An Active worker moves to the hall of the expelled.
	#[benchmark]
	fn expel() {
		let (owner, pool) = pool::<T>(true);
		let who = fleets::<T>(pool).remove(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), who.clone());

		assert!(Workers::<T>::get(who).is_some_and(|w| w.status == WorkerStatus::Expelled));
	}

	#[benchmark]
	fn leave() {
		let (_, pool) = pool::<T>(true);
		let who = fleets::<T>(pool).remove(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(!Workers::<T>::contains_key(who));
	}

	#[benchmark]
	fn set_open() {
		let (owner, pool) = pool::<T>(false);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), pool, true);

		assert_eq!(Pools::<T>::get(pool).admission, Admission::Open);
	}

	#[benchmark]
	fn set_slots() {
		let (_, pool) = pool::<T>(true);
		let who = fleets::<T>(pool).remove(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), 3);

		assert_eq!(Workers::<T>::get(who).map(|w| w.capacity.slots), Some(3));
	}

	#[benchmark]
	fn set_hot_key() {
		let (_, pool) = pool::<T>(true);
		let who = worker::<T>(pool, 0, 1);
		let key = PocoId::generate_pair(None);
		let proof = key.sign(&hot_key_message(&who)).expect("the keystore has the key");

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), key.clone(), proof);

		assert_eq!(HotKeys::<T>::get(key), Some(who));
	}

	#[benchmark]
	fn remove_hot_key() {
		let (_, pool) = pool::<T>(true);
		let who = worker::<T>(pool, 0, 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert_eq!(Pallet::<T>::hot_key(&who), None);
	}

	#[benchmark]
	fn apply_with() {
		let (_, pool) = pool::<T>(true);
		let caller: T::AccountId = whitelisted_caller();
		rule::<T>(pool, &Pallet::<T>::machine_account(&caller, 7));
		T::BenchmarkHelper::deposit(&caller, STAKE);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), pool, Some(7), full(1));

		assert!(Workers::<T>::contains_key(Pallet::<T>::machine_account(&caller, 7)));
	}

	/// To another level of another hall.
	#[benchmark]
	fn set_capacity() {
		let (_, pool) = pool::<T>(true);
		let who = fleets::<T>(pool).remove(0);
		let capacity = Capacity { categories: categories(2), ..Capacity::of_slots(2) };

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), capacity);

		assert_eq!(Workers::<T>::get(who).map(|w| w.capacity.slots), Some(2));
	}

	#[benchmark]
	fn set_rules() {
		let (owner, pool) = pool::<T>(false);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), pool, rules(Admission::Open));

		assert_eq!(Pools::<T>::get(pool), rules(Admission::Open));
	}

	#[benchmark]
	fn invite() {
		let (owner, pool) = pool::<T>(false);
		let who: T::AccountId = account("worker", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), pool, who.clone());

		assert!(Invitations::<T>::contains_key(pool, who));
	}

	#[benchmark]
	fn uninvite() {
		let (owner, pool) = pool::<T>(false);
		let who: T::AccountId = account("worker", 0, 0);
		Pallet::<T>::do_invite(&owner, pool, who.clone()).expect("it was not invited");

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), pool, who.clone());

		assert!(!Invitations::<T>::contains_key(pool, who));
	}

	/// Where the rules of the market don't hold: otherwise the call is refused.
	#[benchmark]
	fn set_exclusion() {
		T::BenchmarkHelper::hold_rules(false);
		let caller: T::AccountId = whitelisted_caller();
		let owner: T::AccountId = account("group owner", 0, 0);
		let group = T::BenchmarkHelper::create_group(&owner, Party::Account(owner.clone()));

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), Some(group));

		assert_eq!(Exclusions::<T>::get(caller), Some(group));
	}

	#[benchmark]
	fn set_max_stake() {
		let (_, pool) = pool::<T>(true);
		let all = workers::<T>(pool, 0..3, 1);
		// All have a mark; the first on the roster loses its own.
		all.iter().for_each(Pallet::<T>::mark_lowest);
		let who = all[0].clone();

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), RLC);

		assert_eq!(Workers::<T>::get(who).map(|w| w.max_stake), Some(RLC));
	}

	/// Each of them goes to the roster of a pool of its own, and wakes what waits there.
	#[benchmark]
	fn warm_up(n: Linear<0, WARMED>) {
		T::BenchmarkHelper::set_time(0);
		T::BenchmarkHelper::hold_rules(true);
		let new = |index| {
			let (_, pool) = pool::<T>(true);
			T::BenchmarkHelper::set_warm_up(1_000);
			worker::<T>(pool, index, 1)
		};
		let all: Vec<_> = (0..n).map(new).collect();
		T::BenchmarkHelper::set_time(1_000);

		#[block]
		{
			Pallet::<T>::warm_up(frame_support::weights::Weight::MAX);
		}

		let placed = |who: &_| Workers::<T>::get(who).is_some_and(|w| w.place.is_some());
		assert!(all.iter().all(placed));
	}

	/// Two former keys and two bonds whose time is over.
	#[benchmark]
	fn tidy() {
		T::BenchmarkHelper::hold_rules(true);
		T::BenchmarkHelper::set_time(1_000);
		for index in 0..3 {
			let who: T::AccountId = account("worker", index, 0);
			let key: PocoId = sp_core::sr25519::Public::from_raw([index as u8; 32]).into();
			FormerKeys::<T>::insert(&who, FormerKey { key, until: 1_000 });
			Bonds::<T>::insert(&who, Bond { slots: 0, given_up: 1, until: 1_000 });
		}

		#[block]
		{
			Pallet::<T>::tidy(frame_support::weights::Weight::MAX);
		}

		assert_eq!((FormerKeys::<T>::iter().count(), Bonds::<T>::iter().count()), (1, 1));
	}

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let parameters = PoolParameters { probes: 1, ..Default::default() };

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, parameters);

		assert_eq!(Parameters::<T>::get(), Some(parameters));
		Ok(())
	}

	/// A worker loses its mark.
	#[benchmark]
	fn heartbeat() {
		let (_, pool) = pool::<T>(true);
		let all = workers::<T>(pool, 0..3, 1);
		all.iter().for_each(Pallet::<T>::mark_lowest);
		// The first on the roster: the last has to take its place.
		let who = all[0].clone();
		rule::<T>(pool, &who);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), Some(1));

		assert_eq!(Workers::<T>::get(who).map(|w| w.mark), Some(0));
	}

	/// Of a suspended worker, which has to be fit to come back.
	#[benchmark]
	fn authorize_heartbeat() {
		let (_, pool) = pool::<T>(true);
		T::BenchmarkHelper::set_time(0);
		let who = worker::<T>(pool, 0, 1);
		rule::<T>(pool, &who);
		suspend::<T>(&who);
		let key = PocoId::generate_pair(None);
		T::BenchmarkHelper::set_time(1_000_000);
		HotKeys::<T>::insert(&key, &who);
		// One that was put aside, which is dearer.
		let mut record = Pallet::<T>::worker(&who).expect("it joined");
		let since = record.last_seen;
		record.hot_key = Some(key.clone());
		(record.status, record.asides) = (WorkerStatus::Suspended, 1);
		Pallet::<T>::save(&who, record);
		let sign = Heartbeat { worker: who, since, attempt: 0, ready: None };
		let signature = key.sign(&sign.hash()).expect("the keystore has the key");
		let call = Call::<T>::heartbeat_unsigned { heartbeat: sign, signature };
		let source = frame_support::pallet_prelude::TransactionSource::External;

		#[block]
		{
			use frame_support::traits::Authorize;
			call.authorize(source).expect("it has an authorization").expect("it is due");
		}
	}

	/// Everybody who is looked at was expelled, and is let go now.
	#[benchmark]
	fn sweep(n: Linear<0, SWEEP>) {
		T::BenchmarkHelper::set_time(0);
		let (owner, pool) = pool::<T>(true);
		let all = workers::<T>(pool, 0..n, 1);
		for who in &all {
			Pallet::<T>::do_expel(&owner, who.clone()).expect("it is a worker of the pool");
		}
		T::BenchmarkHelper::set_time(1_000_000);

		#[block]
		{
			Pallet::<T>::sweep(frame_support::weights::Weight::MAX);
		}

		assert!(!all.iter().any(Workers::<T>::contains_key));
	}

	/// Each was expelled, is silent, has a mark and too little for its slots, and is let go.
	#[benchmark]
	fn put_aside(n: Linear<0, PUT_ASIDE>) {
		T::BenchmarkHelper::set_time(0);
		let (owner, pool) = pool::<T>(true);
		// As many again, which take their places.
		let all = workers::<T>(pool, 0..n.saturating_mul(2), 1);
		for who in &all {
			Pallet::<T>::mark_lowest(who);
			Pallet::<T>::do_expel(&owner, who.clone()).expect("it is a worker of the pool");
			let record = Pallet::<T>::worker(who).expect("it was expelled");
			// Others of its owner have more slots than any stake backs.
			Bonds::<T>::mutate(&record.owner, |bond| bond.slots = u32::MAX);
		}
		T::BenchmarkHelper::set_time(1_000_000);
		let aside = all.get(..n as usize).expect("there are more");

		#[block]
		{
			for who in aside {
				Pallet::<T>::put_aside(who, 1);
			}
		}

		assert!(!aside.iter().any(Workers::<T>::contains_key));
	}

	/// One draw that gives the task to `n` workers after reading `m` others in vain. Everybody picked
	/// goes to another level of the roster, and everybody looked at in vain fails the last test. All
	/// are machines of owners of their own, so that each look is at two accounts.
	///
	/// Nobody draws more for a task at once: over a wider range the many would hide what the few cost,
	/// which are the rule.
	#[benchmark]
	fn assign(n: Linear<0, MOST_WANTED>, m: Linear<0, MOST_WANTED>) {
		let (_, pool) = pool::<T>(true);
		let parameters = PoolParameters { probes: T::MaxProbes::get(), ..Default::default() };
		Parameters::<T>::put(parameters);
		for index in 0..n.saturating_add(m) {
			let owner: T::AccountId = account("owner of a machine", index, 0);
			T::BenchmarkHelper::deposit(&owner, STAKE);
			Pallet::<T>::do_apply(owner.clone(), Some(0), pool, full(2)).expect("the pool is open");
			let machine = Pallet::<T>::machine_account(&owner, 0);
			T::BenchmarkHelper::set_score(&machine, 1);
			T::BenchmarkHelper::deposit(&owner, if index < n { 2_000 } else { 1_000 });
		}
		let min_stake = STAKE.saturating_add(2_000);
		// The deal's: by its pool's nobody is to be put aside, which has a weight of its own.
		let hard = PoolRules { min_score: 1, min_stake, ..rules(Admission::Open) };
		let drawn;

		#[block]
		{
			drawn = super::assign::<T>(pool, hard, 1, n.saturating_add(1), 1_000);
		}

		assert_eq!(drawn, n as usize);
	}

	/// One draw that gives `t` tasks of a page to one worker, which has no slot left then: the last tasks
	/// take many rolls.
	#[benchmark]
	fn give(t: Linear<1, MOST_WANTED>) {
		let (_, pool) = pool::<T>(true);
		let who = worker::<T>(pool, 0, t);
		T::BenchmarkHelper::set_score(&who, 1);
		let drawn;

		#[block]
		{
			drawn = super::assign::<T>(pool, rules(Admission::Open), t, 1, 1_000);
		}

		assert_eq!(drawn, t as usize);
		assert_eq!(Workers::<T>::get(who).map(|worker| worker.free_slots()), Some(0));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
