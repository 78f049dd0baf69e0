// SPDX-License-Identifier: Apache-2.0

//! What there is and who has what, at one block: by the runtime's APIs; wallets and the time by the storage of the
//! SDK's own pallets. The only place that reads storage. Each record is read by the names of its fields, so
//! that another runtime is told and not misread.

use super::{ask_at, variant, Arg, At};
use crate::{
	amount::Rlc,
	error::{Attempt, Error},
};
use bourse_formats::{text, Hash};
use scale_decode::DecodeAsType;
use subxt::{dynamic::Value, utils::AccountId32};

/// Names of the APIs.
const BOURSE: &str = "BourseApi";
const BOOK: &str = "BookApi";
const CATALOGUE: &str = "CatalogueApi";
const ORDERS: &str = "OrderApi";
/// Entries of a page: the most that the catalogue gives.
const PAGE: u32 = 100;
/// Most entries of a list that are read.
const MOST: usize = 10_000;

record! {
	/// What every asset has.
	Common {
		/// Its number.
		id: u32,
		/// Who is paid for it.
		owner: AccountId32,
		/// Its name, for people; what its owner said of a pool.
		name: Vec<u8>,
		/// Names that root gave it.
		stock_names: Vec<Vec<u8>>,
		/// What its owner says of it.
		description: Vec<u8>,
		/// A page about it.
		link: Vec<u8>,
	}
}
record! {
	/// Terms for everybody.
	Offer {
		/// Price of a task, in nRLC.
		price: u128,
	}
}
record! {
	/// A registered app.
	App {
		/// What every asset has.
		asset: Common,
		/// The module's checksum.
		checksum: Hash,
		/// Terms for everybody, if it has such.
		offer: Option<Offer>,
	}
}
record! {
	/// Stake of an account, in nRLC.
	Stake {
		/// The free part.
		free: u128,
		/// The locked part.
		locked: u128,
	}
}
record! {
	/// A registered dataset.
	Dataset {
		/// What every asset has.
		asset: Common,
		/// The content's checksum.
		checksum: Hash,
		/// Whether only workers of a deal get the content.
		restricted: bool,
		/// Terms for everybody, if it has such.
		offer: Option<Offer>,
	}
}
record! {
	/// A registered workerpool.
	Pool {
		/// What every asset has.
		asset: Common,
		/// Whether it is on the chain's list.
		listed: bool,
		/// Number of its accepted workers.
		workers: u32,
		/// Slots of those that work, as far as their nodes take tasks.
		slots: u64,
		/// Those of them that have no task.
		free_slots: u64,
		/// Tasks that its offers have left.
		on_offer: u64,
	}
}
record! {
	/// An asset, as far as all have the same.
	Any {
		/// What every asset has.
		asset: Common,
	}
}
record! {
	/// Terms that an owner has posted.
	Terms {
		/// Price of a task, in nRLC.
		price: u128,
		/// The only pool that may be used.
		pool: Option<u32>,
		/// The only app that may read a dataset.
		app: Option<u32>,
		/// Their end, in seconds of the Unix epoch.
		until: Option<u64>,
	}
}
record! {
	/// Terms for an audience.
	Grant {
		/// Whom they are for.
		to: Grantee,
		/// The terms.
		terms: Terms,
		/// Whether they hold now.
		holds: bool,
	}
}
record! {
	/// The best orders of a cell.
	BestPrices {
		/// Features.
		tag: u64,
		/// Trust.
		trust: u8,
		/// Price of the cheapest offer, in nRLC a task.
		offer: Option<u128>,
		/// Tasks on offer.
		offered: u64,
		/// Tasks that are asked for.
		requested: u64,
	}
}
record! {
	/// A category of tasks.
	Category {
		/// Its number.
		id: u32,
		/// Its name.
		name: Vec<u8>,
		/// The time reference, in seconds.
		work_clock_time_ref: u64,
	}
}
record! {
	/// A wallet.
	Wallet {
		/// What the account has outside of its stake.
		data: WalletData,
	}
}
record! {
	/// Amounts of a wallet.
	WalletData {
		/// Free to send, up to what is frozen.
		free: u128,
		/// The part of `free` that can't be sent.
		frozen: u128,
	}
}
record! {
	/// An order that rests in the book.
	RestingOrder {
		/// Its number.
		order: u64,
		/// The pool that offers; none for a request.
		pool: Option<u32>,
		/// The category.
		category: u32,
		/// Price of the pool, in nRLC a task.
		price: u128,
		/// Tasks that are left.
		left: u64,
		/// nRLC that each of them has locked.
		held: u128,
		/// nRLC that the order itself has locked.
		deposit: u128,
		/// Its end, in seconds of the Unix epoch.
		until: u64,
	}
}
record! {
	/// What orders that rest, and posted terms, lock.
	RestingTerms {
		/// nRLC besides what they cover.
		deposit: u128,
		/// nRLC that a look of the chain at a supply costs, and cancelling at once.
		quick_fee: u128,
	}
}
record! {
	/// Parameters of the market, as far as they are needed here.
	MarketParameters {
		/// nRLC of stake that a slot in an open pool needs.
		slot_bond: u128,
		/// nRLC that a worker's record locks.
		worker_deposit: u128,
		/// Seconds after which a new slot of an open pool is drawn.
		warm_up: u64,
	}
}

