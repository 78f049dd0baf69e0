// SPDX-License-Identifier: Apache-2.0

//! Deals and tasks that find too few workers wait by themselves, by the market's rules, and who gets
//! a task answers for it.

use super::automation::{assigned, contribute_assigned, pool, status};
use crate::{impls::waiting::MAX_LOOKS, mock::*, types::*, Score, Tasks, Waits, WeightInfo};
use bourse_primitives::{
	task_id,
	traits::{Assignments, Ledger},
	Deal, DealId, FailureCode, MarketTerms, Seconds, TaskId, TaskStatus, RLC,
};
use frame_support::{assert_ok, traits::Hooks, weights::Weight};

/// The weights of the tests' runtime.
type W = <Test as crate::Config>::WeightInfo;

/// A deal by the rules that costs nothing but its price.
fn without_fees(trust: u64) -> Deal<AccountId> {
	let deal = deal_by_rules(trust);
	let terms = deal.terms.map(|terms| MarketTerms { start_fee: 0, worker_fee: 0, ..terms });
	Deal { terms, worker_stake: 0, ..deal }
}

fn one(deal: Deal<AccountId>) -> TaskId {
	task_id(matched(deal), 0)
}

/// When workers were drawn, in seconds from the start, in blocks of two seconds until then.
fn draws_until(end: Seconds) -> Vec<Seconds> {
	let mut times = Vec::new();
	while now() < START + end {
		idle();
		times.extend(Draws::take().iter().map(|_| now() - START));
		advance(2);
	}
	times
}

fn refuse(worker: u8, id: TaskId) {
	assert_ok!(Poco::report_failure(origin(worker), id, FailureCode::Refused, Default::default()));
}

