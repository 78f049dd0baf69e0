// SPDX-License-Identifier: Apache-2.0

//! Exact integer arithmetic on money. Everything rounds down (PROTOCOL, first page).

use sp_core::U256;

/// Amounts of RLC, in nRLC (10^-9 RLC).
pub type Balance = u128;
/// nRLC in one RLC.
pub const RLC: Balance = 1_000_000_000;

/// `a * b / c`, rounded down, without overflow on the way. `None` when `c` is 0 or the result
/// leaves `Balance`.
pub fn mul_div(a: Balance, b: Balance, c: Balance) -> Option<Balance> {
	let product = U256::from(a).checked_mul(U256::from(b))?;
	let quotient = product.checked_div(U256::from(c))?;
	quotient.try_into().ok()
}

/// `ratio` percent of `amount`, rounded down. Saturates, which only a ratio above 100 can reach.
pub fn percent(amount: Balance, ratio: u64) -> Balance {
	mul_div(amount, ratio.into(), 100).unwrap_or(Balance::MAX)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn mul_div_should_round_down_and_refuse_what_does_not_fit() {
		assert_eq!(mul_div(7, 30, 100), Some(2));
		assert_eq!(mul_div(Balance::MAX, Balance::MAX, Balance::MAX), Some(Balance::MAX));
		assert_eq!(mul_div(Balance::MAX, 2, 1), None);
		assert_eq!(mul_div(1, 1, 0), None);
	}

	#[test]
	fn percent_should_divide_last_and_saturate() {
		assert_eq!(percent(99, 30), 29);
		assert_eq!(percent(Balance::MAX, 100), Balance::MAX);
		assert_eq!(percent(Balance::MAX, 101), Balance::MAX);
	}
}
