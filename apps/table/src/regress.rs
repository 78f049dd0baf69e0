// SPDX-License-Identifier: Apache-2.0

//! Linear regression over columns of a table.

use crate::{
	linear,
	read::{Cell, Column, Source},
};
use bourse_app::Stop;
use serde::Serialize;
use std::collections::BTreeSet;

/// A column with more distinct texts than this is a list of names and not a group.
const LEVELS: usize = 50;
/// Name of the constant in the report.
const CONSTANT: &str = "(constant)";

/// A regression and how good it is.
#[derive(Debug, Serialize)]
pub struct Regression {
	/// What is explained.
	pub y: String,
	/// What it is explained with, as named in the table.
	pub x: Vec<String>,
	/// Number of rows that were used.
	pub n: u64,
	/// Number of rows that were left out, as a cell of theirs is missing.
	pub left_out: u64,
	/// n less the number of coefficients.
	pub degrees_of_freedom: u64,
	/// Share of the variance of y that is explained; none when y does not vary.
	pub r_squared: Option<f64>,
	/// The same with a price on each coefficient.
	pub adjusted_r_squared: Option<f64>,
	/// Standard deviation of the residuals.
	pub residual_standard_error: f64,
	/// F statistic of all coefficients but the constant; none when the fit is perfect.
	pub f_statistic: Option<f64>,
	/// The constant first.
	pub coefficients: Vec<Coefficient>,
}

/// A coefficient.
#[derive(Debug, Serialize)]
pub struct Coefficient {
	/// The column's name; for a column that is not numeric `COLUMN=VALUE`, the difference between
	/// rows with this value and rows with the column's first one.
	pub name: String,
	/// Its estimate.
	pub estimate: f64,
	/// Its standard error.
	pub standard_error: f64,
	/// Estimate by standard error; none when the fit is perfect.
	pub t: Option<f64>,
}

/// A chosen column with its values in the rows that are used.
enum Chosen {
	Numbers(Vec<f64>),
	Texts(Vec<String>),
}

/// Explains the column `y` by the columns of `x`: each a name, or several separated by commas.
pub fn regress(source: &Source, y: &str, x: &[String]) -> Result<Regression, Stop> {
	let (columns, _) = source.columns()?;
	let (y, x) = choose(source, &columns, y, x)?;

	let order: Vec<usize> = std::iter::once(y).chain(x.iter().copied()).collect();
	let (mut chosen, left_out) = complete_rows(source, &columns, &order)?;
	let Chosen::Numbers(y_values) = chosen.remove(0) else {
		return Err(source.problem("changed while it was read"));
	};
	let n = y_values.len();
	let (names, matrix) = design(source, n, x.iter().map(|x| &columns[*x]).zip(chosen))?;
	if n <= names.len() {
		return Err(source.problem(format_args!(
			"{n} complete rows are too few for {} coefficients: one more than these is the least",
			names.len()
		)));
	}

	// Squares of what is below can be added up without an overflow.
	const LARGEST: f64 = 1e150;
	if matrix.iter().flatten().chain(&y_values).any(|value| value.abs() > LARGEST) {
		return Err(source.problem("holds numbers beyond 1e150: use other units"));
	}

	let mean = y_values.iter().sum::<f64>() / n as f64;
	let total_squares: f64 = y_values.iter().map(|y| (y - mean) * (y - mean)).sum();
	let fit = linear::least_squares(matrix, y_values).map_err(|index| {
		source.problem(format_args!(
			"column {:?} can't be told from the constant and the columns before it: leave it out",
			names[index]
		))
	})?;

	let (n, p) = (n as u64, names.len() as u64);
	let degrees = (n - p) as f64;
	let variance = fit.residual_squares / degrees;
	let r_squared = ratio(fit.residual_squares, total_squares).map(|share| 1.0 - share);
	let adjusted_r_squared =
		ratio(variance, total_squares / (n - 1) as f64).map(|share| 1.0 - share);
	let f_statistic = ratio((total_squares - fit.residual_squares) / (p - 1) as f64, variance);
	let coefficients: Vec<_> = names
		.into_iter()
		.zip(fit.coefficients.iter().zip(&fit.variances))
		.map(|(name, (&estimate, part))| {
			let standard_error = (variance * part).sqrt();
			Coefficient { name, estimate, standard_error, t: ratio(estimate, standard_error) }
		})
		.collect();
	let finite =
		coefficients.iter().all(|one| one.estimate.is_finite() && one.standard_error.is_finite());
	if !finite {
		return Err(source.problem("its numbers are too small to compute with: use other units"));
	}
	Ok(Regression {
		y: columns[y].name.clone(),
		x: x.iter().map(|x| columns[*x].name.clone()).collect(),
		n,
		left_out,
		degrees_of_freedom: n - p,
		r_squared,
		adjusted_r_squared,
		residual_standard_error: variance.sqrt(),
		f_statistic,
		coefficients,
	})
}

