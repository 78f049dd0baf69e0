// SPDX-License-Identifier: Apache-2.0

//! Who is paid what by the market's rules (PROTOCOL 9), where PROTOCOL 6 says otherwise.
//!
//! As in [`super::settlement`], nothing can fail in a well-formed state: price and fee of the task,
//! the scheduler's stake and the stake of each worker that [holds](TaskWorker::holds_stake) it were
//! locked for this very task.

use super::{
	reports::is_late,
	round::{DealOf, Round},
	settlement::Moves,
};
use crate::{types::*, Config, Error, Pallet};
use alloc::vec::Vec;
use bourse_primitives::{traits::Move, Balance, FailureCode, Seconds, TaskId, TaskStatus};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{Defensive, Get},
};

/// Part of the pool's price that a task costs which TimedOut.
const TIMED_OUT_PART: Balance = 4;

/// The moves of one end, and what of them has no owner. Amounts of 0 are left out.
struct Bill<AccountId> {
	moves: Moves<AccountId>,
	burned: Balance,
	fees: Balance,
}

impl<AccountId: Clone> Bill<AccountId> {
	fn new() -> Self {
		Self { moves: Moves::default(), burned: 0, fees: 0 }
	}

	fn unlock(&mut self, who: &AccountId, amount: Balance) {
		if amount > 0 {
			self.moves.unlock(who, amount);
		}
	}

	fn seize(&mut self, who: &AccountId, amount: Balance) {
		if amount > 0 {
			self.moves.seize(who, amount);
		}
	}

	fn reward(&mut self, who: &AccountId, amount: Balance) {
		if amount > 0 {
			self.moves.reward(who, amount);
		}
	}

	/// Takes an amount for the kitty.
	fn burn(&mut self, who: &AccountId, amount: Balance) {
		self.seize(who, amount);
		self.burned = self.burned.saturating_add(amount);
	}

	/// Takes a fee: half for the kitty, half for the author of the block.
	fn charge(&mut self, who: &AccountId, amount: Balance) {
		self.seize(who, amount);
		self.fees = self.fees.saturating_add(amount);
	}

	/// Takes a fee out of what was seized, at most all of it. Gives the rest.
	fn charge_pot(&mut self, pot: Balance, amount: Balance) -> Balance {
		let taken = amount.min(pot);
		self.fees = self.fees.saturating_add(taken);
		pot.saturating_sub(taken)
	}

	/// The moves, with what was burned and taken as fees handed on.
	fn close(mut self, author: Option<AccountId>) -> Moves<AccountId> {
		let to_author = if author.is_some() { self.fees / 2 } else { 0 };
		if let Some(author) = author {
			self.reward(&author, to_author);
		}
		let rest = self.fees.saturating_sub(to_author).saturating_add(self.burned);
		if rest > 0 {
			self.moves.0.push(Move::KittyFilled { amount: rest });
		}
		self.moves
	}
}

impl<T: Config> Pallet<T> {
	/// What a missed duty burns of a stake.
	pub(super) fn penalty(deal: &DealOf<T>, stake: Balance) -> Balance {
		deal.terms.as_ref().map_or(0, |terms| terms.penalty(stake)).min(stake)
	}

