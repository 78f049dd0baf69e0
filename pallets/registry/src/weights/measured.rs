// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_registry`, measured by `scripts/weights`. Not to be edited.
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

/// Weights of `pallet_registry`, by what reads and writes of the database cost.
pub struct Measured<DbWeight>(PhantomData<DbWeight>);

/// Weights of `pallet_registry` with the database of a runtime.
pub type SubstrateWeight<T> = Measured<<T as frame_system::Config>::DbWeight>;

impl<DbWeight: Get<RuntimeDbWeight>> WeightInfo for Measured<DbWeight> {
	/// Storage: `Registry::ContentIndex` (r:1 w:1)
	/// Proof: `Registry::ContentIndex` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `MaxEncodedLen`)
	/// Storage: `Registry::NextAppId` (r:1 w:1)
	/// Proof: `Registry::NextAppId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Apps` (r:0 w:1)
	/// Proof: `Registry::Apps` (`max_values`: None, `max_size`: Some(1171), added: 3646, mode: `MaxEncodedLen`)
	fn register_app() -> Weight {
		// Proof size in bytes:
		//  measured:  `66`
		//  estimated: `3502`
		// Least execution time: 14_041_000 picoseconds.
		Weight::from_parts(15_132_000, 3502)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(3))
	}
	/// Storage: `Registry::Apps` (r:1 w:1)
	/// Proof: `Registry::Apps` (`max_values`: None, `max_size`: Some(1171), added: 3646, mode: `MaxEncodedLen`)
	fn update_app() -> Weight {
		// Proof size in bytes:
		//  measured:  `1359`
		//  estimated: `4636`
		// Least execution time: 11_998_000 picoseconds.
		Weight::from_parts(13_079_000, 4636)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::Apps` (r:1 w:1)
	/// Proof: `Registry::Apps` (`max_values`: None, `max_size`: Some(1171), added: 3646, mode: `MaxEncodedLen`)
	fn transfer_app() -> Weight {
		// Proof size in bytes:
		//  measured:  `1359`
		//  estimated: `4636`
		// Least execution time: 10_886_000 picoseconds.
		Weight::from_parts(11_898_000, 4636)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::ContentIndex` (r:1 w:1)
	/// Proof: `Registry::ContentIndex` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `MaxEncodedLen`)
	/// Storage: `Registry::NextDatasetId` (r:1 w:1)
	/// Proof: `Registry::NextDatasetId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Datasets` (r:0 w:1)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(656), added: 3131, mode: `MaxEncodedLen`)
	fn register_dataset() -> Weight {
		// Proof size in bytes:
		//  measured:  `66`
		//  estimated: `3502`
		// Least execution time: 12_819_000 picoseconds.
		Weight::from_parts(13_931_000, 3502)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(3))
	}
	/// Storage: `Registry::Datasets` (r:1 w:1)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(656), added: 3131, mode: `MaxEncodedLen`)
	fn update_dataset() -> Weight {
		// Proof size in bytes:
		//  measured:  `881`
		//  estimated: `4121`
		// Least execution time: 11_417_000 picoseconds.
		Weight::from_parts(12_479_000, 4121)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::Datasets` (r:1 w:1)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(656), added: 3131, mode: `MaxEncodedLen`)
	fn transfer_dataset() -> Weight {
		// Proof size in bytes:
		//  measured:  `881`
		//  estimated: `4121`
		// Least execution time: 10_385_000 picoseconds.
		Weight::from_parts(11_477_000, 4121)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::ContentIndex` (r:1 w:1)
	/// Proof: `Registry::ContentIndex` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `MaxEncodedLen`)
	/// Storage: `Registry::NextWorkerpoolId` (r:1 w:1)
	/// Proof: `Registry::NextWorkerpoolId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Workerpools` (r:0 w:1)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	fn register_workerpool() -> Weight {
		// Proof size in bytes:
		//  measured:  `66`
		//  estimated: `3502`
		// Least execution time: 12_378_000 picoseconds.
		Weight::from_parts(13_370_000, 3502)
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().writes(4))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:1)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	fn set_workerpool_policy() -> Weight {
		// Proof size in bytes:
		//  measured:  `1201`
		//  estimated: `4544`
		// Least execution time: 9_995_000 picoseconds.
		Weight::from_parts(10_886_000, 4544)
			.saturating_add(DbWeight::get().reads(3))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:1)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	fn transfer_workerpool() -> Weight {
		// Proof size in bytes:
		//  measured:  `1201`
		//  estimated: `4544`
		// Least execution time: 9_934_000 picoseconds.
		Weight::from_parts(10_896_000, 4544)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::NextCategoryId` (r:1 w:1)
	/// Proof: `Registry::NextCategoryId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Categories` (r:0 w:1)
	/// Proof: `Registry::Categories` (`max_values`: None, `max_size`: Some(1112), added: 3587, mode: `MaxEncodedLen`)
	fn create_category() -> Weight {
		// Proof size in bytes:
		//  measured:  `66`
		//  estimated: `1489`
		// Least execution time: 8_733_000 picoseconds.
		Weight::from_parts(9_404_000, 1489)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::NextGroupId` (r:1 w:1)
	/// Proof: `Registry::NextGroupId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Groups` (r:0 w:1)
	/// Proof: `Registry::Groups` (`max_values`: None, `max_size`: Some(114), added: 2589, mode: `MaxEncodedLen`)
	fn create_group() -> Weight {
		// Proof size in bytes:
		//  measured:  `66`
		//  estimated: `1489`
		// Least execution time: 7_881_000 picoseconds.
		Weight::from_parts(8_603_000, 1489)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::Groups` (r:1 w:1)
	/// Proof: `Registry::Groups` (`max_values`: None, `max_size`: Some(114), added: 2589, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Apps` (r:1 w:0)
	/// Proof: `Registry::Apps` (`max_values`: None, `max_size`: Some(1171), added: 3646, mode: `MaxEncodedLen`)
	/// Storage: `Registry::GroupMembers` (r:1 w:1)
	/// Proof: `Registry::GroupMembers` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	fn add_to_group() -> Weight {
		// Proof size in bytes:
		//  measured:  `389`
		//  estimated: `4636`
		// Least execution time: 15_002_000 picoseconds.
		Weight::from_parts(16_355_000, 4636)
			.saturating_add(DbWeight::get().reads(3))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::Groups` (r:1 w:1)
	/// Proof: `Registry::Groups` (`max_values`: None, `max_size`: Some(114), added: 2589, mode: `MaxEncodedLen`)
	/// Storage: `Registry::GroupMembers` (r:1 w:1)
	/// Proof: `Registry::GroupMembers` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	fn remove_from_group() -> Weight {
		// Proof size in bytes:
		//  measured:  `309`
		//  estimated: `3579`
		// Least execution time: 14_141_000 picoseconds.
		Weight::from_parts(15_393_000, 3579)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::Groups` (r:1 w:1)
	/// Proof: `Registry::Groups` (`max_values`: None, `max_size`: Some(114), added: 2589, mode: `MaxEncodedLen`)
	fn transfer_group() -> Weight {
		// Proof size in bytes:
		//  measured:  `226`
		//  estimated: `3579`
		// Least execution time: 9_625_000 picoseconds.
		Weight::from_parts(10_396_000, 3579)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::ResultKeys` (r:0 w:1)
	/// Proof: `Registry::ResultKeys` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	fn set_result_key() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 5_358_000 picoseconds.
		Weight::from_parts(5_869_000, 0)
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::ResultKeys` (r:1 w:1)
	/// Proof: `Registry::ResultKeys` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	fn remove_result_key() -> Weight {
		// Proof size in bytes:
		//  measured:  `168`
		//  estimated: `3545`
		// Least execution time: 8_512_000 picoseconds.
		Weight::from_parts(9_133_000, 3545)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::ContentIndex` (r:1 w:1)
	/// Proof: `Registry::ContentIndex` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `MaxEncodedLen`)
	/// Storage: `Registry::NextDatasetId` (r:1 w:1)
	/// Proof: `Registry::NextDatasetId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Datasets` (r:0 w:1)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(656), added: 3131, mode: `MaxEncodedLen`)
	fn register_dataset_with() -> Weight {
		// Proof size in bytes:
		//  measured:  `66`
		//  estimated: `3502`
		// Least execution time: 12_819_000 picoseconds.
		Weight::from_parts(13_931_000, 3502)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(3))
	}
	/// Storage: `Registry::NextCategoryId` (r:1 w:1)
	/// Proof: `Registry::NextCategoryId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Categories` (r:0 w:1)
	/// Proof: `Registry::Categories` (`max_values`: None, `max_size`: Some(1112), added: 3587, mode: `MaxEncodedLen`)
	fn create_category_with() -> Weight {
		// Proof size in bytes:
		//  measured:  `66`
		//  estimated: `1489`
		// Least execution time: 8_733_000 picoseconds.
		Weight::from_parts(9_404_000, 1489)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(2))
	}
	// Estimated, until `scripts/weights pallet_registry` has measured these five.
	fn describe() -> Weight {
		Weight::from_parts(30_000_000, 4636)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	fn set_stock_name() -> Weight {
		Weight::from_parts(25_000_000, 4636)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(1))
	}
	fn revoke_all() -> Weight {
		Weight::from_parts(20_000_000, 4636)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// The range of component `n` is `[0, 256]`.
	fn add_members(n: u32, ) -> Weight {
		Weight::from_parts(15_000_000, 3530)
			.saturating_add(Weight::from_parts(8_000_000, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(1))
			.saturating_add(DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 7000).saturating_mul(n.into()))
	}
	/// The range of component `n` is `[0, 256]`.
	fn remove_members(n: u32, ) -> Weight {
		Weight::from_parts(15_000_000, 3530)
			.saturating_add(Weight::from_parts(6_000_000, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(1))
			.saturating_add(DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2600).saturating_mul(n.into()))
	}
}

/// The same with the database that tests take.
impl WeightInfo for () {
	fn register_app() -> Weight {
		Measured::<RocksDbWeight>::register_app()
	}
	fn update_app() -> Weight {
		Measured::<RocksDbWeight>::update_app()
	}
	fn transfer_app() -> Weight {
		Measured::<RocksDbWeight>::transfer_app()
	}
	fn register_dataset() -> Weight {
		Measured::<RocksDbWeight>::register_dataset()
	}
	fn update_dataset() -> Weight {
		Measured::<RocksDbWeight>::update_dataset()
	}
	fn transfer_dataset() -> Weight {
		Measured::<RocksDbWeight>::transfer_dataset()
	}
	fn register_workerpool() -> Weight {
		Measured::<RocksDbWeight>::register_workerpool()
	}
	fn set_workerpool_policy() -> Weight {
		Measured::<RocksDbWeight>::set_workerpool_policy()
	}
	fn transfer_workerpool() -> Weight {
		Measured::<RocksDbWeight>::transfer_workerpool()
	}
	fn create_category() -> Weight {
		Measured::<RocksDbWeight>::create_category()
	}
	fn create_group() -> Weight {
		Measured::<RocksDbWeight>::create_group()
	}
	fn add_to_group() -> Weight {
		Measured::<RocksDbWeight>::add_to_group()
	}
	fn remove_from_group() -> Weight {
		Measured::<RocksDbWeight>::remove_from_group()
	}
	fn transfer_group() -> Weight {
		Measured::<RocksDbWeight>::transfer_group()
	}
	fn set_result_key() -> Weight {
		Measured::<RocksDbWeight>::set_result_key()
	}
	fn remove_result_key() -> Weight {
		Measured::<RocksDbWeight>::remove_result_key()
	}
	fn register_dataset_with() -> Weight {
		Measured::<RocksDbWeight>::register_dataset_with()
	}
	fn create_category_with() -> Weight {
		Measured::<RocksDbWeight>::create_category_with()
	}
	fn describe() -> Weight {
		Measured::<RocksDbWeight>::describe()
	}
	fn set_stock_name() -> Weight {
		Measured::<RocksDbWeight>::set_stock_name()
	}
	fn revoke_all() -> Weight {
		Measured::<RocksDbWeight>::revoke_all()
	}
	fn add_members(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::add_members(n, )
	}
	fn remove_members(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::remove_members(n, )
	}
}
