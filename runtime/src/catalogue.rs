// SPDX-License-Identifier: Apache-2.0

//! What is on offer now, for catalogues: pages of the state. Never called in a block.

use crate::*;
use alloc::vec::Vec;
use bourse_primitives::{
	catalogue::{
		ids_before, AppListing, AssetListing, CategoryListing, DatasetListing, Grant, Grantee,
		GuaranteeListing, Listed, OfferListing, PoolListing, WorkerListing, MAX_PAGE,
	},
	traits::{Assignments, Registry as _, Scores},
	AppId, CategoryId, DatasetId, GroupId, Party, WorkerpoolId,
};
use frame_support::traits::UnixTime;
use pallet_book::{Audience, Posted};
use pallet_registry::Asset;

/// Workers that one page looks at, in search of those of a pool.
const MAX_LOOKED_AT: usize = 500;

/// A page of what has these ids, the newest first.
fn page<Entry>(
	before: Option<u32>,
	count: u32,
	limit: u32,
	entry: impl Fn(u32) -> Option<Entry>,
) -> Listed<Entry, u32> {
	let ids = ids_before(before, count, limit).collect::<Vec<_>>();
	let next = ids.last().copied().filter(|last| *last > 0);
	Listed { entries: ids.into_iter().filter_map(entry).collect(), next }
}

/// What every asset has.
fn listing(asset: Asset, id: u32, owner: AccountId, name: Vec<u8>) -> AssetListing<AccountId> {
	let profile = pallet_registry::Profiles::<Runtime>::get(asset).unwrap_or_default();
	let names = pallet_registry::StockNames::<Runtime>::get().into_iter();
	let names = names.filter(|stock| stock.asset == asset);
	let of: Party<AccountId> = asset.into();
	AssetListing {
		id,
		owner,
		name,
		stock_names: names.map(|stock| stock.name.into_inner()).collect(),
		description: profile.description.into_inner(),
		link: profile.link.into_inner(),
		tags: profile.tags.into_iter().map(|tag| tag.into_inner()).collect(),
		epoch: Registry::epoch(&of),
	}
}

fn offer(posted: &Posted<AccountId>) -> OfferListing {
	let pallet_book::Terms { price, tag, pool, app, until } = posted.terms.clone();
	OfferListing { price, tag, pool, app, until }
}

/// Whether posted terms hold now.
fn holds(posted: &Posted<AccountId>, of: &Party<AccountId>, owner: Option<AccountId>) -> bool {
	let now = <Timestamp as UnixTime>::now().as_secs();
	owner.as_ref() == Some(&posted.by)
		&& posted.epoch == Registry::epoch(of)
		&& posted.terms.until.is_none_or(|until| until > now)
}

/// One app.
pub(crate) fn app(id: AppId) -> Option<AppListing<AccountId>> {
	let app = pallet_registry::Apps::<Runtime>::get(id)?;
	let posted = pallet_book::AppPrices::<Runtime>::get(id, Audience::<AccountId>::Everybody);
	let owner = Some(app.owner.clone());
	let posted = posted.filter(|posted| holds(posted, &Party::App(id), owner));
	Some(AppListing {
		asset: listing(Asset::App(id), id.0, app.owner, app.name.into_inner()),
		checksum: app.checksum,
		offer: posted.as_ref().map(offer),
	})
}

/// One dataset.
pub(crate) fn dataset(id: DatasetId) -> Option<DatasetListing<AccountId>> {
	let dataset = pallet_registry::Datasets::<Runtime>::get(id)?;
	let posted = pallet_book::DatasetPrices::<Runtime>::get(id, Audience::<AccountId>::Everybody);
	let owner = Some(dataset.owner.clone());
	let posted = posted.filter(|posted| holds(posted, &Party::Dataset(id), owner));
	Some(DatasetListing {
		asset: listing(Asset::Dataset(id), id.0, dataset.owner, dataset.name.into_inner()),
		checksum: dataset.checksum,
		packing: dataset.packing,
		restricted: dataset.restricted,
		offer: posted.as_ref().map(offer),
	})
}

