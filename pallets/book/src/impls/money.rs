// SPDX-License-Identifier: Apache-2.0

//! Locks, fees and prices.

use crate::{
	engine::{price_of, tick_of, Cell, OrderId, Tick},
	pallet::*,
	slots_of, OnOffer, Resting, BUCKET,
};
use bourse_primitives::{
	math::percent,
	paid_assignments, protocol,
	traits::{Ledger, Matches, Move, Rules, Sheet, StakeReserve},
	Balance, Seconds, Trust, WorkerpoolId,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::UnixTime,
};

impl<T: Config> Pallet<T> {
	/// The block's timestamp, in seconds of the Unix epoch.
	pub(crate) fn now() -> Seconds {
		T::Timestamp::now().as_secs()
	}

	/// The next number.
	pub(crate) fn next_number() -> OrderId {
		NextOrder::<T>::mutate(|next| {
			// One for each order that was ever placed.
			*next = next.saturating_add(1);
			*next
		})
	}

	/// nRLC that a task of that trust locks besides its prices (PROTOCOL 9.1).
	pub(crate) fn task_fee(trust: u8) -> Balance {
		if !T::Rules::hold() {
			return 0;
		}
		let parameters = T::Rules::parameters();
		let workers = Balance::from(paid_assignments(Trust::from(trust)));
		parameters.start_fee.saturating_add(parameters.worker_fee.saturating_mul(workers))
	}

	/// nRLC that a pool's owner locks for a task of that price (PROTOCOL 4).
	pub(crate) fn stake_of(price: Balance) -> Balance {
		percent(price, protocol::SCHEDULER_STAKE_PERCENT)
	}

	/// The tick of a pool's price. Errors: `PriceOffGrid`, `PriceTooLow`.
	pub(crate) fn tick_for(price: Balance) -> Result<Tick, Error<T>> {
		let tick = tick_of(price).ok_or(Error::<T>::PriceOffGrid)?;
		ensure!(price_of(tick) >= Self::task_fee(1), Error::<T>::PriceTooLow);
		Ok(tick)
	}

	/// A volume that an order may have.
	pub(crate) fn check_volume(volume: u64) -> Result<(), Error<T>> {
		ensure!((1..=T::Market::max_tasks()).contains(&volume), Error::<T>::InvalidVolume);
		Ok(())
	}

	/// An end that an order may have.
	pub(crate) fn check_until(until: Seconds, now: Seconds) -> Result<(), Error<T>> {
		let longest = Parameters::<T>::get().longest;
		let in_time = until > now && until <= now.saturating_add(longest);
		ensure!(in_time, Error::<T>::InvalidTime);
		Ok(())
	}

	/// Locks stake. A requester, who `pays`, keeps what its slots have behind them free.
	pub(crate) fn lock(who: &T::AccountId, amount: Balance, pays: bool) -> DispatchResult {
		if amount > 0 {
			T::Ledger::lock_or(who, amount, Error::<T>::InsufficientStake)?;
		}
		let stays = !pays || T::Ledger::stake(who) >= Self::reserve(who);
		ensure!(stays, Error::<T>::StakeReserved);
		Ok(())
	}

	/// nRLC that an account keeps free when it pays.
	pub(crate) fn reserve(who: &T::AccountId) -> Balance {
		match T::Rules::hold() {
			true => T::Assignments::reserved(who),
			false => 0,
		}
	}

	/// Frees locked stake, of which `fee` goes to the kitty.
	pub(crate) fn free(who: &T::AccountId, amount: Balance, fee: Balance) -> DispatchResult {
		let fee = fee.min(amount);
		let amount = amount.saturating_sub(fee);
		if fee > 0 {
			Self::apply(&[
				Move::Seized { who: who.clone(), amount: fee },
				Move::KittyFilled { amount: fee },
			])?;
		}
		match amount {
			0 => Ok(()),
			_ => T::Ledger::unlock(who, amount),
		}
	}

	/// Makes moves of the ledger, all or none.
	pub(crate) fn apply(moves: &[Move<T::AccountId>]) -> Result<(), DispatchError> {
		let mut sheet = Sheet::<T::AccountId, T::Ledger>::default();
		sheet.apply(moves).map_err(T::Ledger::error)?;
		sheet.close();
		Ok(())
	}

	/// Counts tasks of a pool's resting offers of a cell.
	pub(crate) fn count_volume(pool: WorkerpoolId, cell: Cell, more: u64, fewer: u64) {
		let slots = slots_of(cell);
		// Sums of volumes of orders, which are bounded.
		let change = |volume: u64, each: u64| {
			let (more, fewer) = (more.saturating_mul(each), fewer.saturating_mul(each));
			volume.saturating_add(more).saturating_sub(fewer)
		};
		PoolVolume::<T>::mutate_exists(pool, |stored| {
			let offered = stored.unwrap_or_default();
			let (tasks, slots) = (change(offered.tasks, 1), change(offered.slots, slots));
			*stored = Some(OnOffer { tasks, slots }).filter(|offered| offered.tasks > 0);
		});
	}

	/// Forgets an order that has left its book with `left` tasks. Frees what it locked, but for `fee`.
	pub(crate) fn forget(
		order: OrderId,
		resting: &Resting<T::AccountId>,
		left: u64,
		fee: Balance,
	) -> DispatchResult {
		Orders::<T>::remove(order);
		OrdersOf::<T>::remove(&resting.owner, order);
		Expiring::<T>::remove(resting.until / BUCKET, order);
		match resting.pool {
			Some(pool) if left > 0 => Self::count_volume(pool, resting.book.cell, 0, left),
			Some(_) => {},
			None => Requests::<T>::remove(order),
		}
		// No more than was locked, which was an amount.
		let held = resting.held.saturating_mul(left.into());
		Self::free(&resting.owner, held.saturating_add(resting.deposit), fee)
	}
}
