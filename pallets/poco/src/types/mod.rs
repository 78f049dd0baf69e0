// SPDX-License-Identifier: Apache-2.0

//! Tasks, contributions, and the payloads of the calls on them.

mod agenda;
mod call;
mod challenge;
mod step;
mod task;

pub use agenda::*;
pub use call::*;
pub use challenge::*;
pub use step::*;
pub use task::*;

use bourse_primitives::TaskId;
#[cfg(feature = "runtime-benchmarks")]
use bourse_primitives::{crypto::PocoId, Seconds, WorkerpoolId};
use frame_support::pallet_prelude::{DispatchResult, Weight};
#[cfg(feature = "runtime-benchmarks")]
use sp_core::H256;

/// Receiver of callback data on chain (the deal's callback).
pub trait OnResult<AccountId> {
	/// Hands `data` of the completed `task` to `target`. An error undoes the effects of this call,
	/// and the task stays Completed.
	fn on_result(target: &AccountId, task: TaskId, data: &[u8]) -> DispatchResult;
	/// Worst weight of [`OnResult::on_result`].
	fn weight() -> Weight;
}

impl<AccountId> OnResult<AccountId> for () {
	fn on_result(_: &AccountId, _: TaskId, _: &[u8]) -> DispatchResult {
		Ok(())
	}
	fn weight() -> Weight {
		Weight::zero()
	}
}

/// Helper of the benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId, Signature>:
	bourse_primitives::benchmarking::Setup<AccountId>
{
	/// The account number `seed` and its signature over the hash.
	fn sign(seed: u32, hash: &H256) -> (AccountId, Signature);
	/// Makes account number `seed` a worker of the pool with a hot key in the keystore, and
	/// gives the account and the key.
	fn worker(seed: u32, pool: WorkerpoolId) -> (AccountId, PocoId);
	/// Gives that worker another hot key in the keystore.
	fn change_key(worker: &AccountId);
	/// Has that worker's pool note that it got tasks.
	fn give(worker: &AccountId, tasks: &[TaskId]);
	/// Sets the block's time, in seconds.
	fn set_time(now: Seconds);
	/// Sets the block's author.
	fn set_author(who: &AccountId);
	/// Puts a deal as if it had been matched; locks nothing.
	fn insert_deal(id: bourse_primitives::DealId, deal: bourse_primitives::Deal<AccountId>);
}
