// SPDX-License-Identifier: Apache-2.0

//! The sandbox in processes of its own, so that whatever happens in one (a crash of the engine, a
//! hang, all memory used up) ends there, and the node goes on.

mod confine;
mod pool;

pub use pool::{serve, Isolation};
pub(crate) use pool::{Part, Processes};
