// SPDX-License-Identifier: Apache-2.0

//! Modules, from their bytes to machine code: checked, rewritten so that fuel is counted and all
//! state can be seen, compiled, and kept.

mod cache;
pub(crate) mod check;
pub(crate) mod meter;
pub(crate) mod rewrite;
pub(crate) mod settings;
pub(crate) mod summary;

pub(crate) use cache::{remove_leftovers, ModuleCache, Program};
