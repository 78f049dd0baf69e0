// SPDX-License-Identifier: Apache-2.0

//! The pallets whose weights are measured in this runtime, and what measuring needs.

use crate::*;
use bourse_primitives::{
	crypto::PocoId,
	signing,
	traits::{Assignments, Demand, Registry as _, Wanted},
	CategoryId, Seconds, Tag, TaskId, Trust, WorkerpoolId,
};
use frame_support::traits::Get;
use frame_system::RawOrigin;
use sp_application_crypto::RuntimeAppPublic;
use sp_core::{crypto::KeyTypeId, sr25519, H256};
use sp_io::crypto::{sr25519_generate, sr25519_sign};

frame_benchmarking::define_benchmarks!(
	[frame_system, frame_system_benchmarking::Pallet::<Runtime>]
	[pallet_balances, Balances]
	[pallet_timestamp, Timestamp]
	[pallet_utility, Utility]
	[pallet_sudo, Sudo]
	[pallet_escrow, Escrow]
	[pallet_registry, Registry]
	[pallet_market, Market]
	[pallet_pools, Pools]
	[pallet_poco, Poco]
);

impl frame_system_benchmarking::Config for Runtime {}

/// Accounts, workers and time for the benchmarks of `pallet-poco`.
pub struct PocoBenchmarks;

/// Where their keys live in the keystore.
const KEYS: KeyTypeId = KeyTypeId(*b"benc");

/// The public key of account number `seed`.
fn public(seed: u32) -> sr25519::Public {
	sr25519_generate(KEYS, Some(alloc::format!("//{seed}").into_bytes()))
}

impl pallet_poco::BenchmarkHelper<AccountId, Signature> for PocoBenchmarks {
	fn sign(seed: u32, hash: &H256) -> (AccountId, Signature) {
		let public = public(seed);
		// The wrapped text is tried after the raw hash, so it is the dearer one.
		let signature = sr25519_sign(KEYS, &public, &signing::wrapped(hash))
			.expect("the key was generated in this keystore; qed");
		(AccountId::from(public), signature.into())
	}

	fn worker(seed: u32, pool: WorkerpoolId) -> (AccountId, PocoId) {
		let owner = Registry::workerpool_owner(pool).expect("the benchmark registered it; qed");
		Pools::set_open(RawOrigin::Signed(owner).into(), pool, true)
			.expect("the owner opens its pool; qed");
		let worker = AccountId::from(public(seed));
		let slots = <Runtime as pallet_pools::Config>::MaxSlots::get();
		Pools::apply(RawOrigin::Signed(worker.clone()).into(), pool, slots)
			.expect("the pool is open; qed");
		let key = PocoId::generate_pair(None);
		let proof = key
			.sign(&pallet_pools::hot_key_message(&worker))
			.expect("the key was generated in this keystore; qed");
		Pools::set_hot_key(RawOrigin::Signed(worker.clone()).into(), key.clone(), proof)
			.expect("the key is new and the proof good; qed");
		(worker, key)
	}

	fn assign(task: TaskId, worker: &AccountId, until: Seconds) {
		let pool = Pools::worker_info(worker).expect("it was made a worker; qed").pool;
		let drawn = <Pools as Assignments<_>>::assign(Wanted {
			task,
			pool,
			target: Trust::one(),
			until,
			limit: 1,
			exclude: &[],
			demand: Demand {
				deal: Default::default(),
				stake: 0,
				category: CategoryId(0),
				tag: Tag(0),
				requester: worker,
			},
		});
		assert_eq!(drawn.workers, core::slice::from_ref(worker), "it is the only one in its pool");
	}

	fn set_time(now: Seconds) {
		set_time(now);
	}

	fn set_author(who: &AccountId) {
		// As the pallet does when a block begins.
		let key = frame_support::storage::storage_prefix(b"Authorship", b"Author");
		frame_support::storage::unhashed::put(&key, who);
	}
}

/// Time and scores for the benchmarks of `pallet-pools`.
pub struct PoolsBenchmarks;

impl pallet_pools::BenchmarkHelper<AccountId> for PoolsBenchmarks {
	fn set_time(now: Seconds) {
		set_time(now);
	}

	fn set_score(worker: &AccountId, score: u64) {
		pallet_poco::Score::<Runtime>::insert(worker, score);
	}
}

/// Sets the block's time, in seconds.
fn set_time(now: Seconds) {
	pallet_timestamp::Now::<Runtime>::put(now.saturating_mul(1_000));
}
