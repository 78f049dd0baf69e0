// SPDX-License-Identifier: Apache-2.0

//! Nothing waits for ever (PROTOCOL 8.5): a task is brought into a state, then nobody does anything
//! any more. Blocks are empty and time passes. The task must end, the money must go where PROTOCOL 6
//! says, and after the retention nothing may be left.

use crate::{chain::*, invariants::leftovers};
use bourse_primitives::{
	api::{runtime_decl_for_bourse_api::BourseApi, NextStep},
	result_hash, seal, task_id,
	traits::Ledger,
	FailureCode, ResultHeader, TaskId, TaskStatus, WorkerpoolId,
};
use bourse_runtime::*;
use frame_support::{assert_ok, dispatch::DispatchClass};
use pallet_poco::{AutomationSettings, Batch, Opening, Payload, RevealItem};
use sp_core::{Pair, H256, U256};
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::BoundedVec;

/// Time reference of the category of all these deals, in seconds.
const T: u64 = 300;
/// How much later than its deadline the chain may do something: a bucket of the agenda and a block.
const LAG: u64 = 20;
/// What the payer has locked for a task.
const PRICE: Balance = APP_PRICE + POOL_PRICE;
/// What the scheduler, and each contributor, has locked for a task.
const STAKE: Balance = POOL_PRICE * 30 / 100;

/// A deal of one task that the chain has initialized and assigned.
fn started(trust: u64, workers: &[Sr25519Keyring]) -> (Marketplace, TaskId) {
	let market = Marketplace::open(workers);
	let task = task_id(market.buy(trust, 1, false, 1), 0);
	next_block();
	(market, task)
}

fn reveal(worker: Sr25519Keyring, task: TaskId, label: &str) {
	ok(worker, pallet_poco::Call::reveal { task, digest: digest(label) });
}

/// Time passes, and two blocks more: one that begins an epoch takes neither transactions nor the
/// chain's own steps, since the session pallet claims the whole of it.
fn pass(seconds: u64) {
	advance(seconds);
	next_block();
	next_block();
}

/// Nobody does anything until the task has ended, which must be in time. Gives how.
fn let_alone(task: TaskId) -> TaskStatus {
	let deadline = deal_of(task).final_deadline();
	while pallet_poco::Tasks::<Runtime>::get(task).is_none_or(|task| task.is_live()) {
		assert!(Poco::now() <= deadline + LAG, "the task outlives its final deadline");
		advance(10);
	}
	status(task)
}

/// The retention passes. Nothing is left, and nothing is locked.
fn forgotten() {
	assert_eq!(Escrow::all_locked(), vec![]);
	advance(86_400);
	for _ in 0..40 {
		advance(10);
	}
	let left: Vec<_> = leftovers().into_iter().filter(|(_, count)| *count > 0).collect();
	assert_eq!(left, vec![]);
}

/// The task failed: everybody has back what was locked, but the scheduler, whose stake fills the
/// kitty.
fn nobody_is_paid(market: &Marketplace) {
	assert_eq!(ledger(market.requester), (DEPOSIT, 0));
	assert_eq!(ledger(market.scheduler), (DEPOSIT - STAKE, 0));
	assert_eq!(ledger(market.provider), (0, 0));
	for worker in &market.workers {
		assert_eq!(ledger(*worker), (DEPOSIT, 0));
	}
	assert_eq!(Escrow::kitty(), STAKE);
	forgotten();
}

