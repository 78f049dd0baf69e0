// SPDX-License-Identifier: Apache-2.0

//! Machines of one owner, the requester's exclusions, heartbeats and suspension, on the real
//! runtime.

use crate::{chain::*, node::on_node_of_worker};
use bourse_primitives::{
	mailbox, result_hash, seal, task_id,
	traits::{Assignments, Demand, Ledger, Picked, Want, Wanted},
	GroupId, Party, Tag, TaskId, TaskStatus, WorkerpoolId,
};
use bourse_runtime::*;
use codec::Decode;
use pallet_pools::{Capacity, WorkerStatus, Workers};
use parking_lot::RwLock;
use sp_core::offchain::testing::PoolState;
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::offchain::storage::StorageValueRef;

const POOL: WorkerpoolId = WorkerpoolId(0);

/// Registers a machine of `owner` and gives its account.
fn machine(owner: Sr25519Keyring, index: u16, slots: u32) -> AccountId {
	let capacity = Capacity { slots, ..Default::default() };
	ok(owner, pallet_pools::Call::apply_with { pool: POOL, machine: Some(index), capacity });
	Pools::machine_account(&owner.to_account_id(), index)
}

/// `owner` signs a call for its machine.
fn by_machine(owner: Sr25519Keyring, index: u16, call: impl Into<RuntimeCall>) {
	ok(owner, pallet_utility::Call::as_derivative { index, call: Box::new(call.into()) });
}

fn contribution(worker: &AccountId, task: TaskId, label: &str) -> pallet_poco::Call<Runtime> {
	let digest = digest(label);
	pallet_poco::Call::contribute {
		task,
		result_hash: result_hash(task, digest),
		seal: seal(worker, task, digest),
		enclave: None,
		authorization: pallet_poco::Authorization::Assigned,
	}
}

#[test]
fn machine_should_work_under_its_owners_stake_to_the_unit() {
	on_chain(|| {
		let market = Marketplace::open(&[]);
		deposit(Eve, DEPOSIT);
		let worker = machine(Eve, 3, 1);
		let deal = market.buy(1, 1, false, 1);
		next_block();
		let task = task_id(deal, 0);
		assert!(Pools::is_assigned(task, &worker));
		by_machine(Eve, 3, contribution(&worker, task, "result"));
		let worker_stake = POOL_PRICE * 30 / 100;
		assert_eq!(ledger(Eve), (DEPOSIT - worker_stake, worker_stake));
		// It leaves in the middle: the money stays its owner's.
		by_machine(Eve, 3, pallet_pools::Call::leave {});
		by_machine(Eve, 3, pallet_poco::Call::reveal { task, digest: digest("result") });
		next_block();
		assert_eq!(status(task), TaskStatus::Completed);
		assert_eq!(ledger(Eve), (DEPOSIT + POOL_PRICE * 99 / 100, 0));
		assert_eq!((Escrow::stake(&worker), Escrow::locked(&worker)), (0, 0));
		assert_eq!(Workers::<Runtime>::get(&worker), None);
	});
}

#[test]
fn task_should_wait_when_only_machines_of_one_owner_are_there() {
	on_chain(|| {
		let market = Marketplace::open(&[]);
		deposit(Eve, DEPOSIT);
		let first = machine(Eve, 0, 8);
		let second = machine(Eve, 1, 8);
		// Trust 3 takes two new workers.
		let deal = market.buy(3, 1, false, 1);
		next_block();
		let task = task_id(deal, 0);
		assert!(pallet_poco::Tasks::<Runtime>::get(task).is_none());
		deposit(Ferdie, DEPOSIT);
		ok(Ferdie, pallet_pools::Call::apply { pool: POOL, slots: 8 });
		blocks_until(20, || pallet_poco::Tasks::<Runtime>::contains_key(task));
		let both = [first, second].iter().filter(|who| Pools::is_assigned(task, who)).count();
		assert_eq!(both, 1);
		assert!(Pools::is_assigned(task, &Ferdie.to_account_id()));
	});
}

#[test]
fn task_should_go_to_whom_the_requester_does_not_exclude() {
	on_chain(|| {
		let market = Marketplace::open(&[Eve, Ferdie]);
		let (id, party) = (GroupId(0), Party::Account(Eve.to_account_id()));
		ok(Dave, pallet_registry::Call::create_group { name: b"not them".to_vec() });
		ok(Dave, pallet_registry::Call::add_to_group { id, party });
		ok(Dave, pallet_pools::Call::set_exclusion { group: Some(GroupId(0)) });
		let deal = market.buy(1, 6, false, 1);
		next_block();
		for index in 0..6 {
			assert_eq!(assigned(&market, task_id(deal, index)), [Ferdie]);
		}
	});
}

#[test]
fn worker_should_be_suspended_after_three_late_tasks_and_come_back_by_a_heartbeat() {
	on_chain(|| {
		let market = Marketplace::open(&[Eve]);
		let eve = Eve.to_account_id();
		let status = |who| Workers::<Runtime>::get(who).map(|worker| worker.status);
		market.buy(1, 3, false, 1);
		next_block();
		assert_eq!(Pools::tasks_of(&eve).len(), 3);
		// One time reference, and the bucket of the agenda.
		advance(310);
		next_block();
		assert_eq!(status(&eve), Some(WorkerStatus::Suspended));
		let deal = market.buy(1, 1, false, 2);
		next_block();
		assert!(!Pools::is_assigned(task_id(deal, 0), &eve));
		ok(Eve, pallet_pools::Call::heartbeat { ready: None });
		assert_eq!(status(&eve), Some(WorkerStatus::Active));
		blocks_until(20, || Pools::is_assigned(task_id(deal, 0), &eve));
	});
}

