// SPDX-License-Identifier: Apache-2.0

//! The life of a task but for contributions (PROTOCOL 5): every `do_*` is one step of it, for signed
//! calls, batches and the chain itself alike.

use super::round::{DealOf, Round};
use crate::{types::*, Config, EngineVersion, Error, Event, Pallet, Tasks};
use bourse_primitives::{deal_and_index, task_id, traits::Deals, DealId, TaskId, TaskStatus};
use frame_support::{dispatch::DispatchResult, ensure};
use sp_core::H256;
use sp_runtime::DispatchError;

/// Most workers of a task that is completed within its last reveal. The chain completes larger
/// ones, and those with a callback, at the end of the same block.
pub(crate) const MOST_AT_ONCE: u32 = 8;

impl<T: Config> Pallet<T> {
	/// Where the chain assigns by the market's rules, it alone starts tasks (PROTOCOL 9): a task that
	/// was started without workers would be nobody's fault, and the pool's loss.
	pub(crate) fn ensure_by_hand(round: &mut Round<T>, deal: DealId) -> DispatchResult {
		let by_chain = round.deal(deal)?.is_assigned_by_chain();
		ensure!(!by_chain, Error::<T>::ChainAssigns);
		Ok(())
	}

	/// PROTOCOL 5, initialize. Also puts the task on the agenda.
	pub(crate) fn do_initialize(
		round: &mut Round<T>,
		deal_id: DealId,
		index: u64,
	) -> Result<TaskId, DispatchError> {
		let id = Self::initialize_of(round, deal_id, index)?;
		Self::wake_now(id);
		Ok(id)
	}

	/// [`Self::do_initialize`] without the agenda.
	pub(crate) fn initialize_of(
		round: &mut Round<T>,
		deal_id: DealId,
		index: u64,
	) -> Result<TaskId, DispatchError> {
		let deal = round.deal(deal_id)?;
		ensure!(deal.has_task(index), Error::<T>::IndexOutOfDeal);
		let id = task_id(deal_id, index);
		ensure!(!Tasks::<T>::contains_key(id), Error::<T>::AlreadyInitialized);
		let now = round.now;
		// Tasks are forgotten only after all of the deal's have ended: a forgotten task can't
		// come back.
		let progress = round.progress(deal_id);
		let over = progress.ended >= deal.bot_size || progress.claimed.is_some();
		ensure!(!over, Error::<T>::DealEnded);
		// Those that nobody has started by then end together (PROTOCOL 9).
		let late = deal.terms.is_some() && now >= deal.final_deadline();
		ensure!(!late, Error::<T>::FinalDeadlinePassed);
		// At most the number of tasks.
		progress.initialized = progress.initialized.saturating_add(1);
		Tasks::<T>::insert(id, Task::new(EngineVersion::<T>::get()));
		Self::deposit_event(Event::TasksInitialized {
			deal: deal_id,
			first: index,
			count: 1,
			workerpool: deal.workerpool.id,
		});
		Ok(id)
	}

	/// The callback data that a finalization hands on (PROTOCOL 5 and 8.2): demanded with a
	/// callback, and checked whenever it is given.
	pub(super) fn open(
		task: &Task<T>,
		deal: &DealOf<T>,
		digest: H256,
		opening: Option<Opening<T>>,
	) -> Result<Option<CallbackData<T>>, Error<T>> {
		match opening {
			None if deal.callback.is_some() => Err(Error::<T>::CallbackDataMissing),
			None => Ok(None),
			Some(Opening::Plain(data)) if deal.callback.is_none() && data.is_empty() => Ok(None),
			Some(opening) => {
				opening.open(digest, task.engine).map(Some).ok_or(Error::<T>::CallbackDataWrong)
			},
		}
	}

