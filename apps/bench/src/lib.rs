// SPDX-License-Identifier: Apache-2.0

//! What the programs share: their size comes from the first argument, so that the same program is
//! a quick test and a long benchmark.

/// The size that the first argument names, or else `default`.
pub fn size(default: usize) -> usize {
	std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// A square matrix.
pub type Matrix = Vec<Vec<f64>>;

/// A square matrix of `n` rows whose elements `value(row, column)` gives.
pub fn matrix(n: usize, value: impl Fn(usize, usize) -> f64) -> Matrix {
	(0..n).map(|row| (0..n).map(|column| value(row, column)).collect()).collect()
}

/// The sum of all elements: what a program prints, so that nothing of its work can be left out.
pub fn sum(matrix: &Matrix) -> f64 {
	matrix.iter().flatten().sum()
}
