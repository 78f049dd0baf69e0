// SPDX-License-Identifier: Apache-2.0

//! The invariants of the registry.

use crate::*;
use alloc::collections::{BTreeMap, BTreeSet};
use bourse_primitives::{text, AppId, DatasetId, GroupId, WorkerpoolId};
use frame_support::{ensure, traits::Get};
use sp_runtime::TryRuntimeError;

/// The ids of a kind are the numbers below the counter: nothing is ever deleted.
fn ensure_dense(ids: impl Iterator<Item = u32>, next: u32) -> Result<(), TryRuntimeError> {
	let ids: BTreeSet<u32> = ids.collect();
	ensure!(ids.iter().all(|id| *id < next), "registry: an id is not below its counter");
	ensure!(ids.len() as u64 == u64::from(next), "registry: an id below its counter is missing");
	Ok(())
}

impl<T: Config> Pallet<T> {
	/// Verifies that:
	///
	/// 1. The ids of each kind are exactly the numbers below its counter.
	/// 2. Apps and datasets have a legal multiaddr and a checksum that is not zero.
	/// 3. No scheduler keeps more than 100 percent. A run can have each category's limits.
	/// 4. The index of contents lists each asset exactly once, and nothing else.
	/// 5. A group's member count is right and at most `MaxGroupMembers`. Members belong to a group
	///    that exists; members that are assets are registered.
	/// 6. No result key is a point of small order, for which everybody could decrypt.
	/// 7. Profiles, stock names and epochs are of assets that exist; their texts can be read. Stock
	///    names are in order, each once.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		ensure_dense(Apps::<T>::iter_keys().map(|id| id.0), NextAppId::<T>::get())?;
		ensure_dense(Datasets::<T>::iter_keys().map(|id| id.0), NextDatasetId::<T>::get())?;
		ensure_dense(Workerpools::<T>::iter_keys().map(|id| id.0), NextWorkerpoolId::<T>::get())?;
		ensure_dense(Categories::<T>::iter_keys().map(|id| id.0), NextCategoryId::<T>::get())?;
		ensure_dense(Groups::<T>::iter_keys().map(|id| id.0), NextGroupId::<T>::get())?;
		Self::try_content()?;
		Self::try_index()?;
		Self::try_groups()?;
		Self::try_catalogue()?;
		ensure!(
			ResultKeys::<T>::iter_values().all(|key| is_result_key(&key)),
			"registry: a result key is one that everybody can decrypt for"
		);
		Ok(())
	}

	/// Content can be fetched and checked, terms are possible.
	fn try_content() -> Result<(), TryRuntimeError> {
		for app in Apps::<T>::iter_values() {
			ensure!(is_multiaddr(&app.multiaddr), "registry: an app has no usable multiaddr");
			ensure!(!app.checksum.is_zero(), "registry: an app has no checksum");
		}
		for dataset in Datasets::<T>::iter_values() {
			ensure!(
				is_multiaddr(&dataset.multiaddr),
				"registry: a dataset has no usable multiaddr"
			);
			ensure!(!dataset.checksum.is_zero(), "registry: a dataset has no checksum");
		}
		for category in Categories::<T>::iter_values() {
			ensure!(are_limits(&category.limits), "registry: no run can have a category's limits");
		}
		for pool in Workerpools::<T>::iter_values() {
			ensure!(
				pool.policy.scheduler_reward_ratio <= 100,
				"registry: a scheduler keeps more than all"
			);
		}
		Ok(())
	}

	/// Each asset is in the index of contents once, and nothing else is.
	fn try_index() -> Result<(), TryRuntimeError> {
		let mut assets = BTreeSet::new();
		for asset in ContentIndex::<T>::iter_values() {
			ensure!(assets.insert(asset), "registry: an asset is in the index twice");
		}
		let apps = (0..NextAppId::<T>::get()).map(|id| Asset::App(AppId(id)));
		let datasets = (0..NextDatasetId::<T>::get()).map(|id| Asset::Dataset(DatasetId(id)));
		let pools = (0..NextWorkerpoolId::<T>::get()).map(|id| Asset::Workerpool(WorkerpoolId(id)));
		ensure!(
			assets == apps.chain(datasets).chain(pools).collect(),
			"registry: the index does not list exactly the assets"
		);
		Ok(())
	}

	/// Profiles and stock names are of assets, can be read, and are within their bounds.
	fn try_catalogue() -> Result<(), TryRuntimeError> {
		for (asset, profile) in Profiles::<T>::iter() {
			ensure!(Self::ensure_exists(&asset.into()).is_ok(), "registry: nothing is described");
			ensure!(
				text::is_plain_text(&profile.description) && text::is_link(&profile.link),
				"registry: a description can't be read"
			);
			ensure!(
				profile.tags.iter().all(|tag| text::is_label(tag)),
				"registry: a tag is no word"
			);
		}
		let names = StockNames::<T>::get();
		ensure!(
			names.windows(2).all(|pair| pair[0].name < pair[1].name),
			"registry: stock names are in order, each once"
		);
		for stock in names {
			ensure!(text::is_label(&stock.name), "registry: a stock name is no word");
			ensure!(
				Self::ensure_exists(&stock.asset.into()).is_ok(),
				"registry: a stock name stands for nothing"
			);
		}
		for of in Epochs::<T>::iter_keys() {
			ensure!(Self::ensure_exists(&of).is_ok(), "registry: an epoch of nothing");
		}
		Ok(())
	}

	/// Groups count their members, and have no more than they may.
	fn try_groups() -> Result<(), TryRuntimeError> {
		let mut counted = BTreeMap::<GroupId, u32>::new();
		for (id, party) in GroupMembers::<T>::iter_keys() {
			ensure!(Self::ensure_exists(&party).is_ok(), "registry: a member does not exist");
			let count = counted.entry(id).or_default();
			*count = count.saturating_add(1);
		}
		for (id, group) in Groups::<T>::iter() {
			ensure!(
				counted.remove(&id).unwrap_or_default() == group.members,
				"registry: a group does not count its members right"
			);
			ensure!(
				group.members <= T::MaxGroupMembers::get(),
				"registry: a group has more members than it may"
			);
		}
		ensure!(counted.is_empty(), "registry: a group that does not exist has members");
		Ok(())
	}
}
