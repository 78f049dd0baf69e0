// SPDX-License-Identifier: Apache-2.0

//! A runtime of this pallet alone, with stand-ins for the registry, the scores and the randomness.

use crate as pallet_pools;
use crate::{hot_key_message, Capacity, Event, Pallet, RosterLevels, Worker, Workers};
use bourse_primitives::{
	crypto::{PocoId, PocoPair, PocoSignature},
	traits::{self, Assignments, Content, Demand, Wanted, WorkerpoolPolicy},
	AppId, Balance, CategoryId, DatasetId, GroupId, Party, ResultKey, Seconds, Tag, TaskId, Trust,
	WorkerpoolId,
};
use codec::Encode;
use frame_support::{
	assert_ok, derive_impl, dispatch::DispatchResult, parameter_types, storage::unhashed,
	traits::UnixTime,
};
use frame_system::{mocking::MockUncheckedExtrinsic, offchain, EnsureRoot};
use sp_core::{Pair, H256};
use sp_io::hashing::blake2_256;
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, Convert},
	BuildStorage, DispatchError,
};

pub type AccountId = u64;
pub type TxExtension = (frame_system::AuthorizeCall<Test>,);
pub type UncheckedExtrinsic = MockUncheckedExtrinsic<Test, (), TxExtension>;
pub type Block = generic::Block<generic::Header<u64, BlakeTwo256>, UncheckedExtrinsic>;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Pools: pallet_pools,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = sp_runtime::traits::IdentityLookup<AccountId>;
}

impl<C> offchain::CreateTransactionBase<C> for Test
where
	RuntimeCall: From<C>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<C> offchain::CreateTransaction<C> for Test
where
	RuntimeCall: From<C>,
{
	type Extension = TxExtension;
	fn create_transaction(call: RuntimeCall, extension: TxExtension) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_transaction(call, extension)
	}
}

impl<C> offchain::CreateAuthorizedTransaction<C> for Test
where
	RuntimeCall: From<C>,
{
	fn create_extension() -> TxExtension {
		(frame_system::AuthorizeCall::new(),)
	}
}

parameter_types! {
	pub static MaxSlots: u32 = 16;
	/// The block's time, in seconds.
	pub static Now: Seconds = 10_000;
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
	type BenchmarkHelper = MockTime;
}

/// The time that the test sets.
pub struct MockTime;

impl UnixTime for MockTime {
	fn now() -> core::time::Duration {
		core::time::Duration::from_secs(Now::get())
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AccountId> for MockTime {
	fn set_time(now: Seconds) {
		Now::set(now);
	}

	fn set_score(worker: &AccountId, score: u64) {
		MockScores::set(*worker, score);
	}
}

/// Lets time pass.
pub fn pass(seconds: Seconds) {
	Now::mutate(|now| *now += seconds);
}

/// Machine `index` of `owner` is account `owner * 1000 + index`.
pub struct MachineNumbers;

impl Convert<(AccountId, u16), AccountId> for MachineNumbers {
	fn convert((owner, index): (AccountId, u16)) -> AccountId {
		owner * 1_000 + AccountId::from(index)
	}
}

/// Knows only who owns which workerpool and who is in which group, in storage of its own. Groups
/// have numbers below 10.
pub struct MockRegistry;

impl MockRegistry {
	pub fn put_in_group(group: GroupId, who: AccountId) {
		unhashed::put(&(b"group", group, Party::Account(who)).encode(), &());
	}

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
	fn in_group(id: GroupId, party: &Party<AccountId>) -> bool {
		unhashed::exists(&(b"group", id, party).encode())
	}
	fn has_group(id: GroupId) -> bool {
		id.0 < 10
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
		GroupId(1)
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

	pub fn set_locked(who: AccountId, locked: Balance) {
		unhashed::put(&(b"locked", who).encode(), &locked);
	}
}

impl traits::Ledger<AccountId> for MockLedger {
	fn stake(who: &AccountId) -> Balance {
		unhashed::get_or_default(&(b"stake", who).encode())
	}
	fn locked(who: &AccountId) -> Balance {
		unhashed::get_or_default(&(b"locked", who).encode())
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
		Now::set(10_000);
		MaxProbes::set(8);
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
