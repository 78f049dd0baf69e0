// SPDX-License-Identifier: Apache-2.0

//! Measures the end of an era.

use super::*;
use frame_benchmarking::v2::*;

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn era_payout(n: Linear<1, { T::MaxValidators::get() }>) {
		let silent = T::BenchmarkHelper::end_of_era(n);
		let eras = T::SilentEras::get();
		let before = silent.into_iter().map(|validator| SilentValidator { validator, eras });
		Silent::<T>::put(SilentOf::<T>::truncate_from(before.collect()));
		let paid;

		#[block]
		{
			paid = <Pallet<T> as EraPayout<Balance>>::era_payout(0, 0, 0).0;
		}

		assert!(paid > 0);
		assert!(Silent::<T>::get().is_empty());
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::externalities(), crate::mock::Test);
}
