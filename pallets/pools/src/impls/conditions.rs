// SPDX-License-Identifier: Apache-2.0

//! Why a worker is not drawn. Decided here alone: the draw, a worker's status and the admission to
//! a pool read the same conditions.

use crate::{pallet::*, Admission, AssignedBy, PoolParameters, PoolRules, Worker, WorkerStatus};
use alloc::vec::Vec;
use bourse_primitives::{
	api::Hindrance,
	traits::{Demand, Ledger, Registry, Rules, Scores, Want},
	Balance, GroupId, MarketParameters, Party, Seconds, WorkerpoolId,
};
use frame_support::traits::Get;

/// What the workers of a pool are checked against, read once for all of them.
pub struct Conditions<'a, T: Config> {
	rules: PoolRules,
	parameters: PoolParameters,
	/// The market's parameters, where its rules hold.
	market: Option<MarketParameters>,
	now: Seconds,
	demand: Option<Demand<'a, T::AccountId>>,
	/// The requester's group of accounts that never get its tasks.
	exclusion: Option<GroupId>,
	/// Bytes of memory that the deal's runs may use.
	memory: u64,
}

/// One condition: what a worker lacks for it.
type Condition<'a, T, AccountId> =
	fn(&Conditions<'a, T>, &AccountId, &Worker<AccountId>) -> Option<Hindrance>;

impl<'a, T: Config> Conditions<'a, T> {
	/// What a pool asks of its workers, whatever the task.
	pub fn of_pool(pool: WorkerpoolId) -> Self {
		Self {
			rules: Pools::<T>::get(pool),
			parameters: Pallet::<T>::parameters(),
			market: T::Rules::hold().then(T::Rules::parameters),
			now: Pallet::<T>::now(),
			demand: None,
			exclusion: None,
			memory: 0,
		}
	}

	/// What a pool and a deal ask of the workers of the deal's tasks. The rules that the deal took over
	/// at its match count.
	pub fn of_deal(pool: WorkerpoolId, demand: Demand<'a, T::AccountId>) -> Self {
		let mut conditions = Self::of_pool(pool);
		if let Some(rules) = demand.rules {
			conditions.rules = rules;
		}
		if conditions.market.is_none() {
			conditions.exclusion = Exclusions::<T>::get(demand.requester);
		}
		let memory = Pallet::<T>::memory_of(demand.category);
		Self { demand: Some(demand), memory, ..conditions }
	}

	/// Most entries of the roster that a draw looks at in vain.
	pub(crate) fn probes(&self) -> u32 {
		self.parameters.probes.min(T::MaxProbes::get())
	}

	/// The worker can be drawn, unless it had the task before.
	pub fn admit(&self, who: &T::AccountId, worker: &Worker<T::AccountId>) -> bool {
		// An expelled one may get a task that has begun, by `hindrance_of_task`.
		let may_leave = worker.status == WorkerStatus::Expelled;
		!self
			.hindrances(who, worker)
			.any(|found| found.bars_draw() && !(may_leave && found == Hindrance::Leaving))
	}

	/// Why a worker that can be drawn otherwise does not get one task of the deal: the pool accepted
	/// it after the task's first contribution, or expelled it before. An open pool's owner would pick those
	/// who answer if it expelled others after the match: there they can be drawn as before.
	pub fn hindrance_of_task(
		&self,
		worker: &Worker<T::AccountId>,
		want: &Want<T::AccountId>,
	) -> Option<Hindrance> {
		let demand = self.demand?;
		self.market.as_ref()?;
		let (deal, expelled_at) = (demand.deal, worker.expelled_at);
		let stays = || {
			want.accepted_before.is_some_and(|first| expelled_at >= first)
				|| (demand.is_of_open_pool() && expelled_at >= demand.matched_at)
		};
		if worker.status == WorkerStatus::Expelled && !stays() {
			return Some(Hindrance::Leaving);
		}
		let before = want.accepted_before?;
		(worker.accepted_at >= before).then_some(Hindrance::AcceptedLate { deal, before })
	}

	/// The worker can't be drawn for reasons of its own, whatever the task: the chain may put it
	/// aside.
	pub(crate) fn is_idle(&self, who: &T::AccountId, worker: &Worker<T::AccountId>) -> bool {
		let Some(market) = &self.market else { return false };
		let backed = || {
			worker.backing.is_none() || {
				let slots = Bonds::<T>::get(&worker.owner).slots;
				Pallet::<T>::whole_stake(&worker.owner) >= Pallet::<T>::bond_of(slots, market)
			}
		};
		worker.is_silent(self.now, self.parameters.silence_limit)
			|| !backed()
			|| Pallet::<T>::is_unfit(who, worker)
	}

	/// What the deal's tasks lock of a worker's owner, in nRLC.
	pub(crate) fn needed(&self) -> Balance {
		self.demand.map_or(0, |demand| demand.stake)
	}

	/// The worker's owner has less stake free than the deal's tasks lock: the chain may put it aside,
	/// for this deal and those that lock as much.
	pub(crate) fn is_short(&self, worker: &Worker<T::AccountId>) -> bool {
		self.market.is_some() && T::Ledger::stake(&worker.owner) < self.needed()
	}

	/// Why a worker is not drawn, and what else its owner should know. A condition is looked at
	/// when the iterator comes to it; those that read the state come last.
	pub fn hindrances<'b>(
		&'b self,
		who: &'b T::AccountId,
		worker: &'b Worker<T::AccountId>,
	) -> impl Iterator<Item = Hindrance> + use<'a, 'b, T> {
		let conditions: [Condition<'a, T, T::AccountId>; 12] = [
			Self::membership,
			Self::pause,
			Self::hot_key,
			Self::room,
			Self::warmth,
			Self::assigner,
			Self::features,
			Self::category,
			Self::max_stake,
			Self::exclusion,
			Self::backing,
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
			WorkerStatus::Leaving | WorkerStatus::Expelled => Some(Hindrance::Leaving),
			WorkerStatus::Suspended if worker.missed >= self.parameters.missed_limit => {
				Some(Hindrance::Late { missed: worker.missed })
			},
			WorkerStatus::Suspended => match &self.market {
				Some(market) if !worker.is_silent(self.now, self.parameters.silence_limit) => {
					let (needed, free) = (market.worker_fee, T::Ledger::stake(&worker.owner));
					Some(Hindrance::Unfit { needed, free })
				},
				_ => silent,
			},
			WorkerStatus::Active => {
				silent.filter(|_| worker.is_silent(self.now, self.parameters.silence_limit))
			},
		}
	}

	/// How long a suspension lasts at least.
	fn pause(&self, _: &T::AccountId, worker: &Worker<T::AccountId>) -> Option<Hindrance> {
		let paused = worker.status == WorkerStatus::Suspended && self.now < worker.back_at;
		paused.then_some(Hindrance::NotBackBefore { at: worker.back_at })
	}

	fn hot_key(&self, _: &T::AccountId, worker: &Worker<T::AccountId>) -> Option<Hindrance> {
		worker.hot_key.is_none().then_some(Hindrance::NoHotKey)
	}

	/// Whether an Active worker has a free slot, as [`Worker::free_slots`] counts them.
	fn room(&self, _: &T::AccountId, worker: &Worker<T::AccountId>) -> Option<Hindrance> {
		let slots = worker.counting_slots();
		match worker.ready {
			_ if worker.capacity.slots == 0 => Some(Hindrance::Paused),
			// None of them is backed and warm, which other conditions tell.
			_ if slots == 0 => None,
			_ if worker.busy >= slots => Some(Hindrance::NoFreeSlot),
			Some(ready) if worker.busy >= ready => Some(Hindrance::NodeNotReady { ready }),
			_ => None,
		}
	}

	/// Whether slots in an open pool are still new.
	fn warmth(&self, _: &T::AccountId, worker: &Worker<T::AccountId>) -> Option<Hindrance> {
		let backing = worker.backing?;
		let (warm, until) = (backing.warm, backing.warm_at);
		(warm < backing.slots).then_some(Hindrance::WarmingUp { warm, until })
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
		let taken = worker.capacity.takes(category, self.memory);
		(!taken).then_some(Hindrance::CategoryNotTaken { deal, category })
	}

	/// The worker's consent is to what a lie can lose: fees are besides.
	fn max_stake(&self, _: &T::AccountId, worker: &Worker<T::AccountId>) -> Option<Hindrance> {
		let (Demand { deal, worker_stake: needed, .. }, _) = (self.demand?, self.market.as_ref()?);
		let max_stake = worker.max_stake;
		(needed > max_stake).then_some(Hindrance::MaxStakeTooLow { deal, needed, max_stake })
	}

	/// Whether the owner's stake backs all slots of its workers in open pools.
	fn backing(&self, _: &T::AccountId, worker: &Worker<T::AccountId>) -> Option<Hindrance> {
		let market = self.market.as_ref()?;
		let in_open_pool = worker.backing.is_some() || self.rules.admission == Admission::Open;
		if !worker.is_in_hall() || !in_open_pool {
			return None;
		}
		let (slots, bonded) = (worker.capacity.slots, worker.backing.unwrap_or_default().slots);
		let held = Bonds::<T>::get(&worker.owner).slots;
		let has = Pallet::<T>::whole_stake(&worker.owner);
		let counting = if has < Pallet::<T>::bond_of(held, market) { 0 } else { bonded };
		let all = held.saturating_sub(bonded).saturating_add(slots);
		let needed = Pallet::<T>::bond_of(all, market);
		(counting < slots).then_some(Hindrance::SlotsNotBacked { counting, needed, has })
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
		let known = Pallet::<T>::mark_of(worker).map(|stake| stake.saturating_sub(1));
		let free = known.map_or(free, |known| known.min(free));
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
