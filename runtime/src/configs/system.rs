// SPDX-License-Identifier: Apache-2.0

//! The SDK's pallets.

use crate::*;
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::Credit, ConstU128, ConstU32, ConstU64, ConstU8, Imbalance, InsideBoth,
		OnUnbalanced, VariantCountOf,
	},
	weights::{constants::WEIGHT_REF_TIME_PER_SECOND, ConstantMultiplier, Weight},
};
use frame_system::limits::{BlockLength, BlockWeights};
use pallet_session::FindAccountFromAuthorIndex;
use pallet_transaction_payment::{ConstFeeMultiplier, FungibleAdapter, Multiplier};
use sp_runtime::{traits::One, FixedPointNumber, Perbill};

/// Part of a block that ordinary transactions may use; the rest is kept for hooks and operational
/// ones, so that tasks go on under full load.
const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(75);

parameter_types! {
	/// Block hashes kept: what a mortal transaction can refer to.
	pub const BlockHashCount: BlockNumber = 2400;
	/// The runtime's version.
	pub const Version: RuntimeVersion = VERSION;
	/// One and a half seconds of weight in a block of two. A database that is in memory is faster than what its
	/// keys are charged: the worst full blocks take 0.9 s by the clock (docs/benchmarks/tests.md).
	pub RuntimeBlockWeights: BlockWeights = BlockWeights::with_sensible_defaults(
		Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND.saturating_mul(3).saturating_div(2), u64::MAX),
		NORMAL_DISPATCH_RATIO,
	);
	/// 5 MiB.
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(5 * 1024 * 1024)
		.modify_max_length_for_class(frame_support::dispatch::DispatchClass::Normal, |m| {
			*m = NORMAL_DISPATCH_RATIO * *m
		})
		.build();
	/// Address prefix: the generic one.
	pub const SS58Prefix: u8 = 42;
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type Block = Block;
	type BlockWeights = RuntimeBlockWeights;
	type BlockLength = RuntimeBlockLength;
	type AccountId = AccountId;
	type Nonce = Nonce;
	type Hash = Hash;
	type BlockHashCount = BlockHashCount;
	type DbWeight = super::database::DbWeight;
	type ExtensionsWeightInfo = super::extensions::SubstrateWeight<Self>;
	type Version = Version;
	type AccountData = pallet_balances::AccountData<Balance>;
	type SS58Prefix = SS58Prefix;
	type MaxConsumers = ConstU32<16>;
	type BaseCallFilter = InsideBoth<SafeMode, TxPause>;
	type MultiBlockMigrator = MultiBlockMigrations;
}

impl pallet_babe::Config for Runtime {
	type EpochDuration = ConstU64<EPOCH_DURATION>;
	type ExpectedBlockTime = ConstU64<SLOT_DURATION>;
	type EpochChangeTrigger = pallet_babe::ExternalTrigger;
	type DisabledValidators = Session;
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<{ super::MAX_VALIDATORS }>;
	// A slash is computed over all backers at once.
	type MaxNominators = ConstU32<{ super::MAX_VOTERS }>;
	type KeyOwnerProof = sp_session::MembershipProof;
	type EquivocationReportSystem =
		pallet_babe::EquivocationReportSystem<Self, Offences, Historical, super::ReportLongevity>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = ConstU32<{ super::MAX_VALIDATORS }>;
	// A slash is computed over all backers at once.
	type MaxNominators = ConstU32<{ super::MAX_VOTERS }>;
	type MaxSetIdSessionEntries = super::MaxSetIdSessionEntries;
	type KeyOwnerProof = sp_session::MembershipProof;
	type EquivocationReportSystem = pallet_grandpa::EquivocationReportSystem<
		Self,
		Offences,
		Historical,
		super::ReportLongevity,
	>;
}

