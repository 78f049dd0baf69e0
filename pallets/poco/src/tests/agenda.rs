// SPDX-License-Identifier: Apache-2.0

//! The agenda knows pages, deals and challenges, and what is due for a task only when it looks: no
//! task is forgotten, none keeps others waiting, and each is looked at when it was foretold.

use super::{
	automation::{assigned, bag, contribute_assigned, pool, status},
	Event,
};
use crate::{mock::*, types::*, Agenda, OnResult, Progress, Tasks, WeightInfo, BUCKET};
use bourse_primitives::{
	api::NextStep,
	deal_and_index, task_id,
	traits::{Assignments, Deals},
	DealId, FailureCode, Seconds, TaskId, TaskStatus, RLC,
};
use frame_support::{assert_ok, traits::Hooks, weights::Weight};
use proptest::prelude::*;

/// The weights of the tests' runtime.
type W = <Test as crate::Config>::WeightInfo;

/// When the agenda looks at the page of a task, in order.
fn looks(id: TaskId) -> Vec<Seconds> {
	let pages = [Due::Page(page_of(id)), Due::Claims(page_of(id))];
	let due = Agenda::<Test>::iter_keys().filter(|(_, due)| pages.contains(due));
	let mut times: Vec<_> = due.map(|(bucket, _)| bucket.number * BUCKET).collect();
	times.sort();
	times
}

/// A block at that time, with all of its weight.
fn block_at(time: Seconds) {
	set_time(time);
	idle();
}

/// A block that leaves so much.
fn busy_block(left: Weight) {
	advance(BUCKET);
	let used = Poco::on_idle(System::block_number(), left);
	assert!(used.all_lte(left), "{used:?} of {left:?}");
}

fn refuse(worker: u8, id: TaskId) {
	assert_ok!(Poco::report_failure(origin(worker), id, FailureCode::Refused, Default::default()));
}

/// So many workers without slots say the same, by the scheduler's signature.
fn crowd(count: u8, id: TaskId) -> impl Iterator<Item = u8> {
	let workers = 120..120 + count;
	for worker in workers.clone() {
		MockLedger::endow(&account(worker), 3 * RLC);
		assert_ok!(contribute(worker, id, "A"));
	}
	workers
}

/// A deal all of whose tasks fail at this very second.
fn hopeless() -> TaskId {
	let mut quick = deal(1);
	quick.work_clock_time_ref = 0;
	task_id(matched(quick), 0)
}

#[test]
fn a_page_should_be_looked_at_for_each_task_when_they_were_started_in_two_visits() {
	run_automated(|| {
		pool(&[W1], 2);
		let (_, tasks) = bag(1, 4);
		idle();
		advance(100);
		pool(&[W2], 2);
		idle();
		let (first, second) = (START + T, START + 100 + T);
		assert_eq!(looks(tasks[0]), vec![first, second]);
		pool(&[W3], 2);
		block_at(first - 1);
		assert_eq!(MockAssignments::missed(), vec![]);
		block_at(first);
		let late = |worker, tasks: &[TaskId]| -> Vec<_> {
			tasks.iter().map(|task| (*task, account(worker))).collect()
		};
		assert_eq!(MockAssignments::missed(), late(W1, &tasks[..2]));
		assert_eq!(looks(tasks[0]), vec![second]);
		block_at(second);
		assert_eq!(MockAssignments::missed()[2..], late(W2, &tasks[2..]));
		// Who came instead is not forgotten, either.
		assert!(tasks[..2].iter().all(|task| assigned(*task) == vec![account(W3)]));
		block_at(first + T);
		assert_eq!(MockAssignments::missed()[4..], late(W3, &tasks[..2]));
	});
}

#[test]
fn urgent_looks_should_become_one_when_the_pool_stays_short() {
	run_automated(|| {
		pool(&[W1, W2], 4);
		let mut slow = deal(3);
		(slow.bot_size, slow.work_clock_time_ref) = (4, 3_000);
		let id = matched(slow);
		let tasks: Vec<_> = (0..4).map(|index| task_id(id, index)).collect();
		idle();
		set_time(START + 2_000);
		for task in &tasks {
			for worker in [W1, W2] {
				refuse(worker, *task);
				idle();
				advance(BUCKET);
			}
		}
		// Eight looks, each of which found too few: an eighth of the time that was waited would be
		// 250 s, and the grid has 160 s.
		assert_eq!(looks(tasks[0]), vec![START + 2_080, START + 3_000]);
		block_at(START + 2_080);
		assert_eq!(looks(tasks[0]), vec![START + 2_240, START + 3_000]);
		block_at(START + 3_000);
		assert_eq!(looks(tasks[0]).len(), 1);
	});
}

