// SPDX-License-Identifier: Apache-2.0

//! The request to end a job early, and the times by which its content must be there and its run end.

use std::{
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc,
	},
	time::{Duration, Instant},
};

/// A request to end a job early. Clones are of the same job.
#[derive(Clone, Default, Debug)]
pub struct Cancel {
	asked: Arc<AtomicBool>,
	fetch_until: Option<Instant>,
	run_until: Option<Instant>,
}

impl Cancel {
	/// Of a job that fetches until then, and not longer: afterwards its worker has to report.
	pub fn fetching_until(until: Instant) -> Self {
		Self { fetch_until: Some(until), ..Self::default() }
	}

	/// The same, of a job whose program runs until then, and not longer.
	pub fn running_until(self, until: Instant) -> Self {
		Self { run_until: Some(until), ..self }
	}

	/// Asks the job to end.
	pub fn set(&self) {
		self.asked.store(true, Ordering::Relaxed);
	}

	/// Whether the job was asked to end.
	pub fn is_set(&self) -> bool {
		self.asked.load(Ordering::Relaxed)
	}

	/// The time that is left to fetch content, at most `most`.
	pub(crate) fn time_to_fetch(&self, most: Duration) -> Duration {
		left(self.fetch_until, most)
	}

	/// The same job, with half of the time that is left to fetch content, and half of `most` at most.
	pub(crate) fn with_half_of_fetching(&self, most: Duration) -> Self {
		let half = self.time_to_fetch(most) / 2;
		Self { fetch_until: Instant::now().checked_add(half).or(self.fetch_until), ..self.clone() }
	}

	/// The time that is left to run the program, at most `most`.
	pub(crate) fn time_to_run(&self, most: Duration) -> Duration {
		left(self.run_until, most)
	}

	/// So long behind the time to run the program, at most `most` from now on.
	pub(crate) fn run_end(&self, behind: Duration, most: Duration) -> Instant {
		let latest = Instant::now() + most;
		let end = self.run_until.and_then(|until| until.checked_add(behind));
		end.map_or(latest, |end| end.min(latest))
	}
}

/// The time until then, at most `most`.
fn left(until: Option<Instant>, most: Duration) -> Duration {
	until.map_or(most, |until| until.saturating_duration_since(Instant::now()).min(most))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn time_to_fetch_should_be_what_is_left_when_that_is_less() {
		let hour = Duration::from_secs(3600);
		assert_eq!(Cancel::default().time_to_fetch(hour), hour);
		let now = Instant::now();
		assert_eq!(Cancel::fetching_until(now).time_to_fetch(hour), Duration::ZERO);
		let left = Cancel::fetching_until(now + Duration::from_secs(60)).time_to_fetch(hour);
		assert!(left > Duration::from_secs(50) && left <= Duration::from_secs(60), "{left:?}");
		// Each has a time of its own.
		let cancel = Cancel::fetching_until(now).running_until(now + Duration::from_secs(60));
		assert_eq!(cancel.time_to_fetch(hour), Duration::ZERO);
		assert!(cancel.time_to_run(hour) > Duration::from_secs(50));
		assert_eq!(cancel.time_to_run(Duration::from_secs(7)), Duration::from_secs(7));
		assert_eq!(Cancel::default().time_to_run(hour), hour);
	}

	#[test]
	fn run_end_should_be_behind_the_time_to_run() {
		let [second, hour] = [1, 3600].map(Duration::from_secs);
		let before = Instant::now();
		let cancel = Cancel::fetching_until(before).running_until(before);
		assert_eq!(cancel.run_end(second, hour), before + second);
		assert!(cancel.run_end(hour, second) < before + hour);
		assert!(Cancel::default().run_end(second, hour) >= before + hour);
	}

	#[test]
	fn with_half_of_fetching_should_be_of_the_same_job() {
		let hour = Duration::from_secs(3600);
		let cancel = Cancel::fetching_until(Instant::now() + Duration::from_secs(60));
		for (whole, seconds) in [(&cancel, 30), (&Cancel::default(), 1_800)] {
			let half = whole.with_half_of_fetching(hour);
			let left = half.time_to_fetch(Duration::MAX).as_secs();
			assert!((seconds - 5..=seconds).contains(&left), "{left}");
			whole.set();
			assert!(half.is_set());
		}
	}
}
