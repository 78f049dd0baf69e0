// SPDX-License-Identifier: Apache-2.0

//! The pallets whose weights are measured in this runtime, and what measuring needs.

use crate::*;
use bourse_primitives::{
	benchmarking::Setup,
	crypto::PocoId,
	signing,
	traits::{Registry as _, Rules as _},
	AppId, CategoryId, DatasetId, Deal, DealId, GroupId, Party, Seconds, TaskId, WorkerpoolId,
};
use frame_support::traits::{fungible::Mutate, Get};
use frame_system::RawOrigin;
use sp_application_crypto::RuntimeAppPublic;
use sp_core::{crypto::KeyTypeId, sr25519, H256};
use sp_io::crypto::{sr25519_generate, sr25519_sign};

frame_benchmarking::define_benchmarks!(
	[frame_system, frame_system_benchmarking::Pallet::<Runtime>]
	[frame_system_extensions, frame_system_benchmarking::extensions::Pallet::<Runtime>]
	[pallet_balances, Balances]
	[pallet_timestamp, Timestamp]
	[pallet_utility, Utility]
	[pallet_sudo, Sudo]
	[pallet_rules, Rules]
	[pallet_escrow, Escrow]
	[pallet_registry, Registry]
	[pallet_market, Market]
	[pallet_pools, Pools]
	[pallet_poco, Poco]
	[pallet_book, Book]
	[pallet_eras, Eras]
	[pallet_mandate, Mandate]
);

impl frame_system_benchmarking::Config for Runtime {}

/// Everything that the benchmarks of our pallets need.
pub struct Benchmarks;

impl Setup<AccountId> for Benchmarks {
	fn deposit(who: &AccountId, amount: Balance) {
		have_time();
		// Another account pays: with a wallet of `who` other cases would be measured.
		let funder: AccountId = frame_benchmarking::account("funder", 0, 0);
		Balances::mint_into(&funder, amount.saturating_add(EXISTENTIAL_DEPOSIT))
			.expect("the issuance has room for a benchmark; qed");
		Escrow::deposit_for(RawOrigin::Signed(funder).into(), who.clone(), amount)
			.expect("the wallet holds more than that; qed");
	}

	fn register_assets(owner: &AccountId) -> (AppId, DatasetId, WorkerpoolId, CategoryId) {
		have_time();
		pallet_registry::benchmarking::register_assets::<Runtime>(owner)
	}

	fn create_group(owner: &AccountId, member: Party<AccountId>) -> GroupId {
		pallet_registry::benchmarking::create_group::<Runtime>(owner, member)
	}

	fn hold_rules(hold: bool) {
		have_time();
		Rules::set_hold(hold);
	}
}

/// Where their keys live in the keystore.
const KEYS: KeyTypeId = KeyTypeId(*b"benc");

/// The public key of account number `seed`.
fn public(seed: u32) -> sr25519::Public {
	sr25519_generate(KEYS, Some(alloc::format!("//{seed}").into_bytes()))
}

impl pallet_poco::BenchmarkHelper<AccountId, Signature> for Benchmarks {
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
		// For its bonds and its deposit, where the rules of the market hold.
		Self::deposit(&worker, 1_000 * RLC);
		let slots = <Runtime as pallet_pools::Config>::MaxSlots::get();
		Pools::apply(RawOrigin::Signed(worker.clone()).into(), pool, slots)
			.expect("the pool is open; qed");
		let key = new_key(&worker);
		(worker, key)
	}

	fn change_key(worker: &AccountId) {
		new_key(worker);
	}

	fn give(worker: &AccountId, tasks: &[TaskId]) {
		Pools::give(worker, tasks);
	}

	fn set_time(now: Seconds) {
		set_time(now);
	}

	fn set_author(who: &AccountId) {
		// As the pallet does when a block begins.
		let key = frame_support::storage::storage_prefix(b"Authorship", b"Author");
		frame_support::storage::unhashed::put(&key, who);
	}

	fn insert_deal(id: DealId, deal: Deal<AccountId>) {
		pallet_market::Deals::<Runtime>::insert(id, deal);
	}
}

impl pallet_pools::BenchmarkHelper<AccountId> for Benchmarks {
	fn set_time(now: Seconds) {
		set_time(now);
	}

	fn set_score(worker: &AccountId, score: u64) {
		pallet_poco::Score::<Runtime>::insert(worker, score);
	}

	fn set_warm_up(warm_up: Seconds) {
		pallet_rules::Parameters::<Runtime>::mutate(|parameters| parameters.warm_up = warm_up);
	}

	fn keep_waiting(pool: WorkerpoolId) {
		Poco::keep_waiting(pool, 1);
	}
}

