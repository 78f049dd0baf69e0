// SPDX-License-Identifier: Apache-2.0

//! What an app is run on, and what is shown of it.

use crate::CommandResult;
use bourse_compute::{
	packing_of, parse_hash, state::RunStatus, to_hex, Blob, CategoryLimits, Engine, Failure,
	FailureCode, Hash, Inputs, Limits, Packing, Run, TaskContext,
};
use bourse_formats::protocol::CATEGORIES;
use std::{
	fs,
	io::{self, Write},
	path::{Path, PathBuf},
	process,
	time::Duration,
};

/// The name that the dataset has in `/in`.
const DATASET: &str = "dataset";

/// A dataset's packing on the command line.
#[derive(clap::ValueEnum, Clone, Copy, Default)]
enum PackingArg {
	/// Not as an archive (a tar archive is one all the same).
	#[default]
	File,
	/// As a tar archive.
	Tar,
	/// As a tar archive that is compressed with gzip.
	TarGz,
	/// As a zip archive.
	Zip,
}

/// An app, what it is given, and what it may use.
#[derive(clap::Args)]
pub struct AppArgs {
	/// The app: a WebAssembly module (target wasm32-wasip1).
	module: PathBuf,
	/// What is in /in: a folder, whose files are given by their names, or one file. May be given
	/// several times. `dataset` in such a folder is the dataset, as with --dataset; what else is in
	/// it are the request's input files.
	#[arg(long, value_name = "PATH")]
	input: Vec<PathBuf>,
	/// The dataset, as /in/dataset: a file, an archive that is given unpacked, or a folder in place
	/// of such an archive.
	#[arg(long, value_name = "PATH")]
	dataset: Option<PathBuf>,
	/// How the dataset is registered. An archive that can't be unpacked exactly is a failure.
	#[arg(long, value_enum, default_value_t)]
	packing: PackingArg,
	/// An argument of the app. May be given several times; those behind `--` come after them.
	#[arg(long = "arg", value_name = "ARG", allow_hyphen_values = true)]
	args: Vec<String>,
	/// The request's params as they are on chain (JSON), instead of --arg. The app sees them, so
	/// the digest depends on them. Input files that they name must be given with --input.
	#[arg(long, value_name = "JSON", conflicts_with_all = ["args", "more"])]
	params: Option<String>,
	/// The file below /in that stdin reads, as the request's params name it. Without one stdin is empty.
	#[arg(long, value_name = "NAME", conflicts_with = "params")]
	stdin: Option<String>,
	/// The task's id, which the app sees and its randomness comes from.
	#[arg(long, value_name = "HASH", default_value_t = format!("0x{}", "0".repeat(64)))]
	task: String,
	/// Index of the task in its bag.
	#[arg(long, default_value_t = 0)]
	index: u64,
	/// Number of tasks in the bag.
	#[arg(long, default_value_t = 1)]
	bag_size: u64,
	/// The category's time reference T in seconds: the limits on fuel and wall-clock time follow
	/// from it.
	#[arg(long, value_name = "SECONDS", default_value_t = 300)]
	time_ref: u64,
	/// Most fuel, instead of the category's. Does not change a digest unless it is hit.
	#[arg(long)]
	fuel: Option<u64>,
	/// Most bytes of linear memory, instead of the category's. Does not change a digest unless it
	/// is hit.
	#[arg(long, value_name = "BYTES")]
	memory: Option<usize>,
	/// Most bytes of output files, instead of the category's. Does not change a digest unless it is
	/// hit.
	#[arg(long, value_name = "BYTES")]
	output_bytes: Option<u64>,
	/// The deal has a callback: a run without callback data is a failure.
	#[arg(long)]
	callback: bool,
	/// Most wall-clock time, instead of the category's. Never changes a digest.
	#[arg(long, value_name = "SECONDS")]
	wall_clock: Option<u64>,
	/// Keep compiled modules in this folder.
	#[arg(long, value_name = "DIR")]
	cache: Option<PathBuf>,
	/// Arguments of the app, like --arg.
	#[arg(last = true, value_name = "ARG")]
	more: Vec<String>,
}

