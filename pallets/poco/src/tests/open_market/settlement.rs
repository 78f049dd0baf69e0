// SPDX-License-Identifier: Apache-2.0

//! Who is paid what, for a task that was completed and for one that Failed.

use super::*;
use bourse_primitives::{
	traits::{Assignments, Ledger},
	DatasetId, Share, TaskStatus,
};
use frame_support::{assert_noop, assert_ok};
use proptest::prelude::*;

#[test]
fn completed_should_take_the_fees_of_what_was_used_and_give_the_rest_back() {
	run(|| {
		let mut sponsored = deal_by_rules(3);
		sponsored.sponsor = account(SPONSOR);
		sponsored.dataset =
			Some(Share { id: DatasetId(2), owner: account(DATASET_OWNER), price: 5 * RLC });
		let id = task_of(sponsored);
		assert_eq!(locked(SPONSOR), 18 * RLC + 14 * MRLC);
		give(id, &[W1, W2]);
		assert_eq!((locked(W1), locked(W2)), (3 * RLC, 3 * RLC));
		let result = plain("A");
		assert_ok!(answer(W1, id, &result));
		assert_ok!(answer(W2, id, &result));
		// The assignment's lock, not another.
		assert_eq!((locked(W1), locked(W2)), (3 * RLC, 3 * RLC));
		assert_ok!(open(W1, id, result, b""));
		assert_ok!(open(W2, id, result, b""));
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!((stake(SPONSOR), locked(SPONSOR)), (2 * MRLC, 0));
		assert_eq!((stake(APP_OWNER), stake(DATASET_OWNER)), (3 * RLC, 5 * RLC));
		for worker in [W1, W2] {
			assert_eq!(gain(worker), (4_950_000_000, 0));
		}
		assert_eq!((stake(SCHEDULER), locked(SCHEDULER)), (3 * RLC + 100_000_000, 0));
		// The start and two assignments: half is burned, half the author's.
		assert_eq!((stake(AUTHOR), MockLedger::kitty()), (6 * MRLC, 6 * MRLC));
	});
}

#[test]
fn completed_should_burn_all_fees_when_the_block_has_no_author() {
	run(|| {
		BlockMaker::set(None);
		let id = task_of(deal_by_rules(1));
		give(id, &[W1]);
		let result = plain("A");
		assert_ok!(answer(W1, id, &result));
		assert_ok!(open(W1, id, result, b""));
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!((stake(AUTHOR), MockLedger::kitty()), (0, 11 * MRLC));
		assert_eq!(stake(REQUESTER), 3 * MRLC);
	});
}

#[test]
fn completed_should_take_the_fee_of_a_further_assignment_from_its_owner_unless_it_wins() {
	let task = || {
		let id = task_of(deal_by_rules(1));
		give(id, &[W1, W2, W3, W4, W5]);
		assert_eq!((locked(W4), locked(W5)), (3 * RLC, 3 * RLC + 2 * MRLC));
		id
	};
	let completes = |worker, id| {
		let result = plain("A");
		assert_ok!(answer(worker, id, &result));
		assert_ok!(open(worker, id, result, b""));
		assert_ok!(finalize(SCHEDULER, id));
	};
	run(|| {
		completes(W1, task());
		assert_eq!(gain(W5), (-(2 * MRLC as i128), 0));
		// 14 of the payer, 2 of the worker's owner.
		assert_eq!((stake(AUTHOR), MockLedger::kitty()), (8 * MRLC, 8 * MRLC));
	});
	run(|| {
		completes(W5, task());
		assert_eq!((gain(W1), gain(W5)), ((0, 0), (9_900_000_000, 0)));
		assert_eq!((stake(AUTHOR), MockLedger::kitty()), (7 * MRLC, 7 * MRLC));
	});
}