/// The task is completed, and `paid` shared the workers' part of the pot, into which `fined` lost
/// their stakes.
fn paid_to(market: &Marketplace, paid: &[Sr25519Keyring], fined: &[Sr25519Keyring]) {
	let pot = POOL_PRICE + STAKE * fined.len() as Balance;
	let each = pot * 99 / 100 / paid.len() as Balance;
	assert_eq!(ledger(market.requester), (DEPOSIT - PRICE, 0));
	assert_eq!(ledger(market.provider), (APP_PRICE, 0));
	let rest = pot - each * paid.len() as Balance;
	assert_eq!(ledger(market.scheduler), (DEPOSIT + rest, 0));
	for worker in &market.workers {
		let stake = if paid.contains(worker) {
			DEPOSIT + each
		} else if fined.contains(worker) {
			DEPOSIT - STAKE
		} else {
			DEPOSIT
		};
		assert_eq!(ledger(*worker), (stake, 0));
	}
	assert_eq!(Escrow::kitty(), 0);
	forgotten();
}

#[test]
fn task_should_fail_when_it_was_never_initialized() {
	on_chain(|| {
		let (market, task) = started(1, &[]);
		assert!(pallet_poco::Tasks::<Runtime>::get(task).is_none());
		assert_eq!(let_alone(task), TaskStatus::Failed);
		nobody_is_paid(&market);
	});
}

#[test]
fn task_should_fail_when_its_pool_has_too_few_workers() {
	on_chain(|| {
		// All or nothing: one worker is not enough for trust 3.
		let (market, task) = started(3, &[Eve]);
		assert!(pallet_poco::Tasks::<Runtime>::get(task).is_none());
		assert_eq!(let_alone(task), TaskStatus::Failed);
		nobody_is_paid(&market);
	});
}

#[test]
fn task_should_fail_when_no_number_of_workers_reaches_its_trust() {
	on_chain(|| {
		let market = Marketplace::open(&[Eve, Ferdie]);
		let task = task_id(
			market.buy_with(|_, pool, request| {
				request.trust = U256::MAX;
				pool.trust = U256::MAX;
			}),
			0,
		);
		next_block();
		assert_eq!(status(task), TaskStatus::Active);
		assert_eq!(let_alone(task), TaskStatus::Failed);
		nobody_is_paid(&market);
	});
}

#[test]
fn task_should_fail_when_nobody_contributes() {
	on_chain(|| {
		let (market, task) = started(1, &[Eve, Ferdie]);
		assert_eq!(assigned(&market, task).len(), 1);
		assert_eq!(let_alone(task), TaskStatus::Failed);
		nobody_is_paid(&market);
	});
}

#[test]
fn task_should_fail_when_only_some_contribute() {
	on_chain(|| {
		let (market, task) = started(3, &[Eve, Ferdie]);
		assert_ok!(contribute(Eve, task, "result"));
		assert_eq!(ledger(Eve), (DEPOSIT - STAKE, STAKE));
		assert_eq!(let_alone(task), TaskStatus::Failed);
		nobody_is_paid(&market);
	});
}

#[test]
fn task_should_fail_when_the_contributions_disagree() {
	on_chain(|| {
		let (market, task) = started(3, &[Eve, Ferdie]);
		assert_ok!(contribute(Eve, task, "result"));
		assert_ok!(contribute(Ferdie, task, "another"));
		assert_eq!(let_alone(task), TaskStatus::Failed);
		nobody_is_paid(&market);
		let score = |who: Sr25519Keyring| pallet_poco::Score::<Runtime>::get(who.to_account_id());
		assert_eq!([score(Eve), score(Ferdie)], [0, 0]);
	});
}

#[test]
fn task_should_fail_after_a_reopening_when_nobody_reveals() {
	on_chain(|| {
		let (market, task) = started(3, &[Eve, Ferdie]);
		assert_ok!(contribute(Eve, task, "result"));
		assert_ok!(contribute(Ferdie, task, "result"));
		assert_eq!(status(task), TaskStatus::Revealing);
		pass(2 * T + LAG);
		assert_eq!(status(task), TaskStatus::Active);
		assert_eq!(let_alone(task), TaskStatus::Failed);
		nobody_is_paid(&market);
	});
}

