// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The command line: options and their help.

mod help;
mod options;

pub use help::arrange;
pub use options::{
	Cli, ContentOptions, FaucetOptions, IndexOptions, OrderOptions, Subcommand, WebOptions,
};
