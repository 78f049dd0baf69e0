// SPDX-License-Identifier: Apache-2.0

//! `bourse`: computing on Bourse, the exchange for computing, from a terminal.

mod amount;
mod args;
mod chain;
mod commands;
mod config;
mod declaration;
mod error;
mod files;
mod follow;
mod history;
mod job;
mod keys;
mod names;
mod output;
mod params;
mod printable;
mod result;
mod session;
mod signer;
mod why;

use args::Cli;
use clap::{error::ErrorKind, Parser};
use std::{
	io::{self, Write},
	panic::PanicHookInfo,
	process::{self, ExitCode},
};

/// A fault of ours ends with our status: Rust's own, 101, could be a program's.
fn end_by_fault(fault: &PanicHookInfo<'_>) {
	let what = printable::lines(fault.to_string().as_bytes());
	let _ = writeln!(io::stderr(), "error: a fault of `bourse` itself, please report it: {what}");
	process::exit(error::OURS.into());
}

fn main() -> ExitCode {
	std::panic::set_hook(Box::new(end_by_fault));
	let cli = match Cli::try_parse() {
		Ok(cli) => cli,
		Err(told) => {
			// A typing error is ours, not the program's.
			let status = match told.kind() {
				ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => 0,
				_ => error::OURS,
			};
			let _ = told.print();
			return ExitCode::from(status);
		},
	};
	let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
	let runtime = match runtime {
		Ok(runtime) => runtime,
		Err(error) => {
			eprintln!("error: no threads can be started: {error}");
			return ExitCode::from(error::OURS);
		},
	};
	match runtime.block_on(commands::run(cli)) {
		Ok(status) => ExitCode::from(status),
		Err(error) => {
			eprintln!("error: {}", printable::lines(error.to_string().as_bytes()));
			ExitCode::from(error.status)
		},
	}
}
