// SPDX-License-Identifier: Apache-2.0

//! Reports of failures, and what ends for them.

use super::{super::Error, super::Event, *};
use crate::DealReports;
use bourse_primitives::{deal_and_index, task_id, traits::Ledger, DealId, TaskStatus};
use frame_support::{assert_noop, assert_ok};
use FailureCode::{FetchFailed, Internal, Refused, Timeout, Trap};

fn status(id: TaskId) -> TaskStatus {
	task(id).status
}

#[test]
fn report_should_be_free_when_it_comes_in_the_first_half_of_the_assignment() {
	run(|| {
		let id = task_of(deal_by_rules(1));
		give(id, &[W1, W2]);
		advance(179);
		assert_ok!(report(W1, id, FetchFailed));
		assert_eq!((gain(W1), MockAssignments::missed()), ((0, 0), vec![]));
		advance(1);
		assert_ok!(report(W2, id, Internal));
		// A tenth of the stake.
		assert_eq!(gain(W2), (-300_000_000, 0));
		assert_eq!(MockAssignments::missed(), vec![(id, account(W2))]);
		assert_eq!(MockLedger::kitty(), 300_000_000);
	});
}

#[test]
fn report_should_be_free_for_two_minutes_when_the_assignment_is_short() {
	run(|| {
		let id = task_of(Deal { work_clock_time_ref: 20, ..deal_by_rules(1) });
		for worker in [W1, W2] {
			MockAssignments::put(id, worker, now() + 130);
		}
		advance(119);
		assert_ok!(report(W1, id, Refused));
		advance(1);
		assert_ok!(report(W2, id, Refused));
		assert_eq!((gain(W1).0, gain(W2).0), (0, -300_000_000));
	});
}

#[test]
fn report_should_refuse_a_failure_that_is_a_result() {
	run(|| {
		let id = task_of(deal_by_rules(1));
		give(id, &[W1]);
		for code in [Trap, FailureCode::BadParams, FailureCode::NoCallbackData] {
			assert_noop!(report(W1, id, code), Error::FailureIsResult);
		}
		assert_ok!(answer(W1, id, &header("A", Some(Trap), b"")));
	});
}

#[test]
fn task_should_be_timed_out_when_enough_owners_took_their_time() {
	run(|| {
		let id = task_of(deal_by_rules(1));
		give(id, &[W1, W2, W3]);
		advance(224);
		assert_noop!(report(W1, id, Timeout), Error::TimeoutTooEarly);
		advance(1);
		assert_ok!(report(W1, id, Timeout));
		// Others may show that there was time.
		assert_eq!(gain(W1), (0, 3 * RLC));
		assert_noop!(claim(id), Error::FinalDeadlineNotReached);
		assert_ok!(report(W2, id, Timeout));
		events();
		assert_ok!(claim(id));
		let event = Event::TaskClaimed { task: id, status: TaskStatus::TimedOut };
		assert_eq!((events().pop(), status(id)), (Some(event), TaskStatus::TimedOut));
		// A quarter of the pool's price, shared as usual.
		assert_eq!((gain(W1), gain(W2)), ((1_237_500_000, 0), (1_237_500_000, 0)));
		assert_eq!(gain(W3), (0, 0));
		assert_eq!((stake(SCHEDULER), locked(SCHEDULER)), (3 * RLC + 25_000_000, 0));
		assert_eq!((stake(REQUESTER), locked(REQUESTER)), (10_500_000_000 + MRLC, 0));
		assert_eq!(MockLedger::kitty(), 13 * MRLC / 2);
	});
}

#[test]
fn timeout_should_be_a_miss_when_somebody_completes_the_task() {
	run(|| {
		let id = task_of(deal_by_rules(1));
		give(id, &[W1, W2]);
		advance(225);
		assert_ok!(report(W1, id, Timeout));
		let result = plain("A");
		assert_ok!(answer(W2, id, &result));
		assert_ok!(open(W2, id, result, b""));
		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!((gain(W1), gain(W2)), ((-300_000_000, 0), (9_900_000_000, 0)));
	});
	// Nobody knows better when the task fails.
	run(|| {
		let id = task_of(deal_by_rules(1));
		give(id, &[W1]);
		advance(225);
		assert_ok!(report(W1, id, Timeout));
		advance(10 * T);
		assert_ok!(claim(id));
		assert_eq!((status(id), gain(W1)), (TaskStatus::Failed, (0, 0)));
	});
}

