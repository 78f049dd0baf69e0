// SPDX-License-Identifier: Apache-2.0

//! Benchmarks Game: the Mandelbrot set as a portable bitmap. `mandelbrot WIDTH`

use std::io::Write;

fn main() -> std::io::Result<()> {
	let n = bourse_bench::size(64) / 8 * 8;
	let mut picture = Vec::with_capacity(n * n / 8);
	for y in 0..n {
		let ci = 2.0 * y as f64 / n as f64 - 1.0;
		for block in 0..n / 8 {
			let mut bits = 0u8;
			for bit in 0..8 {
				let cr = 2.0 * (block * 8 + bit) as f64 / n as f64 - 1.5;
				let (mut zr, mut zi, mut inside) = (0.0f64, 0.0f64, true);
				for _ in 0..50 {
					(zr, zi) = (zr * zr - zi * zi + cr, 2.0 * zr * zi + ci);
					if zr * zr + zi * zi > 4.0 {
						inside = false;
						break;
					}
				}
				bits = bits << 1 | u8::from(inside);
			}
			picture.push(bits);
		}
	}
	let mut out = std::io::stdout().lock();
	write!(out, "P4\n{n} {n}\n")?;
	out.write_all(&picture)
}
