// SPDX-License-Identifier: Apache-2.0

//! How many workers a task needs, and who they are (PROTOCOL 8.1).

use super::{
	consensus::{self, Missing},
	round::{DealOf, Round},
};
use crate::{types::*, weights::WeightInfo, Config, Event, Pallet};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use bourse_primitives::{
	deal_and_index,
	traits::{Assignments, Demand, Former, Ledger, Move, Picked, Want, Wanted},
	FailureCode, Seconds, TaskId, Trust,
};
use frame_support::{
	traits::Get,
	weights::{Weight, WeightMeter},
};
use sp_core::{H256, U256};

/// Most workers that one step assigns to a task.
pub(crate) const MAX_ASSIGN: u32 = 16;
/// Most draws for a task in one look. Each but the last puts workers aside that it can't draw.
const DRAWS: u32 = 8;
/// Different workers that report a failure which every worker would have: more don't help.
const MAX_DETERMINISTIC_FAILURES: usize = 2;
/// Failures of a task with which no more workers are looked for.
pub(crate) const MAX_FAILURES: usize = 16;

/// How a task is supplied with workers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Supply {
	/// Enough workers compute.
	Enough,
	/// The task got as many as one step may bring: more with the next one.
	Partly,
	/// The pool had too few.
	Short,
	/// More workers would not help, or may not contribute any more.
	Closed,
}

/// What a task needs of the workers of its pool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Need {
	/// Enough workers compute.
	Nothing,
	/// More workers.
	Workers {
		/// What their weights have to multiply to. By the market's rules weights decide nothing, and
		/// `limit` alone ends the draw.
		target: U256,
		/// Most of them that one step brings.
		limit: u32,
		/// As many of them suffice, whatever their weights are.
		most: u32,
	},
	/// More workers would not help, or may not contribute any more.
	NoMore,
}

/// How many workers reach a target when each has the weight of a newcomer, which is the least.
pub(super) fn most_for(target: Trust) -> u32 {
	// The least n with 2^n >= target.
	target.saturating_sub(U256::one()).bits() as u32
}

impl<T: Config> Pallet<T> {
	/// Worst weight of [`Self::supply`]. What it takes is mostly far less: it says how much.
	pub(crate) fn supply_weight(workers: u32) -> Weight {
		T::WeightInfo::supply(workers).saturating_add(Self::draw_weight())
	}

	/// Worst weight of one draw for a task.
	fn draw_weight() -> Weight {
		T::DbWeight::get()
			.reads(1)
			.saturating_add(T::Assignments::assign_weight(1, MAX_ASSIGN))
			.saturating_add(Self::back_weight(MAX_ASSIGN))
	}

	/// Worst weight of so many workers for each of whom either the stake is locked or a task is taken
	/// back.
	pub(super) fn back_weight(workers: u32) -> Weight {
		let least = T::WeightInfo::lock_stakes(0);
		let lock = T::WeightInfo::lock_stakes(workers).saturating_sub(least);
		let (back, woken) = Self::hand_back_weights(workers);
		lock.max(back).saturating_add(least).saturating_add(woken)
	}

	/// Weight of `locked` locks of stakes of so many owners. An account is read and written once.
	pub(super) fn lock_weight(owners: u32, locked: u32) -> Weight {
		let again = u64::from(locked.saturating_sub(owners));
		T::WeightInfo::lock_stakes(locked)
			.saturating_sub(T::DbWeight::get().reads_writes(again, again))
	}

	/// Weight of [`Self::hand_back`] for so many workers, and of two that wait and are woken.
	fn hand_back_weights(workers: u32) -> (Weight, Weight) {
		let back = T::WeightInfo::supply(workers).saturating_sub(T::WeightInfo::supply(0));
		let woken = if workers > 0 { 2 } else { 0 };
		(back, T::WeightInfo::wait().saturating_mul(woken))
	}

