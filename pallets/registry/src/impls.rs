// SPDX-License-Identifier: Apache-2.0

//! The work behind the calls, and the registry as other pallets see it.

use crate::*;
use alloc::vec::Vec;
use bourse_primitives::{
	address,
	traits::{AssetContent, OnPoolChange, Registry, Rules, WorkerpoolPolicy},
	AppId, CategoryId, CategoryLimits, DatasetId, GroupId, Multiaddr, Packing, Party, ResultKey,
	Seconds, WorkerpoolId,
};
use codec::Encode;
use core::mem;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	storage::StorageValue,
	traits::Get,
	BoundedVec,
};
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_runtime::ArithmeticError;

/// Checks of what callers give.
impl<T: Config> Pallet<T> {
	/// The bytes, or the refusal when there are too many of them.
	pub(crate) fn bounded<S: Get<u32>>(
		bytes: Vec<u8>,
		too_long: Error<T>,
	) -> Result<BoundedVec<u8, S>, Error<T>> {
		bytes.try_into().map_err(|_| too_long)
	}

	/// The bytes, when they are an address; by the market's rules, when some node could fetch from
	/// there.
	pub(crate) fn multiaddr(bytes: Vec<u8>) -> Result<Multiaddr, Error<T>> {
		let multiaddr = Self::bounded(bytes, Error::<T>::InvalidMultiaddr)?;
		ensure!(is_multiaddr(&multiaddr), Error::<T>::InvalidMultiaddr);
		let can_fetch = !T::Rules::hold() || address::check(&multiaddr).is_ok();
		ensure!(can_fetch, Error::<T>::InvalidMultiaddr);
		Ok(multiaddr)
	}

	/// Takes the next id of a kind.
	fn take_id<S: StorageValue<u32, Query = u32>>() -> Result<u32, DispatchError> {
		let id = S::get();
		S::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		Ok(id)
	}

	/// The hash of a content (kind, owner and all that is registered), unless it was registered
	/// before.
	fn new_content(content: impl Encode) -> Result<H256, Error<T>> {
		let hash = H256(content.using_encoded(blake2_256));
		ensure!(!ContentIndex::<T>::contains_key(hash), Error::<T>::AlreadyRegistered);
		Ok(hash)
	}

	/// Replaces `owner`, when it is `who` that asks for it.
	fn change_owner(
		owner: &mut T::AccountId,
		who: &T::AccountId,
		to: &T::AccountId,
	) -> DispatchResult {
		ensure!(owner == who, Error::<T>::NotOwner);
		*owner = to.clone();
		Ok(())
	}
}

/// Applications.
impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_app(app: App<T::AccountId>) -> DispatchResult {
		ensure!(!app.checksum.is_zero(), Error::<T>::MissingChecksum);
		let hash = Self::new_content((b"app", &app))?;
		let id = AppId(Self::take_id::<NextAppId<T>>()?);
		ContentIndex::<T>::insert(hash, Asset::App(id));
		let owner = app.owner.clone();
		Apps::<T>::insert(id, app);
		Self::deposit_event(Event::AppRegistered { id, owner });
		Ok(())
	}

	pub(crate) fn do_update_app(
		who: &T::AccountId,
		id: AppId,
		multiaddr: Vec<u8>,
	) -> DispatchResult {
		let multiaddr = Self::multiaddr(multiaddr)?;
		let mut app = Apps::<T>::get(id).ok_or(Error::<T>::UnknownApp)?;
		ensure!(app.owner == *who, Error::<T>::NotOwner);
		app.multiaddr = multiaddr.clone();
		Apps::<T>::insert(id, app);
		Self::deposit_event(Event::AppUpdated { id, multiaddr });
		Ok(())
	}

	pub(crate) fn do_transfer_app(
		from: T::AccountId,
		id: AppId,
		to: T::AccountId,
	) -> DispatchResult {
		let mut app = Apps::<T>::get(id).ok_or(Error::<T>::UnknownApp)?;
		Self::change_owner(&mut app.owner, &from, &to)?;
		Apps::<T>::insert(id, app);
		Self::deposit_event(Event::AppTransferred { id, from, to });
		Self::revoke_by_rules(Party::App(id))?;
		Ok(())
	}
}

