// SPDX-License-Identifier: Apache-2.0

//! Keys of rows. Numbers are big-endian, so that the order of keys is that of what they mean.

use crate::{AccountBytes, DealRecord, Subject};
use bourse_formats::Hash;

/// Kinds of rows: the first byte of each key.
pub mod kind {
	/// Reach, version and genesis: one row.
	pub const META: u8 = 0;
	/// A deal by its number.
	pub const DEAL: u8 = 1;
	/// Number of a deal by its id.
	pub const DEAL_ID: u8 = 2;
	/// Numbers of deals by filter.
	pub const DEAL_BY: u8 = 3;
	/// A task by its id; those of a deal are neighbours.
	pub const TASK: u8 = 4;
	/// Ids of tasks by worker and number.
	pub const TASK_BY: u8 = 5;
	/// Requesters of a subject, each with the last day. Before the counters, which count them: of one day they
	/// go first.
	pub const REQUESTER: u8 = 6;
	/// Counters of a subject.
	pub const STATISTICS: u8 = 7;
	/// What a subject earned, by day.
	pub const FLOW: u8 = 8;
	/// Prices of a market, by span.
	pub const CANDLE: u8 = 9;
	/// Tasks of a market by hour and power of ten of the price.
	pub const DEMAND: u8 = 10;
	/// An asset as it is.
	pub const ASSET: u8 = 11;
	/// Assets by word.
	pub const WORD: u8 = 12;
	/// An order by its hash.
	pub const ORDER: u8 = 13;
	/// Hashes of orders by what they are of.
	pub const ORDER_OF: u8 = 14;
	/// Terms of an asset by audience.
	pub const POSTED: u8 = 15;
	/// Epoch of a subject.
	pub const EPOCH: u8 = 16;
	/// Rows that go, by time.
	pub const EXPIRY: u8 = 17;
	/// Assets by owner.
	pub const OWNED: u8 = 18;
}

/// Number of a thing that a block did: the block, and the place in it.
pub fn number(block: u32, place: u32) -> u64 {
	(u64::from(block) << 32) | u64::from(place)
}

/// Which deals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Filter {
	/// All.
	All,
	/// Of a requester.
	Requester(AccountBytes),
	/// Of a payer.
	Payer(AccountBytes),
	/// Of a beneficiary.
	Beneficiary(AccountBytes),
	/// Whose app, dataset or pool is an account's.
	Owner(AccountBytes),
	/// Of an app.
	App(u32),
	/// Of a dataset.
	Dataset(u32),
	/// Of a workerpool.
	Pool(u32),
	/// Of a category.
	Category(u32),
}

impl Filter {
	/// Whether the filter shows a deal.
	pub fn shows(&self, deal: &DealRecord) -> bool {
		let dataset = deal.dataset.as_ref();
		match self {
			Self::All => true,
			Self::Requester(who) => deal.requester == *who,
			Self::Payer(who) => deal.payer == *who,
			Self::Beneficiary(who) => deal.beneficiary == *who,
			Self::Owner(who) => {
				let owners = [Some(&deal.app), dataset, Some(&deal.pool)];
				owners.into_iter().flatten().any(|part| part.owner == *who)
			},
			Self::App(id) => deal.app.id == *id,
			Self::Dataset(id) => dataset.is_some_and(|part| part.id == *id),
			Self::Pool(id) => deal.pool.id == *id,
			Self::Category(id) => deal.category == *id,
		}
	}

	fn bytes(&self) -> Vec<u8> {
		let (kind, rest) = match self {
			Self::All => return Vec::new(),
			Self::Requester(who) => (1, &who[..]),
			Self::Payer(who) => (2, &who[..]),
			Self::Beneficiary(who) => (3, &who[..]),
			Self::Owner(who) => (4, &who[..]),
			Self::App(id) => return with(5, id.to_be_bytes()),
			Self::Dataset(id) => return with(6, id.to_be_bytes()),
			Self::Pool(id) => return with(7, id.to_be_bytes()),
			Self::Category(id) => return with(8, id.to_be_bytes()),
		};
		with(kind, rest)
	}
}

