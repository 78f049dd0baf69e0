// SPDX-License-Identifier: Apache-2.0

//! What is due for a task: one answer for the agenda, the off-chain worker, and people who wait.

use super::{
	round::{DealOf, Round},
	supply::Need,
	waiting::is_deal,
};
use crate::{types::*, Challenges, Config, DealQueue, Pallet, Progress, Tasks, WaitingDeals};
use bourse_primitives::{
	api::NextStep, deal_and_index, traits::Deals, Deal, DealId, Seconds, TaskId, TaskStatus,
	WorkerpoolId,
};

/// Most entries of a pool's queue that [`Pallet::waiting_deals`] looks at.
const MOST_QUEUED: usize = 256;

impl<T: Config> Pallet<T> {
	/// What is due for a task at `now`.
	pub fn due(task: &Task<T>, deal: &DealOf<T>, now: Seconds) -> Step {
		let before = deal.contribution_deadline();
		match task.status {
			_ if !task.is_live() => Step::Ended,
			_ if now >= Self::giving_up(task, deal).0 => Step::Claim,
			TaskStatus::Revealing if task.is_revealed_enough(now) => Step::Finalize,
			TaskStatus::Revealing => match task.reveal_deadline {
				Some(before) if now < before => Step::Reveal { before },
				_ => Step::Reopen,
			},
			_ if now < before => Step::Contribute { before },
			_ => Step::Expire,
		}
	}

	/// The task's deal has a callback, and nobody has brought the data for it. Only an account that
	/// has the data can finalize such a task. By the market's rules the first reveal brings them.
	pub(crate) fn lacks_callback_data(task: &Task<T>, deal: &DealOf<T>) -> bool {
		deal.terms.is_none() && task.callback_data.is_none() && deal.callback.is_some()
	}

	/// Whether a reveal of the task's result has to open it.
	fn wants_opening(task: &Task<T>, deal: &DealOf<T>) -> bool {
		match deal.terms {
			Some(_) => task.digest.is_none(),
			None => Self::lacks_callback_data(task, deal),
		}
	}

	/// The deal, while its tasks can still be given to workers.
	pub(crate) fn open_deal(id: DealId, now: Seconds) -> Option<Deal<T::AccountId>> {
		T::Deals::deal(id).filter(|deal| now < Self::assignments_close(deal))
	}
}

/// For the off-chain worker.
impl<T: Config> Pallet<T> {
	/// What a worker has to do for a task now, derived from the state alone.
	pub fn step_of(worker: &T::AccountId, id: TaskId) -> WorkerStep {
		Self::step_in(&mut Round::<T>::open(), worker, id)
	}

	/// [`Self::step_of`], of one of many tasks.
	pub(crate) fn step_in(round: &mut Round<T>, worker: &T::AccountId, id: TaskId) -> WorkerStep {
		let Some(task) = Tasks::<T>::get(id) else { return WorkerStep::Nothing };
		let Ok(deal) = round.deal_of(id) else { return WorkerStep::Nothing };
		let Some(record) = task.worker(worker) else { return WorkerStep::Nothing };
		let step = Self::due(&task, &deal, round.now);
		let Some(contribution) = &record.contribution else {
			return match step {
				_ if !record.is_assigned() => WorkerStep::Nothing,
				Step::Contribute { before } => WorkerStep::Contribute { before },
				// Its word may still be wanted if the task is reopened.
				Step::Reveal { .. } | Step::Reopen if task.reveal_counter() == 0 => {
					WorkerStep::Wait
				},
				_ => WorkerStep::Nothing,
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
				wants_opening: Self::wants_opening(&task, &deal),
			},
			Step::Ended => WorkerStep::Nothing,
			// The winners may fail to reveal: then this worker's group counts again.
			_ => WorkerStep::Wait,
		}
	}
}

/// For the runtime API.
impl<T: Config> Pallet<T> {
	/// Deals of a pool that wait for workers, in no particular order, but for those in doubt, which rest.
	/// Looks at a bounded number of the queue's entries, some of which may be over.
	pub fn waiting_deals(pool: WorkerpoolId) -> impl Iterator<Item = (DealId, Deal<T::AccountId>)> {
		let now = Self::now();
		let waiting = WaitingDeals::<T>::iter_prefix_values(pool);
		DealQueue::<T>::iter_prefix_values(pool)
			.chain(waiting.filter(|id| is_deal(*id)))
			.take(MOST_QUEUED)
			.filter_map(move |id| Self::open_deal(id, now).map(|deal| (id, deal)))
	}

