// SPDX-License-Identifier: Apache-2.0

//! What a block's records change.

use crate::{
	key::{self, kind, Filter, Market, Resolution, Series},
	rows::*,
	store::Changes,
	words, AccountBytes, AssetRecord, DealRecord, Ended, Error, Part, PostedRecord,
	PresignedRecord, Record, Subject, TaskRecord,
};
use codec::Encode;
use std::collections::BTreeMap;

/// The records of one block.
pub(crate) struct Apply<'a, 'b> {
	rows: &'a mut Changes<'b>,
	block: u32,
	time: u64,
}

fn count(counter: &mut u64, more: u64) {
	*counter = counter.saturating_add(more);
}

fn count_at(counters: &mut BTreeMap<u8, u64>, at: u8) {
	count(counters.entry(at).or_default(), 1);
}

/// App, dataset and pool of a deal, each with its subject and its market.
fn parts(deal: &DealRecord) -> Vec<(Subject, Market, Part)> {
	let (category, tag, step) = (deal.category, deal.tag, deal.trust_step());
	let mut parts = vec![
		(Subject::App(deal.app.id), Market::App(deal.app.id), deal.app),
		(Subject::Pool(deal.pool.id), Market::Pool { category, tag, step }, deal.pool),
	];
	if let Some(dataset) = deal.dataset {
		parts.push((Subject::Dataset(dataset.id), Market::Dataset(dataset.id), dataset));
	}
	parts
}

/// Filters that show a deal, but for that of all.
fn filters(deal: &DealRecord) -> Vec<Filter> {
	let mut filters = vec![
		Filter::Requester(deal.requester),
		Filter::Payer(deal.payer),
		Filter::Beneficiary(deal.beneficiary),
		Filter::App(deal.app.id),
		Filter::Pool(deal.pool.id),
		Filter::Category(deal.category),
		Filter::Owner(deal.app.owner),
		Filter::Owner(deal.pool.owner),
	];
	if let Some(dataset) = deal.dataset {
		filters.extend([Filter::Dataset(dataset.id), Filter::Owner(dataset.owner)]);
	}
	filters
}

impl<'a, 'b> Apply<'a, 'b> {
	/// Of a block at that time.
	pub fn new(rows: &'a mut Changes<'b>, block: u32, time: u64) -> Self {
		Self { rows, block, time }
	}

	/// Applies all records of the block.
	pub fn all(mut self, records: &[Record]) -> Result<(), Error> {
		for (place, record) in records.iter().enumerate() {
			let number = key::number(self.block, u32::try_from(place).unwrap_or(u32::MAX));
			match record {
				Record::Deal(deal) => self.deal(number, deal)?,
				Record::Task(task) => self.task(number, task)?,
				Record::Unstarted { deal, count, ended } => {
					let deal = self.deal_row(deal)?;
					self.ended(deal, *ended, *count)?;
				},
				Record::Reported { worker, code } => {
					self.statistics(&Subject::Worker(*worker), |of| {
						count_at(&mut of.reports, *code as u8);
					})?;
				},
				Record::TakenBack { worker } => {
					let of = Subject::Worker(*worker);
					self.statistics(&of, |of| count(&mut of.taken_back, 1))?;
				},
				Record::Asset(asset) => self.asset(asset)?,
				Record::Posted(posted) => self.posted(posted)?,
				Record::Presigned(order) => self.presigned(number, order)?,
				Record::Closed { hash } => {
					let key = key::order(hash);
					if let Some(order) = self.rows.get::<OrderRow>(&key)? {
						self.rows.put(key, &OrderRow { closed: true, ..order });
					}
				},
				// It stays, since it says which orders and terms are void: one row for each asset and
				// account that ever revoked, as the chain's state has.
				Record::Revoked { of, epoch } => self.rows.put(key::epoch(of), epoch),
			}
		}
		Ok(())
	}

