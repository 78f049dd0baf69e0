// SPDX-License-Identifier: Apache-2.0

//! The off-chain worker on the real runtime: its mailbox, its transactions, its retries.

use crate::{
	chain::*,
	node::{on_node_of_worker, refuse},
};
use bourse_primitives::{
	api::FailureReport,
	blocks::BlockRef,
	mailbox::{self, Job, Outcome},
	task_id,
	traits::Ledger,
	FailureCode, ResultHeader, TaskId, TaskStatus,
};
use bourse_runtime::*;
use codec::{Decode, Encode};
use frame_support::{storage::with_transaction, traits::Get};
use parking_lot::RwLock;
use sp_core::{offchain::testing::PoolState, H256};
use sp_keyring::Sr25519Keyring::*;
use sp_runtime::{offchain::storage::StorageValueRef, DispatchError, TransactionOutcome};
use std::sync::Arc;

/// The chain on a worker's node, and one task assigned to it.
fn on_worker_node(test: impl FnOnce(TaskId, Arc<RwLock<PoolState>>)) {
	on_node_of_worker(|market, sent| {
		let deal = market.buy(1, 1, false, 1);
		next_block();
		test(task_id(deal, 0), sent);
	});
}

fn read<T: Decode>(key: &[u8]) -> Option<T> {
	StorageValueRef::persistent(key).get().expect("it decodes")
}

fn header() -> ResultHeader {
	ResultHeader {
		magic: ResultHeader::MAGIC,
		version: ResultHeader::VERSION,
		engine: 2,
		failure: 0,
		exit_status: 0,
		fuel: 7,
		output_root: H256::repeat_byte(1),
		memory_hash: H256::repeat_byte(2),
		callback_hash: H256::zero(),
	}
}

fn done(encrypted: Option<H256>) -> Outcome {
	Outcome::Done { header: header(), callback_data: None, encrypted }
}

fn put_outcome(task: TaskId, outcome: Outcome) {
	StorageValueRef::persistent(&mailbox::outcome_key(&task)).set(&outcome);
}

/// The transactions that were submitted since the last look.
fn submitted(pool: &RwLock<PoolState>) -> Vec<UncheckedExtrinsic> {
	pool.write()
		.transactions
		.drain(..)
		.map(|bytes| UncheckedExtrinsic::decode(&mut &bytes[..]).expect("it decodes"))
		.collect()
}

#[test]
fn job_should_be_listed_when_a_task_is_assigned() {
	on_worker_node(|task, pool| {
		run_offchain_worker();
		assert_eq!(read::<Vec<TaskId>>(mailbox::JOBS), Some(vec![task]));
		let job = read::<Job>(&mailbox::job_key(&task)).expect("the job is there");
		assert_eq!(job.app.checksum, H256::repeat_byte(1));
		assert_eq!((job.index, job.bag_size, job.work_clock_time_ref), (0, 1, 300));
		assert!(submitted(&pool).is_empty());
	});
}

#[test]
fn all_tasks_of_a_worker_should_be_listed_however_many_slots_it_has() {
	let slots = <<Runtime as pallet_pools::Config>::MaxSlots as Get<u32>>::get();
	assert!(mailbox::MAX_JOBS >= slots as usize);
}

#[test]
fn nothing_should_happen_when_no_service_takes_jobs() {
	on_worker_node(|_, pool| {
		StorageValueRef::persistent(mailbox::SERVICE).clear();
		run_offchain_worker();
		assert_eq!(read::<Vec<TaskId>>(mailbox::JOBS), None);
		assert!(submitted(&pool).is_empty());
	});
}

#[test]
fn task_should_complete_by_contribution_and_reveal_when_its_outcome_is_there() {
	on_worker_node(|task, pool| {
		run_offchain_worker();
		put_outcome(task, done(None));
		run_offchain_worker();
		let mut transactions = submitted(&pool);
		assert_eq!(transactions.len(), 1);
		apply_extrinsic(transactions.remove(0)).expect("valid").expect("applied");
		assert_eq!(status(task), TaskStatus::Revealing);

		run_offchain_worker();
		let mut transactions = submitted(&pool);
		assert_eq!(transactions.len(), 1);
		apply_extrinsic(transactions.remove(0)).expect("valid").expect("applied");
		next_block();
		assert_eq!(status(task), TaskStatus::Completed);
		assert_eq!(Poco::task_info(task).and_then(|info| info.digest), Some(header().digest()));

		// Nothing is left to do: the job goes.
		run_offchain_worker();
		assert_eq!(read::<Vec<TaskId>>(mailbox::JOBS), Some(Vec::new()));
		assert_eq!(read::<Job>(&mailbox::job_key(&task)), None);
		assert!(submitted(&pool).is_empty());
	});
}