/// Datasets.
impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_dataset(dataset: Dataset<T::AccountId>) -> DispatchResult {
		ensure!(!dataset.checksum.is_zero(), Error::<T>::MissingChecksum);
		let hash = Self::new_content((b"dataset", &dataset))?;
		let id = DatasetId(Self::take_id::<NextDatasetId<T>>()?);
		ContentIndex::<T>::insert(hash, Asset::Dataset(id));
		let owner = dataset.owner.clone();
		Datasets::<T>::insert(id, dataset);
		Self::deposit_event(Event::DatasetRegistered { id, owner });
		Ok(())
	}

	pub(crate) fn do_update_dataset(
		who: &T::AccountId,
		id: DatasetId,
		multiaddr: Vec<u8>,
	) -> DispatchResult {
		let multiaddr = Self::multiaddr(multiaddr)?;
		let mut dataset = Datasets::<T>::get(id).ok_or(Error::<T>::UnknownDataset)?;
		ensure!(dataset.owner == *who, Error::<T>::NotOwner);
		dataset.multiaddr = multiaddr.clone();
		Datasets::<T>::insert(id, dataset);
		Self::deposit_event(Event::DatasetUpdated { id, multiaddr });
		Ok(())
	}

	pub(crate) fn do_transfer_dataset(
		from: T::AccountId,
		id: DatasetId,
		to: T::AccountId,
	) -> DispatchResult {
		let mut dataset = Datasets::<T>::get(id).ok_or(Error::<T>::UnknownDataset)?;
		Self::change_owner(&mut dataset.owner, &from, &to)?;
		Datasets::<T>::insert(id, dataset);
		Self::deposit_event(Event::DatasetTransferred { id, from, to });
		Self::revoke_by_rules(Party::Dataset(id))?;
		Ok(())
	}
}

/// Workerpools.
impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_workerpool(
		owner: T::AccountId,
		description: Description,
	) -> DispatchResult {
		// The policy is no part of what tells pools apart: it changes.
		let hash = Self::new_content((b"workerpool", &owner, &description))?;
		let id = WorkerpoolId(Self::take_id::<NextWorkerpoolId<T>>()?);
		ContentIndex::<T>::insert(hash, Asset::Workerpool(id));
		let policy = match T::Rules::hold() {
			true => Policy::by_rules(),
			false => Policy::default(),
		};
		Workerpools::<T>::insert(id, Workerpool { owner: owner.clone(), description, policy });
		T::OnPoolChange::on_pool_change(id);
		Self::deposit_event(Event::WorkerpoolRegistered { id, owner });
		Ok(())
	}

	pub(crate) fn do_set_workerpool_policy(
		who: &T::AccountId,
		id: WorkerpoolId,
		new: Policy,
	) -> DispatchResult {
		let mut pool = Workerpools::<T>::get(id).ok_or(Error::<T>::UnknownWorkerpool)?;
		ensure!(pool.owner == *who, Error::<T>::NotOwner);
		ensure!(new.scheduler_reward_ratio <= 100, Error::<T>::InvalidRewardRatio);
		let old = mem::replace(&mut pool.policy, new);
		Workerpools::<T>::insert(id, pool);
		T::OnPoolChange::on_pool_change(id);
		Self::deposit_event(Event::WorkerpoolPolicyChanged { id, old, new });
		Ok(())
	}

	pub(crate) fn do_transfer_workerpool(
		from: T::AccountId,
		id: WorkerpoolId,
		to: T::AccountId,
	) -> DispatchResult {
		let mut pool = Workerpools::<T>::get(id).ok_or(Error::<T>::UnknownWorkerpool)?;
		Self::change_owner(&mut pool.owner, &from, &to)?;
		Workerpools::<T>::insert(id, pool);
		Self::deposit_event(Event::WorkerpoolTransferred { id, from, to });
		Self::revoke_by_rules(Party::Workerpool(id))?;
		Ok(())
	}
}

/// Categories.
impl<T: Config> Pallet<T> {
	pub(crate) fn do_create_category(
		name: Vec<u8>,
		description: Vec<u8>,
		work_clock_time_ref: Seconds,
		limits: CategoryLimits,
	) -> DispatchResult {
		let can_be = !T::Rules::hold() || is_time_ref(work_clock_time_ref);
		ensure!(can_be, Error::<T>::InvalidTimeRef);
		ensure!(are_limits(&limits), Error::<T>::InvalidLimits);
		let name: Name = Self::bounded(name, Error::<T>::NameTooLong)?;
		let description = Self::bounded(description, Error::<T>::DescriptionTooLong)?;
		let id = CategoryId(Self::take_id::<NextCategoryId<T>>()?);
		let category = Category { name: name.clone(), description, work_clock_time_ref, limits };
		Categories::<T>::insert(id, category);
		Self::deposit_event(Event::CategoryCreated { id, name, work_clock_time_ref });
		Ok(())
	}
}

/// Groups.
impl<T: Config> Pallet<T> {
	pub(crate) fn do_create_group(owner: T::AccountId, name: Vec<u8>) -> DispatchResult {
		let name = Self::bounded(name, Error::<T>::NameTooLong)?;
		let id = GroupId(Self::take_id::<NextGroupId<T>>()?);
		Groups::<T>::insert(id, Group { owner: owner.clone(), name, members: 0 });
		Self::deposit_event(Event::GroupCreated { id, owner });
		Ok(())
	}

