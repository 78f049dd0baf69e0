// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The `bourse_*` RPC methods about what is on offer now (`docs/rpc.md`): at every node, from the state of
//! the best block.

use super::{
	arguments::{self, Argument},
	bourse::ChainState,
	desk::Desk,
	errors, requests,
};
use crate::client::FullClient;
use bourse_primitives::{
	book::BookApi,
	catalogue::{
		AppListing, AssetListing, BestPrices, CatalogueApi, DatasetListing, Grant, Grantee, Listed,
		PoolListing, WorkerListing, MAX_PAGE,
	},
	AppId, CategoryId, DatasetId, GroupId, Party, Tag, WorkerpoolId,
};
use bourse_runtime::AccountId;
use futures::{stream, StreamExt};
use jsonrpsee::{
	core::{async_trait, server::PendingSubscriptionSink, RpcResult},
	proc_macros::rpc,
};
use sc_client_api::BlockchainEvents;
use sc_rpc::{
	utils::{spawn_subscription_task, PendingSubscription, RingBuffer},
	SubscriptionTaskExecutor,
};
use serde_json::{json, Value};
use std::sync::Arc;

/// What is on offer.
#[rpc(server)]
pub trait Catalogue {
	/// Apps, the newest first, below the id `before`: all, or those of `{ "owner": "5…" }`, or of
	/// `{ "tag": "image" }`.
	#[method(name = "bourse_apps")]
	async fn apps(
		&self,
		before: Option<Argument>,
		limit: Option<Argument>,
		filter: Option<Argument>,
	) -> RpcResult<Listed<AppListing<AccountId>, u32>>;

	/// Datasets, as apps.
	#[method(name = "bourse_datasets")]
	async fn datasets(
		&self,
		before: Option<Argument>,
		limit: Option<Argument>,
		filter: Option<Argument>,
	) -> RpcResult<Listed<DatasetListing<AccountId>, u32>>;

	/// Workerpools, as apps.
	#[method(name = "bourse_pools")]
	async fn pools(
		&self,
		before: Option<Argument>,
		limit: Option<Argument>,
		filter: Option<Argument>,
	) -> RpcResult<Listed<PoolListing<AccountId>, u32>>;

	/// An app, a dataset or a pool, by its id, or by its stock name: `{ "app": 7 }`, `{ "name": "python" }`.
	#[method(name = "bourse_asset")]
	async fn asset(&self, asset: Option<Argument>) -> RpcResult<Value>;

	/// Workers of a pool, or of all, behind the worker `after`.
	#[method(name = "bourse_workers")]
	async fn workers(
		&self,
		pool: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Listed<WorkerListing<AccountId>, AccountId>>;

	/// The best orders of a category by cell, in the open venue, or in a pool's own.
	#[method(name = "bourse_bestPrices")]
	async fn best_prices(
		&self,
		category: Option<Argument>,
		pool: Option<Argument>,
	) -> RpcResult<Vec<BestPrices>>;

	/// Terms that were posted for an app or a dataset, behind those of the audience `after`.
	#[method(name = "bourse_grants")]
	async fn grants(
		&self,
		asset: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Listed<Grant<AccountId>, Grantee<AccountId>>>;

	/// Members of a group, behind the member `after`.
	#[method(name = "bourse_members")]
	async fn members(
		&self,
		group: Option<Argument>,
		after: Option<Argument>,
		limit: Option<Argument>,
	) -> RpcResult<Value>;

	/// The best orders of a category, at once and whenever they are others in a new best block.
	#[subscription(
		name = "bourse_subscribeBestPrices" => "bourse_bestPricesChanged",
		unsubscribe = "bourse_unsubscribeBestPrices",
		item = Vec<BestPrices>
	)]
	fn subscribe_best_prices(&self, category: Option<Argument>, pool: Option<Argument>);

