// SPDX-License-Identifier: Apache-2.0

//! Batches that workers' nodes submit without an account's signature: under the hot key's one,
//! checked when the transaction pool and the block take them in (DESIGN decision 5).

use super::{contribute::Word, round::Round, tasks::MOST_AT_ONCE};
use crate::{types::*, weights::WeightInfo, Call, Config, Error, Event, Pallet, Tasks};
use alloc::collections::BTreeSet;
use bourse_primitives::{
	batch::{authorize, Standing},
	crypto::PocoSignature,
	deal_and_index,
	traits::Assignments,
	ContributionItem, Seconds, Tag, TaskId, TaskStatus,
};
use codec::{Decode, Encode};
use frame_support::{
	dispatch::DispatchResultWithPostInfo,
	ensure,
	pallet_prelude::{
		InvalidTransaction, TransactionPriority, TransactionSource, TransactionValidityWithRefund,
		Weight,
	},
	traits::Get,
};
use sp_runtime::DispatchError;

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
	/// Whether it shows that its worker delivers.
	const DELIVERS: bool;

	/// Whether the item would be accepted now, behind those before it. Gives the second from which
	/// on it is not.
	fn check(
		&self,
		round: &mut Round<T>,
		worker: &T::AccountId,
	) -> Result<Seconds, InvalidTransaction>;

	/// Does what the item says. A refusal changes nothing. Gives how many workers it met, which its
	/// weight depends on.
	fn apply(self, round: &mut Round<T>, worker: &T::AccountId) -> Result<u32, DispatchError>;

	/// Weight of a batch of so many items that meet `workers` workers in all.
	fn weight(items: Items, workers: u32) -> Weight;

	/// Most workers that one item can meet.
	fn most_workers() -> u32;

	/// Weight of the check of so many items.
	fn check_weight(items: Items) -> Weight;

	/// The call that submits a batch.
	fn call(payload: BatchOf<T, Self>, signature: PocoSignature) -> Call<T>;
}

impl<T: Config> WorkItem<T> for ContributionItem {
	const ACT: Act = Act::Contribute;
	const DELIVERS: bool = true;

	fn check(
		&self,
		round: &mut Round<T>,
		worker: &T::AccountId,
	) -> Result<Seconds, InvalidTransaction> {
		Pallet::<T>::check_contribution(round, worker, self.task)
	}

	fn apply(self, round: &mut Round<T>, worker: &T::AccountId) -> Result<u32, DispatchError> {
		Pallet::<T>::do_contribute(round, Word::assigned(worker.clone(), self))
	}

	fn weight(items: Items, workers: u32) -> Weight {
		T::WeightInfo::contribute_batch(items.together, items.alone).saturating_add(further(
			T::WeightInfo::contribute,
			items,
			workers,
		))
	}

	fn most_workers() -> u32 {
		T::MaxWorkers::get()
	}

	fn check_weight(items: Items) -> Weight {
		T::WeightInfo::authorize_contribute_batch(items.together, items.alone)
	}

	fn call(payload: BatchOf<T, Self>, signature: PocoSignature) -> Call<T> {
		Call::contribute_batch { payload, signature }
	}
}

impl<T: Config> WorkItem<T> for RevealItem<T> {
	const ACT: Act = Act::Reveal;
	const DELIVERS: bool = true;

	fn check(
		&self,
		round: &mut Round<T>,
		worker: &T::AccountId,
	) -> Result<Seconds, InvalidTransaction> {
		Pallet::<T>::check_reveal(round, worker, self)
	}

	fn apply(self, round: &mut Round<T>, worker: &T::AccountId) -> Result<u32, DispatchError> {
		Pallet::<T>::do_reveal(round, worker, self)
	}

	fn weight(items: Items, workers: u32) -> Weight {
		T::WeightInfo::reveal_batch(items.together, items.alone).saturating_add(further(
			T::WeightInfo::finalize,
			items,
			workers,
		))
	}

	fn most_workers() -> u32 {
		MOST_AT_ONCE
	}