	/// The group, when `who` owns it.
	pub(crate) fn own_group(
		who: &T::AccountId,
		id: GroupId,
	) -> Result<Group<T::AccountId>, Error<T>> {
		let group = Groups::<T>::get(id).ok_or(Error::<T>::UnknownGroup)?;
		ensure!(group.owner == *who, Error::<T>::NotOwner);
		Ok(group)
	}

	/// Refuses an asset that does not exist.
	pub(crate) fn ensure_exists(party: &Party<T::AccountId>) -> Result<(), Error<T>> {
		match party {
			Party::Account(_) => Ok(()),
			Party::App(id) if !Apps::<T>::contains_key(id) => Err(Error::<T>::UnknownApp),
			Party::Dataset(id) if !Datasets::<T>::contains_key(id) => {
				Err(Error::<T>::UnknownDataset)
			},
			Party::Workerpool(id) if !Workerpools::<T>::contains_key(id) => {
				Err(Error::<T>::UnknownWorkerpool)
			},
			Party::App(_) | Party::Dataset(_) | Party::Workerpool(_) => Ok(()),
		}
	}

	pub(crate) fn do_add_to_group(
		who: &T::AccountId,
		id: GroupId,
		party: Party<T::AccountId>,
	) -> DispatchResult {
		let mut group = Self::own_group(who, id)?;
		Self::ensure_exists(&party)?;
		ensure!(!GroupMembers::<T>::contains_key(id, &party), Error::<T>::AlreadyMember);
		ensure!(group.members < T::MaxGroupMembers::get(), Error::<T>::GroupFull);
		group.members = group.members.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		Groups::<T>::insert(id, group);
		GroupMembers::<T>::insert(id, &party, ());
		Self::deposit_event(Event::GroupMemberAdded { id, party });
		Ok(())
	}

	pub(crate) fn do_remove_from_group(
		who: &T::AccountId,
		id: GroupId,
		party: Party<T::AccountId>,
	) -> DispatchResult {
		let mut group = Self::own_group(who, id)?;
		ensure!(GroupMembers::<T>::contains_key(id, &party), Error::<T>::NotMember);
		group.members = group.members.checked_sub(1).ok_or(ArithmeticError::Underflow)?;
		Groups::<T>::insert(id, group);
		GroupMembers::<T>::remove(id, &party);
		Self::deposit_event(Event::GroupMemberRemoved { id, party });
		Ok(())
	}

	pub(crate) fn do_transfer_group(
		from: T::AccountId,
		id: GroupId,
		to: T::AccountId,
	) -> DispatchResult {
		let mut group = Groups::<T>::get(id).ok_or(Error::<T>::UnknownGroup)?;
		Self::change_owner(&mut group.owner, &from, &to)?;
		Groups::<T>::insert(id, group);
		Self::deposit_event(Event::GroupTransferred { id, from, to });
		Ok(())
	}
}

impl<T: Config> Registry<T::AccountId> for Pallet<T> {
	fn app_owner(id: AppId) -> Option<T::AccountId> {
		Apps::<T>::get(id).map(|app| app.owner)
	}

	fn dataset_owner(id: DatasetId) -> Option<T::AccountId> {
		Datasets::<T>::get(id).map(|dataset| dataset.owner)
	}

	fn workerpool_owner(id: WorkerpoolId) -> Option<T::AccountId> {
		Workerpools::<T>::get(id).map(|pool| pool.owner)
	}

	fn workerpool_policy(id: WorkerpoolId) -> Option<WorkerpoolPolicy> {
		Workerpools::<T>::get(id).map(|pool| pool.policy.into())
	}

	fn work_clock_time_ref(id: CategoryId) -> Option<Seconds> {
		Categories::<T>::get(id).map(|category| category.work_clock_time_ref)
	}

	fn category_limits(id: CategoryId) -> Option<CategoryLimits> {
		Categories::<T>::get(id).map(|category| category.limits)
	}

	fn in_group(id: GroupId, party: &Party<T::AccountId>) -> bool {
		GroupMembers::<T>::contains_key(id, party)
	}

	fn has_group(id: GroupId) -> bool {
		Groups::<T>::contains_key(id)
	}

	fn app_content(id: AppId) -> Option<AssetContent> {
		let App { multiaddr, checksum, .. } = Apps::<T>::get(id)?;
		// A module is one file, and served to everybody.
		Some(AssetContent { multiaddr, checksum, packing: Packing::File, private: false })
	}

	fn dataset_content(id: DatasetId) -> Option<AssetContent> {
		let Dataset { multiaddr, checksum, packing, restricted, .. } = Datasets::<T>::get(id)?;
		Some(AssetContent { multiaddr, checksum, packing, private: restricted })
	}

	fn result_key(beneficiary: &T::AccountId) -> Option<ResultKey> {
		ResultKeys::<T>::get(beneficiary)
	}

	fn epoch(of: &Party<T::AccountId>) -> u32 {
		Epochs::<T>::get(of)
	}
}
