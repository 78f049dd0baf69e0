// SPDX-License-Identifier: Apache-2.0

use super::Event;
use crate::{mock::*, types::*, Agenda, AgendaStates, Tasks, WeightInfo};
use bourse_primitives::{
	task_id,
	traits::{Assignments, Ledger},
	DealId, TaskId, TaskStatus, RLC,
};
use frame_support::{assert_ok, traits::Hooks, weights::Weight};

/// The weights of the tests' runtime.
type W = <Test as crate::Config>::WeightInfo;

/// Workers join, each with so many slots.
pub(super) fn pool(workers: &[u8], slots: u32) {
	for worker in workers {
		MockAssignments::join(*worker, slots);
	}
}

pub(super) fn bag(trust: u64, size: u64) -> (DealId, Vec<TaskId>) {
	let mut bag = deal(trust);
	bag.bot_size = size;
	let id = matched(bag);
	(id, (0..size).map(|index| task_id(id, index)).collect())
}

/// Who has a live task.
pub(super) fn assigned(id: TaskId) -> Vec<AccountId> {
	let Some(task) = Tasks::<Test>::get(id).filter(Task::is_live) else { return Vec::new() };
	task.assigned().map(|(worker, _)| worker.who.clone()).collect()
}

/// Until when the first of those who have a task has to contribute.
fn until(id: TaskId) -> u64 {
	task(id).assigned().next().unwrap().1.until
}

pub(super) fn contribute_assigned(worker: u8, task: TaskId, label: &str) {
	assert_ok!(Poco::contribute(
		origin(worker),
		task,
		hash(task, label),
		seal(worker, task, label),
		None,
		Authorization::Assigned
	));
}

pub(super) fn status(task: TaskId) -> Option<TaskStatus> {
	Tasks::<Test>::get(task).map(|task| task.status)
}

#[test]
fn a_task_should_be_assigned_in_the_block_of_its_deal_and_completed_in_that_of_its_last_reveal() {
	run_automated(|| {
		pool(&[W1, W2, W3], 1);
		let (_, tasks) = bag(3, 1);
		idle();
		assert_eq!(assigned(tasks[0]), vec![account(W1), account(W2)]);
		assert_eq!(until(tasks[0]), START + T);
		advance(2);
		contribute_assigned(W1, tasks[0], "A");
		contribute_assigned(W2, tasks[0], "A");
		idle();
		advance(2);
		assert_ok!(reveal(W1, tasks[0], "A"));
		idle();
		assert_eq!(status(tasks[0]), Some(TaskStatus::Revealing));
		advance(2);
		assert_ok!(reveal(W2, tasks[0], "A"));
		assert_eq!(status(tasks[0]), Some(TaskStatus::Completed));
		for worker in [W1, W2] {
			assert_eq!(MockAssignments::tasks_of(&account(worker)), vec![]);
			assert_eq!(stake(worker), 100 * RLC + 4_950_000_000);
		}
	});
}

#[test]
fn a_task_should_wait_when_the_pool_has_too_few_workers_and_start_when_one_is_free() {
	run_automated(|| {
		pool(&[W1, W2], 1);
		let (_, tasks) = bag(3, 2);
		idle();
		// All or nothing: the second task does not take a worker it can't use alone.
		assert_eq!(assigned(tasks[0]).len(), 2);
		assert_eq!(status(tasks[1]), None);
		blocks(3);
		for worker in [W1, W2] {
			contribute_assigned(worker, tasks[0], "A");
		}
		for worker in [W1, W2] {
			assert_ok!(reveal(worker, tasks[0], "A"));
		}
		idle();
		assert_eq!(status(tasks[0]), Some(TaskStatus::Completed));
		assert_eq!(assigned(tasks[1]).len(), 2);
	});
}

#[test]
fn deals_should_be_served_in_turn() {
	run_automated(|| {
		pool(&[W1], 20);
		let (_, large) = bag(1, 40);
		let (_, small) = bag(1, 2);
		idle();
		// One visit handles 16 tasks; the small deal is not behind the large one.
		assert_eq!(large.iter().filter(|task| status(**task).is_some()).count(), 18);
		assert!(small.iter().all(|task| status(*task).is_some()));
	});
}

