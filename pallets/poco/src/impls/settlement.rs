// SPDX-License-Identifier: Apache-2.0

//! Who is paid what (PROTOCOL 6).
//!
//! The ledger hands on no more than what was seized before, so faulty contributors are seized
//! before accurate ones are paid out of their stakes.
//!
//! Nothing here can fail in a well-formed state: the price, the scheduler's stake and the
//! contributors' stakes were locked for this very task and are released by this alone, and sums
//! of locked amounts fit a balance because all of them exist at once in the ledger.

use crate::{types::*, Config, Error, Event, Pallet, Score};
use alloc::vec::Vec;
use bourse_primitives::{
	math,
	traits::{Deals, Ledger},
	Balance, Deal, TaskId,
};
use frame_support::{dispatch::DispatchResult, ensure};

impl<T: Config> Pallet<T> {
	/// Pays everybody but the workers and the scheduler's rest: price from the payer, app and
	/// dataset owner, scheduler stake back, kitty share.
	fn settle_price(id: TaskId, deal: &Deal<T::AccountId>) -> DispatchResult {
		T::Ledger::seize(&deal.sponsor, deal.task_price(), id)?;
		if deal.app.price > 0 {
			T::Ledger::reward(&deal.app.owner, deal.app.price, id)?;
		}
		if let Some(dataset) = deal.dataset.as_ref().filter(|dataset| dataset.price > 0) {
			T::Ledger::reward(&dataset.owner, dataset.price, id)?;
		}
		let scheduler = &deal.workerpool.owner;
		T::Ledger::unlock(scheduler, deal.scheduler_stake())?;
		let share = T::Ledger::draw_from_kitty(id)?;
		if share > 0 {
			T::Ledger::reward(scheduler, share, id)?;
		}
		Ok(())
	}

	/// The workers' part of a pot.
	fn workers_part(pot: Balance, deal: &Deal<T::AccountId>) -> Balance {
		math::percent(pot, 100u64.saturating_sub(deal.scheduler_reward_ratio.into()))
	}

	/// PROTOCOL 6, Completed. Moves scores, too.
	pub(crate) fn settle_completed(
		id: TaskId,
		task: &Task<T>,
		deal: &Deal<T::AccountId>,
	) -> DispatchResult {
		Self::settle_price(id, deal)?;

		let mut proved = Vec::new();
		let mut logs: u128 = 0;
		let mut pot = deal.workerpool.price;
		for worker in &task.contributors {
			let Contribution { status, log_weight, stake_account, .. } =
				crate::Contributions::<T>::get(id, worker).ok_or(Error::<T>::NotContributor)?;
			if status == ContributionStatus::Proved {
				logs = logs.saturating_add(log_weight.into());
				proved.push((worker, stake_account, log_weight));
			} else {
				T::Ledger::seize(&stake_account, deal.worker_stake, id)?;
				pot = pot.saturating_add(deal.worker_stake);
				Self::punish(id, worker);
			}
		}
		ensure!(!proved.is_empty(), Error::<T>::RevealsMissing);

		let workers_part = Self::workers_part(pot, deal);
		let mut rest = pot;
		for (worker, stake_account, log_weight) in proved {
			// At most `workers_part`, as a log weight is at most their sum.
			let reward = math::mul_div(workers_part, log_weight.into(), logs).unwrap_or_default();
			rest = rest.saturating_sub(reward);
			T::Ledger::unlock(&stake_account, deal.worker_stake)?;
			T::Ledger::reward(&stake_account, reward, id)?;
			if task.contributors.len() > 1 {
				Self::praise(id, worker);
			}
		}
		T::Ledger::reward(&deal.workerpool.owner, rest, id)
	}

	/// PROTOCOL 5, contribute and finalize: one worker, no stake, no score. `paid` is the worker's
	/// stake account.
	pub(crate) fn settle_at_once(
		id: TaskId,
		paid: &T::AccountId,
		deal: &Deal<T::AccountId>,
	) -> DispatchResult {
		Self::settle_price(id, deal)?;
		let pot = deal.workerpool.price;
		let reward = Self::workers_part(pot, deal);
		T::Ledger::reward(paid, reward, id)?;
		T::Ledger::reward(&deal.workerpool.owner, pot.saturating_sub(reward), id)
	}

	/// PROTOCOL 6, Failed. Nobody is punished but the scheduler.
	pub(crate) fn settle_failed(
		id: TaskId,
		task: &Task<T>,
		deal: &Deal<T::AccountId>,
	) -> DispatchResult {
		T::Ledger::unlock(&deal.sponsor, deal.task_price())?;
		let stake = deal.scheduler_stake();
		T::Ledger::seize(&deal.workerpool.owner, stake, id)?;
		T::Ledger::fill_kitty(stake, id)?;
		for worker in &task.contributors {
			let contribution =
				crate::Contributions::<T>::get(id, worker).ok_or(Error::<T>::NotContributor)?;
			T::Ledger::unlock(&contribution.stake_account, deal.worker_stake)?;
		}
		Ok(())
	}

	/// One more point.
	fn praise(task: TaskId, worker: &T::AccountId) {
		let score = Score::<T>::mutate(worker, |score| {
			*score = score.saturating_add(1);
			*score
		});
		Self::deposit_event(Event::AccurateContribution { worker: worker.clone(), task, score });
	}

	/// A third of the score lost: `floor(score * 2 / 3)`.
	pub(super) fn punish(task: TaskId, worker: &T::AccountId) {
		let score = Score::<T>::mutate(worker, |score| {
			let kept = u128::from(*score).saturating_mul(2) / 3;
			// Two thirds of a u64 fit a u64.
			*score = kept as u64;
			*score
		});
		Self::deposit_event(Event::FaultyContribution { worker: worker.clone(), task, score });
	}

	/// The deal of a task.
	pub(crate) fn deal_of(task: &Task<T>) -> Result<Deal<T::AccountId>, Error<T>> {
		T::Deals::deal(task.deal).ok_or(Error::<T>::DealUnknown)
	}
}