	/// What the first reveal shows of a result by the market's rules (PROTOCOL 9), so that a winner
	/// hides neither a failure nor the callback data. A plain digest shows nothing: it is refused where
	/// the chain assigns.
	pub(crate) fn shown(
		task: &Task<T>,
		deal: &DealOf<T>,
		digest: H256,
		opening: Option<Opening<T>>,
	) -> Result<Shown<T>, Error<T>> {
		let (drawn, has_callback) = (deal.is_assigned_by_chain(), deal.callback.is_some());
		match opening {
			None if drawn || has_callback => Err(Error::<T>::HeaderMissing),
			None => Ok(Shown { failure: None, data: None }),
			Some(Opening::Plain(_)) if drawn => Err(Error::<T>::HeaderMissing),
			Some(opening) => {
				opening.show(digest, task.engine, has_callback).ok_or(Error::<T>::HeaderWrong)
			},
		}
	}

	/// By the market's rules a link to a result is the scheduler's alone (PROTOCOL 9).
	pub(super) fn ensure_may_link(
		who: &T::AccountId,
		deal: &DealOf<T>,
		results: &ResultsLink<T>,
	) -> Result<(), Error<T>> {
		let free = deal.terms.is_none() || results.is_empty();
		ensure!(free || *who == deal.workerpool.owner, Error::<T>::NotScheduler);
		Ok(())
	}

	/// PROTOCOL 5, reveal. An opening, where the deal has a callback, is kept for the
	/// finalization; the hash of an encrypted result for those who look for it. The last reveal
	/// completes the task, where the chain finalizes. Gives the number of workers that its weight
	/// depends on.
	pub(crate) fn do_reveal(
		round: &mut Round<T>,
		worker: &T::AccountId,
		item: RevealItem<T>,
	) -> Result<u32, DispatchError> {
		let RevealItem { task: id, digest, opening, encrypted } = item;
		let mut task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		Self::ensure_may_reveal(worker, id, &task, digest, round.now)?;
		let deal = round.deal_of(id)?;
		if deal.terms.is_some() {
			// What others bring behind the first is ignored.
			if task.digest.is_none() {
				let Shown { failure, data } = Self::shown(&task, &deal, digest, opening)?;
				(task.failure, task.callback_data) = (failure, data);
			}
		} else if opening.is_some() {
			let data = Self::open(&task, &deal, digest, opening)?;
			if deal.callback.is_some() {
				task.callback_data = data;
			}
		}
		// Without a key that the deal has kept, a claim of encryption is void (PROTOCOL 9).
		let has_key = deal.terms.as_ref().is_none_or(|terms| terms.result_key.is_some());
		let contribution = task.contribution_mut(worker).ok_or(Error::<T>::NotContributor)?;
		contribution.status = ContributionStatus::Proved;
		contribution.encrypted = encrypted.filter(|_| has_key);
		task.digest = Some(digest);
		Self::deposit_event(Event::TaskRevealed { task: id, worker: worker.clone(), digest });

		// One without a settlement costs no more than one with that of one worker, however large the
		// record is.
		if task.reveal_counter() < task.winner_counter() {
			Tasks::<T>::insert(id, task);
			return Ok(1);
		}
		let at_once = round.settings.finalize
			&& round.now < deal.final_deadline()
			&& deal.callback.is_none()
			&& task.worker_count() <= MOST_AT_ONCE;
		if at_once {
			let settled =
				Self::finalize_of(round, id, task.clone(), &deal, Default::default(), None);
			if let Ok(workers) = settled {
				return Ok(workers);
			}
		}
		Tasks::<T>::insert(id, task);
		Self::wake_now(id);
		Ok(1)
	}

	/// Every condition of a reveal but that on the opening.
	pub(crate) fn ensure_may_reveal(
		worker: &T::AccountId,
		id: TaskId,
		task: &Task<T>,
		digest: H256,
		now: u64,
	) -> Result<(), Error<T>> {
		ensure!(task.status == TaskStatus::Revealing, Error::<T>::TaskNotRevealing);
		ensure!(!task.is_reveal_over(now), Error::<T>::RevealDeadlinePassed);
		let contribution = task.contribution(worker).ok_or(Error::<T>::NotContributor)?;
		match contribution.status {
			ContributionStatus::Contributed => {},
			ContributionStatus::Proved => return Err(Error::<T>::AlreadyRevealed),
			ContributionStatus::Rejected => return Err(Error::<T>::ContributionRejected),
		}
		ensure!(task.consensus == Some(contribution.result_hash), Error::<T>::NotTheConsensus);
		ensure!(
			bourse_primitives::result_hash(id, digest) == contribution.result_hash,
			Error::<T>::DigestMismatch
		);
		ensure!(
			bourse_primitives::seal(worker, id, digest) == contribution.seal,
			Error::<T>::SealMismatch
		);
		Ok(())
	}