	/// Changes a subject's counters. Those of accounts and workers, which anybody makes for nothing, go in
	/// time; those of assets stay.
	fn statistics(
		&mut self,
		of: &Subject,
		change: impl FnOnce(&mut Statistics),
	) -> Result<(), Error> {
		let (key, today) = (key::statistics(of), key::day(self.time));
		let before = self.rows.change(key.clone(), |counters: &mut Statistics| {
			change(counters);
			std::mem::replace(&mut counters.day, today)
		})?;
		if before != today && matches!(of, Subject::Worker(_) | Subject::Account(_)) {
			self.goes_with(Resolution::Day, &key);
		}
		Ok(())
	}

	/// Notes whom a subject has served, and counts that requester unless it is known.
	fn serves(&mut self, of: &Subject, requester: &AccountBytes) -> Result<(), Error> {
		let (key, today) = (key::requester(of, requester), key::day(self.time));
		let before = self.rows.get::<u32>(&key)?;
		if before == Some(today) {
			return Ok(());
		}
		self.goes_with(Resolution::Day, &key);
		self.rows.put(key, &today);
		if before.is_none() {
			self.statistics(of, |of| count(&mut of.requesters, 1))?;
		}
		Ok(())
	}

	fn flow(&mut self, of: &Subject, change: impl FnOnce(&mut Flow)) -> Result<(), Error> {
		let key = key::flow(of, key::day(self.time));
		if !self.rows.has(&key)? {
			self.goes_with(Resolution::Day, &key);
		}
		self.rows.change(key, |flow: &mut Flow| {
			count(&mut flow.tasks, 1);
			change(flow);
		})
	}

	/// Notes a price in all spans.
	fn price(&mut self, of: &Market, series: Series, price: u128, tasks: u64) -> Result<(), Error> {
		let new = Candle::new(price, tasks);
		for resolution in Resolution::ALL {
			let start = resolution.start(self.time);
			let key = key::candle(of, series, resolution, start);
			let row = match self.rows.get::<Candle>(&key)? {
				Some(mut row) => {
					row.add(&new);
					row
				},
				None => {
					self.goes_with(resolution, &key);
					new
				},
			};
			self.rows.put(key, &row);
		}
		Ok(())
	}

	/// The row goes when it is older than the setting says.
	fn goes(&mut self, key: &[u8]) {
		self.rows.put(key::expiry(self.time, key), &());
	}

	/// The row goes when the end of the present span is older than the setting says.
	fn goes_with(&mut self, span: Resolution, key: &[u8]) {
		let last = span.start(self.time).saturating_add(span.seconds() - 1);
		self.rows.put(key::expiry(last, key), &());
	}

	fn deal(&mut self, number: u64, deal: &DealRecord) -> Result<(), Error> {
		let (block, time) = (self.block, self.time);
		let key = key::deal(number);
		self.goes(&key);
		self.rows.put(key, &DealRow { block, time, deal: deal.clone(), ended: [0; 5] });
		self.rows.put(key::deal_id(&deal.id), &number);
		for filter in filters(deal) {
			self.rows.put(key::deal_by(&filter, number), &());
		}
		for (subject, market, part) in parts(deal) {
			let is_own = deal.is_own(&part);
			self.statistics(&subject, |of| {
				count(&mut of.deals, 1);
				count(&mut of.tasks, deal.volume);
				if !is_own {
					of.last_price = Some(part.price);
				}
			})?;
			if !is_own {
				self.serves(&subject, &deal.requester)?;
				self.price(&market, Series::Deals, part.price, deal.volume)?;
				self.demand(&market, part.price, deal.volume)?;
			}
		}
		self.statistics(&Subject::Account(deal.requester), |of| {
			count(&mut of.deals, 1);
			count(&mut of.tasks, deal.volume);
		})
	}

	/// Notes how many tasks would have been bought at up to that price.
	fn demand(&mut self, market: &Market, price: u128, tasks: u64) -> Result<(), Error> {
		let hour = u32::try_from(self.time / key::HOUR).unwrap_or(u32::MAX);
		let tick = key::tick(price);
		let key = key::demand(market, hour, key::decade(tick));
		if !self.rows.has(&key)? {
			self.goes(&key);
		}
		self.rows.change(key, |demand: &mut Demand| {
			count(demand.0.entry(tick).or_default(), tasks);
		})
	}

