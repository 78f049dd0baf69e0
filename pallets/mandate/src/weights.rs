// SPDX-License-Identifier: Apache-2.0

//! Weights of the calls.

mod measured;

pub use measured::{Measured, SubstrateWeight};

use frame_support::weights::Weight;

/// Weights of the calls of this pallet.
pub trait WeightInfo {
	/// Weight of `schedule`, into a block with room for one more.
	fn schedule() -> Weight;
	/// Weight of `cancel`, of a call in a full block that leaves the chain with it.
	fn cancel() -> Weight;
}
