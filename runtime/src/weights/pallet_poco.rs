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
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
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
		//  measured:  `4781`
		//  estimated: `24448`
		// Least execution time: 29_224_000 picoseconds.
		Weight::from_parts(32_809_000, 24448)
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
		// Least execution time: 192_116_000 picoseconds.
		Weight::from_parts(205_897_000, 24448)
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
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Assigned` (r:1 w:0)
	/// Proof: `Pools::Assigned` (`max_values`: None, `max_size`: Some(24334), added: 26809, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:2 w:2)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Contributions` (r:0 w:1)
	/// Proof: `Poco::Contributions` (`max_values`: None, `max_size`: Some(263), added: 2738, mode: `MaxEncodedLen`)
	fn contribute_and_finalize() -> Weight {
		// Proof size in bytes:
		//  measured:  `5374`
		//  estimated: `27799`
		// Least execution time: 260_809_000 picoseconds.
		Weight::from_parts(283_162_000, 27799)
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
		// Least execution time: 58_848_000 picoseconds.
		Weight::from_parts(82_392_000, 24448)
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
		// Least execution time: 1_303_584_000 picoseconds.
		Weight::from_parts(1_270_637_609, 24448)
			// Standard error: 79_676
			.saturating_add(Weight::from_parts(6_862_585, 0).saturating_mul(n.into()))
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
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Assigned` (r:1 w:0)
	/// Proof: `Pools::Assigned` (`max_values`: None, `max_size`: Some(24334), added: 26809, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:2 w:2)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// `n` is in `[1, 512]`.
	fn finalize(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `9595 + n * (278 ±0)`
		//  estimated: `27799 + n * (2738 ±0)`
		// Least execution time: 1_334_400_000 picoseconds.
		Weight::from_parts(2_132_957_416, 27799)
			// Standard error: 831_854
			.saturating_add(Weight::from_parts(23_590_706, 0).saturating_mul(n.into()))
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
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// Storage: `Pools::Assigned` (r:1 w:0)
	/// Proof: `Pools::Assigned` (`max_values`: None, `max_size`: Some(24334), added: 26809, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:2 w:2)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// `n` is in `[0, 512]`.
	fn claim(n: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `5382 + n * (278 ±0)`
		//  estimated: `27799 + n * (2738 ±0)`
		// Least execution time: 67_070_000 picoseconds.
		Weight::from_parts(69_734_000, 27799)
			// Standard error: 17_401
			.saturating_add(Weight::from_parts(11_391_983, 0).saturating_mul(n.into()))
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
	/// Proof: `Pools::Assigned` (`max_values`: None, `max_size`: Some(24334), added: 26809, mode: `MaxEncodedLen`)
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
		//  measured:  `1158`
		//  estimated: `27799`
		// Least execution time: 71_206_000 picoseconds.
		Weight::from_parts(75_432_000, 27799)
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	/// Storage: `Poco::TeeBroker` (r:0 w:1)
	/// Proof: `Poco::TeeBroker` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	fn set_tee_broker() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 4_236_000 picoseconds.
		Weight::from_parts(5_137_000, 0)
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Poco::Automation` (r:0 w:1)
	/// Proof: `Poco::Automation` (`max_values`: Some(1), `max_size`: Some(7), added: 502, mode: `MaxEncodedLen`)
	fn set_automation() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 4_116_000 picoseconds.
		Weight::from_parts(4_547_000, 0)
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Poco::EngineVersion` (r:0 w:1)
	/// Proof: `Poco::EngineVersion` (`max_values`: Some(1), `max_size`: Some(2), added: 497, mode: `MaxEncodedLen`)
	fn set_engine_version() -> Weight {
		// Proof size in bytes:
		//  measured:  `0`
		//  estimated: `0`
		// Least execution time: 3_996_000 picoseconds.
		Weight::from_parts(4_427_000, 0)
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
		// Least execution time: 84_186_000 picoseconds.
		Weight::from_parts(27_922_465, 3754)
			// Standard error: 170_561
			.saturating_add(Weight::from_parts(56_069_794, 0).saturating_mul(m.into()))
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
		// Least execution time: 92_558_000 picoseconds.
		Weight::from_parts(89_201_782, 3754)
			// Standard error: 267_596
			.saturating_add(Weight::from_parts(67_584_068, 0).saturating_mul(m.into()))
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
	/// Proof: `Pools::Assigned` (`max_values`: None, `max_size`: Some(24334), added: 26809, mode: `MaxEncodedLen`)
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
		//  measured:  `844 + m * (333 ±0)`
		//  estimated: `3754 + m * (26809 ±0)`
		// Least execution time: 77_916_000 picoseconds.
		Weight::from_parts(30_140_065, 3754)
			// Standard error: 113_174
			.saturating_add(Weight::from_parts(45_773_342, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().reads((6_u64).saturating_mul(m.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(m.into())))
			.saturating_add(Weight::from_parts(0, 26809).saturating_mul(m.into()))
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
		// Least execution time: 77_185_000 picoseconds.
		Weight::from_parts(65_207_052, 3754)
			// Standard error: 107_035
			.saturating_add(Weight::from_parts(19_404_585, 0).saturating_mul(m.into()))
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
		// Least execution time: 120_049_000 picoseconds.
		Weight::from_parts(68_991_481, 3754)
			// Standard error: 197_794
			.saturating_add(Weight::from_parts(71_584_219, 0).saturating_mul(m.into()))
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
		// Least execution time: 58_648_000 picoseconds.
		Weight::from_parts(53_555_071, 3754)
			// Standard error: 54_950
			.saturating_add(Weight::from_parts(11_280_931, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(m.into())))
			.saturating_add(Weight::from_parts(0, 23458).saturating_mul(m.into()))
	}
	/// Storage: `Poco::QueueStates` (r:1 w:1)
	/// Proof: `Poco::QueueStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:1)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:0 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	fn on_deal() -> Weight {
		// Proof size in bytes:
		//  measured:  `69`
		//  estimated: `1501`
		// Least execution time: 5_448_000 picoseconds.
		Weight::from_parts(5_979_000, 1501)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Poco::Automation` (r:1 w:0)
	/// Proof: `Poco::Automation` (`max_values`: Some(1), `max_size`: Some(7), added: 502, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Poco::AgendaStates` (r:1 w:0)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::QueueStates` (r:1 w:1)
	/// Proof: `Poco::QueueStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	fn automation_base() -> Weight {
		// Proof size in bytes:
		//  measured:  `73`
		//  estimated: `1501`
		// Least execution time: 5_868_000 picoseconds.
		Weight::from_parts(6_390_000, 1501)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Poco::AgendaStates` (r:1 w:1)
	/// Proof: `Poco::AgendaStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Agenda` (r:2 w:1)
	/// Proof: `Poco::Agenda` (`max_values`: None, `max_size`: Some(65), added: 2540, mode: `MaxEncodedLen`)
	/// Storage: `Poco::QueueStates` (r:1 w:1)
	/// Proof: `Poco::QueueStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:1)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	fn agenda_step() -> Weight {
		// Proof size in bytes:
		//  measured:  `159`
		//  estimated: `6070`
		// Least execution time: 13_340_000 picoseconds.
		Weight::from_parts(14_371_000, 6070)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Pools::Assigned` (r:1 w:0)
	/// Proof: `Pools::Assigned` (`max_values`: None, `max_size`: Some(24334), added: 26809, mode: `MaxEncodedLen`)
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
		//  estimated: `27799 + n * (2738 ±0)`
		// Least execution time: 33_099_000 picoseconds.
		Weight::from_parts(35_242_000, 27799)
			// Standard error: 93_614
			.saturating_add(Weight::from_parts(9_102_027, 0).saturating_mul(n.into()))
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
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
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
		//  measured:  `4957 + n * (159 ±0)`
		//  estimated: `7974 + n * (2738 ±0)`
		// Least execution time: 28_302_000 picoseconds.
		Weight::from_parts(30_325_000, 7974)
			// Standard error: 36_057
			.saturating_add(Weight::from_parts(7_486_491, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2738).saturating_mul(n.into()))
	}
	/// Storage: `Poco::QueueStates` (r:1 w:1)
	/// Proof: `Poco::QueueStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:1 w:1)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:1 w:0)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:1 w:0)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	fn visit_deal() -> Weight {
		// Proof size in bytes:
		//  measured:  `4850`
		//  estimated: `7974`
		// Least execution time: 15_914_000 picoseconds.
		Weight::from_parts(18_006_000, 7974)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
}
