// SPDX-License-Identifier: Apache-2.0

//! Batches that workers' nodes submit without an account's signature: under the hot key's one,
//! checked when the transaction pool and the block take them in (DESIGN decision 5).

use super::{contribute::Word, round::Round, tasks::MOST_AT_ONCE};
use crate::{
	types::*,
	weights::{Cached, Measured, WeightInfo},
	Call, Config, Error, Event, Pallet, Tasks,
};
use alloc::collections::BTreeSet;
use bourse_primitives::{
	batch::{authorize, validity, Standing},
	crypto::{PocoId, PocoSignature},
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
use sp_application_crypto::RuntimeAppPublic;
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

	/// Whether the item would be accepted now, behind those before it: the conditions of PROTOCOL 5,
	/// with the chain's assignment as authorization. Gives the second from which on it is not.
	fn check(
		&self,
		round: &mut Round<T>,
		worker: &T::AccountId,
	) -> Result<Seconds, InvalidTransaction>;

	/// Does what the item says. A refusal changes nothing. Gives how many workers it met, which its
	/// weight depends on.
	fn apply(self, round: &mut Round<T>, worker: &T::AccountId) -> Result<u32, DispatchError>;

	/// Weight of a batch of `m` items of one deal and `d` of a deal of their own, each of which meets
	/// one worker.
	fn batch_weight(m: u32, d: u32) -> Weight;

	/// Weight of one item that meets so many workers: what more of them add to a batch.
	fn item_weight(workers: u32) -> Weight;

	/// How many of the workers that the items of a round met cost no more than time, as all their keys
	/// were read and written before, and that time.
	fn met_again(_round: &Round<T>, _worker: &T::AccountId) -> (u32, Weight) {
		(0, Weight::zero())
	}

	/// Most workers that one item can meet.
	fn most_workers() -> u32;

	/// Weight of the check of a batch, as of [`WorkItem::batch_weight`].
	fn check_weight(m: u32, d: u32) -> Weight;

	/// The key that signed what the item builds on: it counts besides the worker's present hot key.
	fn former_key(&self, _worker: &T::AccountId) -> Option<PocoId> {
		None
	}

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
		let id = self.task;
		let task = Tasks::<T>::get(id).ok_or(InvalidTransaction::Stale)?;
		ensure!(task.status == TaskStatus::Active, InvalidTransaction::Stale);
		let deal = round.deal_of(id).map_err(|_| InvalidTransaction::Stale)?;
		ensure!(round.now < deal.contribution_deadline(), InvalidTransaction::Stale);
		let record = task.worker(worker).ok_or(InvalidTransaction::BadSigner)?;
		ensure!(record.contribution.is_none(), InvalidTransaction::Stale);
		ensure!(record.is_assigned(), InvalidTransaction::BadSigner);
		// A batch can't name an enclave.
		ensure!(!deal.tag.contains(Tag::TEE), InvalidTransaction::Call);
		let (owner, is_backed) = Pallet::<T>::backing(round, &task, worker, &deal)
			.map_err(|_| InvalidTransaction::Stale)?;
		if !is_backed {
			let short = |_| InvalidTransaction::Payment;
			round.sheet.lock(&owner, deal.worker_stake).map_err(short)?;
		}
		Ok(deal.contribution_deadline())
	}

	fn apply(self, round: &mut Round<T>, worker: &T::AccountId) -> Result<u32, DispatchError> {
		Pallet::<T>::do_contribute(round, Word::assigned(worker.clone(), self))
	}

	fn batch_weight(m: u32, d: u32) -> Weight {
		T::WeightInfo::contribute_batch(m, d)
	}

	fn item_weight(workers: u32) -> Weight {
		T::WeightInfo::contribute(workers)
	}

	fn most_workers() -> u32 {
		T::MaxWorkers::get()
	}

	fn check_weight(m: u32, d: u32) -> Weight {
		T::WeightInfo::authorize_contribute_batch(m, d)
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
		let task = Tasks::<T>::get(self.task).ok_or(InvalidTransaction::Stale)?;
		Pallet::<T>::ensure_may_reveal(worker, self.task, &task, self.digest, round.now).map_err(
			|error| match error {
				Error::DigestMismatch | Error::SealMismatch => InvalidTransaction::Call,
				_ => InvalidTransaction::Stale,
			},
		)?;
		let deal = round.deal_of(self.task).map_err(|_| InvalidTransaction::Stale)?;
		let opening = self.opening.clone();
		let fits = match (&deal.terms, opening) {
			(Some(_), _) if task.digest.is_some() => true,
			(Some(_), opening) => Pallet::<T>::shown(&task, &deal, self.digest, opening).is_ok(),
			(None, Some(opening)) => {
				deal.callback.is_some() && opening.open(self.digest, task.engine).is_some()
			},
			(None, None) => true,
		};
		ensure!(fits, InvalidTransaction::Call);
		Ok(task.reveal_deadline.unwrap_or_default())
	}

	fn apply(self, round: &mut Round<T>, worker: &T::AccountId) -> Result<u32, DispatchError> {
		Pallet::<T>::do_reveal(round, worker, self)
	}

	fn batch_weight(m: u32, d: u32) -> Weight {
		T::WeightInfo::reveal_batch(m, d)
	}

	fn item_weight(workers: u32) -> Weight {
		T::WeightInfo::finalize(workers)
	}

	fn met_again(round: &Round<T>, worker: &T::AccountId) -> (u32, Weight) {
		let again = round.met_again(worker);
		let time = <Measured<Cached> as WeightInfo>::finalize;
		(again, time(again.saturating_add(1)).saturating_sub(time(1)))
	}

	fn most_workers() -> u32 {
		MOST_AT_ONCE
	}

	fn check_weight(m: u32, d: u32) -> Weight {
		T::WeightInfo::authorize_reveal_batch(m, d)
	}

	/// The hot key at the time of the contribution (PROTOCOL 9).
	fn former_key(&self, worker: &T::AccountId) -> Option<PocoId> {
		let task = Tasks::<T>::get(self.task)?;
		task.contribution(worker)?.key.clone()
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
		let id = self.task;
		let task = Tasks::<T>::get(id).ok_or(InvalidTransaction::Stale)?;
		let deal = round.deal_of(id).map_err(|_| InvalidTransaction::Stale)?;
		Pallet::<T>::ensure_may_report(worker, &task, &deal, self.code, round.now).map_err(
			|error| match error {
				Error::FailureIsResult => InvalidTransaction::Call,
				Error::TimeoutTooEarly => InvalidTransaction::Future,
				_ => InvalidTransaction::Stale,
			},
		)?;
		Ok(deal.contribution_deadline())
	}

	fn apply(self, round: &mut Round<T>, worker: &T::AccountId) -> Result<u32, DispatchError> {
		Pallet::<T>::do_report_failure(round, worker, self)
	}

	fn batch_weight(m: u32, d: u32) -> Weight {
		T::WeightInfo::report_failure_batch(m, d)
	}

	fn item_weight(workers: u32) -> Weight {
		T::WeightInfo::report_failure(workers)
	}

	fn most_workers() -> u32 {
		T::MaxWorkers::get()
	}

	fn check_weight(m: u32, d: u32) -> Weight {
		T::WeightInfo::authorize_report_failure_batch(m, d)
	}

	fn call(payload: BatchOf<T, Self>, signature: PocoSignature) -> Call<T> {
		Call::report_failure_batch { payload, signature }
	}
}