	/// Takes tasks back from workers that were drawn for them, before anybody was told. Gives the
	/// weight.
	pub(super) fn hand_back(unbacked: Vec<(T::AccountId, TaskId)>) -> Weight {
		let workers = unbacked.len() as u32;
		if workers > 0 {
			T::Assignments::release(unbacked);
		}
		let (back, woken) = Self::hand_back_weights(workers);
		back.saturating_add(woken)
	}

	/// Brings as many workers to a task as its consensus needs (PROTOCOL 8.1): the best group,
	/// joined by the workers that compute, must be able to reach the trust; by the market's rules
	/// (PROTOCOL 9), the number of owners that have to agree.
	///
	/// A task that nobody computes gets all its workers or none, so that tasks that wait for each
	/// other's workers can't block each other; by the market's rules while its payer pays for them.
	/// Nobody is drawn while the pool has no free slot, and, by the market's rules, while the record is
	/// what it was when nobody was found, but with `search`: after a wait. A draw that finds too few and
	/// puts others aside is followed by another one, as long as the weight allows.
	///
	/// The caller stores the task, and makes sure that `meter` has [`Self::supply_weight`] left; what
	/// is taken from it is the weight of the draw as it was, not as it might have been.
	pub(crate) fn supply(
		round: &mut Round<T>,
		id: TaskId,
		task: &mut Task<T>,
		deal: &DealOf<T>,
		search: bool,
		meter: &mut WeightMeter,
	) -> Supply {
		meter.consume(T::WeightInfo::supply(task.worker_count()));
		Self::miss_late(round, id, task, deal);
		let (mut supply, mut others) = Self::supply_once(round, id, task, deal, search, meter);
		for _ in 1..DRAWS {
			let short = supply == Supply::Short && others;
			if !short || !meter.can_consume(Self::draw_weight()) {
				break;
			}
			(supply, others) = Self::supply_once(round, id, task, deal, true, meter);
		}
		supply
	}

	/// Draws workers for a task, if it needs some. Gives whether another draw would find others, since
	/// this one put some aside.
	fn supply_once(
		round: &mut Round<T>,
		id: TaskId,
		task: &mut Task<T>,
		deal: &DealOf<T>,
		search: bool,
		meter: &mut WeightMeter,
	) -> (Supply, bool) {
		let by_rules = deal.terms.is_some();
		let (target, limit, most) = match Self::need(round, task, deal) {
			Need::Nothing => return (Supply::Enough, false),
			Need::NoMore => return (Supply::Closed, false),
			Need::Workers { target, limit, most } => (target, limit, most),
		};
		// Whether the payer pays for all of them. Beyond that nobody who reported is asked again, and
		// those who were not asked are, also when they are too few to agree.
		let prepaid = task.assignments.saturating_add(limit) <= deal.paid_assignments();
		let stamp = task.stamp();
		if by_rules && !search && task.in_vain == Some(stamp) {
			return (Supply::Short, false);
		}
		meter.consume(T::DbWeight::get().reads(1));
		if T::Assignments::free_workers(deal.workerpool.id) == 0 {
			task.in_vain = Some(stamp).filter(|_| by_rules);
			return (Supply::Short, false);
		}
		let want = Want {
			task: id,
			target,
			limit,
			former: &Self::former(task, deal, round.now, prepaid),
			whole: (prepaid || !by_rules)
				&& task.contributor_count() == 0
				&& task.computing().next().is_none(),
			accepted_before: task.contributed_at.filter(|_| by_rules),
		};
		let (crew, aside) = Self::draw(round, task, deal, want, meter);
		let others = aside > 0;
		let crew = Self::back(round, id, task, deal, crew, meter);
		if crew.is_empty() {
			task.in_vain = Some(stamp).filter(|_| by_rules);
			return (Supply::Short, others);
		}
		let came = crew.len() as u32;
		let found = match by_rules {
			true => came >= most,
			false => Self::reached(round, crew.iter().map(|(picked, _)| picked), target),
		};
		Self::admit_all(round, id, task, deal, crew);
		let supply = match found {
			true => Supply::Enough,
			false if came >= limit => Supply::Partly,
			false => Supply::Short,
		};
		task.in_vain = Some(task.stamp()).filter(|_| by_rules && supply == Supply::Short);
		(supply, others)
	}

