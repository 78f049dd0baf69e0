// SPDX-License-Identifier: Apache-2.0

//! The agenda: what is looked at when, and what is done with it then.

use super::{
	round::{DealOf, Round},
	supply::Supply,
};
use crate::{
	types::*, weights::WeightInfo, Agenda, AgendaStates, Challenges, Config, Event, Pallet,
	Progress, Tasks,
};
use alloc::{rc::Rc, vec::Vec};
use bourse_primitives::{deal_and_index, task_id, traits::Deals, DealId, Seconds, TaskId};
use frame_support::{
	traits::Get,
	weights::{Weight, WeightMeter},
};
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

/// How a lane was left.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
	/// Nothing is due any more.
	Empty,
	/// The weight ended.
	Hungry {
		/// Whether anything was served.
		served: bool,
	},
}

/// What is looked at on a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
	/// What the state of each live task says, but for claims.
	State,
	/// Tasks whose final deadline has passed.
	Claims,
	/// Tasks that wait for workers.
	Workers,
}

/// A page while it is looked at.
struct PageLook<T: Config> {
	deal: Rc<DealOf<T>>,
	look: Look,
	now: Seconds,
	/// A task is to be claimed, which another lane does.
	claims: bool,
	/// A task lacks workers, by the market's rules, or may do so.
	lacking: bool,
	/// A task got workers.
	found: bool,
	/// Workers were looked for in vain.
	in_vain: bool,
}

impl<T: Config> Pallet<T> {
	/// Puts an entry in the bucket of a time, never one that was served.
	pub(crate) fn place(due: Due<T::AccountId>, time: Seconds) {
		let lane = due.lane();
		let mut states = AgendaStates::<T>::get();
		let state = states.lane(lane);
		if state.length == 0 {
			state.cursor = state.cursor.max(Self::now() / BUCKET);
		}
		let bucket = Bucket { lane, number: time.div_ceil(BUCKET).max(state.cursor) };
		if !Agenda::<T>::contains_key(bucket, &due) {
			Agenda::<T>::insert(bucket, due, ());
			state.length = state.length.saturating_add(1);
			AgendaStates::<T>::put(states);
		}
	}

	/// Puts an entry in the bucket that is being served.
	pub(crate) fn place_now(due: Due<T::AccountId>) {
		// Down to that bucket.
		let now = (Self::now() / BUCKET).saturating_mul(BUCKET);
		Self::place(due, now);
	}

	/// Looks at a task in this very block, if its weight allows.
	pub(crate) fn wake_now(id: TaskId) {
		Self::place_now(Due::Page(page_of(id)));
	}

	/// Whether the buckets of that number have an entry for what is due for a page's tasks.
	pub(crate) fn is_looked_at(page: TaskId, number: u64) -> bool {
		[Due::Page(page), Due::Claims(page)]
			.into_iter()
			.any(|due| Agenda::<T>::contains_key(Bucket { lane: due.lane(), number }, due))
	}

	/// Takes an entry out of the bucket of a lane.
	fn unplace(due: &Due<T::AccountId>, lane: Lane, number: u64) {
		if Agenda::<T>::take(Bucket { lane, number }, due).is_some() {
			AgendaStates::<T>::mutate(|states| {
				let state = states.lane(lane);
				state.length = state.length.saturating_sub(1);
			});
		}
	}

