// SPDX-License-Identifier: Apache-2.0

//! Reads a file to its end in pieces, and prints its size and a checksum. `read-input FILE`

use std::{fs::File, io::Read};

fn main() -> std::io::Result<()> {
	let mut file = File::open(std::env::args().nth(1).unwrap_or_default())?;
	let mut piece = vec![0; 1 << 20];
	let (mut size, mut sum) = (0u64, 0u64);
	loop {
		match file.read(&mut piece)? {
			0 => break,
			read => {
				size += read as u64;
				for word in piece[..read].chunks_exact(8) {
					let word: [u8; 8] = word.try_into().unwrap_or_default();
					sum = sum.rotate_left(1) ^ u64::from_le_bytes(word);
				}
			},
		}
	}
	println!("{size} {sum:x}");
	Ok(())
}