pub fn open(path: &Path) -> CommandResult<Blob> {
	Ok(Blob::open(path).map_err(|error| format!("{}: {error}", path.display()))?)
}

fn name_of(path: &Path) -> CommandResult<String> {
	let name = path.file_name().and_then(|name| name.to_str());
	Ok(name.ok_or_else(|| format!("{}: a name that is not UTF-8", path.display()))?.to_owned())
}

/// What is in a folder, sorted by name.
fn entries(folder: &Path) -> CommandResult<Vec<PathBuf>> {
	let read = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>();
	let mut paths: Vec<PathBuf> =
		read().map_err(|error: io::Error| format!("{}: {error}", folder.display()))?;
	paths.sort();
	Ok(paths)
}

/// Adds the files below `folder` as those of an archive are added.
fn add_folder(inputs: &mut Inputs, folder: &Path, place: &str) -> CommandResult {
	inputs.folders.push(place.to_owned());
	for path in entries(folder)? {
		let below = format!("{place}/{}", name_of(&path)?);
		// A link is what it leads to, as one in an archive is. (One in a circle is an error.)
		let kind = fs::metadata(&path).map_err(|error| format!("{}: {error}", path.display()))?;
		if kind.is_dir() {
			add_folder(inputs, &path, &below)?;
		} else if kind.is_file() {
			inputs.files.insert(below, open(&path)?);
		} else {
			return Err(format!("{}: neither a file nor a folder", path.display()).into());
		}
	}
	Ok(())
}

fn add_dataset(inputs: &mut Inputs, path: &Path, packing: PackingArg) -> CommandResult {
	if path.is_dir() {
		add_folder(inputs, path, DATASET)?;
		inputs.folders.sort();
		inputs.name_dataset();
	} else {
		let packing = match packing {
			PackingArg::File => Packing::File,
			PackingArg::Tar => Packing::Tar,
			PackingArg::TarGz => Packing::TarGz,
			PackingArg::Zip => Packing::Zip,
		};
		let content = open(path)?;
		if packing == Packing::File {
			note_packing(path, &content);
		}
		inputs.add_dataset(content, packing)?;
	}
	Ok(())
}

/// Says that an archive stays one file unless it is registered as an archive, which the program may
/// expect.
pub fn note_packing(path: &Path, content: &[u8]) {
	let (option, packing) = match packing_of(content) {
		Packing::Zip => ("zip", "Zip"),
		Packing::TarGz => ("tar-gz", "TarGz"),
		Packing::Tar | Packing::File => return,
	};
	eprintln!(
		"note: {} stays one file; to have it unpacked, register it by registry.registerDatasetWith as \
		{packing}, and run with --packing {option}",
		path.display()
	);
}

impl AppArgs {
	/// The params that ask for the arguments.
	fn params(&self) -> String {
		let args = self.args.iter().chain(&self.more).collect::<Vec<_>>();
		match (&self.params, args.is_empty()) {
			(Some(params), _) => params.clone(),
			(None, true) => String::new(),
			(None, false) => serde_json::json!({ "args": args }).to_string(),
		}
	}

	/// Whether stdin's file is there: of a worker it is, since the params name it.
	fn check_stdin(&self, inputs: &Inputs) -> CommandResult {
		let there = |path: &String| {
			let of_dataset = path.split('/').next() == Some(DATASET);
			of_dataset || inputs.files.contains_key(path)
		};
		match &self.stdin {
			Some(path) if !there(path) => Err(format!("--stdin {path:?}: no such input").into()),
			_ => Ok(()),
		}
	}

