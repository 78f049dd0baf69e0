// SPDX-License-Identifier: Apache-2.0

//! The invariants of this pallet, checked one by one.

use crate::{
	types::*, Agenda, AgendaStates, ChallengeCount, Challenges, Config, DealQueue, DealQueues,
	DealReports, Pallet, PoolRing, PoolRingState, Progress, Tasks, WaitingDeals, WaitingStates,
	Waits,
};
use alloc::collections::{BTreeMap, BTreeSet};
use bourse_primitives::{
	deal_and_index, task_id,
	traits::{Assignments, Deals, Holds, Ledger},
	Balance, DealId, TaskStatus,
};
use frame_support::{ensure, traits::Get};
use sp_core::U256;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Verifies that:
	///
	/// 1. A task belongs to a deal that has its index. Its workers are distinct, the contributors
	///    first; who reported a failure does not have the task any more; by the market's rules it
	///    may have it again.
	/// 2. An Active task has no consensus, reveal deadline or reveal. A consensus is one that the
	///    standing contributions make, and has winners; nobody else has revealed. A Completed task
	///    has a digest that was proved and gives the consensus. An ended task has the time of its
	///    end. By the market's rules an owner contributed once, no assignment's fee is locked
	///    twice, and callback data is there exactly for a revealed result without a failure;
	///    without them none of this is. Reports are of different owners, on deals that have not
	///    ended.
	/// 3. Every page with a live task is on the agenda, no later than the first of its tasks needs;
	///    so is every deal with tasks to start, every challenge, and every deal whose tasks have
	///    all ended. Every entry is in its lane, none before the lane's cursor, and the lane's
	///    length is the number of its entries.
	/// 4. The rings of pools and deals have no gaps, and the pools in turn are those with deals.
	///    Every deal with tasks to start is in the queue, or waits with its pool, until its
	///    contribution deadline. A deal or page that waits has one place in a ring of its pool, unless
	///    it is in doubt and rests; no other has a place.
	/// 5. A deal's progress counts its initialized, ended, completed and forgotten tasks and its
	///    open challenges. Every task that the chain has passed was started, or has ended
	///    unstarted. None is forgotten before all have ended.
	/// 6. Every account has locked exactly what its unfinished deals, tasks and challenges hold: a
	///    payer and a challenger the prices, a payer the fees, a scheduler the stakes, a stake
	///    account the stakes of its contributions, by the market's rules those of its assignments
	///    and their unpaid fees, its workers' deposits, what challenges took, and what other pallets hold.
	/// 7. A challenge asks a winner of a Completed task, for the deal's requester or beneficiary,
	///    for the root that this winner keeps. The challenge holds at most the deal's worker stake.
	///    `ChallengeCount` is their number, at most `MaxChallenges`.
	///
	/// `tests/runtime/src/invariants.rs` checks what no pallet sees alone: assignments of live
	/// tasks only, workers of the deal's pool, deals with progress.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_state_tasks()?;
		Self::try_state_rules()?;
		Self::try_state_agenda()?;
		Self::try_state_queue()?;
		Self::try_state_waiting()?;
		Self::try_state_progress()?;
		Self::try_state_challenges()?;
		Self::try_state_locked()
	}

	/// A task is one of its deal's; its record is what its state says.
	fn try_state_tasks() -> Result<(), TryRuntimeError> {
		for (id, task) in Tasks::<T>::iter() {
			let (deal, index) = deal_and_index(id);
			let deal = T::Deals::deal(deal).ok_or("a task without a deal")?;
			ensure!(deal.has_task(index), "a task that its deal does not have");
			let distinct: BTreeSet<_> = task.workers.iter().map(|worker| &worker.who).collect();
			ensure!(distinct.len() == task.workers.len(), "a worker has a task twice");
			let behind = task.workers.iter().skip(task.contributor_count() as usize);
			ensure!(
				behind.clone().all(|worker| worker.contribution.is_none()),
				"a contributor is behind somebody who is none"
			);
			ensure!(
				behind.clone().all(|worker| worker.assignment.is_some()),
				"somebody has nothing to do with a task"
			);
			let withdrawn = |worker: &WorkerOf<T>| {
				worker.assignment.is_some_and(|a| a.status == AssignmentStatus::Withdrawn)
			};
			// By the market's rules one of its owner may have got it again.
			let by_rules = deal.terms.is_some();
			ensure!(
				task.workers.iter().all(|w| by_rules || w.failure.is_none() || withdrawn(w)),
				"a worker reported a failure and has the task"
			);
			// What nobody could have contributed would overflow or be lighter.
			let (groups, trust) = (task.groups(), deal.trust);
			ensure!(groups.iter().all(|(_, weight)| *weight > U256::one()), "a weightless group");

			let (proved, winners) = (task.reveal_counter(), task.winner_counter());
			let decided = task.consensus.is_some() && task.reveal_deadline.is_some();
			let undecided =
				task.consensus.is_none() && task.reveal_deadline.is_none() && proved == 0;
			let consistent = match task.status {
				TaskStatus::Active => undecided,
				TaskStatus::Revealing => decided,
				TaskStatus::Completed => decided && proved > 0 && task.digest.is_some(),
				TaskStatus::Failed => decided || undecided,
				TaskStatus::Unavailable => by_rules && undecided,
				TaskStatus::TimedOut => by_rules && undecided && task.contributor_count() == 0,
			};
			ensure!(consistent, "a task's consensus does not fit its status");
			ensure!(
				!decided || (winners > 0 && proved <= winners),
				"a consensus without winners, or somebody else revealed"
			);
			let at_once = task.contributions().all(|(_, contribution)| contribution.weight == 0);
			let reached = |hash| groups.is_reached(hash, trust) == Some(true);
			ensure!(
				task.consensus.is_none_or(|hash| at_once || reached(hash)),
				"a consensus that the contributions do not make"
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

	/// What only the market's rules bring is right, and without them not there (PROTOCOL 9).
	fn try_state_rules() -> Result<(), TryRuntimeError> {
		for (id, task) in Tasks::<T>::iter() {
			let deal = T::Deals::deal(deal_and_index(id).0).ok_or("a task without a deal")?;
			let key = |(_, c): (_, &ContributionOf<T>)| c.key.is_some();
			let fees = task.workers.iter().filter_map(|worker| worker.assignment);
			let fees = fees.fold(0u32, |sum, assignment| sum.saturating_add(assignment.own_fees));
			if deal.terms.is_none() {
				let none = task.failure.is_none() && !task.contributions().any(key) && fees == 0;
				ensure!(none, "what the market's rules bring, without them");
				continue;
			}
			let unpaid = task.assignments.saturating_sub(deal.paid_assignments());
			// Reports have freed the others.
			ensure!(fees <= unpaid, "an assignment's fee is two accounts'");
			let given = task.workers.iter().filter(|w| w.assignment.is_some()).count() as u32;
			ensure!(given <= task.assignments, "assignments are not counted");
			ensure!(
				task.first_assigned.is_some() == (task.assignments > 0),
				"a first assignment without a time, or a time without one"
			);
			let owners: BTreeSet<_> = task.contributions().map(|(w, _)| w.owner()).collect();
			let one_each = owners.len() as u32 == task.contributor_count();
			ensure!(one_each, "an owner contributed twice");
			let fails = task.failure.is_some();
			ensure!(
				task.digest.is_some() || (!fails && task.callback_data.is_none()),
				"a result was opened that nobody revealed"
			);
			let called = deal.callback.is_some() && !fails && task.digest.is_some();
			ensure!(
				called == task.callback_data.is_some(),
				"callback data is missing, or of a failure, or of no callback"
			);
		}
		for (id, reports) in DealReports::<T>::iter() {
			let progress = Progress::<T>::try_get(id).map_err(|()| "reports on no deal")?;
			ensure!(progress.ended_at.is_none(), "reports on a deal that has ended");
			ensure!(progress.completed == 0, "reports on a deal with a completed task");
			let owners: BTreeSet<_> = reports.owners.iter().collect();
			let distinct = owners.len() == reports.owners.len() && !owners.is_empty();
			ensure!(distinct, "reports of nobody, or of an owner twice");
		}
		Ok(())
	}

	/// Whatever has something to come is on the agenda: the pages with live tasks, the deals, and
	/// the challenges, each no later than it has to.
	fn try_state_agenda() -> Result<(), TryRuntimeError> {
		let mut states = AgendaStates::<T>::get();
		let (mut lengths, mut first) = (BTreeMap::<_, u64>::new(), BTreeMap::new());
		for lane in Lane::ALL {
			ensure!(
				states.lane(lane).cursor <= Self::now() / BUCKET,
				"the agenda is ahead of time"
			);
			lengths.insert(lane, 0);
		}
		for (Bucket { lane, number }, due) in Agenda::<T>::iter_keys() {
			let length = lengths.entry(lane).or_default();
			*length = length.saturating_add(1);
			// Deals that wait were in the lane of work once; those that still are, are served from there.
			let moved = lane == Lane::Work && matches!(due, Due::Start(_));
			ensure!(lane == due.lane() || moved, "an agenda entry is in another lane");
			ensure!(number >= states.lane(lane).cursor, "an agenda entry was passed over");
			if let Due::Page(page) | Due::Claims(page) | Due::Workers(page) = due {
				ensure!(page == page_of(page), "a page under another place than its first");
			}
			let soonest = first.entry(due).or_insert(number);
			*soonest = number.min(*soonest);
		}
		let right = |(lane, length)| states.lane(lane).length == length;
		ensure!(lengths.into_iter().all(right), "the agenda's length is wrong");
		let in_time = |due: &Due<T::AccountId>, time: u64| {
			// One bucket more when its block was full; and what is late has been put off.
			let last = time.div_ceil(BUCKET).saturating_add(1);
			first.get(due).is_some_and(|bucket| *bucket <= last || time <= Self::now())
		};
		for (id, task) in Tasks::<T>::iter().filter(|(_, task)| task.is_live()) {
			let deal = T::Deals::deal(deal_and_index(id).0).ok_or("a task without a deal")?;
			let last = deal.final_deadline();
			let time = match Self::due(&task, &deal, Self::now()) {
				Step::Reveal { before } => before.min(last),
				Step::Contribute { .. } => {
					let late = task.computing().map(|(_, assignment)| assignment.until).min();
					late.map_or(last, |late| late.min(last))
				},
				_ => last,
			};
			let page = page_of(id);
			// What is late has been put off to the claims.
			let late = time == last || time <= Self::now();
			let claimed = late && in_time(&Due::Claims(page), last);
			let looked_at = claimed || in_time(&Due::Page(page), time);
			ensure!(looked_at, "a live task is off the agenda");
		}
		for (id, progress) in Progress::<T>::iter() {
			let deal = T::Deals::deal(id).ok_or("progress without a deal")?;
			let last = deal.bot_first.saturating_add(deal.bot_size);
			if progress.next < last && progress.ended < deal.bot_size {
				let due = Due::Deal(id);
				ensure!(in_time(&due, deal.final_deadline()), "a deal to start has no end");
			}
			if let Some(time) = Self::forget_time(&progress) {
				ensure!(in_time(&Due::Forget(id), time), "a deal is kept for ever");
			}
		}
		for (task, worker, challenge) in Challenges::<T>::iter() {
			let due = Due::Challenge { task, worker };
			ensure!(in_time(&due, challenge.until), "a challenge never ends");
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

		for (id, progress) in Progress::<T>::iter() {
			let deal = T::Deals::deal(id).ok_or("progress without a deal")?;
			let last = deal.bot_first.saturating_add(deal.bot_size);
			if progress.next < last && progress.ended < deal.bot_size {
				let late = Self::now() >= Self::assignments_close(&deal);
				let is_waiting = |wait: Wait| wait.place.is_some() || wait.at.is_some();
				let waits = Waits::<T>::get(id).is_some_and(is_waiting);
				let in_queue = waiting.contains(&id);
				ensure!(!(waits && in_queue), "a deal waits, and is in the queue");
				ensure!(late || waits || in_queue, "a deal with tasks to start waits nowhere");
			}
		}
		Ok(())
	}

	/// A deal or page that waits for workers has its place among those of its pool, and no other has one;
	/// each with a pause is on the agenda for the end of the pause.
	fn try_state_waiting() -> Result<(), TryRuntimeError> {
		let mut lengths = BTreeMap::<_, u64>::new();
		for (pool, place, id) in WaitingDeals::<T>::iter() {
			let length = lengths.entry(pool).or_default();
			*length = length.saturating_add(1);
			let wait = Waits::<T>::get(id).ok_or("a place without a wait")?;
			ensure!((wait.pool, wait.place) == (pool, Some(place)), "a wait has another place");
			let PoolWaits { fresh, tried, .. } = WaitingStates::<T>::get(pool).unwrap_or_default();
			let ring = if place.tried { tried } else { fresh };
			ensure!((ring.head..ring.tail).contains(&place.number), "a place is not of its ring");
		}
		for (pool, waits) in WaitingStates::<T>::iter() {
			let length = lengths.remove(&pool).unwrap_or_default();
			ensure!(waits.length == length && length > 0, "those that wait are miscounted");
		}
		ensure!(lengths.is_empty(), "some wait for a pool that knows of nobody");
		for (id, wait) in Waits::<T>::iter() {
			let known =
				wait.place.is_none_or(|place| WaitingDeals::<T>::get(wait.pool, place) == Some(id));
			ensure!(known, "a wait without its place");
		}
		Ok(())
	}

	/// A deal's progress counts its tasks that were initialized, that ended and that are forgotten.
	fn try_state_progress() -> Result<(), TryRuntimeError> {
		// By deal: the tasks that there are, that ended, and that the chain has passed by.
		let mut tasks: BTreeMap<DealId, (u64, u64, u64)> = BTreeMap::new();
		// Completed, and Unavailable or TimedOut.
		let mut outcomes: BTreeMap<DealId, (u64, u64)> = BTreeMap::new();
		for (id, task) in Tasks::<T>::iter() {
			let (deal, index) = deal_and_index(id);
			let next = Progress::<T>::get(deal).next;
			let (known, ended, passed) = tasks.entry(deal).or_default();
			*known = known.saturating_add(1);
			*ended = ended.saturating_add((!task.is_live()).into());
			*passed = passed.saturating_add((index < next).into());
			let (completed, excused) = outcomes.entry(deal).or_default();
			let is_excused = matches!(task.status, TaskStatus::Unavailable | TaskStatus::TimedOut);
			*completed = completed.saturating_add((task.status == TaskStatus::Completed).into());
			*excused = excused.saturating_add(is_excused.into());
		}
		let mut challenges: BTreeMap<DealId, u32> = BTreeMap::new();
		for (task, _) in Challenges::<T>::iter_keys() {
			let open = challenges.entry(deal_and_index(task).0).or_default();
			*open = open.saturating_add(1);
		}
		for deal in tasks.keys() {
			ensure!(Progress::<T>::contains_key(deal), "a deal with tasks and no progress");
		}
		for (id, progress) in Progress::<T>::iter() {
			let deal = T::Deals::deal(id).ok_or("progress without a deal")?;
			let (known, ended, passed) = tasks.get(&id).copied().unwrap_or_default();
			let forgotten = |count: u64| progress.forgotten.checked_add(count);
			// Of those that ended without having been initialized, some are forgotten places, too.
			let unstarted = progress.claimed.map_or(0, |claimed| claimed.count);
			let some_are_gone = unstarted > 0 && progress.forgotten > 0;
			let right = |count: u64, now: Option<u64>| match some_are_gone {
				true => now.is_some_and(|now| count <= now),
				false => Some(count) == now,
			};
			ensure!(right(progress.initialized, forgotten(known)), "initialized: miscounted");
			let gone = forgotten(ended).and_then(|gone| gone.checked_add(unstarted));
			ensure!(right(progress.ended, gone), "ended: miscounted");
			ensure!(
				progress.claimed.is_none_or(|claimed| {
					progress.initialized.checked_add(claimed.count) == Some(deal.bot_size)
				}),
				"claimed: miscounted"
			);
			let reached = progress.next.checked_sub(deal.bot_first).ok_or("progress went back")?;
			ensure!(reached <= deal.bot_size, "progress went beyond the deal's tasks");
			ensure!(
				unstarted > 0 || reached <= passed.saturating_add(progress.forgotten),
				"progress passed a task that was not started"
			);
			let (completed, excused) = outcomes.get(&id).copied().unwrap_or_default();
			let fits = |counted: u64, there: u64| {
				counted == there || (progress.forgotten > 0 && counted <= progress.ended)
			};
			ensure!(fits(progress.completed, completed), "completed: miscounted");
			ensure!(fits(progress.excused, excused), "excused: miscounted");
			ensure!(progress.ended <= deal.bot_size, "more tasks ended than there are");
			ensure!(progress.forgotten < deal.bot_size, "a deal outlived its tasks");
			let all_ended = progress.ended == deal.bot_size;
			ensure!(all_ended == progress.ended_at.is_some(), "all ended without a time, or early");
			ensure!(
				all_ended || progress.forgotten == 0,
				"a task was forgotten before the deal's others ended"
			);
			let gone = deal.bot_first..deal.bot_first.saturating_add(progress.forgotten);
			ensure!(
				gone.clone().all(|index| !Tasks::<T>::contains_key(task_id(id, index))),
				"a forgotten task is kept"
			);
			let open = challenges.get(&id).copied().unwrap_or_default();
			ensure!(open == progress.challenges, "challenges: miscounted");
		}
		Ok(())
	}

	/// A challenge is one of a winner of a completed task, by somebody who may, of what that
	/// winner keeps.
	fn try_state_challenges() -> Result<(), TryRuntimeError> {
		let mut count = 0u32;
		for (id, worker, challenge) in Challenges::<T>::iter() {
			count = count.saturating_add(1);
			let task = Tasks::<T>::get(id).ok_or("a challenge without a task")?;
			ensure!(task.status == TaskStatus::Completed, "a challenge of a task without a result");
			let deal = T::Deals::deal(deal_and_index(id).0).ok_or("a challenge without a deal")?;
			let may = [&deal.requester, &deal.beneficiary].contains(&&challenge.challenger);
			ensure!(may, "a challenge by somebody else than requester and beneficiary");
			let record = task.worker(&worker).ok_or("a challenge of no worker")?;
			let contribution =
				record.contribution.as_ref().ok_or("a challenge of no contributor")?;
			ensure!(
				contribution.status == ContributionStatus::Proved,
				"a challenge of somebody who is no winner"
			);
			ensure!(
				challenge.stake_account == *record.owner() && challenge.stake <= deal.worker_stake,
				"a challenge holds another stake than the contribution did"
			);
			ensure!(
				challenge.encrypted == contribution.encrypted.is_some()
					&& Some(challenge.root) == contribution.encrypted.or(task.digest),
				"a challenge asks for what the worker does not keep"
			);
		}
		ensure!(count == ChallengeCount::<T>::get(), "challenges are not counted");
		ensure!(count <= T::MaxChallenges::get(), "more challenges are open than may be");
		Ok(())
	}

	/// Everybody has locked exactly what the deals, tasks and challenges that have not ended, its
	/// workers' records and other pallets hold of it, and nobody else has anything locked.
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
			let price = deal.task_price().checked_add(deal.task_fee());
			hold(&deal.sponsor, price.and_then(|price| price.checked_mul(open)))?;
			hold(&deal.workerpool.owner, deal.scheduler_stake().checked_mul(open))?;
		}
		for (id, task) in Tasks::<T>::iter().filter(|(_, task)| task.is_live()) {
			let deal = T::Deals::deal(deal_and_index(id).0).ok_or("a live task without a deal")?;
			// By the market's rules the assignment locks what the contribution takes over.
			let by_rules = deal.terms.is_some();
			let holds = |worker: &&WorkerOf<T>| match by_rules {
				true => worker.holds_stake(),
				false => worker.contribution.is_some(),
			};
			for worker in task.workers.iter().filter(holds) {
				hold(worker.owner(), Some(deal.worker_stake))?;
			}
			for worker in &task.workers {
				let fees = worker.assignment.map_or(0, |assignment| assignment.own_fees);
				hold(worker.owner(), deal.own_fee().checked_mul(fees.into()))?;
			}
		}
		for challenge in Challenges::<T>::iter_values() {
			hold(&challenge.challenger, Some(challenge.price))?;
			hold(&challenge.stake_account, Some(challenge.stake))?;
		}
		for (who, deposit) in T::Assignments::all_deposits() {
			hold(&who, Some(deposit))?;
		}
		for (who, amount) in T::Holds::all_holds() {
			hold(&who, Some(amount))?;
		}
		held.retain(|_, amount| *amount > 0);
		let locked: BTreeMap<_, _> = T::Ledger::all_locked().into_iter().collect();
		ensure!(locked == held, "what is locked is not what deals, tasks and challenges hold");
		Ok(())
	}
}
