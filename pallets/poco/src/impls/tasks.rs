// SPDX-License-Identifier: Apache-2.0

//! The life of a task (PROTOCOL 5): every `do_*` is one step of it, for signed calls, batches and
//! the chain itself alike.

use super::consensus;
use crate::{
	types::*, Automation, Config, Contributions, EngineVersion, Error, Event, Failures, Groups,
	Pallet, Progress, Score, Tasks, TeeBroker,
};
use bourse_primitives::{
	protocol::reveal_time,
	signing,
	traits::{Assignments, Deals, Ledger},
	Deal, DealId, FailureCode, Tag, TaskId, TaskStatus,
};
use codec::Encode;
use frame_support::{dispatch::DispatchResult, ensure, storage::with_storage_layer};
use sp_core::{H256, U256};
use sp_runtime::DispatchError;

/// An [`EnclaveProof`] of the runtime.
pub(crate) type EnclaveProofOf<T> =
	EnclaveProof<<T as frame_system::Config>::AccountId, <T as Config>::Signature>;
/// An [`Authorization`] of the runtime.
pub(crate) type AuthorizationOf<T> = Authorization<<T as Config>::Signature>;

impl<T: Config> Pallet<T> {
	/// PROTOCOL 5, initialize. Also puts the task on the agenda.
	pub(crate) fn do_initialize(deal_id: DealId, index: u64) -> Result<TaskId, DispatchError> {
		let deal = T::Deals::deal(deal_id).ok_or(Error::<T>::DealUnknown)?;
		Self::initialize_of(deal_id, &deal, index)
	}

	/// [`Self::do_initialize`] when the deal is at hand.
	pub(crate) fn initialize_of(
		deal_id: DealId,
		deal: &Deal<T::AccountId>,
		index: u64,
	) -> Result<TaskId, DispatchError> {
		ensure!(deal.has_task(index), Error::<T>::IndexOutOfDeal);
		let id = bourse_primitives::task_id(deal_id, index);
		ensure!(!Tasks::<T>::contains_key(id), Error::<T>::AlreadyInitialized);
		// Tasks are forgotten only after all of the deal's have ended: a forgotten task can't
		// come back.
		let progress = Progress::<T>::get(deal_id);
		ensure!(progress.ended < deal.bot_size, Error::<T>::DealEnded);

		let mut task = Task {
			deal: deal_id,
			index,
			status: TaskStatus::Active,
			consensus: None,
			digest: None,
			contribution_deadline: deal.contribution_deadline(),
			reveal_deadline: None,
			final_deadline: deal.final_deadline(),
			reveal_counter: 0,
			winner_counter: 0,
			consensus_total: U256::one(),
			contributors: Default::default(),
			results: Default::default(),
			callback_data: None,
			ended_at: None,
			wake: None,
			engine: EngineVersion::<T>::get(),
		};
		Self::wake_now(id, &mut task);
		Tasks::<T>::insert(id, task);
		Self::deposit_event(Event::TaskInitialized {
			task: id,
			deal: deal_id,
			index,
			workerpool: deal.workerpool.id,
		});
		Ok(id)
	}