#[test]
fn completed_should_give_the_stakes_of_the_wrong_to_the_right_and_burn_those_of_the_silent() {
	run(|| {
		let id = task_of(deal_by_rules(3));
		give(id, &[W1, W2, W3, W4]);
		let (right, wrong) = (plain("A"), plain("B"));
		assert_ok!(answer(W1, id, &right));
		assert_ok!(answer(W2, id, &wrong));
		assert_ok!(answer(W3, id, &right));
		assert_eq!(task(id).status, TaskStatus::Active);
		assert_ok!(answer(W4, id, &right));
		assert_ok!(open(W1, id, right, b""));
		assert_ok!(open(W3, id, right, b""));
		advance(2 * T);
		assert_ok!(finalize(SCHEDULER, id));
		// 99 % of the price, and all of one stake, in halves.
		assert_eq!((gain(W1), gain(W3)), ((6_450_000_000, 0), (6_450_000_000, 0)));
		assert_eq!((gain(W2), gain(W4)), ((-3_000_000_000, 0), (-3_000_000_000, 0)));
		assert_eq!(stake(SCHEDULER), 3 * RLC + 100_000_000);
		assert_eq!(MockLedger::kitty(), 3 * RLC + 7 * MRLC);
		assert_eq!([W1, W2, W3, W4].map(score), [1, 0, 1, 0]);
	});
}

#[test]
fn completed_should_give_the_pools_owner_nothing_of_what_the_wrong_lose() {
	run(|| {
		let mut greedy = deal_by_rules(3);
		(greedy.scheduler_reward_ratio, greedy.worker_stake) = (100, 3 * RLC + 1);
		let id = task_of(greedy);
		give(id, &[W1, W2, W3, W4]);
		let (right, wrong) = (plain("A"), plain("B"));
		assert_ok!(answer(W1, id, &right));
		assert_ok!(answer(W2, id, &wrong));
		for worker in [W3, W4] {
			assert_ok!(answer(worker, id, &right));
		}
		for worker in [W1, W3, W4] {
			assert_ok!(open(worker, id, right, b""));
		}
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!([W1, W3, W4].map(gain), [(1_000_000_000, 0); 3]);
		assert_eq!(gain(W2), (-3_000_000_001, 0));
		assert_eq!(stake(SCHEDULER), 3 * RLC + 10 * RLC);
		// What can't be shared, and half of the fees.
		assert_eq!(MockLedger::kitty(), 1 + 7 * MRLC);
	});
}

#[test]
fn completed_should_draw_nothing_from_the_kitty() {
	run(|| {
		let failed = task_of(deal_by_rules(1));
		advance(10 * T);
		assert_ok!(claim(failed));
		let before = MockLedger::kitty();
		// No author gains by a task that nobody had.
		assert_eq!(before, 3 * RLC + 10 * MRLC);
		let id = task_of(deal_by_rules(1));
		give(id, &[W1]);
		let result = plain("A");
		assert_ok!(answer(W1, id, &result));
		assert_ok!(open(W1, id, result, b""));
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!(MockLedger::kitty() - before, 11 * MRLC / 2);
		assert_eq!(stake(SCHEDULER), 3 * RLC + 100_000_000);
	});
}

#[test]
fn completed_should_weigh_and_pay_all_alike_when_scores_differ() {
	run(|| {
		crate::Score::<Test>::insert(account(W1), 10_000);
		let id = task_of(deal_by_rules(3));
		give(id, &[W1, W2]);
		let result = plain("A");
		assert_ok!(answer(W1, id, &result));
		assert_eq!(task(id).status, TaskStatus::Active);
		assert_ok!(answer(W2, id, &result));
		assert_eq!(contribution(W1, id).unwrap().weight, 2);
		assert_ok!(open(W1, id, result, b""));
		assert_ok!(open(W2, id, result, b""));
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!((gain(W1), gain(W2)), ((4_950_000_000, 0), (4_950_000_000, 0)));
		assert_eq!((score(W1), score(W2)), (10_001, 1));
	});
}

/// Else nobody would pay what the chain does at the end for each of them.
#[test]
fn payer_should_pay_for_contributions_where_the_scheduler_assigns() {
	run(|| {
		let id = task_of(deal_by_scheduler(3));
		let result = plain("A");
		for worker in [W1, W2] {
			let signed = authorized_by(SCHEDULER, worker, id, None);
			assert_ok!(contribute_by(worker, id, &result, signed));
		}
		assert_ok!(open(W1, id, result, b""));
		assert_ok!(open(W2, id, result, b""));
		assert_ok!(finalize(SCHEDULER, id));
		// Two fees of workers of four.
		assert_eq!((stake(REQUESTER), locked(REQUESTER)), (2 * MRLC, 0));
	});
}

