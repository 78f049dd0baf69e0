// SPDX-License-Identifier: Apache-2.0

//! Weights of the calls.

mod measured;

pub use measured::{Measured, SubstrateWeight};

use frame_support::weights::Weight;

/// Weights of the calls of this pallet.
pub trait WeightInfo {
	/// Weight of `register_app`.
	fn register_app() -> Weight;
	/// Weight of `update_app`.
	fn update_app() -> Weight;
	/// Weight of `transfer_app`.
	fn transfer_app() -> Weight;
	/// Weight of `register_dataset`.
	fn register_dataset() -> Weight;
	/// Weight of `update_dataset`.
	fn update_dataset() -> Weight;
	/// Weight of `transfer_dataset`.
	fn transfer_dataset() -> Weight;
	/// Weight of `register_workerpool`.
	fn register_workerpool() -> Weight;
	/// Weight of `set_workerpool_policy`.
	fn set_workerpool_policy() -> Weight;
	/// Weight of `transfer_workerpool`.
	fn transfer_workerpool() -> Weight;
	/// Weight of `create_category`.
	fn create_category() -> Weight;
	/// Weight of `create_group`.
	fn create_group() -> Weight;
	/// Weight of `add_to_group`.
	fn add_to_group() -> Weight;
	/// Weight of `remove_from_group`.
	fn remove_from_group() -> Weight;
	/// Weight of `transfer_group`.
	fn transfer_group() -> Weight;
	/// Weight of `set_result_key`.
	fn set_result_key() -> Weight;
	/// Weight of `remove_result_key`.
	fn remove_result_key() -> Weight;
	/// Weight of `register_dataset_with`.
	fn register_dataset_with() -> Weight;
	/// Weight of `create_category_with`.
	fn create_category_with() -> Weight;
	/// Weight of `describe`.
	fn describe() -> Weight;
	/// Weight of `set_stock_name`.
	fn set_stock_name() -> Weight;
	/// Weight of `revoke_all`.
	fn revoke_all() -> Weight;
	/// Weight of `add_members` of so many.
	fn add_members(n: u32) -> Weight;
	/// Weight of `remove_members` of so many.
	fn remove_members(n: u32) -> Weight;
}
