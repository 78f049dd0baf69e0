// SPDX-License-Identifier: Apache-2.0

//! Holds memory and writes to all of it. `hold MEBIBYTES`

fn main() {
	let mut memory = vec![0u8; bourse_bench::size(1) << 20];
	for (at, byte) in memory.iter_mut().enumerate().step_by(64) {
		*byte = (at >> 6) as u8 | 1;
	}
	println!("{}", memory.iter().step_by(4096).map(|byte| u64::from(*byte)).sum::<u64>());
}
