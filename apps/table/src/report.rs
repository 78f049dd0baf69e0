// SPDX-License-Identifier: Apache-2.0

//! Reports for people to read, in Markdown.

use crate::{
	regress::Regression,
	stats::{Stats, Summary},
};

/// The report of `table stats`.
pub fn of_stats(stats: &Stats) -> String {
	let mut text = format!("# Statistics of {} rows\n", stats.rows);
	let mut numeric = Vec::new();
	let mut others = String::new();
	for column in &stats.columns {
		let (count, missing) = (column.count, column.missing);
		match &column.summary {
			Summary::Empty => {
				others += &format!("\n## {}\n\nNo value at all, {missing} missing.\n", column.name)
			},
			Summary::Numeric(numbers) => {
				let mut row = vec![cell(&column.name), count.to_string(), missing.to_string()];
				row.push(short(numbers.mean));
				row.push(maybe(numbers.standard_deviation));
				row.extend(
					[
						numbers.minimum,
						numbers.lower_quartile,
						numbers.median,
						numbers.upper_quartile,
						numbers.maximum,
					]
					.map(short),
				);
				numeric.push(row);
			},
			Summary::Text { distinct, values } => {
				others += &format!(
					"\n## {}\n\n{count} values, {missing} missing, {distinct} distinct.\n\n",
					column.name
				);
				let rows: Vec<_> = values
					.iter()
					.map(|value| vec![cell(&value.value), value.count.to_string()])
					.collect();
				others += &grid(&["value", "count"], &rows);
				if *distinct > values.len() as u64 {
					others += &format!("\nAnd {} more.\n", distinct - values.len() as u64);
				}
			},
		}
	}
	if !numeric.is_empty() {
		text += "\n## Numeric columns\n\n";
		let titles = [
			"column", "count", "missing", "mean", "st. dev.", "min", "25 %", "median", "75 %",
			"max",
		];
		text += &grid(&titles, &numeric);
	}
	text + &others
}

/// The report of `table regress`.
pub fn of_regression(regression: &Regression) -> String {
	let mut text = format!("# {} explained by {}\n\n", regression.y, regression.x.join(", "));
	text += &format!(
		"Ordinary least squares, n = {} ({} rows left out, as a value is missing).\n\n",
		regression.n, regression.left_out
	);
	let rows: Vec<_> = regression
		.coefficients
		.iter()
		.map(|one| {
			vec![cell(&one.name), short(one.estimate), short(one.standard_error), maybe(one.t)]
		})
		.collect();
	text += &grid(&["coefficient", "estimate", "standard error", "t"], &rows);
	text += &format!(
		"\nR² = {}, adjusted R² = {}, residual standard error {} on {} degrees of freedom, F = {}.\n",
		maybe(regression.r_squared),
		maybe(regression.adjusted_r_squared),
		short(regression.residual_standard_error),
		regression.degrees_of_freedom,
		maybe(regression.f_statistic),
	);
	text
}

/// A cell's text, without what would end the cell.
fn cell(text: &str) -> String {
	text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

fn maybe(number: Option<f64>) -> String {
	number.map_or_else(|| "-".to_owned(), short)
}

/// Six significant digits, as short as they can be written.
fn short(number: f64) -> String {
	const DIGITS: i32 = 6;
	let rounded = format!("{number:.*e}", DIGITS as usize - 1);
	let exponent = rounded.split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok());
	let (whole, power) = match exponent {
		Some(exponent) if (-5..15).contains(&exponent) => {
			let decimals = (DIGITS - 1 - exponent).max(0) as usize;
			(format!("{number:.decimals$}"), String::new())
		},
		_ => match rounded.split_once('e') {
			Some((digits, power)) => (digits.to_owned(), format!("e{power}")),
			None => return rounded,
		},
	};
	let trimmed = if whole.contains('.') {
		whole.trim_end_matches('0').trim_end_matches('.')
	} else {
		&whole
	};
	format!("{trimmed}{power}")
}

/// A Markdown table whose columns line up: the first to the left, the others to the right.
fn grid(titles: &[&str], rows: &[Vec<String>]) -> String {
	let widths: Vec<usize> = titles
		.iter()
		.enumerate()
		.map(|(index, title)| {
			let cells = rows.iter().filter_map(|row| row.get(index));
			cells
				.map(|cell| cell.chars().count())
				.chain([title.chars().count(), 3])
				.max()
				.unwrap_or(3)
		})
		.collect();
	let line = |cells: &[String]| {
		let mut line = String::from("|");
		for (index, (cell, width)) in cells.iter().zip(&widths).enumerate() {
			line += &match index {
				0 => format!(" {cell:<width$} |"),
				_ => format!(" {cell:>width$} |"),
			};
		}
		line + "\n"
	};
	let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
	let rule: Vec<String> = widths
		.iter()
		.enumerate()
		.map(|(index, width)| match index {
			0 => "-".repeat(*width),
			_ => "-".repeat(width - 1) + ":",
		})
		.collect();
	let body: String = rows.iter().map(|row| line(row)).collect();
	line(&titles) + &line(&rule) + &body
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn short_should_keep_six_digits_when_there_are_more() {
		for (number, text) in [
			(0.0, "0"),
			(1.0, "1"),
			(-5780.831358077066, "-5780.83"),
			(0.7590, "0.759"),
			(1234567.0, "1234567"),
			(0.000123456789, "0.000123457"),
			(0.0000012, "1.2e-6"),
			(999999.9, "1000000"),
			(9.9999999, "10"),
			(1.5e300, "1.5e300"),
			(-2.0e15, "-2e15"),
			(100.0, "100"),
		] {
			assert_eq!(short(number), text);
		}
	}

	#[test]
	fn grid_should_line_up_when_cells_differ_in_width() {
		let rows = [vec!["a".to_owned(), "1".to_owned()], vec!["long".to_owned(), "22".to_owned()]];
		let expected = "| x    |   n |\n| ---- | --: |\n| a    |   1 |\n| long |  22 |\n";
		assert_eq!(grid(&["x", "n"], &rows), expected);
	}

	#[test]
	fn cell_should_not_end_early_when_it_holds_a_bar() {
		assert_eq!(cell("a|b\nc"), "a\\|b c");
	}
}
