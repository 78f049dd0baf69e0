// SPDX-License-Identifier: Apache-2.0

//! A runtime with this pallet, the shared stand-ins for ledger, registry and clock, and stand-ins of
//! its own for deals, assignments and callbacks.

use crate::{self as pallet_poco, types::*};
use bourse_mocks::{authorized_transactions, pass, registry, take_events, MockTime, Now};
use bourse_primitives::{
	crypto::{PocoId, PocoPair, PocoSignature},
	deal_and_index,
	traits::{
		Assignments, Deals, Drawn, Former, Ledger, OnDeal, OnFreeSlots, Picked, StakeReserve, Want,
		Wanted,
	},
	AppId, Balance, CategoryId, ContributionItem, DatasetId, Deal, DealId, MarketTerms, Multiaddr,
	PoolRules, PoolSlots, Seconds, Share, Tag, TaskId, Trust, WorkerpoolId, RLC,
};
use frame_support::{
	derive_impl,
	pallet_prelude::ValueQuery,
	parameter_types, storage_alias,
	traits::{ConstU32, ConstU64, Hooks},
	weights::Weight,
	Blake2_128Concat, BoundedVec,
};
use frame_system::EnsureRoot;
use sp_core::{sr25519, Pair, H256};
use sp_runtime::{
	traits::IdentityLookup, AccountId32, BuildStorage, DispatchError, DispatchResult,
	MultiSignature,
};

pub type AccountId = AccountId32;
pub type MockLedger = bourse_mocks::MockLedger<AccountId>;
pub type MockRegistry = bourse_mocks::MockRegistry<AccountId>;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type Poco = pallet_poco::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
}

authorized_transactions!(Test, AccountId, MultiSignature);

parameter_types! {
	/// Few, as benchmarks meet all of them; tests of the limits take more.
	pub static MaxWorkers: u32 = 24;
	pub static MaxChallenges: u32 = 64;
	/// The tasks that workers were drawn for, since a test has last taken them, and before when the
	/// pool had to have accepted them.
	pub static Draws: Vec<(TaskId, Option<Seconds>)> = Vec::new();
	/// What slots of everybody's need, in nRLC.
	pub static Reserved: Balance = 0;
	/// Who made the block.
	pub static BlockMaker: Option<AccountId> = Some(account(AUTHOR));
}

impl pallet_poco::Config for Test {
	type Ledger = MockLedger;
	type Registry = MockRegistry;
	type Deals = MockDeals;
	type Assignments = MockAssignments;
	type Time = MockTime;
	type Signature = MultiSignature;
	type AdminOrigin = EnsureRoot<AccountId>;
	type OnResult = MockCallback;
	type Holds = ();
	type MaxWorkers = MaxWorkers;
	type MaxBatch = ConstU32<8>;
	type MaxCallbackData = ConstU32<256>;
	type MaxResults = ConstU32<64>;
	type Retention = ConstU64<{ RETENTION }>;
	type MaxChallenges = MaxChallenges;
	type BlockAuthor = BlockMaker;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = bourse_mocks::MockSetup<AccountId>;
}

/// Seconds that ended tasks are kept.
pub const RETENTION: Seconds = 86_400;
/// The first block's time.
pub const START: Seconds = 1_000_000;
/// The pool of all deals.
pub const POOL: WorkerpoolId = WorkerpoolId(3);
/// The category's time reference.
pub const T: Seconds = 300;

// Who is who: numbers of `account`.
pub const REQUESTER: u8 = 1;
pub const SCHEDULER: u8 = 2;
pub const APP_OWNER: u8 = 3;
pub const DATASET_OWNER: u8 = 4;
pub const SPONSOR: u8 = 5;
pub const OUTSIDER: u8 = 6;
pub const ENCLAVE: u8 = 7;
pub const BROKER: u8 = 8;
pub const CALLBACK: u8 = 9;
pub const FAILING_CALLBACK: u8 = 10;
pub const AUTHOR: u8 = 11;
/// The first worker; the others follow.
pub const W1: u8 = 101;
pub const W2: u8 = 102;
pub const W3: u8 = 103;
pub const W4: u8 = 104;
pub const W5: u8 = 105;

