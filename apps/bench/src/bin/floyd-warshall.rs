// SPDX-License-Identifier: Apache-2.0

//! PolyBench `floyd-warshall`: shortest paths between all nodes. `floyd-warshall NODES`

fn main() {
	let n = bourse_bench::size(60);
	let mut paths: Vec<Vec<i32>> = (0..n)
		.map(|from| {
			let length = |to: usize| match from + to {
				far if far % 13 == 0 || far % 7 == 0 || far % 11 == 0 => 999,
				_ => (from * to % 7 + 1) as i32,
			};
			(0..n).map(length).collect()
		})
		.collect();
	for by in 0..n {
		let onward = paths[by].clone();
		for row in &mut paths {
			let first = row[by];
			for (path, second) in row.iter_mut().zip(&onward) {
				*path = (*path).min(first + second);
			}
		}
	}
	println!("{}", paths.iter().flatten().map(|path| i64::from(*path)).sum::<i64>());
}