#[test]
fn contribution_should_be_sent_again_as_another_attempt_when_it_does_not_arrive() {
	on_worker_node(|task, pool| {
		put_outcome(task, done(None));
		run_offchain_worker();
		let first = submitted(&pool).remove(0);
		for _ in 1..pallet_poco::RESEND_AFTER {
			next_block();
			run_offchain_worker();
			assert!(submitted(&pool).is_empty());
		}
		next_block();
		run_offchain_worker();
		let second = submitted(&pool).remove(0);
		assert_ne!(first.encode(), second.encode());
		let (first, second) = (validate(first), validate(second));
		let (first, second) = (first.expect("still valid"), second.expect("valid"));
		assert_eq!(first.provides, second.provides);
		assert!(second.priority > first.priority);
	});
}

#[test]
fn contribution_should_be_sent_once_when_runs_come_twice() {
	on_worker_node(|task, pool| {
		put_outcome(task, done(None));
		run_offchain_worker();
		run_offchain_worker();
		assert_eq!(submitted(&pool).len(), 1);
	});
}

#[test]
fn contribution_should_be_sent_when_many_blocks_were_missed() {
	on_worker_node(|task, pool| {
		run_offchain_worker();
		put_outcome(task, done(None));
		(0..100).for_each(|_| drop(next_block()));
		run_offchain_worker();
		apply_extrinsic(submitted(&pool).remove(0)).expect("valid").expect("applied");
		assert_eq!(status(task), TaskStatus::Revealing);
	});
}

#[test]
fn contribution_and_reveal_should_be_sent_again_when_their_fork_loses() {
	on_worker_node(|task, pool| {
		put_outcome(task, done(None));
		run_offchain_worker();
		let contribution = submitted(&pool).remove(0);
		// A fork in which the task completes, of which nothing remains but what this node noted.
		let lost = with_transaction(|| {
			apply_extrinsic(contribution).expect("valid").expect("applied");
			next_block();
			run_offchain_worker();
			apply_extrinsic(submitted(&pool).remove(0)).expect("valid").expect("applied");
			next_block();
			run_offchain_worker();
			let lost = status(task);
			TransactionOutcome::Rollback(Ok::<_, DispatchError>(lost))
		});
		assert_eq!(lost, Ok(TaskStatus::Completed));
		assert_eq!(status(task), TaskStatus::Active);
		// The job is gone by then, and the outcome with it: it is computed again if need be.
		for _ in 0..=pallet_poco::RESEND_AFTER {
			next_block();
			run_offchain_worker();
			for transaction in submitted(&pool) {
				apply_extrinsic(transaction).expect("valid").expect("applied");
			}
		}
		next_block();
		assert_eq!(status(task), TaskStatus::Completed);
	});
}

#[test]
fn failure_should_be_reported_with_its_reason() {
	on_worker_node(|task, pool| {
		let log = H256::repeat_byte(9);
		put_outcome(task, Outcome::Failed { code: FailureCode::Trap, log });
		run_offchain_worker();
		apply_extrinsic(submitted(&pool).remove(0)).expect("valid").expect("applied");
		let info = Poco::task_info(task).expect("the task is there");
		let report = FailureReport { worker: Eve.to_account_id(), code: FailureCode::Trap, log };
		assert_eq!(info.failures, vec![report]);
		assert!(info.assigned.is_empty());
		next_block();
		run_offchain_worker();
		assert!(submitted(&pool).is_empty());
	});
}

/// Attack 16 beside others: a `Timeout` comes too early for the chain, whose clock stood still.
#[test]
fn items_should_be_sent_each_alone_when_one_keeps_the_pool_from_taking_all() {
	on_node_of_worker(|market, pool| {
		let deal = market.buy(1, 3, false, 1);
		next_block();
		let tasks = [0, 1, 2].map(|index| task_id(deal, index));
		tasks.into_iter().for_each(|task| put_outcome(task, done(None)));
		refuse(tasks[1]);
		run_offchain_worker();
		let taken = submitted(&pool);
		assert_eq!(taken.len(), 2);
		for transaction in taken {
			apply_extrinsic(transaction).expect("valid").expect("applied");
		}
		let states = tasks.map(status);
		assert_eq!(states, [TaskStatus::Revealing, TaskStatus::Active, TaskStatus::Revealing]);
		// It is tried again with every block, and the others go on.
		next_block();
		run_offchain_worker();
		assert_eq!(submitted(&pool).len(), 1);
	});
}

