// SPDX-License-Identifier: Apache-2.0

//! How long T's fuel lasts for each row of `scripts/bench-compute --prices`, the bars that rows are held
//! to, and the rates of T that would meet them.

use bourse_formats::limits::FUEL_PER_SECOND;

/// T's fuel is to last at least this part of T for a program.
pub const LEAST: f64 = 1.0 / 6.0;
/// T's fuel is to last at most this part of T for a program.
pub const MOST: f64 = 1.0 / 1.5;

/// What a row is held to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
	/// A program that somebody uses: T's fuel lasts from [`LEAST`] to [`MOST`].
	Program,
	/// A loop of nothing but one thing: T's fuel does not last longer than T.
	Loop,
	/// A loop whose time follows from its data or from what its instructions wait for, which no price can
	/// tell: held to nothing.
	ByData,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Row {
	/// Name of the program or of what the loop does.
	pub name: String,
	/// What it is held to.
	pub kind: Kind,
	/// Nanoseconds of a processor.
	pub time: f64,
	/// Fuel consumed meanwhile.
	pub fuel: f64,
}

impl Row {
	/// Fuel in a nanosecond, or 10⁹ fuel in a second.
	pub fn rate(&self) -> f64 {
		self.fuel / self.time
	}

	/// How long T's fuel lasts, in parts of T.
	pub fn lasts(&self) -> f64 {
		FUEL_PER_SECOND as f64 / 1e9 / self.rate()
	}

	/// The word in the table: empty when the row meets its bar.
	pub fn word(&self) -> &'static str {
		match (self.kind, self.lasts()) {
			(Kind::ByData, _) => "by data",
			(Kind::Program, lasts) if lasts < LEAST => "**short**",
			(Kind::Program, lasts) if lasts > MOST => "**long**",
			(Kind::Loop, lasts) if lasts > 1.0 => "**longer than T**",
			_ => "",
		}
	}

	/// Whether the row meets its bar.
	pub fn is_met(&self) -> bool {
		self.kind == Kind::ByData || self.word().is_empty()
	}
}

/// What all rows say together.
pub struct Verdict {
	/// Whether each row meets its bar.
	pub met: bool,
	/// Paragraphs for the end of the page.
	pub text: String,
}

impl Verdict {
	/// The verdict on rows.
	pub fn of(rows: &[Row]) -> Self {
		let rates = |kind: Kind| rows.iter().filter(move |row| row.kind == kind).map(Row::rate);
		let slowest = |kind: Kind| rates(kind).fold(f64::INFINITY, f64::min);
		let fastest = rates(Kind::Program).fold(0.0, f64::max);
		// A rate below `least` makes the fastest program's time too short, one above `most` the slowest's
		// too long.
		let (least, most) = (fastest * LEAST, slowest(Kind::Program) * MOST);
		let with_loops = most.min(slowest(Kind::Loop));
		let missed = rows.iter().filter(|row| !row.is_met()).collect::<Vec<_>>();
		let mut text = match missed.len() {
			0 => "**All bars are met.**".to_owned(),
			count => format!("**{count} rows miss their bar.**"),
		};
		for row in &missed {
			// What the row's prices would have to grow by, at this rate.
			let factor = match row.kind {
				Kind::Program if row.lasts() < LEAST => row.lasts() / LEAST,
				Kind::Program => row.lasts() / MOST,
				_ => row.lasts(),
			};
			text += &format!("\n- {}: its prices by {factor:.2}", row.name);
		}
		if fastest > 0.0 {
			text += &format!(
				"\n\nThe programs meet theirs at 10⁹ · {least:.1} to {most:.1} fuel a second of T, the \
				loops, too, up to {with_loops:.1}; it is {:.1}.",
				FUEL_PER_SECOND as f64 / 1e9
			);
			if least > with_loops {
				text += " No rate meets all at these prices.";
			}
		}
		Self { met: missed.is_empty(), text }
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// A row for which T's fuel lasts so long, in parts of T.
	fn row(kind: Kind, lasts: f64) -> Row {
		let fuel = FUEL_PER_SECOND as f64 / lasts;
		Row { name: format!("{kind:?} {lasts}"), kind, time: 1e9, fuel }
	}

	#[test]
	fn word_should_tell_what_misses_its_bar() {
		for (kind, lasts, word) in [
			(Kind::Program, 0.16, "**short**"),
			(Kind::Program, 0.17, ""),
			(Kind::Program, 0.66, ""),
			(Kind::Program, 0.67, "**long**"),
			(Kind::Loop, 0.01, ""),
			(Kind::Loop, 0.99, ""),
			(Kind::Loop, 1.01, "**longer than T**"),
			(Kind::ByData, 50.0, "by data"),
		] {
			let row = row(kind, lasts);
			assert_eq!((row.word(), row.is_met()), (word, !word.starts_with('*')), "{row:?}");
		}
	}

	#[test]
	fn of_should_name_what_misses_its_bar_and_the_rates_that_would_do() {
		let met = Verdict::of(&[row(Kind::Program, 0.25), row(Kind::Loop, 0.5)]);
		assert!(met.met);
		assert_eq!(
			met.text,
			"**All bars are met.**\n\nThe programs meet theirs at 10⁹ · 21.3 to 85.3 fuel a second of T, \
			the loops, too, up to 64.0; it is 32.0."
		);
		let rows = [row(Kind::Program, 0.1), row(Kind::Loop, 1.25), row(Kind::ByData, 9.0)];
		let missed = Verdict::of(&rows);
		assert!(!missed.met);
		assert_eq!(
			missed.text,
			"**2 rows miss their bar.**\n- Program 0.1: its prices by 0.60\n- Loop 1.25: its prices by \
			1.25\n\nThe programs meet theirs at 10⁹ · 53.3 to 213.3 fuel a second of T, the loops, too, up to \
			25.6; it is 32.0. No rate meets all at these prices."
		);
		assert_eq!(Verdict::of(&[]).text, "**All bars are met.**");
	}
}
