// SPDX-License-Identifier: Apache-2.0

//! Weights of the calls.

use frame_support::weights::{constants::RocksDbWeight, Weight};

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
}

/// Proof of a counter and of an index entry, in bytes: two trie leaves with their branches.
const SMALL_PROOF: u64 = 4_000;
/// Proof of one asset of the largest size, in bytes: it holds the asset itself.
const ASSET_PROOF: u64 = 4_700;

/// A registration: the counter and the index are read and written, the asset is written.
fn registration() -> Weight {
	Weight::from_parts(25_000_000, SMALL_PROOF)
		.saturating_add(RocksDbWeight::get().reads_writes(2, 3))
}

/// A change of one thing: read and written.
fn change() -> Weight {
	Weight::from_parts(18_000_000, ASSET_PROOF)
		.saturating_add(RocksDbWeight::get().reads_writes(1, 1))
}

/// Estimates for tests, from counting storage accesses. A runtime uses its own measured file.
impl WeightInfo for () {
	fn register_app() -> Weight {
		registration()
	}
	fn update_app() -> Weight {
		change()
	}
	fn transfer_app() -> Weight {
		change()
	}
	fn register_dataset() -> Weight {
		registration()
	}
	fn update_dataset() -> Weight {
		change()
	}
	fn transfer_dataset() -> Weight {
		change()
	}
	fn register_workerpool() -> Weight {
		registration()
	}
	fn set_workerpool_policy() -> Weight {
		change()
	}
	fn transfer_workerpool() -> Weight {
		change()
	}
	fn create_category() -> Weight {
		Weight::from_parts(12_000_000, SMALL_PROOF)
			.saturating_add(RocksDbWeight::get().reads_writes(1, 2))
	}
	fn create_group() -> Weight {
		Weight::from_parts(12_000_000, SMALL_PROOF)
			.saturating_add(RocksDbWeight::get().reads_writes(1, 2))
	}
	// The group, the member, and the asset that the member is.
	fn add_to_group() -> Weight {
		Weight::from_parts(25_000_000, SMALL_PROOF.saturating_add(ASSET_PROOF))
			.saturating_add(RocksDbWeight::get().reads_writes(3, 2))
	}
	fn remove_from_group() -> Weight {
		Weight::from_parts(20_000_000, SMALL_PROOF)
			.saturating_add(RocksDbWeight::get().reads_writes(2, 2))
	}
	fn transfer_group() -> Weight {
		change()
	}
	fn set_result_key() -> Weight {
		Weight::from_parts(10_000_000, SMALL_PROOF)
			.saturating_add(RocksDbWeight::get().reads_writes(0, 1))
	}
	fn remove_result_key() -> Weight {
		Weight::from_parts(10_000_000, SMALL_PROOF)
			.saturating_add(RocksDbWeight::get().reads_writes(1, 1))
	}
}
