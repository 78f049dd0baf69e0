// SPDX-License-Identifier: Apache-2.0

//! Weights of the calls.

use frame_support::weights::{constants::RocksDbWeight, Weight};

/// Weights of the calls of this pallet.
pub trait WeightInfo {
	/// Weight of `deposit`.
	fn deposit() -> Weight;
	/// Weight of `deposit_for`.
	fn deposit_for() -> Weight;
	/// Weight of `withdraw`.
	fn withdraw() -> Weight;
}

/// Estimates for tests, from counting storage accesses. A runtime uses its own measured file.
impl WeightInfo for () {
	// Two wallets, one account of the ledger, the total; the proof of four trie leaves.
	fn deposit() -> Weight {
		Weight::from_parts(55_000_000, 7_000)
			.saturating_add(RocksDbWeight::get().reads_writes(4, 4))
	}
	fn deposit_for() -> Weight {
		Self::deposit()
	}
	fn withdraw() -> Weight {
		Self::deposit()
	}
}