	/// Orders of the book as `bourse_depth` has them, at once and whenever they are others.
	#[subscription(
		name = "bourse_subscribeDepth" => "bourse_depthChanged",
		unsubscribe = "bourse_unsubscribeDepth",
		item = Value
	)]
	fn subscribe_depth(
		&self,
		category: Option<Argument>,
		trust: Option<Argument>,
		tag: Option<Argument>,
		pool: Option<Argument>,
	);

	/// The first page of `apps`, `datasets`, `pools` or `workers`, at once and whenever it is another.
	#[subscription(
		name = "bourse_subscribeCatalogue" => "bourse_catalogueChanged",
		unsubscribe = "bourse_unsubscribeCatalogue",
		item = Value
	)]
	fn subscribe_catalogue(
		&self,
		kind: Option<Argument>,
		limit: Option<Argument>,
		filter: Option<Argument>,
	);
}

/// The methods, answered from a chain.
pub struct CatalogueRpc {
	chain: ChainState,
	desk: Desk,
	executor: SubscriptionTaskExecutor,
}

impl CatalogueRpc {
	/// Answers from the best block of `client`, at `desk`.
	pub fn new(client: Arc<FullClient>, desk: Desk, executor: SubscriptionTaskExecutor) -> Self {
		Self { chain: ChainState(client), desk, executor }
	}

	/// Serves a caller with what the chain's state says.
	async fn look<T: Send + 'static>(
		&self,
		look: impl FnOnce(&ChainState) -> RpcResult<T> + Send + 'static,
	) -> RpcResult<T> {
		let chain = self.chain.clone();
		self.desk.serve(self.desk.work(move || look(&chain))).await
	}
}

/// An argument that may be left out.
fn maybe<T>(
	name: &str,
	argument: Option<Argument>,
	read: impl FnOnce(&str, Option<Argument>) -> RpcResult<T>,
) -> RpcResult<Option<T>> {
	match argument {
		Some(argument) => read(name, Some(argument)).map(Some),
		None => Ok(None),
	}
}

/// Entries of a page: 20, unless the caller says otherwise.
pub(super) fn limit(argument: Option<Argument>) -> RpcResult<u32> {
	let limit = maybe("limit", argument, arguments::id)?.unwrap_or(20);
	match (1..=MAX_PAGE).contains(&limit) {
		true => Ok(limit),
		false => Err(errors::argument("limit", format!("not 1 to {MAX_PAGE}: {limit}"))),
	}
}

/// Kinds of catalogues.
#[derive(Clone, Copy)]
enum Kind {
	Apps,
	Datasets,
	Pools,
	Workers,
}

/// A first page that is watched.
#[derive(Clone)]
enum Watched {
	Apps(Paging),
	Datasets(Paging),
	Pools(Paging),
	Workers(Option<WorkerpoolId>, u32),
}

impl Watched {
	fn read(kind: Kind, of: Option<Argument>, filter: Option<Argument>) -> RpcResult<Self> {
		Ok(match kind {
			Kind::Apps => Self::Apps(Paging::read(None, of, filter)?),
			Kind::Datasets => Self::Datasets(Paging::read(None, of, filter)?),
			Kind::Pools => Self::Pools(Paging::read(None, of, filter)?),
			Kind::Workers => Self::Workers(maybe("filter", filter, of_pool)?, limit(of)?),
		})
	}

	fn look(&self, chain: &ChainState) -> RpcResult<Value> {
		let page = match self {
			Self::Apps(paging) => serde_json::to_value(paging.apps(chain)?),
			Self::Datasets(paging) => serde_json::to_value(paging.datasets(chain)?),
			Self::Pools(paging) => serde_json::to_value(paging.pools(chain)?),
			Self::Workers(pool, limit) => {
				let page = chain.ask(|api, best| api.workers(best, *pool, None, *limit))?;
				serde_json::to_value(page)
			},
		};
		page.map_err(errors::runtime)
	}
}

/// Workers of a pool: `{ "pool": 7 }`.
fn of_pool(name: &str, argument: Option<Argument>) -> RpcResult<WorkerpoolId> {
	let (key, value) = arguments::keyed(name, argument)?;
	match &key[..] {
		"pool" => Ok(WorkerpoolId(arguments::id(name, value)?)),
		_ => Err(other_key(name, &key, "pool")),
	}
}

/// Which assets a page is about.
#[derive(Clone)]
enum Wanted {
	/// Those of an owner.
	Owner(AccountId),
	/// Those with a word to search by.
	Tag(Vec<u8>),
}