/// Whom terms are for.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
pub enum Grantee {
	/// Everybody.
	Everybody,
	/// An account.
	Account(AccountId32),
	/// The members of a group.
	Group(u32),
}

impl From<Grantee> for Arg {
	fn from(to: Grantee) -> Self {
		match to {
			Grantee::Everybody => Self::Unit("Everybody"),
			Grantee::Account(who) => variant("Account", who),
			Grantee::Group(group) => variant("Group", group),
		}
	}
}

/// A member of a group.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
pub enum Party {
	/// An account.
	Account(AccountId32),
	/// An app.
	App(u32),
	/// A dataset.
	Dataset(u32),
	/// A workerpool.
	Workerpool(u32),
}

impl From<Party> for Arg {
	fn from(party: Party) -> Self {
		match party {
			Party::Account(who) => variant("Account", who),
			Party::App(id) => variant("App", id),
			Party::Dataset(id) => variant("Dataset", id),
			Party::Workerpool(id) => variant("Workerpool", id),
		}
	}
}

/// A page of a list.
#[derive(DecodeAsType)]
struct Page<T, K> {
	entries: Vec<T>,
	next: Option<K>,
}

impl App {
	/// Price for everybody, where it has one.
	pub fn price(&self) -> Option<Rlc> {
		self.offer.as_ref().map(|offer| Rlc(offer.price))
	}
}

impl Dataset {
	/// Price for everybody, where it has one.
	pub fn price(&self) -> Option<Rlc> {
		self.offer.as_ref().map(|offer| Rlc(offer.price))
	}
}

/// An asset of any kind.
#[derive(DecodeAsType, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Asset {
	/// An app.
	App(u32),
	/// A dataset.
	Dataset(u32),
	/// A workerpool.
	Workerpool(u32),
}

/// What a name's bytes are for people.
pub fn name_of(bytes: &[u8]) -> String {
	text::shown(bytes)
}

fn other_form(pallet: &str, entry: &str, error: impl std::fmt::Display) -> Error {
	Error::new(format!("the chain's {pallet}.{entry} has another form ({error})"))
		.cure("`bourse` and the chain's runtime are of different versions: take the same")
}

/// A value of the state.
async fn value<T: DecodeAsType>(
	at: &At,
	pallet: &str,
	entry: &str,
	keys: Vec<Value>,
) -> Attempt<Option<T>> {
	let address = subxt::dynamic::storage::<Vec<Value>, T>(pallet, entry);
	let found = at.storage().try_fetch(address, keys).await;
	let found = found.map_err(|error| other_form(pallet, entry, error))?;
	found.map(|value| value.decode()).transpose().map_err(|error| other_form(pallet, entry, error))
}

fn account_key(who: &AccountId32) -> Vec<Value> {
	vec![Value::from_bytes(who.0)]
}

async fn catalogue<T: DecodeAsType>(at: &At, method: &str, args: Vec<Arg>) -> Attempt<T> {
	ask_at(at, CATALOGUE, method, args).await
}

fn too_many(list: &str) -> Error {
	Error::new(format!("the chain has more than {MOST} {list}")).cure("name one by its number")
}

/// All entries of a list of the catalogue, the oldest first.
async fn pages<T: DecodeAsType>(at: &At, list: &str) -> Attempt<Vec<T>> {
	let (mut found, mut before) = (Vec::new(), None::<u32>);
	loop {
		let page = catalogue::<Page<T, u32>>(at, list, vec![before.into(), PAGE.into()]).await?;
		found.extend(page.entries);
		if page.next.is_none() {
			break;
		}
		if found.len() > MOST {
			return Err(too_many(list));
		}
		before = page.next;
	}
	found.reverse();
	Ok(found)
}

/// An app.
pub async fn app(at: &At, id: u32) -> Attempt<App> {
	let found = catalogue::<Option<App>>(at, "app", vec![id.into()]).await?;
	found.ok_or_else(|| {
		Error::new(format!("there is no app {id}")).cure("`bourse app list` shows them")
	})
}

/// A dataset.
pub async fn dataset(at: &At, id: u32) -> Attempt<Dataset> {
	let found = catalogue::<Option<Dataset>>(at, "dataset", vec![id.into()]).await?;
	found.ok_or_else(|| {
		Error::new(format!("there is no dataset {id}")).cure("`bourse dataset list` shows them")
	})
}

/// A pool.
pub async fn pool(at: &At, id: u32) -> Attempt<Pool> {
	let found = catalogue::<Option<Pool>>(at, "pool", vec![id.into()]).await?;
	found.ok_or_else(|| {
		Error::new(format!("there is no pool {id}")).cure("`bourse pool list` shows them")
	})
}

/// All apps.
pub async fn apps(at: &At) -> Attempt<Vec<App>> {
	pages(at, "apps").await
}

/// All datasets.
pub async fn datasets(at: &At) -> Attempt<Vec<Dataset>> {
	pages(at, "datasets").await
}

