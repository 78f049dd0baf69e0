// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Content by hash: what this node keeps and what it gets from other nodes.

mod bitswap;

pub use bitswap::*;
