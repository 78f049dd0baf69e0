// SPDX-License-Identifier: Apache-2.0

//! The runtime of Bourse, an exchange for computing.
//!
//! Pallets of our own (`rules`, `escrow`, `registry`, `market`, `pools`, `poco`, `book`, `eras`, `mandate`) on
//! top of BABE, GRANDPA and the usual FRAME pallets. The protocol they implement is described in each pallet's crate
//! doc; [`configs`] ties them together and [`apis`] is what the node asks.

#![cfg_attr(not(feature = "std"), no_std)]
// The SDK's macros write public items without docs.
#![allow(missing_docs)]
#![recursion_limit = "512"]

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

// Releases have the metadata hash (scripts/release).
#[cfg(all(feature = "metadata-hash", any(feature = "fast-runtime", feature = "next-runtime")))]
compile_error!("a release has neither fast-runtime nor next-runtime");

extern crate alloc;
use alloc::vec::Vec;

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
mod catalogue;
pub mod configs;
mod desk;
#[cfg(feature = "std")]
pub mod faucet;
pub mod genesis_config_presets;
#[cfg(feature = "next-runtime")]
pub mod next;
mod records;
#[cfg(feature = "std")]
mod signed;
mod status;
#[cfg(feature = "std")]
pub mod stock;
mod tally;

use sp_runtime::{
	generic, impl_opaque_keys,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

pub use bourse_primitives::{Balance, RLC};

/// Types for the parts of the node that need not know the runtime's calls.
pub mod opaque {
	use super::*;

	pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

	/// Opaque block header.
	pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
	/// Opaque block.
	pub type Block = generic::Block<Header, UncheckedExtrinsic>;
}

impl_opaque_keys! {
	/// What a validator signs blocks and votes with.
	pub struct SessionKeys {
		/// Makes blocks.
		pub babe: Babe,
		/// Finalises them.
		pub grandpa: Grandpa,
	}
}

/// The version of this runtime.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: alloc::borrow::Cow::Borrowed("bourse"),
	impl_name: alloc::borrow::Cow::Borrowed("bourse"),
	authoring_version: 1,
	spec_version: 2,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 2,
	system_version: 1,
};

/// A slot, and so a block, in milliseconds.
pub const SLOT_DURATION: u64 = 2_000;
/// Blocks in a minute.
pub const MINUTES: BlockNumber = 30;
/// Blocks in a day.
pub const DAYS: BlockNumber = 24 * 60 * MINUTES;
/// An epoch of BABE, in slots: how often its randomness and the session change.
pub const EPOCH_DURATION: u64 = if FAST { MINUTES as u64 } else { 10 * MINUTES as u64 };
/// Sessions of an era: six hours.
pub const SESSIONS_PER_ERA: u32 = if FAST { 2 } else { 36 };
/// Eras from unbonding to withdrawal: a week.
pub const BONDING_ERAS: u32 = if FAST { 2 } else { 28 };
/// Eras in which the council can take a slash back: a day.
pub const SLASH_DEFER_ERAS: u32 = if FAST { 1 } else { 4 };
/// Blocks between the council's decision and what it does: a day.
pub const COUNCIL_DELAY: BlockNumber = if FAST { MINUTES } else { DAYS };
/// The runtime is one for tests of networks, whose times are short.
const FAST: bool = cfg!(feature = "fast-runtime");
/// The least balance that keeps an account alive, in nRLC.
pub const EXISTENTIAL_DEPOSIT: Balance = RLC / 1_000;

/// How BABE makes blocks: a primary slot in four, secondary ones with VRF outputs otherwise.
pub const BABE_GENESIS_EPOCH_CONFIG: sp_consensus_babe::BabeEpochConfiguration =
	sp_consensus_babe::BabeEpochConfiguration {
		c: (1, 4),
		allowed_slots: sp_consensus_babe::AllowedSlots::PrimaryAndSecondaryVRFSlots,
	};

