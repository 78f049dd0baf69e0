// SPDX-License-Identifier: Apache-2.0

//! The agenda: which task or deal wakes when, and what is done with it then.

use super::{
	automation::{BUCKET, RETRY},
	supply::Supply,
};
use crate::{
	types::*, weights::WeightInfo, Agenda, AgendaStates, Config, Contributions, Event, Failures,
	Groups, Pallet, Progress, Tasks,
};
use alloc::vec::Vec;
use bourse_primitives::{
	api::AssignmentInfo,
	traits::{Assignments, Deals},
	Seconds, TaskId,
};
use frame_support::{
	storage::with_storage_layer,
	weights::{Weight, WeightMeter},
};
use sp_runtime::DispatchError;

/// Entries that are read ahead at a time. How many a block serves is a matter of its weight alone.
const READ_AHEAD: usize = 32;
/// Wait before the next try to end a task that could not be ended, in seconds.
const RETRY_ENDING: Seconds = 60;

impl<T: Config> Pallet<T> {
	/// Puts an entry in a bucket (never one that was served), out of its `old` one. Gives the
	/// bucket.
	pub(super) fn place(due: Due, old: Option<u64>, bucket: u64) -> u64 {
		AgendaStates::<T>::mutate(|state| {
			if old.is_some_and(|old| Agenda::<T>::take(old, due).is_some()) {
				state.length = state.length.saturating_sub(1);
			}
			if state.length == 0 {
				state.cursor = state.cursor.max(Self::now() / BUCKET);
			}
			let bucket = bucket.max(state.cursor);
			if !Agenda::<T>::contains_key(bucket, due) {
				Agenda::<T>::insert(bucket, due, ());
				state.length = state.length.saturating_add(1);
			}
			bucket
		})
	}

	/// Takes an entry out of the agenda.
	pub(super) fn unplace(due: Due, bucket: u64) {
		if Agenda::<T>::take(bucket, due).is_some() {
			AgendaStates::<T>::mutate(|state| state.length = state.length.saturating_sub(1));
		}
	}

	/// Wakes a task when `time` has come. The caller stores the task.
	pub(crate) fn wake_at(id: TaskId, task: &mut Task<T>, time: Seconds) {
		task.wake = Some(Self::place(Due::Task(id), task.wake, time.div_ceil(BUCKET)));
	}

	/// Wakes a task when `time` has come, or before when it wakes before anyway. The caller stores
	/// the task.
	pub(crate) fn wake_no_later(id: TaskId, task: &mut Task<T>, time: Seconds) {
		if task.wake.is_none_or(|bucket| bucket > time.div_ceil(BUCKET)) {
			Self::wake_at(id, task, time);
		}
	}

	/// Wakes a task in this very block, if its weight allows. The caller stores the task.
	pub(crate) fn wake_now(id: TaskId, task: &mut Task<T>) {
		task.wake = Some(Self::place(Due::Task(id), task.wake, Self::now() / BUCKET));
	}

	/// Serves the agenda up to `now`, as far as the weight allows. A task that is served leaves its
	/// bucket, for a later one if at all; a deal stays while it has tasks to end.
	pub(crate) fn run_agenda(now: Seconds, settings: AutomationSettings, meter: &mut WeightMeter) {
		let today = now / BUCKET;
		let step = T::WeightInfo::agenda_step();
		let mut served = false;
		while meter.try_consume(step).is_ok() {
			let state = AgendaStates::<T>::get();
			if state.length == 0 || state.cursor > today {
				break;
			}
			let entries: Vec<Due> =
				Agenda::<T>::iter_key_prefix(state.cursor).take(READ_AHEAD).collect();
			if entries.is_empty() {
				if state.cursor == today {
					// Entries for this very moment may still come.
					break;
				}
				AgendaStates::<T>::mutate(|s| s.cursor = s.cursor.saturating_add(1));
				continue;
			}
			for due in entries {
				if meter.try_consume(step).is_err() {
					return;
				}
				let fits = match due {
					Due::Task(id) => match Tasks::<T>::get(id) {
						Some(task) => Self::serve_task(id, &task, now, settings, meter),
						None => {
							Self::unplace(due, state.cursor);
							true
						},
					},
					Due::Deal(id) => Self::serve_deal(id, state.cursor, now, settings, meter),
				};
				if !fits {
					if served {
						// The next block has more room.
						return;
					}
					// Not even the first of a block: out of the way of the others.
					Self::postpone(due, now);
				}
				served = true;
			}
		}
	}