#[test]
fn outcome_should_be_computed_again_when_the_node_lost_it() {
	on_worker_node(|task, pool| {
		put_outcome(task, done(None));
		run_offchain_worker();
		apply_extrinsic(submitted(&pool).remove(0)).expect("valid").expect("applied");
		StorageValueRef::persistent(&mailbox::outcome_key(&task)).clear();
		StorageValueRef::persistent(&mailbox::job_key(&task)).clear();
		next_block();
		run_offchain_worker();
		assert!(read::<Job>(&mailbox::job_key(&task)).is_some());
		assert_eq!(read::<Vec<TaskId>>(mailbox::JOBS), Some(vec![task]));
	});
}

/// The worker completes its task by its node.
fn complete(task: TaskId, pool: &RwLock<PoolState>) {
	put_outcome(task, done(None));
	for _ in 0..2 {
		run_offchain_worker();
		apply_extrinsic(submitted(pool).remove(0)).expect("valid").expect("applied");
	}
	next_block();
	assert_eq!(status(task), TaskStatus::Completed);
	run_offchain_worker();
}

fn challenge(task: TaskId, block: u32) {
	let worker = Eve.to_account_id();
	ok(Dave, pallet_poco::Call::challenge_result { task, worker, block });
}

#[test]
fn challenge_should_be_answered_when_the_node_has_found_the_block() {
	on_worker_node(|task, pool| {
		complete(task, &pool);
		let pot = || <Escrow as Ledger<AccountId>>::stake(&Eras::pot());
		let (before, worker) = (pot(), ledger(Eve));
		let terms = pallet_poco::Terms::<Runtime>::get();
		challenge(task, 0);
		assert_eq!(pot(), before + terms.toll / 2);
		run_offchain_worker();
		let asked = BlockRef { root: header().digest(), encrypted: false, block: 0 };
		assert_eq!(read::<Vec<BlockRef>>(mailbox::ASKED_BLOCKS), Some(vec![asked]));
		assert!(submitted(&pool).is_empty());

		StorageValueRef::persistent(&mailbox::path_key(&asked)).set(&vec![header().encode()]);
		next_block();
		run_offchain_worker();
		let answer = submitted(&pool).remove(0);
		// Not again at once, but as another attempt when it does not arrive.
		for _ in 1..pallet_poco::RESEND_AFTER {
			next_block();
			run_offchain_worker();
			assert!(submitted(&pool).is_empty());
		}
		next_block();
		run_offchain_worker();
		let again = submitted(&pool).remove(0);
		let (first, second) = (validate(answer).expect("valid"), validate(again.clone()));
		let second = second.expect("valid");
		assert_eq!(first.provides, second.provides);
		assert!(second.priority > first.priority);
		apply_extrinsic(again).expect("valid").expect("applied");
		assert_eq!(ledger(Eve), (worker.0 + terms.price, worker.1));
		assert_eq!(pallet_poco::ChallengeCount::<Runtime>::get(), 0);
		next_block();
		run_offchain_worker();
		assert_eq!(read::<Vec<BlockRef>>(mailbox::ASKED_BLOCKS), Some(Vec::new()));
		assert!(submitted(&pool).is_empty());
	});
}

#[test]
fn challenge_should_cost_the_stake_when_the_node_never_finds_the_block() {
	on_worker_node(|task, pool| {
		stay_in_session();
		complete(task, &pool);
		let (requester, worker) = (ledger(Dave), ledger(Eve));
		let terms = pallet_poco::Terms::<Runtime>::get();
		let stake = POOL_PRICE * 30 / 100;
		challenge(task, 1);
		assert_eq!(ledger(Eve), (worker.0 - stake, worker.1 + stake));
		run_offchain_worker();
		advance(terms.window);
		run_offchain_worker();
		assert!(submitted(&pool).is_empty());
		assert_eq!(read::<Vec<BlockRef>>(mailbox::ASKED_BLOCKS), Some(Vec::new()));
		blocks_until(8, || pallet_poco::ChallengeCount::<Runtime>::get() == 0);
		assert_eq!(ledger(Eve), (worker.0 - stake, worker.1));
		assert_eq!(ledger(Dave), (requester.0 - terms.toll + stake, requester.1));
	});
}
