// SPDX-License-Identifier: Apache-2.0

//! How many workers a task needs, and who they are (PROTOCOL 8.1).

use super::consensus::{self, Missing};
use crate::{
	types::*, weights::WeightInfo, Config, Contributions, Failures, Groups, Pallet, Score,
};
use alloc::vec::Vec;
use bourse_primitives::{
	traits::{Assignments, Wanted},
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
		let mut outstanding = None;
		let mut at_it: u32 = 0;
		for (worker, until) in T::Assignments::assigned(id) {
			if Contributions::<T>::contains_key(id, &worker) {
				continue;
			}
			if until <= now {
				T::Assignments::miss(id, &worker);
				continue;
			}
			at_it = at_it.saturating_add(1);
			outstanding = Some(Self::joint_weight(outstanding, &worker));
		}
		let pool = deal.workerpool.id;
		if now >= task.contribution_deadline
			|| !T::Assignments::is_automatic(pool)
			|| Self::is_hopeless(id, task)
		{
			return Supply::Closed;
		}
		let best =
			Groups::<T>::iter_prefix_values(id).map(|group| group.weight).max().unwrap_or_default();
		let target = match consensus::missing(best, task.consensus_total, deal.trust, outstanding) {
			Missing::Nothing => return Supply::Enough,
			Missing::Hopeless => return Supply::Closed,
			Missing::Weight(target) => target,
		};
		let room = T::MaxContributors::get()
			.saturating_sub(task.contributor_count())
			.saturating_sub(at_it);
		let limit = room.min(MAX_ASSIGN);
		if limit == 0 {
			return Supply::Closed;
		}
		// Whose workers contributed without the chain's assignment, which it does not know of.
		let exclude: Vec<_> = task
			.contributors
			.iter()
			.filter_map(|worker| Contributions::<T>::get(id, worker))
			.map(|contribution| contribution.stake_account)
			.collect();
		let fresh = task.contributors.is_empty() && at_it == 0;
		let assigned: Result<Supply, DispatchError> = with_transaction(|| {
			let drawn = T::Assignments::assign(Wanted {
				task: id,
				pool,
				target,
				until: Self::assignment_end(deal, now),
				stake: deal.worker_stake,
				limit,
				exclude: &exclude,
				category: deal.category,
				tag: deal.tag,
				requester: &deal.requester,
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

	/// The product of weights with one more worker's. Saturates: then it is enough anyway.
	fn joint_weight(product: Option<U256>, worker: &T::AccountId) -> U256 {
		let weight = consensus::weight(Score::<T>::get(worker));
		product.unwrap_or_else(U256::one).saturating_mul(weight.into())
	}

	/// More workers don't help: two of them report what every worker would, while nobody could
	/// compute it, or the record of failures is full.
	fn is_hopeless(id: TaskId, task: &Task<T>) -> bool {
		let failures = Failures::<T>::get(id);
		let deterministic = failures.iter().filter(|(_, code, _)| code.is_deterministic()).count();
		failures.is_full()
			|| (task.contributors.is_empty() && deterministic >= MAX_DETERMINISTIC_FAILURES)
	}
}
