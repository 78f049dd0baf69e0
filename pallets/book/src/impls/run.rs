// SPDX-License-Identifier: Apache-2.0

//! One call to buy.

use super::{
	newcomer::{Kind, Newcomer},
	place::Done,
	store::Storage,
	trade::each,
};
use crate::{
	engine::{price_of, tick_to, Grid, Side, Walk},
	pallet::*,
	Allowance, Lifetime, NewOrder, DAY, MAX_DEALS, MAX_EVICTIONS,
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

impl<T: Config> Pallet<T> {
	pub(crate) fn do_run(
		who: T::AccountId,
		job: Job<T::AccountId>,
		max_total: Balance,
		deposit: bool,
	) -> Result<Done, DispatchError> {
		let newcomer = Self::buyer(&who, job, max_total)?;
		let needed = Self::estimate(&newcomer);
		if deposit {
			let all = needed.saturating_add(Self::reserve(&who));
			let short = all.saturating_sub(T::Ledger::stake(&who));
			if short > 0 {
				T::Wallet::deposit(&who, short)?;
			}
		}
		Self::buy(newcomer, needed)
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
		let left = allowance.per_day.saturating_sub(allowance.spent);
		ensure!(max_total <= left, Error::<T>::NotAllowed);
		let newcomer = Self::buyer(&owner, job, max_total)?;
		let needed = Self::estimate(&newcomer);
		let done = Self::buy(newcomer, needed)?;
		allowance.spent = allowance.spent.saturating_add(done.total);
		Allowances::<T>::insert(&owner, &key, allowance);
		Ok(done)
	}

	pub(crate) fn do_set_allowance(
		owner: T::AccountId,
		key: T::AccountId,
		per_day: Balance,
	) -> DispatchResult {
		match (Allowances::<T>::get(&owner, &key), per_day) {
			(None, 0) => {},
			(Some(old), 0) => {
				Allowances::<T>::remove(&owner, &key);
				Self::free(&owner, old.deposit, 0)?;
			},
			// What was spent today counts on.
			(Some(old), _) => {
				Allowances::<T>::insert(&owner, &key, Allowance { per_day, ..old });
			},
			(None, _) => {
				let deposit = Parameters::<T>::get().deposit;
				Self::lock(&owner, deposit, true)?;
				let allowance = Allowance { per_day, day: 0, spent: 0, deposit };
				Allowances::<T>::insert(&owner, &key, allowance);
			},
		}
		Self::deposit_event(Event::AllowanceSet { owner, key, per_day });
		Ok(())
	}

	/// The request of a job whose deals lock `max_total` at most. It locks nothing before it trades.
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
		Self::check_volume(job.volume)?;
		let lowest = others.saturating_add(Self::task_fee(1));
		ensure!(each(max_total, 0, job.volume) >= lowest, Error::<T>::MaxTotalTooLow);
		// The last task may cost what all others have left.
		let price = price_of(tick_to(max_total.saturating_sub(others)));
		let request = NewRequest { job, app_max_price: app, dataset_max_price: dataset, price };
		let order = NewOrder::Request(request);
		let mut newcomer = Self::newcomer(Self::next_number(), who.clone(), order)?;
		newcomer.held = 0;
		newcomer.budget = Some(max_total);
		Ok(newcomer)
	}

	/// nRLC that the deals of a buyer will lock, as far as its offers are not void.
	fn estimate(newcomer: &Newcomer<T::AccountId>) -> Balance {
		let Kind::Request(body) = &newcomer.kind else { return 0 };
		let now = Self::now();
		let trust = u8::try_from(body.order.trust.low_u32()).unwrap_or(u8::MAX);
		// The buyer's highest prices of app and dataset are the posted ones.
		let others = body
			.order
			.app_max_price
			.saturating_add(body.order.dataset_max_price)
			.saturating_add(Self::task_fee(trust));
		let budget = newcomer.budget.unwrap_or(Balance::MAX);
		let tags = Self::tags();
		let store = Storage::<T>::new();
		let grid = Grid { classes: &tags };
		let walk = Walk::new(&store, &newcomer.sections, Side::Offer, &grid, newcomer.cell);
		let (mut total, mut left): (Balance, u64) = (0, newcomer.volume);
		for (_, top) in walk.take(MAX_DEALS.saturating_add(MAX_EVICTIONS) as usize) {
			let task = others.saturating_add(price_of(top.tick));
			if left == 0 || task > each(budget, total, left) {
				break;
			}
			let resting = Orders::<T>::get(top.order);
			let Some(resting) = resting.filter(|resting| Self::void(resting, now).is_none()) else {
				continue;
			};
			let volume = left.min(resting.link.left);
			left = left.saturating_sub(volume);
			total = total.saturating_add(task.saturating_mul(volume.into()));
		}
		total
	}

	/// Trades a buyer's request at once, whose deals need so many nRLC.
	fn buy(newcomer: Newcomer<T::AccountId>, needed: Balance) -> Result<Done, DispatchError> {
		let requester = newcomer.owner.clone();
		ensure!(T::Ledger::stake(&requester) >= needed, Error::<T>::InsufficientStake);
		let done = Self::enter(newcomer, Lifetime::ImmediateOrCancel)?;
		let reserve = Self::reserve(&requester);
		ensure!(T::Ledger::stake(&requester) >= reserve, Error::<T>::StakeReserved);
		let Done { order, deals, volume, total, .. } = done;
		Self::deposit_event(Event::Bought { order, requester, deals, volume, total });
		Ok(done)
	}
}
