// SPDX-License-Identifier: Apache-2.0

//! The agenda: what is looked at when, and what is done with it then.

use super::{
	automation::{BUCKET, RETRY},
	round::{DealOf, Round},
	supply::Supply,
};
use crate::{
	types::*, weights::WeightInfo, Agenda, AgendaStates, Challenges, Config, Event, Pallet,
	Progress, Tasks,
};
use alloc::vec::Vec;
use bourse_primitives::{deal_and_index, task_id, traits::Deals, DealId, Seconds, TaskId};
use frame_support::weights::{Weight, WeightMeter};
use sp_runtime::DispatchError;

/// Entries that are read ahead at a time. How many a block serves is a matter of its weight alone.
const READ_AHEAD: usize = 32;
/// Wait before the next try to end what could not be ended, in seconds.
pub(super) const RETRY_ENDING: Seconds = 60;
/// Tasks of a deal that are forgotten in one step.
pub(crate) const FORGET: u64 = 64;

/// How an entry was served.
pub(crate) enum Served {
	/// It is through with the block's entries: look again at that time, or never.
	Done(Option<Seconds>),
	/// More is to be done now, if the weight allows.
	Partly,
	/// The weight does not suffice for the worst of it. What fits less is left to others.
	TooHeavy,
}

impl<T: Config> Pallet<T> {
	/// Puts an entry in the bucket of a time, never one that was served.
	pub(crate) fn place(due: Due<T::AccountId>, time: Seconds) {
		let mut state = AgendaStates::<T>::get();
		if state.length == 0 {
			state.cursor = state.cursor.max(Self::now() / BUCKET);
		}
		let bucket = time.div_ceil(BUCKET).max(state.cursor);
		if !Agenda::<T>::contains_key(bucket, &due) {
			Agenda::<T>::insert(bucket, due, ());
			state.length = state.length.saturating_add(1);
			AgendaStates::<T>::put(state);
		}
	}

	/// Looks at a task in this very block, if its weight allows.
	pub(crate) fn wake_now(id: TaskId) {
		// Down to the bucket that is being served.
		let now = (Self::now() / BUCKET).saturating_mul(BUCKET);
		Self::place(Due::Page(page_of(id)), now);
	}

	/// Takes an entry out of the agenda.
	fn unplace(due: &Due<T::AccountId>, bucket: u64) {
		if Agenda::<T>::take(bucket, due).is_some() {
			AgendaStates::<T>::mutate(|state| state.length = state.length.saturating_sub(1));
		}
	}

