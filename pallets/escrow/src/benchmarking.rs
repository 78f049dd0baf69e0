// SPDX-License-Identifier: Apache-2.0

//! Measures every call.

use super::*;
use bourse_primitives::{
	traits::{Ledger, StakeReserve},
	Balance, RLC,
};
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	EnsureOrigin,
};
use frame_system::RawOrigin;

/// The account, once its wallet holds 1000 RLC and its existential deposit.
fn with_wallet<T: Config>(who: T::AccountId) -> T::AccountId {
	let wallet = RLC.saturating_mul(1000).saturating_add(T::Currency::minimum_balance());
	T::Currency::set_balance(&who, wallet);
	who
}

/// What the calls move, in nRLC; never less than an existential deposit.
fn amount<T: Config>() -> Balance {
	RLC.max(T::Currency::minimum_balance())
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn deposit() {
		let caller = with_wallet::<T>(whitelisted_caller());

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), amount::<T>());

		assert_eq!(Pallet::<T>::stake(&caller), amount::<T>());
	}

	#[benchmark]
	fn deposit_for() {
		let caller = with_wallet::<T>(whitelisted_caller());
		let beneficiary: T::AccountId = account("beneficiary", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), beneficiary.clone(), amount::<T>());

		assert_eq!(Pallet::<T>::stake(&beneficiary), amount::<T>());
	}

	/// The dearest case: the wallet has to be created, and stake had to stay until now.
	#[benchmark]
	fn withdraw() {
		let funder = with_wallet::<T>(account("funder", 0, 0));
		let caller: T::AccountId = whitelisted_caller();
		T::Reserve::set_reserved(&caller);
		Pallet::<T>::do_deposit(&funder, &caller, amount::<T>()).expect("the wallet has it; qed");

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), amount::<T>());

		assert!(!Accounts::<T>::contains_key(&caller));
		assert_eq!(T::Currency::balance(&caller), amount::<T>());
	}

	#[benchmark]
	fn spend_kitty() -> Result<(), BenchmarkError> {
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let funder = with_wallet::<T>(account("funder", 0, 0));
		let to: T::AccountId = account("to", 0, 0);
		Pallet::<T>::do_deposit(&funder, &funder, amount::<T>())?;
		// As if the funder's stake had been seized.
		Accounts::<T>::remove(&funder);
		Kitty::<T>::put(amount::<T>());

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, to.clone(), amount::<T>());

		assert_eq!((Pallet::<T>::stake(&to), Kitty::<T>::get()), (amount::<T>(), 0));
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