	/// The conditions on a worker that contribute and contribute-and-finalize share
	/// (PROTOCOL 5, contribute): an enclave where one is demanded, the authorization, and the
	/// enclave's signature.
	fn ensure_may_contribute(
		worker: &T::AccountId,
		id: TaskId,
		result_hash: H256,
		seal: H256,
		deal: &Deal<T::AccountId>,
		enclave: Option<&EnclaveProofOf<T>>,
		authorization: &AuthorizationOf<T>,
	) -> DispatchResult {
		ensure!(enclave.is_some() || !deal.tag.contains(Tag::TEE), Error::<T>::EnclaveMissing);
		let broker = enclave.and_then(|_| TeeBroker::<T>::get());
		match authorization {
			Authorization::Assigned => {
				// A broker, where one is set, decides about enclaves: the chain can't.
				ensure!(broker.is_none(), Error::<T>::BrokerSignatureNeeded);
				ensure!(T::Assignments::is_assigned(id, worker), Error::<T>::NotAssigned);
			},
			Authorization::Signed(signature) => {
				let signature = signature.as_ref().ok_or(Error::<T>::SignatureMissing)?;
				let authority = broker.as_ref().unwrap_or(&deal.workerpool.owner);
				let hash = Self::authorization_hash(worker, id, enclave.map(|e| &e.enclave));
				ensure!(signing::verify(signature, &hash, authority), Error::<T>::NotAuthorized);
			},
		}
		if let Some(EnclaveProof { enclave, signature }) = enclave {
			let signature = signature.as_ref().ok_or(Error::<T>::SignatureMissing)?;
			let hash = Self::enclave_hash(result_hash, seal);
			ensure!(signing::verify(signature, &hash, enclave), Error::<T>::EnclaveSignatureWrong);
		}
		Ok(())
	}

	/// What the scheduler, or the TEE broker, signs to let a worker contribute:
	/// `blake2_256(SCALE(b"bourse authorization", worker, task, enclave or none))`.
	pub fn authorization_hash(
		worker: &T::AccountId,
		task: TaskId,
		enclave: Option<&T::AccountId>,
	) -> H256 {
		sp_crypto_hashing::blake2_256(&(b"bourse authorization", worker, task, enclave).encode())
			.into()
	}

	/// What an enclave signs: `blake2_256(SCALE(b"bourse enclave", result hash, seal))`.
	pub fn enclave_hash(result_hash: H256, seal: H256) -> H256 {
		sp_crypto_hashing::blake2_256(&(b"bourse enclave", result_hash, seal).encode()).into()
	}

	/// PROTOCOL 5, contribute.
	pub(crate) fn do_contribute(
		worker: T::AccountId,
		id: TaskId,
		result_hash: H256,
		seal: H256,
		enclave: Option<EnclaveProofOf<T>>,
		authorization: AuthorizationOf<T>,
	) -> DispatchResult {
		let now = Self::now();
		let mut task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		ensure!(task.status == TaskStatus::Active, Error::<T>::TaskNotActive);
		ensure!(now < task.contribution_deadline, Error::<T>::ContributionDeadlinePassed);
		ensure!(!Contributions::<T>::contains_key(id, &worker), Error::<T>::AlreadyContributed);
		let deal = Self::deal_of(&task)?;
		Self::ensure_may_contribute(
			&worker,
			id,
			result_hash,
			seal,
			&deal,
			enclave.as_ref(),
			&authorization,
		)?;
		let stake_account = T::Assignments::stake_account(&worker);
		T::Ledger::lock(&stake_account, deal.worker_stake)?;

		let weight = consensus::weight(Score::<T>::get(&worker));
		let (group, total) =
			consensus::add(Groups::<T>::get(id, result_hash), task.consensus_total, weight)
				.ok_or(Error::<T>::WeightOverflow)?;
		let reached = consensus::is_reached(group.weight, total, deal.trust)
			.ok_or(Error::<T>::WeightOverflow)?;
		Groups::<T>::insert(id, result_hash, group);
		Contributions::<T>::insert(
			id,
			&worker,
			Contribution {
				status: ContributionStatus::Contributed,
				result_hash,
				seal,
				log_weight: consensus::log_weight(weight),
				enclave: enclave.map(|proof| proof.enclave),
				stake_account,
				encrypted: None,
			},
		);
		T::Assignments::sign_of_life(&worker, true);
		task.consensus_total = total;
		task.contributors.try_push(worker.clone()).map_err(|_| Error::<T>::TooManyContributors)?;
		Self::deposit_event(Event::TaskContributed { task: id, worker, result_hash });

		if reached {
			task.status = TaskStatus::Revealing;
			task.consensus = Some(result_hash);
			let deadline = now.saturating_add(reveal_time(deal.work_clock_time_ref));
			task.reveal_deadline = Some(deadline);
			task.winner_counter = group.standing;
			let wake = deadline.min(task.final_deadline);
			Self::wake_at(id, &mut task, wake);
			Self::deposit_event(Event::ConsensusReached { task: id, result_hash });
		} else if total.saturating_sub(U256::one()) != group.weight {
			// Somebody disagrees: more workers may be needed than were asked for.
			Self::wake_now(id, &mut task);
		}
		Tasks::<T>::insert(id, task);
		Ok(())
	}

