// SPDX-License-Identifier: Apache-2.0

//! The mean of gains, and how sure it is.

use bourse_primitives::RLC;

/// Student's t for a one-sided 99 %, of many episodes.
const SURE: f64 = 2.326;

/// Gains of episodes.
#[derive(Clone, Copy, Default, Debug)]
pub struct Gains {
	/// How many.
	pub count: u64,
	sum: f64,
	squares: f64,
}

impl Gains {
	/// Adds a gain, in nRLC.
	pub fn add(&mut self, gain: i128) {
		let gain = gain as f64 / RLC as f64;
		self.count += 1;
		self.sum += gain;
		self.squares += gain * gain;
	}

	/// The mean, in RLC.
	pub fn mean(&self) -> f64 {
		self.sum / self.count.max(1) as f64
	}

	/// The mean's distance from 0, in its standard errors. 0 of fewer than two gains.
	pub fn t(&self) -> f64 {
		if self.count < 2 {
			return 0.0;
		}
		let count = self.count as f64;
		let variance = (self.squares - self.sum * self.sum / count) / (count - 1.0);
		match variance > 0.0 {
			true => self.mean() / (variance / count).sqrt(),
			// All alike: as sure as can be.
			false if self.sum == 0.0 => 0.0,
			false => f64::INFINITY.copysign(self.sum),
		}
	}

	/// Whether the mean is above 0 at 99 % confidence.
	pub fn is_above_zero(&self) -> bool {
		self.t() > SURE
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn of(gains: &[i128]) -> Gains {
		let mut all = Gains::default();
		gains.iter().for_each(|gain| all.add(gain * RLC as i128));
		all
	}

	#[test]
	fn t_should_be_the_mean_in_standard_errors() {
		// Mean 2, variance 1, standard error 1 / sqrt(3).
		let gains = of(&[1, 2, 3]);
		assert_eq!(gains.mean(), 2.0);
		assert!((gains.t() - 2.0 * 3f64.sqrt()).abs() < 1e-9, "{}", gains.t());
		assert!(gains.is_above_zero());
	}

	#[test]
	fn is_above_zero_should_refuse_what_chance_explains() {
		assert!(!of(&[-3, 4, -2, 3]).is_above_zero());
		assert!(!of(&[-1, -1]).is_above_zero());
		assert!(!of(&[0, 0]).is_above_zero());
		assert!(of(&[1, 1]).is_above_zero());
	}
}
