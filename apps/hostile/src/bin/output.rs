// SPDX-License-Identifier: Apache-2.0

//! Writes gigabytes to a result file, and goes on as long as that succeeds.

use std::{env, fs::File, io::Write, path::Path, process::ExitCode};

fn main() -> ExitCode {
	let folder = env::var_os("BOURSE_OUT").unwrap_or_else(|| ".".into());
	let Ok(mut file) = File::create(Path::new(&folder).join("huge.bin")) else {
		return ExitCode::FAILURE;
	};
	let block = vec![0x55u8; 1 << 20];
	loop {
		if file.write_all(&block).is_err() {
			return ExitCode::FAILURE;
		}
	}
}
