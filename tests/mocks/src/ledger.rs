// SPDX-License-Identifier: Apache-2.0

//! The ledger of stakes, in place of `pallet-escrow`.

use crate::Account as MockId;
use bourse_primitives::{
	traits::{Account, Ledger, Move, Refusal, Wallet},
	Balance, TaskId,
};
use core::marker::PhantomData;
use frame_support::{
	pallet_prelude::{ValueQuery, Weight},
	storage_alias, Blake2_128Concat,
};
use sp_runtime::{DispatchError, DispatchResult, TokenError};

/// The accounts.
#[storage_alias]
type Accounts<AccountId: MockId> =
	StorageMap<MockLedger, Blake2_128Concat, AccountId, Account, ValueQuery>;
#[storage_alias]
type Kitty = StorageValue<MockLedger, Balance, ValueQuery>;
/// Everything that was put in, in nRLC, modulo 2^128: tests of single calls may give each of their
/// accounts as much as there can be.
#[storage_alias]
type Total = StorageValue<MockLedger, Balance, ValueQuery>;

/// Wallets, in nRLC, which are no part of the ledger.
#[storage_alias]
pub type Wallets<AccountId: MockId> =
	StorageMap<MockLedger, Blake2_128Concat, AccountId, Balance, ValueQuery>;

/// A ledger that keeps books and refuses whatever does not balance, with
/// `TokenError::FundsUnavailable`.
pub struct MockLedger<AccountId>(PhantomData<AccountId>);

impl<AccountId: MockId> MockLedger<AccountId> {
	/// Gives `who` so much more stake. No test gives an account more than there can be.
	pub fn endow(who: &AccountId, amount: Balance) {
		Self::set(who, |account| {
			account.give(amount).expect("what an account has is a balance");
		});
	}

	/// Sets the stake of `who`, whatever it was.
	pub fn set_stake(who: &AccountId, stake: Balance) {
		Self::set(who, |account| account.stake = stake);
	}

	/// Sets what `who` has locked, whatever it was.
	pub fn set_locked(who: &AccountId, locked: Balance) {
		Self::set(who, |account| account.locked = locked);
	}

	fn set(who: &AccountId, change: impl FnOnce(&mut Account)) {
		let old = Accounts::<AccountId>::get(who);
		let mut new = old;
		change(&mut new);
		let rest = Total::get().wrapping_sub(old.stake).wrapping_sub(old.locked);
		Total::put(rest.wrapping_add(new.stake).wrapping_add(new.locked));
		Accounts::<AccountId>::insert(who, new);
	}

	/// Panics when more or less is there than was put in.
	pub fn check() {
		let sum = Accounts::<AccountId>::iter_values()
			.flat_map(|account| [account.stake, account.locked])
			.fold(Kitty::get(), Balance::wrapping_add);
		assert_eq!(sum, Total::get(), "value appeared or disappeared");
	}
}

impl<AccountId: MockId> Ledger<AccountId> for MockLedger<AccountId> {
	fn account(who: &AccountId) -> Account {
		Accounts::<AccountId>::get(who)
	}
	fn put_account(who: &AccountId, account: Account) {
		Accounts::<AccountId>::insert(who, account);
	}
	fn kitty() -> Balance {
		Kitty::get()
	}
	fn put_kitty(kitty: Balance) {
		Kitty::put(kitty);
	}
	fn error(_: Refusal) -> DispatchError {
		TokenError::FundsUnavailable.into()
	}
	fn tell(_: TaskId, _: Vec<Move<AccountId>>) {}
	fn all_locked() -> Vec<(AccountId, Balance)> {
		Accounts::<AccountId>::iter()
			.map(|(who, account)| (who, account.locked))
			.filter(|(_, locked)| *locked > 0)
			.collect()
	}
	fn lock(who: &AccountId, amount: Balance) -> DispatchResult {
		let mut account = Accounts::<AccountId>::get(who);
		account.lock(amount).map_err(Self::error)?;
		Accounts::<AccountId>::insert(who, account);
		Ok(())
	}
	fn unlock(who: &AccountId, amount: Balance) -> DispatchResult {
		let mut account = Accounts::<AccountId>::get(who);
		account.seize(amount).and_then(|()| account.give(amount)).map_err(Self::error)?;
		Accounts::<AccountId>::insert(who, account);
		Ok(())
	}
}

impl<AccountId: MockId> Wallet<AccountId> for MockLedger<AccountId> {
	fn deposit(who: &AccountId, amount: Balance) -> DispatchResult {
		let left = Wallets::<AccountId>::get(who).checked_sub(amount);
		Wallets::<AccountId>::insert(who, left.ok_or(TokenError::FundsUnavailable)?);
		Self::endow(who, amount);
		Ok(())
	}
	fn weight() -> Weight {
		Weight::zero()
	}
}
