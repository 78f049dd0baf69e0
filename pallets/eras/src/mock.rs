// SPDX-License-Identifier: Apache-2.0

//! A runtime of a currency and this pallet, and what its tests share.

use crate as pallet_eras;
use crate::{Fees, Record, Validators};
use bourse_primitives::Balance;
use frame_support::{
	derive_impl, parameter_types,
	traits::{fungible::Mutate, ConstU128, ConstU32},
	PalletId,
};
use sp_runtime::BuildStorage;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Eras: pallet_eras,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

/// The existential deposit.
pub const DEPOSIT: Balance = 10;
/// What rounding can add to an era's pay.
pub const ROUNDING: Balance = 2;

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<DEPOSIT>;
	type AccountStore = System;
}

parameter_types! {
	/// The id of the pot.
	pub const EraPalletId: PalletId = PalletId(*b"bours/er");
	/// Fees that are not collected yet.
	pub static Uncollected: Balance = 0;
	/// What the validators did.
	pub static Made: Vec<(u64, u32)> = Vec::new();
	/// How many validators may still leave.
	pub static MayLeave: u32 = 0;
}

/// [`Uncollected`], minted into the pot.
pub struct MockFees;

impl Fees<u64> for MockFees {
	fn collect(pot: &u64) {
		let amount = Uncollected::take();
		if amount > 0 {
			Balances::mint_into(pot, amount).expect("there is room");
		}
	}
}

/// [`Made`] and [`MayLeave`].
pub struct MockValidators;

impl Validators<u64> for MockValidators {
	fn record() -> Record<u64> {
		Record { expected: 100, made: Made::get() }
	}

	fn chill(_: &u64) -> bool {
		let left = MayLeave::get();
		MayLeave::set(left.saturating_sub(1));
		left > 0
	}
}

impl pallet_eras::Config for Test {
	type Currency = Balances;
	type PalletId = EraPalletId;
	type Fees = MockFees;
	type Validators = MockValidators;
	type MaxValidators = ConstU32<4>;
	type SilentEras = ConstU32<3>;
	type Rounding = ConstU128<ROUNDING>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MockValidators;
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<u64> for MockValidators {
	fn end_of_era(validators: u32) -> Vec<u64> {
		let silent: Vec<u64> = (1..u64::from(validators)).collect();
		let made = silent.iter().map(|who| (*who, 0)).chain([(0, 100)]);
		Made::set(made.collect());
		MayLeave::set(validators);
		Uncollected::set(100);
		silent
	}
}

/// The state of genesis.
pub fn externalities() -> sp_io::TestExternalities {
	RuntimeGenesisConfig::default().build_storage().expect("a genesis of nothing").into()
}

/// Runs a test from genesis, and checks the invariants after it.
pub fn run(test: impl FnOnce()) {
	externalities().execute_with(|| {
		System::set_block_number(1);
		test();
		Eras::do_try_state().unwrap();
	});
}
