// SPDX-License-Identifier: Apache-2.0

//! Why a worker gets no tasks, and what happens to a task next: for people who wait. Read off the
//! state by the runtime API, never in a block.

use crate::*;
use alloc::vec::Vec;
use bourse_primitives::{
	api::{Hindrance, NextStep, TaskStatusInfo, WorkOn, WorkerInfo, WorkerStatusInfo},
	traits::{Deals, Ledger, Registry as _, Scores},
	Deal, DealId, Party, Seconds, TaskId, TaskStatus, WorkerpoolId,
};
use pallet_poco::BUCKET;
use pallet_pools::{AssignedBy, Worker, WorkerStatus};

/// Waiting deals of a pool that are looked at.
const MAX_DEALS: usize = 64;

/// Deals of a pool that wait for workers.
fn waiting_deals(pool: WorkerpoolId) -> impl Iterator<Item = (DealId, Deal<AccountId>)> {
	pallet_poco::DealQueue::<Runtime>::iter_prefix_values(pool)
		.filter_map(|id| Market::deal(id).map(|deal| (id, deal)))
		.take(MAX_DEALS)
}

/// Why a worker as it is, whatever deals there are, is not drawn.
fn own_hindrances(who: &AccountId, worker: &Worker<AccountId>, now: Seconds) -> Vec<Hindrance> {
	let parameters = pallet_pools::Parameters::<Runtime>::get();
	let rules = pallet_pools::Pools::<Runtime>::get(worker.pool);
	let late = worker.missed >= parameters.missed_limit;
	let mut found = Vec::new();
	match worker.status {
		WorkerStatus::Applied => found.push(Hindrance::NotAccepted),
		WorkerStatus::Leaving => found.push(Hindrance::Leaving),
		WorkerStatus::Suspended if late => found.push(Hindrance::Late { missed: worker.missed }),
		WorkerStatus::Suspended => found.push(Hindrance::Silent { since: worker.last_seen }),
		WorkerStatus::Active if worker.is_silent(now, parameters.silence_limit) => {
			found.push(Hindrance::Silent { since: worker.last_seen })
		},
		WorkerStatus::Active => {},
	}
	if worker.hot_key.is_none() {
		found.push(Hindrance::NoHotKey);
	}
	if worker.capacity.slots == 0 {
		found.push(Hindrance::Paused);
	} else if worker.busy >= worker.capacity.slots {
		found.push(Hindrance::NoFreeSlot);
	} else if let Some(ready) = worker.ready.filter(|ready| worker.busy >= *ready) {
		found.push(Hindrance::NodeNotReady { ready });
	}
	let stake = Escrow::stake(&worker.owner).saturating_add(Escrow::locked(&worker.owner));
	if stake < rules.min_stake {
		found.push(Hindrance::StakeBelowRule { needed: rules.min_stake, has: stake });
	}
	let score = Poco::score(who);
	if score < rules.min_score {
		found.push(Hindrance::ScoreBelowRule { needed: rules.min_score, has: score });
	}
	if !worker.capacity.tag.contains(rules.tag) {
		found.push(Hindrance::TagBelowRule { missing: rules.tag.without(worker.capacity.tag) });
	}
	if rules.assigned_by == AssignedBy::Scheduler {
		found.push(Hindrance::AssignedByScheduler);
	}
	found
}

/// Why a waiting deal does not draw a worker that could be drawn.
fn hindrance_of(
	who: &AccountId,
	worker: &Worker<AccountId>,
	id: DealId,
	deal: &Deal<AccountId>,
) -> Hindrance {
	let capacity = &worker.capacity;
	if !capacity.tag.contains(deal.tag) {
		return Hindrance::FeaturesMissing { deal: id, missing: deal.tag.without(capacity.tag) };
	}
	if !capacity.takes(deal.category, deal.tag) {
		return Hindrance::CategoryNotTaken { deal: id, category: deal.category };
	}
	let excluded = |account: &AccountId| {
		pallet_pools::Exclusions::<Runtime>::get(&deal.requester)
			.is_some_and(|group| Registry::in_group(group, &Party::Account(account.clone())))
	};
	if excluded(who) || excluded(&worker.owner) {
		return Hindrance::Excluded { deal: id };
	}
	let free = Escrow::stake(&worker.owner);
	if free < deal.worker_stake {
		return Hindrance::StakeShort { deal: id, needed: deal.worker_stake, free };
	}
	Hindrance::MoreWorkersNeeded { deal: id }
}

