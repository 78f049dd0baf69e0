// SPDX-License-Identifier: Apache-2.0

//! What the calls and hooks do, by topic.

mod agenda;
mod authorize;
pub(crate) mod automation;
mod challenges;
pub mod consensus;
mod queue;
mod settlement;
mod supply;
pub(crate) mod tasks;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;

use crate::{
	types::*, weights::WeightInfo, Challenges, Config, Contributions, Failures, Pallet, Progress,
	Score, Tasks,
};
use bourse_primitives::{
	api::{ChallengeInfo, TaskInfo},
	mailbox::{Job, Source},
	traits::{Assignments, Content, Deals, OnDeal, Registry, Scores},
	Deal, DealId, TaskId, TaskStatus,
};
use frame_support::{dispatch::DispatchResult, weights::Weight};

impl<T: Config> OnDeal<T::AccountId> for Pallet<T> {
	fn on_deal(id: DealId, deal: &Deal<T::AccountId>) -> DispatchResult {
		Progress::<T>::insert(id, DealProgress { next: deal.bot_first, ..Default::default() });
		Self::enqueue(deal.workerpool.id, id);
		Self::note_end(id, deal);
		Ok(())
	}

	fn weight() -> Weight {
		T::WeightInfo::on_deal()
	}
}

impl<T: Config> Scores<T::AccountId> for Pallet<T> {
	fn score(worker: &T::AccountId) -> u64 {
		Score::<T>::get(worker)
	}

	fn weight(worker: &T::AccountId) -> u64 {
		consensus::weight(Score::<T>::get(worker))
	}
}

/// For the runtime API and the off-chain worker.
impl<T: Config> Pallet<T> {
	/// A task as RPC shows it, unless it was never initialized or is forgotten.
	pub fn task_info(id: TaskId) -> Option<TaskInfo<T::AccountId>> {
		let task = Tasks::<T>::get(id)?;
		let encrypted = |who: &T::AccountId| {
			let hash = Contributions::<T>::get(id, who)?.encrypted?;
			Some((who.clone(), hash))
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

	/// What a worker has to do for a task now, derived from the state alone.
	pub fn step_of(worker: &T::AccountId, id: TaskId) -> WorkerStep {
		let Some(task) = Tasks::<T>::get(id).filter(Task::is_live) else {
			return WorkerStep::Nothing;
		};
		let now = Self::now();
		let Some(contribution) = Contributions::<T>::get(id, worker) else {
			let open = task.status == TaskStatus::Active
				&& now < task.contribution_deadline
				&& T::Assignments::is_assigned(id, worker);
			return if open {
				WorkerStep::Contribute { before: task.contribution_deadline }
			} else if task.status == TaskStatus::Revealing
				&& task.reveal_counter == 0
				&& T::Assignments::is_assigned(id, worker)
			{
				// Its word may still be wanted if the task is reopened.
				WorkerStep::Wait
			} else {
				WorkerStep::Nothing
			};
		};
		if contribution.status != ContributionStatus::Contributed {
			return WorkerStep::Nothing;
		}
		match task.reveal_deadline.filter(|_| task.status == TaskStatus::Revealing) {
			None => WorkerStep::Wait,
			Some(before) if task.consensus == Some(contribution.result_hash) && now < before => {
				let wants_opening = task.callback_data.is_none()
					&& T::Deals::deal(task.deal).is_some_and(|deal| deal.callback.is_some());
				WorkerStep::Reveal { before, result_hash: contribution.result_hash, wants_opening }
			},
			// The others may fail to reveal: then this one's group counts again.
			Some(_) => WorkerStep::Wait,
		}
	}
}
