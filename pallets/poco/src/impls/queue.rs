// SPDX-License-Identifier: Apache-2.0

//! The queue of deals: a ring, served in turn, so that no deal waits behind a larger one.

use super::{automation::BUCKET, supply::Supply};
use crate::{
	types::*, weights::WeightInfo, Config, DealQueue, Event, Pallet, Progress, QueueStates, Tasks,
};
use alloc::vec::Vec;
use bourse_primitives::{traits::Deals, Deal, DealId, Seconds};
use frame_support::{
	storage::{with_storage_layer, with_transaction},
	weights::{Weight, WeightMeter},
};
use sp_runtime::{DispatchError, TransactionOutcome};

/// Most tasks that one visit of a deal handles: how long the others wait for their turn. How many
/// visits a block has is a matter of its weight alone.
const MAX_TASKS_PER_VISIT: u32 = 16;
/// Tries in consecutive blocks to find a free worker before a deal waits on the agenda.
const MAX_TRIES: u8 = 8;

/// What a visit found.
enum Visit {
	/// Tasks remain: come again, now if possible.
	Again,
	/// No free worker: come again in the next block.
	Stalled,
	/// Nothing left, or the agenda has it.
	Done,
}

impl<T: Config> Pallet<T> {
	/// Appends a deal to the queue.
	pub(crate) fn enqueue(id: DealId) {
		QueueStates::<T>::mutate(|queue| {
			DealQueue::<T>::insert(queue.tail, id);
			queue.tail = queue.tail.saturating_add(1);
		});
	}

	/// Takes the first deal out of the queue.
	fn dequeue() -> Option<DealId> {
		QueueStates::<T>::mutate(|queue| {
			if queue.is_empty() {
				return None;
			}
			let id = DealQueue::<T>::take(queue.head);
			queue.head = queue.head.saturating_add(1);
			id
		})
	}

	/// Visits deals in turn, as long as there are any that can go on and the weight allows. Every
	/// visit starts tasks, or is the deal's last one in this block.
	pub(crate) fn run_queue(now: Seconds, settings: AutomationSettings, meter: &mut WeightMeter) {
		let visit = T::WeightInfo::visit_deal();
		let mut stalled = Vec::new();
		// At least one task must fit, or the visit is in vain.
		while meter.can_consume(visit.saturating_add(Self::first_task_weight())) {
			meter.consume(visit);
			let Some(id) = Self::dequeue() else { break };
			match Self::visit(id, now, settings, meter) {
				Visit::Again => Self::enqueue(id),
				// Not twice in one block.
				Visit::Stalled => stalled.push(id),
				Visit::Done => {},
			}
		}
		stalled.into_iter().for_each(Self::enqueue);
	}

	/// Worst weight of one task in a visit.
	fn first_task_weight() -> Weight {
		T::WeightInfo::initialize()
			.saturating_add(Self::supply_weight(0).max(T::WeightInfo::claim(0)))
	}

	/// Initializes and assigns the next tasks of a deal, or claims them when it is too late.
	fn visit(
		id: DealId,
		now: Seconds,
		settings: AutomationSettings,
		meter: &mut WeightMeter,
	) -> Visit {
		let Some(deal) = T::Deals::deal(id) else { return Visit::Done };
		let end = deal.bot_first.saturating_add(deal.bot_size);
		let expired = now >= deal.final_deadline();
		for _ in 0..MAX_TASKS_PER_VISIT {
			let progress = Progress::<T>::get(id);
			// All may have ended while nothing was served: then some may be forgotten, too.
			if progress.next >= end || progress.ended >= deal.bot_size {
				return Visit::Done;
			}
			if !meter.can_consume(Self::first_task_weight()) {
				return Visit::Again;
			}
			meter.consume(T::WeightInfo::initialize());
			let index = progress.next;
			let task = bourse_primitives::task_id(id, index);
			if Tasks::<T>::contains_key(task) {
				// Somebody was quicker: the agenda has it.
				Self::proceed(id);
			} else if expired {
				meter.consume(T::WeightInfo::claim(0));
				let claimed = with_storage_layer(|| {
					let task = Self::initialize_of(id, &deal, index)?;
					if settings.claim {
						Self::do_claim(task)?;
					}
					Ok::<_, DispatchError>(())
				});
				if let Err(error) = claimed {
					Self::deposit_event(Event::AutomationFailed { task, error });
					return Self::stall(id, &deal, now);
				}
				Self::proceed(id);
			} else if Self::start(id, &deal, index, now, settings, meter) {
				Self::proceed(id);
			} else {
				return Self::stall(id, &deal, now);
			}
		}
		Visit::Again
	}

	/// Initializes a task and assigns its workers, all or nothing. A task that no number of
	/// workers helps is initialized all the same: it waits for its final deadline on the agenda.
	fn start(
		deal_id: DealId,
		deal: &Deal<T::AccountId>,
		index: u64,
		now: Seconds,
		settings: AutomationSettings,
		meter: &mut WeightMeter,
	) -> bool {
		let started: Result<bool, DispatchError> = with_transaction(|| {
			let id = match Self::initialize_of(deal_id, deal, index) {
				Ok(id) => id,
				Err(error) => return TransactionOutcome::Rollback(Err(error)),
			};
			let mut next = deal.final_deadline();
			if settings.assign {
				let Some(task) = Tasks::<T>::get(id) else {
					return TransactionOutcome::Rollback(Ok(false));
				};
				match Self::supply(id, &task, deal, now, meter) {
					Supply::Enough => {
						next = Self::assignment_end(deal, now).min(next);
					},
					Supply::Partly => next = now.saturating_add(BUCKET).min(next),
					Supply::Closed => {},
					Supply::Short => return TransactionOutcome::Rollback(Ok(false)),
				}
			}
			Tasks::<T>::mutate(id, |task| {
				if let Some(task) = task {
					Self::wake_at(id, task, next);
				}
			});
			TransactionOutcome::Commit(Ok(true))
		});
		started.unwrap_or(false)
	}

	/// The deal's next task is looked after.
	fn proceed(id: DealId) {
		Progress::<T>::mutate(id, |progress| {
			progress.next = progress.next.saturating_add(1);
			progress.tries = 0;
		});
	}

	/// No free worker: another try in the next block, and after some of them a longer wait.
	fn stall(id: DealId, deal: &Deal<T::AccountId>, now: Seconds) -> Visit {
		let tries = Progress::<T>::mutate(id, |progress| {
			progress.tries = progress.tries.saturating_add(1);
			progress.tries
		});
		if tries < MAX_TRIES {
			return Visit::Stalled;
		}
		let mut time = Self::retry_time(deal.start_time, now);
		if now < deal.final_deadline() {
			time = time.min(deal.final_deadline());
		}
		Self::place(Due::Deal(id), None, time.div_ceil(BUCKET));
		Visit::Done
	}
}
