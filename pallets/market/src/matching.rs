// SPDX-License-Identifier: Apache-2.0

//! The conditions of a match, in the order of their codes (PROTOCOL 4). Order matters: with
//! several defects at once the first one is what the sender is told, and what is cheap to check
//! comes before signatures.

use crate::{types::*, Config, Consumed, Error, Pallet, Presigned};
use bourse_primitives::{
	orders::{is_book_salt, Held},
	signing,
	traits::{Assignments, OnDeal, Registry, Rules, WorkerpoolPolicy},
	*,
};
use frame_support::{
	ensure,
	traits::{Get, UnixTime},
};

/// The orders of one match.
pub(crate) struct Orders<'a, T: Config> {
	pub app: &'a SignedAppOrder<T>,
	pub dataset: Option<&'a SignedDatasetOrder<T>>,
	pub workerpool: &'a SignedWorkerpoolOrder<T>,
	pub request: &'a SignedRequestOrder<T>,
}

/// What makes orders authentic, and counts them.
pub(crate) enum Basis<AccountId> {
	/// Signatures and presignatures; the chain's counters.
	Signed,
	/// The book, in which they were placed, and which has counted them and locked for them.
	Book(Booked<AccountId>),
}

/// What the book says of the orders of a match.
pub(crate) struct Booked<AccountId> {
	/// The account that placed the app order.
	pub app: AccountId,
	/// The account that placed the dataset order.
	pub dataset: Option<AccountId>,
	/// The account that placed the workerpool order.
	pub workerpool: AccountId,
	/// Index of the deal's first task in the request.
	pub first: u64,
	/// Number of tasks that every order has left.
	pub volume: u64,
	/// nRLC that the payer has locked for them.
	pub payer_locked: Balance,
	/// nRLC that the workerpool's owner has locked for them.
	pub scheduler_locked: Balance,
}

impl<AccountId> Basis<AccountId> {
	/// The book's word, if the orders are in the book.
	pub fn book(&self) -> Option<&Booked<AccountId>> {
		match self {
			Self::Signed => None,
			Self::Book(booked) => Some(booked),
		}
	}
}

/// Orders of the book, in the form of [`Orders`] that come with signatures.
pub(crate) struct Unsigned<T: Config> {
	app: SignedAppOrder<T>,
	dataset: Option<SignedDatasetOrder<T>>,
	workerpool: SignedWorkerpoolOrder<T>,
	request: SignedRequestOrder<T>,
}

impl<T: Config> Unsigned<T> {
	/// The orders, and the book's word for them.
	pub fn of(held: Held<T::AccountId>) -> (Self, Basis<T::AccountId>) {
		let (dataset, dataset_by) = match held.dataset {
			Some(placed) => (
				Some(Signed { order: placed.order, bounds: None, signature: None }),
				Some(placed.by),
			),
			None => (None, None),
		};
		let orders = Self {
			app: Signed { order: held.app.order, bounds: None, signature: None },
			dataset,
			workerpool: Signed { order: held.workerpool.order, bounds: None, signature: None },
			request: Signed { order: held.request, bounds: None, signature: None },
		};
		let booked = Booked {
			app: held.app.by,
			dataset: dataset_by,
			workerpool: held.workerpool.by,
			first: held.first,
			volume: held.volume,
			payer_locked: held.payer_locked,
			scheduler_locked: held.scheduler_locked,
		};
		(orders, Basis::Book(booked))
	}

	/// The orders of the match.
	pub fn orders(&self) -> Orders<'_, T> {
		Orders {
			app: &self.app,
			dataset: self.dataset.as_ref(),
			workerpool: &self.workerpool,
			request: &self.request,
		}
	}
}

/// What the orders are signed and counted under.
pub(crate) struct Hashes {
	pub app: OrderHash,
	pub dataset: Option<OrderHash>,
	pub workerpool: OrderHash,
	pub request: OrderHash,
}

/// What conditions 00 to 07 yield.
pub(crate) struct Terms {
	/// What app, dataset and request demand together.
	pub tag: Tag,
	/// The category's time reference, in seconds.
	pub work_clock_time_ref: Seconds,
}

