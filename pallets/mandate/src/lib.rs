// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The macro of the benchmarks writes public items without docs.
#![cfg_attr(feature = "runtime-benchmarks", allow(missing_docs))]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

#[cfg(feature = "runtime-benchmarks")]
extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
mod rest;
#[cfg(test)]
mod tests;
pub mod weights;

pub use pallet::*;
pub use rest::Rested;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::WeightInfo;
	use frame_support::{
		pallet_prelude::*,
		traits::{
			schedule::{v3::Named, DispatchTime, HARD_DEADLINE},
			Bounded, QueryPreimage, StorePreimage,
		},
		Hashable,
	};
	use frame_system::{pallet_prelude::*, RawOrigin};

	/// Version of the storage.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Types of the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The runtime's calls.
		type RuntimeCall: Parameter;
		/// Origins as the scheduler keeps them.
		type PalletsOrigin: From<RawOrigin<Self::AccountId>>;
		/// The scheduler.
		type Scheduler: Named<
			BlockNumberFor<Self>,
			<Self as Config>::RuntimeCall,
			Self::PalletsOrigin,
			Hasher = Self::Hashing,
		>;
		/// Calls that are on chain.
		type Preimages: QueryPreimage<H = Self::Hashing> + StorePreimage;
		/// Origin that schedules.
		type ScheduleOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Origin that takes back.
		type CancelOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Least number of blocks between schedule and execution.
		#[pallet::constant]
		type MinDelay: Get<BlockNumberFor<Self>>;
		/// Blocks after a safe mode in which [`Rested`](crate::Rested) refuses.
		#[pallet::constant]
		type Rest: Get<BlockNumberFor<Self>>;
		/// Weights.
		type WeightInfo: WeightInfo;
	}

	/// Block in which the last safe mode ended.
	#[pallet::storage]
	pub type LastStop<T: Config> = StorageValue<_, BlockNumberFor<T>, OptionQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A call will be executed as root.
		Scheduled {
			/// Hash of the call.
			call: T::Hash,
			/// Block in which the call is executed, or soon after when that one is full.
			at: BlockNumberFor<T>,
		},
		/// A call will not be executed.
		Canceled {
			/// Hash of the call.
			call: T::Hash,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The call is not on chain, so nobody could read it: note it first (preimage.notePreimage).
		UnknownCall,
		/// The call waits for its execution already: cancel it first.
		AlreadyScheduled,
		/// The call waits for no execution: its hash is wrong, or it was executed.
		NotScheduled,
		/// Too many calls are due in that block: choose a longer delay.
		BlockIsFull,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Has the call with that hash executed as root, `delay` blocks from now, and no sooner than
		/// `MinDelay`.
		///
		/// By two thirds of the council. Errors: `UnknownCall`, `AlreadyScheduled`, `BlockIsFull`.
		#[pallet::call_index(0)]
		#[pallet::weight(<T as Config>::WeightInfo::schedule())]
		pub fn schedule(
			origin: OriginFor<T>,
			call: T::Hash,
			delay: BlockNumberFor<T>,
		) -> DispatchResult {
			T::ScheduleOrigin::ensure_origin(origin)?;
			let len = T::Preimages::len(&call).ok_or(Error::<T>::UnknownCall)?;
			let name = Self::name_of(&call);
			ensure!(T::Scheduler::next_dispatch_time(name).is_err(), Error::<T>::AlreadyScheduled);
			let delay = delay.max(T::MinDelay::get());
			T::Scheduler::schedule_named(
				name,
				DispatchTime::After(delay),
				None,
				HARD_DEADLINE,
				RawOrigin::<T::AccountId>::Root.into(),
				Bounded::Lookup { hash: call, len },
			)
			.map_err(|_| Error::<T>::BlockIsFull)?;
			let at = T::Scheduler::next_dispatch_time(name)?;
			Self::deposit_event(Event::Scheduled { call, at });
			Ok(())
		}

		/// Takes back a call that waits for its execution.
		///
		/// By half of the council. Errors: `NotScheduled`.
		#[pallet::call_index(1)]
		#[pallet::weight(<T as Config>::WeightInfo::cancel())]
		pub fn cancel(origin: OriginFor<T>, call: T::Hash) -> DispatchResult {
			T::CancelOrigin::ensure_origin(origin)?;
			T::Scheduler::cancel_named(Self::name_of(&call))
				.map_err(|_| Error::<T>::NotScheduled)?;
			// The scheduler drops its request only for an origin that it can compare.
			T::Preimages::unrequest(&call);
			Self::deposit_event(Event::Canceled { call });
			Ok(())
		}
	}

	impl<T: Config> Pallet<T> {
		/// The scheduler's name of a call: others that use the scheduler have names of their own.
		pub(crate) fn name_of(call: &T::Hash) -> [u8; 32] {
			(*b"mandate", *call).blake2_256()
		}
	}
}
