// SPDX-License-Identifier: Apache-2.0

//! The queue of deals: which of them starts tasks next.
//!
//! The workerpools that have deals with tasks to start are served in turn, and so are the deals of
//! each: no bag waits behind a larger one, and no pool behind a busier one. By the market's rules a deal
//! that finds too few workers leaves the queue, and waits by itself ([`super::waiting`]). Without them a
//! pool without a free worker costs one look in a block, however many deals wait for it; they go on in
//! the block in which a slot is free again.

use super::supply::{Need, MAX_ASSIGN};
use crate::{
	types::*, weights::WeightInfo, Config, DealQueue, DealQueues, EngineVersion, Event, Pallet,
	PoolRing, PoolRingState, Progress, Tasks,
};
use alloc::{collections::BTreeSet, vec, vec::Vec};
use bourse_primitives::{
	deal_and_index, task_id,
	traits::{Assignments, Demand, Move, Picked, Sheet, Want, Wanted},
	Deal, DealId, Seconds, TaskId, WorkerpoolId,
};
use frame_support::weights::{Weight, WeightMeter};
use sp_runtime::traits::UniqueSaturatedInto;

/// Most deals of a pool that are visited in vain in one block.
const MAX_IN_VAIN: u32 = 4;
/// How long a pool rests whose deals all found too few workers, in seconds, unless the number of
/// its free workers changes: a stake may have grown, a worker may be heard of again.
const REST: Seconds = BUCKET;
/// What a visit found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
	/// Tasks remain: come again, now if possible.
	Again,
	/// Nobody could take a task, and some of those who could not were put aside: come again, now if
	/// possible, to find others.
	Aside,
	/// Nothing of a deal in doubt is tried before then, whoever is free.
	Doubt {
		/// In seconds of the Unix epoch.
		until: Seconds,
	},
	/// Too few free workers: come again in another block.
	Short {
		/// Whether some tasks found theirs.
		some: bool,
	},
	/// Nothing is left to start.
	Done,
}

impl PoolQueue {
	/// All deals found too few workers, and nothing has changed since.
	fn is_resting(&self, free: u32, now: Seconds) -> bool {
		self.in_vain >= self.ring.len()
			&& self.free == free
			&& now < self.since.saturating_add(REST)
	}
}

impl<T: Config> Pallet<T> {
	/// Appends a deal to those of its pool that have tasks to start.
	pub(crate) fn enqueue(pool: WorkerpoolId, id: DealId) {
		DealQueues::<T>::mutate(pool, |queue| {
			if queue.ring.is_empty() {
				Self::line_up(pool);
			}
			DealQueue::<T>::insert(pool, queue.ring.push(), id);
			// Whatever the others found, this one was not tried.
			queue.in_vain = 0;
		});
	}

	/// Appends a pool to those that have deals with tasks to start.
	fn line_up(pool: WorkerpoolId) {
		PoolRingState::<T>::mutate(|ring| PoolRing::<T>::insert(ring.push(), pool));
	}

	/// Serves the pools in turn, as long as there are any that can go on and the weight allows.
	/// Every turn starts tasks, puts workers aside, has a deal leave the queue, or is the pool's last
	/// one in this block.
	/// Whether the weight ended before.
	pub(crate) fn run_queue(
		now: Seconds,
		settings: AutomationSettings,
		meter: &mut WeightMeter,
	) -> bool {
		let visit = T::WeightInfo::visit_deal();
		let mut stuck = Vec::new();
		let mut hungry = true;
		// At least one task must fit, or the turn is in vain.
		while meter.can_consume(Self::visit_weight()) {
			meter.consume(visit);
			let next = PoolRingState::<T>::mutate(|ring| ring.pop().and_then(PoolRing::<T>::take));
			let Some(pool) = next else {
				hungry = false;
				break;
			};
			let goes_on = Self::serve_pool(pool, now, settings, meter);
			if DealQueues::<T>::get(pool).ring.is_empty() {
				DealQueues::<T>::remove(pool);
			} else if goes_on {
				Self::line_up(pool);
			} else {
				// Not twice in one block.
				stuck.push(pool);
			}
		}
		stuck.into_iter().for_each(Self::line_up);
		hungry
	}

