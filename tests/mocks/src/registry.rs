// SPDX-License-Identifier: Apache-2.0

//! The registry, in place of `pallet-registry`: what tests put into the storage items here.

use crate::Account;
use bourse_primitives::{
	traits::{AssetContent, Registry, WorkerpoolPolicy},
	AppId, CategoryId, CategoryLimits, DatasetId, GroupId, Multiaddr, Packing, Party, ResultKey,
	Seconds, WorkerpoolId,
};
use core::marker::PhantomData;
use frame_support::{pallet_prelude::ValueQuery, storage_alias, Blake2_128Concat, Identity};
use sp_core::H256;

/// Owners of apps.
#[storage_alias]
pub type Apps<AccountId: Account> = StorageMap<MockRegistry, Identity, AppId, AccountId>;
/// Owners of datasets.
#[storage_alias]
pub type Datasets<AccountId: Account> = StorageMap<MockRegistry, Identity, DatasetId, AccountId>;
/// Owners of workerpools.
#[storage_alias]
pub type Workerpools<AccountId: Account> =
	StorageMap<MockRegistry, Identity, WorkerpoolId, AccountId>;
/// Worker stake ratio and scheduler reward ratio of the workerpools that don't have 30 and 1.
#[storage_alias]
pub type Policies = StorageMap<MockRegistry, Identity, WorkerpoolId, (u64, u8)>;
/// Time references of categories, in seconds.
#[storage_alias]
pub type Categories = StorageMap<MockRegistry, Identity, CategoryId, Seconds>;
/// Bytes of memory of categories that have not the standard's.
#[storage_alias]
pub type CategoryMemory = StorageMap<MockRegistry, Identity, CategoryId, u64>;
/// The groups that exist.
#[storage_alias]
pub type Groups = StorageMap<MockRegistry, Identity, GroupId, ()>;
/// Members of groups.
#[storage_alias]
pub type Members<AccountId: Account> =
	StorageDoubleMap<MockRegistry, Identity, GroupId, Identity, Party<AccountId>, ()>;
/// Address and checksum of apps.
#[storage_alias]
pub type AppContents = StorageMap<MockRegistry, Identity, AppId, (Multiaddr, H256)>;
/// Address and checksum of datasets.
#[storage_alias]
pub type DatasetContents = StorageMap<MockRegistry, Identity, DatasetId, (Multiaddr, H256)>;
/// Restricted datasets. They need an entry in [`DatasetContents`].
#[storage_alias]
pub type Restricted = StorageMap<MockRegistry, Identity, DatasetId, ()>;
/// Keys that results are encrypted with.
#[storage_alias]
pub type ResultKeys<AccountId: Account> =
	StorageMap<MockRegistry, Blake2_128Concat, AccountId, ResultKey>;
/// Epochs of orders.
#[storage_alias]
pub type Epochs<AccountId: Account> =
	StorageMap<MockRegistry, Identity, Party<AccountId>, u32, ValueQuery>;

/// A registry that knows what is in the storage items of this module.
pub struct MockRegistry<AccountId>(PhantomData<AccountId>);

fn content((multiaddr, checksum): (Multiaddr, H256), private: bool) -> AssetContent {
	AssetContent { multiaddr, checksum, packing: Packing::File, private }
}

impl<AccountId: Account> Registry<AccountId> for MockRegistry<AccountId> {
	fn app_owner(id: AppId) -> Option<AccountId> {
		Apps::<AccountId>::get(id)
	}
	fn dataset_owner(id: DatasetId) -> Option<AccountId> {
		Datasets::<AccountId>::get(id)
	}
	fn workerpool_owner(id: WorkerpoolId) -> Option<AccountId> {
		Workerpools::<AccountId>::get(id)
	}
	fn workerpool_policy(id: WorkerpoolId) -> Option<WorkerpoolPolicy> {
		let (worker_stake_ratio, scheduler_reward_ratio) = Policies::get(id).unwrap_or((30, 1));
		Workerpools::<AccountId>::contains_key(id)
			.then_some(WorkerpoolPolicy { worker_stake_ratio, scheduler_reward_ratio })
	}
	fn work_clock_time_ref(id: CategoryId) -> Option<Seconds> {
		Categories::get(id)
	}
	fn category_limits(id: CategoryId) -> Option<CategoryLimits> {
		let standard = CategoryLimits::default();
		let memory = CategoryMemory::get(id);
		let limits = CategoryLimits { memory: memory.unwrap_or(standard.memory), ..standard };
		(Categories::contains_key(id) || memory.is_some()).then_some(limits)
	}
	fn in_group(id: GroupId, party: &Party<AccountId>) -> bool {
		Members::<AccountId>::contains_key(id, party)
	}
	fn has_group(id: GroupId) -> bool {
		Groups::contains_key(id)
	}
	fn app_content(id: AppId) -> Option<AssetContent> {
		AppContents::get(id).map(|found| content(found, false))
	}
	fn dataset_content(id: DatasetId) -> Option<AssetContent> {
		DatasetContents::get(id).map(|found| content(found, Restricted::contains_key(id)))
	}
	fn result_key(beneficiary: &AccountId) -> Option<ResultKey> {
		ResultKeys::<AccountId>::get(beneficiary)
	}
	fn epoch(of: &Party<AccountId>) -> u32 {
		Epochs::<AccountId>::get(of)
	}
}