	/// Serves a lane of the agenda up to `now`, as far as the weight allows. An entry that is served
	/// leaves its bucket, for a later one if at all. One that needs more weight than there is stays in
	/// place, and all behind it; with `put_off`, which says that nothing else is to come in this block,
	/// it is out of the way of the others for a while.
	pub(crate) fn run_lane(
		lane: Lane,
		now: Seconds,
		put_off: bool,
		meter: &mut WeightMeter,
	) -> Left {
		let today = now / BUCKET;
		let step = T::WeightInfo::agenda_step();
		let mut served = false;
		// The last key of the bucket that was read: those before it are gone, and would be passed by
		// one after another.
		let mut behind: Option<Vec<u8>> = None;
		loop {
			let state = *AgendaStates::<T>::get().lane(lane);
			if state.length == 0 || state.cursor > today {
				return Left::Empty;
			}
			if meter.try_consume(step).is_err() {
				return Left::Hungry { served };
			}
			let bucket = Bucket { lane, number: state.cursor };
			let is_rest = behind.is_some();
			let mut keys = match behind.take() {
				Some(last) => Agenda::<T>::iter_key_prefix_from(bucket, last),
				None => Agenda::<T>::iter_key_prefix(bucket),
			};
			let entries: Vec<_> = keys.by_ref().take(READ_AHEAD).collect();
			if entries.is_empty() && is_rest {
				// Entries may have come before the last one.
				continue;
			}
			if entries.is_empty() {
				if state.cursor == today {
					// Entries for this very moment may still come.
					return Left::Empty;
				}
				AgendaStates::<T>::mutate(|states| {
					let state = states.lane(lane);
					state.cursor = state.cursor.saturating_add(1);
				});
				continue;
			}
			behind = Some(keys.last_raw_key().to_vec());
			for due in entries {
				if meter.try_consume(step).is_err() {
					return Left::Hungry { served };
				}
				// First of all: an entry that serving it makes must stay.
				Self::unplace(&due, lane, state.cursor);
				let next = loop {
					match Self::serve(&due, meter) {
						Served::Done(next) => break next,
						Served::Partly => served = true,
						Served::TooHeavy if served || !put_off => {
							// The rest of this block, or the next one, has more room.
							Self::place(due, state.cursor.saturating_mul(BUCKET));
							return Left::Hungry { served };
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
			Due::Page(page) => Self::serve_page(*page, Look::State, meter),
			Due::Claims(page) => Self::serve_page(*page, Look::Claims, meter),
			Due::Workers(page) => Self::serve_workers(*page, meter),
			Due::Start(id) => Self::serve_start(*id, meter),
			Due::Deal(id) => Self::serve_deal(*id, meter),
			Due::Challenge { task, worker } => Self::serve_challenge(*task, worker, meter),
			Due::Forget(id) => Self::serve_ended(*id, meter),
		}
	}

	/// Number of a deal's tasks on a page that begins with the index `first`.
	fn tasks_on_page(deal: &DealOf<T>, first: u64) -> u32 {
		let end = deal.bot_first.saturating_add(deal.bot_size).min(first.saturating_add(PAGE));
		// At most PAGE.
		end.saturating_sub(first.max(deal.bot_first)) as u32
	}

	/// Weight of looking at so many tasks, whatever is due, when they are the largest there are.
	fn look_weight(tasks: u32) -> Weight {
		let workers = T::WeightInfo::look(T::MaxWorkers::get()).saturating_mul(tasks.into());
		T::WeightInfo::agenda_page(tasks)
			.saturating_add(workers)
			.saturating_add(T::WeightInfo::wait())
	}

	/// Looks at the live tasks of a page.
	pub(crate) fn serve_page(page: TaskId, look: Look, meter: &mut WeightMeter) -> Served {
		let mut round = Round::<T>::open();
		let (deal_id, first) = deal_and_index(page);
		let deal = round.deal(deal_id).ok();
		let ended = round.progress(deal_id).ended;
		let Some(deal) = deal.filter(|deal| ended < deal.bot_size) else {
			Self::end_wait(page);
			return Served::Done(None);
		};
		let last = deal.final_deadline();
		let tasks = Self::tasks_on_page(&deal, first);
		if !meter.can_consume(Self::look_weight(tasks)) {
			return Served::TooHeavy;
		}
		meter.consume(T::WeightInfo::agenda_page(tasks));
		if deal.terms.is_some() {
			// The page may begin or end to wait.
			meter.consume(T::WeightInfo::wait());
		}
		let mut seen = PageLook::<T> {
			deal,
			look,
			now: round.now,
			claims: false,
			lacking: false,
			found: false,
			in_vain: false,
		};
		let mut wake: Option<Seconds> = None;
		let (mut ended, mut fits) = (false, true);
		let ids = (first..first.saturating_add(PAGE)).map(|index| task_id(deal_id, index));
		// All of the look, before what is done with the tasks takes the rest.
		let live = |id: TaskId| {
			let task = Tasks::<T>::get(id)?;
			meter.consume(T::WeightInfo::look(task.worker_count()));
			Some((id, task)).filter(|(_, task)| task.is_live())
		};
		let mut live: Vec<_> = ids.filter_map(live).collect();
		if look == Look::Workers {
			// The first draw in vain ends the look: each task is first in turn.
			let turn = Self::looks_of(page).checked_rem(live.len() as u32).unwrap_or_default();
			live.rotate_left(turn as usize);
		}
		for (id, task) in live {
			match Self::serve_task(&mut round, id, task, &mut seen, meter) {
				Some(Some(next)) => wake = Some(wake.map_or(next, |wake| wake.min(next))),
				Some(None) => ended = true,
				// Those behind it may be lighter.
				None => fits = false,
			}
		}
		round.close();
		if seen.claims {
			Self::place_now(Due::Claims(page));
		}
		if look == Look::Workers {
			if let Some(next) = wake.filter(|_| seen.found) {
				// Those who got a task have until then.
				Self::place_look(page, next.max(seen.now.saturating_add(1)), last);
			}
			// One draw in vain ends the look, whatever else does not fit.
			wake = None;
			fits |= seen.in_vain;
		}
		if fits {
			Self::note_waiting(page, &seen);
		}
		// What is looked at in vain would be so for ever: only an end makes the page lighter.
		match (fits, ended) {
			(true, _) => match wake {
				Some(next) if look == Look::State && next >= last => {
					// Unless all are claimed in this very block.
					if !seen.claims || seen.now < last {
						Self::place_look(page, next, last);
					}
					Served::Done(None)
				},
				wake => Served::Done(wake),
			},
			(false, true) => Served::Partly,
			(false, false) => Served::TooHeavy,
		}
	}

	/// Puts a page on the agenda for what is due at a time: claims are in a lane of their own.
	pub(super) fn place_look(page: TaskId, time: Seconds, last: Seconds) {
		let due = if time < last { Due::Page(page) } else { Due::Claims(page) };
		Self::place(due, time);
	}

	/// A page that was looked at begins to wait for workers, goes on to wait, or ends to.
	fn note_waiting(page: TaskId, seen: &PageLook<T>) {
		if seen.deal.terms.is_none() {
			return;
		}
		let waits = Self::is_waiting(page);
		match seen.look {
			_ if !seen.lacking && !seen.in_vain => {
				if waits {
					Self::end_wait(page);
				}
			},
			// Claims say nothing about the others.
			Look::Claims => {},
			// Its look is still to come.
			Look::State if waits => {},
			_ => Self::wait(page, seen.deal.workerpool.id, seen.found),
		}
	}

	/// The tasks of a page that waits: their pool has free slots, or a pause is over.
	fn serve_workers(page: TaskId, meter: &mut WeightMeter) -> Served {
		match Self::is_due_to_look(page) {
			true => Self::serve_page(page, Look::Workers, meter),
			false => Served::Done(None),
		}
	}

	/// Does for one live task what is due. Gives when to look again, if at all; `None` when the
	/// weight does not suffice for the worst of it. What it did not need of that is left to others.
	fn serve_task(
		round: &mut Round<T>,
		id: TaskId,
		task: Task<T>,
		page: &mut PageLook<T>,
		meter: &mut WeightMeter,
	) -> Option<Option<Seconds>> {
		let deal = page.deal.clone();
		let workers = task.worker_count();
		let Round { now, settings, .. } = *round;
		let step = Self::due(&task, &deal, now);
		let last = deal.final_deadline();
		match (step, page.look) {
			(Step::Claim, Look::Claims) => {},
			(Step::Claim, _) => {
				page.claims = true;
				return Some(Some(last));
			},
			(_, Look::Claims) => {
				// It may wait for workers as before.
				page.lacking = true;
				return Some(Some(last));
			},
			(Step::Contribute { .. }, Look::Workers) if page.in_vain => return Some(Some(last)),
			(Step::Contribute { .. }, Look::Workers) | (_, Look::State) => {},
			(_, Look::Workers) => return Some(Some(last)),
		}
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
		Some(match step {
			Step::Claim if settings.claim => {
				Self::retry(id, Self::claim_of(round, id, task, &deal).map(drop))
			},
			Step::Claim => Some(now.saturating_add(RETRY.1)),
			Step::Finalize if settings.finalize && !Self::lacks_callback_data(&task, &deal) => {
				let done = Self::finalize_of(round, id, task, &deal, Default::default(), None);
				Self::retry(id, done.map(drop))
			},
			// Whoever has the callback data may finalize by hand; or the next winner reveals it.
			Step::Finalize => Some(last),
			Step::Reveal { before } => Some(before.min(last)),
			Step::Reopen if settings.reopen => match Self::reopen_of(id, task) {
				Ok(task) => Some(Self::serve_active(round, id, task, page, meter)),
				Err(error) => Self::retry(id, Err(error)),
			},
			Step::Reopen => Some(last),
			Step::Contribute { .. } | Step::Expire => {
				Some(Self::serve_active(round, id, task, page, meter))
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
	/// when those that compute can't bring the consensus. The caller saw to the weight. Gives when to look
	/// again.
	fn serve_active(
		round: &mut Round<T>,
		id: TaskId,
		mut task: Task<T>,
		page: &mut PageLook<T>,
		meter: &mut WeightMeter,
	) -> Seconds {
		let deal = page.deal.clone();
		let (now, last) = (round.now, deal.final_deadline());
		// No later than when the next worker may be late: until then it may bring the consensus, and
		// with that a time to reveal.
		let first_late = |task: &Task<T>| {
			let ends = task.computing().map(|(_, assignment)| assignment.until);
			ends.filter(|until| *until > now).min().unwrap_or(last).min(last)
		};
		if !round.settings.assign {
			return first_late(&task);
		}
		let before = (task.workers.clone(), task.in_vain);
		let assignments = task.assignments;
		let search = page.look == Look::Workers;
		let found = Self::supply(round, id, &mut task, &deal, search, meter);
		let first_late = first_late(&task);
		let got_some = task.assignments > assignments;
		if (&task.workers, task.in_vain) != (&before.0, before.1) {
			Tasks::<T>::insert(id, task);
		}
		page.found |= got_some;
		match found {
			Supply::Enough | Supply::Closed => first_late,
			Supply::Partly => now,
			Supply::Short if deal.terms.is_some() => {
				page.lacking = true;
				page.in_vain |= !got_some;
				first_late
			},
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
		// At most FORGET. What was never initialized left nothing behind.
		let count = left.min(FORGET).min(progress.initialized);
		if meter.try_consume(T::WeightInfo::forget(count as u32)).is_err() {
			return Served::TooHeavy;
		}
		match Self::forget(id, &deal, progress, count) {
			true => Served::Done(None),
			false => Served::Partly,
		}
	}

	/// Removes the next tasks of a deal all of whose tasks have ended, at most `count` of them, and
	/// the deal with the last one. Whether the deal is gone.
	pub(crate) fn forget(
		id: DealId,
		deal: &DealOf<T>,
		mut progress: DealProgress,
		count: u64,
	) -> bool {
		let next = deal.bot_first.saturating_add(progress.forgotten);
		let mut tasks = Self::tasks_from(id, next);
		let mut removed = 0u64;
		let left = loop {
			let Some(task) = tasks.next() else { break None };
			if removed >= count {
				break Some(deal_and_index(task).1);
			}
			Tasks::<T>::remove(task);
			removed = removed.saturating_add(1);
		};
		match left {
			Some(index) => {
				progress.forgotten = index.saturating_sub(deal.bot_first);
				Progress::<T>::insert(id, progress);
				false
			},
			None => {
				Progress::<T>::remove(id);
				T::Deals::forget(id);
				Self::deposit_event(Event::DealForgotten { deal: id });
				true
			},
		}
	}

	/// Tasks of a deal that the state has, from an index on, in their order.
	fn tasks_from(id: DealId, index: u64) -> impl Iterator<Item = TaskId> {
		let first = task_id(id, index);
		let known = Tasks::<T>::contains_key(first).then_some(first);
		let behind = Tasks::<T>::iter_keys_from(Tasks::<T>::hashed_key_for(first));
		known.into_iter().chain(behind).take_while(move |task| deal_and_index(*task).0 == id)
	}

	/// Weight of the largest step of a lane, which its share may not lack.
	#[cfg(feature = "std")]
	pub(crate) fn largest_step(lane: Lane) -> Weight {
		let workers = T::MaxWorkers::get();
		let page = Self::look_weight(PAGE as u32);
		let step = match lane {
			Lane::Work => {
				let supply = Self::supply_weight(workers);
				let reopen = T::WeightInfo::reopen(workers).saturating_add(supply);
				let finalize =
					T::WeightInfo::finalize(workers).saturating_add(T::OnResult::weight());
				page.saturating_add(finalize.max(reopen))
			},
			Lane::Endings => page
				.saturating_add(T::WeightInfo::claim(workers))
				.max(T::WeightInfo::settle_challenge())
				.max(T::WeightInfo::claim_deal()),
			Lane::Housekeeping => T::WeightInfo::forget(FORGET as u32).max(T::WeightInfo::wait()),
		};
		step.saturating_add(T::WeightInfo::agenda_step().saturating_mul(2))
	}
}
