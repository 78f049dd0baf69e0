// SPDX-License-Identifier: Apache-2.0

//! The largest sizes of requests and results, and the limits of a run.

use crate::Seconds;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::time::Duration;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Longest request parameters, in bytes.
pub const MAX_PARAMS: u32 = 4096;
/// Longest multiaddr, in bytes.
pub const MAX_MULTIADDR: u32 = 512;
/// Most bytes of callback data.
pub const MAX_CALLBACK: u32 = 4096;

/// Bytes of a piece of an output file.
pub const CHUNK: usize = 1 << 20;
/// Most files of a result.
pub const MAX_FILES: usize = 1024;
/// Most files and folders that exist at once in a run's `/tmp`. More: `OutputTooLarge`.
pub const MAX_SCRATCH: usize = 1 << 16;
/// Longest path of an output file, in bytes.
pub const MAX_FILE_PATH: usize = 512;
/// Most bytes of all files of a result together.
pub const MAX_RESULT: u64 = 256 << 20;
/// Largest manifest that there can be, in bytes: a manifest is one block of the store.
pub const MAX_MANIFEST: usize = CHUNK;
/// Bytes that a sealed box is longer than its content.
pub const BOX_OVERHEAD: usize = 48;
/// Largest box of an encrypted result, in bytes.
pub const MAX_BOX: usize = CHUNK + BOX_OVERHEAD;

/// Most bytes of linear memory that any run can be given: all that 32-bit addresses reach.
pub const MAX_MEMORY: u64 = 1 << 32;
/// Bytes of linear memory of a category that names none, and of a worker that promises no more.
pub const STANDARD_MEMORY: u64 = 1 << 30;
/// Most elements of tables that any run can be given.
pub const MAX_TABLE_ELEMENTS: usize = 1 << 20;

/// Fuel per second of a category's time reference. Instructions are priced by the time that they take
/// (`docs/digest.md`), so that a program that computes burns 50 to 190 thousand million fuel a second of
/// an idle core: T's fuel lasts between a sixth and two thirds of T (`docs/benchmarks/prices.md`), and no
/// longer than T on an older kind of processor, which takes up to twice the time. The wall clock (which is
/// not deterministic) must not be the limit that is hit first, except by programs that all the time wait
/// for one instruction after the other, miss the processor's caches or cross its pages.
pub const FUEL_PER_SECOND: u64 = 32_000_000_000;

/// The limits that a category sets beside its time reference.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub struct CategoryLimits {
	/// Bytes of linear memory, at most [`MAX_MEMORY`]. A module that begins with more:
	/// `OutOfMemory`; `memory.grow` beyond gives -1.
	pub memory: u64,
	/// Bytes of all files that exist at once in `/out` and `/tmp`, at most [`MAX_RESULT`]. More:
	/// `OutputTooLarge`.
	pub output: u64,
}

/// The limits of a category that names none.
impl Default for CategoryLimits {
	fn default() -> Self {
		Self { memory: STANDARD_MEMORY, output: MAX_RESULT }
	}
}

impl CategoryLimits {
	/// The most that any category can give.
	pub const MOST: Self = Self { memory: MAX_MEMORY, output: MAX_RESULT };
}

/// The limits of a run. Every worker of a task must use the same values, except `wall_clock`,
/// which never changes a result: hitting it is a failure of the worker, not of the program.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct Limits {
	/// Fuel. More: `OutOfFuel`.
	pub fuel: u64,
	/// Bytes of linear memory. At the start: `OutOfMemory`. Later the program gets no more, and is
	/// told (-1).
	pub memory: usize,
	/// Elements of all tables together. As with memory.
	pub table_elements: usize,
	/// Bytes of all files that exist at once in `/out` and `/tmp`. More: `OutputTooLarge`.
	pub output_bytes: u64,
	/// Files and folders that exist at once in `/out`. More: `OutputTooLarge`. (`/tmp` may hold
	/// [`MAX_SCRATCH`].)
	pub output_files: usize,
	/// Bytes of stderr that are kept: half of them its beginning, half its end. Between them is cut
	/// off, silently for the program.
	pub log_bytes: usize,
	/// Wall-clock time of a run. More: `Timeout`.
	pub wall_clock: Duration,
}

impl Limits {
	/// The limits of a category that names none, from its time reference T in seconds (PROTOCOL 3).
	pub fn for_time_ref(time_ref: Seconds) -> Self {
		Self::for_category(time_ref, CategoryLimits::default())
	}

	/// The limits of a category, from its time reference T in seconds (PROTOCOL 3) and its limits,
	/// which count as far as [`MAX_MEMORY`] and [`MAX_RESULT`].
	pub fn for_category(time_ref: Seconds, category: CategoryLimits) -> Self {
		Self {
			// The engine counts fuel in a signed 64-bit number.
			fuel: time_ref.saturating_mul(FUEL_PER_SECOND).min(i64::MAX as u64),
			memory: usize::try_from(category.memory.min(MAX_MEMORY)).unwrap_or(usize::MAX),
			table_elements: MAX_TABLE_ELEMENTS,
			output_bytes: category.output.min(MAX_RESULT),
			output_files: MAX_FILES,
			log_bytes: 64 << 10,
			wall_clock: Duration::from_secs(time_ref.min(u32::MAX.into())),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn for_time_ref_should_scale_fuel_and_wall_clock_with_t() {
		let limits = Limits::for_time_ref(300);
		assert_eq!(limits.fuel, 9_600_000_000_000);
		assert_eq!(limits.wall_clock, Duration::from_secs(300));
		assert_eq!(Limits::for_time_ref(u64::MAX).fuel, i64::MAX as u64);
		assert_eq!((limits.memory, limits.output_bytes), (1 << 30, 256 << 20));
	}

	#[test]
	fn for_category_should_give_its_memory_and_output_when_they_are_not_beyond_the_most() {
		let sizes = |memory, output| {
			let limits = Limits::for_category(300, CategoryLimits { memory, output });
			assert_eq!(limits.fuel, 9_600_000_000_000);
			(limits.memory, limits.output_bytes)
		};
		assert_eq!(sizes(0, 1), (0, 1));
		assert_eq!(sizes(1 << 30, 256 << 20), (1 << 30, 256 << 20));
		assert_eq!(sizes(u64::MAX, u64::MAX), (1 << 32, 256 << 20));
	}
}
