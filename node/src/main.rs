// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Bourse's node: validator, worker and RPC server in one binary.

#![warn(missing_docs)]

mod chain_spec;
mod cli;
mod command;
mod content;
mod rpc;
mod service;
mod worker;

fn main() -> sc_cli::Result<()> {
	command::run()
}
