// SPDX-License-Identifier: Apache-2.0

//! The state of a run at any amount of fuel, as a hash: the ground for finding where two runs
//! part. `docs/digest.md` says what the hash is worth. It is `blake2_256` of 148 bytes,
//! little-endian; F is the fuel that was asked for:
//!
//! ```text
//! bytes
//! 4    magic: BRST
//! 1    version: 1
//! 2    engine version
//! 1    0: the run goes on; 1: it has ended; 2: it has failed
//! 4    1: exit status; 2: 5 trap, 6 out of fuel, 7 out of memory, 8 output too large; else 0
//! 8    1: the fuel consumed; else F (at most the run's own limit)
//! 32   memory hash, as in a header
//! 32   globals: blake2_256 of their number (4), then each mutable global in order: its type as
//!      WebAssembly encodes it (1) and its value (4, 8 or 16); of a reference 70 and 1 when it is
//!      not null, else 0
//! 32   calls: blake2_256 of their number (4), then the number of each function that was entered
//!      and not left (4 each), innermost first; none when the run has ended
//! 32   the host's side: blake2_256 of
//! 8      nanoseconds that the clocks have moved
//! 8, 1   blocks of randomness begun, bytes used of the last (32 before the first)
//! 4, 32  bytes of the log, blake2_256 of the log
//! 4      number of open descriptors, then each:
//! 4, 1     its number; 0 stdin, 1 stdout, 2 stderr, 3 folder, 4 file
//! 8, 8     inode and position (0 where there is none)
//! 2, 8, 8  flags, rights, inheriting rights
//! 8      the next inode
//! 4      number of files and folders, then each in the order of inodes:
//! 8, 8     inode, inode of its folder
//! 1, 1     3 folder, 4 input file, 5 output file, 6 device; 1 while it has a name
//! 4        descriptors open on it
//! 8        bytes; of a folder its entries
//! 32       output file: blake2_256 of its content; folder: blake2_256 of its entries by name,
//!          each the length of the name (4), the name, the inode (8); input file: zeros
//! ```

use super::{
	engine::{Ended, Engine},
	inputs::Inputs,
	version::ENGINE_VERSION,
};
use crate::failure::Failure;
use bourse_formats::{blake2_256, FailureCode, Hash, Hasher, Limits};
use thiserror::Error;
use wasmtime::{Global, Ref, Store, Val};

/// Where a run stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunStatus {
	/// The run goes on: it was stopped because it had consumed that much fuel.
	Running,
	/// The run ended by itself.
	Ended {
		/// Exit status.
		exit_status: i32,
		/// Fuel that the run had consumed.
		fuel: u64,
	},
	/// The run failed.
	Failed(FailureCode),
}

/// The state of a run at an amount of fuel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Snapshot {
	/// Where the run stands.
	pub status: RunStatus,
	/// Hash of everything that is seen of the run.
	pub hash: Hash,
}

impl Engine {
	/// The state of a run when it has consumed `fuel`, the same on every machine: at the first
	/// of the points where fuel is looked at (entries of functions, heads of loops, host calls)
	/// at which at least that much is consumed; or at its end, when that comes first.
	///
	/// `limits.fuel` is the fuel that the run may consume at all: more is `OutOfFuel`, as in a run.
	/// Failures of the worker (`Internal`) and of the module are failures here, too; those of the
	/// program are states.
	pub fn state(
		&self,
		module: &[u8],
		inputs: Inputs,
		limits: &Limits,
		fuel: u64,
	) -> Result<Snapshot, Failure> {
		let program = self.program(module, &blake2_256(module))?;
		let stops = fuel < limits.fuel;
		let limits = Limits { fuel: fuel.min(limits.fuel), ..limits.clone() };
		self.on_own_thread(program, inputs, &limits, |mut ended| {
			let status = match &ended.how {
				Ok(status) => RunStatus::Ended {
					exit_status: *status,
					fuel: limits.fuel.saturating_sub(ended.left),
				},
				Err(failure) if failure.code == FailureCode::OutOfFuel && stops => {
					RunStatus::Running
				},
				Err(failure) => match failure.code {
					FailureCode::Trap
					| FailureCode::OutOfFuel
					| FailureCode::OutOfMemory
					| FailureCode::OutputTooLarge => RunStatus::Failed(failure.code),
					_ => return Err(failure.clone()),
				},
			};
			Ok(Snapshot { status, hash: hash(&mut ended, status, limits.fuel) })
		})
	}
}

/// `blake2_256` of the module's 148 bytes.
fn hash(ended: &mut Ended, status: RunStatus, asked: u64) -> Hash {
	let (how, what, fuel) = match status {
		RunStatus::Running => (0u8, 0, asked),
		RunStatus::Ended { exit_status, fuel } => (1, exit_status, fuel),
		RunStatus::Failed(code) => (2, code as i32, asked),
	};
	let mut hasher = Hasher::new();
	hasher.update(b"BRST\x01");
	hasher.update(ENGINE_VERSION.to_le_bytes());
	hasher.update([how]);
	hasher.update(what.to_le_bytes());
	hasher.update(fuel.to_le_bytes());
	hasher.update(ended.memory_hash());
	hasher.update(globals_hash(ended));
	hasher.update(frames_hash(&ended.frames));
	hasher.update(ended.wasi().state_hash());
	hasher.finish()
}

