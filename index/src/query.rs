// SPDX-License-Identifier: Apache-2.0

//! Questions to the index, all at one snapshot. Lists are paged, newest first unless said otherwise.

use crate::{
	key::{self, Filter, Market, Resolution, Series, DAY, HOUR},
	rows::*,
	store::{Index, Snapshot},
	words, AccountBytes, Error, Subject,
};
use bourse_formats::Hash;
use codec::Decode;
use std::{iter, ops::RangeInclusive};

/// Most entries of a page.
pub const MAX_LIMIT: usize = 100;
/// Most rows that a search looks at for one page.
const MAX_LOOKED_AT: usize = 1_000;
/// Most features of an offer whose income is asked for: each set of them may have a market.
const MAX_FEATURES: u32 = 8;
/// Longest cursor, in bytes.
const LONGEST_CURSOR: usize = 96;

/// Where a page ended: what its last key has behind those of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cursor(pub Vec<u8>);

/// A page that is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
	/// Behind that place; none: from the beginning.
	pub after: Option<Cursor>,
	/// Most entries, 1..=[`MAX_LIMIT`].
	pub limit: usize,
}

/// A page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paged<T> {
	/// Its entries.
	pub entries: Vec<T>,
	/// Where the next page begins; none at the end.
	pub next: Option<Cursor>,
	/// The blocks that the index has.
	pub reach: Option<Reach>,
}

/// What would have earned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Offered {
	/// An app, or a dataset.
	Asset(Market),
	/// A pool's offer: its category, its tag, and the step of its trust, as of
	/// [`trust_step`](crate::trust_step) but rounded down.
	Pool {
		/// The category.
		category: u32,
		/// Features on offer, of which a deal may demand none.
		tag: u64,
		/// The highest step that it serves.
		step: u8,
	},
}

/// What something would have earned in the 24 hours before the last block, at a price.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Earning {
	/// Tasks that others bought at that price or above: no more than these would have come.
	pub tasks: u64,
	/// Their prices together, in nRLC: an upper bound.
	pub at_most: u128,
}

/// Which way a list goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
	Up,
	Down,
}

impl Snapshot {
	/// A page of the rows whose keys begin with `prefix`, by the rest of their keys.
	fn page<T>(
		&self,
		prefix: &[u8],
		way: Way,
		page: &Page,
		entry: impl Fn(&[u8], &[u8]) -> Result<T, Error>,
	) -> Result<Paged<T>, Error> {
		let limit = page.limit.clamp(1, MAX_LIMIT);
		let (first, end) = bounds(prefix, way, page.after.as_ref())?;
		let (mut entries, mut last, mut more) = (Vec::new(), Vec::new(), false);
		self.walk(&first, end.as_deref(), way == Way::Down, |key, value| {
			if entries.len() == limit {
				more = true;
				return Ok(false);
			}
			let rest = key.get(prefix.len()..).unwrap_or_default();
			entries.push(entry(rest, value)?);
			last = rest.to_vec();
			Ok(true)
		})?;
		Ok(Paged { entries, next: more.then_some(Cursor(last)), reach: self.reach()? })
	}

	/// Tasks of a market that were bought in these hours at that tick or above.
	fn demanded(&self, of: &Market, hours: &RangeInclusive<u32>, tick: u16) -> Result<u64, Error> {
		let first = key::demands(of, *hours.start());
		let end = key::after(&key::demands(of, *hours.end()));
		let mut tasks = 0u64;
		self.walk(&first, end.as_deref(), false, |_, row| {
			// The entries of a map, read as a list, which takes less time.
			let demand = value::<Vec<(u16, u64)>>(row)?;
			let more = demand.into_iter().filter(|(at, _)| *at >= tick).map(|(_, tasks)| tasks);
			tasks = more.fold(tasks, u64::saturating_add);
			Ok(true)
		})?;
		Ok(tasks)
	}

