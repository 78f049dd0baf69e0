// SPDX-License-Identifier: Apache-2.0

//! State that no runtime API answers yet: who owns what, and what an account has. The only place that
//! reads pallets' storage; each record is read by the names of its fields, so that another runtime is told and
//! not misread.

use super::{errors, At};
use crate::{
	amount::Rlc,
	error::{Error, Result},
	printable,
};
use bourse_formats::Hash;
use subxt::{dynamic::Value, ext::scale_decode::DecodeAsType, utils::AccountId32};

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
	/// A registered app.
	App {
		/// Who is paid for it.
		owner: AccountId32,
		/// Its name, for people.
		name: Vec<u8>,
		/// Where its module is.
		multiaddr: Vec<u8>,
		/// The module's checksum.
		checksum: Hash,
	}
}
record! {
	/// A registered dataset.
	Dataset {
		/// Who is paid for it.
		owner: AccountId32,
		/// Its name, for people.
		name: Vec<u8>,
		/// Where its content is.
		multiaddr: Vec<u8>,
		/// The content's checksum.
		checksum: Hash,
		/// Whether only workers of a deal get the content.
		restricted: bool,
	}
}
record! {
	/// A registered workerpool.
	Pool {
		/// Who runs it.
		owner: AccountId32,
		/// What its owner says of it.
		description: Vec<u8>,
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
		/// On hold.
		reserved: u128,
		/// The part of `free` that can't be sent.
		frozen: u128,
	}
}
record! {
	/// Posted terms of an app or a dataset.
	Posted {
		/// The terms.
		terms: Terms,
	}
}
record! {
	/// Terms of an app or a dataset.
	Terms {
		/// Price of a task.
		price: u128,
	}
}
record! {
	/// A name that root gave to an asset.
	StockName {
		/// The name.
		name: Vec<u8>,
		/// The asset.
		asset: Asset,
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

/// A registered thing with its number.
pub type Numbered<T> = (u32, T);

/// What a name's bytes are for people.
pub fn name_of(bytes: &[u8]) -> String {
	printable::line(&String::from_utf8_lossy(bytes))
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

/// Whether the chain has such an item of state.
fn has(at: &At, pallet: &str, entry: &str) -> bool {
	let pallet = at.metadata_ref().pallet_by_name(pallet);
	pallet.and_then(|pallet| pallet.storage()).is_some_and(|all| all.entry_by_name(entry).is_some())
}

fn key(id: u32) -> Vec<Value> {
	vec![Value::u128(id.into())]
}

fn account_key(who: &AccountId32) -> Vec<Value> {
	vec![Value::from_bytes(who.0)]
}

/// An app.
pub async fn app(at: &At, id: u32) -> Result<App> {
	let found = value(at, "Registry", "Apps", key(id)).await?;
	found.ok_or_else(|| {
		Error::new(format!("there is no app {id}")).cure("`bourse app list` shows them")
	})
}

/// A dataset.
pub async fn dataset(at: &At, id: u32) -> Result<Dataset> {
	let found = value(at, "Registry", "Datasets", key(id)).await?;
	found.ok_or_else(|| {
		Error::new(format!("there is no dataset {id}")).cure("`bourse dataset list` shows them")
	})
}

/// A pool.
pub async fn pool(at: &At, id: u32) -> Result<Pool> {
	let found = value(at, "Registry", "Workerpools", key(id)).await?;
	found.ok_or_else(|| {
		Error::new(format!("there is no pool {id}")).cure("`bourse pool list` shows them")
	})
}

/// All apps.
pub async fn apps(at: &At) -> Result<Vec<Numbered<App>>> {
	all(at, "Registry", "Apps", Vec::new()).await
}

/// All datasets.
pub async fn datasets(at: &At) -> Result<Vec<Numbered<Dataset>>> {
	all(at, "Registry", "Datasets", Vec::new()).await
}

/// All pools.
pub async fn pools(at: &At) -> Result<Vec<Numbered<Pool>>> {
	all(at, "Registry", "Workerpools", Vec::new()).await
}

/// All categories.
pub async fn categories(at: &At) -> Result<Vec<Numbered<Category>>> {
	all(at, "Registry", "Categories", Vec::new()).await
}

/// The names that root gave to assets.
pub async fn stock_names(at: &At) -> Result<Vec<StockName>> {
	match has(at, "Registry", "StockNames") {
		true => Ok(value(at, "Registry", "StockNames", Vec::new()).await?.unwrap_or_default()),
		false => Ok(Vec::new()),
	}
}

/// Pools on the chain's list.
pub async fn listed(at: &At) -> Result<Vec<u32>> {
	let found = all::<u32, ()>(at, "Book", "Listed", Vec::new()).await?;
	Ok(found.into_iter().map(|(id, ())| id).collect())
}

/// Price of an app for everybody, where one is posted.
pub async fn app_price(at: &At, id: u32) -> Result<Option<Rlc>> {
	posted_price(at, "AppPrices", id).await
}

/// Price of a dataset for everybody, where one is posted.
pub async fn dataset_price(at: &At, id: u32) -> Result<Option<Rlc>> {
	posted_price(at, "DatasetPrices", id).await
}

async fn posted_price(at: &At, entry: &str, id: u32) -> Result<Option<Rlc>> {
	let keys = vec![Value::u128(id.into()), Value::unnamed_variant("Everybody", [])];
	let found = value::<Posted>(at, "Book", entry, keys).await?;
	Ok(found.map(|posted| Rlc(posted.terms.price)))
}

/// Free and locked stake of an account.
pub async fn stake(at: &At, who: &AccountId32) -> Result<(Rlc, Rlc)> {
	let (api, method) = ("BourseApi", "stake");
	let args = account_key(who);
	let payload = subxt::dynamic::runtime_api_call::<_, (u128, u128)>(api, method, args);
	let answer = at.runtime_apis().call(payload).await;
	let (free, locked) = answer.map_err(|error| errors::runtime_api(api, method, error))?;
	Ok((Rlc(free), Rlc(locked)))
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