impl Wanted {
	fn read(name: &str, argument: Option<Argument>) -> RpcResult<Self> {
		let (key, value) = arguments::keyed(name, argument)?;
		Ok(match &key[..] {
			"owner" => Self::Owner(arguments::account(name, value)?),
			"tag" => Self::Tag(arguments::text(name, value)?.into_bytes()),
			_ => return Err(other_key(name, &key, "owner, tag")),
		})
	}

	fn has(&self, asset: &AssetListing<AccountId>) -> bool {
		match self {
			Self::Owner(owner) => asset.owner == *owner,
			Self::Tag(tag) => asset.tags.contains(tag),
		}
	}
}

/// A page of assets that is asked for.
#[derive(Clone)]
struct Paging {
	before: Option<u32>,
	limit: u32,
	filter: Option<Wanted>,
}

impl Paging {
	fn read(
		before: Option<Argument>,
		of: Option<Argument>,
		filter: Option<Argument>,
	) -> RpcResult<Self> {
		let (before, limit) = (maybe("before", before, arguments::id)?, limit(of)?);
		let filter = maybe("filter", filter, Wanted::read)?;
		Ok(Self { before, limit, filter })
	}

	fn apps(&self, chain: &ChainState) -> RpcResult<Listed<AppListing<AccountId>, u32>> {
		let read = |limit| chain.ask(|api, best| api.apps(best, self.before, limit));
		self.page(read, |app| &app.asset)
	}

	fn datasets(&self, chain: &ChainState) -> RpcResult<Listed<DatasetListing<AccountId>, u32>> {
		let read = |limit| chain.ask(|api, best| api.datasets(best, self.before, limit));
		self.page(read, |dataset| &dataset.asset)
	}

	fn pools(&self, chain: &ChainState) -> RpcResult<Listed<PoolListing<AccountId>, u32>> {
		let read = |limit| chain.ask(|api, best| api.pools(best, self.before, limit));
		self.page(read, |pool| &pool.asset)
	}

	/// The page that `read` gives for a limit. With a filter, what is wanted of the longest page: it may have
	/// fewer entries than its limit and yet a next one.
	fn page<Entry>(
		&self,
		read: impl FnOnce(u32) -> RpcResult<Listed<Entry, u32>>,
		asset: fn(&Entry) -> &AssetListing<AccountId>,
	) -> RpcResult<Listed<Entry, u32>> {
		let Some(filter) = &self.filter else { return read(self.limit) };
		let mut page = read(MAX_PAGE)?;
		page.entries.retain(|entry| filter.has(asset(entry)));
		let limit = self.limit as usize;
		if page.entries.len() > limit {
			page.entries.truncate(limit);
			page.next = page.entries.last().map(|entry| asset(entry).id);
		}
		Ok(page)
	}
}

fn other_key(name: &str, key: &str, known: &str) -> jsonrpsee::types::ErrorObjectOwned {
	errors::argument(name, format!("no key {key:?}: give one of {known}"))
}

/// An account or an asset: `{ "account": "5…" }`, `{ "app": 7 }`, `{ "dataset": 7 }`, `{ "pool": 7 }`.
pub(super) fn party(name: &str, argument: Option<Argument>) -> RpcResult<Party<AccountId>> {
	let (key, value) = arguments::keyed(name, argument)?;
	Ok(match &key[..] {
		"account" => Party::Account(arguments::account(name, value)?),
		"app" => Party::App(AppId(arguments::id(name, value)?)),
		"dataset" => Party::Dataset(DatasetId(arguments::id(name, value)?)),
		"pool" => Party::Workerpool(WorkerpoolId(arguments::id(name, value)?)),
		_ => return Err(other_key(name, &key, "account, app, dataset, pool")),
	})
}

/// An audience, as a page shows it: `"everybody"`, `{ "account": "5…" }`, `{ "group": 7 }`.
fn grantee(name: &str, argument: Option<Argument>) -> RpcResult<Grantee<AccountId>> {
	if let Some(Argument::Value(Value::String(text))) = &argument
		&& text == "everybody"
	{
		return Ok(Grantee::Everybody);
	}
	let (key, value) = arguments::keyed(name, argument)?;
	Ok(match &key[..] {
		"account" => Grantee::Account(arguments::account(name, value)?),
		"group" => Grantee::Group(GroupId(arguments::id(name, value)?)),
		_ => return Err(other_key(name, &key, "account, group")),
	})
}

