// SPDX-License-Identifier: Apache-2.0

//! Weights of the calls and of the hook's steps.

mod measured;

pub use measured::{Measured, SubstrateWeight};

use frame_support::{
	traits::Get,
	weights::{RuntimeDbWeight, Weight},
};

/// The database, of keys that were read and written before: they cost it nothing.
pub struct Cached;

impl Get<RuntimeDbWeight> for Cached {
	fn get() -> RuntimeDbWeight {
		RuntimeDbWeight { read: 0, write: 0 }
	}
}

/// Weights of the calls and of the hook's steps. `n` is the number of a task's workers, `m` the
/// number of items of a batch that are of one deal, and `d` that of items of a deal of their own.
pub trait WeightInfo {
	/// One task opened.
	fn initialize() -> Weight;
	/// One contribution to a task with `n` workers, signatures checked.
	fn contribute(n: u32) -> Weight;
	/// One contribution that completes its task.
	fn contribute_and_finalize() -> Weight;
	/// One reveal of several.
	fn reveal() -> Weight;
	/// One reveal of several, the first, opened with the longest callback data.
	fn reveal_opened() -> Weight;
	/// One reopening of a task with `n` workers.
	fn reopen(n: u32) -> Weight;
	/// One settlement of a completed task with `n` workers.
	fn finalize(n: u32) -> Weight;
	/// One settlement of a failed task with `n` workers.
	fn claim(n: u32) -> Weight;
	/// One failure report on a task with `n` workers.
	fn report_failure(n: u32) -> Weight;
	/// The TEE broker set.
	fn set_tee_broker() -> Weight;
	/// The automation set.
	fn set_automation() -> Weight;
	/// The engine version set.
	fn set_engine_version() -> Weight;
	/// A batch of contributions applied.
	fn contribute_batch(m: u32, d: u32) -> Weight;
	/// A batch of reveals applied, each of which completes the task of one contributor.
	fn reveal_batch(m: u32, d: u32) -> Weight;
	/// A batch of failure reports applied.
	fn report_failure_batch(m: u32, d: u32) -> Weight;
	/// A batch of contributions checked, with its signature.
	fn authorize_contribute_batch(m: u32, d: u32) -> Weight;
	/// A batch of reveals checked, with its signature.
	fn authorize_reveal_batch(m: u32, d: u32) -> Weight;
	/// A batch of failure reports checked, with its signature.
	fn authorize_report_failure_batch(m: u32, d: u32) -> Weight;
	/// One challenge opened.
	fn challenge_result() -> Weight;
	/// An answer whose blocks have `b` bytes, taken.
	fn answer_challenge(b: u32) -> Weight;
	/// An answer whose blocks have `b` bytes checked, with its signature.
	fn authorize_answer_challenge(b: u32) -> Weight;
	/// One challenge settled that was not answered.
	fn settle_challenge() -> Weight;
	/// The terms of challenges set.
	fn set_challenge_terms() -> Weight;
	/// The tasks of a deal that were never initialized, ended.
	fn claim_deal() -> Weight;
	/// What the hook costs when nothing is due.
	fn automation_base() -> Weight;
	/// One look at the agenda, and one entry taken from it and put back for later.
	fn agenda_step() -> Weight;
	/// A look at a page of `m` tasks, without their workers.
	fn agenda_page(m: u32) -> Weight;
	/// One task with `n` workers looked at, its record read, when nothing is due.
	fn look(n: u32) -> Weight;
	/// The stakes of `m` workers' owners locked for their assignments.
	fn lock_stakes(m: u32) -> Weight;
	/// One deal or page put among those that wait for workers, and woken.
	fn wait() -> Weight;
	/// One task with `n` workers supplied with others, without the assignment itself.
	fn supply(n: u32) -> Weight;
	/// `m` tasks of a page started, without the draw of their workers.
	fn start(m: u32) -> Weight;
	/// `m` tasks of a deal forgotten, and the deal.
	fn forget(m: u32) -> Weight;
	/// One deal taken from the queue and put back.
	fn visit_deal() -> Weight;
}
