// SPDX-License-Identifier: Apache-2.0

//! A runtime of this pallet alone, with the shared stand-ins for registry, ledger and clock, and
//! stand-ins of its own for the scores and the randomness.

use crate as pallet_pools;
use crate::{hot_key_message, Capacity, Event, Pallet, RosterSize, Worker, Workers};
use bourse_mocks::{authorized_transactions, registry, take_events, MockTime};
use bourse_primitives::{
	crypto::{PocoId, PocoPair, PocoSignature},
	task_id,
	traits::{self, Assignments, Demand, Drawn, Former, Want, Wanted},
	Balance, CategoryId, DealId, GroupId, MarketParameters, Party, Seconds, Tag, TaskId, Trust,
	WorkerpoolId, RLC,
};
use codec::{Decode, Encode};
use frame_support::{assert_ok, derive_impl, parameter_types, storage::unhashed};
use frame_system::EnsureRoot;
use sp_core::{Pair, H256};
use sp_io::hashing::blake2_256;
use sp_runtime::{traits::Convert, BuildStorage};

pub use bourse_mocks::{pass, Now, RulesHold};

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
	pub static MaxProbes: u32 = 64;
	pub static Market: MarketParameters = MarketParameters::default();
	/// Pools of which was told that they have more free slots.
	pub static Freed: Vec<WorkerpoolId> = Vec::new();
}

/// The rules of the market, as tests set them.
pub struct MockRules;

impl traits::Rules for MockRules {
	fn hold() -> bool {
		RulesHold::get()
	}
	fn parameters() -> MarketParameters {
		Market::get()
	}
}

/// Keeps what is told.
pub struct MockFreed;

impl traits::OnFreeSlots for MockFreed {
	fn on_free_slots(pool: WorkerpoolId) {
		Freed::mutate(|pools| pools.push(pool));
	}
}

/// The pools that were told of since the last call of this.
pub fn freed() -> Vec<WorkerpoolId> {
	Freed::take()
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
	type MaxProbes = MaxProbes;
	type WeightInfo = ();
	type Rules = MockRules;
	type OnFreeSlots = MockFreed;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = bourse_mocks::MockSetup<AccountId>;
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AccountId> for bourse_mocks::MockSetup<AccountId> {
	fn set_time(now: bourse_primitives::Seconds) {
		Now::set(now);
	}

	fn set_score(worker: &AccountId, score: u64) {
		MockScores::set(*worker, score);
	}

	fn set_warm_up(warm_up: Seconds) {
		Market::mutate(|market| market.warm_up = warm_up);
	}

	fn keep_waiting(_: WorkerpoolId) {}
}

/// Machine `index` of `owner` is account `owner * 1000 + index`.
pub struct MachineNumbers;

impl Convert<(AccountId, u16), AccountId> for MachineNumbers {
	fn convert((owner, index): (AccountId, u16)) -> AccountId {
		// The accounts of benchmarks are large.
		owner.wrapping_mul(1_000).wrapping_add(index.into())
	}
}

/// Puts an account into a group.
pub fn put_in_group(group: GroupId, who: AccountId) {
	registry::Members::<AccountId>::insert(group, Party::Account(who), ());
}

/// Lets runs of a category use so many bytes of memory.
pub fn set_category_memory(category: CategoryId, memory: u64) {
	registry::CategoryMemory::insert(category, memory);
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
		RulesHold::set(false);
		Market::set(MarketParameters::default());
		set_owner(POOL, OWNER);
		set_owner(CLOSED, OTHER_OWNER);
		(0..10).for_each(|id| registry::Groups::insert(GroupId(id), ()));
		assert_ok!(Pools::set_open(RuntimeOrigin::signed(OWNER), POOL, true));
		System::reset_events();
		freed();
	});
	ext
}

/// The warm-up of tests, in seconds.
pub const WARM_UP: Seconds = 3_600;

/// Runs a test where the rules of the market hold, without a warm-up unless the test sets one, and
/// checks the invariants after it.
pub fn with_rules(test: impl FnOnce()) {
	build_and_execute(|| {
		RulesHold::set(true);
		Market::mutate(|market| market.warm_up = 0);
		test();
		MockLedger::check();
	})
}

/// From now on new slots have to warm up.
pub fn set_warm_up() {
	Market::mutate(|market| market.warm_up = WARM_UP);
}

/// Gives `who` a stake, and makes it an Active worker of [`POOL`].
pub fn join_with(who: AccountId, slots: u32, stake: Balance) {
	MockLedger::endow(&who, stake);
	join(who, slots);
}

/// [`join_with`] 10 RLC.
pub fn join_rich(who: AccountId, slots: u32) {
	join_with(who, slots, 10 * RLC);
}

/// Goes on to the next block.
pub fn idle() {
	<Pools as frame_support::traits::Hooks<u64>>::on_idle(1, frame_support::weights::Weight::MAX);
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

/// The deal of the tasks here.
pub const DEAL: DealId = DealId::repeat_byte(0xde);

/// Task `n` of [`DEAL`].
pub fn task(n: u64) -> TaskId {
	task_id(DEAL, n)
}

/// A requester.
pub const REQUESTER: AccountId = 300;
/// The category of tasks here.
pub const CATEGORY: CategoryId = CategoryId(1);

/// What the deal demands: nothing but the category.
pub fn demand() -> Demand<'static, AccountId> {
	Demand {
		deal: DEAL,
		matched_at: 0,
		stake: 0,
		worker_stake: 0,
		category: CATEGORY,
		tag: Tag(0),
		requester: &REQUESTER,
		rules: None,
	}
}

