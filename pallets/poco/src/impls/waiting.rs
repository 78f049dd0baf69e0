// SPDX-License-Identifier: Apache-2.0

//! Deals and pages that wait for workers (PROTOCOL 9).
//!
//! A deal with tasks to start that found too few workers leaves the queue, and so does a page with
//! tasks that lack workers leave the agenda's looks: both wait among those of their pool. Two things
//! end a wait for a look: the end of a pause, which grows from look to look, and free slots of the
//! pool, which wake the newest and the longest waiting. [`MAX_LOOKS`] bounds the pauses, so that
//! nobody is looked for more often than that without a fee or a free slot. A deal in doubt rests apart.

use crate::{types::*, Config, Pallet, WaitingDeals, WaitingStates, Waits};
use bourse_primitives::{
	deal_and_index,
	traits::{Assignments, OnFreeSlots},
	DealId, Seconds, TaskId, WorkerpoolId,
};
#[cfg(feature = "runtime-benchmarks")]
use codec::Encode;
use frame_support::weights::WeightMeter;
use sp_core::H256;

use super::agenda::Served;
use crate::weights::WeightInfo;

/// Looks in vain, of all that a deal or a page has in a row, behind which a pause ends the wait. After
/// them only free slots do.
pub(crate) const MAX_LOOKS: u32 = 16;
/// Number of times that a pause doubles: from 10 to 320 seconds.
const DOUBLINGS: u32 = 5;
/// Most places of a ring that are passed by for one that waits: a gap is passed by once.
const MAX_GAPS: u32 = 4;

/// The pause behind so many looks in vain, the first of which was `waited` seconds ago: 10, 20, 40,
/// 80, 160, 320 seconds, and then at least half of the time that was waited.
pub(crate) fn pause(looks: u32, waited: Seconds) -> Option<Seconds> {
	if looks >= MAX_LOOKS {
		return None;
	}
	let doubled = BUCKET.saturating_mul(1 << looks.min(DOUBLINGS));
	Some(if looks < DOUBLINGS { doubled } else { doubled.max(waited / 2) })
}

/// Whether it is a deal that waits, and not a page.
pub(crate) fn is_deal(id: H256) -> bool {
	deal_and_index(id).0 == id
}

/// The entry of the agenda for one that waits.
fn due_of<AccountId>(id: H256) -> Due<AccountId> {
	match is_deal(id) {
		true => Due::Start(id),
		false => Due::Workers(id),
	}
}

impl<T: Config> Pallet<T> {
	/// Puts a deal or a page, by its id, among those of its pool that wait. With `found` the last look
	/// was not in vain, so that the pauses begin anew.
	pub(crate) fn wait(id: H256, pool: WorkerpoolId, found: bool) {
		let now = Self::now();
		let known = Waits::<T>::get(id);
		if known.is_some_and(|wait| wait.place.is_some_and(|_| wait.at.is_none_or(|at| at > now))) {
			return;
		}
		if let Some(place) = known.and_then(|wait| wait.place) {
			Self::leave(pool, place);
		}
		let before = known.filter(|_| !found);
		let (since, looks) = before.map_or((now, 0), |wait| (wait.since, wait.looks));
		let place = WaitingStates::<T>::mutate(pool, |waits| {
			waits.get_or_insert_with(Default::default).push(looks > 0)
		});
		WaitingDeals::<T>::insert(pool, place, id);
		let at = pause(looks, now.saturating_sub(since)).map(|pause| now.saturating_add(pause));
		if let Some(at) = at {
			Self::place(due_of(id), at);
		}
		let looks = looks.saturating_add(1);
		Waits::<T>::insert(id, Wait { pool, since, looks, place: Some(place), at });
	}

	/// A deal in doubt rests until another of its tasks may be tried: that is no look in vain, and it has no
	/// place, since free slots would wake it for nothing.
	pub(super) fn rest(id: DealId, pool: WorkerpoolId, until: Seconds) {
		Self::end_wait(id);
		Self::place(due_of(id), until);
		let (since, looks) = (Self::now(), 0);
		Waits::<T>::insert(id, Wait { pool, since, looks, place: None, at: Some(until) });
	}

	/// A deal or a page waits no more.
	pub(crate) fn end_wait(id: H256) {
		if let Some(Wait { pool, place, .. }) = Waits::<T>::get(id) {
			Waits::<T>::remove(id);
			if let Some(place) = place {
				Self::leave(pool, place);
			}
		}
	}

