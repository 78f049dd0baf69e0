// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The macro of the benchmarks writes public items without docs.
#![cfg_attr(feature = "runtime-benchmarks", allow(missing_docs))]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
mod share;
#[cfg(test)]
mod tests;
pub mod weights;

pub use pallet::*;
pub use share::{most, Kind, ShareBlock, Shares, Taken};
pub use weights::WeightInfo;

use bourse_primitives::{traits::Rules, MarketParameters, Seconds};
use core::time::Duration;
use frame_support::{
	migrations::MultiStepMigrator,
	traits::{OnTimestampSet, UnixTime},
};

/// Longest time between two blocks that counts, in seconds.
pub const MAX_GAP: Seconds = 30;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Version of the storage.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// Types of the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config + pallet_timestamp::Config<Moment = u64> {
		/// Origin that sets the parameters.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Weights.
		type WeightInfo: WeightInfo;
	}

	/// Whether the rules hold.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Hold<T: Config> = StorageValue<_, bool, ValueQuery>;

	/// The parameters.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Parameters<T: Config> = StorageValue<_, MarketParameters, ValueQuery>;

	/// Seconds that did not count, since genesis.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type StoodStill<T: Config> = StorageValue<_, Seconds, ValueQuery>;

	/// Timestamp of the last block, in seconds of the Unix epoch; 0 before the first one, and without
	/// the rules.
	#[pallet::storage]
	pub type LastBlock<T: Config> = StorageValue<_, Seconds, ValueQuery>;

	/// Weight and bytes that signed and free transactions have taken of the present block. Only while a
	/// block is made, and while the rules hold.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type BlockShares<T: Config> = StorageValue<_, Shares, OptionQuery>;

	/// Whether the rules hold, and their first parameters.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// Whether the rules hold: they do, unless genesis says otherwise. Nothing changes it.
		pub hold: bool,
		/// The first parameters.
		pub parameters: MarketParameters,
		/// Nothing to configure.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self { hold: true, parameters: Default::default(), _config: Default::default() }
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(self.parameters.is_valid(), "a parameter is out of its bounds");
			Hold::<T>::put(self.hold);
			Parameters::<T>::put(self.parameters);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The parameters were changed, for later matches and later records of workers.
		ParametersSet {
			/// The new parameters.
			parameters: MarketParameters,
		},
		/// The chain stood still. The protocol's clock leaves that time out.
		StoodStillFor {
			/// Seconds.
			seconds: Seconds,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// A parameter is out of its bounds (docs/parameters.md). Choose one within them.
		OutOfBounds,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Opens the block's shares, and pays for [`OnTimestampSet`], which comes with the block's
		/// timestamp, and for the keys that all of the block has in common: whether the rules hold,
		/// their parameters, and the time that did not count.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			if Hold::<T>::get() {
				BlockShares::<T>::put(Shares::default());
			}
			<T as Config>::WeightInfo::on_timestamp_set()
				.saturating_add(T::DbWeight::get().reads_writes(3, 2))
		}

		/// Nothing of the block's shares stays in the state.
		fn on_finalize(_: BlockNumberFor<T>) {
			BlockShares::<T>::kill();
		}

		/// Whatever the pool lets in by its weight fits into a share of an empty block.
		fn integrity_test() {
			let weights = T::BlockWeights::get();
			let normal = weights.get(DispatchClass::Normal);
			let largest =
				normal.max_extrinsic.map(|most| most.saturating_add(normal.base_extrinsic));
			assert!(
				largest.is_none_or(|largest| largest.all_lte(most::<T>().weight)),
				"a transaction of the largest weight fits into no share"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Sets the parameters, for later matches and later records of workers.
		///
		/// Root only. Errors: `OutOfBounds`.
		#[pallet::call_index(0)]
		#[pallet::weight(<T as Config>::WeightInfo::set_parameters())]
		pub fn set_parameters(
			origin: OriginFor<T>,
			parameters: MarketParameters,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			ensure!(parameters.is_valid(), Error::<T>::OutOfBounds);
			Parameters::<T>::put(parameters);
			Self::deposit_event(Event::ParametersSet { parameters });
			Ok(())
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The block's timestamp, in seconds of the Unix epoch. No deadline is compared with it.
	pub fn timestamp() -> Seconds {
		<pallet_timestamp::Pallet<T> as UnixTime>::now().as_secs()
	}

	/// Checks the pallet's invariants, which the crate's documentation lists.
	#[cfg(any(feature = "try-runtime", feature = "std"))]
	pub fn do_try_state() -> Result<(), sp_runtime::TryRuntimeError> {
		use frame_support::ensure;
		ensure!(Parameters::<T>::get().is_valid(), "rules: a parameter is out of its bounds");
		ensure!(
			StoodStill::<T>::get() <= LastBlock::<T>::get(),
			"rules: more time stood still than has passed"
		);
		Ok(())
	}
}

impl<T: Config> Rules for Pallet<T> {
	fn hold() -> bool {
		Hold::<T>::get()
	}

	fn parameters() -> MarketParameters {
		Parameters::<T>::get()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_hold(hold: bool) {
		Hold::<T>::put(hold);
		Parameters::<T>::put(MarketParameters { warm_up: 0, ..Default::default() });
	}
}

/// The protocol's clock.
impl<T: Config> UnixTime for Pallet<T> {
	fn now() -> Duration {
		let stood_still = Duration::from_secs(StoodStill::<T>::get());
		<pallet_timestamp::Pallet<T> as UnixTime>::now().saturating_sub(stood_still)
	}
}

impl<T: Config> OnTimestampSet<u64> for Pallet<T> {
	fn on_timestamp_set(moment: u64) {
		if !Hold::<T>::get() {
			return;
		}
		let now = moment / 1_000;
		let last = LastBlock::<T>::get();
		LastBlock::<T>::put(now);
		// The first block comes after no other.
		if last == 0 {
			return;
		}
		let gap = now.saturating_sub(last);
		let migrates = <T as frame_system::Config>::MultiBlockMigrator::ongoing();
		if gap > MAX_GAP || migrates {
			StoodStill::<T>::mutate(|seconds| *seconds = seconds.saturating_add(gap));
			Self::deposit_event(Event::StoodStillFor { seconds: gap });
		}
	}
}
