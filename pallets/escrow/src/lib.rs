// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The macro of the benchmarks writes public items without docs.
#![cfg_attr(feature = "runtime-benchmarks", allow(missing_docs))]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
pub mod weights;

pub use bourse_primitives::{kitty_share, traits::Account};
pub use pallet::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use bourse_primitives::{
		traits::{Move, StakeReserve},
		Balance, TaskId,
	};
	use frame_support::{pallet_prelude::*, traits::fungible::Mutate, PalletId};
	use frame_system::pallet_prelude::*;

	/// Version of the storage.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The ledger of stakes (PROTOCOL 2).
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// RLC, the native currency, counted in nRLC.
		type Currency: Mutate<Self::AccountId, Balance = Balance>;

		/// Id that the pallet's own account is derived from. That account holds all deposits.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Origin that spends the kitty.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// Stake that its owner can't withdraw for the time being.
		type Reserve: StakeReserve<Self::AccountId>;
	}

	/// Free and locked stake of each account. An empty account has no entry.
	#[pallet::storage]
	pub type Accounts<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Account, ValueQuery>;

	/// The kitty, in nRLC: scheduler stakes seized for failed tasks and not paid out yet.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Kitty<T: Config> = StorageValue<_, Balance, ValueQuery>;

	/// Sum of all stakes, locked amounts and the kitty, in nRLC. Only deposits and withdrawals
	/// change this sum.
	#[pallet::storage]
	pub type Total<T: Config> = StorageValue<_, Balance, ValueQuery>;

	/// Genesis: the pallet's account gets its existential deposit. The runtime lists this pallet
	/// after the currency, whose genesis sets the issuance that the deposit adds to.
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
		/// RLC moved from a wallet to a stake, into the ledger.
		Deposited {
			/// Owner of the wallet.
			from: T::AccountId,
			/// Owner of the stake.
			who: T::AccountId,
			/// nRLC.
			amount: Balance,
		},
		/// RLC moved from a stake to the same account's wallet, out of the ledger.
		Withdrawn {
			/// Owner of stake and wallet.
			who: T::AccountId,
			/// nRLC.
			amount: Balance,
		},
		/// Stake was locked for a deal or a challenge. `poco.TaskContributed` says what a
		/// contribution locked.
		Locked {
			/// Owner of the stake.
			who: T::AccountId,
			/// nRLC.
			amount: Balance,
		},
		/// Stake moved for a task, in this order: at the task's end, or at a challenge of its result.
		Settled {
			/// The task.
			task: TaskId,
			/// The movements.
			moves: Vec<Move<T::AccountId>>,
		},
		/// Locked stake became free again, outside of a settlement.
		Unlocked {
			/// Owner of the stake.
			who: T::AccountId,
			/// nRLC.
			amount: Balance,
		},
		/// A part of the kitty was given away.
		KittySpent {
			/// Owner of the stake that the part was added to.
			to: T::AccountId,
			/// nRLC.
			amount: Balance,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The wallet holds less than this amount on top of its existential deposit: deposit less,
		/// or get more RLC first.
		InsufficientBalance,
		/// The free stake is below this amount: take less, or wait until what is locked is free.
		InsufficientStake,
		/// Less than this amount is locked for the account: unlock or seize at most what was
		/// locked.
		InsufficientLocked,
		/// What was seized or drawn is not what was handed on: hand on exactly what accounts and the
		/// kitty lost for the same task.
		Unbalanced,
		/// The pallet's own account can't deposit, for it holds what others own: deposit from
		/// another account.
		OwnAccount,
		/// What would be left is less than the stake that has to stay behind the account's slots:
		/// withdraw less, or give slots up and wait (PROTOCOL 9.3).
		StakeReserved,
		/// The kitty holds less than this amount: spend less.
		InsufficientKitty,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Pays for the kitty, which all settlements of a block have in common.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			T::DbWeight::get().reads_writes(1, 1)
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Moves `amount` nRLC from the signer's wallet to the signer's stake (PROTOCOL 2).
		///
		/// The wallet keeps its existential deposit and all RLC that is frozen or on hold:
		/// [`Error::InsufficientBalance`] otherwise. Refused for the pallet's own account with
		/// [`Error::OwnAccount`]. An amount of 0 is accepted.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::deposit())]
		pub fn deposit(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deposit(&who, &who, amount)
		}

		/// Moves `amount` nRLC from the signer's wallet to the stake of `beneficiary`, who may
		/// use or withdraw the stake from then on (PROTOCOL 2).
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
		/// At most the free stake: [`Error::InsufficientStake`] otherwise. What is left, free and
		/// locked together, is at least the stake that has to stay behind the signer's slots
		/// (PROTOCOL 9.3): [`Error::StakeReserved`] otherwise. A new wallet must get
		/// at least the existential deposit: `TokenError::BelowMinimum` otherwise. An amount of 0
		/// is accepted.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw(&who, amount)
		}

		/// Moves `amount` nRLC from the kitty to the stake of `to` (PROTOCOL 9.1).
		///
		/// By `AdminOrigin` only. At most what the kitty holds: [`Error::InsufficientKitty`]
		/// otherwise.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::spend_kitty())]
		pub fn spend_kitty(
			origin: OriginFor<T>,
			to: T::AccountId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_spend_kitty(to, amount)
		}
	}
}
