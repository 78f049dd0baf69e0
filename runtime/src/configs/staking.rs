// SPDX-License-Identifier: Apache-2.0

//! Who validates: sessions, stake, offences, and what is paid (decision 13).

use crate::*;
use frame_election_provider_support::{
	bounds::{ElectionBounds, ElectionBoundsBuilder},
	onchain, SequentialPhragmen,
};
use frame_support::{
	parameter_types,
	storage::with_storage_layer,
	traits::{ConstBool, ConstU128, ConstU32, EitherOf, Nothing},
	PalletId,
};
use frame_system::{EnsureRoot, RawOrigin};
use pallet_eras::Record;
use pallet_session::{disabling::UpToLimitWithReEnablingDisablingStrategy, historical};
use pallet_staking::{UseNominatorsAndValidatorsMap, UseValidatorsMap};
use sp_runtime::{
	traits::{ConvertInto, OpaqueKeys},
	Perbill,
};
use sp_staking::{currency_to_vote::U128CurrencyToVote, EraIndex, SessionIndex, StakingInterface};

/// Most validators in an era.
pub const MAX_VALIDATORS: u32 = 100;
/// nRLC that rounding can add to the pay of an era, at most: half of one for each share. 1,000 voters have
/// 16,000 shares in validators at most; validators have 200, and their commissions on pages 350.
pub const PAY_ROUNDING: Balance = 10_000;
/// Points that the staking pallet gives for a block.
const POINTS_OF_A_BLOCK: u32 = 20;

parameter_types! {
	/// Sessions of an era: six hours.
	pub const SessionsPerEra: SessionIndex = SESSIONS_PER_ERA;
	/// Eras from unbonding to withdrawal: a week.
	pub const BondingDuration: EraIndex = BONDING_ERAS;
	/// Eras in which the council can take a slash back.
	pub const SlashDeferDuration: EraIndex = SLASH_DEFER_ERAS;
	/// Blocks for which an equivocation can be reported.
	pub const ReportLongevity: u64 =
		BONDING_ERAS as u64 * SESSIONS_PER_ERA as u64 * EPOCH_DURATION;
	/// Sets of GRANDPA authorities that are remembered, for reports.
	pub const MaxSetIdSessionEntries: u64 = BONDING_ERAS as u64 * SESSIONS_PER_ERA as u64;
	/// What an election reads at most. `staking.maxValidatorsCount` has to stay below the targets: an
	/// election with more of them fails.
	pub Bounds: ElectionBounds = ElectionBoundsBuilder::default()
		.voters_count(1_000.into())
		.targets_count(300.into())
		.build();
	/// The account that gets the authors' half of fees.
	pub const ErasPalletId: PalletId = PalletId(*b"bours/er");
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = Babe;
	type NextSessionRotation = Babe;
	type SessionManager = historical::NoteHistoricalRoot<Self, Staking>;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	type DisablingStrategy = UpToLimitWithReEnablingDisablingStrategy;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	// Anybody may set keys, so their bytes have a price.
	type KeyDeposit = ConstU128<{ RLC / 10 }>;
}

impl historical::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = pallet_staking::UnitIdentificationOf<Self>;
}

impl pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = historical::IdentificationTuple<Self>;
	type OnOffenceHandler = Staking;
}

/// Elections by sequential Phragmén, in the last session of an era.
pub struct Elections;

impl onchain::Config for Elections {
	type Sort = ConstBool<true>;
	type System = Runtime;
	type Solver = SequentialPhragmen<AccountId, Perbill>;
	type MaxBackersPerWinner = ConstU32<1_000>;
	type MaxWinnersPerPage = ConstU32<MAX_VALIDATORS>;
	type DataProvider = Staking;
	type WeightInfo = frame_election_provider_support::weights::SubstrateWeight<Runtime>;
	type Bounds = Bounds;
}

/// Sizes that the staking pallet's benchmarks take.
pub struct StakingBenchmarks;