	/// The least step of trust from `step` on of which tasks of that tag were bought; none: of none.
	fn next_step(&self, category: u32, tag: u64, step: u8) -> Result<Option<u8>, Error> {
		let prefix = key::demands_of_tag(category, tag);
		let from = [&prefix[..], &[step]].concat();
		let mut next = None;
		self.walk(&from, key::after(&prefix).as_deref(), false, |key, _| {
			next = key.get(prefix.len()).copied();
			Ok(false)
		})?;
		Ok(next)
	}

	fn deal(&self, number: u64) -> Result<DealRow, Error> {
		let gone = || Error::Damaged(format!("deal {number}, which is gone"));
		self.get(&key::deal(number))?.ok_or_else(gone)
	}
}

/// First key, and the key before which to end, of a list and what of it is behind a cursor.
fn bounds(
	prefix: &[u8],
	way: Way,
	after: Option<&Cursor>,
) -> Result<(Vec<u8>, Option<Vec<u8>>), Error> {
	let end = key::after(prefix);
	let Some(Cursor(rest)) = after else { return Ok((prefix.to_vec(), end)) };
	if rest.len() > LONGEST_CURSOR {
		return Err(Error::Cursor);
	}
	let at = [prefix, &rest[..]].concat();
	Ok(match way {
		Way::Down => (prefix.to_vec(), Some(at)),
		// The least key behind this one.
		Way::Up => ([&at[..], &[0u8]].concat(), end),
	})
}

/// All tags that demand nothing which `tag` has not.
fn within(tag: u64) -> impl Iterator<Item = u64> {
	iter::successors(Some(0u64), move |last| (*last != tag).then(|| last.wrapping_sub(tag) & tag))
}

fn number(bytes: &[u8]) -> Result<u64, Error> {
	<[u8; 8]>::try_from(bytes).map(u64::from_be_bytes).map_err(|_| Error::Cursor)
}

fn value<T: Decode>(bytes: &[u8]) -> Result<T, Error> {
	T::decode(&mut &bytes[..]).map_err(|_| Error::Damaged("a row of a list".into()))
}

impl Index {
	/// Deals, the latest first.
	pub fn deals(&self, filter: &Filter, page: &Page) -> Result<Paged<DealRow>, Error> {
		let rows = self.snapshot()?;
		rows.page(&key::deals(filter), Way::Down, page, |rest, row| match filter {
			Filter::All => value(row),
			_ => rows.deal(number(rest)?),
		})
	}

	/// A deal, if the index has it.
	pub fn deal(&self, id: &Hash) -> Result<Option<DealRow>, Error> {
		let rows = self.snapshot()?;
		let number = rows.get::<u64>(&key::deal_id(id))?;
		number.map(|number| rows.deal(number)).transpose()
	}

	/// A task that has ended, if the index has it.
	pub fn task(&self, id: &Hash) -> Result<Option<TaskRow>, Error> {
		self.snapshot()?.get(&key::task(id))
	}

	/// Tasks of a deal that have ended, by index.
	pub fn tasks_of_deal(&self, deal: &Hash, page: &Page) -> Result<Paged<TaskRow>, Error> {
		let prefix = key::tasks_of_deal(deal);
		self.snapshot()?.page(&prefix, Way::Up, page, |_, row| value(row))
	}

	/// Tasks that a worker contributed to, those that ended last first.
	pub fn tasks_of_worker(
		&self,
		worker: &AccountBytes,
		page: &Page,
	) -> Result<Paged<TaskRow>, Error> {
		let rows = self.snapshot()?;
		rows.page(&key::tasks_of_worker(worker), Way::Down, page, |_, row| {
			let id = value::<Hash>(row)?;
			let gone = || Error::Damaged(format!("task {id:?}, which is gone"));
			rows.get(&key::task(&id))?.ok_or_else(gone)
		})
	}

	/// Counters of a subject since the index began, of an account or a worker since its last pause as long
	/// as the index keeps days; none of one that it has not seen.
	pub fn statistics(&self, of: &Subject) -> Result<Option<Statistics>, Error> {
		self.snapshot()?.get(&key::statistics(of))
	}