#[test]
fn a_deal_should_be_looked_at_with_growing_pauses_when_too_few_can_have_it() {
	run_automated(|| {
		Draws::take();
		pool(&[W1], 5);
		let id = one(without_fees(3));
		// The ninth pause is 475 s, to the end of the bucket, and the tenth is behind the last second
		// in which a worker would have the time that a task may take.
		let times = vec![0, 10, 30, 70, 150, 310, 630, 950, 1_430];
		assert_eq!(draws_until(10 * T - 10), times);
		assert_eq!(status(id), None);
		assert_eq!(Waits::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_deal_should_wait_no_more_at_its_end_when_its_tasks_were_started_by_hand() {
	run_automated(|| {
		let id = matched(without_fees(1));
		idle();
		assert_ok!(initialize(id, 0));
		assert!(Waits::<Test>::contains_key(id));
		set_time(START + 10 * T - 10);
		idle();
		set_time(START + 10 * T);
		blocks(2);
		assert_eq!(Waits::<Test>::iter().count(), 0);
		assert_eq!(status(task_id(id, 0)), Some(TaskStatus::Failed));
	});
}

#[test]
fn nobody_should_be_drawn_when_nobody_has_a_free_slot() {
	run_automated(|| {
		pool(&[W1], 1);
		let (first, second) = (one(without_fees(1)), one(without_fees(1)));
		idle();
		assert_eq!(Draws::take().len(), 1);
		assert_eq!((assigned(first).len(), status(second)), (1, None));
		assert_eq!(draws_until(T), Vec::<Seconds>::new());
		// A deal that waits is no look in a block, but for one at each lane.
		let quiet = W::automation_base() + W::agenda_step().saturating_mul(3) + W::visit_deal();
		idle();
		advance(2);
		assert_eq!(Poco::on_idle(1, Weight::MAX), quiet);
	});
}

#[test]
fn pauses_should_end_after_some_looks() {
	let mut waited = 0;
	let mut looks = 0;
	while let Some(pause) = crate::impls::waiting::pause(looks, waited) {
		assert!(pause >= 10 && pause <= 320.max(waited / 2));
		waited += pause;
		looks += 1;
	}
	assert_eq!(looks, MAX_LOOKS);
	// Ten hours.
	assert!((36_000..40_000).contains(&waited), "{waited}");
}

#[test]
fn free_slots_should_wake_the_newest_and_the_longest_waiting() {
	run_automated(|| {
		pool(&[W1], 5);
		let tasks: Vec<_> = (0..5).map(|_| one(without_fees(3))).collect();
		idle();
		let started =
			|| -> Vec<_> { (0..5).filter(|index| status(tasks[*index]).is_some()).collect() };
		assert!(started().is_empty());
		pool(&[W2], 2);
		idle();
		assert_eq!(started(), vec![0, 4]);
		pool(&[W3], 2);
		idle();
		assert_eq!(started(), vec![0, 1, 3, 4]);
		pool(&[W4], 1);
		idle();
		assert_eq!(started().len(), 5);
		assert_eq!(Waits::<Test>::iter().count(), 0);
	});
}

#[test]
fn who_was_woken_in_vain_should_be_behind_all_others_and_not_the_newest() {
	run_automated(|| {
		pool(&[W1], 5);
		let tasks: Vec<_> = (0..3).map(|_| one(without_fees(3))).collect();
		idle();
		// One slot: the newest has it, and the longest waiting finds none.
		pool(&[W2], 1);
		idle();
		assert!(status(tasks[2]).is_some() && status(tasks[0]).is_none());
		pool(&[W3], 1);
		idle();
		assert!(status(tasks[1]).is_some() && status(tasks[0]).is_none());
		pool(&[W4], 1);
		idle();
		assert!(status(tasks[0]).is_some());
	});
}

#[test]
fn deals_that_fit_nobody_should_not_hold_up_the_next() {
	run_automated(|| {
		pool(&[W1], 5);
		for _ in 0..200 {
			one(without_fees(3));
		}
		let next = one(without_fees(1));
		idle();
		assert_eq!(assigned(next), vec![account(W1)]);
	});
}

#[test]
fn workers_should_be_looked_for_few_times_when_a_live_task_finds_none() {
	run_automated(|| {
		pool(&[W1, W2], 5);
		let mut deal = without_fees(3);
		deal.terms.as_mut().unwrap().owners = 2;
		let id = one(deal);
		idle();
		assert_eq!(Draws::take().len(), 1);
		assert_eq!(assigned(id).len(), 2);
		advance(10);
		for worker in [W1, W2] {
			refuse(worker, id);
			idle();
		}
		// Each report is worth a look, and then there are the pauses.
		let draws = Draws::take().len() + draws_until(10 * T + 10).len();
		assert!((3..=12).contains(&draws), "{draws}");
		assert!(Tasks::<Test>::get(id).is_some_and(|task| !task.is_live()));
		assert_eq!(Waits::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_live_task_that_waits_should_get_a_worker_in_the_next_block_when_one_comes() {
	run_automated(|| {
		pool(&[W1, W2], 1);
		let id = one(without_fees(3));
		idle();
		contribute_assigned(W1, id, "A");
		contribute_assigned(W2, id, "B");
		idle();
		assert_eq!(Waits::<Test>::iter_keys().collect::<Vec<_>>(), vec![page_of(id)]);
		for _ in 0..100 {
			advance(2);
			idle();
		}
		pool(&[W3, W4], 1);
		blocks(1);
		assert_eq!(assigned(id).len(), 4);
		assert_eq!(Waits::<Test>::iter().count(), 0);
	});
}

/// Tasks that two workers have, who disagree on each.
fn disputed(count: u64) -> Vec<TaskId> {
	pool(&[W1, W2], 5);
	let deal = matched(Deal { bot_size: count, ..without_fees(3) });
	idle();
	let tasks: Vec<_> = (0..count).map(|index| task_id(deal, index)).collect();
	for task in &tasks {
		contribute_assigned(W1, *task, "A");
		contribute_assigned(W2, *task, "B");
	}
	tasks
}

#[test]
fn each_task_of_a_page_that_waits_should_be_first_in_turn() {
	run_automated(|| {
		let tasks = disputed(3);
		Draws::take();
		idle();
		assert_eq!(Draws::take().len(), 3);
		// The first draw in vain ends the look.
		let mut drawn = Vec::new();
		while now() < START + 320 {
			advance(2);
			idle();
			drawn.extend(Draws::take().into_iter().map(|(task, _)| task));
		}
		assert_eq!(drawn, [1, 2, 0, 1, 2].map(|index: usize| tasks[index]));
	});
}

/// Claims of some tasks of a page say nothing about the others.
#[test]
fn a_page_should_go_on_waiting_when_others_of_its_tasks_were_claimed() {
	run_automated(|| {
		pool(&[W1, W2], 5);
		let mut two = Deal { bot_size: 2, ..without_fees(3) };
		two.terms.as_mut().unwrap().owners = 2;
		let deal = matched(two);
		idle();
		let [gone, waits] = [0, 1].map(|index| task_id(deal, index));
		for (worker, label) in [(W1, "A"), (W2, "B")] {
			refuse(worker, gone);
			contribute_assigned(worker, waits, label);
		}
		while now() < START + 2 * T + BUCKET {
			advance(10);
			idle();
		}
		assert_eq!(status(gone), Some(TaskStatus::Unavailable));
		assert_eq!(status(waits), Some(TaskStatus::Active));
		assert_eq!(Waits::<Test>::iter_keys().collect::<Vec<_>>(), vec![page_of(waits)]);
		pool(&[W3, W4], 1);
		blocks(1);
		assert_eq!(assigned(waits).len(), 4);
	});
}

/// Attack 17: everybody has another answer to one task.
#[test]
fn draws_should_be_no_more_than_assignments_pay_for_when_all_answers_differ() {
	run_automated(|| {
		let workers: Vec<u8> = (120..144).collect();
		pool(&workers, 1);
		let id = one(without_fees(3));
		let mut draws = 0;
		while now() < START + 10 * T + 20 {
			idle();
			draws += Draws::take().len();
			let open = |worker: &&u8| {
				let record = Tasks::<Test>::get(id);
				record.is_some_and(|task| {
					let computing =
						|w: &WorkerOf<Test>| w.contribution.is_none() && w.is_assigned();
					task.status == TaskStatus::Active
						&& now() < START + 7 * T
						&& task.worker(&account(**worker)).is_some_and(computing)
				})
			};
			for worker in workers.iter().filter(open) {
				contribute_assigned(*worker, id, &format!("{worker}"));
			}
			advance(2);
		}
		let task = task(id);
		assert!(!task.is_live());
		assert_eq!(task.assignments, 24);
		let most = task.assignments as usize + MAX_LOOKS as usize;
		assert!(draws <= most, "{draws}");
	});
}

#[test]
fn as_many_owners_as_the_trust_asks_for_should_be_drawn_whatever_their_scores() {
	run_automated(|| {
		pool(&[W1, W2, W3, W4], 1);
		Score::<Test>::insert(account(W1), 10_000);
		let id = one(without_fees(3));
		idle();
		assert_eq!(assigned(id), vec![account(W1), account(W2)]);
		assert_eq!(task(id).assignments, 2);
	});
}

#[test]
fn workers_that_were_accepted_after_the_first_contribution_should_not_be_drawn() {
	run_automated(|| {
		pool(&[W1, W2, W3, W4], 1);
		let id = one(without_fees(3));
		idle();
		advance(20);
		contribute_assigned(W1, id, "A");
		advance(20);
		contribute_assigned(W2, id, "B");
		Draws::take();
		idle();
		assert_eq!(Draws::take(), vec![(id, Some(START + 20))]);
		assert_eq!(assigned(id).len(), 4);
	});
}

#[test]
fn an_assignment_should_lock_the_workers_stake_and_a_miss_burn_a_tenth() {
	run_automated(|| {
		pool(&[W1, W2], 1);
		let id = one(deal_by_rules(1));
		idle();
		assert_eq!((stake(W1), locked(W1)), (97 * RLC, 3 * RLC));
		let until = task(id).assigned().next().unwrap().1.until;
		assert_eq!(until, START + T + 60);
		set_time(until - 1);
		idle();
		assert_eq!(locked(W1), 3 * RLC);
		set_time(until);
		idle();
		assert_eq!(MockAssignments::missed(), vec![(id, account(W1))]);
		assert_eq!((stake(W1), locked(W1)), (100 * RLC - 3 * RLC / 10, 0));
		assert_eq!((stake(W2), locked(W2)), (97 * RLC, 3 * RLC));
		assert_eq!(MockLedger::kitty(), 3 * RLC / 10);
		assert_eq!(task(id).assignments, 2);
	});
}

#[test]
fn assignments_that_the_payer_has_not_locked_for_should_lock_the_owners_fee() {
	run_automated(|| {
		pool(&[W1, W2, W3, W4, W5], 1);
		let id = one(deal_by_rules(1));
		// Four are paid for. Each is late, and the next has the task.
		for round in 0..5 {
			set_time(START + round * (T + 60));
			idle();
		}
		assert_eq!(task(id).assignments, 5);
		assert_eq!(locked(W4), 0);
		let record = task(id).worker(&account(W5)).cloned().unwrap();
		assert_eq!(record.assignment.unwrap().own_fees, 1);
		assert_eq!(locked(W5), 3 * RLC + RLC / 500);
		set_time(START + 5 * (T + 60));
		idle();
		// The fee stays until the task's end.
		assert_eq!((stake(W5), locked(W5)), (100 * RLC - 3 * RLC / 10 - RLC / 500, RLC / 500));
		assert_eq!(MockLedger::kitty(), 15 * RLC / 10);
	});
}

#[test]
fn a_worker_whose_owner_can_not_answer_for_a_task_should_not_have_it() {
	run_automated(|| {
		pool(&[W1], 2);
		MockLedger::set_stake(&account(W1), 5 * RLC);
		let id = matched(Deal { bot_size: 2, ..deal_by_rules(1) });
		idle();
		// Enough for one of them.
		assert_eq!((stake(W1), locked(W1)), (2 * RLC, 3 * RLC));
		assert_eq!(MockAssignments::tasks_of(&account(W1)), vec![task_id(id, 0)]);
		assert_eq!(status(task_id(id, 1)), None);
		assert!(Waits::<Test>::contains_key(id));
	});
}

#[test]
fn nobody_should_get_a_task_when_there_is_too_little_time_for_it() {
	run_automated(|| {
		let id = one(deal_by_rules(1));
		// T and a minute before the contribution deadline, and a second.
		set_time(START + 6 * T - 60 + 1);
		pool(&[W1], 1);
		idle();
		assert_eq!(status(id), None);
		assert_eq!(Waits::<Test>::iter().count(), 0);
	});
	run_automated(|| {
		let id = one(deal_by_rules(1));
		set_time(START + 6 * T - 60);
		pool(&[W1], 1);
		idle();
		assert_eq!(assigned(id), vec![account(W1)]);
	});
}

#[test]
fn wake_deal_should_have_a_deal_looked_at_in_this_block() {
	run_automated(|| {
		Draws::take();
		pool(&[W1], 5);
		let id: DealId = matched(without_fees(3));
		idle();
		advance(2);
		assert_eq!(Draws::take().len(), 1);
		Poco::wake_deal(id);
		idle();
		assert_eq!(Draws::take().len(), 1);
		Poco::wake_deal(sp_core::H256::zero());
	});
}

/// The author of the block knows the seed of its draws while it may still choose the tasks' ids.
#[test]
fn nobody_should_be_drawn_in_the_block_of_the_match() {
	run_automated(|| {
		pool(&[W1], 5);
		let (first, last) = (matched(without_fees(1)), matched(without_fees(1)));
		let [before, id] = [first, last].map(|deal| task_id(deal, 0));
		// Back to the block of the last match.
		System::set_block_number(System::block_number() - 1);
		idle();
		assert_eq!((assigned(before), status(id)), (vec![account(W1)], None));
		blocks(10);
		assert_eq!(assigned(id), vec![account(W1)]);
	});
}

#[test]
fn a_deal_should_be_looked_at_again_in_the_same_block_when_a_draw_puts_workers_aside() {
	run_automated(|| {
		pool(&[W1], 1);
		MockAssignments::spoil(1_000);
		let id = one(without_fees(1));
		Draws::take();
		idle();
		assert_eq!(assigned(id), vec![account(W1)]);
		// 125 draws put eight aside each.
		assert_eq!(Draws::take().len(), 126);
		assert_eq!(Waits::<Test>::iter().count(), 0);
	});
}

#[test]
fn deals_should_be_in_turn_when_draws_put_workers_aside() {
	run_automated(|| {
		pool(&[W1], 5);
		MockAssignments::spoil(16);
		let (first, second) = (one(without_fees(1)), one(without_fees(1)));
		Draws::take();
		idle();
		let draws: Vec<_> = Draws::take().into_iter().map(|(id, _)| id).collect();
		assert_eq!(draws, vec![first, second, first, second]);
	});
}

#[test]
fn looks_in_vain_should_count_on_when_a_draw_puts_workers_aside() {
	run_automated(|| {
		pool(&[W1], 5);
		let id = matched(without_fees(3));
		let looks = || Waits::<Test>::get(id).map(|wait| wait.looks);
		idle();
		assert_eq!(looks(), Some(1));
		MockAssignments::spoil(8);
		set_time(START + 10);
		idle();
		assert_eq!(looks(), Some(2));
	});
}

#[test]
fn a_live_task_should_be_looked_for_a_few_times_at_once_when_draws_put_workers_aside() {
	run_automated(|| {
		pool(&[W1, W2], 1);
		let id = one(without_fees(3));
		idle();
		pool(&[W3], 1);
		MockAssignments::spoil(24);
		Draws::take();
		advance(10);
		refuse(W1, id);
		idle();
		assert!(assigned(id).contains(&account(W3)));
		assert_eq!(Draws::take().len(), 4);
		pool(&[W4], 1);
		MockAssignments::spoil(1_000);
		advance(10);
		refuse(W2, id);
		idle();
		assert!(!assigned(id).contains(&account(W4)));
		assert_eq!(Draws::take().len(), 8);
		assert!(Waits::<Test>::contains_key(page_of(id)));
	});
}
