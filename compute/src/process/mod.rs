// SPDX-License-Identifier: Apache-2.0

//! The sandbox in processes of its own, so that whatever happens in one (a crash of the engine, a
//! hang, all memory used up) ends there, and the node goes on.
//!
//! A sandbox process is a copy of a program that does nothing but [`serve`]. Requests and answers
//! go through its standard input and output. Apps and inputs are not sent but named by file and
//! range, and mapped by the process: nothing large goes through the node on its way in. A process
//! is used for one job after the other; it is killed when its job is cancelled or takes too long,
//! and ends when the node does. It stays in the node's process group, so that a terminal stops and
//! continues both; only ctrl-c is left to the node, which ends its sandboxes in order.

mod child;
mod confine;
mod data_limit;
mod deadline_reader;
mod pool;
mod protocol;
mod serve;
mod system_calls;

pub use child::Isolation;
pub(crate) use pool::Processes;
pub use serve::serve;

/// The variable of a sandbox process's environment that holds the number of the process that
/// started it.
const PARENT: &str = "BOURSE_SANDBOX_PARENT";

/// What this machine's kernel enforces of a sandbox process's rights.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Confinement {
	/// Version of Landlock, by which a process has few files and no network; 0 without it.
	pub landlock: u8,
	/// Whether there is seccomp, by which a process has few system calls.
	pub seccomp: bool,
}

impl Confinement {
	/// Whether the kernel has all that a sandbox process asks for.
	pub fn is_whole(self) -> bool {
		self.landlock > 0 && self.seccomp
	}
}

/// Asks the kernel.
pub fn confinement() -> Confinement {
	Confinement { landlock: confine::version(), seccomp: system_calls::are_restricted() }
}
