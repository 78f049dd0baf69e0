// SPDX-License-Identifier: Apache-2.0

//! The queue of deals: which of them starts tasks next.
//!
//! The workerpools that have deals with tasks to start are served in turn, and so are the deals of
//! each: no bag waits behind a larger one, and no pool behind a busier one. A pool without a free
//! worker costs one look in a block, however many deals wait for it; they go on in the block in
//! which a slot is free again.

use super::{automation::BUCKET, supply::Supply};
use crate::{
	types::*, weights::WeightInfo, Config, DealQueue, DealQueues, Event, Pallet, PoolRing,
	PoolRingState, Progress, Tasks,
};
use alloc::vec::Vec;
use bourse_primitives::{
	traits::{Assignments, Deals},
	Deal, DealId, Seconds, WorkerpoolId,
};
use frame_support::{
	storage::{with_storage_layer, with_transaction},
	weights::{Weight, WeightMeter},
};
use sp_runtime::{DispatchError, TransactionOutcome};

/// Most tasks that one visit of a deal handles: how long the others wait for their turn. How many
/// visits a block has is a matter of its weight alone.
const MAX_TASKS_PER_VISIT: u32 = 16;
/// Most deals of a pool that are visited in vain in one block.
const MAX_IN_VAIN: u32 = 4;
/// How long a pool rests whose deals all found too few workers, in seconds, unless the number of
/// its free workers changes: a stake may have grown, a worker may be heard of again.
const REST: Seconds = BUCKET;
/// Wait before the next try to end a deal's tasks that could not be ended, in seconds.
const RETRY_ENDING: Seconds = 60;

