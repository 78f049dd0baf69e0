// SPDX-License-Identifier: Apache-2.0

//! The work behind the calls, and the ledger as other pallets use it.

use crate::{kitty_share, Account, Accounts, Config, Error, Event, Kitty, Owed, Pallet, Total};
use alloc::vec::Vec;
use bourse_primitives::{traits::Ledger, Balance, TaskId};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude::Polite, Preservation::Preserve},
		Get,
	},
};
use sp_runtime::{traits::AccountIdConversion, ArithmeticError};

impl<T: Config> Pallet<T> {
	/// The pallet's own account, which holds everything deposited.
	pub fn account_id() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// Mints what the pallet's account lacks of its existential deposit. That deposit is nobody's
	/// and never leaves, so the account can't be reaped.
	pub(crate) fn open_account() -> DispatchResult {
		let account = Self::account_id();
		let missing = T::Currency::minimum_balance().saturating_sub(T::Currency::balance(&account));
		if missing > 0 {
			T::Currency::mint_into(&account, missing)?;
		}
		Ok(())
	}

	pub(crate) fn do_deposit(
		from: &T::AccountId,
		who: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		let own = Self::account_id();
		// A transfer to oneself moves nothing: the stake would be backed by nothing.
		ensure!(*from != own, Error::<T>::OwnAccount);
		ensure!(
			amount <= T::Currency::reducible_balance(from, Preserve, Polite),
			Error::<T>::InsufficientBalance
		);
		T::Currency::transfer(from, &own, amount, Preserve)?;
		Self::mint_stake(who, amount)?;
		Self::deposit_event(Event::Deposited { from: from.clone(), who: who.clone(), amount });
		Ok(())
	}

	pub(crate) fn do_withdraw(who: &T::AccountId, amount: Balance) -> DispatchResult {
		Self::try_mutate(who, |account| Self::take_stake(account, amount))?;
		let total = Total::<T>::get().checked_sub(amount).ok_or(ArithmeticError::Underflow)?;
		Total::<T>::put(total);
		T::Currency::transfer(&Self::account_id(), who, amount, Preserve)?;
		Self::deposit_event(Event::Withdrawn { who: who.clone(), amount });
		Ok(())
	}

	/// Grows a stake and the total, for RLC that came into the pallet's account.
	fn mint_stake(who: &T::AccountId, amount: Balance) -> DispatchResult {
		let total = Total::<T>::get().checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		Self::try_mutate(who, |account| Self::give_stake(account, amount))?;
		Total::<T>::put(total);
		Ok(())
	}

	fn take_stake(account: &mut Account, amount: Balance) -> DispatchResult {
		account.stake = account.stake.checked_sub(amount).ok_or(Error::<T>::InsufficientStake)?;
		Ok(())
	}

	fn give_stake(account: &mut Account, amount: Balance) -> DispatchResult {
		account.stake = account.stake.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		Ok(())
	}

	fn take_locked(account: &mut Account, amount: Balance) -> DispatchResult {
		account.locked =
			account.locked.checked_sub(amount).ok_or(Error::<T>::InsufficientLocked)?;
		Ok(())
	}

	/// Changes an account with one read and one write. Changes nothing when `change` refuses;
	/// an account that is left with nothing loses its entry, and none is made for nothing.
	fn try_mutate(
		who: &T::AccountId,
		change: impl FnOnce(&mut Account) -> DispatchResult,
	) -> DispatchResult {
		Accounts::<T>::try_mutate_exists(who, |entry| {
			let mut account = entry.unwrap_or_default();
			change(&mut account)?;
			*entry = (!account.is_empty()).then_some(account);
			Ok(())
		})
	}

	/// What will be owed once `amount` more is.
	fn owe(amount: Balance) -> Result<Balance, DispatchError> {
		Ok(Owed::<T>::get().checked_add(amount).ok_or(ArithmeticError::Overflow)?)
	}

	/// What will still be owed once `amount` is handed on.
	fn hand_on(amount: Balance) -> Result<Balance, DispatchError> {
		Ok(Owed::<T>::get().checked_sub(amount).ok_or(Error::<T>::NothingOwed)?)
	}

