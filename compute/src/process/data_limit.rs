// SPDX-License-Identifier: Apache-2.0

//! The memory that a sandbox process may take for a request (`RLIMIT_DATA`): what the category
//! gives to the program, and what the engine needs beside. A process that wants more fails by
//! itself, before the machine has no memory left for others.
//!
//! The kernel counts memory that can be written to, whether it was or not. What a process has after
//! its start (tables of the engine, mostly) is not counted here. A process keeps the memory of a run
//! for the next one, so its limit never falls.

use bourse_formats::Limits;

/// For the engine, the answer, stacks, the list of an archive's files.
const OVERHEAD: u64 = 512 << 20;
/// For compiling.
const COMPILING: u64 = 4 << 30;
/// For each byte of a module: machine code as loaded.
const LOADED: u64 = 16;
/// For each byte of a module that is compiled.
const COMPILED: u64 = 64;

/// Bytes for a run of a module of this size. Files grow in steps.
pub(super) fn of_run(limits: &Limits, module: usize) -> u64 {
	let files = limits.output_bytes.saturating_mul(4);
	(limits.memory as u64).saturating_add(files).saturating_add(of_loading(module))
}

/// Bytes for unpacking an archive: the list of its files, mostly.
pub(super) fn of_unpacking() -> u64 {
	OVERHEAD
}

/// Bytes for loading a module of this size, compiled before.
pub(super) fn of_loading(module: usize) -> u64 {
	(module as u64).saturating_mul(LOADED).saturating_add(OVERHEAD)
}

/// Bytes for compiling a module of this size.
pub(super) fn of_compiling(module: usize) -> u64 {
	(module as u64).saturating_mul(COMPILED).saturating_add(COMPILING)
}

#[cfg(target_os = "linux")]
pub(super) use linux::{prepare, set};

#[cfg(target_os = "linux")]
mod linux {
	use rustix::process::{getrlimit, setrlimit, Resource, Rlimit};
	use std::{
		fs::File,
		os::unix::fs::FileExt,
		sync::{
			atomic::{AtomicU64, Ordering},
			OnceLock,
		},
	};

	/// The kernel's count of this process's memory, opened once: later the process may not be
	/// allowed to open a file.
	static COUNT: OnceLock<Option<File>> = OnceLock::new();
	/// What the process had when it was first asked for something.
	static AT_START: OnceLock<Option<u64>> = OnceLock::new();

	/// The most bytes that were asked for.
	static MOST: AtomicU64 = AtomicU64::new(0);

	/// Opens the kernel's count, before the process is confined.
	pub(in super::super) fn prepare() {
		COUNT.get_or_init(|| File::open("/proc/self/statm").ok());
	}

	/// Limits the process's memory to what it had at its start and this many bytes, or what it was
	/// given before. Without a count there is no limit.
	pub(in super::super) fn set(bytes: u64) {
		let bytes = MOST.fetch_max(bytes, Ordering::Relaxed).max(bytes);
		let Some(at_start) = AT_START.get_or_init(now) else { return };
		let current = Some(at_start.saturating_add(bytes));
		let maximum = getrlimit(Resource::Data).maximum;
		setrlimit(Resource::Data, Rlimit { current, maximum }).ok();
	}

	/// Bytes that can be written to.
	fn now() -> Option<u64> {
		let mut text = [0; 256];
		let size = COUNT.get()?.as_ref()?.read_at(&mut text, 0).ok()?;
		let text = std::str::from_utf8(text.get(..size)?).ok()?;
		let pages = text.split_whitespace().nth(5)?.parse::<u64>().ok()?;
		Some(pages.saturating_mul(rustix::param::page_size() as u64))
	}

	#[cfg(test)]
	mod tests {
		use super::*;

		#[test]
		fn now_should_grow_with_memory_that_can_be_written_to() {
			prepare();
			let before = now().unwrap();
			let _map = memmap2::MmapMut::map_anon(1 << 30).unwrap();
			let after = now().unwrap();
			assert!(after >= before + (1 << 30) - (64 << 20), "{before} {after}");
		}
	}
}

#[cfg(not(target_os = "linux"))]
pub(super) fn prepare() {}

#[cfg(not(target_os = "linux"))]
pub(super) fn set(_: u64) {}

#[cfg(test)]
mod tests {
	use super::*;
	use bourse_formats::CategoryLimits;

	#[test]
	fn limits_should_follow_from_category_and_module() {
		let run = |memory, output| {
			of_run(&Limits::for_category(1, CategoryLimits { memory, output }), 1 << 20)
		};
		assert_eq!(run(0, 0), (512 << 20) + (16 << 20));
		assert_eq!(run(1 << 30, 256 << 20), (2 << 30) + (512 << 20) + (16 << 20));
		assert_eq!(of_loading(1 << 20), run(0, 0));
		assert_eq!(of_compiling(1 << 20), (4 << 30) + (64 << 20));
	}
}
