// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The node's JSON-RPC.

mod arguments;
mod bourse;
mod catalogue;
mod desk;
mod errors;
mod faucet;
mod history;
mod modules;
mod orders;
mod past;
mod requests;
mod views;

pub use modules::{builder, ContentAccess, Kept, Sources};
