// SPDX-License-Identifier: Apache-2.0

//! CPU-bound programs: in the sandbox with fuel and digest, in plain wasmtime, and natively.

use crate::{
	engine, median,
	plain::{Plain, Setting},
	Measured, Setup,
};
use bourse_compute::{Inputs, Limits};
use bourse_formats::limits::FUEL_PER_SECOND;
use std::{
	process::Command,
	time::{Duration, Instant},
};

/// Programs and sizes at which each takes some tenths of a second natively.
pub const PROGRAMS: &[(&str, &str)] = &[
	("binary-trees", "16"),
	("fannkuch", "10"),
	("floyd-warshall", "900"),
	("gemm", "900"),
	("jacobi-2d", "1500"),
	("lu", "1100"),
	("mandelbrot", "1200"),
	("nbody", "3000000"),
	("sha256", "100000"),
	("spectral-norm", "1200"),
];

/// What a program took, at the median of the rounds.
pub struct Times {
	/// Name and size.
	pub program: String,
	/// Compiled for this machine.
	pub native: Duration,
	/// In plain wasmtime.
	pub plain: Duration,
	/// In the sandbox, with fuel, limits and digest.
	pub sandbox: Duration,
	/// Fuel that it consumed.
	pub fuel: u64,
	/// In plain wasmtime with one more setting each, as in [`SETTINGS`].
	pub settings: Vec<Duration>,
}

/// What the sandbox sets and plain wasmtime does not.
pub const SETTINGS: [(Setting, &str); 4] = [
	(Setting::Fuel, "fuel"),
	(Setting::Clock, "clock"),
	(Setting::Nans, "canonical NaNs"),
	(Setting::Portable, "instructions of 2009"),
];

impl Times {
	/// Sandbox by plain wasmtime.
	pub fn to_plain(&self) -> f64 {
		self.sandbox.as_secs_f64() / self.plain.as_secs_f64()
	}
	/// How long T's fuel lasts, in parts of T.
	pub fn lasts(&self) -> f64 {
		FUEL_PER_SECOND as f64 * self.sandbox.as_secs_f64() / self.fuel as f64
	}
	/// Sandbox by native.
	pub fn to_native(&self) -> f64 {
		self.sandbox.as_secs_f64() / self.native.as_secs_f64()
	}
}

/// All programs, the three ways in turn in each round, so that what else the machine does falls on
/// all of them.
pub fn measure(setup: &Setup) -> Measured<Vec<Times>> {
	PROGRAMS.iter().map(|(name, size)| program(setup, name, size)).collect()
}

fn program(setup: &Setup, name: &str, size: &str) -> Measured<Times> {
	let module = setup.module(name)?;
	let engine = engine(None)?;
	let plain = Plain::new(&module, Setting::None)?;
	let limits = Limits { wall_clock: Duration::from_secs(600), ..Limits::for_time_ref(3600) };
	let inputs = Inputs { args: vec![size.into()], ..Inputs::default() };
	// Compiling is no part of it.
	engine.compile(&module)?;

	let (mut native_times, mut plain_times, mut sandbox_times) = (vec![], vec![], vec![]);
	let mut fuel = 0;
	for _ in 0..setup.rounds {
		let start = Instant::now();
		let native = Command::new(setup.native.join(name)).arg(size).output()?;
		native_times.push(start.elapsed());

		let start = Instant::now();
		let printed = plain.run(&[size])?;
		plain_times.push(start.elapsed());

		let start = Instant::now();
		let run = engine.run(&module, inputs.clone(), &limits)?;
		let digest = run.digest();
		sandbox_times.push(start.elapsed());

		if printed != native.stdout || run.files["stdout"] != printed || digest.is_zero() {
			return Err(format!("{name}: three ways give different output").into());
		}
		fuel = run.header.fuel;
	}
	let settings = SETTINGS.iter().map(|(setting, _)| {
		let plain = Plain::new(&module, *setting)?;
		let times = (0..setup.rounds.min(3)).map(|_| {
			let start = Instant::now();
			plain.run(&[size])?;
			Ok(start.elapsed())
		});
		Ok(median(times.collect::<Measured<_>>()?))
	});
	let times = Times {
		settings: settings.collect::<Measured<_>>()?,
		program: format!("{name} {size}"),
		native: median(native_times),
		plain: median(plain_times),
		sandbox: median(sandbox_times),
		fuel,
	};
	eprintln!(
		"{:22} native {:7.1?}  wasmtime {:7.1?}  sandbox {:7.1?}  {:.2} x, {:.2} x",
		times.program,
		times.native,
		times.plain,
		times.sandbox,
		times.to_plain(),
		times.to_native()
	);
	for (time, (_, name)) in times.settings.iter().zip(SETTINGS) {
		eprintln!("\t{name}: {:.2} x", time.as_secs_f64() / times.plain.as_secs_f64());
	}
	Ok(times)
}
