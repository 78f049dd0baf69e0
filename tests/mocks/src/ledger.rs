// SPDX-License-Identifier: Apache-2.0

//! The ledger of stakes, in place of `pallet-escrow`.

use crate::Account;
use bourse_primitives::{traits::Ledger, Balance, TaskId, RLC};
use core::marker::PhantomData;
use frame_support::{pallet_prelude::ValueQuery, storage_alias, Blake2_128Concat};
use sp_runtime::{DispatchError, DispatchResult, TokenError};

/// Stake and locked of an account, in nRLC.
#[storage_alias]
type Accounts<AccountId: Account> =
	StorageMap<MockLedger, Blake2_128Concat, AccountId, (Balance, Balance), ValueQuery>;
#[storage_alias]
type Kitty = StorageValue<MockLedger, Balance, ValueQuery>;
#[storage_alias]
type Owed = StorageValue<MockLedger, Balance, ValueQuery>;
/// Everything that was put in, in nRLC, modulo 2^128: tests of single calls may give each of their
/// accounts as much as there can be.
#[storage_alias]
type Total = StorageValue<MockLedger, Balance, ValueQuery>;

/// A ledger that keeps books and refuses whatever does not balance, with
/// `TokenError::FundsUnavailable`.
pub struct MockLedger<AccountId>(PhantomData<AccountId>);

/// The difference, or the refusal.
fn less(from: Balance, amount: Balance) -> Result<Balance, DispatchError> {
	Ok(from.checked_sub(amount).ok_or(TokenError::FundsUnavailable)?)
}

/// The sum. No test gives an account more than there can be.
fn more(to: Balance, amount: Balance) -> Balance {
	to.checked_add(amount).expect("what an account has is a balance")
}

impl<AccountId: Account> MockLedger<AccountId> {
	/// Gives `who` so much more stake.
	pub fn endow(who: &AccountId, amount: Balance) {
		Self::set(who, |(stake, locked)| (more(stake, amount), locked));
	}

	/// Sets the stake of `who`, whatever it was.
	pub fn set_stake(who: &AccountId, stake: Balance) {
		Self::set(who, |(_, locked)| (stake, locked));
	}

	/// Sets what `who` has locked, whatever it was.
	pub fn set_locked(who: &AccountId, locked: Balance) {
		Self::set(who, |(stake, _)| (stake, locked));
	}

	fn set(who: &AccountId, change: impl FnOnce((Balance, Balance)) -> (Balance, Balance)) {
		let old = Accounts::<AccountId>::get(who);
		let new = change(old);
		let rest = Total::get().wrapping_sub(old.0).wrapping_sub(old.1);
		Total::put(rest.wrapping_add(new.0).wrapping_add(new.1));
		Accounts::<AccountId>::insert(who, new);
	}

	fn take_owed(amount: Balance) -> DispatchResult {
		Owed::put(less(Owed::get(), amount)?);
		Ok(())
	}

	/// Panics when something is owed to nobody, or more or less is there than was put in.
	pub fn check() {
		assert_eq!(Owed::get(), 0, "value is owed to nobody");
		let sum = Accounts::<AccountId>::iter_values()
			.flat_map(|(stake, locked)| [stake, locked])
			.fold(Kitty::get(), Balance::wrapping_add);
		assert_eq!(sum, Total::get(), "value appeared or disappeared");
	}
}

impl<AccountId: Account> Ledger<AccountId> for MockLedger<AccountId> {
	fn stake(who: &AccountId) -> Balance {
		Accounts::<AccountId>::get(who).0
	}
	fn locked(who: &AccountId) -> Balance {
		Accounts::<AccountId>::get(who).1
	}
	fn kitty() -> Balance {
		Kitty::get()
	}
	fn all_locked() -> Vec<(AccountId, Balance)> {
		Accounts::<AccountId>::iter()
			.map(|(who, (_, locked))| (who, locked))
			.filter(|(_, locked)| *locked > 0)
			.collect()
	}
	fn lock(who: &AccountId, amount: Balance) -> DispatchResult {
		let (stake, locked) = Accounts::<AccountId>::get(who);
		Accounts::<AccountId>::insert(who, (less(stake, amount)?, more(locked, amount)));
		Ok(())
	}
	fn unlock(who: &AccountId, amount: Balance) -> DispatchResult {
		let (stake, locked) = Accounts::<AccountId>::get(who);
		Accounts::<AccountId>::insert(who, (more(stake, amount), less(locked, amount)?));
		Ok(())
	}
	fn seize(who: &AccountId, amount: Balance, _: TaskId) -> DispatchResult {
		let (stake, locked) = Accounts::<AccountId>::get(who);
		Accounts::<AccountId>::insert(who, (stake, less(locked, amount)?));
		Owed::put(more(Owed::get(), amount));
		Ok(())
	}
	fn reward(who: &AccountId, amount: Balance, _: TaskId) -> DispatchResult {
		Self::take_owed(amount)?;
		Accounts::<AccountId>::mutate(who, |(stake, _)| *stake = more(*stake, amount));
		Ok(())
	}
	fn fill_kitty(amount: Balance, _: TaskId) -> DispatchResult {
		Self::take_owed(amount)?;
		Kitty::put(more(Kitty::get(), amount));
		Ok(())
	}
	fn draw_from_kitty(_: TaskId) -> Result<Balance, DispatchError> {
		let kitty = Kitty::get();
		let share = (kitty / 10).max(RLC).min(kitty);
		Kitty::put(kitty - share);
		Owed::put(more(Owed::get(), share));
		Ok(share)
	}
}
