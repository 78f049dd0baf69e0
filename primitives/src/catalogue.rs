// SPDX-License-Identifier: Apache-2.0

//! What is on offer now: apps, datasets, pools, their workers, and the best prices; and what a block did,
//! for an index. Every list is paged.

use crate::{
	Admission, AppId, AssignedBy, Balance, CategoryId, DatasetId, GroupId, Packing, Party, Seconds,
	Tag, WorkerpoolId,
};
use alloc::vec::Vec;
use bourse_formats::{record::VersionedRecords, text};
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use serde::{Serialize, Serializer};
use sp_core::H256;

/// Most entries of a page.
pub const MAX_PAGE: u32 = 100;

/// A page of a list.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Listed<Entry, Key> {
	/// Its entries.
	pub entries: Vec<Entry>,
	/// Where the next page begins; none at the end.
	pub next: Option<Key>,
}

/// What every asset has.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct AssetListing<AccountId> {
	/// Its number.
	pub id: u32,
	/// Its owner.
	pub owner: AccountId,
	/// Its name, or a pool's description, as registered. Names are not unique.
	#[serde(serialize_with = "as_shown")]
	pub name: Vec<u8>,
	/// Names that stand for it by root's word.
	#[serde(serialize_with = "each_as_shown")]
	pub stock_names: Vec<Vec<u8>>,
	/// The description of its profile.
	#[serde(serialize_with = "as_shown")]
	pub description: Vec<u8>,
	/// The link of its profile.
	#[serde(serialize_with = "as_shown")]
	pub link: Vec<u8>,
	/// Words to search by.
	#[serde(serialize_with = "each_as_shown")]
	pub tags: Vec<Vec<u8>>,
	/// Epoch of its orders.
	pub epoch: u32,
}

/// Terms that hold for everybody, or for one audience.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct OfferListing {
	/// nRLC per completed task.
	#[serde(serialize_with = "crate::api::as_text")]
	pub price: Balance,
	/// Features that the asset demands of the workerpool.
	pub tag: Tag,
	/// The only workerpool that may be used; none: any.
	pub pool: Option<WorkerpoolId>,
	/// The only app that may read a dataset; none: any.
	pub app: Option<AppId>,
	/// Their end, in seconds of the Unix epoch; none: until revoked.
	pub until: Option<Seconds>,
}

/// An app.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct AppListing<AccountId> {
	/// What every asset has.
	#[serde(flatten)]
	pub asset: AssetListing<AccountId>,
	/// `blake2_256` of its module.
	pub checksum: H256,
	/// Terms for everybody, if it has such.
	pub offer: Option<OfferListing>,
}

/// A dataset.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct DatasetListing<AccountId> {
	/// What every asset has.
	#[serde(flatten)]
	pub asset: AssetListing<AccountId>,
	/// `blake2_256` of its file or archive.
	pub checksum: H256,
	/// How it is packed.
	#[serde(serialize_with = "as_debugged")]
	pub packing: Packing,
	/// Whether it is passed on to nobody but workers of the same deal.
	pub restricted: bool,
	/// Terms for everybody, if it has such.
	pub offer: Option<OfferListing>,
}

/// A pool's promise of an income to its workers.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct GuaranteeListing {
	/// nRLC for each ready slot and hour.
	#[serde(serialize_with = "crate::api::as_text")]
	pub rate: Balance,
	/// Ready slots of a worker that count at most.
	pub slots: u32,
	/// The promise ends then, in seconds of the Unix epoch. The lock stays an hour longer.
	pub until: Seconds,
	/// nRLC that are left of the lock.
	#[serde(serialize_with = "crate::api::as_text")]
	pub left: Balance,
	/// nRLC paid so far.
	#[serde(serialize_with = "crate::api::as_text")]
	pub paid: Balance,
}

