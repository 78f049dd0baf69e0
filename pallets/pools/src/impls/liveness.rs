// SPDX-License-Identifier: Apache-2.0

//! Signs of life, missed duties, suspension and the way back.

use super::bonds::Demanded;
use crate::{
	pallet::*, pause_after, Heartbeat, PoolRules, Suspension, WeightInfo, Worker, WorkerStatus,
	LONGEST_PAUSE,
};
use alloc::vec;
use bourse_primitives::{
	batch::{authorize, Standing},
	crypto::PocoSignature,
	protocol,
	traits::{Ledger, Rules},
	Balance, Seconds, Tag,
};
use codec::Encode;
use frame_support::{
	ensure,
	pallet_prelude::{
		DispatchResult, InvalidTransaction, TransactionPriority, TransactionSource,
		TransactionValidityWithRefund,
	},
	traits::UnixTime,
	weights::Weight,
};
use sp_runtime::traits::Saturating;

/// Workers that one block looks at for silence, whether anybody draws them or not.
pub(crate) const SWEEP: u32 = 4;
/// Seconds after an expulsion for which tasks of the longest standard category may last that had a
/// contribution by then.
pub(crate) const EXPELLED_TIME: Seconds = protocol::final_time(protocol::LONGEST_TIME_REF);
/// Priority of attempt 0: below the batches of `pallet-poco`, which bring results.
const PRIORITY: TransactionPriority = 1 << 39;

impl<T: Config> Pallet<T> {
	/// The block's time by the protocol's clock, in seconds.
	pub(crate) fn now() -> Seconds {
		T::Time::now().as_secs()
	}

	/// Takes an Active worker off the roster until it shows that it is there. The caller saves it.
	fn suspend(who: &T::AccountId, worker: &mut Worker<T::AccountId>, why: Suspension) {
		worker.status = WorkerStatus::Suspended;
		let (pool, worker) = (worker.pool, who.clone());
		Self::deposit_event(Event::WorkerSuspended { pool, worker, why });
	}

	/// Whether no task can go to the worker, by the rules of the market: its owner's free stake is
	/// below the least that a task locks, or the worker is below its pool's rules, those of its
	/// acceptance as well as the present ones: what an owner of a pool changes takes nobody's tasks of
	/// deals with other rules.
	pub(crate) fn is_unfit(who: &T::AccountId, worker: &Worker<T::AccountId>) -> bool {
		let (present, former) = (Pools::<T>::get(worker.pool), worker.rules);
		let both = PoolRules {
			min_stake: present.min_stake.min(former.min_stake),
			min_score: present.min_score.min(former.min_score),
			tag: Tag(present.tag.0 & former.tag.0),
			..present
		};
		T::Ledger::stake(&worker.owner) < T::Rules::parameters().worker_fee
			|| Self::ensure_meets(&both, who, worker).is_err()
	}

	/// Whether a sign of life brings a Suspended worker back now.
	pub(crate) fn may_resume(who: &T::AccountId, worker: &Worker<T::AccountId>) -> bool {
		!Self::rules_hold() || (Self::now() >= worker.back_at && !Self::is_unfit(who, worker))
	}

	/// A draw for tasks that lock so much found a worker that can't be drawn, by its own fault: fits its
	/// slots to its owner's stake, gives it a mark, or suspends it, as the case may be, so that the next
	/// draw does not find it again. Whether it won't.
	pub(crate) fn put_aside(who: &T::AccountId, needed: Balance) -> bool {
		let Some(mut worker) = Workers::<T>::get(who) else { return false };
		let before = worker.free_slots();
		let _ = Self::back_slots(who, &mut worker, Demanded::Possible);
		let short = T::Ledger::stake(&worker.owner) < needed;
		let why = if worker.is_silent(Self::now(), Self::parameters().silence_limit) {
			Some(Suspension::Silent)
		} else if Self::is_unfit(who, &worker) {
			Some(Suspension::Unfit)
		} else {
			None
		};
		let marked = why.is_none() && short && Self::set_mark(who, &mut worker, needed);
		if marked || why == Some(Suspension::Unfit) {
			worker.asides.saturating_inc();
		}
		match (worker.status, why) {
			(WorkerStatus::Active, Some(why)) => Self::suspend(who, &mut worker, why),
			(WorkerStatus::Expelled, None) if short => {},
			(WorkerStatus::Expelled, _) => Self::dismiss_for_good(&mut worker),
			_ => {},
		}
		let aside = marked || worker.free_slots() < before;
		Self::save(who, worker);
		aside
	}