	/// Visits the next deal of a pool, or the first of the next few that can go on. Whether the
	/// pool can go on in this block. The caller has paid for one visit. By the market's rules a deal
	/// that the chain assigns waits for the block after its match: one goes behind the others, and counts
	/// as no visit, so that matches of this block keep no other deal from its turns.
	fn serve_pool(
		pool: WorkerpoolId,
		now: Seconds,
		settings: AutomationSettings,
		meter: &mut WeightMeter,
	) -> bool {
		let visit = T::WeightInfo::visit_deal();
		let (mut tried, mut new) = (0u32, 0u64);
		while tried < MAX_IN_VAIN {
			if tried > 0 || new > 0 {
				if !meter.can_consume(Self::visit_weight()) {
					return false;
				}
				meter.consume(visit);
			}
			let mut queue = DealQueues::<T>::get(pool);
			let Some(id) = DealQueue::<T>::get(pool, queue.ring.head) else { return true };
			// Too late for any work: the agenda ends what was never started.
			let deal = Self::open_deal(id, now);
			let by_chain = deal.as_ref().is_some_and(|deal| settings.assign && Self::assigns(deal));
			// Where the chain assigns nobody, nobody has to be free.
			let free_workers = || if by_chain { T::Assignments::free_workers(pool) } else { 1 };
			let free = free_workers();
			if let Some(deal) = deal.as_ref().filter(|deal| deal.terms.is_some()) {
				if by_chain && Self::is_new(&Progress::<T>::get(id)) {
					new = new.saturating_add(1);
					let others = new < queue.ring.len();
					Self::requeue(pool, queue, id);
					if others {
						continue;
					}
					return false;
				}
				let again = |tried: Seconds| tried.saturating_add(deal.work_clock_time_ref);
				let again = Self::tried_at(id).map(again).filter(|again| now < *again);
				let found = match again {
					Some(until) => Visit::Doubt { until },
					None if free == 0 => Visit::Short { some: false },
					None => Self::visit(id, deal, now, settings, meter),
				};
				Self::put_back(pool, id, found, meter);
				return true;
			}
			if deal.is_some() && (free == 0 || queue.is_resting(free, now)) {
				return false;
			}
			let found =
				deal.map_or(Visit::Done, |deal| Self::visit(id, &deal, now, settings, meter));
			if found == Visit::Done {
				Self::end_wait(id);
			}
			if let Some(place) = queue.ring.pop() {
				DealQueue::<T>::remove(pool, place);
			}
			if found != Visit::Done {
				DealQueue::<T>::insert(pool, queue.ring.push(), id);
			}
			if !matches!(found, Visit::Short { .. }) {
				queue.in_vain = 0;
				DealQueues::<T>::insert(pool, queue);
				return true;
			}
			queue.in_vain = queue.in_vain.saturating_add(1);
			// Tasks that the visit started took workers.
			(queue.free, queue.since) = (free_workers(), now);
			DealQueues::<T>::insert(pool, queue);
			tried = tried.saturating_add(1);
		}
		false
	}

	/// Whether a deal was matched in this block.
	pub(super) fn is_new(progress: &DealProgress) -> bool {
		progress.matched_in == Self::this_block()
	}

	/// Number of this block.
	pub(super) fn this_block() -> u32 {
		frame_system::Pallet::<T>::block_number().unique_saturated_into()
	}

	/// Puts the deal at the head of a pool's ring behind the others.
	fn requeue(pool: WorkerpoolId, mut queue: PoolQueue, id: DealId) {
		if let Some(place) = queue.ring.pop() {
			DealQueue::<T>::remove(pool, place);
		}
		DealQueue::<T>::insert(pool, queue.ring.push(), id);
		DealQueues::<T>::insert(pool, queue);
	}

	/// A deal that was visited by the market's rules: it is in its pool's turn again, waits for
	/// workers, or has nothing left to start. The head of the ring until here, so that the pool stays in
	/// turn.
	fn put_back(pool: WorkerpoolId, id: DealId, found: Visit, meter: &mut WeightMeter) {
		DealQueues::<T>::mutate(pool, |queue| {
			if let Some(place) = queue.ring.pop() {
				DealQueue::<T>::remove(pool, place);
			}
			if matches!(found, Visit::Again | Visit::Aside) {
				DealQueue::<T>::insert(pool, queue.ring.push(), id);
			}
			queue.in_vain = 0;
		});
		match found {
			Visit::Short { some } => {
				meter.consume(T::WeightInfo::wait());
				Self::wait(id, pool, some);
			},
			Visit::Doubt { until } => {
				meter.consume(T::WeightInfo::wait());
				Self::rest(id, pool, until);
			},
			Visit::Again | Visit::Done => Self::end_wait(id),
			// Its looks in vain still count.
			Visit::Aside => {},
		}
	}

