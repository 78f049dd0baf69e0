// SPDX-License-Identifier: Apache-2.0

//! Where the kept modules and their data are, and how the sandbox's processes are started.

#![allow(dead_code, reason = "each test takes what it needs")]

pub mod cases;

use bourse_compute::{Blob, Config, Engine, Isolation, Limits};
use std::{
	fs::{self, File},
	path::{Path, PathBuf},
	time::Duration,
};

/// A path below `apps/`.
pub fn apps(path: &str) -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../apps").join(path)
}

/// A kept module, by its path below `apps/built`.
pub fn module(path: &str) -> Vec<u8> {
	let path = apps("built").join(path);
	fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A file below `apps/data`, mapped.
pub fn data(path: &str) -> Blob {
	let path = apps("data").join(path);
	let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
	Blob::map(&file).unwrap()
}

/// Where tests keep compiled modules for each other: those of others take half a minute to compile.
pub fn compiled() -> PathBuf {
	Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled")
}

/// An engine that loads what tests have compiled before.
pub fn engine() -> Engine {
	Engine::new(Some(compiled()), 1 << 30).unwrap()
}

/// The smallest category's limits, with time enough for a machine that does much else.
pub fn limits() -> Limits {
	Limits { wall_clock: Duration::from_secs(3600), ..Limits::for_time_ref(300) }
}

/// The command as the sandbox's process.
pub fn isolation() -> Isolation {
	Isolation {
		program: env!("CARGO_BIN_EXE_bourse-compute").into(),
		args: vec!["sandbox".into()],
		grace: Duration::from_secs(60),
	}
}

/// How a test's node computes, in `folder`.
pub fn config(folder: &Path) -> Config {
	let mut config = Config::new(folder, isolation());
	config.store.sync = false;
	config
}
