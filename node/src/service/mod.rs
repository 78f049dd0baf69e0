// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The node, put together.

mod full;

pub use full::*;
