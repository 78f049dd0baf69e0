// SPDX-License-Identifier: Apache-2.0

//! Who decides: a council, and what it can stop at once (decision 13).
//!
//! Half of the council begins a stop. More than a third ends it, so that only two thirds, who are root a day
//! later anyway, can keep it up.

use super::{accounts::is_a_worker_s, RuntimeBlockWeights};
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
use pallet_collective::{
	deposit, DefaultVote, EnsureProportionAtLeast, EnsureProportionMoreThan, Instance1, MemberCount,
};
use pallet_mandate::Rested;
use sp_runtime::{traits::Replace, FixedU128, Perbill};

/// Two thirds of the council.
pub type TwoThirdsOfCouncil = EnsureProportionAtLeast<AccountId, Instance1, 2, 3>;
/// Half of the council.
pub type HalfOfCouncil = EnsureProportionAtLeast<AccountId, Instance1, 1, 2>;
/// Root, or half of the council.
type RootOrHalf = EitherOf<EnsureRoot<AccountId>, HalfOfCouncil>;
/// Root, or more than a third of the council.
type RootOrOverThird =
	EitherOf<EnsureRoot<AccountId>, EnsureProportionMoreThan<AccountId, Instance1, 1, 3>>;
/// Root or two thirds of the council, for a day.
type ForADay = EitherOf<
	EnsureRootWithSuccess<AccountId, ConstU32<DAYS>>,
	MapSuccess<TwoThirdsOfCouncil, Replace<ConstU32<DAYS>>>,
>;
/// The same, and half of the council when the last stop is long over.
type ForADayAtOnce =
	EitherOf<ForADay, MapSuccess<Rested<Runtime, HalfOfCouncil>, Replace<ConstU32<DAYS>>>>;

parameter_types! {
	/// Weight of a call that the council executes by itself, at most.
	pub MaxProposalWeight: Weight = Perbill::from_percent(50) * RuntimeBlockWeights::get().max_block;
	/// Weight of scheduled calls in a block, at most: an upgrade of the runtime fits.
	pub MaxScheduledWeight: Weight = Perbill::from_percent(80) * RuntimeBlockWeights::get().max_block;
	/// What a call on chain holds of its owner, besides its bytes.
	pub const PreimageBase: Balance = RLC / 10;
	/// What a call on chain holds for each byte: 10 RLC for a megabyte.
	pub const PreimageByte: Balance = RLC / 100_000;
	/// Why it is held.
	pub const PreimageHold: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
	/// How many motions of the council are free of a deposit while they are open.
	pub const FreeMotions: u32 = 4;
	/// What the first motion beyond these holds of its proposer (`council.releaseProposalCost` when it is
	/// closed).
	pub const MotionDeposit: Balance = RLC;
	/// Each further one holds so many times as much, so that no member fills the list.
	pub MotionRatio: FixedU128 = FixedU128::from_u32(2);
	/// Why it is held.
	pub const MotionHold: RuntimeHoldReason = RuntimeHoldReason::Council(
		pallet_collective::HoldReason::<Instance1>::ProposalSubmission,
	);
	/// Nobody buys the safe mode, and nobody gets a deposit back that nobody made.
	pub const NoDeposit: Option<Balance> = None;
	/// See [`NoDeposit`].
	pub const NoRelease: Option<BlockNumber> = None;
}

/// Who does not vote does not agree, whatever the prime member votes.
pub struct SilenceIsNo;

impl DefaultVote for SilenceIsNo {
	fn default_vote(_: Option<bool>, _: MemberCount, _: MemberCount, _: MemberCount) -> bool {
		false
	}
}

impl pallet_collective::Config<Instance1> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = ConstU32<{ 7 * DAYS }>;
	type MaxProposals = ConstU32<32>;
	type MaxMembers = ConstU32<15>;
	type DefaultVote = SilenceIsNo;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = EnsureRoot<AccountId>;
	type MaxProposalWeight = MaxProposalWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		MotionHold,
		deposit::Delayed<FreeMotions, deposit::Geometric<MotionRatio, MotionDeposit>>,
		u32,
	>;
}

impl pallet_mandate::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type Scheduler = Scheduler;
	type Preimages = Preimage;
	type ScheduleOrigin = TwoThirdsOfCouncil;
	type CancelOrigin = HalfOfCouncil;
	type MinDelay = ConstU32<COUNCIL_DELAY>;
	type Rest = ConstU32<DAYS>;
	type WeightInfo = pallet_mandate::weights::SubstrateWeight<Runtime>;
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

/// Calls that work in the safe mode: workers can do the work that they have and lose no stake for the stop,
/// requesters can challenge results, the chain goes on, and the council can end the mode. Also by batches,
/// multisigs and proxies, whose calls are filtered in turn. Nothing is bought, and no RLC leave an account.
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
			| RuntimeCall::Utility(_)
			| RuntimeCall::Sudo(_)
			| RuntimeCall::Poco(_) => true,
			// An owner may still refuse what another one announced, and send it away.
			RuntimeCall::Proxy(call) => !matches!(
				call,
				pallet_proxy::Call::add_proxy { .. }
					| pallet_proxy::Call::create_pure { .. }
					| pallet_proxy::Call::kill_pure { .. }
			),
			RuntimeCall::Pools(call) => is_a_worker_s(call),
			_ => false,
		}
	}
}

/// Pallets none of whose calls can be paused, for the reasons of [`WorkGoesOn`]; and since half of the council
/// could shut out members whose keys are cold, or the sender of a call that ends the pause.
const NEVER_PAUSED: [&[u8]; 13] = [
	b"System",
	b"Timestamp",
	b"Babe",
	b"Grandpa",
	b"Session",
	b"Council",
	b"Mandate",
	b"Preimage",
	b"SafeMode",
	b"Multisig",
	b"Proxy",
	b"Utility",
	b"Poco",
];
/// Calls of workers in the pools pallet, without which they lose turns or stake.
const NEVER_PAUSED_OF_POOLS: [&[u8]; 4] =
	[b"heartbeat", b"heartbeat_unsigned", b"set_hot_key", b"remove_hot_key"];

/// What can't be paused.
pub struct NotPausable;

impl Contains<pallet_tx_pause::RuntimeCallNameOf<Runtime>> for NotPausable {
	fn contains((pallet, call): &pallet_tx_pause::RuntimeCallNameOf<Runtime>) -> bool {
		NEVER_PAUSED.contains(&&pallet[..])
			|| pallet[..] == b"Pools"[..] && NEVER_PAUSED_OF_POOLS.contains(&&call[..])
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
	type ForceEnterOrigin = ForADayAtOnce;
	type ForceExtendOrigin = ForADay;
	type ForceExitOrigin = RootOrOverThird;
	type ForceDepositOrigin = EnsureRoot<AccountId>;
	type Notify = Mandate;
	type ReleaseDelay = NoRelease;
	type WeightInfo = pallet_safe_mode::weights::SubstrateWeight<Runtime>;
}

impl pallet_tx_pause::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PauseOrigin = RootOrHalf;
	type UnpauseOrigin = RootOrOverThird;
	type WhitelistedCalls = NotPausable;
	type MaxNameLen = ConstU32<64>;
	type WeightInfo = pallet_tx_pause::weights::SubstrateWeight<Runtime>;
}
