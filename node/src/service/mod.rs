// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The node, put together.

mod cache;
mod consensus;
mod database;
mod essential;
mod full;
mod network;
mod partial;
mod ports;

pub use cache::trie_cache_size;
pub use full::{new_full, Options};
pub use partial::{new_for_command, CommandParts};
pub use ports::{listen, Chosen as ChosenPorts};
