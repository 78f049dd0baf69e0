// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The web application's files, served to browsers on a port of its own (`--web-port`).

mod server;
mod site;

pub use server::{serve, NodeInfo};
pub use site::Site;