/// What has a price.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Market {
	/// The computing of a task of that category, of that tag, of that step of trust.
	Pool {
		/// The category.
		category: u32,
		/// The tag of the deal.
		tag: u64,
		/// The least n with trust at most 2^n.
		step: u8,
	},
	/// The use of an app.
	App(u32),
	/// The use of a dataset.
	Dataset(u32),
}

impl Market {
	fn bytes(&self) -> Vec<u8> {
		match self {
			Self::Pool { category, tag, step } => {
				[&[0u8][..], &category.to_be_bytes(), &tag.to_be_bytes(), &[*step]].concat()
			},
			Self::App(id) => with(1, id.to_be_bytes()),
			Self::Dataset(id) => with(2, id.to_be_bytes()),
		}
	}
}

/// What a price is noted at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Series {
	/// Matches of deals.
	Deals,
	/// Completions of tasks.
	Completed,
}

/// Spans of prices.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Resolution {
	/// A minute.
	Minute,
	/// An hour.
	Hour,
	/// A day.
	Day,
}

impl Resolution {
	/// All of them.
	pub const ALL: [Self; 3] = [Self::Minute, Self::Hour, Self::Day];

	/// Its length, in seconds.
	pub fn seconds(self) -> u64 {
		match self {
			Self::Minute => 60,
			Self::Hour => HOUR,
			Self::Day => DAY,
		}
	}

	/// Beginning of the span that a time is in.
	pub fn start(self, time: u64) -> u64 {
		time - time % self.seconds()
	}
}

/// Seconds of an hour.
pub const HOUR: u64 = 3_600;
/// Seconds of a day.
pub const DAY: u64 = 86_400;

fn with(kind: u8, rest: impl AsRef<[u8]>) -> Vec<u8> {
	[&[kind][..], rest.as_ref()].concat()
}

/// A subject's bytes: the kind says how many.
pub fn subject(subject: &Subject) -> Vec<u8> {
	match subject {
		Subject::App(id) => with(0, id.to_be_bytes()),
		Subject::Dataset(id) => with(1, id.to_be_bytes()),
		Subject::Pool(id) => with(2, id.to_be_bytes()),
		Subject::Worker(who) => with(3, who),
		Subject::Account(who) => with(4, who),
	}
}

/// The subject of these bytes, if they are those of one.
pub fn read_subject(bytes: &[u8]) -> Option<Subject> {
	let (kind, rest) = bytes.split_first()?;
	let id = || <[u8; 4]>::try_from(rest).ok().map(u32::from_be_bytes);
	let account = || AccountBytes::try_from(rest).ok();
	match kind {
		0 => id().map(Subject::App),
		1 => id().map(Subject::Dataset),
		2 => id().map(Subject::Pool),
		3 => account().map(Subject::Worker),
		4 => account().map(Subject::Account),
		_ => None,
	}
}

/// The one row of its kind.
pub fn meta() -> Vec<u8> {
	vec![kind::META]
}

pub fn deal(number: u64) -> Vec<u8> {
	with(kind::DEAL, number.to_be_bytes())
}

pub fn deal_id(id: &Hash) -> Vec<u8> {
	with(kind::DEAL_ID, id)
}

/// Beginning of the keys of a filter's deals: the number follows.
pub fn deals(filter: &Filter) -> Vec<u8> {
	match filter {
		Filter::All => vec![kind::DEAL],
		other => with(kind::DEAL_BY, other.bytes()),
	}
}

pub fn deal_by(filter: &Filter, number: u64) -> Vec<u8> {
	[deals(filter), number.to_be_bytes().to_vec()].concat()
}

pub fn task(id: &Hash) -> Vec<u8> {
	with(kind::TASK, id)
}

/// Bytes of a task's id that are its deal's.
const DEAL_BYTES: usize = 24;

/// The deal's id, of which a task's id has the first 24 bytes.
pub fn deal_of(task: &Hash) -> Hash {
	let mut id = *task;
	id.0[DEAL_BYTES..].fill(0xff);
	id
}

/// Beginning of the keys of a deal's tasks: the index follows, big-endian.
pub fn tasks_of_deal(deal: &Hash) -> Vec<u8> {
	with(kind::TASK, &deal.0[..DEAL_BYTES])
}