	/// Those who had a task before. By the market's rules who reported a failure counts as who was late
	/// from the end of the assignment on, while assignments are `prepaid`, but for a `Timeout`, which
	/// still holds the stake.
	fn former(
		task: &Task<T>,
		deal: &DealOf<T>,
		now: Seconds,
		prepaid: bool,
	) -> Vec<Former<T::AccountId>> {
		let again = prepaid && deal.terms.is_some();
		let reported = |worker: &WorkerOf<T>| {
			again && worker.failure.is_some_and(|f| f.code != FailureCode::Timeout)
		};
		let late = |worker: &WorkerOf<T>| {
			worker.assignment.is_some_and(|assignment| match assignment.status {
				AssignmentStatus::Missed => worker.failure.is_none() || reported(worker),
				AssignmentStatus::Withdrawn => reported(worker) && assignment.until <= now,
				AssignmentStatus::Standing => false,
			})
		};
		let former = |worker: &WorkerOf<T>| Former {
			worker: worker.who.clone(),
			owner: worker.owner().clone(),
			late: worker.contribution.is_none() && late(worker),
		};
		task.workers.iter().map(former).collect()
	}

	/// Draws workers for a task. The fee of an assignment that the payer has not locked is no part of
	/// what a worker agrees to lose. Gives how many others were put aside, too.
	fn draw(
		round: &mut Round<T>,
		task: &Task<T>,
		deal: &DealOf<T>,
		want: Want<T::AccountId>,
		meter: &mut WeightMeter,
	) -> (Vec<Picked<T::AccountId>>, u32) {
		let mut demand = Demand::of(deal_and_index(want.task).0, deal);
		if deal.terms.is_some() {
			// The draw reads the ledger.
			round.sheet.flush();
			if task.assignments.saturating_add(want.limit) > deal.paid_assignments() {
				demand.stake = demand.stake.saturating_add(deal.own_fee());
			}
		}
		let pool = deal.workerpool.id;
		let drawn = T::Assignments::assign(Wanted { pool, demand, tasks: &[want] });
		meter.consume(drawn.weight);
		(drawn.crews.into_iter().next().unwrap_or_default(), drawn.aside)
	}

	/// Locks what those who were drawn for a task answer with (PROTOCOL 9): the deal's worker stake,
	/// and the fee of an assignment that the payer has not locked. The task is taken back from those
	/// whose owner can't. Gives the others, and how many fees each has locked.
	fn back(
		round: &mut Round<T>,
		id: TaskId,
		task: &Task<T>,
		deal: &DealOf<T>,
		crew: Vec<Picked<T::AccountId>>,
		meter: &mut WeightMeter,
	) -> Vec<(Picked<T::AccountId>, u32)> {
		if deal.terms.is_none() {
			return crew.into_iter().map(|picked| (picked, 0)).collect();
		}
		let mut backed = Vec::with_capacity(crew.len());
		let mut unbacked = Vec::new();
		for picked in crew {
			let before = task.assignments.saturating_add(backed.len() as u32);
			let fees = u32::from(before >= deal.paid_assignments());
			let fee = if fees > 0 { deal.own_fee() } else { 0 };
			let amount = deal.worker_stake.saturating_add(fee);
			if round.sheet.lock(&picked.owner, amount).is_ok() {
				backed.push((picked, fees));
			} else {
				unbacked.push((picked.worker, id));
			}
		}
		if !unbacked.is_empty() {
			round.flush();
		}
		let back = Self::hand_back(unbacked);
		meter.consume(T::WeightInfo::lock_stakes(backed.len() as u32).saturating_add(back));
		backed
	}

	/// Writes into a task's record that workers got it, and tells everybody.
	fn admit_all(
		round: &Round<T>,
		id: TaskId,
		task: &mut Task<T>,
		deal: &DealOf<T>,
		crew: Vec<(Picked<T::AccountId>, u32)>,
	) {
		let (deal_id, index) = deal_and_index(id);
		let (since, status) = (round.now, AssignmentStatus::Standing);
		let until = Self::assignment_end(deal, since);
		let mut assigned = Vec::with_capacity(crew.len());
		for (picked, own_fees) in crew {
			assigned.push(NewAssignment { index, worker: picked.worker.clone() });
			Self::admit(task, picked, Assignment { since, until, status, own_fees });
		}
		Self::deposit_event(Event::TasksAssigned { deal: deal_id, until, assigned });
	}

