// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_poco`, measured by `scripts/weights`. Not to be edited.
//!
//! 2026-11-25, AMD EPYC: 20 steps, 10 repeats, maps of
//! 1000000 entries.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_poco`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_poco::WeightInfo for WeightInfo<T> {
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
		// Least execution time: 29_925_000 picoseconds.
		Weight::from_parts(32_899_000, 24448)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(3))
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
	fn contribute() -> Weight {
		// Proof size in bytes:
		//  measured:  `5294`
		//  estimated: `24448`
		// Least execution time: 196_443_000 picoseconds.
		Weight::from_parts(206_218_000, 24448)
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().writes(7))
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
		// Least execution time: 264_154_000 picoseconds.
		Weight::from_parts(278_605_000, 28099)
			.saturating_add(T::DbWeight::get().reads(16))
			.saturating_add(T::DbWeight::get().writes(11))
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
		// Least execution time: 65_778_000 picoseconds.
		Weight::from_parts(82_614_000, 24448)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
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
		// Least execution time: 50_415_000 picoseconds.
		Weight::from_parts(39_387_147, 24448)
			// Standard error: 12_811
			.saturating_add(Weight::from_parts(6_139_115, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
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
		// Least execution time: 102_493_000 picoseconds.
		Weight::from_parts(56_661_327, 28099)
			// Standard error: 44_579
			.saturating_add(Weight::from_parts(19_572_934, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(9))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
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
		// Least execution time: 67_211_000 picoseconds.
		Weight::from_parts(18_288_079, 28099)
			// Standard error: 18_464
			.saturating_add(Weight::from_parts(10_942_745, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(9))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
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
	fn report_failure() -> Weight {
		// Proof size in bytes:
		//  measured:  `1159`
		//  estimated: `28099`
		// Least execution time: 69_614_000 picoseconds.
		Weight::from_parts(74_331_000, 28099)
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	/// Storage: `Poco::TeeBroker` (r:0 w:1)
	/// Proof: `Poco::TeeBroker` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	fn set_tee_broker() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 4_166_000 picoseconds.
		Weight::from_parts(4_817_000, 0)
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Poco::Automation` (r:0 w:1)
	/// Proof: `Poco::Automation` (`max_values`: Some(1), `max_size`: Some(7), added: 502, mode: `MaxEncodedLen`)
	fn set_automation() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 3_936_000 picoseconds.
		Weight::from_parts(4_396_000, 0)
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Poco::EngineVersion` (r:0 w:1)
	/// Proof: `Poco::EngineVersion` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	fn set_engine_version() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 3_885_000 picoseconds.
		Weight::from_parts(4_276_000, 0)
			.saturating_add(T::DbWeight::get().writes(1))
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
	fn contribute_batch(m: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `1188 + m * (4787 ±0)`
		//  estimated: `3754 + m * (23458 ±0)`
		// Least execution time: 80_280_000 picoseconds.
		Weight::from_parts(80_961_000, 3754)
			// Standard error: 606_461
			.saturating_add(Weight::from_parts(53_534_174, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().reads((7_u64).saturating_mul(m.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(m.into())))
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
	fn reveal_batch(m: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `819 + m * (5024 ±0)`
		//  estimated: `3754 + m * (23458 ±0)`
		// Least execution time: 88_011_000 picoseconds.
		Weight::from_parts(90_284_000, 3754)
			// Standard error: 214_953
			.saturating_add(Weight::from_parts(67_557_711, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().reads((5_u64).saturating_mul(m.into())))
			.saturating_add(T::DbWeight::get().writes(1))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(m.into())))
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
	fn report_failure_batch(m: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `845 + m * (333 ±0)`
		//  estimated: `3754 + m * (27109 ±0)`
		// Least execution time: 75_913_000 picoseconds.
		Weight::from_parts(50_373_371, 3754)
			// Standard error: 130_540
			.saturating_add(Weight::from_parts(43_335_192, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().reads((6_u64).saturating_mul(m.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(m.into())))
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
	fn authorize_contribute_batch(m: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `1136 + m * (4732 ±0)`
		//  estimated: `3754 + m * (23458 ±0)`
		// Least execution time: 74_841_000 picoseconds.
		Weight::from_parts(58_480_943, 3754)
			// Standard error: 106_563
			.saturating_add(Weight::from_parts(18_122_013, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(m.into())))
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
	fn authorize_reveal_batch(m: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `763 + m * (4969 ±0)`
		//  estimated: `3754 + m * (23458 ±0)`
		// Least execution time: 117_976_000 picoseconds.
		Weight::from_parts(60_690_404, 3754)
			// Standard error: 1_817_567
			.saturating_add(Weight::from_parts(69_753_771, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(m.into())))
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
	fn authorize_report_failure_batch(m: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `640 + m * (208 ±0)`
		//  estimated: `3754 + m * (23458 ±0)`
		// Least execution time: 54_511_000 picoseconds.
		Weight::from_parts(60_400_720, 3754)
			// Standard error: 111_535
			.saturating_add(Weight::from_parts(11_129_332, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(m.into())))
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
		// Least execution time: 15_332_000 picoseconds.
		Weight::from_parts(16_504_000, 3530)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(7))
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
		// Least execution time: 5_788_000 picoseconds.
		Weight::from_parts(6_350_000, 1501)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(1))
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
		// Least execution time: 13_631_000 picoseconds.
		Weight::from_parts(14_572_000, 7974)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
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
		// Least execution time: 31_867_000 picoseconds.
		Weight::from_parts(33_349_000, 28099)
			// Standard error: 11_620
			.saturating_add(Weight::from_parts(8_127_483, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2738).saturating_mul(n.into()))
	}
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
		// Least execution time: 28_543_000 picoseconds.
		Weight::from_parts(29_504_000, 7974)
			// Standard error: 11_168
			.saturating_add(Weight::from_parts(7_292_893, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
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
		// Least execution time: 44_557_000 picoseconds.
		Weight::from_parts(48_202_000, 7974)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(6))
	}
}
