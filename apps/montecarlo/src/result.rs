// SPDX-License-Identifier: Apache-2.0

//! The result, as it is kept and printed.

use crate::option::Parameters;
use bourse_app::{Stop, Task};
use serde::{Deserialize, Serialize};
use std::io::Write;

/// Name of the file with the result.
pub const FILE: &str = "result.json";

/// What is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Problem {
	/// The number pi.
	Pi,
	/// The price of an option.
	Option(Parameters),
}

/// An estimate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
	/// Of what.
	pub problem: Problem,
	/// Which random numbers were used: one seed, or several of combined results.
	pub seeds: Vec<u64>,
	/// Number of points or paths.
	pub samples: u64,
	/// The estimate.
	pub estimate: f64,
	/// Its standard error.
	pub standard_error: f64,
	/// The exact value, where a formula gives it.
	pub closed_form: Option<f64>,
}

impl Estimate {
	/// Pi, when so many points of the square were in the circle.
	pub fn of_pi(seed: u64, samples: u64, inside: u64) -> Self {
		let share = inside as f64 / samples as f64;
		Estimate {
			problem: Problem::Pi,
			seeds: vec![seed],
			samples,
			estimate: 4.0 * share,
			standard_error: 4.0 * libm::sqrt(share * (1.0 - share) / samples as f64),
			closed_form: Some(std::f64::consts::PI),
		}
	}

	/// Writes and prints it, with callback data if they are wanted.
	pub fn publish(&self, callback: bool, task: &Task, out: &mut dyn Write) -> Result<(), Stop> {
		if !self.estimate.is_finite() || !self.standard_error.is_finite() {
			return Err(Stop::Failure(
				"the estimate is not a finite number: a parameter is too extreme".into(),
			));
		}
		let mut json = serde_json::to_vec_pretty(self)
			.map_err(|error| Stop::Failure(format!("{FILE} can't be written: {error}")))?;
		json.push(b'\n');
		let callback = callback.then(|| self.callback_data()).transpose()?;
		task.write(FILE, &json)?;
		if let Some(data) = callback {
			let json = format!("{{\n  \"callback-data\": \"{data}\"\n}}\n");
			task.write("computed.json", json.as_bytes())?;
		}

		let what = match self.problem {
			Problem::Pi => "pi",
			Problem::Option(_) => "price",
		};
		writeln!(out, "{what} = {} +- {}", self.estimate, self.standard_error)?;
		let seeds: Vec<_> = self.seeds.iter().map(u64::to_string).collect();
		writeln!(out, "samples: {}, seed: {}", self.samples, seeds.join(", "))?;
		if let Some(exact) = self.closed_form {
			writeln!(out, "exact: {exact}")?;
		}
		Ok(())
	}

	/// `0x` and the hex digits of the estimate in units of 1e-9, as a signed integer of 8 bytes, the
	/// least significant first (as SCALE encodes an `i64`).
	fn callback_data(&self) -> Result<String, Stop> {
		let units = libm::round(self.estimate * 1e9);
		// Both bounds are doubles; the upper one is the first that is too large.
		if !(i64::MIN as f64..i64::MAX as f64).contains(&units) {
			let problem = "the estimate is too large for callback data: 9223372036 is the most";
			return Err(Stop::Failure(problem.into()));
		}
		let bytes = (units as i64).to_le_bytes();
		Ok(bytes.iter().fold("0x".to_owned(), |hex, byte| hex + &format!("{byte:02x}")))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn callback_data_should_be_billionths_when_they_fit() {
		let data = |estimate| Estimate { estimate, ..Estimate::of_pi(0, 4, 3) }.callback_data();
		assert_eq!(data(0.0), Ok("0x0000000000000000".into()));
		assert_eq!(data(1e-9), Ok("0x0100000000000000".into()));
		assert_eq!(data(-1e-9), Ok("0xffffffffffffffff".into()));
		assert_eq!(data(3.125), Ok("0x40b743ba00000000".into()));
		assert!(data(9.3e9).is_err());
		assert!(data(-9.3e9).is_err());
	}

	#[test]
	fn estimate_should_be_read_back_as_it_was_when_written() {
		let european = crate::option::Parameters {
			style: crate::option::Style::Asian { steps: 12 },
			kind: crate::option::Kind::Put,
			spot: 0.1,
			strike: 1.0 / 3.0,
			rate: 0.01,
			volatility: 0.2,
			years: 0.7,
		};
		for problem in [Problem::Pi, Problem::Option(european)] {
			let estimate = Estimate { problem, ..Estimate::of_pi(u64::MAX, 7, 5) };
			let json = serde_json::to_vec(&estimate).unwrap();
			assert_eq!(serde_json::from_slice::<Estimate>(&json).unwrap(), estimate);
		}
	}
}
