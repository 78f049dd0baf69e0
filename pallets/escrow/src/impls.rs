// SPDX-License-Identifier: Apache-2.0

//! The work behind the calls, and the ledger as other pallets use it.

use crate::{Account, Accounts, Config, Error, Event, Kitty, Pallet, Total, WeightInfo};
use alloc::vec::Vec;
use bourse_primitives::{
	traits::{Ledger, Move, Refusal, StakeReserve, Wallet},
	Balance, TaskId,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult, Weight},
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
		let mut account = Accounts::<T>::get(who);
		account.take(amount).map_err(Self::error)?;
		// What an account holds fits in a balance, since the total does.
		let left = account.stake.saturating_add(account.locked);
		ensure!(left >= T::Reserve::reserved(who), Error::<T>::StakeReserved);
		Self::put_account(who, account);
		let total = Total::<T>::get().checked_sub(amount).ok_or(ArithmeticError::Underflow)?;
		Total::<T>::put(total);
		T::Currency::transfer(&Self::account_id(), who, amount, Preserve)?;
		Self::deposit_event(Event::Withdrawn { who: who.clone(), amount });
		Ok(())
	}

	pub(crate) fn do_spend_kitty(to: T::AccountId, amount: Balance) -> DispatchResult {
		let kitty = Kitty::<T>::get().checked_sub(amount).ok_or(Error::<T>::InsufficientKitty)?;
		Self::try_mutate(&to, |account| account.give(amount))?;
		Kitty::<T>::put(kitty);
		Self::deposit_event(Event::KittySpent { to, amount });
		Ok(())
	}

	/// Grows a stake and the total, for RLC that came into the pallet's account.
	fn mint_stake(who: &T::AccountId, amount: Balance) -> DispatchResult {
		let total = Total::<T>::get().checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		Self::try_mutate(who, |account| account.give(amount))?;
		Total::<T>::put(total);
		Ok(())
	}

	/// Changes an account with one read and one write. Changes nothing when `change` refuses;
	/// an account that is left with nothing loses its entry, and none is made for nothing.
	fn try_mutate(
		who: &T::AccountId,
		change: impl FnOnce(&mut Account) -> Result<(), Refusal>,
	) -> DispatchResult {
		let mut account = Accounts::<T>::get(who);
		change(&mut account).map_err(Self::error)?;
		Self::put_account(who, account);
		Ok(())
	}

	/// Verifies that:
	///
	/// 1. All stakes, all locked amounts and the kitty sum to `Total`. Only deposits and
	///    withdrawals change `Total`.
	/// 2. The pallet's account holds at least `Total` and its existential deposit. RLC that
	///    somebody sends to the account stays there.
	/// 3. No entry of `Accounts` is empty.
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

impl<T: Config> Ledger<T::AccountId> for Pallet<T> {
	fn account(who: &T::AccountId) -> Account {
		Accounts::<T>::get(who)
	}

	fn put_account(who: &T::AccountId, account: Account) {
		if account.is_empty() {
			Accounts::<T>::remove(who);
		} else {
			Accounts::<T>::insert(who, account);
		}
	}

	fn kitty() -> Balance {
		Kitty::<T>::get()
	}

	fn put_kitty(kitty: Balance) {
		Kitty::<T>::put(kitty);
	}

	fn error(refusal: Refusal) -> DispatchError {
		match refusal {
			Refusal::StakeShort => Error::<T>::InsufficientStake.into(),
			Refusal::LockedShort => Error::<T>::InsufficientLocked.into(),
			Refusal::Unbalanced => Error::<T>::Unbalanced.into(),
			Refusal::Overflow => ArithmeticError::Overflow.into(),
		}
	}

	fn tell(task: TaskId, moves: Vec<Move<T::AccountId>>) {
		Self::deposit_event(Event::Settled { task, moves });
	}

	fn all_locked() -> Vec<(T::AccountId, Balance)> {
		Accounts::<T>::iter()
			.map(|(who, account)| (who, account.locked))
			.filter(|(_, locked)| *locked > 0)
			.collect()
	}

	fn lock(who: &T::AccountId, amount: Balance) -> DispatchResult {
		Self::try_mutate(who, |account| account.lock(amount))?;
		Self::deposit_event(Event::Locked { who: who.clone(), amount });
		Ok(())
	}

	fn unlock(who: &T::AccountId, amount: Balance) -> DispatchResult {
		Self::try_mutate(who, |account| account.seize(amount).and_then(|()| account.give(amount)))?;
		Self::deposit_event(Event::Unlocked { who: who.clone(), amount });
		Ok(())
	}
}

impl<T: Config> Wallet<T::AccountId> for Pallet<T> {
	fn deposit(who: &T::AccountId, amount: Balance) -> DispatchResult {
		Self::do_deposit(who, who, amount)
	}

	fn weight() -> Weight {
		T::WeightInfo::deposit()
	}
}