pub(super) fn shown(party: &Party<AccountId>) -> Value {
	match party {
		Party::Account(who) => json!({ "account": who }),
		Party::App(id) => json!({ "app": id }),
		Party::Dataset(id) => json!({ "dataset": id }),
		Party::Workerpool(id) => json!({ "pool": id }),
	}
}

/// What a runtime answered, in JSON.
fn listed<T: serde::Serialize>(of: &Party<AccountId>, listing: Option<T>) -> RpcResult<Value> {
	let listing = listing.ok_or_else(|| errors::unknown("asset: nobody has registered it"))?;
	let mut asset = shown(of);
	let listing = serde_json::to_value(listing).map_err(errors::runtime)?;
	if let (Value::Object(asset), Value::Object(listing)) = (&mut asset, listing) {
		asset.extend(listing);
	}
	Ok(asset)
}

/// An asset at the best block.
fn asset_of(chain: &ChainState, of: &Party<AccountId>) -> RpcResult<Value> {
	match of {
		Party::App(id) => listed(of, chain.ask(|api, best| api.app(best, *id))?),
		Party::Dataset(id) => listed(of, chain.ask(|api, best| api.dataset(best, *id))?),
		Party::Workerpool(id) => listed(of, chain.ask(|api, best| api.pool(best, *id))?),
		Party::Account(_) => Err(other_key("asset", "account", "app, dataset, pool, name")),
	}
}

#[async_trait]
impl CatalogueServer for CatalogueRpc {
	async fn apps(
		&self,
		before: Option<Argument>,
		of: Option<Argument>,
		filter: Option<Argument>,
	) -> RpcResult<Listed<AppListing<AccountId>, u32>> {
		let paging = Paging::read(before, of, filter)?;
		self.look(move |chain| paging.apps(chain)).await
	}

	async fn datasets(
		&self,
		before: Option<Argument>,
		of: Option<Argument>,
		filter: Option<Argument>,
	) -> RpcResult<Listed<DatasetListing<AccountId>, u32>> {
		let paging = Paging::read(before, of, filter)?;
		self.look(move |chain| paging.datasets(chain)).await
	}

	async fn pools(
		&self,
		before: Option<Argument>,
		of: Option<Argument>,
		filter: Option<Argument>,
	) -> RpcResult<Listed<PoolListing<AccountId>, u32>> {
		let paging = Paging::read(before, of, filter)?;
		self.look(move |chain| paging.pools(chain)).await
	}

	async fn asset(&self, asset: Option<Argument>) -> RpcResult<Value> {
		let keys = match &asset {
			Some(Argument::Value(Value::Object(keys))) => Some(keys),
			_ => None,
		};
		if keys.is_some_and(|keys| keys.contains_key("name")) {
			let (_, name) = arguments::keyed("asset", asset)?;
			return self.named(arguments::text("name", name)?).await;
		}
		let asset = party("asset", asset)?;
		self.look(move |chain| asset_of(chain, &asset)).await
	}

	async fn workers(
		&self,
		pool: Option<Argument>,
		after: Option<Argument>,
		of: Option<Argument>,
	) -> RpcResult<Listed<WorkerListing<AccountId>, AccountId>> {
		let pool = maybe("pool", pool, arguments::id)?.map(WorkerpoolId);
		let (after, limit) = (maybe("after", after, arguments::account)?, limit(of)?);
		self.look(move |chain| chain.ask(|api, best| api.workers(best, pool, after, limit))).await
	}

	async fn best_prices(
		&self,
		category: Option<Argument>,
		pool: Option<Argument>,
	) -> RpcResult<Vec<BestPrices>> {
		let category = CategoryId(arguments::id("category", category)?);
		let pool = maybe("pool", pool, arguments::id)?.map(WorkerpoolId);
		self.look(move |chain| chain.ask(|api, best| api.best_prices(best, category, pool))).await
	}

