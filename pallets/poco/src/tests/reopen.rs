// SPDX-License-Identifier: Apache-2.0

use super::{Error, Event};
use crate::{mock::*, types::*};
use bourse_primitives::{TaskStatus, RLC};
use frame_support::{assert_noop, assert_ok};
use sp_core::U256;

#[test]
fn reopen_should_reject_the_failed_consensus_when_nobody_revealed() {
	run(|| {
		let id = task_of(deal(3));
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "A"));
		advance(2 * T - 1);
		assert_noop!(reopen(SCHEDULER, id), Error::RevealDeadlineNotReached);
		advance(1);
		assert_noop!(reopen(OUTSIDER, id), Error::NotScheduler);
		events();
		assert_ok!(reopen(SCHEDULER, id));
		assert_eq!(events(), vec![Event::TaskReopened { task: id }]);
		let reopened = task(id);
		assert_eq!(reopened.status, TaskStatus::Active);
		assert_eq!(reopened.consensus, None);
		assert_eq!(reopened.reveal_deadline, None);
		assert_eq!(reopened.winner_counter(), 0);
		assert_eq!(reopened.groups().total(), U256::one());
		assert_eq!(reopened.groups().weight(hash(id, "A")), U256::zero());
		assert_eq!(contribution(W1, id).unwrap().status, ContributionStatus::Rejected);
		assert_noop!(reopen(SCHEDULER, id), Error::TaskNotRevealing);

		// The rejected stay out, with their stakes locked, and lose them with the second round.
		assert_noop!(contribute(W1, id, "B"), Error::AlreadyContributed);
		assert_ok!(contribute(W3, id, "B"));
		assert_ok!(contribute(W4, id, "B"));
		assert_noop!(reveal(W1, id, "A"), Error::ContributionRejected);
		assert_ok!(reveal(W3, id, "B"));
		assert_ok!(reveal(W4, id, "B"));
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!(stake(W1), 97 * RLC);
		assert_eq!(stake(W3), 100 * RLC + 7_920_000_000);
		assert_eq!(stake(W4), 100 * RLC + 7_920_000_000);
	});
}

#[test]
fn reopen_should_keep_the_other_groups() {
	run(|| {
		let id = task_of(deal(3));
		assert_ok!(contribute(W1, id, "B"));
		assert_ok!(contribute(W2, id, "A"));
		assert_ok!(contribute(W3, id, "A"));
		assert_ok!(contribute(W4, id, "A"));
		advance(2 * T);
		assert_ok!(reopen(SCHEDULER, id));
		assert_eq!(task(id).groups().total(), U256::from(3));
		assert_ok!(contribute(W5, id, "B"));
		assert_eq!(task(id).status, TaskStatus::Revealing);
		assert_eq!(task(id).winner_counter(), 2);
		assert_ok!(reveal(W1, id, "B"));
		assert_ok!(reveal(W5, id, "B"));
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!(stake(W1), 100 * RLC + 9_405_000_000);
		assert_eq!(stake(SCHEDULER), 3 * RLC + 190_000_000);
	});
}

#[test]
fn reopen_should_let_the_same_digest_win_later() {
	run(|| {
		let id = task_of(deal(1));
		assert_ok!(contribute(W1, id, "A"));
		advance(2 * T);
		assert_ok!(reopen(SCHEDULER, id));
		assert_ok!(contribute(W2, id, "A"));
		assert_eq!(task(id).winner_counter(), 1);
		assert_ok!(reveal(W2, id, "A"));
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!(stake(W1), 97 * RLC);
	});
}

#[test]
fn reopen_should_refuse_when_somebody_revealed_or_it_is_too_late() {
	run(|| {
		let id = task_of(deal(3));
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "A"));
		assert_ok!(reveal(W1, id, "A"));
		advance(2 * T);
		assert_noop!(reopen(SCHEDULER, id), Error::AlreadyRevealed);

		let late = task_of(deal(1));
		advance(6 * T);
		assert_ok!(contribute(W1, late, "A"));
		advance(4 * T);
		assert_noop!(reopen(SCHEDULER, late), Error::FinalDeadlinePassed);
	});
}

#[test]
fn reopen_should_be_useless_when_the_contribution_deadline_passed() {
	run(|| {
		let id = task_of(deal(1));
		advance(7 * T - 1);
		assert_ok!(contribute(W1, id, "A"));
		advance(2 * T);
		assert_ok!(reopen(SCHEDULER, id));
		assert_noop!(contribute(W2, id, "A"), Error::ContributionDeadlinePassed);
	});
}

#[test]
fn reopen_should_be_open_to_anybody_when_the_automation_says_so() {
	run(|| {
		let id = task_of(deal(1));
		assert_ok!(contribute(W1, id, "A"));
		advance(2 * T);
		let mut settings = AutomationSettings::all(false);
		settings.open_to_anybody = true;
		assert_ok!(Poco::set_automation(RuntimeOrigin::root(), settings));
		assert_ok!(reopen(OUTSIDER, id));
	});
}
