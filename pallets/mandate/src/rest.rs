// SPDX-License-Identifier: Apache-2.0

//! The rest after a safe mode, so that one who may enter it can't hold the chain for ever.

use crate::{Config, LastStop, Pallet};
use core::marker::PhantomData;
use frame_support::traits::{EnsureOrigin, Get, SafeModeNotify};
use sp_runtime::traits::Saturating;

impl<T: Config> SafeModeNotify for Pallet<T> {
	fn entered() {}

	fn exited() {
		LastStop::<T>::put(frame_system::Pallet::<T>::block_number());
	}
}

/// The origin `O`, except for [`Config::Rest`] blocks after a safe mode.
pub struct Rested<T, O>(PhantomData<(T, O)>);

impl<T: Config, O: EnsureOrigin<T::RuntimeOrigin>> EnsureOrigin<T::RuntimeOrigin> for Rested<T, O> {
	type Success = O::Success;

	fn try_origin(origin: T::RuntimeOrigin) -> Result<Self::Success, T::RuntimeOrigin> {
		let now = frame_system::Pallet::<T>::block_number();
		let rests =
			LastStop::<T>::get().is_some_and(|last| now < last.saturating_add(T::Rest::get()));
		if rests {
			return Err(origin);
		}
		O::try_origin(origin)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<T::RuntimeOrigin, ()> {
		O::try_successful_origin()
	}
}
