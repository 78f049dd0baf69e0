// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The node, put together.

mod cache;
mod consensus;
mod database;
mod defaults;
mod essential;
mod executor;
mod folder;
mod full;
mod genesis;
mod network;
mod partial;
mod ports;
mod troubles;
mod wiring;

pub use defaults::set as set_defaults;
pub use folder::check as check_folder;
pub use full::new_full;
pub use partial::{new_for_command, CommandParts};
pub use ports::{listen, PortOptions};
pub use wiring::Options;
