// SPDX-License-Identifier: Apache-2.0

//! How many workers a task needs, and who they are (PROTOCOL 8.1).

use super::{
	consensus::{self, Missing},
	round::{DealOf, Round},
};
use crate::{types::*, weights::WeightInfo, Config, Event, Pallet};
use alloc::vec::Vec;
use bourse_primitives::{
	deal_and_index,
	traits::{Assignments, Demand, Former, Picked, Want, Wanted},
	Seconds, TaskId, Trust,
};
use frame_support::{
	traits::Get,
	weights::{Weight, WeightMeter},
};
use sp_core::U256;

/// Most workers that one step assigns to a task.
pub(crate) const MAX_ASSIGN: u32 = 16;
/// Different workers that report a failure which every worker would have: more don't help.
const MAX_DETERMINISTIC_FAILURES: usize = 2;
/// Failures of a task with which no more workers are looked for.
pub(crate) const MAX_FAILURES: usize = 16;

/// How a task is supplied with workers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Supply {
	/// Enough workers are at it.
	Enough,
	/// As many came to it as one step may bring: more with the next one.
	Partly,
	/// The pool had too few.
	Short,
	/// More workers would not help, or may not contribute any more.
	Closed,
}

/// What a task needs of the workers of its pool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Need {
	/// Enough workers are at it.
	Nothing,
	/// More workers.
	Workers {
		/// What their weights have to multiply to.
		target: U256,
		/// Most of them that one step brings.
		limit: u32,
	},
	/// More workers would not help, or may not contribute any more.
	NoMore,
}

/// How many workers reach a target when each has the weight of a newcomer, which is the least.
pub(super) fn most_for(target: Trust) -> u32 {
	// The least n with 2^n >= target.
	target.saturating_sub(U256::one()).bits() as u32
}

impl<T: Config> Pallet<T> {
	/// Worst weight of [`Self::supply`]. What it takes is mostly far less: it says how much.
	pub(crate) fn supply_weight(workers: u32) -> Weight {
		T::WeightInfo::supply(workers).saturating_add(T::Assignments::assign_weight(MAX_ASSIGN))
	}

	/// Brings as many workers to a task as its consensus needs (PROTOCOL 8.1): the best group,
	/// joined by the workers that are at it, must be able to reach the trust.
	///
	/// A task that nobody is at gets all its workers or none, so that tasks that wait for each
	/// other's workers can't block each other.
	///
	/// The caller stores the task, and makes sure that `meter` has [`Self::supply_weight`] left; what
	/// is taken from it is the weight of the draw as it was, not as it might have been.
	pub(crate) fn supply(
		round: &mut Round<T>,
		id: TaskId,
		task: &mut Task<T>,
		deal: &DealOf<T>,
		meter: &mut WeightMeter,
	) -> Supply {
		let now = round.now;
		meter.consume(T::WeightInfo::supply(task.worker_count()));
		Self::miss_late(id, task, now);
		let (target, limit) = match Self::need(round, task, deal) {
			Need::Nothing => return Supply::Enough,
			Need::NoMore => return Supply::Closed,
			Need::Workers { target, limit } => (target, limit),
		};
		let former: Vec<_> = task
			.workers
			.iter()
			.map(|worker| Former {
				worker: worker.who.clone(),
				owner: worker.owner().clone(),
				late: worker.contribution.is_none()
					&& worker.assignment.is_some_and(|a| a.status == AssignmentStatus::Missed),
			})
			.collect();
		let whole = task.contributor_count() == 0 && task.at_it().next().is_none();
		let (deal_id, index) = deal_and_index(id);
		let drawn = T::Assignments::assign(Wanted {
			pool: deal.workerpool.id,
			demand: Demand::of(deal_id, deal),
			tasks: &[Want {
				task: id,
				target,
				limit,
				former: &former,
				whole,
				accepted_before: None,
			}],
		});
		meter.consume(drawn.weight);
		let crew = drawn.crews.into_iter().next().unwrap_or_default();
		if crew.is_empty() {
			return Supply::Short;
		}
		let until = Self::assignment_end(deal, now);
		let (found, came) = (Self::reached(round, &crew, target), crew.len() as u32);
		let assigned = crew.iter().map(|picked| (index, picked.worker.clone())).collect();
		for picked in crew {
			Self::admit(
				task,
				picked,
				Assignment { since: now, until, status: AssignmentStatus::Standing },
			);
		}
		Self::deposit_event(Event::TasksAssigned { deal: deal_id, until, assigned });
		match found {
			true => Supply::Enough,
			false if came >= limit => Supply::Partly,
			false => Supply::Short,
		}
	}

