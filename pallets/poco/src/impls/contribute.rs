// SPDX-License-Identifier: Apache-2.0

//! What workers say of a task: contributions (PROTOCOL 5) and failures (8.6).

use super::consensus;
use crate::{
	types::*, Config, Contributions, Error, Event, Failures, Groups, Pallet, Score, Tasks,
	TeeBroker,
};
use bourse_primitives::{
	api::FailureReport,
	protocol::reveal_time,
	signing,
	traits::{Assignments, Ledger},
	ContributionItem, Deal, Tag, TaskId, TaskStatus,
};
use codec::Encode;
use frame_support::{dispatch::DispatchResult, ensure};
use sp_core::{H256, U256};

/// An [`EnclaveProof`] of the runtime.
pub(crate) type EnclaveProofOf<T> =
	EnclaveProof<<T as frame_system::Config>::AccountId, <T as Config>::Signature>;
/// An [`Authorization`] of the runtime.
pub(crate) type AuthorizationOf<T> = Authorization<<T as Config>::Signature>;

/// A worker's word on a task, with what allows it.
pub(crate) struct Word<T: Config> {
	/// The worker.
	pub worker: T::AccountId,
	/// The task.
	pub task: TaskId,
	/// What contributions are compared by.
	pub result_hash: H256,
	/// Proof that the worker knew the digest.
	pub seal: H256,
	/// The enclave that computed, when one is named.
	pub enclave: Option<EnclaveProofOf<T>>,
	/// Who allows the worker to contribute.
	pub authorization: AuthorizationOf<T>,
}

impl<T: Config> Word<T> {
	/// The word that a batch brings: the chain assigned the task, and no enclave is named.
	pub fn assigned(worker: T::AccountId, item: ContributionItem) -> Self {
		let ContributionItem { task, result_hash, seal } = item;
		let authorization = Authorization::Assigned;
		Self { worker, task, result_hash, seal, enclave: None, authorization }
	}
}

/// A sole worker's word, and what completes the task at once.
pub(crate) struct LastWord<T: Config> {
	/// The worker.
	pub worker: T::AccountId,
	/// The task.
	pub task: TaskId,
	/// The digest of the result.
	pub digest: H256,
	/// A link to the result.
	pub results: ResultsLink<T>,
	/// The callback data, when the deal has a callback.
	pub opening: Option<Opening<T>>,
	/// The enclave that computed, when one is named.
	pub enclave: Option<EnclaveProofOf<T>>,
	/// Who allows the worker to contribute.
	pub authorization: AuthorizationOf<T>,
}

