// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_market`, measured by `scripts/weights`. Not to be edited.
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

/// Weights of `pallet_market`, by what reads and writes of the database cost.
pub struct Measured<DbWeight>(PhantomData<DbWeight>);

/// Weights of `pallet_market` with the database of a runtime.
pub type SubstrateWeight<T> = Measured<<T as frame_system::Config>::DbWeight>;

impl<DbWeight: Get<RuntimeDbWeight>> WeightInfo for Measured<DbWeight> {
	/// Storage: `Registry::Categories` (r:1 w:0)
	/// Proof: `Registry::Categories` (`max_values`: None, `max_size`: Some(1112), added: 3587, mode: `MaxEncodedLen`)
	/// Storage: `Registry::GroupMembers` (r:10 w:0)
	/// Proof: `Registry::GroupMembers` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Apps` (r:1 w:0)
	/// Proof: `Registry::Apps` (`max_values`: None, `max_size`: Some(1171), added: 3646, mode: `MaxEncodedLen`)
	/// Storage: `Market::Presigned` (r:4 w:0)
	/// Proof: `Market::Presigned` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Datasets` (r:1 w:0)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(656), added: 3131, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Market::Consumed` (r:4 w:4)
	/// Proof: `Market::Consumed` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:2 w:2)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::QueueStates` (r:1 w:1)
	/// Proof: `Poco::QueueStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:0 w:1)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:1)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:0 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// `p` is in `[0, 4096]`.
	fn match_orders(p: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `3201`
		//  estimated: `26350`
		// Least execution time: 410_703_000 picoseconds.
		Weight::from_parts(431_824_718, 26350)
			// Standard error: 196
			.saturating_add(Weight::from_parts(3_002, 0).saturating_mul(p.into()))
			.saturating_add(DbWeight::get().reads(27))
			.saturating_add(DbWeight::get().writes(10))
	}
	/// Storage: `Registry::Categories` (r:1 w:0)
	/// Proof: `Registry::Categories` (`max_values`: None, `max_size`: Some(1112), added: 3587, mode: `MaxEncodedLen`)
	/// Storage: `Registry::GroupMembers` (r:10 w:0)
	/// Proof: `Registry::GroupMembers` (`max_values`: None, `max_size`: Some(61), added: 2536, mode: `MaxEncodedLen`)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Apps` (r:1 w:0)
	/// Proof: `Registry::Apps` (`max_values`: None, `max_size`: Some(1171), added: 3646, mode: `MaxEncodedLen`)
	/// Storage: `Market::Presigned` (r:4 w:0)
	/// Proof: `Market::Presigned` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Datasets` (r:1 w:0)
	/// Proof: `Registry::Datasets` (`max_values`: None, `max_size`: Some(656), added: 3131, mode: `MaxEncodedLen`)
	/// Storage: `Registry::Workerpools` (r:1 w:0)
	/// Proof: `Registry::Workerpools` (`max_values`: None, `max_size`: Some(1079), added: 3554, mode: `MaxEncodedLen`)
	/// Storage: `Market::Consumed` (r:4 w:4)
	/// Proof: `Market::Consumed` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	/// Storage: `Timestamp::Now` (r:1 w:0)
	/// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	/// Storage: `Escrow::Accounts` (r:2 w:2)
	/// Proof: `Escrow::Accounts` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	/// Storage: `Poco::QueueStates` (r:1 w:1)
	/// Proof: `Poco::QueueStates` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	/// Storage: `Market::Deals` (r:0 w:1)
	/// Proof: `Market::Deals` (`max_values`: None, `max_size`: Some(4509), added: 6984, mode: `MaxEncodedLen`)
	/// Storage: `Poco::DealQueue` (r:0 w:1)
	/// Proof: `Poco::DealQueue` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	/// Storage: `Poco::Progress` (r:0 w:1)
	/// Proof: `Poco::Progress` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
	/// `p` is in `[0, 4096]`.
	fn sponsor_match_orders(p: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `3234`
		//  estimated: `26350`
		// Least execution time: 400_608_000 picoseconds.
		Weight::from_parts(426_080_867, 26350)
			// Standard error: 137
			.saturating_add(Weight::from_parts(1_516, 0).saturating_mul(p.into()))
			.saturating_add(DbWeight::get().reads(27))
			.saturating_add(DbWeight::get().writes(10))
	}
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Market::Presigned` (r:0 w:1)
	/// Proof: `Market::Presigned` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// `p` is in `[0, 4096]`.
	fn presign(p: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `54`
		//  estimated: `3509`
		// Least execution time: 10_746_000 picoseconds.
		Weight::from_parts(11_904_366, 3509)
			// Standard error: 3
			.saturating_add(Weight::from_parts(1_839, 0).saturating_mul(p.into()))
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Market::Consumed` (r:0 w:1)
	/// Proof: `Market::Consumed` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	/// `p` is in `[0, 4096]`.
	fn close(p: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `54`
		//  estimated: `3509`
		// Least execution time: 10_335_000 picoseconds.
		Weight::from_parts(11_462_747, 3509)
			// Standard error: 3
			.saturating_add(Weight::from_parts(1_573, 0).saturating_mul(p.into()))
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Market::Presigned` (r:0 w:1)
	/// Proof: `Market::Presigned` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	/// `p` is in `[0, 4096]`.
	fn presign_for(p: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `54`
		//  estimated: `3509`
		// Least execution time: 78_307_000 picoseconds.
		Weight::from_parts(81_451_572, 3509)
			// Standard error: 10
			.saturating_add(Weight::from_parts(1_837, 0).saturating_mul(p.into()))
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	/// Storage: `Market::Consumed` (r:0 w:1)
	/// Proof: `Market::Consumed` (`max_values`: None, `max_size`: Some(40), added: 2515, mode: `MaxEncodedLen`)
	/// `p` is in `[0, 4096]`.
	fn close_for(p: u32, ) -> Weight {
		// Proof size in bytes:
		//  measured:  `54`
		//  estimated: `3509`
		// Least execution time: 77_085_000 picoseconds.
		Weight::from_parts(81_465_488, 3509)
			// Standard error: 13
			.saturating_add(Weight::from_parts(1_583, 0).saturating_mul(p.into()))
			.saturating_add(DbWeight::get().reads(1))
			.saturating_add(DbWeight::get().writes(1))
	}
	/// Storage: `Rules::Hold` (r:1 w:0)
	/// Storage: `Rules::Parameters` (r:1 w:0)
	/// Storage: `Pools::Rules` (r:1 w:0)
	/// Storage: `Registry::ResultKeys` (r:1 w:0)
	/// Storage: `Registry::Datasets` (r:1 w:0)
	/// Storage: `Pools::Pools` (r:1 w:0)
	/// Storage: `Poco::TeeBroker` (r:1 w:0)
	/// `p` is in `[0, 4096]`.
	fn check_rules(p: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 4636)
			.saturating_add(Weight::from_parts(10_000, 0).saturating_mul(p.into()))
			.saturating_add(DbWeight::get().reads(9))
	}
	/// `p` is in `[0, 4096]`.
	fn match_held(p: u32, ) -> Weight {
		Weight::from_parts(180_000_000, 26350)
			.saturating_add(Weight::from_parts(3_002, 0).saturating_mul(p.into()))
			.saturating_add(DbWeight::get().reads(19))
			.saturating_add(DbWeight::get().writes(7))
	}
	// Estimated, until `scripts/weights pallet_market` has measured these two.
	fn hold_statements() -> Weight {
		Weight::from_parts(35_000_000, 3593)
			.saturating_add(DbWeight::get().reads(3))
			.saturating_add(DbWeight::get().writes(3))
	}
	fn release_statements() -> Weight {
		Weight::from_parts(35_000_000, 3593)
			.saturating_add(DbWeight::get().reads(4))
			.saturating_add(DbWeight::get().writes(3))
	}
}

/// The same with the database that tests take.
impl WeightInfo for () {
	fn match_orders(p: u32, ) -> Weight {
		Measured::<RocksDbWeight>::match_orders(p, )
	}
	fn sponsor_match_orders(p: u32, ) -> Weight {
		Measured::<RocksDbWeight>::sponsor_match_orders(p, )
	}
	fn check_rules(p: u32, ) -> Weight {
		Measured::<RocksDbWeight>::check_rules(p, )
	}
	fn match_held(p: u32, ) -> Weight {
		Measured::<RocksDbWeight>::match_held(p, )
	}
	fn presign(p: u32, ) -> Weight {
		Measured::<RocksDbWeight>::presign(p, )
	}
	fn close(p: u32, ) -> Weight {
		Measured::<RocksDbWeight>::close(p, )
	}
	fn presign_for(p: u32, ) -> Weight {
		Measured::<RocksDbWeight>::presign_for(p, )
	}
	fn close_for(p: u32, ) -> Weight {
		Measured::<RocksDbWeight>::close_for(p, )
	}
	fn hold_statements() -> Weight {
		Measured::<RocksDbWeight>::hold_statements()
	}
	fn release_statements() -> Weight {
		Measured::<RocksDbWeight>::release_statements()
	}
}
