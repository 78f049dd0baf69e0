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
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Categories` (r:1 w:0)
	/// Proof: `Registry::Categories` (`max_values`: None, `max_size`: Some(1128), added: 3603, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Apps` (r:1 w:0)
	/// Proof: `Registry::Apps` (`max_values`: None, `max_size`: Some(1171), added: 3646, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Epochs` (r:2 w:0)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	/// Storage: `Registry::GroupMembers` (r:1 w:0)
	/// Proof: `Registry::GroupMembers` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Book::AppPrices` (r:3 w:0)
	/// Proof: `Book::AppPrices` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Datasets` (r:1 w:0)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(658), added: 3133, mode: `MaxEncodedLen`)
	/// Storage: `Book::DatasetPrices` (r:3 w:0)
	/// Proof: `Book::DatasetPrices` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:1 w:0)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Book::FirstOrders` (r:1 w:0)
	/// Proof: `Book::FirstOrders` (`max_values`: None, `max_size`: Some(1436), added: 3911, mode: `MaxEncodedLen`)
	/// `p` is in `[0, 4096]`.
	fn place(p: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `3710`
		//  estimated: `8883`
		// Least execution time: 68_923_000 picoseconds.
		Weight::from_parts(73_055_552, 8883)
			// Standard error: 0
			.saturating_add(Weight::from_parts(2_097, 0).saturating_mul(p.into()))
			.saturating_add(DbWeight::get().reads(16))
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
		//  measured:  `1682`
		//  estimated: `4901`
		// Least execution time: 36_414_000 picoseconds.
		Weight::from_parts(39_519_000, 4901)
			.saturating_add(DbWeight::get().reads(5))
			.saturating_add(DbWeight::get().writes(8))
	}
	/// Storage: `Book::PoolVolume` (r:1 w:1)
	/// Storage: `Registry::Epochs` (r:1 w:0)
	/// Storage: `Book::Headers` (r:1 w:1)
	/// Storage: `Book::Levels` (r:1 w:1)
	/// Storage: `Book::Orders` (r:1 w:2)
	/// Storage: `Book::OrdersOf` (r:0 w:1)
	/// Storage: `Book::Expiring` (r:0 w:1)
	fn rest_behind() -> Weight {
		Weight::from_parts(37_400_000, 0)
			.saturating_add(DbWeight::get().reads(5))
			.saturating_add(DbWeight::get().writes(7))
	}
	/// Storage: `Book::Orders` (r:2 w:1)
	/// Proof: `Book::Orders` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `Book::FirstOrders` (r:1 w:1)
	/// Proof: `Book::FirstOrders` (`max_values`: None, `max_size`: Some(1436), added: 3911, mode: `MaxEncodedLen`)
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
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Book::OrdersOf` (r:0 w:1)
	/// Proof: `Book::OrdersOf` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Book::Expiring` (r:0 w:1)
	/// Proof: `Book::Expiring` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	fn deal() -> Weight {
		// Proof size in bytes:
		//  measured:  `2459`
		//  estimated: `6250`
		// Least execution time: 66_590_000 picoseconds.
		Weight::from_parts(71_716_000, 6250)
			.saturating_add(DbWeight::get().reads(14))
			.saturating_add(DbWeight::get().writes(9))
	}
	/// Storage: `Book::Orders` (r:2 w:1)
	/// Proof: `Book::Orders` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Epochs` (r:1 w:0)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	/// Storage: `Book::Listed` (r:1 w:0)
	/// Proof: `Book::Listed` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	/// Storage: `Book::Levels` (r:2 w:1)
	/// Proof: `Book::Levels` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Book::Headers` (r:1 w:1)
	/// Proof: `Book::Headers` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Book::Leaves` (r:2 w:1)
	/// Proof: `Book::Leaves` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Book::FirstOrders` (r:1 w:1)
	/// Proof: `Book::FirstOrders` (`max_values`: None, `max_size`: Some(1436), added: 3911, mode: `MaxEncodedLen`)
	/// Storage: `Book::PoolVolume` (r:1 w:1)
	/// Proof: `Book::PoolVolume` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Book::OrdersOf` (r:0 w:1)
	/// Proof: `Book::OrdersOf` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Book::Expiring` (r:0 w:1)
	/// Proof: `Book::Expiring` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	fn evict() -> Weight {
		// Proof size in bytes:
		//  measured:  `2245`
		//  estimated: `6250`
		// Least execution time: 63_254_000 picoseconds.
		Weight::from_parts(68_753_000, 6250)
			.saturating_add(DbWeight::get().reads(12))
			.saturating_add(DbWeight::get().writes(9))
	}
	/// Storage: `Book::Orders` (r:3 w:3)
	/// Proof: `Book::Orders` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:1 w:0)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Book::Requests` (r:1 w:1)
	/// Proof: `Book::Requests` (`max_values`: None, `max_size`: Some(4452), added: 6927, mode: `MaxEncodedLen`)
	/// Storage: `Book::Levels` (r:1 w:1)
	/// Proof: `Book::Levels` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Book::Headers` (r:1 w:1)
	/// Proof: `Book::Headers` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Book::FirstOrders` (r:1 w:1)
	/// Proof: `Book::FirstOrders` (`max_values`: None, `max_size`: Some(1436), added: 3911, mode: `MaxEncodedLen`)
	/// Storage: `Book::Expiring` (r:0 w:2)
	/// Proof: `Book::Expiring` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	fn amend() -> Weight {
		// Proof size in bytes:
		//  measured:  `6243`
		//  estimated: `8880`
		// Least execution time: 68_823_000 picoseconds.
		Weight::from_parts(74_542_000, 8880)
			.saturating_add(DbWeight::get().reads(9))
			.saturating_add(DbWeight::get().writes(10))
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
	/// Storage: `Book::PoolVolume` (r:1 w:1)
	/// Proof: `Book::PoolVolume` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Book::OrdersOf` (r:0 w:1)
	/// Proof: `Book::OrdersOf` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Book::Expiring` (r:0 w:1)
	/// Proof: `Book::Expiring` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	fn cancel() -> Weight {
		// Proof size in bytes:
		//  measured:  `1959`
		//  estimated: `6250`
		// Least execution time: 61_933_000 picoseconds.
		Weight::from_parts(67_631_000, 6250)
			.saturating_add(DbWeight::get().reads(10))
			.saturating_add(DbWeight::get().writes(9))
	}
	/// Storage: `Book::DatasetPrices` (r:1 w:1)
	/// Proof: `Book::DatasetPrices` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Datasets` (r:1 w:0)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(658), added: 3133, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:2 w:2)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Epochs` (r:1 w:0)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	fn post() -> Weight {
		// Proof size in bytes:
		//  measured:  `1260`
		//  estimated: `6100`
		// Least execution time: 31_577_000 picoseconds.
		Weight::from_parts(35_173_000, 6100)
			.saturating_add(DbWeight::get().reads(5))
			.saturating_add(DbWeight::get().writes(3))
	}
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Apps` (r:1 w:0)
	/// Proof: `Registry::Apps` (`max_values`: None, `max_size`: Some(1171), added: 3646, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Epochs` (r:3 w:0)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	/// Storage: `Registry::GroupMembers` (r:1 w:0)
	/// Proof: `Registry::GroupMembers` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Book::AppPrices` (r:3 w:0)
	/// Proof: `Book::AppPrices` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Datasets` (r:1 w:0)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(658), added: 3133, mode: `MaxEncodedLen`)
	/// Storage: `Book::DatasetPrices` (r:3 w:0)
	/// Proof: `Book::DatasetPrices` (`max_values`: None, `max_size`: Some(156), added: 2631, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Categories` (r:1 w:0)
	/// Proof: `Registry::Categories` (`max_values`: None, `max_size`: Some(1128), added: 3603, mode: `MaxEncodedLen`)
	/// Storage: `Book::FirstOrders` (r:1 w:0)
	/// Proof: `Book::FirstOrders` (`max_values`: None, `max_size`: Some(1436), added: 3911, mode: `MaxEncodedLen`)
	/// Storage: `Book::Orders` (r:21 w:0)
	/// Proof: `Book::Orders` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `Book::Leaves` (r:21 w:0)
	/// Proof: `Book::Leaves` (`max_values`: None, `max_size`: Some(94), added: 2569, mode: `MaxEncodedLen`)
	/// Storage: `Book::Headers` (r:1 w:0)
	/// Proof: `Book::Headers` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Book::Levels` (r:20 w:0)
	/// Proof: `Book::Levels` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Book::Listed` (r:1 w:0)
	/// Proof: `Book::Listed` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:0)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:1 w:0)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// `p` is in `[0, 4096]`.
	fn run(p: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `8981`
		//  estimated: `56220`
		// Least execution time: 433_998_000 picoseconds.
		Weight::from_parts(468_921_742, 56220)
			// Standard error: 0
			.saturating_add(Weight::from_parts(2_671, 0).saturating_mul(p.into()))
			.saturating_add(DbWeight::get().reads(81))
	}
	/// Storage: `Book::Allowances` (r:1 w:1)
	/// Proof: `Book::Allowances` (`max_values`: None, `max_size`: Some(152), added: 2627, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:1 w:0)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn set_allowance() -> Weight {
		// Proof size in bytes:
		//  measured:  `69`
		//  estimated: `3617`
		// Least execution time: 19_830_000 picoseconds.
		Weight::from_parts(21_612_000, 3617)
			.saturating_add(DbWeight::get().reads(3))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RulesSince` (r:1 w:0)
	/// Proof: `Pools::RulesSince` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerCount` (r:1 w:0)
	/// Proof: `Pools::OwnerCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Book::Supplies` (r:1 w:1)
	/// Proof: `Book::Supplies` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
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
		//  measured:  `2653`
		//  estimated: `6250`
		// Least execution time: 86_830_000 picoseconds.
		Weight::from_parts(92_779_000, 6250)
			.saturating_add(DbWeight::get().reads(17))
			.saturating_add(DbWeight::get().writes(10))
	}
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RulesSince` (r:1 w:0)
	/// Proof: `Pools::RulesSince` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerCount` (r:1 w:0)
	/// Proof: `Pools::OwnerCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Book::Supplies` (r:1 w:1)
	/// Proof: `Book::Supplies` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Book::Orders` (r:2 w:2)
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
	/// Storage: `Book::Levels` (r:3 w:2)
	/// Proof: `Book::Levels` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Book::Headers` (r:1 w:1)
	/// Proof: `Book::Headers` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Book::Leaves` (r:3 w:2)
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
		//  measured:  `2684`
		//  estimated: `8812`
		// Least execution time: 130_815_000 picoseconds.
		Weight::from_parts(140_580_000, 8812)
			.saturating_add(DbWeight::get().reads(22))
			.saturating_add(DbWeight::get().writes(15))
	}
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RulesSince` (r:1 w:0)
	/// Proof: `Pools::RulesSince` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerCount` (r:1 w:0)
	/// Proof: `Pools::OwnerCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Book::Supplies` (r:1 w:1)
	/// Proof: `Book::Supplies` (`max_values`: None, `max_size`: Some(153), added: 2628, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Book::Orders` (r:2 w:2)
	/// Proof: `Book::Orders` (`max_values`: None, `max_size`: Some(155), added: 2630, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Slots` (r:1 w:0)
	/// Proof: `Pools::Slots` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Book::PoolVolume` (r:1 w:1)
	/// Proof: `Book::PoolVolume` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Epochs` (r:1 w:0)
	/// Proof: `Registry::Epochs` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
	/// Storage: `Book::Listed` (r:1 w:0)
	/// Proof: `Book::Listed` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	/// Storage: `Book::Levels` (r:3 w:2)
	/// Proof: `Book::Levels` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Book::Headers` (r:1 w:1)
	/// Proof: `Book::Headers` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	/// Storage: `Book::Leaves` (r:3 w:2)
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
		//  measured:  `2684`
		//  estimated: `8812`
		// Least execution time: 157_164_000 picoseconds.
		Weight::from_parts(166_799_000, 8812)
			.saturating_add(DbWeight::get().reads(22))
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
		// Least execution time: 15_183_000 picoseconds.
		Weight::from_parts(16_625_000, 6246)
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
	/// Storage: `Pools::Bonds` (r:1 w:0)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn set_guarantee() -> Weight {
		// Proof size in bytes:
		//  measured:  `439`
		//  estimated: `4544`
		// Least execution time: 25_818_000 picoseconds.
		Weight::from_parts(28_292_000, 4544)
			.saturating_add(DbWeight::get().reads(5))
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
		// Least execution time: 15_203_000 picoseconds.
		Weight::from_parts(16_975_000, 3577)
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
		// Least execution time: 22_214_000 picoseconds.
		Weight::from_parts(24_096_000, 6100)
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
		//  measured:  `181`
		//  estimated: `6076`
		// Least execution time: 13_440_000 picoseconds.
		Weight::from_parts(14_822_000, 6076)
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Book::Listed` (r:0 w:1)
	/// Proof: `Book::Listed` (`max_values`: None, `max_size`: Some(12), added: 2487, mode: `MaxEncodedLen`)
	fn list_pool() -> Weight {
		// Proof size in bytes:
		//  measured:  `332`
		//  estimated: `4544`
		// Least execution time: 10_045_000 picoseconds.
		Weight::from_parts(11_297_000, 4544)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	fn add_class() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 4_567_000 picoseconds.
		Weight::from_parts(5_208_000, 0)
	}
	fn set_parameters() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 4_056_000 picoseconds.
		Weight::from_parts(4_657_000, 0)
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
	fn rest_behind() -> Weight {
		Measured::<RocksDbWeight>::rest_behind()
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