/// All pools.
pub async fn pools(at: &At) -> Attempt<Vec<Pool>> {
	pages(at, "pools").await
}

/// How many there are of a list, `apps`, `datasets` or `pools`: the number that the next gets.
pub async fn count(at: &At, list: &str) -> Attempt<u32> {
	let newest =
		catalogue::<Page<Any, u32>>(at, list, vec![None::<u32>.into(), 1u32.into()]).await?;
	Ok(newest.entries.first().map_or(0, |newest| newest.asset.id.saturating_add(1)))
}

/// The asset that a stock name stands for.
pub async fn stock_name(at: &At, name: &str) -> Attempt<Option<Asset>> {
	catalogue(at, "stock_name", vec![Arg::Text(name.to_owned())]).await
}

/// All entries of a list whose next page is behind a key; `of` says what it is a list of.
async fn behind<T: DecodeAsType, K: DecodeAsType + Into<Arg>>(
	at: &At,
	list: &str,
	of: Arg,
) -> Attempt<Vec<T>> {
	let (mut found, mut after) = (Vec::new(), None::<K>);
	loop {
		let args = vec![of.clone(), after.into(), PAGE.into()];
		let page = catalogue::<Page<T, K>>(at, list, args).await?;
		found.extend(page.entries);
		if page.next.is_none() {
			return Ok(found);
		}
		if found.len() > MOST {
			return Err(too_many(list));
		}
		after = page.next;
	}
}

/// Terms that the owner of an app or a dataset has posted; `kind`: App, Dataset.
pub async fn grants(at: &At, kind: &'static str, id: u32) -> Attempt<Vec<Grant>> {
	behind::<Grant, Grantee>(at, "grants", variant(kind, id)).await
}

/// Members of a group.
pub async fn members(at: &At, group: u32) -> Attempt<Vec<Party>> {
	behind::<Party, Party>(at, "members", group.into()).await
}

/// The best orders of a category in the open venue, by cell.
pub async fn best_prices(at: &At, category: u32) -> Attempt<Vec<BestPrices>> {
	catalogue(at, "best_prices", vec![category.into(), None::<u32>.into()]).await
}

/// All categories.
pub async fn categories(at: &At) -> Attempt<Vec<Category>> {
	pages(at, "categories").await
}

/// An order, while it rests.
pub async fn resting_order(at: &At, order: u64) -> Attempt<Option<RestingOrder>> {
	ask_at(at, BOOK, "resting_order", vec![order.into()]).await
}

/// Resting orders of an account, the oldest first.
pub async fn orders_of(at: &At, who: &AccountId32) -> Attempt<Vec<RestingOrder>> {
	let (mut found, mut after) = (Vec::<RestingOrder>::new(), None::<u64>);
	loop {
		let args = vec![(*who).into(), after.into(), PAGE.into()];
		let page = ask_at::<Page<RestingOrder, u64>>(at, BOOK, "orders_of", args).await?;
		found.extend(page.entries);
		after = page.next;
		if after.is_none() {
			break;
		}
		if found.len() > MOST {
			return Err(too_many("orders of this account"));
		}
	}
	found.sort_by_key(|one| one.order);
	Ok(found)
}

/// What orders that rest, and posted terms, lock besides what they cover, and what a look of the chain at a
/// supply costs.
pub async fn resting_terms(at: &At) -> Attempt<(Rlc, Rlc)> {
	let terms = ask_at::<RestingTerms>(at, BOOK, "resting_terms", Vec::new()).await?;
	Ok((Rlc(terms.deposit), Rlc(terms.quick_fee)))
}

/// What orders that rest, and posted terms, lock besides what they cover.
pub async fn resting_deposit(at: &At) -> Attempt<Rlc> {
	Ok(resting_terms(at).await?.0)
}

/// Parameters of the market.
pub async fn market_parameters(at: &At) -> Attempt<MarketParameters> {
	ask_at(at, BOURSE, "market_parameters", Vec::new()).await
}

/// Epoch of an asset's orders, or of an account's requests.
pub async fn epoch(at: &At, of: Arg) -> Attempt<u32> {
	ask_at(at, ORDERS, "epoch", vec![of]).await
}

/// Free and locked stake of an account.
pub async fn stake(at: &At, who: &AccountId32) -> Attempt<(Rlc, Rlc)> {
	let stake = ask_at::<Stake>(at, BOURSE, "stake", vec![(*who).into()]).await?;
	Ok((Rlc(stake.free), Rlc(stake.locked)))
}

/// What an account has outside of its stake, and can send.
pub async fn wallet(at: &At, who: &AccountId32) -> Attempt<Rlc> {
	let found = value::<Wallet>(at, "System", "Account", account_key(who)).await?;
	Ok(Rlc(found.map_or(0, |found| found.data.free.saturating_sub(found.data.frozen))))
}

/// Time of a block, in seconds of the Unix epoch.
pub async fn now(at: &At) -> Attempt<u64> {
	Ok(value::<u64>(at, "Timestamp", "Now", Vec::new()).await?.unwrap_or(0) / 1_000)
}
