// SPDX-License-Identifier: Apache-2.0

//! Who is paid what (PROTOCOL 6). [`super::market`] has what the market's rules change.
//!
//! The ledger hands on no more than what was seized before, so faulty contributors are seized
//! before accurate ones are paid out of their stakes.
//!
//! Nothing here can fail in a well-formed state: the price, the scheduler's stake and the
//! contributors' stakes were locked for this very task and are released by this alone, and sums
//! of locked amounts fit a balance because all of them exist at once in the ledger.

use super::{
	consensus,
	round::{DealOf, Round},
};
use crate::{types::*, Config, Error, Event, Pallet};
use alloc::vec::Vec;
use bourse_primitives::{
	kitty_share, math,
	traits::{Ledger, Move},
	Balance, TaskId,
};
use frame_support::{dispatch::DispatchResult, ensure};

/// The movements of one settlement.
pub(super) struct Moves<AccountId>(pub Vec<Move<AccountId>>);

impl<AccountId> Default for Moves<AccountId> {
	fn default() -> Self {
		Self(Vec::new())
	}
}

impl<AccountId: Clone> Moves<AccountId> {
	pub fn unlock(&mut self, who: &AccountId, amount: Balance) {
		self.0.push(Move::Unlocked { who: who.clone(), amount });
	}

	pub fn seize(&mut self, who: &AccountId, amount: Balance) {
		self.0.push(Move::Seized { who: who.clone(), amount });
	}

	pub fn reward(&mut self, who: &AccountId, amount: Balance) {
		self.0.push(Move::Rewarded { who: who.clone(), amount });
	}
}

impl<T: Config> Pallet<T> {
	/// Pays everybody but the workers and the scheduler's rest: price from the payer, app and
	/// dataset owner, scheduler stake back, kitty share.
	fn settle_price(round: &mut Round<T>, deal: &DealOf<T>) -> Moves<T::AccountId> {
		let mut moves = Moves::default();
		moves.seize(&deal.sponsor, deal.task_price());
		if deal.app.price > 0 {
			moves.reward(&deal.app.owner, deal.app.price);
		}
		if let Some(dataset) = deal.dataset.as_ref().filter(|dataset| dataset.price > 0) {
			moves.reward(&dataset.owner, dataset.price);
		}
		let scheduler = &deal.workerpool.owner;
		moves.unlock(scheduler, deal.scheduler_stake());
		let share = kitty_share(round.sheet.kitty());
		if share > 0 {
			moves.0.push(Move::KittyDrawn { amount: share });
			moves.reward(scheduler, share);
		}
		moves
	}

	/// Makes the moves, and tells everybody. A refusal changes nothing.
	pub(super) fn settle(
		round: &mut Round<T>,
		id: TaskId,
		moves: Moves<T::AccountId>,
	) -> DispatchResult {
		round.sheet.apply(&moves.0).map_err(T::Ledger::error)?;
		T::Ledger::tell(id, moves.0);
		Ok(())
	}

	/// The workers' part of a pot.
	pub(super) fn workers_part(pot: Balance, deal: &DealOf<T>) -> Balance {
		math::percent(pot, 100u64.saturating_sub(deal.scheduler_reward_ratio.into()))
	}

	/// PROTOCOL 6, Completed, or by the market's rules 9. Moves scores, too.
	pub(crate) fn settle_completed(
		round: &mut Round<T>,
		id: TaskId,
		task: &Task<T>,
		deal: &DealOf<T>,
	) -> DispatchResult {
		if deal.terms.is_some() {
			return Self::settle_completed_by_rules(round, id, task, deal);
		}
		let mut moves = Self::settle_price(round, deal);
		let (right, wrong): (Vec<_>, Vec<_>) =
			task.contributions().partition(|(_, c)| c.status == ContributionStatus::Proved);
		ensure!(!right.is_empty(), Error::<T>::RevealsMissing);

		let mut pot = deal.workerpool.price;
		for (worker, _) in &wrong {
			moves.seize(worker.owner(), deal.worker_stake);
			pot = pot.saturating_add(deal.worker_stake);
		}
		let log = |contribution: &ContributionOf<T>| consensus::log_weight(contribution.weight);
		let logs = right
			.iter()
			.fold(0u128, |sum, (_, contribution)| sum.saturating_add(log(contribution).into()));
		let workers_part = Self::workers_part(pot, deal);
		let mut rest = pot;
		for (worker, contribution) in &right {
			// At most `workers_part`, as a log weight is at most their sum.
			let reward =
				math::mul_div(workers_part, log(contribution).into(), logs).unwrap_or_default();
			rest = rest.saturating_sub(reward);
			moves.unlock(worker.owner(), deal.worker_stake);
			moves.reward(worker.owner(), reward);
		}
		moves.reward(&deal.workerpool.owner, rest);
		Self::settle(round, id, moves)?;

		for (worker, _) in &wrong {
			Self::punish(round, id, &worker.who);
		}
		if right.len().saturating_add(wrong.len()) > 1 {
			for (worker, _) in &right {
				Self::praise(round, id, &worker.who);
			}
		}
		Ok(())
	}

	/// PROTOCOL 5, contribute and finalize: one worker, no stake, no score. `paid` is the worker's
	/// stake account.
	pub(crate) fn settle_at_once(
		round: &mut Round<T>,
		id: TaskId,
		paid: &T::AccountId,
		deal: &DealOf<T>,
	) -> DispatchResult {
		let mut moves = Self::settle_price(round, deal);
		let pot = deal.workerpool.price;
		let reward = Self::workers_part(pot, deal);
		moves.reward(paid, reward);
		moves.reward(&deal.workerpool.owner, pot.saturating_sub(reward));
		Self::settle(round, id, moves)
	}

	/// PROTOCOL 6, Failed. Nobody is punished but the scheduler.
	pub(crate) fn settle_failed(
		round: &mut Round<T>,
		id: TaskId,
		task: &Task<T>,
		deal: &DealOf<T>,
	) -> DispatchResult {
		let mut moves = Moves::default();
		moves.unlock(&deal.sponsor, deal.task_price());
		let stake = deal.scheduler_stake();
		moves.seize(&deal.workerpool.owner, stake);
		moves.0.push(Move::KittyFilled { amount: stake });
		for (worker, _) in task.contributions() {
			moves.unlock(worker.owner(), deal.worker_stake);
		}
		Self::settle(round, id, moves)
	}

	/// One more point.
	pub(super) fn praise(round: &mut Round<T>, task: TaskId, worker: &T::AccountId) {
		let score = round.change_score(worker, |score| score.saturating_add(1));
		Self::deposit_event(Event::AccurateContribution { worker: worker.clone(), task, score });
	}

	/// A third of the score lost: `floor(score * 2 / 3)`.
	pub(super) fn punish(round: &mut Round<T>, task: TaskId, worker: &T::AccountId) {
		// Two thirds of a u64 fit a u64.
		let score =
			round.change_score(worker, |score| (u128::from(score).saturating_mul(2) / 3) as u64);
		Self::deposit_event(Event::FaultyContribution { worker: worker.clone(), task, score });
	}
}