	/// What the chain does with a task next, when no block comes before `soonest` and the task stays
	/// as it is.
	pub fn forecast(id: TaskId, task: &Task<T>, deal: &DealOf<T>, soonest: Seconds) -> Forecast {
		let last = deal.final_deadline();
		let end = Self::giving_up(task, deal).0.max(soonest).min(last);
		let reveals = || NextStep::Reveals { until: task.reveal_deadline.unwrap_or(last) };
		let (step, time) = match Self::due(task, deal, soonest) {
			Step::Ended => return Self::foresee_end(id, task, soonest),
			Step::Contribute { .. } | Step::Expire => {
				return Self::foresee_workers(id, task, deal, soonest)
			},
			Step::Claim => (NextStep::Fails { at: end }, end),
			Step::Reveal { before } if before < last => (reveals(), before),
			Step::Reveal { .. } => (NextStep::Fails { at: last }, last),
			Step::Reopen => (reveals(), soonest),
			Step::Finalize if Self::lacks_callback_data(task, deal) => {
				(NextStep::CallbackData { until: last }, last)
			},
			Step::Finalize => (NextStep::Finalizes, soonest),
		};
		Forecast { step, time: Self::look_at(id, time, soonest) }
	}

	/// When the agenda looks at a task for what is due at `time`: at the end of that time's bucket,
	/// or at once when it is late.
	fn look_at(id: TaskId, time: Seconds, soonest: Seconds) -> Seconds {
		let now = soonest / BUCKET;
		if time <= soonest && Self::is_looked_at(page_of(id), now) {
			return soonest;
		}
		Self::wake_time(time).max(soonest)
	}

	/// [`Self::forecast`] for a task that is open for contributions.
	fn foresee_workers(id: TaskId, task: &Task<T>, deal: &DealOf<T>, soonest: Seconds) -> Forecast {
		let (last, _) = Self::giving_up(task, deal);
		let mut round = Round::<T>::open();
		round.now = soonest;
		let fails =
			Forecast { step: NextStep::Fails { at: last }, time: Self::look_at(id, last, soonest) };
		if !round.settings.assign {
			return fails;
		}
		if let Some(late) = task.computing().map(|(_, assignment)| assignment.until).min() {
			let needs_more = matches!(Self::need(&mut round, task, deal), Need::Workers { .. });
			if !needs_more || late <= soonest {
				let time = Self::look_at(id, late.min(last), soonest);
				return Forecast { step: NextStep::Contributions { late }, time };
			}
		}
		match Self::need(&mut round, task, deal) {
			Need::Workers { .. } => {
				let at = Self::next_look(id, soonest).unwrap_or(last);
				Forecast { step: NextStep::MoreWorkers { at }, time: at }
			},
			Need::Nothing | Need::NoMore => fails,
		}
	}

	/// When the agenda looks at a task's page for workers again.
	fn next_look(id: TaskId, soonest: Seconds) -> Option<Seconds> {
		let page = page_of(id);
		if let Some(at) = Self::next_search(page) {
			// What the state says is no reason to look for workers while the page waits.
			return at.map(|at| Self::wake_time(at).max(soonest));
		}
		let first = soonest / BUCKET;
		let buckets = first..=first.saturating_add(RETRY.1 / BUCKET).saturating_add(1);
		let bucket = buckets.into_iter().find(|bucket| Self::is_looked_at(page, *bucket))?;
		Some(bucket.saturating_mul(BUCKET).max(soonest))
	}

	/// [`Self::forecast`] for a task that has ended.
	fn foresee_end(id: TaskId, task: &Task<T>, soonest: Seconds) -> Forecast {
		let deal = deal_and_index(id).0;
		let ends = Challenges::<T>::iter_prefix_values(id).map(|open| open.until);
		if let Some(until) = ends.min() {
			let time = Self::wake_time(until).max(soonest);
			return Forecast { step: NextStep::Answers { until }, time };
		}
		let progress = Progress::<T>::get(deal);
		let at = Self::forget_time(&progress).unwrap_or_else(|| {
			// The deal's others end by their final deadline.
			let last = T::Deals::deal(deal).map_or(0, |deal| deal.final_deadline());
			let ended = task.ended_at.unwrap_or_default().max(last);
			ended.saturating_add(<T::Retention as frame_support::traits::Get<Seconds>>::get())
		});
		let time = Self::wake_time(at).max(soonest);
		Forecast { step: NextStep::Forgotten { at: time }, time }
	}
}
