// SPDX-License-Identifier: Apache-2.0

//! Weights of the calls.

mod measured;

pub use measured::{Measured, SubstrateWeight};

use frame_support::weights::Weight;

/// Weights of the calls. `p` is the length of the request's params in bytes (0 in other orders).
pub trait WeightInfo {
	/// `match_orders` of four orders, each with a signature over the wrapped text (the dearest
	/// kind: it is tried second) and none with a group.
	fn match_orders(p: u32) -> Weight;
	/// What the market's rules add to a match: its terms, and the checks of `p` bytes of params.
	fn check_rules(p: u32) -> Weight;
	/// The match of such orders in the book, without signatures and without the market's rules.
	fn match_held(p: u32) -> Weight;
	/// `sponsor_match_orders` of the same orders.
	fn sponsor_match_orders(p: u32) -> Weight;
	/// `broker_match` of the same orders, whose request has bounds.
	fn broker_match(p: u32) -> Weight;
	/// `broker_buy` of a request with bounds that the book makes several deals of, without what the book does.
	fn broker_buy(p: u32) -> Weight;
	/// `presign` of a request order.
	fn presign(p: u32) -> Weight;
	/// `close` of a request order.
	fn close(p: u32) -> Weight;
	/// `presign_for` of a request order, with a signature over the wrapped text.
	fn presign_for(p: u32) -> Weight;
	/// `close_for` of a request order, with a signature over the wrapped text.
	fn close_for(p: u32) -> Weight;
	/// `hold_statements` for the first time.
	fn hold_statements() -> Weight;
	/// `release_statements` that ends the room.
	fn release_statements() -> Weight;
}
