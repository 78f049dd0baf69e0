// SPDX-License-Identifier: Apache-2.0

//! Tasks as the runtime API and the off-chain worker read them.

use crate::{types::*, Challenges, Config, Pallet, Tasks};
use bourse_primitives::{
	api::{AssignmentInfo, ChallengeInfo, EncryptedResult, FailureReport, Revealed, TaskInfo},
	deal_and_index,
	mailbox::{Job, Source},
	traits::{AssetContent, Deals, Registry},
	Deal, TaskId, TaskStatus,
};
use codec::Encode;

impl<T: Config> Pallet<T> {
	/// A task as RPC shows it, unless it is forgotten, or was never initialized and has not ended.
	pub fn task_info(id: TaskId) -> Option<TaskInfo<T::AccountId>> {
		let (deal_id, index) = deal_and_index(id);
		let deal = T::Deals::deal(deal_id)?;
		let task = Tasks::<T>::get(id).or_else(|| {
			// Its end is all that there is to tell.
			let status = Self::unstarted_status(deal_id, index)?;
			Some(Task { status, ..Task::new(0) })
		})?;
		let assigned = task.assigned().map(|(worker, assignment)| AssignmentInfo {
			worker: worker.who.clone(),
			until: assignment.until,
		});
		let failures = task.workers.iter().filter_map(|worker| {
			let Failure { code, log } = worker.failure?;
			Some(FailureReport { worker: worker.who.clone(), code, log })
		});
		let encrypted = task.contributions().filter_map(|(worker, contribution)| {
			let index = contribution.encrypted?;
			Some(EncryptedResult { worker: worker.who.clone(), index })
		});
		Some(TaskInfo {
			deal: deal_id,
			index,
			status: task.status,
			digest: task.digest.filter(|_| task.status == TaskStatus::Completed),
			failure: task.failure.filter(|_| task.status == TaskStatus::Completed),
			revealed: Revealed { count: task.reveal_counter(), of: task.winner_counter() },
			contribution_deadline: deal.contribution_deadline(),
			reveal_deadline: task.reveal_deadline,
			final_deadline: deal.final_deadline(),
			contributors: task.contributions().map(|(worker, _)| worker.who.clone()).collect(),
			assigned: assigned.filter(|_| task.is_live()).collect(),
			failures: failures.collect(),
			encrypted: encrypted.collect(),
			challenges: Challenges::<T>::iter_prefix(id)
				.map(|(worker, Challenge { block, until, .. })| ChallengeInfo {
					worker,
					block,
					until,
				})
				.collect(),
		})
	}

	/// The deal and the index (inside the request order) of a task that was initialized.
	pub fn deal_and_index(id: TaskId) -> Option<(Deal<T::AccountId>, u64)> {
		let (deal, index) = deal_and_index(id);
		Some((T::Deals::deal(deal).filter(|_| Tasks::<T>::contains_key(id))?, index))
	}

	/// What a node needs to compute a task, unless the task, its deal or its assets are unknown.
	pub fn job_of(id: TaskId) -> Option<Job> {
		let task = Tasks::<T>::get(id)?;
		let (deal_id, index) = deal_and_index(id);
		let deal = T::Deals::deal(deal_id)?;
		let source = |content: AssetContent| Source {
			multiaddr: content.multiaddr.into_inner(),
			checksum: content.checksum,
			packing: content.packing,
			private: content.private,
		};
		let dataset = match &deal.dataset {
			Some(dataset) => Some(source(T::Registry::dataset_content(dataset.id)?)),
			None => None,
		};
		Some(Job {
			task: id,
			deal: deal_id,
			app: source(T::Registry::app_content(deal.app.id)?),
			dataset,
			index: index.saturating_sub(deal.bot_first),
			bag_size: deal.bot_size,
			work_clock_time_ref: deal.work_clock_time_ref,
			deadline: deal.contribution_deadline(),
			engine: task.engine,
			result_key: match &deal.terms {
				Some(terms) => terms.result_key,
				None => T::Registry::result_key(&deal.beneficiary),
			},
			requester: name_of(&deal.requester),
			callback: deal.callback.is_some(),
			limits: T::Registry::category_limits(deal.category).unwrap_or_default(),
			failures_count: deal.terms.is_some(),
			since: 0,
			params: deal.params.into_inner(),
		})
	}
}

/// The account's 32 bytes, or the hash of an account of another length.
fn name_of(account: &impl Encode) -> [u8; 32] {
	account.using_encoded(|bytes| match bytes.try_into() {
		Ok(bytes) => bytes,
		Err(_) => sp_crypto_hashing::blake2_256(bytes),
	})
}