	/// Checks the invariants that the README lists.
	#[cfg(any(feature = "try-runtime", feature = "std"))]
	pub fn do_try_state() -> Result<(), sp_runtime::TryRuntimeError> {
		let mut sum = Kitty::<T>::get();
		for (_, account) in Accounts::<T>::iter() {
			ensure!(!account.is_empty(), "escrow: an account with nothing has an entry");
			sum = sum
				.checked_add(account.stake)
				.and_then(|sum| sum.checked_add(account.locked))
				.ok_or(DispatchError::Other("escrow: the accounts sum to more than a balance"))?;
		}
		ensure!(Owed::<T>::get() == 0, "escrow: something seized was not handed on");
		let total = Total::<T>::get();
		ensure!(sum == total, "escrow: accounts and kitty do not sum to the total");
		let backing = T::Currency::balance(&Self::account_id());
		ensure!(
			total
				.checked_add(T::Currency::minimum_balance())
				.is_some_and(|needed| backing >= needed),
			"escrow: the pallet's account holds less than the total and its existential deposit"
		);
		Ok(())
	}
}

/// Each of these checks everything before it writes, so a refusal changes nothing.
impl<T: Config> Ledger<T::AccountId> for Pallet<T> {
	fn stake(who: &T::AccountId) -> Balance {
		Accounts::<T>::get(who).stake
	}

	fn locked(who: &T::AccountId) -> Balance {
		Accounts::<T>::get(who).locked
	}

	fn kitty() -> Balance {
		Kitty::<T>::get()
	}

	fn all_locked() -> Vec<(T::AccountId, Balance)> {
		Accounts::<T>::iter()
			.map(|(who, account)| (who, account.locked))
			.filter(|(_, locked)| *locked > 0)
			.collect()
	}

	fn lock(who: &T::AccountId, amount: Balance) -> DispatchResult {
		Self::try_mutate(who, |account| {
			Self::take_stake(account, amount)?;
			account.locked = account.locked.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
			Ok(())
		})?;
		Self::deposit_event(Event::Locked { who: who.clone(), amount });
		Ok(())
	}

	fn unlock(who: &T::AccountId, amount: Balance) -> DispatchResult {
		Self::try_mutate(who, |account| {
			Self::take_locked(account, amount)?;
			Self::give_stake(account, amount)
		})?;
		Self::deposit_event(Event::Unlocked { who: who.clone(), amount });
		Ok(())
	}

	fn seize(who: &T::AccountId, amount: Balance, task: TaskId) -> DispatchResult {
		let owed = Self::owe(amount)?;
		Self::try_mutate(who, |account| Self::take_locked(account, amount))?;
		Owed::<T>::put(owed);
		Self::deposit_event(Event::Seized { who: who.clone(), amount, task });
		Ok(())
	}

	fn reward(who: &T::AccountId, amount: Balance, task: TaskId) -> DispatchResult {
		let owed = Self::hand_on(amount)?;
		Self::try_mutate(who, |account| Self::give_stake(account, amount))?;
		Owed::<T>::put(owed);
		Self::deposit_event(Event::Rewarded { who: who.clone(), amount, task });
		Ok(())
	}

	fn fill_kitty(amount: Balance, task: TaskId) -> DispatchResult {
		let owed = Self::hand_on(amount)?;
		let kitty = Kitty::<T>::get().checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		Owed::<T>::put(owed);
		Kitty::<T>::put(kitty);
		Self::deposit_event(Event::KittyFilled { amount, task });
		Ok(())
	}

	fn draw_from_kitty(task: TaskId) -> Result<Balance, DispatchError> {
		let kitty = Kitty::<T>::get();
		let amount = kitty_share(kitty);
		if amount == 0 {
			return Ok(0);
		}
		let owed = Self::owe(amount)?;
		let left = kitty.checked_sub(amount).ok_or(ArithmeticError::Underflow)?;
		Owed::<T>::put(owed);
		Kitty::<T>::put(left);
		Self::deposit_event(Event::KittyDrawn { amount, task });
		Ok(amount)
	}
}
