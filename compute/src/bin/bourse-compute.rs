// SPDX-License-Identifier: Apache-2.0

//! Runs an app at home exactly as a worker does, and shows the digest that it would contribute.

use bourse_compute::{
	add_dataset, cid, job::seed, params::Params, parse_hash, to_hex, Blob, Engine, Hash, Hasher,
	Inputs, Limits, Run,
};
use clap::{Parser, Subcommand};
use std::{
	error::Error,
	fs::{self, File},
	io::{self, Read, Write},
	path::{Path, PathBuf},
	process::ExitCode,
};

#[derive(Parser)]
#[command(name = "bourse-compute", version, about)]
struct Cli {
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Run a module on inputs and print the digest that a worker would contribute.
	Run(RunArgs),
	/// Print the checksum to register a file with, and its CID.
	Checksum {
		/// The file.
		file: PathBuf,
	},
}

#[derive(clap::Args)]
struct RunArgs {
	/// The app: a WebAssembly module (target wasm32-wasip1).
	module: PathBuf,
	/// The dataset: a file, or a tar archive that is given unpacked. It is /in/dataset.
	#[arg(long)]
	dataset: Option<PathBuf>,
	/// An input file of the request; it is /in/NAME. May be given several times.
	#[arg(long, value_name = "FILE")]
	input: Vec<PathBuf>,
	/// Write the output files into this folder.
	#[arg(long)]
	out: Option<PathBuf>,
	/// The category's time reference T in seconds: fuel and wall clock follow from it.
	#[arg(long, default_value_t = 300)]
	time_ref: u64,
	/// The task's id, which the app sees and its randomness comes from.
	#[arg(long, default_value_t = format!("0x{}", "0".repeat(64)))]
	task: String,
	/// Index of the task in its bag.
	#[arg(long, default_value_t = 0)]
	index: u64,
	/// Number of tasks in the bag.
	#[arg(long, default_value_t = 1)]
	bag_size: u64,
	/// The request's params as they are on chain (JSON). The app sees them, so the digest depends
	/// on them; input files that they name must be given with --input.
	#[arg(long, conflicts_with = "args")]
	params: Option<String>,
	/// Keep compiled modules in this folder.
	#[arg(long)]
	cache: Option<PathBuf>,
	/// Arguments of the app.
	#[arg(last = true)]
	args: Vec<String>,
}

fn main() -> ExitCode {
	let result = match Cli::parse().command {
		Command::Run(args) => run(args),
		Command::Checksum { file } => checksum(&file),
	};
	match result {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("bourse-compute: {error}");
			ExitCode::FAILURE
		},
	}
}

fn open(path: &Path) -> Result<Blob, Box<dyn Error>> {
	let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
	Ok(Blob::map(&file).map_err(|error| format!("{}: {error}", path.display()))?)
}

/// The params that ask for these arguments.
fn params(args: &[String]) -> String {
	match args {
		[] => String::new(),
		_ => serde_json::json!({ "args": args }).to_string(),
	}
}

fn run(args: RunArgs) -> Result<(), Box<dyn Error>> {
	let task: Hash = parse_hash(&args.task).ok_or("--task is not 0x and 64 hex digits")?;
	let params = args.params.unwrap_or_else(|| params(&args.args));
	let asked = Params::parse(params.as_bytes())?;
	let mut inputs = Inputs { seed: seed(&task), args: asked.args, ..Inputs::default() };
	if let Some(path) = &args.dataset {
		add_dataset(&mut inputs, open(path)?);
	}
	for path in &args.input {
		let name = path.file_name().and_then(|name| name.to_str()).ok_or("a strange file name")?;
		inputs.files.insert(name.to_owned(), open(path)?);
	}
	if let Some(missing) = asked.inputs.iter().find(|file| !inputs.files.contains_key(&file.name)) {
		return Err(format!("params name {:?}: give it with --input", missing.name).into());
	}
	inputs.env.extend([
		("BOURSE_TASK_ID".into(), to_hex(&task)),
		("BOURSE_TASK_INDEX".into(), args.index.to_string()),
		("BOURSE_BAG_SIZE".into(), args.bag_size.to_string()),
		("BOURSE_PARAMS".into(), params),
	]);
	let module = open(&args.module)?;
	let engine = Engine::new(args.cache, 1 << 30)?;
	let run = match engine.run(&module, inputs, &Limits::for_time_ref(args.time_ref)) {
		Ok(run) => run,
		Err(failure) => {
			io::stderr().write_all(&failure.log)?;
			return Err(failure.into());
		},
	};
	io::stderr().write_all(&run.log)?;
	print(&run)?;
	if let Some(folder) = &args.out {
		for (path, content) in &run.files {
			// Paths of outputs never climb: they come from a tree that has no `..` in it.
			let path = folder.join(path);
			fs::create_dir_all(path.parent().unwrap_or(folder))?;
			fs::write(path, content)?;
		}
	}
	Ok(())
}

fn print(run: &Run) -> io::Result<()> {
	let mut out = io::stdout().lock();
	writeln!(out, "digest       {}", to_hex(&run.digest()))?;
	writeln!(out, "engine       {}", run.header.engine)?;
	writeln!(out, "exit status  {}", run.header.exit_status)?;
	writeln!(out, "fuel         {}", run.header.fuel)?;
	writeln!(out, "output root  {}", to_hex(&run.header.output_root))?;
	writeln!(out, "memory hash  {}", to_hex(&run.header.memory_hash))?;
	if let Some(data) = &run.callback_data {
		writeln!(out, "callback     0x{}", hex::encode(data))?;
	}
	for (path, content) in &run.files {
		writeln!(out, "file         {path} ({} bytes)", content.len())?;
	}
	Ok(())
}

fn checksum(path: &Path) -> Result<(), Box<dyn Error>> {
	let mut file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
	let mut hasher = Hasher::new();
	let mut buffer = vec![0; 1 << 20];
	loop {
		match file.read(&mut buffer)? {
			0 => break,
			size => hasher.update(&buffer[..size]),
		}
	}
	let hash = hasher.finish();
	println!("checksum     {}", to_hex(&hash));
	println!("multiaddr    /ipfs/{}", cid::encode(&hash));
	Ok(())
}
