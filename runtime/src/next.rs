// SPDX-License-Identifier: Apache-2.0

//! What the next runtime of the upgrade's test migrates (`scripts/zombienet upgrade`, feature
//! `next-runtime`): something in one block, and something that takes a block for each account. Never
//! in a release.

use crate::{configs::DbWeight, AccountId, Runtime};
use frame_support::{
	migrations::{SteppedMigration, SteppedMigrationError},
	traits::OnRuntimeUpgrade,
	weights::{Weight, WeightMeter},
};

/// Forgets which validators were silent.
pub struct ForgetSilence;

impl OnRuntimeUpgrade for ForgetSilence {
	fn on_runtime_upgrade() -> Weight {
		pallet_eras::Silent::<Runtime>::kill();
		DbWeight::get().writes(1)
	}
}

/// Writes each account anew, as it is. A migration makes one step a block.
pub struct TouchAccounts;

impl SteppedMigration for TouchAccounts {
	type Cursor = AccountId;
	type Identifier = [u8; 18];

	fn id() -> Self::Identifier {
		*b"bourse/accounts/v1"
	}

	fn step(
		cursor: Option<Self::Cursor>,
		meter: &mut WeightMeter,
	) -> Result<Option<Self::Cursor>, SteppedMigrationError> {
		use frame_system::Account;

		let required = DbWeight::get().reads_writes(2, 1);
		if meter.try_consume(required).is_err() {
			return Err(SteppedMigrationError::InsufficientWeight { required });
		}
		let next = match cursor {
			None => Account::<Runtime>::iter_keys().next(),
			Some(last) => {
				Account::<Runtime>::iter_keys_from(Account::<Runtime>::hashed_key_for(last)).next()
			},
		};
		if let Some(account) = &next {
			Account::<Runtime>::mutate(account, |_| ());
		}
		Ok(next)
	}
}