	/// A deal's number and row, if the index has it.
	fn deal_row(&self, id: &bourse_formats::Hash) -> Result<Option<(u64, DealRow)>, Error> {
		let Some(number) = self.rows.get::<u64>(&key::deal_id(id))? else { return Ok(None) };
		Ok(self.rows.get(&key::deal(number))?.map(|row| (number, row)))
	}

	/// Counts how tasks of a deal ended.
	fn ended(
		&mut self,
		deal: Option<(u64, DealRow)>,
		ended: Ended,
		tasks: u64,
	) -> Result<(), Error> {
		let Some((number, mut row)) = deal else { return Ok(()) };
		count(&mut row.ended[ended as usize], tasks);
		self.rows.put(key::deal(number), &row);
		if let Some(at) = (ended as usize).checked_sub(1) {
			let of_parts = parts(&row.deal).into_iter().map(|(subject, ..)| subject);
			for subject in of_parts.chain([Subject::Account(row.deal.requester)]) {
				self.statistics(&subject, |of| count(&mut of.given_up[at], tasks))?;
			}
		}
		Ok(())
	}

	fn task(&mut self, number: u64, task: &TaskRecord) -> Result<(), Error> {
		let deal = self.deal_row(&key::deal_of(&task.id))?;
		let took = deal.as_ref().map(|(_, row)| self.time.saturating_sub(row.time));
		let row = TaskRow {
			id: task.id,
			block: self.block,
			time: self.time,
			took,
			ended: task.ended,
			failure: task.failure,
			workers: task.workers.clone(),
			moves: task.moves.clone(),
		};
		let key = key::task(&task.id);
		self.goes(&key);
		self.rows.put(key, &row);
		for part in &task.workers {
			let key = key::task_by(&part.worker, number);
			self.goes(&key);
			self.rows.put(key, &task.id);
		}

		let done = |of: &mut Statistics| {
			match task.failure {
				None => count(&mut of.done, 1),
				Some(code) => count_at(&mut of.failures, code as u8),
			}
			if let Some(took) = took {
				of.times.add(took);
			}
		};
		let is_completed = task.ended == Ended::Completed;
		for part in &task.workers {
			self.statistics(&Subject::Worker(part.worker), |of| {
				count(&mut of.tasks, 1);
				match (is_completed, part.right) {
					(true, true) => done(of),
					(true, false) => count(&mut of.wrong, 1),
					(false, _) => count(&mut of.given_up[(task.ended as usize) - 1], 1),
				}
			})?;
		}
		if let Some((_, row)) = &deal
			&& is_completed
		{
			// Whom a worker serves besides its owner.
			let requester = row.deal.requester;
			for part in task.workers.iter().filter(|part| part.right && part.owner != requester) {
				self.serves(&Subject::Worker(part.worker), &requester)?;
			}
		}
		let payer = deal.as_ref().map(|(_, row)| row.deal.payer);
		for moved in &task.moves {
			self.flow(&Subject::Account(moved.who), |flow| {
				flow.earned = flow.earned.saturating_add(moved.earned);
				let cost = if payer == Some(moved.who) { &mut flow.spent } else { &mut flow.lost };
				*cost = cost.saturating_add(moved.lost);
			})?;
		}
		let Some((_, row)) = &deal else { return Ok(()) };
		if is_completed {
			let requester = Subject::Account(row.deal.requester);
			self.statistics(&requester, done)?;
			for (subject, market, part) in parts(&row.deal) {
				self.statistics(&subject, done)?;
				let is_paid = matches!(subject, Subject::Pool(_)) || task.pays_assets();
				let price = if is_paid { part.price } else { 0 };
				self.flow(&subject, |flow| flow.earned = flow.earned.saturating_add(price))?;
				if is_paid && !row.deal.is_own(&part) {
					self.price(&market, Series::Completed, part.price, 1)?;
				}
			}
		}
		self.ended(deal, task.ended, 1)
	}

