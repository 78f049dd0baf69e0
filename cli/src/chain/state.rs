// SPDX-License-Identifier: Apache-2.0

//! What there is and who has what, at one block: by the runtime's catalogue, and by the pallets' storage where
//! no runtime API answers yet (wallets, stakes, time, categories, resting orders, parameters). The only place
//! that reads storage. Each record is read by the names of its fields, so that another runtime is told and not
//! misread.

use super::{ask_at, Arg, At};
use crate::{
	amount::Rlc,
	error::{Error, Result},
};
use bourse_formats::{text, Hash};
use subxt::{dynamic::Value, ext::scale_decode::DecodeAsType, utils::AccountId32};

/// Name of the catalogue's API.
const CATALOGUE: &str = "CatalogueApi";
/// Entries of a page: the most that the catalogue gives.
const PAGE: u32 = 100;
/// Most entries of a list that are read.
const MOST: usize = 10_000;

macro_rules! record {
	($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
		$(#[$doc])*
		#[derive(DecodeAsType, Clone, Debug)]
		#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
		pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }
	};
}

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
	/// Stake of an account.
	Stake {
		/// Free.
		stake: u128,
		/// Locked by deals, tasks and orders.
		locked: u128,
	}
}

/// A page of a list.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Page<T> {
	entries: Vec<T>,
	next: Option<u32>,
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
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum Asset {
	/// An app.
	App(u32),
	/// A dataset.
	Dataset(u32),
	/// A workerpool.
	Workerpool(u32),
}

/// A record of the state with its number.
pub type Numbered<T> = (u32, T);

/// What a name's bytes are for people.
pub fn name_of(bytes: &[u8]) -> String {
	text::shown(bytes)
}

fn other_form(pallet: &str, entry: &str, error: impl std::fmt::Display) -> Error {
	Error::new(format!("the chain's {pallet}.{entry} has another form ({error})"))
		.cure("`bourse` and the chain's runtime are of different versions: take the same")
}

/// A value of the state.
pub async fn value<T: DecodeAsType>(
	at: &At,
	pallet: &str,
	entry: &str,
	keys: Vec<Value>,
) -> Result<Option<T>> {
	let address = subxt::dynamic::storage::<Vec<Value>, T>(pallet, entry);
	let found = at.storage().try_fetch(address, keys).await;
	let found = found.map_err(|error| other_form(pallet, entry, error))?;
	found.map(|value| value.decode()).transpose().map_err(|error| other_form(pallet, entry, error))
}

/// All entries of a map whose (last) key is a `K`, in the order of these keys.
pub async fn all<K: DecodeAsType + Ord, T: DecodeAsType>(
	at: &At,
	pallet: &str,
	entry: &str,
	keys: Vec<Value>,
) -> Result<Vec<(K, T)>> {
	let part = keys.len();
	let address = subxt::dynamic::storage::<Vec<Value>, T>(pallet, entry);
	let entries = at.storage().iter(address, keys).await;
	let mut entries = entries.map_err(|error| other_form(pallet, entry, error))?;
	let mut found = Vec::new();
	while let Some(next) = entries.next().await {
		let next = next.map_err(|error| other_form(pallet, entry, error))?;
		let key = next.key().map_err(|error| other_form(pallet, entry, error))?;
		let key = key.part(part).ok_or_else(|| other_form(pallet, entry, "another key"))?;
		let key = key.decode_as::<K>().map_err(|error| other_form(pallet, entry, error))?;
		let key = key.ok_or_else(|| other_form(pallet, entry, "a key without its value"))?;
		let value = next.value().decode().map_err(|error| other_form(pallet, entry, error))?;
		found.push((key, value));
		if found.len() > MOST {
			return Err(Error::new(format!(
				"the chain has more than {MOST} entries in {pallet}.{entry}"
			))
			.cure("name one by its number"));
		}
	}
	found.sort_by(|(a, _), (b, _)| a.cmp(b));
	Ok(found)
}

fn account_key(who: &AccountId32) -> Vec<Value> {
	vec![Value::from_bytes(who.0)]
}

