// SPDX-License-Identifier: Apache-2.0

//! The sandbox in processes of its own, so that whatever happens in one (a crash of the engine, a
//! hang, all memory used up) ends there, and the node goes on.

mod cancel;
mod confine;
mod pool;
mod service;
pub(crate) mod touched;

pub use cancel::Cancel;
pub(crate) use pool::Processes;
pub use pool::{serve, Isolation};
pub use service::{OnOutcome, Service, ServiceConfig, Submitted};