	/// What the app is given: as a worker gives it.
	fn inputs(&self) -> CommandResult<Inputs> {
		let task: Hash = parse_hash(&self.task).ok_or("--task is not 0x and 64 hex digits")?;
		let params = self.params();
		let (index, bag_size) = (self.index, self.bag_size);
		let context = TaskContext { task: &task, index, bag_size, params: params.as_bytes() };
		let (mut inputs, asked) = Inputs::of_task(&context)
			.map_err(|error| Failure::new(FailureCode::BadParams, error.to_string()))?;
		let mut datasets = Vec::from_iter(self.dataset.clone());
		for path in &self.input {
			let paths = if path.is_dir() { entries(path)? } else { vec![path.clone()] };
			for path in paths {
				match name_of(&path)? {
					name if name == DATASET => datasets.push(path),
					name if path.is_dir() => {
						return Err(
							format!("{name:?} is a folder: only a dataset can be one").into()
						)
					},
					name => {
						inputs.files.insert(name, open(&path)?);
					},
				}
			}
		}
		match datasets.as_slice() {
			[] => (),
			[dataset] => add_dataset(&mut inputs, dataset, self.packing)?,
			_ => return Err("there can be one dataset only".into()),
		}
		for file in &asked.inputs {
			let Some(content) = inputs.files.get(&file.name) else {
				return Err(format!("params name {:?}: give it with --input", file.name).into());
			};
			if bourse_formats::blake2_256(content) != file.checksum {
				return Err(format!("{:?} is not the file that the params name", file.name).into());
			}
		}
		inputs.stdin = inputs.stdin.take().or(self.stdin.clone());
		self.check_stdin(&inputs)?;
		// A worker has exactly the files that the request names.
		if self.params.is_some() {
			let named = |name: &String| asked.inputs.iter().any(|file| file.name == *name);
			let is_dataset = |name: &String| name.split('/').next() == Some(DATASET);
			if let Some(extra) = inputs.files.keys().find(|name| !named(name) && !is_dataset(name))
			{
				return Err(format!("params don't name the input file {extra:?}").into());
			}
		}
		Ok(inputs)
	}

	fn limits(&self) -> Limits {
		let standard = CategoryLimits::default();
		let output = self.output_bytes.unwrap_or(standard.output);
		let category = Limits::for_category(self.time_ref, CategoryLimits { output, ..standard });
		Limits {
			fuel: self.fuel.map_or(category.fuel, |fuel| fuel.min(i64::MAX as u64)),
			memory: self.memory.unwrap_or(category.memory),
			wall_clock: self.wall_clock.map_or(category.wall_clock, Duration::from_secs),
			..category
		}
	}

	fn engine(&self) -> CommandResult<Engine> {
		let engine = Engine::new(self.cache.clone(), 1 << 30)?;
		Ok(engine.on_timeout(|failure| {
			io::stderr().write_all(&failure.written()).ok();
			eprintln!("bourse-compute: {failure}");
			process::exit(1)
		}))
	}

	/// What a worker contributes; a failure that is a result comes with why. The app's stderr is
	/// shown.
	fn run(&self) -> CommandResult<(Run, Option<Failure>)> {
		let failure = match self.try_run() {
			Ok(run) => match run.check_callback(self.callback, &self.limits()) {
				Ok(run) => {
					io::stderr().write_all(&run.log)?;
					return Ok((run, None));
				},
				Err(failure) => failure,
			},
			Err(error) => *error.downcast::<Failure>()?,
		};
		io::stderr().write_all(&failure.log)?;
		match failure.run() {
			Some(run) => Ok((run, Some(failure))),
			None => Err(failure.into()),
		}
	}

	/// Runs the app. Of several failures it gives the one that a worker meets first: of the params,
	/// of the module, of the dataset, of the program.
	fn try_run(&self) -> CommandResult<Run> {
		let (module, engine) = (open(&self.module)?, self.engine()?);
		let inputs = self.inputs();
		let failure = inputs.as_ref().err().and_then(|error| error.downcast_ref::<Failure>());
		if failure.is_none_or(|failure| failure.code != FailureCode::BadParams) {
			engine.compile(&module)?;
		}
		Ok(engine.run(&module, inputs?, &self.limits())?)
	}
}

/// `bourse-compute run`.
pub fn run(args: &AppArgs, out: Option<&Path>) -> CommandResult {
	let (run, failure) = args.run()?;
	print(&run, args.time_ref)?;
	if let Some(folder) = out {
		write_files(folder, run.files.iter().chain(&run.others))?;
	}
	told(failure)
}

/// Success, unless there is a failure.
fn told(failure: Option<Failure>) -> CommandResult {
	failure.map_or(Ok(()), |failure| Err(failure.into()))
}

