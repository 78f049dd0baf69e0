// SPDX-License-Identifier: Apache-2.0

//! Measures the sandbox: CPU-bound programs against plain wasmtime and native code, starting
//! against containers, memory, large inputs. `scripts/bench-compute` builds what it needs and runs
//! it; all ratios are of one run.

mod cpu;
mod memory;
mod others;
mod plain;
mod prices;
mod report;
mod start;
mod verdict;

use bourse_compute::{serve_sandbox, Engine, Isolation};
use std::{
	env,
	error::Error,
	fs,
	path::{Path, PathBuf},
	process::ExitCode,
	time::Duration,
};

/// What a measurement ends with.
pub type Measured<T> = Result<T, Box<dyn Error>>;

/// Where things are, and how much is done.
pub struct Setup {
	/// `apps/built`.
	pub built: PathBuf,
	/// Folder with the native programs.
	pub native: PathBuf,
	/// How often each program is run each way.
	pub rounds: usize,
	/// What else the machine did before: its load average over a minute.
	pub load: String,
}

impl Setup {
	/// A benchmark program's module.
	pub fn module(&self, name: &str) -> Measured<Vec<u8>> {
		let path = self.built.join(format!("bench/{name}.wasm"));
		Ok(fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?)
	}
}

/// An engine as a worker's sandbox process has it.
pub fn engine(cache: Option<&Path>) -> Measured<Engine> {
	Ok(Engine::new(cache.map(Into::into), 1 << 30)?)
}

/// This program as a sandbox process.
pub fn isolation() -> Measured<Isolation> {
	let args = vec!["--sandbox".into()];
	let grace = Duration::from_secs(180);
	Ok(Isolation { program: env::current_exe()?, args, grace })
}

/// The one in the middle; the later of the two when there are two.
pub fn median(mut times: Vec<Duration>) -> Duration {
	times.sort();
	times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Time that this process has had on processors.
pub fn processor_time() -> Duration {
	let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
	// SAFETY: the pointer is to a place for the answer.
	unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
	Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

fn run(args: &[String]) -> Measured<bool> {
	match args {
		[what, built, folder, program @ ..] if what == "--node" => {
			memory::child(built, folder, program)?;
			Ok(true)
		},
		[what, apps, out, only] if what == "--prices" => {
			prices::measure(Path::new(apps), Path::new(out), only)
		},
		[what] if what == "--sandbox" => {
			serve_sandbox()?;
			Ok(true)
		},
		[built, native, out, rounds] => {
			let setup = Setup {
				built: built.into(),
				native: native.into(),
				rounds: rounds.parse().map_err(|_| "ROUNDS is no number")?,
				load: fs::read_to_string("/proc/loadavg")?.split(' ').next().unwrap_or("?").into(),
			};
			let memory = memory::measure(&setup)?;
			let starts = start::measure(&setup)?;
			let cpu = cpu::measure(&setup)?;
			report::write(Path::new(out), &setup, &cpu, &starts, &memory)
		},
		_ => Err("usage: bench-compute BUILT NATIVE OUT ROUNDS, or --prices APPS OUT ONLY".into()),
	}
}

fn main() -> ExitCode {
	let args = env::args().skip(1).collect::<Vec<_>>();
	match run(&args) {
		Ok(true) => ExitCode::SUCCESS,
		Ok(false) => ExitCode::FAILURE,
		Err(error) => {
			eprintln!("bench-compute: {error}");
			ExitCode::FAILURE
		},
	}
}