#[test]
fn a_late_worker_should_be_replaced_in_time_when_the_pool_was_short_before() {
	run_automated(|| {
		let (_, tasks) = bag(3, 1);
		set_time(START + 1_700);
		pool(&[W1, W2], 1);
		idle();
		set_time(START + 1_930);
		refuse(W2, tasks[0]);
		idle();
		// The grid would have 2,080.
		assert_eq!(looks(tasks[0]), vec![START + 2_000]);
		block_at(START + 2_000);
		assert_eq!(MockAssignments::missed(), vec![(tasks[0], account(W1))]);
	});
}

#[test]
fn a_task_should_be_completed_in_time_when_the_chain_does_not_assign_any_more() {
	run_automated(|| {
		pool(&[W1, W2], 1);
		let (_, tasks) = bag(3, 1);
		idle();
		let settings = AutomationSettings { assign: false, ..Default::default() };
		assert_ok!(Poco::set_automation(RuntimeOrigin::root(), settings));
		contribute_assigned(W1, tasks[0], "A");
		block_at(START + T);
		// Nobody has taken the task back.
		advance(50);
		contribute_assigned(W2, tasks[0], "A");
		assert_ok!(reveal(W1, tasks[0], "A"));
		let deadline = START + T + 50 + 2 * T;
		block_at(deadline - 1);
		assert_eq!(status(tasks[0]), Some(TaskStatus::Revealing));
		block_at(deadline);
		assert_eq!(status(tasks[0]), Some(TaskStatus::Completed));
	});
}

#[test]
fn a_task_should_fail_when_it_is_reopened_too_late_for_another_word() {
	run_automated(|| {
		MockAssignments::assign_by_hand(true);
		MockAssignments::join(W1, 1);
		let (_, tasks) = bag(1, 1);
		idle();
		set_time(START + 6 * T + 200);
		assert_ok!(contribute(W1, tasks[0], "A"));
		let deadline = START + 8 * T + 200;
		block_at(deadline - 1);
		assert_eq!(status(tasks[0]), Some(TaskStatus::Revealing));
		block_at(deadline);
		assert_eq!(status(tasks[0]), Some(TaskStatus::Active));
		assert_eq!(looks(tasks[0]), vec![START + 10 * T]);
		block_at(START + 10 * T);
		assert_eq!(status(tasks[0]), Some(TaskStatus::Failed));
		assert_eq!(stake(W1), 100 * RLC);
	});
}

#[test]
fn a_task_that_never_fits_should_not_hold_up_its_page() {
	run_automated(|| {
		let (id, tasks) = bag(1 << 40, 5);
		for index in 0..5 {
			assert_ok!(Poco::initialize(origin(OUTSIDER), id, index));
		}
		// Not the last one, so that others are behind it.
		crowd(20, tasks[1]).for_each(drop);
		idle();
		block_at(START + 10 * T - BUCKET);
		for _ in 0..5 {
			// One less than the task that never fits takes.
			busy_block(Weight::from_parts(W::claim(20).ref_time() - 1, u64::MAX));
		}
		for (index, task) in tasks.iter().enumerate() {
			let ended = status(*task) == Some(TaskStatus::Failed);
			assert_eq!(ended, index != 1, "{index}");
		}
		assert_eq!(status(tasks[1]), Some(TaskStatus::Active));
		blocks(6);
		assert_eq!(status(tasks[1]), Some(TaskStatus::Failed));
	});
}

#[test]
fn a_page_should_not_hold_up_others_when_a_task_behind_light_ones_never_fits() {
	run_automated(|| {
		let (id, tasks) = bag(1 << 20, 2);
		for index in 0..2 {
			assert_ok!(Poco::initialize(origin(OUTSIDER), id, index));
		}
		// The first waits for reveals, which costs nothing but the look.
		crowd(20, tasks[0]).for_each(drop);
		for worker in crowd(20, tasks[1]) {
			assert_ok!(reveal(worker, tasks[1], "A"));
		}
		assert_eq!(status(tasks[1]), Some(TaskStatus::Revealing));
		// Some of them are behind the page, whatever the order is.
		let others: Vec<_> = (0..12).map(|_| hopeless()).collect();
		let callback = <MockCallback as OnResult<_>>::weight();
		for _ in 0..30 {
			let finalize = W::finalize(20) + callback;
			busy_block(Weight::from_parts(finalize.ref_time() - 1, u64::MAX));
		}
		assert_eq!(status(tasks[1]), Some(TaskStatus::Revealing));
		assert!(others.iter().all(|task| status(*task) == Some(TaskStatus::Failed)));
		blocks(6);
		assert_eq!(status(tasks[1]), Some(TaskStatus::Completed));
	});
}

