// SPDX-License-Identifier: Apache-2.0

//! Accounts of the ledger, and the arithmetic of the kitty.

use bourse_primitives::{math, Balance, RLC};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Percent of the kitty that a completed task draws (PROTOCOL 2).
pub const KITTY_RATIO: u64 = 10;
/// Least amount that a completed task draws from the kitty, in nRLC, as long as the kitty holds
/// that much (PROTOCOL 2).
pub const KITTY_MIN: Balance = RLC;

/// An account of the ledger (PROTOCOL 2).
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct Account {
	/// Deposited or earned RLC, free to use or to withdraw, in nRLC.
	pub stake: Balance,
	/// Stake locked by deals, contributions and challenges, in nRLC.
	pub locked: Balance,
}

impl Account {
	/// Neither free nor locked stake: the account needs no entry.
	pub fn is_empty(&self) -> bool {
		self.stake == 0 && self.locked == 0
	}
}

/// Share of a completed task in a kitty that holds `kitty` nRLC (PROTOCOL 2):
/// `kitty == 0 ? 0 : min(max(kitty * 10 / 100, 1 RLC), kitty)`.
pub fn kitty_share(kitty: Balance) -> Balance {
	// The last step makes it 0 when the kitty is.
	math::percent(kitty, KITTY_RATIO).max(KITTY_MIN).min(kitty)
}