	fn check_weight(items: Items) -> Weight {
		T::WeightInfo::authorize_reveal_batch(items.together, items.alone)
	}

	fn call(payload: BatchOf<T, Self>, signature: PocoSignature) -> Call<T> {
		Call::reveal_batch { payload, signature }
	}
}

impl<T: Config> WorkItem<T> for FailureItem {
	const ACT: Act = Act::Failure;
	const DELIVERS: bool = false;

	fn check(
		&self,
		round: &mut Round<T>,
		worker: &T::AccountId,
	) -> Result<Seconds, InvalidTransaction> {
		Pallet::<T>::check_failure(round, worker, self.task)
	}

	fn apply(self, _: &mut Round<T>, worker: &T::AccountId) -> Result<u32, DispatchError> {
		Pallet::<T>::do_report_failure(worker, self)
	}

	fn weight(items: Items, workers: u32) -> Weight {
		T::WeightInfo::report_failure_batch(items.together, items.alone).saturating_add(further(
			T::WeightInfo::contribute,
			items,
			workers,
		))
	}

	fn most_workers() -> u32 {
		T::MaxWorkers::get()
	}

	fn check_weight(items: Items) -> Weight {
		T::WeightInfo::authorize_report_failure_batch(items.together, items.alone)
	}

	fn call(payload: BatchOf<T, Self>, signature: PocoSignature) -> Call<T> {
		Call::report_failure_batch { payload, signature }
	}
}

/// The number of items that a batch has: of one deal, and of a deal of their own. However they are
/// spread, a batch of so many deals costs no more.
#[derive(Clone, Copy)]
pub(crate) struct Items {
	together: u32,
	alone: u32,
}

impl Items {
	/// Counts a batch's items.
	fn of(items: &[impl BatchItem]) -> Self {
		let deals: BTreeSet<_> = items.iter().map(|item| deal_and_index(item.task()).0).collect();
		let alone = (deals.len() as u32).saturating_sub(1);
		Self { together: (items.len() as u32).saturating_sub(alone), alone }
	}

	fn count(self) -> u32 {
		self.together.saturating_add(self.alone)
	}
}

/// What `workers` weigh beyond one for each of the items, by the weight of one step with so many.
fn further(step: impl Fn(u32) -> Weight, items: Items, workers: u32) -> Weight {
	let more = workers.saturating_sub(items.count());
	step(more.saturating_add(1)).saturating_sub(step(1))
}

/// Worst weight of a batch.
pub(crate) fn batch_weight<T: Config, Item: WorkItem<T>>(batch: &BatchOf<T, Item>) -> Weight {
	let items = Items::of(&batch.items);
	Item::weight(items, items.count().saturating_mul(Item::most_workers()))
}

/// Weight of the check of a batch.
pub(crate) fn check_weight<T: Config, Item: WorkItem<T>>(batch: &BatchOf<T, Item>) -> Weight {
	Item::check_weight(Items::of(&batch.items))
}

impl<T: Config> Pallet<T> {
	/// A contribution of a batch would be accepted now: the conditions of PROTOCOL 5, with the
	/// chain's assignment as authorization, and the stakes of the batch's contributions together.
	/// Gives the contribution deadline.
	fn check_contribution(
		round: &mut Round<T>,
		worker: &T::AccountId,
		id: TaskId,
	) -> Result<Seconds, InvalidTransaction> {
		let task = Tasks::<T>::get(id).ok_or(InvalidTransaction::Stale)?;
		ensure!(task.status == TaskStatus::Active, InvalidTransaction::Stale);
		let deal = round.deal_of(id).map_err(|_| InvalidTransaction::Stale)?;
		ensure!(round.now < deal.contribution_deadline(), InvalidTransaction::Stale);
		let record = task.worker(worker).ok_or(InvalidTransaction::BadSigner)?;
		ensure!(record.contribution.is_none(), InvalidTransaction::Stale);
		ensure!(record.is_assigned(), InvalidTransaction::BadSigner);
		// A batch can't name an enclave.
		ensure!(!deal.tag.contains(Tag::TEE), InvalidTransaction::Call);
		let owner = round.owner_of(worker);
		round.sheet.lock(&owner, deal.worker_stake).map_err(|_| InvalidTransaction::Payment)?;
		Ok(deal.contribution_deadline())
	}

