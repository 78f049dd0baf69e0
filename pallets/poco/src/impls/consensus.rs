// SPDX-License-Identifier: Apache-2.0

//! The consensus arithmetic of PROTOCOL 5, pure and in 256 bits. `None` is an overflow.

use crate::types::Group;
use bourse_primitives::Trust;
use sp_core::U256;

/// What more contributions a task needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
	/// The workers that are at it suffice, if they agree with the best group.
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

/// Group and total after one more contribution of that weight:
/// `delta = max(group, 1) * weight - group; group += delta; total += delta`.
pub fn add(group: Group, total: U256, weight: u64) -> Option<(Group, U256)> {
	let product = group.weight.max(U256::one()).checked_mul(weight.into())?;
	let delta = product.checked_sub(group.weight)?;
	let total = total.checked_add(delta)?;
	Some((Group { weight: product, standing: group.standing.checked_add(1)? }, total))
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
/// `outstanding` the product of the weights of the workers that are at it (`None`: nobody is).
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
		// The consensus is tested at a contribution only: with nobody at it, one is needed
		// however heavy the best group is.
		Missing::Weight(target.max(2.into()))
	}
}
