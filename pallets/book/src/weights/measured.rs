// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_book`: estimates by the numbers of reads and writes, until `scripts/weights`
//! measures them.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]

use crate::WeightInfo;
use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

/// Weights of `pallet_book`, by what reads and writes of the database cost.
pub struct Measured<DbWeight>(PhantomData<DbWeight>);

/// Weights of `pallet_book` with the database of a runtime.
pub type SubstrateWeight<T> = Measured<<T as frame_system::Config>::DbWeight>;

impl<DbWeight: Get<RuntimeDbWeight>> WeightInfo for Measured<DbWeight> {
	/// `p` is in `[0, 4096]`.
	fn place(p: u32, ) -> Weight {
		Weight::from_parts(150_000_000, 8000)
			.saturating_add(Weight::from_parts(6_000, 0).saturating_mul(p.into()))
			.saturating_add(DbWeight::get().reads(20))
			.saturating_add(DbWeight::get().writes(13))
	}
	fn deal() -> Weight {
		Weight::from_parts(60_000_000, 8000)
			.saturating_add(DbWeight::get().reads(10))
			.saturating_add(DbWeight::get().writes(10))
	}
	fn evict() -> Weight {
		Weight::from_parts(55_000_000, 8000)
			.saturating_add(DbWeight::get().reads(10))
			.saturating_add(DbWeight::get().writes(11))
	}
	fn amend() -> Weight {
		Weight::from_parts(70_000_000, 8000)
			.saturating_add(DbWeight::get().reads(12))
			.saturating_add(DbWeight::get().writes(11))
	}
	fn cancel() -> Weight {
		Weight::from_parts(60_000_000, 8000)
			.saturating_add(DbWeight::get().reads(11))
			.saturating_add(DbWeight::get().writes(12))
	}
	fn post() -> Weight {
		Weight::from_parts(35_000_000, 8000)
			.saturating_add(DbWeight::get().reads(5))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// `p` is in `[0, 4096]`.
	fn run(p: u32, ) -> Weight {
		Weight::from_parts(180_000_000, 8000)
			.saturating_add(Weight::from_parts(6_000, 0).saturating_mul(p.into()))
			.saturating_add(DbWeight::get().reads(60))
			.saturating_add(DbWeight::get().writes(4))
	}
	fn set_allowance() -> Weight {
		Weight::from_parts(14_000_000, 8000)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	fn set_supply() -> Weight {
		Weight::from_parts(90_000_000, 8000)
			.saturating_add(DbWeight::get().reads(16))
			.saturating_add(DbWeight::get().writes(12))
	}
	fn refresh_supply() -> Weight {
		Weight::from_parts(160_000_000, 8000)
			.saturating_add(DbWeight::get().reads(30))
			.saturating_add(DbWeight::get().writes(24))
	}
	fn set_guarantee() -> Weight {
		Weight::from_parts(40_000_000, 8000)
			.saturating_add(DbWeight::get().reads(6))
			.saturating_add(DbWeight::get().writes(2))
	}
	fn end_guarantee() -> Weight {
		Weight::from_parts(28_000_000, 8000)
			.saturating_add(DbWeight::get().reads(3))
			.saturating_add(DbWeight::get().writes(2))
	}
	fn claim_income() -> Weight {
		Weight::from_parts(45_000_000, 8000)
			.saturating_add(DbWeight::get().reads(8))
			.saturating_add(DbWeight::get().writes(4))
	}
	fn list_pool() -> Weight {
		Weight::from_parts(14_000_000, 8000)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	fn add_class() -> Weight {
		Weight::from_parts(14_000_000, 8000)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	fn set_parameters() -> Weight {
		Weight::from_parts(10_000_000, 8000)
			.saturating_add(DbWeight::get().writes(1))
	}
}

/// The same with the database that tests take.
impl WeightInfo for () {
	fn place(p: u32, ) -> Weight {
		Measured::<RocksDbWeight>::place(p, )
	}
	fn deal() -> Weight {
		Measured::<RocksDbWeight>::deal()
	}
	fn evict() -> Weight {
		Measured::<RocksDbWeight>::evict()
	}
	fn amend() -> Weight {
		Measured::<RocksDbWeight>::amend()
	}
	fn cancel() -> Weight {
		Measured::<RocksDbWeight>::cancel()
	}
	fn post() -> Weight {
		Measured::<RocksDbWeight>::post()
	}
	fn run(p: u32, ) -> Weight {
		Measured::<RocksDbWeight>::run(p, )
	}
	fn set_allowance() -> Weight {
		Measured::<RocksDbWeight>::set_allowance()
	}
	fn set_supply() -> Weight {
		Measured::<RocksDbWeight>::set_supply()
	}
	fn refresh_supply() -> Weight {
		Measured::<RocksDbWeight>::refresh_supply()
	}
	fn set_guarantee() -> Weight {
		Measured::<RocksDbWeight>::set_guarantee()
	}
	fn end_guarantee() -> Weight {
		Measured::<RocksDbWeight>::end_guarantee()
	}
	fn claim_income() -> Weight {
		Measured::<RocksDbWeight>::claim_income()
	}
	fn list_pool() -> Weight {
		Measured::<RocksDbWeight>::list_pool()
	}
	fn add_class() -> Weight {
		Measured::<RocksDbWeight>::add_class()
	}
	fn set_parameters() -> Weight {
		Measured::<RocksDbWeight>::set_parameters()
	}
}
