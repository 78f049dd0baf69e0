// SPDX-License-Identifier: Apache-2.0

//! Statistics of every column.

use crate::read::{Cell, Source};
use bourse_app::Stop;
use serde::Serialize;
use std::collections::BTreeMap;

/// How many of a column's values the report lists.
const LISTED: usize = 20;

/// What there is to say of a table.
#[derive(Debug, Serialize)]
pub struct Stats {
	/// Number of rows, without the header.
	pub rows: u64,
	/// One entry a column, in the table's order.
	pub columns: Vec<Column>,
}

/// What there is to say of a column.
#[derive(Debug, Serialize)]
pub struct Column {
	/// Its name.
	pub name: String,
	/// Number of cells with a value.
	pub count: u64,
	/// Number of cells without one.
	pub missing: u64,
	/// The rest, by kind.
	#[serde(flatten)]
	pub summary: Summary,
}

/// What there is to say of a column of its kind.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Summary {
	/// No cell has a value.
	Empty,
	/// All values are numbers.
	Numeric(Numeric),
	/// Some value is not a number.
	Text {
		/// Number of distinct values.
		distinct: u64,
		/// The most frequent values, at most 20; equally frequent ones in the order of their text.
		values: Vec<Value>,
	},
}

/// Statistics of numbers.
#[derive(Debug, PartialEq, Serialize)]
pub struct Numeric {
	/// Arithmetic mean.
	pub mean: f64,
	/// Sample standard deviation (divided by n - 1); none for a single number.
	pub standard_deviation: Option<f64>,
	/// Smallest.
	pub minimum: f64,
	/// First quartile, interpolated linearly (R's type 7, numpy's default).
	pub lower_quartile: f64,
	/// Median, interpolated likewise.
	pub median: f64,
	/// Third quartile, interpolated likewise.
	pub upper_quartile: f64,
	/// Largest.
	pub maximum: f64,
}

/// A value and how often it occurs.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Value {
	/// The cell's text.
	pub value: String,
	/// Number of cells that hold it.
	pub count: u64,
}

enum Gathered {
	Numbers(Vec<f64>),
	Texts(BTreeMap<String, u64>),
}

/// Looks at all columns.
pub fn stats(source: &Source) -> Result<Stats, Stop> {
	let (columns, rows) = source.columns()?;
	let mut gathered: Vec<Gathered> = columns
		.iter()
		.map(|column| match column.first_text {
			None => Gathered::Numbers(Vec::new()),
			Some(_) => Gathered::Texts(BTreeMap::new()),
		})
		.collect();
	source.rows(|record, _| {
		for (gathered, text) in gathered.iter_mut().zip(record) {
			match (gathered, Cell::of(text)) {
				(_, Cell::Missing) => {},
				(Gathered::Numbers(numbers), Cell::Number(number)) => numbers.push(number),
				(Gathered::Texts(texts), _) => match texts.get_mut(text) {
					Some(count) => *count += 1,
					None => {
						texts.insert(text.to_owned(), 1);
					},
				},
				// Only if the file changed since it was looked at first.
				(Gathered::Numbers(_), Cell::Text(_)) => {},
			}
		}
	})?;
	let columns = columns
		.into_iter()
		.zip(gathered)
		.map(|(column, gathered)| {
			let (count, summary) = match gathered {
				Gathered::Numbers(numbers) => (numbers.len() as u64, numeric(numbers)),
				Gathered::Texts(texts) => (texts.values().sum(), text(texts)),
			};
			Column { name: column.name, count, missing: rows.saturating_sub(count), summary }
		})
		.collect();
	Ok(Stats { rows, columns })
}

fn numeric(mut numbers: Vec<f64>) -> Summary {
	numbers.sort_by(f64::total_cmp);
	let (Some(&minimum), Some(&maximum)) = (numbers.first(), numbers.last()) else {
		return Summary::Empty;
	};
	let n = numbers.len() as f64;
	// In two passes, which loses no digits when the mean is large against the spread. The sum is
	// taken in sorted order, so it does not depend on the order of the rows.
	let mean = numbers.iter().sum::<f64>() / n;
	let squares: f64 = numbers.iter().map(|x| (x - mean) * (x - mean)).sum();
	let standard_deviation = (numbers.len() > 1).then(|| (squares / (n - 1.0)).sqrt());
	Summary::Numeric(Numeric {
		mean,
		standard_deviation,
		minimum,
		lower_quartile: quantile(&numbers, 1),
		median: quantile(&numbers, 2),
		upper_quartile: quantile(&numbers, 3),
		maximum,
	})
}

/// The value below which `quarters` quarters of the sorted numbers lie. There is at least one.
fn quantile(sorted: &[f64], quarters: usize) -> f64 {
	let steps = (sorted.len() - 1) * quarters;
	let (below, rest) = (steps / 4, steps % 4);
	let low = sorted[below];
	match sorted.get(below + 1) {
		Some(high) if rest > 0 => low + (high - low) * (rest as f64 / 4.0),
		_ => low,
	}
}

fn text(texts: BTreeMap<String, u64>) -> Summary {
	let distinct = texts.len() as u64;
	let mut values: Vec<Value> =
		texts.into_iter().map(|(value, count)| Value { value, count }).collect();
	// A stable sort: equally frequent values stay in the order of their text.
	values.sort_by_key(|value| std::cmp::Reverse(value.count));
	values.truncate(LISTED);
	Summary::Text { distinct, values }
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn numeric_should_be_exact_when_the_numbers_are_simple() {
		let expected = Numeric {
			mean: 3.0,
			standard_deviation: Some(2.5f64.sqrt()),
			minimum: 1.0,
			lower_quartile: 2.0,
			median: 3.0,
			upper_quartile: 4.0,
			maximum: 5.0,
		};
		match numeric(vec![5.0, 1.0, 4.0, 2.0, 3.0]) {
			Summary::Numeric(got) => assert_eq!(got, expected),
			other => panic!("{other:?}"),
		}
	}

	#[test]
	fn numeric_should_have_no_deviation_when_there_is_one_number() {
		match numeric(vec![7.0]) {
			Summary::Numeric(got) => {
				assert_eq!((got.standard_deviation, got.median, got.mean), (None, 7.0, 7.0))
			},
			other => panic!("{other:?}"),
		}
		assert!(matches!(numeric(vec![]), Summary::Empty));
	}

	#[test]
	fn quantile_should_interpolate_when_it_falls_between_two_numbers() {
		// As numpy.percentile([1, 2, 4, 8], [25, 50, 75]).
		let sorted = [1.0, 2.0, 4.0, 8.0];
		let quartiles = [1, 2, 3].map(|quarters| quantile(&sorted, quarters));
		assert_eq!(quartiles, [1.75, 3.0, 5.0]);
	}

	#[test]
	fn text_should_list_the_most_frequent_values_when_there_are_many() {
		let texts = (0..30).map(|i| (format!("v{i:02}"), if i == 25 { 9 } else { 1 }));
		match text(texts.collect()) {
			Summary::Text { distinct, values } => {
				assert_eq!((distinct, values.len()), (30, LISTED));
				assert_eq!(values[0], Value { value: "v25".into(), count: 9 });
				assert_eq!(values[1], Value { value: "v00".into(), count: 1 });
			},
			other => panic!("{other:?}"),
		}
	}
}
