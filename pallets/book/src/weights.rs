// SPDX-License-Identifier: Apache-2.0

//! Weights of the calls.

mod measured;

pub use measured::{Measured, SubstrateWeight};

use frame_support::weights::Weight;

/// Weights of the calls. `p` is the length of the request's params in bytes.
pub trait WeightInfo {
	/// `place` of a request that finds nobody, and does not rest.
	fn place(p: u32) -> Weight;
	/// What a rest adds, at the best price of a book, which is new there.
	fn rest() -> Weight;
	/// The same of an offer behind others of its price, which is not the best.
	fn rest_behind() -> Weight;
	/// What a deal adds, without the market's part: a resting order that leaves its level empty.
	fn deal() -> Weight;
	/// Eviction of an offer that leaves its level empty, and what tells that it is void.
	fn evict() -> Weight;
	/// `amend` of the first of three orders, the best of its book, which goes behind the others.
	fn amend() -> Weight;
	/// `cancel` of an offer, the only order of its level and the best of its book.
	fn cancel() -> Weight;
	/// `post_dataset` in place of another account's terms.
	fn post() -> Weight;
	/// `run` that looks at as many offers as it may, and trades with none.
	fn run(p: u32) -> Weight;
	/// `set_allowance`.
	fn set_allowance() -> Weight;
	/// `set_supply` in place of one whose offer rests.
	fn set_supply() -> Weight;
	/// `refresh_supply` that moves a resting offer to another price.
	fn refresh_supply() -> Weight;
	/// The same by the chain itself, with the lock and the payment of its owner.
	fn refresh_unasked() -> Weight;
	/// The chain's look at the next supply, which is not due.
	fn look_at_supply() -> Weight;
	/// `set_guarantee`.
	fn set_guarantee() -> Weight;
	/// `end_guarantee`.
	fn end_guarantee() -> Weight;
	/// `claim_income`.
	fn claim_income() -> Weight;
	/// The chain's look at the next claim, which it forgets.
	fn look_at_claim() -> Weight;
	/// `list_pool`.
	fn list_pool() -> Weight;
	/// `add_class`.
	fn add_class() -> Weight;
	/// `set_parameters`.
	fn set_parameters() -> Weight;
}
