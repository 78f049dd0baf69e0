// SPDX-License-Identifier: Apache-2.0

//! Runs an app at home exactly as a worker does, and shows the digest that it would contribute.

mod app;
mod compare;
mod inspect;
mod open;

use bourse_compute::{cid, to_hex};
use bourse_formats::Hasher;
use clap::{Parser, Subcommand};
use std::{
	fs::File,
	io,
	path::{Path, PathBuf},
	process::ExitCode,
};

/// What a command ends with.
type CommandResult<T = ()> = Result<T, Box<dyn std::error::Error>>;

#[derive(Parser)]
#[command(name = "bourse-compute", version, about)]
struct Cli {
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Run an app and show its result: digest, exit status, fuel, output files.
	///
	/// What the app writes to stderr is shown on stderr; what it prints is the output file
	/// `stdout`. A failure (a trap, a limit) is told on stderr, with exit status 1.
	Run {
		#[command(flatten)]
		app: app::AppArgs,
		/// Write the output files into this folder.
		#[arg(long, value_name = "DIR")]
		out: Option<PathBuf>,
	},
	/// Run an app and print nothing but the digest that workers would contribute.
	Digest {
		#[command(flatten)]
		app: app::AppArgs,
	},
	/// Show what a module is made of and whether workers would run it.
	///
	/// Exit status 1 when they would not.
	Inspect {
		/// The module.
		module: PathBuf,
	},
	/// Print the hash of the sandbox's whole state at an amount of fuel: the same on every
	/// machine.
	///
	/// One line: the hash, and `running`, `ended` or `failed`. A run is stopped at the first look
	/// at its fuel (entry of a function, head of a loop, host call) at which it has consumed that
	/// much; at its end when that comes first.
	State {
		/// The amount of fuel.
		#[arg(long, value_name = "FUEL")]
		at_fuel: u64,
		#[command(flatten)]
		app: app::AppArgs,
	},
	/// Find where two runs part, by their states at about 60 amounts of fuel.
	///
	/// Each of the two is a command that prints the state at the amount of fuel that is put behind
	/// it, as `bourse-compute state … --at-fuel` does, on whatever machine it runs:
	///
	/// bourse-compute compare 'bourse-compute state app.wasm --at-fuel'
	/// 'ssh other bourse-compute state app.wasm --at-fuel'
	///
	/// or `-`, to be asked here, for what somebody else tells. Exit status 0 when the runs are the
	/// same, 1 when they part.
	#[command(verbatim_doc_comment)]
	Compare(compare::CompareArgs),
	/// Make a key pair for encrypted results; print the public key, to be published on chain with
	/// `registry.setResultKey`.
	Keygen {
		/// Write the secret key into this new file.
		#[arg(long, value_name = "FILE")]
		out: PathBuf,
	},
	/// Open an encrypted result as its beneficiary, checked against the digest on chain.
	Open(open::OpenArgs),
	/// Open the log of a task whose result would have been encrypted: from stdin, to stdout.
	OpenLog {
		/// The file with the secret key, as `keygen` wrote it.
		#[arg(long, value_name = "FILE")]
		key: PathBuf,
	},
	/// Be a sandbox process of a node.
	#[command(hide = true)]
	Sandbox,
	/// Print the checksum to register a file with, and its multiaddr.
	Checksum {
		/// The file.
		file: PathBuf,
	},
}

fn main() -> ExitCode {
	let mut is_good = true;
	let mut note = |answer: bool| is_good = answer;
	let result = match Cli::parse().command {
		Command::Run { app, out } => app::run(&app, out.as_deref()),
		Command::Digest { app } => app::digest(&app),
		Command::Inspect { module } => inspect::inspect(&module).map(&mut note),
		Command::State { at_fuel, app } => app::state(&app, at_fuel),
		Command::Compare(args) => compare::compare(args).map(&mut note),
		Command::Keygen { out } => open::keygen(&out),
		Command::Open(args) => open::open(&args),
		Command::OpenLog { key } => open::open_log(&key),
		Command::Sandbox => bourse_compute::serve_sandbox().map_err(Into::into),
		Command::Checksum { file } => checksum(&file),
	};
	match result {
		Ok(()) if is_good => ExitCode::SUCCESS,
		Ok(()) => ExitCode::FAILURE,
		Err(error) => {
			eprintln!("bourse-compute: {error}");
			ExitCode::FAILURE
		},
	}
}

fn checksum(path: &Path) -> CommandResult {
	let mut file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
	let mut hasher = Hasher::new();
	io::copy(&mut file, &mut hasher)?;
	let hash = hasher.finish();
	println!("checksum     {}", to_hex(&hash));
	println!("multiaddr    /ipfs/{}", cid::encode(&hash));
	app::note_packing(path, &app::open(path)?);
	Ok(())
}