#[test]
fn a_block_should_end_as_many_tasks_as_its_weight_allows() {
	run_automated(|| {
		pool(&[W1], 400);
		MockLedger::endow(&account(W1), 1200 * RLC);
		let (_, tasks) = bag(1, 400);
		idle();
		for task in &tasks {
			contribute_assigned(W1, *task, "A");
		}
		advance(10 * T - BUCKET);
		idle();
		advance(BUCKET);
		let failed = || {
			tasks.iter().filter(|task| status(**task) == Some(TaskStatus::Failed)).count() as u64
		};
		// Nothing else is due, so that the claims and the looks at their pages have all of the weight.
		let one = W::claim(1);
		let limit = one.saturating_mul(200).set_proof_size(u64::MAX);
		let page = W::agenda_page(16) + W::agenda_step();
		let each = one.ref_time() + W::look(1).ref_time() + page.ref_time() / 16;
		let used = Poco::on_idle(System::block_number(), limit);
		let most = limit.ref_time() / each;
		assert!((most * 4 / 5..=most).contains(&failed()), "{} of {most}", failed());
		assert!(used.all_gte(one.saturating_mul(failed())) && used.all_lte(limit), "{used:?}");
		idle();
		assert_eq!(failed(), 400);
	});
}

#[test]
fn the_hook_should_take_the_weight_of_the_workers_assigned_when_more_were_possible() {
	run_automated(|| {
		pool(&[W1], 10);
		let one = W::start(1) + MockAssignments::assign_weight(1, 1);
		let around = W::automation_base() + W::agenda_step() + W::visit_deal().saturating_mul(2);
		// Its end is on the agenda, and nothing else.
		let (_, tasks) = bag(1, 1);
		assert_eq!(Poco::on_idle(System::block_number(), Weight::MAX), around + one);
		assert_eq!(assigned(tasks[0]).len(), 1);

		// Room for the worst of one task, which no task needs, and for the due of five others.
		let (_, tasks) = bag(1, 9);
		let worst = W::start(1) + MockAssignments::assign_weight(1, 16);
		let back = W::lock_stakes(16) + W::supply(16);
		let by_rules = back + W::wait().saturating_mul(5) + W::agenda_page(32);
		let limit = around + worst + by_rules + one.saturating_mul(5);
		let used = Poco::on_idle(System::block_number(), limit);
		let started = tasks.iter().filter(|task| status(**task).is_some()).count();
		assert!(started >= 6 && used.all_lte(limit), "{started} tasks for {used:?}");
	});
}

#[test]
fn a_deal_should_go_on_in_the_block_of_a_free_slot_when_it_waited_long() {
	run_automated(|| {
		pool(&[W1], 1);
		let (_, tasks) = bag(1, 3);
		for pair in tasks.windows(2) {
			// Longer than a deal is tried in vain, and nearly as long as a task may take.
			blocks(140);
			idle();
			assert_eq!((assigned(pair[0]).len(), status(pair[1])), (1, None));
			contribute_assigned(W1, pair[0], "A");
			assert_ok!(reveal(W1, pair[0], "A"));
			idle();
			assert_eq!(status(pair[0]), Some(TaskStatus::Completed));
			assert_eq!(assigned(pair[1]), vec![account(W1)]);
		}
	});
}

#[test]
fn a_deal_that_needs_more_workers_should_not_hold_up_those_behind_it() {
	run_automated(|| {
		pool(&[W1], 5);
		let first = (0..10).map(|_| bag(3, 1).1[0]).collect::<Vec<_>>();
		let (_, last) = bag(1, 1);
		blocks(4);
		assert!(first.iter().all(|task| status(*task).is_none()));
		assert_eq!(assigned(last[0]), vec![account(W1)]);
		// Once all were tried in vain, one more is every ten seconds, or when a worker comes.
		blocks(20);
		let agenda = W::agenda_step().saturating_mul(2);
		let quiet = W::automation_base() + agenda + W::visit_deal().saturating_mul(2);
		advance(1);
		assert_eq!(Poco::on_idle(System::block_number(), Weight::MAX), quiet);
		pool(&[W2], 5);
		blocks(4);
		// As many as W1 has slots left.
		assert_eq!(first.iter().filter(|task| status(**task).is_some()).count(), 4);
	});
}