	/// Completed: app and dataset are paid if the program was started, workers that were wrong pay those
	/// that were right, and workers that did not reveal a consensus pay the kitty. The pool's owner has a
	/// share of the price alone. Moves scores, too.
	pub(super) fn settle_completed_by_rules(
		round: &mut Round<T>,
		id: TaskId,
		task: &Task<T>,
		deal: &DealOf<T>,
	) -> DispatchResult {
		let is_right = |worker: &&WorkerOf<T>| {
			let proved = |c: &ContributionOf<T>| c.status == ContributionStatus::Proved;
			worker.contribution.as_ref().is_some_and(proved)
		};
		let right = || task.workers.iter().filter(is_right);
		let count = right().count() as Balance;
		ensure!(count > 0, Error::<T>::RevealsMissing);

		let mut bill = Bill::new();
		let has_run = task.failure.is_none_or(FailureCode::started);
		let (all, pool) = (deal.task_price(), &deal.workerpool);
		let spent = if has_run { all } else { pool.price };
		bill.seize(&deal.sponsor, spent);
		bill.unlock(&deal.sponsor, all.saturating_sub(spent));
		if has_run {
			bill.reward(&deal.app.owner, deal.app.price);
			if let Some(dataset) = &deal.dataset {
				bill.reward(&dataset.owner, dataset.price);
			}
		}
		bill.unlock(&pool.owner, deal.scheduler_stake());

		let lost = Self::settle_stakes(&mut bill, task, deal, TaskStatus::Completed, round.now);
		let fees = Self::fees_of_reports(task, deal);
		let price = bill.charge_pot(pool.price, fees);
		let lost = bill.charge_pot(lost, fees.saturating_sub(pool.price));
		let share = |pot: Balance| pot.checked_div(count).unwrap_or_default();
		let (of_price, of_lost) = (share(Self::workers_part(price, deal)), share(lost));
		right().for_each(|worker| bill.reward(worker.owner(), of_price.saturating_add(of_lost)));
		bill.reward(&pool.owner, price.saturating_sub(of_price.saturating_mul(count)));
		// Nobody gains by others' stakes but who was right.
		bill.burned =
			bill.burned.saturating_add(lost.saturating_sub(of_lost.saturating_mul(count)));
		Self::settle_fees(&mut bill, task, deal, TaskStatus::Completed, round.now);
		Self::settle(round, id, bill.close(T::BlockAuthor::get()))?;

		let several = task.contributor_count() > 1;
		for (worker, contribution) in task.contributions() {
			if contribution.status != ContributionStatus::Proved {
				Self::punish(round, id, &worker.who);
			} else if several {
				Self::praise(round, id, &worker.who);
			}
		}
		Ok(())
	}

	/// Failed, Unavailable or TimedOut: the payer gets its price back, but for the sum that the end
	/// costs payer and pool alike, or that pays for time.
	pub(super) fn settle_given_up(
		round: &mut Round<T>,
		id: TaskId,
		task: &Task<T>,
		deal: &DealOf<T>,
		status: TaskStatus,
	) -> DispatchResult {
		let mut bill = Bill::new();
		let (price, stake) = (deal.task_price(), deal.scheduler_stake());
		let (payer, pool) = (&deal.sponsor, &deal.workerpool);
		let (payer_pays, pool_pays) = match status {
			TaskStatus::TimedOut => (pool.price / TIMED_OUT_PART, 0),
			TaskStatus::Unavailable => {
				let penalty = Self::penalty(deal, stake);
				(penalty.min(price), penalty)
			},
			_ => (0, stake),
		};
		bill.burn(&pool.owner, pool_pays);
		bill.unlock(&pool.owner, stake.saturating_sub(pool_pays));
		if status == TaskStatus::TimedOut {
			bill.seize(payer, payer_pays);
			let owners = || task.reporters(|code| code == FailureCode::Timeout);
			let (part, count) = (Self::workers_part(payer_pays, deal), owners().count() as Balance);
			let each = part.checked_div(count).defensive_unwrap_or_default();
			owners().for_each(|owner| bill.reward(owner, each));
			bill.reward(&pool.owner, payer_pays.saturating_sub(each.saturating_mul(count)));
		} else {
			bill.burn(payer, payer_pays);
		}
		bill.unlock(payer, price.saturating_sub(payer_pays));
		// Nobody was right, so nobody was wrong.
		Self::settle_stakes(&mut bill, task, deal, status, round.now);
		Self::settle_fees(&mut bill, task, deal, status, round.now);
		Self::settle(round, id, bill.close(T::BlockAuthor::get()))
	}

	/// Fees of assignments that nobody has locked any more: the payer did not pay for them, and their
	/// owners got them back with a report in time.
	fn fees_of_reports(task: &Task<T>, deal: &DealOf<T>) -> Balance {
		let own = task.workers.iter().filter_map(|worker| worker.assignment);
		let own = own.fold(0u32, |sum, assignment| sum.saturating_add(assignment.own_fees));
		let unpaid = task.assignments.saturating_sub(deal.paid_assignments());
		deal.own_fee().saturating_mul(unpaid.saturating_sub(own).into())
	}