	/// The callback data that a finalization hands on (PROTOCOL 5 and 8.2): demanded with a
	/// callback, and checked whenever it is given.
	fn open(
		task: &Task<T>,
		deal: &Deal<T::AccountId>,
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

	/// PROTOCOL 5, reveal. An opening, where the deal has a callback, is kept for the
	/// finalization; the hash of an encrypted result for those who look for it.
	pub(crate) fn do_reveal(
		worker: T::AccountId,
		id: TaskId,
		digest: H256,
		opening: Option<Opening<T>>,
		encrypted: Option<H256>,
	) -> DispatchResult {
		let mut task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		let mut contribution = Self::ensure_may_reveal(&worker, id, &task, digest)?;
		if opening.is_some() {
			let deal = Self::deal_of(&task)?;
			let data = Self::open(&task, &deal, digest, opening)?;
			if deal.callback.is_some() {
				task.callback_data = data;
			}
		}
		contribution.status = ContributionStatus::Proved;
		contribution.encrypted = encrypted;
		Contributions::<T>::insert(id, &worker, contribution);
		T::Assignments::sign_of_life(&worker, true);
		task.reveal_counter = task.reveal_counter.saturating_add(1);
		task.digest = Some(digest);
		if task.reveal_counter >= task.winner_counter {
			Self::wake_now(id, &mut task);
		}
		Tasks::<T>::insert(id, task);
		Self::deposit_event(Event::TaskRevealed { task: id, worker, digest });
		Ok(())
	}

	/// Every condition of a reveal but that on the opening. Gives the contribution.
	pub(crate) fn ensure_may_reveal(
		worker: &T::AccountId,
		id: TaskId,
		task: &Task<T>,
		digest: H256,
	) -> Result<Contribution<T::AccountId>, Error<T>> {
		ensure!(task.status == TaskStatus::Revealing, Error::<T>::TaskNotRevealing);
		ensure!(!task.is_reveal_over(Self::now()), Error::<T>::RevealDeadlinePassed);
		let contribution = Contributions::<T>::get(id, worker).ok_or(Error::<T>::NotContributor)?;
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
		Ok(contribution)
	}

	/// `finalize` and `reopen`: the scheduler, anybody where that is allowed, or the chain
	/// (`None`).
	fn ensure_may_conclude(
		who: Option<&T::AccountId>,
		deal: &Deal<T::AccountId>,
	) -> Result<(), Error<T>> {
		let allowed = match who {
			None => true,
			Some(who) => *who == deal.workerpool.owner || Automation::<T>::get().open_to_anybody,
		};
		ensure!(allowed, Error::<T>::NotScheduler);
		Ok(())
	}

	/// PROTOCOL 5, reopen, by an account or by the chain. Gives the number of contributors.
	pub(crate) fn do_reopen(who: Option<&T::AccountId>, id: TaskId) -> Result<u32, DispatchError> {
		let now = Self::now();
		let mut task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		let failed = task
			.consensus
			.filter(|_| task.status == TaskStatus::Revealing)
			.ok_or(Error::<T>::TaskNotRevealing)?;
		ensure!(now < task.final_deadline, Error::<T>::FinalDeadlinePassed);
		ensure!(task.is_reveal_over(now), Error::<T>::RevealDeadlineNotReached);
		ensure!(task.reveal_counter == 0, Error::<T>::AlreadyRevealed);
		Self::ensure_may_conclude(who, &Self::deal_of(&task)?)?;

		for worker in &task.contributors {
			Contributions::<T>::mutate(id, worker, |contribution| {
				if let Some(contribution) =
					contribution.as_mut().filter(|c| c.result_hash == failed)
				{
					contribution.status = ContributionStatus::Rejected;
				}
			});
		}
		let group = Groups::<T>::take(id, failed);
		// The group is part of the total.
		task.consensus_total = task.consensus_total.saturating_sub(group.weight);
		task.status = TaskStatus::Active;
		task.consensus = None;
		task.reveal_deadline = None;
		task.winner_counter = 0;
		Self::wake_now(id, &mut task);
		let contributors = task.contributor_count();
		Tasks::<T>::insert(id, task);
		Self::deposit_event(Event::TaskReopened { task: id });
		Ok(contributors)
	}

	/// PROTOCOL 5, finalize, by an account or by the chain. Without an opening the one that came
	/// with a reveal serves. Gives the number of contributors.
	pub(crate) fn do_finalize(
		who: Option<&T::AccountId>,
		id: TaskId,
		results: ResultsLink<T>,
		opening: Option<Opening<T>>,
	) -> Result<u32, DispatchError> {
		let now = Self::now();
		let mut task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		ensure!(task.status == TaskStatus::Revealing, Error::<T>::TaskNotRevealing);
		ensure!(now < task.final_deadline, Error::<T>::FinalDeadlinePassed);
		ensure!(task.is_revealed_enough(now), Error::<T>::RevealsMissing);
		let digest = task.digest.ok_or(Error::<T>::RevealsMissing)?;
		let deal = Self::deal_of(&task)?;
		Self::ensure_may_conclude(who, &deal)?;
		if opening.is_some() || task.callback_data.is_none() {
			task.callback_data = Self::open(&task, &deal, digest, opening)?;
		}
		task.results = results;
		Self::settle_completed(id, &task, &deal)?;
		let contributors = task.contributor_count();
		Self::complete(id, task, &deal, digest)?;
		Ok(contributors)
	}

	/// The end of a finalization: the task is Completed, and the callback is told.
	fn complete(
		id: TaskId,
		mut task: Task<T>,
		deal: &Deal<T::AccountId>,
		digest: H256,
	) -> DispatchResult {
		task.status = TaskStatus::Completed;
		Self::end(id, &mut task, deal);
		Self::deposit_event(Event::TaskFinalized {
			task: id,
			digest,
			results: task.results.clone(),
		});
		let data = task.callback_data.clone();
		Tasks::<T>::insert(id, task);
		if let (Some(target), Some(data)) = (deal.callback.as_ref(), data) {
			let told = with_storage_layer(|| T::OnResult::on_result(target, id, &data));
			let target = target.clone();
			// A failing callback changes nothing: the task stays completed.
			Self::deposit_event(match told {
				Ok(()) => Event::CallbackDelivered { target, task: id, data },
				Err(error) => Event::CallbackFailed { target, task: id, error },
			});
		}
		Ok(())
	}

	/// What both ends of a task have in common: the workers are free, the deal has one more task
	/// that ended, and the agenda forgets the task in time.
	fn end(id: TaskId, task: &mut Task<T>, deal: &Deal<T::AccountId>) {
		let now = Self::now();
		task.ended_at = Some(now);
		Progress::<T>::mutate(task.deal, |progress| {
			// At most the number of tasks, each ends once.
			progress.ended = progress.ended.saturating_add(1).min(deal.bot_size);
		});
		T::Assignments::release(id);
		let forget_time = Self::forget_time(task, now);
		Self::wake_at(id, task, forget_time);
	}

	/// PROTOCOL 5, claim. Gives the number of contributors.
	pub(crate) fn do_claim(id: TaskId) -> Result<u32, DispatchError> {
		let mut task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		ensure!(task.is_live(), Error::<T>::TaskEnded);
		ensure!(Self::now() >= task.final_deadline, Error::<T>::FinalDeadlineNotReached);
		let deal = Self::deal_of(&task)?;
		Self::settle_failed(id, &task, &deal)?;
		task.status = TaskStatus::Failed;
		Self::end(id, &mut task, &deal);
		let contributors = task.contributor_count();
		Tasks::<T>::insert(id, task);
		Self::deposit_event(Event::TaskClaimed { task: id });
		Ok(contributors)
	}

	/// PROTOCOL 5, contribute and finalize.
	pub(crate) fn do_contribute_and_finalize(
		worker: T::AccountId,
		id: TaskId,
		digest: H256,
		results: ResultsLink<T>,
		opening: Option<Opening<T>>,
		enclave: Option<EnclaveProofOf<T>>,
		authorization: AuthorizationOf<T>,
	) -> DispatchResult {
		let now = Self::now();
		let mut task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		ensure!(task.status == TaskStatus::Active, Error::<T>::TaskNotActive);
		ensure!(now < task.contribution_deadline, Error::<T>::ContributionDeadlinePassed);
		ensure!(task.contributors.is_empty(), Error::<T>::AlreadyContributed);
		let deal = Self::deal_of(&task)?;
		ensure!(deal.trust == U256::one(), Error::<T>::TrustTooHigh);
		task.callback_data = Self::open(&task, &deal, digest, opening)?;
		let result_hash = bourse_primitives::result_hash(id, digest);
		let seal = bourse_primitives::seal(&worker, id, digest);
		Self::ensure_may_contribute(
			&worker,
			id,
			result_hash,
			seal,
			&deal,
			enclave.as_ref(),
			&authorization,
		)?;

		let stake_account = T::Assignments::stake_account(&worker);
		Self::settle_at_once(id, &stake_account, &deal)?;
		Contributions::<T>::insert(
			id,
			&worker,
			Contribution {
				status: ContributionStatus::Proved,
				result_hash,
				seal,
				log_weight: 0,
				enclave: enclave.map(|proof| proof.enclave),
				stake_account,
				encrypted: None,
			},
		);
		T::Assignments::sign_of_life(&worker, true);
		task.contributors.try_push(worker.clone()).map_err(|_| Error::<T>::TooManyContributors)?;
		task.consensus = Some(result_hash);
		task.digest = Some(digest);
		task.reveal_deadline = Some(now.saturating_add(reveal_time(deal.work_clock_time_ref)));
		task.reveal_counter = 1;
		task.winner_counter = 1;
		task.results = results;
		Self::deposit_event(Event::TaskContributed {
			task: id,
			worker: worker.clone(),
			result_hash,
		});
		Self::deposit_event(Event::ConsensusReached { task: id, result_hash });
		Self::deposit_event(Event::TaskRevealed { task: id, worker, digest });
		Self::complete(id, task, &deal, digest)
	}

	/// PROTOCOL 8.6: a worker that can't compute says why, and is free.
	pub(crate) fn do_report_failure(
		worker: T::AccountId,
		id: TaskId,
		code: FailureCode,
		log: H256,
	) -> DispatchResult {
		let mut task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		Self::ensure_may_report(&worker, id, &task)?;
		Failures::<T>::mutate(id, |failures| {
			// A full record stays as it is: the event tells of the others.
			let _ = failures.try_push((worker.clone(), code, log));
		});
		T::Assignments::withdraw(id, &worker);
		T::Assignments::sign_of_life(&worker, false);
		Self::wake_now(id, &mut task);
		Tasks::<T>::insert(id, task);
		Self::deposit_event(Event::FailureReported { task: id, worker, code, log });
		Ok(())
	}

	/// The conditions of a failure report.
	pub(crate) fn ensure_may_report(
		worker: &T::AccountId,
		id: TaskId,
		task: &Task<T>,
	) -> Result<(), Error<T>> {
		ensure!(task.status == TaskStatus::Active, Error::<T>::TaskNotActive);
		ensure!(T::Assignments::is_assigned(id, worker), Error::<T>::NotAssigned);
		ensure!(!Contributions::<T>::contains_key(id, worker), Error::<T>::AlreadyContributed);
		Ok(())
	}
}
