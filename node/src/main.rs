// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Bourse's node: validator, worker and RPC server in one binary.

mod chain_spec;
mod cli;
mod client;
mod command;
mod content;
mod errors;
mod faucet;
mod index;
mod orders;
mod rpc;
mod service;
mod stock;
mod web;
mod worker;

use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("bourse-node: {}", errors::plain(&error));
			ExitCode::FAILURE
		},
	}
}
