// SPDX-License-Identifier: Apache-2.0

//! Completions and manual pages.

use crate::{
	args::Cli,
	error::{Attempt, While},
};
use clap::CommandFactory;
use std::{fs, io, path::Path};

/// `bourse completions`.
pub fn completions(shell: clap_complete::Shell) -> Attempt {
	clap_complete::generate(shell, &mut Cli::command(), "bourse", &mut io::stdout());
	Ok(())
}

/// `bourse man`.
pub fn pages(folder: &Path) -> Attempt {
	fs::create_dir_all(folder).during(folder.display())?;
	clap_mangen::generate_to(Cli::command(), folder).during(folder.display())
}
