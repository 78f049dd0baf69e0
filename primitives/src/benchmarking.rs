// SPDX-License-Identifier: Apache-2.0

//! What the benchmarks of one pallet need from the others. Only with the feature
//! `runtime-benchmarks`, which no node has: `scripts/lint-features` checks that.

use crate::{AppId, Balance, CategoryId, DatasetId, GroupId, Party, WorkerpoolId};

/// Money, assets and groups for benchmarks, made the way users make them.
pub trait Setup<AccountId> {
	/// Deposits `amount` nRLC into the ledger for `who`, from a wallet that is filled for it.
	/// `who` gets no wallet.
	fn deposit(who: &AccountId, amount: Balance);
	/// Registers one asset of each kind for `owner`, each as large as it may be, and a category.
	fn register_assets(owner: &AccountId) -> (AppId, DatasetId, WorkerpoolId, CategoryId);
	/// Makes a group of `owner` with one member.
	fn create_group(owner: &AccountId, member: Party<AccountId>) -> GroupId;
	/// Lets the rules of the market hold, with the default parameters but without a warm-up, or not.
	fn hold_rules(hold: bool);
}
