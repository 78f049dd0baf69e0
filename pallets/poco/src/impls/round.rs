// SPDX-License-Identifier: Apache-2.0

//! What the steps of one call or hook have in common: read once, and written once at the end.

use super::consensus;
use crate::{types::*, Automation, Config, DealReports, Error, Event, Pallet, Progress, Score};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	rc::Rc,
	vec::Vec,
};
use bourse_primitives::{
	deal_and_index,
	traits::{Assignments, Deals, Sheet},
	Deal, DealId, Seconds, TaskId, TaskStatus,
};

use frame_support::{storage::with_storage_layer, traits::Get};

/// A [`Deal`] of the runtime.
pub(crate) type DealOf<T> = Deal<<T as frame_system::Config>::AccountId>;

/// A round of steps. The opener closes the round: steps of a round that is not closed never happened,
/// but for the tasks that the steps themselves have stored.
pub(crate) struct Round<T: Config> {
	/// The block's time by the protocol's clock, in seconds.
	pub now: Seconds,
	/// What the chain does by itself.
	pub settings: AutomationSettings,
	/// The ledger.
	pub sheet: Sheet<T::AccountId, T::Ledger>,
	deals: BTreeMap<DealId, Option<Rc<DealOf<T>>>>,
	progress: BTreeMap<DealId, DealProgress>,
	scores: BTreeMap<T::AccountId, (u64, bool)>,
	owners: BTreeMap<T::AccountId, T::AccountId>,
	released: Vec<(T::AccountId, TaskId)>,
	/// Callbacks to be told, when all else is written.
	pub callbacks: Vec<(T::AccountId, TaskId, CallbackData<T>)>,
}

impl<T: Config> Round<T> {
	/// Opens a round.
	pub fn open() -> Self {
		Self {
			now: Pallet::<T>::now(),
			settings: Automation::<T>::get(),
			sheet: Sheet::default(),
			deals: BTreeMap::new(),
			progress: BTreeMap::new(),
			scores: BTreeMap::new(),
			owners: BTreeMap::new(),
			released: Vec::new(),
			callbacks: Vec::new(),
		}
	}

	/// A deal.
	pub fn deal(&mut self, id: DealId) -> Result<Rc<DealOf<T>>, Error<T>> {
		let deal = self.deals.entry(id).or_insert_with(|| T::Deals::deal(id).map(Rc::new));
		deal.clone().ok_or(Error::<T>::DealUnknown)
	}

	/// The deal of a task.
	pub fn deal_of(&mut self, task: TaskId) -> Result<Rc<DealOf<T>>, Error<T>> {
		self.deal(deal_and_index(task).0)
	}

	/// The progress of a deal, to be changed.
	pub fn progress(&mut self, deal: DealId) -> &mut DealProgress {
		self.progress.entry(deal).or_insert_with(|| Progress::<T>::get(deal))
	}

	/// A worker's score.
	pub fn score(&mut self, worker: &T::AccountId) -> u64 {
		if let Some((score, _)) = self.scores.get(worker) {
			return *score;
		}
		let score = Score::<T>::get(worker);
		self.scores.insert(worker.clone(), (score, false));
		score
	}

	/// The weight of a worker's contribution to a task of the deal: by its score, or by the market's
	/// rules that of a newcomer (PROTOCOL 5 and 9).
	pub fn weight_of(&mut self, worker: &T::AccountId, deal: &DealOf<T>) -> u64 {
		match deal.terms {
			Some(_) => consensus::NEWCOMER,
			None => consensus::weight(self.score(worker)),
		}
	}

	/// Changes a worker's score. Gives the new one.
	pub fn change_score(&mut self, worker: &T::AccountId, change: impl Fn(u64) -> u64) -> u64 {
		let score = change(self.score(worker));
		self.scores.insert(worker.clone(), (score, true));
		score
	}

