// SPDX-License-Identifier: Apache-2.0

//! Why a worker is not drawn. Decided here alone: the draw, a worker's status and the admission to
//! a pool read the same conditions.

use crate::{pallet::*, AssignedBy, PoolParameters, PoolRules, Worker, WorkerStatus};
use alloc::vec::Vec;
use bourse_primitives::{
	api::Hindrance,
	traits::{Demand, Ledger, Registry, Scores},
	GroupId, Party, Seconds, WorkerpoolId,
};
use frame_support::traits::Get;

/// What the workers of a pool are checked against, read once for all of them.
pub struct Conditions<'a, T: Config> {
	rules: PoolRules,
	parameters: PoolParameters,
	now: Seconds,
	demand: Option<Demand<'a, T::AccountId>>,
	/// The requester's group of accounts that never get its tasks.
	exclusion: Option<GroupId>,
}

/// One condition: what a worker lacks for it.
type Condition<'a, T, AccountId> =
	fn(&Conditions<'a, T>, &AccountId, &Worker<AccountId>) -> Option<Hindrance>;

impl<'a, T: Config> Conditions<'a, T> {
	/// What a pool asks of its workers, whatever the task.
	pub fn of_pool(pool: WorkerpoolId) -> Self {
		Self {
			rules: Pools::<T>::get(pool),
			parameters: Parameters::<T>::get(),
			now: Pallet::<T>::now(),
			demand: None,
			exclusion: None,
		}
	}

	/// What a pool and a deal ask of the workers of the deal's tasks.
	pub fn of_deal(pool: WorkerpoolId, demand: Demand<'a, T::AccountId>) -> Self {
		Self {
			exclusion: Exclusions::<T>::get(demand.requester),
			demand: Some(demand),
			..Self::of_pool(pool)
		}
	}

	/// Most entries of the roster that a draw looks at in vain.
	pub(crate) fn probes(&self) -> u32 {
		self.parameters.probes.min(T::MaxProbes::get())
	}

	/// The worker can be drawn, unless it had the task before.
	pub fn admit(&self, who: &T::AccountId, worker: &Worker<T::AccountId>) -> bool {
		!self.hindrances(who, worker).any(|hindrance| hindrance.bars_draw())
	}

	/// Why a worker is not drawn, and what else its owner should know. A condition is looked at
	/// when the iterator comes to it; those that read the state come last.
	pub fn hindrances<'b>(
		&'b self,
		who: &'b T::AccountId,
		worker: &'b Worker<T::AccountId>,
	) -> impl Iterator<Item = Hindrance> + use<'a, 'b, T> {
		let conditions: [Condition<'a, T, T::AccountId>; 8] = [
			Self::membership,
			Self::hot_key,
			Self::room,
			Self::assigner,
			Self::features,
			Self::category,
			Self::exclusion,
			Self::stake,
		];
		conditions
			.into_iter()
			.filter_map(move |condition| condition(self, who, worker))
			.chain(below_rules::<T>(&self.rules, who, worker))
	}

	/// Where the worker stands with its pool.
	fn membership(&self, _: &T::AccountId, worker: &Worker<T::AccountId>) -> Option<Hindrance> {
		let silent = Some(Hindrance::Silent { since: worker.last_seen });
		match worker.status {
			WorkerStatus::Applied => Some(Hindrance::NotAccepted),
			WorkerStatus::Leaving => Some(Hindrance::Leaving),
			WorkerStatus::Suspended if worker.missed >= self.parameters.missed_limit => {
				Some(Hindrance::Late { missed: worker.missed })
			},
			WorkerStatus::Suspended => silent,
			WorkerStatus::Active => {
				silent.filter(|_| worker.is_silent(self.now, self.parameters.silence_limit))
			},
		}
	}

	fn hot_key(&self, _: &T::AccountId, worker: &Worker<T::AccountId>) -> Option<Hindrance> {
		worker.hot_key.is_none().then_some(Hindrance::NoHotKey)
	}

	/// Whether an Active worker has a free slot, as [`Worker::free_slots`] counts them.
	fn room(&self, _: &T::AccountId, worker: &Worker<T::AccountId>) -> Option<Hindrance> {
		let slots = worker.capacity.slots;
		match worker.ready {
			_ if slots == 0 => Some(Hindrance::Paused),
			_ if worker.busy >= slots => Some(Hindrance::NoFreeSlot),
			Some(ready) if worker.busy >= ready => Some(Hindrance::NodeNotReady { ready }),
			_ => None,
		}
	}

	fn assigner(&self, _: &T::AccountId, _: &Worker<T::AccountId>) -> Option<Hindrance> {
		let by_scheduler = self.rules.assigned_by == AssignedBy::Scheduler;
		by_scheduler.then_some(Hindrance::AssignedByScheduler)
	}

	fn features(&self, _: &T::AccountId, worker: &Worker<T::AccountId>) -> Option<Hindrance> {
		let Demand { deal, tag, .. } = self.demand?;
		let missing = tag.without(worker.capacity.tag);
		(missing != Default::default()).then_some(Hindrance::FeaturesMissing { deal, missing })
	}

	fn category(&self, _: &T::AccountId, worker: &Worker<T::AccountId>) -> Option<Hindrance> {
		let Demand { deal, category, .. } = self.demand?;
		let taken = worker.capacity.takes(category);
		(!taken).then_some(Hindrance::CategoryNotTaken { deal, category })
	}

	fn exclusion(&self, who: &T::AccountId, worker: &Worker<T::AccountId>) -> Option<Hindrance> {
		let (Demand { deal, .. }, group) = (self.demand?, self.exclusion?);
		let lists =
			|account: &T::AccountId| T::Registry::in_group(group, &Party::Account(account.clone()));
		let excluded = lists(who) || (*who != worker.owner && lists(&worker.owner));
		excluded.then_some(Hindrance::Excluded { deal })
	}

	fn stake(&self, _: &T::AccountId, worker: &Worker<T::AccountId>) -> Option<Hindrance> {
		let Demand { deal, stake: needed, .. } = self.demand?;
		let free = T::Ledger::stake(&worker.owner);
		(free < needed).then_some(Hindrance::StakeShort { deal, needed, free })
	}
}