#[test]
fn many_deals_should_cost_one_look_in_a_block_when_their_pool_is_busy() {
	run_automated(|| {
		pool(&[W1], 1);
		for _ in 0..50 {
			bag(1, 2);
		}
		idle();
		let agenda = W::agenda_step().saturating_mul(2);
		let look = W::automation_base() + agenda + W::visit_deal().saturating_mul(2);
		advance(2);
		assert_eq!(Poco::on_idle(System::block_number(), Weight::MAX), look);
	});
}

#[test]
fn a_deal_should_be_claimed_when_its_pool_never_has_a_worker() {
	run_automated(|| {
		let (_, tasks) = bag(1, 3);
		for _ in 0..400 {
			advance(5);
			idle();
		}
		assert!(tasks.iter().all(|task| status(*task).is_none()));
		advance(10 * T);
		blocks(3);
		assert!(tasks.iter().all(|task| status(*task) == Some(TaskStatus::Failed)));
		assert_eq!((stake(REQUESTER), locked(REQUESTER)), (39 * RLC, 0));
		assert_eq!(MockLedger::kitty(), 9 * RLC);
	});
}

#[test]
fn a_deal_should_find_workers_that_come_late() {
	run_automated(|| {
		let (_, tasks) = bag(1, 1);
		blocks(60);
		assert_eq!(status(tasks[0]), None);
		pool(&[W1], 1);
		blocks(15);
		assert_eq!(assigned(tasks[0]), vec![account(W1)]);
	});
}

#[test]
fn a_task_should_go_to_another_worker_when_the_first_is_late() {
	run_automated(|| {
		pool(&[W1, W2], 1);
		let (_, tasks) = bag(1, 1);
		idle();
		assert_eq!(assigned(tasks[0]), vec![account(W1)]);
		advance(T - 1);
		idle();
		assert_eq!(assigned(tasks[0]), vec![account(W1)]);
		advance(1 + BUCKET);
		idle();
		assert_eq!(assigned(tasks[0]), vec![account(W2)]);
		assert_eq!(until(tasks[0]), now() + T);
	});
}

#[test]
fn a_task_should_get_more_workers_when_the_first_disagree() {
	run_automated(|| {
		pool(&[W1, W2, W3, W4], 1);
		let (_, tasks) = bag(3, 1);
		idle();
		contribute_assigned(W1, tasks[0], "A");
		idle();
		assert_eq!(assigned(tasks[0]).len(), 2);
		contribute_assigned(W2, tasks[0], "B");
		idle();
		// Best group 2, others 2: 3 * 2 + 1 = 7 is needed, so two more of weight 2.
		assert_eq!(assigned(tasks[0]).len(), 4);
		contribute_assigned(W3, tasks[0], "A");
		contribute_assigned(W4, tasks[0], "A");
		assert_eq!(status(tasks[0]), Some(TaskStatus::Revealing));
	});
}

#[test]
fn a_task_should_be_reopened_and_assigned_again_when_nobody_reveals() {
	run_automated(|| {
		pool(&[W1, W2], 1);
		let (_, tasks) = bag(1, 1);
		idle();
		contribute_assigned(W1, tasks[0], "A");
		advance(2 * T + BUCKET);
		idle();
		assert_eq!(status(tasks[0]), Some(TaskStatus::Active));
		assert!(assigned(tasks[0]).contains(&account(W2)));
		contribute_assigned(W2, tasks[0], "A");
		assert_ok!(reveal(W2, tasks[0], "A"));
		idle();
		assert_eq!(status(tasks[0]), Some(TaskStatus::Completed));
		assert_eq!(stake(W1), 97 * RLC);
	});
}

