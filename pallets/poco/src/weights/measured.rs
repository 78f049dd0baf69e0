// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_poco`, measured by `scripts/weights`. Not to be edited.
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

/// Weights of `pallet_poco`, by what reads and writes of the database cost.
pub struct Measured<DbWeight>(PhantomData<DbWeight>);

/// Weights of `pallet_poco` with the database of a runtime.
pub type SubstrateWeight<T> = Measured<<T as frame_system::Config>::DbWeight>;

impl<DbWeight: Get<RuntimeDbWeight>> WeightInfo for Measured<DbWeight> {
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:0)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(72), added: 2547, mode: `MaxEncodedLen`)
	/// Storage: `Poco::EngineVersion` (r:1 w:0)
	/// Proof: `Poco::EngineVersion` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	fn initialize() -> Weight {
		// Proof size in bytes:
		//  measured:  `4780`
		//  estimated: `24448`
		// Least execution time: 28_212_000 picoseconds.
		Weight::from_parts(31_567_000, 24448)
			.saturating_add(DbWeight::get().reads(7))
			.saturating_add(DbWeight::get().writes(3))
	}
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:1 w:1)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// Storage: `Poco::TeeBroker` (r:1 w:0)
	/// Proof: `Poco::TeeBroker` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Score` (r:1 w:0)
	/// Proof: `Poco::Score` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Groups` (r:1 w:1)
	/// Proof: `Poco::Groups` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:2 w:2)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	fn contribute(_n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `5294`
		//  estimated: `24448`
		// Least execution time: 190_614_000 picoseconds.
		Weight::from_parts(202_732_000, 24448)
			.saturating_add(DbWeight::get().reads(12))
			.saturating_add(DbWeight::get().writes(7))
	}
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// Storage: `Poco::TeeBroker` (r:1 w:0)
	/// Proof: `Poco::TeeBroker` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Owed` (r:1 w:1)
	/// Proof: `Escrow::Owed` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:4 w:4)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Kitty` (r:1 w:0)
	/// Proof: `Escrow::Kitty` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(72), added: 2547, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Assigned` (r:1 w:0)
	/// Proof: `Pools::Assigned` (`max_values`: None, `max_size`: Some(24634), added: 27109, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:2 w:2)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:0 w:1)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	fn contribute_and_finalize() -> Weight {
		// Proof size in bytes:
		//  measured:  `5373`
		//  estimated: `28099`
		// Least execution time: 253_618_000 picoseconds.
		Weight::from_parts(270_344_000, 28099)
			.saturating_add(DbWeight::get().reads(16))
			.saturating_add(DbWeight::get().writes(11))
	}
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:1 w:1)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	fn reveal() -> Weight {
		// Proof size in bytes:
		//  measured:  `18167`
		//  estimated: `24448`
		// Least execution time: 45_678_000 picoseconds.
		Weight::from_parts(56_885_000, 24448)
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Typed by hand, by analogy with `reveal`, and the hash of the callback data.
	fn reveal_opened() -> Weight {
		Weight::from_parts(66_000_000, 24448)
			.saturating_add(DbWeight::get().reads(5))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:512 w:512)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Groups` (r:1 w:1)
	/// Proof: `Poco::Groups` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:2 w:2)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// `n` is in `[1, 512]`.
	fn reopen(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `5278 + n * (191 ±0)`
		//  estimated: `24448 + n * (2738 ±0)`
		// Least execution time: 45_678_000 picoseconds.
		Weight::from_parts(46_809_000, 24448)
			// Standard error: 12_671
			.saturating_add(Weight::from_parts(5_624_150, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(7))
			.saturating_add(DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(5))
			.saturating_add(DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2738).saturating_mul(n.into()))
	}
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Owed` (r:1 w:1)
	/// Proof: `Escrow::Owed` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:515 w:515)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Kitty` (r:1 w:0)
	/// Proof: `Escrow::Kitty` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:512 w:0)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Score` (r:512 w:512)
	/// Proof: `Poco::Score` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(72), added: 2547, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Assigned` (r:1 w:0)
	/// Proof: `Pools::Assigned` (`max_values`: None, `max_size`: Some(24634), added: 27109, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:2 w:2)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// `n` is in `[1, 512]`.
	fn finalize(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `9594 + n * (278 ±0)`
		//  estimated: `28099 + n * (2738 ±0)`
		// Least execution time: 99_679_000 picoseconds.
		Weight::from_parts(16_623_158, 28099)
			// Standard error: 26_263
			.saturating_add(Weight::from_parts(19_157_658, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(13))
			.saturating_add(DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(9))
			.saturating_add(DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2738).saturating_mul(n.into()))
	}
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:514 w:514)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Owed` (r:1 w:1)
	/// Proof: `Escrow::Owed` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Kitty` (r:1 w:1)
	/// Proof: `Escrow::Kitty` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:512 w:0)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(72), added: 2547, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Assigned` (r:1 w:0)
	/// Proof: `Pools::Assigned` (`max_values`: None, `max_size`: Some(24634), added: 27109, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:2 w:2)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// `n` is in `[0, 512]`.
	fn claim(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `5381 + n * (278 ±0)`
		//  estimated: `28099 + n * (2738 ±0)`
		// Least execution time: 62_023_000 picoseconds.
		Weight::from_parts(6_433_857, 28099)
			// Standard error: 20_728
			.saturating_add(Weight::from_parts(10_569_016, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(12))
			.saturating_add(DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(9))
			.saturating_add(DbWeight::get().writes((1_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2738).saturating_mul(n.into()))
	}
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Tasks` (r:1 w:1)
	/// Proof: `Pools::Tasks` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:1 w:0)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Failures` (r:1 w:1)
	/// Proof: `Poco::Failures` (`max_values`: None, `max_size`: Some(1089), added: 3564, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Assigned` (r:1 w:1)
	/// Proof: `Pools::Assigned` (`max_values`: None, `max_size`: Some(24634), added: 27109, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:1 w:2)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Parameters` (r:1 w:0)
	/// Proof: `Pools::Parameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	fn report_failure(_n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `1159`
		//  estimated: `28099`
		// Least execution time: 66_639_000 picoseconds.
		Weight::from_parts(71_166_000, 28099)
			.saturating_add(DbWeight::get().reads(12))
			.saturating_add(DbWeight::get().writes(10))
	}
	/// Storage: `Poco::TeeBroker` (r:0 w:1)
	/// Proof: `Poco::TeeBroker` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	fn set_tee_broker() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 4_036_000 picoseconds.
		Weight::from_parts(4_847_000, 0)
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Poco::Automation` (r:0 w:1)
	/// Proof: `Poco::Automation` (`max_values`: Some(1), `max_size`: Some(7), added: 502, mode: `MaxEncodedLen`)
	fn set_automation() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 3_855_000 picoseconds.
		Weight::from_parts(4_256_000, 0)
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Poco::EngineVersion` (r:0 w:1)
	/// Proof: `Poco::EngineVersion` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	fn set_engine_version() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 3_726_000 picoseconds.
		Weight::from_parts(4_176_000, 0)
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:1 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:1 w:0)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Challenges` (r:1 w:1)
	/// Proof: `Poco::Challenges` (`max_values`: None, `max_size`: Some(237), added: 2712, mode: `MaxEncodedLen`)
	/// Storage: `Poco::ChallengeCount` (r:1 w:1)
	/// Proof: `Poco::ChallengeCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Terms` (r:1 w:0)
	/// Proof: `Poco::Terms` (`max_values`: Some(1), `max_size`: Some(40), added: 535, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:3 w:3)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Owed` (r:1 w:1)
	/// Proof: `Escrow::Owed` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:2 w:2)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	fn challenge_result() -> Weight {
		// Proof size in bytes:
		//  measured:  `29742`
		//  estimated: `24448`
		// Least execution time: 105_277_000 picoseconds.
		Weight::from_parts(119_979_000, 24448)
			.saturating_add(DbWeight::get().reads(14))
			.saturating_add(DbWeight::get().writes(10))
	}
	/// Storage: `Poco::Challenges` (r:1 w:1)
	/// Proof: `Poco::Challenges` (`max_values`: None, `max_size`: Some(237), added: 2712, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Poco::ChallengeCount` (r:1 w:1)
	/// Proof: `Poco::ChallengeCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:2 w:2)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Owed` (r:1 w:1)
	/// Proof: `Escrow::Owed` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Parameters` (r:1 w:0)
	/// Proof: `Pools::Parameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// `b` is in `[2048, 2097248]`.
	fn answer_challenge(b: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `1263`
		//  estimated: `6100`
		// Least execution time: 51_717_000 picoseconds.
		Weight::from_parts(57_513_919, 6100)
			// Standard error: 1
			.saturating_add(Weight::from_parts(1_357, 0).saturating_mul(b.into()))
			.saturating_add(DbWeight::get().reads(8))
			.saturating_add(DbWeight::get().writes(5))
	}
	/// Storage: `Poco::Challenges` (r:1 w:0)
	/// Proof: `Poco::Challenges` (`max_values`: None, `max_size`: Some(237), added: 2712, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// `b` is in `[2048, 2097248]`.
	fn authorize_answer_challenge(b: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `840`
		//  estimated: `3754`
		// Least execution time: 51_777_000 picoseconds.
		Weight::from_parts(44_183_164, 3754)
			// Standard error: 1
			.saturating_add(Weight::from_parts(1_191, 0).saturating_mul(b.into()))
			.saturating_add(DbWeight::get().reads(3))
	}
	/// Storage: `Poco::Challenges` (r:1 w:1)
	/// Proof: `Poco::Challenges` (`max_values`: None, `max_size`: Some(237), added: 2712, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Poco::ChallengeCount` (r:1 w:1)
	/// Proof: `Poco::ChallengeCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:2 w:2)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Owed` (r:1 w:1)
	/// Proof: `Escrow::Owed` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Score` (r:1 w:1)
	/// Proof: `Poco::Score` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	fn settle_challenge() -> Weight {
		// Proof size in bytes:
		//  measured:  `877`
		//  estimated: `6100`
		// Least execution time: 39_158_000 picoseconds.
		Weight::from_parts(42_563_000, 6100)
			.saturating_add(DbWeight::get().reads(11))
			.saturating_add(DbWeight::get().writes(7))
	}
	/// Storage: `Poco::Terms` (r:0 w:1)
	/// Proof: `Poco::Terms` (`max_values`: Some(1), `max_size`: Some(40), added: 535, mode: `MaxEncodedLen`)
	fn set_challenge_terms() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 3_806_000 picoseconds.
		Weight::from_parts(4_307_000, 0)
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:64 w:64)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:64 w:64)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:64 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Tasks` (r:64 w:0)
	/// Proof: `Pools::Tasks` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:1)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Score` (r:1 w:0)
	/// Proof: `Poco::Score` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Groups` (r:64 w:64)
	/// Proof: `Poco::Groups` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Parameters` (r:1 w:0)
	/// Proof: `Pools::Parameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:128 w:128)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// `m` is in `[1, 64]`.
	fn contribute_batch(m: u32, d: u32, ) -> Weight {
		let m = m.saturating_add(d);
		// Proof size in bytes:
		//  measured:  `1188 + m * (4787 ±0)`
		//  estimated: `3754 + m * (23458 ±0)`
		// Least execution time: 78_887_000 picoseconds.
		Weight::from_parts(36_424_056, 3754)
			// Standard error: 177_592
			.saturating_add(Weight::from_parts(52_159_828, 0).saturating_mul(m.into()))
			.saturating_add(DbWeight::get().reads(6))
			.saturating_add(DbWeight::get().reads((7_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().writes(2))
			.saturating_add(DbWeight::get().writes((5_u64).saturating_mul(m.into())))
			.saturating_add(Weight::from_parts(0, 23458).saturating_mul(m.into()))
	}
	/// Storage: `Poco::Tasks` (r:64 w:64)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:64 w:64)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:64 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Parameters` (r:1 w:0)
	/// Proof: `Pools::Parameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:128 w:128)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// `m` is in `[1, 64]`.
	fn reveal_batch(m: u32, d: u32, ) -> Weight {
		let m = m.saturating_add(d);
		// Proof size in bytes:
		//  measured:  `819 + m * (5024 ±0)`
		//  estimated: `3754 + m * (23458 ±0)`
		// Least execution time: 87_791_000 picoseconds.
		Weight::from_parts(29_562_297, 3754)
			// Standard error: 251_696
			.saturating_add(Weight::from_parts(66_278_644, 0).saturating_mul(m.into()))
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().reads((5_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().writes(1))
			.saturating_add(DbWeight::get().writes((4_u64).saturating_mul(m.into())))
			.saturating_add(Weight::from_parts(0, 23458).saturating_mul(m.into()))
	}
	/// Storage: `Poco::Tasks` (r:64 w:64)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Tasks` (r:64 w:64)
	/// Proof: `Pools::Tasks` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:64 w:0)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Failures` (r:64 w:64)
	/// Proof: `Poco::Failures` (`max_values`: None, `max_size`: Some(1089), added: 3564, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Assigned` (r:64 w:64)
	/// Proof: `Pools::Assigned` (`max_values`: None, `max_size`: Some(24634), added: 27109, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Workers` (r:1 w:1)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Parameters` (r:1 w:0)
	/// Proof: `Pools::Parameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:64 w:64)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:1)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Roster` (r:1 w:2)
	/// Proof: `Pools::Roster` (`max_values`: None, `max_size`: Some(57), added: 2532, mode: `MaxEncodedLen`)
	/// `m` is in `[1, 64]`.
	fn report_failure_batch(m: u32, d: u32, ) -> Weight {
		let m = m.saturating_add(d);
		// Proof size in bytes:
		//  measured:  `845 + m * (333 ±0)`
		//  estimated: `3754 + m * (27109 ±0)`
		// Least execution time: 71_427_000 picoseconds.
		Weight::from_parts(28_538_725, 3754)
			// Standard error: 116_167
			.saturating_add(Weight::from_parts(43_294_383, 0).saturating_mul(m.into()))
			.saturating_add(DbWeight::get().reads(6))
			.saturating_add(DbWeight::get().reads((6_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().writes(5))
			.saturating_add(DbWeight::get().writes((5_u64).saturating_mul(m.into())))
			.saturating_add(Weight::from_parts(0, 27109).saturating_mul(m.into()))
	}
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:64 w:0)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Tasks` (r:64 w:0)
	/// Proof: `Pools::Tasks` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:64 w:0)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:64 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:1 w:0)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// `m` is in `[1, 64]`.
	fn authorize_contribute_batch(m: u32, d: u32, ) -> Weight {
		let m = m.saturating_add(d);
		// Proof size in bytes:
		//  measured:  `1136 + m * (4732 ±0)`
		//  estimated: `3754 + m * (23458 ±0)`
		// Least execution time: 73_730_000 picoseconds.
		Weight::from_parts(66_023_236, 3754)
			// Standard error: 98_456
			.saturating_add(Weight::from_parts(17_725_832, 0).saturating_mul(m.into()))
			.saturating_add(DbWeight::get().reads(3))
			.saturating_add(DbWeight::get().reads((4_u64).saturating_mul(m.into())))
			.saturating_add(Weight::from_parts(0, 23458).saturating_mul(m.into()))
	}
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:64 w:0)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:64 w:0)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:64 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// `m` is in `[1, 64]`.
	fn authorize_reveal_batch(m: u32, d: u32, ) -> Weight {
		let m = m.saturating_add(d);
		// Proof size in bytes:
		//  measured:  `763 + m * (4969 ±0)`
		//  estimated: `3754 + m * (23458 ±0)`
		// Least execution time: 115_131_000 picoseconds.
		Weight::from_parts(31_635_594, 3754)
			// Standard error: 235_804
			.saturating_add(Weight::from_parts(68_448_236, 0).saturating_mul(m.into()))
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().reads((3_u64).saturating_mul(m.into())))
			.saturating_add(Weight::from_parts(0, 23458).saturating_mul(m.into()))
	}
	/// Storage: `Pools::Workers` (r:1 w:0)
	/// Proof: `Pools::Workers` (`max_values`: None, `max_size`: Some(289), added: 2764, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:64 w:0)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Tasks` (r:64 w:0)
	/// Proof: `Pools::Tasks` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:64 w:0)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// `m` is in `[1, 64]`.
	fn authorize_report_failure_batch(m: u32, d: u32, ) -> Weight {
		let m = m.saturating_add(d);
		// Proof size in bytes:
		//  measured:  `640 + m * (208 ±0)`
		//  estimated: `3754 + m * (23458 ±0)`
		// Least execution time: 54_762_000 picoseconds.
		Weight::from_parts(54_278_238, 3754)
			// Standard error: 53_446
			.saturating_add(Weight::from_parts(10_291_074, 0).saturating_mul(m.into()))
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().reads((3_u64).saturating_mul(m.into())))
			.saturating_add(Weight::from_parts(0, 23458).saturating_mul(m.into()))
	}
	/// Storage: `Poco::DealQueues` (r:1 w:1)
	/// Proof: `Poco::DealQueues` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRingState` (r:1 w:1)
	/// Proof: `Poco::PoolRingState` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:1)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:0 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(72), added: 2547, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRing` (r:0 w:1)
	/// Proof: `Poco::PoolRing` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	fn on_deal() -> Weight {
		// Proof size in bytes:
		//  measured:  `106`
		//  estimated: `3530`
		// Least execution time: 14_852_000 picoseconds.
		Weight::from_parts(16_325_000, 3530)
			.saturating_add(DbWeight::get().reads(5))
			.saturating_add(DbWeight::get().writes(7))
	}
	/// Storage: `Poco::Automation` (r:1 w:0)
	/// Proof: `Poco::Automation` (`max_values`: Some(1), `max_size`: Some(7), added: 502, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:0)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRingState` (r:1 w:1)
	/// Proof: `Poco::PoolRingState` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	fn automation_base() -> Weight {
		// Proof size in bytes:
		//  measured:  `73`
		//  estimated: `1501`
		// Least execution time: 5_598_000 picoseconds.
		Weight::from_parts(6_169_000, 1501)
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:2 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	fn agenda_step() -> Weight {
		// Proof size in bytes:
		//  measured:  `235`
		//  estimated: `7974`
		// Least execution time: 12_829_000 picoseconds.
		Weight::from_parts(14_021_000, 7974)
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().writes(2))
	}
	/// Storage: `Pools::Assigned` (r:1 w:0)
	/// Proof: `Pools::Assigned` (`max_values`: None, `max_size`: Some(24634), added: 27109, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Failures` (r:1 w:0)
	/// Proof: `Poco::Failures` (`max_values`: None, `max_size`: Some(1089), added: 3564, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Groups` (r:512 w:0)
	/// Proof: `Poco::Groups` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:511 w:0)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	/// Storage: `System::ParentHash` (r:1 w:0)
	/// Proof: `System::ParentHash` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Babe::NextRandomness` (r:1 w:0)
	/// Proof: `Babe::NextRandomness` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	/// Storage: `Babe::EpochStart` (r:1 w:0)
	/// Proof: `Babe::EpochStart` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Parameters` (r:1 w:0)
	/// Proof: `Pools::Parameters` (`max_values`: Some(1), `max_size`: Some(24), added: 519, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Exclusions` (r:1 w:0)
	/// Proof: `Pools::Exclusions` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:0)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// `n` is in `[0, 511]`.
	fn supply(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `384 + n * (245 ±0)`
		//  estimated: `28099 + n * (2738 ±0)`
		// Least execution time: 30_435_000 picoseconds.
		Weight::from_parts(12_277_367, 28099)
			// Standard error: 24_913
			.saturating_add(Weight::from_parts(7_873_830, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(11))
			.saturating_add(DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2738).saturating_mul(n.into()))
	}
	/// Storage: `Poco::Challenges` (r:1 w:0)
	/// Proof: `Poco::Challenges` (`max_values`: None, `max_size`: Some(237), added: 2712, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:512 w:512)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(72), added: 2547, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:1)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Groups` (r:0 w:512)
	/// Proof: `Poco::Groups` (`max_values`: None, `max_size`: Some(132), added: 2607, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Failures` (r:0 w:1)
	/// Proof: `Poco::Failures` (`max_values`: None, `max_size`: Some(1089), added: 3564, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Tasks` (r:0 w:1)
	/// Proof: `Poco::Tasks` (`max_values`: None, `max_size`: Some(20983), added: 23458, mode: `MaxEncodedLen`)
	/// `n` is in `[0, 512]`.
	fn forget(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `4956 + n * (159 ±0)`
		//  estimated: `7974 + n * (2738 ±0)`
		// Least execution time: 29_614_000 picoseconds.
		Weight::from_parts(30_655_000, 7974)
			// Standard error: 11_687
			.saturating_add(Weight::from_parts(7_020_642, 0).saturating_mul(n.into()))
			.saturating_add(DbWeight::get().reads(5))
			.saturating_add(DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(DbWeight::get().writes(6))
			.saturating_add(DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2738).saturating_mul(n.into()))
	}
	/// Storage: `Poco::PoolRingState` (r:1 w:1)
	/// Proof: `Poco::PoolRingState` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::PoolRing` (r:1 w:1)
	/// Proof: `Poco::PoolRing` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Proof: `Pools::Pools` (`max_values`: None, `max_size`: Some(46), added: 2521, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueues` (r:1 w:1)
	/// Proof: `Poco::DealQueues` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:1 w:1)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(60), added: 2535, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// Storage: `Pools::RosterLevels` (r:1 w:0)
	/// Proof: `Pools::RosterLevels` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:0)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(72), added: 2547, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:1 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	fn visit_deal() -> Weight {
		// Proof size in bytes:
		//  measured:  `5376`
		//  estimated: `7974`
		// Least execution time: 41_742_000 picoseconds.
		Weight::from_parts(45_338_000, 7974)
			.saturating_add(DbWeight::get().reads(10))
			.saturating_add(DbWeight::get().writes(6))
	}
	fn agenda_page(m: u32, ) -> Weight {
		Weight::from_parts(10_000_000, 1000)
			.saturating_add(DbWeight::get().reads(2))
			.saturating_add(DbWeight::get().reads((1_u64).saturating_mul(m.into())))
	}
	fn start(m: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 1000)
			.saturating_add(DbWeight::get().reads((1_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().writes((1_u64).saturating_mul(m.into())))
	}
	fn claim_deal() -> Weight {
		Weight::from_parts(62_000_000, 7974)
			.saturating_add(DbWeight::get().reads(9))
			.saturating_add(DbWeight::get().writes(9))
	}
	fn look(n: u32, ) -> Weight {
		Weight::from_parts(1_000_000, 0)
			.saturating_add(Weight::from_parts(300_000, 0).saturating_mul(n.into()))
	}
	fn lock_stakes(m: u32, ) -> Weight {
		Weight::from_parts(1_000_000, 0)
			.saturating_add(Weight::from_parts(2_000_000, 2555).saturating_mul(m.into()))
			.saturating_add(DbWeight::get().reads((1_u64).saturating_mul(m.into())))
			.saturating_add(DbWeight::get().writes((1_u64).saturating_mul(m.into())))
	}
	fn wait() -> Weight {
		Weight::from_parts(25_000_000, 3530)
			.saturating_add(DbWeight::get().reads(8))
			.saturating_add(DbWeight::get().writes(8))
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
	fn on_deal() -> Weight {
		Measured::<RocksDbWeight>::on_deal()
	}
	fn automation_base() -> Weight {
		Measured::<RocksDbWeight>::automation_base()
	}
	fn agenda_step() -> Weight {
		Measured::<RocksDbWeight>::agenda_step()
	}
	fn supply(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::supply(n, )
	}
	fn forget(n: u32, ) -> Weight {
		Measured::<RocksDbWeight>::forget(n, )
	}
	fn visit_deal() -> Weight {
		Measured::<RocksDbWeight>::visit_deal()
	}
	fn agenda_page(m: u32, ) -> Weight {
		Measured::<RocksDbWeight>::agenda_page(m, )
	}
	fn start(m: u32, ) -> Weight {
		Measured::<RocksDbWeight>::start(m, )
	}
	fn claim_deal() -> Weight {
		Measured::<RocksDbWeight>::claim_deal()
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
	fn reveal_opened() -> Weight {
		Measured::<RocksDbWeight>::reveal_opened()
	}
}