	/// What a subject earned, paid and lost, by days since the Unix epoch, the latest first. Days without
	/// any are left out.
	pub fn flows(&self, of: &Subject, page: &Page) -> Result<Paged<(u32, Flow)>, Error> {
		let prefix = key::flows(of);
		self.snapshot()?.page(&prefix, Way::Down, page, |rest, row| {
			let day = <[u8; 4]>::try_from(rest).map_err(|_| Error::Cursor)?;
			Ok((u32::from_be_bytes(day), value(row)?))
		})
	}

	/// Prices of a market with the beginnings of their spans, the latest first. Spans without a trade are
	/// left out. What payer or requester own themselves does not count.
	pub fn candles(
		&self,
		market: &Market,
		series: Series,
		resolution: Resolution,
		page: &Page,
	) -> Result<Paged<(u64, Candle)>, Error> {
		let prefix = key::candles(market, series, resolution);
		let rows = self.snapshot()?;
		rows.page(&prefix, Way::Down, page, |rest, row| Ok((number(rest)?, value(row)?)))
	}

	/// Prices of a market in the last 24 hours, by the hour, together; none without a trade.
	pub fn last_day(&self, market: &Market, series: Series) -> Result<Option<Candle>, Error> {
		let rows = self.snapshot()?;
		let Some(reach) = rows.reach()? else { return Ok(None) };
		let first = Resolution::Hour.start(reach.last_time.saturating_sub(DAY - HOUR));
		let prefix = key::candles(market, series, Resolution::Hour);
		let from = [&prefix[..], &first.to_be_bytes()].concat();
		let mut day = None::<Candle>;
		rows.walk(&from, key::after(&prefix).as_deref(), false, |_, row| {
			let hour = value::<Candle>(row)?;
			match &mut day {
				Some(day) => day.add(&hour),
				None => day = Some(hour),
			}
			Ok(true)
		})?;
		Ok(day)
	}

	/// What an offer would have earned at that price in the last 24 hours, if all that others bought at
	/// that price or above had come to it. Prices count by their first two digits. Refuses an offer of more than
	/// eight features ([`Error::Features`]).
	pub fn would_have_earned(&self, offered: &Offered, price: u128) -> Result<Earning, Error> {
		let rows = self.snapshot()?;
		let none = Earning { tasks: 0, at_most: 0 };
		let Some(reach) = rows.reach()? else { return Ok(none) };
		let last = u32::try_from(reach.last_time / HOUR).unwrap_or(u32::MAX);
		let (hours, tick) = (last.saturating_sub(23)..=last, key::tick(price));
		let mut tasks = 0u64;
		match *offered {
			Offered::Asset(market) => tasks = rows.demanded(&market, &hours, tick)?,
			Offered::Pool { tag, .. } if tag.count_ones() > MAX_FEATURES => {
				return Err(Error::Features { most: MAX_FEATURES });
			},
			Offered::Pool { category, tag, step: highest } => {
				for tag in within(tag) {
					let mut next = rows.next_step(category, tag, 0)?;
					while let Some(step) = next.filter(|step| *step <= highest) {
						let market = Market::Pool { category, tag, step };
						tasks = tasks.saturating_add(rows.demanded(&market, &hours, tick)?);
						next = match step.checked_add(1) {
							Some(behind) => rows.next_step(category, tag, behind)?,
							None => None,
						};
					}
				}
			},
		}
		Ok(Earning { tasks, at_most: price.saturating_mul(tasks.into()) })
	}

	/// An asset as it is at the last block.
	pub fn asset(&self, of: &Subject) -> Result<Option<AssetRow>, Error> {
		self.snapshot()?.get(&key::asset(of))
	}