#[test]
fn task_should_go_on_when_somebody_has_contributed() {
	run(|| {
		let id = task_of(deal_by_rules(3));
		give(id, &[W1, W2, W3]);
		assert_ok!(answer(W3, id, &plain("A")));
		advance(225);
		assert_ok!(report(W1, id, Timeout));
		assert_ok!(report(W2, id, Timeout));
		assert_noop!(claim(id), Error::FinalDeadlineNotReached);
	});
}

/// Four owners have reported at trust 1, where `2 k` is 4.
fn reported_by_four() -> TaskId {
	let id = task_of(deal_by_rules(1));
	for (worker, code) in
		[W1, W2, W3, W4].into_iter().zip([FetchFailed, Internal, Refused, FetchFailed])
	{
		give(id, &[worker]);
		assert_ok!(report(worker, id, code));
	}
	id
}

#[test]
fn task_should_be_unavailable_when_enough_owners_have_reported() {
	run(|| {
		let id = reported_by_four();
		advance(2 * T - 1);
		assert_noop!(claim(id), Error::FinalDeadlineNotReached);
		advance(1);
		assert_ok!(claim(id));
		assert_eq!(status(id), TaskStatus::Unavailable);
		// A tenth of the pool's stake, and as much of the payer's price.
		assert_eq!((stake(SCHEDULER), locked(SCHEDULER)), (2_700_000_000, 0));
		assert_eq!((stake(REQUESTER), locked(REQUESTER)), (12_700_000_000, 0));
		assert_eq!(MockLedger::kitty(), 600_000_000 + 7 * MRLC);
		assert_eq!([W1, W2, W3, W4].map(gain), [(0, 0); 4]);
	});
}

#[test]
fn task_should_be_unavailable_at_its_end_when_somebody_has_contributed() {
	run(|| {
		let id = task_of(deal_by_rules(3));
		give(id, &[W1, W2, W3, W4, W5]);
		for worker in [W1, W2, W3, W4] {
			assert_ok!(report(worker, id, FetchFailed));
		}
		assert_ok!(answer(W5, id, &plain("A")));
		advance(2 * T);
		assert_noop!(claim(id), Error::FinalDeadlineNotReached);
		advance(8 * T);
		assert_ok!(claim(id));
		assert_eq!(status(id), TaskStatus::Unavailable);
		// But for the fee of the fifth assignment.
		assert_eq!(gain(W5), (-(2 * MRLC as i128), 0));
		assert_eq!(stake(SCHEDULER), 2_700_000_000);
	});
}

#[test]
fn task_should_fail_when_too_few_owners_have_reported() {
	run(|| {
		let id = task_of(deal_by_rules(1));
		// One of five.
		give(id, &[W1, W2, W3, W4, W5]);
		assert_ok!(report(W1, id, FetchFailed));
		advance(10 * T);
		assert_ok!(claim(id));
		assert_eq!((status(id), stake(SCHEDULER)), (TaskStatus::Failed, 0));
	});
}

/// Whatever the pool has by then, which is five.
#[test]
fn task_should_be_unavailable_when_half_of_those_at_the_match_have_reported() {
	for (owners, reports) in [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (20, 4)] {
		run(|| {
			let id = task_of(deal_of_pool(owners, 1));
			let workers: Vec<u8> = (W1..).take(reports).collect();
			give(id, &workers);
			let (last, others) = workers.split_last().unwrap();
			for worker in others {
				assert_ok!(report(*worker, id, FetchFailed));
			}
			advance(2 * T);
			assert_noop!(claim(id), Error::FinalDeadlineNotReached);
			assert_ok!(report(*last, id, FetchFailed));
			assert_ok!(claim(id));
			assert_eq!(status(id), TaskStatus::Unavailable);
		});
	}
}

