// SPDX-License-Identifier: Apache-2.0

//! Weights of `frame_system_extensions`, measured by `scripts/weights`. Not to be edited.
//!
//! 2026-12-01, AMD EPYC: 20 steps, 10 repeats, maps of
//! 1000000 entries.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]

use frame_system::ExtensionsWeightInfo as WeightInfo;
use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{RuntimeDbWeight, Weight},
};

/// Weights of `frame_system_extensions`, by what reads and writes of the database cost.
pub struct Measured<DbWeight>(PhantomData<DbWeight>);

/// Weights of `frame_system_extensions` with the database of a runtime.
pub type SubstrateWeight<T> = Measured<<T as frame_system::Config>::DbWeight>;

impl<DbWeight: Get<RuntimeDbWeight>> WeightInfo for Measured<DbWeight> {
	fn check_genesis() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 1_452_000 picoseconds.
		Weight::from_parts(1_653_000, 0)
	}
	fn check_mortality_mortal_transaction() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 3_114_000 picoseconds.
		Weight::from_parts(3_355_000, 0)
	}
	fn check_mortality_immortal_transaction() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 3_094_000 picoseconds.
		Weight::from_parts(3_345_000, 0)
	}
	fn check_non_zero_sender() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 440_000 picoseconds.
		Weight::from_parts(531_000, 0)
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn check_nonce() -> Weight {
		// Proof size in bytes:
		//  measured:  `101`
		//  estimated: `3593`
		// Least execution time: 6_670_000 picoseconds.
		Weight::from_parts(7_341_000, 3593)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	fn check_spec_version() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 340_000 picoseconds.
		Weight::from_parts(410_000, 0)
	}
	fn check_tx_version() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 340_000 picoseconds.
		Weight::from_parts(411_000, 0)
	}
	fn check_weight() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 3_345_000 picoseconds.
		Weight::from_parts(3_846_000, 0)
	}
	fn weight_reclaim() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 1_983_000 picoseconds.
		Weight::from_parts(2_384_000, 0)
	}
}

