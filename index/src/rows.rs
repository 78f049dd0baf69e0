// SPDX-License-Identifier: Apache-2.0

//! Values of rows.

use crate::{AccountBytes, AudienceRecord, DealRecord, Ended, Moved, Subject, WorkerPart};
use bourse_formats::{FailureCode, Hash, TaskId};
use codec::{Decode, Encode};
use std::collections::BTreeMap;

/// The blocks that the index has, without a gap.
#[derive(Encode, Decode, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reach {
	/// The first block.
	pub since: u32,
	/// Its time, in seconds of the Unix epoch.
	pub since_time: u64,
	/// The last block, which is final.
	pub last: u32,
	/// Its hash.
	pub last_hash: Hash,
	/// Its time, in seconds of the Unix epoch.
	pub last_time: u64,
	/// Number of gaps before `since`.
	pub gaps: u32,
}

/// What the index says of itself.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub(crate) struct Meta {
	pub version: u8,
	pub genesis: Hash,
	pub reach: Option<Reach>,
}

/// A deal.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct DealRow {
	/// Its block.
	pub block: u32,
	/// The block's time, in seconds of the Unix epoch.
	pub time: u64,
	/// The deal.
	pub deal: DealRecord,
	/// Number of its tasks that ended so: Completed, Failed, Unavailable, TimedOut, Withdrawn.
	pub ended: [u64; 5],
}

/// A task that ended.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct TaskRow {
	/// Its id.
	pub id: TaskId,
	/// The block of its end.
	pub block: u32,
	/// The block's time, in seconds of the Unix epoch.
	pub time: u64,
	/// Seconds from the match to its end; none when the index does not have the match.
	pub took: Option<u64>,
	/// How it ended.
	pub ended: Ended,
	/// The failure that the workers agreed on.
	pub failure: Option<FailureCode>,
	/// Workers that contributed.
	pub workers: Vec<WorkerPart>,
	/// What its end moved.
	pub moves: Vec<Moved>,
}

/// Spans from match to completion, counted by length: each step is a quarter longer than the one before.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug, Default)]
pub struct Times(BTreeMap<u8, u64>);

impl Times {
	/// Longest span of a step, in seconds.
	fn longest(step: u8) -> u64 {
		let mut longest = 1u64;
		for _ in 0..step {
			longest = longest.saturating_add(longest.div_ceil(4));
		}
		longest
	}

	/// Counts a span, in seconds.
	pub fn add(&mut self, seconds: u64) {
		let mut step = 0u8;
		let mut longest = 1u64;
		while longest < seconds && step < u8::MAX {
			longest = longest.saturating_add(longest.div_ceil(4));
			step += 1;
		}
		let count = self.0.entry(step).or_default();
		*count = count.saturating_add(1);
	}

	/// Half of the spans are no longer than this, in seconds: at most a quarter too long.
	pub fn median(&self) -> Option<u64> {
		let all = self.0.values().fold(0u64, |sum, count| sum.saturating_add(*count));
		let half = all.div_ceil(2);
		let mut seen = 0u64;
		self.0.iter().find_map(|(step, count)| {
			seen = seen.saturating_add(*count);
			(seen >= half).then(|| Self::longest(*step))
		})
	}
}

/// Counters of an app, a dataset, a pool, a worker or an account.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug, Default)]
pub struct Statistics {
	/// Deals.
	#[codec(compact)]
	pub deals: u64,
	/// Tasks of the deals.
	#[codec(compact)]
	pub tasks: u64,
	/// Tasks that were completed without a failure.
	#[codec(compact)]
	pub done: u64,
	/// Tasks that were completed with a failure, by its number.
	pub failures: BTreeMap<u8, u64>,
	/// Tasks that were given up: Failed, Unavailable, TimedOut, Withdrawn.
	pub given_up: [u64; 4],
	/// Different requesters of the days that the index keeps, but for owners of the asset themselves; of a
	/// worker those of tasks that it answered right.
	#[codec(compact)]
	pub requesters: u64,
	/// Time from match to completion.
	pub times: Times,
	/// nRLC per task of its last deal with somebody else.
	pub last_price: Option<u128>,
	/// Answers of a worker that were wrong, or not revealed in time.
	#[codec(compact)]
	pub wrong: u64,
	/// Failures that a worker reported, by their number.
	pub reports: BTreeMap<u8, u64>,
	/// Tasks that the chain took back from a worker.
	#[codec(compact)]
	pub taken_back: u64,
	/// The last day that changed any of them, since the Unix epoch.
	#[codec(compact)]
	pub day: u32,
}

