// SPDX-License-Identifier: Apache-2.0

//! Our own pallets.

use crate::*;
use alloc::boxed::Box;
use bourse_primitives::{
	book::NewRequest,
	limits, protocol,
	traits::{Deals, Venue},
	Deal, DealId,
};
use frame_support::{
	dispatch::GetDispatchInfo,
	pallet_prelude::DispatchError,
	parameter_types,
	traits::{ConstU128, ConstU32, ConstU64, Get},
	weights::Weight,
	PalletId,
};
use frame_system::EnsureRoot;
use sp_runtime::traits::Convert;

parameter_types! {
	/// The account that holds what is deposited.
	pub const EscrowPalletId: PalletId = PalletId(*b"bours/es");
}

impl pallet_rules::Config for Runtime {
	type AdminOrigin = EnsureRoot<AccountId>;
	type WeightInfo = pallet_rules::weights::SubstrateWeight<Runtime>;
}

impl pallet_escrow::Config for Runtime {
	type Currency = Balances;
	type PalletId = EscrowPalletId;
	type AdminOrigin = EnsureRoot<AccountId>;
	type WeightInfo = pallet_escrow::weights::SubstrateWeight<Runtime>;
	type Reserve = Pools;
}

impl pallet_registry::Config for Runtime {
	type AdminOrigin = EnsureRoot<AccountId>;
	type Rules = Rules;
	type OnPoolChange = Pools;
	type MaxGroupMembers = ConstU32<10_000>;
	type WeightInfo = pallet_registry::weights::SubstrateWeight<Runtime>;
}

impl pallet_market::Config for Runtime {
	type Ledger = Escrow;
	type Registry = Registry;
	type Rules = Rules;
	type Assignments = Pools;
	type OnDeal = Poco;
	type Venue = BookVenue;
	type MaxDealTasks = ConstU64<10_000>;
	type Time = Rules;
	type Timestamp = Timestamp;
	type BrokerFee = ConstU128<{ RLC / 200 }>;
	type StatementUnit = ConstU128<RLC>;
	type Signature = Signature;
	type WeightInfo = pallet_market::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Benchmarks;
}

/// The book, as nodes meet it that match requests.
pub struct BookVenue;

impl BookVenue {
	fn order(request: NewRequest<AccountId>) -> Box<pallet_book::NewOrder<AccountId>> {
		let (price, _) = pallet_book::around(request.price);
		Box::new(pallet_book::NewOrder::Request(NewRequest { price, ..request }))
	}
}

impl Venue<AccountId> for BookVenue {
	fn buy(who: AccountId, request: NewRequest<AccountId>) -> Result<(u32, Weight), DispatchError> {
		Book::fill(who, *Self::order(request))
	}

	fn weight(request: NewRequest<AccountId>) -> Weight {
		let (order, lifetime) = (Self::order(request), pallet_book::Lifetime::FillOrKill);
		let call = pallet_book::Call::<Runtime>::place { order, lifetime };
		call.get_dispatch_info().call_weight
	}
}

/// An owner's machine is the account that `utility.asDerivative` acts as with its number, so that
/// the owner can sign for it.
pub struct Derivative;

impl Convert<(AccountId, u16), AccountId> for Derivative {
	fn convert((owner, index): (AccountId, u16)) -> AccountId {
		pallet_utility::derivative_account_id(owner, index)
	}
}

impl pallet_pools::Config for Runtime {
	type Registry = Registry;
	type Scores = Poco;
	type Ledger = Escrow;
	type Rules = Rules;
	type OnFreeSlots = Poco;
	type Time = Rules;
	type AdminOrigin = EnsureRoot<AccountId>;
	type MachineAccount = Derivative;
	type Randomness = pallet_babe::RandomnessFromOneEpochAgo<Runtime>;
	type MaxSlots = ConstU32<2_048>;
	type MaxProbes = ConstU32<64>;
	type WeightInfo = pallet_pools::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Benchmarks;
}

/// The market's deals, of whose ends the book is told.
pub struct SoldDeals;

impl Deals<AccountId> for SoldDeals {
	fn deal(id: DealId) -> Option<Deal<AccountId>> {
		Market::deal(id)
	}

	fn forget(id: DealId) {
		Market::forget(id);
		Book::forget_deal(id);
	}

	fn given_up(id: DealId, tasks: u64) {
		Book::give_back(id, tasks);
	}

	fn given_up_weight() -> Weight {
		Book::give_back_weight()
	}
}

/// The account that gets the authors' half of task fees: the pot of the era, which pays by blocks made.
pub struct AuthorsPot;

impl Get<Option<AccountId>> for AuthorsPot {
	fn get() -> Option<AccountId> {
		Some(Eras::pot())
	}
}

impl pallet_poco::Config for Runtime {
	type Ledger = Escrow;
	type Registry = Registry;
	type Deals = SoldDeals;
	type Assignments = Pools;
	type Time = Rules;
	type Signature = Signature;
	type AdminOrigin = EnsureRoot<AccountId>;
	type OnResult = ();
	type Holds = (Book, Market);
	type MaxWorkers = ConstU32<64>;
	type MaxBatch = ConstU32<64>;
	type MaxCallbackData = ConstU32<{ limits::MAX_CALLBACK }>;
	type MaxResults = ConstU32<256>;
	type Retention = ConstU64<{ protocol::TASK_RETENTION }>;
	type MaxChallenges = ConstU32<512>;
	type BlockAuthor = AuthorsPot;
	type WeightInfo = pallet_poco::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Benchmarks;
}

/// Whether the chain keeps offers by supplies: not in the safe mode, in which nothing is bought, nor while the
/// call that does the same, `book.refreshSupply`, is paused.
pub struct Trades;

impl Get<bool> for Trades {
	fn get() -> bool {
		let is_paused = || TxPause::is_paused_unbound(b"Book".to_vec(), b"refresh_supply".to_vec());
		!SafeMode::is_entered() && !is_paused()
	}
}

impl pallet_book::Config for Runtime {
	type Ledger = Escrow;
	type Wallet = Escrow;
	type Registry = Registry;
	type Rules = Rules;
	type Assignments = Pools;
	type Market = Market;
	type Timestamp = Timestamp;
	type Trades = Trades;
	type AdminOrigin = EnsureRoot<AccountId>;
	type WeightInfo = pallet_book::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Benchmarks;
}