	/// A task of a worker has ended: brings the worker back if it was suspended as unfit and is not
	/// any more, and takes its mark away if that is not right any more. The caller saves it.
	pub(crate) fn reconsider(who: &T::AccountId, worker: &mut Worker<T::AccountId>) {
		Self::reconsider_mark(who, worker);
		if worker.status != WorkerStatus::Suspended || !Self::rules_hold() {
			return;
		}
		let parameters = Self::parameters();
		let other_reason = worker.missed >= parameters.missed_limit
			|| worker.is_silent(Self::now(), parameters.silence_limit);
		if !other_reason {
			Self::resume(who, worker);
		}
	}

	/// Brings a Suspended worker back. One that missed too much is on trial: it is suspended again
	/// by the next miss, unless it delivers before. Where the rules of the market hold, the worker
	/// has to be fit, and a pause after a miss has to be over. The caller saves it.
	fn resume(who: &T::AccountId, worker: &mut Worker<T::AccountId>) {
		if worker.status != WorkerStatus::Suspended || !Self::may_resume(who, worker) {
			return;
		}
		worker.status = WorkerStatus::Active;
		let last = Self::parameters().missed_limit.saturating_sub(1);
		worker.missed = worker.missed.min(last);
		let (pool, worker) = (worker.pool, who.clone());
		Self::deposit_event(Event::WorkerResumed { pool, worker });
	}

	/// A worker let an assignment pass. Too many in a row suspend it. The caller saves it.
	pub(crate) fn note_missed(who: &T::AccountId, worker: &mut Worker<T::AccountId>) {
		worker.missed.saturating_inc();
		let too_many = worker.missed >= Self::parameters().missed_limit;
		if too_many && worker.status == WorkerStatus::Active {
			if Self::rules_hold() {
				worker.lapses.saturating_inc();
				worker.back_at =
					Self::now().saturating_add(pause_after(worker.lapses, LONGEST_PAUSE));
			}
			Self::suspend(who, worker, Suspension::Late);
		}
		if too_many && worker.status == WorkerStatus::Expelled {
			Self::dismiss_for_good(worker);
		}
	}

	/// A worker contributed or revealed (`delivered`), or reported why it can't. Written down
	/// only when it changes something, or when the last note is older than a quarter of the
	/// heartbeat interval.
	pub(crate) fn note_sign_of_life(who: &T::AccountId, delivered: bool) {
		let Some(mut worker) = Workers::<T>::get(who) else { return };
		let now = Self::now();
		let fresh = Self::parameters().heartbeat_interval / 4;
		let noted = worker.missed > 0 || worker.lapses > 0 || worker.asides > 0;
		let forgiven = delivered && noted;
		let suspended = worker.status == WorkerStatus::Suspended;
		if !forgiven && !suspended && now < worker.last_seen.saturating_add(fresh) {
			return;
		}
		let before = worker.free_slots();
		worker.last_seen = now;
		if delivered {
			(worker.lapses, worker.asides) = (0, 0);
			// Not before its pause is over.
			if !suspended || now >= worker.back_at {
				worker.missed = 0;
			}
		}
		Self::resume(who, &mut worker);
		Self::save_and_tell(who, worker, Some(before));
	}

	/// A worker's node, or its account, says that it is there.
	pub(crate) fn do_heartbeat(who: T::AccountId, ready: Option<u32>) -> DispatchResult {
		let mut worker = Self::worker(&who)?;
		match worker.status {
			WorkerStatus::Applied => return Err(Error::<T>::NotAccepted.into()),
			WorkerStatus::Leaving | WorkerStatus::Expelled => {
				return Err(Error::<T>::AlreadyLeaving.into());
			},
			WorkerStatus::Active | WorkerStatus::Suspended => {},
		}
		let before = worker.free_slots();
		worker.ready = ready;
		worker.last_seen = Self::now();
		Self::resume(&who, &mut worker);
		// To dearer deals, all of its slots are new.
		let before = if Self::reconsider_mark(&who, &mut worker) { None } else { Some(before) };
		if Self::rules_hold() {
			Self::bind_to_open_pool(&mut worker);
			Self::back_slots(&who, &mut worker, Demanded::Possible)?;
		}
		Self::save_and_tell(&who, worker, before);
		Ok(())
	}

