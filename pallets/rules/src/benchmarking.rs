// SPDX-License-Identifier: Apache-2.0

//! Measures the call and the clock.

use super::*;
use frame_benchmarking::v2::*;
use frame_support::{traits::EnsureOrigin, weights::Weight};

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

	#[benchmark]
	fn share_block() {
		BlockShares::<T>::put(Shares::default());
		let fits;

		#[block]
		{
			fits = Pallet::<T>::take_share(Kind::Signed, Weight::from_parts(9, 9), 7);
			Pallet::<T>::give_share_back(Kind::Signed, Weight::from_parts(4, 4));
		}

		let signed = Taken { weight: Weight::from_parts(5, 5), bytes: 7 };
		let shares = Shares { signed, authorized: Taken::default() };
		assert_eq!((fits, BlockShares::<T>::get()), (true, Some(shares)));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::externalities(true), crate::mock::Test);
}
