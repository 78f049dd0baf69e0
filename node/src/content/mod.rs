// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Content by hash: kept on this machine, served to other nodes, asked from other nodes.

mod bitswap;
mod folder;
mod peers;
pub mod pieces;
mod questions;
mod uploads;

pub use bitswap::StoreClient;
pub use folder::ContentFolder;
pub use peers::Peers;
pub use questions::Questions;
pub use uploads::Uploads;