async fn catalogue<T: DecodeAsType>(at: &At, method: &str, args: Vec<Arg>) -> Result<T> {
	ask_at(at, CATALOGUE, method, args).await
}

/// All entries of a list of the catalogue, the oldest first.
async fn pages<T: DecodeAsType>(at: &At, list: &str) -> Result<Vec<T>> {
	let (mut found, mut before) = (Vec::new(), None::<u32>);
	loop {
		let page = catalogue::<Page<T>>(at, list, vec![before.into(), PAGE.into()]).await?;
		found.extend(page.entries);
		if page.next.is_none() {
			break;
		}
		if found.len() > MOST {
			return Err(Error::new(format!("the chain has more than {MOST} {list}"))
				.cure("name one by its number"));
		}
		before = page.next;
	}
	found.reverse();
	Ok(found)
}

/// An app.
pub async fn app(at: &At, id: u32) -> Result<App> {
	let found = catalogue::<Option<App>>(at, "app", vec![id.into()]).await?;
	found.ok_or_else(|| {
		Error::new(format!("there is no app {id}")).cure("`bourse app list` shows them")
	})
}

/// A dataset.
pub async fn dataset(at: &At, id: u32) -> Result<Dataset> {
	let found = catalogue::<Option<Dataset>>(at, "dataset", vec![id.into()]).await?;
	found.ok_or_else(|| {
		Error::new(format!("there is no dataset {id}")).cure("`bourse dataset list` shows them")
	})
}

/// A pool.
pub async fn pool(at: &At, id: u32) -> Result<Pool> {
	let found = catalogue::<Option<Pool>>(at, "pool", vec![id.into()]).await?;
	found.ok_or_else(|| {
		Error::new(format!("there is no pool {id}")).cure("`bourse pool list` shows them")
	})
}

/// All apps.
pub async fn apps(at: &At) -> Result<Vec<App>> {
	pages(at, "apps").await
}

/// All datasets.
pub async fn datasets(at: &At) -> Result<Vec<Dataset>> {
	pages(at, "datasets").await
}

/// All pools.
pub async fn pools(at: &At) -> Result<Vec<Pool>> {
	pages(at, "pools").await
}

/// How many there are of a list, `apps`, `datasets` or `pools`: the number that the next gets.
pub async fn count(at: &At, list: &str) -> Result<u32> {
	let newest = catalogue::<Page<Any>>(at, list, vec![None::<u32>.into(), 1u32.into()]).await?;
	Ok(newest.entries.first().map_or(0, |newest| newest.asset.id.saturating_add(1)))
}

/// The asset that a stock name stands for.
pub async fn stock_name(at: &At, name: &str) -> Result<Option<Asset>> {
	catalogue(at, "stock_name", vec![Arg::Text(name.to_owned())]).await
}

/// The best orders of a category in the open venue, by cell.
pub async fn best_prices(at: &At, category: u32) -> Result<Vec<BestPrices>> {
	catalogue(at, "best_prices", vec![category.into(), None::<u32>.into()]).await
}

/// All categories.
pub async fn categories(at: &At) -> Result<Vec<Numbered<Category>>> {
	all(at, "Registry", "Categories", Vec::new()).await
}

/// Free and locked stake of an account.
pub async fn stake(at: &At, who: &AccountId32) -> Result<(Rlc, Rlc)> {
	let found = value::<Stake>(at, "Escrow", "Accounts", account_key(who)).await?;
	Ok(found.map_or_else(Default::default, |found| (Rlc(found.stake), Rlc(found.locked))))
}

/// What an account has outside of its stake, and can send.
pub async fn wallet(at: &At, who: &AccountId32) -> Result<Rlc> {
	let found = value::<Wallet>(at, "System", "Account", account_key(who)).await?;
	Ok(Rlc(found.map_or(0, |found| found.data.free.saturating_sub(found.data.frozen))))
}

/// Time of a block, in seconds of the Unix epoch.
pub async fn now(at: &At) -> Result<u64> {
	Ok(value::<u64>(at, "Timestamp", "Now", Vec::new()).await?.unwrap_or(0) / 1_000)
}
