// SPDX-License-Identifier: Apache-2.0

//! How long a job is tried again, when nobody but this node can judge why it failed.

use crate::{cancel::Cancel, content::store::now, failure::Failure};
use bourse_formats::Job;
use std::time::{Duration, Instant};

/// Time that the chain gives a worker beyond the time reference T, for fetching and compiling.
const BEYOND: Duration = Duration::from_secs(60);

/// How long before half of the assignment, from which on a report is a miss, nothing is fetched any
/// more; and how long before its end, from which on nothing is taken any more, the program's run ends.
const TO_REPORT: Duration = Duration::from_secs(30);

/// How long, and how often, a job is tried again: for a third of the assignment, which lasts T and a
/// minute, at least for `least`. A server that is back within a third of T is met in any case, and a
/// report is in time.
#[derive(Clone, Debug)]
pub struct Patience {
	/// The least time from the assignment to the last try.
	pub least: Duration,
	/// Pause before the second try; twice as long before each further one.
	pub pause: Duration,
}

impl Default for Patience {
	fn default() -> Self {
		Self { least: Duration::from_secs(60), pause: Duration::from_secs(5) }
	}
}

impl Patience {
	/// The first turn of a job that was just submitted.
	pub(super) fn first(&self, job: Job) -> Turn {
		let at = Instant::now();
		let assignment = Duration::from_secs(job.work_clock_time_ref).saturating_add(BEYOND);
		let patience = self.least.max(assignment / 3);
		let longest = patience.max((assignment / 2).saturating_sub(TO_REPORT));
		// A part may be over: the chain says when the task was given to the worker.
		let over = match job.since {
			0 => Duration::ZERO,
			since => Duration::from_secs(now().saturating_sub(since)),
		};
		let after = |span: Duration| at.checked_add(span.saturating_sub(over)).unwrap_or(at);
		let until = after(patience);
		// The last try has some time in any case.
		let fetch_until = after(longest).max(until.checked_add(TO_REPORT).unwrap_or(until));
		let run_until = after(assignment.saturating_sub(TO_REPORT));
		let ends = job.failures_count.then_some(Ends { fetch: fetch_until, run: run_until });
		Turn { job, at, until, ends, pause: self.pause }
	}
}

/// When parts of a job end, so that its outcome comes in time.
#[derive(Clone, Copy)]
struct Ends {
	fetch: Instant,
	run: Instant,
}

/// A job, and when it is tried.
pub(super) struct Turn {
	pub job: Job,
	/// The next try is not before then.
	pub at: Instant,
	/// The last try begins by then.
	until: Instant,
	/// `None` where nobody counts the time until a report.
	ends: Option<Ends>,
	pause: Duration,
}

impl Turn {
	/// What ends this turn.
	pub fn cancel(&self) -> Cancel {
		let until = |ends: Ends| Cancel::fetching_until(ends.fetch).running_until(ends.run);
		self.ends.map_or_else(Cancel::default, until)
	}

	/// The turn after a failure; none when the time is over.
	pub fn next(&self, failure: &Failure) -> Option<Self> {
		let now = Instant::now();
		if now >= self.until {
			return None;
		}
		let pause = self.pause.max(failure.retry_after.unwrap_or_default());
		let at = now.checked_add(pause).unwrap_or(self.until).min(self.until);
		let pause = self.pause.saturating_mul(2);
		let job = self.job.clone();
		Some(Self { job, at, until: self.until, ends: self.ends, pause })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use bourse_formats::FailureCode;

	fn turn(time_ref: u64, since: u64) -> Turn {
		Patience::default().first(Job { work_clock_time_ref: time_ref, since, ..Job::default() })
	}

	/// Seconds for which a job is tried.
	fn patience(time_ref: u64, since: u64) -> u64 {
		let turn = turn(time_ref, since);
		turn.until.duration_since(turn.at).as_secs()
	}

	#[test]
	fn first_should_give_a_third_of_the_assignment_and_a_minute_at_least() {
		assert_eq!(patience(0, 0), 60);
		assert_eq!(patience(120, 0), 60);
		assert_eq!(patience(300, 0), 120);
		assert_eq!(patience(36_000, 0), 12_020);
	}

	/// A turn of a job whose failures are results.
	fn counted(time_ref: u64, since: u64) -> Turn {
		let job =
			Job { work_clock_time_ref: time_ref, since, failures_count: true, ..Job::default() };
		Patience::default().first(job)
	}

	#[test]
	fn first_should_end_a_run_half_a_minute_before_the_assignment_ends() {
		let running = |time_ref, since| {
			let turn = counted(time_ref, since);
			turn.ends.map(|ends| ends.run.duration_since(turn.at).as_secs())
		};
		// An assignment lasts T and a minute.
		assert_eq!(running(0, 0), Some(30));
		assert_eq!(running(300, 0), Some(330));
		assert_eq!(running(36_000, 0), Some(36_030));
		assert_eq!(running(300, 1), Some(0));
		let left = running(300, now() - 100).unwrap();
		assert!((229..=230).contains(&left), "{left}");
	}

	#[test]
	fn first_should_end_fetching_half_a_minute_before_a_report_is_late() {
		let fetching = |time_ref, since| {
			let turn = counted(time_ref, since);
			turn.ends.map(|ends| ends.fetch.duration_since(turn.at).as_secs())
		};
		// A report is late from 120 seconds on, or from half of the assignment on.
		assert_eq!(fetching(0, 0), Some(90));
		assert_eq!(fetching(300, 0), Some(150));
		assert_eq!(fetching(3_600, 0), Some(1_800));
		assert_eq!(fetching(300, 1), Some(30));
		assert!(turn(300, 0).ends.is_none());
	}

	#[test]
	fn first_should_count_from_the_assignment_when_it_is_known() {
		let left = patience(300, now() - 50);
		assert!((69..=70).contains(&left), "{left}");
		assert_eq!(patience(300, now() - 120), 0);
		assert_eq!(patience(300, 1), 0);
		// A clock that is wrong gives no more than there is.
		assert_eq!(patience(300, u64::MAX), 120);
	}

	#[test]
	fn next_should_pause_longer_each_time_and_end_with_the_time() {
		let failure = Failure::new(FailureCode::FetchFailed, "gone");
		let mut turn = turn(300, 0);
		let mut pauses = Vec::new();
		while pauses.len() < 9 {
			let Some(next) = turn.next(&failure) else { break };
			pauses.push(next.pause.as_secs());
			assert!(next.at <= next.until && next.until == turn.until);
			turn = next;
		}
		assert_eq!(pauses, [10, 20, 40, 80, 160, 320, 640, 1_280, 2_560]);
		turn.until = Instant::now();
		assert!(turn.next(&failure).is_none());
	}

	#[test]
	fn next_should_wait_as_long_as_was_asked_for() {
		let asked = |seconds| {
			let failure = Failure {
				retry_after: Some(Duration::from_secs(seconds)),
				..Failure::new(FailureCode::FetchFailed, "later")
			};
			let first = turn(300, 0);
			let next = first.next(&failure).unwrap();
			next.at.duration_since(first.at).as_secs()
		};
		assert_eq!([asked(1), asked(30), asked(10_000)], [5, 30, 120]);
	}
}
