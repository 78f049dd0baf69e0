// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The `bourse_*` RPC methods about the past (`docs/rpc.md`), at nodes with an index, of final blocks.

use super::{
	arguments::{self, Argument},
	catalogue::limit,
	desk::Desk,
	errors,
	past::{
		of_asset, of_candle, of_deal, of_flow, of_order, of_page, of_reach, of_statistics, of_task,
		of_terms,
	},
};
use crate::index::Memory;
use bourse_index::{
	trust_step, AccountBytes, Cursor, DealRow, Filter, Index, Market, Offered, Page, Resolution,
	Series, Subject,
};
use futures::{stream, StreamExt};
use jsonrpsee::{
	core::{async_trait, server::PendingSubscriptionSink, RpcResult},
	proc_macros::rpc,
};
use sc_rpc::{
	utils::{spawn_subscription_task, BoundedVecDeque, PendingSubscription},
	SubscriptionTaskExecutor,
};
use serde_json::{json, Map, Value};
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;

/// What was.
#[rpc(server)]
pub trait History {
	/// The blocks that the index has.
	#[method(name = "bourse_indexReach")]
	async fn index_reach(&self) -> RpcResult<Value>;

	/// Deals, the latest first: all, or those that a filter such as `{ "requester": "5…" }` shows.
	#[method(name = "bourse_deals")]
	async fn deals(
		&self,
		filter: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value>;

	/// Tasks of a deal that have ended, by index.
	#[method(name = "bourse_dealTasks")]
	async fn deal_tasks(
		&self,
		deal: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value>;

	/// Tasks that a worker contributed to, those that ended last first.
	#[method(name = "bourse_workerTasks")]
	async fn worker_tasks(
		&self,
		worker: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value>;

	/// The record of an app, a dataset, a pool, a worker or an account.
	#[method(name = "bourse_record")]
	async fn record(&self, of: Option<Argument>) -> RpcResult<Value>;

	/// What it earned, paid and lost by the day, the latest first.
	#[method(name = "bourse_incomes")]
	async fn incomes(
		&self,
		of: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value>;

	/// Prices of a market by the minute, hour or day, the latest first.
	#[method(name = "bourse_prices")]
	async fn prices(
		&self,
		market: Option<Argument>,
		series: Option<Argument>,
		span: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value>;

	/// Prices of a market in the last 24 hours together.
	#[method(name = "bourse_lastDay")]
	async fn last_day(&self, market: Option<Argument>) -> RpcResult<Value>;

	/// What an offer would have earned in the last 24 hours at a price, at most.
	#[method(name = "bourse_wouldHaveEarned")]
	async fn would_have_earned(
		&self,
		market: Option<Argument>,
		price: Option<Argument>,
	) -> RpcResult<Value>;

	/// Apps, datasets and pools by the beginnings of words.
	#[method(name = "bourse_search")]
	async fn search(
		&self,
		text: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value>;

	/// Apps, datasets and pools of an owner, by id.
	#[method(name = "bourse_assetsOf")]
	async fn assets_of(
		&self,
		owner: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value>;

	/// Orders of an asset, or requests of an account, that were put on chain, the latest first.
	#[method(name = "bourse_orders")]
	async fn orders(
		&self,
		of: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value>;

	/// Terms that were ever posted for an app or a dataset, by audience.
	#[method(name = "bourse_postedTerms")]
	async fn posted_terms(
		&self,
		asset: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value>;

	/// Deals that a filter shows, as they become final.
	#[subscription(
		name = "bourse_subscribeDeals" => "bourse_newDeal",
		unsubscribe = "bourse_unsubscribeDeals",
		item = Value
	)]
	fn subscribe_deals(&self, filter: Option<Argument>);
}

/// The methods, answered from an index, if the node has one.
pub struct HistoryRpc {
	memory: Option<Memory>,
	desk: Desk,
	executor: SubscriptionTaskExecutor,
}

impl HistoryRpc {
	/// Answers from `memory`, at `desk`.
	pub fn new(memory: Option<Memory>, desk: Desk, executor: SubscriptionTaskExecutor) -> Self {
		Self { memory, desk, executor }
	}

	/// Serves a caller with what the index says.
	async fn look(
		&self,
		look: impl FnOnce(&Index) -> Result<Value, bourse_index::Error> + Send + 'static,
	) -> RpcResult<Value> {
		let memory = self.memory.clone().ok_or_else(errors::no_index)?;
		let work = self.desk.work(move || look(&memory.index).map_err(errors::index));
		self.desk.serve(work).await
	}
}

fn page(after: Option<Argument>, of: Option<Argument>) -> RpcResult<Page> {
	let after = match after {
		Some(after) => Some(Cursor(arguments::short_bytes("after", Some(after))?)),
		None => None,
	};
	Ok(Page { after, limit: limit(of)? as usize })
}

fn account(name: &str, argument: Option<Argument>) -> RpcResult<AccountBytes> {
	arguments::account(name, argument).map(Into::into)
}

fn other_key<T>(name: &str, key: &str, known: &str) -> RpcResult<T> {
	Err(errors::argument(name, format!("no key {key:?}: give one of {known}")))
}

/// `{ "app": 7 }`, `{ "dataset": 7 }`, `{ "pool": 7 }`, `{ "worker": "5…" }`, `{ "account": "5…" }`.
fn subject(name: &str, argument: Option<Argument>) -> RpcResult<Subject> {
	let (key, value) = arguments::keyed(name, argument)?;
	Ok(match &key[..] {
		"app" => Subject::App(arguments::id(name, value)?),
		"dataset" => Subject::Dataset(arguments::id(name, value)?),
		"pool" => Subject::Pool(arguments::id(name, value)?),
		"worker" => Subject::Worker(account(name, value)?),
		"account" => Subject::Account(account(name, value)?),
		_ => return other_key(name, &key, "app, dataset, pool, worker, account"),
	})
}

/// As [`subject`], or one of the other filters of deals; none: all deals.
fn filter(argument: Option<Argument>) -> RpcResult<Filter> {
	if argument.is_none() {
		return Ok(Filter::All);
	}
	let name = "filter";
	let (key, value) = arguments::keyed(name, argument)?;
	Ok(match &key[..] {
		"requester" => Filter::Requester(account(name, value)?),
		"payer" => Filter::Payer(account(name, value)?),
		"beneficiary" => Filter::Beneficiary(account(name, value)?),
		"owner" => Filter::Owner(account(name, value)?),
		"app" => Filter::App(arguments::id(name, value)?),
		"dataset" => Filter::Dataset(arguments::id(name, value)?),
		"pool" => Filter::Pool(arguments::id(name, value)?),
		"category" => Filter::Category(arguments::id(name, value)?),
		_ => {
			let known = "requester, payer, beneficiary, owner, app, dataset, pool, category";
			return other_key(name, &key, known);
		},
	})
}

/// `{ "app": 7 }`, `{ "dataset": 7 }`, or `{ "category": 0, "trust": 1, "tag": 0 }`, of which the last two may
/// be left out.
fn market(argument: Option<Argument>) -> RpcResult<Market> {
	let mut keys = match argument {
		Some(Argument::Value(Value::Object(keys))) => keys,
		other => {
			arguments::keyed("market", other)?;
			Map::new()
		},
	};
	let mut take = |key: &str| keys.remove(key).map(Argument::Value);
	let (app, dataset, category) = (take("app"), take("dataset"), take("category"));
	let (trust, tag) = (take("trust"), take("tag"));
	if let Some(key) = keys.keys().next() {
		return other_key("market", key, "app, dataset, category with trust and tag");
	}
	match (app, dataset, category) {
		(Some(app), None, None) => Ok(Market::App(arguments::id("app", Some(app))?)),
		(None, Some(dataset), None) => {
			Ok(Market::Dataset(arguments::id("dataset", Some(dataset))?))
		},
		(None, None, Some(category)) => {
			let category = arguments::id("category", Some(category))?;
			let trust = match trust {
				Some(trust) => arguments::amount("trust", Some(trust))?,
				None => 1,
			};
			let tag = match tag {
				Some(tag) => arguments::number("tag", Some(tag))?,
				None => 0,
			};
			Ok(Market::Pool { category, tag, step: trust_step(trust) })
		},
		_ => other_key("market", "", "app, dataset, category"),
	}
}

#[async_trait]
impl HistoryServer for HistoryRpc {
	async fn index_reach(&self) -> RpcResult<Value> {
		self.look(|index| Ok(of_reach(&index.reach()?))).await
	}

	async fn deals(
		&self,
		of: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value> {
		let (filter, page) = (filter(of)?, page(after, limit)?);
		self.look(move |index| Ok(of_page(&index.deals(&filter, &page)?, of_deal))).await
	}

	async fn deal_tasks(
		&self,
		deal: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value> {
		let (deal, page) = (arguments::hash("deal", deal)?, page(after, limit)?);
		self.look(move |index| Ok(of_page(&index.tasks_of_deal(&deal, &page)?, of_task))).await
	}

	async fn worker_tasks(
		&self,
		worker: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value> {
		let (worker, page) = (account("worker", worker)?, page(after, limit)?);
		self.look(move |index| Ok(of_page(&index.tasks_of_worker(&worker, &page)?, of_task))).await
	}

	async fn record(&self, of: Option<Argument>) -> RpcResult<Value> {
		let of = subject("of", of)?;
		self.look(move |index| {
			let row = index.statistics(&of)?.unwrap_or_default();
			let mut record = of_statistics(&of, &row);
			record["reach"] = of_reach(&index.reach()?);
			Ok(record)
		})
		.await
	}

	async fn incomes(
		&self,
		of: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value> {
		let (of, page) = (subject("of", of)?, page(after, limit)?);
		self.look(move |index| Ok(of_page(&index.flows(&of, &page)?, of_flow))).await
	}

	async fn prices(
		&self,
		of: Option<Argument>,
		series: Option<Argument>,
		span: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value> {
		let market = market(of)?;
		let all = [("deals", Series::Deals), ("completed", Series::Completed)];
		let series = arguments::word("series", series, &all)?;
		let spans =
			[("minute", Resolution::Minute), ("hour", Resolution::Hour), ("day", Resolution::Day)];
		let span = arguments::word("span", span, &spans)?;
		let page = page(after, limit)?;
		self.look(move |index| {
			let candles = index.candles(&market, series, span, &page)?;
			Ok(of_page(&candles, |(time, candle)| {
				let mut of = of_candle(candle);
				of["time"] = json!(time);
				of
			}))
		})
		.await
	}

	async fn last_day(&self, of: Option<Argument>) -> RpcResult<Value> {
		let market = market(of)?;
		self.look(move |index| {
			let deals = index.last_day(&market, Series::Deals)?.as_ref().map(of_candle);
			let completed = index.last_day(&market, Series::Completed)?.as_ref().map(of_candle);
			let reach = of_reach(&index.reach()?);
			Ok(json!({ "deals": deals, "completed": completed, "reach": reach }))
		})
		.await
	}

	async fn would_have_earned(
		&self,
		of: Option<Argument>,
		price: Option<Argument>,
	) -> RpcResult<Value> {
		let offered = match market(of)? {
			Market::Pool { category, tag, step } => Offered::Pool { category, tag, step },
			asset => Offered::Asset(asset),
		};
		let price = arguments::amount("price", price)?;
		self.look(move |index| {
			let earning = index.would_have_earned(&offered, price)?;
			let at_most = earning.at_most.to_string();
			let reach = of_reach(&index.reach()?);
			Ok(json!({ "tasks": earning.tasks, "atMost": at_most, "reach": reach }))
		})
		.await
	}

	async fn search(
		&self,
		words: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value> {
		let (words, page) = (arguments::text("text", words)?, page(after, limit)?);
		self.look(move |index| Ok(of_page(&index.search(&words, &page)?, of_asset))).await
	}

	async fn assets_of(
		&self,
		owner: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value> {
		let (owner, page) = (account("owner", owner)?, page(after, limit)?);
		self.look(move |index| Ok(of_page(&index.assets_of(&owner, &page)?, of_asset))).await
	}

	async fn orders(
		&self,
		of: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value> {
		let (of, page) = (subject("of", of)?, page(after, limit)?);
		self.look(move |index| {
			let mut orders = of_page(&index.orders(&of, &page)?, of_order);
			orders["epoch"] = json!(index.epoch(&of)?);
			Ok(orders)
		})
		.await
	}

	async fn posted_terms(
		&self,
		asset: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value> {
		let (of, page) = (subject("asset", asset)?, page(after, limit)?);
		self.look(move |index| {
			let epoch = index.epoch(&of)?;
			Ok(of_page(&index.posted(&of, &page)?, |row| of_terms(row, epoch)))
		})
		.await
	}

	fn subscribe_deals(&self, pending: PendingSubscriptionSink, of: Option<Argument>) {
		let wanted = || {
			let memory = self.memory.clone().ok_or_else(errors::no_index)?;
			RpcResult::Ok((memory, self::filter(of)?, self.desk.watch()?))
		};
		let (memory, filter, place) = match wanted() {
			Ok(all) => all,
			Err(error) => {
				spawn_subscription_task(&self.executor, async move { pending.reject(error).await });
				return;
			},
		};
		let news = stream::unfold(memory.deals.subscribe(), |mut news| async move {
			loop {
				match news.recv().await {
					Ok(deals) => return Some((deals, news)),
					// Whoever is slow misses some.
					Err(RecvError::Lagged(_)) => {},
					Err(RecvError::Closed) => return None,
				}
			}
		});
		let shown = news.flat_map(move |deals: Arc<Vec<DealRow>>| {
			let shown = deals.iter().filter(|row| filter.shows(&row.deal)).map(of_deal);
			stream::iter(shown.collect::<Vec<_>>())
		});
		let task = PendingSubscription::from(pending)
			.pipe_from_stream(shown.boxed(), BoundedVecDeque::default());
		spawn_subscription_task(&self.executor, async move {
			let _place = place;
			task.await;
		});
	}
}
