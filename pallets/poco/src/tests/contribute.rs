// SPDX-License-Identifier: Apache-2.0

use super::{Error, Event};
use crate::{mock::*, types::*};
use bourse_primitives::{traits::Ledger, TaskStatus, RLC};
use frame_support::{assert_noop, assert_ok};
use sp_core::{Pair, H256, U256};

#[test]
fn contribute_should_record_lock_and_weigh() {
	run(|| {
		let id = task_of(deal(3));
		events();
		assert_ok!(contribute(W1, id, "A"));
		assert_eq!(locked(W1), 3 * RLC);
		assert_eq!(stake(W1), 97 * RLC);
		assert_eq!(task(id).groups().total(), U256::from(3));
		assert_eq!(task(id).groups().weight(hash(id, "A")), U256::from(2));
		let contribution = Contribution {
			status: ContributionStatus::Contributed,
			result_hash: hash(id, "A"),
			seal: seal(W1, id, "A"),
			weight: 2,
			enclave: None,
			encrypted: None,
			key: None,
		};
		assert_eq!(
			task(id).workers.to_vec(),
			vec![TaskWorker {
				who: account(W1),
				machine_of: None,
				assignment: None,
				contribution: Some(contribution),
				failure: None,
			}]
		);
		assert_eq!(
			events(),
			vec![Event::TaskContributed {
				task: id,
				worker: account(W1),
				result_hash: hash(id, "A"),
				locked: Some(3 * RLC),
				consensus: false,
			}]
		);
		assert_eq!(MockAssignments::signs(), vec![(account(W1), true)]);
	});
}

#[test]
fn contribute_should_start_the_reveal_phase_when_consensus_is_reached() {
	run(|| {
		let id = task_of(deal(3));
		assert_ok!(contribute(W1, id, "A"));
		advance(7);
		events();
		assert_ok!(contribute(W2, id, "A"));
		let task = task(id);
		assert_eq!(task.status, TaskStatus::Revealing);
		assert_eq!(task.consensus, Some(hash(id, "A")));
		assert_eq!(task.reveal_deadline, Some(START + 7 + 2 * T));
		assert_eq!(task.winner_counter(), 2);
		assert_eq!(task.groups().total(), U256::from(5));
		assert_eq!(
			events(),
			vec![Event::TaskContributed {
				task: id,
				worker: account(W2),
				result_hash: hash(id, "A"),
				locked: Some(3 * RLC),
				consensus: true,
			}]
		);
		assert_noop!(contribute(W3, id, "A"), Error::TaskNotActive);
	});
}

/// The number of agreeing workers without score that each trust needs.
#[test]
fn contribute_should_need_as_many_workers_as_the_trust_asks_when_they_have_no_score() {
	for (trust, needed) in
		[(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (8, 3), (9, 4), (16, 4), (17, 5)]
	{
		run(|| {
			let id = task_of(deal(trust));
			for worker in 0..needed {
				assert_eq!(task(id).status, TaskStatus::Active, "trust {trust}");
				assert_ok!(contribute(W1 + worker, id, "A"));
			}
			assert_eq!(task(id).status, TaskStatus::Revealing, "trust {trust}");
		});
	}
}

#[test]
fn contribute_should_need_more_agreement_when_somebody_disagrees() {
	run(|| {
		let id = task_of(deal(4));
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "B"));
		assert_ok!(contribute(W3, id, "A"));
		assert_ok!(contribute(W4, id, "A"));
		// 8 * 4 > 11 * 3 does not hold.
		assert_eq!(task(id).status, TaskStatus::Active);
		assert_ok!(contribute(W5, id, "A"));
		assert_eq!(task(id).status, TaskStatus::Revealing);
		assert_eq!(task(id).groups().total(), U256::from(19));
		assert_eq!(task(id).winner_counter(), 4);
	});
}

#[test]
fn contribute_should_refuse_when_task_worker_or_time_is_wrong() {
	run(|| {
		let id = task_of(deal(3));
		assert_noop!(contribute(W1, H256::repeat_byte(7), "A"), Error::TaskUnknown);
		assert_ok!(contribute(W1, id, "A"));
		assert_noop!(contribute(W1, id, "A"), Error::AlreadyContributed);
		assert_noop!(contribute(W1, id, "B"), Error::AlreadyContributed);
		advance(7 * T);
		assert_noop!(contribute(W2, id, "A"), Error::ContributionDeadlinePassed);
	});
}

#[test]
fn contribute_should_work_when_it_is_the_last_second() {
	run(|| {
		let id = task_of(deal(3));
		advance(7 * T - 1);
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "A"));
		assert_eq!(task(id).reveal_deadline, Some(START + 9 * T - 1));
	});
}

