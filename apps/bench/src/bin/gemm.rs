// SPDX-License-Identifier: Apache-2.0

//! PolyBench `gemm`: C = alpha A B + beta C. `gemm ROWS`

use bourse_bench::{matrix, size, sum};

fn main() {
	let n = size(48);
	let element = |row: usize, column: usize| ((row * column + 1) % n) as f64 / n as f64;
	let (alpha, beta) = (1.5, 1.2);
	let (a, b) = (matrix(n, element), matrix(n, |row, column| element(row + 1, column)));
	let mut c = matrix(n, |row, column| element(row, column + 2));
	for (row, a) in c.iter_mut().zip(&a) {
		row.iter_mut().for_each(|value| *value *= beta);
		for (factor, b) in a.iter().zip(&b) {
			for (value, b) in row.iter_mut().zip(b) {
				*value += alpha * factor * b;
			}
		}
	}
	println!("{}", sum(&c));
}
