// SPDX-License-Identifier: Apache-2.0

//! What the chain does by itself, in the weight that a block leaves (PROTOCOL 8.1).
//!
//! Two structures drive it. The **queue of deals** ([`super::queue`]) has pools served in turn,
//! and the deals of each: a visit initializes and assigns a few tasks of a deal, and puts it back.
//! The **agenda** ([`super::agenda`]) says when to look at the live tasks of a page, at a deal's
//! final deadline and retention, and at a challenge, in buckets of [`BUCKET`] seconds. What is to be
//! done is derived from the state alone, so a repeated look does no harm. The lanes of the agenda and
//! the queue have shares of the weight: none of them holds up another.

use super::agenda::Left;
use crate::{types::*, weights::WeightInfo, Automation, Config, Pallet};
use alloc::vec::Vec;
use bourse_primitives::{Deal, Seconds};
#[cfg(feature = "std")]
use frame_support::dispatch::DispatchClass;
use frame_support::{
	traits::{Get, UnixTime},
	weights::{Weight, WeightMeter},
};

/// What an assignment by the market's rules has besides T, in seconds.
const MINUTE: Seconds = 60;

impl<T: Config> Pallet<T> {
	/// The block's time by the protocol's clock, in seconds.
	pub fn now() -> Seconds {
		T::Time::now().as_secs()
	}

	/// When an assignment made at `now` ends: after one time reference T of the deal's category,
	/// which is what a task of that category may take, and never after the contribution deadline. By
	/// the market's rules it has a minute more, for what a run takes besides.
	pub fn assignment_end(deal: &Deal<T::AccountId>, now: Seconds) -> Seconds {
		let besides = if deal.terms.is_some() { MINUTE } else { 0 };
		let time = deal.work_clock_time_ref.saturating_add(besides);
		now.saturating_add(time).min(deal.contribution_deadline())
	}

	/// From which second on nobody gets tasks of a deal: the contribution deadline, or, where the chain
	/// assigns by the market's rules, so long before that an assignment would not last T and another T,
	/// or a minute, if that is less.
	pub(crate) fn assignments_close(deal: &Deal<T::AccountId>) -> Seconds {
		let end = deal.contribution_deadline();
		if !deal.is_assigned_by_chain() {
			return end;
		}
		let time = deal.work_clock_time_ref;
		let least = time.saturating_add(time.min(MINUTE));
		end.saturating_sub(least).saturating_add(1).min(end)
	}

	/// When the tasks of a deal are forgotten, once all of them have ended.
	pub fn forget_time(progress: &DealProgress) -> Option<Seconds> {
		Some(progress.ended_at?.saturating_add(T::Retention::get()))
	}

	/// When workers are looked for again: after at most an eighth of the time that was waited
	/// already, so that hopeless cases cost little. The times are on a grid, whose steps double, so
	/// that a page with several entries has one after the next look.
	pub(super) fn retry_time(since: Seconds, now: Seconds) -> Seconds {
		let waited = now.saturating_sub(since);
		let most = (waited / 8).clamp(RETRY.0, RETRY.1) / BUCKET;
		// The largest power of two that is no more.
		let step = (most.saturating_add(1).next_power_of_two() / 2).saturating_mul(BUCKET);
		let next = waited.saturating_add(1).checked_next_multiple_of(step);
		since.saturating_add(next.unwrap_or(Seconds::MAX)).max(now.saturating_add(1))
	}

	/// When an entry of the agenda for `time` is served: at the end of its bucket.
	pub(super) fn wake_time(time: Seconds) -> Seconds {
		time.div_ceil(BUCKET).saturating_mul(BUCKET)
	}

	/// Does what is due within the weight that is left, and gives the weight that it took.
	pub(crate) fn run_automation(remaining: Weight) -> Weight {
		let mut meter = WeightMeter::with_limit(remaining);
		if meter.try_consume(T::WeightInfo::automation_base()).is_err() {
			return meter.consumed();
		}
		let settings = Automation::<T>::get();
		let now = Self::now();
		// Each has its share first, and the queue what is no lane's.
		let all = meter.remaining();
		let mut of_queue = all;
		let mut hungry = Vec::new();
		for lane in Lane::ALL {
			let share = all.saturating_div(lane.share());
			of_queue = of_queue.saturating_sub(share);
			let left =
				Self::within(share, &mut meter, |meter| Self::run_lane(lane, now, false, meter));
			if let Left::Hungry { served } = left {
				hungry.push((lane, served));
			}
		}
		let queue =
			|meter: &mut WeightMeter| settings.initialize && Self::run_queue(now, settings, meter);
		// All that is left, where no lane asks for more: the more a visit may take, the more tasks it starts.
		if hungry.is_empty() {
			of_queue = meter.remaining();
		}
		let queue_is_hungry = Self::within(of_queue, &mut meter, queue);
		// What is left then is anybody's.
		for (lane, served) in hungry {
			Self::run_lane(lane, now, !served, &mut meter);
		}
		if queue_is_hungry {
			queue(&mut meter);
		}
		meter.consumed()
	}

	/// Does something within a share of the weight that is left.
	fn within<R>(
		share: Weight,
		meter: &mut WeightMeter,
		work: impl FnOnce(&mut WeightMeter) -> R,
	) -> R {
		let mut own = WeightMeter::with_limit(share.min(meter.remaining()));
		let done = work(&mut own);
		meter.consume(own.consumed());
		done
	}

	/// Weight that a block leaves to the hooks at least, when as much else is in it as may be.
	#[cfg(feature = "std")]
	pub(crate) fn least_weight() -> Weight {
		let limits = T::BlockWeights::get();
		let normal = limits.get(DispatchClass::Normal).max_total.unwrap_or(limits.max_block);
		limits.max_block.saturating_sub(normal).saturating_sub(limits.base_block)
	}
}
