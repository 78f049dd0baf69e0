// SPDX-License-Identifier: Apache-2.0

//! What the symbols of a trace are on this chain, and back. Every mapping is injective: two names
//! are never the same thing, and a thing is named in one way only.

use crate::{
	json::Json,
	trace::{Kind, Operation, TaskName, Trace},
};
use bourse_primitives::{
	AppId, DatasetId, DealId, GroupId, OrderHash, Party, Restrict, TaskId, WorkerpoolId,
};
use bourse_runtime::AccountId;
use pallet_registry::Asset;
use sp_core::{sr25519, Pair, H256};
use sp_crypto_hashing::blake2_256;
use std::collections::BTreeMap;

/// The group that restrictions name.
const GROUP: &str = "group1";

/// The account that is nobody.
fn nobody() -> AccountId {
	AccountId::new([0; 32])
}

/// The number of an asset that is not registered: counted down from the last one.
fn unregistered(place: usize) -> u32 {
	u32::MAX.saturating_sub(place as u32)
}

/// The names of one trace.
#[derive(Default)]
pub struct Names {
	keys: BTreeMap<String, sr25519::Pair>,
	accounts: BTreeMap<AccountId, String>,
	/// Assets that the trace creates, with the numbers that they get.
	assets: BTreeMap<String, Asset>,
	asset_names: BTreeMap<Asset, String>,
	/// Names of assets that the trace does not create, or refuses to.
	strangers: Vec<Option<String>>,
	groups: BTreeMap<String, GroupId>,
	/// Name and kind.
	orders: BTreeMap<OrderHash, (String, &'static str)>,
	deals: BTreeMap<String, DealId>,
	deal_names: BTreeMap<DealId, String>,
	digests: BTreeMap<H256, String>,
}

impl Names {
	/// The names that are known beforehand. Orders are made off chain, before what they sell is
	/// registered, so the numbers of the assets have to be known: each kind counts from 0.
	pub fn of(trace: &Trace) -> Self {
		let mut names = Self::default();
		let mut next = BTreeMap::<Kind, u32>::new();
		for step in &trace.steps {
			let Operation::Create { kind, asset, .. } = &step.operation else { continue };
			if !step.ok {
				names.stranger(Some(asset));
				continue;
			}
			let id = next.entry(*kind).or_default();
			let number = match kind {
				Kind::App => Asset::App(AppId(*id)),
				Kind::Dataset => Asset::Dataset(DatasetId(*id)),
				Kind::Workerpool => Asset::Workerpool(WorkerpoolId(*id)),
			};
			*id += 1;
			names.assets.insert(asset.clone(), number);
			names.asset_names.insert(number, asset.clone());
		}
		for name in trace.groups.keys().map(String::as_str).chain([GROUP]) {
			let id = GroupId(names.groups.len() as u32);
			names.groups.entry(name.to_string()).or_insert(id);
		}
		names
	}

	// Accounts.

	/// The key pair of an account.
	pub fn key(&mut self, name: &str) -> sr25519::Pair {
		if let Some(key) = self.keys.get(name) {
			return key.clone();
		}
		let key = sr25519::Pair::from_seed(&blake2_256(format!("replay {name}").as_bytes()));
		self.keys.insert(name.to_string(), key.clone());
		self.accounts.insert(key.public().into(), name.to_string());
		key
	}

	/// An account; nobody is the account of all zeros.
	pub fn account(&mut self, name: Option<&str>) -> AccountId {
		name.map_or_else(nobody, |name| self.key(name).public().into())
	}

	/// The name of an account. One that no name was asked for is shown as it is.
	pub fn account_name(&self, account: &AccountId) -> Json {
		if *account == nobody() {
			return Json::Null;
		}
		Json::text(self.accounts.get(account).cloned().unwrap_or_else(|| account.to_string()))
	}

	// Assets.

	/// The number of an asset that is not registered.
	fn stranger(&mut self, name: Option<&str>) -> u32 {
		let known = self.strangers.iter().position(|stranger| stranger.as_deref() == name);
		unregistered(known.unwrap_or_else(|| {
			self.strangers.push(name.map(str::to_string));
			self.strangers.len() - 1
		}))
	}

	/// An asset that may not be registered, of whatever kind.
	pub fn asset(&self, name: &str) -> Option<Asset> {
		self.assets.get(name).copied()
	}