#[test]
fn report_should_free_the_fee_that_its_owner_has_locked_when_it_comes_in_time() {
	run(|| {
		let id = task_of(deal_by_rules(1));
		give(id, &[W1, W2, W3, W4, W5]);
		assert_eq!(gain(W5), (0, 3 * RLC + 2 * MRLC));
		assert_ok!(report(W5, id, FetchFailed));
		assert_eq!(gain(W5), (0, 0));
		let result = plain("A");
		assert_ok!(answer(W1, id, &result));
		assert_ok!(open(W1, id, result, b""));
		assert_ok!(finalize(SCHEDULER, id));
		// The pot pays that fee: 99 % of 9.998 RLC are left for the worker.
		assert_eq!(gain(W1), (9_898_020_000, 0));
		assert_eq!(stake(SCHEDULER), 3 * RLC + 99_980_000);
		assert_eq!((stake(AUTHOR), MockLedger::kitty()), (8 * MRLC, 8 * MRLC));
	});
	run(|| {
		let id = task_of(deal_by_rules(1));
		give(id, &[W1, W2, W3, W4, W5]);
		advance(180);
		assert_ok!(report(W5, id, FetchFailed));
		assert_eq!(gain(W5), (-300_000_000, 2 * MRLC));
	});
}

/// Who has to wait while others are to reveal is not late for that.
#[test]
fn report_should_be_in_time_when_the_task_was_opened_again() {
	run(|| {
		let id = task_of(deal_by_rules(3));
		give(id, &[W1, W2, W3]);
		assert_ok!(answer(W1, id, &plain("A")));
		assert_ok!(answer(W2, id, &plain("A")));
		advance(2 * T);
		assert_ok!(reopen(SCHEDULER, id));
		assert_ok!(report(W3, id, FetchFailed));
		assert_eq!((gain(W3), MockAssignments::missed()), ((0, 0), vec![]));
	});
}

/// Nothing is burned at price 0: four owners are asked, whom the payer pays for. At 10 RLC two penalties
/// of 0.3 RLC pay for all others. Nobody is asked twice.
#[test]
fn nobody_should_be_drawn_for_what_nobody_pays_when_enough_have_reported() {
	for (price, asked) in [(0, 4), (10 * RLC, 5)] {
		run_automated(|| {
			for worker in W1..=W5 {
				MockAssignments::join(worker, 1);
			}
			let mut deal = deal_by_rules(1);
			deal.workerpool.price = price;
			let id = task_id(matched(deal), 0);
			idle();
			for worker in (W1..=W5).take(asked) {
				assert!(is_assigned(worker, id));
				assert_ok!(report(worker, id, FetchFailed));
				blocks(1);
			}
			for _ in 0..62 {
				advance(10);
				idle();
			}
			assert_eq!(status(id), TaskStatus::Unavailable);
			assert_eq!(task(id).assignments as usize, asked);
			assert_eq!([W1, W2, W3, W4, W5].map(gain), [(0, 0); 5]);
		});
	}
}

/// What was reported counts no more, however long it held the deal back.
#[test]
fn reports_should_be_forgotten_when_a_task_is_completed() {
	for late in [0, 2 * T] {
		run(|| {
			let deal = matched(Deal { bot_size: 9, ..deal_of_pool(3, 1) });
			let tasks = [0, 1, 2].map(|index| {
				assert_ok!(initialize(deal, index));
				task_id(deal, index)
			});
			give(tasks[0], &[W1, W2]);
			assert_ok!(report(W1, tasks[0], FetchFailed));
			assert_ok!(report(W2, tasks[0], FetchFailed));
			assert_eq!(Poco::tried_at(deal), Some(START));
			advance(late);
			give(tasks[1], &[W3]);
			give(tasks[2], &[W3]);
			complete(W3, tasks[1]);
			assert_eq!(Poco::tried_at(deal), None);
			// Of what comes then only the task's own end is made.
			assert_ok!(report(W3, tasks[2], FetchFailed));
			assert!(!DealReports::<Test>::contains_key(deal));
			advance(10 * T);
			assert_ok!(Poco::claim_deal(origin(OUTSIDER), deal));
			assert_eq!(Poco::unstarted_status(deal, 8), Some(TaskStatus::Failed));
		});
	}
}

