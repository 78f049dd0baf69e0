// SPDX-License-Identifier: Apache-2.0

//! What the node asks the runtime.

use crate::*;
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_core::H256;

/// A task as RPC shows it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct TaskInfo<AccountId> {
	/// Its deal.
	pub deal: DealId,
	/// Its index inside the request order.
	pub index: u64,
	/// Where it stands.
	pub status: TaskStatus,
	/// The digest of its result, once Completed.
	pub digest: Option<H256>,
	/// No contribution from this second on.
	pub contribution_deadline: Seconds,
	/// No reveal from this second on, while Revealing.
	pub reveal_deadline: Option<Seconds>,
	/// Given up from this second on.
	pub final_deadline: Seconds,
	/// Who contributed, in order.
	pub contributors: Vec<AccountId>,
	/// Who is assigned and until when it has to contribute.
	pub assigned: Vec<(AccountId, Seconds)>,
	/// Failures that workers reported.
	pub failures: Vec<(AccountId, FailureCode, H256)>,
	/// Who revealed an encrypted result, and the hash of its index.
	pub encrypted: Vec<(AccountId, H256)>,
}

/// A worker as RPC shows it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct WorkerInfo<AccountId> {
	/// The worker's account.
	pub worker: AccountId,
	/// Its pool.
	pub pool: WorkerpoolId,
	/// It was accepted.
	pub accepted: bool,
	/// Its score.
	pub score: u64,
	/// Tasks at once that it takes.
	pub slots: u32,
	/// What it is assigned to.
	pub tasks: Vec<TaskId>,
}

sp_api::decl_runtime_apis! {
	/// Bourse's state, for RPC and for the compute service.
	pub trait BourseApi<AccountId> where AccountId: codec::Codec {
		/// A task, unless it was never initialized or is forgotten.
		fn task(id: TaskId) -> Option<TaskInfo<AccountId>>;
		/// A deal, unless it never was or is forgotten.
		fn deal(id: DealId) -> Option<Deal<AccountId>>;
		/// The id of a deal's task.
		fn task_id(deal: DealId, index: u64) -> TaskId;
		/// A worker that has joined a pool.
		fn worker(who: AccountId) -> Option<WorkerInfo<AccountId>>;
		/// The worker account behind a hot key.
		fn worker_of(key: crypto::PocoId) -> Option<AccountId>;
	}
}
