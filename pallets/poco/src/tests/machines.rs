// SPDX-License-Identifier: Apache-2.0

//! A machine's stake is its owner's, and so is what it earns. Its score is its own.

use super::Error;
use crate::{mock::*, types::*};
use bourse_primitives::{traits::Ledger, TaskId, TaskStatus, RLC};
use frame_support::{assert_noop, assert_ok};

/// An owner with 100 RLC of stake.
const HOLDER: u8 = 150;

/// Worker 1 is a machine of the holder.
fn with_machine(test: impl FnOnce()) {
	run(|| {
		MockLedger::endow(&account(HOLDER), 100 * RLC);
		MockAssignments::own(W1, HOLDER);
		test();
	});
}

fn complete(task: TaskId, workers: &[u8]) {
	for worker in workers {
		assert_ok!(contribute(*worker, task, "A"));
	}
	for worker in workers {
		assert_ok!(reveal(*worker, task, "A"));
	}
	assert_ok!(finalize(SCHEDULER, task));
}

#[test]
fn contribution_should_lock_the_owners_stake_when_the_worker_is_a_machine() {
	with_machine(|| {
		let id = task_of(deal(3));
		assert_ok!(contribute(W1, id, "A"));
		assert_eq!((stake(HOLDER), locked(HOLDER)), (97 * RLC, 3 * RLC));
		assert_eq!((stake(W1), locked(W1)), (100 * RLC, 0));
	});
}

#[test]
fn contribution_should_fail_when_the_owners_stake_is_short() {
	with_machine(|| {
		let id = task_of(deal(3));
		assert_ok!(MockLedger::lock(&account(HOLDER), 98 * RLC));
		assert_noop!(contribute(W1, id, "A"), Error::InsufficientWorkerStake);
		assert_ok!(MockLedger::unlock(&account(HOLDER), 98 * RLC));
	});
}

#[test]
fn finalize_should_pay_the_owner_and_raise_the_machines_score() {
	with_machine(|| {
		let id = task_of(deal(3));
		complete(id, &[W1, W2]);
		// As the other worker, which is its own owner.
		assert_eq!((stake(HOLDER), locked(HOLDER)), (stake(W2), 0));
		assert_eq!(stake(HOLDER), 100 * RLC + 4_950_000_000);
		assert_eq!(stake(W1), 100 * RLC);
		assert_eq!((score(W1), score(HOLDER)), (1, 0));
	});
}

#[test]
fn finalize_should_seize_the_owners_stake_when_the_machine_was_wrong() {
	with_machine(|| {
		let id = task_of(deal(3));
		assert_ok!(contribute(W1, id, "B"));
		complete(id, &[W2, W3, W4]);
		assert_eq!((stake(HOLDER), locked(HOLDER)), (97 * RLC, 0));
		assert_eq!(stake(W1), 100 * RLC);
	});
}

#[test]
fn claim_should_give_the_owner_its_stake_back() {
	with_machine(|| {
		let id = task_of(deal(3));
		assert_ok!(contribute(W1, id, "A"));
		advance(10 * T);
		assert_ok!(claim(id));
		assert_eq!((stake(HOLDER), locked(HOLDER)), (100 * RLC, 0));
	});
}

#[test]
fn money_should_go_to_the_owner_at_the_contribution_when_the_machine_changes_hands() {
	with_machine(|| {
		let id = task_of(deal(3));
		assert_ok!(contribute(W1, id, "A"));
		MockAssignments::disown(W1);
		assert_ok!(contribute(W2, id, "A"));
		assert_ok!(reveal(W1, id, "A"));
		assert_ok!(reveal(W2, id, "A"));
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!(task(id).status, TaskStatus::Completed);
		assert_eq!((stake(HOLDER), locked(HOLDER)), (100 * RLC + 4_950_000_000, 0));
		assert_eq!((stake(W1), locked(W1)), (100 * RLC, 0));
	});
}

#[test]
fn contribute_and_finalize_should_pay_the_owner() {
	with_machine(|| {
		let id = task_of(deal(1));
		assert_ok!(Poco::contribute_and_finalize(
			origin(W1),
			id,
			digest("A"),
			Default::default(),
			None,
			None,
			authorized_by(SCHEDULER, W1, id, None),
		));
		assert_eq!(stake(HOLDER), 100 * RLC + 9_900_000_000);
		assert_eq!(stake(W1), 100 * RLC);
		assert_eq!(contribution(W1, id).unwrap().status, ContributionStatus::Proved);
		assert_eq!(task(id).worker(&account(W1)).unwrap().machine_of, Some(account(HOLDER)));
	});
}