/// The key pair of an account.
pub fn pair(who: u8) -> sr25519::Pair {
	sr25519::Pair::from_seed(&[who; 32])
}

/// An account by its number.
pub fn account(who: u8) -> AccountId {
	pair(who).public().into()
}

/// The hot key of a worker.
pub fn hot_pair(worker: u8) -> PocoPair {
	PocoPair::from_seed(&[worker ^ 0xff; 32])
}

pub fn origin(who: u8) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(who))
}

pub fn stake(who: u8) -> Balance {
	MockLedger::stake(&account(who))
}

pub fn locked(who: u8) -> Balance {
	MockLedger::locked(&account(who))
}

// The deals

#[storage_alias]
type MockDealMap = StorageMap<MockDealStorage, Blake2_128Concat, DealId, Deal<AccountId>>;
/// Tasks that the pallet said were given up.
#[storage_alias]
pub type GivenUp = StorageValue<MockDealStorage, Vec<(DealId, u64)>, ValueQuery>;

/// Deals are what tests put there.
pub struct MockDeals;

impl MockDeals {
	/// Puts a deal as if it had been matched; locks nothing.
	pub fn insert(id: DealId, deal: Deal<AccountId>) {
		MockDealMap::insert(id, deal);
	}
}

impl Deals<AccountId> for MockDeals {
	fn deal(id: DealId) -> Option<Deal<AccountId>> {
		MockDealMap::get(id)
	}
	fn forget(id: DealId) {
		MockDealMap::remove(id);
	}
	fn given_up(id: DealId, tasks: u64) {
		GivenUp::append((id, tasks));
	}
}

// The pool

#[storage_alias]
type PoolWorkers = StorageValue<MockPool, Vec<(AccountId, u32)>>;
#[storage_alias]
type PoolDuties = StorageMap<MockPool, Blake2_128Concat, AccountId, Vec<TaskId>>;
#[storage_alias]
type PoolOwners = StorageMap<MockPool, Blake2_128Concat, AccountId, AccountId>;
#[storage_alias]
type PoolManual = StorageValue<MockPool, bool>;
#[storage_alias]
type PoolMissed = StorageValue<MockPool, Vec<(TaskId, AccountId)>>;
#[storage_alias]
type PoolSigns = StorageValue<MockPool, Vec<(AccountId, bool)>>;
#[storage_alias]
type PoolChanged = StorageValue<MockPool, Seconds>;
#[storage_alias]
type PoolSpoiled = StorageValue<MockPool, u32>;
#[storage_alias]
type PoolKeys = StorageMap<MockPool, Blake2_128Concat, AccountId, PocoId>;

/// One pool, which assigns its workers in the order of their arrival.
pub struct MockAssignments;

impl StakeReserve<AccountId> for MockAssignments {
	fn reserved(_: &AccountId) -> Balance {
		Reserved::get()
	}
}

impl MockAssignments {
	/// A worker with so many slots, a hot key and a stake joins.
	pub fn join(worker: u8, slots: u32) {
		let who = account(worker);
		PoolWorkers::append((who.clone(), slots));
		PoolKeys::insert(&who, PocoId::from(hot_pair(worker).public()));
		MockLedger::endow(&who, 100 * RLC);
		Poco::on_free_slots(POOL);
	}

	/// The worker is a machine of an owner, with that owner's stake.
	pub fn own(worker: u8, owner: u8) {
		PoolOwners::insert(account(worker), account(owner));
	}

	/// The worker has the hot key that another one began with.
	pub fn set_key(worker: u8, other: u8) {
		PoolKeys::insert(account(worker), PocoId::from(hot_pair(other).public()));
	}