#[test]
fn contribute_should_refuse_when_the_authorization_does_not_fit() {
	run(|| {
		let id = task_of(deal(3));
		let other = task_of(deal(3));
		let with = |authorization| {
			Poco::contribute(origin(W1), id, hash(id, "A"), seal(W1, id, "A"), None, authorization)
		};
		assert_noop!(with(Authorization::Signed(None)), Error::SignatureMissing);
		assert_noop!(with(Authorization::Assigned), Error::NotAssigned);
		for wrong in [
			authorized_by(W1, W1, id, None),
			authorized_by(OUTSIDER, W1, id, None),
			authorized_by(SCHEDULER, W2, id, None),
			authorized_by(SCHEDULER, W1, other, None),
			authorized_by(SCHEDULER, W1, id, Some(ENCLAVE)),
		] {
			assert_noop!(with(wrong), Error::NotAuthorized);
		}
		assert_ok!(with(authorized_by(SCHEDULER, W1, id, None)));
	});
}

#[test]
fn contribute_should_accept_the_scheduler_signature_of_a_browser_wallet() {
	run(|| {
		let id = task_of(deal(3));
		let message =
			bourse_primitives::signing::wrapped(&Poco::authorization_hash(&account(W1), id, None));
		let authorization = Authorization::Signed(Some(pair(SCHEDULER).sign(&message).into()));
		assert_ok!(Poco::contribute(
			origin(W1),
			id,
			hash(id, "A"),
			seal(W1, id, "A"),
			None,
			authorization
		));
	});
}

#[test]
fn contribute_should_accept_the_assignment_of_the_chain() {
	run(|| {
		let id = task_of(deal(3));
		MockAssignments::put(id, W1, START + T);
		let contribute = |worker| {
			Poco::contribute(
				origin(worker),
				id,
				hash(id, "A"),
				seal(worker, id, "A"),
				None,
				Authorization::Assigned,
			)
		};
		assert_ok!(contribute(W1));
		// It had the task, and keeps it: the slot is not free before the task has ended.
		assert!(is_assigned(W1, id));
		assert_noop!(contribute(W2), Error::NotAssigned);
		for status in [AssignmentStatus::Missed, AssignmentStatus::Withdrawn] {
			crate::Tasks::<Test>::mutate(id, |task| {
				let assignment =
					Some(Assignment { since: START, until: START + T, status, own_fees: 0 });
				let workers = &mut task.as_mut().unwrap().workers;
				workers.truncate(1);
				let worker = TaskWorker { assignment, ..TaskWorker::new(account(W2), account(W2)) };
				workers.try_push(worker).unwrap();
			});
			assert_noop!(contribute(W2), Error::NotAssigned);
		}
	});
}

#[test]
fn contribute_should_refuse_when_the_stake_is_short() {
	run(|| {
		let id = task_of(deal(3));
		assert_ok!(MockLedger::lock(&account(W1), 97 * RLC + 1));
		assert_noop!(contribute(W1, id, "A"), Error::InsufficientWorkerStake);
		assert_ok!(MockLedger::unlock(&account(W1), 1));
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(MockLedger::unlock(&account(W1), 97 * RLC));
	});
}

#[test]
fn contribute_should_refuse_when_the_weights_overflow() {
	run(|| {
		let mut extreme = deal(1);
		extreme.trust = U256::MAX;
		let id = task_of(extreme);
		assert_noop!(contribute(W1, id, "A"), Error::WeightOverflow);
		advance(10 * T);
		assert_ok!(claim(id));
	});
}

/// While the chain does not assign, nobody takes a task back.
#[test]
fn contribute_should_have_the_reveal_deadline_looked_at_when_the_worker_is_late() {
	run_automated(|| {
		MockAssignments::join(W1, 1);
		let id = bourse_primitives::task_id(matched(deal(1)), 0);
		idle();
		assert!(is_assigned(W1, id));
		let assigning = AutomationSettings { assign: false, ..AutomationSettings::all(true) };
		assert_ok!(Poco::set_automation(RuntimeOrigin::root(), assigning));
		advance(T + 10);
		idle();
		assert_ok!(Poco::contribute(
			origin(W1),
			id,
			hash(id, "A"),
			seal(W1, id, "A"),
			None,
			Authorization::Assigned
		));
		assert_eq!(task(id).reveal_deadline, Some(START + 3 * T + 10));
		Poco::do_try_state().unwrap();
		advance(2 * T);
		idle();
		assert_eq!(task(id).status, TaskStatus::Active);
		assert_eq!(contribution(W1, id).unwrap().status, ContributionStatus::Rejected);
	});
}

#[test]
fn contribute_should_refuse_when_the_task_is_full() {
	run(|| {
		let id = task_of(deal(1_000_000_000));
		for worker in 0..24 {
			MockLedger::endow(&account(110 + worker), 3 * RLC);
			assert_ok!(contribute(110 + worker, id, &format!("{worker}")));
		}
		assert_noop!(contribute(W1, id, "A"), Error::TooManyContributors);
	});
}
