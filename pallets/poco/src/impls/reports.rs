// SPDX-License-Identifier: Apache-2.0

//! Reports of failures (PROTOCOL 8.6), and by the market's rules what ends for them (PROTOCOL 9).

use super::round::{DealOf, Round};
use crate::{types::*, Config, DealReports, Error, Event, Pallet, Tasks};
use alloc::collections::BTreeSet;
use bourse_primitives::{
	deal_and_index, traits::Assignments, Balance, DealId, FailureCode, Seconds, TaskStatus,
};
use frame_support::{ensure, traits::Get, BoundedVec};
use sp_runtime::DispatchError;

/// Least time for which a report is in time, in seconds: a worker tries for a third of its
/// assignment, at least a minute, and its report needs some blocks.
const LEAST_TO_REPORT: Seconds = 120;

impl<T: Config> Pallet<T> {
	/// PROTOCOL 8.6: a worker that can't compute says why, and is free. Gives the number of the
	/// task's workers.
	pub(crate) fn do_report_failure(
		round: &mut Round<T>,
		worker: &T::AccountId,
		item: FailureItem,
	) -> Result<u32, DispatchError> {
		let FailureItem { task: id, code, log } = item;
		let mut task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		let deal = round.deal_of(id)?;
		Self::ensure_may_report(worker, &task, &deal, code, round.now)?;
		let (now, by_rules) = (round.now, deal.terms.is_some());
		let mut late = false;
		for record in task.workers.iter_mut().filter(|record| record.who == *worker) {
			let mut freed = 0u32;
			// A `Timeout` frees nothing: others may show that there was time.
			if by_rules && code != FailureCode::Timeout {
				late = is_late(record, now);
				// Of this assignment: fees of earlier ones are for misses.
				freed = match &record.assignment {
					Some(assignment) if !late => assignment.own_fees.min(1),
					_ => 0,
				};
				Self::settle_report(round, id, record.owner(), &deal, late, freed)?;
			}
			if by_rules {
				Self::note_report(round, deal_and_index(id).0, record.owner());
			}
			record.failure = Some(Failure { code, log });
			if let Some(assignment) = &mut record.assignment {
				assignment.status = AssignmentStatus::Withdrawn;
				assignment.own_fees = assignment.own_fees.saturating_sub(freed);
			}
		}
		if by_rules {
			// Before that nothing else may have anybody look.
			let (time, _) = Self::giving_up(&task, &deal);
			Self::place(Due::Page(page_of(id)), time.max(now));
		}
		let workers = task.worker_count();
		Tasks::<T>::insert(id, task);
		match by_rules {
			true => round.take_back(id, worker, late),
			false => T::Assignments::take_back(id, worker, false),
		}
		Self::wake_now(id);
		Self::deposit_event(Event::FailureReported { task: id, worker: worker.clone(), code, log });
		Ok(workers)
	}

	/// The conditions of a failure report.
	pub(crate) fn ensure_may_report(
		worker: &T::AccountId,
		task: &Task<T>,
		deal: &DealOf<T>,
		code: FailureCode,
		now: Seconds,
	) -> Result<(), Error<T>> {
		ensure!(task.status == TaskStatus::Active, Error::<T>::TaskNotActive);
		let record = task.worker(worker).ok_or(Error::<T>::NotAssigned)?;
		ensure!(record.is_assigned(), Error::<T>::NotAssigned);
		ensure!(record.contribution.is_none(), Error::<T>::AlreadyContributed);
		if deal.terms.is_none() {
			return Ok(());
		}
		ensure!(!code.is_result(), Error::<T>::FailureIsResult);
		let since = record.assignment.map_or(now, |assignment| assignment.since);
		let three_quarters = (deal.work_clock_time_ref / 4).saturating_mul(3);
		let soon = code == FailureCode::Timeout && now < since.saturating_add(three_quarters);
		ensure!(!soon, Error::<T>::TimeoutTooEarly);
		Ok(())
	}

	/// Notes that an owner reported a failure on a task of the deal, unless one was completed.
	fn note_report(round: &mut Round<T>, deal: DealId, owner: &T::AccountId) {
		if round.progress(deal).completed > 0 {
			return;
		}
		DealReports::<T>::mutate(deal, |reports| {
			let new = || Reports::<T> { tried_at: round.now, ..Default::default() };
			note_owner::<T>(&mut reports.get_or_insert_with(new).owners, owner);
		});
	}

	/// Notes that an owner let a task of a deal pass which others reported on.
	pub(super) fn note_silent(deal: DealId, owner: &T::AccountId) {
		DealReports::<T>::mutate_extant(deal, |reports| {
			note_owner::<T>(&mut reports.silent, owner);
		});
	}

	/// Notes that another task of a deal in doubt was started.
	pub(crate) fn note_tried(id: DealId, now: Seconds) {
		DealReports::<T>::mutate_extant(id, |reports| reports.tried_at = now);
	}

	/// Notes that a task of the deal TimedOut.
	pub(super) fn note_timed_out(deal: DealId) {
		DealReports::<T>::mutate_extant(deal, |reports| reports.timed_out = true);
	}

	/// Of a deal in doubt, whose workers have reported failures, and of which no task was completed: when
	/// a task was last tried. Another one is every T, so that a few who report don't stop a deal for good.
	pub(crate) fn tried_at(deal: DealId) -> Option<Seconds> {
		DealReports::<T>::get(deal).map(|reports| reports.tried_at)
	}