/// All that tells a worker's owner why it gets tasks or none.
pub fn of_worker(who: AccountId) -> Option<WorkerStatusInfo<AccountId>> {
	let worker = pallet_pools::Workers::<Runtime>::get(&who)?;
	let (pool, accepted, slots, tasks) = Pools::worker_info(&who)?;
	let mut hindrances = own_hindrances(&who, &worker, Poco::now());
	let deals: Vec<_> =
		waiting_deals(pool).map(|(id, deal)| hindrance_of(&who, &worker, id, &deal)).collect();
	if deals.is_empty() {
		hindrances.push(Hindrance::NothingQueued);
	}
	hindrances.extend(deals);
	Some(WorkerStatusInfo {
		stake: Escrow::stake(&worker.owner),
		locked: Escrow::locked(&worker.owner),
		free_slots: worker.free_slots(),
		last_seen: worker.last_seen,
		engine: pallet_poco::EngineVersion::<Runtime>::get(),
		info: WorkerInfo { score: Poco::score(&who), worker: who, pool, accepted, slots, tasks },
		owner: worker.owner,
		hindrances,
	})
}

/// When the time of the first of a task's challenges is over.
fn answers_until(id: TaskId) -> Option<Seconds> {
	pallet_poco::Challenges::<Runtime>::iter_prefix_values(id).map(|open| open.until).min()
}

/// What happens to a task next.
fn next_step(
	id: TaskId,
	task: &pallet_poco::Task<Runtime>,
	at_it: &[WorkOn<AccountId>],
) -> NextStep {
	let now = Poco::now();
	// What the agenda wakes it for.
	let at = task.wake.map_or(task.final_deadline, |bucket| bucket.saturating_mul(BUCKET));
	let over = now >= task.final_deadline;
	match task.status {
		TaskStatus::Completed | TaskStatus::Failed => match answers_until(id) {
			Some(until) => NextStep::Answers { until },
			// It may be woken earlier, by a challenge that was answered since.
			None => {
				let kept_until = Poco::forget_time(task, task.ended_at.unwrap_or(now));
				NextStep::Forgotten { at: at.max(served_at(kept_until)) }
			},
		},
		_ if over => NextStep::Fails { at: task.final_deadline },
		TaskStatus::Revealing if task.is_revealed_enough(now) => {
			let wants_data = task.callback_data.is_none()
				&& Market::deal(task.deal).is_some_and(|deal| deal.callback.is_some());
			if wants_data {
				NextStep::CallbackData { until: task.final_deadline }
			} else {
				NextStep::Finalizes
			}
		},
		TaskStatus::Revealing => {
			NextStep::Reveals { until: task.reveal_deadline.unwrap_or(task.final_deadline) }
		},
		TaskStatus::Active => {
			let late = at_it.iter().filter(|work| !work.contributed).map(|work| work.until).min();
			match late {
				Some(late) => NextStep::Contributions { late },
				None if at >= task.final_deadline => NextStep::Fails { at: task.final_deadline },
				None => NextStep::MoreWorkers { at },
			}
		},
	}
}

/// When the agenda serves what is due at `time`: at the end of its bucket.
fn served_at(time: Seconds) -> Seconds {
	time.div_ceil(BUCKET).saturating_mul(BUCKET)
}

/// In how many blocks the chain does what is due at `time`, if every slot has its block: in the
/// first one that is not earlier than the agenda serves it.
fn blocks_until(time: Seconds, now: Seconds) -> u32 {
	let blocks = served_at(time).saturating_sub(now).saturating_mul(1_000).div_ceil(SLOT_DURATION);
	blocks.max(1).try_into().unwrap_or(u32::MAX)
}

/// Where a task is, and what happens next. `None` when it was not initialized or is forgotten.
pub fn of_task(id: TaskId) -> Option<TaskStatusInfo<AccountId>> {
	let task = pallet_poco::Tasks::<Runtime>::get(id)?;
	let workers: Vec<_> = pallet_pools::Assigned::<Runtime>::get(id)
		.into_iter()
		.filter(|assignment| !assignment.withdrawn)
		.map(|a| WorkOn {
			contributed: pallet_poco::Contributions::<Runtime>::contains_key(id, &a.worker),
			worker: a.worker,
			since: a.since,
			until: a.until,
		})
		.collect();
	let (block, now) = (System::block_number(), Poco::now());
	let next = next_step(id, &task, &workers);
	Some(TaskStatusInfo {
		deal: task.deal,
		index: task.index,
		status: task.status,
		contributions: task.contributor_count(),
		block,
		now,
		next_block: block.saturating_add(blocks_until(next.time().unwrap_or(now), now)),
		next,
		workers,
	})
}