#[test]
fn a_task_should_be_finalized_when_the_reveal_deadline_passed_with_one_reveal() {
	run_automated(|| {
		pool(&[W1, W2], 1);
		let (_, tasks) = bag(3, 1);
		idle();
		contribute_assigned(W1, tasks[0], "A");
		contribute_assigned(W2, tasks[0], "A");
		assert_ok!(reveal(W1, tasks[0], "A"));
		idle();
		assert_eq!(status(tasks[0]), Some(TaskStatus::Revealing));
		advance(2 * T + BUCKET);
		idle();
		assert_eq!(status(tasks[0]), Some(TaskStatus::Completed));
		assert_eq!(stake(W2), 97 * RLC);
	});
}

#[test]
fn a_task_should_wait_for_the_final_deadline_when_its_callback_data_is_missing() {
	run_automated(|| {
		pool(&[W1], 1);
		let mut with_callback = deal(1);
		with_callback.callback = Some(account(CALLBACK));
		let id = task_id(matched(with_callback), 0);
		idle();
		contribute_assigned(W1, id, "A");
		assert_ok!(reveal(W1, id, "A"));
		blocks(5);
		assert_eq!(status(id), Some(TaskStatus::Revealing));
		advance(10 * T);
		idle();
		assert_eq!(status(id), Some(TaskStatus::Failed));
		assert_eq!(stake(W1), 100 * RLC);
	});
}

#[test]
fn a_task_initialized_by_hand_should_be_assigned_in_the_same_block() {
	run_automated(|| {
		pool(&[W1], 1);
		let (id, tasks) = bag(1, 1);
		assert_ok!(Poco::initialize(origin(OUTSIDER), id, 0));
		idle();
		assert_eq!(assigned(tasks[0]), vec![account(W1)]);
		advance(10 * T);
		idle();
		assert_eq!(status(tasks[0]), Some(TaskStatus::Failed));
	});
}

#[test]
fn a_trust_that_needs_many_workers_should_get_them_in_steps() {
	run_automated(|| {
		let workers: Vec<u8> = (130..150).collect();
		pool(&workers, 1);
		let (_, tasks) = bag(1 << 20, 1);
		idle();
		assert_eq!(assigned(tasks[0]).len(), 16);
		blocks(6);
		assert_eq!(assigned(tasks[0]).len(), 20);
	});
}

#[test]
fn a_trust_that_no_number_of_workers_reaches_should_get_none() {
	run_automated(|| {
		pool(&[W1, W2], 4);
		let mut hopeless = deal(1);
		hopeless.trust = sp_core::U256::MAX;
		let id = task_id(matched(hopeless), 0);
		blocks(3);
		assert_eq!(status(id), Some(TaskStatus::Active));
		assert!(assigned(id).is_empty());
	});
}

#[test]
fn nothing_should_happen_when_the_automation_is_off() {
	run(|| {
		let (id, tasks) = bag(1, 2);
		MockAssignments::join(120, 5);
		assert_ok!(Poco::initialize(origin(OUTSIDER), id, 0));
		blocks(5);
		assert!(assigned(tasks[0]).is_empty());
		assert_eq!(status(tasks[1]), None);
		assert_ok!(contribute(W1, tasks[0], "A"));
		assert_ok!(reveal(W1, tasks[0], "A"));
		advance(10 * T);
		blocks(5);
		assert_eq!(status(tasks[0]), Some(TaskStatus::Revealing));
		assert_eq!(status(tasks[1]), None);
		// Switched on, the chain catches up.
		assert_ok!(Poco::set_automation(RuntimeOrigin::root(), AutomationSettings::all(true)));
		assert_eq!(
			events().pop(),
			Some(Event::AutomationSet { settings: AutomationSettings::all(true) })
		);
		for _ in 0..3 {
			advance(600);
			idle();
		}
		assert_eq!(status(tasks[0]), Some(TaskStatus::Failed));
		assert_eq!(status(tasks[1]), Some(TaskStatus::Failed));
	});
}

