// SPDX-License-Identifier: Apache-2.0

//! The end of tasks that nobody ever initialized: all those of a deal in one step (PROTOCOL 9), or
//! one after the other where the market's rules are off.

use super::{
	agenda::{Served, RETRY_ENDING},
	round::{DealOf, Round},
};
use crate::{types::*, weights::WeightInfo, Config, Error, Event, Pallet, Progress, Tasks};
use alloc::vec::Vec;
use bourse_primitives::{
	math::percent,
	protocol, task_id,
	traits::{Assignments, Deals, Ledger, Move, Refusal},
	Admission, Balance, DealId, MarketTerms, TaskStatus,
};
use frame_support::{dispatch::DispatchResult, ensure, weights::WeightMeter};

impl<T: Config> Pallet<T> {
	/// PROTOCOL 9, claim of a deal.
	pub(crate) fn do_claim_deal(id: DealId) -> DispatchResult {
		let mut round = Round::<T>::open();
		let deal = round.deal(id)?;
		ensure!(round.now >= deal.final_deadline(), Error::<T>::FinalDeadlineNotReached);
		let how = Self::unstarted_end(&mut round, id, &deal);
		Self::end_unstarted(&mut round, id, &deal, how)?;
		round.close();
		Ok(())
	}

	/// PROTOCOL 9, giving up.
	pub(crate) fn do_give_up(who: &T::AccountId, id: DealId) -> DispatchResult {
		let mut round = Round::<T>::open();
		let deal = round.deal(id)?;
		ensure!(deal.terms.is_some(), Error::<T>::NothingIsGivenUp);
		ensure!(*who == deal.sponsor, Error::<T>::NotPayer);
		ensure!(round.now < deal.final_deadline(), Error::<T>::FinalDeadlinePassed);
		let waits_until = deal.start_time.saturating_add(deal.work_clock_time_ref);
		let is_free = round.now >= waits_until && Self::tried_at(id).is_none();
		Self::end_unstarted(&mut round, id, &deal, Unstarted::GivenUp { is_free })?;
		let count = round.progress(id).claimed.map_or(0, |claimed| claimed.count);
		// Order matters: the ledger has what comes back.
		round.close();
		T::Deals::given_up(id, count);
		Ok(())
	}

	/// nRLC that a task costs its payer that gives it up too early: for the pool.
	fn give_up_charge(deal: &DealOf<T>) -> Balance {
		percent(deal.workerpool.price, protocol::GIVE_UP_PERCENT)
	}

	/// How the tasks of a deal end that were never initialized.
	fn unstarted_end(round: &mut Round<T>, id: DealId, deal: &DealOf<T>) -> Unstarted {
		match Self::lacked_owners(round, id, deal) || Self::is_unavailable(round, id, deal) {
			true => Unstarted::Unavailable,
			false => Unstarted::Failed,
		}
	}

	/// Whether nothing of a deal ever started whose tasks several owners of an open pool have to answer.
	/// Nobody can tell whose fault that is: some may have joined for the match alone, to be counted. It is
	/// the pool's if its owner has changed or expelled anybody since.
	fn lacked_owners(round: &mut Round<T>, id: DealId, deal: &DealOf<T>) -> bool {
		let is_open = |terms: &MarketTerms| terms.pool.admission == Admission::Open;
		deal.is_assigned_by_chain()
			&& deal.owners_needed() >= 2
			&& deal.terms.as_ref().is_some_and(is_open)
			&& round.progress(id).initialized == 0
			&& !T::Assignments::has_changed_since(deal.workerpool.id, deal.start_time)
	}

	/// Ends all tasks of a deal that were never initialized, in one step: their prices, fees and
	/// stakes move together, however many they are. A refusal changes nothing.
	pub(crate) fn end_unstarted(
		round: &mut Round<T>,
		id: DealId,
		deal: &DealOf<T>,
		how: Unstarted,
	) -> DispatchResult {
		let now = round.now;
		let progress = *round.progress(id);
		let count = deal.bot_size.saturating_sub(progress.initialized);
		ensure!(count > 0 && progress.claimed.is_none(), Error::<T>::NothingToClaim);
		let moves = Self::moves_of_unstarted(deal, count, how).map_err(T::Ledger::error)?;
		round.sheet.apply(&moves).map_err(T::Ledger::error)?;
		T::Ledger::tell(id, moves);

		let unavailable = how != Unstarted::Failed;
		let progress = round.progress(id);
		progress.claimed = Some(Claimed { count, unavailable });
		progress.next = deal.bot_first.saturating_add(deal.bot_size);
		// At most the number of tasks: each ends once.
		progress.ended = progress.ended.saturating_add(count).min(deal.bot_size);
		if progress.ended == deal.bot_size {
			progress.ended_at = Some(now);
		}
		Self::end_wait(id);
		Self::deposit_event(match how {
			Unstarted::GivenUp { is_free } => {
				let charge = if is_free { 0 } else { Self::give_up_charge(deal) };
				Event::TasksGivenUp { deal: id, count, charge }
			},
			_ => Event::DealClaimed { deal: id, count, unavailable },
		});
		Ok(())
	}

