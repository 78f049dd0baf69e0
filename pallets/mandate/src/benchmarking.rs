// SPDX-License-Identifier: Apache-2.0

//! Measures the calls.

use super::*;
use alloc::{borrow::Cow, vec};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		schedule::{v3::Named, DispatchTime, LOWEST_PRIORITY},
		Bounded, EnsureOrigin, Get, QueryPreimage, StorePreimage,
	},
	Hashable,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};

/// Bytes of the calls: the length of a change of a few parameters.
const LENGTH: u32 = 1_024;

/// Puts a call of that byte on chain, which nobody reads here.
fn noted<T: Config>(byte: u8) -> Result<T::Hash, BenchmarkError> {
	T::Preimages::note(Cow::Owned(vec![byte; LENGTH as usize]))
		.map_err(|_| BenchmarkError::Stop("the call can't be noted"))
}

/// Fills the block that so long a delay ends in, up to one place.
fn fill_block<T: Config>(delay: BlockNumberFor<T>) -> Result<(), BenchmarkError> {
	let hash = noted::<T>(1)?;
	let name = |number: u32| (*b"another", number).blake2_256();
	let mut last = 0;
	for number in 0..1_000 {
		let scheduled = T::Scheduler::schedule_named(
			name(number),
			DispatchTime::After(delay),
			None,
			LOWEST_PRIORITY,
			RawOrigin::<T::AccountId>::Root.into(),
			Bounded::Lookup { hash, len: LENGTH },
		);
		if scheduled.is_err() {
			break;
		}
		last = number;
	}
	T::Scheduler::cancel_named(name(last))
		.map_err(|_| BenchmarkError::Stop("the block has no room at all"))
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn schedule() -> Result<(), BenchmarkError> {
		let origin =
			T::ScheduleOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		let (call, delay) = (noted::<T>(0)?, T::MinDelay::get());
		fill_block::<T>(delay)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, call, delay);

		assert!(T::Scheduler::next_dispatch_time(Pallet::<T>::name_of(&call)).is_ok());
		Ok(())
	}

	#[benchmark]
	fn cancel() -> Result<(), BenchmarkError> {
		let schedules =
			T::ScheduleOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		let origin =
			T::CancelOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		let (call, delay) = (noted::<T>(0)?, T::MinDelay::get());
		fill_block::<T>(delay)?;
		Pallet::<T>::schedule(schedules, call, delay)?;
		// The mandate's is the only request that is left, so that the call leaves the chain.
		T::Preimages::unrequest(&call);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, call);

		assert!(T::Preimages::len(&call).is_none());
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::externalities(), crate::mock::Test);
}
