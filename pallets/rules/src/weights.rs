// SPDX-License-Identifier: Apache-2.0

//! Weights of the calls and of the clock.

mod measured;

pub use measured::{Measured, SubstrateWeight};

use frame_support::weights::Weight;

/// Weights of the calls of this pallet, and of the clock.
pub trait WeightInfo {
	/// Weight of `set_parameters`.
	fn set_parameters() -> Weight;
	/// The clock, when the chain stood still.
	fn on_timestamp_set() -> Weight;
	/// What the shares of a block add to a transaction.
	fn share_block() -> Weight;
}