impl pallet_staking::BenchmarkingConfig for StakingBenchmarks {
	type MaxValidators = ConstU32<MAX_VALIDATORS>;
	type MaxNominators = ConstU32<1_000>;
}

impl pallet_staking::Config for Runtime {
	type OldCurrency = Balances;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type CurrencyBalance = Balance;
	type UnixTime = Timestamp;
	type CurrencyToVote = U128CurrencyToVote;
	type ElectionProvider = onchain::OnChainExecution<Elections>;
	type GenesisElectionProvider = onchain::OnChainExecution<Elections>;
	type NominationsQuota = pallet_staking::FixedNominationsQuota<16>;
	type HistoryDepth = ConstU32<84>;
	type RewardRemainder = ();
	type RuntimeEvent = RuntimeEvent;
	// Burned.
	type Slash = ();
	type Reward = ();
	type SessionsPerEra = SessionsPerEra;
	type BondingDuration = BondingDuration;
	type SlashDeferDuration = SlashDeferDuration;
	type AdminOrigin = EitherOf<EnsureRoot<AccountId>, super::TwoThirdsOfCouncil>;
	type SessionInterface = Self;
	type EraPayout = Eras;
	type NextNewSession = Session;
	type MaxExposurePageSize = ConstU32<64>;
	type MaxValidatorSet = ConstU32<MAX_VALIDATORS>;
	type VoterList = UseNominatorsAndValidatorsMap<Self>;
	type TargetList = UseValidatorsMap<Self>;
	type MaxUnlockingChunks = ConstU32<32>;
	type MaxControllersInDeprecationBatch = ConstU32<100>;
	type EventListeners = ();
	type Filter = Nothing;
	type BenchmarkingConfig = StakingBenchmarks;
	type WeightInfo = pallet_staking::weights::SubstrateWeight<Runtime>;
}

/// Task fees that the market's ledger holds for the pot.
pub struct TaskFees;

impl pallet_eras::Fees<AccountId> for TaskFees {
	fn collect(pot: &AccountId) {
		let amount = <Escrow as bourse_primitives::traits::Ledger<AccountId>>::stake(pot);
		if amount > 0 {
			// All of it or nothing; what is refused now is collected at the end of the next era.
			let _ = with_storage_layer(|| {
				Escrow::withdraw(RawOrigin::Signed(pot.clone()).into(), amount)
			});
		}
	}
}

/// The validators of the staking pallet.
pub struct StakingValidators;

impl pallet_eras::Validators<AccountId> for StakingValidators {
	fn record() -> Record<AccountId> {
		let era = pallet_staking::ActiveEra::<Runtime>::get().map_or(0, |era| era.index);
		let points = pallet_staking::ErasRewardPoints::<Runtime>::get(era).individual;
		let blocks = |who: &AccountId| points.get(who).map_or(0, |of| of / POINTS_OF_A_BLOCK);
		let made = Session::validators()
			.into_iter()
			.map(|who| {
				let blocks = blocks(&who);
				(who, blocks)
			})
			.collect();
		Record { expected: SESSIONS_PER_ERA.saturating_mul(EPOCH_DURATION as u32), made }
	}

	fn chill(validator: &AccountId) -> bool {
		let needed = pallet_staking::MinimumValidatorCount::<Runtime>::get().max(1);
		pallet_staking::Validators::<Runtime>::contains_key(validator)
			&& pallet_staking::Validators::<Runtime>::count() > needed
			&& <Staking as StakingInterface>::chill(validator).is_ok()
	}
}

impl pallet_eras::Config for Runtime {
	type Currency = Balances;
	type PalletId = ErasPalletId;
	type Fees = TaskFees;
	type Validators = StakingValidators;
	type MaxValidators = ConstU32<MAX_VALIDATORS>;
	type SilentEras = ConstU32<4>;
	type Rounding = ConstU128<PAY_ROUNDING>;
}