	async fn grants(
		&self,
		asset: Option<Argument>,
		after: Option<Argument>,
		of: Option<Argument>,
	) -> RpcResult<Listed<Grant<AccountId>, Grantee<AccountId>>> {
		let asset = party("asset", asset)?;
		let (after, limit) = (maybe("after", after, grantee)?, limit(of)?);
		self.look(move |chain| chain.ask(|api, best| api.grants(best, asset, after, limit))).await
	}

	async fn members(
		&self,
		group: Option<Argument>,
		after: Option<Argument>,
		of: Option<Argument>,
	) -> RpcResult<Value> {
		let group = GroupId(arguments::id("group", group)?);
		let (after, limit) = (maybe("after", after, party)?, limit(of)?);
		self.look(move |chain| {
			let page = chain.ask(|api, best| api.members(best, group, after, limit))?;
			let entries = page.entries.iter().map(shown).collect::<Vec<_>>();
			Ok(json!({ "entries": entries, "next": page.next.as_ref().map(shown) }))
		})
		.await
	}

	fn subscribe_best_prices(
		&self,
		pending: PendingSubscriptionSink,
		category: Option<Argument>,
		pool: Option<Argument>,
	) {
		let look = || {
			let category = CategoryId(arguments::id("category", category)?);
			let pool = maybe("pool", pool, arguments::id)?.map(WorkerpoolId);
			RpcResult::Ok(move |chain: &ChainState| -> RpcResult<Value> {
				let prices = chain.ask(|api, best| api.best_prices(best, category, pool))?;
				serde_json::to_value(prices).map_err(errors::runtime)
			})
		};
		self.watch(pending, look());
	}

	fn subscribe_depth(
		&self,
		pending: PendingSubscriptionSink,
		category: Option<Argument>,
		trust: Option<Argument>,
		tag: Option<Argument>,
		pool: Option<Argument>,
	) {
		let look = || {
			let category = CategoryId(arguments::id("category", category)?);
			let trust = requests::trust("trust", trust)?;
			let tag = Tag(maybe("tag", tag, arguments::number)?.unwrap_or_default());
			let pool = maybe("pool", pool, arguments::id)?.map(WorkerpoolId);
			RpcResult::Ok(move |chain: &ChainState| -> RpcResult<Value> {
				let side = |offers| {
					chain.ask(|api, best| api.depth(best, pool, category, tag, trust, offers))
				};
				let (offers, requests) = (side(true)?, side(false)?);
				Ok(json!({ "offers": offers, "requests": requests }))
			})
		};
		self.watch(pending, look());
	}

	fn subscribe_catalogue(
		&self,
		pending: PendingSubscriptionSink,
		kind: Option<Argument>,
		limit: Option<Argument>,
		filter: Option<Argument>,
	) {
		let look = || {
			let kinds = [
				("apps", Kind::Apps),
				("datasets", Kind::Datasets),
				("pools", Kind::Pools),
				("workers", Kind::Workers),
			];
			let kind = arguments::word("kind", kind, &kinds)?;
			let watched = Watched::read(kind, limit, filter)?;
			RpcResult::Ok(move |chain: &ChainState| watched.look(chain))
		};
		self.watch(pending, look());
	}
}

impl CatalogueRpc {
	/// Gives a subscriber an answer at once, and whenever a new best block has another.
	fn watch<Look>(&self, pending: PendingSubscriptionSink, look: RpcResult<Look>)
	where
		Look: Fn(&ChainState) -> RpcResult<Value> + Clone + Send + 'static,
	{
		let (look, place) = match look.and_then(|look| Ok((look, self.desk.watch()?))) {
			Ok(both) => both,
			Err(error) => {
				spawn_subscription_task(&self.executor, async move { pending.reject(error).await });
				return;
			},
		};
		let (chain, desk) = (self.chain.clone(), self.desk.clone());
		let blocks = chain
			.0
			.import_notification_stream()
			.filter_map(|block| async move { block.is_new_best.then_some(()) });
		let answers = stream::iter([()]).chain(blocks).then(move |()| {
			let (chain, desk, look) = (chain.clone(), desk.clone(), look.clone());
			async move { desk.work(move || look(&chain)).await }
		});
		let changes = answers.filter_map(|answer| async move { answer.ok() }).scan(
			None::<Value>,
			|last, answer| {
				let changed = last.as_ref() != Some(&answer);
				*last = Some(answer.clone());
				async move { Some(changed.then_some(answer)) }
			},
		);
		let changes = changes.filter_map(|change| async move { change }).boxed();
		// Whoever is slow gets the latest answer alone.
		let task = PendingSubscription::from(pending).pipe_from_stream(changes, RingBuffer::new(1));
		spawn_subscription_task(&self.executor, async move {
			let _place = place;
			task.await;
		});
	}