	/// Whether tasks of a deal without a consensus are Unavailable at the final deadline, instead of
	/// Failed. From the first completed task on, it is the ends of the others that tell: more that nobody
	/// could compute than completed ones, or than `2 k`. So a pool that served some does not get off with
	/// a report on another, nor is its stake lost when the requester's content was there for one.
	pub(crate) fn is_unavailable(round: &mut Round<T>, id: DealId, deal: &DealOf<T>) -> bool {
		let DealProgress { completed, excused, .. } = *round.progress(id);
		if completed > 0 {
			return excused > completed.min(deal.paid_assignments().into());
		}
		let Some(Reports { owners, silent, timed_out, .. }) = DealReports::<T>::get(id) else {
			return false;
		};
		let others = silent.iter().filter(|owner| !owners.contains(owner)).count() as u32;
		let reported = owners.len() as u32;
		timed_out || Self::are_enough(reported, deal) || Self::are_most(reported, others, deal)
	}

	/// Half of the owners that the pool had at the match. Were it all of them, an accomplice of the payer
	/// who keeps quiet would cost a small pool its stake; were it of those that the pool has by then,
	/// its owner could expel the others, and the payer bring idle ones.
	fn half_of_pool(deal: &DealOf<T>) -> u32 {
		deal.terms.as_ref().map_or(0, |terms| terms.owners).div_ceil(2).max(1)
	}

	/// Whether so many owners' reports say at once that nobody can compute a task (PROTOCOL 9): `2 k` of
	/// them, or half of the pool.
	fn are_enough(owners: u32, deal: &DealOf<T>) -> bool {
		let most = deal.paid_assignments().min(T::MaxWorkers::get());
		owners >= most.min(Self::half_of_pool(deal))
	}

	/// Whether so many owners' reports say at the end that nobody could, when so many others got the
	/// task: half of all, since in the count of the pool are some whom nobody could give it. One alone
	/// can't tell, but in a pool of two or one, where a liar would bring a second account for little.
	fn are_most(owners: u32, others: u32, deal: &DealOf<T>) -> bool {
		owners >= others && owners >= Self::half_of_pool(deal).min(2)
	}

	/// How many owners reported a failure on a task that `counts`.
	fn owners_that_reported(task: &Task<T>, counts: fn(FailureCode) -> bool) -> u32 {
		task.reporters(counts).collect::<BTreeSet<_>>().len() as u32
	}

	/// Number of assignments that a task may still have by the market's rules. Once enough owners have
	/// reported that nobody can compute it, no more than its payer pays for, and what its end as
	/// Unavailable burns would pay: reports in time are free. Until then fewer than `2 k` owners have
	/// reported, each once beyond what the payer pays for: of two assignments one is paid at least.
	pub(super) fn assignments_left(task: &Task<T>, deal: &DealOf<T>) -> u32 {
		let reported = Self::owners_that_reported(task, |_| true);
		if deal.terms.is_none() || !Self::are_enough(reported, deal) {
			return u32::MAX;
		}
		let burned = Self::penalty(deal, deal.scheduler_stake()).saturating_mul(2);
		// Without fees nothing has to be paid.
		let further = burned.checked_div(deal.own_fee()).unwrap_or(Balance::MAX);
		let further = u32::try_from(further).unwrap_or(u32::MAX);
		deal.paid_assignments().saturating_add(further).saturating_sub(task.assignments)
	}

	/// When, and how, a live task is given up that stays as it is. Always at the final deadline, Failed,
	/// without the market's rules.
	pub(crate) fn giving_up(task: &Task<T>, deal: &DealOf<T>) -> (Seconds, TaskStatus) {
		let last = deal.final_deadline();
		if deal.terms.is_none() || task.status != TaskStatus::Active {
			return (last, TaskStatus::Failed);
		}
		let owners = |counts: fn(FailureCode) -> bool| Self::owners_that_reported(task, counts);
		let is_untouched = task.contributor_count() == 0;
		if is_untouched && owners(|code| code == FailureCode::Timeout) >= deal.reports_needed() {
			return (0, TaskStatus::TimedOut);
		}
		let reported = owners(|_| true);
		if !Self::are_enough(reported, deal) {
			let others = task.worker_count().saturating_sub(reported);
			return match Self::are_most(reported, others, deal) {
				true => (last, TaskStatus::Unavailable),
				false => (last, TaskStatus::Failed),
			};
		}
		let soon = task.first_assigned.filter(|_| is_untouched).map(|first| {
			let twice = deal.work_clock_time_ref.saturating_mul(2);
			first.saturating_add(twice)
		});
		(soon.unwrap_or(last).min(last), TaskStatus::Unavailable)
	}
}

/// Adds an owner to those that are noted, once. A full record suffices for all that they are counted
/// for.
fn note_owner<T: Config>(
	owners: &mut BoundedVec<T::AccountId, T::MaxWorkers>,
	owner: &T::AccountId,
) {
	if !owners.contains(owner) {
		let _ = owners.try_push(owner.clone());
	}
}

/// Whether a report comes so late that it is a miss as well: after half of the assignment.
pub(super) fn is_late<AccountId: Clone + PartialEq>(
	record: &TaskWorker<AccountId>,
	now: Seconds,
) -> bool {
	record.assignment.is_some_and(|Assignment { since, until, .. }| {
		let half = until.saturating_sub(since) / 2;
		now >= since.saturating_add(half.max(LEAST_TO_REPORT))
	})
}