	/// `finalize` and `reopen`: the scheduler, or anybody where that is allowed.
	fn ensure_may_conclude(
		who: &T::AccountId,
		deal: &DealOf<T>,
		settings: AutomationSettings,
	) -> Result<(), Error<T>> {
		let allowed = *who == deal.workerpool.owner || settings.open_to_anybody;
		ensure!(allowed, Error::<T>::NotScheduler);
		Ok(())
	}

	/// PROTOCOL 5, reopen. Gives the number of workers.
	pub(crate) fn do_reopen(who: &T::AccountId, id: TaskId) -> Result<u32, DispatchError> {
		let mut round = Round::<T>::open();
		let now = round.now;
		let task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		let deal = round.deal_of(id)?;
		ensure!(task.status == TaskStatus::Revealing, Error::<T>::TaskNotRevealing);
		ensure!(now < deal.final_deadline(), Error::<T>::FinalDeadlinePassed);
		ensure!(task.is_reveal_over(now), Error::<T>::RevealDeadlineNotReached);
		ensure!(task.reveal_counter() == 0, Error::<T>::AlreadyRevealed);
		Self::ensure_may_conclude(who, &deal, round.settings)?;
		let task = Self::reopen_of(id, task)?;
		round.close();
		Self::wake_now(id);
		Ok(task.worker_count())
	}

	/// Opens a task again that nobody revealed in time. Gives the task.
	pub(crate) fn reopen_of(id: TaskId, mut task: Task<T>) -> Result<Task<T>, DispatchError> {
		let failed = task.consensus.take().ok_or(Error::<T>::TaskNotRevealing)?;
		for worker in &mut task.workers {
			if let Some(contribution) =
				worker.contribution.as_mut().filter(|c| c.result_hash == failed)
			{
				contribution.status = ContributionStatus::Rejected;
			}
		}
		task.status = TaskStatus::Active;
		task.reveal_deadline = None;
		let deal = T::Deals::deal(deal_and_index(id).0).ok_or(Error::<T>::DealUnknown)?;
		if deal.terms.is_some() {
			// They could not contribute while others were to reveal, and miss nothing for that.
			let (now, last) = (Self::now(), deal.final_deadline());
			let end = Some(Self::assignment_end(&deal, now)).filter(|end| *end > now);
			for worker in task.workers.iter_mut().filter(|worker| worker.is_waiting()) {
				if let Some(assignment) = &mut worker.assignment {
					// Nor is a report late that they could not bring.
					assignment.since = now;
					assignment.until = assignment.until.max(end.unwrap_or(last));
				}
			}
		}
		Tasks::<T>::insert(id, &task);
		Self::deposit_event(Event::TaskReopened { task: id });
		Ok(task)
	}

	/// PROTOCOL 5, finalize. Gives the number of workers.
	pub(crate) fn do_finalize(
		who: &T::AccountId,
		id: TaskId,
		results: ResultsLink<T>,
		opening: Option<Opening<T>>,
	) -> Result<u32, DispatchError> {
		let mut round = Round::<T>::open();
		let now = round.now;
		let task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		let deal = round.deal_of(id)?;
		ensure!(task.status == TaskStatus::Revealing, Error::<T>::TaskNotRevealing);
		ensure!(now < deal.final_deadline(), Error::<T>::FinalDeadlinePassed);
		ensure!(task.is_revealed_enough(now), Error::<T>::RevealsMissing);
		Self::ensure_may_conclude(who, &deal, round.settings)?;
		Self::ensure_may_link(who, &deal, &results)?;
		let workers = task.worker_count();
		Self::finalize_of(&mut round, id, task, &deal, results, opening)?;
		round.close();
		Ok(workers)
	}