/// What a worker lacks of its pool's rules. What reads the state comes last.
fn below_rules<'b, T: Config>(
	rules: &'b PoolRules,
	who: &'b T::AccountId,
	worker: &'b Worker<T::AccountId>,
) -> impl Iterator<Item = Hindrance> + use<'b, T> {
	type Rule<AccountId> = fn(&PoolRules, &AccountId, &Worker<AccountId>) -> Option<Hindrance>;
	let tag: Rule<T::AccountId> = |rules, _, worker| {
		let missing = rules.tag.without(worker.capacity.tag);
		(missing != Default::default()).then_some(Hindrance::TagBelowRule { missing })
	};
	let score: Rule<T::AccountId> = |rules, who, _| {
		let needed = Some(rules.min_score).filter(|needed| *needed > 0)?;
		let has = T::Scores::score(who);
		(has < needed).then_some(Hindrance::ScoreBelowRule { needed, has })
	};
	let stake: Rule<T::AccountId> = |rules, _, worker| {
		let needed = Some(rules.min_stake).filter(|needed| *needed > 0)?;
		let (free, locked) = (T::Ledger::stake(&worker.owner), T::Ledger::locked(&worker.owner));
		let has = free.saturating_add(locked);
		(has < needed).then_some(Hindrance::StakeBelowRule { needed, has })
	};
	[tag, score, stake].into_iter().filter_map(move |rule| rule(rules, who, worker))
}

impl<T: Config> Pallet<T> {
	/// A worker is what the rules of its pool demand.
	pub(crate) fn ensure_meets(
		rules: &PoolRules,
		who: &T::AccountId,
		worker: &Worker<T::AccountId>,
	) -> Result<(), Error<T>> {
		match below_rules::<T>(rules, who, worker).next() {
			None => Ok(()),
			Some(Hindrance::TagBelowRule { .. }) => Err(Error::<T>::TagBelowRule),
			Some(Hindrance::ScoreBelowRule { .. }) => Err(Error::<T>::ScoreBelowRule),
			Some(_) => Err(Error::<T>::StakeBelowRule),
		}
	}

	/// Why a worker is not drawn, whatever the task, and what else its owner should know. For the
	/// runtime API.
	pub fn hindrances(who: &T::AccountId, worker: &Worker<T::AccountId>) -> Vec<Hindrance> {
		Conditions::<T>::of_pool(worker.pool).hindrances(who, worker).collect()
	}

	/// Why a deal's tasks don't go to a worker that could be drawn otherwise. For the runtime API.
	pub fn hindrance_of_deal(
		who: &T::AccountId,
		worker: &Worker<T::AccountId>,
		demand: Demand<T::AccountId>,
	) -> Option<Hindrance> {
		Conditions::<T>::of_deal(worker.pool, demand)
			.hindrances(who, worker)
			.find(|hindrance| hindrance.deal().is_some())
	}
}
