// SPDX-License-Identifier: Apache-2.0

//! What catalogues show, the epochs of orders, and groups in bulk.

use crate::*;
use alloc::vec::Vec;
use bourse_primitives::{
	text,
	traits::{Registry, Rules},
	GroupId, Party,
};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get, BoundedVec};
use sp_runtime::ArithmeticError;

type Parties<T> = BoundedVec<Party<<T as frame_system::Config>::AccountId>, MaxMembersAtOnce>;

/// Catalogues.
impl<T: Config> Pallet<T> {
	/// Present owner of an asset; the account itself.
	fn owner_of(of: &Party<T::AccountId>) -> Result<T::AccountId, Error<T>> {
		match of {
			Party::Account(who) => Ok(who.clone()),
			Party::App(id) => Self::app_owner(*id).ok_or(Error::<T>::UnknownApp),
			Party::Dataset(id) => Self::dataset_owner(*id).ok_or(Error::<T>::UnknownDataset),
			Party::Workerpool(id) => {
				Self::workerpool_owner(*id).ok_or(Error::<T>::UnknownWorkerpool)
			},
		}
	}

	fn label(bytes: Vec<u8>) -> Result<Label, Error<T>> {
		ensure!(text::is_label(&bytes), Error::<T>::InvalidLabel);
		Self::bounded(bytes, Error::<T>::InvalidLabel)
	}

	pub(crate) fn do_describe(
		who: &T::AccountId,
		asset: Asset,
		description: Vec<u8>,
		link: Vec<u8>,
		tags: Vec<Vec<u8>>,
	) -> DispatchResult {
		ensure!(Self::owner_of(&asset.into())? == *who, Error::<T>::NotOwner);
		ensure!(text::is_plain_text(&description), Error::<T>::UnreadableText);
		ensure!(text::is_link(&link), Error::<T>::InvalidLink);
		ensure!(tags.len() <= <MaxTags as Get<u32>>::get() as usize, Error::<T>::TooManyTags);
		let mut labels = BoundedVec::<Label, MaxTags>::new();
		for tag in tags {
			let label = Self::label(tag)?;
			ensure!(!labels.contains(&label), Error::<T>::TooManyTags);
			labels.try_push(label).map_err(|_| Error::<T>::TooManyTags)?;
		}
		let profile = Profile {
			description: Self::bounded(description, Error::<T>::ProfileTooLong)?,
			link: Self::bounded(link, Error::<T>::ProfileTooLong)?,
			tags: labels,
		};
		match profile == Profile::default() {
			true => Profiles::<T>::remove(asset),
			false => Profiles::<T>::insert(asset, profile),
		}
		Self::deposit_event(Event::AssetDescribed { asset });
		Ok(())
	}

	pub(crate) fn do_set_stock_name(name: Vec<u8>, asset: Option<Asset>) -> DispatchResult {
		let name = Self::label(name)?;
		let mut names = StockNames::<T>::get();
		let place = names.binary_search_by(|stock| stock.name.cmp(&name));
		match (place, asset) {
			(Ok(at), None) => {
				names.remove(at);
			},
			(Err(_), None) => return Err(Error::<T>::UnknownStockName.into()),
			(place, Some(asset)) => {
				Self::owner_of(&asset.into())?;
				if let Ok(at) = place {
					names.remove(at);
				}
				let (Ok(at) | Err(at)) = place;
				let stock = StockName { name: name.clone(), asset };
				names.try_insert(at, stock).map_err(|_| Error::<T>::TooManyStockNames)?;
			},
		}
		StockNames::<T>::put(names);
		Self::deposit_event(Event::StockNameSet { name, asset });
		Ok(())
	}
}

/// Epochs of orders.
impl<T: Config> Pallet<T> {
	pub(crate) fn do_revoke_all(who: &T::AccountId, of: Party<T::AccountId>) -> DispatchResult {
		ensure!(Self::owner_of(&of)? == *who, Error::<T>::NotOwner);
		Self::next_epoch(of)
	}

	/// By the market's rules a transfer ends the orders of all former owners for good: without, those of
	/// an owner are valid again when the asset comes back.
	pub(crate) fn revoke_by_rules(of: Party<T::AccountId>) -> DispatchResult {
		match T::Rules::hold() {
			true => Self::next_epoch(of),
			false => Ok(()),
		}
	}

	fn next_epoch(of: Party<T::AccountId>) -> DispatchResult {
		let epoch = Epochs::<T>::get(&of).checked_add(1).ok_or(ArithmeticError::Overflow)?;
		Epochs::<T>::insert(&of, epoch);
		Self::deposit_event(Event::OrdersRevoked { of, epoch });
		Ok(())
	}
}

/// Groups in bulk.
impl<T: Config> Pallet<T> {
	pub(crate) fn do_add_members(
		who: &T::AccountId,
		id: GroupId,
		mut parties: Parties<T>,
	) -> DispatchResult {
		let mut group = Self::own_group(who, id)?;
		let mut refusal = Ok(());
		// One that comes twice is a member the second time.
		parties.retain(|party| {
			let is_new = !GroupMembers::<T>::contains_key(id, party);
			if is_new {
				if let Err(error) = Self::ensure_exists(party) {
					refusal = Err(error);
				}
				GroupMembers::<T>::insert(id, party, ());
				group.members = group.members.saturating_add(1);
			}
			is_new
		});
		refusal?;
		ensure!(group.members <= T::MaxGroupMembers::get(), Error::<T>::GroupFull);
		Groups::<T>::insert(id, group);
		Self::deposit_event(Event::GroupMembersAdded { id, parties });
		Ok(())
	}

	pub(crate) fn do_remove_members(
		who: &T::AccountId,
		id: GroupId,
		mut parties: Parties<T>,
	) -> DispatchResult {
		let mut group = Self::own_group(who, id)?;
		parties.retain(|party| {
			let is_member = GroupMembers::<T>::take(id, party).is_some();
			if is_member {
				// Each member is counted.
				group.members = group.members.saturating_sub(1);
			}
			is_member
		});
		Groups::<T>::insert(id, group);
		Self::deposit_event(Event::GroupMembersRemoved { id, parties });
		Ok(())
	}
}
