// SPDX-License-Identifier: Apache-2.0

//! The consensus arithmetic of PROTOCOL 5, pure and in 256 bits. `None` is an overflow.

use alloc::collections::BTreeMap;
use bourse_primitives::Trust;
use sp_core::{H256, U256};

/// The weight of a worker without a score, the least there is. By the market's rules every
/// contribution's (PROTOCOL 9).
pub const NEWCOMER: u64 = 2;

/// The contributions that a task lacks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
	/// The workers that compute suffice, if they agree with the best group.
	Nothing,
	/// Workers whose weights multiply to this much, at least 2.
	Weight(U256),
	/// No number of workers brings the consensus: the numbers would leave 256 bits.
	Hopeless,
}

/// `max(score / 3, 3) - 1`: how much a worker's word counts.
pub fn weight(score: u64) -> u64 {
	// At least 3, so that nothing saturates.
	(score / 3).max(3).saturating_sub(1)
}

/// `floor(log2(weight))`: a contribution's part in the rewards. A weight is at least 2.
pub fn log_weight(weight: u64) -> u32 {
	weight.checked_ilog2().unwrap_or_default()
}

/// The groups of contributions that carry the same result hash: the weight of each is the product
/// of its contributions' weights.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Groups(BTreeMap<H256, U256>);

impl Groups {
	/// The groups of standing contributions, given by their hash and weight. All of them were
	/// accepted with [`Groups::add`], so nothing here saturates.
	pub fn of(contributions: impl Iterator<Item = (H256, u64)>) -> Self {
		let mut groups = BTreeMap::new();
		for (hash, weight) in contributions.filter(|(_, weight)| *weight > 0) {
			let group = groups.entry(hash).or_insert_with(U256::one);
			*group = group.saturating_mul(weight.into());
		}
		Self(groups)
	}

	/// The weight of a group, 0 without any contribution.
	pub fn weight(&self, hash: H256) -> U256 {
		self.0.get(&hash).copied().unwrap_or_default()
	}

	/// The weight of the heaviest group, 0 without any.
	pub fn best(&self) -> U256 {
		self.0.values().copied().max().unwrap_or_default()
	}

	/// 1 plus the weights of all groups.
	pub fn total(&self) -> U256 {
		self.0.values().fold(U256::one(), |sum, weight| sum.saturating_add(*weight))
	}

	/// Each group's hash and weight.
	pub fn iter(&self) -> impl Iterator<Item = (&H256, &U256)> {
		self.0.iter()
	}

	/// One more contribution:
	/// `delta = max(group, 1) * weight - group; group += delta; total += delta`. Refused when the
	/// total would overflow.
	pub fn add(&mut self, hash: H256, weight: u64) -> Option<()> {
		let before = self.weight(hash);
		let product = before.max(U256::one()).checked_mul(weight.into())?;
		self.total().checked_add(product.checked_sub(before)?)?;
		self.0.insert(hash, product);
		Some(())
	}

	/// Whether a group makes the consensus: `group * trust > total * (trust - 1)`.
	pub fn is_reached(&self, hash: H256, trust: Trust) -> Option<bool> {
		is_reached(self.weight(hash), self.total(), trust)
	}

	/// What is missing at a trust while `outstanding` is the product of the weights of the workers
	/// that compute (`None`: there are none).
	pub fn missing(&self, trust: Trust, outstanding: Option<U256>) -> Missing {
		missing(self.best(), self.total(), trust, outstanding)
	}
}

/// `group * trust > total * (trust - 1)`.
pub fn is_reached(group: U256, total: U256, trust: Trust) -> Option<bool> {
	let others = trust.checked_sub(U256::one())?;
	Some(group.checked_mul(trust)? > total.checked_mul(others)?)
}

/// Least weight of a group that makes the consensus while the other groups weigh `others` in all:
/// `(1 + others) * (trust - 1) + 1`.
pub fn needed(others: U256, trust: Trust) -> Option<U256> {
	let odds = trust.checked_sub(U256::one())?;
	let needed = others.checked_add(U256::one())?.checked_mul(odds)?.checked_add(U256::one())?;
	// The test itself must not overflow when that group is there.
	needed.checked_mul(trust)?;
	Some(needed)
}

/// What is missing when `best` is the weight of the best group, `total` the task's total and
/// `outstanding` the product of the weights of the workers that compute (`None`: there are none).
pub fn missing(best: U256, total: U256, trust: Trust, outstanding: Option<U256>) -> Missing {
	let others = total.saturating_sub(best).saturating_sub(U256::one());
	let Some(needed) = needed(others, trust) else { return Missing::Hopeless };
	let expected = best.max(U256::one()).saturating_mul(outstanding.unwrap_or_else(U256::one));
	let quotient = needed.checked_div(expected).unwrap_or_default();
	let exact = quotient.checked_mul(expected) == Some(needed);
	let target = if exact { quotient } else { quotient.saturating_add(U256::one()) };
	if outstanding.is_some() && expected >= needed {
		Missing::Nothing
	} else {
		// The consensus is tested at a contribution only: while nobody computes, one is needed
		// however heavy the best group is.
		Missing::Weight(target.max(2.into()))
	}
}
