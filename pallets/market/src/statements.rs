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
const STATEMENTS: u32 = 16;
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
	/// Raises the number of units to `units`.
	pub(crate) fn do_hold_statements(who: T::AccountId, units: u32) -> DispatchResult {
		let hold = StatementHolds::<T>::get(&who);
		let had = hold.as_ref().map_or(0, |hold| hold.units);
		ensure!(hold.is_none_or(|hold| hold.free_at.is_none()), Error::<T>::StatementsEnding);
		ensure!(units > had && units <= MAX_UNITS, Error::<T>::InvalidUnits);
		let more = units.saturating_sub(had);
		T::Ledger::lock_or(&who, stake::<T>(more), Error::<T>::InsufficientRequesterStake)?;
		who.using_encoded(|account| increase_allowance_by(account, allowance(more)));
		StatementHolds::<T>::insert(&who, StatementHold { units, free_at: None });
		Self::deposit_event(Event::StatementsHeld { who, units });
		Ok(())
	}

	/// Ends the allowance; a day later frees the stake.
	pub(crate) fn do_release_statements(who: T::AccountId) -> DispatchResult {
		let hold = StatementHolds::<T>::get(&who).ok_or(Error::<T>::NoStatements)?;
		let now = T::Timestamp::now().as_secs();
		match hold.free_at {
			None => {
				who.using_encoded(|account| decrease_allowance_by(account, allowance(hold.units)));
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

	/// What accounts hold is theirs to hold, and the nodes read the same.
	#[cfg(any(feature = "try-runtime", feature = "std"))]
	pub(crate) fn try_state_statements() -> Result<(), sp_runtime::TryRuntimeError> {
		for (who, hold) in StatementHolds::<T>::iter() {
			ensure!(
				(1..=MAX_UNITS).contains(&hold.units),
				"market: a hold of no units, or too many"
			);
			let allowed = who.using_encoded(|account| sp_statement_store::get_allowance(account));
			let expected = match hold.free_at {
				None => allowance(hold.units),
				Some(_) => StatementAllowance::default(),
			};
			ensure!(
				allowed == expected,
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