/// A signature: sr25519, ed25519 or ecdsa.
pub type Signature = MultiSignature;
/// An account, known by its public key.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// The number of transactions that an account has sent.
pub type Nonce = u32;
/// A hash of the chain's.
pub type Hash = sp_core::H256;
/// A block's number.
pub type BlockNumber = u32;
/// How calls name accounts.
pub type Address = MultiAddress<AccountId, ()>;
/// A block's header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// What every transaction carries besides its call. `AuthorizeCall` comes first: it turns the
/// workers' unsigned calls into authorised ones, which the others then let pass without fees.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	pallet_rules::ShareBlock<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// A transaction as it travels.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What a transaction's signature is over.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// What brings the storage of an earlier runtime to this one's layout, in order. Runs once, in the
/// first block of the new runtime. A pallet whose layout changes gets a new storage version and a
/// migration here (`tests/runtime/src/migrations.rs` holds the chain to that).
#[cfg(not(feature = "next-runtime"))]
pub type Migrations = ();
/// Those of the upgrade's test.
#[cfg(feature = "next-runtime")]
pub type Migrations = next::ForgetSilence;

/// The same for migrations that take several blocks. Meanwhile blocks have nothing else, and the
/// protocol's clock stands still.
#[cfg(not(feature = "next-runtime"))]
pub type SteppedMigrations = ();
/// Those of the upgrade's test.
#[cfg(feature = "next-runtime")]
pub type SteppedMigrations = (next::TouchAccounts,);

/// Runs blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
	Migrations,
>;

// Hooks and genesis go by the order of the declarations, not by the numbers that calls carry: the
// genesis of the sessions asks the staking pallet, which asks the currency.
#[frame_support::runtime(legacy_ordering)]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;

	#[runtime::pallet_index(1)]
	pub type Babe = pallet_babe;

	#[runtime::pallet_index(2)]
	pub type Timestamp = pallet_timestamp;

	#[runtime::pallet_index(3)]
	pub type Authorship = pallet_authorship;

	#[runtime::pallet_index(6)]
	pub type Balances = pallet_balances;

	#[runtime::pallet_index(7)]
	pub type TransactionPayment = pallet_transaction_payment;

	// After the currency, before the sessions: genesis elects the first validators.
	#[runtime::pallet_index(10)]
	pub type Staking = pallet_staking;

	#[runtime::pallet_index(11)]
	pub type Offences = pallet_offences;

	#[runtime::pallet_index(12)]
	pub type Historical = pallet_session::historical::Pallet<Runtime>;

	#[runtime::pallet_index(13)]
	pub type Eras = pallet_eras;

	#[runtime::pallet_index(4)]
	pub type Session = pallet_session;

	#[runtime::pallet_index(5)]
	pub type Grandpa = pallet_grandpa;

	#[runtime::pallet_index(8)]
	pub type Utility = pallet_utility;

	#[runtime::pallet_index(9)]
	pub type Sudo = pallet_sudo;

	#[runtime::pallet_index(14)]
	pub type Council = pallet_collective<Instance1>;

	#[runtime::pallet_index(15)]
	pub type Mandate = pallet_mandate;

	#[runtime::pallet_index(16)]
	pub type Scheduler = pallet_scheduler;

	#[runtime::pallet_index(17)]
	pub type Preimage = pallet_preimage;

	#[runtime::pallet_index(18)]
	pub type SafeMode = pallet_safe_mode;

	#[runtime::pallet_index(19)]
	pub type TxPause = pallet_tx_pause;

	#[runtime::pallet_index(29)]
	pub type Proxy = pallet_proxy;

	#[runtime::pallet_index(27)]
	pub type Multisig = pallet_multisig;

	#[runtime::pallet_index(28)]
	pub type MultiBlockMigrations = pallet_migrations;

	// Before the others of the market, which it opens the block for.
	#[runtime::pallet_index(25)]
	pub type Rules = pallet_rules;

	#[runtime::pallet_index(20)]
	pub type Escrow = pallet_escrow;

	#[runtime::pallet_index(21)]
	pub type Registry = pallet_registry;

	#[runtime::pallet_index(22)]
	pub type Market = pallet_market;

	#[runtime::pallet_index(23)]
	pub type Pools = pallet_pools;

	#[runtime::pallet_index(24)]
	pub type Poco = pallet_poco;

	#[runtime::pallet_index(26)]
	pub type Book = pallet_book;
}