	/// Serves the agenda up to `now`, as far as the weight allows. An entry that is served leaves its
	/// bucket, for a later one if at all.
	pub(crate) fn run_agenda(now: Seconds, meter: &mut WeightMeter) {
		let today = now / BUCKET;
		let step = T::WeightInfo::agenda_step();
		let mut served = false;
		while meter.try_consume(step).is_ok() {
			let state = AgendaStates::<T>::get();
			if state.length == 0 || state.cursor > today {
				break;
			}
			let entries: Vec<_> =
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
				// First of all: an entry that serving it makes must stay.
				Self::unplace(&due, state.cursor);
				let next = loop {
					match Self::serve(&due, meter) {
						Served::Done(next) => break next,
						Served::Partly => served = true,
						Served::TooHeavy if served => {
							// The next block has more room.
							Self::place(due, state.cursor.saturating_mul(BUCKET));
							return;
						},
						// Not even the first of a block: out of the way of the others.
						Served::TooHeavy => break Some(now.saturating_add(BUCKET)),
					}
				};
				served = true;
				if let Some(next) = next {
					// Never the bucket that is being served: that would be for ever.
					Self::place(due, next.max(now.saturating_add(1)));
				}
			}
		}
	}

	/// Does what is due for an entry.
	fn serve(due: &Due<T::AccountId>, meter: &mut WeightMeter) -> Served {
		match due {
			Due::Page(page) => Self::serve_page(*page, meter),
			Due::Deal(id) => Self::serve_deal(*id, meter),
			Due::Challenge(id, worker) => Self::serve_challenge(*id, worker, meter),
			Due::Forget(id) => Self::serve_ended(*id, meter),
		}
	}

	/// Looks at the live tasks of a page.
	pub(crate) fn serve_page(page: TaskId, meter: &mut WeightMeter) -> Served {
		let look = T::WeightInfo::agenda_page(PAGE as u32);
		if !meter.can_consume(look) {
			return Served::TooHeavy;
		}
		let mut round = Round::<T>::open();
		let (deal_id, first) = deal_and_index(page);
		let Ok(deal) = round.deal(deal_id) else { return Served::Done(None) };
		if round.progress(deal_id).ended >= deal.bot_size {
			return Served::Done(None);
		}
		meter.consume(look);
		let mut wake: Option<Seconds> = None;
		let (mut ended, mut fits) = (false, true);
		for index in first..first.saturating_add(PAGE) {
			let id = task_id(deal_id, index);
			let Some(task) = Tasks::<T>::get(id).filter(Task::is_live) else { continue };
			match Self::serve_task(&mut round, id, task, &deal, meter) {
				Some(Some(next)) => wake = Some(wake.map_or(next, |wake| wake.min(next))),
				Some(None) => ended = true,
				// Those behind it may be lighter.
				None => fits = false,
			}
		}
		round.close();
		// What is looked at in vain would be so for ever: only an end makes the page lighter.
		match (fits, ended) {
			(true, _) => Served::Done(wake),
			(false, true) => Served::Partly,
			(false, false) => Served::TooHeavy,
		}
	}

	/// Does for one live task what is due. Gives when to look again, if at all; `None` when the
	/// weight does not suffice for the worst of it. What it did not need of that is left to others.
	fn serve_task(
		round: &mut Round<T>,
		id: TaskId,
		task: Task<T>,
		deal: &DealOf<T>,
		meter: &mut WeightMeter,
	) -> Option<Option<Seconds>> {
		let workers = task.worker_count();
		let Round { now, settings, .. } = *round;
		let step = Self::due(&task, deal, now);
		// What is done in any case, and whether workers may be looked for besides.
		let (weight, supplies) = match step {
			Step::Claim => (T::WeightInfo::claim(workers), false),
			Step::Finalize => {
				let finalize = T::WeightInfo::finalize(workers);
				(finalize.saturating_add(T::OnResult::weight()), false)
			},
			Step::Reopen => (T::WeightInfo::reopen(workers), true),
			Step::Contribute { .. } | Step::Expire => (Weight::zero(), true),
			Step::Reveal { .. } | Step::Ended => (Weight::zero(), false),
		};
		let mut worst = weight;
		if supplies {
			worst = worst.saturating_add(Self::supply_weight(workers));
		}
		if !meter.can_consume(worst) {
			return None;
		}
		meter.consume(weight);
		let last = deal.final_deadline();
		Some(match step {
			Step::Claim if settings.claim => {
				Self::retry(id, Self::claim_of(round, id, task, deal).map(drop))
			},
			Step::Claim => Some(now.saturating_add(RETRY.1)),
			Step::Finalize if settings.finalize && !Self::lacks_callback_data(&task, deal) => {
				let done = Self::finalize_of(round, id, task, deal, Default::default(), None);
				Self::retry(id, done.map(drop))
			},
			// Whoever has the callback data may finalize by hand; or the next winner reveals it.
			Step::Finalize => Some(last),
			Step::Reveal { before } => Some(before.min(last)),
			Step::Reopen if settings.reopen => match Self::reopen_of(id, task) {
				Ok(task) => Some(Self::serve_active(round, id, task, deal, meter)),
				Err(error) => Self::retry(id, Err(error)),
			},
			Step::Reopen => Some(last),
			Step::Contribute { .. } | Step::Expire => {
				Some(Self::serve_active(round, id, task, deal, meter))
			},
			Step::Ended => None,
		})
	}

	/// What the chain can't do, which must not be, it tries again later, and everybody can see why.
	pub(super) fn retry(task: TaskId, done: Result<(), DispatchError>) -> Option<Seconds> {
		let error = done.err()?;
		log::error!(target: "runtime::poco", "task {task:?} can't be ended: {error:?}");
		Self::deposit_event(Event::AutomationFailed { task, error });
		Some(Self::now().saturating_add(RETRY_ENDING))
	}

	/// A task open for contributions: takes it back from late workers, and assigns more workers
	/// when those at it can't bring the consensus. The caller saw to the weight. Gives when to look
	/// again.
	fn serve_active(
		round: &mut Round<T>,
		id: TaskId,
		mut task: Task<T>,
		deal: &DealOf<T>,
		meter: &mut WeightMeter,
	) -> Seconds {
		let (now, last) = (round.now, deal.final_deadline());
		// No later than when the next worker may be late: until then it may bring the consensus, and
		// with that a time to reveal.
		let first_late = |task: &Task<T>| {
			let ends = task.at_it().map(|(_, assignment)| assignment.until);
			ends.filter(|until| *until > now).min().unwrap_or(last).min(last)
		};
		if !round.settings.assign {
			return first_late(&task);
		}
		let before = task.workers.clone();
		let found = Self::supply(round, id, &mut task, deal, meter);
		let first_late = first_late(&task);
		if task.workers != before {
			Tasks::<T>::insert(id, task);
		}
		match found {
			Supply::Enough | Supply::Closed => first_late,
			Supply::Partly => now,
			Supply::Short => Self::retry_time(deal.start_time, now).min(first_late),
		}
	}

	/// A challenge whose window may be over.
	fn serve_challenge(id: TaskId, worker: &T::AccountId, meter: &mut WeightMeter) -> Served {
		let Some(challenge) = Challenges::<T>::get(id, worker) else { return Served::Done(None) };
		let round = Round::<T>::open();
		if challenge.until > round.now {
			// A later one than that which made the entry.
			return Served::Done(Some(challenge.until));
		}
		if !round.settings.claim {
			return Served::Done(Some(round.now.saturating_add(RETRY.1)));
		}
		if meter.try_consume(T::WeightInfo::settle_challenge()).is_err() {
			return Served::TooHeavy;
		}
		Served::Done(Self::retry(id, Self::do_settle_challenge(id, worker.clone())))
	}

	/// A deal all of whose tasks have ended: forgets some of them after the retention, and the deal
	/// with the last one.
	fn serve_ended(id: DealId, meter: &mut WeightMeter) -> Served {
		let Some(deal) = T::Deals::deal(id) else { return Served::Done(None) };
		let round = Round::<T>::open();
		let progress = Progress::<T>::get(id);
		let Some(time) = Self::forget_time(&progress) else { return Served::Done(None) };
		if time > round.now {
			return Served::Done(Some(time));
		}
		if !round.settings.prune || progress.challenges > 0 {
			return Served::Done(Some(round.now.saturating_add(RETRY.1)));
		}
		let left = deal.bot_size.saturating_sub(progress.forgotten);
		let count = left.min(FORGET);
		// At most FORGET.
		if meter.try_consume(T::WeightInfo::forget(count as u32)).is_err() {
			return Served::TooHeavy;
		}
		Self::forget(id, &deal, progress, count);
		if count < left {
			Served::Partly
		} else {
			Served::Done(None)
		}
	}

	/// Removes the next tasks of a deal all of whose tasks have ended, and the deal with the last
	/// one.
	pub(crate) fn forget(id: DealId, deal: &DealOf<T>, mut progress: DealProgress, count: u64) {
		let first = deal.bot_first.saturating_add(progress.forgotten);
		for index in first..first.saturating_add(count) {
			Tasks::<T>::remove(task_id(id, index));
		}
		progress.forgotten = progress.forgotten.saturating_add(count);
		if progress.forgotten < deal.bot_size {
			Progress::<T>::insert(id, progress);
		} else {
			Progress::<T>::remove(id);
			T::Deals::forget(id);
			Self::deposit_event(Event::DealForgotten { deal: id });
		}
	}
}