/// One workerpool.
pub(crate) fn pool(id: WorkerpoolId) -> Option<PoolListing<AccountId>> {
	let pool = pallet_registry::Workerpools::<Runtime>::get(id)?;
	let (rules, slots) = (Pools::rules(id), Pools::slots(id));
	let guarantee = pallet_book::Guarantees::<Runtime>::get(id).map(|of| GuaranteeListing {
		rate: of.terms.rate,
		slots: of.terms.slots,
		until: of.terms.until,
		left: of.left,
		paid: of.paid,
	});
	Some(PoolListing {
		asset: listing(Asset::Workerpool(id), id.0, pool.owner, pool.description.into_inner()),
		listed: pallet_book::Listed::<Runtime>::contains_key(id),
		worker_stake_ratio: pool.policy.worker_stake_ratio,
		scheduler_reward_ratio: pool.policy.scheduler_reward_ratio,
		admission: rules.admission,
		assigned_by: rules.assigned_by,
		min_stake: rules.min_stake,
		min_score: rules.min_score,
		tag: rules.tag,
		owners: Pools::owners(id),
		workers: Pools::pool_size(id),
		slots: slots.all,
		free_slots: slots.free,
		on_offer: pallet_book::PoolVolume::<Runtime>::get(id).tasks,
		guarantee,
	})
}

/// Apps, the newest first.
pub(crate) fn apps(before: Option<u32>, limit: u32) -> Listed<AppListing<AccountId>, u32> {
	let count = pallet_registry::NextAppId::<Runtime>::get();
	page(before, count, limit, |id| app(AppId(id)))
}

/// Datasets, the newest first.
pub(crate) fn datasets(before: Option<u32>, limit: u32) -> Listed<DatasetListing<AccountId>, u32> {
	let count = pallet_registry::NextDatasetId::<Runtime>::get();
	page(before, count, limit, |id| dataset(DatasetId(id)))
}

/// Workerpools, the newest first.
pub(crate) fn pools(before: Option<u32>, limit: u32) -> Listed<PoolListing<AccountId>, u32> {
	let count = pallet_registry::NextWorkerpoolId::<Runtime>::get();
	page(before, count, limit, |id| pool(WorkerpoolId(id)))
}

/// Categories, the newest first.
pub(crate) fn categories(before: Option<u32>, limit: u32) -> Listed<CategoryListing, u32> {
	let count = pallet_registry::NextCategoryId::<Runtime>::get();
	page(before, count, limit, |id| {
		let category = pallet_registry::Categories::<Runtime>::get(CategoryId(id))?;
		let (name, time) = (category.name.into_inner(), category.work_clock_time_ref);
		Some(CategoryListing { id, name, work_clock_time_ref: time })
	})
}

/// The asset that a stock name stands for.
pub(crate) fn stock_name(name: &[u8]) -> Option<Party<AccountId>> {
	let names = pallet_registry::StockNames::<Runtime>::get();
	names.into_iter().find(|stock| stock.name[..] == *name).map(|stock| stock.asset.into())
}

/// Workers of a pool, or of all, in the order of the state.
pub(crate) fn workers(
	pool: Option<WorkerpoolId>,
	after: Option<AccountId>,
	limit: u32,
) -> Listed<WorkerListing<AccountId>, AccountId> {
	type Workers = pallet_pools::Workers<Runtime>;
	let limit = limit.clamp(1, MAX_PAGE) as usize;
	let all = match after {
		Some(after) => Workers::iter_from(Workers::hashed_key_for(after)),
		None => Workers::iter(),
	};
	let (mut entries, mut last, mut looked_at) = (Vec::new(), None, 0);
	for (who, worker) in all {
		if entries.len() >= limit || looked_at >= MAX_LOOKED_AT {
			return Listed { entries, next: last };
		}
		looked_at += 1;
		last = Some(who.clone());
		if pool.is_some_and(|pool| pool != worker.pool) {
			continue;
		}
		entries.push(WorkerListing {
			score: Poco::score(&who),
			active: worker.counts(),
			slots: worker.capacity.slots,
			free_slots: worker.free_slots(),
			tag: worker.capacity.tag,
			last_seen: worker.last_seen,
			pool: worker.pool,
			owner: worker.owner,
			worker: who,
		});
	}
	Listed { entries, next: None }
}