#[test]
fn task_should_fail_when_it_is_reopened_again_and_again() {
	on_chain(|| {
		let (market, task) = started(1, &[Eve, Ferdie, Alice]);
		for _ in 0..3 {
			let worker = *assigned(&market, task)
				.iter()
				.find(|worker| ledger(**worker).1 == 0)
				.expect("the chain looks for another worker after each reopening");
			assert_ok!(contribute(worker, task, "result"));
			pass(2 * T + LAG);
			assert_eq!(status(task), TaskStatus::Active);
		}
		assert_eq!(let_alone(task), TaskStatus::Failed);
		nobody_is_paid(&market);
	});
}

#[test]
fn task_should_complete_when_some_of_the_winners_reveal() {
	on_chain(|| {
		let (market, task) = started(3, &[Eve, Ferdie]);
		assert_ok!(contribute(Eve, task, "result"));
		assert_ok!(contribute(Ferdie, task, "result"));
		reveal(Eve, task, "result");
		assert_eq!(let_alone(task), TaskStatus::Completed);
		// At the reveal deadline, and not before.
		let ended = pallet_poco::Tasks::<Runtime>::get(task).expect("it is kept");
		let deadline = ended.reveal_deadline.expect("there was a consensus");
		let at = ended.ended_at.expect("it ended");
		assert!((deadline..=deadline + LAG).contains(&at));
		paid_to(&market, &[Eve], &[Ferdie]);
	});
}

#[test]
fn task_should_complete_within_the_last_reveal_when_all_winners_reveal() {
	on_chain(|| {
		let (market, task) = started(3, &[Eve, Ferdie]);
		for worker in [Eve, Ferdie] {
			assert_ok!(contribute(worker, task, "result"));
		}
		for worker in [Eve, Ferdie] {
			assert_eq!(status(task), TaskStatus::Revealing);
			reveal(worker, task, "result");
		}
		assert_eq!(status(task), TaskStatus::Completed);
		assert_eq!(
			pallet_poco::Tasks::<Runtime>::get(task).and_then(|task| task.ended_at),
			Some(Poco::now())
		);
		paid_to(&market, &[Eve, Ferdie], &[]);
	});
}

#[test]
fn task_should_complete_without_the_late_when_a_reopened_one_is_revealed() {
	on_chain(|| {
		let (market, task) = started(1, &[Eve, Ferdie]);
		let first = assigned(&market, task)[0];
		let second = if first == Eve { Ferdie } else { Eve };
		assert_ok!(contribute(first, task, "a lie"));
		pass(2 * T + LAG);
		assert_eq!(status(task), TaskStatus::Active);
		assert_ok!(contribute(second, task, "result"));
		reveal(second, task, "result");
		assert_eq!(let_alone(task), TaskStatus::Completed);
		paid_to(&market, &[second], &[first]);
	});
}

#[test]
fn task_should_fail_when_workers_report_failures() {
	on_chain(|| {
		let (market, task) = started(1, &[Eve, Ferdie, Alice]);
		for code in [FailureCode::Trap, FailureCode::OutOfFuel] {
			let worker = assigned(&market, task)[0];
			let log = H256::zero();
			ok(worker, pallet_poco::Call::report_failure { task, code, log });
			next_block();
		}
		// Every worker would fail: nobody else gets it.
		assert_eq!(assigned(&market, task), vec![]);
		assert_eq!(let_alone(task), TaskStatus::Failed);
		nobody_is_paid(&market);
	});
}

#[test]
fn task_should_fail_when_nobody_brings_the_callback_data() {
	on_chain(|| {
		let market = Marketplace::open(&[Eve]);
		let callback = Some(Ferdie.to_account_id());
		let task = task_id(market.buy_with(|_, _, request| request.callback = callback), 0);
		next_block();
		assert_ok!(contribute(Eve, task, "result"));
		reveal(Eve, task, "result");
		for _ in 0..10 {
			next_block();
		}
		assert_eq!(status(task), TaskStatus::Revealing);
		assert_eq!(let_alone(task), TaskStatus::Failed);
		nobody_is_paid(&market);
	});
}

