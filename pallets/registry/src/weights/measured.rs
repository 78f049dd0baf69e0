// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_registry`, measured by `scripts/weights`. Not to be edited.
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
		//  measured:  `65`
		//  estimated: `3502`
		// Least execution time: 14_922_000 picoseconds.
		Weight::from_parts(16_104_000, 3502)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(3))
	}
	/// Storage: `Registry::Apps` (r:1 w:1)
	/// Proof: `Registry::Apps` (`max_values`: None, `max_size`: Some(1171), added: 3646, mode: `MaxEncodedLen`)
	fn update_app() -> Weight {
		// Proof size in bytes:
		//  measured:  `1358`
		//  estimated: `4636`
		// Least execution time: 14_631_000 picoseconds.
		Weight::from_parts(15_914_000, 4636)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::Apps` (r:1 w:1)
	/// Proof: `Registry::Apps` (`max_values`: None, `max_size`: Some(1171), added: 3646, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Epochs` (r:1 w:1)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	fn transfer_app() -> Weight {
		// Proof size in bytes:
		//  measured:  `1358`
		//  estimated: `4636`
		// Least execution time: 17_797_000 picoseconds.
		Weight::from_parts(18_979_000, 4636)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::ContentIndex` (r:1 w:1)
	/// Proof: `Registry::ContentIndex` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `MaxEncodedLen`)
	/// Storage: `Registry::NextDatasetId` (r:1 w:1)
	/// Proof: `Registry::NextDatasetId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Datasets` (r:0 w:1)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(658), added: 3133, mode: `MaxEncodedLen`)
	fn register_dataset() -> Weight {
		// Proof size in bytes:
		//  measured:  `65`
		//  estimated: `3502`
		// Least execution time: 14_271_000 picoseconds.
		Weight::from_parts(15_163_000, 3502)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(3))
	}
	/// Storage: `Registry::Datasets` (r:1 w:1)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(658), added: 3133, mode: `MaxEncodedLen`)
	fn update_dataset() -> Weight {
		// Proof size in bytes:
		//  measured:  `882`
		//  estimated: `4123`
		// Least execution time: 14_482_000 picoseconds.
		Weight::from_parts(15_513_000, 4123)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::Datasets` (r:1 w:1)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(658), added: 3133, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Epochs` (r:1 w:1)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	fn transfer_dataset() -> Weight {
		// Proof size in bytes:
		//  measured:  `882`
		//  estimated: `4123`
		// Least execution time: 17_315_000 picoseconds.
		Weight::from_parts(18_798_000, 4123)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::ContentIndex` (r:1 w:1)
	/// Proof: `Registry::ContentIndex` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `MaxEncodedLen`)
	/// Storage: `Registry::NextWorkerpoolId` (r:1 w:1)
	/// Proof: `Registry::NextWorkerpoolId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RulesSince` (r:1 w:1)
	/// Proof: `Pools::RulesSince` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Workerpools` (r:0 w:1)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	fn register_workerpool() -> Weight {
		// Proof size in bytes:
		//  measured:  `65`
		//  estimated: `3502`
		// Least execution time: 16_785_000 picoseconds.
		Weight::from_parts(17_937_000, 3502)
			.saturating_add(DbWeight::get().reads(3))
			.saturating_add(DbWeight::get().writes(4))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:1)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RulesSince` (r:1 w:1)
	/// Proof: `Pools::RulesSince` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	fn set_workerpool_policy() -> Weight {
		// Proof size in bytes:
		//  measured:  `1206`
		//  estimated: `4544`
		// Least execution time: 15_914_000 picoseconds.
		Weight::from_parts(17_316_000, 4544)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:1)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Epochs` (r:1 w:1)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	fn transfer_workerpool() -> Weight {
		// Proof size in bytes:
		//  measured:  `1200`
		//  estimated: `4544`
		// Least execution time: 16_134_000 picoseconds.
		Weight::from_parts(17_556_000, 4544)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::NextCategoryId` (r:1 w:1)
	/// Proof: `Registry::NextCategoryId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Categories` (r:0 w:1)
	/// Proof: `Registry::Categories` (`max_values`: None, `max_size`: Some(1128), added: 3603, mode: `MaxEncodedLen`)
	fn create_category() -> Weight {
		// Proof size in bytes:
		//  measured:  `65`
		//  estimated: `1489`
		// Least execution time: 8_823_000 picoseconds.
		Weight::from_parts(9_574_000, 1489)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::ContentIndex` (r:1 w:1)
	/// Proof: `Registry::ContentIndex` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `MaxEncodedLen`)
	/// Storage: `Registry::NextDatasetId` (r:1 w:1)
	/// Proof: `Registry::NextDatasetId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Datasets` (r:0 w:1)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(658), added: 3133, mode: `MaxEncodedLen`)
	fn register_dataset_with() -> Weight {
		// Proof size in bytes:
		//  measured:  `65`
		//  estimated: `3502`
		// Least execution time: 14_201_000 picoseconds.
		Weight::from_parts(15_263_000, 3502)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(3))
	}
	/// Storage: `Registry::NextCategoryId` (r:1 w:1)
	/// Proof: `Registry::NextCategoryId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Categories` (r:0 w:1)
	/// Proof: `Registry::Categories` (`max_values`: None, `max_size`: Some(1128), added: 3603, mode: `MaxEncodedLen`)
	fn create_category_with() -> Weight {
		// Proof size in bytes:
		//  measured:  `65`
		//  estimated: `1489`
		// Least execution time: 8_954_000 picoseconds.
		Weight::from_parts(9_584_000, 1489)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::NextGroupId` (r:1 w:1)
	/// Proof: `Registry::NextGroupId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Groups` (r:0 w:1)
	/// Proof: `Registry::Groups` (`max_values`: None, `max_size`: Some(114), added: 2589, mode: `MaxEncodedLen`)
	fn create_group() -> Weight {
		// Proof size in bytes:
		//  measured:  `65`
		//  estimated: `1489`
		// Least execution time: 7_912_000 picoseconds.
		Weight::from_parts(8_542_000, 1489)
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
		//  measured:  `388`
		//  estimated: `4636`
		// Least execution time: 16_635_000 picoseconds.
		Weight::from_parts(17_867_000, 4636)
			.saturating_add(DbWeight::get().reads(3))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::Groups` (r:1 w:1)
	/// Proof: `Registry::Groups` (`max_values`: None, `max_size`: Some(114), added: 2589, mode: `MaxEncodedLen`)
	/// Storage: `Registry::GroupMembers` (r:1 w:1)
	/// Proof: `Registry::GroupMembers` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	fn remove_from_group() -> Weight {
		// Proof size in bytes:
		//  measured:  `308`
		//  estimated: `3579`
		// Least execution time: 15_263_000 picoseconds.
		Weight::from_parts(16_505_000, 3579)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::Groups` (r:1 w:1)
	/// Proof: `Registry::Groups` (`max_values`: None, `max_size`: Some(114), added: 2589, mode: `MaxEncodedLen`)
	fn transfer_group() -> Weight {
		// Proof size in bytes:
		//  measured:  `225`
		//  estimated: `3579`
		// Least execution time: 10_406_000 picoseconds.
		Weight::from_parts(11_367_000, 3579)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::ResultKeys` (r:0 w:1)
	/// Proof: `Registry::ResultKeys` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	fn set_result_key() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 5_368_000 picoseconds.
		Weight::from_parts(5_869_000, 0)
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::ResultKeys` (r:1 w:1)
	/// Proof: `Registry::ResultKeys` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	fn remove_result_key() -> Weight {
		// Proof size in bytes:
		//  measured:  `167`
		//  estimated: `3545`
		// Least execution time: 8_572_000 picoseconds.
		Weight::from_parts(9_264_000, 3545)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::Apps` (r:1 w:0)
	/// Proof: `Registry::Apps` (`max_values`: None, `max_size`: Some(1171), added: 3646, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Profiles` (r:0 w:1)
	/// Proof: `Registry::Profiles` (`max_values`: None, `max_size`: Some(730), added: 3205, mode: `MaxEncodedLen`)
	fn describe() -> Weight {
		// Proof size in bytes:
		//  measured:  `1358`
		//  estimated: `4636`
		// Least execution time: 15_453_000 picoseconds.
		Weight::from_parts(16_935_000, 4636)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::StockNames` (r:1 w:1)
	/// Proof: `Registry::StockNames` (`max_values`: Some(1), `max_size`: Some(1922), added: 2417, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Datasets` (r:1 w:0)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(658), added: 3133, mode: `MaxEncodedLen`)
	fn set_stock_name() -> Weight {
		// Proof size in bytes:
		//  measured:  `2831`
		//  estimated: `4123`
		// Least execution time: 24_587_000 picoseconds.
		Weight::from_parts(26_449_000, 4123)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::Apps` (r:1 w:0)
	/// Proof: `Registry::Apps` (`max_values`: None, `max_size`: Some(1171), added: 3646, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Epochs` (r:1 w:1)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	fn revoke_all() -> Weight {
		// Proof size in bytes:
		//  measured:  `1358`
		//  estimated: `4636`
		// Least execution time: 13_320_000 picoseconds.
		Weight::from_parts(14_492_000, 4636)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::Groups` (r:1 w:1)
	/// Proof: `Registry::Groups` (`max_values`: None, `max_size`: Some(114), added: 2589, mode: `MaxEncodedLen`)
	/// Storage: `Registry::GroupMembers` (r:256 w:256)
	/// Proof: `Registry::GroupMembers` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Apps` (r:256 w:0)
	/// Proof: `Registry::Apps` (`max_values`: None, `max_size`: Some(1171), added: 3646, mode: `MaxEncodedLen`)
	/// `n` is in `[0, 256]`.
	fn add_members(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `286 + n * (47 ±0)`
		//  estimated: `3579 + n * (3646 ±0)`
		// Least execution time: 11_377_000 picoseconds.
		Weight::from_parts(2_016_518, 3579)
			// Standard error: 3_248
			.saturating_add(Weight::from_parts(6_248_543, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(1))
			.saturating_add(DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3646).saturating_mul(n.into()))
	}
	/// Storage: `Registry::Groups` (r:1 w:1)
	/// Proof: `Registry::Groups` (`max_values`: None, `max_size`: Some(114), added: 2589, mode: `MaxEncodedLen`)
	/// Storage: `Registry::GroupMembers` (r:256 w:256)
	/// Proof: `Registry::GroupMembers` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// `n` is in `[0, 256]`.
	fn remove_members(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `315 + n * (24 ±0)`
		//  estimated: `3579 + n * (2536 ±0)`
		// Least execution time: 10_936_000 picoseconds.
		Weight::from_parts(1_239_315, 3579)
			// Standard error: 2_882
			.saturating_add(Weight::from_parts(3_665_413, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(1))
			.saturating_add(DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2536).saturating_mul(n.into()))
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
	fn register_dataset_with() -> Weight {
		Measured::<RocksDbWeight>::register_dataset_with()
	}
	fn create_category_with() -> Weight {
		Measured::<RocksDbWeight>::create_category_with()
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
