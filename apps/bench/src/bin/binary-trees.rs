// SPDX-License-Identifier: Apache-2.0

//! Benchmarks Game: makes and drops many binary trees. `binary-trees DEPTH`

struct Tree(Option<Box<(Tree, Tree)>>);

fn make(depth: usize) -> Tree {
	Tree((depth > 0).then(|| Box::new((make(depth - 1), make(depth - 1)))))
}

fn count(tree: &Tree) -> u32 {
	1 + tree.0.as_ref().map_or(0, |both| count(&both.0) + count(&both.1))
}

fn main() {
	let most = bourse_bench::size(10).max(6);
	println!("stretch tree of depth {}\t check: {}", most + 1, count(&make(most + 1)));
	let long_lived = make(most);
	for depth in (4..=most).step_by(2) {
		let trees = 1 << (most - depth + 4);
		let nodes: u32 = (0..trees).map(|_| count(&make(depth))).sum();
		println!("{trees}\t trees of depth {depth}\t check: {nodes}");
	}
	println!("long lived tree of depth {most}\t check: {}", count(&long_lived));
}
