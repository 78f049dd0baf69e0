// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The node's JSON-RPC.

mod bourse;
mod modules;

pub use modules::*;