/// What conditions 20 to 50 yield.
pub(crate) struct Owners<AccountId> {
	pub app: AccountId,
	pub dataset: Option<AccountId>,
	pub workerpool: AccountId,
	pub policy: WorkerpoolPolicy,
}

impl<T: Config> Orders<'_, T> {
	/// Conditions 00 to 07: category, trust, prices and tags.
	pub fn check_terms(&self) -> Result<Terms, Error<T>> {
		let app = &self.app.order;
		let dataset = self.dataset.map(|signed| &signed.order);
		let workerpool = &self.workerpool.order;
		let request = &self.request.order;
		// Terms of a dataset that nobody asked for are nobody's to meet: the refusal by one of them
		// comes in its place among the conditions, but says what is wrong.
		let of_dataset = |error| match request.dataset {
			Some(_) => error,
			None => Error::<T>::DatasetMismatch,
		};

		ensure!(request.category == workerpool.category, Error::<T>::CategoryMismatch);
		let work_clock_time_ref = T::Registry::work_clock_time_ref(request.category)
			.ok_or(Error::<T>::UnknownCategory)?;
		ensure!(request.trust <= workerpool.trust, Error::<T>::TrustTooHigh);
		ensure!(request.app_max_price >= app.price, Error::<T>::AppTooExpensive);
		ensure!(
			dataset.is_none_or(|dataset| request.dataset_max_price >= dataset.price),
			of_dataset(Error::<T>::DatasetTooExpensive)
		);
		ensure!(
			request.workerpool_max_price >= workerpool.price,
			Error::<T>::WorkerpoolTooExpensive
		);

		// A dataset may demand a TEE, but not which: that is the app's affair.
		let dataset_tag = dataset.map_or(Tag::default(), |d| d.tag.without(Tag::FRAMEWORKS));
		let asked = app.tag.union(request.tag);
		let tag = asked.union(dataset_tag);
		ensure!(workerpool.tag.contains(asked), Error::<T>::TagNotOffered);
		ensure!(workerpool.tag.contains(tag), of_dataset(Error::<T>::TagNotOffered));
		let has_tee = |tag: Tag| !tag.contains(Tag::TEE) || app.tag.contains(Tag::TEE);
		ensure!(has_tee(asked), Error::<T>::AppWithoutTee);
		ensure!(has_tee(tag), of_dataset(Error::<T>::AppWithoutTee));
		Ok(Terms { tag, work_clock_time_ref })
	}

	/// Conditions 10 to 1b: the orders are about the same assets, and accept each other.
	pub fn check_restrictions(&self) -> Result<(), Error<T>> {
		let app = &self.app.order;
		let dataset = self.dataset.map(|signed| &signed.order);
		let workerpool = &self.workerpool.order;
		let request = &self.request.order;

		ensure!(request.app == app.app, Error::<T>::AppMismatch);
		ensure!(request.dataset == dataset.map(|d| d.dataset), Error::<T>::DatasetMismatch);

		let the_app = Some(Party::App(app.app));
		let the_dataset = dataset.map(|d| Party::Dataset(d.dataset));
		let the_workerpool = Some(Party::Workerpool(workerpool.workerpool));
		let the_requester = Some(Party::Account(request.requester.clone()));

		ensure!(
			accepts::<T>(&request.workerpool_restrict, &the_workerpool),
			Error::<T>::WorkerpoolRefusedByRequest
		);
		ensure!(accepts::<T>(&app.dataset_restrict, &the_dataset), Error::<T>::DatasetRefusedByApp);
		ensure!(
			accepts::<T>(&app.workerpool_restrict, &the_workerpool),
			Error::<T>::WorkerpoolRefusedByApp
		);
		ensure!(
			accepts::<T>(&app.requester_restrict, &the_requester),
			Error::<T>::RequesterRefusedByApp
		);
		if let Some(dataset) = dataset {
			ensure!(accepts::<T>(&dataset.app_restrict, &the_app), Error::<T>::AppRefusedByDataset);
			ensure!(
				accepts::<T>(&dataset.workerpool_restrict, &the_workerpool),
				Error::<T>::WorkerpoolRefusedByDataset
			);
			ensure!(
				accepts::<T>(&dataset.requester_restrict, &the_requester),
				Error::<T>::RequesterRefusedByDataset
			);
		}
		ensure!(
			accepts::<T>(&workerpool.app_restrict, &the_app),
			Error::<T>::AppRefusedByWorkerpool
		);
		ensure!(
			accepts::<T>(&workerpool.dataset_restrict, &the_dataset),
			Error::<T>::DatasetRefusedByWorkerpool
		);
		ensure!(
			accepts::<T>(&workerpool.requester_restrict, &the_requester),
			Error::<T>::RequesterRefusedByWorkerpool
		);
		Ok(())
	}

	/// What the deal takes over of the market's rules (PROTOCOL 9.1).
	pub fn market_terms(&self) -> MarketTerms {
		let MarketParameters { start_fee, worker_fee, miss_penalty, .. } = T::Rules::parameters();
		let pool = self.workerpool.order.workerpool;
		MarketTerms {
			start_fee,
			worker_fee,
			miss_penalty,
			pool: T::Assignments::rules(pool),
			owners: T::Assignments::owners(pool),
			result_key: T::Registry::result_key(&self.request.order.beneficiary),
		}
	}

	/// What the market's rules refuse at a match (PROTOCOL 9.1), in this order: params that no
	/// sandbox reads, a restricted dataset without a pool of its owner's choice, a trust that no task
	/// can reach, a pool that was changed just now, a pool that can't serve the trust, and a TEE that
	/// nobody vouches for. `tag` is the deal's, `pool` are the pool's rules for its workers.
	pub fn check_rules(&self, tag: Tag, pool: &PoolRules) -> Result<(), Error<T>> {
		let request = &self.request.order;
		ensure!(params::check(&request.params).is_ok(), Error::<T>::BadParams);

		let is_open = pool.admission == Admission::Open;
		if let Some(dataset) = self.dataset.map(|signed| &signed.order) {
			let content = T::Registry::dataset_content(dataset.dataset);
			if content.is_some_and(|content| content.private) {
				let names_pool = matches!(dataset.workerpool_restrict, Restrict::Only(_));
				ensure!(names_pool && !is_open, Error::<T>::DatasetNeedsPool);
			}
		}

		let agreeing = owners_needed(request.trust);
		ensure!(agreeing <= T::OnDeal::most_owners(), Error::<T>::TrustBeyondReach);

		check_pool::<T>(self.workerpool.order.workerpool, agreeing, tag, pool)
	}

	/// Bounds of the orders: none has come to its end, each is of the present epoch, and the request lets
	/// `payer` pay. Before the signatures, which are dearer to check.
	pub fn check_bounds(&self, payer: &T::AccountId) -> Result<(), Error<T>> {
		let (app, workerpool) = (self.app.order.app, self.workerpool.order.workerpool);
		let requester = self.request.order.requester.clone();
		let app_errors = (Error::<T>::AppOrderExpired, Error::<T>::AppOrderRevoked);
		within::<T, _>(self.app, Party::App(app), app_errors)?;
		if let Some(signed) = self.dataset {
			let errors = (Error::<T>::DatasetOrderExpired, Error::<T>::DatasetOrderRevoked);
			within::<T, _>(signed, Party::Dataset(signed.order.dataset), errors)?;
		}
		let pool_errors = (Error::<T>::WorkerpoolOrderExpired, Error::<T>::WorkerpoolOrderRevoked);
		within::<T, _>(self.workerpool, Party::Workerpool(workerpool), pool_errors)?;
		let request_errors = (Error::<T>::RequestOrderExpired, Error::<T>::RequestOrderRevoked);
		within::<T, _>(self.request, Party::Account(requester), request_errors)?;
		let only = self.request.bounds.as_ref().and_then(|bounds| bounds.payer.as_ref());
		ensure!(only.is_none_or(|only| only == payer), Error::<T>::WrongPayer);
		Ok(())
	}

	/// Hashes of the orders.
	pub fn hashes(&self) -> Hashes {
		Hashes {
			app: Pallet::<T>::signed_hash(self.app),
			dataset: self.dataset.map(Pallet::<T>::signed_hash),
			workerpool: Pallet::<T>::signed_hash(self.workerpool),
			request: Pallet::<T>::signed_hash(self.request),
		}
	}

	/// Conditions 20 to 50: the assets are registered, and each order is authentic now.
	pub fn check_authentic(
		&self,
		hashes: &Hashes,
		basis: &Basis<T::AccountId>,
	) -> Result<Owners<T::AccountId>, Error<T>> {
		let book = basis.book();
		let app = T::Registry::app_owner(self.app.order.app).ok_or(Error::<T>::AppNotRegistered)?;
		let by = book.map(|booked| &booked.app);
		authentic(hashes.app, self.app, by, &app, Error::<T>::AppOrderNotAuthentic)?;

		let dataset = match (self.dataset, hashes.dataset) {
			(Some(signed), Some(hash)) => {
				let owner = T::Registry::dataset_owner(signed.order.dataset)
					.ok_or(Error::<T>::DatasetNotRegistered)?;
				let by = book.and_then(|booked| booked.dataset.as_ref());
				authentic(hash, signed, by, &owner, Error::<T>::DatasetOrderNotAuthentic)?;
				Some(owner)
			},
			_ => None,
		};

		let id = self.workerpool.order.workerpool;
		let workerpool =
			T::Registry::workerpool_owner(id).ok_or(Error::<T>::WorkerpoolNotRegistered)?;
		let policy =
			T::Registry::workerpool_policy(id).ok_or(Error::<T>::WorkerpoolNotRegistered)?;
		authentic(
			hashes.workerpool,
			self.workerpool,
			book.map(|booked| &booked.workerpool),
			&workerpool,
			Error::<T>::WorkerpoolOrderNotAuthentic,
		)?;

		let requester = &self.request.order.requester;
		// The book makes no entry of what it counts, so a second count would give two deals one id.
		let is_signed = book.is_some() || !is_book_salt(&self.request.order.salt);
		ensure!(is_signed, Error::<T>::RequestOrderNotAuthentic);
		authentic(
			hashes.request,
			self.request,
			book.map(|_| requester),
			requester,
			Error::<T>::RequestOrderNotAuthentic,
		)?;
		Ok(Owners { app, dataset, workerpool, policy })
	}

	/// Condition 60: how many tasks every order can still serve, as far as one deal may have them.
	pub fn check_volume(
		&self,
		hashes: &Hashes,
		basis: &Basis<T::AccountId>,
	) -> Result<u64, Error<T>> {
		if let Basis::Book(booked) = basis {
			ensure!(booked.volume >= 1, Error::<T>::RequestOrderUsedUp);
			return Ok(booked.volume.min(T::MaxDealTasks::get()));
		}
		let left = |hash: OrderHash, volume: u64, used_up: Error<T>| {
			let left = volume.saturating_sub(Consumed::<T>::get(hash));
			ensure!(left >= 1, used_up);
			Ok(left)
		};
		let mut volume = left(hashes.app, self.app.order.volume, Error::<T>::AppOrderUsedUp)?;
		if let (Some(signed), Some(hash)) = (self.dataset, hashes.dataset) {
			volume = volume.min(left(hash, signed.order.volume, Error::<T>::DatasetOrderUsedUp)?);
		}
		let workerpool = &self.workerpool.order;
		let request = &self.request.order;
		volume = volume
			.min(left(hashes.workerpool, workerpool.volume, Error::<T>::WorkerpoolOrderUsedUp)?)
			.min(left(hashes.request, request.volume, Error::<T>::RequestOrderUsedUp)?);
		Ok(volume.min(T::MaxDealTasks::get()))
	}

	/// How many of the restrictions are groups: each costs a lookup.
	pub fn group_restrictions(&self) -> u64 {
		let app = &self.app.order;
		let workerpool = &self.workerpool.order;
		let fixed = [
			&self.request.order.workerpool_restrict,
			&app.dataset_restrict,
			&app.workerpool_restrict,
			&app.requester_restrict,
			&workerpool.app_restrict,
			&workerpool.dataset_restrict,
			&workerpool.requester_restrict,
		];
		let of_dataset = self.dataset.into_iter().flat_map(|signed| {
			[
				&signed.order.app_restrict,
				&signed.order.workerpool_restrict,
				&signed.order.requester_restrict,
			]
		});
		let groups = fixed
			.into_iter()
			.chain(of_dataset)
			.filter(|restrict| matches!(restrict, Restrict::Group(_)))
			.count();
		groups.try_into().unwrap_or(u64::MAX)
	}
}