#[test]
fn a_deal_should_be_ended_later_when_a_task_of_it_can_not_be_claimed_at_first() {
	run_automated(|| {
		let (id, tasks) = bag(1, 3);
		let stake = locked(SCHEDULER);
		MockLedger::set_locked(&account(SCHEDULER), 0);
		events();
		block_at(START + 10 * T);
		let refused = |event: &Event| matches!(event, Event::AutomationFailed { .. });
		assert_eq!(events().iter().filter(|event| refused(event)).count(), 1);
		assert_eq!(Progress::<Test>::get(id).ended, 0);
		MockLedger::set_locked(&account(SCHEDULER), stake);
		advance(60);
		blocks(6);
		assert!(tasks.iter().all(|task| status(*task) == Some(TaskStatus::Failed)));
		assert_eq!(locked(SCHEDULER), 0);
	});
}

#[test]
fn a_deal_should_be_started_whole_when_some_tasks_were_initialized_by_hand() {
	run_automated(|| {
		pool(&[W1], 40);
		let mut odd = deal(1);
		(odd.bot_first, odd.bot_size) = (13, 40);
		let id = matched(odd);
		for index in [13, 33, 34] {
			assert_ok!(Poco::initialize(origin(OUTSIDER), id, index));
		}
		events();
		idle();
		let started = |event: &Event| match event {
			Event::TasksInitialized { first, count, .. } => Some((*first, *count)),
			_ => None,
		};
		// Up to what was started by hand, and to the ends of pages.
		let runs: Vec<_> = events().iter().filter_map(started).collect();
		assert_eq!(runs, vec![(14, 2), (16, 16), (32, 1), (35, 13), (48, 5)]);
		assert!((13..53).all(|index| assigned(task_id(id, index)) == vec![account(W1)]));
		assert_eq!(MockAssignments::tasks_of(&account(W1)).len(), 40);
		let progress = Progress::<Test>::get(id);
		assert_eq!((progress.next, progress.initialized), (53, 40));
	});
}

#[test]
fn a_deal_that_was_started_by_hand_should_be_passed_by_within_the_weight_that_is_left() {
	run_automated(|| {
		MockAssignments::join(W1, 200);
		let (id, _) = bag(1, 100);
		for index in 0..100 {
			assert_ok!(Poco::initialize(origin(OUTSIDER), id, index));
		}
		let settings = AutomationSettings { assign: false, ..Default::default() };
		assert_ok!(Poco::set_automation(RuntimeOrigin::root(), settings));
		let mut left = Weight::from_parts(1_000_000, 1_000);
		let (mut looks, mut before) = (0, 0);
		while before < 100 {
			busy_block(left);
			let next = Progress::<Test>::get(id).next;
			assert!(next - before <= 16 || looks > 0);
			looks += usize::from(next > before);
			before = next;
			left = left.saturating_add(Weight::from_parts(50_000_000, 1_000));
		}
		assert!(looks > 2, "{looks}");
	});
}

#[test]
fn every_task_should_end_and_be_forgotten_wherever_the_deal_begins() {
	for (first, pages) in [
		(0, vec![(0, 16), (16, 4)]),
		(13, vec![(13, 3), (16, 16), (32, 1)]),
		(u64::MAX - 20, vec![(u64::MAX - 20, 5), (u64::MAX - 15, 15)]),
	] {
		run_automated(|| {
			pool(&[W1], 20);
			let mut odd = deal(1);
			(odd.bot_first, odd.bot_size) = (first, 20);
			let id = matched(odd);
			events();
			idle();
			let started = |event: &Event| match event {
				Event::TasksInitialized { first, count, .. } => Some((*first, *count)),
				_ => None,
			};
			assert_eq!(events().iter().filter_map(started).collect::<Vec<_>>(), pages);
			for index in first..first + 20 {
				assert_eq!(looks(task_id(id, index)), vec![START + T]);
			}
			block_at(START + T);
			assert_eq!(MockAssignments::missed().len(), 20);
			block_at(START + 10 * T);
			assert!((first..first + 20)
				.all(|index| status(task_id(id, index)) == Some(TaskStatus::Failed)));
			block_at(START + 10 * T + RETENTION);
			assert_eq!(Tasks::<Test>::iter().count(), 0);
			assert_eq!(MockDeals::deal(id), None);
		});
	}
}