	/// An unsigned heartbeat is taken in when the worker's time for one has come, once for each
	/// of them: `since` is the time that the chain last noted a sign of life, and it moves with
	/// every heartbeat. All but the signature is read off one record.
	pub(crate) fn authorize_heartbeat(
		_source: TransactionSource,
		heartbeat: &Heartbeat<T::AccountId>,
		signature: &PocoSignature,
	) -> TransactionValidityWithRefund {
		let Heartbeat { worker: who, since, .. } = heartbeat;
		let worker = Workers::<T>::get(who).ok_or(InvalidTransaction::BadSigner)?;
		let key = worker.hot_key.as_ref().ok_or(InvalidTransaction::BadSigner)?;
		let member = matches!(worker.status, WorkerStatus::Active | WorkerStatus::Suspended);
		ensure!(member, InvalidTransaction::Call);
		ensure!(*since == worker.last_seen, InvalidTransaction::Stale);
		ensure!(Self::is_heartbeat_due(who, &worker), InvalidTransaction::Future);
		let standing = Standing {
			priority: PRIORITY,
			provides: vec![(b"pools heartbeat", who, since).encode()],
			// Until the next sign of life.
			left: Seconds::MAX,
		};
		authorize(heartbeat, key, signature, standing)
	}

	/// Nothing was heard of the worker for a heartbeat interval. Where the rules of the market hold,
	/// that of a suspended worker is due as soon as it brings the worker back, and that of a worker with
	/// a mark as soon as it takes that away. A worker that draws put aside again and again has a pause
	/// before that, doubled each time, up to the interval: heartbeats are free.
	pub(crate) fn is_heartbeat_due(who: &T::AccountId, worker: &Worker<T::AccountId>) -> bool {
		let interval = Self::parameters().heartbeat_interval;
		let is_over = |pause| Self::now() >= worker.last_seen.saturating_add(pause);
		let suspended = worker.status == WorkerStatus::Suspended && Self::rules_hold();
		if !suspended && !Self::has_more(worker) {
			return is_over(interval);
		}
		let pause = match worker.asides {
			0 => 0,
			asides => pause_after(asides, interval),
		};
		is_over(pause) && (!suspended || Self::may_resume(who, worker))
	}

	/// Looks at the next few workers and suspends those whose nodes are silent, so that everybody
	/// can see it. (Draws pass over silent workers whether they are suspended yet or not.)
	pub(crate) fn sweep(remaining: Weight) -> Weight {
		let weight = T::WeightInfo::sweep(SWEEP).saturating_add(Self::disembark_weight(SWEEP));
		if !weight.all_lte(remaining) {
			return Weight::zero();
		}
		let (now, limit) = (Self::now(), Self::parameters().silence_limit);
		let mut workers = match SweepCursor::<T>::get() {
			Some(cursor) => Workers::<T>::iter_from(cursor.into_inner()),
			None => Workers::<T>::iter(),
		};
		let some: vec::Vec<_> = workers.by_ref().take(SWEEP as usize).collect();
		if some.len() < SWEEP as usize {
			SweepCursor::<T>::kill();
		} else {
			SweepCursor::<T>::set(workers.last_raw_key().to_vec().try_into().ok());
		}
		for (who, _) in some {
			// Read anew: taking one off the roster moves another.
			let Some(mut worker) = Workers::<T>::get(&who) else { continue };
			if worker.status == WorkerStatus::Active && worker.is_silent(now, limit) {
				Self::suspend(&who, &mut worker, Suspension::Silent);
				Self::save(&who, worker);
			} else if worker.status == WorkerStatus::Expelled
				&& now >= worker.expelled_at.saturating_add(EXPELLED_TIME)
			{
				Self::dismiss_for_good(&mut worker);
				Self::save(&who, worker);
			}
		}
		weight
	}
}
