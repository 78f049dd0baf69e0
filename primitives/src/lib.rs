// SPDX-License-Identifier: Apache-2.0

//! Types and traits that Bourse's pallets, runtime, node and tools share.
//!
//! Pallets know each other only through the traits of [`traits`], so that each is tested with a
//! mock of the others. [`mailbox`] is what the off-chain worker (inside the runtime) and the
//! compute service (inside the node) say to each other; [`api`] is what the node asks the runtime.
//! Formats that the sandbox reads as well are re-exported from [`bourse_formats`].

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod api;
pub mod batch;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
pub mod book;
pub mod catalogue;
mod ledger;
pub mod mailbox;
mod market;
pub mod math;
pub mod orders;
pub mod signing;
pub mod submit;
mod tag;
pub mod traits;
mod types;

pub use bourse_formats::{
	address, blocks, limits, order, params, protocol, record, text, CategoryLimits, FailureCode,
	Packing, ResultHeader, ResultKey, Seconds, TaskId,
};
pub use ledger::{kitty_share, KITTY_MIN, KITTY_RATIO};
pub use market::{
	Admission, AssignedBy, MarketParameters, MarketTerms, PoolRules, DEFAULT_MAX_STAKE,
	SPARE_OWNERS,
};
pub use math::{Balance, RLC};
pub use tag::Tag;
pub use types::*;

/// The workers' hot keys: application crypto of key type `poco` (sr25519).
pub mod crypto {
	use sp_core::crypto::KeyTypeId;

	/// Key type of the workers' hot keys in a node's keystore.
	pub const POCO: KeyTypeId = KeyTypeId(*b"poco");

	mod app {
		use sp_application_crypto::{app_crypto, sr25519};
		app_crypto!(sr25519, super::POCO);
	}

	/// Public half of a worker's hot key.
	pub type PocoId = app::Public;
	/// Signature made by a worker's hot key.
	pub type PocoSignature = app::Signature;
	/// A hot key pair.
	#[cfg(feature = "std")]
	pub type PocoPair = app::Pair;
}