/// What a subject did in a day.
#[derive(Encode, Decode, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Flow {
	/// Tasks that brought something, or cost something.
	#[codec(compact)]
	pub tasks: u64,
	/// nRLC earned.
	#[codec(compact)]
	pub earned: u128,
	/// nRLC paid for tasks.
	#[codec(compact)]
	pub spent: u128,
	/// nRLC lost.
	#[codec(compact)]
	pub lost: u128,
}

/// Prices of a span, in nRLC per task.
#[derive(Encode, Decode, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Candle {
	/// The first.
	#[codec(compact)]
	pub open: u128,
	/// The highest.
	#[codec(compact)]
	pub high: u128,
	/// The lowest.
	#[codec(compact)]
	pub low: u128,
	/// The last.
	#[codec(compact)]
	pub close: u128,
	/// Number of tasks.
	#[codec(compact)]
	pub tasks: u64,
	/// Their prices together.
	#[codec(compact)]
	pub value: u128,
}

impl Candle {
	/// Of these tasks at one price.
	pub fn new(price: u128, tasks: u64) -> Self {
		let value = price.saturating_mul(tasks.into());
		Self { open: price, high: price, low: price, close: price, tasks, value }
	}

	/// Adds what came later.
	pub fn add(&mut self, later: &Self) {
		self.high = self.high.max(later.high);
		self.low = self.low.min(later.low);
		self.close = later.close;
		self.tasks = self.tasks.saturating_add(later.tasks);
		self.value = self.value.saturating_add(later.value);
	}

	/// Price of a task, weighted by the number of tasks, rounded down.
	pub fn average(&self) -> u128 {
		self.value.checked_div(self.tasks.into()).unwrap_or_default()
	}
}

/// An asset.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct AssetRow {
	/// Its owner.
	pub owner: AccountBytes,
	/// Its name, as registered.
	pub name: Vec<u8>,
	/// The description of its profile.
	pub description: Vec<u8>,
	/// The link of its profile.
	pub link: Vec<u8>,
	/// Words to search by.
	pub tags: Vec<Vec<u8>>,
}

/// Tasks of a market that were bought in an hour, by the tick of their price.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Demand(pub BTreeMap<u16, u64>);

/// An order that was put on chain.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct OrderRow {
	/// What it sells; of a request the requester.
	pub of: Subject,
	/// The owner who presigned it.
	pub by: AccountBytes,
	/// The whole order, in SCALE.
	pub order: Vec<u8>,
	/// Its block.
	pub block: u32,
	/// Whether it was closed.
	pub closed: bool,
}

/// Terms of an asset.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct PostedRow {
	/// The owner who posted them.
	pub by: AccountBytes,
	/// Whom they are for.
	pub audience: AudienceRecord,
	/// nRLC per completed task; none: revoked.
	pub price: Option<u128>,
	/// Their end, in seconds of the Unix epoch.
	pub until: Option<u64>,
	/// The block that last changed them.
	pub block: u32,
	/// The asset's epoch then: void in another.
	pub epoch: u32,
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn median_should_be_at_most_a_quarter_too_long() {
		assert_eq!(Times::default().median(), None);
		for seconds in [0, 1, 2, 7, 60, 300, 36_000, 1 << 40] {
			let mut times = Times::default();
			times.add(seconds);
			let median = times.median().expect("there is one");
			assert!(median >= seconds && median <= seconds.max(1) + seconds / 4 + 1, "{seconds}");
		}
		let mut times = Times::default();
		for seconds in [1, 1, 1, 1_000, 1_000] {
			times.add(seconds);
		}
		assert_eq!(times.median(), Some(1));
		times.add(1_000);
		assert_eq!(times.median(), Some(1));
		times.add(1_000);
		assert!(times.median() > Some(999));
	}

	#[test]
	fn candle_should_have_the_first_highest_lowest_and_last() {
		let mut candle = Candle::new(5, 2);
		candle.add(&Candle::new(9, 1));
		candle.add(&Candle::new(3, 3));
		candle.add(&Candle::new(4, 4));
		let expected = Candle { open: 5, high: 9, low: 3, close: 4, tasks: 10, value: 44 };
		assert_eq!((candle, candle.average()), (expected, 4));
	}
}
