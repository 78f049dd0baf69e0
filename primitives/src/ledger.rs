// SPDX-License-Identifier: Apache-2.0

//! The arithmetic of the ledger of stakes (PROTOCOL 2): what moves, and in memory until all of it is
//! right, so that a refusal changes nothing and each account is written once.

use crate::{
	math::{percent, Balance},
	TaskId, RLC,
};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use frame_support::pallet_prelude::{DispatchError, DispatchResult};
use scale_info::TypeInfo;

#[cfg(test)]
mod tests;

/// Percent of the kitty that a completed task draws (PROTOCOL 2).
pub const KITTY_RATIO: u64 = 10;
/// Least amount that a completed task draws from the kitty, in nRLC, as long as the kitty holds
/// that much (PROTOCOL 2).
pub const KITTY_MIN: Balance = RLC;

/// Share of a completed task in a kitty that holds `kitty` nRLC (PROTOCOL 2):
/// `kitty == 0 ? 0 : min(max(kitty * 10 / 100, 1 RLC), kitty)`.
pub fn kitty_share(kitty: Balance) -> Balance {
	// The last step makes it 0 when the kitty is.
	percent(kitty, KITTY_RATIO).max(KITTY_MIN).min(kitty)
}

/// An account of the ledger (PROTOCOL 2).
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct Account {
	/// Deposited or earned RLC, free to use or to withdraw, in nRLC.
	pub stake: Balance,
	/// Stake locked by deals, contributions and challenges, in nRLC.
	pub locked: Balance,
}

impl Account {
	/// Neither free nor locked stake: the account needs no entry.
	pub fn is_empty(&self) -> bool {
		self.stake == 0 && self.locked == 0
	}

	/// Adds to the free stake.
	pub fn give(&mut self, amount: Balance) -> Result<(), Refusal> {
		self.stake = self.stake.checked_add(amount).ok_or(Refusal::Overflow)?;
		Ok(())
	}

	/// Takes of the free stake.
	pub fn take(&mut self, amount: Balance) -> Result<(), Refusal> {
		self.stake = self.stake.checked_sub(amount).ok_or(Refusal::StakeShort)?;
		Ok(())
	}

	/// Moves stake to locked.
	pub fn lock(&mut self, amount: Balance) -> Result<(), Refusal> {
		self.take(amount)?;
		self.locked = self.locked.checked_add(amount).ok_or(Refusal::Overflow)?;
		Ok(())
	}

	/// Takes of what is locked.
	pub fn seize(&mut self, amount: Balance) -> Result<(), Refusal> {
		self.locked = self.locked.checked_sub(amount).ok_or(Refusal::LockedShort)?;
		Ok(())
	}
}

/// Why the ledger refuses a move.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
	/// The free stake is below the amount.
	StakeShort,
	/// The locked stake, or the kitty, is below the amount.
	LockedShort,
	/// More is handed on than was taken, or less.
	Unbalanced,
	/// An amount beyond all that there can be.
	Overflow,
}

/// A movement of the ledger, in nRLC. What is seized or drawn is handed on by later moves of the
/// same settlement, all of it.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum Move<AccountId> {
	/// Locked stake became free again.
	Unlocked {
		/// Owner of the stake.
		who: AccountId,
		/// nRLC.
		#[codec(compact)]
		amount: Balance,
	},
	/// Locked stake was lost to others: spent on a task, or punished.
	Seized {
		/// The account that lost the stake.
		who: AccountId,
		/// nRLC.
		#[codec(compact)]
		amount: Balance,
	},
	/// Earnings were added to a stake, also of an account that never deposited.
	Rewarded {
		/// The account that earned the amount.
		who: AccountId,
		/// nRLC.
		#[codec(compact)]
		amount: Balance,
	},
	/// A completed task drew its share from the kitty.
	KittyDrawn {
		/// nRLC.
		#[codec(compact)]
		amount: Balance,
	},
	/// What was seized was added to the kitty.
	KittyFilled {
		/// nRLC.
		#[codec(compact)]
		amount: Balance,
	},
}

/// The ledger of stakes (PROTOCOL 2), implemented by `pallet-escrow`. What several steps have in
/// common goes through a [`Sheet`].
pub trait Ledger<AccountId: Ord + Clone> {
	/// An account, empty if the ledger does not know it.
	fn account(who: &AccountId) -> Account;
	/// Writes an account down. For [`Sheet::close`] alone.
	fn put_account(who: &AccountId, account: Account);
	/// The kitty, in nRLC.
	fn kitty() -> Balance;
	/// Writes the kitty down. For [`Sheet::close`] alone.
	fn put_kitty(kitty: Balance);
	/// The ledger's error for a refusal.
	fn error(refusal: Refusal) -> DispatchError;
	/// Tells everybody what was moved for a task.
	fn tell(task: TaskId, moves: Vec<Move<AccountId>>);
	/// Every account with locked stake, and that stake in nRLC. Reads the whole ledger: for
	/// `try_state` alone.
	fn all_locked() -> Vec<(AccountId, Balance)>;
	/// Moves stake to locked, and tells everybody; refused when the stake is short.
	fn lock(who: &AccountId, amount: Balance) -> DispatchResult;
	/// Frees locked stake, and tells everybody; refused when less is locked.
	fn unlock(who: &AccountId, amount: Balance) -> DispatchResult;
	/// Free stake, in nRLC.
	fn stake(who: &AccountId) -> Balance {
		Self::account(who).stake
	}
	/// Stake locked by deals, contributions and challenges, in nRLC.
	fn locked(who: &AccountId) -> Balance {
		Self::account(who).locked
	}
	/// [`Ledger::lock`] that refuses a short stake with the caller's error, which says whose stake
	/// it is.
	fn lock_or(
		who: &AccountId,
		amount: Balance,
		short: impl Into<DispatchError>,
	) -> DispatchResult {
		Self::lock(who, amount).map_err(|error| match Self::stake(who) < amount {
			true => short.into(),
			false => error,
		})
	}
	/// Makes all moves of a task or none, and tells everybody.
	fn settle(task: TaskId, moves: Vec<Move<AccountId>>) -> DispatchResult {
		let mut sheet = Sheet::<AccountId, Self>::default();
		sheet.apply(&moves).map_err(Self::error)?;
		sheet.close();
		Self::tell(task, moves);
		Ok(())
	}
}