	fn asset(&mut self, asset: &AssetRecord) -> Result<(), Error> {
		let key = key::asset(&asset.asset);
		if let Some(old) = self.rows.get::<AssetRow>(&key)? {
			for word in words::of_asset(&old) {
				self.rows.remove(key::word(&word, &asset.asset));
			}
			self.rows.remove(key::owned_by(&old.owner, &asset.asset));
		}
		let row = AssetRow {
			owner: asset.owner,
			name: asset.name.clone(),
			description: asset.description.clone(),
			link: asset.link.clone(),
			tags: asset.tags.clone(),
		};
		for word in words::of_asset(&row) {
			self.rows.put(key::word(&word, &asset.asset), &());
		}
		self.rows.put(key::owned_by(&row.owner, &asset.asset), &());
		self.rows.put(key, &row);
		Ok(())
	}

	fn posted(&mut self, posted: &PostedRecord) -> Result<(), Error> {
		let PostedRecord { asset, by, audience, price, until } = *posted;
		let epoch = self.rows.get(&key::epoch(&asset))?.unwrap_or_default();
		let row = PostedRow { by, audience, price, until, block: self.block, epoch };
		let key = key::posted_for(&asset, &audience.encode());
		// Terms that hold have a deposit behind them. Who revokes them has it back.
		if price.is_none() {
			self.goes(&key);
		}
		self.rows.put(key, &row);
		Ok(())
	}

	/// An order of an asset stays: it is a grant as long as it is not closed, and the chain keeps its hash
	/// for ever, too. One of a request, which is for a deal, goes.
	fn presigned(&mut self, number: u64, order: &PresignedRecord) -> Result<(), Error> {
		let PresignedRecord { hash, of, by, order } = order;
		let key = key::order(hash);
		if self.rows.has(&key)? {
			return Ok(());
		}
		let (of, by, order) = (*of, *by, order.clone());
		self.rows.put(key, &OrderRow { of, by, order, block: self.block, closed: false });
		let key = key::order_of(&of, number);
		if let Subject::Account(_) = of {
			self.goes(&key);
		}
		self.rows.put(key, hash);
		Ok(())
	}
}

/// Removes a row whose time was `time`, and those that lead to it, or that it leads to. Counters and
/// requesters whose last day is a later one stay, and so do terms that hold again.
pub(crate) fn forget(rows: &mut Changes<'_>, of: Vec<u8>, time: u64) -> Result<(), Error> {
	match of.first() {
		Some(&kind::DEAL) => {
			if let Some(row) = rows.get::<DealRow>(&of)? {
				let number = of[1..].try_into().map_or(0, u64::from_be_bytes);
				rows.remove(key::deal_id(&row.deal.id));
				for filter in filters(&row.deal) {
					rows.remove(key::deal_by(&filter, number));
				}
			}
		},
		Some(&kind::STATISTICS) => {
			let counters = rows.get::<Statistics>(&of)?;
			if counters.is_some_and(|counters| counters.day != key::day(time)) {
				return Ok(());
			}
		},
		Some(&kind::REQUESTER) => {
			if rows.get::<u32>(&of)?.is_some_and(|day| day != key::day(time)) {
				return Ok(());
			}
			if let Some(subject) = key::read_requester(&of) {
				let key = key::statistics(&subject);
				if let Some(mut counters) = rows.get::<Statistics>(&key)? {
					counters.requesters = counters.requesters.saturating_sub(1);
					rows.put(key, &counters);
				}
			}
		},
		Some(&kind::ORDER_OF) => {
			if let Some(hash) = rows.get::<bourse_formats::Hash>(&of)? {
				rows.remove(key::order(&hash));
			}
		},
		// They were posted anew since.
		Some(&kind::POSTED)
			if rows.get::<PostedRow>(&of)?.is_some_and(|row| row.price.is_some()) =>
		{
			return Ok(());
		},
		_ => {},
	}
	rows.remove(of);
	Ok(())
}
