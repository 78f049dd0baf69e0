// SPDX-License-Identifier: Apache-2.0

//! One call to buy.

use super::{newcomer::Newcomer, place::Done, store::Storage};
use crate::{
	engine::{price_of, tick_to, Grid, Side, Walk},
	pallet::*,
	Allowance, Lifetime, NewOrder, MAX_DEALS, MAX_EVICTIONS,
};
use bourse_primitives::{
	book::{Job, NewRequest},
	traits::{Ledger, Wallet},
	Balance,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
};

/// Seconds of a day.
const DAY: u64 = 86_400;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_run(
		who: T::AccountId,
		job: Job<T::AccountId>,
		max_total: Balance,
		deposit: bool,
	) -> Result<Done, DispatchError> {
		let newcomer = Self::buyer(&who, job, max_total)?;
		if deposit {
			let needed = newcomer
				.to_lock()
				.and_then(|amount| amount.checked_add(Self::reserve(&who)))
				.ok_or(Error::<T>::AmountTooLarge)?;
			let short = needed.saturating_sub(T::Ledger::stake(&who));
			if short > 0 {
				T::Wallet::deposit(&who, short)?;
			}
		}
		Self::buy(who, newcomer)
	}

	pub(crate) fn do_run_for(
		key: T::AccountId,
		owner: T::AccountId,
		job: Job<T::AccountId>,
		max_total: Balance,
	) -> Result<Done, DispatchError> {
		let mut allowance = Allowances::<T>::get(&owner, &key).ok_or(Error::<T>::NotAllowed)?;
		let day = Self::now() / DAY;
		if allowance.day != day {
			allowance.day = day;
			allowance.spent = 0;
		}
		let newcomer = Self::buyer(&owner, job, max_total)?;
		let most = newcomer.to_lock().ok_or(Error::<T>::AmountTooLarge)?;
		let left = allowance.per_day.saturating_sub(allowance.spent);
		ensure!(most <= left, Error::<T>::NotAllowed);
		let done = Self::buy(owner.clone(), newcomer)?;
		allowance.spent = allowance.spent.saturating_add(done.total);
		Allowances::<T>::insert(&owner, &key, allowance);
		Ok(done)
	}

	pub(crate) fn do_set_allowance(
		owner: T::AccountId,
		key: T::AccountId,
		per_day: Balance,
	) -> DispatchResult {
		match per_day {
			0 => Allowances::<T>::remove(&owner, &key),
			// What was spent today counts on.
			_ => Allowances::<T>::mutate(&owner, &key, |allowance| {
				let Allowance { day, spent, .. } =
					allowance.unwrap_or(Allowance { per_day, day: 0, spent: 0 });
				*allowance = Some(Allowance { per_day, day, spent });
			}),
		}
		Self::deposit_event(Event::AllowanceSet { owner, key, per_day });
		Ok(())
	}

	/// The request of a job that costs `max_total` at most, at the lowest price that gets all its tasks
	/// served, or else at the highest that it can pay.
	fn buyer(
		who: &T::AccountId,
		job: Job<T::AccountId>,
		max_total: Balance,
	) -> Result<Newcomer<T::AccountId>, DispatchError> {
		let now = Self::now();
		let app = Self::app_terms(job.app, who, job.group, now)?.1.terms.price;
		let dataset = match job.dataset {
			Some(id) => Self::dataset_terms(id, job.app, who, job.group, now)?.1.terms.price,
			None => 0,
		};
		let others = app
			.checked_add(dataset)
			.and_then(|sum| sum.checked_add(Self::task_fee(job.trust)))
			.ok_or(Error::<T>::AmountTooLarge)?;
		let task = max_total.checked_div(job.volume.into()).ok_or(Error::<T>::InvalidVolume)?;
		let pool = task.checked_sub(others).ok_or(Error::<T>::MaxTotalTooLow)?;
		let price = price_of(tick_to(pool));
		ensure!(price >= Self::task_fee(1), Error::<T>::MaxTotalTooLow);
		let request = NewRequest { job, app_max_price: app, dataset_max_price: dataset, price };
		let order = NewOrder::Request(request);
		let mut newcomer = Self::newcomer(Self::next_number(), who.clone(), order)?;

		let tags = Self::tags();
		let store = Storage::<T>::new();
		let grid = Grid { classes: &tags };
		let walk = Walk::new(&store, &newcomer.sections, Side::Offer, &grid, newcomer.cell);
		let (mut served, mut worst) = (0u64, None);
		let most = MAX_DEALS.saturating_add(MAX_EVICTIONS) as usize;
		for (_, top) in walk.take(most).take_while(|(_, top)| top.tick <= newcomer.tick) {
			let resting = Orders::<T>::get(top.order);
			let Some(resting) = resting.filter(|resting| Self::void(resting, now).is_none()) else {
				continue;
			};
			worst = Some(top.tick);
			served = served.saturating_add(resting.link.left);
			if served >= newcomer.volume {
				break;
			}
		}
		if let Some(tick) = worst.filter(|_| served >= newcomer.volume) {
			newcomer.lower(tick);
		}
		Ok(newcomer)
	}

	/// Trades a request at once.
	fn buy(
		requester: T::AccountId,
		newcomer: Newcomer<T::AccountId>,
	) -> Result<Done, DispatchError> {
		let done = Self::enter(newcomer, Lifetime::ImmediateOrCancel)?;
		let Done { order, deals, volume, total, .. } = done;
		Self::deposit_event(Event::Bought { order, requester, deals, volume, total });
		Ok(done)
	}
}
