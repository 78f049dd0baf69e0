// SPDX-License-Identifier: Apache-2.0

//! Memory and large inputs. Each is measured in a process of its own, which is this program again.

use crate::{engine, Result, Setup};
use bourse_compute::{add_dataset, Blob, Inputs, Limits};
use std::{
	collections::BTreeMap,
	env,
	fs::{self, File},
	io::Write,
	path::Path,
	process::Command,
	time::{Duration, Instant},
};

/// Mebibytes that the program that holds memory holds.
pub const HELD: u64 = 64;

/// What a process says of its memory, in KiB, and how long its run took.
#[derive(Clone, Debug)]
pub struct Usage(BTreeMap<String, u64>);

impl Usage {
	fn mib(&self, key: &str) -> f64 {
		self.0.get(key).copied().unwrap_or(0) as f64 / 1024.0
	}
	/// Most of it that was there at once, and stood for no file.
	pub fn peak(&self) -> f64 {
		self.mib("peak")
	}
	/// What is there at the end.
	pub fn resident(&self) -> f64 {
		self.mib("VmRSS")
	}
	/// The same without pages of files.
	pub fn anonymous(&self) -> f64 {
		self.mib("RssAnon")
	}
	/// How long the run took.
	pub fn time(&self) -> Duration {
		Duration::from_micros(self.0.get("micros").copied().unwrap_or(0))
	}
}

/// Inputs of one size.
pub struct Input {
	/// Mebibytes.
	pub mib: u64,
	/// A program that does not look at it.
	pub ignored: Usage,
	/// A program that reads it to its end.
	pub read: Usage,
	/// The native program that reads it to its end.
	pub native: Duration,
}

/// Memory, and large inputs.
pub struct Memory {
	/// A process that only has an engine.
	pub engine: Usage,
	/// After a no-op run.
	pub noop: Usage,
	/// A run that holds [`HELD`] MiB.
	pub hold: Usage,
	/// Inputs of 10 and 100 MB.
	pub inputs: Vec<Input>,
}

/// Measures all of it.
pub fn measure(setup: &Setup) -> Result<Memory> {
	let folder = tempfile::tempdir()?;
	let cache = folder.path().join("modules");
	// Compiling takes memory, too: in processes of their own, as it was done before on a worker.
	for program in ["noop", "hold", "read-input"] {
		process(setup, "--compile", &cache, &[program], None)?;
	}
	let child = |program: &[&str], dataset: Option<&Path>| {
		process(setup, "--child", &cache, program, dataset)
	};
	let input = |mib: u64| -> Result<Input> {
		let path = folder.path().join(format!("{mib}"));
		let mut file = File::create(&path)?;
		for number in 0..mib {
			file.write_all(&vec![number as u8 | 1; 1 << 20])?;
		}
		let native = || -> Result<Duration> {
			let start = Instant::now();
			Command::new(setup.native.join("read-input")).arg(&path).output()?;
			Ok(start.elapsed())
		};
		native()?;
		Ok(Input {
			mib,
			ignored: child(&["noop"], Some(&path))?,
			read: child(&["read-input", "/in/dataset"], Some(&path))?,
			native: crate::median((0..setup.rounds).map(|_| native()).collect::<Result<_>>()?),
		})
	};
	Ok(Memory {
		engine: child(&[], None)?,
		noop: child(&["noop"], None)?,
		hold: child(&["hold", &HELD.to_string()], None)?,
		inputs: vec![input(10)?, input(100)?],
	})
}

fn process(
	setup: &Setup,
	what: &str,
	cache: &Path,
	program: &[&str],
	dataset: Option<&Path>,
) -> Result<Usage> {
	let mut command = Command::new(env::current_exe()?);
	command.arg(what).arg(&setup.built).arg(cache).args(program);
	if let Some(path) = dataset {
		command.env("DATASET", path);
	}
	let output = command.output()?;
	if !output.status.success() {
		return Err(String::from_utf8_lossy(&output.stderr).into());
	}
	let lines = String::from_utf8(output.stdout)?;
	let pairs = lines.lines().filter_map(|line| line.split_once(' '));
	Ok(Usage(pairs.filter_map(|(key, value)| Some((key.into(), value.parse().ok()?))).collect()))
}

fn read(built: &str, name: &str) -> Result<Vec<u8>> {
	Ok(fs::read(Path::new(built).join(format!("bench/{name}.wasm")))?)
}

/// In a process of its own: compiles a program.
pub fn compile(built: &str, cache: &str, name: &str) -> Result<()> {
	Ok(engine(Some(Path::new(cache)))?.compile(&read(built, name)?)?)
}

/// In a process of its own: runs a program (or none) in an engine, and tells about the process.
pub fn child(built: &str, cache: &str, program: &[String]) -> Result<()> {
	let engine = engine(Some(Path::new(cache)))?;
	let mut taken = Duration::ZERO;
	if let [name, args @ ..] = program {
		let module = read(built, name)?;
		let mut inputs = Inputs { args: args.to_vec(), ..Inputs::default() };
		let start = Instant::now();
		if let Some(path) = env::var_os("DATASET") {
			add_dataset(&mut inputs, Blob::map(&File::open(path)?)?);
		}
		engine.run(&module, inputs, &Limits::for_time_ref(3600))?;
		taken = start.elapsed();
	}
	// While the engine is there.
	tell(taken.as_micros())?;
	drop(engine);
	Ok(())
}

fn tell(micros: u128) -> Result<()> {
	let status = fs::read_to_string("/proc/self/status")?;
	for line in status.lines() {
		let mut words = line.split_whitespace();
		if let (Some(key), Some(value)) = (words.next(), words.next()) {
			let key = key.trim_end_matches(':');
			if ["VmRSS", "RssAnon"].contains(&key) {
				println!("{key} {value}");
			}
			if key == "VmHWM" {
				println!("peak {value}");
			}
		}
	}
	println!("micros {micros}");
	Ok(())
}