/// Beginning of the keys of a worker's tasks: the number follows.
pub fn tasks_of_worker(worker: &AccountBytes) -> Vec<u8> {
	with(kind::TASK_BY, worker)
}

pub fn task_by(worker: &AccountBytes, number: u64) -> Vec<u8> {
	[tasks_of_worker(worker), number.to_be_bytes().to_vec()].concat()
}

pub fn statistics(of: &Subject) -> Vec<u8> {
	with(kind::STATISTICS, subject(of))
}

pub fn requester(of: &Subject, who: &AccountBytes) -> Vec<u8> {
	[with(kind::REQUESTER, subject(of)), who.to_vec()].concat()
}

/// The subject of a requester's row, if the bytes are the key of one.
pub fn read_requester(key: &[u8]) -> Option<Subject> {
	let (rest, _) = key.split_last_chunk::<32>()?;
	rest.strip_prefix(&[kind::REQUESTER]).and_then(read_subject)
}

/// Beginning of the keys of a subject's days: the day follows.
pub fn flows(of: &Subject) -> Vec<u8> {
	with(kind::FLOW, subject(of))
}

/// `day` counts from the Unix epoch.
pub fn flow(of: &Subject, day: u32) -> Vec<u8> {
	[flows(of), day.to_be_bytes().to_vec()].concat()
}

/// Beginning of the keys of a market's prices: the time follows.
pub fn candles(market: &Market, series: Series, resolution: Resolution) -> Vec<u8> {
	[with(kind::CANDLE, market.bytes()), vec![series as u8, resolution as u8]].concat()
}

pub fn candle(market: &Market, series: Series, resolution: Resolution, start: u64) -> Vec<u8> {
	[candles(market, series, resolution), start.to_be_bytes().to_vec()].concat()
}

/// Beginning of the keys of the demand for tasks of a category of that tag: the step of trust follows.
pub fn demands_of_tag(category: u32, tag: u64) -> Vec<u8> {
	[&[kind::DEMAND, 0][..], &category.to_be_bytes(), &tag.to_be_bytes()].concat()
}

/// Beginning of the keys of an hour's demand: the decade follows. `hour` counts from the Unix epoch.
pub fn demands(market: &Market, hour: u32) -> Vec<u8> {
	[with(kind::DEMAND, market.bytes()), hour.to_be_bytes().to_vec()].concat()
}

pub fn demand(market: &Market, hour: u32, decade: u8) -> Vec<u8> {
	[demands(market, hour), vec![decade]].concat()
}

pub fn asset(of: &Subject) -> Vec<u8> {
	with(kind::ASSET, subject(of))
}

/// Beginning of the keys of an owner's assets: the asset follows.
pub fn owned(owner: &AccountBytes) -> Vec<u8> {
	with(kind::OWNED, owner)
}

pub fn owned_by(owner: &AccountBytes, of: &Subject) -> Vec<u8> {
	[owned(owner), subject(of)].concat()
}

/// Beginning of the keys of words that begin so.
pub fn words(beginning: &str) -> Vec<u8> {
	with(kind::WORD, beginning)
}

/// A word has no byte 0.
pub fn word(word: &str, of: &Subject) -> Vec<u8> {
	[words(word), vec![0], subject(of)].concat()
}

pub fn order(hash: &Hash) -> Vec<u8> {
	with(kind::ORDER, hash)
}

/// Beginning of the keys of a subject's orders: the number follows.
pub fn orders(of: &Subject) -> Vec<u8> {
	with(kind::ORDER_OF, subject(of))
}

pub fn order_of(of: &Subject, number: u64) -> Vec<u8> {
	[orders(of), number.to_be_bytes().to_vec()].concat()
}

/// Beginning of the keys of an asset's terms: the audience follows.
pub fn posted(of: &Subject) -> Vec<u8> {
	with(kind::POSTED, subject(of))
}

pub fn posted_for(of: &Subject, audience: &[u8]) -> Vec<u8> {
	[posted(of), audience.to_vec()].concat()
}

pub fn epoch(of: &Subject) -> Vec<u8> {
	with(kind::EPOCH, subject(of))
}