#[test]
fn task_should_complete_when_a_reveal_brought_the_callback_data() {
	on_chain(|| {
		let market = Marketplace::open(&[Eve]);
		let callback = Some(Ferdie.to_account_id());
		let task = task_id(market.buy_with(|_, _, request| request.callback = callback), 0);
		next_block();
		let header = ResultHeader {
			magic: ResultHeader::MAGIC,
			version: ResultHeader::VERSION,
			engine: pallet_poco::Tasks::<Runtime>::get(task).expect("it is there").engine,
			failure: 0,
			exit_status: 0,
			fuel: 1,
			output_root: H256::zero(),
			memory_hash: H256::zero(),
			callback_hash: digest("data"),
		};
		let worker = Eve.to_account_id();
		ok(
			Eve,
			pallet_poco::Call::contribute {
				task,
				result_hash: result_hash(task, header.digest()),
				seal: seal(&worker, task, header.digest()),
				enclave: None,
				authorization: pallet_poco::Authorization::Assigned,
			},
		);
		let hot = bourse_primitives::crypto::PocoPair::from_seed(&[7; 32]);
		let proof = hot.sign(pallet_pools::hot_key_message(&worker).as_bytes());
		ok(Eve, pallet_pools::Call::set_hot_key { key: hot.public(), proof });
		let data = BoundedVec::truncate_from(b"data".to_vec());
		let items = BoundedVec::truncate_from(vec![RevealItem {
			task,
			digest: header.digest(),
			opening: Some(Opening::Header { header, data }),
			encrypted: None,
		}]);
		let payload = Batch { worker, attempt: 0, items };
		let signature = hot.sign(payload.hash().as_bytes());
		let call = pallet_poco::Call::<Runtime>::reveal_batch { payload, signature };
		let batch = <Runtime as frame_system::offchain::CreateAuthorizedTransaction<
			pallet_poco::Call<Runtime>,
		>>::create_authorized_transaction(call.into());
		assert_ok!(apply_extrinsic(batch).expect("it is valid"));
		// Not within the reveal: what a callback does is the chain's own step.
		let told = Runtime::task_status(task).expect("it is there");
		assert_eq!((told.status, told.next), (TaskStatus::Revealing, NextStep::Finalizes));
		let now = Poco::now();
		assert_eq!(let_alone(task), TaskStatus::Completed);
		let ended = pallet_poco::Tasks::<Runtime>::get(task).and_then(|task| task.ended_at);
		assert_eq!(ended, Some(now));
		paid_to(&market, &[Eve], &[]);
	});
}

#[test]
fn task_should_fail_when_its_worker_leaves_the_pool() {
	on_chain(|| {
		let (market, task) = started(1, &[Eve]);
		ok(Eve, pallet_pools::Call::leave {});
		assert!(Pools::is_assigned(task, &Eve.to_account_id()));
		assert_eq!(let_alone(task), TaskStatus::Failed);
		// It left with the task.
		assert!(pallet_pools::Workers::<Runtime>::get(Eve.to_account_id()).is_none());
		nobody_is_paid(&market);
	});
}

#[test]
fn task_should_pay_those_of_the_deal_when_the_assets_have_new_owners() {
	on_chain(|| {
		let (market, task) = started(1, &[Eve]);
		let to = Ferdie.to_account_id();
		let (app, pool) = (bourse_primitives::AppId(0), WorkerpoolId(0));
		ok(Bob, pallet_registry::Call::transfer_app { id: app, to: to.clone() });
		ok(Charlie, pallet_registry::Call::transfer_workerpool { id: pool, to });
		assert_ok!(contribute(Eve, task, "result"));
		reveal(Eve, task, "result");
		assert_eq!(let_alone(task), TaskStatus::Completed);
		assert_eq!(ledger(Ferdie), (0, 0));
		paid_to(&market, &[Eve], &[]);
	});
}