	/// Assets of an owner: apps, datasets, pools, each by id.
	pub fn assets_of(
		&self,
		owner: &AccountBytes,
		page: &Page,
	) -> Result<Paged<(Subject, AssetRow)>, Error> {
		let rows = self.snapshot()?;
		rows.page(&key::owned(owner), Way::Up, page, |rest, _| {
			let asset = key::read_subject(rest).ok_or(Error::Cursor)?;
			let gone = || Error::Damaged(format!("asset {asset:?}, which is gone"));
			Ok((asset, rows.get(&key::asset(&asset))?.ok_or_else(gone)?))
		})
	}

	/// Assets that have words which begin as those of `text`, by the longest of them; at most four words
	/// count. A page may have fewer entries than its limit and yet a next one.
	pub fn search(&self, text: &str, page: &Page) -> Result<Paged<(Subject, AssetRow)>, Error> {
		let rows = self.snapshot()?;
		let reach = rows.reach()?;
		let mut searched = words::of(text);
		searched.truncate(words::MOST_SEARCHED);
		let Some(longest) = searched.iter().max_by_key(|word| word.len()).cloned() else {
			return Ok(Paged { entries: Vec::new(), next: None, reach });
		};
		let limit = page.limit.clamp(1, MAX_LIMIT);
		let prefix = key::words(&longest);
		let (first, end) = bounds(&prefix, Way::Up, page.after.as_ref())?;
		let mut entries = Vec::<(Subject, AssetRow)>::new();
		let (mut looked_at, mut last, mut more) = (0, Vec::new(), false);
		rows.walk(&first, end.as_deref(), false, |key, _| {
			if entries.len() == limit || looked_at == MAX_LOOKED_AT {
				more = true;
				return Ok(false);
			}
			looked_at += 1;
			last = key.get(prefix.len()..).unwrap_or_default().to_vec();
			// The rest of the word, a zero, and the asset.
			let end_of_word = last.iter().position(|byte| *byte == 0).unwrap_or(last.len());
			let word = [longest.as_bytes(), &last[..end_of_word]].concat();
			let bytes = last.get(end_of_word + 1..).unwrap_or_default();
			let Some(asset) = key::read_subject(bytes) else {
				return Err(Error::Damaged("a row of a word".into()));
			};
			let Some(row) = rows.get::<AssetRow>(&key::asset(&asset))? else { return Ok(true) };
			let has = words::of_asset(&row);
			// Several words of an asset may begin so: it is shown at the first one.
			let first = has.range(longest.clone()..).next();
			if first.is_none_or(|first| first.as_bytes() != &word[..]) {
				return Ok(true);
			}
			let begins = |word: &String| has.iter().any(|other| other.starts_with(&word[..]));
			if searched.iter().all(begins) {
				entries.push((asset, row));
			}
			Ok(true)
		})?;
		Ok(Paged { entries, next: more.then_some(Cursor(last)), reach })
	}

	/// Orders of a subject that were put on chain, the latest first, with their hashes, and whether each
	/// is void by the subject's epoch, as far as orders of version 1 go.
	pub fn orders(&self, of: &Subject, page: &Page) -> Result<Paged<(Hash, OrderRow)>, Error> {
		let rows = self.snapshot()?;
		rows.page(&key::orders(of), Way::Down, page, |_, row| {
			let hash = value::<Hash>(row)?;
			let gone = || Error::Damaged(format!("order {hash:?}, which is gone"));
			Ok((hash, rows.get(&key::order(&hash))?.ok_or_else(gone)?))
		})
	}

	/// Terms that were ever posted for an asset, each audience once, by audience.
	pub fn posted(&self, of: &Subject, page: &Page) -> Result<Paged<PostedRow>, Error> {
		let prefix = key::posted(of);
		self.snapshot()?.page(&prefix, Way::Up, page, |_, row| value(row))
	}

	/// Epoch of a subject's orders at the last block, as far as the index has seen it raised.
	pub fn epoch(&self, of: &Subject) -> Result<u32, Error> {
		Ok(self.snapshot()?.get(&key::epoch(of))?.unwrap_or_default())
	}
}