/// Somebody who got a task, as `pallet-poco` notes it in the task's record.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Had {
	pub worker: AccountId,
	pub owner: AccountId,
	pub standing: bool,
	pub late: bool,
}

/// Those who got task `n`. This and the next stand for what `pallet-poco` does.
pub fn had(n: u64) -> Vec<Had> {
	unhashed::get_or_default(&(b"had", n).encode())
}

/// Sets them.
pub fn set_had(n: u64, had: &[Had]) {
	unhashed::put(&(b"had", n).encode(), &had.to_vec());
}

/// Those who have task `n`.
pub fn standing(n: u64) -> Vec<AccountId> {
	had(n).into_iter().filter(|had| had.standing).map(|had| had.worker).collect()
}

/// What tasks want.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
	/// The numbers of the tasks.
	pub tasks: &'a [u64],
	pub pool: WorkerpoolId,
	pub demand: Demand<'a, AccountId>,
	pub target: Trust,
	pub limit: u32,
	pub whole: bool,
	/// Owners who have had the tasks by themselves.
	pub exclude: &'a [AccountId],
	/// Nobody accepted then or later.
	pub accepted_before: Option<Seconds>,
}

/// As many workers of [`POOL`] as there are.
pub fn ask(tasks: &[u64]) -> Ask<'_> {
	Ask {
		tasks,
		pool: POOL,
		demand: demand(),
		target: ALL,
		limit: u32::MAX,
		whole: false,
		exclude: &[],
		accepted_before: None,
	}
}

/// Those who may not have a task again, or only when others don't suffice.
pub fn former(n: u64, exclude: &[AccountId]) -> Vec<Former<AccountId>> {
	let excluded = exclude.iter().map(|who| Former { worker: *who, owner: *who, late: false });
	let had =
		had(n).into_iter().map(|Had { worker, owner, late, .. }| Former { worker, owner, late });
	had.chain(excluded).collect()
}

/// Assigns what is asked for, in one draw, and notes it.
pub fn draw_all(ask: Ask) -> Drawn<AccountId> {
	let Ask { tasks, pool, demand, target, limit, whole, exclude, accepted_before } = ask;
	let former: Vec<_> = tasks.iter().map(|n| former(*n, exclude)).collect();
	let wants: Vec<_> = tasks
		.iter()
		.zip(&former)
		.map(|(n, former)| Want { task: task(*n), target, limit, former, whole, accepted_before })
		.collect();
	let drawn = Pools::assign(Wanted { pool, demand, tasks: &wants });
	for (n, crew) in tasks.iter().zip(&drawn.crews) {
		let mut all = had(*n);
		for picked in crew {
			// Of a late owner, the new one counts.
			all.retain(|had| had.owner != picked.owner);
			let traits::Picked { worker, owner } = *picked;
			all.push(Had { worker, owner, standing: true, late: false });
		}
		set_had(*n, &all);
	}
	drawn
}

/// Assigns what is asked for one task.
pub fn draw(ask: Ask) -> Vec<AccountId> {
	let crew = draw_all(ask).crews.remove(0);
	crew.into_iter().map(|picked| picked.worker).collect()
}

/// Assigns `limit` workers of [`POOL`] to task `n`, as far as there are some.
pub fn assign(n: u64, limit: u32) -> Vec<AccountId> {
	draw(Ask { limit, ..ask(&[n]) })
}

/// The same with a target.
pub fn assign_to(n: u64, target: impl Into<Trust>, limit: u32) -> Vec<AccountId> {
	draw(Ask { target: target.into(), limit, ..ask(&[n]) })
}

/// Assigns `limit` workers to each of the tasks, in one draw.
pub fn assign_each(tasks: &[u64], limit: u32) -> Vec<Vec<AccountId>> {
	let crews = draw_all(Ask { limit, ..ask(tasks) }).crews;
	let workers = |crew: Vec<traits::Picked<_>>| crew.into_iter().map(|p| p.worker).collect();
	crews.into_iter().map(workers).collect()
}

fn take_back(n: u64, who: AccountId, missed: bool) {
	let mut all = had(n);
	for had in all.iter_mut().filter(|had| had.worker == who && had.standing) {
		(had.standing, had.late) = (false, missed);
	}
	set_had(n, &all);
	Pools::take_back(task(n), &who, missed);
}

/// Takes task `n` back from a worker that can't compute it.
pub fn withdraw(n: u64, who: AccountId) {
	take_back(n, who, false);
}

/// Takes task `n` back from a worker that let its time pass.
pub fn miss(n: u64, who: AccountId) {
	take_back(n, who, true);
}

/// The tasks have ended: frees their workers at once.
pub fn release(tasks: &[u64]) {
	let ended = tasks.iter().flat_map(|n| standing(*n).into_iter().map(|who| (who, task(*n))));
	Pools::release(ended.collect());
	tasks.iter().for_each(|n| set_had(*n, &[]));
}

/// Length of a pool's roster.
pub fn roster_len(pool: WorkerpoolId) -> u32 {
	RosterSize::<Test>::get(pool)
}

/// Some slots and features, all categories.
pub fn capacity(slots: u32, tag: u64) -> Capacity {
	Capacity { tag: Tag(tag), ..Capacity::of_slots(slots) }
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
