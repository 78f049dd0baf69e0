// SPDX-License-Identifier: Apache-2.0

//! Measures the call and the clock.

use super::*;
use frame_benchmarking::v2::*;
use frame_support::traits::EnsureOrigin;

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		let parameters = MarketParameters { warm_up: 7, ..Default::default() };

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, parameters);

		assert_eq!(Parameters::<T>::get(), parameters);
		Ok(())
	}

	#[benchmark]
	fn on_timestamp_set() {
		Hold::<T>::put(true);
		LastBlock::<T>::put(1_000);

		#[block]
		{
			<Pallet<T> as OnTimestampSet<u64>>::on_timestamp_set(2_000_000);
		}

		assert_eq!(StoodStill::<T>::get(), 1_000);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::externalities(true), crate::mock::Test);
}
