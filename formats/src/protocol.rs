// SPDX-License-Identifier: Apache-2.0

//! The protocol's constants, and every span that follows from them. T is a category's time
//! reference, in seconds.

use crate::Seconds;

/// Percent of the pool's price that the scheduler locks for each task (PROTOCOL 4).
pub const SCHEDULER_STAKE_PERCENT: u64 = 30;
/// Percent of the pool's price that a task costs its payer that gives it up too early (PROTOCOL 9).
pub const GIVE_UP_PERCENT: u64 = 10;

/// Time references T from the consensus to the reveal deadline (PROTOCOL 5).
pub const REVEAL_PERIODS: u64 = 2;
/// Time references T from the match to the contribution deadline (PROTOCOL 5).
pub const CONTRIBUTION_PERIODS: u64 = 7;
/// Time references T from the match to the final deadline (PROTOCOL 5).
pub const FINAL_PERIODS: u64 = 10;

/// Time reference T of the longest standard category, in seconds.
pub const LONGEST_TIME_REF: Seconds = 36_000;
/// The standard categories, in the order of their ids: name and time reference T in seconds.
pub const CATEGORIES: [(&str, Seconds); 5] =
	[("XS", 300), ("S", 1_200), ("M", 3_600), ("L", 10_800), ("XL", LONGEST_TIME_REF)];
/// Time from the end of a task to its pruning, in seconds.
pub const TASK_RETENTION: Seconds = 86_400;
/// Time to answer a challenge, in seconds, unless root has set another.
pub const CHALLENGE_WINDOW: Seconds = 3_600;

/// Seconds from the consensus to the reveal deadline.
pub const fn reveal_time(time_ref: Seconds) -> Seconds {
	time_ref.saturating_mul(REVEAL_PERIODS)
}

/// Seconds from the match to the contribution deadline: the longest that a job uses its inputs.
pub const fn contribution_time(time_ref: Seconds) -> Seconds {
	time_ref.saturating_mul(CONTRIBUTION_PERIODS)
}

/// Seconds from the match to the final deadline.
pub const fn final_time(time_ref: Seconds) -> Seconds {
	time_ref.saturating_mul(FINAL_PERIODS)
}

/// Seconds from the contribution deadline to the end of the last challenge that a task can see: to
/// the task's end, through its retention, and through a challenge opened in the retention's last
/// second.
pub const fn challengeable_time(time_ref: Seconds) -> Seconds {
	final_time(time_ref)
		.saturating_sub(contribution_time(time_ref))
		.saturating_add(TASK_RETENTION)
		.saturating_add(CHALLENGE_WINDOW)
}

/// Seconds from the contribution deadline for which a worker must keep a result:
/// [`challengeable_time`], and one hour to spare.
pub const fn least_retention(time_ref: Seconds) -> Seconds {
	challengeable_time(time_ref).saturating_add(3_600)
}

/// Hours of [`least_retention`] in the longest standard category.
pub const LEAST_RETENTION_HOURS: u64 = least_retention(LONGEST_TIME_REF).div_ceil(3_600);

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn spans_should_follow_from_the_time_reference() {
		assert_eq!(
			[reveal_time(300), contribution_time(300), final_time(300)],
			[600, 2_100, 3_000]
		);
		assert_eq!(challengeable_time(300), 900 + 86_400 + 3_600);
		assert_eq!(least_retention(300), challengeable_time(300) + 3_600);
		assert_eq!(LEAST_RETENTION_HOURS, 56);
		assert_eq!(final_time(u64::MAX), u64::MAX);
	}
}
