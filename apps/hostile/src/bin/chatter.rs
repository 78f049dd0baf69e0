// SPDX-License-Identifier: Apache-2.0

//! Writes gigabytes to standard output, and goes on even where that fails.

use std::io::{self, Write};

fn main() {
	let block = vec![b'a'; 1 << 16];
	let mut out = io::stdout().lock();
	loop {
		let _ = out.write_all(&block);
	}
}