	/// Frees or takes the stakes that the task's workers hold. An assignment that passed while the task
	/// took contributions is a miss, also when the agenda has not come to the task since. Gives the
	/// stakes of those who were wrong, for those who were right.
	fn settle_stakes(
		bill: &mut Bill<T::AccountId>,
		task: &Task<T>,
		deal: &DealOf<T>,
		status: TaskStatus,
		now: Seconds,
	) -> Balance {
		let open_until = task.was_open_until(deal, now);
		let (stake, completed) = (deal.worker_stake, status == TaskStatus::Completed);
		let mut lost: Balance = 0;
		for worker in task.workers.iter().filter(|worker| worker.holds_stake()) {
			let owner = worker.owner();
			match &worker.contribution {
				Some(contribution) if task.is_silent(contribution) => bill.burn(owner, stake),
				Some(c) if completed && c.status != ContributionStatus::Proved => {
					bill.seize(owner, stake);
					lost = lost.saturating_add(stake);
				},
				None if worker.has_missed(open_until) || (completed && worker.has_timed_out()) => {
					Self::miss(bill, owner, stake, deal);
				},
				_ => bill.unlock(owner, stake),
			}
		}
		lost
	}

	/// Burns the penalty of a missed duty, and frees the rest of the stake.
	fn miss(bill: &mut Bill<T::AccountId>, owner: &T::AccountId, stake: Balance, deal: &DealOf<T>) {
		let penalty = Self::penalty(deal, stake);
		bill.burn(owner, penalty);
		bill.unlock(owner, stake.saturating_sub(penalty));
	}

	/// Takes the fees of a task: of its start and its first assignments from the payer, who gets the
	/// rest back, and of each further one from its worker's owner, unless that owner is a paid winner, or
	/// has reported a `Timeout` that no result contradicts, or was given the task so lately that a report
	/// would be in time: the end came before the word that is free.
	fn settle_fees(
		bill: &mut Bill<T::AccountId>,
		task: &Task<T>,
		deal: &DealOf<T>,
		status: TaskStatus,
		now: Seconds,
	) {
		let open_until = task.was_open_until(deal, now);
		// Where the scheduler assigns, the chain does as much for each contribution.
		let given = task.assignments.max(task.contributor_count());
		let paid = Balance::from(given.min(deal.paid_assignments()));
		let fee = deal.start_fee().saturating_add(deal.worker_fee().saturating_mul(paid));
		match task.workers.is_empty() {
			// Whoever matches with an empty pool gains nothing by making blocks.
			true => bill.burn(&deal.sponsor, fee),
			false => bill.charge(&deal.sponsor, fee),
		}
		bill.unlock(&deal.sponsor, deal.task_fee().saturating_sub(fee));
		for worker in &task.workers {
			let fees = worker.assignment.map_or(0, |assignment| assignment.own_fees);
			let own = deal.own_fee().saturating_mul(fees.into());
			let proved = |c: &ContributionOf<T>| c.status == ContributionStatus::Proved;
			let wins = worker.contribution.as_ref().is_some_and(proved);
			let could_report = worker.is_waiting()
				&& !worker.has_missed(open_until)
				&& !is_late(worker, open_until);
			let free = match status {
				TaskStatus::Completed if wins => own,
				TaskStatus::Completed => 0,
				// That of this assignment: fees of earlier ones are for misses.
				_ if worker.has_timed_out() || could_report => deal.own_fee().min(own),
				_ => 0,
			};
			bill.unlock(worker.owner(), free);
			bill.charge(worker.owner(), own.saturating_sub(free));
		}
	}

	/// Frees the stake of a worker that reports a failure, but for the penalty of a late report, and so
	/// many fees.
	pub(super) fn settle_report(
		round: &mut Round<T>,
		id: TaskId,
		owner: &T::AccountId,
		deal: &DealOf<T>,
		late: bool,
		fees: u32,
	) -> DispatchResult {
		let fees = deal.own_fee().saturating_mul(fees.into());
		let mut bill = Bill::new();
		match late {
			true => Self::miss(&mut bill, owner, deal.worker_stake, deal),
			false => bill.unlock(owner, deal.worker_stake.saturating_add(fees)),
		}
		Self::settle(round, id, bill.close(None))
	}

	/// The toll of a challenge, and the price of one that was answered, pay for the bytes on chain, as any
	/// fee: half to the block's author, the rest to the kitty.
	pub(super) fn price_of_bytes(payer: T::AccountId, price: Balance) -> Vec<Move<T::AccountId>> {
		let mut bill = Bill::new();
		bill.charge(&payer, price);
		bill.close(T::BlockAuthor::get()).0
	}
}
