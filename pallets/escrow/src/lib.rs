// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use bourse_primitives::{Balance, TaskId};
	use frame_support::{pallet_prelude::*, traits::fungible::Mutate, PalletId};
	use frame_system::pallet_prelude::*;

	/// The ledger of stakes (PROTOCOL 2).
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// RLC, the native currency, counted in nRLC.
		type Currency: Mutate<Self::AccountId, Balance = Balance>;

		/// Where the pallet's own account, which holds everything deposited, is derived from.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// What each account has in the ledger. An account with nothing has no entry.
	#[pallet::storage]
	pub type Accounts<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Account, ValueQuery>;

	/// What the kitty holds, in nRLC: scheduler stakes seized for failed tasks, not yet paid out.
	#[pallet::storage]
	pub type Kitty<T: Config> = StorageValue<_, Balance, ValueQuery>;

	/// What was seized, or drawn from the kitty, and is not handed on yet, in nRLC. Zero between
	/// operations.
	#[pallet::storage]
	pub type Owed<T: Config> = StorageValue<_, Balance, ValueQuery>;

	/// Sum of all stakes, all that is locked, the kitty and what is owed, in nRLC. Changes only
	/// by deposits and withdrawals.
	#[pallet::storage]
	pub type Total<T: Config> = StorageValue<_, Balance, ValueQuery>;

	/// Gives the pallet's account its existential deposit. Its place in the runtime is after the
	/// currency, whose genesis sets the issuance that this adds to.
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
			Pallet::<T>::open_account()
				.expect("an issuance with room for one more existential deposit is a valid genesis")
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// RLC came into the ledger: from a wallet to a stake.
		Deposited {
			/// Whose wallet paid.
			from: T::AccountId,
			/// Whose stake grew.
			who: T::AccountId,
			/// nRLC.
			amount: Balance,
		},
		/// RLC left the ledger: from a stake to the same account's wallet.
		Withdrawn {
			/// Whose stake and wallet.
			who: T::AccountId,
			/// nRLC.
			amount: Balance,
		},
		/// Stake was locked for a deal or a contribution.
		Locked {
			/// Whose stake.
			who: T::AccountId,
			/// nRLC.
			amount: Balance,
		},
		/// What was locked is free stake again.
		Unlocked {
			/// Whose stake.
			who: T::AccountId,
			/// nRLC.
			amount: Balance,
		},
		/// What was locked is lost to others: spent on a task, or punished.
		Seized {
			/// Who lost it.
			who: T::AccountId,
			/// nRLC.
			amount: Balance,
			/// The task that it was settled for.
			task: TaskId,
		},
		/// A stake grew by what a task earned.
		Rewarded {
			/// Who earned it.
			who: T::AccountId,
			/// nRLC.
			amount: Balance,
			/// The task that it was earned with.
			task: TaskId,
		},
		/// The kitty grew by a scheduler's stake that was seized.
		KittyFilled {
			/// nRLC.
			amount: Balance,
			/// The task that failed.
			task: TaskId,
		},
		/// The kitty paid the share of a completed task.
		KittyDrawn {
			/// nRLC.
			amount: Balance,
			/// The task that was completed.
			task: TaskId,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The wallet holds less than this on top of its existential deposit: deposit less, or
		/// get more RLC first.
		InsufficientBalance,
		/// The stake is smaller than this: deposit more, or wait until what is locked is free.
		InsufficientStake,
		/// Less than this is locked for the account: unlock or seize at most what was locked.
		InsufficientLocked,
		/// Less than this was seized or drawn: hand on only what an account or the kitty lost in
		/// the same operation.
		NothingOwed,
		/// The pallet's own account can't deposit, for it holds what others own: deposit from
		/// another account.
		OwnAccount,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Moves `amount` nRLC from the signer's wallet to the signer's stake (PROTOCOL 2).
		///
		/// The wallet keeps its existential deposit and whatever is frozen or on hold in it:
		/// [`Error::InsufficientBalance`] otherwise. An amount of 0 is accepted.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::deposit())]
		pub fn deposit(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deposit(&who, &who, amount)
		}

		/// Moves `amount` nRLC from the signer's wallet to the stake of `beneficiary`, who may
		/// use or withdraw it from then on (PROTOCOL 2).
		///
		/// Refused as [`Pallet::deposit`] is. The beneficiary needs no wallet.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::deposit_for())]
		pub fn deposit_for(
			origin: OriginFor<T>,
			beneficiary: T::AccountId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let from = ensure_signed(origin)?;
			Self::do_deposit(&from, &beneficiary, amount)
		}

		/// Moves `amount` nRLC from the signer's stake to the signer's wallet (PROTOCOL 2).
		///
		/// At most the stake: what is locked stays, [`Error::InsufficientStake`] otherwise. A
		/// wallet that does not exist must be given at least the existential deposit
		/// (`TokenError::BelowMinimum` otherwise). An amount of 0 is accepted.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw(&who, amount)
		}
	}
}
