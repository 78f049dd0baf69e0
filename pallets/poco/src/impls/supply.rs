// SPDX-License-Identifier: Apache-2.0

//! How many workers a task needs, and who they are (PROTOCOL 8.1).

use super::consensus::{self, Missing};
use crate::{
	types::*, weights::WeightInfo, Config, Contributions, Failures, Groups, Pallet, Score,
};
use alloc::vec::Vec;
use bourse_primitives::{
	api::AssignmentInfo,
	traits::{Assignments, Demand, Wanted},
	Deal, Seconds, TaskId,
};
use frame_support::{
	storage::with_transaction,
	traits::Get,
	weights::{Weight, WeightMeter},
};
use sp_core::U256;
use sp_runtime::{DispatchError, TransactionOutcome};

/// Most workers that one step assigns to a task.
pub(crate) const MAX_ASSIGN: u32 = 16;
/// Different workers that report a failure which every worker would have: more don't help.
const MAX_DETERMINISTIC_FAILURES: usize = 2;

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

/// The workers that the chain has at a task, and how many more it needs.
pub(crate) struct Crew<AccountId> {
	/// Those who let their time pass.
	pub late: Vec<AssignmentInfo<AccountId>>,
	/// Those who have yet to contribute, and still have time.
	pub at_it: Vec<AssignmentInfo<AccountId>>,
	/// What is missing.
	pub need: Need,
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

impl<T: Config> Pallet<T> {
	/// Worst weight of [`Self::supply`]. What it takes is mostly far less: it says how much.
	pub(crate) fn supply_weight(contributors: u32) -> Weight {
		T::WeightInfo::supply(contributors)
			.saturating_add(T::Assignments::assign_weight(MAX_ASSIGN))
	}

	/// Brings as many workers to a task as its consensus needs (PROTOCOL 8.1): the best group,
	/// joined by the workers that are at it, must be able to reach the trust.
	///
	/// A task that nobody is at gets all its workers or none, so that tasks that wait for each
	/// other's workers can't block each other.
	///
	/// The caller makes sure that `meter` has [`Self::supply_weight`] left; what is taken from it is
	/// the weight of the draw as it was, not as it might have been.
	pub(crate) fn supply(
		id: TaskId,
		task: &Task<T>,
		deal: &Deal<T::AccountId>,
		now: Seconds,
		meter: &mut WeightMeter,
	) -> Supply {
		meter.consume(T::WeightInfo::supply(task.contributor_count()));
		let crew = Self::crew(id, task, deal, now);
		for assignment in &crew.late {
			T::Assignments::miss(id, &assignment.worker);
		}
		let (target, limit) = match crew.need {
			Need::Nothing => return Supply::Enough,
			Need::NoMore => return Supply::Closed,
			Need::Workers { target, limit } => (target, limit),
		};
		// Whose workers contributed without the chain's assignment, which it does not know of.
		let exclude: Vec<_> = task
			.contributors
			.iter()
			.filter_map(|worker| Contributions::<T>::get(id, worker))
			.map(|contribution| contribution.stake_account)
			.collect();
		let fresh = task.contributors.is_empty() && crew.at_it.is_empty();
		let assigned: Result<Supply, DispatchError> = with_transaction(|| {
			let drawn = T::Assignments::assign(Wanted {
				task: id,
				pool: deal.workerpool.id,
				target,
				until: Self::assignment_end(deal, now),
				limit,
				exclude: &exclude,
				demand: Demand::of(task.deal, deal),
			});
			meter.consume(drawn.weight);
			let picked = drawn.workers;
			let joined = picked
				.iter()
				.fold(None, |product, worker| Some(Self::joint_weight(product, worker)));
			if joined.is_some_and(|joined| joined >= target) {
				TransactionOutcome::Commit(Ok(Supply::Enough))
			} else if picked.len() >= limit as usize {
				TransactionOutcome::Commit(Ok(Supply::Partly))
			} else if fresh {
				TransactionOutcome::Rollback(Ok(Supply::Short))
			} else {
				TransactionOutcome::Commit(Ok(Supply::Short))
			}
		});
		assigned.unwrap_or(Supply::Short)
	}

	/// The workers at a task that is open for contributions, and how many more it needs so that its
	/// best group, joined by them, can reach the trust.
	pub(crate) fn crew(
		id: TaskId,
		task: &Task<T>,
		deal: &Deal<T::AccountId>,
		now: Seconds,
	) -> Crew<T::AccountId> {
		let (late, at_it): (Vec<_>, Vec<_>) = T::Assignments::assigned(id)
			.into_iter()
			.filter(|assignment| !Contributions::<T>::contains_key(id, &assignment.worker))
			.partition(|assignment| assignment.until <= now);
		let need = Self::need(id, task, deal, now, &at_it);
		Crew { late, at_it, need }
	}

	/// What a task needs besides the workers `at_it`.
	fn need(
		id: TaskId,
		task: &Task<T>,
		deal: &Deal<T::AccountId>,
		now: Seconds,
		at_it: &[AssignmentInfo<T::AccountId>],
	) -> Need {
		let outstanding = at_it.iter().fold(None, |product, assignment| {
			Some(Self::joint_weight(product, &assignment.worker))
		});
		if now >= task.contribution_deadline
			|| !T::Assignments::is_automatic(deal.workerpool.id)
			|| Self::is_hopeless(id, task)
		{
			return Need::NoMore;
		}
		let best =
			Groups::<T>::iter_prefix_values(id).map(|group| group.weight).max().unwrap_or_default();
		let target = match consensus::missing(best, task.consensus_total, deal.trust, outstanding) {
			Missing::Nothing => return Need::Nothing,
			Missing::Hopeless => return Need::NoMore,
			Missing::Weight(target) => target,
		};
		// At most `MaxContributors` are assigned.
		let room = T::MaxContributors::get()
			.saturating_sub(task.contributor_count())
			.saturating_sub(at_it.len() as u32);
		match room.min(MAX_ASSIGN) {
			0 => Need::NoMore,
			limit => Need::Workers { target, limit },
		}
	}

	/// The product of weights with one more worker's. Saturates: then it is enough anyway.
	fn joint_weight(product: Option<U256>, worker: &T::AccountId) -> U256 {
		let weight = consensus::weight(Score::<T>::get(worker));
		product.unwrap_or_else(U256::one).saturating_mul(weight.into())
	}

	/// More workers don't help: two of them report what every worker would, while nobody could
	/// compute it, or the record of failures is full.
	fn is_hopeless(id: TaskId, task: &Task<T>) -> bool {
		let failures = Failures::<T>::get(id);
		let deterministic = failures.iter().filter(|report| report.code.is_deterministic()).count();
		failures.is_full()
			|| (task.contributors.is_empty() && deterministic >= MAX_DETERMINISTIC_FAILURES)
	}
}
