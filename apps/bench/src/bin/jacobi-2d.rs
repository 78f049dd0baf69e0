// SPDX-License-Identifier: Apache-2.0

//! PolyBench `jacobi-2d`: a five-point stencil, again and again. `jacobi-2d STEPS`

use bourse_bench::{matrix, size, sum, Matrix};

fn step(from: &Matrix, to: &mut Matrix) {
	for (rows, to) in from.windows(3).zip(&mut to[1..]) {
		let [above, row, below] = rows else { continue };
		for (at, value) in to.iter_mut().enumerate().take(row.len() - 1).skip(1) {
			*value = 0.2 * (row[at] + row[at - 1] + row[at + 1] + above[at] + below[at]);
		}
	}
}

fn main() {
	const N: usize = 250;
	let mut a = matrix(N, |row, column| row as f64 * (column as f64 + 2.0) / N as f64);
	let mut b = matrix(N, |row, column| row as f64 * (column as f64 + 3.0) / N as f64);
	for _ in 0..size(4) {
		step(&a, &mut b);
		step(&b, &mut a);
	}
	println!("{}", sum(&a));
}