	/// Takes a task back from those who let their time pass. By the market's rules that burns part of
	/// the stake that the assignment has locked, and frees the rest; fees stay locked until the task's
	/// end.
	pub(crate) fn miss_late(
		round: &mut Round<T>,
		id: TaskId,
		task: &mut Task<T>,
		deal: &DealOf<T>,
	) {
		let now = round.now;
		let is_late = |worker: &WorkerOf<T>| {
			let open = worker.contribution.is_none() && worker.is_assigned();
			open && worker.assignment.is_some_and(|a| a.until <= now)
		};
		if let Some(terms) = &deal.terms {
			let (stake, burned) = (deal.worker_stake, terms.penalty(deal.worker_stake));
			let mut moves = Vec::new();
			for worker in task.workers.iter().filter(|worker| is_late(worker)) {
				let who = worker.owner().clone();
				moves.push(Move::Seized { who: who.clone(), amount: burned });
				moves.push(Move::KittyFilled { amount: burned });
				moves.push(Move::Unlocked { who, amount: stake.saturating_sub(burned) });
			}
			if moves.is_empty() {
				return;
			}
			let settled = round.sheet.apply(&moves).map_err(T::Ledger::error);
			if Self::retry(id, settled).is_some() {
				// What must not be. Nothing has changed.
				return;
			}
			T::Ledger::tell(id, moves);
		}
		for worker in task.workers.iter_mut().filter(|worker| is_late(worker)) {
			if let Some(assignment) = &mut worker.assignment {
				assignment.status = AssignmentStatus::Missed;
			}
			if deal.terms.is_some() {
				Self::note_silent(deal_and_index(id).0, worker.owner());
			}
			round.take_back(id, &worker.who, true);
		}
	}

	/// Writes into a task's record that a worker got it. Of an owner that had it, the new one counts,
	/// with the former's fees and report.
	fn admit(task: &mut Task<T>, picked: Picked<T::AccountId>, mut assignment: Assignment) {
		let Picked { worker, owner } = picked;
		let mut failure = None;
		for former in task.workers.iter().filter(|former| *former.owner() == owner) {
			let fees = former.assignment.map_or(0, |assignment| assignment.own_fees);
			assignment.own_fees = assignment.own_fees.saturating_add(fees);
			failure = former.failure.or(failure);
		}
		task.workers.retain(|former| *former.owner() != owner);
		task.note_assignment(assignment.since);
		let assignment = Some(assignment);
		let admitted = TaskWorker { assignment, failure, ..TaskWorker::new(worker, owner) };
		// There is room: no more are drawn.
		let _ = task.workers.try_push(admitted);
	}

	/// Whether the chain assigns a deal's tasks: as its pool does now, or, by the market's rules, as the
	/// pool did at the match.
	pub(super) fn assigns(deal: &DealOf<T>) -> bool {
		match deal.terms {
			Some(_) => deal.is_assigned_by_chain(),
			None => T::Assignments::is_automatic(deal.workerpool.id),
		}
	}