	/// Completes a task whose reveals suffice, and pays everybody. Without an opening the one that
	/// came with a reveal serves, and always by the market's rules. A refusal changes nothing. Gives
	/// the number of workers, all of whom are freed.
	pub(crate) fn finalize_of(
		round: &mut Round<T>,
		id: TaskId,
		mut task: Task<T>,
		deal: &DealOf<T>,
		results: ResultsLink<T>,
		opening: Option<Opening<T>>,
	) -> Result<u32, DispatchError> {
		let digest = task.digest.ok_or(Error::<T>::RevealsMissing)?;
		if deal.terms.is_none() && (opening.is_some() || task.callback_data.is_none()) {
			task.callback_data = Self::open(&task, deal, digest, opening)?;
		}
		task.results = results;
		Self::settle_completed(round, id, &task, deal)?;
		let workers = task.worker_count();
		Self::complete(round, id, task, deal, digest);
		Ok(workers)
	}

	/// The end of a finalization: the task is Completed, and the callback is told.
	pub(super) fn complete(
		round: &mut Round<T>,
		id: TaskId,
		mut task: Task<T>,
		deal: &DealOf<T>,
		digest: H256,
	) {
		task.status = TaskStatus::Completed;
		round.end(id, &mut task, deal);
		let deal_id = deal_and_index(id).0;
		if deal.terms.is_some() && round.progress(deal_id).completed == 1 {
			// The first one: reports hold the deal back no longer.
			Self::note_completed(deal_id, deal, round.now);
			Self::wake_deal(deal_id);
		}
		let (results, failure) = (task.results.clone(), task.failure);
		Self::deposit_event(Event::TaskFinalized { task: id, digest, results, failure });
		if let (Some(target), Some(data)) = (&deal.callback, &task.callback_data) {
			round.callbacks.push((target.clone(), id, data.clone()));
		}
		Tasks::<T>::insert(id, task);
	}

	/// PROTOCOL 5, claim. Gives the number of workers.
	pub(crate) fn do_claim(round: &mut Round<T>, id: TaskId) -> Result<u32, DispatchError> {
		let task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		ensure!(task.is_live(), Error::<T>::TaskEnded);
		let deal = round.deal(deal_and_index(id).0)?;
		let (time, _) = Self::giving_up(&task, &deal);
		ensure!(round.now >= time, Error::<T>::FinalDeadlineNotReached);
		Self::claim_of(round, id, task, &deal)
	}

	/// Gives a task up, and pays everybody back. A refusal changes nothing. Gives the number of
	/// workers.
	pub(crate) fn claim_of(
		round: &mut Round<T>,
		id: TaskId,
		mut task: Task<T>,
		deal: &DealOf<T>,
	) -> Result<u32, DispatchError> {
		let deal_id = deal_and_index(id).0;
		let status = match Self::giving_up(&task, deal).1 {
			// Without a consensus its end is that of the deal's other tasks, whoever had it.
			TaskStatus::Failed
				if deal.terms.is_some()
					&& task.status == TaskStatus::Active
					&& Self::is_unavailable(deal_id, deal) =>
			{
				TaskStatus::Unavailable
			},
			status => status,
		};
		match deal.terms {
			Some(_) => Self::settle_given_up(round, id, &task, deal, status)?,
			None => Self::settle_failed(round, id, &task, deal)?,
		}
		if status == TaskStatus::TimedOut {
			Self::note_timed_out(deal_id);
		}
		task.status = status;
		round.end(id, &mut task, deal);
		let workers = task.worker_count();
		Tasks::<T>::insert(id, task);
		Self::deposit_event(Event::TaskClaimed { task: id, status });
		Ok(workers)
	}

	/// [`Self::do_claim`] for several: all of them or none.
	pub(crate) fn do_initialize_and_claim(
		round: &mut Round<T>,
		deal: DealId,
		index: u64,
	) -> DispatchResult {
		let task = Self::initialize_of(round, deal, index)?;
		Self::do_claim(round, task).map(drop)
	}
}