#[test]
fn task_should_fail_when_it_is_initialized_after_its_final_deadline() {
	on_chain(|| {
		let market = Marketplace::open(&[]);
		let mut settings = AutomationSettings::all(true);
		settings.initialize = false;
		root(pallet_poco::Call::set_automation { settings });
		let deal = market.buy(1, 1, false, 1);
		pass(10 * T);
		ok(Dave, pallet_poco::Call::initialize { deal, index: 0 });
		let task = task_id(deal, 0);
		assert_eq!(status(task), TaskStatus::Active);
		next_block();
		assert_eq!(status(task), TaskStatus::Failed);
		// On again, so that the deal leaves the queue, too.
		root(pallet_poco::Call::set_automation { settings: AutomationSettings::all(true) });
		nobody_is_paid(&market);
	});
}

#[test]
fn tasks_of_a_bag_should_end_each_by_itself_when_they_are_in_different_states() {
	on_chain(|| {
		let market = Marketplace::open(&[Eve, Ferdie]);
		let deal = market.buy(1, 4, false, 1);
		next_block();
		let tasks = [0, 1, 2, 3].map(|index| task_id(deal, index));
		let worker = |task| assigned(&market, task)[0];
		// Completed, Revealing, reported, untouched.
		let done = worker(tasks[0]);
		assert_ok!(contribute(done, tasks[0], "result"));
		reveal(done, tasks[0], "result");
		assert_ok!(contribute(worker(tasks[1]), tasks[1], "result"));
		let (code, log) = (FailureCode::FetchFailed, H256::zero());
		ok(worker(tasks[2]), pallet_poco::Call::report_failure { task: tasks[2], code, log });
		let ends = tasks.map(let_alone);
		use TaskStatus::*;
		assert_eq!(ends, [Completed, Failed, Failed, Failed]);
		let part = POOL_PRICE * 99 / 100;
		assert_eq!(ledger(Dave), (DEPOSIT - PRICE, 0));
		assert_eq!(ledger(Bob), (APP_PRICE, 0));
		assert_eq!(ledger(Charlie), (DEPOSIT + POOL_PRICE - part - 3 * STAKE, 0));
		let other = if done == Eve { Ferdie } else { Eve };
		assert_eq!([ledger(done), ledger(other)], [(DEPOSIT + part, 0), (DEPOSIT, 0)]);
		assert_eq!(Escrow::kitty(), 3 * STAKE);
		forgotten();
	});
}

#[test]
fn task_should_end_when_blocks_were_full_or_missing_for_a_long_time() {
	on_chain(|| {
		let (market, task) = started(1, &[Eve]);
		for _ in 0..50 {
			System::register_extra_weight_unchecked(block_limit(), DispatchClass::Mandatory);
			advance(100);
		}
		assert_eq!(status(task), TaskStatus::Active);
		// A day without a block.
		advance(86_400);
		blocks_until(40, || status(task) == TaskStatus::Failed);
		nobody_is_paid(&market);
	});
}

#[test]
fn task_should_end_when_the_automation_was_off_until_after_its_final_deadline() {
	on_chain(|| {
		let (market, task) = started(1, &[Eve]);
		root(pallet_poco::Call::set_automation { settings: AutomationSettings::all(false) });
		assert_ok!(contribute(Eve, task, "result"));
		pass(40 * T);
		assert_eq!(status(task), TaskStatus::Revealing);
		root(pallet_poco::Call::set_automation { settings: AutomationSettings::all(true) });
		for _ in 0..80 {
			advance(10);
		}
		assert_eq!(status(task), TaskStatus::Failed);
		nobody_is_paid(&market);
	});
}

fn root(call: pallet_poco::Call<Runtime>) {
	ok(Alice, pallet_sudo::Call::sudo { call: Box::new(call.into()) });
}
