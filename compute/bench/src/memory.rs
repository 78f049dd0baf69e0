// SPDX-License-Identifier: Apache-2.0

//! Memory and large inputs, of a node and of its sandbox process: both are this program again, so
//! that nothing else is in them.

use crate::{isolation, median, Measured, Setup};
use bourse_compute::{
	to_hex, Cancel, Compute, Config, Content, Finished, Hash, Job, Outcome, Source, ENGINE_VERSION,
};
use bourse_formats::Hasher;
use std::{
	collections::BTreeMap,
	env,
	fs::{self, File},
	io::{Read, Write},
	path::Path,
	process::Command,
	time::{Duration, Instant},
};

/// Mebibytes that the program that holds memory holds.
pub const HELD: u64 = 64;

/// What a node and its sandbox process say of their memory, in KiB, and how long the job took.
#[derive(Clone, Debug)]
pub struct Usage(BTreeMap<String, u64>);

impl Usage {
	fn mib(&self, key: &str) -> f64 {
		self.0.get(key).copied().unwrap_or(0) as f64 / 1024.0
	}
	/// Most of the sandbox process that was there at once.
	pub fn peak(&self) -> f64 {
		self.mib("VmHWM")
	}
	/// What is there of it after the job.
	pub fn resident(&self) -> f64 {
		self.mib("VmRSS")
	}
	/// The same without pages of files.
	pub fn anonymous(&self) -> f64 {
		self.mib("RssAnon")
	}
	/// By how much the node grew with the job, without pages of files.
	pub fn node(&self) -> f64 {
		self.mib("node")
	}
	/// How long the job took.
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
	/// After a no-op job: the engine is idle.
	pub idle: Usage,
	/// After a job that held [`HELD`] MiB.
	pub hold: Usage,
	/// Inputs of 10 and 100 MB.
	pub inputs: Vec<Input>,
}

/// Measures all of it.
pub fn measure(setup: &Setup) -> Measured<Memory> {
	let folder = tempfile::tempdir()?;
	let node =
		|program: &[&str], dataset: Option<&Path>| node(setup, folder.path(), program, dataset);
	// Compiling takes memory, too; here it was done before, as on a worker that knows the app.
	for program in ["noop", "hold", "read-input"] {
		node(&[program, "1"], None)?;
	}
	let input = |mib: u64| -> Measured<Input> {
		let path = folder.path().join(format!("{mib}"));
		let mut file = File::create(&path)?;
		for number in 0..mib {
			file.write_all(&vec![number as u8 | 1; 1 << 20])?;
		}
		let native = || -> Measured<Duration> {
			let start = Instant::now();
			Command::new(setup.native.join("read-input")).arg(&path).output()?;
			Ok(start.elapsed())
		};
		native()?;
		Ok(Input {
			mib,
			ignored: node(&["noop"], Some(&path))?,
			read: node(&["read-input", "/in/dataset"], Some(&path))?,
			native: median((0..setup.rounds).map(|_| native()).collect::<Measured<_>>()?),
		})
	};
	Ok(Memory {
		idle: node(&["noop"], None)?,
		hold: node(&["hold", &HELD.to_string()], None)?,
		inputs: vec![input(10)?, input(100)?],
	})
}

fn node(setup: &Setup, folder: &Path, program: &[&str], dataset: Option<&Path>) -> Measured<Usage> {
	let mut command = Command::new(env::current_exe()?);
	command.arg("--node").arg(&setup.built).arg(folder).args(program);
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

/// In a process of its own: computes a job as a node does it, and tells about itself and its
/// sandbox process.
pub fn child(built: &str, folder: &str, program: &[String]) -> Measured<()> {
	let [name, args @ ..] = program else { return Err("no program".into()) };
	let compute = Compute::open(Config::new(folder, isolation()?), None)?;
	let app = fs::read(Path::new(built).join(format!("bench/{name}.wasm")))?;
	let source = |checksum| Source { checksum, ..Source::default() };
	let job = Job {
		task: Hash::zero(),
		app: source(compute.store().put(&app)?),
		dataset: match env::var_os("DATASET") {
			Some(path) => Some(source(keep(&compute, Path::new(&path))?)),
			None => None,
		},
		params: format!("{{\"args\": {args:?}}}").into_bytes(),
		index: 0,
		bag_size: 1,
		work_clock_time_ref: 3600,
		deadline: u64::MAX / 2,
		engine: ENGINE_VERSION,
		result_key: None,
		..Job::default()
	};
	let before = status("self")?;
	let start = Instant::now();
	match compute.compute(&job, &Cancel::default()) {
		Some(Finished { outcome: Outcome::Done { .. }, .. }) => (),
		other => return Err(format!("{name}: {other:?}").into()),
	}
	println!("micros {}", start.elapsed().as_micros());
	let after = status("self")?;
	println!("node {}", after["RssAnon"].saturating_sub(before["RssAnon"]));
	let children = fs::read_to_string("/proc/thread-self/children")?;
	for (key, value) in status(children.split_whitespace().next().ok_or("no process")?)? {
		println!("{key} {value}");
	}
	Ok(())
}

/// Puts a file into the store as fetching does it, in pieces.
fn keep(compute: &Compute, path: &Path) -> Measured<Hash> {
	let mut to = compute.store().temp_file()?;
	let (mut from, mut hasher) = (File::open(path)?, Hasher::new());
	let mut buffer = vec![0; 1 << 20];
	loop {
		match from.read(&mut buffer)? {
			0 => break,
			size => {
				hasher.update(&buffer[..size]);
				to.write_all(&buffer[..size])?;
			},
		}
	}
	let hash = hasher.finish();
	compute
		.store()
		.put_file(to, &Content::public(hash))
		.map_err(|error| format!("{}: {error}", to_hex(&hash)))?;
	Ok(hash)
}

fn status(process: &str) -> Measured<BTreeMap<String, u64>> {
	let status = fs::read_to_string(format!("/proc/{process}/status"))?;
	let lines = status.lines().filter_map(|line| {
		let (key, value) = line.split_once(':')?;
		Some((key.to_owned(), value.split_whitespace().next()?.parse().ok()?))
	});
	Ok(lines.filter(|(key, _)| ["VmRSS", "RssAnon", "VmHWM"].contains(&&**key)).collect())
}
