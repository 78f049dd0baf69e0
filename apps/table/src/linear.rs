// SPDX-License-Identifier: Apache-2.0

//! Ordinary least squares by Householder reflections (QR decomposition).
//!
//! Only additions, multiplications, divisions and square roots of doubles, each of which IEEE 754
//! rounds in one way only: the same table gives the same digits on every machine.

/// A column that is, but for this part of its length, a combination of those before it says nothing
/// of its own.
const INDEPENDENT: f64 = 1e-10;

/// The solution of a least squares problem.
#[derive(Debug)]
pub struct Fit {
	/// One coefficient a column.
	pub coefficients: Vec<f64>,
	/// What is left: sum of the squared residuals.
	pub residual_squares: f64,
	/// The diagonal of the inverse of AᵀA: times the variance of the residuals, it is the variance
	/// of each coefficient.
	pub variances: Vec<f64>,
}

/// Minimises |A b - y|. A is given by its columns, all as long as `y`, and has at least as many
/// rows as columns. When a column depends on those before it, or holds nothing but zeros, its index
/// is the error.
pub fn least_squares(mut columns: Vec<Vec<f64>>, mut y: Vec<f64>) -> Result<Fit, usize> {
	let n = columns.len();
	// Columns of length 1: what is small does then not depend on the units that they are in.
	let mut lengths = Vec::with_capacity(n);
	for (index, column) in columns.iter_mut().enumerate() {
		let length = norm(column);
		if length == 0.0 || !length.is_finite() {
			return Err(index);
		}
		column.iter_mut().for_each(|x| *x /= length);
		lengths.push(length);
	}

	// R, above the diagonal, stays in the columns; its diagonal is kept apart, as the reflection's
	// vector takes that place.
	let mut diagonal = Vec::with_capacity(n);
	for k in 0..n {
		let (head, tail) = columns.split_at_mut(k + 1);
		let reflection = &mut head[k][k..];
		let length = norm(reflection);
		if length < INDEPENDENT {
			return Err(k);
		}
		// The sign that does not cancel.
		let pivot = if reflection[0] > 0.0 { -length } else { length };
		reflection[0] -= pivot;
		let square = dot(reflection, reflection);
		for column in tail.iter_mut().chain(std::iter::once(&mut y)) {
			let rest = &mut column[k..];
			let factor = 2.0 * dot(reflection, rest) / square;
			rest.iter_mut().zip(reflection.iter()).for_each(|(x, v)| *x -= factor * v);
		}
		diagonal.push(pivot);
	}
	let r = |row: usize, column: usize| columns[column][row];

	// R b = Qᵀ y, from the last row up.
	let mut coefficients = vec![0.0; n];
	for row in (0..n).rev() {
		let known: f64 = (row + 1..n).map(|column| r(row, column) * coefficients[column]).sum();
		coefficients[row] = (y[row] - known) / diagonal[row];
	}

	// Each column of R⁻¹ in turn; the inverse of AᵀA is R⁻¹ (R⁻¹)ᵀ.
	let mut variances = vec![0.0; n];
	for unit in 0..n {
		let mut inverse = vec![0.0; unit + 1];
		for row in (0..=unit).rev() {
			let known: f64 = (row + 1..=unit).map(|column| r(row, column) * inverse[column]).sum();
			let one = if row == unit { 1.0 } else { 0.0 };
			inverse[row] = (one - known) / diagonal[row];
			variances[row] += inverse[row] * inverse[row];
		}
	}

	for ((coefficient, variance), length) in
		coefficients.iter_mut().zip(&mut variances).zip(&lengths)
	{
		*coefficient /= length;
		*variance /= length * length;
	}
	let residual_squares = dot(&y[n..], &y[n..]);
	Ok(Fit { coefficients, residual_squares, variances })
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
	a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Length of a vector, scaled so that no square overflows.
fn norm(vector: &[f64]) -> f64 {
	let largest = vector.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
	if largest == 0.0 {
		return 0.0;
	}
	let squares: f64 = vector.iter().map(|x| (x / largest) * (x / largest)).sum();
	largest * squares.sqrt()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn close(got: f64, wanted: f64, digits: i32) {
		let error = ((got - wanted) / wanted).abs();
		assert!(error < 10f64.powi(-digits), "{got} is not {wanted} to {digits} digits");
	}

	#[test]
	fn least_squares_should_find_the_line_when_the_points_lie_on_it() {
		let x = vec![1.0, 2.0, 3.0, 4.0];
		let y = x.iter().map(|x| 3.0 - 2.0 * x).collect();
		let fit = least_squares(vec![vec![1.0; 4], x], y).unwrap();
		close(fit.coefficients[0], 3.0, 14);
		close(fit.coefficients[1], -2.0, 14);
		assert!(fit.residual_squares < 1e-28);
		// The inverse of [[4, 10], [10, 30]] is [[1.5, -0.5], [-0.5, 0.2]].
		close(fit.variances[0], 1.5, 14);
		close(fit.variances[1], 0.2, 14);
	}

	/// The certified values of the reference dataset "Longley" of NIST (a hard one: its columns
	/// nearly depend on each other).
	#[test]
	fn least_squares_should_give_the_certified_digits_when_columns_nearly_depend_on_each_other() {
		let y = vec![
			60323., 61122., 60171., 61187., 63221., 63639., 64989., 63761., 66019., 67857., 68169.,
			66513., 68655., 69564., 69331., 70551.,
		];
		let columns = vec![
			vec![1.0; 16],
			vec![
				83.0, 88.5, 88.2, 89.5, 96.2, 98.1, 99.0, 100.0, 101.2, 104.6, 108.4, 110.8, 112.6,
				114.2, 115.7, 116.9,
			],
			vec![
				234289., 259426., 258054., 284599., 328975., 346999., 365385., 363112., 397469.,
				419180., 442769., 444546., 482704., 502601., 518173., 554894.,
			],
			vec![
				2356., 2325., 3682., 3351., 2099., 1932., 1870., 3578., 2904., 2822., 2936., 4681.,
				3813., 3931., 4806., 4007.,
			],
			vec![
				1590., 1456., 1616., 1650., 3099., 3594., 3547., 3350., 3048., 2857., 2798., 2637.,
				2552., 2514., 2572., 2827.,
			],
			vec![
				107608., 108632., 109773., 110929., 112075., 113270., 115094., 116219., 117388.,
				118734., 120445., 121950., 123366., 125368., 127852., 130081.,
			],
			(1947..=1962).map(f64::from).collect(),
		];
		let certified = [
			(-3482258.63459582, 890420.383607373),
			(15.0618722713733, 84.9149257747669),
			(-0.0358191792925910, 0.0334910077722432),
			(-2.02022980381683, 0.488399681651699),
			(-1.03322686717359, 0.214274163161675),
			(-0.0511041056535807, 0.226073200069370),
			(1829.15146461355, 455.478499142212),
		];
		let fit = least_squares(columns, y).unwrap();
		let variance = fit.residual_squares / 9.0;
		close(variance.sqrt(), 304.854073561965, 10);
		for (i, (coefficient, standard_error)) in certified.into_iter().enumerate() {
			close(fit.coefficients[i], coefficient, 9);
			close((variance * fit.variances[i]).sqrt(), standard_error, 9);
		}
	}

	#[test]
	fn least_squares_should_name_the_column_when_it_depends_on_others() {
		let x = vec![1.0, 2.0, 3.0, 4.0];
		let twice: Vec<f64> = x.iter().map(|x| 2.0 * x + 1.0).collect();
		let solve = |columns| least_squares(columns, vec![1.0, 0.0, 2.0, 5.0]).map(|_| ());
		assert_eq!(solve(vec![vec![1.0; 4], x.clone(), twice]), Err(2));
		assert_eq!(solve(vec![vec![1.0; 4], vec![7.0; 4], x.clone()]), Err(1));
		assert_eq!(solve(vec![vec![1.0; 4], x, vec![0.0; 4]]), Err(2));
	}

	#[test]
	fn least_squares_should_not_depend_on_units_when_columns_are_tiny_or_huge() {
		let x = [1.0, 2.0, 3.0, 4.5];
		for unit in [1e-200, 1e-9, 1e9, 1e200] {
			let scaled = x.iter().map(|x| x * unit).collect();
			let fit = least_squares(vec![vec![1.0; 4], scaled], vec![2.0, 4.0, 6.0, 9.0]).unwrap();
			close(fit.coefficients[1] * unit, 2.0, 13);
		}
	}
}
