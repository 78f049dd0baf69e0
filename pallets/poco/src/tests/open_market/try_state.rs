// SPDX-License-Identifier: Apache-2.0

//! `try_state` sees each kind of damage to what the market's rules bring.

use super::*;
use crate::{DealReports, Progress, Reports, Tasks};
use bourse_primitives::{
	deal_and_index,
	traits::{Deals, Ledger},
	DealId,
};
use frame_support::assert_ok;
use sp_runtime::DispatchError;

/// A state that is in order.
struct Scene {
	/// Active: W1 and W2 differ, W3 computes, W4 reported a failure, and W5 a Timeout.
	active: TaskId,
	/// Completed by W1, of another deal.
	completed: TaskId,
}

/// Makes a scene, breaks it, and gives what `try_state` says.
fn complains(reason: &'static str, damage: impl FnOnce(&Scene)) {
	// Not `run`, which wants the state to be in order at the end.
	let mut broken = Err(DispatchError::Other("nothing was checked"));
	let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
		run(|| {
			let completed = task_of(deal_by_rules(1));
			give(completed, &[W1]);
			assert_ok!(answer(W1, completed, &plain("A")));
			assert_ok!(open(W1, completed, plain("A"), b""));
			assert_ok!(finalize(SCHEDULER, completed));
			let active = task_of(deal_by_rules(3));
			give(active, &[W1, W2, W3, W4, W5]);
			assert_ok!(answer(W1, active, &plain("A")));
			assert_ok!(answer(W2, active, &plain("B")));
			assert_ok!(report(W4, active, FailureCode::FetchFailed));
			advance(T);
			assert_ok!(report(W5, active, FailureCode::Timeout));
			assert_ok!(Poco::do_try_state());
			damage(&Scene { active, completed });
			broken = Poco::do_try_state();
		})
	}));
	assert!(outcome.is_err(), "`run` checks the state at its end");
	assert_eq!(broken, Err(DispatchError::Other(reason)));
}

fn change(id: TaskId, change: impl FnOnce(&mut Task<Test>)) {
	Tasks::<Test>::mutate(id, |task| change(task.as_mut().unwrap()));
}

fn deal_of(id: TaskId) -> DealId {
	deal_and_index(id).0
}

#[test]
fn try_state_should_complain_when_a_deal_has_lost_its_terms() {
	complains("what the market's rules bring, without them", |scene| {
		let id = deal_of(scene.completed);
		let deal = MockDeals::deal(id).unwrap();
		MockDeals::insert(id, Deal { terms: None, ..deal });
	});
}

#[test]
fn try_state_should_complain_when_assignments_are_miscounted() {
	complains("an assignment's fee is two accounts'", |scene| {
		change(scene.active, |task| task.workers[2].assignment.as_mut().unwrap().own_fees = 1);
	});
	complains("assignments are not counted", |scene| {
		change(scene.active, |task| {
			task.assignments = 4;
			let own = task.workers.iter_mut().filter_map(|worker| worker.assignment.as_mut());
			own.for_each(|assignment| assignment.own_fees = 0);
		});
	});
	complains("a first assignment without a time, or a time without one", |scene| {
		change(scene.active, |task| task.first_assigned = None);
	});
}

#[test]
fn try_state_should_complain_when_an_owner_contributed_twice() {
	complains("an owner contributed twice", |scene| {
		change(scene.active, |task| task.workers[1].machine_of = Some(account(W1)));
	});
}

#[test]
fn try_state_should_complain_when_openings_do_not_fit() {
	complains("a result was opened that nobody revealed", |scene| {
		change(scene.active, |task| task.failure = Some(FailureCode::Trap));
	});
	let callback = "callback data is missing, or of a failure, or of no callback";
	complains(callback, |scene| {
		change(scene.completed, |task| task.callback_data = Some(Default::default()));
	});
	complains(callback, |scene| {
		let id = deal_of(scene.completed);
		let deal = MockDeals::deal(id).unwrap();
		MockDeals::insert(id, Deal { callback: Some(account(CALLBACK)), ..deal });
	});
}

#[test]
fn try_state_should_complain_when_reports_are_nobodys() {
	let nobodys = "reports of nobody, or of an owner twice";
	complains(nobodys, |scene| {
		DealReports::<Test>::insert(deal_of(scene.active), Reports::default());
	});
	complains(nobodys, |scene| {
		let owners = vec![account(W4), account(W4)].try_into().unwrap();
		let reports = Reports { owners, ..Default::default() };
		DealReports::<Test>::insert(deal_of(scene.active), reports);
	});
	complains("reports on a deal that has ended", |scene| {
		DealReports::<Test>::insert(deal_of(scene.completed), Reports::default());
	});
	complains("reports on a deal with a completed task", |scene| {
		let id = deal_of(scene.active);
		let owners = vec![account(W4)].try_into().unwrap();
		DealReports::<Test>::insert(id, Reports { owners, ..Default::default() });
		Progress::<Test>::mutate(id, |progress| progress.completed = 1);
	});
	complains("reports on no deal", |_| {
		DealReports::<Test>::insert(H256::repeat_byte(1), Reports::default());
	});
}

#[test]
fn try_state_should_complain_when_completed_tasks_are_miscounted() {
	complains("completed: miscounted", |scene| {
		Progress::<Test>::mutate(deal_of(scene.completed), |progress| progress.completed = 0);
	});
	complains("excused: miscounted", |scene| {
		Progress::<Test>::mutate(deal_of(scene.completed), |progress| progress.excused = 1);
	});
}

#[test]
fn try_state_should_complain_when_more_or_less_is_locked_than_is_held() {
	let locked = "what is locked is not what deals, tasks and challenges hold";
	// A contributor, one that computes, one that reported, and one that reported a Timeout.
	for worker in [W1, W3, W4, W5, REQUESTER] {
		complains(locked, |_| {
			let now = MockLedger::locked(&account(worker));
			MockLedger::set_locked(&account(worker), now + 1);
		});
	}
	complains(locked, |scene| {
		change(scene.active, |task| task.workers[4].failure = None);
	});
}