	/// Moves a task that did not fit to the next bucket.
	fn postpone(due: Due, now: Seconds) {
		let Due::Task(id) = due else { return };
		Tasks::<T>::mutate(id, |task| {
			if let Some(task) = task {
				Self::wake_at(id, task, now.saturating_add(BUCKET));
			}
		});
	}

	/// Does for one task what is due. `false` when the weight does not suffice for the worst of it;
	/// what it did not need of that is left to others.
	fn serve_task(
		id: TaskId,
		task: &Task<T>,
		now: Seconds,
		settings: AutomationSettings,
		meter: &mut WeightMeter,
	) -> bool {
		let contributors = task.contributor_count();
		let step = Self::due(id, task, now);
		// What is done in any case, and whether workers may be looked for besides.
		let (weight, supplies) = match step {
			Step::Answer => (T::WeightInfo::settle_challenges(contributors), false),
			Step::Forget => (T::WeightInfo::forget(contributors), false),
			Step::Claim => (T::WeightInfo::claim(contributors), false),
			Step::Finalize => {
				let finalize = T::WeightInfo::finalize(contributors);
				(finalize.saturating_add(T::OnResult::weight()), false)
			},
			Step::Reopen => (T::WeightInfo::reopen(contributors), true),
			Step::Reveal { .. } => (Weight::zero(), false),
			Step::Contribute { .. } | Step::Expire => (Weight::zero(), true),
		};
		let mut worst = weight;
		if supplies {
			worst = worst.saturating_add(Self::supply_weight(contributors));
		}
		if !meter.can_consume(worst) {
			return false;
		}
		meter.consume(weight);
		let next = match step {
			Step::Answer => Self::serve_challenged(id, task, now, settings),
			Step::Forget => Self::serve_ended(id, task, now, settings),
			Step::Claim if settings.claim => {
				Self::end_by_chain(id, || Self::do_claim(id).map(drop))
			},
			Step::Claim => Some(now.saturating_add(RETRY.1)),
			Step::Finalize if settings.finalize && !Self::lacks_callback_data(task) => {
				Self::end_by_chain(id, || {
					Self::do_finalize(None, id, Default::default(), None).map(drop)
				})
			},
			// Whoever has the callback data may finalize by hand; or the next winner reveals it.
			Step::Finalize => Some(task.final_deadline),
			Step::Reveal { before } => Some(before.min(task.final_deadline)),
			Step::Reopen if settings.reopen => Self::serve_unrevealed(id, now, settings, meter),
			Step::Reopen => Some(task.final_deadline),
			Step::Contribute { .. } | Step::Expire => Self::serve_active(id, now, settings, meter),
		};
		// `None`: whatever was done has set the next wake itself.
		if let Some(next) = next {
			Tasks::<T>::mutate(id, |task| {
				if let Some(task) = task {
					Self::wake_at(id, task, next.max(now.saturating_add(1)));
				}
			});
		}
		true
	}

	/// Ends a task, or a challenge, in a storage layer of its own. When that fails, which it must
	/// not, everybody can see why, and it is tried again later.
	pub(super) fn end_by_chain(
		task: TaskId,
		end: impl FnOnce() -> Result<(), DispatchError>,
	) -> Option<Seconds> {
		match with_storage_layer(end) {
			Ok(()) => None,
			Err(error) => {
				log::error!(target: "runtime::poco", "task {task:?} can't be ended: {error:?}");
				Self::deposit_event(Event::AutomationFailed { task, error });
				Some(Self::now().saturating_add(RETRY_ENDING))
			},
		}
	}

