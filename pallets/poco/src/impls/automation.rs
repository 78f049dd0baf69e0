// SPDX-License-Identifier: Apache-2.0

//! What the chain does by itself, in the weight that a block leaves (PROTOCOL 8.1).
//!
//! Two structures drive it. The **queue of deals** ([`super::queue`]) has pools served in turn,
//! and the deals of each: a visit initializes and assigns a few tasks of a deal, and puts it back.
//! The **agenda** ([`super::agenda`]) says when to look at the live tasks of a page, at a deal's
//! final deadline and retention, and at a challenge, in buckets of [`BUCKET`] seconds. What is to be
//! done is derived from the state alone, so a repeated look does no harm.

use crate::{types::*, weights::WeightInfo, Automation, Config, Pallet};
use bourse_primitives::{Deal, Seconds};
use frame_support::{
	traits::{Get, UnixTime},
	weights::{Weight, WeightMeter},
};

/// Length of a bucket of the agenda, in seconds: how late a deadline may be served.
pub const BUCKET: Seconds = 10;
/// Bounds of the wait before the next try when workers are short, in seconds.
pub(super) const RETRY: (Seconds, Seconds) = (BUCKET, 600);

impl<T: Config> Pallet<T> {
	/// The block's time, in seconds of the Unix epoch.
	pub fn now() -> Seconds {
		T::Time::now().as_secs()
	}

	/// When an assignment made at `now` ends: after one time reference T of the deal's category,
	/// which is what a task of that category may take, and never after the contribution deadline.
	pub fn assignment_end(deal: &Deal<T::AccountId>, now: Seconds) -> Seconds {
		now.saturating_add(deal.work_clock_time_ref).min(deal.contribution_deadline())
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
		// What is late goes first, but leaves a quarter for what is new.
		let share = Weight::from_parts(
			remaining.ref_time().saturating_sub(remaining.ref_time() / 4),
			remaining.proof_size().saturating_sub(remaining.proof_size() / 4),
		);
		let mut late = WeightMeter::with_limit(share.saturating_sub(meter.consumed()));
		Self::run_agenda(now, &mut late);
		meter.consume(late.consumed());
		if settings.initialize {
			Self::run_queue(now, settings, &mut meter);
		}
		meter.consumed()
	}
}
