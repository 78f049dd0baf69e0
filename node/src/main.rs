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
	share_memory();
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("bourse-node: {}", errors::plain(&error));
			ExitCode::FAILURE
		},
	}
}

/// One pool of memory for all threads. glibc makes one for each few of them, none of which gives back what
/// others could use: nodes took 170 MB more, and were no faster.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn share_memory() {
	// SAFETY: an option of the allocator, set before there are threads.
	if unsafe { libc::mallopt(libc::M_ARENA_MAX, 1) } == 0 {
		eprintln!(
			"bourse-node: the allocator does not take M_ARENA_MAX: the node takes more memory"
		);
	}
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn share_memory() {}
