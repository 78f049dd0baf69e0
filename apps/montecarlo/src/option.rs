// SPDX-License-Identifier: Apache-2.0

//! The price of an option, under the assumptions of Black, Scholes and Merton: the asset follows a
//! geometric Brownian motion that grows at the interest rate; the price is what the option pays in
//! the mean, discounted.

use crate::random::Random;
use serde::{Deserialize, Serialize};

/// Which price of the asset counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Style {
	/// The one at expiry.
	European,
	/// The arithmetic mean of those at the end of each step.
	Asian {
		/// Number of equal steps until expiry.
		steps: u32,
	},
}

/// What the option pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
	/// What the price is above the strike.
	Call,
	/// What the price is below the strike.
	Put,
}

/// An option and its market.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
	/// Which price counts.
	pub style: Style,
	/// What is paid.
	pub kind: Kind,
	/// Price of the asset now.
	pub spot: f64,
	/// Strike price.
	pub strike: f64,
	/// Interest rate, continuous, a year.
	pub rate: f64,
	/// Standard deviation of the yearly logarithmic return.
	pub volatility: f64,
	/// Years to expiry.
	pub years: f64,
}

impl Parameters {
	fn pays(&self, price: f64) -> f64 {
		let gain = match self.kind {
			Kind::Call => price - self.strike,
			Kind::Put => self.strike - price,
		};
		if gain > 0.0 {
			gain
		} else {
			0.0
		}
	}

	fn discount(&self) -> f64 {
		libm::exp(-self.rate * self.years)
	}
}

/// Price and standard error from `paths` paths, an even number of at least 4. Every path has a
/// mirror image, with all its random moves turned round: where one ends high the other ends low, so
/// the mean of the two varies less. The standard error is that of the means.
pub fn price(option: &Parameters, seed: u64, paths: u64) -> (f64, f64) {
	let random = Random::new(seed);
	let pairs = paths / 2;
	// Mean and sum of squares are kept as they grow (Welford), which loses no digits.
	let (mut mean, mut squares) = (0.0, 0.0);
	for pair in 0..pairs {
		let (one, mirrored) = match option.style {
			Style::European => european(option, &random, pair),
			Style::Asian { steps } => asian(option, &random, pair, steps),
		};
		let pays = (option.pays(one) + option.pays(mirrored)) / 2.0;
		let off = pays - mean;
		mean += off / (pair + 1) as f64;
		squares += off * (pays - mean);
	}
	let variance = squares / (pairs - 1) as f64;
	let discount = option.discount();
	(discount * mean, discount * libm::sqrt(variance / pairs as f64))
}

/// Logarithmic growth over some years: what is certain, and the factor of the random part.
fn growth(option: &Parameters, years: f64) -> (f64, f64) {
	let volatility = option.volatility;
	((option.rate - volatility * volatility / 2.0) * years, volatility * libm::sqrt(years))
}

/// The price at expiry, and that of the mirrored path.
fn european(option: &Parameters, random: &Random, pair: u64) -> (f64, f64) {
	let (certain, factor) = growth(option, option.years);
	// Both normal numbers of a pair are used, by two paths.
	let [even, odd] = random.normals(0, pair / 2);
	let moved = factor * if pair.is_multiple_of(2) { even } else { odd };
	(option.spot * libm::exp(certain + moved), option.spot * libm::exp(certain - moved))
}

/// The mean of the prices at the end of each step, and that of the mirrored path.
fn asian(option: &Parameters, random: &Random, pair: u64, steps: u32) -> (f64, f64) {
	let (certain, factor) = growth(option, option.years / f64::from(steps));
	// The first streams are the European ones'.
	let stream = pair + 1;
	let (mut price, mut mirrored) = (option.spot, option.spot);
	let (mut sum, mut mirrored_sum) = (0.0, 0.0);
	let mut normals = [0.0; 2];
	for step in 0..steps {
		if step.is_multiple_of(2) {
			normals = random.normals(stream, u64::from(step / 2));
		}
		let moved = factor * normals[(step % 2) as usize];
		price *= libm::exp(certain + moved);
		mirrored *= libm::exp(certain - moved);
		sum += price;
		mirrored_sum += mirrored;
	}
	(sum / f64::from(steps), mirrored_sum / f64::from(steps))
}

