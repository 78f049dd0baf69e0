// SPDX-License-Identifier: Apache-2.0

//! What strangers need to trade (PROTOCOL 9): the rules of a pool, the parameters of the market, and
//! what a deal takes over of both at its match.

use crate::{
	math::{percent, Balance},
	ResultKey, Seconds, Tag, RLC,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Admission of workers to a pool.
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
pub enum Admission {
	/// The owner accepts each application, or has invited the account before.
	#[default]
	Closed,
	/// Every application is accepted at once.
	Open,
	/// Only invited accounts can apply, and are accepted at once.
	ByInvitation,
}

/// Assignment of the tasks of a pool's deals to its workers.
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
pub enum AssignedBy {
	/// By the chain, at random.
	#[default]
	Chain,
	/// By the pool's owner alone, with a signature (PROTOCOL 5): the chain initializes tasks, but
	/// assigns nobody.
	Scheduler,
}

/// Rules of a workerpool for its workers, set by the owner. Checked when a worker joins, and at
/// every draw.
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
pub struct PoolRules {
	/// Admission of workers.
	pub admission: Admission,
	/// Least stake of a worker's owner, free and locked together, in nRLC.
	pub min_stake: Balance,
	/// Least score of a worker.
	pub min_score: u64,
	/// Features that every worker has to offer.
	pub tag: Tag,
	/// Assignment of tasks.
	pub assigned_by: AssignedBy,
}
/// What a deal takes over of the market's rules at its match, so that nobody changes them for tasks
/// that were bought (PROTOCOL 9).
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct MarketTerms {
	/// nRLC that the start of a task costs the payer.
	pub start_fee: Balance,
	/// nRLC that each assignment of a task costs the payer; twice as much its worker's owner, beyond
	/// those that the payer pays for.
	pub worker_fee: Balance,
	/// Percent of a stake that a missed duty burns.
	pub miss_penalty: u8,
	/// The pool's rules for its workers.
	pub pool: PoolRules,
	/// Number of different owners of the pool's accepted workers that could have tasks.
	pub owners: u32,
	/// The key that the results are encrypted with, when the beneficiary has published one.
	pub result_key: Option<ResultKey>,
}

/// Parameters of the market, which root sets within bounds. A change counts for later matches.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MarketParameters {
	/// nRLC that the start of a task costs the payer.
	pub start_fee: Balance,
	/// nRLC that each assignment of a task costs the payer; twice as much its worker's owner, beyond
	/// those that the payer pays for.
	pub worker_fee: Balance,
	/// Percent of a stake that a missed duty burns, 0..=100.
	pub miss_penalty: u8,
	/// nRLC of its owner's stake, free and locked together, that a slot in an open pool needs.
	pub slot_bond: Balance,
	/// Seconds after which a new slot of an open pool is drawn.
	pub warm_up: Seconds,
	/// nRLC that a worker's record locks.
	pub worker_deposit: Balance,
	/// Seconds for which stake behind a slot stays after the slot is given up.
	pub unbonding: Seconds,
}

impl Default for MarketParameters {
	fn default() -> Self {
		Self {
			start_fee: RLC / 1_000,
			worker_fee: RLC / 1_000 * 2,
			miss_penalty: 10,
			slot_bond: RLC / 10,
			warm_up: 3_600,
			worker_deposit: RLC / 100,
			unbonding: 7 * 86_400,
		}
	}
}

impl MarketParameters {
	/// Largest fee, bond and deposit, in nRLC.
	pub const MAX_AMOUNT: Balance = 1_000 * RLC;
	/// Longest warm-up, in seconds: a day.
	pub const MAX_WARM_UP: Seconds = 86_400;
	/// Longest unbonding, in seconds: 28 days.
	pub const MAX_UNBONDING: Seconds = 28 * 86_400;

	/// Whether every parameter is within its bounds.
	pub fn is_valid(&self) -> bool {
		let amounts = [self.start_fee, self.worker_fee, self.slot_bond, self.worker_deposit];
		amounts.into_iter().all(|amount| amount <= Self::MAX_AMOUNT)
			&& self.miss_penalty <= 100
			&& self.warm_up <= Self::MAX_WARM_UP
			&& self.unbonding <= Self::MAX_UNBONDING
	}
}

impl MarketTerms {
	/// nRLC of `stake` that a missed duty burns.
	pub fn penalty(&self, stake: Balance) -> Balance {
		percent(stake, self.miss_penalty.into())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn default_should_be_valid() {
		assert!(MarketParameters::default().is_valid());
	}

	#[test]
	fn is_valid_should_refuse_what_is_out_of_bounds() {
		let default = MarketParameters::default();
		let beyond = MarketParameters::MAX_AMOUNT + 1;
		for parameters in [
			MarketParameters { start_fee: beyond, ..default },
			MarketParameters { worker_fee: beyond, ..default },
			MarketParameters { slot_bond: beyond, ..default },
			MarketParameters { worker_deposit: beyond, ..default },
			MarketParameters { miss_penalty: 101, ..default },
			MarketParameters { warm_up: MarketParameters::MAX_WARM_UP + 1, ..default },
			MarketParameters { unbonding: MarketParameters::MAX_UNBONDING + 1, ..default },
		] {
			assert!(!parameters.is_valid(), "{parameters:?}");
		}
	}

	#[test]
	fn penalty_should_be_a_tenth_by_default() {
		let MarketParameters { start_fee, worker_fee, miss_penalty, .. } = Default::default();
		let (pool, owners) = (PoolRules::default(), 5);
		let terms =
			MarketTerms { start_fee, worker_fee, miss_penalty, pool, owners, result_key: None };
		assert_eq!(terms.penalty(1_009), 100);
	}
}
