// SPDX-License-Identifier: Apache-2.0

use super::{Error, Event};
use crate::{mock::*, types::*};
use bourse_primitives::{api::FailureReport, traits::Assignments, FailureCode, TaskId, TaskStatus};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
use sp_core::H256;

fn report(worker: u8, task: TaskId, code: FailureCode) -> DispatchResult {
	Poco::report_failure(origin(worker), task, code, H256::repeat_byte(3))
		.map(drop)
		.map_err(|error| error.error)
}

#[test]
fn report_failure_should_record_the_reason_and_free_the_worker() {
	run(|| {
		let id = task_of(deal(3));
		MockAssignments::put(id, W1, START + T);
		events();
		assert_ok!(report(W1, id, FailureCode::Trap));
		assert_eq!(
			events(),
			vec![Event::FailureReported {
				task: id,
				worker: account(W1),
				code: FailureCode::Trap,
				log: H256::repeat_byte(3)
			}]
		);
		assert!(!is_assigned(W1, id));
		assert!(MockAssignments::tasks_of(&account(W1)).is_empty());
		// To say so early is no missed duty.
		assert!(MockAssignments::missed().is_empty());
		assert_eq!(MockAssignments::signs(), vec![(account(W1), false)]);
		let log = H256::repeat_byte(3);
		let failures = vec![FailureReport { worker: account(W1), code: FailureCode::Trap, log }];
		let info = Poco::task_info(id).unwrap();
		assert_eq!((info.failures, info.assigned), (failures, vec![]));
		assert_noop!(report(W1, id, FailureCode::Trap), Error::NotAssigned);
	});
}

#[test]
fn report_failure_should_refuse_whoever_has_no_say() {
	run(|| {
		let id = task_of(deal(1));
		assert_noop!(report(W1, H256::zero(), FailureCode::Trap), Error::TaskUnknown);
		assert_noop!(report(W1, id, FailureCode::Trap), Error::NotAssigned);
		let other = task_of(deal(3));
		MockAssignments::put(other, W1, START + T);
		assert_ok!(contribute(W1, other, "A"));
		assert_noop!(report(W1, other, FailureCode::Trap), Error::AlreadyContributed);
		assert_ok!(contribute(W1, id, "A"));
		MockAssignments::put(id, W2, START + T);
		assert_noop!(report(W2, id, FailureCode::Trap), Error::TaskNotActive);
	});
}

#[test]
fn report_failure_should_keep_the_reasons_of_all_workers() {
	run(|| {
		let id = task_of(deal(3));
		for worker in W1..=W5 {
			MockAssignments::put(id, worker, START + T);
			assert_ok!(report(worker, id, FailureCode::FetchFailed));
		}
		let failures = Poco::task_info(id).unwrap().failures;
		let workers: Vec<_> = failures.into_iter().map(|failure| failure.worker).collect();
		assert_eq!(workers, (W1..=W5).map(account).collect::<Vec<_>>());
	});
}

#[test]
fn report_failure_should_stay_on_record_when_the_worker_contributes_all_the_same() {
	run(|| {
		let id = task_of(deal(3));
		MockAssignments::put(id, W1, START + T);
		assert_ok!(report(W1, id, FailureCode::FetchFailed));
		// The scheduler's signature lets it.
		assert_ok!(contribute(W1, id, "A"));
		let failure = Failure { code: FailureCode::FetchFailed, log: H256::repeat_byte(3) };
		assert_eq!(task(id).worker(&account(W1)).unwrap().failure, Some(failure));
		assert_eq!(Poco::task_info(id).unwrap().failures.len(), 1);
	});
}

#[test]
fn report_failure_should_bring_another_worker_when_the_chain_assigns() {
	run_automated(|| {
		MockAssignments::join(W1, 1);
		MockAssignments::join(W2, 1);
		let deal_id = matched(deal(1));
		let id = bourse_primitives::task_id(deal_id, 0);
		idle();
		assert!(is_assigned(W1, id));
		advance(2);
		assert_ok!(report(W1, id, FailureCode::FetchFailed));
		idle();
		assert!(!is_assigned(W1, id));
		assert!(is_assigned(W2, id));
	});
}

/// The wait for more workers grows. It is no excuse for those who are late meanwhile.
#[test]
fn a_late_worker_should_be_noticed_in_time_when_nobody_else_is_free() {
	run_automated(|| {
		MockAssignments::join(W1, 1);
		MockAssignments::join(W2, 1);
		let id = bourse_primitives::task_id(matched(deal(3)), 0);
		idle();
		advance(210);
		MockAssignments::join(W3, 1);
		assert_ok!(report(W2, id, FailureCode::FetchFailed));
		idle();
		assert!(is_assigned(W3, id));
		// W1 is late, and nobody takes its place.
		for _ in 0..T / 10 {
			advance(10);
			idle();
			Poco::do_try_state().unwrap();
		}
		assert_eq!(now(), START + 210 + T);
		assert_eq!(MockAssignments::missed(), vec![(id, account(W1)), (id, account(W3))]);
	});
}

#[test]
fn assignment_should_stop_when_two_workers_report_what_every_worker_would() {
	run_automated(|| {
		for worker in W1..=W4 {
			MockAssignments::join(worker, 1);
		}
		let deal_id = matched(deal(1));
		let id = bourse_primitives::task_id(deal_id, 0);
		idle();
		for worker in [W1, W2] {
			advance(2);
			assert!(is_assigned(worker, id));
			assert_ok!(report(worker, id, FailureCode::OutOfFuel));
			idle();
		}
		assert_eq!(task(id).assigned().count(), 0);
		blocks(20);
		assert_eq!(task(id).assigned().count(), 0);
		// The payer gets its money back at the final deadline.
		advance(10 * T);
		blocks(2);
		assert_eq!(task(id).status, TaskStatus::Failed);
		assert_eq!(locked(REQUESTER), 0);
	});
}