	/// An app.
	pub fn app(&mut self, name: Option<&str>) -> AppId {
		match name.and_then(|name| self.asset(name)) {
			Some(Asset::App(id)) => id,
			_ => AppId(self.stranger(name)),
		}
	}

	/// A dataset.
	pub fn dataset(&mut self, name: Option<&str>) -> DatasetId {
		match name.and_then(|name| self.asset(name)) {
			Some(Asset::Dataset(id)) => id,
			_ => DatasetId(self.stranger(name)),
		}
	}

	/// A workerpool.
	pub fn workerpool(&mut self, name: Option<&str>) -> WorkerpoolId {
		match name.and_then(|name| self.asset(name)) {
			Some(Asset::Workerpool(id)) => id,
			_ => WorkerpoolId(self.stranger(name)),
		}
	}

	/// The name of an asset. One that the trace does not create is shown as it is.
	pub fn asset_name(&self, asset: Asset) -> Json {
		Json::text(self.asset_names.get(&asset).cloned().unwrap_or_else(|| format!("{asset:?}")))
	}

	// Groups and restrictions.

	/// The groups in the order of their numbers.
	pub fn groups(&self) -> Vec<String> {
		let mut groups: Vec<_> = self.groups.iter().collect();
		groups.sort_by_key(|(_, id)| **id);
		groups.into_iter().map(|(name, _)| name.clone()).collect()
	}

	/// A group.
	pub fn group(&self, name: &str) -> Option<GroupId> {
		self.groups.get(name).copied()
	}

	/// The asset or the account of a name. `kind` is what is asked for where the name is that of
	/// an asset which is not registered.
	pub fn party(&mut self, name: &str, kind: Option<Kind>) -> Party<AccountId> {
		match self.asset(name) {
			Some(Asset::App(id)) => return Party::App(id),
			Some(Asset::Dataset(id)) => return Party::Dataset(id),
			Some(Asset::Workerpool(id)) => return Party::Workerpool(id),
			None => {},
		}
		let is_asset = name == "unregistered" || self.strangers.contains(&Some(name.to_string()));
		match kind.filter(|_| is_asset) {
			Some(Kind::App) => Party::App(AppId(self.stranger(Some(name)))),
			Some(Kind::Dataset) => Party::Dataset(DatasetId(self.stranger(Some(name)))),
			Some(Kind::Workerpool) => Party::Workerpool(WorkerpoolId(self.stranger(Some(name)))),
			None => Party::Account(self.account(Some(name))),
		}
	}

	/// A restriction to what `kind` of asset, or to an account where it is none.
	pub fn restrict(&mut self, name: Option<&str>, kind: Option<Kind>) -> Restrict<AccountId> {
		match name {
			None => Restrict::Anybody,
			Some(name) => match self.group(name) {
				Some(group) => Restrict::Group(group),
				None => Restrict::Only(self.party(name, kind)),
			},
		}
	}

	// Orders, deals and tasks.

	/// Notes an order and its kind.
	pub fn add_order(&mut self, name: &str, kind: &'static str, hash: OrderHash) {
		self.orders.insert(hash, (name.to_string(), kind));
	}

	/// The name of an order; an unknown one is shown as it is.
	pub fn order_name(&self, hash: &OrderHash) -> String {
		self.orders.get(hash).map_or_else(|| format!("{hash:?}"), |(name, _)| name.clone())
	}

	/// The kind of an order.
	pub fn order_kind(&self, hash: &OrderHash) -> &'static str {
		self.orders.get(hash).map_or("Unknown", |(_, kind)| kind)
	}

	/// Notes a deal. False when one of the two was known already.
	pub fn add_deal(&mut self, name: &str, id: DealId) -> bool {
		let new_id = self.deals.insert(name.to_string(), id).is_none();
		let new_name = self.deal_names.insert(id, name.to_string()).is_none();
		new_id && new_name
	}

	/// A deal; one that was not made yet gets an id that no deal has.
	pub fn deal(&self, name: &str) -> DealId {
		let unknown = || blake2_256(format!("no deal {name}").as_bytes()).into();
		self.deals.get(name).copied().unwrap_or_else(unknown)
	}

