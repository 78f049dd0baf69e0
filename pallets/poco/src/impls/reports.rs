// SPDX-License-Identifier: Apache-2.0

//! Reports of failures (PROTOCOL 8.6), and by the market's rules what ends for them (PROTOCOL 9).

use super::round::{DealOf, Round};
use crate::{types::*, Config, DealReports, Error, Event, Pallet, Progress, Tasks};
use alloc::collections::BTreeSet;
use bourse_primitives::{
	deal_and_index, traits::Assignments, Balance, DealId, FailureCode, Seconds, TaskStatus,
};
use frame_support::{ensure, traits::Get};
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
			if by_rules {
				late = code != FailureCode::Timeout && is_late(record, now);
				if !late && code != FailureCode::Timeout {
					// Of this assignment: fees of earlier ones are for misses.
					freed = record.assignment.map_or(0, |assignment| assignment.own_fees.min(1));
				}
				Self::settle_report(round, id, record.owner(), &deal, code, late, freed)?;
				Self::note_report(deal_and_index(id).0, record.owner());
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

	/// Notes that an owner reported a failure on a task of the deal.
	fn note_report(deal: DealId, owner: &T::AccountId) {
		DealReports::<T>::mutate(deal, |reports| {
			let reports = reports.get_or_insert_with(Default::default);
			if !reports.owners.contains(owner) {
				// A full record suffices for all that reports are counted for.
				let _ = reports.owners.try_push(owner.clone());
			}
		});
	}

	/// Notes that a task of the deal TimedOut.
	pub(super) fn note_timed_out(deal: DealId) {
		DealReports::<T>::mutate_extant(deal, |reports| reports.timed_out = true);
	}

	/// Whether no more tasks of a deal are started for now: its workers reported failures, and no
	/// task was completed.
	pub(crate) fn is_held_back(deal: DealId) -> bool {
		DealReports::<T>::contains_key(deal) && Progress::<T>::get(deal).completed == 0
	}

	/// Whether tasks of a deal that never started are Unavailable at the final deadline, instead of
	/// Failed.
	pub(crate) fn is_unavailable(id: DealId, deal: &DealOf<T>) -> bool {
		let Some(reports) = DealReports::<T>::get(id) else { return false };
		reports.timed_out || Self::are_enough(reports.owners.len() as u32, deal)
	}

	/// Whether so many owners' reports say that nobody can compute a task (PROTOCOL 9): `2 k` of them,
	/// or half of those that the pool had at the match. Were it all of them, an accomplice of the payer
	/// who keeps quiet would cost a small pool its stake; were it of those that the pool has by then,
	/// its owner could expel the others, and the payer bring idle ones.
	fn are_enough(owners: u32, deal: &DealOf<T>) -> bool {
		let most = deal.paid_assignments().min(T::MaxWorkers::get());
		let half = deal.terms.as_ref().map_or(0, |terms| terms.owners).div_ceil(2);
		owners > 0 && owners >= most.min(half)
	}

	/// How many owners reported a failure on a task that `counts`.
	fn owners_that_reported(task: &Task<T>, counts: fn(FailureCode) -> bool) -> u32 {
		task.reporters(counts).collect::<BTreeSet<_>>().len() as u32
	}

	/// Number of assignments that a task may still have by the market's rules. Once enough owners have
	/// reported that nobody can compute it, no more than its payer pays for, and what its end as
	/// Unavailable burns would pay: reports in time are free.
	pub(super) fn assignments_left(task: &Task<T>, deal: &DealOf<T>) -> u32 {
		let reported = Self::owners_that_reported(task, |_| true);
		if deal.terms.is_none() || !Self::are_enough(reported, deal) {
			return u32::MAX;
		}
		let burned = Self::penalty(deal, deal.scheduler_stake()).saturating_mul(2);
		// Without fees nothing has to be paid.
		let further = burned.checked_div(deal.worker_fee()).unwrap_or(Balance::MAX);
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
		if !Self::are_enough(owners(|_| true), deal) {
			return (last, TaskStatus::Failed);
		}
		let soon = task.first_assigned.filter(|_| is_untouched).map(|first| {
			let twice = deal.work_clock_time_ref.saturating_mul(2);
			first.saturating_add(twice)
		});
		(soon.unwrap_or(last).min(last), TaskStatus::Unavailable)
	}
}

/// Whether a report comes so late that it is a miss as well: after half of the assignment.
fn is_late<AccountId: Clone + PartialEq>(record: &TaskWorker<AccountId>, now: Seconds) -> bool {
	record.assignment.is_some_and(|Assignment { since, until, .. }| {
		let half = until.saturating_sub(since) / 2;
		now >= since.saturating_add(half.max(LEAST_TO_REPORT))
	})
}