/// How many of the items are of one deal, and how many of a deal of their own. However they are
/// spread, a batch of so many deals costs no more.
fn spread(items: &[impl BatchItem]) -> (u32, u32) {
	let deals: BTreeSet<_> = items.iter().map(|item| deal_and_index(item.task()).0).collect();
	let alone = (deals.len() as u32).saturating_sub(1);
	((items.len() as u32).saturating_sub(alone), alone)
}

/// Weight of a batch whose items meet `workers` workers in all, at least one each.
fn weight_of<T: Config, Item: WorkItem<T>>((m, d): (u32, u32), workers: u32) -> Weight {
	let further = workers.saturating_sub(m).saturating_sub(d);
	let more = Item::item_weight(further.saturating_add(1)).saturating_sub(Item::item_weight(1));
	Item::batch_weight(m, d).saturating_add(more)
}

/// Worst weight of a batch.
pub(crate) fn batch_weight<T: Config, Item: WorkItem<T>>(batch: &BatchOf<T, Item>) -> Weight {
	let most = (batch.items.len() as u32).saturating_mul(Item::most_workers());
	weight_of::<T, Item>(spread(&batch.items), most)
}

/// Worst weight of the check of items: each may be of a task with the largest record.
pub(crate) fn check_weight<T: Config, Item: WorkItem<T>>(items: &[Item]) -> Weight {
	let (m, d) = spread(items);
	let records = T::WeightInfo::look(T::MaxWorkers::get()).saturating_mul(items.len() as u64);
	Item::check_weight(m, d).saturating_add(records)
}

