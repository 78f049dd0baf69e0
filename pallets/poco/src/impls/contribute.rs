// SPDX-License-Identifier: Apache-2.0

//! Contributions (PROTOCOL 5).

use super::round::{DealOf, Round};
use crate::{types::*, Config, Error, Event, Pallet, Tasks, TeeBroker};
use bourse_primitives::{
	protocol::reveal_time,
	signing,
	traits::{Assignments, Ledger},
	ContributionItem, Tag, TaskId, TaskStatus, Trust,
};
use codec::Encode;
use frame_support::{dispatch::DispatchResult, ensure};
use sp_core::H256;
use sp_runtime::DispatchError;

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
	/// enclave's signature. Where the chain assigns by the market's rules (PROTOCOL 9) its assignment
	/// is needed in any case, and no scheduler's signature counts.
	fn ensure_may_contribute(word: &Word<T>, task: &Task<T>, deal: &DealOf<T>) -> DispatchResult {
		let Word { worker, task: id, enclave, .. } = word;
		let enclave = enclave.as_ref();
		ensure!(enclave.is_some() || !deal.tag.contains(Tag::TEE), Error::<T>::EnclaveMissing);
		let broker = enclave.and_then(|_| TeeBroker::<T>::get());
		let drawn = deal.is_assigned_by_chain();
		let lacks_broker = drawn && broker.is_none() && deal.tag.contains(Tag::TEE);
		ensure!(!lacks_broker, Error::<T>::TeeBrokerMissing);
		let is_assigned = || task.worker(worker).is_some_and(TaskWorker::is_assigned);
		match &word.authorization {
			Authorization::Assigned => {
				// A broker, where one is set, decides about enclaves: the chain can't.
				ensure!(broker.is_none(), Error::<T>::BrokerSignatureNeeded);
				ensure!(is_assigned(), Error::<T>::NotAssigned);
			},
			Authorization::Signed(signature) => {
				let signature = signature.as_ref().ok_or(Error::<T>::SignatureMissing)?;
				let scheduler = Some(&deal.workerpool.owner).filter(|_| !drawn);
				let authority = broker.as_ref().or(scheduler).ok_or(Error::<T>::NotAuthorized)?;
				let hash = Self::authorization_hash(worker, *id, enclave.map(|e| &e.enclave));
				ensure!(signing::verify(signature, &hash, authority), Error::<T>::NotAuthorized);
				ensure!(!drawn || is_assigned(), Error::<T>::NotAssigned);
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

	/// PROTOCOL 5, contribute. Gives the number of the task's workers.
	pub(crate) fn do_contribute(round: &mut Round<T>, word: Word<T>) -> Result<u32, DispatchError> {
		let (id, result_hash, now) = (word.task, word.result_hash, round.now);
		let mut task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		let deal = Self::ensure_open(round, id, &task)?;
		ensure!(task.contribution(&word.worker).is_none(), Error::<T>::AlreadyContributed);
		Self::ensure_may_contribute(&word, &task, &deal)?;
		let (owner, is_backed) = Self::backing(round, &task, &word.worker, &deal)?;
		let locked = deal.worker_stake;
		let free = round.sheet.account(&owner).stake;
		ensure!(is_backed || free >= locked, Error::<T>::InsufficientWorkerStake);
		let weight = round.weight_of(&word.worker, &deal);
		let mut groups = task.groups();
		groups.add(result_hash, weight).ok_or(Error::<T>::WeightOverflow)?;
		let consensus =
			groups.is_reached(result_hash, deal.trust).ok_or(Error::<T>::WeightOverflow)?;
		let reveal_deadline = now.saturating_add(reveal_time(deal.work_clock_time_ref));
		// Then the task's page is on the agenda when the assignment ends, and that is in time.
		let in_time = |a: &Assignment| now < a.until && a.until <= reveal_deadline;
		let awaited = task.computing().any(|(at, a)| at.who == word.worker && in_time(a));
		let worker = word.worker.clone();
		let status = ContributionStatus::Contributed;
		Self::record(word, &mut task, &deal, owner.clone(), status, weight)?;
		if !is_backed {
			round.sheet.lock(&owner, locked).map_err(<T::Ledger as Ledger<_>>::error)?;
		}
		if deal.terms.is_some() {
			task.contributed_at.get_or_insert(now);
		}

		if consensus {
			task.status = TaskStatus::Revealing;
			task.consensus = Some(result_hash);
			task.reveal_deadline = Some(reveal_deadline);
			if !awaited {
				let wake = reveal_deadline.min(deal.final_deadline());
				Self::place(Due::Page(page_of(id)), wake);
			}
		} else if groups.iter().count() > 1 && (deal.terms.is_none() || deal.is_assigned_by_chain())
		{
			// Somebody disagrees: more workers may be needed than were asked for. Where the scheduler
			// assigns, nobody is looked for, and nobody would pay the look.
			Self::wake_now(id);
		}
		let workers = task.worker_count();
		Tasks::<T>::insert(id, task);
		let locked = Some(locked);
		Self::deposit_event(Event::TaskContributed {
			task: id,
			worker,
			result_hash,
			locked,
			consensus,
		});
		Ok(workers)
	}

	/// The account whose stake answers for a contribution, and whether that is locked already: by the
	/// market's rules the assignment has locked it, and an owner contributes once (PROTOCOL 9).
	pub(crate) fn backing(
		round: &mut Round<T>,
		task: &Task<T>,
		worker: &T::AccountId,
		deal: &DealOf<T>,
	) -> Result<(T::AccountId, bool), Error<T>> {
		if deal.terms.is_none() {
			return Ok((round.owner_of(worker), false));
		}
		let holds = task.worker(worker).filter(|record| record.holds_stake());
		let owner = holds.map_or_else(|| round.owner_of(worker), |record| record.owner().clone());
		let again = task.contributions().any(|(other, _)| *other.owner() == owner);
		ensure!(!again, Error::<T>::AlreadyContributed);
		Ok((owner, holds.is_some()))
	}

	/// A task takes contributions now. Gives its deal.
	fn ensure_open(
		round: &mut Round<T>,
		id: TaskId,
		task: &Task<T>,
	) -> Result<alloc::rc::Rc<DealOf<T>>, Error<T>> {
		ensure!(task.status == TaskStatus::Active, Error::<T>::TaskNotActive);
		let deal = round.deal_of(id)?;
		ensure!(round.now < deal.contribution_deadline(), Error::<T>::ContributionDeadlinePassed);
		Ok(deal)
	}

	/// Writes a contribution into the task's record, behind the earlier ones. The caller stores the
	/// task.
	fn record(
		word: Word<T>,
		task: &mut Task<T>,
		deal: &DealOf<T>,
		owner: T::AccountId,
		status: ContributionStatus,
		weight: u64,
	) -> Result<(), Error<T>> {
		let Word { worker: who, result_hash, seal, enclave, .. } = word;
		let enclave = enclave.map(|proof| proof.enclave);
		let key = deal.terms.as_ref().and_then(|_| T::Assignments::hot_key(&who));
		let contribution =
			Contribution { status, result_hash, seal, weight, enclave, encrypted: None, key };
		let behind = task.contributor_count() as usize;
		let known = task.workers.iter().position(|worker| worker.who == who);
		let known = known.map(|place| task.workers.remove(place));
		let (assignment, failure) = known.map_or((None, None), |w| (w.assignment, w.failure));
		let worker = TaskWorker {
			assignment,
			contribution: Some(contribution),
			failure,
			..TaskWorker::new(who, owner)
		};
		task.workers.try_insert(behind, worker).map_err(|_| Error::<T>::TooManyContributors)
	}

	/// PROTOCOL 5, contribute and finalize.
	pub(crate) fn do_contribute_and_finalize(last: LastWord<T>) -> DispatchResult {
		let LastWord { worker, task: id, digest, results, opening, enclave, authorization } = last;
		let mut round = Round::<T>::open();
		let mut task = Tasks::<T>::get(id).ok_or(Error::<T>::TaskUnknown)?;
		let deal = Self::ensure_open(&mut round, id, &task)?;
		ensure!(task.contributor_count() == 0, Error::<T>::AlreadyContributed);
		ensure!(deal.trust == Trust::one(), Error::<T>::TrustTooHigh);
		match deal.terms {
			Some(_) => {
				let Shown { failure, data } = Self::shown(&task, &deal, digest, opening)?;
				(task.failure, task.callback_data) = (failure, data);
				Self::ensure_may_link(&worker, &deal, &results)?;
			},
			None => task.callback_data = Self::open(&task, &deal, digest, opening)?,
		}
		let result_hash = bourse_primitives::result_hash(id, digest);
		let seal = bourse_primitives::seal(&worker, id, digest);
		let word =
			Word { worker: worker.clone(), task: id, result_hash, seal, enclave, authorization };
		Self::ensure_may_contribute(&word, &task, &deal)?;

		let (owner, is_backed) = Self::backing(&mut round, &task, &worker, &deal)?;
		Self::record(word, &mut task, &deal, owner.clone(), ContributionStatus::Proved, 0)?;
		task.consensus = Some(result_hash);
		task.digest = Some(digest);
		let deadline = round.now.saturating_add(reveal_time(deal.work_clock_time_ref));
		task.reveal_deadline = Some(deadline);
		task.results = results;
		match deal.terms {
			Some(_) => {
				if !is_backed {
					let short = |_| Error::<T>::InsufficientWorkerStake;
					round.sheet.lock(&owner, deal.worker_stake).map_err(short)?;
				}
				Self::settle_completed(&mut round, id, &task, &deal)?;
			},
			None => Self::settle_at_once(&mut round, id, &owner, &deal)?,
		}
		Self::deposit_event(Event::TaskContributed {
			task: id,
			worker: worker.clone(),
			result_hash,
			locked: None,
			consensus: true,
		});
		let revealed = Event::TaskRevealed { task: id, worker: worker.clone(), digest };
		Self::deposit_event(revealed);
		Self::complete(&mut round, id, task, &deal, digest);
		round.close();
		T::Assignments::sign_of_life(&worker, true);
		Ok(())
	}
}
