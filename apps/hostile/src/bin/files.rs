// SPDX-License-Identifier: Apache-2.0

//! Makes empty result files, as many as it can.

use std::{env, fs::File, path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
	let folder = PathBuf::from(env::var_os("BOURSE_OUT").unwrap_or_else(|| ".".into()));
	let mut number = 0u64;
	while File::create(folder.join(number.to_string())).is_ok() {
		number += 1;
	}
	ExitCode::FAILURE
}