	/// The worker has no hot key any more.
	pub fn remove_key(worker: u8) {
		PoolKeys::remove(account(worker));
	}

	/// The owner of a machine is nobody any more.
	pub fn disown(worker: u8) {
		PoolOwners::remove(account(worker));
	}

	/// The pool's scheduler assigns, not the chain.
	pub fn assign_by_hand(by_hand: bool) {
		PoolManual::put(by_hand);
	}

	/// The pool's owner changes its rules.
	pub fn change() {
		PoolChanged::put(now());
	}

	/// So many workers have free slots and can't be drawn: draws find them first, put eight of them
	/// aside, and find nobody else.
	pub fn spoil(workers: u32) {
		PoolSpoiled::put(workers);
	}

	/// Who let which task pass.
	pub fn missed() -> Vec<(TaskId, AccountId)> {
		PoolMissed::get().unwrap_or_default()
	}

	/// Who gave a sign of life, and whether by delivering.
	pub fn signs() -> Vec<(AccountId, bool)> {
		PoolSigns::get().unwrap_or_default()
	}

	/// Assigns a task by hand.
	pub fn put(task: TaskId, worker: u8, until: Seconds) {
		Self::put_account(task, account(worker), until);
	}

	/// [`Self::put`], to an account without keys. By the market's rules the owner answers for it.
	pub fn put_account(task: TaskId, who: AccountId, until: Seconds) {
		let (owner, status) = (Self::stake_account(&who), AssignmentStatus::Standing);
		let deal = MockDeals::deal(deal_and_index(task).0).expect("the task has a deal");
		pallet_poco::Tasks::<Test>::mutate(task, |record| {
			let record = record.as_mut().expect("the task was initialized");
			let mut own_fees = 0;
			if deal.terms.is_some() {
				own_fees = u32::from(record.assignments >= deal.paid_assignments());
				let fee = deal.own_fee() * Balance::from(own_fees);
				MockLedger::lock(&owner, deal.worker_stake + fee).expect("workers are rich");
			}
			record.note_assignment(now());
			let assignment = Some(Assignment { since: now(), until, status, own_fees });
			let worker = TaskWorker { assignment, ..TaskWorker::new(who.clone(), owner) };
			record.workers.try_push(worker).expect("a test assigns to few");
		});
		Self::take_on(task, &who);
	}

	/// The worker has a task.
	fn take_on(task: TaskId, worker: &AccountId) {
		// Not `append`: the root of a state with an appended value changes when a layer above it
		// is rolled back, which `assert_noop` takes for a change.
		let mut tasks = PoolDuties::get(worker).unwrap_or_default();
		tasks.push(task);
		PoolDuties::insert(worker, tasks);
	}
}