/// A workerpool.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct PoolListing<AccountId> {
	/// What every asset has.
	#[serde(flatten)]
	pub asset: AssetListing<AccountId>,
	/// Whether it is on the chain's list. Nobody vouches for the workers of one that is not.
	pub listed: bool,
	/// Percent of its price that a contribution locks.
	pub worker_stake_ratio: u64,
	/// Percent of the pot that its owner keeps.
	pub scheduler_reward_ratio: u8,
	/// Who may join.
	#[serde(serialize_with = "as_debugged")]
	pub admission: Admission,
	/// Who assigns tasks.
	#[serde(serialize_with = "as_debugged")]
	pub assigned_by: AssignedBy,
	/// Least stake of a worker's owner, in nRLC.
	#[serde(serialize_with = "crate::api::as_text")]
	pub min_stake: Balance,
	/// Least score of a worker.
	pub min_score: u64,
	/// Features that every worker offers.
	pub tag: Tag,
	/// Number of different owners of its workers with slots.
	pub owners: u32,
	/// Number of its accepted workers.
	pub workers: u32,
	/// Slots of its Active workers, as far as their nodes take tasks.
	pub slots: u64,
	/// Those of them that have no task.
	pub free_slots: u64,
	/// Tasks that its resting offers have left.
	pub on_offer: u64,
	/// Its promise of an income, if it has one.
	pub guarantee: Option<GuaranteeListing>,
}

/// A worker.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct WorkerListing<AccountId> {
	/// The worker's account.
	pub worker: AccountId,
	/// The account whose stake answers for it, and who is paid.
	pub owner: AccountId,
	/// Its pool.
	pub pool: WorkerpoolId,
	/// Whether the chain gives it tasks, as far as its status goes.
	pub active: bool,
	/// Number of tasks that it takes at once.
	pub slots: u32,
	/// Number of further tasks that it can be given now.
	pub free_slots: u32,
	/// Features that it offers.
	pub tag: Tag,
	/// Its record of right answers.
	pub score: u64,
	/// Its last noted sign of life, in seconds of the Unix epoch.
	pub last_seen: Seconds,
}

/// A category of tasks.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct CategoryListing {
	/// Its number.
	pub id: u32,
	/// Its name, for people. Names are not unique.
	pub name: Vec<u8>,
	/// The time reference T, in seconds, that deadlines and limits are multiples of.
	pub work_clock_time_ref: Seconds,
}

/// The best orders of a cell of a category.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct BestPrices {
	/// Tag of the cell's class.
	pub tag: Tag,
	/// Trust of the cell.
	pub trust: u8,
	/// The cheapest offer's price, in nRLC per task.
	#[serde(serialize_with = "some_as_text")]
	pub offer: Option<Balance>,
	/// Tasks on offer, at any price.
	pub offered: u64,
	/// The best request's price, in nRLC per task.
	#[serde(serialize_with = "some_as_text")]
	pub request: Option<Balance>,
	/// Tasks that are asked for, at any price.
	pub requested: u64,
}

/// Whom terms are for.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub enum Grantee<AccountId> {
	/// Everybody.
	Everybody,
	/// One account.
	Account(AccountId),
	/// The members of a group.
	Group(GroupId),
}

/// Terms that an owner has posted for an audience.
#[derive(Encode, Decode, TypeInfo, Serialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Grant<AccountId> {
	/// Whom they are for.
	pub to: Grantee<AccountId>,
	/// The terms.
	#[serde(flatten)]
	pub terms: OfferListing,
	/// Whether they hold now: the asset has the owner and the epoch of then, and they have not ended.
	pub holds: bool,
}

/// What of a chain can be listed by id: the newest first.
pub fn ids_before(before: Option<u32>, count: u32, limit: u32) -> impl Iterator<Item = u32> {
	let end = before.unwrap_or(count).min(count);
	let limit = limit.clamp(1, MAX_PAGE);
	(end.saturating_sub(limit)..end).rev()
}

