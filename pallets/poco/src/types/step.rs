// SPDX-License-Identifier: Apache-2.0

//! What is due for a task.

use bourse_primitives::{api::NextStep, Seconds};
use sp_core::H256;

/// What is due for a task, as [`Pallet::due`](crate::Pallet::due) decides it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
	/// Workers contribute, and the chain sees to it that enough of them work on the task.
	Contribute {
		/// The contribution deadline.
		before: Seconds,
	},
	/// Contributions ended without a consensus. The task waits for its final deadline.
	Expire,
	/// The winners reveal.
	Reveal {
		/// The reveal deadline.
		before: Seconds,
	},
	/// Nobody revealed in time: the task is opened for contributions again.
	Reopen,
	/// Enough winners revealed: the task is completed.
	Finalize,
	/// The final deadline passed, or by the market's rules nobody can compute the task: the task is
	/// given up.
	Claim,
	/// The task has ended.
	Ended,
}

/// What the chain does with a task next when nobody else does anything with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Forecast {
	/// What.
	pub step: NextStep,
	/// From which second on a block does it. The first such block does.
	pub time: Seconds,
}

/// A worker's present step for a task. For the off-chain worker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WorkerStep {
	/// Compute, then contribute (or report a failure) before this second.
	Contribute {
		/// The contribution deadline.
		before: Seconds,
	},
	/// Contributed; wait for the others. Keep the outcome.
	Wait,
	/// Reveal before this second.
	Reveal {
		/// The reveal deadline.
		before: Seconds,
		/// The result hash that the digest must give.
		result_hash: H256,
		/// Whether to send the opening along: the deal has a callback, and the data are not on
		/// chain yet; or by the market's rules nobody has revealed yet.
		wants_opening: bool,
	},
	/// Nothing, now or later.
	Nothing,
}