	/// The asset that a stock name stands for.
	async fn named(&self, name: String) -> RpcResult<Value> {
		self.look(move |chain| {
			let of = chain.ask(|api, best| api.stock_name(best, name.into_bytes()))?;
			let of = of.ok_or_else(|| errors::unknown("asset: no stock name stands for it"))?;
			asset_of(chain, &of)
		})
		.await
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn asset(id: u32) -> AssetListing<AccountId> {
		AssetListing {
			id,
			owner: AccountId::from([(id % 3) as u8; 32]),
			name: Vec::new(),
			stock_names: Vec::new(),
			description: Vec::new(),
			link: Vec::new(),
			tags: if id == 93 { vec![b"rare".to_vec()] } else { Vec::new() },
			epoch: 0,
		}
	}

	/// Ids of a page of assets 0 to 149, and where the next one begins.
	fn page(before: Option<u32>, limit: u32, filter: Option<Wanted>) -> (Vec<u32>, Option<u32>) {
		let read = |limit| {
			let first = before.unwrap_or(150);
			let last = first.saturating_sub(limit);
			let next = Some(last).filter(|last| *last > 0);
			Ok(Listed { entries: (last..first).rev().map(asset).collect(), next })
		};
		let page = Paging { before, limit, filter }.page(read, |asset| asset).expect("a page");
		(page.entries.iter().map(|asset| asset.id).collect(), page.next)
	}

	/// The 200 of `formats/`, as what is on offer and what the index finds show them.
	#[test]
	fn hostile_names_should_come_out_escaped() {
		let owner = [7; 32];
		for line in include_str!("../../../formats/src/hostile-names.txt").lines() {
			let Some((hex, shown)) = line.split_once(' ').filter(|_| !line.starts_with('#')) else {
				continue;
			};
			let name = sp_core::bytes::from_hex(&format!("0x{hex}")).expect("hex");
			let (description, link) = (name.clone(), name.clone());
			let (stock_names, tags) = (vec![name.clone()], vec![name.clone()]);
			let row = bourse_index::AssetRow {
				owner,
				name: name.clone(),
				description: name.clone(),
				link: name.clone(),
				tags: tags.clone(),
			};
			let owner = AccountId::from(owner);
			let offered =
				AssetListing { id: 7, owner, name, stock_names, description, link, tags, epoch: 0 };
			let offered = listed(&Party::App(AppId(7)), Some(offered)).expect("it is there");
			let found = crate::rpc::past::of_asset(&(bourse_index::Subject::App(7), row));
			for of in [&offered, &found] {
				let texts = [&of["name"], &of["description"], &of["link"], &of["tags"][0]];
				assert_eq!(texts, [shown; 4]);
			}
			assert_eq!(offered["stockNames"][0], shown);
		}
	}

	#[test]
	fn page_with_a_filter_should_look_at_one_longest_page_and_lose_nothing() {
		assert_eq!(page(None, 2, None), (vec![149, 148], Some(148)));
		let of = |owner: u8| Some(Wanted::Owner(AccountId::from([owner; 32])));
		assert_eq!(page(None, 2, of(0)), (vec![147, 144], Some(144)));
		assert_eq!(page(Some(144), 2, of(0)), (vec![141, 138], Some(138)));
		assert_eq!(page(Some(5), 9, of(0)), (vec![3, 0], None));
		let rare = || Some(Wanted::Tag(b"rare".to_vec()));
		assert_eq!(page(None, 1, rare()), (vec![93], Some(50)));
		assert_eq!(page(Some(50), 1, rare()), (vec![], None));
	}
}
