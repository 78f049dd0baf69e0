// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
//!
//! ## What must hold
//!
//! After every block (in the bounded run of the tests: after every step):
//!
//! 1. Every invariant of the pallets (`do_try_state`), and those across pallets of
//!    `tests/runtime/src/invariants.rs`.
//! 2. The ledger holds all deposits less all withdrawals; no RLC comes into being.
//! 3. No order has served more tasks than its volume.
//! 4. The chain never fails to end a task (`AutomationFailed`).
//! 5. The hooks use no more weight than the block has left.
//! 6. A block takes and applies, whole, every batch that the transaction pool takes in.
//! 7. Left to itself with all automation on, the chain ends every task, and nothing stays locked
//!    but workers' deposits, nor in the state of deals, tasks and assignments.
//! 8. Nothing panics.

pub mod actors;
pub mod adversary;
pub mod figures;
mod input;
mod make;
mod opening;
pub mod random;
mod world;

pub use figures::Figures;
pub use input::Input;

/// How thoroughly an input is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checks {
	/// All invariants after every step.
	EachStep,
	/// All invariants after every block.
	EachBlock,
	/// Only what the hooks use.
	Hooks,
}

/// A property that does not hold.
#[derive(Clone, Debug)]
pub struct Violation {
	/// Which, in words.
	pub what: String,
	/// How many bytes of the input had been used: the rest has nothing to do with it.
	pub used: usize,
}

/// Blocks between two commits of the changes to the state's trie: keeps the overlay small.
const COMMIT_EVERY: u64 = 8;

/// [`run_with`] the market's rules (PROTOCOL 9), unless the length of the bytes is a multiple of four:
/// then without.
pub fn run(bytes: &[u8], checks: Checks) -> Result<Figures, Violation> {
	run_with(!bytes.len().is_multiple_of(4), bytes, checks)
}

/// Does what the bytes say on a chain of its own, with the market's rules or without, then leaves that
/// chain to itself until nothing is left of its deals.
///
/// The same bytes do the same, always.
pub fn run_with(rules: bool, bytes: &[u8], checks: Checks) -> Result<Figures, Violation> {
	let (mut chain, mut world) = opening::chain(rules);
	world.checks = Some(checks);
	let mut input = Input::new(bytes);
	let violation = |what, input: &Input| Violation { what, used: input.used() };
	while !input.is_empty() {
		let until = world.figures.blocks + COMMIT_EVERY;
		chain
			.execute_with(|| {
				while !input.is_empty() && world.figures.blocks < until {
					for step in make::next(&mut world, &mut input) {
						world.take(step)?;
					}
				}
				Ok(())
			})
			.map_err(|what| violation(what, &input))?;
		chain.commit_all().map_err(|what| violation(what, &input))?;
	}
	chain.execute_with(|| world.drain()).map_err(|what| violation(what, &input))?;
	world.figures.inputs += 1;
	Ok(world.figures)
}

#[cfg(test)]
mod tests;