/// Entries that a page reads: one more than it shows, which tells whether there is a next page.
pub(crate) fn most(limit: u32) -> usize {
	limit.clamp(1, MAX_PAGE).saturating_add(1) as usize
}

/// What was read for a page, without the entry that only tells of the next one.
pub(crate) fn cut<Entry, Key>(
	mut entries: Vec<Entry>,
	limit: u32,
	key: impl FnOnce(&Entry) -> Key,
) -> Listed<Entry, Key> {
	let more = entries.len() >= most(limit);
	entries.truncate(most(limit).saturating_sub(1));
	let next = entries.last().filter(|_| more).map(key);
	Listed { entries, next }
}

/// The audience, as the book has it.
fn audience_of(to: Grantee<AccountId>) -> Audience<AccountId> {
	match to {
		Grantee::Everybody => Audience::Everybody,
		Grantee::Account(who) => Audience::Only(who),
		Grantee::Group(group) => Audience::Group(group),
	}
}

fn grant(
	of: &Party<AccountId>,
	owner: Option<AccountId>,
	(audience, posted): (Audience<AccountId>, Posted<AccountId>),
) -> Grant<AccountId> {
	let to = match audience {
		Audience::Everybody => Grantee::Everybody,
		Audience::Only(who) => Grantee::Account(who),
		Audience::Group(group) => Grantee::Group(group),
	};
	Grant { to, terms: offer(&posted), holds: holds(&posted, of, owner) }
}

/// Terms that were posted for an app or a dataset, in the order of the state.
pub(crate) fn grants(
	of: Party<AccountId>,
	after: Option<Grantee<AccountId>>,
	limit: u32,
) -> Listed<Grant<AccountId>, Grantee<AccountId>> {
	type Apps = pallet_book::AppPrices<Runtime>;
	type Datasets = pallet_book::DatasetPrices<Runtime>;
	let after = after.map(audience_of);
	let (owner, posted) = match of {
		Party::App(id) => {
			let all = match after {
				Some(to) => Apps::iter_prefix_from(id, Apps::hashed_key_for(id, to)),
				None => Apps::iter_prefix(id),
			};
			(Registry::app_owner(id), all)
		},
		Party::Dataset(id) => {
			let all = match after {
				Some(to) => Datasets::iter_prefix_from(id, Datasets::hashed_key_for(id, to)),
				None => Datasets::iter_prefix(id),
			};
			(Registry::dataset_owner(id), all)
		},
		Party::Account(_) | Party::Workerpool(_) => {
			return Listed { entries: Vec::new(), next: None };
		},
	};
	let read = posted.take(most(limit)).map(|posted| grant(&of, owner.clone(), posted));
	cut(read.collect(), limit, |last| last.to.clone())
}

/// Members of a group, in the order of the state.
pub(crate) fn members(
	group: GroupId,
	after: Option<Party<AccountId>>,
	limit: u32,
) -> Listed<Party<AccountId>, Party<AccountId>> {
	type Members = pallet_registry::GroupMembers<Runtime>;
	let all = match after {
		Some(party) => Members::iter_key_prefix_from(group, Members::hashed_key_for(group, party)),
		None => Members::iter_key_prefix(group),
	};
	cut(all.take(most(limit)).collect(), limit, Party::clone)
}