#[test]
fn the_agenda_should_catch_up_when_the_chain_stood_still() {
	run_automated(|| {
		pool(&[W1], 1);
		let (_, tasks) = bag(1, 1);
		idle();
		// 40,000 empty buckets between the assignment's end and now.
		advance(400_000);
		let mut blocks_needed = 0;
		while status(tasks[0]) != Some(TaskStatus::Failed) {
			blocks(1);
			blocks_needed += 1;
			assert!(blocks_needed < 100);
		}
		let behind = |state: LaneState| state.length > 0 && state.cursor < now() / BUCKET;
		while Lane::ALL.map(|lane| *AgendaStates::<Test>::get().lane(lane)).into_iter().any(behind)
		{
			blocks(1);
			blocks_needed += 1;
			assert!(blocks_needed < 100);
		}
		let (_, tasks) = bag(1, 1);
		idle();
		assert_eq!(assigned(tasks[0]), vec![account(W1)]);
	});
}

#[test]
fn the_hook_should_never_take_more_weight_than_is_left() {
	run_automated(|| {
		pool(&[W1, W2, W3], 30);
		let (_, tasks) = bag(1, 30);
		let mut limit = Weight::from_parts(1_000, 10);
		for _ in 0..200 {
			advance(2);
			let used = Poco::on_idle(System::block_number(), limit);
			assert!(used.all_lte(limit), "{used:?} of {limit:?}");
			limit = limit.saturating_add(Weight::from_parts(400_000_000, 50_000));
		}
		assert!(tasks.iter().all(|task| status(*task).is_some()));
	});
}

#[test]
fn the_hook_should_leave_everything_as_it_is_when_there_is_no_weight() {
	run_automated(|| {
		pool(&[W1], 1);
		let (_, tasks) = bag(1, 1);
		assert_eq!(Poco::on_idle(1, Weight::zero()), Weight::zero());
		assert_eq!(status(tasks[0]), None);
	});
}

#[test]
fn a_task_that_does_not_fit_should_not_stop_the_others() {
	run_automated(|| {
		let heavy = task_of(deal(1 << 40));
		let light = task_of(deal(3));
		for worker in 0..20 {
			MockLedger::endow(&account(120 + worker), 3 * RLC);
			assert_ok!(contribute(120 + worker, heavy, "A"));
		}
		advance(10 * T - BUCKET);
		idle();
		advance(BUCKET);
		let limit = W::claim(16).set_proof_size(u64::MAX);
		for _ in 0..3 {
			Poco::on_idle(System::block_number(), limit);
			advance(BUCKET);
		}
		assert_eq!(status(light), Some(TaskStatus::Failed));
		assert_eq!(status(heavy), Some(TaskStatus::Active));
		idle();
		assert_eq!(status(heavy), Some(TaskStatus::Failed));
	});
}

#[test]
fn step_of_should_tell_a_worker_what_to_do() {
	run_automated(|| {
		pool(&[W1, W2, W3], 1);
		let (_, tasks) = bag(3, 1);
		let id = tasks[0];
		let step = |worker| Poco::step_of(&account(worker), id);
		assert_eq!(step(W1), WorkerStep::Nothing);
		idle();
		assert_eq!(step(W1), WorkerStep::Contribute { before: START + 7 * T });
		assert_eq!(step(W3), WorkerStep::Nothing);
		contribute_assigned(W1, id, "A");
		assert_eq!(step(W1), WorkerStep::Wait);
		contribute_assigned(W2, id, "A");
		assert_eq!(
			step(W1),
			WorkerStep::Reveal {
				before: START + 2 * T,
				result_hash: hash(id, "A"),
				wants_opening: false
			}
		);
		assert_ok!(reveal(W1, id, "A"));
		assert_eq!(step(W1), WorkerStep::Nothing);
		assert_ok!(reveal(W2, id, "A"));
		idle();
		assert_eq!(step(W2), WorkerStep::Nothing);
	});
}

