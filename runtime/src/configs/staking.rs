// SPDX-License-Identifier: Apache-2.0

//! Who validates: sessions, stake, offences, and what is paid (decision 13).

use crate::*;
use alloc::{collections::BTreeSet, vec::Vec};
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
/// Most candidates, and most nominators: an election reads all of them, so that nobody's stake is crowded out by
/// many small ones. Genesis sets both as the staking pallet's limits. Reading, electing and writing take about
/// 0.3 s of a block's second by the SDK's weights.
pub const MAX_CANDIDATES: u32 = 300;
/// See [`MAX_CANDIDATES`].
pub const MAX_NOMINATORS: u32 = 700;
/// Most voters of an election: candidates vote for themselves.
pub const MAX_VOTERS: u32 = MAX_CANDIDATES + MAX_NOMINATORS;
/// nRLC that rounding can add to the pay of an era, at most: half of one for each share. 1,000 voters have
/// 16,000 shares in validators at most; validators have 200, and their commissions on pages 350.
pub const PAY_ROUNDING: Balance = 10_000;
/// Points that the staking pallet gives for a block.
pub(crate) const POINTS_OF_A_BLOCK: u32 = 20;

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
	/// What an election reads at most. An election with more candidates fails, and one with more voters leaves
	/// some out: `staking.setStakingConfigs` must not raise the limits above these.
	pub Bounds: ElectionBounds = ElectionBoundsBuilder::default()
		.voters_count(MAX_VOTERS.into())
		.targets_count(MAX_CANDIDATES.into())
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
	type SessionManager = historical::NoteHistoricalRoot<Self, Elected>;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	type DisablingStrategy = UpToLimitWithReEnablingDisablingStrategy;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	// Anybody may set keys, so their bytes have a price.
	type KeyDeposit = ConstU128<{ RLC / 10 }>;
}

/// Whom the staking pallet elects. Anybody may stand without session keys, and who has none is left out of a
/// set. A set of which fewer than `MinimumValidatorCount` are left is refused, and the present one goes on:
/// those without keys would end the chain.
pub struct Elected;

impl pallet_session::SessionManager<AccountId> for Elected {
	fn new_session(index: SessionIndex) -> Option<Vec<AccountId>> {
		let elected = <Staking as pallet_session::SessionManager<AccountId>>::new_session(index)?;
		let has_keys = |who: &&AccountId| pallet_session::NextKeys::<Runtime>::contains_key(*who);
		let able = elected.iter().filter(has_keys).count();
		(able >= needed_validators()).then_some(elected)
	}

	fn new_session_genesis(index: SessionIndex) -> Option<Vec<AccountId>> {
		<Staking as pallet_session::SessionManager<AccountId>>::new_session_genesis(index)
	}

	fn start_session(index: SessionIndex) {
		<Staking as pallet_session::SessionManager<AccountId>>::start_session(index)
	}

	fn end_session(index: SessionIndex) {
		<Staking as pallet_session::SessionManager<AccountId>>::end_session(index)
	}
}

impl historical::SessionManager<AccountId, ()> for Elected {
	fn new_session(index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
		let elected = <Self as pallet_session::SessionManager<AccountId>>::new_session(index)?;
		Some(elected.into_iter().map(|who| (who, ())).collect())
	}

	fn new_session_genesis(index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
		let elected =
			<Self as pallet_session::SessionManager<AccountId>>::new_session_genesis(index)?;
		Some(elected.into_iter().map(|who| (who, ())).collect())
	}

	fn start_session(index: SessionIndex) {
		<Self as pallet_session::SessionManager<AccountId>>::start_session(index)
	}

	fn end_session(index: SessionIndex) {
		<Self as pallet_session::SessionManager<AccountId>>::end_session(index)
	}
}

/// Fewest validators with which the chain goes on.
fn needed_validators() -> usize {
	pallet_staking::MinimumValidatorCount::<Runtime>::get().max(1) as usize
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
	type MaxBackersPerWinner = ConstU32<MAX_VOTERS>;
	type MaxWinnersPerPage = ConstU32<MAX_VALIDATORS>;
	type DataProvider = Staking;
	type WeightInfo = frame_election_provider_support::weights::SubstrateWeight<Runtime>;
	type Bounds = Bounds;
}

/// Sizes that the staking pallet's benchmarks take.
pub struct StakingBenchmarks;

impl pallet_staking::BenchmarkingConfig for StakingBenchmarks {
	type MaxValidators = ConstU32<MAX_VALIDATORS>;
	type MaxNominators = ConstU32<MAX_VOTERS>;
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
		// Those who were elected without keys are not in the session, and silent.
		let mut validators: BTreeSet<AccountId> = Session::validators().into_iter().collect();
		validators.extend(pallet_staking::ErasStakersOverview::<Runtime>::iter_key_prefix(era));
		let made = validators
			.into_iter()
			.map(|who| {
				let blocks = points.get(&who).map_or(0, |of| of / POINTS_OF_A_BLOCK);
				(who, blocks)
			})
			.collect();
		Record { expected: SESSIONS_PER_ERA.saturating_mul(EPOCH_DURATION as u32), made }
	}

	fn chill(validator: &AccountId) -> bool {
		// Of those with keys as many stay as are needed.
		let stands = |who: &AccountId| pallet_staking::Validators::<Runtime>::contains_key(who);
		let needed = needed_validators();
		let others =
			Session::validators().into_iter().filter(|who| who != validator && stands(who));
		stands(validator)
			&& others.take(needed).count() == needed
			&& <Staking as StakingInterface>::chill(validator).is_ok()
	}
}

impl pallet_eras::Config for Runtime {
	type Currency = Balances;
	type PalletId = ErasPalletId;
	type Fees = TaskFees;
	type Validators = StakingValidators;
	// Those of the session, and those who were elected.
	type MaxValidators = ConstU32<{ 2 * MAX_VALIDATORS }>;
	type SilentEras = ConstU32<4>;
	type Rounding = ConstU128<PAY_ROUNDING>;
	type WeightInfo = pallet_eras::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Benchmarks;
}