	/// The account whose stake answers for a worker.
	pub fn owner_of(&mut self, worker: &T::AccountId) -> T::AccountId {
		let read = || T::Assignments::stake_account(worker);
		self.owners.entry(worker.clone()).or_insert_with(read).clone()
	}

	/// Takes a task back from a worker, as [`Assignments::take_back`] does. What moved in the ledger is
	/// written down first: the pool may unlock a deposit.
	pub fn take_back(&mut self, task: TaskId, worker: &T::AccountId, missed: bool) {
		self.flush();
		T::Assignments::take_back(task, worker, missed);
	}

	/// Writes down what moved in the ledger so far, for others to read and to change.
	pub fn flush(&mut self) {
		self.sheet.flush();
	}

	/// What all ends of tasks have in common: the workers are free, and the deal has one more task
	/// that ended. By the market's rules a worker that let its time pass, at which nobody has looked, has
	/// missed a duty, as its stake has.
	pub fn end(&mut self, id: TaskId, task: &mut Task<T>, deal: &DealOf<T>) {
		let now = self.now;
		task.ended_at = Some(now);
		let open_until = task.was_open_until(deal, now);
		let missed = |worker: &WorkerOf<T>| deal.terms.is_some() && worker.has_missed(open_until);
		let workers = || task.assigned().map(|(worker, _)| worker);
		self.released
			.extend(workers().filter(|worker| !missed(worker)).map(|w| (w.who.clone(), id)));
		for worker in workers().filter(|worker| missed(worker)) {
			self.take_back(id, &worker.who, true);
		}
		let progress = self.progress(deal_and_index(id).0);
		// At most the number of tasks: each ends once.
		progress.ended = progress.ended.saturating_add(1).min(deal.bot_size);
		match task.status {
			TaskStatus::Completed => progress.completed = progress.completed.saturating_add(1),
			TaskStatus::Unavailable | TaskStatus::TimedOut => {
				progress.excused = progress.excused.saturating_add(1);
			},
			_ => {},
		}
		if progress.ended == deal.bot_size {
			progress.ended_at = Some(now);
		}
	}

	/// How often a worker other than `than` was met that had been met before, at the end of a task of
	/// the same page: all keys of such a worker are read and written already, as one key of its pool
	/// has all tasks of a page.
	pub fn met_again(&self, than: &T::AccountId) -> u32 {
		let met = || self.released.iter().filter(move |(who, _)| who != than);
		let first: BTreeSet<_> = met().map(|(who, task)| (who, page_of(*task))).collect();
		met().count().saturating_sub(first.len()) as u32
	}

	/// Writes down what has changed.
	pub fn close(self) {
		self.sheet.close();
		for (id, progress) in self.progress {
			let was = Progress::<T>::get(id);
			if was == progress {
				continue;
			}
			if let Some(ended_at) = progress.ended_at.filter(|_| was.ended_at.is_none()) {
				let time = ended_at.saturating_add(T::Retention::get());
				Pallet::<T>::place(Due::Forget(id), time);
				let by_rules = |deal: &Option<Rc<DealOf<T>>>| {
					deal.as_ref().is_none_or(|deal| deal.terms.is_some())
				};
				if self.deals.get(&id).is_none_or(by_rules) {
					DealReports::<T>::remove(id);
				}
			}
			Progress::<T>::insert(id, progress);
		}
		for (worker, (score, changed)) in self.scores {
			if changed {
				Score::<T>::insert(worker, score);
			}
		}
		if !self.released.is_empty() {
			T::Assignments::release(self.released);
		}
		for (target, task, data) in self.callbacks {
			let told = with_storage_layer(|| T::OnResult::on_result(&target, task, &data));
			// A failing callback changes nothing: the task stays Completed.
			Pallet::<T>::deposit_event(match told {
				Ok(()) => Event::CallbackDelivered { target, task, data },
				Err(error) => Event::CallbackFailed { target, task, error },
			});
		}
	}
}
