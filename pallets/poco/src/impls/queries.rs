// SPDX-License-Identifier: Apache-2.0

//! Tasks as the runtime API and the off-chain worker read them.

use crate::{types::*, Challenges, Config, Contributions, Failures, Pallet, Tasks};
use bourse_primitives::{
	api::{ChallengeInfo, EncryptedResult, TaskInfo},
	mailbox::{Job, Source},
	traits::{Assignments, Content, Deals, Registry},
	Deal, TaskId, TaskStatus,
};

impl<T: Config> Pallet<T> {
	/// A task as RPC shows it, unless it was never initialized or is forgotten.
	pub fn task_info(id: TaskId) -> Option<TaskInfo<T::AccountId>> {
		let task = Tasks::<T>::get(id)?;
		let encrypted = |who: &T::AccountId| {
			let index = Contributions::<T>::get(id, who)?.encrypted?;
			Some(EncryptedResult { worker: who.clone(), index })
		};
		Some(TaskInfo {
			encrypted: task.contributors.iter().filter_map(encrypted).collect(),
			deal: task.deal,
			index: task.index,
			status: task.status,
			digest: task.digest.filter(|_| task.status == TaskStatus::Completed),
			contribution_deadline: task.contribution_deadline,
			reveal_deadline: task.reveal_deadline,
			final_deadline: task.final_deadline,
			contributors: task.contributors.into_inner(),
			assigned: T::Assignments::assigned(id),
			failures: Failures::<T>::get(id).into_inner(),
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
		let task = Tasks::<T>::get(id)?;
		Some((T::Deals::deal(task.deal)?, task.index))
	}

	/// What a node needs to compute a task, unless the task, its deal or its assets are unknown.
	pub fn job_of(id: TaskId) -> Option<Job> {
		let task = Tasks::<T>::get(id)?;
		let deal = T::Deals::deal(task.deal)?;
		let source = |content: Content| Source {
			multiaddr: content.multiaddr.into_inner(),
			checksum: content.checksum,
		};
		let dataset = match &deal.dataset {
			Some(dataset) => Some(source(T::Registry::dataset_content(dataset.id)?)),
			None => None,
		};
		Some(Job {
			task: id,
			app: source(T::Registry::app_content(deal.app.id)?),
			dataset,
			index: task.index.saturating_sub(deal.bot_first),
			bag_size: deal.bot_size,
			work_clock_time_ref: deal.work_clock_time_ref,
			deadline: deal.contribution_deadline(),
			engine: task.engine,
			result_key: T::Registry::result_key(&deal.beneficiary),
			params: deal.params.into_inner(),
		})
	}
}
