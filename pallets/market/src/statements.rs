// SPDX-License-Identifier: Apache-2.0

//! Room for orders in the nodes' statement stores, which carry them to all nodes without a fee: against
//! a hold of stake, so that nobody fills other nodes' memory for nothing.

use crate::{types::*, Config, Error, Event, Pallet, StatementHolds};
use alloc::vec::Vec;
use bourse_primitives::{
	traits::{Holds, Ledger},
	Balance, Seconds,
};
use codec::Encode;
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{Get, UnixTime},
};
use sp_statement_store::{decrease_allowance_by, increase_allowance_by, StatementAllowance};

/// Most units that an account holds.
pub const MAX_UNITS: u32 = 64;
/// Statements of a unit.
pub const STATEMENTS: u32 = 16;
/// Bytes of a unit: 16 requests of the longest params.
const BYTES: u32 = 96 * 1024;
/// Seconds from the end of the allowance to that of the hold: what was published goes first.
pub const HOLD_AFTER: Seconds = 86_400;

/// What so many units allow.
pub(crate) fn allowance(units: u32) -> StatementAllowance {
	StatementAllowance::new(STATEMENTS.saturating_mul(units), BYTES.saturating_mul(units))
}

/// nRLC of so many units.
fn stake<T: Config>(units: u32) -> Balance {
	T::StatementUnit::get().saturating_mul(units.into())
}

impl<T: Config> Pallet<T> {
	/// Raises the number of units that `who` holds stake for to `units`, for statements of `key`.
	pub(crate) fn do_hold_statements(
		who: T::AccountId,
		key: T::AccountId,
		units: u32,
	) -> DispatchResult {
		let had = match StatementHolds::<T>::get(&who) {
			None => 0,
			Some(hold) => {
				ensure!(hold.free_at.is_none(), Error::<T>::StatementsEnding);
				ensure!(hold.key == key, Error::<T>::OtherStatementKey);
				hold.units
			},
		};
		ensure!(units > had && units <= MAX_UNITS, Error::<T>::InvalidUnits);
		let more = units.saturating_sub(had);
		T::Ledger::lock_or(&who, stake::<T>(more), Error::<T>::InsufficientRequesterStake)?;
		key.using_encoded(|account| increase_allowance_by(account, allowance(more)));
		let hold = StatementHold { key: key.clone(), units, free_at: None };
		StatementHolds::<T>::insert(&who, hold);
		Self::deposit_event(Event::StatementsHeld { who, key, units });
		Ok(())
	}

	/// Ends the allowance; a day later frees the stake.
	pub(crate) fn do_release_statements(who: T::AccountId) -> DispatchResult {
		let hold = StatementHolds::<T>::get(&who).ok_or(Error::<T>::NoStatements)?;
		let now = T::Timestamp::now().as_secs();
		match hold.free_at {
			None => {
				let allowed = allowance(hold.units);
				hold.key.using_encoded(|account| decrease_allowance_by(account, allowed));
				let free_at = now.saturating_add(HOLD_AFTER);
				let hold = StatementHold { free_at: Some(free_at), ..hold };
				StatementHolds::<T>::insert(&who, hold);
				Self::deposit_event(Event::StatementsEnd { who, free_at });
			},
			Some(free_at) => {
				ensure!(now >= free_at, Error::<T>::StatementsEnding);
				T::Ledger::unlock(&who, stake::<T>(hold.units))?;
				StatementHolds::<T>::remove(&who);
				Self::deposit_event(Event::StatementsReleased { who });
			},
		}
		Ok(())
	}

	/// The nodes read what accounts hold stake for.
	#[cfg(any(feature = "try-runtime", feature = "std"))]
	pub(crate) fn try_state_statements() -> Result<(), sp_runtime::TryRuntimeError> {
		let mut units = alloc::collections::BTreeMap::<T::AccountId, u32>::new();
		for hold in StatementHolds::<T>::iter_values() {
			ensure!(
				(1..=MAX_UNITS).contains(&hold.units),
				"market: a hold of no units, or too many"
			);
			let of_key = units.entry(hold.key).or_default();
			if hold.free_at.is_none() {
				*of_key = of_key.saturating_add(hold.units);
			}
		}
		for (key, units) in units {
			let allowed = key.using_encoded(|account| sp_statement_store::get_allowance(account));
			ensure!(
				allowed == allowance(units),
				"market: statements are allowed that nobody holds stake for"
			);
		}
		Ok(())
	}
}

impl<T: Config> Holds<T::AccountId> for Pallet<T> {
	fn all_holds() -> Vec<(T::AccountId, Balance)> {
		StatementHolds::<T>::iter().map(|(who, hold)| (who, stake::<T>(hold.units))).collect()
	}
}
