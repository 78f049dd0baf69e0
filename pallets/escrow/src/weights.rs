// SPDX-License-Identifier: Apache-2.0

//! Weights of the calls.

mod measured;

pub use measured::{Measured, SubstrateWeight};

use frame_support::weights::Weight;

/// Weights of the calls of this pallet.
pub trait WeightInfo {
	/// Weight of `deposit`.
	fn deposit() -> Weight;
	/// Weight of `deposit_for`.
	fn deposit_for() -> Weight;
	/// Weight of `withdraw`.
	fn withdraw() -> Weight;
	/// Weight of `spend_kitty`.
	fn spend_kitty() -> Weight;
}