	/// Whether a deal or a page waits, or is to be looked at after a wait.
	pub(crate) fn is_waiting(id: H256) -> bool {
		Waits::<T>::contains_key(id)
	}

	/// Whether a page that waits is to be looked at: free slots have woken it, or its pause is over.
	pub(super) fn is_due_to_look(page: TaskId) -> bool {
		let over = |wait: Wait| wait.at.is_some_and(|at| at <= Self::now());
		Waits::<T>::get(page).is_some_and(|wait| wait.place.is_none() || over(wait))
	}

	/// Number of looks in vain of a deal or a page that waits.
	pub(super) fn looks_of(id: H256) -> u32 {
		Waits::<T>::get(id).map_or(0, |wait| wait.looks)
	}

	/// When a page that waits is looked at again without free slots, if at all.
	pub(crate) fn next_search(page: TaskId) -> Option<Option<Seconds>> {
		Waits::<T>::get(page).map(|wait| wait.at)
	}

	/// Takes a place out of those of a pool.
	fn leave(pool: WorkerpoolId, place: WaitingPlace) {
		WaitingDeals::<T>::remove(pool, place);
		WaitingStates::<T>::mutate_exists(pool, |waits| {
			if let Some(state) = waits {
				state.length = state.length.saturating_sub(1);
			}
			*waits = waits.filter(|state| state.length > 0);
		});
	}

	/// A deal is in its pool's turn again, a page on the agenda of this block.
	fn wake(id: H256, wait: Wait) {
		Waits::<T>::insert(id, Wait { place: None, at: None, ..wait });
		match is_deal(id) {
			true => Self::enqueue(wait.pool, id),
			false => Self::place_now(due_of(id)),
		}
	}

	/// Ends the wait of a deal: something has changed for it.
	pub(crate) fn wake_deal(id: DealId) {
		let Some(wait) = Waits::<T>::get(id) else { return };
		match wait {
			Wait { place: Some(place), .. } => Self::leave(wait.pool, place),
			// It rests.
			Wait { at: Some(_), .. } => {},
			// It is in its pool's turn already.
			_ => return,
		}
		Self::wake(id, wait);
	}

	/// A deal that waits: its pause may be over.
	pub(super) fn serve_start(id: DealId, meter: &mut WeightMeter) -> Served {
		let over = |wait: Wait| wait.at.is_some_and(|at| at <= Self::now());
		if !Waits::<T>::get(id).is_some_and(over) {
			// An earlier pause, which something else has ended.
			return Served::Done(None);
		}
		if meter.try_consume(T::WeightInfo::wait()).is_err() {
			return Served::TooHeavy;
		}
		Self::wake_deal(id);
		Served::Done(None)
	}

	/// Takes out the newest, or the longest waiting, of a pool.
	fn pop_waiting(pool: WorkerpoolId, waits: &mut PoolWaits, newest: bool) -> Option<H256> {
		for _ in 0..MAX_GAPS {
			let place = waits.pop(newest)?;
			if let Some(id) = WaitingDeals::<T>::take(pool, place) {
				waits.length = waits.length.saturating_sub(1);
				return Some(id);
			}
		}
		None
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl<T: Config> Pallet<T> {
	/// So many deals, and then as many pages, wait for workers of a pool. None of them exists.
	pub fn keep_waiting(pool: WorkerpoolId, count: u32) {
		let deal = |number: u32| {
			let order = sp_crypto_hashing::blake2_256(&(b"bench wait", pool, number).encode());
			bourse_primitives::deal_id(order.into(), 0)
		};
		for id in (0..count).map(deal) {
			Self::wait(id, pool, false);
		}
		for id in (0..count).map(deal) {
			Self::wait(bourse_primitives::task_id(id, 0), pool, false);
		}
	}
}

impl<T: Config> OnFreeSlots for Pallet<T> {
	/// Wakes the newest and the longest waiting. Does nothing while nobody has a free slot.
	fn on_free_slots(pool: WorkerpoolId) {
		let Some(mut waits) = WaitingStates::<T>::get(pool) else { return };
		if T::Assignments::free_workers(pool) == 0 {
			return;
		}
		let woken = [true, false].map(|newest| Self::pop_waiting(pool, &mut waits, newest));
		WaitingStates::<T>::set(pool, Some(waits).filter(|waits| waits.length > 0));
		for id in woken.into_iter().flatten() {
			if let Some(wait) = Waits::<T>::get(id) {
				Self::wake(id, wait);
			}
		}
	}
}
