// SPDX-License-Identifier: Apache-2.0

//! Why a worker gets no tasks, and what happens to a task next: for people who wait. The pallets
//! decide both; the runtime API puts their answers together, never in a block.

use crate::*;
use alloc::{collections::BTreeSet, vec::Vec};
use bourse_primitives::{
	api::{Hindrance, NextStep, TaskStatusInfo, WorkOn, WorkerStatusInfo},
	traits::{Assignments, Deals, Demand, Ledger},
	Deal, Seconds, TaskId,
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

/// Whether every owner in the pool has had the task. Owners are counted by the market's rules only
/// (PROTOCOL 9); without these `false`.
fn is_nobody_left(task: &pallet_poco::Task<Runtime>, deal: &Deal<AccountId>) -> bool {
	let owners = <Pools as Assignments<AccountId>>::owners(deal.workerpool.id);
	let had = task.workers.iter().map(|record| record.owner()).collect::<BTreeSet<_>>();
	owners > 0 && had.len() as u32 >= owners
}