/// What was read of the ledger, and what it has become.
#[derive(Clone, Copy)]
struct Line<Value> {
	read: Value,
	now: Value,
}

/// The ledger's accounts as a batch of steps changes them: each is read once and written once, at
/// the end.
pub struct Sheet<AccountId, L: ?Sized> {
	accounts: BTreeMap<AccountId, Line<Account>>,
	kitty: Option<Line<Balance>>,
	_ledger: PhantomData<L>,
}

impl<AccountId: Ord, L: ?Sized> Default for Sheet<AccountId, L> {
	fn default() -> Self {
		Self { accounts: BTreeMap::new(), kitty: None, _ledger: PhantomData }
	}
}

impl<AccountId: Ord + Clone, L: Ledger<AccountId> + ?Sized> Sheet<AccountId, L> {
	/// An account as it is by now.
	pub fn account(&mut self, who: &AccountId) -> Account {
		if let Some(line) = self.accounts.get(who) {
			return line.now;
		}
		let read = L::account(who);
		self.accounts.insert(who.clone(), Line { read, now: read });
		read
	}

	/// The kitty as it is by now.
	pub fn kitty(&mut self) -> Balance {
		let read = || {
			let read = L::kitty();
			Line { read, now: read }
		};
		self.kitty.get_or_insert_with(read).now
	}

	/// Moves stake to locked. A refusal changes nothing.
	pub fn lock(&mut self, who: &AccountId, amount: Balance) -> Result<(), Refusal> {
		let mut account = self.account(who);
		account.lock(amount)?;
		self.set(who, account);
		Ok(())
	}

	/// Makes all moves, in order, and hands on exactly what was taken. A refusal changes nothing.
	pub fn apply(&mut self, moves: &[Move<AccountId>]) -> Result<(), Refusal> {
		let mut changed: BTreeMap<&AccountId, Account> = BTreeMap::new();
		let mut kitty = None;
		let mut owed: Balance = 0;
		for step in moves {
			let mut of = |who| *changed.entry(who).or_insert_with(|| self.account(who));
			match step {
				Move::Unlocked { who, amount } => {
					let mut account = of(who);
					account.seize(*amount)?;
					account.give(*amount)?;
					changed.insert(who, account);
				},
				Move::Seized { who, amount } => {
					let mut account = of(who);
					account.seize(*amount)?;
					owed = owed.checked_add(*amount).ok_or(Refusal::Overflow)?;
					changed.insert(who, account);
				},
				Move::Rewarded { who, amount } => {
					let mut account = of(who);
					owed = owed.checked_sub(*amount).ok_or(Refusal::Unbalanced)?;
					account.give(*amount)?;
					changed.insert(who, account);
				},
				Move::KittyDrawn { amount } => {
					let full = kitty.unwrap_or_else(|| self.kitty());
					kitty = Some(full.checked_sub(*amount).ok_or(Refusal::LockedShort)?);
					owed = owed.checked_add(*amount).ok_or(Refusal::Overflow)?;
				},
				Move::KittyFilled { amount } => {
					owed = owed.checked_sub(*amount).ok_or(Refusal::Unbalanced)?;
					let old = kitty.unwrap_or_else(|| self.kitty());
					kitty = Some(old.checked_add(*amount).ok_or(Refusal::Overflow)?);
				},
			}
		}
		if owed != 0 {
			return Err(Refusal::Unbalanced);
		}
		for (who, account) in changed {
			self.set(who, account);
		}
		if let (Some(line), Some(now)) = (self.kitty.as_mut(), kitty) {
			line.now = now;
		}
		Ok(())
	}

	fn set(&mut self, who: &AccountId, account: Account) {
		if let Some(line) = self.accounts.get_mut(who) {
			line.now = account;
		}
	}

	/// Writes down what has changed, for others who read or change the ledger itself before the end.
	/// What comes after is read anew.
	pub fn flush(&mut self) {
		core::mem::take(self).close();
	}

	/// Writes down what has changed.
	pub fn close(self) {
		for (who, Line { read, now }) in self.accounts {
			if read != now {
				L::put_account(&who, now);
			}
		}
		if let Some(Line { now, .. }) = self.kitty.filter(|line| line.read != line.now) {
			L::put_kitty(now);
		}
	}
}