/// Beginning of the keys of what goes: its time follows.
pub fn expiries() -> Vec<u8> {
	vec![kind::EXPIRY]
}

/// A row that goes when it is older than the setting says.
pub fn expiry(time: u64, key: &[u8]) -> Vec<u8> {
	[&[kind::EXPIRY][..], &time.to_be_bytes(), key].concat()
}

/// Time and key of a row that goes.
pub fn read_expiry(expiry: &[u8]) -> (u64, Vec<u8>) {
	match expiry.get(1..).and_then(|rest| rest.split_first_chunk::<8>()) {
		Some((time, of)) => (u64::from_be_bytes(*time), of.to_vec()),
		None => (0, Vec::new()),
	}
}

/// Day of a time, since the Unix epoch.
pub fn day(time: u64) -> u32 {
	u32::try_from(time / DAY).unwrap_or(u32::MAX)
}

/// The least key that does not begin so; none when all that follow do.
pub fn after(prefix: &[u8]) -> Option<Vec<u8>> {
	let mut end = prefix.to_vec();
	while let Some(last) = end.pop() {
		if last < u8::MAX {
			end.push(last + 1);
			return Some(end);
		}
	}
	None
}

/// Number of a price: of its first two digits and its power of ten, rounded down.
pub fn tick(price: u128) -> u16 {
	let Some(digits) = price.checked_ilog10().filter(|digits| *digits >= 1) else {
		return price as u16;
	};
	let power = digits - 1;
	// 10..=99, and at most 37 powers.
	let mantissa = (price / 10u128.pow(power)) as u16;
	mantissa + 90 * power as u16
}

/// The power of ten that a tick is of: one row has the demand of all its ticks.
pub fn decade(tick: u16) -> u8 {
	// At most 37.
	(tick.saturating_sub(10) / 90) as u8
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn ticks_should_be_in_the_order_of_prices() {
		assert_eq!([0, 1, 9, 10, 11, 99].map(tick), [0, 1, 9, 10, 11, 99]);
		assert_eq!([100, 109, 110, 999, 1_000].map(tick), [100, 100, 101, 189, 190]);
		assert_eq!(tick(u128::MAX), 34 + 90 * 37);
		let decades =
			[0, 9, 99, 100, 999, 1_000, 9_999, u128::MAX].map(|price| decade(tick(price)));
		assert_eq!(decades, [0, 0, 0, 1, 1, 2, 2, 37]);
	}

	#[test]
	fn demands_of_a_tag_should_begin_the_keys_of_its_steps() {
		let (category, tag) = (7, 0x0102);
		let market = Market::Pool { category, tag, step: 5 };
		let key = demand(&market, 9, 3);
		assert_eq!(
			key.strip_prefix(&demands_of_tag(category, tag)[..]),
			Some(&[5, 0, 0, 0, 9, 3][..])
		);
	}

	#[test]
	fn after_should_be_the_next_key_that_begins_otherwise() {
		assert_eq!(after(&[1, 2]), Some(vec![1, 3]));
		assert_eq!(after(&[1, 255]), Some(vec![2]));
		assert_eq!(after(&[255, 255]), None);
	}

	#[test]
	fn subjects_should_be_read_as_they_were_written() {
		let all = [
			Subject::App(1),
			Subject::Dataset(2),
			Subject::Pool(u32::MAX),
			Subject::Worker([3; 32]),
			Subject::Account([4; 32]),
		];
		for of in all {
			assert_eq!(read_subject(&subject(&of)), Some(of));
		}
		let row = requester(&Subject::Pool(7), &[9; 32]);
		assert_eq!(read_requester(&row), Some(Subject::Pool(7)));
		assert_eq!(read_expiry(&expiry(5, &row)), (5, row));
		assert_eq!(read_subject(&[0, 1]), None);
		assert_eq!(read_subject(&[9, 0, 0, 0, 0]), None);
	}

	#[test]
	fn tasks_should_be_behind_their_deal() {
		let id = Hash([7; 32]);
		assert!(task(&id).starts_with(&tasks_of_deal(&deal_of(&id))));
		assert_eq!(deal_of(&id).0[23..25], [7, 0xff]);
	}
}