impl<T: Config> Pallet<T> {
	/// The conditions on a worker that contribute and contribute-and-finalize share
	/// (PROTOCOL 5, contribute): an enclave where one is demanded, the authorization, and the
	/// enclave's signature.
	fn ensure_may_contribute(word: &Word<T>, deal: &Deal<T::AccountId>) -> DispatchResult {
		let Word { worker, task: id, enclave, .. } = word;
		let enclave = enclave.as_ref();
		ensure!(enclave.is_some() || !deal.tag.contains(Tag::TEE), Error::<T>::EnclaveMissing);
		let broker = enclave.and_then(|_| TeeBroker::<T>::get());
		match &word.authorization {
			Authorization::Assigned => {
				// A broker, where one is set, decides about enclaves: the chain can't.
				ensure!(broker.is_none(), Error::<T>::BrokerSignatureNeeded);
				ensure!(T::Assignments::is_assigned(*id, worker), Error::<T>::NotAssigned);
			},
			Authorization::Signed(signature) => {
				let signature = signature.as_ref().ok_or(Error::<T>::SignatureMissing)?;
				let authority = broker.as_ref().unwrap_or(&deal.workerpool.owner);
				let hash = Self::authorization_hash(worker, *id, enclave.map(|e| &e.enclave));
				ensure!(signing::verify(signature, &hash, authority), Error::<T>::NotAuthorized);
			},
		}
		if let Some(EnclaveProof { enclave, signature }) = enclave {
			let signature = signature.as_ref().ok_or(Error::<T>::SignatureMissing)?;
			let hash = Self::enclave_hash(word.result_hash, word.seal);
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
	pub(crate) fn do_contribute(word: Word<T>) -> DispatchResult {
		let (id, result_hash) = (word.task, word.result_hash);
		let now = Self::now();
		let mut task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		ensure!(task.status == TaskStatus::Active, Error::<T>::TaskNotActive);
		ensure!(now < task.contribution_deadline, Error::<T>::ContributionDeadlinePassed);
		ensure!(
			!Contributions::<T>::contains_key(id, &word.worker),
			Error::<T>::AlreadyContributed
		);
		let deal = Self::deal_of(&task)?;
		Self::ensure_may_contribute(&word, &deal)?;
		let stake_account = T::Assignments::stake_account(&word.worker);
		T::Ledger::lock_or(&stake_account, deal.worker_stake, Error::<T>::InsufficientWorkerStake)?;

		let weight = consensus::weight(Score::<T>::get(&word.worker));
		let (group, total) =
			consensus::add(Groups::<T>::get(id, result_hash), task.consensus_total, weight)
				.ok_or(Error::<T>::WeightOverflow)?;
		let reached = consensus::is_reached(group.weight, total, deal.trust)
			.ok_or(Error::<T>::WeightOverflow)?;
		Groups::<T>::insert(id, result_hash, group);
		task.consensus_total = total;
		let status = ContributionStatus::Contributed;
		Self::record(word, &mut task, stake_account, status, consensus::log_weight(weight))?;

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

	/// Records a contribution, and that its worker is there. The caller stores the task.
	fn record(
		word: Word<T>,
		task: &mut Task<T>,
		stake_account: T::AccountId,
		status: ContributionStatus,
		log_weight: u32,
	) -> DispatchResult {
		let Word { worker, task: id, result_hash, seal, enclave, .. } = word;
		let enclave = enclave.map(|proof| proof.enclave);
		Contributions::<T>::insert(
			id,
			&worker,
			Contribution {
				status,
				result_hash,
				seal,
				log_weight,
				enclave,
				stake_account,
				encrypted: None,
			},
		);
		T::Assignments::sign_of_life(&worker, true);
		task.contributors.try_push(worker.clone()).map_err(|_| Error::<T>::TooManyContributors)?;
		Self::deposit_event(Event::TaskContributed { task: id, worker, result_hash });
		Ok(())
	}

	/// PROTOCOL 5, contribute and finalize.
	pub(crate) fn do_contribute_and_finalize(last: LastWord<T>) -> DispatchResult {
		let LastWord { worker, task: id, digest, results, opening, enclave, authorization } = last;
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
		let word =
			Word { worker: worker.clone(), task: id, result_hash, seal, enclave, authorization };
		Self::ensure_may_contribute(&word, &deal)?;

		let stake_account = T::Assignments::stake_account(&worker);
		Self::settle_at_once(id, &stake_account, &deal)?;
		Self::record(word, &mut task, stake_account, ContributionStatus::Proved, 0)?;
		task.consensus = Some(result_hash);
		task.digest = Some(digest);
		task.reveal_deadline = Some(now.saturating_add(reveal_time(deal.work_clock_time_ref)));
		task.reveal_counter = 1;
		task.winner_counter = 1;
		task.results = results;
		Self::deposit_event(Event::ConsensusReached { task: id, result_hash });
		Self::deposit_event(Event::TaskRevealed { task: id, worker, digest });
		Self::complete(id, task, &deal, digest)
	}

	/// PROTOCOL 8.6: a worker that can't compute says why, and is free.
	pub(crate) fn do_report_failure(worker: T::AccountId, item: FailureItem) -> DispatchResult {
		let FailureItem { task: id, code, log } = item;
		let mut task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		Self::ensure_may_report(&worker, id, &task)?;
		Failures::<T>::mutate(id, |failures| {
			// A full record stays as it is: the event tells of the others.
			let _ = failures.try_push(FailureReport { worker: worker.clone(), code, log });
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
