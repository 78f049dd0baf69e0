// SPDX-License-Identifier: Apache-2.0

//! A runtime of this pallet alone, and what its tests share.

use crate as pallet_registry;
use bourse_primitives::{traits::Rules, AppId, DatasetId, GroupId, MarketParameters, WorkerpoolId};
use frame_support::{assert_ok, derive_impl, parameter_types, traits::ConstU32};
use frame_system::EnsureRoot;
use pallet_registry::AppKind;
use sp_core::H256;
use sp_runtime::BuildStorage;

pub type AccountId = u64;

/// Owns what the helpers below register.
pub const OWNER: AccountId = 1;
/// Owns nothing.
pub const OTHER: AccountId = 2;
/// Most members of a group in the mock.
pub const MAX_MEMBERS: u32 = 4;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Registry: pallet_registry,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
}

impl pallet_registry::Config for Test {
	type AdminOrigin = EnsureRoot<AccountId>;
	type Rules = MockRules;
	type OnPoolChange = ();
	type MaxGroupMembers = ConstU32<MAX_MEMBERS>;
	type WeightInfo = ();
}

parameter_types! {
	/// Whether the market's rules hold.
	pub static Hold: bool = false;
}

pub struct MockRules;
impl Rules for MockRules {
	fn hold() -> bool {
		Hold::get()
	}
	fn parameters() -> MarketParameters {
		MarketParameters::default()
	}
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let storage = RuntimeGenesisConfig::default().build_storage().unwrap();
	let mut ext = sp_io::TestExternalities::new(storage);
	// Events are not kept in block 0.
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Runs the test on a chain with the standard categories, then checks every invariant.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Registry::do_try_state().unwrap();
	})
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Some checksum.
pub fn checksum(n: u8) -> H256 {
	H256::repeat_byte(n)
}

/// Registers the app of this name for [`OWNER`].
pub fn app(name: &str) -> AppId {
	let id = pallet_registry::NextAppId::<Test>::get();
	let name = name.as_bytes().to_vec();
	let from = b"https://example.org/app.wasm".to_vec();
	assert_ok!(Registry::register_app(
		signed(OWNER),
		OWNER,
		name,
		AppKind::Wasi,
		from,
		checksum(1),
		vec![]
	));
	AppId(id)
}

/// Registers the dataset of this name for [`OWNER`].
pub fn dataset(name: &str) -> DatasetId {
	let id = pallet_registry::NextDatasetId::<Test>::get();
	let name = name.as_bytes().to_vec();
	let from = b"https://example.org/data.csv".to_vec();
	assert_ok!(Registry::register_dataset(signed(OWNER), OWNER, name, from, checksum(2)));
	DatasetId(id)
}

/// Registers the workerpool of this description for [`OWNER`].
pub fn workerpool(description: &str) -> WorkerpoolId {
	let id = pallet_registry::NextWorkerpoolId::<Test>::get();
	let description = description.as_bytes().to_vec();
	assert_ok!(Registry::register_workerpool(signed(OWNER), OWNER, description));
	WorkerpoolId(id)
}

/// Creates a group of [`OWNER`].
pub fn group() -> GroupId {
	let id = pallet_registry::NextGroupId::<Test>::get();
	assert_ok!(Registry::create_group(signed(OWNER), b"group".to_vec()));
	GroupId(id)
}

/// The pallet's events since the last call of this.
pub fn take_events() -> Vec<pallet_registry::Event<Test>> {
	let events = System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Registry(event) => Some(event),
			_ => None,
		})
		.collect();
	System::reset_events();
	events
}
