// SPDX-License-Identifier: Apache-2.0

//! Batches that workers' nodes submit without an account's signature: under the hot key's one,
//! checked when the transaction pool and the block take them in (DESIGN decision 5).

use crate::{types::*, Config, Contributions, Error, Event, Pallet, Tasks};
use alloc::{collections::BTreeSet, vec::Vec};
use bourse_primitives::{
	crypto::PocoSignature,
	traits::{Assignments, Ledger},
	Seconds, Tag, TaskId, TaskStatus,
};
use codec::Encode;
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	pallet_prelude::{
		InvalidTransaction, TransactionPriority, TransactionSource, TransactionValidityWithRefund,
		ValidTransaction,
	},
	storage::with_storage_layer,
	weights::Weight,
};
use sp_application_crypto::RuntimeAppPublic;
use sp_core::H256;

/// Most blocks that a batch stays in the transaction pool: a stuck one is out of the way soon, even
/// where a retry can't replace it because it joins the tasks of several.
const LONGEVITY: u64 = 8;
/// Priority of attempt 0. Each further attempt has one more, so that it replaces its stuck twin.
const PRIORITY: TransactionPriority = 1 << 40;

/// What a batch does; part of what its transaction provides.
#[derive(Encode, Clone, Copy)]
enum Phase {
	Contribute,
	Reveal,
	Failure,
	Answer,
}

/// A batch as the three authorizations see it.
struct Batch<'a, AccountId> {
	phase: Phase,
	worker: &'a AccountId,
	attempt: u16,
	tasks: Vec<TaskId>,
	signature: &'a PocoSignature,
}

/// The item with that place.
fn item<Item>(items: &[Item], place: usize) -> Result<&Item, InvalidTransaction> {
	items.get(place).ok_or(InvalidTransaction::Call)
}

impl<T: Config> Pallet<T> {
	/// A contribution of a batch would be accepted now: the conditions of PROTOCOL 5 but the
	/// stake, with the chain's assignment as authorization. Gives the contribution deadline.
	pub(crate) fn check_contribution(
		worker: &T::AccountId,
		id: TaskId,
	) -> Result<Seconds, InvalidTransaction> {
		let task = Tasks::<T>::get(id).ok_or(InvalidTransaction::Stale)?;
		ensure!(task.status == TaskStatus::Active, InvalidTransaction::Stale);
		ensure!(Self::now() < task.contribution_deadline, InvalidTransaction::Stale);
		ensure!(T::Assignments::is_assigned(id, worker), InvalidTransaction::BadSigner);
		ensure!(!Contributions::<T>::contains_key(id, worker), InvalidTransaction::Stale);
		Ok(task.contribution_deadline)
	}

	/// A reveal of a batch would be accepted now. Gives the reveal deadline.
	fn check_reveal(
		worker: &T::AccountId,
		item: &RevealItem<T>,
	) -> Result<Seconds, InvalidTransaction> {
		let task = Tasks::<T>::get(item.task).ok_or(InvalidTransaction::Stale)?;
		Self::ensure_may_reveal(worker, item.task, &task, item.digest).map_err(
			|error| match error {
				Error::DigestMismatch | Error::SealMismatch => InvalidTransaction::Call,
				_ => InvalidTransaction::Stale,
			},
		)?;
		if let Some(opening) = item.opening.clone() {
			let deal = Self::deal_of(&task).map_err(|_| InvalidTransaction::Stale)?;
			let fits = deal.callback.is_some() && opening.open(item.digest, task.engine).is_some();
			ensure!(fits, InvalidTransaction::Call);
		}
		Ok(task.reveal_deadline.unwrap_or_default())
	}

	/// A failure report of a batch would be accepted now. Gives the contribution deadline.
	fn check_failure(worker: &T::AccountId, id: TaskId) -> Result<Seconds, InvalidTransaction> {
		let task = Tasks::<T>::get(id).ok_or(InvalidTransaction::Stale)?;
		Self::ensure_may_report(worker, id, &task).map_err(|_| InvalidTransaction::Stale)?;
		Ok(task.contribution_deadline)
	}

	/// The worker's stake account can lock the stakes of all contributions of a batch, and none of the deals
	/// demands an enclave, which a batch can't name.
	fn check_means(worker: &T::AccountId, ids: &[TaskId]) -> Result<(), InvalidTransaction> {
		let mut stakes: u128 = 0;
		for id in ids {
			let task = Tasks::<T>::get(id).ok_or(InvalidTransaction::Stale)?;
			let deal = Self::deal_of(&task).map_err(|_| InvalidTransaction::Stale)?;
			ensure!(!deal.tag.contains(Tag::TEE), InvalidTransaction::Call);
			stakes = stakes.saturating_add(deal.worker_stake);
		}
		let free = T::Ledger::stake(&T::Assignments::stake_account(worker));
		ensure!(free >= stakes, InvalidTransaction::Payment);
		Ok(())
	}

