// SPDX-License-Identifier: Apache-2.0

//! The invariants of this pallet (listed in the README), checked one by one.

use super::automation::BUCKET;
use crate::{
	types::*, Agenda, AgendaStates, ChallengeCount, Challenges, Config, Contributions, DealQueue,
	DealQueues, Failures, Groups, Pallet, PoolRing, PoolRingState, Progress, Tasks,
};
use alloc::collections::{BTreeMap, BTreeSet};
use bourse_primitives::{
	traits::{Assignments, Deals, Ledger},
	Balance, DealId, TaskStatus,
};
use frame_support::{ensure, traits::Get};
use sp_core::{H256, U256};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant of this pallet.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_state_tasks()?;
		Self::try_state_deals()?;
		Self::try_state_orphans()?;
		Self::try_state_agenda()?;
		Self::try_state_queue()?;
		Self::try_state_progress()?;
		Self::try_state_challenges()?;
		Self::try_state_locked()
	}

	/// Counters, groups and total are what the contributions say.
	fn try_state_tasks() -> Result<(), TryRuntimeError> {
		for (id, task) in Tasks::<T>::iter() {
			ensure!(
				id == bourse_primitives::task_id(task.deal, task.index),
				"a task's id is not that of its deal and index"
			);
			let distinct: BTreeSet<_> = task.contributors.iter().collect();
			ensure!(distinct.len() == task.contributors.len(), "a worker contributed twice");
			let (mut proved, mut winners) = (0u32, 0u32);
			let mut groups: BTreeMap<H256, (u32, u32)> = BTreeMap::new();
			for worker in &task.contributors {
				let contribution = Contributions::<T>::get(id, worker)
					.ok_or("a contributor has no contribution")?;
				let is_proved = contribution.status == ContributionStatus::Proved;
				proved = proved.saturating_add(is_proved.into());
				if contribution.status == ContributionStatus::Rejected {
					continue;
				}
				let wins = task.consensus == Some(contribution.result_hash);
				winners = winners.saturating_add(wins.into());
				if contribution.log_weight > 0 {
					let group = groups.entry(contribution.result_hash).or_default();
					group.0 = group.0.saturating_add(1);
					group.1 = group.1.saturating_add(contribution.log_weight);
				}
			}
			ensure!(proved == task.reveal_counter, "reveal counter is not the number of Proved");

			let mut total = U256::one();
			for (hash, group) in Groups::<T>::iter_prefix(id) {
				let (standing, logs) =
					groups.remove(&hash).ok_or("a group without a standing contribution")?;
				ensure!(group.standing == standing, "a group does not count its contributions");
				let bits = group.weight.bits() as u32;
				// A product of weights is between the products of their bounding powers of two.
				ensure!(
					bits > logs && bits <= logs.saturating_add(standing),
					"a group's weight is not the product of its contributions' weights"
				);
				total = total.checked_add(group.weight).ok_or("the total overflows")?;
			}
			ensure!(groups.is_empty(), "a standing contribution is in no group");
			ensure!(total == task.consensus_total, "total is not 1 plus the sum of the groups");

			let decided = task.consensus.is_some() && task.reveal_deadline.is_some();
			let undecided = task.consensus.is_none()
				&& task.reveal_deadline.is_none()
				&& task.winner_counter == 0
				&& task.reveal_counter == 0;
			let consistent = match task.status {
				TaskStatus::Active => undecided,
				TaskStatus::Revealing => decided,
				TaskStatus::Completed => decided && proved > 0 && task.digest.is_some(),
				TaskStatus::Failed => decided || undecided,
			};
			ensure!(consistent, "a task's consensus does not fit its status");
			ensure!(
				!decided || (winners == task.winner_counter && winners > 0 && proved <= winners),
				"winner counter is not the number of the consensus's standing contributions"
			);
			ensure!(task.is_live() != task.ended_at.is_some(), "ended without a time, or alive");
			ensure!(
				task.digest.is_none_or(|digest| {
					task.consensus == Some(bourse_primitives::result_hash(id, digest))
				}),
				"a digest that is not the consensus's"
			);
		}
		Ok(())
	}

	/// A task is one of its deal's, with the deal's deadlines; nobody is assigned to one that
	/// ended.
	fn try_state_deals() -> Result<(), TryRuntimeError> {
		for (id, task) in Tasks::<T>::iter() {
			let deal = T::Deals::deal(task.deal).ok_or("a task without a deal")?;
			ensure!(deal.has_task(task.index), "a task that its deal does not have");
			ensure!(
				task.contribution_deadline == deal.contribution_deadline()
					&& task.final_deadline == deal.final_deadline(),
				"a task with other deadlines than its deal's"
			);
			ensure!(
				task.is_live() || T::Assignments::assigned(id).is_empty(),
				"a task that ended is still assigned"
			);
		}
		Ok(())
	}

	/// Nothing is kept of tasks that are not.
	fn try_state_orphans() -> Result<(), TryRuntimeError> {
		for (id, worker) in Contributions::<T>::iter_keys() {
			let task = Tasks::<T>::get(id).ok_or("a contribution without a task")?;
			ensure!(task.contributors.contains(&worker), "a contribution without a contributor");
		}
		for (id, _) in Groups::<T>::iter_keys() {
			ensure!(Tasks::<T>::contains_key(id), "a group without a task");
		}
		for id in Failures::<T>::iter_keys() {
			ensure!(Tasks::<T>::contains_key(id), "failures without a task");
		}
		Ok(())
	}

	/// The agenda holds every task once, in the bucket that the task names.
	fn try_state_agenda() -> Result<(), TryRuntimeError> {
		let state = AgendaStates::<T>::get();
		ensure!(state.cursor <= Self::now() / BUCKET, "the agenda is ahead of time");
		let mut length = 0u64;
		for (bucket, due) in Agenda::<T>::iter_keys() {
			length = length.saturating_add(1);
			ensure!(bucket >= state.cursor, "an agenda entry was passed over");
			if let Due::Task(id) = due {
				let task = Tasks::<T>::get(id).ok_or("an agenda entry without a task")?;
				ensure!(task.wake == Some(bucket), "an agenda entry in another bucket");
			}
		}
		ensure!(length == state.length, "the agenda's length is wrong");
		for (id, task) in Tasks::<T>::iter() {
			let bucket = task.wake.ok_or("a task without a wake")?;
			ensure!(Agenda::<T>::contains_key(bucket, Due::Task(id)), "a task off the agenda");
		}
		Ok(())
	}

	/// The rings have no gaps; the pools in turn are those with deals; every deal with tasks to
	/// start waits once, with its pool until its contribution deadline, and on the agenda until
	/// its end.
	fn try_state_queue() -> Result<(), TryRuntimeError> {
		let ring = PoolRingState::<T>::get();
		let places: BTreeSet<u64> = PoolRing::<T>::iter_keys().collect();
		ensure!(places.iter().copied().eq(ring.head..ring.tail), "the ring of pools has gaps");
		let pools: BTreeSet<_> = PoolRing::<T>::iter_values().collect();
		ensure!(pools.len() == places.len(), "a pool is in turn twice");
		ensure!(DealQueues::<T>::iter_keys().collect::<BTreeSet<_>>() == pools, "no pool in turn");

		let mut waiting: BTreeSet<DealId> = BTreeSet::new();
		let mut places: BTreeMap<_, BTreeSet<u64>> = BTreeMap::new();
		for (pool, place, id) in DealQueue::<T>::iter() {
			places.entry(pool).or_default().insert(place);
			ensure!(waiting.insert(id), "a deal is in the queue twice");
			let other = T::Deals::deal(id).is_some_and(|deal| deal.workerpool.id != pool);
			ensure!(!other, "a deal waits for another pool");
		}
		for (pool, queue) in DealQueues::<T>::iter() {
			let places = places.remove(&pool).unwrap_or_default();
			ensure!(!places.is_empty(), "a pool in turn without deals");
			ensure!(
				places.iter().copied().eq(queue.ring.head..queue.ring.tail),
				"a pool's places are not those between head and tail"
			);
		}
		ensure!(places.is_empty(), "deals of a pool that is not in turn");

		let mut ends: BTreeSet<DealId> = BTreeSet::new();
		for (_, due) in Agenda::<T>::iter_keys() {
			if let Due::Deal(id) = due {
				ensure!(ends.insert(id), "a deal is on the agenda twice");
			}
		}
		for (id, progress) in Progress::<T>::iter() {
			let deal = T::Deals::deal(id).ok_or("progress without a deal")?;
			let last = deal.bot_first.saturating_add(deal.bot_size);
			if progress.next < last && progress.ended < deal.bot_size {
				let late = Self::now() >= deal.contribution_deadline();
				ensure!(late || waiting.contains(&id), "a deal with tasks to start waits nowhere");
				ensure!(ends.contains(&id), "a deal with tasks to start has no end");
			}
		}
		Ok(())
	}

	/// A deal's progress counts its tasks that ended and those that were started.
	fn try_state_progress() -> Result<(), TryRuntimeError> {
		// By deal: the tasks that ended, and those that the chain has passed by.
		let mut tasks: BTreeMap<DealId, (u64, u64)> = BTreeMap::new();
		for (_, task) in Tasks::<T>::iter() {
			let next = Progress::<T>::get(task.deal).next;
			let (ended, passed) = tasks.entry(task.deal).or_default();
			*ended = ended.saturating_add((!task.is_live()).into());
			*passed = passed.saturating_add((task.index < next).into());
		}
		for deal in tasks.keys() {
			ensure!(Progress::<T>::contains_key(deal), "a deal with tasks and no progress");
		}
		for (id, progress) in Progress::<T>::iter() {
			let deal = T::Deals::deal(id).ok_or("progress without a deal")?;
			let (ended, passed) = tasks.get(&id).copied().unwrap_or_default();
			let known = progress.forgotten.checked_add(ended).ok_or("progress overflows")?;
			ensure!(progress.ended == known, "progress does not count the tasks that ended");
			let reached = progress.next.checked_sub(deal.bot_first).ok_or("progress went back")?;
			ensure!(reached <= deal.bot_size, "progress went beyond the deal's tasks");
			ensure!(
				reached <= passed.saturating_add(progress.forgotten),
				"progress passed a task that was not started"
			);
			ensure!(progress.ended <= deal.bot_size, "more tasks ended than there are");
			ensure!(progress.forgotten < deal.bot_size, "a deal outlived its tasks");
			let early = progress.forgotten > 0 && progress.ended < deal.bot_size;
			ensure!(!early, "a task was forgotten before the deal's others ended");
		}
		Ok(())
	}

	/// A challenge is one of a winner of a completed task, by somebody who may, of what that
	/// winner keeps; its task wakes when it ends.
	fn try_state_challenges() -> Result<(), TryRuntimeError> {
		let mut count = 0u32;
		for (id, worker, challenge) in Challenges::<T>::iter() {
			count = count.saturating_add(1);
			let task = Tasks::<T>::get(id).ok_or("a challenge without a task")?;
			ensure!(task.status == TaskStatus::Completed, "a challenge of a task without a result");
			let deal = T::Deals::deal(task.deal).ok_or("a challenge without a deal")?;
			let may = [&deal.requester, &deal.beneficiary].contains(&&challenge.challenger);
			ensure!(may, "a challenge by somebody else than requester and beneficiary");
			let contribution =
				Contributions::<T>::get(id, &worker).ok_or("a challenge of no contributor")?;
			ensure!(
				contribution.status == ContributionStatus::Proved,
				"a challenge of somebody who is no winner"
			);
			ensure!(
				challenge.stake_account == contribution.stake_account
					&& challenge.stake <= deal.worker_stake,
				"a challenge holds another stake than the contribution did"
			);
			ensure!(
				challenge.encrypted == contribution.encrypted.is_some()
					&& Some(challenge.root) == contribution.encrypted.or(task.digest),
				"a challenge asks for what the worker does not keep"
			);
			// One bucket more when its block was full.
			let due = challenge.until.div_ceil(BUCKET).saturating_add(1);
			let late = challenge.until <= Self::now();
			ensure!(
				late || task.wake.is_some_and(|bucket| bucket <= due),
				"a challenge ends before its task wakes"
			);
		}
		ensure!(count == ChallengeCount::<T>::get(), "challenges are not counted");
		ensure!(count <= T::MaxChallenges::get(), "more challenges are open than may be");
		Ok(())
	}

	/// Everybody has locked exactly what the deals, tasks and challenges that have not ended hold of
	/// it, and nobody else has anything locked.
	fn try_state_locked() -> Result<(), TryRuntimeError> {
		let mut held: BTreeMap<T::AccountId, Balance> = BTreeMap::new();
		let mut hold = |who: &T::AccountId, amount: Option<Balance>| {
			let sum = held.entry(who.clone()).or_default();
			*sum = amount.and_then(|amount| sum.checked_add(amount)).ok_or("too much is held")?;
			Ok::<(), TryRuntimeError>(())
		};
		for (id, progress) in Progress::<T>::iter() {
			let deal = T::Deals::deal(id).ok_or("progress without a deal")?;
			let open = Balance::from(deal.bot_size.saturating_sub(progress.ended));
			hold(&deal.sponsor, deal.task_price().checked_mul(open))?;
			hold(&deal.workerpool.owner, deal.scheduler_stake().checked_mul(open))?;
		}
		for (id, task) in Tasks::<T>::iter().filter(|(_, task)| task.is_live()) {
			let deal = T::Deals::deal(task.deal).ok_or("a live task without a deal")?;
			for worker in &task.contributors {
				let contribution = Contributions::<T>::get(id, worker)
					.ok_or("a contributor has no contribution")?;
				hold(&contribution.stake_account, Some(deal.worker_stake))?;
			}
		}
		for challenge in Challenges::<T>::iter_values() {
			hold(&challenge.challenger, Some(challenge.price))?;
			hold(&challenge.stake_account, Some(challenge.stake))?;
		}
		held.retain(|_, amount| *amount > 0);
		let locked: BTreeMap<_, _> = T::Ledger::all_locked().into_iter().collect();
		ensure!(locked == held, "what is locked is not what deals, tasks and challenges hold");
		Ok(())
	}
}
