// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_eras`, to be measured by `scripts/weights`. Not to be edited.
//!
//! Not measured yet: estimates.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]

use crate::WeightInfo;
use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

/// Weights of `pallet_eras`, by what reads and writes of the database cost.
pub struct Measured<DbWeight>(PhantomData<DbWeight>);

/// Weights of `pallet_eras` with the database of a runtime.
pub type SubstrateWeight<T> = Measured<<T as frame_system::Config>::DbWeight>;

impl<DbWeight: Get<RuntimeDbWeight>> WeightInfo for Measured<DbWeight> {
	/// `n` is in `[1, 100]`.
	fn era_payout(n: u32, ) -> Weight {
		Weight::from_parts(200_000_000, 0)
			.saturating_add(Weight::from_parts(100_000_000, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(15))
			.saturating_add(DbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(6))
			.saturating_add(DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
}

/// The same with the database that tests take.
impl WeightInfo for () {
	fn era_payout(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::era_payout(n, )
	}
}