impl<T: Config> Pallet<T> {
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
		let ids: BTreeSet<TaskId> = items.iter().map(BatchItem::task).collect();
		ensure!(!ids.is_empty() && ids.len() == items.len(), InvalidTransaction::Call);
		Self::ensure_signed(batch, signature)?;

		let strict = source != TransactionSource::InBlock;
		// Never closed: a check changes nothing.
		let mut round = Round::<T>::open();
		let mut deadline: Option<Seconds> = None;
		let mut refused = InvalidTransaction::Stale;
		let mut checked = 0usize;
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
		let provides = ids.iter().map(|id| (b"poco", Item::ACT, worker, id).encode()).collect();
		let left = deadline.saturating_sub(round.now);
		let taken = validity(batch, Standing { priority: PRIORITY, provides, left });
		let checked = check_weight(items.get(..checked).unwrap_or_default());
		Ok((taken, check_weight(items).saturating_sub(checked)))
	}

	/// A batch is under the worker's present hot key, or under that which signed what all its items build on.
	/// Comes before the look at the items, whose records are large: a stranger's costs a signature.
	fn ensure_signed<Item: WorkItem<T>>(
		batch: &BatchOf<T, Item>,
		signature: &PocoSignature,
	) -> Result<(), InvalidTransaction> {
		let Batch { worker, items, .. } = batch;
		let hash = batch.hash();
		let signs = |key: &PocoId| key.verify(&hash, signature);
		let present = T::Assignments::hot_key(worker);
		if present.as_ref().is_some_and(signs) {
			return Ok(());
		}
		let former = items.first().and_then(|item| item.former_key(worker));
		let former = former.filter(|key| Some(key) != present.as_ref());
		let refused = match (&present, &former) {
			(None, None) => InvalidTransaction::BadSigner,
			_ => InvalidTransaction::BadProof,
		};
		let former = former.filter(signs).ok_or(refused)?;
		let of_all = items.iter().all(|item| item.former_key(worker).as_ref() == Some(&former));
		ensure!(of_all, InvalidTransaction::BadProof);
		Ok(())
	}

	/// Applies a batch. An item that meanwhile became invalid is skipped.
	pub(crate) fn apply_batch<Item: WorkItem<T>>(
		batch: BatchOf<T, Item>,
	) -> DispatchResultWithPostInfo {
		let Batch { worker, items, .. } = batch;
		let (spread, mut workers, mut applied) = (spread(&items), 0u32, false);
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
		let (again, time) = Item::met_again(&round, &worker);
		round.close();
		if applied {
			T::Assignments::sign_of_life(&worker, Item::DELIVERS);
		}
		let weight = weight_of::<T, Item>(spread, workers.saturating_sub(again));
		Ok(Some(weight.saturating_add(time)).into())
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
		let present = T::Assignments::hot_key(worker);
		// The one that signed the contribution, whatever became of the worker (PROTOCOL 9).
		let former = || {
			let key = Tasks::<T>::get(task)?.contribution(worker)?.key.clone();
			key.filter(|key| Some(key) != present.as_ref())
		};
		let key = present.clone().or_else(former).ok_or(InvalidTransaction::BadSigner)?;
		let standing = || Standing {
			priority: PRIORITY,
			provides: alloc::vec![(b"poco", Act::Answer, worker, task).encode()],
			left: until.saturating_sub(Self::now()),
		};
		let by = |key: &PocoId| authorize(payload, key, signature, standing());
		let validity = by(&key).or_else(|refused| {
			former().filter(|former| *former != key).map_or(Err(refused), |former| by(&former))
		})?;
		Self::shown_by(&challenge, path).map_err(|_| InvalidTransaction::Call)?;
		Ok(validity)
	}
}