/// What the market's rules ask of a pool of these rules at a match, in this order: that it was not
/// changed just now, that it can serve a trust for which `agreeing` owners have to agree, and a TEE
/// broker when the tag demands one (PROTOCOL 9.1).
pub(crate) fn check_pool<T: Config>(
	id: WorkerpoolId,
	agreeing: u32,
	tag: Tag,
	pool: &PoolRules,
) -> Result<(), Error<T>> {
	let is_open = pool.admission == Admission::Open;
	let by_chain = pool.assigned_by == AssignedBy::Chain;
	ensure!(!by_chain || T::Assignments::is_warm(id), Error::<T>::PoolChangedLately);
	// What comes of it is at most 259.
	let needed = match agreeing {
		agree if is_open && agree >= 2 => agree.saturating_add(SPARE_OWNERS),
		agree if by_chain => agree,
		_ => 0,
	};
	let there = T::Assignments::owners(id);
	if there < needed {
		let told = |owners: u32| owners.try_into().unwrap_or(u8::MAX);
		return Err(Error::<T>::PoolCantServe { needed: told(needed), there: told(there) });
	}

	let lacks_broker = by_chain && tag.contains(Tag::TEE) && !T::OnDeal::has_tee_broker();
	ensure!(!lacks_broker, Error::<T>::NoTeeBroker);
	Ok(())
}

