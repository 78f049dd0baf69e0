// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The protocol by which nodes pass content on in pieces of a MiB. By it also content travels that is
//! too large for Bitswap, and private content: files that a request's params name, and restricted
//! datasets, which only workers of the same deal get. A worker shows by a signature of its hot key that
//! it is one. A download goes on where it stopped, at the same node or at another.

mod chain;
mod client;
mod message;
mod server;

pub use client::{Client, PIECE_TIME};
pub use message::{MAX_ANSWER, MAX_ASK};
pub use server::Server;

/// Requests that wait to be answered. More are refused.
pub const MAX_WAITING: usize = 64;

/// The protocol's name on the chain of this genesis.
pub fn name(genesis: &sp_core::H256) -> sc_network::ProtocolName {
	format!("/{}/bourse/content/1", hex::encode(genesis)).into()
}
