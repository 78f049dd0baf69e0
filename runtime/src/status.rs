// SPDX-License-Identifier: Apache-2.0

//! Why a worker gets no tasks, and what happens to a task next: for people who wait. The pallets
//! decide both; the runtime API puts their answers together, never in a block.

use crate::*;
use alloc::{collections::BTreeSet, vec::Vec};
use bourse_primitives::{
	api::{
		DealStatusInfo, DealStep, Hindrance, NextStep, TaskStatusInfo, WorkOn, WorkerStatusInfo,
	},
	traits::{Assignments, Deals, Demand, Ledger},
	Deal, DealId, Seconds, TaskId, WorkerpoolId,
};

/// Waiting deals of a pool that are looked at.
const MAX_DEALS: usize = 64;

/// All that tells a worker's owner why it gets tasks or none.
pub fn of_worker(who: AccountId) -> Option<WorkerStatusInfo<AccountId>> {
	let worker = pallet_pools::Workers::<Runtime>::get(&who)?;
	let mut hindrances = Pools::hindrances(&who, &worker);
	let of_deals: Vec<_> = Poco::waiting_deals(worker.pool)
		.take(MAX_DEALS)
		.map(|(id, deal)| {
			Pools::hindrance_of_deal(&who, &worker, Demand::of(id, &deal))
				.unwrap_or(Hindrance::MoreWorkersNeeded { deal: id })
		})
		.collect();
	if of_deals.is_empty() {
		hindrances.push(Hindrance::NothingQueued);
	}
	hindrances.extend(of_deals);
	Some(WorkerStatusInfo {
		info: Pools::worker_info(&who)?,
		stake: Escrow::stake(&worker.owner),
		locked: Escrow::locked(&worker.owner),
		free_slots: worker.free_slots(),
		last_seen: worker.last_seen,
		engine: pallet_poco::EngineVersion::<Runtime>::get(),
		owner: worker.owner,
		hindrances,
	})
}

/// In how many blocks the first one comes that is not earlier than `time`, if every slot has its
/// block.
fn blocks_until(time: Seconds, now: Seconds) -> u32 {
	let blocks = time.saturating_sub(now).saturating_mul(1_000).div_ceil(SLOT_DURATION);
	blocks.max(1).try_into().unwrap_or(u32::MAX)
}

/// Where a task is, and what happens next. `None` when it was not initialized or is forgotten.
pub fn of_task(id: TaskId) -> Option<TaskStatusInfo<AccountId>> {
	let task = pallet_poco::Tasks::<Runtime>::get(id)?;
	let (deal_id, index) = bourse_primitives::deal_and_index(id);
	let deal = Market::deal(deal_id)?;
	let workers = task
		.assigned()
		.filter(|_| task.is_live())
		.map(|(worker, assignment)| WorkOn {
			worker: worker.who.clone(),
			since: assignment.since,
			until: assignment.until,
			contributed: worker.contribution.is_some(),
		})
		.collect();
	let (block, now) = (System::block_number(), Poco::now());
	let next = Poco::forecast(id, &task, &deal, now.saturating_add(SLOT_DURATION / 1_000));
	Some(TaskStatusInfo {
		deal: deal_id,
		index,
		status: task.status,
		contributions: task.contributor_count(),
		block,
		now,
		stood_still: pallet_rules::StoodStill::<Runtime>::get(),
		next_block: block.saturating_add(blocks_until(next.time, now)),
		next: match next.step {
			NextStep::MoreWorkers { at } if is_nobody_left(&task, &deal) => {
				NextStep::NobodyLeft { at }
			},
			step => step,
		},
		workers,
	})
}