/// A worker that was given a task completes it alone.
fn complete(worker: u8, id: TaskId) {
	let result = plain("A");
	assert_ok!(answer(worker, id, &result));
	assert_ok!(open(worker, id, result, b""));
	assert_ok!(finalize(SCHEDULER, id));
}

/// Few ends that are nobody's fault don't outweigh what was completed; `2 k`, which is 4, say enough.
#[test]
fn deal_should_be_unavailable_when_more_tasks_ended_so_than_were_completed() {
	use TaskStatus::{Failed, Unavailable};
	let counts = [(1, 1, Failed), (1, 2, Unavailable), (6, 4, Failed), (6, 5, Unavailable)];
	for (completed, excused, end) in counts {
		for (code, excuse) in [(FetchFailed, Unavailable), (Timeout, TaskStatus::TimedOut)] {
			run(|| {
				let deal = matched(Deal { bot_size: 20, ..deal_of_pool(3, 1) });
				let ids: Vec<_> = (0..=completed + excused)
					.map(|index| {
						assert_ok!(initialize(deal, index));
						task_id(deal, index)
					})
					.collect();
				let (done, others) = ids.split_at(completed as usize);
				let (last, others) = others.split_last().unwrap();
				for id in done {
					give(*id, &[W1]);
					complete(W1, *id);
				}
				others.iter().for_each(|id| give(*id, &[W2, W3]));
				advance(225);
				for id in others {
					assert_ok!(report(W2, *id, code));
					assert_ok!(report(W3, *id, code));
				}
				advance(2 * T);
				for id in others {
					assert_ok!(claim(*id));
					assert_eq!(status(*id), excuse);
				}
				let progress = crate::Progress::<Test>::get(deal);
				assert_eq!((progress.completed, progress.excused), (completed, excused));
				advance(10 * T);
				assert_ok!(claim(*last));
				assert_ok!(Poco::claim_deal(origin(OUTSIDER), deal));
				assert_eq!(status(*last), end);
				assert_eq!(Poco::unstarted_status(deal, 19), Some(end));
			});
		}
	}
}

/// The pool counts forty owners, but the task came to five of them only.
#[test]
fn deal_should_be_unavailable_when_most_of_those_who_had_its_tasks_reported() {
	for (silent, end) in [(2, TaskStatus::Unavailable), (3, TaskStatus::Failed)] {
		run(|| {
			let deal = matched(Deal { bot_size: 9, ..deal_of_pool(40, 1) });
			assert_ok!(initialize(deal, 0));
			assert_ok!(initialize(deal, 1));
			let [id, untouched] = [0, 1].map(|index| task_id(deal, index));
			give(id, &[W1, W2, W3, W4, W5]);
			assert_ok!(report(W1, id, FetchFailed));
			assert_ok!(report(W2, id, FetchFailed));
			if silent == 2 {
				assert_ok!(report(W3, id, FetchFailed));
			}
			advance(T + 60);
			let mut meter = frame_support::weights::WeightMeter::new();
			let mut round = crate::impls::round::Round::<Test>::open();
			let of = round.deal(deal).unwrap();
			let mut record = task(id);
			Poco::supply(&mut round, id, &mut record, &of, false, &mut meter);
			round.close();
			crate::Tasks::<Test>::insert(id, record);
			assert_eq!(DealReports::<Test>::get(deal).unwrap().silent.len(), silent);
			advance(10 * T);
			assert_ok!(claim(untouched));
			assert_ok!(claim(id));
			assert_ok!(Poco::claim_deal(origin(OUTSIDER), deal));
			assert_eq!([status(untouched), status(id)], [end; 2]);
			assert_eq!(Poco::unstarted_status(deal, 8), Some(end));
		});
	}
}

