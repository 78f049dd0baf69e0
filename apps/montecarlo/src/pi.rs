// SPDX-License-Identifier: Apache-2.0

//! Pi, from random points of a square: the share of them in the circle is pi / 4.

use crate::random::Random;

/// How many of the points fall into the circle. Points are pairs of odd numbers below 2^32, so none
/// lies on the edge of the square and the sum of the squares is exact.
pub fn estimate(seed: u64, samples: u64) -> u64 {
	let random = Random::new(seed);
	let mut inside = 0;
	for block in 0..samples / 2 {
		let [a, b, c, d] = random.block(0, block);
		inside += u64::from(in_circle(a, b)) + u64::from(in_circle(c, d));
	}
	if !samples.is_multiple_of(2) {
		let [a, b, ..] = random.block(0, samples / 2);
		inside += u64::from(in_circle(a, b));
	}
	inside
}

/// Whether the point lies in the quarter of a circle with radius 2^32.
fn in_circle(x: u32, y: u32) -> bool {
	// The centres of the cells of a grid of 2^31 by 2^31.
	let (x, y) = (u64::from(x | 1), u64::from(y | 1));
	// Each square is below 2^64; their sum may pass it, and then the point is outside.
	(x * x).checked_add(y * y).is_some()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn in_circle_should_be_exact_when_the_point_is_near_the_edge() {
		assert!(in_circle(0, 0));
		assert!(!in_circle(u32::MAX, u32::MAX));
		// (2^32 - 1)^2 is 2^33 - 1 short of 2^64, and 92682^2 would be the first beyond that.
		assert!(in_circle(u32::MAX, 0));
		assert!(in_circle(u32::MAX, 92_681));
		assert!(!in_circle(u32::MAX, 92_683));
		// sqrt(2^63) is 3037000499.97...
		assert!(in_circle(3_037_000_499, 3_037_000_499));
		assert!(!in_circle(3_037_000_501, 3_037_000_501));
	}

	#[test]
	fn estimate_should_count_each_point_once_when_the_number_is_odd() {
		let counts: Vec<u64> = (0..50).map(|samples| estimate(3, samples)).collect();
		assert_eq!(counts[0], 0);
		for pair in counts.windows(2) {
			assert!(pair[1] == pair[0] || pair[1] == pair[0] + 1, "{counts:?}");
		}
	}
}
