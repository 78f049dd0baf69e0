// SPDX-License-Identifier: Apache-2.0

//! Keys that stay cold: proxies and multisigs. And migrations of several blocks.

use super::RuntimeBlockWeights;
use crate::*;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	migrations::FreezeChainOnFailedMigration,
	parameter_types,
	traits::{ConstU128, ConstU32, InstanceFilter},
	weights::Weight,
};
use scale_info::TypeInfo;
use sp_runtime::{traits::BlakeTwo256, Perbill};

/// What a proxy may do for its account.
#[derive(
	Copy,
	Clone,
	Eq,
	PartialEq,
	Ord,
	PartialOrd,
	Encode,
	Decode,
	DecodeWithMemTracking,
	Debug,
	Default,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum ProxyType {
	/// Everything.
	#[default]
	Any,
	/// A worker's day: slots, capacity, hot key, contributions. It joins and leaves no pool.
	Work,
	/// A pool's day: its workers, rules, terms and offers. It gives the pool to nobody.
	Pool,
	/// Staking and session keys.
	Staking,
	/// Votes and calls of the council.
	Council,
}

/// Whether a call is of a worker's day: it joins and leaves no pool.
pub(super) fn is_a_worker_s(call: &pallet_pools::Call<Runtime>) -> bool {
	matches!(
		call,
		pallet_pools::Call::set_slots { .. }
			| pallet_pools::Call::set_capacity { .. }
			| pallet_pools::Call::set_hot_key { .. }
			| pallet_pools::Call::remove_hot_key { .. }
			| pallet_pools::Call::set_max_stake { .. }
			| pallet_pools::Call::heartbeat { .. }
			| pallet_pools::Call::heartbeat_unsigned { .. }
	)
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		match self {
			ProxyType::Any => true,
			ProxyType::Work => match call {
				RuntimeCall::Poco(call) => {
					// Those are a requester's.
					!matches!(
						call,
						pallet_poco::Call::challenge_result { .. }
							| pallet_poco::Call::give_up { .. }
					)
				},
				RuntimeCall::Pools(call) => is_a_worker_s(call),
				RuntimeCall::Book(call) => matches!(call, pallet_book::Call::claim_income { .. }),
				_ => false,
			},
			ProxyType::Pool => match call {
				RuntimeCall::Pools(call) => matches!(
					call,
					pallet_pools::Call::accept { .. }
						| pallet_pools::Call::reject { .. }
						| pallet_pools::Call::expel { .. }
						| pallet_pools::Call::invite { .. }
						| pallet_pools::Call::uninvite { .. }
						| pallet_pools::Call::set_open { .. }
						| pallet_pools::Call::set_rules { .. }
				),
				RuntimeCall::Registry(call) => {
					matches!(call, pallet_registry::Call::set_workerpool_policy { .. })
				},
				// Offers of the pool alone: a request would spend the account's stake.
				RuntimeCall::Market(
					pallet_market::Call::presign { order } | pallet_market::Call::close { order },
				) => matches!(
					**order,
					pallet_market::AnyOrder::Workerpool(_)
						| pallet_market::AnyOrder::BoundWorkerpool(_)
				),
				RuntimeCall::Book(call) => match call {
					pallet_book::Call::place { order, .. } => {
						matches!(**order, pallet_book::NewOrder::Offer(_))
					},
					call => matches!(
						call,
						pallet_book::Call::cancel { .. } | pallet_book::Call::set_supply { .. }
					),
				},
				_ => false,
			},
			ProxyType::Staking => {
				matches!(call, RuntimeCall::Staking(_) | RuntimeCall::Session(_))
			},
			ProxyType::Council => matches!(call, RuntimeCall::Council(_)),
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		self == other || *self == ProxyType::Any
	}
}

impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ConstU128<{ RLC / 10 }>;
	type ProxyDepositFactor = ConstU128<{ RLC / 50 }>;
	type MaxProxies = ConstU32<32>;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
	type MaxPending = ConstU32<32>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = ConstU128<{ RLC / 10 }>;
	type AnnouncementDepositFactor = ConstU128<{ RLC / 50 }>;
	type BlockNumberProvider = System;
}

impl pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = ConstU128<{ RLC / 10 }>;
	type DepositFactor = ConstU128<{ RLC / 50 }>;
	type MaxSignatories = ConstU32<100>;
	type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
	type BlockNumberProvider = System;
}

parameter_types! {
	/// Weight that a migration of several blocks takes of each.
	pub MaxMigrationWeight: Weight = Perbill::from_percent(70) * RuntimeBlockWeights::get().max_block;
}

impl pallet_migrations::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type Migrations = SteppedMigrations;
	#[cfg(feature = "runtime-benchmarks")]
	type Migrations = pallet_migrations::mock_helpers::MockedMigrations;
	type CursorMaxLen = ConstU32<65_536>;
	type IdentifierMaxLen = ConstU32<256>;
	type MigrationStatusHandler = ();
	// Blocks stay empty, as during a migration, and the protocol's clock stands still, until the validators put
	// a repaired runtime in the failed one's place (`codeSubstitutes` of the chain's spec). A safe mode would
	// not help: no transaction is let in, and work on half of a layout could lose money.
	type FailedMigrationHandler = FreezeChainOnFailedMigration;
	type MaxServiceWeight = MaxMigrationWeight;
	type WeightInfo = pallet_migrations::weights::SubstrateWeight<Runtime>;
}
