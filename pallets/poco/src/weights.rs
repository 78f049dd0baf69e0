// SPDX-License-Identifier: Apache-2.0

//! Weights of the calls and of the hook's steps.

use frame_support::weights::{constants::RocksDbWeight, Weight};

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

/// Reads, writes and microseconds of computing.
fn estimate(reads: u64, writes: u64, micros: u64, size: u64) -> Weight {
	RocksDbWeight::get()
		.reads_writes(reads, writes)
		.saturating_add(Weight::from_parts(micros.saturating_mul(1_000_000), size))
}

/// The same for each of `n`.
fn each(n: u32, weight: Weight) -> Weight {
	weight.saturating_mul(n.into())
}

/// Estimates from the storage accesses of each step, until the runtime's measured file replaces
/// them.
impl WeightInfo for () {
	fn initialize() -> Weight {
		estimate(6, 4, 20, 30_000)
	}
	fn contribute() -> Weight {
		estimate(14, 9, 200, 40_000)
	}
	fn contribute_and_finalize() -> Weight {
		estimate(22, 17, 250, 60_000)
	}
	fn reveal() -> Weight {
		estimate(8, 6, 30, 40_000)
	}
	fn reopen(n: u32) -> Weight {
		estimate(8, 5, 30, 40_000).saturating_add(each(n, estimate(1, 1, 1, 3_000)))
	}
	fn finalize(n: u32) -> Weight {
		estimate(16, 12, 60, 60_000).saturating_add(each(n, estimate(5, 4, 10, 6_000)))
	}
	fn claim(n: u32) -> Weight {
		estimate(14, 10, 40, 50_000).saturating_add(each(n, estimate(4, 2, 5, 5_000)))
	}
	fn report_failure() -> Weight {
		estimate(10, 8, 30, 40_000)
	}
	fn set_tee_broker() -> Weight {
		estimate(0, 1, 5, 0)
	}
	fn set_automation() -> Weight {
		estimate(0, 1, 5, 0)
	}
	fn set_engine_version() -> Weight {
		estimate(0, 1, 5, 0)
	}
	fn contribute_batch(m: u32) -> Weight {
		estimate(1, 0, 5, 1_000).saturating_add(each(m, estimate(14, 9, 50, 40_000)))
	}
	fn reveal_batch(m: u32) -> Weight {
		estimate(1, 0, 5, 1_000).saturating_add(each(m, estimate(8, 6, 30, 40_000)))
	}
	fn report_failure_batch(m: u32) -> Weight {
		estimate(1, 0, 5, 1_000).saturating_add(each(m, estimate(8, 6, 30, 40_000)))
	}
	fn authorize_contribute_batch(m: u32) -> Weight {
		estimate(3, 0, 100, 4_000).saturating_add(each(m, estimate(5, 0, 15, 30_000)))
	}
	fn authorize_reveal_batch(m: u32) -> Weight {
		estimate(3, 0, 100, 4_000).saturating_add(each(m, estimate(3, 0, 20, 30_000)))
	}
	fn authorize_report_failure_batch(m: u32) -> Weight {
		estimate(3, 0, 100, 4_000).saturating_add(each(m, estimate(4, 0, 15, 30_000)))
	}
	fn challenge_result() -> Weight {
		estimate(14, 9, 50, 60_000)
	}
	fn answer_challenge(b: u32) -> Weight {
		estimate(6, 6, 50, 20_000).saturating_add(each(b, Weight::from_parts(2_000, 0)))
	}
	fn authorize_answer_challenge(b: u32) -> Weight {
		estimate(3, 0, 100, 20_000).saturating_add(each(b, Weight::from_parts(2_000, 0)))
	}
	fn settle_challenge() -> Weight {
		estimate(6, 6, 40, 20_000)
	}
	fn settle_challenges(n: u32) -> Weight {
		estimate(2, 0, 10, 30_000).saturating_add(each(n, estimate(6, 6, 40, 20_000)))
	}
	fn set_challenge_terms() -> Weight {
		estimate(0, 1, 5, 0)
	}
	fn on_deal() -> Weight {
		estimate(1, 3, 5, 4_000)
	}
	fn automation_base() -> Weight {
		estimate(5, 0, 10, 4_000)
	}
	fn agenda_step() -> Weight {
		estimate(3, 1, 10, 25_000)
	}
	fn supply(n: u32) -> Weight {
		estimate(12, 6, 30, 60_000).saturating_add(each(n, estimate(3, 0, 2, 6_000)))
	}
	fn forget(n: u32) -> Weight {
		estimate(6, 6, 20, 40_000).saturating_add(each(n, estimate(1, 2, 2, 6_000)))
	}
	fn visit_deal() -> Weight {
		estimate(5, 4, 10, 10_000)
	}
}