	/// The name of a deal.
	pub fn deal_name(&self, id: &DealId) -> String {
		self.deal_names.get(id).cloned().unwrap_or_else(|| format!("{id:?}"))
	}

	/// A task.
	pub fn task(&self, name: &TaskName) -> TaskId {
		bourse_primitives::task_id(self.deal(&name.deal), name.index)
	}

	/// The name of a task that is in the state; any other is shown as it is.
	pub fn task_name(&self, id: &TaskId) -> String {
		if !pallet_poco::Tasks::<bourse_runtime::Runtime>::contains_key(id) {
			return format!("{id:?}");
		}
		let (deal, index) = bourse_primitives::deal_and_index(*id);
		format!("{}.{index}", self.deal_name(&deal))
	}

	// Digests.

	/// The digest of a label: the hash of its bytes, so that callback data "X" opens digest X.
	pub fn digest(&mut self, label: &str) -> H256 {
		let digest = blake2_256(label.as_bytes()).into();
		self.digests.insert(digest, label.to_string());
		digest
	}

	/// The label of a digest.
	pub fn label(&self, digest: &H256) -> Json {
		Json::text(self.digests.get(digest).cloned().unwrap_or_else(|| format!("{digest:?}")))
	}

	/// The label of the digest behind a result hash of a task.
	pub fn label_of_hash(&self, task: TaskId, hash: &H256) -> String {
		let label = self
			.digests
			.iter()
			.find(|(digest, _)| bourse_primitives::result_hash(task, **digest) == *hash);
		label.map_or_else(|| format!("{hash:?}"), |(_, label)| label.clone())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_should_be_injective() {
		let mut names = Names::default();
		let accounts = ["w1", "w2", "unregistered"].map(|name| names.account(Some(name)));
		assert_ne!(accounts[0], accounts[1]);
		assert_eq!(names.account_name(&accounts[0]), Json::text("w1"));
		assert_eq!(
			names
				.account_name(&names.accounts.keys().next().unwrap().clone())
				.as_text()
				.map(str::len),
			Some(2)
		);
		assert_eq!(names.account(None), nobody());
		assert_eq!(names.account_name(&nobody()), Json::Null);

		let apps = [Some("unregistered"), Some("other"), None].map(|name| names.app(name));
		assert_eq!(apps, [AppId(u32::MAX), AppId(u32::MAX - 1), AppId(u32::MAX - 2)]);
		assert_eq!(names.app(Some("other")), apps[1]);

		assert!(names.add_deal("d1", H256::repeat_byte(1)));
		assert!(!names.add_deal("d2", H256::repeat_byte(1)));
		assert!(!names.add_deal("d1", H256::repeat_byte(2)));
		assert_ne!(names.deal("d8"), names.deal("d9"));
	}

	#[test]
	fn digest_should_be_the_hash_of_its_label() {
		let mut names = Names::default();
		let digest = names.digest("A");
		let task = TaskId::repeat_byte(7);
		assert_eq!(digest.0, blake2_256(b"A"));
		assert_eq!(names.label(&digest), Json::text("A"));
		let hash = bourse_primitives::result_hash(task, digest);
		assert_eq!(names.label_of_hash(task, &hash), "A");
		assert_ne!(names.label_of_hash(TaskId::zero(), &hash), "A");
	}

	#[test]
	fn restriction_should_be_to_what_its_name_stands_for() {
		let mut names = Names::default();
		names.assets.insert("pool1".into(), Asset::Workerpool(WorkerpoolId(3)));
		names.groups.insert(GROUP.into(), GroupId(0));
		let pool = Some(Kind::Workerpool);
		assert_eq!(names.restrict(None, pool), Restrict::Anybody);
		assert_eq!(names.restrict(Some(GROUP), pool), Restrict::Group(GroupId(0)));
		assert_eq!(
			names.restrict(Some("pool1"), Some(Kind::App)),
			Restrict::Only(Party::Workerpool(WorkerpoolId(3)))
		);
		assert_eq!(
			names.restrict(Some("unregistered"), pool),
			Restrict::Only(Party::Workerpool(WorkerpoolId(u32::MAX)))
		);
		let outsider = names.account(Some("outsider"));
		assert_eq!(
			names.restrict(Some("outsider"), pool),
			Restrict::Only(Party::Account(outsider))
		);
	}
}