/// Where a deal's tasks are, and what happens to those that have not started. `None` when the deal was
/// never made or is forgotten.
pub fn of_deal(id: DealId) -> Option<DealStatusInfo> {
	let deal = Market::deal(id)?;
	let progress = pallet_poco::Progress::<Runtime>::get(id);
	let excused = progress.claimed.map_or(0, |claimed| match claimed.unavailable {
		true => claimed.count,
		false => 0,
	});
	let excused = progress.excused.saturating_add(excused);
	let waiting = waiting(&deal, &progress);
	let failed = progress.ended.saturating_sub(progress.completed).saturating_sub(excused);
	Some(DealStatusInfo {
		pool: deal.workerpool.id,
		tasks: deal.bot_size,
		waiting,
		running: deal.bot_size.saturating_sub(progress.ended).saturating_sub(waiting),
		completed: progress.completed,
		failed,
		excused,
		free_workers: <Pools as Assignments<AccountId>>::free_workers(deal.workerpool.id),
		next: if waiting > 0 { step_of_deal(id, &deal) } else { DealStep::Nothing },
		free_from: deal.start_time.saturating_add(deal.work_clock_time_ref),
		final_deadline: deal.final_deadline(),
		block: System::block_number(),
		now: Poco::now(),
		stood_still: pallet_rules::StoodStill::<Runtime>::get(),
	})
}

/// Tasks of a deal that have not started.
fn waiting(deal: &Deal<AccountId>, progress: &pallet_poco::DealProgress) -> u64 {
	let claimed = progress.claimed.map_or(0, |claimed| claimed.count);
	deal.bot_size.saturating_sub(progress.initialized).saturating_sub(claimed)
}

/// Tasks that wait in a pool: at least so many.
#[derive(Clone, Copy, Default)]
pub struct Queue {
	/// Number of tasks.
	pub tasks: u64,
	/// Slots that they take at once.
	pub slots: u64,
	/// The longest time reference of their categories, in seconds.
	pub longest: Seconds,
}

/// Tasks of a pool's deals that have not started.
pub fn queue_of(pool: WorkerpoolId) -> Queue {
	let mut queue = Queue::default();
	for (id, deal) in Poco::waiting_deals(pool).take(MAX_DEALS) {
		let tasks = waiting(&deal, &pallet_poco::Progress::<Runtime>::get(id));
		let slots = tasks.saturating_mul(deal.owners_needed().into());
		queue.tasks = queue.tasks.saturating_add(tasks);
		queue.slots = queue.slots.saturating_add(slots);
		queue.longest = queue.longest.max(deal.work_clock_time_ref);
	}
	queue
}

/// What happens to the tasks of a deal that have not started.
fn step_of_deal(id: DealId, deal: &Deal<AccountId>) -> DealStep {
	let by_chain = match &deal.terms {
		Some(_) => deal.is_assigned_by_chain(),
		None => <Pools as Assignments<AccountId>>::is_automatic(deal.workerpool.id),
	};
	if !by_chain {
		return DealStep::ByHand;
	}
	if let Some(reports) = pallet_poco::DealReports::<Runtime>::get(id) {
		return DealStep::Tries { at: reports.tried_at.saturating_add(deal.work_clock_time_ref) };
	}
	match pallet_poco::Waits::<Runtime>::get(id) {
		Some(wait) if wait.place.is_some() => DealStep::WaitsForWorkers { at: wait.at },
		_ => DealStep::Starts,
	}
}

/// Whether every owner that counts in the pool has had the task. Owners are counted by the market's rules
/// only (PROTOCOL 9); without these `false`.
fn is_nobody_left(task: &pallet_poco::Task<Runtime>, deal: &Deal<AccountId>) -> bool {
	let pool = deal.workerpool.id;
	let owners = <Pools as Assignments<AccountId>>::owners(pool);
	let had = task.workers.iter().map(|record| record.owner()).collect::<BTreeSet<_>>();
	let counts = |owner: &&AccountId| pallet_pools::OwnerWorkers::<Runtime>::get(pool, *owner) > 0;
	owners > 0 && had.into_iter().filter(counts).count() as u32 >= owners
}