	/// What the three authorizations share. `check` gives the deadline of the
	/// item with that place or says why it would be refused.
	///
	/// The pool takes a batch in only when every item would be accepted. In a block one suffices:
	/// the others may have been overtaken, and are skipped.
	fn authorize_batch(
		source: TransactionSource,
		batch: Batch<T::AccountId>,
		check: impl Fn(usize) -> Result<Seconds, InvalidTransaction>,
		hash: impl FnOnce() -> H256,
	) -> TransactionValidityWithRefund {
		let Batch { phase, worker, attempt, tasks, signature } = batch;
		let key = T::Assignments::hot_key(worker).ok_or(InvalidTransaction::BadSigner)?;
		let ids: BTreeSet<TaskId> = tasks.iter().copied().collect();
		ensure!(!ids.is_empty() && ids.len() == tasks.len(), InvalidTransaction::Call);

		let strict = source != TransactionSource::InBlock;
		let mut deadline: Option<Seconds> = None;
		let mut refused = InvalidTransaction::Stale;
		for place in 0..tasks.len() {
			match check(place) {
				Ok(before) => {
					deadline = Some(deadline.map_or(before, |deadline| deadline.min(before)))
				},
				Err(error) if strict => return Err(error.into()),
				Err(error) => refused = error,
			}
		}
		let deadline = deadline.ok_or(refused)?;
		if matches!(phase, Phase::Contribute) && strict {
			Self::check_means(worker, &tasks)?;
		}
		if !key.verify(&hash(), signature) {
			return Err(InvalidTransaction::BadProof.into());
		}

		let left = deadline.saturating_sub(Self::now());
		let provides = ids.iter().map(|id| (b"poco", phase, worker, id).encode()).collect();
		let validity = ValidTransaction {
			priority: PRIORITY.saturating_add(attempt.into()),
			requires: Vec::new(),
			provides,
			// No block is shorter than a second.
			longevity: left.clamp(1, LONGEVITY),
			propagate: true,
		};
		Ok((validity, Weight::zero()))
	}

	pub(crate) fn authorize_contribute_batch(
		source: TransactionSource,
		payload: &ContributePayload<T>,
		signature: &PocoSignature,
	) -> TransactionValidityWithRefund {
		let worker = &payload.worker;
		Self::authorize_batch(
			source,
			Batch {
				phase: Phase::Contribute,
				worker,
				attempt: payload.attempt,
				tasks: payload.items.iter().map(|item| item.task).collect(),
				signature,
			},
			|place| Self::check_contribution(worker, item(&payload.items, place)?.task),
			|| payload.hash(),
		)
	}

	pub(crate) fn authorize_reveal_batch(
		source: TransactionSource,
		payload: &RevealPayload<T>,
		signature: &PocoSignature,
	) -> TransactionValidityWithRefund {
		let worker = &payload.worker;
		Self::authorize_batch(
			source,
			Batch {
				phase: Phase::Reveal,
				worker,
				attempt: payload.attempt,
				tasks: payload.items.iter().map(|item| item.task).collect(),
				signature,
			},
			|place| Self::check_reveal(worker, item(&payload.items, place)?),
			|| payload.hash(),
		)
	}

	pub(crate) fn authorize_report_failure_batch(
		source: TransactionSource,
		payload: &FailurePayload<T>,
		signature: &PocoSignature,
	) -> TransactionValidityWithRefund {
		let worker = &payload.worker;
		Self::authorize_batch(
			source,
			Batch {
				phase: Phase::Failure,
				worker,
				attempt: payload.attempt,
				tasks: payload.items.iter().map(|item| item.task).collect(),
				signature,
			},
			|place| Self::check_failure(worker, item(&payload.items, place)?.task),
			|| payload.hash(),
		)
	}

	/// An answer is checked by the challenge on chain first, then by the signature, and its bytes
	/// last, as they are what costs.
	pub(crate) fn authorize_answer(
		_: TransactionSource,
		payload: &AnswerPayload<T>,
		signature: &PocoSignature,
	) -> TransactionValidityWithRefund {
		let AnswerPayload { worker, task, until, attempt, path } = payload;
		let challenge =
			Self::open_challenge(*task, worker).map_err(|_| InvalidTransaction::Stale)?;
		ensure!(challenge.until == *until, InvalidTransaction::Stale);
		let key = T::Assignments::hot_key(worker).ok_or(InvalidTransaction::BadSigner)?;
		ensure!(key.verify(&payload.hash(), signature), InvalidTransaction::BadProof);
		Self::shown_by(&challenge, path).map_err(|_| InvalidTransaction::Call)?;

		let validity = ValidTransaction {
			priority: PRIORITY.saturating_add((*attempt).into()),
			requires: Vec::new(),
			provides: alloc::vec![(b"poco", Phase::Answer, worker, task).encode()],
			longevity: until.saturating_sub(Self::now()).clamp(1, LONGEVITY),
			propagate: true,
		};
		Ok((validity, Weight::zero()))
	}

	/// Applies one item of a batch; one that meanwhile became invalid is skipped.
	pub(crate) fn apply_item(
		worker: &T::AccountId,
		task: TaskId,
		apply: impl FnOnce() -> DispatchResult,
	) {
		if let Err(error) = with_storage_layer(apply) {
			let worker = worker.clone();
			Self::deposit_event(Event::BatchItemSkipped { task, worker, error });
		}
	}
}
