// SPDX-License-Identifier: Apache-2.0

//! What benchmarks need, in the mock runtimes that they are tested on.

use crate::{registry::*, Account, MockLedger, RulesHold};
use bourse_primitives::{
	benchmarking::Setup, AppId, Balance, CategoryId, DatasetId, GroupId, Party, WorkerpoolId,
};
use core::marker::PhantomData;

/// Makes money, assets and groups in [`MockLedger`] and [`MockRegistry`].
pub struct MockSetup<AccountId>(PhantomData<AccountId>);

impl<AccountId: Account> Setup<AccountId> for MockSetup<AccountId> {
	fn deposit(who: &AccountId, amount: Balance) {
		MockLedger::endow(who, amount);
	}

	/// Overwrites what was registered before.
	fn register_assets(owner: &AccountId) -> (AppId, DatasetId, WorkerpoolId, CategoryId) {
		// Numbers that no test gives to its own.
		let ids = (AppId(1_000), DatasetId(1_000), WorkerpoolId(1_000), CategoryId(1_000));
		Apps::<AccountId>::insert(ids.0, owner);
		Datasets::<AccountId>::insert(ids.1, owner);
		Workerpools::<AccountId>::insert(ids.2, owner);
		Categories::insert(ids.3, 300);
		ids
	}

	fn create_group(_: &AccountId, member: Party<AccountId>) -> GroupId {
		let id = GroupId(1_000u32.saturating_add(Groups::iter().count() as u32));
		Groups::insert(id, ());
		Members::<AccountId>::insert(id, member, ());
		id
	}

	fn hold_rules(hold: bool) {
		RulesHold::set(hold);
	}
}
