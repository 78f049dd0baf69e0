// SPDX-License-Identifier: Apache-2.0

//! Batches that workers' nodes submit without an account's signature: under the hot key's one,
//! checked when the transaction pool and the block take them in (DESIGN decision 5).

use super::contribute::Word;
use crate::{types::*, Call, Config, Contributions, Error, Event, Pallet, Tasks};
use alloc::collections::BTreeSet;
use bourse_primitives::{
	batch::{authorize, Standing},
	crypto::PocoSignature,
	traits::{Assignments, Ledger},
	ContributionItem, Seconds, Tag, TaskId, TaskStatus,
};
use codec::{Decode, Encode};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	pallet_prelude::{
		InvalidTransaction, TransactionPriority, TransactionSource, TransactionValidityWithRefund,
	},
	storage::with_storage_layer,
};

/// Priority of attempt 0. Each further attempt has one more, so that it replaces its stuck twin.
const PRIORITY: TransactionPriority = 1 << 40;

/// What a transaction of a worker's node does: part of what it provides, and of what the node
/// remembers of it.
#[derive(Encode, Decode, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Act {
	Contribute,
	Reveal,
	Failure,
	Answer,
}

/// An item of a batch, with what the batch is taken in and applied by.
pub(crate) trait WorkItem<T: Config>: BatchItem {
	/// What the item does.
	const ACT: Act;

	/// Whether the item would be accepted now. Gives the second from which on it is not.
	fn check(&self, worker: &T::AccountId) -> Result<Seconds, InvalidTransaction>;

	/// Whether the worker can afford all items of a batch.
	fn check_means(_worker: &T::AccountId, _items: &[Self]) -> Result<(), InvalidTransaction> {
		Ok(())
	}

	/// Does what the item says.
	fn apply(self, worker: T::AccountId) -> DispatchResult;

	/// The call that submits a batch.
	fn call(payload: BatchOf<T, Self>, signature: PocoSignature) -> Call<T>;
}

impl<T: Config> WorkItem<T> for ContributionItem {
	const ACT: Act = Act::Contribute;

	fn check(&self, worker: &T::AccountId) -> Result<Seconds, InvalidTransaction> {
		Pallet::<T>::check_contribution(worker, self.task)
	}

	fn check_means(worker: &T::AccountId, items: &[Self]) -> Result<(), InvalidTransaction> {
		Pallet::<T>::check_means(worker, items.iter().map(|item| item.task))
	}

	fn apply(self, worker: T::AccountId) -> DispatchResult {
		Pallet::<T>::do_contribute(Word::assigned(worker, self))
	}

	fn call(payload: BatchOf<T, Self>, signature: PocoSignature) -> Call<T> {
		Call::contribute_batch { payload, signature }
	}
}

impl<T: Config> WorkItem<T> for RevealItem<T> {
	const ACT: Act = Act::Reveal;

	fn check(&self, worker: &T::AccountId) -> Result<Seconds, InvalidTransaction> {
		Pallet::<T>::check_reveal(worker, self)
	}

	fn apply(self, worker: T::AccountId) -> DispatchResult {
		Pallet::<T>::do_reveal(worker, self)
	}

	fn call(payload: BatchOf<T, Self>, signature: PocoSignature) -> Call<T> {
		Call::reveal_batch { payload, signature }
	}
}

impl<T: Config> WorkItem<T> for FailureItem {
	const ACT: Act = Act::Failure;

	fn check(&self, worker: &T::AccountId) -> Result<Seconds, InvalidTransaction> {
		Pallet::<T>::check_failure(worker, self.task)
	}

	fn apply(self, worker: T::AccountId) -> DispatchResult {
		Pallet::<T>::do_report_failure(worker, self)
	}

	fn call(payload: BatchOf<T, Self>, signature: PocoSignature) -> Call<T> {
		Call::report_failure_batch { payload, signature }
	}
}

impl<T: Config> Pallet<T> {
	/// A contribution of a batch would be accepted now: the conditions of PROTOCOL 5 but the
	/// stake, with the chain's assignment as authorization. Gives the contribution deadline.
	fn check_contribution(
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

	/// The worker's stake account can lock the stakes of all contributions of a batch, and none of
	/// the deals demands an enclave, which a batch can't name.
	fn check_means(
		worker: &T::AccountId,
		ids: impl Iterator<Item = TaskId>,
	) -> Result<(), InvalidTransaction> {
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

	/// Whether a batch is taken in.
	///
	/// The pool takes a batch in only when every item would be accepted. In a block one suffices:
	/// the others may have been overtaken, and are skipped.
	pub(crate) fn authorize_batch<Item: WorkItem<T>>(
		source: TransactionSource,
		batch: &BatchOf<T, Item>,
		signature: &PocoSignature,
	) -> TransactionValidityWithRefund {
		let Batch { worker, items, .. } = batch;
		let key = T::Assignments::hot_key(worker).ok_or(InvalidTransaction::BadSigner)?;
		let ids: BTreeSet<TaskId> = items.iter().map(BatchItem::task).collect();
		ensure!(!ids.is_empty() && ids.len() == items.len(), InvalidTransaction::Call);

		let strict = source != TransactionSource::InBlock;
		let mut deadline: Option<Seconds> = None;
		let mut refused = InvalidTransaction::Stale;
		for item in items {
			match item.check(worker) {
				Ok(before) => {
					deadline = Some(deadline.map_or(before, |deadline| deadline.min(before)))
				},
				Err(error) if strict => return Err(error.into()),
				Err(error) => refused = error,
			}
		}
		let deadline = deadline.ok_or(refused)?;
		if strict {
			Item::check_means(worker, items)?;
		}
		let standing = Standing {
			priority: PRIORITY,
			provides: ids.iter().map(|id| (b"poco", Item::ACT, worker, id).encode()).collect(),
			left: deadline.saturating_sub(Self::now()),
		};
		authorize(batch, &key, signature, standing)
	}

	/// Applies a batch. An item that meanwhile became invalid is skipped.
	pub(crate) fn apply_batch<Item: WorkItem<T>>(batch: BatchOf<T, Item>) -> DispatchResult {
		let Batch { worker, items, .. } = batch;
		for item in items {
			let task = item.task();
			if let Err(error) = with_storage_layer(|| item.apply(worker.clone())) {
				let worker = worker.clone();
				Self::deposit_event(Event::BatchItemSkipped { task, worker, error });
			}
		}
		Ok(())
	}

	/// An answer is checked by the challenge on chain first, then by the signature, and its bytes
	/// last, as they are what costs.
	pub(crate) fn authorize_answer(
		_: TransactionSource,
		payload: &AnswerPayload<T>,
		signature: &PocoSignature,
	) -> TransactionValidityWithRefund {
		let AnswerPayload { worker, task, until, path, .. } = payload;
		let challenge =
			Self::open_challenge(*task, worker).map_err(|_| InvalidTransaction::Stale)?;
		ensure!(challenge.until == *until, InvalidTransaction::Stale);
		let key = T::Assignments::hot_key(worker).ok_or(InvalidTransaction::BadSigner)?;
		let standing = Standing {
			priority: PRIORITY,
			provides: alloc::vec![(b"poco", Act::Answer, worker, task).encode()],
			left: until.saturating_sub(Self::now()),
		};
		let validity = authorize(payload, &key, signature, standing)?;
		Self::shown_by(&challenge, path).map_err(|_| InvalidTransaction::Call)?;
		Ok(validity)
	}
}