impl Assignments<AccountId> for MockAssignments {
	fn assign(wanted: Wanted<AccountId>) -> Drawn<AccountId> {
		let asked = wanted.tasks.iter().map(|want| (want.task, want.accepted_before));
		Draws::mutate(|draws| draws.extend(asked));
		let spoiled = PoolSpoiled::get().unwrap_or_default();
		if spoiled > 0 {
			let aside = spoiled.min(8);
			PoolSpoiled::put(spoiled - aside);
			let short = wanted.tasks.iter().take_while(|want| !want.whole);
			let crews = short.map(|_| Vec::new()).collect();
			return Drawn { crews, weight: Self::assign_weight(1, aside), aside };
		}
		let mut drawn = Drawn { crews: Vec::new(), weight: Weight::zero(), aside: 0 };
		for want in wanted.tasks {
			let Want { task, target, limit, former, whole, accepted_before: _ } = *want;
			let mut picked = Vec::new();
			let mut product = Trust::one();
			// Those who were late come second, where the market's rules hold: the tests of the others
			// have each worker once.
			for second in [false, true] {
				for (worker, slots) in PoolWorkers::get().unwrap_or_default() {
					let reached = product >= target && !picked.is_empty();
					if reached || picked.len() >= limit as usize {
						break;
					}
					let owner = Self::stake_account(&worker);
					let free = Self::tasks_of(&worker).len() < slots as usize;
					let had_it = |f: &&Former<_>| f.worker == worker || f.owner == owner;
					let late = |f: &Former<_>| f.late && wanted.demand.rules.is_some();
					let fits = match second {
						false => former.iter().find(had_it).is_none(),
						true => former.iter().find(had_it).is_some_and(late),
					};
					if free && fits {
						let weight =
							<Poco as bourse_primitives::traits::Scores<_>>::weight(&worker);
						product = product.saturating_mul(weight.into());
						picked.push(Picked { worker, owner });
					}
				}
			}
			let enough = product >= target || picked.len() >= limit as usize;
			if whole && (picked.is_empty() || !enough) {
				break;
			}
			for Picked { worker, .. } in &picked {
				Self::take_on(task, worker);
			}
			let weight = Self::assign_weight(1, picked.len() as u32);
			drawn.weight = drawn.weight.saturating_add(weight);
			drawn.crews.push(picked);
		}
		drawn
	}
	fn is_automatic(_: WorkerpoolId) -> bool {
		!PoolManual::get().unwrap_or_default()
	}
	fn is_warm(_: WorkerpoolId) -> bool {
		PoolChanged::get().is_none()
	}
	fn rules(_: WorkerpoolId) -> PoolRules {
		PoolRules::default()
	}
	fn owners(_: WorkerpoolId) -> u32 {
		PoolWorkers::get().unwrap_or_default().len() as u32
	}
	fn has_changed_since(_: WorkerpoolId, since: Seconds) -> bool {
		PoolChanged::get().is_some_and(|time| time >= since)
	}
	fn free_workers(_: WorkerpoolId) -> u32 {
		let free =
			|(worker, slots): &(AccountId, u32)| Self::tasks_of(worker).len() < *slots as usize;
		let workers = PoolWorkers::get().unwrap_or_default();
		let free = workers.iter().filter(|worker| free(worker)).count() as u32;
		free + PoolSpoiled::get().unwrap_or_default()
	}
	fn slots(_: WorkerpoolId) -> PoolSlots {
		PoolSlots::default()
	}
	fn take_back(task: TaskId, worker: &AccountId, missed: bool) {
		if missed {
			PoolMissed::put([Self::missed(), vec![(task, worker.clone())]].concat());
		}
		Self::release(vec![(worker.clone(), task)]);
	}
	fn release(ended: Vec<(AccountId, TaskId)>) {
		for (worker, task) in ended {
			let mut tasks = PoolDuties::get(&worker).unwrap_or_default();
			tasks.retain(|other| *other != task);
			PoolDuties::insert(worker, tasks);
		}
		Poco::on_free_slots(POOL);
	}
	fn sign_of_life(worker: &AccountId, delivered: bool) {
		PoolSigns::put([Self::signs(), vec![(worker.clone(), delivered)]].concat());
	}
	fn stake_account(worker: &AccountId) -> AccountId {
		PoolOwners::get(worker).unwrap_or_else(|| worker.clone())
	}
	fn worker_of(key: &PocoId) -> Option<AccountId> {
		PoolKeys::iter().find(|(_, k)| k == key).map(|(worker, _)| worker)
	}
	fn speaks_for(key: &PocoId, worker: &AccountId) -> bool {
		PoolKeys::get(worker).as_ref() == Some(key)
	}
	fn all_deposits() -> Vec<(AccountId, Balance)> {
		Vec::new()
	}
	fn hot_key(worker: &AccountId) -> Option<PocoId> {
		PoolKeys::get(worker)
	}
	fn tasks_of(worker: &AccountId) -> Vec<TaskId> {
		PoolDuties::get(worker).unwrap_or_default()
	}
	fn assign_weight(tasks: u32, n: u32) -> Weight {
		Weight::from_parts(1_000_000, 1_000).saturating_mul(tasks.saturating_mul(n).into())
	}
}