/// Runs the workers' off-chain worker and gives what it submitted.
fn beat(pool: &RwLock<PoolState>) -> Vec<UncheckedExtrinsic> {
	<Pools as frame_support::traits::OffchainWorker<_>>::offchain_worker(System::block_number());
	pool.write()
		.transactions
		.drain(..)
		.map(|bytes| UncheckedExtrinsic::decode(&mut &bytes[..]).expect("it decodes"))
		.collect()
}

#[test]
fn heartbeat_should_be_sent_once_when_nothing_was_heard_for_an_interval() {
	on_node_of_worker(|_, pool| {
		stay_in_session();
		next_block();
		assert!(beat(&pool).is_empty());
		advance(600);
		StorageValueRef::persistent(mailbox::READY).set(&5u32);
		let wallet = Balances::free_balance(Eve.to_account_id());
		let heartbeat = beat(&pool).remove(0);
		assert!(validate(heartbeat.clone()).expect("the pool takes it").propagate);
		apply_extrinsic(heartbeat.clone()).expect("valid").expect("applied");
		let worker = Workers::<Runtime>::get(Eve.to_account_id()).expect("it is a worker");
		assert_eq!((worker.ready, worker.free_slots()), (Some(5), 5));
		assert_eq!(Balances::free_balance(Eve.to_account_id()), wallet);
		assert!(validate(heartbeat).is_err());
		next_block();
		assert!(beat(&pool).is_empty());
		advance(600);
		assert_eq!(beat(&pool).len(), 1);
	});
}

#[test]
fn heartbeat_should_be_sent_again_as_another_attempt_when_it_does_not_arrive() {
	on_node_of_worker(|_, pool| {
		stay_in_session();
		advance(600);
		let first = beat(&pool).remove(0);
		for _ in 1..pallet_pools::RESEND_AFTER {
			next_block();
			assert!(beat(&pool).is_empty());
		}
		next_block();
		let second = beat(&pool).remove(0);
		// Validation opens a block of its own, so it comes last.
		let (first, second) = (validate(first), validate(second));
		let (first, second) = (first.expect("still valid"), second.expect("valid"));
		assert_eq!(first.provides, second.provides);
		assert!(second.priority > first.priority);
	});
}

#[test]
fn heartbeat_should_not_be_sent_when_no_service_computes() {
	on_node_of_worker(|_, pool| {
		stay_in_session();
		advance(600);
		StorageValueRef::persistent(mailbox::SERVICE).clear();
		assert!(beat(&pool).is_empty());
	});
}

#[test]
fn silent_worker_should_be_suspended_and_come_back_by_its_nodes_heartbeat() {
	on_node_of_worker(|_, pool| {
		stay_in_session();
		let status = || Workers::<Runtime>::get(Eve.to_account_id()).map(|worker| worker.status);
		advance(1_802);
		next_block();
		assert_eq!(status(), Some(WorkerStatus::Suspended));
		apply_extrinsic(beat(&pool).remove(0)).expect("valid").expect("applied");
		assert_eq!(status(), Some(WorkerStatus::Active));
	});
}

#[test]
fn deal_should_get_only_workers_that_offer_its_features() {
	on_chain(|| {
		Marketplace::open(&[Eve, Ferdie]);
		let capacity = Capacity { slots: 1, tag: Tag::GPU, ..Default::default() };
		ok(Ferdie, pallet_pools::Call::set_capacity { capacity });
		let task = TaskId::repeat_byte(1);
		let demand = Demand {
			deal: Default::default(),
			stake: 0,
			worker_stake: 0,
			category: bourse_primitives::CategoryId(0),
			tag: Tag::GPU,
			requester: &Dave.to_account_id(),
			rules: None,
		};
		let all = Want {
			task,
			target: 100.into(),
			limit: 9,
			former: &[],
			whole: false,
			accepted_before: None,
		};
		let drawn = Pools::assign(Wanted { pool: POOL, demand, tasks: &[all] });
		let ferdie = Ferdie.to_account_id();
		let picked = Picked { worker: ferdie.clone(), owner: ferdie.clone() };
		assert_eq!(drawn.crews, [vec![picked]]);
		Pools::release(vec![(ferdie, task)]);
	});
}

#[test]
fn attack_15_should_take_less_than_a_hundredth_of_the_weight_when_65536_machines_idle() {
	use frame_support::dispatch::DispatchClass;
	use pallet_pools::{PoolParameters, WeightInfo};
	type Weights = <Runtime as pallet_pools::Config>::WeightInfo;
	on_chain(|| {
		let limits = <Runtime as frame_system::Config>::BlockWeights::get();
		let base = limits.get(DispatchClass::Normal).base_extrinsic;
		let one = Weights::heartbeat().ref_time()
			+ Weights::authorize_heartbeat().ref_time()
			+ base.ref_time();
		let interval = PoolParameters::of_market().heartbeat_interval;
		assert_eq!(interval, 21_600);
		// A block every 2 s.
		let blocks = interval * 1_000 / SLOT_DURATION;
		assert_eq!(blocks, 10_800);
		let a_block = u128::from(one) * 65_536 / u128::from(blocks);
		let share = u128::from(limits.max_block.ref_time()) / 100;
		assert!(a_block < share, "{a_block} of {share}");
	});
}