#[test]
fn job_of_should_hold_all_that_a_node_needs() {
	run_automated(|| {
		let mut bag = deal(1);
		bag.bot_first = 7;
		bag.bot_size = 3;
		bag.params = b"{}".to_vec().try_into().unwrap();
		let deal_id = matched(bag);
		assert_ok!(Poco::initialize(origin(OUTSIDER), deal_id, 8));
		let id = task_id(deal_id, 8);
		let job = Poco::job_of(id).unwrap();
		assert_eq!((job.index, job.bag_size), (1, 3));
		assert_eq!(job.app.multiaddr, b"/ipfs/app".to_vec());
		assert_eq!(job.dataset, None);
		assert_eq!(job.params, b"{}".to_vec());
		assert_eq!(job.deadline, START + 7 * T);
		assert_eq!(Poco::deal_and_index(id).unwrap().1, 8);
		assert_eq!(Poco::job_of(task_id(deal_id, 7)), None);
		assert!(Agenda::<Test>::iter().count() > 0);
	});
}

#[test]
fn a_late_worker_should_have_missed_its_duty() {
	run_automated(|| {
		pool(&[W1, W2], 1);
		let (_, tasks) = bag(1, 1);
		idle();
		assert!(MockAssignments::missed().is_empty());
		advance(T + BUCKET);
		idle();
		assert_eq!(MockAssignments::missed(), vec![(tasks[0], account(W1))]);
	});
}

#[test]
fn a_worker_that_reports_should_give_a_sign_of_life_and_miss_nothing() {
	run_automated(|| {
		pool(&[W1], 1);
		let (_, tasks) = bag(1, 1);
		idle();
		assert_ok!(Poco::report_failure(
			origin(W1),
			tasks[0],
			bourse_primitives::FailureCode::Refused,
			Default::default()
		));
		assert!(MockAssignments::missed().is_empty());
		assert_eq!(MockAssignments::signs(), vec![(account(W1), false)]);
	});
}

#[test]
fn a_contribution_and_a_reveal_should_be_signs_of_life() {
	run_automated(|| {
		pool(&[W1], 1);
		let (_, tasks) = bag(1, 1);
		idle();
		contribute_assigned(W1, tasks[0], "A");
		assert_ok!(reveal(W1, tasks[0], "A"));
		assert_eq!(MockAssignments::signs(), vec![(account(W1), true); 2]);
	});
}

#[test]
fn tasks_should_be_initialized_but_not_assigned_when_the_pools_scheduler_assigns() {
	run_automated(|| {
		pool(&[W1], 5);
		MockAssignments::assign_by_hand(true);
		let (_, tasks) = bag(1, 3);
		blocks(5);
		for task in tasks {
			assert_eq!(status(task), Some(TaskStatus::Active));
			assert!(assigned(task).is_empty());
		}
	});
}

#[test]
fn a_task_should_complete_by_signature_when_the_pools_scheduler_assigns() {
	run_automated(|| {
		pool(&[W1], 5);
		MockAssignments::assign_by_hand(true);
		let (_, tasks) = bag(1, 1);
		idle();
		assert_ok!(contribute(W1, tasks[0], "A"));
		assert_ok!(reveal(W1, tasks[0], "A"));
		idle();
		assert_eq!(status(tasks[0]), Some(TaskStatus::Completed));
	});
}

#[test]
fn a_bag_of_ten_thousand_should_not_starve_the_next_deal() {
	run_automated(|| {
		pool(&[W1], 10_000);
		let (_, large) = bag(1, 10_000);
		// A twentieth of a second, which is enough for some of them only.
		let block = || Poco::on_idle(1, Weight::from_parts(50_000_000_000, u64::MAX));
		let started = || large.iter().filter(|task| status(**task).is_some()).count();
		block();
		let before = started();
		assert!((1..1_000).contains(&before), "{before}");
		let (_, next) = bag(1, 1);
		block();
		assert_eq!(assigned(next[0]), vec![account(W1)]);
		assert!((before..1_000).contains(&started()));
	});
}
