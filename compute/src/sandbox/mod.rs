// SPDX-License-Identifier: Apache-2.0

//! The run of a module on inputs, under limits, the same way on every machine.

pub mod engine;
pub mod inputs;
pub(crate) mod limiter;
pub mod state;
pub(crate) mod touched_pages;
pub mod wasi;
