// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_pools`, measured by `scripts/weights`. Not to be edited.
//!
//! 2026-12-01, Intel(R) Xeon(R) Processor: 20 steps, 10 repeats, maps of
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

/// Weights of `pallet_pools`, by what reads and writes of the database cost.
pub struct Measured<DbWeight>(PhantomData<DbWeight>);

/// Weights of `pallet_pools` with the database of a runtime.
pub type SubstrateWeight<T> = Measured<<T as frame_system::Config>::DbWeight>;

impl<DbWeight: Get<RuntimeDbWeight>> WeightInfo for Measured<DbWeight> {
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Score` (r:1 w:0)
	/// Proof: `Poco::Score` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::PoolSize` (r:1 w:1)
	/// Proof: `Pools::PoolSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Kinds` (r:1 w:1)
	/// Proof: `Pools::Kinds` (`max_values`: None, `max_size`: Some(10638), added: 13113, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:1 w:1)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Slots` (r:1 w:1)
	/// Proof: `Pools::Slots` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerWorkers` (r:1 w:1)
	/// Proof: `Pools::OwnerWorkers` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerCount` (r:1 w:1)
	/// Proof: `Pools::OwnerCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:1)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingStates` (r:1 w:1)
	/// Proof: `Poco::WaitingStates` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingDeals` (r:2 w:2)
	/// Proof: `Poco::WaitingDeals` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Waits` (r:2 w:2)
	/// Proof: `Poco::Waits` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueues` (r:1 w:1)
	/// Proof: `Poco::DealQueues` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:0 w:1)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:1)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRing` (r:0 w:1)
	/// Proof: `Poco::PoolRing` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	fn apply() -> Weight {
		// Proof size in bytes:
		//  measured:  `10691`
		//  estimated: `14103`
		// Least execution time: 215_675_000 picoseconds.
		Weight::from_parts(416_082_000, 14103)
			.saturating_add(DbWeight::get().reads(20))
			.saturating_add(DbWeight::get().writes(20))
	}
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Score` (r:1 w:0)
	/// Proof: `Poco::Score` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:0)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::PoolSize` (r:1 w:1)
	/// Proof: `Pools::PoolSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Kinds` (r:1 w:1)
	/// Proof: `Pools::Kinds` (`max_values`: None, `max_size`: Some(10638), added: 13113, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:1 w:1)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Slots` (r:1 w:1)
	/// Proof: `Pools::Slots` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerWorkers` (r:1 w:1)
	/// Proof: `Pools::OwnerWorkers` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerCount` (r:1 w:1)
	/// Proof: `Pools::OwnerCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Fleets` (r:1 w:1)
	/// Proof: `Pools::Fleets` (`max_values`: None, `max_size`: Some(813), added: 3288, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:1)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingStates` (r:1 w:1)
	/// Proof: `Poco::WaitingStates` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingDeals` (r:2 w:2)
	/// Proof: `Poco::WaitingDeals` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Waits` (r:2 w:2)
	/// Proof: `Poco::Waits` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueues` (r:1 w:1)
	/// Proof: `Poco::DealQueues` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:0 w:1)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:1)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRing` (r:0 w:1)
	/// Proof: `Poco::PoolRing` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	fn accept() -> Weight {
		// Proof size in bytes:
		//  measured:  `11137`
		//  estimated: `14103`
		// Least execution time: 221_194_000 picoseconds.
		Weight::from_parts(432_835_000, 14103)
			.saturating_add(DbWeight::get().reads(21))
			.saturating_add(DbWeight::get().writes(20))
	}
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::HotKeys` (r:0 w:1)
	/// Proof: `Pools::HotKeys` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Machines` (r:0 w:1)
	/// Proof: `Pools::Machines` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `Pools::FormerKeys` (r:0 w:1)
	/// Proof: `Pools::FormerKeys` (`max_values`: None, `max_size`: Some(88), added: 2563, mode: `MaxEncodedLen`)
	fn reject() -> Weight {
		// Proof size in bytes:
		//  measured:  `758`
		//  estimated: `4544`
		// Least execution time: 51_932_000 picoseconds.
		Weight::from_parts(63_784_000, 4544)
			.saturating_add(DbWeight::get().reads(3))
			.saturating_add(DbWeight::get().writes(5))
	}
	/// Storage: `Pools::Workers` (r:2 w:2)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RulesSince` (r:1 w:1)
	/// Proof: `Pools::RulesSince` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Pools::PoolSize` (r:1 w:1)
	/// Proof: `Pools::PoolSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Slots` (r:1 w:1)
	/// Proof: `Pools::Slots` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerWorkers` (r:1 w:1)
	/// Proof: `Pools::OwnerWorkers` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Fleets` (r:2 w:2)
	/// Proof: `Pools::Fleets` (`max_values`: None, `max_size`: Some(813), added: 3288, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Berths` (r:1 w:1)
	/// Proof: `Pools::Berths` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:2 w:2)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:1 w:4)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:1)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Invitations` (r:0 w:2)
	/// Proof: `Pools::Invitations` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	fn expel() -> Weight {
		// Proof size in bytes:
		//  measured:  `2065`
		//  estimated: `10144`
		// Least execution time: 166_295_000 picoseconds.
		Weight::from_parts(193_641_000, 10144)
			.saturating_add(DbWeight::get().reads(14))
			.saturating_add(DbWeight::get().writes(18))
	}
	/// Storage: `Pools::Workers` (r:2 w:2)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::PoolSize` (r:1 w:1)
	/// Proof: `Pools::PoolSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Kinds` (r:1 w:1)
	/// Proof: `Pools::Kinds` (`max_values`: None, `max_size`: Some(10638), added: 13113, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:1 w:1)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Slots` (r:1 w:1)
	/// Proof: `Pools::Slots` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerWorkers` (r:1 w:1)
	/// Proof: `Pools::OwnerWorkers` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Fleets` (r:2 w:2)
	/// Proof: `Pools::Fleets` (`max_values`: None, `max_size`: Some(813), added: 3288, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Berths` (r:1 w:1)
	/// Proof: `Pools::Berths` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:1 w:3)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:1)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::HotKeys` (r:0 w:1)
	/// Proof: `Pools::HotKeys` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Machines` (r:0 w:1)
	/// Proof: `Pools::Machines` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `Pools::FormerKeys` (r:0 w:1)
	/// Proof: `Pools::FormerKeys` (`max_values`: None, `max_size`: Some(88), added: 2563, mode: `MaxEncodedLen`)
	fn leave() -> Weight {
		// Proof size in bytes:
		//  measured:  `12209`
		//  estimated: `14103`
		// Least execution time: 189_810_000 picoseconds.
		Weight::from_parts(218_417_000, 14103)
			.saturating_add(DbWeight::get().reads(14))
			.saturating_add(DbWeight::get().writes(19))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:1)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RulesSince` (r:1 w:1)
	/// Proof: `Pools::RulesSince` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	fn set_open() -> Weight {
		// Proof size in bytes:
		//  measured:  `308`
		//  estimated: `4544`
		// Least execution time: 32_393_000 picoseconds.
		Weight::from_parts(43_258_000, 4544)
			.saturating_add(DbWeight::get().reads(3))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:1 w:1)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:0)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Slots` (r:1 w:1)
	/// Proof: `Pools::Slots` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Fleets` (r:2 w:2)
	/// Proof: `Pools::Fleets` (`max_values`: None, `max_size`: Some(813), added: 3288, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:1 w:3)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingStates` (r:1 w:0)
	/// Proof: `Poco::WaitingStates` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	fn set_slots() -> Weight {
		// Proof size in bytes:
		//  measured:  `1404`
		//  estimated: `7566`
		// Least execution time: 123_213_000 picoseconds.
		Weight::from_parts(158_126_000, 7566)
			.saturating_add(DbWeight::get().reads(9))
			.saturating_add(DbWeight::get().writes(9))
	}
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::HotKeys` (r:1 w:2)
	/// Proof: `Pools::HotKeys` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::FormerKeys` (r:0 w:1)
	/// Proof: `Pools::FormerKeys` (`max_values`: None, `max_size`: Some(88), added: 2563, mode: `MaxEncodedLen`)
	fn set_hot_key() -> Weight {
		// Proof size in bytes:
		//  measured:  `536`
		//  estimated: `3875`
		// Least execution time: 101_971_000 picoseconds.
		Weight::from_parts(205_411_000, 3875)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(4))
	}
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::HotKeys` (r:0 w:1)
	/// Proof: `Pools::HotKeys` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::FormerKeys` (r:0 w:1)
	/// Proof: `Pools::FormerKeys` (`max_values`: None, `max_size`: Some(88), added: 2563, mode: `MaxEncodedLen`)
	fn remove_hot_key() -> Weight {
		// Proof size in bytes:
		//  measured:  `469`
		//  estimated: `3875`
		// Least execution time: 31_161_000 picoseconds.
		Weight::from_parts(42_781_000, 3875)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(3))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Score` (r:1 w:0)
	/// Proof: `Poco::Score` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::PoolSize` (r:1 w:1)
	/// Proof: `Pools::PoolSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Kinds` (r:1 w:1)
	/// Proof: `Pools::Kinds` (`max_values`: None, `max_size`: Some(10638), added: 13113, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:1 w:1)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Slots` (r:1 w:1)
	/// Proof: `Pools::Slots` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerWorkers` (r:1 w:1)
	/// Proof: `Pools::OwnerWorkers` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerCount` (r:1 w:1)
	/// Proof: `Pools::OwnerCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Fleets` (r:1 w:1)
	/// Proof: `Pools::Fleets` (`max_values`: None, `max_size`: Some(813), added: 3288, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:1)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingStates` (r:1 w:1)
	/// Proof: `Poco::WaitingStates` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingDeals` (r:2 w:2)
	/// Proof: `Poco::WaitingDeals` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Waits` (r:2 w:2)
	/// Proof: `Poco::Waits` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueues` (r:1 w:1)
	/// Proof: `Poco::DealQueues` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Machines` (r:0 w:1)
	/// Proof: `Pools::Machines` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:0 w:1)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:1)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRing` (r:0 w:1)
	/// Proof: `Poco::PoolRing` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	fn apply_with() -> Weight {
		// Proof size in bytes:
		//  measured:  `10691`
		//  estimated: `14103`
		// Least execution time: 230_370_000 picoseconds.
		Weight::from_parts(276_004_000, 14103)
			.saturating_add(DbWeight::get().reads(21))
			.saturating_add(DbWeight::get().writes(22))
	}
	/// Storage: `Pools::Workers` (r:2 w:2)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Kinds` (r:1 w:1)
	/// Proof: `Pools::Kinds` (`max_values`: None, `max_size`: Some(10638), added: 13113, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:1 w:1)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:0)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Slots` (r:1 w:1)
	/// Proof: `Pools::Slots` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Fleets` (r:2 w:2)
	/// Proof: `Pools::Fleets` (`max_values`: None, `max_size`: Some(813), added: 3288, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Berths` (r:1 w:1)
	/// Proof: `Pools::Berths` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:2 w:2)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:1 w:4)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:1)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingStates` (r:1 w:0)
	/// Proof: `Poco::WaitingStates` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	fn set_capacity() -> Weight {
		// Proof size in bytes:
		//  measured:  `12084`
		//  estimated: `14103`
		// Least execution time: 221_883_000 picoseconds.
		Weight::from_parts(252_547_000, 14103)
			.saturating_add(DbWeight::get().reads(14))
			.saturating_add(DbWeight::get().writes(15))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RulesSince` (r:1 w:1)
	/// Proof: `Pools::RulesSince` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:0 w:1)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	fn set_rules() -> Weight {
		// Proof size in bytes:
		//  measured:  `250`
		//  estimated: `4544`
		// Least execution time: 28_410_000 picoseconds.
		Weight::from_parts(37_101_000, 4544)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Invitations` (r:1 w:1)
	/// Proof: `Pools::Invitations` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	fn invite() -> Weight {
		// Proof size in bytes:
		//  measured:  `274`
		//  estimated: `4544`
		// Least execution time: 24_337_000 picoseconds.
		Weight::from_parts(30_458_000, 4544)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Invitations` (r:1 w:1)
	/// Proof: `Pools::Invitations` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	fn uninvite() -> Weight {
		// Proof size in bytes:
		//  measured:  `329`
		//  estimated: `4544`
		// Least execution time: 24_764_000 picoseconds.
		Weight::from_parts(30_308_000, 4544)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::Groups` (r:1 w:0)
	/// Proof: `Registry::Groups` (`max_values`: None, `max_size`: Some(114), added: 2589, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Exclusions` (r:0 w:1)
	/// Proof: `Pools::Exclusions` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	fn set_exclusion() -> Weight {
		// Proof size in bytes:
		//  measured:  `184`
		//  estimated: `3579`
		// Least execution time: 18_256_000 picoseconds.
		Weight::from_parts(22_983_000, 3579)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Marks` (r:1 w:1)
	/// Proof: `Pools::Marks` (`max_values`: None, `max_size`: Some(664), added: 3139, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:0)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Kinds` (r:1 w:1)
	/// Proof: `Pools::Kinds` (`max_values`: None, `max_size`: Some(10638), added: 13113, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Fleets` (r:2 w:2)
	/// Proof: `Pools::Fleets` (`max_values`: None, `max_size`: Some(813), added: 3288, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:2 w:2)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:1 w:3)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:1)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingStates` (r:1 w:0)
	/// Proof: `Poco::WaitingStates` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	fn set_max_stake() -> Weight {
		// Proof size in bytes:
		//  measured:  `11386`
		//  estimated: `14103`
		// Least execution time: 177_574_000 picoseconds.
		Weight::from_parts(195_873_000, 14103)
			.saturating_add(DbWeight::get().reads(11))
			.saturating_add(DbWeight::get().writes(11))
	}
	/// Storage: `Pools::WarmingRange` (r:1 w:1)
	/// Proof: `Pools::WarmingRange` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Warming` (r:16 w:16)
	/// Proof: `Pools::Warming` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:16 w:16)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Slots` (r:16 w:16)
	/// Proof: `Pools::Slots` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerWorkers` (r:16 w:16)
	/// Proof: `Pools::OwnerWorkers` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerCount` (r:16 w:16)
	/// Proof: `Pools::OwnerCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Fleets` (r:16 w:16)
	/// Proof: `Pools::Fleets` (`max_values`: None, `max_size`: Some(813), added: 3288, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:16 w:16)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:16 w:16)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingStates` (r:16 w:16)
	/// Proof: `Poco::WaitingStates` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingDeals` (r:32 w:32)
	/// Proof: `Poco::WaitingDeals` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Waits` (r:32 w:32)
	/// Proof: `Poco::Waits` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:16 w:16)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueues` (r:16 w:16)
	/// Proof: `Poco::DealQueues` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:0 w:16)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:16)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRing` (r:0 w:16)
	/// Proof: `Poco::PoolRing` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// `n` is in `[0, 16]`.
	fn warm_up(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `99 + n * (777 ±0)`
		//  estimated: `1501 + n * (5084 ±0)`
		// Least execution time: 3_407_000 picoseconds.
		Weight::from_parts(20_426_750, 1501)
			// Standard error: 0
			.saturating_add(Weight::from_parts(104_365_375, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().reads((15_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(1))
			.saturating_add(DbWeight::get().writes((18_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 5084).saturating_mul(n.into()))
	}
	/// Storage: `Pools::TidyCursors` (r:1 w:1)
	/// Proof: `Pools::TidyCursors` (`max_values`: Some(1), `max_size`: Some(66), added: 561, mode: `MaxEncodedLen`)
	/// Storage: `Pools::FormerKeys` (r:3 w:2)
	/// Proof: `Pools::FormerKeys` (`max_values`: None, `max_size`: Some(88), added: 2563, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:3 w:2)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn tidy() -> Weight {
		// Proof size in bytes:
		//  measured:  `371`
		//  estimated: `8679`
		// Least execution time: 37_310_000 picoseconds.
		Weight::from_parts(45_124_000, 8679)
			.saturating_add(DbWeight::get().reads(7))
			.saturating_add(DbWeight::get().writes(5))
	}
	fn set_parameters() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 8_648_000 picoseconds.
		Weight::from_parts(16_775_000, 0)
	}
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Marks` (r:1 w:1)
	/// Proof: `Pools::Marks` (`max_values`: None, `max_size`: Some(664), added: 3139, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:0)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:1 w:0)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Fleets` (r:2 w:2)
	/// Proof: `Pools::Fleets` (`max_values`: None, `max_size`: Some(813), added: 3288, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:1 w:3)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:1)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingStates` (r:1 w:0)
	/// Proof: `Poco::WaitingStates` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	fn heartbeat() -> Weight {
		// Proof size in bytes:
		//  measured:  `1381`
		//  estimated: `7566`
		// Least execution time: 128_034_000 picoseconds.
		Weight::from_parts(184_552_000, 7566)
			.saturating_add(DbWeight::get().reads(10))
			.saturating_add(DbWeight::get().writes(9))
	}
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:0)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	fn authorize_heartbeat() -> Weight {
		// Proof size in bytes:
		//  measured:  `590`
		//  estimated: `3875`
		// Least execution time: 82_730_000 picoseconds.
		Weight::from_parts(107_337_000, 3875)
			.saturating_add(DbWeight::get().reads(3))
	}
	/// Storage: `Pools::SweepCursor` (r:1 w:1)
	/// Proof: `Pools::SweepCursor` (`max_values`: Some(1), `max_size`: Some(130), added: 625, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:5 w:4)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Kinds` (r:1 w:1)
	/// Proof: `Pools::Kinds` (`max_values`: None, `max_size`: Some(10638), added: 13113, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:4 w:4)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Fleets` (r:4 w:4)
	/// Proof: `Pools::Fleets` (`max_values`: None, `max_size`: Some(813), added: 3288, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:2 w:4)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:1)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:4 w:4)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::HotKeys` (r:0 w:4)
	/// Proof: `Pools::HotKeys` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Machines` (r:0 w:4)
	/// Proof: `Pools::Machines` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `Pools::FormerKeys` (r:0 w:4)
	/// Proof: `Pools::FormerKeys` (`max_values`: None, `max_size`: Some(88), added: 2563, mode: `MaxEncodedLen`)
	/// `n` is in `[0, 4]`.
	fn sweep(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `10290 + n * (765 ±0)`
		//  estimated: `14103 + n * (3288 ±0)`
		// Least execution time: 10_291_000 picoseconds.
		Weight::from_parts(17_898_000, 14103)
			// Standard error: 0
			.saturating_add(Weight::from_parts(113_687_000, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(5))
			.saturating_add(DbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(4))
			.saturating_add(DbWeight::get().writes((8_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 3288).saturating_mul(n.into()))
	}
	/// Storage: `Pools::Workers` (r:8 w:8)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:8 w:8)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:8 w:8)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Kinds` (r:1 w:1)
	/// Proof: `Pools::Kinds` (`max_values`: None, `max_size`: Some(10638), added: 13113, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Marks` (r:1 w:1)
	/// Proof: `Pools::Marks` (`max_values`: None, `max_size`: Some(664), added: 3139, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Fleets` (r:16 w:16)
	/// Proof: `Pools::Fleets` (`max_values`: None, `max_size`: Some(813), added: 3288, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:8 w:16)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:1)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::HotKeys` (r:0 w:8)
	/// Proof: `Pools::HotKeys` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Machines` (r:0 w:8)
	/// Proof: `Pools::Machines` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `Pools::FormerKeys` (r:0 w:8)
	/// Proof: `Pools::FormerKeys` (`max_values`: None, `max_size`: Some(88), added: 2563, mode: `MaxEncodedLen`)
	/// `n` is in `[0, 8]`.
	fn put_aside(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `10268 + n * (915 ±0)`
		//  estimated: `14103 + n * (6576 ±0)`
		// Least execution time: 308_000 picoseconds.
		Weight::from_parts(17_488_000, 14103)
			// Standard error: 0
			.saturating_add(Weight::from_parts(126_019_000, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().reads((6_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(4))
			.saturating_add(DbWeight::get().writes((10_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 6576).saturating_mul(n.into()))
	}
	/// Storage: `Registry::Categories` (r:1 w:0)
	/// Proof: `Registry::Categories` (`max_values`: None, `max_size`: Some(1128), added: 3603, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RulesSince` (r:1 w:0)
	/// Proof: `Pools::RulesSince` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Kinds` (r:1 w:0)
	/// Proof: `Pools::Kinds` (`max_values`: None, `max_size`: Some(10638), added: 13113, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Marks` (r:1 w:0)
	/// Proof: `Pools::Marks` (`max_values`: None, `max_size`: Some(664), added: 3139, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `System::ParentHash` (r:1 w:0)
	/// Proof: `System::ParentHash` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Babe::NextRandomness` (r:1 w:0)
	/// Proof: `Babe::NextRandomness` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Babe::EpochStart` (r:1 w:0)
	/// Proof: `Babe::EpochStart` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Draws` (r:1 w:1)
	/// Proof: `Pools::Draws` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerCount` (r:1 w:0)
	/// Proof: `Pools::OwnerCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:32 w:48)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Fleets` (r:32 w:32)
	/// Proof: `Pools::Fleets` (`max_values`: None, `max_size`: Some(813), added: 3288, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:32 w:16)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:32 w:0)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:32 w:0)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Score` (r:32 w:0)
	/// Proof: `Poco::Score` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Duties` (r:16 w:16)
	/// Proof: `Pools::Duties` (`max_values`: None, `max_size`: Some(88), added: 2563, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Slots` (r:1 w:1)
	/// Proof: `Pools::Slots` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// `n` is in `[0, 16]`.
	/// `m` is in `[0, 16]`.
	fn assign(n: u32, m: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `10961 + m * (759 ±0) + n * (760 ±0)`
		//  estimated: `14103 + m * (3288 ±0) + n * (3288 ±0)`
		// Least execution time: 978_081_000 picoseconds.
		Weight::from_parts(169_124_352, 14103)
			// Standard error: 0
			.saturating_add(Weight::from_parts(82_910_733, 0).saturating_mul(n.into()))
			// Standard error: 0
			.saturating_add(Weight::from_parts(55_994_357, 0).saturating_mul(m.into()))
			.saturating_add(DbWeight::get().reads(12))
			.saturating_add(DbWeight::get().reads((7_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().reads((6_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().writes((7_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes((2_u64).saturating_mul(m.into())))
			.saturating_add(Weight::from_parts(0, 3288).saturating_mul(m.into()))
			.saturating_add(Weight::from_parts(0, 3288).saturating_mul(n.into()))
	}
	/// Storage: `Registry::Categories` (r:1 w:0)
	/// Proof: `Registry::Categories` (`max_values`: None, `max_size`: Some(1128), added: 3603, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RulesSince` (r:1 w:0)
	/// Proof: `Pools::RulesSince` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Kinds` (r:1 w:0)
	/// Proof: `Pools::Kinds` (`max_values`: None, `max_size`: Some(10638), added: 13113, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Marks` (r:1 w:0)
	/// Proof: `Pools::Marks` (`max_values`: None, `max_size`: Some(664), added: 3139, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `System::ParentHash` (r:1 w:0)
	/// Proof: `System::ParentHash` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Babe::NextRandomness` (r:1 w:0)
	/// Proof: `Babe::NextRandomness` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Babe::EpochStart` (r:1 w:0)
	/// Proof: `Babe::EpochStart` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Draws` (r:1 w:1)
	/// Proof: `Pools::Draws` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerCount` (r:1 w:0)
	/// Proof: `Pools::OwnerCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:1 w:1)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Fleets` (r:1 w:1)
	/// Proof: `Pools::Fleets` (`max_values`: None, `max_size`: Some(813), added: 3288, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:1 w:0)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:0)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Score` (r:1 w:0)
	/// Proof: `Poco::Score` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Duties` (r:1 w:1)
	/// Proof: `Pools::Duties` (`max_values`: None, `max_size`: Some(88), added: 2563, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Slots` (r:1 w:1)
	/// Proof: `Pools::Slots` (`max_values`: None, `max_size`: Some(28), added: 2503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:1)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// `t` is in `[1, 16]`.
	fn give(t: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `11737`
		//  estimated: `14103`
		// Least execution time: 181_950_000 picoseconds.
		Weight::from_parts(208_641_000, 14103)
			// Standard error: 0
			.saturating_add(Weight::from_parts(5_445_000, 0).saturating_mul(t.into()))
			.saturating_add(DbWeight::get().reads(20))
			.saturating_add(DbWeight::get().writes(8))
	}
}

/// The same with the database that tests take.
impl WeightInfo for () {
	fn apply() -> Weight {
		Measured::<RocksDbWeight>::apply()
	}
	fn accept() -> Weight {
		Measured::<RocksDbWeight>::accept()
	}
	fn reject() -> Weight {
		Measured::<RocksDbWeight>::reject()
	}
	fn expel() -> Weight {
		Measured::<RocksDbWeight>::expel()
	}
	fn leave() -> Weight {
		Measured::<RocksDbWeight>::leave()
	}
	fn set_open() -> Weight {
		Measured::<RocksDbWeight>::set_open()
	}
	fn set_slots() -> Weight {
		Measured::<RocksDbWeight>::set_slots()
	}
	fn set_hot_key() -> Weight {
		Measured::<RocksDbWeight>::set_hot_key()
	}
	fn remove_hot_key() -> Weight {
		Measured::<RocksDbWeight>::remove_hot_key()
	}
	fn apply_with() -> Weight {
		Measured::<RocksDbWeight>::apply_with()
	}
	fn set_capacity() -> Weight {
		Measured::<RocksDbWeight>::set_capacity()
	}
	fn set_rules() -> Weight {
		Measured::<RocksDbWeight>::set_rules()
	}
	fn invite() -> Weight {
		Measured::<RocksDbWeight>::invite()
	}
	fn uninvite() -> Weight {
		Measured::<RocksDbWeight>::uninvite()
	}
	fn set_exclusion() -> Weight {
		Measured::<RocksDbWeight>::set_exclusion()
	}
	fn set_max_stake() -> Weight {
		Measured::<RocksDbWeight>::set_max_stake()
	}
	fn warm_up(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::warm_up(n, )
	}
	fn tidy() -> Weight {
		Measured::<RocksDbWeight>::tidy()
	}
	fn set_parameters() -> Weight {
		Measured::<RocksDbWeight>::set_parameters()
	}
	fn heartbeat() -> Weight {
		Measured::<RocksDbWeight>::heartbeat()
	}
	fn authorize_heartbeat() -> Weight {
		Measured::<RocksDbWeight>::authorize_heartbeat()
	}
	fn sweep(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::sweep(n, )
	}
	fn put_aside(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::put_aside(n, )
	}
	fn assign(n: u32, m: u32, ) -> Weight {
		Measured::<RocksDbWeight>::assign(n, m, )
	}
	fn give(t: u32, ) -> Weight {
		Measured::<RocksDbWeight>::give(t, )
	}
}
