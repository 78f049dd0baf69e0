// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_book`, measured by `scripts/weights`. Not to be edited.
//!
//! 2026-12-01, AMD EPYC: 20 steps, 10 repeats, maps of
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

/// Weights of `pallet_book`, by what reads and writes of the database cost.
pub struct Measured<DbWeight>(PhantomData<DbWeight>);

/// Weights of `pallet_book` with the database of a runtime.
pub type SubstrateWeight<T> = Measured<<T as frame_system::Config>::DbWeight>;

impl<DbWeight: Get<RuntimeDbWeight>> WeightInfo for Measured<DbWeight> {
	/// Storage: `Registry::Categories` (r:1 w:0)
	/// Proof: `Registry::Categories` (`max_values`: None, `max_size`: Some(1128), added: 3603, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Apps` (r:1 w:0)
	/// Proof: `Registry::Apps` (`max_values`: None, `max_size`: Some(1171), added: 3646, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Epochs` (r:2 w:0)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	/// Storage: `Book::AppPrices` (r:2 w:0)
	/// Proof: `Book::AppPrices` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Datasets` (r:1 w:0)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(658), added: 3133, mode: `MaxEncodedLen`)
	/// Storage: `Book::DatasetPrices` (r:2 w:0)
	/// Proof: `Book::DatasetPrices` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Book::FirstOrders` (r:1 w:0)
	/// Proof: `Book::FirstOrders` (`max_values`: None, `max_size`: Some(1436), added: 3911, mode: `MaxEncodedLen`)
	/// `p` is in `[0, 4096]`.
	fn place(p: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `2470`
		//  estimated: `6252`
		// Least execution time: 47_952_000 picoseconds.
		Weight::from_parts(51_481_146, 6252)
			// Standard error: 0
			.saturating_add(Weight::from_parts(2_199, 0).saturating_mul(p.into()))
			.saturating_add(DbWeight::get().reads(11))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::Epochs` (r:1 w:0)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	/// Storage: `Book::Headers` (r:1 w:1)
	/// Proof: `Book::Headers` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Book::Levels` (r:1 w:1)
	/// Proof: `Book::Levels` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Book::Leaves` (r:1 w:1)
	/// Proof: `Book::Leaves` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Book::FirstOrders` (r:1 w:1)
	/// Proof: `Book::FirstOrders` (`max_values`: None, `max_size`: Some(1436), added: 3911, mode: `MaxEncodedLen`)
	/// Storage: `Book::Orders` (r:0 w:1)
	/// Proof: `Book::Orders` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `Book::OrdersOf` (r:0 w:1)
	/// Proof: `Book::OrdersOf` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Book::Expiring` (r:0 w:1)
	/// Proof: `Book::Expiring` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	/// Storage: `Book::Requests` (r:0 w:1)
	/// Proof: `Book::Requests` (`max_values`: None, `max_size`: Some(4452), added: 6927, mode: `MaxEncodedLen`)
	fn rest() -> Weight {
		// Proof size in bytes:
		//  measured:  `503`
		//  estimated: `4901`
		// Least execution time: 39_399_000 picoseconds.
		Weight::from_parts(42_583_000, 4901)
			.saturating_add(DbWeight::get().reads(5))
			.saturating_add(DbWeight::get().writes(8))
	}
	/// Storage: `Book::Orders` (r:2 w:1)
	/// Proof: `Book::Orders` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Epochs` (r:1 w:0)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	/// Storage: `Book::Listed` (r:1 w:0)
	/// Proof: `Book::Listed` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	/// Storage: `Book::AppPrices` (r:1 w:0)
	/// Proof: `Book::AppPrices` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Book::DatasetPrices` (r:1 w:0)
	/// Proof: `Book::DatasetPrices` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Book::PoolVolume` (r:1 w:1)
	/// Proof: `Book::PoolVolume` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Book::Levels` (r:2 w:1)
	/// Proof: `Book::Levels` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Book::Headers` (r:1 w:1)
	/// Proof: `Book::Headers` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Book::Leaves` (r:2 w:1)
	/// Proof: `Book::Leaves` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Book::FirstOrders` (r:1 w:1)
	/// Proof: `Book::FirstOrders` (`max_values`: None, `max_size`: Some(1436), added: 3911, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Book::OrdersOf` (r:0 w:1)
	/// Proof: `Book::OrdersOf` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Book::Expiring` (r:0 w:1)
	/// Proof: `Book::Expiring` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	fn deal() -> Weight {
		// Proof size in bytes:
		//  measured:  `1280`
		//  estimated: `6250`
		// Least execution time: 67_260_000 picoseconds.
		Weight::from_parts(72_438_000, 6250)
			.saturating_add(DbWeight::get().reads(14))
			.saturating_add(DbWeight::get().writes(9))
	}
	/// Storage: `Book::Orders` (r:2 w:1)
	/// Proof: `Book::Orders` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `Book::Levels` (r:2 w:1)
	/// Proof: `Book::Levels` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Book::Headers` (r:1 w:1)
	/// Proof: `Book::Headers` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Book::Leaves` (r:2 w:1)
	/// Proof: `Book::Leaves` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Book::FirstOrders` (r:1 w:1)
	/// Proof: `Book::FirstOrders` (`max_values`: None, `max_size`: Some(1436), added: 3911, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Book::OrdersOf` (r:0 w:1)
	/// Proof: `Book::OrdersOf` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Book::Expiring` (r:0 w:1)
	/// Proof: `Book::Expiring` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	/// Storage: `Book::Requests` (r:0 w:1)
	/// Proof: `Book::Requests` (`max_values`: None, `max_size`: Some(4452), added: 6927, mode: `MaxEncodedLen`)
	fn evict() -> Weight {
		// Proof size in bytes:
		//  measured:  `845`
		//  estimated: `6250`
		// Least execution time: 51_957_000 picoseconds.
		Weight::from_parts(55_773_000, 6250)
			.saturating_add(DbWeight::get().reads(9))
			.saturating_add(DbWeight::get().writes(9))
	}
	/// Storage: `Book::Orders` (r:3 w:3)
	/// Proof: `Book::Orders` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Book::Requests` (r:1 w:1)
	/// Proof: `Book::Requests` (`max_values`: None, `max_size`: Some(4452), added: 6927, mode: `MaxEncodedLen`)
	/// Storage: `Book::Levels` (r:1 w:1)
	/// Proof: `Book::Levels` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Book::Headers` (r:1 w:1)
	/// Proof: `Book::Headers` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Book::Expiring` (r:0 w:2)
	/// Proof: `Book::Expiring` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	fn amend() -> Weight {
		// Proof size in bytes:
		//  measured:  `1017`
		//  estimated: `8880`
		// Least execution time: 59_559_000 picoseconds.
		Weight::from_parts(63_194_000, 8880)
			.saturating_add(DbWeight::get().reads(7))
			.saturating_add(DbWeight::get().writes(9))
	}
	/// Storage: `Book::Orders` (r:2 w:1)
	/// Proof: `Book::Orders` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `Book::Levels` (r:2 w:1)
	/// Proof: `Book::Levels` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Book::Headers` (r:1 w:1)
	/// Proof: `Book::Headers` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Book::Leaves` (r:2 w:1)
	/// Proof: `Book::Leaves` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Book::FirstOrders` (r:1 w:1)
	/// Proof: `Book::FirstOrders` (`max_values`: None, `max_size`: Some(1436), added: 3911, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Book::OrdersOf` (r:0 w:1)
	/// Proof: `Book::OrdersOf` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Book::Expiring` (r:0 w:1)
	/// Proof: `Book::Expiring` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	/// Storage: `Book::Requests` (r:0 w:1)
	/// Proof: `Book::Requests` (`max_values`: None, `max_size`: Some(4452), added: 6927, mode: `MaxEncodedLen`)
	fn cancel() -> Weight {
		// Proof size in bytes:
		//  measured:  `845`
		//  estimated: `6250`
		// Least execution time: 58_848_000 picoseconds.
		Weight::from_parts(63_244_000, 6250)
			.saturating_add(DbWeight::get().reads(9))
			.saturating_add(DbWeight::get().writes(9))
	}
	/// Storage: `Book::DatasetPrices` (r:1 w:1)
	/// Proof: `Book::DatasetPrices` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Datasets` (r:1 w:0)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(658), added: 3133, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Epochs` (r:1 w:0)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	fn post() -> Weight {
		// Proof size in bytes:
		//  measured:  `1087`
		//  estimated: `4123`
		// Least execution time: 29_394_000 picoseconds.
		Weight::from_parts(32_418_000, 4123)
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::Apps` (r:1 w:0)
	/// Proof: `Registry::Apps` (`max_values`: None, `max_size`: Some(1171), added: 3646, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Epochs` (r:3 w:0)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	/// Storage: `Book::AppPrices` (r:2 w:0)
	/// Proof: `Book::AppPrices` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Datasets` (r:1 w:0)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(658), added: 3133, mode: `MaxEncodedLen`)
	/// Storage: `Book::DatasetPrices` (r:2 w:0)
	/// Proof: `Book::DatasetPrices` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Categories` (r:1 w:0)
	/// Proof: `Registry::Categories` (`max_values`: None, `max_size`: Some(1128), added: 3603, mode: `MaxEncodedLen`)
	/// Storage: `Book::FirstOrders` (r:1 w:1)
	/// Proof: `Book::FirstOrders` (`max_values`: None, `max_size`: Some(1436), added: 3911, mode: `MaxEncodedLen`)
	/// Storage: `Book::Orders` (r:20 w:5)
	/// Proof: `Book::Orders` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `Book::Listed` (r:1 w:0)
	/// Proof: `Book::Listed` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	/// Storage: `Book::Leaves` (r:1 w:0)
	/// Proof: `Book::Leaves` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Book::Headers` (r:1 w:1)
	/// Proof: `Book::Headers` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:2 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Book::Levels` (r:1 w:1)
	/// Proof: `Book::Levels` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Book::PoolVolume` (r:1 w:1)
	/// Proof: `Book::PoolVolume` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Book::OrdersOf` (r:0 w:4)
	/// Proof: `Book::OrdersOf` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Book::Expiring` (r:0 w:4)
	/// Proof: `Book::Expiring` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	/// `p` is in `[0, 4096]`.
	fn run(p: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `6064`
		//  estimated: `53590`
		// Least execution time: 408_118_000 picoseconds.
		Weight::from_parts(429_789_735, 53590)
			// Standard error: 0
			.saturating_add(Weight::from_parts(1_975, 0).saturating_mul(p.into()))
			.saturating_add(DbWeight::get().reads(38))
			.saturating_add(DbWeight::get().writes(18))
	}
	/// Storage: `Book::Allowances` (r:1 w:1)
	/// Proof: `Book::Allowances` (`max_values`: None, `max_size`: Some(152), added: 2627, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	fn set_allowance() -> Weight {
		// Proof size in bytes:
		//  measured:  `69`
		//  estimated: `3617`
		// Least execution time: 16_755_000 picoseconds.
		Weight::from_parts(17_987_000, 3617)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Book::Supplies` (r:1 w:1)
	/// Proof: `Book::Supplies` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `Book::Orders` (r:1 w:1)
	/// Proof: `Book::Orders` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `Book::Levels` (r:1 w:1)
	/// Proof: `Book::Levels` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Book::Headers` (r:1 w:1)
	/// Proof: `Book::Headers` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Book::Leaves` (r:1 w:1)
	/// Proof: `Book::Leaves` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Book::FirstOrders` (r:1 w:1)
	/// Proof: `Book::FirstOrders` (`max_values`: None, `max_size`: Some(1436), added: 3911, mode: `MaxEncodedLen`)
	/// Storage: `Book::PoolVolume` (r:1 w:1)
	/// Proof: `Book::PoolVolume` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Categories` (r:1 w:0)
	/// Proof: `Registry::Categories` (`max_values`: None, `max_size`: Some(1128), added: 3603, mode: `MaxEncodedLen`)
	/// Storage: `Book::Listed` (r:1 w:0)
	/// Proof: `Book::Listed` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	/// Storage: `Book::OrdersOf` (r:0 w:1)
	/// Proof: `Book::OrdersOf` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Book::Expiring` (r:0 w:1)
	/// Proof: `Book::Expiring` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	fn set_supply() -> Weight {
		// Proof size in bytes:
		//  measured:  `1220`
		//  estimated: `4901`
		// Least execution time: 72_218_000 picoseconds.
		Weight::from_parts(77_897_000, 4901)
			.saturating_add(DbWeight::get().reads(11))
			.saturating_add(DbWeight::get().writes(10))
	}
	/// Storage: `Book::Supplies` (r:1 w:1)
	/// Proof: `Book::Supplies` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Book::Orders` (r:1 w:2)
	/// Proof: `Book::Orders` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Slots` (r:1 w:0)
	/// Proof: `Pools::Slots` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Book::PoolVolume` (r:1 w:1)
	/// Proof: `Book::PoolVolume` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Epochs` (r:1 w:0)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	/// Storage: `Book::Listed` (r:1 w:0)
	/// Proof: `Book::Listed` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	/// Storage: `Book::Levels` (r:2 w:2)
	/// Proof: `Book::Levels` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Book::Headers` (r:1 w:1)
	/// Proof: `Book::Headers` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Book::Leaves` (r:2 w:2)
	/// Proof: `Book::Leaves` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Book::FirstOrders` (r:2 w:1)
	/// Proof: `Book::FirstOrders` (`max_values`: None, `max_size`: Some(1436), added: 3911, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Categories` (r:1 w:0)
	/// Proof: `Registry::Categories` (`max_values`: None, `max_size`: Some(1128), added: 3603, mode: `MaxEncodedLen`)
	/// Storage: `Book::OrdersOf` (r:0 w:2)
	/// Proof: `Book::OrdersOf` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Book::Expiring` (r:0 w:2)
	/// Proof: `Book::Expiring` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	fn refresh_supply() -> Weight {
		// Proof size in bytes:
		//  measured:  `1220`
		//  estimated: `8812`
		// Least execution time: 115_502_000 picoseconds.
		Weight::from_parts(123_765_000, 8812)
			.saturating_add(DbWeight::get().reads(16))
			.saturating_add(DbWeight::get().writes(15))
	}
	/// Storage: `Book::Supplies` (r:1 w:1)
	/// Proof: `Book::Supplies` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Book::Orders` (r:1 w:2)
	/// Proof: `Book::Orders` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Slots` (r:1 w:0)
	/// Proof: `Pools::Slots` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Book::PoolVolume` (r:1 w:1)
	/// Proof: `Book::PoolVolume` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Epochs` (r:1 w:0)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	/// Storage: `Book::Listed` (r:1 w:0)
	/// Proof: `Book::Listed` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	/// Storage: `Book::Levels` (r:2 w:2)
	/// Proof: `Book::Levels` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Book::Headers` (r:1 w:1)
	/// Proof: `Book::Headers` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Book::Leaves` (r:2 w:2)
	/// Proof: `Book::Leaves` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Book::FirstOrders` (r:2 w:1)
	/// Proof: `Book::FirstOrders` (`max_values`: None, `max_size`: Some(1436), added: 3911, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Categories` (r:1 w:0)
	/// Proof: `Registry::Categories` (`max_values`: None, `max_size`: Some(1128), added: 3603, mode: `MaxEncodedLen`)
	/// Storage: `Book::OrdersOf` (r:0 w:2)
	/// Proof: `Book::OrdersOf` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Book::Expiring` (r:0 w:2)
	/// Proof: `Book::Expiring` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	fn refresh_unasked() -> Weight {
		// Proof size in bytes:
		//  measured:  `1220`
		//  estimated: `8812`
		// Least execution time: 139_899_000 picoseconds.
		Weight::from_parts(151_256_000, 8812)
			.saturating_add(DbWeight::get().reads(16))
			.saturating_add(DbWeight::get().writes(15))
	}
	/// Storage: `SafeMode::EnteredUntil` (r:1 w:0)
	/// Proof: `SafeMode::EnteredUntil` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `TxPause::PausedCalls` (r:1 w:0)
	/// Proof: `TxPause::PausedCalls` (`max_values`: None, `max_size`: Some(148), added: 2623, mode: `MaxEncodedLen`)
	/// Storage: `Book::SupplyCursor` (r:1 w:1)
	/// Proof: `Book::SupplyCursor` (`max_values`: Some(1), `max_size`: Some(5), added: 500, mode: `MaxEncodedLen`)
	/// Storage: `Book::Supplies` (r:2 w:0)
	/// Proof: `Book::Supplies` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	fn look_at_supply() -> Weight {
		// Proof size in bytes:
		//  measured:  `258`
		//  estimated: `6246`
		// Least execution time: 17_005_000 picoseconds.
		Weight::from_parts(18_688_000, 6246)
			.saturating_add(DbWeight::get().reads(5))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Book::Guarantees` (r:1 w:1)
	/// Proof: `Book::Guarantees` (`max_values`: None, `max_size`: Some(112), added: 2587, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	fn set_guarantee() -> Weight {
		// Proof size in bytes:
		//  measured:  `350`
		//  estimated: `4544`
		// Least execution time: 24_296_000 picoseconds.
		Weight::from_parts(25_949_000, 4544)
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Book::Guarantees` (r:1 w:1)
	/// Proof: `Book::Guarantees` (`max_values`: None, `max_size`: Some(112), added: 2587, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	fn end_guarantee() -> Weight {
		// Proof size in bytes:
		//  measured:  `208`
		//  estimated: `3577`
		// Least execution time: 17_466_000 picoseconds.
		Weight::from_parts(19_479_000, 3577)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Book::Guarantees` (r:1 w:1)
	/// Proof: `Book::Guarantees` (`max_values`: None, `max_size`: Some(112), added: 2587, mode: `MaxEncodedLen`)
	/// Storage: `Book::Claims` (r:1 w:1)
	/// Proof: `Book::Claims` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:2 w:2)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	fn claim_income() -> Weight {
		// Proof size in bytes:
		//  measured:  `261`
		//  estimated: `6100`
		// Least execution time: 22_974_000 picoseconds.
		Weight::from_parts(25_658_000, 6100)
			.saturating_add(DbWeight::get().reads(5))
			.saturating_add(DbWeight::get().writes(4))
	}
	/// Storage: `Book::ClaimCursor` (r:1 w:1)
	/// Proof: `Book::ClaimCursor` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
	/// Storage: `Book::Claims` (r:2 w:1)
	/// Proof: `Book::Claims` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	/// Storage: `Book::Guarantees` (r:1 w:0)
	/// Proof: `Book::Guarantees` (`max_values`: None, `max_size`: Some(112), added: 2587, mode: `MaxEncodedLen`)
	fn look_at_claim() -> Weight {
		// Proof size in bytes:
		//  measured:  `146`
		//  estimated: `6076`
		// Least execution time: 13_069_000 picoseconds.
		Weight::from_parts(14_462_000, 6076)
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Book::Listed` (r:0 w:1)
	/// Proof: `Book::Listed` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	fn list_pool() -> Weight {
		// Proof size in bytes:
		//  measured:  `243`
		//  estimated: `4544`
		// Least execution time: 9_835_000 picoseconds.
		Weight::from_parts(10_946_000, 4544)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	fn add_class() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 4_627_000 picoseconds.
		Weight::from_parts(5_218_000, 0)
	}
	fn set_parameters() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 4_016_000 picoseconds.
		Weight::from_parts(4_647_000, 0)
	}
}

/// The same with the database that tests take.
impl WeightInfo for () {
	fn place(p: u32, ) -> Weight {
		Measured::<RocksDbWeight>::place(p, )
	}
	fn rest() -> Weight {
		Measured::<RocksDbWeight>::rest()
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
	fn refresh_unasked() -> Weight {
		Measured::<RocksDbWeight>::refresh_unasked()
	}
	fn look_at_supply() -> Weight {
		Measured::<RocksDbWeight>::look_at_supply()
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
	fn look_at_claim() -> Weight {
		Measured::<RocksDbWeight>::look_at_claim()
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