#[test]
fn one_report_should_suffice_in_pools_of_one_or_two_alone() {
	for (owners, end) in
		[(1, TaskStatus::Unavailable), (2, TaskStatus::Unavailable), (3, TaskStatus::Failed)]
	{
		run(|| {
			let id = task_of(deal_of_pool(owners, 1));
			give(id, &[W1]);
			assert_ok!(report(W1, id, FetchFailed));
			advance(10 * T);
			assert_ok!(claim(id));
			assert_eq!(status(id), end);
		});
	}
}

#[test]
fn task_should_be_timed_out_by_all_owners_when_the_pool_had_but_one() {
	run(|| {
		let id = task_of(deal_of_pool(1, 1));
		give(id, &[W1]);
		advance(225);
		assert_ok!(report(W1, id, Timeout));
		assert_ok!(claim(id));
		assert_eq!(status(id), TaskStatus::TimedOut);
		assert_eq!((gain(W1), stake(SCHEDULER)), ((2_475_000_000, 0), 3 * RLC + 25_000_000));
	});
}

#[test]
fn timeout_should_free_the_fee_of_its_owner_when_no_result_contradicts_it() {
	for (timeouts, end) in [(2, TaskStatus::TimedOut), (1, TaskStatus::Completed)] {
		run(|| {
			let id = task_of(deal_by_rules(1));
			give(id, &[W1, W2, W3, W4, W5]);
			for worker in [W1, W2] {
				assert_ok!(report(worker, id, FetchFailed));
			}
			advance(225);
			assert_ok!(report(W5, id, Timeout));
			if timeouts == 2 {
				assert_ok!(report(W4, id, Timeout));
				assert_ok!(claim(id));
				assert_eq!(gain(W5), (1_237_500_000, 0));
			} else {
				let result = plain("A");
				assert_ok!(answer(W3, id, &result));
				assert_ok!(open(W3, id, result, b""));
				assert_ok!(finalize(SCHEDULER, id));
				assert_eq!(gain(W5), (-300_000_000 - 2 * MRLC as i128, 0));
			}
			assert_eq!(status(id), end);
		});
	}
}

/// The end takes the task from both: only one of them could have reported it in time.
#[test]
fn own_fee_should_be_free_when_the_task_is_given_up_in_the_first_half_of_the_assignment() {
	run(|| {
		let w6 = W5 + 1;
		MockAssignments::join(w6, 0);
		let id = reported_by_four();
		advance(2 * T - 180);
		give(id, &[W5]);
		advance(1);
		give(id, &[w6]);
		advance(179);
		assert_ok!(claim(id));
		assert_eq!(status(id), TaskStatus::Unavailable);
		assert_eq!((gain(W5), gain(w6)), ((-(2 * MRLC as i128), 0), (0, 0)));
	});
}

/// A deal of nine tasks two of which have begun, and one is reported on.
fn deal_in_doubt() -> DealId {
	for worker in [W1, W2] {
		MockAssignments::join(worker, 1);
	}
	let deal = matched(Deal { bot_size: 9, ..deal_of_pool(5, 1) });
	idle();
	assert_ok!(report(W1, task_id(deal, 0), FetchFailed));
	deal
}

/// One task of a deal in doubt is tried every T.
#[test]
fn deal_in_doubt_should_be_tried_again_after_each_time() {
	run_automated(|| {
		let deal = deal_in_doubt();
		let initialized = || crate::Progress::<Test>::get(deal).initialized;
		// Others have slots free, and nothing of the deal starts.
		for worker in [W3, W4, W5] {
			MockAssignments::join(worker, 2);
		}
		blocks(2);
		assert_eq!(initialized(), 2);
		for _ in 0..28 {
			advance(10);
			idle();
		}
		assert_eq!(initialized(), 2);
		for _ in 0..30 {
			advance(10);
			idle();
		}
		assert_eq!(initialized(), 3);
	});
}

