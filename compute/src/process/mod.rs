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
mod deadline_reader;
mod pool;
mod protocol;
mod serve;

pub use child::Isolation;
pub(crate) use pool::Processes;
pub use serve::serve;

/// The variable of a sandbox process's environment that holds the number of the process that
/// started it.
const PARENT: &str = "BOURSE_SANDBOX_PARENT";
