// SPDX-License-Identifier: Apache-2.0

//! A runtime of this pallet alone, with stand-ins for the registry, the scores and the randomness.

use crate as pallet_pools;
use crate::{hot_key_message, Event, Pallet, Worker, Workers};
use bourse_primitives::{
	crypto::{PocoId, PocoPair, PocoSignature},
	traits::{self, Assignments, Content, WorkerpoolPolicy},
	AppId, Balance, CategoryId, DatasetId, GroupId, Party, ResultKey, Seconds, TaskId,
	WorkerpoolId,
};
use codec::Encode;
use frame_support::{
	assert_ok, derive_impl, dispatch::DispatchResult, parameter_types, storage::unhashed,
};
use frame_system::mocking::MockBlock;
use sp_core::{Pair, H256};
use sp_io::hashing::blake2_256;
use sp_runtime::{BuildStorage, DispatchError};

pub type AccountId = u64;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Pools: pallet_pools,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = MockBlock<Test>;
	type AccountId = AccountId;
	type Lookup = sp_runtime::traits::IdentityLookup<AccountId>;
}

parameter_types! {
	pub static MaxSlots: u32 = 16;
	pub static MaxAssigned: u32 = 24;
	pub static MaxProbes: u32 = 8;
}

impl pallet_pools::Config for Test {
	type Registry = MockRegistry;
	type Scores = MockScores;
	type Ledger = MockLedger;
	type Randomness = MockRandomness;
	type MaxSlots = MaxSlots;
	type MaxAssigned = MaxAssigned;
	type MaxProbes = MaxProbes;
	type WeightInfo = ();
}

/// Knows only who owns which workerpool, in storage of its own.
pub struct MockRegistry;

impl MockRegistry {
	pub fn set_owner(pool: WorkerpoolId, owner: AccountId) {
		unhashed::put(&(b"owner", pool).encode(), &owner);
	}
}

