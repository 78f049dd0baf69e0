// SPDX-License-Identifier: Apache-2.0

//! Our own pallets.

use crate::*;
use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU64},
	PalletId,
};
use frame_system::EnsureRoot;

parameter_types! {
	/// The account that holds what is deposited.
	pub const EscrowPalletId: PalletId = PalletId(*b"bours/es");
}

impl pallet_escrow::Config for Runtime {
	type Currency = Balances;
	type PalletId = EscrowPalletId;
	type WeightInfo = ();
}

impl pallet_registry::Config for Runtime {
	type AdminOrigin = EnsureRoot<AccountId>;
	type MaxGroupMembers = ConstU32<10_000>;
	type WeightInfo = ();
}

impl pallet_market::Config for Runtime {
	type Ledger = Escrow;
	type Registry = Registry;
	type OnDeal = Poco;
	type MaxDealTasks = ConstU64<10_000>;
	type Time = Timestamp;
	type Signature = Signature;
	type WeightInfo = ();
}

impl pallet_pools::Config for Runtime {
	type Registry = Registry;
	type Scores = Poco;
	type Ledger = Escrow;
	type Randomness = pallet_babe::RandomnessFromOneEpochAgo<Runtime>;
	type MaxSlots = ConstU32<512>;
	type MaxAssigned = ConstU32<300>;
	type MaxProbes = ConstU32<64>;
	type WeightInfo = ();
}

impl pallet_poco::Config for Runtime {
	type Ledger = Escrow;
	type Registry = Registry;
	type Deals = Market;
	type Assignments = Pools;
	type Time = Timestamp;
	type Signature = Signature;
	type AdminOrigin = EnsureRoot<AccountId>;
	type OnResult = ();
	type MaxContributors = ConstU32<512>;
	type MaxBatch = ConstU32<64>;
	type MaxCallbackData = ConstU32<4096>;
	type MaxResults = ConstU32<256>;
	type MaxFailures = ConstU32<16>;
	type Retention = ConstU64<86_400>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::PocoBenchmarks;
}
