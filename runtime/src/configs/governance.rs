// SPDX-License-Identifier: Apache-2.0

//! Who decides: a council, and what it can stop at once (decision 13).

use super::RuntimeBlockWeights;
use crate::*;
use frame_support::{
	parameter_types,
	traits::{
		fungible::HoldConsideration, ConstU32, Contains, EitherOf, EqualPrivilegeOnly,
		LinearStoragePrice, MapSuccess,
	},
	weights::Weight,
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess};
use pallet_collective::{EnsureProportionAtLeast, Instance1};
use sp_runtime::{traits::Replace, Perbill};

/// Two thirds of the council.
pub type TwoThirdsOfCouncil = EnsureProportionAtLeast<AccountId, Instance1, 2, 3>;
/// Half of the council.
pub type HalfOfCouncil = EnsureProportionAtLeast<AccountId, Instance1, 1, 2>;
/// Root, or half of the council.
type RootOrHalf = EitherOf<EnsureRoot<AccountId>, HalfOfCouncil>;
/// Root or half of the council, for a day.
type ForADay = EitherOf<
	EnsureRootWithSuccess<AccountId, ConstU32<DAYS>>,
	MapSuccess<HalfOfCouncil, Replace<ConstU32<DAYS>>>,
>;

parameter_types! {
	/// Weight of a call that the council executes by itself, at most.
	pub MaxProposalWeight: Weight = Perbill::from_percent(50) * RuntimeBlockWeights::get().max_block;
	/// Weight of scheduled calls in a block, at most: an upgrade of the runtime fits.
	pub MaxScheduledWeight: Weight = Perbill::from_percent(80) * RuntimeBlockWeights::get().max_block;
	/// What a call on chain holds of its owner, besides its bytes.
	pub const PreimageBase: Balance = RLC / 10;
	/// What a call on chain holds for each byte: 1 RLC for a megabyte.
	pub const PreimageByte: Balance = RLC / 1_000_000;
	/// Why it is held.
	pub const PreimageHold: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
	/// Nobody buys the safe mode, and nobody gets a deposit back that nobody made.
	pub const NoDeposit: Option<Balance> = None;
	/// See [`NoDeposit`].
	pub const NoRelease: Option<BlockNumber> = None;
}

impl pallet_collective::Config<Instance1> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = ConstU32<{ 7 * DAYS }>;
	type MaxProposals = ConstU32<32>;
	type MaxMembers = ConstU32<15>;
	type DefaultVote = pallet_collective::PrimeDefaultVote;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = EnsureRoot<AccountId>;
	type MaxProposalWeight = MaxProposalWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

impl pallet_mandate::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type Scheduler = Scheduler;
	type Preimages = Preimage;
	type ScheduleOrigin = TwoThirdsOfCouncil;
	type CancelOrigin = HalfOfCouncil;
	type MinDelay = ConstU32<COUNCIL_DELAY>;
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaxScheduledWeight;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type MaxScheduledPerBlock = ConstU32<50>;
	type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHold,
		LinearStoragePrice<PreimageBase, PreimageByte, Balance>,
	>;
}

/// What works in the safe mode: whoever has work can do it and loses no stake for the stop, the chain
/// goes on, and the council can end the mode, also by multisigs and proxies, whose calls are filtered in
/// turn. Nothing is bought, and no RLC leave an account.
pub struct WorkGoesOn;

impl Contains<RuntimeCall> for WorkGoesOn {
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			RuntimeCall::System(_)
			| RuntimeCall::Timestamp(_)
			| RuntimeCall::Babe(_)
			| RuntimeCall::Grandpa(_)
			| RuntimeCall::Session(_)
			| RuntimeCall::Council(_)
			| RuntimeCall::Mandate(_)
			| RuntimeCall::Preimage(_)
			| RuntimeCall::TxPause(_)
			| RuntimeCall::Multisig(_)
			| RuntimeCall::Sudo(_) => true,
			RuntimeCall::Proxy(call) => matches!(
				call,
				pallet_proxy::Call::proxy { .. } | pallet_proxy::Call::proxy_announced { .. }
			),
			RuntimeCall::Poco(call) => !matches!(call, pallet_poco::Call::challenge_result { .. }),
			RuntimeCall::Pools(call) => matches!(
				call,
				pallet_pools::Call::heartbeat { .. }
					| pallet_pools::Call::heartbeat_unsigned { .. }
					| pallet_pools::Call::set_hot_key { .. }
			),
			_ => false,
		}
	}
}

/// Pallets none of whose calls can be paused, for the reasons of [`WorkGoesOn`].
const NEVER_PAUSED: [&[u8]; 8] =
	[b"System", b"Timestamp", b"Babe", b"Grandpa", b"Council", b"Mandate", b"SafeMode", b"Poco"];

/// What can't be paused.
pub struct NotPausable;

impl Contains<pallet_tx_pause::RuntimeCallNameOf<Runtime>> for NotPausable {
	fn contains((pallet, _): &pallet_tx_pause::RuntimeCallNameOf<Runtime>) -> bool {
		NEVER_PAUSED.contains(&&pallet[..])
	}
}

impl pallet_safe_mode::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WhitelistedCalls = WorkGoesOn;
	type EnterDuration = ConstU32<DAYS>;
	type ExtendDuration = ConstU32<DAYS>;
	type EnterDepositAmount = NoDeposit;
	type ExtendDepositAmount = NoDeposit;
	type ForceEnterOrigin = ForADay;
	type ForceExtendOrigin = ForADay;
	type ForceExitOrigin = RootOrHalf;
	type ForceDepositOrigin = EnsureRoot<AccountId>;
	type Notify = ();
	type ReleaseDelay = NoRelease;
	type WeightInfo = pallet_safe_mode::weights::SubstrateWeight<Runtime>;
}

impl pallet_tx_pause::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PauseOrigin = RootOrHalf;
	type UnpauseOrigin = RootOrHalf;
	type WhitelistedCalls = NotPausable;
	type MaxNameLen = ConstU32<64>;
	type WeightInfo = pallet_tx_pause::weights::SubstrateWeight<Runtime>;
}
