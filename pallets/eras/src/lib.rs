// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The macro of the benchmarks writes public items without docs.
#![cfg_attr(feature = "runtime-benchmarks", allow(missing_docs))]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
pub mod weights;

pub use pallet::*;
pub use weights::WeightInfo;

use alloc::vec::Vec;
use bourse_primitives::Balance;
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{
	dispatch::DispatchClass,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude::Polite, Precision::Exact, Preservation::Preserve},
		Get,
	},
};
use scale_info::TypeInfo;
use sp_runtime::traits::AccountIdConversion;
use sp_staking::EraPayout;

/// What validators did in an era.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record<AccountId> {
	/// Blocks that the era has at most.
	pub expected: u32,
	/// Each validator of the era, elected or at work, with the number of its blocks.
	pub made: Vec<(AccountId, u32)>,
}

/// A validator that made no block.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct SilentValidator<AccountId> {
	/// The validator.
	pub validator: AccountId,
	/// Number of such eras in a row, at least 1.
	pub eras: u32,
}

/// The validators, implemented by the runtime.
pub trait Validators<AccountId> {
	/// The record of the era that ends.
	fn record() -> Record<AccountId>;
	/// Lets the validator stand for election no longer. `false` when as few are left as are needed, or
	/// when it stands no longer.
	fn chill(validator: &AccountId) -> bool;
}

/// Fees that are not in the pot's wallet yet, implemented by the runtime.
pub trait Fees<AccountId> {
	/// Moves them there.
	fn collect(pot: &AccountId);
}

/// An era for benchmarks, made by the runtime.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId> {
	/// Ends an era of so many validators, whose blocks few made. Fees are not in the pot's wallet yet.
	/// Gives those without a block, all of which may leave.
	fn end_of_era(validators: u32) -> Vec<AccountId>;
}

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{pallet_prelude::*, PalletId};
	use frame_system::pallet_prelude::*;

	/// Version of the storage.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Types of the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// RLC, the native currency, counted in nRLC.
		type Currency: Mutate<Self::AccountId, Balance = Balance>;
		/// Id that the pot's account is derived from.
		#[pallet::constant]
		type PalletId: Get<PalletId>;
		/// Fees that are not in the pot's wallet.
		type Fees: Fees<Self::AccountId>;
		/// The validators.
		type Validators: Validators<Self::AccountId>;
		/// Most validators in an era.
		#[pallet::constant]
		type MaxValidators: Get<u32>;
		/// Eras without a block, in a row, after which a validator stands for election no longer.
		#[pallet::constant]
		type SilentEras: Get<u32>;
		/// nRLC that rounding can add to the pay of an era, at most: half of one for each share that the
		/// staking pallet pays.
		#[pallet::constant]
		type Rounding: Get<Balance>;
		/// Weights.
		type WeightInfo: WeightInfo;
		/// An era for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	/// Silent validators of an era.
	pub type SilentOf<T> = BoundedVec<
		SilentValidator<<T as frame_system::Config>::AccountId>,
		<T as Config>::MaxValidators,
	>;

	/// Validators that made no block in the last era that counted.
	#[pallet::storage]
	pub type Silent<T: Config> = StorageValue<_, SilentOf<T>, ValueQuery>;

	/// Genesis: the pot gets its existential deposit. The runtime lists this pallet after the currency.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Nothing to configure.
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::open_pot();
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A validator made no block in so many eras in a row, and stands for election no longer.
		/// `staking.validate` lets it stand again.
		Chilled {
			/// The validator.
			validator: T::AccountId,
			/// Eras.
			eras: u32,
		},
		/// An era had too few blocks to say who was silent.
		NotCounted {
			/// Blocks that were made.
			made: u32,
			/// Blocks that the era has at most.
			expected: u32,
		},
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::SilentEras::get() > 0, "one era without a block is the least");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The account that gets the authors' half of fees.
	pub fn pot() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// Mints what the pot lacks of its existential deposit, which never leaves: without an account small
	/// fees would be lost.
	fn open_pot() {
		let pot = Self::pot();
		let missing = T::Currency::minimum_balance().saturating_sub(T::Currency::balance(&pot));
		if missing > 0 {
			T::Currency::mint_into(&pot, missing)
				.expect("an issuance with room for an existential deposit is a valid genesis");
		}
	}

	/// Burns what the pot holds, and says how much of that can be minted again: less by `Rounding`, so that
	/// shares that are rounded up come out of what was burned. A pot of no more than that stays as it is.
	fn empty_pot() -> Balance {
		let pot = Self::pot();
		T::Fees::collect(&pot);
		let amount = T::Currency::reducible_balance(&pot, Preserve, Polite);
		let pay = amount.saturating_sub(T::Rounding::get());
		if pay == 0 {
			return 0;
		}
		match T::Currency::burn_from(&pot, amount, Preserve, Exact, Polite) {
			Ok(_) => pay,
			// Nothing is minted that was not burned.
			Err(_) => 0,
		}
	}

	/// Counts the eras of those who made no block, and lets go who was silent for too long. Gives the number
	/// of validators.
	fn note_silence() -> u32 {
		let Record { expected, made } = T::Validators::record();
		// No more than `MaxValidators`.
		let validators = made.len() as u32;
		let all = made.iter().fold(0u32, |sum, (_, blocks)| sum.saturating_add(*blocks));
		if all < expected / 2 {
			Self::deposit_event(Event::NotCounted { made: all, expected });
			return validators;
		}
		let before = Silent::<T>::get();
		let mut silent = Vec::new();
		for (validator, _) in made.into_iter().filter(|(_, blocks)| *blocks == 0) {
			let known = before.iter().find(|known| known.validator == validator);
			let eras = known.map_or(0, |known| known.eras).saturating_add(1);
			// Who is still needed is tried again after the next era.
			if eras >= T::SilentEras::get() && T::Validators::chill(&validator) {
				Self::deposit_event(Event::Chilled { validator, eras });
			} else {
				silent.push(SilentValidator { validator, eras });
			}
		}
		Silent::<T>::put(SilentOf::<T>::truncate_from(silent));
		validators
	}

	/// Checks the invariants that the README lists.
	#[cfg(any(feature = "try-runtime", feature = "std"))]
	pub fn do_try_state() -> Result<(), sp_runtime::TryRuntimeError> {
		use alloc::collections::BTreeSet;
		use frame_support::ensure;
		ensure!(
			T::Currency::balance(&Self::pot()) >= T::Currency::minimum_balance(),
			"eras: the pot lacks its existential deposit"
		);
		let silent = Silent::<T>::get();
		let names: BTreeSet<_> = silent.iter().map(|silent| silent.validator.clone()).collect();
		ensure!(names.len() == silent.len(), "eras: a validator is noted as silent twice");
		ensure!(
			silent.iter().all(|silent| silent.eras > 0),
			"eras: a validator is noted that was not silent"
		);
		Ok(())
	}
}

impl<T: Config> EraPayout<Balance> for Pallet<T> {
	fn era_payout(_staked: Balance, _issuance: Balance, _milliseconds: u64) -> (Balance, Balance) {
		let validators = Self::note_silence();
		let pay = Self::empty_pot();
		// The staking pallet counts nothing for this.
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			T::WeightInfo::era_payout(validators),
			DispatchClass::Mandatory,
		);
		(pay, 0)
	}
}
