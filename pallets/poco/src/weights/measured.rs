// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_poco`, measured by `scripts/weights`. Not to be edited.
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

/// Weights of `pallet_poco`, by what reads and writes of the database cost.
pub struct Measured<DbWeight>(PhantomData<DbWeight>);

/// Weights of `pallet_poco` with the database of a runtime.
pub type SubstrateWeight<T> = Measured<<T as frame_system::Config>::DbWeight>;

impl<DbWeight: Get<RuntimeDbWeight>> WeightInfo for Measured<DbWeight> {
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	fn initialize() -> Weight {
		// Proof size in bytes:
		//  measured:  `4797`
		//  estimated: `26788`
		// Least execution time: 29_654_000 picoseconds.
		Weight::from_parts(32_588_000, 26788)
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().writes(3))
	}
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Poco::TeeBroker` (r:1 w:0)
	/// Proof: `Poco::TeeBroker` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:2 w:2)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
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
	/// Storage: `Poco::DealQueues` (r:1 w:1)
	/// Proof: `Poco::DealQueues` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:0 w:1)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:1)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRing` (r:0 w:1)
	/// Proof: `Poco::PoolRing` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// `n` is in `[1, 64]`.
	fn contribute(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `6416 + n * (149 ±0)`
		//  estimated: `26788`
		// Least execution time: 256_172_000 picoseconds.
		Weight::from_parts(277_695_809, 26788)
			// Standard error: 71_155
			.saturating_add(Weight::from_parts(1_665_532, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(18))
			.saturating_add(DbWeight::get().writes(18))
	}
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Poco::TeeBroker` (r:1 w:0)
	/// Proof: `Poco::TeeBroker` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:6 w:6)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Waits` (r:3 w:3)
	/// Proof: `Poco::Waits` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingStates` (r:1 w:1)
	/// Proof: `Poco::WaitingStates` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueues` (r:1 w:1)
	/// Proof: `Poco::DealQueues` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:2 w:2)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerWorkers` (r:1 w:1)
	/// Proof: `Pools::OwnerWorkers` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerCount` (r:1 w:1)
	/// Proof: `Pools::OwnerCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:1)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingDeals` (r:2 w:3)
	/// Proof: `Poco::WaitingDeals` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:0 w:1)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:2)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealReports` (r:0 w:1)
	/// Proof: `Poco::DealReports` (`max_values`: None, `max_size`: Some(4141), added: 6616, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRing` (r:0 w:1)
	/// Proof: `Poco::PoolRing` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	fn contribute_and_finalize() -> Weight {
		// Proof size in bytes:
		//  measured:  `5988`
		//  estimated: `26788`
		// Least execution time: 345_685_000 picoseconds.
		Weight::from_parts(368_760_000, 26788)
			.saturating_add(DbWeight::get().reads(25))
			.saturating_add(DbWeight::get().writes(28))
	}
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:0)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
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
	fn reveal() -> Weight {
		// Proof size in bytes:
		//  measured:  `16356`
		//  estimated: `26788`
		// Least execution time: 160_420_000 picoseconds.
		Weight::from_parts(184_906_000, 26788)
			.saturating_add(DbWeight::get().reads(16))
			.saturating_add(DbWeight::get().writes(16))
	}
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:0)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
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
	fn reveal_opened() -> Weight {
		// Proof size in bytes:
		//  measured:  `16324`
		//  estimated: `26788`
		// Least execution time: 208_771_000 picoseconds.
		Weight::from_parts(223_924_000, 26788)
			.saturating_add(DbWeight::get().reads(16))
			.saturating_add(DbWeight::get().writes(16))
	}
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// `n` is in `[1, 64]`.
	fn reopen(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `4890 + n * (133 ±0)`
		//  estimated: `26788`
		// Least execution time: 37_826_000 picoseconds.
		Weight::from_parts(52_145_581, 26788)
			// Standard error: 27_522
			.saturating_add(Weight::from_parts(643_574, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(3))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:69 w:69)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Score` (r:64 w:64)
	/// Proof: `Poco::Score` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Waits` (r:3 w:3)
	/// Proof: `Poco::Waits` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingStates` (r:1 w:1)
	/// Proof: `Poco::WaitingStates` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueues` (r:1 w:1)
	/// Proof: `Poco::DealQueues` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:2 w:2)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Duties` (r:64 w:64)
	/// Proof: `Pools::Duties` (`max_values`: None, `max_size`: Some(88), added: 2563, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:64 w:64)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Marks` (r:1 w:1)
	/// Proof: `Pools::Marks` (`max_values`: None, `max_size`: Some(664), added: 3139, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:33 w:128)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:0)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingDeals` (r:2 w:3)
	/// Proof: `Poco::WaitingDeals` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:2)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealReports` (r:0 w:1)
	/// Proof: `Poco::DealReports` (`max_values`: None, `max_size`: Some(4141), added: 6616, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRing` (r:0 w:1)
	/// Proof: `Poco::PoolRing` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// `n` is in `[1, 64]`.
	fn finalize(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `9823 + n * (642 ±0)`
		//  estimated: `26788 + n * (2885 ±0)`
		// Least execution time: 175_812_000 picoseconds.
		Weight::from_parts(146_658_523, 26788)
			// Standard error: 200_695
			.saturating_add(Weight::from_parts(50_369_859, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(20))
			.saturating_add(DbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(23))
			.saturating_add(DbWeight::get().writes((6_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2885).saturating_mul(n.into()))
	}
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealReports` (r:1 w:1)
	/// Proof: `Poco::DealReports` (`max_values`: None, `max_size`: Some(4141), added: 6616, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:67 w:67)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Duties` (r:64 w:64)
	/// Proof: `Pools::Duties` (`max_values`: None, `max_size`: Some(88), added: 2563, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:64 w:64)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Marks` (r:1 w:1)
	/// Proof: `Pools::Marks` (`max_values`: None, `max_size`: Some(664), added: 3139, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerWorkers` (r:64 w:64)
	/// Proof: `Pools::OwnerWorkers` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerCount` (r:1 w:1)
	/// Proof: `Pools::OwnerCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:32 w:64)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:1)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// `n` is in `[0, 64]`.
	fn claim(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `9403 + n * (623 ±0)`
		//  estimated: `26788 + n * (2885 ±0)`
		// Least execution time: 59_820_000 picoseconds.
		Weight::from_parts(137_016_995, 26788)
			// Standard error: 231_230
			.saturating_add(Weight::from_parts(51_805_971, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(11))
			.saturating_add(DbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(10))
			.saturating_add(DbWeight::get().writes((5_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2885).saturating_mul(n.into()))
	}
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:0)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealReports` (r:1 w:1)
	/// Proof: `Poco::DealReports` (`max_values`: None, `max_size`: Some(4141), added: 6616, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:3 w:2)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Duties` (r:1 w:1)
	/// Proof: `Pools::Duties` (`max_values`: None, `max_size`: Some(88), added: 2563, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Marks` (r:1 w:1)
	/// Proof: `Pools::Marks` (`max_values`: None, `max_size`: Some(664), added: 3139, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:1 w:2)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingStates` (r:1 w:1)
	/// Proof: `Poco::WaitingStates` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:0)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingDeals` (r:2 w:2)
	/// Proof: `Poco::WaitingDeals` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Waits` (r:2 w:2)
	/// Proof: `Poco::Waits` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueues` (r:1 w:1)
	/// Proof: `Poco::DealQueues` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:1)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRing` (r:0 w:1)
	/// Proof: `Poco::PoolRing` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// `n` is in `[1, 64]`.
	fn report_failure(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `11025 + n * (156 ±0)`
		//  estimated: `26788`
		// Least execution time: 140_330_000 picoseconds.
		Weight::from_parts(185_990_047, 26788)
			// Standard error: 71_173
			.saturating_add(Weight::from_parts(817_730, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(20))
			.saturating_add(DbWeight::get().writes(19))
	}
	/// Storage: `Poco::TeeBroker` (r:0 w:1)
	/// Proof: `Poco::TeeBroker` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	fn set_tee_broker() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 4_507_000 picoseconds.
		Weight::from_parts(5_198_000, 0)
			.saturating_add(DbWeight::get().writes(1))
	}
	fn set_automation() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 4_356_000 picoseconds.
		Weight::from_parts(4_898_000, 0)
	}
	fn set_engine_version() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 4_317_000 picoseconds.
		Weight::from_parts(4_777_000, 0)
	}
	/// Storage: `Poco::Tasks` (r:1 w:0)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Challenges` (r:1 w:1)
	/// Proof: `Poco::Challenges` (`max_values`: None, `max_size`: Some(221), added: 2696, mode: `MaxEncodedLen`)
	/// Storage: `Poco::ChallengeCount` (r:1 w:1)
	/// Proof: `Poco::ChallengeCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Terms` (r:1 w:0)
	/// Proof: `Poco::Terms` (`max_values`: Some(1), `max_size`: Some(40), added: 535, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:3 w:3)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	fn challenge_result() -> Weight {
		// Proof size in bytes:
		//  measured:  `19125`
		//  estimated: `26788`
		// Least execution time: 104_896_000 picoseconds.
		Weight::from_parts(113_700_000, 26788)
			.saturating_add(DbWeight::get().reads(10))
			.saturating_add(DbWeight::get().writes(7))
	}
	/// Storage: `Poco::Challenges` (r:1 w:1)
	/// Proof: `Poco::Challenges` (`max_values`: None, `max_size`: Some(221), added: 2696, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:3 w:3)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::ChallengeCount` (r:1 w:1)
	/// Proof: `Poco::ChallengeCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
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
	/// `b` is in `[2048, 2097248]`.
	fn answer_challenge(b: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `7828`
		//  estimated: `8655`
		// Least execution time: 169_143_000 picoseconds.
		Weight::from_parts(164_435_712, 8655)
			// Standard error: 5
			.saturating_add(Weight::from_parts(1_563, 0).saturating_mul(b.into()))
			.saturating_add(DbWeight::get().reads(20))
			.saturating_add(DbWeight::get().writes(21))
	}
	/// Storage: `Poco::Challenges` (r:1 w:0)
	/// Proof: `Poco::Challenges` (`max_values`: None, `max_size`: Some(221), added: 2696, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:1 w:0)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// `b` is in `[2048, 2097248]`.
	fn authorize_answer_challenge(b: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `13849`
		//  estimated: `26788`
		// Least execution time: 126_038_000 picoseconds.
		Weight::from_parts(143_380_052, 26788)
			// Standard error: 5
			.saturating_add(Weight::from_parts(1_255, 0).saturating_mul(b.into()))
			.saturating_add(DbWeight::get().reads(3))
	}
	/// Storage: `Poco::Challenges` (r:1 w:1)
	/// Proof: `Poco::Challenges` (`max_values`: None, `max_size`: Some(221), added: 2696, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:2 w:2)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Bonds` (r:1 w:0)
	/// Proof: `Pools::Bonds` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Poco::ChallengeCount` (r:1 w:1)
	/// Proof: `Poco::ChallengeCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Score` (r:1 w:1)
	/// Proof: `Poco::Score` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	fn settle_challenge() -> Weight {
		// Proof size in bytes:
		//  measured:  `723`
		//  estimated: `6100`
		// Least execution time: 48_543_000 picoseconds.
		Weight::from_parts(51_857_000, 6100)
			.saturating_add(DbWeight::get().reads(7))
			.saturating_add(DbWeight::get().writes(6))
	}
	/// Storage: `Poco::Terms` (r:0 w:1)
	/// Proof: `Poco::Terms` (`max_values`: Some(1), `max_size`: Some(40), added: 535, mode: `MaxEncodedLen`)
	fn set_challenge_terms() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 4_156_000 picoseconds.
		Weight::from_parts(4_587_000, 0)
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Poco::Tasks` (r:64 w:64)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:33 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:0)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:35 w:35)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
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
	/// Storage: `Poco::DealQueues` (r:1 w:1)
	/// Proof: `Poco::DealQueues` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:0 w:1)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:1)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRing` (r:0 w:1)
	/// Proof: `Poco::PoolRing` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// `m` is in `[1, 32]`.
	/// `d` is in `[0, 32]`.
	fn contribute_batch(m: u32, d: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `5761 + d * (4686 ±0) + m * (33 ±0)`
		//  estimated: `8079 + d * (25798 ±0) + m * (25798 ±0)`
		// Least execution time: 452_736_000 picoseconds.
		Weight::from_parts(114_122_898, 8079)
			// Standard error: 94_465
			.saturating_add(Weight::from_parts(10_734_472, 0).saturating_mul(m.into()))
			// Standard error: 91_765
			.saturating_add(Weight::from_parts(22_350_319, 0).saturating_mul(d.into()))
			.saturating_add(DbWeight::get().reads(16))
			.saturating_add(DbWeight::get().reads((1_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().reads((3_u64).saturating_mul(d.into())))
			.saturating_add(DbWeight::get().writes(16))
			.saturating_add(DbWeight::get().writes((1_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().writes((2_u64).saturating_mul(d.into())))
			.saturating_add(Weight::from_parts(0, 25798).saturating_mul(d.into()))
			.saturating_add(Weight::from_parts(0, 25798).saturating_mul(m.into()))
	}
	/// Storage: `Poco::Tasks` (r:64 w:64)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:33 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:133 w:133)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:33 w:33)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Waits` (r:35 w:35)
	/// Proof: `Poco::Waits` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingStates` (r:33 w:33)
	/// Proof: `Poco::WaitingStates` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueues` (r:33 w:33)
	/// Proof: `Poco::DealQueues` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:34 w:34)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Duties` (r:33 w:33)
	/// Proof: `Pools::Duties` (`max_values`: None, `max_size`: Some(88), added: 2563, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerWorkers` (r:1 w:1)
	/// Proof: `Pools::OwnerWorkers` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerCount` (r:1 w:1)
	/// Proof: `Pools::OwnerCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:1)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingDeals` (r:2 w:35)
	/// Proof: `Poco::WaitingDeals` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:0 w:1)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:34)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealReports` (r:0 w:33)
	/// Proof: `Poco::DealReports` (`max_values`: None, `max_size`: Some(4141), added: 6616, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRing` (r:0 w:32)
	/// Proof: `Poco::PoolRing` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// `m` is in `[1, 32]`.
	/// `d` is in `[0, 32]`.
	fn reveal_batch(m: u32, d: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `6142 + d * (5320 ±0) + m * (238 ±0)`
		//  estimated: `13765 + d * (25798 ±0) + m * (25798 ±0)`
		// Least execution time: 821_195_000 picoseconds.
		Weight::from_parts(220_024_528, 13765)
			// Standard error: 560_888
			.saturating_add(Weight::from_parts(18_836_072, 0).saturating_mul(m.into()))
			// Standard error: 544_862
			.saturating_add(Weight::from_parts(84_862_040, 0).saturating_mul(d.into()))
			.saturating_add(DbWeight::get().reads(23))
			.saturating_add(DbWeight::get().reads((1_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().reads((12_u64).saturating_mul(d.into())))
			.saturating_add(DbWeight::get().writes(26))
			.saturating_add(DbWeight::get().writes((1_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().writes((15_u64).saturating_mul(d.into())))
			.saturating_add(Weight::from_parts(0, 25798).saturating_mul(d.into()))
			.saturating_add(Weight::from_parts(0, 25798).saturating_mul(m.into()))
	}
	/// Storage: `Poco::Tasks` (r:64 w:64)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:33 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:33 w:0)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealReports` (r:33 w:33)
	/// Proof: `Poco::DealReports` (`max_values`: None, `max_size`: Some(4141), added: 6616, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:132 w:98)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Duties` (r:33 w:33)
	/// Proof: `Pools::Duties` (`max_values`: None, `max_size`: Some(88), added: 2563, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Marks` (r:1 w:1)
	/// Proof: `Pools::Marks` (`max_values`: None, `max_size`: Some(664), added: 3139, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:1 w:3)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingStates` (r:1 w:1)
	/// Proof: `Poco::WaitingStates` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:0)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingDeals` (r:128 w:128)
	/// Proof: `Poco::WaitingDeals` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Waits` (r:128 w:128)
	/// Proof: `Poco::Waits` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueues` (r:1 w:1)
	/// Proof: `Poco::DealQueues` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:64)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRing` (r:0 w:1)
	/// Proof: `Poco::PoolRing` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// `m` is in `[1, 32]`.
	/// `d` is in `[0, 32]`.
	fn report_failure_batch(m: u32, d: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `9980 + d * (5148 ±0) + m * (269 ±0)`
		//  estimated: `8079 + d * (25798 ±0) + m * (25798 ±18)`
		// Least execution time: 2_095_255_000 picoseconds.
		Weight::from_parts(0, 8079)
			.saturating_add(Weight::from_parts(66_350_000, 0).saturating_mul(m.into()))
			.saturating_add(Weight::from_parts(88_530_000, 0).saturating_mul(d.into()))
			.saturating_add(DbWeight::get().reads(13))
			.saturating_add(DbWeight::get().reads((6_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().reads((12_u64).saturating_mul(d.into())))
			.saturating_add(DbWeight::get().writes(13))
			.saturating_add(DbWeight::get().writes((7_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().writes((10_u64).saturating_mul(d.into())))
			.saturating_add(Weight::from_parts(0, 25798).saturating_mul(d.into()))
			.saturating_add(Weight::from_parts(0, 25798).saturating_mul(m.into()))
	}
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:64 w:0)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:33 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// `m` is in `[1, 32]`.
	/// `d` is in `[0, 32]`.
	fn authorize_contribute_batch(m: u32, d: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `5081 + d * (4660 ±0) + m * (33 ±0)`
		//  estimated: `8079 + d * (25798 ±0) + m * (25798 ±0)`
		// Least execution time: 168_862_000 picoseconds.
		Weight::from_parts(41_032_558, 8079)
			// Standard error: 102_840
			.saturating_add(Weight::from_parts(3_805_202, 0).saturating_mul(m.into()))
			// Standard error: 99_901
			.saturating_add(Weight::from_parts(11_301_486, 0).saturating_mul(d.into()))
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().reads((1_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().reads((2_u64).saturating_mul(d.into())))
			.saturating_add(Weight::from_parts(0, 25798).saturating_mul(d.into()))
			.saturating_add(Weight::from_parts(0, 25798).saturating_mul(m.into()))
	}
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:64 w:0)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:33 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// `m` is in `[1, 32]`.
	/// `d` is in `[0, 32]`.
	fn authorize_reveal_batch(m: u32, d: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `5032 + d * (4861 ±0) + m * (238 ±0)`
		//  estimated: `8079 + d * (25798 ±0) + m * (25798 ±0)`
		// Least execution time: 546_265_000 picoseconds.
		Weight::from_parts(83_329_754, 8079)
			// Standard error: 121_600
			.saturating_add(Weight::from_parts(15_064_650, 0).saturating_mul(m.into()))
			// Standard error: 118_125
			.saturating_add(Weight::from_parts(21_466_207, 0).saturating_mul(d.into()))
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().reads((1_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().reads((2_u64).saturating_mul(d.into())))
			.saturating_add(Weight::from_parts(0, 25798).saturating_mul(d.into()))
			.saturating_add(Weight::from_parts(0, 25798).saturating_mul(m.into()))
	}
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:64 w:0)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:33 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// `m` is in `[1, 32]`.
	/// `d` is in `[0, 32]`.
	fn authorize_report_failure_batch(m: u32, d: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `5088 + d * (4660 ±0) + m * (33 ±0)`
		//  estimated: `8079 + d * (25798 ±0) + m * (25798 ±0)`
		// Least execution time: 152_978_000 picoseconds.
		Weight::from_parts(85_187_165, 8079)
			// Standard error: 120_185
			.saturating_add(Weight::from_parts(2_465_382, 0).saturating_mul(m.into()))
			// Standard error: 116_750
			.saturating_add(Weight::from_parts(10_258_865, 0).saturating_mul(d.into()))
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().reads((1_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().reads((2_u64).saturating_mul(d.into())))
			.saturating_add(Weight::from_parts(0, 25798).saturating_mul(d.into()))
			.saturating_add(Weight::from_parts(0, 25798).saturating_mul(m.into()))
	}
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RulesSince` (r:1 w:0)
	/// Proof: `Pools::RulesSince` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealReports` (r:1 w:1)
	/// Proof: `Poco::DealReports` (`max_values`: None, `max_size`: Some(4141), added: 6616, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:2 w:2)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Waits` (r:1 w:1)
	/// Proof: `Poco::Waits` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingStates` (r:1 w:1)
	/// Proof: `Poco::WaitingStates` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingDeals` (r:0 w:1)
	/// Proof: `Poco::WaitingDeals` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	fn claim_deal() -> Weight {
		// Proof size in bytes:
		//  measured:  `9247`
		//  estimated: `8079`
		// Least execution time: 61_532_000 picoseconds.
		Weight::from_parts(67_340_000, 8079)
			.saturating_add(DbWeight::get().reads(9))
			.saturating_add(DbWeight::get().writes(8))
	}
	fn automation_base() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 4_077_000 picoseconds.
		Weight::from_parts(4_727_000, 0)
	}
	/// Storage: `Poco::Agenda` (r:3 w:2)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	fn agenda_step() -> Weight {
		// Proof size in bytes:
		//  measured:  `4772`
		//  estimated: `8709`
		// Least execution time: 33_160_000 picoseconds.
		Weight::from_parts(35_863_000, 8709)
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:0)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:16 w:0)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Waits` (r:1 w:0)
	/// Proof: `Poco::Waits` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// `m` is in `[1, 16]`.
	fn agenda_page(m: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `4910 + m * (21 ±0)`
		//  estimated: `413758`
		// Least execution time: 48_021_000 picoseconds.
		Weight::from_parts(51_328_960, 413758)
			// Standard error: 3_261
			.saturating_add(Weight::from_parts(614_769, 0).saturating_mul(m.into()))
			.saturating_add(DbWeight::get().reads(20))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:0)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:16 w:0)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Waits` (r:1 w:0)
	/// Proof: `Poco::Waits` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// `n` is in `[1, 64]`.
	fn look(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `4914 + n * (133 ±0)`
		//  estimated: `413758`
		// Least execution time: 42_023_000 picoseconds.
		Weight::from_parts(50_531_146, 413758)
			// Standard error: 14_677
			.saturating_add(Weight::from_parts(391_664, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(19))
	}
	/// Storage: `Escrow::Accounts` (r:16 w:16)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// `m` is in `[0, 16]`.
	fn lock_stakes(m: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `53 + m * (86 ±0)`
		//  estimated: `990 + m * (2555 ±0)`
		// Least execution time: 370_000 picoseconds.
		Weight::from_parts(3_995_624, 990)
			// Standard error: 21_594
			.saturating_add(Weight::from_parts(5_621_784, 0).saturating_mul(m.into()))
			.saturating_add(DbWeight::get().reads((1_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().writes((1_u64).saturating_mul(m.into())))
			.saturating_add(Weight::from_parts(0, 2555).saturating_mul(m.into()))
	}
	/// Storage: `Poco::Waits` (r:1 w:1)
	/// Proof: `Poco::Waits` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingStates` (r:1 w:1)
	/// Proof: `Poco::WaitingStates` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueues` (r:1 w:1)
	/// Proof: `Poco::DealQueues` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:1)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::WaitingDeals` (r:0 w:2)
	/// Proof: `Poco::WaitingDeals` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRing` (r:0 w:1)
	/// Proof: `Poco::PoolRing` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	fn wait() -> Weight {
		// Proof size in bytes:
		//  measured:  `153`
		//  estimated: `3563`
		// Least execution time: 30_015_000 picoseconds.
		Weight::from_parts(31_958_000, 3563)
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().writes(8))
	}
	/// Storage: `Escrow::Accounts` (r:63 w:63)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealReports` (r:1 w:1)
	/// Proof: `Poco::DealReports` (`max_values`: None, `max_size`: Some(4141), added: 6616, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Duties` (r:63 w:63)
	/// Proof: `Pools::Duties` (`max_values`: None, `max_size`: Some(88), added: 2563, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:63 w:63)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(410), added: 2885, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Marks` (r:1 w:1)
	/// Proof: `Pools::Marks` (`max_values`: None, `max_size`: Some(664), added: 3139, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerWorkers` (r:63 w:63)
	/// Proof: `Pools::OwnerWorkers` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Pools::OwnerCount` (r:1 w:1)
	/// Proof: `Pools::OwnerCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(2102), added: 4577, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:32 w:63)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:1)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:0 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// `n` is in `[0, 63]`.
	fn supply(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `249 + n * (566 ±0)`
		//  estimated: `7606 + n * (2885 ±7)`
		// Least execution time: 3_616_000 picoseconds.
		Weight::from_parts(24_573_250, 7606)
			// Standard error: 149_222
			.saturating_add(Weight::from_parts(52_182_103, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(5))
			.saturating_add(DbWeight::get().writes((5_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2885).saturating_mul(n.into()))
	}
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(98), added: 2573, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:0 w:16)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// `m` is in `[1, 16]`.
	fn start(m: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `3563`
		// Least execution time: 16_245_000 picoseconds.
		Weight::from_parts(17_912_901, 3563)
			// Standard error: 6_444
			.saturating_add(Weight::from_parts(1_483_847, 0).saturating_mul(m.into()))
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
			.saturating_add(DbWeight::get().writes((1_u64).saturating_mul(m.into())))
	}
	/// Storage: `Poco::Tasks` (r:64 w:64)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(23323), added: 25798, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:0 w:1)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:0 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// `m` is in `[1, 64]`.
	fn forget(m: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `258 + m * (9 ±0)`
		//  estimated: `990 + m * (25798 ±0)`
		// Least execution time: 15_222_000 picoseconds.
		Weight::from_parts(18_951_073, 990)
			// Standard error: 2_124
			.saturating_add(Weight::from_parts(1_883_517, 0).saturating_mul(m.into()))
			.saturating_add(DbWeight::get().reads((1_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().writes(2))
			.saturating_add(DbWeight::get().writes((1_u64).saturating_mul(m.into())))
			.saturating_add(Weight::from_parts(0, 25798).saturating_mul(m.into()))
	}
	/// Storage: `Poco::PoolRing` (r:1 w:1)
	/// Proof: `Poco::PoolRing` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueues` (r:1 w:1)
	/// Proof: `Poco::DealQueues` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:1 w:1)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4614), added: 7089, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterSize` (r:1 w:0)
	/// Proof: `Pools::RosterSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealReports` (r:1 w:0)
	/// Proof: `Poco::DealReports` (`max_values`: None, `max_size`: Some(4141), added: 6616, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Waits` (r:1 w:1)
	/// Proof: `Poco::Waits` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	fn visit_deal() -> Weight {
		// Proof size in bytes:
		//  measured:  `9100`
		//  estimated: `8079`
		// Least execution time: 42_784_000 picoseconds.
		Weight::from_parts(46_290_000, 8079)
			.saturating_add(DbWeight::get().reads(8))
			.saturating_add(DbWeight::get().writes(5))
	}
}

/// The same with the database that tests take.
impl WeightInfo for () {
	fn initialize() -> Weight {
		Measured::<RocksDbWeight>::initialize()
	}
	fn contribute(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::contribute(n, )
	}
	fn contribute_and_finalize() -> Weight {
		Measured::<RocksDbWeight>::contribute_and_finalize()
	}
	fn reveal() -> Weight {
		Measured::<RocksDbWeight>::reveal()
	}
	fn reveal_opened() -> Weight {
		Measured::<RocksDbWeight>::reveal_opened()
	}
	fn reopen(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::reopen(n, )
	}
	fn finalize(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::finalize(n, )
	}
	fn claim(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::claim(n, )
	}
	fn report_failure(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::report_failure(n, )
	}
	fn set_tee_broker() -> Weight {
		Measured::<RocksDbWeight>::set_tee_broker()
	}
	fn set_automation() -> Weight {
		Measured::<RocksDbWeight>::set_automation()
	}
	fn set_engine_version() -> Weight {
		Measured::<RocksDbWeight>::set_engine_version()
	}
	fn challenge_result() -> Weight {
		Measured::<RocksDbWeight>::challenge_result()
	}
	fn answer_challenge(b: u32, ) -> Weight {
		Measured::<RocksDbWeight>::answer_challenge(b, )
	}
	fn authorize_answer_challenge(b: u32, ) -> Weight {
		Measured::<RocksDbWeight>::authorize_answer_challenge(b, )
	}
	fn settle_challenge() -> Weight {
		Measured::<RocksDbWeight>::settle_challenge()
	}
	fn set_challenge_terms() -> Weight {
		Measured::<RocksDbWeight>::set_challenge_terms()
	}
	fn contribute_batch(m: u32, d: u32, ) -> Weight {
		Measured::<RocksDbWeight>::contribute_batch(m, d, )
	}
	fn reveal_batch(m: u32, d: u32, ) -> Weight {
		Measured::<RocksDbWeight>::reveal_batch(m, d, )
	}
	fn report_failure_batch(m: u32, d: u32, ) -> Weight {
		Measured::<RocksDbWeight>::report_failure_batch(m, d, )
	}
	fn authorize_contribute_batch(m: u32, d: u32, ) -> Weight {
		Measured::<RocksDbWeight>::authorize_contribute_batch(m, d, )
	}
	fn authorize_reveal_batch(m: u32, d: u32, ) -> Weight {
		Measured::<RocksDbWeight>::authorize_reveal_batch(m, d, )
	}
	fn authorize_report_failure_batch(m: u32, d: u32, ) -> Weight {
		Measured::<RocksDbWeight>::authorize_report_failure_batch(m, d, )
	}
	fn claim_deal() -> Weight {
		Measured::<RocksDbWeight>::claim_deal()
	}
	fn automation_base() -> Weight {
		Measured::<RocksDbWeight>::automation_base()
	}
	fn agenda_step() -> Weight {
		Measured::<RocksDbWeight>::agenda_step()
	}
	fn agenda_page(m: u32, ) -> Weight {
		Measured::<RocksDbWeight>::agenda_page(m, )
	}
	fn look(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::look(n, )
	}
	fn lock_stakes(m: u32, ) -> Weight {
		Measured::<RocksDbWeight>::lock_stakes(m, )
	}
	fn wait() -> Weight {
		Measured::<RocksDbWeight>::wait()
	}
	fn supply(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::supply(n, )
	}
	fn start(m: u32, ) -> Weight {
		Measured::<RocksDbWeight>::start(m, )
	}
	fn forget(m: u32, ) -> Weight {
		Measured::<RocksDbWeight>::forget(m, )
	}
	fn visit_deal() -> Weight {
		Measured::<RocksDbWeight>::visit_deal()
	}
}
