// SPDX-License-Identifier: Apache-2.0

//! Posted prices of apps and datasets.

use crate::{pallet::*, Audience, Posted, Terms};
use alloc::vec::Vec;
use bourse_primitives::{traits::Registry, AppId, DatasetId, GroupId, Party, Restrict, Seconds};
use frame_support::{ensure, pallet_prelude::DispatchResult};

/// An audience, and what is posted for it.
pub(crate) type Found<AccountId> = (Audience<AccountId>, Posted<AccountId>);

impl<T: Config> Pallet<T> {
	pub(crate) fn do_post_app(
		who: T::AccountId,
		app: AppId,
		audience: Audience<T::AccountId>,
		terms: Option<Terms>,
	) -> DispatchResult {
		let old = AppPrices::<T>::get(app, &audience);
		let owner = T::Registry::app_owner(app);
		Self::check_poster(&who, owner.as_ref(), old.as_ref(), terms.as_ref())?;
		AppPrices::<T>::remove(app, &audience);
		if let Some(posted) = Self::post(&who, old, terms.as_ref(), Party::App(app))? {
			AppPrices::<T>::insert(app, &audience, posted);
		}
		Self::deposit_event(Event::AppPosted { app, audience, terms });
		Ok(())
	}

	pub(crate) fn do_post_dataset(
		who: T::AccountId,
		dataset: DatasetId,
		audience: Audience<T::AccountId>,
		terms: Option<Terms>,
	) -> DispatchResult {
		let old = DatasetPrices::<T>::get(dataset, &audience);
		let owner = T::Registry::dataset_owner(dataset);
		Self::check_poster(&who, owner.as_ref(), old.as_ref(), terms.as_ref())?;
		DatasetPrices::<T>::remove(dataset, &audience);
		if let Some(posted) = Self::post(&who, old, terms.as_ref(), Party::Dataset(dataset))? {
			DatasetPrices::<T>::insert(dataset, &audience, posted);
		}
		Self::deposit_event(Event::DatasetPosted { dataset, audience, terms });
		Ok(())
	}

	/// The present owner of an asset posts and revokes. Who posted terms also revokes these after having
	/// handed the asset on: their deposit is that account's.
	fn check_poster(
		who: &T::AccountId,
		owner: Option<&T::AccountId>,
		old: Option<&Posted<T::AccountId>>,
		terms: Option<&Terms>,
	) -> Result<(), Error<T>> {
		let revokes_own = terms.is_none() && old.is_some_and(|posted| posted.by == *who);
		ensure!(owner == Some(who) || revokes_own, Error::<T>::NotOwner);
		Ok(())
	}

	/// Frees the deposit of old terms, and locks that of new ones. A former owner gets its own back.
	fn post(
		who: &T::AccountId,
		old: Option<Posted<T::AccountId>>,
		terms: Option<&Terms>,
		of: Party<T::AccountId>,
	) -> Result<Option<Posted<T::AccountId>>, frame_support::pallet_prelude::DispatchError> {
		if let Some(old) = old {
			Self::free(&old.by, old.deposit, 0)?;
		}
		let Some(terms) = terms else { return Ok(None) };
		let deposit = Parameters::<T>::get().deposit;
		Self::lock(who, deposit, false)?;
		let epoch = T::Registry::epoch(&of);
		Ok(Some(Posted { by: who.clone(), epoch, terms: terms.clone(), deposit }))
	}

	/// Audiences that a requester belongs to: itself, a group that it names, and everybody.
	fn audiences(who: &T::AccountId, group: Option<GroupId>) -> Vec<Audience<T::AccountId>> {
		let is_member =
			|group: &GroupId| T::Registry::in_group(*group, &Party::Account(who.clone()));
		let own = [Audience::Only(who.clone()), Audience::Everybody];
		let group = group.filter(is_member).map(Audience::Group);
		own.into_iter().chain(group).collect()
	}

	/// The cheapest terms of an app that hold for a requester.
	pub(crate) fn app_terms(
		app: AppId,
		who: &T::AccountId,
		group: Option<GroupId>,
		now: Seconds,
	) -> Result<Found<T::AccountId>, Error<T>> {
		let present = (T::Registry::app_owner(app), T::Registry::epoch(&Party::App(app)));
		Self::audiences(who, group)
			.into_iter()
			.filter_map(|audience| {
				let posted = AppPrices::<T>::get(app, &audience)?;
				holds(&posted, &present, now).then_some((audience, posted))
			})
			.min_by_key(|(_, posted)| posted.terms.price)
			.ok_or(Error::<T>::AppNotOffered)
	}

	/// The cheapest terms of a dataset that hold for a requester and an app.
	pub(crate) fn dataset_terms(
		dataset: DatasetId,
		app: AppId,
		who: &T::AccountId,
		group: Option<GroupId>,
		now: Seconds,
	) -> Result<Found<T::AccountId>, Error<T>> {
		let epoch = T::Registry::epoch(&Party::Dataset(dataset));
		let present = (T::Registry::dataset_owner(dataset), epoch);
		Self::audiences(who, group)
			.into_iter()
			.filter_map(|audience| {
				let posted = DatasetPrices::<T>::get(dataset, &audience)?;
				let fits = posted.terms.app.is_none_or(|only| only == app);
				(fits && holds(&posted, &present, now)).then_some((audience, posted))
			})
			.min_by_key(|(_, posted)| posted.terms.price)
			.ok_or(Error::<T>::DatasetNotOffered)
	}
}

/// Whether posted terms hold while the asset has that owner and epoch.
fn holds<AccountId: PartialEq>(
	posted: &Posted<AccountId>,
	(owner, epoch): &(Option<AccountId>, u32),
	now: Seconds,
) -> bool {
	owner.as_ref() == Some(&posted.by)
		&& posted.epoch == *epoch
		&& posted.terms.until.is_none_or(|until| until > now)
}

impl Terms {
	/// The restriction of an order by these terms to a pool.
	pub(crate) fn pool_restrict<AccountId>(&self) -> Restrict<AccountId> {
		self.pool.map_or(Restrict::Anybody, |pool| Restrict::Only(Party::Workerpool(pool)))
	}

	/// The restriction of a dataset's order by these terms to an app.
	pub(crate) fn app_restrict<AccountId>(&self) -> Restrict<AccountId> {
		self.app.map_or(Restrict::Anybody, |app| Restrict::Only(Party::App(app)))
	}
}