#[test]
fn contribute_should_refuse_an_owner_that_has_contributed() {
	run(|| {
		MockAssignments::own(W2, W1);
		let id = task_of(deal_by_scheduler(3));
		let result = plain("A");
		let by = |worker| authorized_by(SCHEDULER, worker, id, None);
		assert_ok!(contribute_by(W1, id, &result, by(W1)));
		let again = contribute_by(W2, id, &result, by(W2));
		assert_eq!(again, Err(super::super::Error::AlreadyContributed.into()));
		assert_ok!(contribute_by(W3, id, &result, by(W3)));
		assert_eq!(task(id).status, TaskStatus::Revealing);
	});
}

#[test]
fn failed_should_burn_the_stakes_of_the_silent_also_of_those_who_were_rejected() {
	run(|| {
		let id = task_of(deal_by_rules(3));
		give(id, &[W1, W2, W3, W4]);
		let silent = plain("A");
		assert_ok!(answer(W1, id, &silent));
		assert_ok!(answer(W2, id, &silent));
		advance(2 * T);
		assert_ok!(reopen(SCHEDULER, id));
		assert_ok!(answer(W3, id, &plain("B")));
		advance(8 * T);
		crate::mock::events();
		assert_ok!(claim(id));
		let status = TaskStatus::Failed;
		let event = super::super::Event::TaskClaimed { task: id, status };
		assert_eq!(crate::mock::events().pop(), Some(event));
		assert_eq!((gain(W1), gain(W2)), ((-3_000_000_000, 0), (-3_000_000_000, 0)));
		// One answered, the other never did, and nobody had looked at that.
		assert_eq!((gain(W3), gain(W4)), ((0, 0), (-300_000_000, 0)));
		assert_eq!((stake(REQUESTER), locked(REQUESTER)), (13 * RLC, 0));
		assert_eq!((stake(SCHEDULER), locked(SCHEDULER)), (0, 0));
		// Two stakes of workers, one of the scheduler, a miss, half of the fees.
		assert_eq!(MockLedger::kitty(), 9 * RLC + 300 * MRLC + 7 * MRLC);
	});
}

/// The worker has the ended task no more, and has missed a duty, or nobody has.
fn check_miss(worker: u8, id: TaskId, missed: bool) {
	assert_eq!(MockAssignments::missed(), missed.then(|| (id, account(worker))).as_slice());
	assert!(!MockAssignments::tasks_of(&account(worker)).contains(&id));
}

/// An assignment that passes is a miss, whether the agenda comes to look at it or not.
#[test]
fn completed_should_burn_the_penalty_of_an_assignment_that_passed_before_the_consensus() {
	for (seconds, lost) in [(T + 59, 0), (T + 60, -300_000_000i128)] {
		run(|| {
			let id = task_of(deal_by_rules(3));
			give(id, &[W1, W2, W3]);
			advance(seconds);
			let result = plain("A");
			assert_ok!(answer(W1, id, &result));
			assert_ok!(answer(W2, id, &result));
			// What passes while others are to reveal is no miss.
			advance(T);
			assert_ok!(open(W1, id, result, b""));
			assert_ok!(open(W2, id, result, b""));
			assert_ok!(finalize(SCHEDULER, id));
			assert_eq!(gain(W3), (lost, 0));
			check_miss(W3, id, lost < 0);
			// Nobody gains by it.
			assert_eq!((gain(W1), gain(W2)), ((4_950_000_000, 0), (4_950_000_000, 0)));
			assert_eq!(MockLedger::kitty(), lost.unsigned_abs() + 13 * MRLC / 2);
		});
	}
}

#[test]
fn given_up_should_burn_the_penalty_of_an_assignment_that_passed() {
	for (seconds, lost) in [(T + 59, 0), (T + 60, -300_000_000i128)] {
		run(|| {
			let id = task_of(deal_of_pool(4, 1));
			give(id, &[W1, W2]);
			for worker in [W1, W2] {
				assert_ok!(report(worker, id, FailureCode::FetchFailed));
			}
			advance(2 * T - seconds);
			give(id, &[W3]);
			advance(seconds);
			assert_ok!(claim(id));
			assert_eq!((task(id).status, gain(W3)), (TaskStatus::Unavailable, (lost, 0)));
			check_miss(W3, id, lost < 0);
		});
	}
}

