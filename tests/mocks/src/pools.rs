// SPDX-License-Identifier: Apache-2.0

//! Pools without workers, in place of `pallet-pools`: they say of themselves what tests set.

use crate::Account;
use bourse_primitives::{
	crypto::PocoId,
	traits::{Assignments, Drawn, StakeReserve, Wanted},
	AssignedBy, Balance, PoolRules, PoolSlots, Seconds, TaskId, WorkerpoolId,
};
use core::marker::PhantomData;
use frame_support::{pallet_prelude::Weight, parameter_types};

parameter_types! {
	/// The rules of every pool for its workers.
	pub static PoolRulesNow: PoolRules = PoolRules::default();
	/// Owners of the accepted workers of every pool.
	pub static OwnersThere: u32 = 2;
	/// Whether every pool has been as it is for a warm-up.
	pub static PoolsWarm: bool = true;
	/// Stake that everybody's slots need.
	pub static Reserved: Balance = 0;
	/// Slots of every pool.
	pub static SlotsNow: PoolSlots = PoolSlots { all: 0, free: 0 };
	/// Pool and ready slots of every account.
	pub static Ready: Option<(WorkerpoolId, u32)> = None;
}

/// Pools that find nobody for any task, and whose workers are what tests say.
pub struct MockPools<AccountId>(PhantomData<AccountId>);

impl<AccountId: Account> StakeReserve<AccountId> for MockPools<AccountId> {
	fn reserved(_: &AccountId) -> Balance {
		Reserved::get()
	}
}

impl<AccountId: Account> Assignments<AccountId> for MockPools<AccountId> {
	fn assign(wanted: Wanted<AccountId>) -> Drawn<AccountId> {
		let short = wanted.tasks.iter().take_while(|want| !want.whole);
		Drawn { crews: short.map(|_| Vec::new()).collect(), weight: Weight::zero(), aside: 0 }
	}
	fn is_automatic(_: WorkerpoolId) -> bool {
		PoolRulesNow::get().assigned_by == AssignedBy::Chain
	}
	fn rules(_: WorkerpoolId) -> PoolRules {
		PoolRulesNow::get()
	}
	fn is_warm(_: WorkerpoolId) -> bool {
		PoolsWarm::get()
	}
	fn owners(_: WorkerpoolId) -> u32 {
		OwnersThere::get()
	}
	fn has_changed_since(_: WorkerpoolId, _: Seconds) -> bool {
		!PoolsWarm::get()
	}
	fn free_workers(_: WorkerpoolId) -> u32 {
		u32::from(SlotsNow::get().free > 0)
	}
	fn slots(_: WorkerpoolId) -> PoolSlots {
		SlotsNow::get()
	}
	fn ready_slots(worker: &AccountId) -> Option<(WorkerpoolId, AccountId, u32)> {
		Ready::get().map(|(pool, slots)| (pool, worker.clone(), slots))
	}
	fn take_back(_: TaskId, _: &AccountId, _: bool) {}
	fn release(_: Vec<(AccountId, TaskId)>) {}
	fn sign_of_life(_: &AccountId, _: bool) {}
	fn stake_account(worker: &AccountId) -> AccountId {
		worker.clone()
	}
	fn worker_of(_: &PocoId) -> Option<AccountId> {
		None
	}
	fn speaks_for(_: &PocoId, _: &AccountId) -> bool {
		false
	}
	fn all_deposits() -> Vec<(AccountId, Balance)> {
		Vec::new()
	}
	fn hot_key(_: &AccountId) -> Option<PocoId> {
		None
	}
	fn tasks_of(_: &AccountId) -> Vec<TaskId> {
		Vec::new()
	}
	fn assign_weight(_: u32, _: u32) -> Weight {
		Weight::zero()
	}
}