	/// Whether workers' weights multiply to the target.
	fn reached<'a>(
		round: &mut Round<T>,
		crew: impl Iterator<Item = &'a Picked<T::AccountId>>,
		target: Trust,
	) -> bool {
		let workers = crew.map(|picked| &picked.worker);
		Self::joint_weight(round, workers).is_some_and(|joined| joined >= target)
	}

	/// The product of workers' weights, if there are any. Saturates: then it is enough anyway.
	fn joint_weight<'a>(
		round: &mut Round<T>,
		workers: impl Iterator<Item = &'a T::AccountId>,
	) -> Option<U256> {
		workers.fold(None, |product, worker| {
			let weight = consensus::weight(round.score(worker));
			Some(product.unwrap_or_else(U256::one).saturating_mul(weight.into()))
		})
	}

	/// What a task needs besides the workers that compute.
	pub(crate) fn need(round: &mut Round<T>, task: &Task<T>, deal: &DealOf<T>) -> Need {
		let now = round.now;
		let by_rules = deal.terms.is_some();
		if now >= Self::assignments_close(deal)
			|| !Self::assigns(deal)
			|| (!by_rules && Self::is_hopeless(task))
		{
			return Need::NoMore;
		}
		let computing =
			task.computing().filter(|(_, a)| a.until > now).map(|(worker, _)| &worker.who);
		let (target, most) = if by_rules {
			match Self::owners_missing(task, deal, computing.count() as u32) {
				Some(0) => return Need::Nothing,
				Some(missing) => (Trust::MAX, missing),
				None => return Need::NoMore,
			}
		} else {
			let outstanding = Self::joint_weight(round, computing);
			match task.groups().missing(deal.trust, outstanding) {
				Missing::Nothing => return Need::Nothing,
				Missing::Hopeless => return Need::NoMore,
				Missing::Weight(target) => (target, most_for(target)),
			}
		};
		// A late owner's new worker takes the former's place.
		let room = T::MaxWorkers::get()
			.saturating_sub(task.worker_count())
			.min(Self::assignments_left(task, deal));
		match room.min(MAX_ASSIGN).min(most) {
			0 => Need::NoMore,
			limit => Need::Workers { target, limit, most },
		}
	}

	/// Number of owners that a task lacks by the market's rules, when so many workers compute: what
	/// the largest group lacks to have as many as the trust asks for, or to outweigh the other groups,
	/// each contribution with the weight of a newcomer (PROTOCOL 5 and 9). `None`: no number of them
	/// brings the consensus.
	fn owners_missing(task: &Task<T>, deal: &DealOf<T>, computing: u32) -> Option<u32> {
		let mut groups = BTreeMap::<H256, BTreeSet<&T::AccountId>>::new();
		for (worker, contribution) in task.contributions().filter(|(_, c)| c.is_standing()) {
			groups.entry(contribution.result_hash).or_default().insert(worker.owner());
		}
		let sizes = || groups.values().map(|owners| owners.len() as u32);
		let largest = sizes().max().unwrap_or_default();
		let fewer = deal.owners_needed().saturating_sub(largest).saturating_sub(computing);

		let weight = |count: u32| U256::from(2).checked_pow(count.into()).unwrap_or(U256::MAX);
		let best = if largest > 0 { weight(largest) } else { U256::zero() };
		let total = sizes().fold(U256::one(), |sum, size| sum.saturating_add(weight(size)));
		let outstanding = (computing > 0).then(|| weight(computing));
		match consensus::missing(best, total, deal.trust, outstanding) {
			Missing::Nothing => Some(fewer),
			Missing::Weight(target) => Some(fewer.max(most_for(target))),
			Missing::Hopeless => None,
		}
	}

	/// What each task of a deal needs that nobody has been at.
	pub(super) fn first_need(deal: &DealOf<T>) -> Need {
		let Missing::Weight(weight) = consensus::Groups::default().missing(deal.trust, None) else {
			return Need::NoMore;
		};
		let (target, most) = match deal.terms {
			Some(_) => (Trust::MAX, deal.owners_needed()),
			None => (weight, most_for(weight)),
		};
		Need::Workers { target, limit: most.min(MAX_ASSIGN).min(T::MaxWorkers::get()), most }
	}

	/// More workers don't help: two of them report what every worker would, while nobody could
	/// compute it, or too many reported failures.
	fn is_hopeless(task: &Task<T>) -> bool {
		let failures = || task.workers.iter().filter_map(|worker| worker.failure);
		let deterministic = failures().filter(|failure| failure.code.is_deterministic()).count();
		failures().count() >= MAX_FAILURES
			|| (task.contributor_count() == 0 && deterministic >= MAX_DETERMINISTIC_FAILURES)
	}
}
