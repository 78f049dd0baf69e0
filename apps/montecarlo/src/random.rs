// SPDX-License-Identifier: Apache-2.0

//! Random numbers that are counted and not chained: number i of a seed is had without those before
//! it, and no two seeds share any.
//!
//! Philox 4x32 with ten rounds, of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy
//! as 1, 2, 3" (2011): a keyed bijection of 128-bit counters. The key is the seed.

/// Multipliers of the two halves of a round.
const MULTIPLIERS: [u32; 2] = [0xd251_1f53, 0xcd9e_8d57];
/// What is added to the key after each round: the golden ratio and the square root of 3 less 1.
const KEY_STEPS: [u32; 2] = [0x9e37_79b9, 0xbb67_ae85];
const ROUNDS: usize = 10;

/// Block number `counter` of the numbers of this key.
fn philox(mut key: [u32; 2], mut counter: [u32; 4]) -> [u32; 4] {
	for round in 0..ROUNDS {
		if round > 0 {
			key = [key[0].wrapping_add(KEY_STEPS[0]), key[1].wrapping_add(KEY_STEPS[1])];
		}
		let [high0, low0] = halves(u64::from(MULTIPLIERS[0]) * u64::from(counter[0]));
		let [high1, low1] = halves(u64::from(MULTIPLIERS[1]) * u64::from(counter[2]));
		counter = [high1 ^ counter[1] ^ key[0], low1, high0 ^ counter[3] ^ key[1], low0];
	}
	counter
}

/// The high and the low half.
fn halves(value: u64) -> [u32; 2] {
	[(value >> 32) as u32, value as u32]
}

/// The random numbers of a seed.
#[derive(Clone, Copy)]
pub struct Random {
	key: [u32; 2],
}

impl Random {
	/// The numbers of this seed.
	pub fn new(seed: u64) -> Self {
		let [high, low] = halves(seed);
		Random { key: [low, high] }
	}

	/// Four numbers, uniform over all of `u32`: block `block` of stream `stream`.
	pub fn block(&self, stream: u64, block: u64) -> [u32; 4] {
		let ([block_high, block_low], [stream_high, stream_low]) = (halves(block), halves(stream));
		philox(self.key, [block_low, block_high, stream_low, stream_high])
	}

	/// Two independent numbers of the standard normal distribution (Box and Muller): pair `pair` of
	/// stream `stream`.
	pub fn normals(&self, stream: u64, pair: u64) -> [f64; 2] {
		let [a, b, c, d] = self.block(stream, pair);
		// Above 0, so that its logarithm is finite.
		let radius = libm::sqrt(-2.0 * libm::log(1.0 - unit(a, b)));
		let (sin, cos) = libm::sincos(std::f64::consts::TAU * unit(c, d));
		[radius * cos, radius * sin]
	}
}

/// A number of 53 bits, at least 0 and below 1.
fn unit(high: u32, low: u32) -> f64 {
	const SCALE: f64 = 1.0 / (1u64 << 53) as f64;
	let bits = (u64::from(high) << 32 | u64::from(low)) >> 11;
	bits as f64 * SCALE
}

#[cfg(test)]
mod tests {
	use super::*;

	/// The known answers that the authors publish with their implementation.
	#[test]
	fn philox_should_give_the_known_answers() {
		let known = [
			([0; 2], [0; 4], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
			([u32::MAX; 2], [u32::MAX; 4], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
			(
				[0xa409_3822, 0x299f_31d0],
				[0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
				[0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
			),
		];
		for (key, counter, answer) in known {
			assert_eq!(philox(key, counter), answer);
		}
	}

	#[test]
	fn block_should_differ_when_seed_stream_or_number_does() {
		let blocks = [
			Random::new(1).block(0, 0),
			Random::new(1 << 32).block(0, 0),
			Random::new(0).block(1, 0),
			Random::new(0).block(1 << 32, 0),
			Random::new(0).block(0, 1),
			Random::new(0).block(0, 1 << 32),
			Random::new(0).block(0, 0),
		];
		for (index, block) in blocks.iter().enumerate() {
			assert!(!blocks[..index].contains(block));
		}
	}

	#[test]
	fn unit_should_stay_below_one_when_all_bits_are_set() {
		assert_eq!(unit(0, 0), 0.0);
		assert_eq!(unit(u32::MAX, u32::MAX), 1.0 - f64::EPSILON / 2.0);
	}

	/// Mean, variance and fourth moment of a million numbers, each within four standard errors.
	#[test]
	fn normals_should_have_the_moments_of_the_normal_distribution() {
		let random = Random::new(42);
		let n = 1_000_000.0;
		let (mut first, mut second, mut fourth, mut product) = (0.0, 0.0, 0.0, 0.0);
		for pair in 0..500_000 {
			let [a, b] = random.normals(7, pair);
			for x in [a, b] {
				first += x;
				second += x * x;
				fourth += x * x * x * x;
			}
			product += a * b;
		}
		assert!((first / n).abs() < 4.0 / 1000.0, "{}", first / n);
		assert!((second / n - 1.0).abs() < 4.0 * 2f64.sqrt() / 1000.0, "{}", second / n);
		assert!((fourth / n - 3.0).abs() < 4.0 * 96f64.sqrt() / 1000.0, "{}", fourth / n);
		assert!((product / n * 2.0).abs() < 4.0 * 2f64.sqrt() / 1000.0, "{}", product / n);
	}
}
