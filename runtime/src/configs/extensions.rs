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
		// Least execution time: 1_512_000 picoseconds.
		Weight::from_parts(1_743_000, 0)
	}
	fn check_mortality_mortal_transaction() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 3_275_000 picoseconds.
		Weight::from_parts(3_606_000, 0)
			// The hash of the block that the transaction names, which the benchmark does not count.
			.saturating_add(DbWeight::get().reads(1))
	}
	fn check_mortality_immortal_transaction() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 3_294_000 picoseconds.
		Weight::from_parts(4_006_000, 0)
	}
	fn check_non_zero_sender() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 460_000 picoseconds.
		Weight::from_parts(551_000, 0)
	}
	/// Storage: `System::Account` (r:1 w:1)
	/// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn check_nonce() -> Weight {
		// Proof size in bytes:
		//  measured:  `101`
		//  estimated: `3593`
		// Least execution time: 6_840_000 picoseconds.
		Weight::from_parts(7_521_000, 3593)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	fn check_spec_version() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 340_000 picoseconds.
		Weight::from_parts(421_000, 0)
	}
	fn check_tx_version() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 360_000 picoseconds.
		Weight::from_parts(431_000, 0)
	}
	fn check_weight() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 3_375_000 picoseconds.
		Weight::from_parts(3_926_000, 0)
	}
	fn weight_reclaim() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 2_073_000 picoseconds.
		Weight::from_parts(2_453_000, 0)
	}
}