/// Whoever could not contribute while others were to reveal, and then is given a time anew.
#[test]
fn reopen_should_give_time_to_those_who_had_to_wait() {
	run(|| {
		let id = task_of(deal_by_rules(3));
		give(id, &[W1, W2, W3]);
		assert_ok!(answer(W1, id, &plain("A")));
		assert_ok!(answer(W2, id, &plain("A")));
		advance(2 * T);
		assert_ok!(reopen(SCHEDULER, id));
		let until = |worker| task(id).worker(&account(worker)).unwrap().assignment.unwrap().until;
		assert_eq!((until(W1), until(W3)), (START + T + 60, START + 3 * T + 60));
		assert_ok!(answer(W3, id, &plain("B")));
	});
	// Too late for any contribution: the assignment ends with the task.
	run(|| {
		let id = task_of(deal_by_rules(3));
		advance(6 * T);
		give(id, &[W1, W2, W3]);
		assert_ok!(answer(W1, id, &plain("A")));
		assert_ok!(answer(W2, id, &plain("A")));
		advance(2 * T);
		assert_ok!(reopen(SCHEDULER, id));
		let until = task(id).worker(&account(W3)).unwrap().assignment.unwrap().until;
		assert_eq!(until, START + 10 * T);
	});
}

#[test]
fn initialize_should_refuse_after_the_end() {
	run(|| {
		let id = matched(deal_by_rules(1));
		advance(10 * T);
		let late = super::super::Error::FinalDeadlinePassed;
		assert_noop!(initialize(id, 0), late);
	});
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, ..Default::default() })]

	/// Whatever workers do, what is taken in is paid out to the unit, and nothing stays locked:
	/// `run` checks both.
	#[test]
	fn ends_should_conserve_value(
		app in 0u128..1 << 60,
		pool in 0u128..1 << 80,
		stake in 0u128..1 << 80,
		ratio in 0u8..=100,
		start_fee in 0u128..1 << 40,
		worker_fee in 0u128..1 << 40,
		miss_penalty in 0u8..=100,
		trust in 1u64..20,
		deeds in proptest::collection::vec(0u8..7, 5),
		reveals in proptest::collection::vec(any::<bool>(), 5),
	) {
		run(|| {
			let mut any = deal_by_rules(trust);
			(any.app.price, any.workerpool.price, any.worker_stake) = (app, pool, stake);
			any.scheduler_reward_ratio = ratio;
			let terms = any.terms.as_mut().unwrap();
			(terms.start_fee, terms.worker_fee) = (start_fee, worker_fee);
			terms.miss_penalty = miss_penalty;
			let id = task_of(any);
			for worker in W1..=W5 {
				MockLedger::endow(&account(worker), stake + 2 * worker_fee);
				give(id, &[worker]);
			}
			advance(T);
			for (worker, deed) in (W1..).zip(&deeds) {
				// What comes too late is refused.
				let _ = match deed {
					0 | 1 => answer(worker, id, &plain("A")),
					2 => answer(worker, id, &plain("B")),
					3 => report(worker, id, FailureCode::FetchFailed),
					4 | 5 => report(worker, id, FailureCode::Timeout),
					_ => Ok(()),
				};
			}
			let result = if deeds.contains(&2) { [plain("A"), plain("B")] } else { [plain("A"); 2] };
			for (worker, reveal) in (W1..).zip(&reveals) {
				for header in result {
					if *reveal {
						let _ = open(worker, id, header, b"");
					}
				}
			}
			Poco::do_try_state().unwrap();
			advance(2 * T);
			let _ = finalize(SCHEDULER, id);
			advance(10 * T);
			let _ = claim(id);
			assert!(!task(id).is_live());
			for who in [REQUESTER, SCHEDULER, W1, W2, W3, W4, W5] {
				assert_eq!(locked(who), 0);
			}
		});
	}
}
