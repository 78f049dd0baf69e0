// SPDX-License-Identifier: Apache-2.0

//! New orders: what they are, what they lock, and where they look. Everything that a newcomer itself
//! could be at fault for is refused here, before it meets anybody.

use crate::{
	engine::{Cell, OrderId, Side, Tick},
	pallet::*,
	step_down, step_up, trust_of, Audience, Body, NewOffer, NewOrder, Section, Venue,
};
use alloc::{boxed::Box, vec, vec::Vec};
use bourse_primitives::{
	book::{Job, NewRequest, PoolChoice},
	orders::{book_salt, RequestOrder},
	params,
	traits::{Assignments, Matches, Registry, Rules},
	Admission, Balance, Party, Restrict, Tag, Trust, WorkerpoolId,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
};

/// A new order, ready to trade.
pub(crate) struct Newcomer<AccountId> {
	/// Its number.
	pub id: OrderId,
	/// The account that places it.
	pub owner: AccountId,
	/// Its cell.
	pub cell: Cell,
	/// The worst price that it takes.
	pub tick: Tick,
	/// Number of tasks.
	pub volume: u64,
	/// nRLC that each task locks before it trades.
	pub held: Balance,
	/// nRLC that all deals may lock: no task costs more than the tasks that are left have on average.
	pub budget: Option<Balance>,
	/// Where it looks for others.
	pub sections: Vec<Section>,
	/// Where it may rest.
	pub rests_in: Option<Section>,
	/// What it is.
	pub kind: Kind<AccountId>,
}

/// What a new order is.
pub(crate) enum Kind<AccountId> {
	/// An offer of a pool.
	Offer(WorkerpoolId),
	/// A request.
	Request(Box<Body<AccountId>>),
}

/// Where a request looks, where it may rest, and the restriction of its order.
type Where<AccountId> = (Vec<Section>, Option<Section>, Restrict<AccountId>);

impl<AccountId> Newcomer<AccountId> {
	/// Its side.
	pub fn side(&self) -> Side {
		match self.kind {
			Kind::Offer(_) => Side::Offer,
			Kind::Request(_) => Side::Request,
		}
	}

	/// Whether its owner pays for tasks.
	pub fn pays(&self) -> bool {
		self.side() == Side::Request
	}

	/// nRLC of all its tasks. None when that is beyond what an amount can be.
	pub fn to_lock(&self) -> Option<Balance> {
		self.held.checked_mul(self.volume.into())
	}
}

impl<T: Config> Pallet<T> {
	/// The new order with that number.
	pub(crate) fn newcomer(
		id: OrderId,
		who: T::AccountId,
		order: NewOrder<T::AccountId>,
	) -> Result<Newcomer<T::AccountId>, DispatchError> {
		match order {
			NewOrder::Offer(offer) => {
				let (newcomer, tag) = Self::new_offer(id, who, &offer)?;
				Self::check_served(&offer, newcomer.cell, tag)?;
				Ok(newcomer)
			},
			NewOrder::Request(request) => Self::new_request(id, who, request),
		}
	}

	/// An offer and the features of its class, whether or not its pool could serve it now.
	pub(crate) fn new_offer(
		id: OrderId,
		who: T::AccountId,
		offer: &NewOffer,
	) -> Result<(Newcomer<T::AccountId>, Tag), DispatchError> {
		let NewOffer { pool, open, category, class, trust, price, volume } = *offer;
		let owner = T::Registry::workerpool_owner(pool).ok_or(Error::<T>::UnknownPool)?;
		ensure!(owner == who, Error::<T>::NotOwner);
		ensure!(T::Registry::work_clock_time_ref(category).is_some(), Error::<T>::UnknownCategory);
		let step = step_down(trust).ok_or(Error::<T>::TrustOffGrid)?;
		let cell = Cell { class, step };
		let classes = TagClasses::<T>::get();
		let tag = *classes.get(usize::from(class)).ok_or(Error::<T>::TagOffGrid)?;
		let tick = Self::tick_for(price)?;
		Self::check_volume(volume)?;
		let venue = match open {
			true => {
				ensure!(Listed::<T>::contains_key(pool), Error::<T>::PoolNotListed);
				Venue::Open
			},
			false => Venue::Pool(pool),
		};
		let section = Section { venue, category };
		let newcomer = Newcomer {
			id,
			owner,
			cell,
			tick,
			volume,
			held: Self::stake_of(price),
			budget: None,
			sections: vec![section],
			rests_in: Some(section),
			kind: Kind::Offer(pool),
		};
		Ok((newcomer, tag))
	}

	/// Whether the pool of an offer in that cell could serve it now.
	pub(crate) fn check_served(offer: &NewOffer, cell: Cell, tag: Tag) -> DispatchResult {
		T::Market::check_pool(offer.pool, Trust::from(trust_of(cell)), tag, offer.price)
	}

