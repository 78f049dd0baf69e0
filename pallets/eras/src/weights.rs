// SPDX-License-Identifier: Apache-2.0

//! Weight of the end of an era.

mod measured;

pub use measured::{Measured, SubstrateWeight};

use frame_support::weights::Weight;

/// Weight of the end of an era.
pub trait WeightInfo {
	/// The end of an era of `n` validators, of whom nearly all leave.
	fn era_payout(n: u32) -> Weight;
}