// The callback

#[storage_alias]
type CallbackGot = StorageValue<MockCallbackStorage, Vec<(AccountId, TaskId, Vec<u8>)>>;

/// Records what it gets. One target fails after having done something.
pub struct MockCallback;

impl OnResult<AccountId> for MockCallback {
	fn on_result(target: &AccountId, task: TaskId, data: &[u8]) -> DispatchResult {
		CallbackGot::append((target, task, data.to_vec()));
		if *target == account(FAILING_CALLBACK) {
			return Err(DispatchError::Other("callback failed"));
		}
		Ok(())
	}
	fn weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

/// What callbacks got.
pub fn callbacks() -> Vec<(AccountId, TaskId, Vec<u8>)> {
	CallbackGot::get().unwrap_or_default()
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper<AccountId, MultiSignature> for bourse_mocks::MockSetup<AccountId> {
	fn sign(seed: u32, hash: &H256) -> (AccountId, MultiSignature) {
		let who = seed as u8;
		(account(who), pair(who).sign(hash.as_bytes()).into())
	}
	fn worker(seed: u32, _: WorkerpoolId) -> (AccountId, PocoId) {
		use sp_application_crypto::RuntimeAppPublic;
		let who = account(seed as u8);
		let key = PocoId::generate_pair(None);
		PoolKeys::insert(&who, &key);
		PoolWorkers::append((&who, 1u32));
		(who, key)
	}
	fn change_key(worker: &AccountId) {
		use sp_application_crypto::RuntimeAppPublic;
		PoolKeys::insert(worker, PocoId::generate_pair(None));
	}
	fn give(worker: &AccountId, tasks: &[TaskId]) {
		tasks.iter().for_each(|task| MockAssignments::take_on(*task, worker));
	}
	fn set_time(now: Seconds) {
		set_time(now);
	}
	fn set_author(who: &AccountId) {
		BlockMaker::set(Some(who.clone()));
	}
	fn insert_deal(id: DealId, deal: Deal<AccountId>) {
		MockDeals::insert(id, deal);
	}
}

// Deals, tasks, time

/// Puts the block's time.
pub fn set_time(now: Seconds) {
	Now::set(now);
}

pub fn now() -> Seconds {
	Poco::now()
}

/// The next block begins so many seconds later.
pub fn advance(seconds: Seconds) {
	System::set_block_number(System::block_number() + 1);
	pass(seconds);
}

/// The block ends with nothing in it: the chain has all of its weight.
pub fn idle() {
	Poco::on_idle(System::block_number(), Weight::MAX);
}

/// So many blocks of two seconds pass, the chain at work.
pub fn blocks(count: u32) {
	for _ in 0..count {
		advance(2);
		idle();
	}
}

/// A deal of one task: app 3 RLC, pool 10 RLC, worker stake 30 %, scheduler 1 %.
pub fn deal(trust: u64) -> Deal<AccountId> {
	Deal {
		app: Share { id: AppId(1), owner: account(APP_OWNER), price: 3 * RLC },
		dataset: None,
		workerpool: Share { id: WorkerpoolId(3), owner: account(SCHEDULER), price: 10 * RLC },
		trust: trust.into(),
		category: CategoryId(0),
		work_clock_time_ref: T,
		tag: Tag(0),
		requester: account(REQUESTER),
		beneficiary: account(REQUESTER),
		callback: None,
		params: Default::default(),
		start_time: now(),
		bot_first: 0,
		bot_size: 1,
		worker_stake: 3 * RLC,
		scheduler_reward_ratio: 1,
		sponsor: account(REQUESTER),
		terms: None,
	}
}

/// [`deal`] by the market's rules: a start costs 10 mRLC, an assignment 1 (its owner 2), a miss a
/// tenth. The pool had five owners.
pub fn deal_by_rules(trust: u64) -> Deal<AccountId> {
	let terms = MarketTerms {
		start_fee: RLC / 100,
		worker_fee: RLC / 1_000,
		miss_penalty: 10,
		pool: PoolRules::default(),
		owners: 5,
		result_key: None,
	};
	Deal { terms: Some(terms), ..deal(trust) }
}

/// Matches a deal: locks what the market locks, and tells the pallet. Gives the id.
pub fn matched(deal: Deal<AccountId>) -> DealId {
	let order = H256::from_low_u64_be(MockDealMap::iter().count() as u64 + 1);
	let id = bourse_primitives::deal_id(order, deal.bot_first);
	let count = deal.bot_size as Balance;
	for (who, amount) in [
		(&deal.sponsor, (deal.task_price() + deal.task_fee()) * count),
		(&deal.workerpool.owner, deal.scheduler_stake() * count),
	] {
		MockLedger::endow(who, amount);
		MockLedger::lock(who, amount).unwrap();
	}
	MockDeals::insert(id, deal.clone());
	Poco::on_deal(id, &deal).unwrap();
	// Nobody is drawn in the block of the match (PROTOCOL 9): the next one, at the same second.
	System::set_block_number(System::block_number() + 1);
	id
}

/// Initializes a task, also where the chain alone does that.
pub fn initialize(id: DealId, index: u64) -> DispatchResult {
	let mut round = crate::impls::round::Round::<Test>::open();
	Poco::do_initialize(&mut round, id, index)?;
	round.close();
	Ok(())
}

/// A deal of one task that is matched and initialized by hand. Gives the task's id.
pub fn task_of(deal: Deal<AccountId>) -> TaskId {
	let first = deal.bot_first;
	let id = matched(deal);
	initialize(id, first).unwrap();
	bourse_primitives::task_id(id, first)
}

pub fn digest(label: &str) -> H256 {
	sp_crypto_hashing::blake2_256(label.as_bytes()).into()
}

pub fn hash(task: TaskId, label: &str) -> H256 {
	bourse_primitives::result_hash(task, digest(label))
}

pub fn seal(worker: u8, task: TaskId, label: &str) -> H256 {
	bourse_primitives::seal(&account(worker), task, digest(label))
}

/// A signature that authorizes a worker.
pub fn authorized_by(
	who: u8,
	worker: u8,
	task: TaskId,
	enclave: Option<u8>,
) -> Authorization<MultiSignature> {
	let hash = Poco::authorization_hash(&account(worker), task, enclave.map(account).as_ref());
	Authorization::Signed(Some(pair(who).sign(hash.as_bytes()).into()))
}

/// The worker, authorized by the scheduler's signature, contributes honestly.
pub fn contribute(worker: u8, task: TaskId, label: &str) -> DispatchResult {
	Poco::contribute(
		origin(worker),
		task,
		hash(task, label),
		seal(worker, task, label),
		None,
		authorized_by(SCHEDULER, worker, task, None),
	)
	.map(drop)
	.map_err(|error| error.error)
}

pub fn reveal(worker: u8, task: TaskId, label: &str) -> DispatchResult {
	Poco::reveal(origin(worker), task, digest(label)).map(drop).map_err(|error| error.error)
}

/// Calls `finalize` without a link or callback data.
pub fn finalize(who: u8, task: TaskId) -> DispatchResult {
	Poco::finalize(origin(who), task, Default::default(), None)
		.map(drop)
		.map_err(|error| error.error)
}

pub fn reopen(who: u8, task: TaskId) -> DispatchResult {
	Poco::reopen(origin(who), task).map(drop).map_err(|error| error.error)
}

pub fn claim(task: TaskId) -> DispatchResult {
	Poco::claim(origin(OUTSIDER), task).map(drop).map_err(|error| error.error)
}

pub fn task(id: TaskId) -> Task<Test> {
	pallet_poco::Tasks::get(id).unwrap()
}

/// What a worker contributed to a task.
pub fn contribution(worker: u8, id: TaskId) -> Option<ContributionOf<Test>> {
	task(id).contribution(&account(worker)).cloned()
}

/// Whether the chain gave a task to a worker, and has not taken it back.
pub fn is_assigned(worker: u8, id: TaskId) -> bool {
	task(id).worker(&account(worker)).is_some_and(TaskWorker::is_assigned)
}

pub fn score(worker: u8) -> u64 {
	pallet_poco::Score::<Test>::get(account(worker))
}

/// A worker's batch of contributions and its hot key's signature.
pub fn contribute_payload(
	worker: u8,
	attempt: u16,
	items: &[(TaskId, &str)],
) -> (ContributePayload<Test>, PocoSignature) {
	let items: Vec<_> = items
		.iter()
		.map(|(task, label)| ContributionItem {
			task: *task,
			result_hash: hash(*task, label),
			seal: seal(worker, *task, label),
		})
		.collect();
	let items = BoundedVec::try_from(items).unwrap();
	let payload = Batch { worker: account(worker), attempt, items };
	let signature = hot_pair(worker).sign(payload.hash().as_bytes());
	(payload, signature)
}

/// A worker's batch of reveals and its hot key's signature.
pub fn reveal_payload(
	worker: u8,
	items: Vec<RevealItem<Test>>,
) -> (RevealPayload<Test>, PocoSignature) {
	let items = BoundedVec::try_from(items).unwrap();
	let payload = Batch { worker: account(worker), attempt: 0, items };
	let signature = hot_pair(worker).sign(payload.hash().as_bytes());
	(payload, signature)
}

/// The events of this pallet since the last look.
pub fn events() -> Vec<pallet_poco::Event<Test>> {
	take_events::<Test, _>()
}

/// Registers the content of one app and of one dataset, and the key of one beneficiary.
fn register() {
	let address = |text: &[u8]| -> Multiaddr { text.to_vec().try_into().expect("it is short") };
	registry::AppContents::insert(AppId(1), (address(b"/ipfs/app"), H256::repeat_byte(1)));
	registry::DatasetContents::insert(DatasetId(2), (address(b"/ipfs/data"), H256::repeat_byte(2)));
	registry::ResultKeys::<AccountId>::insert(account(OUTSIDER), [6; 32]);
}

/// Runs a test in a chain that does nothing by itself, with five rich workers without slots, and
/// checks every invariant at its end.
pub fn run(test: impl FnOnce()) {
	run_with(AutomationSettings::all(false), || {
		for worker in W1..=W5 {
			MockAssignments::join(worker, 0);
		}
		test()
	})
}

/// Runs a test in a chain that does everything by itself.
pub fn run_automated(test: impl FnOnce()) {
	run_with(AutomationSettings::all(true), test)
}

pub fn run_with(automation: AutomationSettings, test: impl FnOnce()) {
	let storage = RuntimeGenesisConfig {
		poco: pallet_poco::GenesisConfig { automation, ..Default::default() },
		..Default::default()
	}
	.build_storage()
	.unwrap();
	bourse_mocks::externalities(storage).execute_with(|| {
		System::set_block_number(1);
		set_time(START);
		// Whatever another test of this thread has left.
		BlockMaker::set(Some(account(AUTHOR)));
		register();
		test();
		MockLedger::check();
		Poco::do_try_state().unwrap();
	})
}

/// An empty chain.
#[cfg(feature = "runtime-benchmarks")]
pub fn benchmark_externalities() -> sp_io::TestExternalities {
	bourse_mocks::externalities(RuntimeGenesisConfig::default().build_storage().unwrap())
}
