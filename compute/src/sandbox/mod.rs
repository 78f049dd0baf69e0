// SPDX-License-Identifier: Apache-2.0

//! The run of a module on inputs, under limits, the same way on every machine.

pub(crate) mod engine;
pub(crate) mod excerpt;
pub(crate) mod inputs;
mod limiter;
pub(crate) mod memory;
pub mod state;
pub(crate) mod touched;
pub(crate) mod version;
pub(crate) mod wasi;
