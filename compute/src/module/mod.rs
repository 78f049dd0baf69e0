// SPDX-License-Identifier: Apache-2.0

//! Modules, from their bytes to machine code: checked, rewritten so that fuel is counted and all
//! state can be seen, compiled, and kept.

mod bulk;
mod cache;
pub(crate) mod check;
mod fuel;
mod lacks;
mod meter;
mod nan;
pub(crate) mod price;
pub(crate) mod rewrite;
pub(crate) mod settings;
pub mod summary;

use crate::failure::Failure;
use bourse_formats::FailureCode;
use std::fmt::Display;

pub(crate) use cache::{remove_leftovers, ModuleCache, Program};
pub(crate) use fuel::USED_UP;

/// Bytes of a page of linear memory.
pub(crate) const PAGE: usize = 1 << 16;
/// Module that a program may import from.
pub(crate) const WASI: &str = "wasi_snapshot_preview1";

fn bad(message: impl Into<String>) -> Failure {
	Failure::new(FailureCode::BadModule, message)
}

fn invalid(error: impl Display) -> Failure {
	bad(format!("not valid WebAssembly: {error}"))
}