/// Writes output files into a folder. Their paths never climb: those of a run come from a tree
/// that has no `..` in it, those of a manifest are checked when it is read.
pub fn write_files<'a>(
	folder: &Path,
	files: impl Iterator<Item = (&'a String, &'a Vec<u8>)>,
) -> CommandResult {
	let make = |folder: &Path| fs::create_dir_all(folder).map_err(|error| at(folder, &error));
	make(folder)?;
	for (path, content) in files {
		let path = folder.join(path);
		make(path.parent().unwrap_or(folder))?;
		fs::write(&path, content).map_err(|error| at(&path, &error))?;
	}
	Ok(())
}

/// What happened at a path.
fn at(path: &Path, error: &io::Error) -> String {
	format!("{}: {error}", path.display())
}

/// `bourse-compute digest`.
pub fn digest(args: &AppArgs) -> CommandResult {
	let (run, failure) = args.run()?;
	println!("{}", to_hex(&run.digest()));
	told(failure)
}

/// `bourse-compute state`.
pub fn state(args: &AppArgs, fuel: u64) -> CommandResult {
	let (module, inputs) = (open(&args.module)?, args.inputs()?);
	let snapshot = args.engine()?.state(&module, inputs, &args.limits(), fuel)?;
	let word = match snapshot.status {
		RunStatus::Running => "running",
		RunStatus::Ended { .. } => "ended",
		RunStatus::Failed(_) => "failed",
	};
	println!("{} {word}", to_hex(&snapshot.hash));
	Ok(())
}

/// What share of a category's fuel a run took, and the least standard category that is enough for it
/// twice over, which nobody knows of a run that used `up` its fuel.
fn share(fuel: u64, time_ref: u64, up: bool) -> String {
	let of = |time_ref: u64| Limits::for_time_ref(time_ref).fuel;
	let enough = |most: u64| most / 2 >= fuel;
	let percent = fuel as f64 / of(time_ref).max(1) as f64 * 100.0;
	let fits = match CATEGORIES.iter().find(|(_, time_ref)| enough(of(*time_ref))) {
		_ if up => "not enough: run it with a larger --time-ref".into(),
		Some((name, _)) => format!("fits {name}"),
		None => "fits no standard category: split it".into(),
	};
	format!("{percent:.2} % of that of T = {time_ref} s; {fits}")
}

fn print(run: &Run, time_ref: u64) -> io::Result<()> {
	let mut out = io::stdout().lock();
	writeln!(out, "digest       {}", to_hex(&run.digest()))?;
	writeln!(out, "engine       {}", run.header.engine)?;
	if let Some(code) = run.header.failure() {
		writeln!(out, "failure      {code:?}")?;
	}
	writeln!(out, "exit status  {}", run.header.exit_status)?;
	let up = run.header.failure() == Some(FailureCode::OutOfFuel);
	writeln!(out, "fuel         {} ({})", run.header.fuel, share(run.header.fuel, time_ref, up))?;
	writeln!(out, "output root  {}", to_hex(&run.header.output_root))?;
	writeln!(out, "memory hash  {}", to_hex(&run.header.memory_hash))?;
	if let Some(data) = &run.callback_data {
		writeln!(out, "callback     0x{}", hex::encode(data))?;
	}
	for (path, content) in &run.files {
		writeln!(out, "file         {path} ({} bytes)", content.len())?;
	}
	for (path, content) in &run.others {
		writeln!(out, "other file   {path} ({} bytes, not in the digest)", content.len())?;
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn share_should_name_the_least_category_that_is_enough_twice_over() {
		let fuel = Limits::for_time_ref(300).fuel;
		let of = |parts: u64| share(fuel / 4 * parts, 300, false);
		assert_eq!(of(1), "25.00 % of that of T = 300 s; fits XS");
		assert_eq!(of(2), "50.00 % of that of T = 300 s; fits XS");
		assert_eq!(of(3), "75.00 % of that of T = 300 s; fits S");
		assert_eq!(of(240), "6000.00 % of that of T = 300 s; fits XL");
		let none = "6025.00 % of that of T = 300 s; fits no standard category: split it";
		assert_eq!(of(241), none);
		let up = "100.00 % of that of T = 300 s; not enough: run it with a larger --time-ref";
		assert_eq!(share(fuel, 300, true), up);
	}
}