/// A deal in doubt has looks left when its time has come, whoever is free before that.
#[test]
fn deal_in_doubt_should_be_tried_in_time_however_often_slots_were_free_before() {
	run_automated(|| {
		let deal = deal_in_doubt();
		let initialized = || crate::Progress::<Test>::get(deal).initialized;
		// More of them than looks in vain that a deal has.
		for worker in 120..140 {
			MockAssignments::join(worker, 1);
			idle();
		}
		let wait = crate::Waits::<Test>::get(deal).unwrap();
		assert_eq!((wait.place, wait.at, wait.looks), (None, Some(START + T), 0));
		set_time(START + T - 10);
		idle();
		assert_eq!(initialized(), 2);
		set_time(START + T);
		idle();
		assert_eq!(initialized(), 3);
		assert_eq!(Poco::tried_at(deal), Some(START + T));
	});
}

/// Both the tasks that were started and the others end at the chain's hand.
#[test]
fn deal_should_be_unavailable_when_its_first_tasks_were() {
	run_automated(|| {
		for worker in [W1, W2] {
			MockAssignments::join(worker, 1);
		}
		let deal = matched(Deal { bot_size: 40, ..deal_of_pool(3, 1) });
		idle();
		let started = [0, 1].map(|index| task_id(deal, index));
		assert_ok!(report(W1, started[0], FetchFailed));
		assert_ok!(report(W2, started[1], FetchFailed));
		idle();
		assert_eq!(crate::Progress::<Test>::get(deal).initialized, 2);
		// Whoever reported on one may get the other.
		blocks(2);
		assert!(is_assigned(W2, started[0]) && is_assigned(W1, started[1]));
		assert_ok!(report(W2, started[0], FetchFailed));
		assert_ok!(report(W1, started[1], FetchFailed));
		advance(2 * T);
		blocks(6);
		assert_eq!(started.map(status), [TaskStatus::Unavailable; 2]);
		// After T another one was tried.
		assert_eq!(crate::Progress::<Test>::get(deal).initialized, 3);
		advance(8 * T);
		events();
		blocks(6);
		let event = Event::DealClaimed { deal, count: 37, unavailable: true };
		assert!(events().contains(&event));
		assert_eq!(status(task_id(deal, 2)), TaskStatus::Unavailable);
		// 40 times a tenth of the stake, and as much of the payer.
		assert_eq!((stake(SCHEDULER), locked(SCHEDULER)), (40 * 2_700_000_000, 0));
		assert_eq!(locked(REQUESTER), 0);
		assert!(!DealReports::<Test>::contains_key(deal));
	});
}

#[test]
fn task_should_be_timed_out_by_the_chain_and_its_deal_too() {
	run_automated(|| {
		for worker in [W1, W2, W3] {
			MockAssignments::join(worker, 1);
		}
		let deal = matched(Deal { bot_size: 3, ..deal_by_rules(3) });
		idle();
		let id = task_id(deal, 0);
		advance(225);
		assert_ok!(report(W1, id, Timeout));
		assert_ok!(report(W2, id, Timeout));
		blocks(6);
		assert_eq!(status(id), TaskStatus::TimedOut);
		assert_eq!((gain(W1), gain(W2)), ((1_237_500_000, 0), (1_237_500_000, 0)));
		advance(10 * T);
		blocks(6);
		assert_eq!(Poco::unstarted_status(deal, 2), Some(TaskStatus::Unavailable));
		assert_eq!(stake(SCHEDULER), 3 * RLC + 25_000_000 + 2 * 2_700_000_000);
	});
}

#[test]
fn worker_should_get_the_task_again_when_its_time_is_over() {
	run_automated(|| {
		MockAssignments::join(W1, 1);
		let id = task_id(matched(deal_by_rules(1)), 0);
		idle();
		assert_ok!(report(W1, id, FetchFailed));
		blocks(10);
		assert!(!is_assigned(W1, id));
		// An assignment lasts T and a minute; then the page's pauses count.
		advance(T + 60);
		for _ in 0..20 {
			advance(10);
			idle();
		}
		assert!(is_assigned(W1, id));
		assert_eq!((task(id).assignments, locked(W1)), (2, 3 * RLC));
		// Its report stays.
		assert_eq!(
			task(id).worker(&account(W1)).unwrap().failure.map(|f| f.code),
			Some(FetchFailed)
		);
		let deal = deal_and_index(id).0;
		assert_eq!(DealReports::<Test>::get(deal).unwrap().owners.len(), 1);
	});
}
