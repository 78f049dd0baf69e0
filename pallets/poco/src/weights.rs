// SPDX-License-Identifier: Apache-2.0

//! Weights of the calls and of the hook's steps.

mod measured;

pub use measured::{Measured, SubstrateWeight};

use frame_support::weights::Weight;

/// Weights of the calls and of the hook's steps. `n` is the number of a task's contributors, `m`
/// the number of items of a batch.
pub trait WeightInfo {
	/// One task opened.
	fn initialize() -> Weight;
	/// One contribution, signatures checked.
	fn contribute() -> Weight;
	/// One contribution that completes its task.
	fn contribute_and_finalize() -> Weight;
	/// One reveal.
	fn reveal() -> Weight;
	/// One reopening of a task with `n` contributors.
	fn reopen(n: u32) -> Weight;
	/// One settlement of a completed task with `n` contributors.
	fn finalize(n: u32) -> Weight;
	/// One settlement of a failed task with `n` contributors.
	fn claim(n: u32) -> Weight;
	/// One failure report.
	fn report_failure() -> Weight;
	/// The TEE broker set.
	fn set_tee_broker() -> Weight;
	/// The automation set.
	fn set_automation() -> Weight;
	/// The engine version set.
	fn set_engine_version() -> Weight;
	/// A batch of `m` contributions applied.
	fn contribute_batch(m: u32) -> Weight;
	/// A batch of `m` reveals applied.
	fn reveal_batch(m: u32) -> Weight;
	/// A batch of `m` failure reports applied.
	fn report_failure_batch(m: u32) -> Weight;
	/// A batch of `m` contributions checked, with its signature.
	fn authorize_contribute_batch(m: u32) -> Weight;
	/// A batch of `m` reveals checked, with its signature.
	fn authorize_reveal_batch(m: u32) -> Weight;
	/// A batch of `m` failure reports checked, with its signature.
	fn authorize_report_failure_batch(m: u32) -> Weight;
	/// One challenge opened.
	fn challenge_result() -> Weight;
	/// An answer whose blocks have `b` bytes, taken.
	fn answer_challenge(b: u32) -> Weight;
	/// An answer whose blocks have `b` bytes checked, with its signature.
	fn authorize_answer_challenge(b: u32) -> Weight;
	/// One challenge settled that was not answered.
	fn settle_challenge() -> Weight;
	/// The challenges of a task with `n` contributors settled, all of which were asked.
	fn settle_challenges(n: u32) -> Weight;
	/// The terms of challenges set.
	fn set_challenge_terms() -> Weight;
	/// A new deal noted.
	fn on_deal() -> Weight;
	/// What the hook costs when nothing is due.
	fn automation_base() -> Weight;
	/// One look at the agenda, and one entry taken from it.
	fn agenda_step() -> Weight;
	/// One task with `n` contributors supplied with workers, without the assignment itself.
	fn supply(n: u32) -> Weight;
	/// One task with `n` contributors forgotten.
	fn forget(n: u32) -> Weight;
	/// One deal taken from the queue and put back.
	fn visit_deal() -> Weight;
}
