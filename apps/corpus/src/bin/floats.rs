// SPDX-License-Identifier: Apache-2.0

//! Prints numbers of all kinds, what functions make of them, and the bits of NaNs.

use bourse_corpus::Numbers;
use std::hint::black_box;

fn main() {
	let special = [0.0, -0.0, 1.0, f64::MIN_POSITIVE, 5e-324, f64::MAX, f64::INFINITY, f64::NAN];
	let random = Numbers::new(1).map(f64::from_bits).take(60);
	for x in special.into_iter().chain(random).map(black_box) {
		let y = x as f32;
		println!("{x} {x:?} {x:e} {x:.3} {y} {y:e} {} {}", x as i64, x as u8);
		println!("{:?}", format!("{x}").parse::<f64>().map(f64::to_bits));
	}
	for x in Numbers::new(2).take(60).map(|bits| (bits as i64 >> 44) as f64 / 4096.0) {
		println!("{x}: {} {} {} {}", x.sin(), x.tan(), x.exp(), x.abs().ln());
		println!("{} {} {}", x.abs().powf(0.3), x.mul_add(x, -x), x.atan2(2.0));
		println!("{} {} {} {}", x.sqrt(), x.cbrt(), x.round(), (x as f32).sin());
	}
	// Where a NaN comes from must not be seen in its bits, however the code is optimised.
	let zero = black_box(0.0f64);
	let nans = [
		zero / zero,
		-(zero / zero),
		f64::INFINITY - f64::INFINITY,
		black_box(-1.0f64).sqrt(),
		f64::from_bits(black_box(0x7ff0_0000_0000_0001)) + 1.0,
		f64::from_bits(black_box(0xfff8_dead_beef_0001)) * zero,
		black_box(f64::NAN).max(black_box(f64::NAN)) - zero,
	];
	for nan in nans {
		println!("{:016x} {:08x}", nan.to_bits(), (nan as f32).to_bits());
	}
	let sum: f64 = Numbers::new(3).take(10_000).map(|bits| 1.0 / (bits as f64 + 1.0)).sum();
	println!("{sum:e} {:016x}", sum.to_bits());
}
