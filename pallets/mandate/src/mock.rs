// SPDX-License-Identifier: Apache-2.0

//! A runtime of scheduler, preimages and this pallet, and what its tests share.

use crate as pallet_mandate;
use frame_support::{
	derive_impl, ord_parameter_types, parameter_types,
	traits::{ConstU32, ConstU64, EqualPrivilegeOnly, Hooks},
	weights::Weight,
};
use frame_system::{EnsureRoot, EnsureSignedBy};
use sp_runtime::BuildStorage;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Scheduler: pallet_scheduler,
		Preimage: pallet_preimage,
		Mandate: pallet_mandate,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
}

impl pallet_preimage::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type Currency = ();
	type ManagerOrigin = EnsureRoot<u64>;
	type Consideration = ();
}

parameter_types! {
	/// Weight of scheduled calls in a block.
	pub MaximumWeight: Weight = Weight::from_parts(1_000_000_000_000, u64::MAX);
}

impl pallet_scheduler::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaximumWeight;
	type ScheduleOrigin = EnsureRoot<u64>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type MaxScheduledPerBlock = ConstU32<1>;
	type WeightInfo = ();
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

/// Two thirds of the council, and half of it.
pub const MANY: u64 = 23;
/// See [`MANY`].
pub const HALF: u64 = 12;
/// Blocks between schedule and execution, at least.
pub const DELAY: u64 = 100;
/// Blocks of rest after a safe mode.
pub const REST: u64 = 70;

ord_parameter_types! {
	/// [`MANY`].
	pub const Many: u64 = MANY;
	/// [`HALF`].
	pub const Half: u64 = HALF;
}

impl pallet_mandate::Config for Test {
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type Scheduler = Scheduler;
	type Preimages = Preimage;
	type ScheduleOrigin = EnsureSignedBy<Many, u64>;
	type CancelOrigin = EnsureSignedBy<Half, u64>;
	type MinDelay = ConstU64<DELAY>;
	type Rest = ConstU64<REST>;
	type WeightInfo = ();
}

/// A state without anything.
pub fn externalities() -> sp_io::TestExternalities {
	RuntimeGenesisConfig::default().build_storage().expect("a genesis of nothing").into()
}

/// Runs a test in block 1.
pub fn run(test: impl FnOnce()) {
	externalities().execute_with(|| {
		System::set_block_number(1);
		test();
	});
}

/// Makes blocks up to that one.
pub fn blocks_to(last: u64) {
	while System::block_number() < last {
		let next = System::block_number() + 1;
		System::set_block_number(next);
		Scheduler::on_initialize(next);
	}
}
