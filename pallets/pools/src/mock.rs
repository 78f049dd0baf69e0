// SPDX-License-Identifier: Apache-2.0

//! A runtime of this pallet alone, with the shared stand-ins for registry, ledger and clock, and
//! stand-ins of its own for the scores and the randomness.

use crate as pallet_pools;
use crate::{hot_key_message, Capacity, Event, Pallet, RosterLevels, Worker, Workers};
use bourse_mocks::{authorized_transactions, registry, take_events, MockTime};
use bourse_primitives::{
	crypto::{PocoId, PocoPair, PocoSignature},
	traits::{self, Assignments, Demand, Wanted},
	CategoryId, GroupId, Party, Seconds, Tag, TaskId, Trust, WorkerpoolId,
};
use codec::Encode;
use frame_support::{assert_ok, derive_impl, parameter_types, storage::unhashed};
use frame_system::EnsureRoot;
use sp_core::{Pair, H256};
use sp_io::hashing::blake2_256;
use sp_runtime::{traits::Convert, BuildStorage};

pub use bourse_mocks::{pass, Now};

pub type AccountId = u64;
pub type MockLedger = bourse_mocks::MockLedger<AccountId>;
pub type MockRegistry = bourse_mocks::MockRegistry<AccountId>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Pools: pallet_pools,
	}
);

authorized_transactions!(Test, AccountId, ());

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = sp_runtime::traits::IdentityLookup<AccountId>;
}

parameter_types! {
	pub static MaxSlots: u32 = 16;
	pub static MaxAssigned: u32 = 24;
	pub static MaxProbes: u32 = 64;
}

impl pallet_pools::Config for Test {
	type Registry = MockRegistry;
	type Scores = MockScores;
	type Ledger = MockLedger;
	type Time = MockTime;
	type AdminOrigin = EnsureRoot<AccountId>;
	type MachineAccount = MachineNumbers;
	type Randomness = MockRandomness;
	type MaxSlots = MaxSlots;
	type MaxAssigned = MaxAssigned;
	type MaxProbes = MaxProbes;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = bourse_mocks::MockSetup<AccountId>;
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AccountId> for bourse_mocks::MockSetup<AccountId> {
	fn set_time(now: Seconds) {
		Now::set(now);
	}

	fn set_score(worker: &AccountId, score: u64) {
		MockScores::set(*worker, score);
	}
}

/// Machine `index` of `owner` is account `owner * 1000 + index`.
pub struct MachineNumbers;

impl Convert<(AccountId, u16), AccountId> for MachineNumbers {
	fn convert((owner, index): (AccountId, u16)) -> AccountId {
		owner * 1_000 + AccountId::from(index)
	}
}

/// Puts an account into a group.
pub fn put_in_group(group: GroupId, who: AccountId) {
	registry::Members::<AccountId>::insert(group, Party::Account(who), ());
}

/// Gives a workerpool another owner.
pub fn set_owner(pool: WorkerpoolId, owner: AccountId) {
	registry::Workerpools::<AccountId>::insert(pool, owner);
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
pub const ALL: Trust = Trust::MAX;

/// A state with [`POOL`], [`CLOSED`] and groups 0 to 9, at block 1.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let mut ext = bourse_mocks::externalities(storage);
	ext.execute_with(|| {
		System::set_block_number(1);
		Now::set(10_000);
		MaxProbes::set(8);
		set_owner(POOL, OWNER);
		set_owner(CLOSED, OTHER_OWNER);
		(0..10).for_each(|id| registry::Groups::insert(GroupId(id), ()));
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

/// A requester.
pub const REQUESTER: AccountId = 300;
/// The category of tasks here.
pub const CATEGORY: CategoryId = CategoryId(1);

/// What task `n` of [`POOL`] wants: as many workers as there are.
pub fn wanted(n: u64) -> Wanted<'static, AccountId> {
	Wanted {
		task: task(n),
		pool: POOL,
		target: ALL,
		until: UNTIL,
		limit: u32::MAX,
		exclude: &[],
		demand: demand(),
	}
}

/// What its deal demands: nothing but the category.
pub fn demand() -> Demand<'static, AccountId> {
	Demand {
		deal: Default::default(),
		stake: 0,
		category: CATEGORY,
		tag: Tag(0),
		requester: &REQUESTER,
	}
}

/// Assigns what is wanted.
pub fn draw(wanted: Wanted<AccountId>) -> Vec<AccountId> {
	<Pools as Assignments<_>>::assign(wanted).workers
}

/// Assigns `limit` workers of [`POOL`] to task `n`, as far as there are some.
pub fn assign(n: u64, limit: u32) -> Vec<AccountId> {
	draw(Wanted { limit, ..wanted(n) })
}

/// The same with a target.
pub fn assign_to(n: u64, target: impl Into<Trust>, limit: u32) -> Vec<AccountId> {
	draw(Wanted { target: target.into(), limit, ..wanted(n) })
}

/// Length of a pool's roster.
pub fn roster_len(pool: WorkerpoolId) -> u32 {
	RosterLevels::<Test>::get(pool).unwrap_or_default().total()
}

/// Some slots and features, all categories.
pub fn capacity(slots: u32, tag: u64) -> Capacity {
	Capacity { slots, tag: Tag(tag), categories: Default::default() }
}

/// Makes machine `index` of `owner` an Active worker of [`POOL`], and gives its account.
pub fn join_machine(owner: AccountId, index: u16, slots: u32) -> AccountId {
	let origin = RuntimeOrigin::signed(owner);
	assert_ok!(Pools::apply_with(origin, POOL, Some(index), capacity(slots, 0)));
	MachineNumbers::convert((owner, index))
}

/// A worker that is there.
pub fn worker(who: AccountId) -> Worker<AccountId> {
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
	take_events::<Test, _>()
}

/// The pallet, as other pallets see it.
pub type Chain = Pallet<Test>;