/// a / b, if that is a number.
fn ratio(a: f64, b: f64) -> Option<f64> {
	Some(a / b).filter(|ratio| ratio.is_finite())
}

/// Finds the columns that are meant.
fn choose(
	source: &Source,
	columns: &[Column],
	y: &str,
	x: &[String],
) -> Result<(usize, Vec<usize>), Stop> {
	let find = |name: &str| {
		let mut found = columns.iter().enumerate().filter(|(_, column)| column.name == name);
		match (found.next(), found.next()) {
			(Some((index, _)), None) => Ok(index),
			(Some(_), Some(_)) => {
				Err(source.problem(format_args!("two columns have the name {name:?}: rename one")))
			},
			(None, _) => {
				let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
				let names = names.join(", ");
				Err(source.problem(format_args!("no column is named {name:?}; there are: {names}")))
			},
		}
	};
	let y = find(y)?;
	if let Some((text, row)) = &columns[y].first_text {
		let name = &columns[y].name;
		return Err(source.problem(format_args!(
			"row {row}: column {name:?} is to be explained and must be numeric, but holds {text:?}"
		)));
	}
	let mut chosen = Vec::new();
	for names in x {
		// A name may hold a comma itself.
		let whole = columns.iter().any(|column| column.name == *names);
		let names = if whole { vec![names.as_str()] } else { names.split(',').collect() };
		for name in names {
			let index = find(name.trim())?;
			if index == y || chosen.contains(&index) {
				let name = &columns[index].name;
				return Err(Stop::Usage(format!("column {name:?} is named twice")));
			}
			chosen.push(index);
		}
	}
	Ok((y, chosen))
}

/// The values of these columns in the rows where none is missing, and the number of other rows.
fn complete_rows(
	source: &Source,
	columns: &[Column],
	order: &[usize],
) -> Result<(Vec<Chosen>, u64), Stop> {
	let mut chosen: Vec<Chosen> = order
		.iter()
		.map(|index| match columns[*index].first_text {
			None => Chosen::Numbers(Vec::new()),
			Some(_) => Chosen::Texts(Vec::new()),
		})
		.collect();
	let mut left_out = 0;
	source.rows(|record, _| {
		let cells: Vec<&str> = order.iter().filter_map(|index| record.get(*index)).collect();
		let complete = cells.len() == order.len()
			&& cells.iter().zip(&chosen).all(|(cell, chosen)| match chosen {
				Chosen::Numbers(_) => matches!(Cell::of(cell), Cell::Number(_)),
				Chosen::Texts(_) => Cell::of(cell) != Cell::Missing,
			});
		if !complete {
			left_out += 1;
			return;
		}
		for (chosen, cell) in chosen.iter_mut().zip(cells) {
			match (chosen, Cell::of(cell)) {
				(Chosen::Numbers(numbers), Cell::Number(number)) => numbers.push(number),
				(Chosen::Numbers(_), _) => {},
				(Chosen::Texts(texts), _) => texts.push(cell.to_owned()),
			}
		}
	})?;
	Ok((chosen, left_out))
}

/// The matrix of the regression, by columns, with their names: the constant, numbers as they are,
/// and for texts one 0/1 column for each value but the first in the order of their text.
fn design<'a>(
	source: &Source,
	n: usize,
	chosen: impl Iterator<Item = (&'a Column, Chosen)>,
) -> Result<(Vec<String>, Vec<Vec<f64>>), Stop> {
	let (mut names, mut matrix) = (vec![CONSTANT.to_owned()], vec![vec![1.0; n]]);
	for (column, values) in chosen {
		match values {
			Chosen::Numbers(numbers) => {
				names.push(column.name.clone());
				matrix.push(numbers);
			},
			Chosen::Texts(texts) => {
				let levels: BTreeSet<&String> = texts.iter().collect();
				if levels.len() > LEVELS {
					return Err(source.problem(format_args!(
						"column {:?} is not numeric and has {} distinct values: at most {LEVELS} \
						 can be told apart",
						column.name,
						levels.len()
					)));
				}
				for level in levels.iter().skip(1) {
					let is = |text: &String| if text == *level { 1.0 } else { 0.0 };
					names.push(format!("{}={level}", column.name));
					matrix.push(texts.iter().map(is).collect());
				}
			},
		}
	}
	Ok((names, matrix))
}