/// What is foretold of a task, and comes true: not in a block before, but in the first one from then
/// on.
fn foretold(id: TaskId) -> NextStep {
	let deal = MockDeals::deal(deal_and_index(id).0).unwrap();
	let before = Tasks::<Test>::get(id);
	let soonest = now() + 2;
	let Forecast { step, time } = Poco::forecast(id, &task(id), &deal, soonest);
	if time > soonest {
		// Looks before find nothing to do.
		while let Some(look) = looks(id).first().filter(|look| **look < time) {
			block_at(soonest.max(*look));
		}
		block_at(time - 1);
		assert_eq!(Tasks::<Test>::get(id), before, "before {step:?} at {time}");
	}
	block_at(time);
	assert_ne!(Tasks::<Test>::get(id), before, "{step:?} at {time}");
	step
}

#[test]
fn what_is_foretold_should_come_true() {
	// Odd, so that times are not those of buckets.
	let odd = |trust| {
		advance(3);
		task_id(matched(deal(trust)), 0)
	};
	run_automated(|| {
		pool(&[W1], 1);
		let id = odd(1);
		idle();
		assert_eq!(foretold(id), NextStep::Contributions { late: START + 3 + T });
		// W1 is late; the look for another is at the next time of the grid.
		let at = looks(id)[0];
		pool(&[W2], 1);
		assert_eq!(foretold(id), NextStep::MoreWorkers { at });
		assert_eq!(assigned(id), vec![account(W2)]);
		contribute_assigned(W2, id, "A");
		let until = now() + 2 * T;
		assert_eq!(foretold(id), NextStep::Reveals { until });
		assert_eq!(status(id), Some(TaskStatus::Active));
		// Where nobody else may have it.
		MockAssignments::assign_by_hand(true);
		assert_eq!(foretold(id), NextStep::Fails { at: START + 3 + 10 * T });
		let at = (START + 3 + 10 * T).div_ceil(BUCKET) * BUCKET + RETENTION;
		assert_eq!(foretold(id), NextStep::Forgotten { at });
	});
	run_automated(|| {
		pool(&[W1, W2], 1);
		let id = odd(3);
		idle();
		advance(7);
		for worker in [W1, W2] {
			contribute_assigned(worker, id, "A");
		}
		assert_ok!(reveal(W1, id, "A"));
		let until = now() + 2 * T;
		assert_eq!(foretold(id), NextStep::Reveals { until });
		assert_eq!(status(id), Some(TaskStatus::Completed));
	});
	run_automated(|| {
		MockAssignments::assign_by_hand(true);
		pool(&[W1], 1);
		let id = odd(1);
		idle();
		assert_eq!(foretold(id), NextStep::Fails { at: START + 3 + 10 * T });
	});
}

#[test]
fn a_look_for_workers_should_be_foretold_when_it_is_a_neighbours() {
	run_automated(|| {
		pool(&[W1, W2], 1);
		let mut two = deal(1);
		(two.bot_size, two.work_clock_time_ref) = (2, 3_000);
		let id: DealId = matched(two);
		let [first, second] = [0, 1].map(|index| task_id(id, index));
		idle();
		set_time(START + 1_000);
		refuse(W1, first);
		idle();
		// Short: the grid has 80 s at 1,000. The neighbour's worker says no before.
		assert_eq!(looks(first), vec![START + 1_040, START + 3_000]);
		set_time(START + 1_015);
		refuse(W2, second);
		assert_eq!(foretold(first), NextStep::MoreWorkers { at: START + 1_017 });
		assert_eq!(assigned(first), vec![account(W2)]);
		assert_eq!(assigned(second), vec![account(W1)]);
	});
}

/// What happens to a task while the chain is at work.
#[derive(Clone, Debug)]
enum Op {
	/// Which worker, whether its answer is the usual one, and whether the chain assigned it.
	Contribute(u8, bool, bool),
	Reveal(u8, bool),
	Refuse(u8),
	Initialize(u64),
	Join(u8),
	/// So many blocks pass.
	Pass(u32),
}

