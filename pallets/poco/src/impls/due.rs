// SPDX-License-Identifier: Apache-2.0

//! What is due for a task: one answer for the agenda, the off-chain worker, and people who wait.

use super::{automation::BUCKET, supply::Need};
use crate::{types::*, Automation, Challenges, Config, Contributions, DealQueue, Pallet, Tasks};
use bourse_primitives::{
	api::NextStep,
	traits::{Assignments, Deals},
	Deal, DealId, Seconds, TaskId, TaskStatus, WorkerpoolId,
};

/// Most wakes of a task that a forecast passes by because nothing is due by then.
const MAX_WAKES: u32 = 8;
/// Most entries of a pool's queue that [`Pallet::waiting_deals`] looks at.
const MOST_QUEUED: usize = 256;

impl<T: Config> Pallet<T> {
	/// What is due for a task at `now`. Reads the state for a Completed task only.
	pub fn due(id: TaskId, task: &Task<T>, now: Seconds) -> Step {
		match task.status {
			TaskStatus::Completed if Self::is_challenged(id) => Step::Answer,
			TaskStatus::Completed | TaskStatus::Failed => Step::Forget,
			_ if now >= task.final_deadline => Step::Claim,
			TaskStatus::Revealing if task.is_revealed_enough(now) => Step::Finalize,
			TaskStatus::Revealing => match task.reveal_deadline {
				Some(before) if now < before => Step::Reveal { before },
				_ => Step::Reopen,
			},
			TaskStatus::Active if now < task.contribution_deadline => {
				Step::Contribute { before: task.contribution_deadline }
			},
			TaskStatus::Active => Step::Expire,
		}
	}

	/// The task's deal has a callback, and nobody has brought the data for it. Only an account that
	/// has the data can finalize such a task.
	pub(crate) fn lacks_callback_data(task: &Task<T>) -> bool {
		task.callback_data.is_none()
			&& T::Deals::deal(task.deal).is_some_and(|deal| deal.callback.is_some())
	}

	/// The deal, while its tasks can still be contributed to.
	pub(crate) fn open_deal(id: DealId, now: Seconds) -> Option<Deal<T::AccountId>> {
		T::Deals::deal(id).filter(|deal| now < deal.contribution_deadline())
	}
}

/// For the off-chain worker.
impl<T: Config> Pallet<T> {
	/// What a worker has to do for a task now, derived from the state alone.
	pub fn step_of(worker: &T::AccountId, id: TaskId) -> WorkerStep {
		let Some(task) = Tasks::<T>::get(id) else { return WorkerStep::Nothing };
		let step = Self::due(id, &task, Self::now());
		let Some(contribution) = Contributions::<T>::get(id, worker) else {
			let step = match step {
				Step::Contribute { before } => WorkerStep::Contribute { before },
				// Its word may still be wanted if the task is reopened.
				Step::Reveal { .. } | Step::Reopen if task.reveal_counter == 0 => WorkerStep::Wait,
				_ => return WorkerStep::Nothing,
			};
			return match T::Assignments::is_assigned(id, worker) {
				true => step,
				false => WorkerStep::Nothing,
			};
		};
		if contribution.status != ContributionStatus::Contributed {
			return WorkerStep::Nothing;
		}
		let result_hash = contribution.result_hash;
		match step {
			Step::Reveal { before } if task.consensus == Some(result_hash) => WorkerStep::Reveal {
				before,
				result_hash,
				wants_opening: Self::lacks_callback_data(&task),
			},
			Step::Answer | Step::Forget => WorkerStep::Nothing,
			// The winners may fail to reveal: then this worker's group counts again.
			_ => WorkerStep::Wait,
		}
	}
}

/// For the runtime API.
impl<T: Config> Pallet<T> {
	/// Deals of a pool that wait for workers, in no particular order. Looks at a bounded number of the
	/// queue's entries, some of which may be over.
	pub fn waiting_deals(pool: WorkerpoolId) -> impl Iterator<Item = (DealId, Deal<T::AccountId>)> {
		let now = Self::now();
		DealQueue::<T>::iter_prefix_values(pool)
			.take(MOST_QUEUED)
			.filter_map(move |id| Self::open_deal(id, now).map(|deal| (id, deal)))
	}

	/// What the chain does with a task next, when no block comes before `soonest`.
	pub fn forecast(id: TaskId, task: &Task<T>, soonest: Seconds) -> Forecast {
		let wake = task.wake.map_or(task.final_deadline, |bucket| bucket.saturating_mul(BUCKET));
		let mut time = wake.max(soonest);
		for _ in 0..MAX_WAKES {
			match Self::foresee(id, task, soonest, time) {
				Ok(step) => return Forecast { step, time },
				Err(again) => time = Self::wake_time(again).max(time.saturating_add(1)),
			}
		}
		let at = task.final_deadline;
		Forecast { step: NextStep::Fails { at }, time: Self::wake_time(at).max(soonest) }
	}

	/// What the agenda does with a task at `time`, when the task stays as it is at `soonest`. The
	/// second at which the agenda looks again when nothing is to be done by then.
	fn foresee(
		id: TaskId,
		task: &Task<T>,
		soonest: Seconds,
		time: Seconds,
	) -> Result<NextStep, Seconds> {
		let reveals = || NextStep::Reveals { until: task.reveal_deadline.unwrap_or(time) };
		let revealed = task.status == TaskStatus::Revealing && task.is_revealed_enough(soonest);
		match Self::due(id, task, time) {
			Step::Contribute { .. } | Step::Expire => Self::foresee_workers(id, task, time),
			Step::Claim if revealed => Ok(NextStep::CallbackData { until: task.final_deadline }),
			Step::Claim => Ok(NextStep::Fails { at: task.final_deadline }),
			Step::Reveal { before } => Err(before.min(task.final_deadline)),
			Step::Reopen => Ok(reveals()),
			Step::Finalize if !revealed => Ok(reveals()),
			Step::Finalize if Self::lacks_callback_data(task) => Err(task.final_deadline),
			Step::Finalize => Ok(NextStep::Finalizes),
			Step::Answer => {
				let ends = Challenges::<T>::iter_prefix_values(id).map(|open| open.until);
				match ends.min().unwrap_or(time) {
					until if until > time => Err(until),
					until => Ok(NextStep::Answers { until }),
				}
			},
			Step::Forget => {
				let forget_time = Self::forget_time(task, task.ended_at.unwrap_or(time));
				match forget_time > time {
					true => Err(Self::retry_ended(forget_time, time)),
					false => Ok(NextStep::Forgotten { at: time }),
				}
			},
		}
	}

	/// [`Self::foresee`] for a task that is open for contributions.
	fn foresee_workers(id: TaskId, task: &Task<T>, time: Seconds) -> Result<NextStep, Seconds> {
		let deal = T::Deals::deal(task.deal).filter(|_| Automation::<T>::get().assign);
		let Some(deal) = deal else { return Err(task.final_deadline) };
		let crew = Self::crew(id, task, &deal, time);
		if let Some(late) = crew.late.iter().map(|assignment| assignment.until).min() {
			return Ok(NextStep::Contributions { late });
		}
		match crew.need {
			Need::Workers { .. } => Ok(NextStep::MoreWorkers { at: time }),
			Need::Nothing => {
				let end = crew.at_it.iter().map(|assignment| assignment.until).min();
				Err(end.unwrap_or(task.final_deadline).min(task.final_deadline))
			},
			Need::NoMore => Err(task.final_deadline),
		}
	}
}
