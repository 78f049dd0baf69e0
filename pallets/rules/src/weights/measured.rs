// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_rules`, measured by `scripts/weights`. Not to be edited.
//!
//! 2026-11-30, AMD EPYC: 20 steps, 10 repeats, maps of
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
	fn set_parameters() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 4_136_000 picoseconds.
		Weight::from_parts(4_738_000, 0)
	}
	/// Storage: `Rules::LastBlock` (r:1 w:1)
	/// Proof: `Rules::LastBlock` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn on_timestamp_set() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `1493`
		// Least execution time: 3_966_000 picoseconds.
		Weight::from_parts(4_296_000, 1493)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	fn share_block() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 1_923_000 picoseconds.
		Weight::from_parts(2_413_000, 0)
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