	/// A reveal of a batch would be accepted now. Gives the reveal deadline.
	fn check_reveal(
		round: &mut Round<T>,
		worker: &T::AccountId,
		item: &RevealItem<T>,
	) -> Result<Seconds, InvalidTransaction> {
		let task = Tasks::<T>::get(item.task).ok_or(InvalidTransaction::Stale)?;
		Self::ensure_may_reveal(worker, item.task, &task, item.digest, round.now).map_err(
			|error| match error {
				Error::DigestMismatch | Error::SealMismatch => InvalidTransaction::Call,
				_ => InvalidTransaction::Stale,
			},
		)?;
		if let Some(opening) = item.opening.clone() {
			let deal = round.deal_of(item.task).map_err(|_| InvalidTransaction::Stale)?;
			let fits = deal.callback.is_some() && opening.open(item.digest, task.engine).is_some();
			ensure!(fits, InvalidTransaction::Call);
		}
		Ok(task.reveal_deadline.unwrap_or_default())
	}

	/// A failure report of a batch would be accepted now. Gives the contribution deadline.
	fn check_failure(
		round: &mut Round<T>,
		worker: &T::AccountId,
		id: TaskId,
	) -> Result<Seconds, InvalidTransaction> {
		let task = Tasks::<T>::get(id).ok_or(InvalidTransaction::Stale)?;
		Self::ensure_may_report(worker, &task).map_err(|_| InvalidTransaction::Stale)?;
		let deal = round.deal_of(id).map_err(|_| InvalidTransaction::Stale)?;
		Ok(deal.contribution_deadline())
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
		// Never closed: a check changes nothing.
		let mut round = Round::<T>::open();
		let mut deadline: Option<Seconds> = None;
		let mut refused = InvalidTransaction::Stale;
		let mut checked = 0u32;
		for item in items {
			checked = checked.saturating_add(1);
			match item.check(&mut round, worker) {
				Ok(before) => {
					deadline = Some(deadline.map_or(before, |deadline| deadline.min(before)));
					if !strict {
						break;
					}
				},
				Err(error) if strict => return Err(error.into()),
				Err(error) => refused = error,
			}
		}
		let deadline = deadline.ok_or(refused)?;
		let standing = Standing {
			priority: PRIORITY,
			provides: ids.iter().map(|id| (b"poco", Item::ACT, worker, id).encode()).collect(),
			left: deadline.saturating_sub(round.now),
		};
		let (validity, _) = authorize(batch, &key, signature, standing)?;
		let checked = Items::of(items.get(..checked as usize).unwrap_or_default());
		let all = check_weight::<T, Item>(batch);
		Ok((validity, all.saturating_sub(Item::check_weight(checked))))
	}

	/// Applies a batch. An item that meanwhile became invalid is skipped.
	pub(crate) fn apply_batch<Item: WorkItem<T>>(
		batch: BatchOf<T, Item>,
	) -> DispatchResultWithPostInfo {
		let Batch { worker, items, .. } = batch;
		let (count, mut workers, mut applied) = (Items::of(&items), 0u32, false);
		let mut round = Round::<T>::open();
		for item in items {
			let task = item.task();
			match item.apply(&mut round, &worker) {
				Ok(met) => {
					workers = workers.saturating_add(met);
					applied = true;
				},
				Err(error) => {
					// It may have read the largest record before it was refused.
					workers = workers.saturating_add(Item::most_workers());
					let worker = worker.clone();
					Self::deposit_event(Event::BatchItemSkipped { task, worker, error });
				},
			}
		}
		round.close();
		if applied {
			T::Assignments::sign_of_life(&worker, Item::DELIVERS);
		}
		Ok(Some(Item::weight(count, workers)).into())
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