/// Refuses a deal that few of its pool's workers would serve: in an open pool, a stake above what
/// workers agree to unless they say otherwise would leave the tasks to those who said so, when several
/// owners, `agreeing`, have to agree.
pub(crate) fn check_stake<T: Config>(
	agreeing: u32,
	stake: Balance,
	pool: &PoolRules,
) -> Result<(), Error<T>> {
	let few = agreeing >= 2 && pool.admission == Admission::Open && stake > DEFAULT_MAX_STAKE;
	ensure!(!few, Error::<T>::StakeBeyondConsent);
	Ok(())
}

/// `restrict` accepts `party`; nobody satisfies nothing but `Anybody`.
fn accepts<T: Config>(
	restrict: &Restrict<T::AccountId>,
	party: &Option<Party<T::AccountId>>,
) -> bool {
	match (restrict, party) {
		(Restrict::Anybody, _) => true,
		(_, None) => false,
		(Restrict::Only(only), Some(party)) => only == party,
		(Restrict::Group(group), Some(party)) => T::Registry::in_group(*group, party),
	}
}

/// The order has not come to its end, and is of the present epoch of `of`.
fn within<T: Config, O>(
	signed: &Signed<O, T::Signature, T::AccountId>,
	of: Party<T::AccountId>,
	(expired, revoked): (Error<T>, Error<T>),
) -> Result<(), Error<T>> {
	let (until, epoch) = match &signed.bounds {
		Some(bounds) => (bounds.until, bounds.epoch),
		None => (None, 0),
	};
	// A date that people sign counts by the timestamp itself (PROTOCOL 9): it may come early, never late.
	ensure!(until.is_none_or(|until| T::Timestamp::now().as_secs() < until), expired);
	ensure!(T::Registry::epoch(&of) == epoch, revoked);
	Ok(())
}

/// The order is `who`'s: placed in the book by it, presigned by it, or signed by it. As in the
/// published contracts, a presignature counts whatever signature comes with the order.
fn authentic<T: Config, O>(
	hash: OrderHash,
	signed: &Signed<O, T::Signature, T::AccountId>,
	placed_by: Option<&T::AccountId>,
	who: &T::AccountId,
	otherwise: Error<T>,
) -> Result<(), Error<T>> {
	if let Some(by) = placed_by {
		ensure!(by == who, otherwise);
		return Ok(());
	}
	if Presigned::<T>::get(hash).as_ref() == Some(who) {
		return Ok(());
	}
	let signature = signed.signature.as_ref().ok_or(Error::<T>::MissingSignature)?;
	ensure!(signing::verify(signature, &hash, who), otherwise);
	Ok(())
}