/// What a visit found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
	/// Tasks remain: come again, now if possible.
	Again,
	/// Too few free workers: come again in another block.
	Short,
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
	/// Every turn starts tasks, or is the pool's last one in this block.
	pub(crate) fn run_queue(now: Seconds, settings: AutomationSettings, meter: &mut WeightMeter) {
		let visit = T::WeightInfo::visit_deal();
		let mut stuck = Vec::new();
		// At least one task must fit, or the turn is in vain.
		while meter.can_consume(visit.saturating_add(Self::first_task_weight())) {
			meter.consume(visit);
			let next = PoolRingState::<T>::mutate(|ring| ring.pop().and_then(PoolRing::<T>::take));
			let Some(pool) = next else { break };
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
	}

	/// Visits the next deal of a pool, or the first of the next few that can go on. Whether the
	/// pool can go on in this block. The caller has paid for one visit.
	fn serve_pool(
		pool: WorkerpoolId,
		now: Seconds,
		settings: AutomationSettings,
		meter: &mut WeightMeter,
	) -> bool {
		let by_chain = settings.assign && T::Assignments::is_automatic(pool);
		// Where the chain assigns nobody, nobody has to be free.
		let free_workers = || if by_chain { T::Assignments::free_workers(pool) } else { 1 };
		let visit = T::WeightInfo::visit_deal();
		for round in 0..MAX_IN_VAIN {
			if round > 0 {
				if !meter.can_consume(visit.saturating_add(Self::first_task_weight())) {
					return false;
				}
				meter.consume(visit);
			}
			let mut queue = DealQueues::<T>::get(pool);
			let Some(id) = DealQueue::<T>::get(pool, queue.ring.head) else { return true };
			// Too late for any work: the agenda ends what was never started.
			let deal = Self::open_deal(id, now);
			let free = free_workers();
			if deal.is_some() && (free == 0 || queue.is_resting(free, now)) {
				return false;
			}
			let found =
				deal.map_or(Visit::Done, |deal| Self::visit(id, &deal, now, settings, meter));
			if let Some(place) = queue.ring.pop() {
				DealQueue::<T>::remove(pool, place);
			}
			if found != Visit::Done {
				DealQueue::<T>::insert(pool, queue.ring.push(), id);
			}
			if found != Visit::Short {
				queue.in_vain = 0;
				DealQueues::<T>::insert(pool, queue);
				return true;
			}
			queue.in_vain = queue.in_vain.saturating_add(1);
			// Tasks that the visit started took workers.
			(queue.free, queue.since) = (free_workers(), now);
			DealQueues::<T>::insert(pool, queue);
		}
		false
	}

	/// Worst weight of one task in a visit.
	fn first_task_weight() -> Weight {
		T::WeightInfo::initialize().saturating_add(Self::supply_weight(0))
	}

	/// Initializes and assigns the next tasks of a deal.
	fn visit(
		id: DealId,
		deal: &Deal<T::AccountId>,
		now: Seconds,
		settings: AutomationSettings,
		meter: &mut WeightMeter,
	) -> Visit {
		for _ in 0..MAX_TASKS_PER_VISIT {
			let Some(index) = Self::next_task(id, deal) else {
				Self::unplace(Due::Deal(id), Self::end_bucket(deal));
				return Visit::Done;
			};
			if !meter.can_consume(Self::first_task_weight()) {
				return Visit::Again;
			}
			meter.consume(T::WeightInfo::initialize());
			// Where somebody was quicker, the agenda has the task.
			let known = Tasks::<T>::contains_key(bourse_primitives::task_id(id, index));
			if !known && !Self::start(id, deal, index, now, settings, meter) {
				return Visit::Short;
			}
			Self::proceed(id);
		}
		Visit::Again
	}

	/// Index of the first task of a deal that the chain has not looked at, unless all have been,
	/// or have ended.
	fn next_task(id: DealId, deal: &Deal<T::AccountId>) -> Option<u64> {
		let progress = Progress::<T>::get(id);
		let end = deal.bot_first.saturating_add(deal.bot_size);
		// All may have ended while nothing was served: then some may be forgotten, too.
		let open = progress.next < end && progress.ended < deal.bot_size;
		open.then_some(progress.next)
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
		Progress::<T>::mutate(id, |progress| progress.next = progress.next.saturating_add(1));
	}

	/// The bucket of the agenda in which what is left of a deal is ended.
	fn end_bucket(deal: &Deal<T::AccountId>) -> u64 {
		deal.final_deadline().div_ceil(BUCKET)
	}

	/// Puts a new deal on the agenda for its final deadline.
	pub(crate) fn note_end(id: DealId, deal: &Deal<T::AccountId>) {
		Self::place(Due::Deal(id), None, Self::end_bucket(deal));
	}

	/// Ends tasks of a deal that were never started, after its final deadline. It stays in its
	/// `bucket` while more of them are left. `false` when the weight does not suffice for one.
	pub(crate) fn serve_deal(
		id: DealId,
		bucket: u64,
		now: Seconds,
		settings: AutomationSettings,
		meter: &mut WeightMeter,
	) -> bool {
		let due = Due::Deal(id);
		let Some(deal) = T::Deals::deal(id) else {
			Self::unplace(due, bucket);
			return true;
		};
		let one = T::WeightInfo::initialize().saturating_add(T::WeightInfo::claim(0));
		for round in 0..MAX_TASKS_PER_VISIT {
			let Some(index) = Self::next_task(id, &deal) else {
				Self::unplace(due, bucket);
				return true;
			};
			if !settings.initialize {
				let later = now.saturating_add(RETRY_ENDING);
				Self::place(due, Some(bucket), later.div_ceil(BUCKET));
				return true;
			}
			if meter.try_consume(one).is_err() {
				return round > 0;
			}
			let task = bourse_primitives::task_id(id, index);
			let ended = with_storage_layer(|| {
				if !Tasks::<T>::contains_key(task) {
					Self::initialize_of(id, &deal, index)?;
					if settings.claim {
						Self::do_claim(task)?;
					}
				}
				Ok::<_, DispatchError>(())
			});
			if let Err(error) = ended {
				Self::deposit_event(Event::AutomationFailed { task, error });
				let later = now.saturating_add(RETRY_ENDING);
				Self::place(due, Some(bucket), later.div_ceil(BUCKET));
				return true;
			}
			Self::proceed(id);
		}
		true
	}
}
