// SPDX-License-Identifier: Apache-2.0

//! Benchmarks Game: the spectral norm of an infinite matrix's first rows. `spectral-norm ROWS`

fn a(i: usize, j: usize) -> f64 {
	1.0 / ((i + j) * (i + j + 1) / 2 + i + 1) as f64
}

fn times(vector: &[f64], element: impl Fn(usize, usize) -> f64) -> Vec<f64> {
	(0..vector.len())
		.map(|row| vector.iter().enumerate().map(|(at, value)| element(row, at) * value).sum())
		.collect()
}

fn main() {
	let n = bourse_bench::size(100);
	let at_a = |vector: &[f64]| times(&times(vector, a), |i, j| a(j, i));
	let mut u = vec![1.0; n];
	let mut v = vec![];
	for _ in 0..10 {
		v = at_a(&u);
		u = at_a(&v);
	}
	let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
	println!("{:.9}", (dot(&u, &v) / dot(&v, &v)).sqrt());
}
