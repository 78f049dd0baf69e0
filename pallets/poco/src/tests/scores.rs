// SPDX-License-Identifier: Apache-2.0

use crate::{consensus, mock::*, Score};
use bourse_primitives::{traits::Scores, TaskStatus};
use frame_support::assert_ok;
use sp_core::U256;

#[test]
fn weight_should_follow_the_score() {
	for (score, weight) in
		[(0, 2), (8, 2), (11, 2), (12, 3), (14, 3), (15, 4), (30, 9), (u64::MAX, u64::MAX / 3 - 1)]
	{
		assert_eq!(consensus::weight(score), weight, "score {score}");
	}
	for (weight, log) in [(2, 1), (3, 1), (4, 2), (7, 2), (8, 3), (u64::MAX / 3 - 1, 62)] {
		assert_eq!(consensus::log_weight(weight), log, "weight {weight}");
	}
	run(|| {
		Score::<Test>::insert(account(W1), 15);
		assert_eq!(<Poco as Scores<_>>::score(&account(W1)), 15);
		assert_eq!(<Poco as Scores<_>>::weight(&account(W1)), 4);
	});
}

#[test]
fn score_should_grow_when_several_contributed() {
	run(|| {
		let id = task_of(deal(4));
		Score::<Test>::insert(account(W2), 10);
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "B"));
		for worker in [W3, W4, W5] {
			assert_ok!(contribute(worker, id, "A"));
		}
		for worker in [W1, W3, W4, W5] {
			assert_ok!(reveal(worker, id, "A"));
		}
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!([W1, W2, W3].map(score), [1, 6, 1]);
	});
}

#[test]
fn score_should_stay_when_a_sole_worker_contributed() {
	run(|| {
		let id = task_of(deal(1));
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(reveal(W1, id, "A"));
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!(score(W1), 0);
	});
}

#[test]
fn score_should_lose_a_third_rounded_up_when_a_winner_did_not_reveal() {
	for (before, after) in [(0, 0), (1, 0), (2, 1), (3, 2), (10, 6), (u64::MAX, u64::MAX / 3 * 2)] {
		run(|| {
			let id = task_of(deal(3));
			Score::<Test>::insert(account(W1), before);
			assert_ok!(contribute(W2, id, "A"));
			assert_ok!(contribute(W1, id, "A"));
			assert_ok!(reveal(W2, id, "A"));
			advance(2 * T);
			assert_ok!(finalize(SCHEDULER, id));
			assert_eq!(score(W1), after);
			assert_eq!(score(W2), 1);
		});
	}
}

#[test]
fn score_should_let_one_worker_decide_when_it_is_high() {
	run(|| {
		// Weight 9: 9 * 9 > 10 * 8 holds alone, 9 * 10 > 10 * 9 does not.
		Score::<Test>::insert(account(W1), 30);
		let id = task_of(deal(9));
		assert_ok!(contribute(W1, id, "A"));
		assert_eq!(task(id).status, TaskStatus::Revealing);
		let id = task_of(deal(10));
		assert_ok!(contribute(W1, id, "A"));
		assert_eq!(task(id).status, TaskStatus::Active);
		assert_eq!(task(id).groups().total(), U256::from(10));
		assert_eq!(contribution(W1, id).unwrap().weight, 9);
	});
}