/// Strangers' text, on which nothing hides.
fn as_shown<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
	serializer.serialize_str(&text::shown(bytes))
}

fn each_as_shown<S: Serializer>(texts: &[Vec<u8>], serializer: S) -> Result<S::Ok, S::Error> {
	serializer.collect_seq(texts.iter().map(|bytes| text::shown(bytes)))
}

fn some_as_text<S: Serializer>(amount: &Option<Balance>, serializer: S) -> Result<S::Ok, S::Error> {
	match amount {
		Some(amount) => serializer.collect_str(amount),
		None => serializer.serialize_none(),
	}
}

/// The name of a variant.
fn as_debugged<T: core::fmt::Debug, S: Serializer>(
	value: &T,
	serializer: S,
) -> Result<S::Ok, S::Error> {
	serializer.collect_str(&alloc::format!("{value:?}"))
}

sp_api::decl_runtime_apis! {
	/// Catalogues of what is on offer, and what an index remembers.
	pub trait CatalogueApi<AccountId> where AccountId: codec::Codec {
		/// What this block did.
		fn index_records() -> VersionedRecords;
		/// Apps with ids below `before`, the newest first; 100 at most.
		fn apps(before: Option<u32>, limit: u32) -> Listed<AppListing<AccountId>, u32>;
		/// Datasets with ids below `before`, the newest first; 100 at most.
		fn datasets(before: Option<u32>, limit: u32) -> Listed<DatasetListing<AccountId>, u32>;
		/// Workerpools with ids below `before`, the newest first; 100 at most.
		fn pools(before: Option<u32>, limit: u32) -> Listed<PoolListing<AccountId>, u32>;
		/// Categories with ids below `before`, the newest first; 100 at most.
		fn categories(before: Option<u32>, limit: u32) -> Listed<CategoryListing, u32>;
		/// One app.
		fn app(id: AppId) -> Option<AppListing<AccountId>>;
		/// One dataset.
		fn dataset(id: DatasetId) -> Option<DatasetListing<AccountId>>;
		/// One workerpool.
		fn pool(id: WorkerpoolId) -> Option<PoolListing<AccountId>>;
		/// The asset that a stock name stands for.
		fn stock_name(name: Vec<u8>) -> Option<Party<AccountId>>;
		/// Workers of a pool, or of all, behind one, in no particular order; 100 at most. A page may have
		/// fewer entries than its limit and yet a next one.
		fn workers(
			pool: Option<WorkerpoolId>,
			after: Option<AccountId>,
			limit: u32,
		) -> Listed<WorkerListing<AccountId>, AccountId>;
		/// The best orders of a category, by cell, in the open venue, or in a pool's own.
		fn best_prices(category: CategoryId, pool: Option<WorkerpoolId>) -> Vec<BestPrices>;
		/// Terms that were posted for an app or a dataset, behind those of an audience, in no particular
		/// order; 100 at most.
		fn grants(
			asset: Party<AccountId>,
			after: Option<Grantee<AccountId>>,
			limit: u32,
		) -> Listed<Grant<AccountId>, Grantee<AccountId>>;
		/// Members of a group, behind one, in no particular order; 100 at most.
		fn members(
			group: GroupId,
			after: Option<Party<AccountId>>,
			limit: u32,
		) -> Listed<Party<AccountId>, Party<AccountId>>;
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn ids_before_should_be_a_page_of_those_that_there_are() {
		let page = |before, count, limit| ids_before(before, count, limit).collect::<Vec<_>>();
		assert_eq!(page(None, 5, 2), [4, 3]);
		assert_eq!(page(Some(3), 5, 9), [2, 1, 0]);
		assert_eq!(page(Some(9), 5, 1), [4]);
		assert!(page(Some(0), 5, 9).is_empty() && page(None, 0, 9).is_empty());
		assert_eq!(page(None, 500, 1_000).len(), 100);
		assert_eq!(page(None, 5, 0), [4]);
	}
}
