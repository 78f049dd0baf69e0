// SPDX-License-Identifier: Apache-2.0

//! A runtime of a clock and this pallet, and what its tests share.

use crate as pallet_rules;
use frame_support::{
	derive_impl,
	traits::{Contains, Hooks},
};
use frame_system::EnsureRoot;
use sp_runtime::BuildStorage;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Timestamp: pallet_timestamp,
		Rules: pallet_rules,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type BaseCallFilter = Running;
	type MultiBlockMigrator = Migrator;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {
	type OnTimestampSet = Rules;
}

impl pallet_rules::Config for Test {
	type AdminOrigin = EnsureRoot<u64>;
	type WeightInfo = ();
}

frame_support::parameter_types! {
	/// Whether a migration of several blocks goes on.
	pub static Migrates: bool = false;
	/// Whether every call is stopped.
	pub static Stopped: bool = false;
}

/// Calls that are not [`Stopped`].
pub struct Running;

impl Contains<RuntimeCall> for Running {
	fn contains(_: &RuntimeCall) -> bool {
		!Stopped::get()
	}
}

/// Migrations of several blocks, as far as [`Migrates`] says so.
pub struct Migrator;

impl frame_support::migrations::MultiStepMigrator for Migrator {
	fn ongoing() -> bool {
		Migrates::get()
	}
	fn step() -> frame_support::weights::Weight {
		Default::default()
	}
}

/// A state in which the rules hold, or not.
pub fn externalities(hold: bool) -> sp_io::TestExternalities {
	let rules = pallet_rules::GenesisConfig { hold, ..Default::default() };
	RuntimeGenesisConfig { rules, ..Default::default() }
		.build_storage()
		.expect("a genesis of two values")
		.into()
}

/// Runs a test, and checks the invariants after it.
pub fn run(hold: bool, test: impl FnOnce()) {
	externalities(hold).execute_with(|| {
		System::set_block_number(1);
		test();
		Rules::do_try_state().unwrap();
	});
}

/// A block with that timestamp, in seconds.
pub fn block(now: u64) {
	Timestamp::set(RuntimeOrigin::none(), now * 1_000 + 987).unwrap();
	Timestamp::on_finalize(System::block_number());
	System::set_block_number(System::block_number() + 1);
}