	/// Takes a task back from those who let their time pass.
	fn miss_late(id: TaskId, task: &mut Task<T>, now: Seconds) {
		for worker in &mut task.workers {
			let late = worker.contribution.is_none() && worker.is_assigned();
			let assignment = worker.assignment.as_mut().filter(|a| late && a.until <= now);
			if let Some(assignment) = assignment {
				assignment.status = AssignmentStatus::Missed;
				T::Assignments::take_back(id, &worker.who, true);
			}
		}
	}

	/// Writes into a task's record that a worker got it. Of an owner that was late, the new one
	/// counts.
	fn admit(task: &mut Task<T>, picked: Picked<T::AccountId>, assignment: Assignment) {
		let Picked { worker, owner } = picked;
		task.workers.retain(|former| *former.owner() != owner);
		let admitted =
			TaskWorker { assignment: Some(assignment), ..TaskWorker::new(worker, owner) };
		// There is room: no more are drawn.
		let _ = task.workers.try_push(admitted);
	}

	/// Whether workers' weights multiply to the target.
	fn reached(round: &mut Round<T>, crew: &[Picked<T::AccountId>], target: Trust) -> bool {
		let workers = crew.iter().map(|picked| &picked.worker);
		Self::joint_weight(round, workers).is_some_and(|joined| joined >= target)
	}

	/// The product of workers' weights, if there are any. Saturates: then it is enough anyway.
	fn joint_weight<'a>(
		round: &mut Round<T>,
		workers: impl Iterator<Item = &'a T::AccountId>,
	) -> Option<U256> {
		workers.fold(None, |product, worker| {
			let weight = consensus::weight(round.score(worker));
			Some(product.unwrap_or_else(U256::one).saturating_mul(weight.into()))
		})
	}

	/// What a task needs besides the workers that are at it.
	pub(crate) fn need(round: &mut Round<T>, task: &Task<T>, deal: &DealOf<T>) -> Need {
		let now = round.now;
		if now >= deal.contribution_deadline()
			|| !T::Assignments::is_automatic(deal.workerpool.id)
			|| Self::is_hopeless(task)
		{
			return Need::NoMore;
		}
		let at_it = task.at_it().filter(|(_, a)| a.until > now).map(|(worker, _)| &worker.who);
		let outstanding = Self::joint_weight(round, at_it);
		let target = match task.groups().missing(deal.trust, outstanding) {
			Missing::Nothing => return Need::Nothing,
			Missing::Hopeless => return Need::NoMore,
			Missing::Weight(target) => target,
		};
		// A late owner's new worker takes the former's place.
		let room = T::MaxWorkers::get().saturating_sub(task.worker_count());
		match room.min(MAX_ASSIGN).min(most_for(target)) {
			0 => Need::NoMore,
			limit => Need::Workers { target, limit },
		}
	}

	/// More workers don't help: two of them report what every worker would, while nobody could
	/// compute it, or too many reported failures.
	fn is_hopeless(task: &Task<T>) -> bool {
		let failures = || task.workers.iter().filter_map(|worker| worker.failure);
		let deterministic = failures().filter(|failure| failure.code.is_deterministic()).count();
		failures().count() >= MAX_FAILURES
			|| (task.contributor_count() == 0 && deterministic >= MAX_DETERMINISTIC_FAILURES)
	}
}