impl pallet_eras::BenchmarkHelper<AccountId> for Benchmarks {
	fn end_of_era(validators: u32) -> alloc::vec::Vec<AccountId> {
		use pallet_staking::{RewardDestination, ValidatorPrefs};

		let era = pallet_staking::ActiveEra::<Runtime>::get().map_or(0, |era| era.index);
		// The validators of genesis make all blocks.
		let here = Session::validators();
		let blocks = SESSIONS_PER_ERA.saturating_mul(EPOCH_DURATION as u32);
		pallet_staking::ErasRewardPoints::<Runtime>::mutate(era, |points| {
			for who in here.iter().cloned() {
				points.individual.insert(who, blocks.saturating_mul(configs::POINTS_OF_A_BLOCK));
			}
		});
		let bond = pallet_staking::MinValidatorBond::<Runtime>::get().max(RLC);
		let overview = sp_staking::PagedExposureMetadata {
			total: bond,
			own: bond,
			nominator_count: 0,
			page_count: 0,
		};
		let mut silent = alloc::vec::Vec::new();
		for number in here.len() as u32..validators {
			let who: AccountId = frame_benchmarking::account("validator", number, 0);
			Balances::mint_into(&who, bond.saturating_mul(2))
				.expect("the issuance has room for a benchmark; qed");
			let origin = || RuntimeOrigin::from(RawOrigin::Signed(who.clone()));
			Staking::bond(origin(), bond, RewardDestination::Stash)
				.expect("the wallet holds more than that; qed");
			Staking::validate(origin(), ValidatorPrefs::default())
				.expect("genesis has room for more candidates; qed");
			pallet_staking::ErasStakersOverview::<Runtime>::insert(era, &who, overview);
			silent.push(who);
		}
		pallet_session::Validators::<Runtime>::mutate(|all| all.extend(silent.iter().cloned()));
		Self::deposit(&Eras::pot(), RLC);
		silent
	}
}

/// A new hot key of a worker.
fn new_key(worker: &AccountId) -> PocoId {
	let key = PocoId::generate_pair(None);
	let proof = key
		.sign(&pallet_pools::hot_key_message(worker))
		.expect("the key was generated in this keystore; qed");
	Pools::set_hot_key(RawOrigin::Signed(worker.clone()).into(), key.clone(), proof)
		.expect("the key is new and the proof good; qed");
	key
}

/// Every block but the first has a time: without one each look at it is written to the log.
fn have_time() {
	if pallet_timestamp::Now::<Runtime>::get() == 0 {
		set_time(1);
	}
}

/// Sets the block's time, in seconds.
fn set_time(now: Seconds) {
	pallet_timestamp::Now::<Runtime>::put(now.saturating_mul(1_000));
}

#[cfg(test)]
mod tests {
	use super::*;
	use bourse_primitives::traits::{Ledger, Registry as _};
	use sp_runtime::BuildStorage;

	fn run(test: impl FnOnce(AccountId)) {
		let mut storage =
			frame_system::GenesisConfig::<Runtime>::default().build_storage().unwrap();
		pallet_escrow::GenesisConfig::<Runtime>::default()
			.assimilate_storage(&mut storage)
			.unwrap();
		sp_io::TestExternalities::new(storage).execute_with(|| {
			test([7; 32].into());
			Escrow::do_try_state().unwrap();
			Registry::do_try_state().unwrap();
		});
	}

	#[test]
	fn deposit_should_add_to_the_stake_and_fill_no_wallet() {
		run(|who| {
			for stake in [1, RLC] {
				Benchmarks::deposit(&who, stake);
			}
			assert_eq!((Escrow::stake(&who), Escrow::locked(&who)), (RLC + 1, 0));
			assert_eq!(Balances::free_balance(&who), 0);
		});
	}

	#[test]
	fn assets_and_groups_should_be_new_ones_each_time() {
		run(|who| {
			let first = Benchmarks::register_assets(&who);
			let second = Benchmarks::register_assets(&who);
			assert_eq!((first.0, second.0), (AppId(0), AppId(1)));
			for (app, dataset, pool, category) in [first, second] {
				assert_eq!(Registry::app_owner(app), Some(who.clone()));
				assert_eq!(Registry::dataset_owner(dataset), Some(who.clone()));
				assert_eq!(Registry::workerpool_owner(pool), Some(who.clone()));
				assert_eq!(Registry::work_clock_time_ref(category), Some(300));
			}
			let member = Party::App(first.0);
			let groups = [(); 2].map(|()| Benchmarks::create_group(&who, member.clone()));
			assert_eq!(groups, [GroupId(0), GroupId(1)]);
			assert!(groups.into_iter().all(|group| Registry::in_group(group, &member)));
		});
	}
}