/// The functions that the run was in, innermost first.
fn frames_hash(frames: &[u32]) -> Hash {
	let mut hasher = Hasher::new();
	hasher.update((frames.len() as u32).to_le_bytes());
	for function in frames {
		hasher.update(function.to_le_bytes());
	}
	hasher.finish()
}

/// The mutable globals, in their order: each its type and its value.
fn globals_hash(ended: &mut Ended) -> Hash {
	let mut hasher = Hasher::new();
	let program = ended.program.clone();
	let globals = ended.instance.map(|instance| {
		let find = |name: &String| instance.get_global(&mut ended.store, name);
		program.globals.iter().filter_map(find).collect::<Vec<_>>()
	});
	let globals = globals.unwrap_or_default();
	hasher.update((globals.len() as u32).to_le_bytes());
	for global in globals {
		hasher.update(global_bytes(&global, &mut ended.store));
	}
	hasher.finish()
}

/// Type and value. Of a reference only whether it is null: what it refers to has no number that
/// the engine tells.
fn global_bytes<T>(global: &Global, store: &mut Store<T>) -> Vec<u8> {
	let tagged = |tag: u8, value: &[u8]| [&[tag], value].concat();
	match global.get(&mut *store) {
		Val::I32(value) => tagged(0x7f, &value.to_le_bytes()),
		Val::I64(value) => tagged(0x7e, &value.to_le_bytes()),
		Val::F32(bits) => tagged(0x7d, &bits.to_le_bytes()),
		Val::F64(bits) => tagged(0x7c, &bits.to_le_bytes()),
		Val::V128(value) => tagged(0x7b, &value.as_u128().to_le_bytes()),
		reference => {
			let is_null = reference.ref_().is_none_or(|reference: Ref| reference.is_null());
			tagged(0x70, &[u8::from(!is_null)])
		},
	}
}

/// Answers for the state of one run at any amount of fuel; the text says why there is none.
pub type Oracle<'a> = dyn FnMut(u64) -> Result<Answer, String> + 'a;

/// An oracle's answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answer {
	/// [`Snapshot::hash`].
	pub hash: Hash,
	/// The run goes on after this.
	pub running: bool,
}

impl From<Snapshot> for Answer {
	fn from(snapshot: Snapshot) -> Self {
		let running = snapshot.status == RunStatus::Running;
		Self { hash: snapshot.hash, running }
	}
}

/// The outcome of comparing two runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
	/// They have the same states to their end.
	Same,
	/// They part.
	Part {
		/// The last amount of fuel at which their states are the same. `None`: they never are.
		same: Option<u64>,
		/// The first at which they are not; one more.
		differ: u64,
	},
}

/// One of the two did not answer.
#[derive(Debug, Error)]
#[error("run {which} has no state at fuel {fuel}: {reason}")]
pub struct NoAnswer {
	/// 1 or 2.
	pub which: u8,
	/// The amount of fuel that was asked for.
	pub fuel: u64,
	/// The answer instead.
	pub reason: String,
}

/// The first amount of fuel that is asked for.
const FIRST: u64 = 1 << 16;

/// Finds where two runs part: asks at growing amounts of fuel until the states differ or both
/// runs have ended, then halves the distance. About 60 questions for each at the most; `told` is
/// told of each amount at which both have answered.
///
/// States that differ are taken to differ from there on, which they do unless the runs meet again.
pub fn compare(
	first: &mut Oracle,
	second: &mut Oracle,
	told: &mut dyn FnMut(u64, bool),
) -> Result<Comparison, NoAnswer> {
	let mut ask = |fuel: u64| {
		let answer = |which, oracle: &mut Oracle| {
			oracle(fuel).map_err(|reason| NoAnswer { which, fuel, reason })
		};
		let (first, second) = (answer(1, first)?, answer(2, second)?);
		let same = first == second;
		told(fuel, same);
		Ok((same, first.running && second.running))
	};
	if !ask(0)?.0 {
		return Ok(Comparison::Part { same: None, differ: 0 });
	}
	let (mut low, mut high) = (0, FIRST);
	loop {
		match ask(high)? {
			(false, _) => break,
			(true, runs) if !runs || high >= i64::MAX as u64 => return Ok(Comparison::Same),
			(true, _) => {
				low = high;
				high = high.saturating_mul(2).min(i64::MAX as u64);
			},
		}
	}
	while high - low > 1 {
		let middle = low + (high - low) / 2;
		match ask(middle)?.0 {
			true => low = middle,
			false => high = middle,
		}
	}
	Ok(Comparison::Part { same: Some(low), differ: high })
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
