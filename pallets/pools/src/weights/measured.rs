// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_pools`, measured by `scripts/weights`. Not to be edited.
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

/// Weights of `pallet_pools`, by what reads and writes of the database cost.
pub struct Measured<DbWeight>(PhantomData<DbWeight>);

/// Weights of `pallet_pools` with the database of a runtime.
pub type SubstrateWeight<T> = Measured<<T as frame_system::Config>::DbWeight>;

impl<DbWeight: Get<RuntimeDbWeight>> WeightInfo for Measured<DbWeight> {
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Pools::PoolSize` (r:1 w:1)
	/// Proof: `Pools::PoolSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:0 w:1)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn apply() -> Weight {
		// Proof size in bytes:
		//  measured:  `364`
		//  estimated: `4544`
		// Least execution time: 27_150_000 picoseconds.
		Weight::from_parts(40_340_000, 4544)
			.saturating_add(DbWeight::get().reads(6))
			.saturating_add(DbWeight::get().writes(4))
	}
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::PoolSize` (r:1 w:1)
	/// Proof: `Pools::PoolSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:0 w:1)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn accept() -> Weight {
		// Proof size in bytes:
		//  measured:  `635`
		//  estimated: `4544`
		// Least execution time: 25_558_000 picoseconds.
		Weight::from_parts(36_595_000, 4544)
			.saturating_add(DbWeight::get().reads(6))
			.saturating_add(DbWeight::get().writes(4))
	}
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::HotKeys` (r:0 w:1)
	/// Proof: `Pools::HotKeys` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	fn reject() -> Weight {
		// Proof size in bytes:
		//  measured:  `640`
		//  estimated: `4544`
		// Least execution time: 15_774_000 picoseconds.
		Weight::from_parts(17_216_000, 4544)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Pools::Workers` (r:2 w:2)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::PoolSize` (r:1 w:1)
	/// Proof: `Pools::PoolSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:1 w:2)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Pools::HotKeys` (r:0 w:1)
	/// Proof: `Pools::HotKeys` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Invitations` (r:0 w:1)
	/// Proof: `Pools::Invitations` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	fn expel() -> Weight {
		// Proof size in bytes:
		//  measured:  `1260`
		//  estimated: `6518`
		// Least execution time: 38_948_000 picoseconds.
		Weight::from_parts(41_602_000, 6518)
			.saturating_add(DbWeight::get().reads(6))
			.saturating_add(DbWeight::get().writes(8))
	}
	/// Storage: `Pools::Workers` (r:2 w:2)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Pools::PoolSize` (r:1 w:1)
	/// Proof: `Pools::PoolSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:1 w:2)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Pools::HotKeys` (r:0 w:1)
	/// Proof: `Pools::HotKeys` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	fn leave() -> Weight {
		// Proof size in bytes:
		//  measured:  `1015`
		//  estimated: `6518`
		// Least execution time: 27_852_000 picoseconds.
		Weight::from_parts(30_095_000, 6518)
			.saturating_add(DbWeight::get().reads(5))
			.saturating_add(DbWeight::get().writes(7))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:1)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	fn set_open() -> Weight {
		// Proof size in bytes:
		//  measured:  `358`
		//  estimated: `4544`
		// Least execution time: 12_409_000 picoseconds.
		Weight::from_parts(13_511_000, 4544)
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Pools::Workers` (r:2 w:2)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:1 w:2)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn set_slots() -> Weight {
		// Proof size in bytes:
		//  measured:  `1019`
		//  estimated: `6518`
		// Least execution time: 28_072_000 picoseconds.
		Weight::from_parts(38_618_000, 6518)
			.saturating_add(DbWeight::get().reads(5))
			.saturating_add(DbWeight::get().writes(5))
	}
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Pools::HotKeys` (r:1 w:2)
	/// Proof: `Pools::HotKeys` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	fn set_hot_key() -> Weight {
		// Proof size in bytes:
		//  measured:  `540`
		//  estimated: `3754`
		// Least execution time: 54_732_000 picoseconds.
		Weight::from_parts(67_942_000, 3754)
			.saturating_add(DbWeight::get().reads(3))
			.saturating_add(DbWeight::get().writes(3))
	}
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Pools::HotKeys` (r:0 w:1)
	/// Proof: `Pools::HotKeys` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	fn remove_hot_key() -> Weight {
		// Proof size in bytes:
		//  measured:  `466`
		//  estimated: `3754`
		// Least execution time: 11_247_000 picoseconds.
		Weight::from_parts(12_639_000, 3754)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:0)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Invitations` (r:2 w:0)
	/// Proof: `Pools::Invitations` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Pools::PoolSize` (r:1 w:1)
	/// Proof: `Pools::PoolSize` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Machines` (r:0 w:1)
	/// Proof: `Pools::Machines` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:0 w:1)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn apply_with() -> Weight {
		// Proof size in bytes:
		//  measured:  `591`
		//  estimated: `6060`
		// Least execution time: 40_901_000 picoseconds.
		Weight::from_parts(55_783_000, 6060)
			.saturating_add(DbWeight::get().reads(9))
			.saturating_add(DbWeight::get().writes(5))
	}
	/// Storage: `Pools::Workers` (r:2 w:2)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:1 w:3)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	fn set_capacity() -> Weight {
		// Proof size in bytes:
		//  measured:  `1019`
		//  estimated: `6518`
		// Least execution time: 29_874_000 picoseconds.
		Weight::from_parts(41_031_000, 6518)
			.saturating_add(DbWeight::get().reads(5))
			.saturating_add(DbWeight::get().writes(6))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:0 w:1)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	fn set_rules() -> Weight {
		// Proof size in bytes:
		//  measured:  `245`
		//  estimated: `4544`
		// Least execution time: 9_104_000 picoseconds.
		Weight::from_parts(9_945_000, 4544)
			.saturating_add(DbWeight::get().reads(3))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Invitations` (r:1 w:1)
	/// Proof: `Pools::Invitations` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	fn invite() -> Weight {
		// Proof size in bytes:
		//  measured:  `300`
		//  estimated: `4544`
		// Least execution time: 11_978_000 picoseconds.
		Weight::from_parts(12_959_000, 4544)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Invitations` (r:1 w:1)
	/// Proof: `Pools::Invitations` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	fn uninvite() -> Weight {
		// Proof size in bytes:
		//  measured:  `382`
		//  estimated: `4544`
		// Least execution time: 11_937_000 picoseconds.
		Weight::from_parts(13_180_000, 4544)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Registry::Groups` (r:1 w:0)
	/// Proof: `Registry::Groups` (`max_values`: None, `max_size`: Some(114), added: 2589, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Exclusions` (r:0 w:1)
	/// Proof: `Pools::Exclusions` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	fn set_exclusion() -> Weight {
		// Proof size in bytes:
		//  measured:  `186`
		//  estimated: `3579`
		// Least execution time: 8_753_000 picoseconds.
		Weight::from_parts(9_554_000, 3579)
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Pools::Parameters` (r:0 w:1)
	/// Proof: `Pools::Parameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	fn set_parameters() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 3_926_000 picoseconds.
		Weight::from_parts(4_297_000, 0)
			.saturating_add(DbWeight::get().writes(1))
	}
	// Not measured yet: typed by analogy with `set_max_stake`.
	fn heartbeat() -> Weight {
		Weight::from_parts(45_000_000, 13_610)
			.saturating_add(DbWeight::get().reads(11))
			.saturating_add(DbWeight::get().writes(9))
	}
	// Not measured yet with a suspended worker: measured with another, and reads added.
	fn authorize_heartbeat() -> Weight {
		Weight::from_parts(48_000_000, 3754)
			.saturating_add(DbWeight::get().reads(9))
	}
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Parameters` (r:1 w:0)
	/// Proof: `Pools::Parameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Pools::SweepCursor` (r:1 w:1)
	/// Proof: `Pools::SweepCursor` (`max_values`: Some(1), `max_size`: Some(130), added: 625, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:5 w:4)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:3 w:4)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// `n` is in `[0, 4]`.
	fn sweep(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `368 + n * (340 ±0)`
		//  estimated: `3754 + n * (2764 ±0)`
		// Least execution time: 7_501_000 picoseconds.
		Weight::from_parts(8_684_091, 3754)
			// Standard error: 10_015
			.saturating_add(Weight::from_parts(16_390_842, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(1))
			.saturating_add(DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2764).saturating_mul(n.into()))
	}
	// Not measured yet: typed by analogy with `set_capacity`.
	fn set_max_stake() -> Weight {
		Weight::from_parts(50_000_000, 13_610)
			.saturating_add(DbWeight::get().reads(9))
			.saturating_add(DbWeight::get().writes(10))
	}
	// Not measured yet: typed by analogy with `assign` and `set_max_stake`.
	fn put_aside(n: u32, ) -> Weight {
		Weight::from_parts(10_000_000, 13_610)
			.saturating_add(Weight::from_parts(40_000_000, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(6))
			.saturating_add(DbWeight::get().reads((6_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(2))
			.saturating_add(DbWeight::get().writes((5_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 5072).saturating_mul(n.into()))
	}
	// Not measured yet: typed by analogy with `sweep`.
	fn warm_up(n: u32, ) -> Weight {
		Weight::from_parts(8_000_000, 3754)
			.saturating_add(Weight::from_parts(20_000_000, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(1))
			.saturating_add(DbWeight::get().writes((5_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2764).saturating_mul(n.into()))
	}
	// Not measured yet: typed by analogy with `sweep`.
	fn tidy() -> Weight {
		Weight::from_parts(25_000_000, 12_000)
			.saturating_add(DbWeight::get().reads(7))
			.saturating_add(DbWeight::get().writes(5))
	}
	/// Storage: `Pools::Assigned` (r:1 w:1)
	/// Proof: `Pools::Assigned` (`max_values`: None, `max_size`: Some(24634), added: 27109, mode: `MaxEncodedLen`)
	/// Storage: `System::ParentHash` (r:1 w:0)
	/// Proof: `System::ParentHash` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Babe::NextRandomness` (r:1 w:0)
	/// Proof: `Babe::NextRandomness` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Babe::EpochStart` (r:1 w:0)
	/// Proof: `Babe::EpochStart` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Parameters` (r:1 w:0)
	/// Proof: `Pools::Parameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Exclusions` (r:1 w:0)
	/// Proof: `Pools::Exclusions` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:79 w:32)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:79 w:32)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Registry::GroupMembers` (r:158 w:0)
	/// Proof: `Registry::GroupMembers` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:79 w:0)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Score` (r:79 w:0)
	/// Proof: `Poco::Score` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Tasks` (r:0 w:16)
	/// Proof: `Pools::Tasks` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// `n` is in `[0, 16]`.
	/// `m` is in `[0, 63]`.
	fn assign(n: u32, m: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `1045 + m * (459 ±0) + n * (457 ±0)`
		//  estimated: `28099 + m * (5072 ±0) + n * (5072 ±0)`
		// Least execution time: 643_359_000 picoseconds.
		Weight::from_parts(19_740_221, 28099)
			// Standard error: 105_462
			.saturating_add(Weight::from_parts(39_533_257, 0).saturating_mul(n.into()))
			// Standard error: 27_518
			.saturating_add(Weight::from_parts(22_190_362, 0).saturating_mul(m.into()))
			.saturating_add(DbWeight::get().reads(9))
			.saturating_add(DbWeight::get().reads((6_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().reads((6_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().writes((5_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 5072).saturating_mul(m.into()))
			.saturating_add(Weight::from_parts(0, 5072).saturating_mul(n.into()))
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
	fn set_max_stake() -> Weight {
		Measured::<RocksDbWeight>::set_max_stake()
	}
	fn put_aside(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::put_aside(n, )
	}
	fn warm_up(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::warm_up(n, )
	}
	fn tidy() -> Weight {
		Measured::<RocksDbWeight>::tidy()
	}
	fn assign(n: u32, m: u32, ) -> Weight {
		Measured::<RocksDbWeight>::assign(n, m, )
	}
}