	/// A task that nobody revealed in time: opens it again, and looks for workers.
	fn serve_unrevealed(
		id: TaskId,
		now: Seconds,
		settings: AutomationSettings,
		meter: &mut WeightMeter,
	) -> Option<Seconds> {
		Self::end_by_chain(id, || Self::do_reopen(None, id).map(drop))
			.or_else(|| Self::serve_active(id, now, settings, meter))
	}

	/// A task open for contributions: takes it back from late workers, and assigns more workers
	/// when those at it can't bring the consensus. The caller saw to the weight.
	fn serve_active(
		id: TaskId,
		now: Seconds,
		settings: AutomationSettings,
		meter: &mut WeightMeter,
	) -> Option<Seconds> {
		let task = Tasks::<T>::get(id)?;
		let deal = T::Deals::deal(task.deal).filter(|_| settings.assign);
		let Some(deal) = deal else { return Some(task.final_deadline) };
		Some(match Self::supply(id, &task, &deal, now, meter) {
			Supply::Enough => Self::first_assignment_end(id, now)
				.unwrap_or(task.final_deadline)
				.min(task.final_deadline),
			Supply::Partly => now,
			Supply::Short => Self::retry_time(deal.start_time, now).min(task.final_deadline),
			Supply::Closed => task.final_deadline,
		})
	}

	/// When the first of the workers that are at a task is late.
	fn first_assignment_end(id: TaskId, now: Seconds) -> Option<Seconds> {
		T::Assignments::assigned(id)
			.into_iter()
			.filter(|AssignmentInfo { worker, until }| {
				*until > now && !Contributions::<T>::contains_key(id, worker)
			})
			.map(|assignment| assignment.until)
			.min()
	}

	/// A task with open challenges, which is kept until they have ended.
	fn serve_challenged(
		id: TaskId,
		task: &Task<T>,
		now: Seconds,
		settings: AutomationSettings,
	) -> Option<Seconds> {
		let forget_time = Self::forget_time(task, task.ended_at.unwrap_or(now));
		Some(Self::settle_overdue(id, now, settings).unwrap_or(forget_time))
	}

	/// A task that ended: forgets it after the retention, once all the deal's tasks have ended.
	fn serve_ended(
		id: TaskId,
		task: &Task<T>,
		now: Seconds,
		settings: AutomationSettings,
	) -> Option<Seconds> {
		let forget_time = Self::forget_time(task, task.ended_at.unwrap_or(now));
		let all_ended = T::Deals::deal(task.deal)
			.is_none_or(|deal| Progress::<T>::get(task.deal).ended >= deal.bot_size);
		if !settings.prune || !all_ended || forget_time > now {
			return Some(Self::retry_ended(forget_time, now));
		}
		Self::forget(id, task);
		None
	}

	/// Removes all that is kept of a task that ended, and of its deal with the last one. No
	/// challenge of it may be open.
	pub(crate) fn forget(id: TaskId, task: &Task<T>) {
		for worker in &task.contributors {
			if let Some(contribution) = Contributions::<T>::take(id, worker) {
				Groups::<T>::remove(id, contribution.result_hash);
			}
		}
		Failures::<T>::remove(id);
		Tasks::<T>::remove(id);
		if let Some(bucket) = task.wake {
			Self::unplace(Due::Task(id), bucket);
		}
		Self::deposit_event(Event::TaskForgotten { task: id });

		let deal_id = task.deal;
		let mut progress = Progress::<T>::get(deal_id);
		progress.forgotten = progress.forgotten.saturating_add(1);
		let size = T::Deals::deal(deal_id).map_or(0, |deal| deal.bot_size);
		if progress.forgotten >= size {
			Progress::<T>::remove(deal_id);
			T::Deals::forget(deal_id);
			Self::deposit_event(Event::DealForgotten { deal: deal_id });
		} else {
			Progress::<T>::insert(deal_id, progress);
		}
	}
}