	/// What the end of so many unstarted tasks moves.
	fn moves_of_unstarted(
		deal: &DealOf<T>,
		count: u64,
		how: Unstarted,
	) -> Result<Vec<Move<T::AccountId>>, Refusal> {
		let of_all = |amount: Balance| amount.checked_mul(count.into()).ok_or(Refusal::Overflow);
		let price = deal.task_price().checked_add(deal.task_fee()).ok_or(Refusal::Overflow)?;
		let (price, stake) = (of_all(price)?, of_all(deal.scheduler_stake())?);
		let (burned, share) = match how {
			Unstarted::Failed => (stake, 0),
			Unstarted::GivenUp { is_free: true } => (0, 0),
			// A share of the pool's price, which is part of the price.
			Unstarted::GivenUp { is_free: false } => (0, of_all(Self::give_up_charge(deal))?),
			Unstarted::Unavailable => {
				let stake = deal.scheduler_stake();
				let penalty = deal.terms.as_ref().map_or(0, |terms| terms.penalty(stake));
				// The stake is part of the price, so the payer's share is, too.
				let penalty = of_all(penalty)?;
				(penalty, penalty.min(price))
			},
		};
		let (payer, scheduler) = (&deal.sponsor, &deal.workerpool.owner);
		let mut moves = Vec::new();
		for (who, locked, lost) in [(payer, price, share), (scheduler, stake, burned)] {
			let amount = locked.saturating_sub(lost);
			if amount > 0 {
				moves.push(Move::Unlocked { who: who.clone(), amount });
			}
			if lost > 0 {
				moves.push(Move::Seized { who: who.clone(), amount: lost });
			}
		}
		let amount = burned.checked_add(share).ok_or(Refusal::Overflow)?;
		if amount > 0 {
			moves.push(match how {
				Unstarted::GivenUp { .. } => Move::Rewarded { who: scheduler.clone(), amount },
				_ => Move::KittyFilled { amount },
			});
		}
		Ok(moves)
	}

	/// How a task ended that was never initialized: `None` when it was, has not ended, or is
	/// forgotten.
	pub fn unstarted_status(id: DealId, index: u64) -> Option<TaskStatus> {
		let progress = Progress::<T>::try_get(id).ok()?;
		let Claimed { unavailable, .. } = progress.claimed?;
		let deal = T::Deals::deal(id).filter(|deal| deal.has_task(index))?;
		let forgotten = index.saturating_sub(deal.bot_first) < progress.forgotten;
		if forgotten || Tasks::<T>::contains_key(task_id(id, index)) {
			return None;
		}
		Some(if unavailable { TaskStatus::Unavailable } else { TaskStatus::Failed })
	}

	/// Ends tasks of a deal that were never started, after its final deadline.
	pub(super) fn serve_deal(id: DealId, meter: &mut WeightMeter) -> Served {
		let mut round = Round::<T>::open();
		let Ok(deal) = round.deal(id) else {
			Self::end_wait(id);
			return Served::Done(None);
		};
		let settings = round.settings;
		let may = settings.claim && (settings.initialize || deal.terms.is_some());
		if !may {
			return Served::Done(Some(round.now.saturating_add(RETRY_ENDING)));
		}
		if deal.terms.is_none() {
			return Self::end_one_by_one(round, id, &deal, meter);
		}
		if round.now < deal.final_deadline() {
			return Served::Done(Some(deal.final_deadline()));
		}
		let progress = *round.progress(id);
		if progress.initialized >= deal.bot_size || progress.claimed.is_some() {
			Self::end_wait(id);
			return Served::Done(None);
		}
		if meter.try_consume(T::WeightInfo::claim_deal()).is_err() {
			return Served::TooHeavy;
		}
		let how = Self::unstarted_end(&mut round, id, &deal);
		let done = Self::end_unstarted(&mut round, id, &deal, how);
		round.close();
		Served::Done(Self::retry(id, done))
	}

	/// Initializes and claims the unstarted tasks of a deal, one after the other.
	fn end_one_by_one(
		mut round: Round<T>,
		id: DealId,
		deal: &DealOf<T>,
		meter: &mut WeightMeter,
	) -> Served {
		let one = T::WeightInfo::initialize().saturating_add(T::WeightInfo::claim(0));
		let mut progress = *round.progress(id);
		let mut ended = false;
		while progress.next < deal.bot_first.saturating_add(deal.bot_size)
			&& progress.ended < deal.bot_size
		{
			if meter.try_consume(one).is_err() {
				round.close();
				return if ended { Served::Partly } else { Served::TooHeavy };
			}
			let index = progress.next;
			let task = task_id(id, index);
			if !Tasks::<T>::contains_key(task) {
				let done = Self::do_initialize_and_claim(&mut round, id, index);
				if let Some(later) = Self::retry(task, done) {
					// It is open now: its page ends it.
					Self::place(Due::Page(page_of(task)), later);
					round.close();
					return Served::Done(Some(later));
				}
			}
			round.progress(id).next = index.saturating_add(1);
			progress = *round.progress(id);
			ended = true;
		}
		round.close();
		Served::Done(None)
	}
}