	/// Worst weight of a visit that starts one task.
	fn visit_weight() -> Weight {
		let start = Self::start_weight(1, MAX_ASSIGN).saturating_add(Self::back_weight(MAX_ASSIGN));
		T::WeightInfo::visit_deal()
			.saturating_add(Self::pass_weight())
			.saturating_add(start)
			.saturating_add(T::WeightInfo::wait())
	}

	/// Weight of looking which tasks of a deal were started by hand: those that a visit passes by,
	/// and those that it may start.
	fn pass_weight() -> Weight {
		T::WeightInfo::agenda_page(PAGE.saturating_mul(2) as u32)
	}

	/// Worst weight of so many tasks in a visit, each of which wants at most so many workers.
	fn start_weight(tasks: u32, limit: u32) -> Weight {
		T::WeightInfo::start(tasks).saturating_add(T::Assignments::assign_weight(tasks, limit))
	}

	/// Starts the next tasks of a deal: those of one page that fit the weight, as many of them as
	/// find all their workers. A task that no number of workers helps is started all the same: it
	/// waits for its final deadline on the agenda.
	fn visit(
		id: DealId,
		deal: &Deal<T::AccountId>,
		now: Seconds,
		settings: AutomationSettings,
		meter: &mut WeightMeter,
	) -> Visit {
		let mut progress = Progress::<T>::get(id);
		let Some(mut tasks) = Self::next_tasks(id, deal, &mut progress, meter) else {
			Progress::<T>::insert(id, progress);
			return Visit::Done;
		};
		let in_doubt = deal.terms.is_some() && Self::tried_at(id).is_some();
		if in_doubt {
			tasks.truncate(1);
		}
		let need = match settings.assign && Self::assigns(deal) {
			true => Self::first_need(deal),
			false => Need::NoMore,
		};
		let limit = match need {
			Need::Workers { limit, .. } => limit,
			_ => 0,
		};
		let by_rules = deal.terms.is_some();
		let worst = |tasks: &u32| {
			let back = match by_rules {
				// With the wait that comes of it when these are too few.
				true => Self::back_weight(limit.saturating_mul(*tasks))
					.saturating_add(T::WeightInfo::wait()),
				false => Weight::zero(),
			};
			Self::start_weight(*tasks, limit).saturating_add(back)
		};
		let fits = (1..=tasks.len() as u32).rev().find(|tasks| meter.can_consume(worst(tasks)));
		let Some(tasks) = fits.and_then(|fits| tasks.get(..fits as usize)) else {
			Progress::<T>::insert(id, progress);
			return Visit::Again;
		};
		let (crews, others) = match need {
			Need::Workers { target, limit, .. } => {
				let wants: Vec<_> = tasks
					.iter()
					.map(|task| Want {
						task: *task,
						target,
						limit,
						former: &[],
						whole: true,
						accepted_before: None,
					})
					.collect();
				let (pool, demand) = (deal.workerpool.id, Demand::of(id, deal));
				let drawn = T::Assignments::assign(Wanted { pool, demand, tasks: &wants });
				meter.consume(drawn.weight);
				let whole = drawn.crews.len();
				let crews = match by_rules {
					true => Self::back_crews(deal, tasks, drawn.crews, meter),
					false => drawn.crews,
				};
				// Another draw finds others than those who were put aside, or have no more stake.
				let spent = !crews.is_empty() && crews.len() < whole;
				(crews, drawn.aside > 0 || spent)
			},
			_ => (vec![Vec::new(); tasks.len()], false),
		};
		let started = crews.len() as u64;
		meter.consume(T::WeightInfo::start(started as u32));
		Self::start(deal, tasks, crews, need, now);
		progress.next = progress.next.saturating_add(started);
		progress.initialized = progress.initialized.saturating_add(started);
		Progress::<T>::insert(id, progress);
		if in_doubt && started > 0 {
			Self::note_tried(id, now);
		}
		if started < tasks.len() as u64 {
			match (others, started > 0) {
				(true, true) => Visit::Again,
				(true, false) => Visit::Aside,
				(false, some) => Visit::Short { some },
			}
		} else if progress.next < deal.bot_first.saturating_add(deal.bot_size) {
			Visit::Again
		} else {
			Visit::Done
		}
	}