impl pallet_timestamp::Config for Runtime {
	type Moment = u64;
	type OnTimestampSet = (Babe, Rules);
	type MinimumPeriod = ConstU64<{ SLOT_DURATION / 2 }>;
	type WeightInfo = ();
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = FindAccountFromAuthorIndex<Self, Babe>;
	type EventHandler = Staking;
}

impl pallet_balances::Config for Runtime {
	type MaxLocks = ConstU32<50>;
	type MaxReserves = ();
	type ReserveIdentifier = [u8; 8];
	type Balance = Balance;
	type RuntimeEvent = RuntimeEvent;
	type DustRemoval = ();
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type DoneSlashHandler = ();
}

/// Half of the transaction fees, and of the tips, goes to the pot of the era, which pays validators and
/// nominators. The other half is burned, so that an author's own transactions are not free.
pub struct ToPot;

impl OnUnbalanced<Credit<AccountId, Balances>> for ToPot {
	fn on_nonzero_unbalanced(fees: Credit<AccountId, Balances>) {
		let half = fees.peek() / 2;
		let (burned, fees) = fees.split(half);
		drop(burned);
		// The pot has its account from genesis on.
		let _ =
			<Balances as frame_support::traits::fungible::Balanced<_>>::resolve(&Eras::pot(), fees);
	}
}

parameter_types! {
	/// Fees don't follow the load: a task's price is agreed on beforehand, so should its fees be.
	pub FeeMultiplier: Multiplier = Multiplier::one();
	/// nRLC per byte of a transaction.
	pub const TransactionByteFee: Balance = 100;
	/// nRLC per 3,000 picoseconds of computation: a full block costs half an RLC. The fees of tasks pay
	/// at this price for what the chain does for them.
	pub WeightFee: Multiplier = Multiplier::saturating_from_rational(1, 3_000);
}

/// A weight's price: its computing time at [`WeightFee`].
pub struct WeightToFee;

impl frame_support::weights::WeightToFee for WeightToFee {
	type Balance = Balance;

	fn weight_to_fee(weight: &Weight) -> Balance {
		WeightFee::get().saturating_mul_int(Balance::from(weight.ref_time()))
	}
}

/// Weight of a fee's payment: the SDK's time. The signer's account is counted by `CheckNonce`, and the pot's,
/// which all transactions of a block share, by the block's own weight.
pub struct PaymentWeight;

impl pallet_transaction_payment::WeightInfo for PaymentWeight {
	fn charge_transaction_payment() -> Weight {
		Weight::from_parts(35_979_000, 0)
	}
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, ToPot>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type WeightToFee = WeightToFee;
	type LengthToFee = ConstantMultiplier<Balance, TransactionByteFee>;
	type FeeMultiplierUpdate = ConstFeeMultiplier<FeeMultiplier>;
	type WeightInfo = PaymentWeight;
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

impl pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}

impl<LocalCall> frame_system::offchain::CreateTransactionBase<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

/// Reports of equivocations, which the node of a block's author makes.
impl<LocalCall> frame_system::offchain::CreateBare<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

impl<LocalCall> frame_system::offchain::CreateTransaction<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	type Extension = TxExtension;

	fn create_transaction(call: RuntimeCall, extension: TxExtension) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_transaction(call, extension)
	}
}

impl<LocalCall> frame_system::offchain::CreateAuthorizedTransaction<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	fn create_extension() -> TxExtension {
		(
			frame_system::AuthorizeCall::new(),
			frame_system::CheckNonZeroSender::new(),
			frame_system::CheckSpecVersion::new(),
			frame_system::CheckTxVersion::new(),
			frame_system::CheckGenesis::new(),
			frame_system::CheckEra::from(generic::Era::Immortal),
			frame_system::CheckNonce::from(0),
			frame_system::CheckWeight::new(),
			pallet_transaction_payment::ChargeTransactionPayment::from(0),
			frame_metadata_hash_extension::CheckMetadataHash::new(false),
			pallet_rules::ShareBlock::new(),
			frame_system::WeightReclaim::new(),
		)
	}
}
