// SPDX-License-Identifier: Apache-2.0

//! What calls and assignments cost.

mod measured;

pub use measured::{Measured, SubstrateWeight};

use frame_support::weights::Weight;

/// Weights of this pallet's calls, and of what other pallets do through its traits.
pub trait WeightInfo {
	/// `apply`, to an open pool.
	fn apply() -> Weight;
	/// `accept`.
	fn accept() -> Weight;
	/// `reject`.
	fn reject() -> Weight;
	/// `expel`, of an idle worker.
	fn expel() -> Weight;
	/// `leave`, of an idle worker.
	fn leave() -> Weight;
	/// `set_open`.
	fn set_open() -> Weight;
	/// `set_slots`, to another level of the roster.
	fn set_slots() -> Weight;
	/// `set_hot_key`, replacing one.
	fn set_hot_key() -> Weight;
	/// `remove_hot_key`.
	fn remove_hot_key() -> Weight;
	/// `apply_with`, a machine to an open pool with every rule.
	fn apply_with() -> Weight;
	/// `set_capacity`, to another level and hall of the roster.
	fn set_capacity() -> Weight;
	/// `set_rules`.
	fn set_rules() -> Weight;
	/// `invite`.
	fn invite() -> Weight;
	/// `uninvite`.
	fn uninvite() -> Weight;
	/// `set_exclusion`.
	fn set_exclusion() -> Weight;
	/// `set_parameters`.
	fn set_parameters() -> Weight;
	/// `heartbeat` of a suspended worker.
	fn heartbeat() -> Weight;
	/// The check of an unsigned heartbeat.
	fn authorize_heartbeat() -> Weight;
	/// A look at `n` workers, all of which go.
	fn sweep(n: u32) -> Weight;
	/// `set_max_stake`, to another hall of the roster.
	fn set_max_stake() -> Weight;
	/// New slots of `n` workers become warm, each in a pool of its own.
	fn warm_up(n: u32) -> Weight;
	/// A look at some former keys and bonds, all of them over.
	fn tidy() -> Weight;
	/// `n` workers put aside that a draw found in vain, each moved to another part of its hall.
	fn put_aside(n: u32) -> Weight;
	/// `Assignments::assign` that gives a task to `n` workers and looks at `m` others.
	fn assign(n: u32, m: u32) -> Weight;
	/// `Assignments::assign` that gives `t` tasks to one worker.
	fn give(t: u32) -> Weight;
}