	fn new_request(
		id: OrderId,
		who: T::AccountId,
		request: NewRequest<T::AccountId>,
	) -> Result<Newcomer<T::AccountId>, DispatchError> {
		let NewRequest { job, app_max_price, dataset_max_price, price } = request;
		ensure!(
			T::Registry::work_clock_time_ref(job.category).is_some(),
			Error::<T>::UnknownCategory
		);
		let step = step_up(job.trust).ok_or(Error::<T>::TrustOffGrid)?;
		let tick = Self::tick_for(price)?;
		Self::check_volume(job.volume)?;
		ensure!(params::check(&job.params).is_ok(), Error::<T>::BadParams);

		let now = Self::now();
		let (app_audience, app) = Self::app_terms(job.app, &who, job.group, now)?;
		ensure!(app.terms.price <= app_max_price, Error::<T>::AppTooExpensive);
		let dataset = match job.dataset {
			Some(id) => Some(Self::dataset_terms(id, job.app, &who, job.group, now)?),
			None => None,
		};
		let dataset_terms = dataset.as_ref().map(|(_, posted)| &posted.terms);
		let dataset_price = dataset_terms.map_or(0, |terms| terms.price);
		let dataset_max_price = match dataset_terms {
			Some(_) => dataset_max_price,
			None => 0,
		};
		ensure!(dataset_price <= dataset_max_price, Error::<T>::DatasetTooExpensive);

		let dataset_tag =
			dataset_terms.map_or(Tag::default(), |terms| terms.tag.without(Tag::FRAMEWORKS));
		let tag = app.terms.tag.union(job.tag).union(dataset_tag);
		let has_tee = !tag.contains(Tag::TEE) || app.terms.tag.contains(Tag::TEE);
		ensure!(has_tee, Error::<T>::AppWithoutTee);
		let class = Self::class_for(tag).ok_or(Error::<T>::TagOffGrid)?;

		let app_pool = app.terms.pool;
		let dataset_pool = dataset_terms.and_then(|terms| terms.pool);
		let named = match (app_pool, dataset_pool) {
			(Some(one), Some(other)) if one != other => {
				return Err(Error::<T>::TooManyRestrictions.into())
			},
			(one, other) => one.or(other),
		};
		if let Some(id) = job.dataset {
			Self::check_restricted(id, dataset_pool)?;
		}
		let (sections, rests_in, restrict) = Self::look_in(&job, named)?;

		let held = app_max_price
			.checked_add(dataset_max_price)
			.and_then(|sum| sum.checked_add(price))
			.and_then(|sum| sum.checked_add(Self::task_fee(job.trust)))
			.ok_or(Error::<T>::AmountTooLarge)?;
		let order = RequestOrder {
			app: job.app,
			app_max_price,
			dataset: job.dataset,
			dataset_max_price,
			workerpool_restrict: restrict,
			workerpool_max_price: price,
			requester: who.clone(),
			volume: job.volume,
			tag: job.tag,
			category: job.category,
			trust: Trust::from(job.trust),
			beneficiary: job.beneficiary.unwrap_or_else(|| who.clone()),
			callback: job.callback,
			params: job.params,
			salt: book_salt(id),
		};
		let dataset = dataset.map_or(Audience::Everybody, |(audience, _)| audience);
		Ok(Newcomer {
			id,
			owner: who,
			cell: Cell { class, step },
			tick,
			volume: order.volume,
			held,
			budget: None,
			sections,
			rests_in,
			kind: Kind::Request(Box::new(Body { order, app: app_audience, dataset })),
		})
	}

	/// The class with the fewest features among those that have all of `tag`.
	pub(crate) fn class_for(tag: Tag) -> Option<u8> {
		let classes = TagClasses::<T>::get();
		let fitting = (0u8..).zip(classes).filter(|(_, class)| class.contains(tag));
		fitting.min_by_key(|(_, class)| class.0.count_ones()).map(|(number, _)| number)
	}

	/// A restricted dataset is for a pool that its owner names, and that is not open (PROTOCOL 9.1).
	fn check_restricted(
		dataset: bourse_primitives::DatasetId,
		pool: Option<WorkerpoolId>,
	) -> Result<(), Error<T>> {
		let content = T::Registry::dataset_content(dataset).filter(|content| content.private);
		if content.is_some() && T::Rules::hold() {
			let pool = pool.ok_or(Error::<T>::DatasetNeedsPool)?;
			let is_open = T::Assignments::rules(pool).admission == Admission::Open;
			ensure!(!is_open, Error::<T>::DatasetNeedsPool);
		}
		Ok(())
	}

	/// Where a job looks for offers, by its own choice of pools and the one that app or dataset name.
	fn look_in(
		job: &Job<T::AccountId>,
		named: Option<WorkerpoolId>,
	) -> Result<Where<T::AccountId>, Error<T>> {
		let category = job.category;
		let at = |venue| Section { venue, category };
		let of = |pools: &[WorkerpoolId]| -> Result<Vec<Section>, Error<T>> {
			let looks = |pool: &&WorkerpoolId| named.is_none_or(|named| named == **pool);
			let sections: Vec<_> =
				pools.iter().filter(looks).map(|pool| at(Venue::Pool(*pool))).collect();
			ensure!(!sections.is_empty(), Error::<T>::TooManyRestrictions);
			Ok(sections)
		};
		match &job.pools {
			PoolChoice::Listed => {
				let section = at(named.map_or(Venue::Open, Venue::Pool));
				Ok((vec![section], Some(section), Restrict::Anybody))
			},
			PoolChoice::These(pools) => {
				let sections = of(pools)?;
				match (sections.first(), pools.first()) {
					(Some(section), Some(pool)) if pools.len() == 1 => {
						let only = Restrict::Only(Party::Workerpool(*pool));
						Ok((vec![*section], Some(*section), only))
					},
					// Orders have no restriction to a list: the book looks nowhere else.
					_ => Ok((sections, None, Restrict::Anybody)),
				}
			},
			PoolChoice::Group { group, pools } => {
				let is_member =
					|pool: &WorkerpoolId| T::Registry::in_group(*group, &Party::Workerpool(*pool));
				ensure!(pools.iter().all(is_member), Error::<T>::NotInGroup);
				Ok((of(pools)?, None, Restrict::Group(*group)))
			},
		}
	}
}