/// The exact price, where a formula is known: that of Black and Scholes for European options.
pub fn closed_form(option: &Parameters) -> Option<f64> {
	if option.style != Style::European {
		return None;
	}
	let (_, deviation) = growth(option, option.years);
	let carried = libm::log(option.spot / option.strike) + option.rate * option.years;
	let d1 = carried / deviation + deviation / 2.0;
	let d2 = d1 - deviation;
	let strike = option.strike * option.discount();
	Some(match option.kind {
		Kind::Call => option.spot * normal(d1) - strike * normal(d2),
		Kind::Put => strike * normal(-d2) - option.spot * normal(-d1),
	})
}

/// Probability of a standard normal number below x.
fn normal(x: f64) -> f64 {
	libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2) / 2.0
}

#[cfg(test)]
mod tests {
	use super::*;

	const OPTION: Parameters = Parameters {
		style: Style::European,
		kind: Kind::Call,
		spot: 100.0,
		strike: 100.0,
		rate: 0.05,
		volatility: 0.2,
		years: 1.0,
	};

	/// The textbook's example: 10.4506 for the call, 5.5735 for the put.
	#[test]
	fn closed_form_should_be_the_textbooks_when_the_option_is_european() {
		let call = closed_form(&OPTION).unwrap();
		let put = closed_form(&Parameters { kind: Kind::Put, ..OPTION }).unwrap();
		assert!((call - 10.450583572185565).abs() < 1e-12, "{call}");
		assert!((put - 5.573526022256971).abs() < 1e-12, "{put}");
		let asian = Parameters { style: Style::Asian { steps: 12 }, ..OPTION };
		assert_eq!(closed_form(&asian), None);
	}

	#[test]
	fn price_should_be_the_formulas_within_its_error_when_the_option_is_european() {
		for kind in [Kind::Call, Kind::Put] {
			for strike in [80.0, 100.0, 130.0] {
				let option = Parameters { kind, strike, ..OPTION };
				let (price, error) = price(&option, 1, 200_000);
				let exact = closed_form(&option).unwrap();
				assert!(error > 0.0 && error < 0.05, "{error}");
				assert!((price - exact).abs() < 4.0 * error, "{price} {exact} {error}");
			}
		}
	}

	/// An Asian option of one step is a European one.
	#[test]
	fn price_should_be_the_european_one_when_an_asian_option_has_one_step() {
		let asian = Parameters { style: Style::Asian { steps: 1 }, ..OPTION };
		let (price, error) = price(&asian, 5, 100_000);
		let exact = closed_form(&OPTION).unwrap();
		assert!((price - exact).abs() < 4.0 * error, "{price} {exact} {error}");
	}

	/// The mean of the asset's prices grows at the rate: a call with almost no strike is worth its
	/// discounted mean.
	#[test]
	fn price_should_be_the_discounted_mean_when_the_strike_is_nothing() {
		let option = Parameters { style: Style::Asian { steps: 12 }, strike: 1e-9, ..OPTION };
		let (price, error) = price(&option, 9, 20_000);
		let mean: f64 =
			(1..=12).map(|month| 100.0 * (0.05 * f64::from(month) / 12.0).exp()).sum::<f64>()
				/ 12.0;
		let exact = mean * (-0.05f64).exp();
		assert!((price - exact).abs() < 4.0 * error, "{price} {exact} {error}");
	}

	#[test]
	fn price_should_cost_less_when_the_mean_is_what_counts() {
		let asian = Parameters { style: Style::Asian { steps: 50 }, ..OPTION };
		let (price, error) = price(&asian, 0, 20_000);
		assert!(price > 5.4 && price < 6.2 && error < 0.05, "{price} {error}");
	}
}