	/// Locks the deal's worker stake for everybody who was drawn (PROTOCOL 9). The first task whose
	/// workers can't all answer for it ends the crews: it and those behind it are taken back.
	pub(crate) fn back_crews(
		deal: &Deal<T::AccountId>,
		tasks: &[TaskId],
		mut crews: Vec<Vec<Picked<T::AccountId>>>,
		meter: &mut WeightMeter,
	) -> Vec<Vec<Picked<T::AccountId>>> {
		let amount = deal.worker_stake;
		let mut sheet = Sheet::<T::AccountId, T::Ledger>::default();
		let mut back_all = |crew: &Vec<Picked<T::AccountId>>| {
			let mut moves = Vec::new();
			for Picked { owner, .. } in crew {
				if sheet.lock(owner, amount).is_err() {
					// None of them, or all. What was just locked is there to be freed.
					let _ = sheet.apply(&moves);
					return false;
				}
				moves.push(Move::Unlocked { who: owner.clone(), amount });
			}
			true
		};
		let backed = crews.iter().take_while(|crew| back_all(crew)).count();
		sheet.close();
		let unbacked = crews.split_off(backed.min(crews.len()));
		let of_task = |(task, crew): (&TaskId, Vec<Picked<T::AccountId>>)| {
			let task = *task;
			crew.into_iter().map(move |Picked { worker, .. }| (worker, task))
		};
		let back = tasks.iter().skip(backed).zip(unbacked).flat_map(of_task).collect();
		let locked = crews.iter().flatten().count() as u32;
		let owners: BTreeSet<_> = crews.iter().flatten().map(|picked| &picked.owner).collect();
		meter.consume(Self::lock_weight(owners.len() as u32, locked));
		meter.consume(Self::hand_back(back));
		crews
	}

	/// The next tasks of a deal that nobody has started, up to the end of their page. `None` when
	/// the chain has looked at all, or all have ended. Passes by those that somebody was quicker
	/// with.
	fn next_tasks(
		id: DealId,
		deal: &Deal<T::AccountId>,
		progress: &mut DealProgress,
		meter: &mut WeightMeter,
	) -> Option<Vec<TaskId>> {
		// All may have ended while nothing was served: then some may be forgotten, too.
		if progress.ended >= deal.bot_size {
			return None;
		}
		let end = deal.bot_first.saturating_add(deal.bot_size);
		let passed = progress.next.saturating_sub(deal.bot_first);
		let by_hand = progress.initialized > passed;
		let is_known = |index: u64| by_hand && Tasks::<T>::contains_key(task_id(id, index));
		if by_hand {
			meter.consume(Self::pass_weight());
		}
		let mut known = 0u64;
		while known < PAGE && progress.next < end && is_known(progress.next) {
			progress.next = progress.next.saturating_add(1);
			known = known.saturating_add(1);
		}
		if progress.next >= end {
			return None;
		}
		let page_end = (progress.next | PAGE.saturating_sub(1)).saturating_add(1).min(end);
		let run = (progress.next..page_end).take_while(|index| !is_known(*index));
		Some(run.map(|index| task_id(id, index)).collect())
	}

	/// Opens tasks for contributions, with the workers that they got.
	pub(crate) fn start(
		deal: &Deal<T::AccountId>,
		tasks: &[TaskId],
		crews: Vec<Vec<Picked<T::AccountId>>>,
		need: Need,
		now: Seconds,
	) {
		let (Some(&task), false) = (tasks.first(), crews.is_empty()) else { return };
		let (page, (id, first)) = (page_of(task), deal_and_index(task));
		let engine = EngineVersion::<T>::get();
		let until = Self::assignment_end(deal, now);
		let status = AssignmentStatus::Standing;
		let count = crews.len() as u32;
		let mut assigned = Vec::new();
		let mut wake = deal.final_deadline();
		for ((task, crew), index) in tasks.iter().zip(crews).zip(first..) {
			let mut record = Task::<T>::new(engine);
			if let Need::Workers { limit, most, .. } = need {
				// Only as many as one step brings: more with the next one.
				let partly = limit == MAX_ASSIGN && most > limit;
				wake = wake.min(if partly { now.saturating_add(BUCKET) } else { until });
			}
			for Picked { worker, owner } in crew {
				assigned.push(NewAssignment { index, worker: worker.clone() });
				let assignment = Some(Assignment { since: now, until, status, own_fees: 0 });
				let worker = TaskWorker { assignment, ..TaskWorker::new(worker, owner) };
				// No more are drawn than there is room for.
				let _ = record.workers.try_push(worker);
				record.note_assignment(now);
			}
			Tasks::<T>::insert(task, record);
		}
		let workerpool = deal.workerpool.id;
		Self::deposit_event(Event::TasksInitialized { deal: id, first, count, workerpool });
		if !assigned.is_empty() {
			Self::deposit_event(Event::TasksAssigned { deal: id, until, assigned });
		}
		Self::place_look(page, wake, deal.final_deadline());
	}
}
