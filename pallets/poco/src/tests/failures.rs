// SPDX-License-Identifier: Apache-2.0

use super::{Error, Event};
use crate::{mock::*, Failures};
use bourse_primitives::{api::FailureReport, traits::Assignments, FailureCode, TaskId};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
use sp_core::H256;

fn report(worker: u8, task: TaskId, code: FailureCode) -> DispatchResult {
	Poco::report_failure(origin(worker), task, code, H256::repeat_byte(3))
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
		assert!(!MockAssignments::is_assigned(id, &account(W1)));
		let log = H256::repeat_byte(3);
		let failures = vec![FailureReport { worker: account(W1), code: FailureCode::Trap, log }];
		assert_eq!(Failures::<Test>::get(id).to_vec(), failures);
		assert_eq!(Poco::task_info(id).unwrap().failures, failures);
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
fn report_failure_should_keep_a_bounded_record() {
	run(|| {
		let id = task_of(deal(3));
		for worker in W1..=W5 {
			MockAssignments::put(id, worker, START + T);
			assert_ok!(report(worker, id, FailureCode::FetchFailed));
		}
		assert_eq!(Failures::<Test>::get(id).len(), 4);
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
		assert!(MockAssignments::is_assigned(id, &account(W1)));
		advance(2);
		assert_ok!(report(W1, id, FailureCode::FetchFailed));
		idle();
		assert!(!MockAssignments::is_assigned(id, &account(W1)));
		assert!(MockAssignments::is_assigned(id, &account(W2)));
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
			assert!(MockAssignments::is_assigned(id, &account(worker)));
			assert_ok!(report(worker, id, FailureCode::OutOfFuel));
			idle();
		}
		assert!(MockAssignments::assigned(id).is_empty());
		blocks(20);
		assert!(MockAssignments::assigned(id).is_empty());
		// The payer gets its money back at the final deadline.
		advance(10 * T);
		blocks(2);
		assert_eq!(task(id).status, bourse_primitives::TaskStatus::Failed);
		assert_eq!(locked(REQUESTER), 0);
	});
}