impl traits::Registry<AccountId> for MockRegistry {
	fn app_owner(_: AppId) -> Option<AccountId> {
		None
	}
	fn dataset_owner(_: DatasetId) -> Option<AccountId> {
		None
	}
	fn workerpool_owner(id: WorkerpoolId) -> Option<AccountId> {
		unhashed::get(&(b"owner", id).encode())
	}
	fn workerpool_policy(_: WorkerpoolId) -> Option<WorkerpoolPolicy> {
		None
	}
	fn work_clock_time_ref(_: CategoryId) -> Option<Seconds> {
		None
	}
	fn in_group(_: GroupId, _: &Party<AccountId>) -> bool {
		false
	}
	fn app_content(_: AppId) -> Option<Content> {
		None
	}
	fn dataset_content(_: DatasetId) -> Option<Content> {
		None
	}
	fn result_key(_: &AccountId) -> Option<ResultKey> {
		None
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_assets(owner: &AccountId) -> (AppId, DatasetId, WorkerpoolId, CategoryId) {
		let pool = WorkerpoolId(1_000);
		Self::set_owner(pool, *owner);
		(AppId(1_000), DatasetId(1_000), pool, CategoryId(1_000))
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_group(_: &AccountId, _: Party<AccountId>) -> GroupId {
		GroupId(1_000)
	}
}

/// Scores by account, 0 unless set.
pub struct MockScores;

impl MockScores {
	pub fn set(who: AccountId, score: u64) {
		unhashed::put(&(b"score", who).encode(), &score);
	}
}

impl traits::Scores<AccountId> for MockScores {
	fn score(worker: &AccountId) -> u64 {
		unhashed::get_or_default(&(b"score", worker).encode())
	}
	fn weight(worker: &AccountId) -> u64 {
		(Self::score(worker) / 3).max(3) - 1
	}
}

/// Stakes by account, 0 unless set; nothing moves.
pub struct MockLedger;

impl MockLedger {
	pub fn set(who: AccountId, stake: Balance) {
		unhashed::put(&(b"stake", who).encode(), &stake);
	}
}

impl traits::Ledger<AccountId> for MockLedger {
	fn stake(who: &AccountId) -> Balance {
		unhashed::get_or_default(&(b"stake", who).encode())
	}
	fn locked(_: &AccountId) -> Balance {
		0
	}
	fn kitty() -> Balance {
		0
	}
	fn all_locked() -> Vec<(AccountId, Balance)> {
		Vec::new()
	}
	fn lock(_: &AccountId, _: Balance) -> DispatchResult {
		Ok(())
	}
	fn unlock(_: &AccountId, _: Balance) -> DispatchResult {
		Ok(())
	}
	fn seize(_: &AccountId, _: Balance, _: TaskId) -> DispatchResult {
		Ok(())
	}
	fn reward(_: &AccountId, _: Balance, _: TaskId) -> DispatchResult {
		Ok(())
	}
	fn fill_kitty(_: Balance, _: TaskId) -> DispatchResult {
		Ok(())
	}
	fn draw_from_kitty(_: TaskId) -> Result<Balance, DispatchError> {
		Ok(0)
	}
	fn endow(who: &AccountId, amount: Balance) {
		Self::set(*who, amount);
	}
}

/// A hash over the subject and nothing else, so that every run of a test draws the same.
pub struct MockRandomness;

impl frame_support::traits::Randomness<H256, u64> for MockRandomness {
	fn random(subject: &[u8]) -> (H256, u64) {
		(blake2_256(subject).into(), 0)
	}
}

/// The pool of most tests, open, and its owner.
pub const POOL: WorkerpoolId = WorkerpoolId(1);
pub const OWNER: AccountId = 100;
/// Another pool, closed, and its owner.
pub const CLOSED: WorkerpoolId = WorkerpoolId(2);
pub const OTHER_OWNER: AccountId = 200;
/// Nobody registered this one.
pub const NO_POOL: WorkerpoolId = WorkerpoolId(3);
/// A deadline.
pub const UNTIL: Seconds = 1_000;
/// A target that no number of workers reaches.
pub const ALL: bourse_primitives::Trust = bourse_primitives::Trust::MAX;

/// A state with [`POOL`] and [`CLOSED`], at block 1.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let mut ext = sp_io::TestExternalities::new(storage);
	#[cfg(feature = "runtime-benchmarks")]
	ext.register_extension(sp_keystore::KeystoreExt::new(
		sp_keystore::testing::MemoryKeystore::new(),
	));
	ext.execute_with(|| {
		System::set_block_number(1);
		MockRegistry::set_owner(POOL, OWNER);
		MockRegistry::set_owner(CLOSED, OTHER_OWNER);
		assert_ok!(Pools::set_open(RuntimeOrigin::signed(OWNER), POOL, true));
		System::reset_events();
	});
	ext
}

/// Runs a test and checks the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		assert_ok!(Pools::do_try_state());
	})
}

/// Makes `who` an Active worker of [`POOL`].
pub fn join(who: AccountId, slots: u32) {
	assert_ok!(Pools::apply(RuntimeOrigin::signed(who), POOL, slots));
}

/// A task.
pub fn task(n: u64) -> TaskId {
	blake2_256(&n.encode()).into()
}

/// Assigns `limit` workers of [`POOL`] to task `n`, as far as there are some.
pub fn assign(n: u64, limit: u32) -> Vec<AccountId> {
	<Pools as Assignments<_>>::assign(task(n), POOL, ALL, UNTIL, 0, limit, &[])
}

/// A worker that is there.
pub fn worker(who: AccountId) -> Worker {
	Workers::<Test>::get(who).unwrap()
}

/// A hot key pair.
pub fn pair(n: u8) -> PocoPair {
	PocoPair::from_seed(&[n; 32])
}

/// A hot key and its proof for `who`.
pub fn key_for(n: u8, who: AccountId) -> (PocoId, PocoSignature) {
	let pair = pair(n);
	(pair.public(), pair.sign(hot_key_message(&who).as_bytes()))
}

/// Sets hot key `n` for `who`.
pub fn set_key(n: u8, who: AccountId) {
	let (key, proof) = key_for(n, who);
	assert_ok!(Pools::set_hot_key(RuntimeOrigin::signed(who), key, proof));
}

/// This pallet's events since the last call of this.
pub fn events() -> Vec<Event<Test>> {
	let events = System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Pools(event) => Some(event),
			_ => None,
		})
		.collect();
	System::reset_events();
	events
}

/// The pallet, as other pallets see it.
pub type Chain = Pallet<Test>;
