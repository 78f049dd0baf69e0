// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_rules`, measured by `scripts/weights`. Not to be edited.
//!
//! 2026-11-25, AMD EPYC: 20 steps, 10 repeats, maps of
//! 1000000 entries.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]

use crate::WeightInfo;
use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

/// Weights of `pallet_rules`, by what reads and writes of the database cost.
pub struct Measured<DbWeight>(PhantomData<DbWeight>);

/// Weights of `pallet_rules` with the database of a runtime.
pub type SubstrateWeight<T> = Measured<<T as frame_system::Config>::DbWeight>;

impl<DbWeight: Get<RuntimeDbWeight>> WeightInfo for Measured<DbWeight> {
	/// Storage: `Rules::Parameters` (r:0 w:1)
	fn set_parameters() -> Weight {
		// Least execution time: 5_000_000 picoseconds.
		Weight::from_parts(6_000_000, 0)
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Rules::LastBlock` (r:1 w:1)
	/// Storage: `Rules::Hold` (r:1 w:0)
	/// Storage: `Rules::StoodStill` (r:1 w:1)
	fn on_timestamp_set() -> Weight {
		// Least execution time: 5_000_000 picoseconds.
		Weight::from_parts(6_000_000, 0)
			.saturating_add(DbWeight::get().reads(3))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Rules::BlockShares` (whitelisted)
	fn share_block() -> Weight {
		// Least execution time: 2_000_000 picoseconds.
		Weight::from_parts(3_000_000, 0)
	}
}

/// The same with the database that tests take.
impl WeightInfo for () {
	fn set_parameters() -> Weight {
		Measured::<RocksDbWeight>::set_parameters()
	}
	fn on_timestamp_set() -> Weight {
		Measured::<RocksDbWeight>::on_timestamp_set()
	}
	fn share_block() -> Weight {
		Measured::<RocksDbWeight>::share_block()
	}
}