fn op() -> impl Strategy<Value = Op> {
	let usual = || prop::bool::weighted(0.8);
	prop_oneof![
		6 => (W1..=W5, usual(), usual()).prop_map(|(who, a, chain)| Op::Contribute(who, a, chain)),
		6 => (W1..=W5, usual()).prop_map(|(who, a)| Op::Reveal(who, a)),
		1 => (W1..=W5).prop_map(Op::Refuse),
		1 => (0u64..20).prop_map(Op::Initialize),
		1 => (130u8..134).prop_map(Op::Join),
		3 => (1u32..60).prop_map(Op::Pass),
	]
}

/// Nothing is due that the chain should have done before: it is done in the bucket in which it is
/// due, by the next block.
fn check_in_time(id: DealId) {
	let deal = MockDeals::deal(id).unwrap();
	let in_time = |time: Seconds| now() < time + BUCKET + 2;
	for (_, task) in Tasks::<Test>::iter().filter(|(_, task)| task.is_live()) {
		let reveal_deadline = task.reveal_deadline.unwrap_or_default();
		let done = match Poco::due(&task, &deal, now()) {
			Step::Claim => in_time(deal.final_deadline()),
			Step::Reopen => in_time(reveal_deadline),
			Step::Finalize => task.is_reveal_over(now()) && in_time(reveal_deadline),
			Step::Contribute { .. } => task.computing().all(|(_, a)| in_time(a.until)),
			Step::Expire | Step::Reveal { .. } | Step::Ended => true,
		};
		assert!(done, "late at {}: {task:?}", now());
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, ..Default::default() })]

	/// Whatever happens to the tasks of a page, nothing of it is forgotten or late.
	#[test]
	fn nothing_should_be_late_when_the_chain_is_at_work(
		trust in 1u64..9,
		first in 0u64..20,
		size in 1u64..20,
		by_rules in any::<bool>(),
		operations in proptest::collection::vec((op(), 0u64..20), 1..60),
	) {
		run_automated(|| {
			pool(&[W1, W2, W3, W4, W5], 3);
			let mut odd = if by_rules { deal_by_rules(trust) } else { deal(trust) };
			(odd.bot_first, odd.bot_size, odd.work_clock_time_ref) = (first, size, 60);
			let last = odd.final_deadline();
			let id = matched(odd);
			idle();
			for (op, index) in operations {
				let task = task_id(id, first + index % size);
				let label = |usual| if usual { "A" } else { "B" };
				// Most are refused.
				match op {
					Op::Contribute(worker, usual, false) => {
						let _ = contribute(worker, task, label(usual));
					},
					Op::Contribute(worker, usual, true) => {
						let label = label(usual);
						let (hash, seal) = (hash(task, label), seal(worker, task, label));
						let by_chain = Authorization::Assigned;
						let _ = Poco::contribute(origin(worker), task, hash, seal, None, by_chain);
					},
					Op::Reveal(worker, usual) => {
						let _ = reveal(worker, task, label(usual));
					},
					Op::Refuse(worker) => {
						let code = FailureCode::Refused;
						let log = Default::default();
						let _ = Poco::report_failure(origin(worker), task, code, log);
					},
					Op::Initialize(index) => {
						let _ = Poco::initialize(origin(OUTSIDER), id, first + index);
					},
					Op::Join(worker) => {
						if MockAssignments::hot_key(&account(worker)).is_none() {
							pool(&[worker], 1);
						}
					},
					Op::Pass(count) => {
						for _ in 0..count {
							blocks(1);
							check_in_time(id);
						}
					},
				}
				idle();
				check_in_time(id);
			}
			while now() < last + 2 * BUCKET {
				blocks(1);
				check_in_time(id);
			}
			assert_eq!(Progress::<Test>::get(id).ended, size);
		});
	}
}

/// Whom the scheduler signs for disagrees without a fee.
#[test]
fn disagreement_should_bring_no_look_where_the_scheduler_assigns_by_the_market_s_rules() {
	run_automated(|| {
		[W1, W2].into_iter().for_each(|worker| MockAssignments::join(worker, 0));
		let mut deal = deal_by_rules(4);
		if let Some(terms) = &mut deal.terms {
			terms.pool.assigned_by = bourse_primitives::AssignedBy::Scheduler;
		}
		let id = task_of(deal);
		idle();
		let before = looks(id);
		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "B"));
		assert_eq!(looks(id), before);
	});
}
