// SPDX-License-Identifier: Apache-2.0

//! PolyBench `lu`: the LU decomposition of a matrix, in place. `lu ROWS`

use bourse_bench::{matrix, size, sum};

fn main() {
	let n = size(48);
	// Dominant on the diagonal, so that no pivoting is needed.
	let mut a = matrix(n, |row, column| {
		let value = ((row * 7 + column * 13) % 31) as f64 / 31.0;
		if row == column {
			value + n as f64
		} else {
			value
		}
	});
	for pivot in 0..n {
		let (above, below) = a.split_at_mut(pivot + 1);
		let top = &above[pivot];
		for row in below {
			row[pivot] /= top[pivot];
			let factor = row[pivot];
			for (value, top) in row[pivot + 1..].iter_mut().zip(&top[pivot + 1..]) {
				*value -= factor * top;
			}
		}
	}
	println!("{}", sum(&a));
}
