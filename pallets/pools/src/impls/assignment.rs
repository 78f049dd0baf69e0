// SPDX-License-Identifier: Apache-2.0

//! Which workers get a task.

use super::Conditions;
use crate::{
	draw::Urn, pallet::*, AssignedBy, Levels, Place, WeightInfo, Worker, WorkerStatus, EXPELLED,
	MAX_KINDS,
};
use alloc::{
	collections::{btree_map::Entry, BTreeMap, BTreeSet},
	vec::Vec,
};
use bourse_primitives::{
	api::WorkerInfo,
	crypto::PocoId,
	traits::{Assignments, Drawn, OnFreeSlots, Picked, Rules, Scores, Want, Wanted},
	Balance, PoolRules, TaskId, Trust, WorkerpoolId, SPARE_OWNERS,
};
use codec::Encode;
use frame_support::{
	pallet_prelude::Weight,
	traits::{Defensive, Get, Randomness},
};
use sp_io::hashing::blake2_256;
use sp_runtime::{
	traits::{Saturating, UniqueSaturatedInto},
	DigestItem,
};

/// Entries that a draw reads and does not take because of their roll, at most, for each worker that
/// is wanted. A roll succeeds in more than half of the cases.
const REROLLS: u32 = 2;
/// Rolls for each entry that a draw may read. A worker that got many tasks of the draw is rolled
/// more often than it is taken: one that has the last of 16 slots, 31 times on average.
const ROLLS: u32 = 8;
/// Entries that the place of a worker who leaves a level costs to read: the level's last one, and
/// that worker. In the benchmark, the draw has read both.
const MOVED: u64 = 2;
/// Workers that one draw puts aside, at most, because they can't be drawn by their own fault.
pub(crate) const PUT_ASIDE: u32 = 8;
/// Weight of a newcomer's answer (PROTOCOL 5), and of everybody's where the rules of the market hold.
const NEWCOMER: u32 = 2;
/// Bits of a task's id that are its place in a word of [`Duties`].
const WORD_BITS: u8 = 64 - 1;

/// The word of [`Duties`] that a task is in, and its bit there.
pub(crate) fn word_of(task: TaskId) -> (TaskId, u64) {
	let [head @ .., last] = task.0;
	(with_last(head, last & !WORD_BITS), 1u64 << (last & WORD_BITS))
}

/// The tasks of a word of [`Duties`].
pub(crate) fn tasks_of_word(word: TaskId, bits: u64) -> impl Iterator<Item = TaskId> {
	let [head @ .., last] = word.0;
	(0..=WORD_BITS)
		.filter(move |bit| bits & (1 << bit) != 0)
		.map(move |bit| with_last(head, last | bit))
}

fn with_last(head: [u8; 31], last: u8) -> TaskId {
	let mut id = [0; 32];
	id[..31].copy_from_slice(&head);
	id[31] = last;
	id.into()
}

/// The workers drawn for one task.
struct Crew {
	/// Where on the roster.
	places: Vec<Place>,
	/// Whether they are all that the task wants now.
	whole: bool,
}

/// A draw for tasks of one deal (see the crate's documentation). What it reads it reads once, and
/// it writes at its end.
struct Draw<'a, T: Config> {
	pool: WorkerpoolId,
	conditions: Conditions<'a, T>,
	seed: [u8; 32],
	/// The parts of the roster's halls for workers that can serve the deal, when the draw began.
	/// Workers keep their places until it ends.
	halls: Vec<(u16, Levels)>,
	/// Number of halls that were looked at.
	looked: u32,
	/// The entries that were read: the worker with its slots as they are by now; `None` for one that
	/// can't be drawn for the deal.
	seen: BTreeMap<Place, Option<(T::AccountId, Worker<T::AccountId>)>>,
	/// What workers got.
	given: BTreeMap<T::AccountId, Vec<TaskId>>,
	/// Those that can't be drawn by their own fault, in no particular order.
	idle: Vec<T::AccountId>,
	/// Whether all weights are that of a newcomer.
	flat: bool,
	/// Owners that the pool has, if it was open at the match, else 0: see [`Draw::spare`].
	owners: u32,
	/// Whether workers that were expelled since the match can have tasks that have not begun.
	keeps_expelled: bool,
}

impl<'a, T: Config> Draw<'a, T> {
	fn begin(wanted: &Wanted<'a, T::AccountId>) -> Self {
		let Wanted { pool, demand, .. } = *wanted;
		let halls = Pallet::<T>::halls_for(wanted);
		let looked = halls.len() as u32;
		let halls = Pallet::<T>::parts_for(wanted, halls);
		let mut seed = seed_of_block::<T>();
		if Pallet::<T>::rules_hold() {
			// A draw that put workers aside and the next one of the block have different seeds.
			seed = blake2_256(&(seed, next_draw::<T>()).encode());
		}
		Self {
			pool,
			conditions: Conditions::of_deal(pool, demand),
			seed,
			halls,
			looked,
			seen: BTreeMap::new(),
			given: BTreeMap::new(),
			idle: Vec::new(),
			flat: demand.rules.is_some(),
			owners: if demand.is_of_open_pool() { OwnerCount::<T>::get(pool) } else { 0 },
			keeps_expelled: Pallet::<T>::keeps_expelled(pool, &demand),
		}
	}

	/// Reads the worker at a place, unless it was read before.
	fn look(&mut self, place: Place) {
		let Entry::Vacant(unknown) = self.seen.entry(place) else { return };
		let entry = Roster::<T>::get(self.pool, place)
			.and_then(|who| Workers::<T>::get(&who).map(|worker| (who, worker)))
			.filter(|(who, worker)| {
				let fits = self.conditions.admit(who, worker);
				let room = self.idle.len() < PUT_ASIDE as usize;
				let conditions = &self.conditions;
				let at_fault = || conditions.is_short(worker) || conditions.is_idle(who, worker);
				if !fits && room && at_fault() {
					self.idle.push(who.clone());
				}
				fits
			});
		unknown.insert(entry);
	}

	/// The worker at a place that was read, if it can be drawn for the deal.
	fn known(&self, place: Place) -> Option<&(T::AccountId, Worker<T::AccountId>)> {
		self.seen.get(&place)?.as_ref()
	}

	/// Number of owners with free slots beyond those whom a task wants that its first crew is drawn among.
	/// Where the slots are all taken, those who answer at once have free ones more often than those who
	/// compute, and would be the crew of each task that waits: a draw of two among two is none. Of owners
	/// beyond the crew that a pool has, half may be busy or gone.
	fn spare(&self, want: &Want<T::AccountId>) -> u32 {
		let several = want.whole && want.limit >= 2 && want.former.is_empty();
		match several {
			true => SPARE_OWNERS.min(self.owners.saturating_sub(want.limit) / 2),
			false => 0,
		}
	}

	/// Draws the workers of a task, without changing anything. Workers of owners that had it are
	/// passed over; where others don't suffice, those who were late are not.
	fn pick(&mut self, want: &Want<T::AccountId>) -> Crew {
		let Want { task, target, limit, former, .. } = *want;
		let mut barred: BTreeSet<_> = former.iter().map(|f| f.owner.clone()).collect();
		let mut late: BTreeSet<_> =
			former.iter().filter(|f| f.late).map(|f| f.owner.clone()).collect();
		for f in former.iter().filter(|f| !f.late) {
			late.remove(&f.owner);
		}
		let probes = self.conditions.probes();
		let seed = blake2_256(&(self.seed, task, former.len() as u32).encode());
		let mut halls = self.halls.clone();
		// Expelled workers can get tasks that have begun.
		let expelled = u16::from(EXPELLED);
		let with_expelled = self.keeps_expelled || want.accepted_before.is_some();
		halls.retain(|(hall, _)| hall & expelled == 0 || with_expelled);
		let mut urn = Urn::new(seed, &halls);
		let mut crew = Crew { places: Vec::new(), whole: false };
		// Those of late owners, in the order in which they were rolled.
		let mut second = Vec::new();
		let mut product = Trust::one();
		let (mut read, mut unfit) = (0u32, 0u32);
		let sought = limit.saturating_add(self.spare(want));
		let most_read = most_in_vain(limit, probes).saturating_add(sought);
		for _ in 0..most_read.saturating_mul(ROLLS) {
			crew.whole = product >= target && !crew.places.is_empty();
			if crew.whole || crew.places.len() as u32 >= sought {
				break;
			}
			let Some(roll) = urn.roll() else { break };
			if !self.seen.contains_key(&roll.place) {
				if unfit >= probes || read >= most_read {
					break;
				}
				read.saturating_inc();
			}
			self.look(roll.place);
			let Some((who, worker)) = self.known(roll.place) else {
				unfit.saturating_inc();
				urn.take(roll);
				continue;
			};
			let owner = &worker.owner;
			let new = self.conditions.hindrance_of_task(worker, want).is_some();
			// A machine that was a worker of its own, or the other way round, had the task already.
			let had_it = former.iter().any(|f| f.worker == *who && f.owner != *owner);
			if new || had_it || (barred.contains(owner) && !late.contains(owner)) {
				unfit.saturating_inc();
				urn.take(roll);
			} else if worker.free_slots() == 0 {
				// It got its last one in this draw.
				urn.take(roll);
			} else if roll.number < u64::from(worker.free_slots()) {
				urn.take(roll);
				if late.remove(owner) {
					unfit.saturating_inc();
					second.push(roll.place);
				} else {
					barred.insert(owner.clone());
					product = product.saturating_mul(self.weight_of(who));
					crew.places.push(roll.place);
				}
			}
		}
		for place in second {
			crew.whole = product >= target && !crew.places.is_empty();
			if crew.whole || crew.places.len() as u32 >= limit {
				break;
			}
			if let Some((who, _)) = self.known(place) {
				product = product.saturating_mul(self.weight_of(who));
				crew.places.push(place);
			}
		}
		// As many as one step may bring are enough for now, too.
		crew.whole =
			!crew.places.is_empty() && (product >= target || crew.places.len() as u32 >= sought);
		crew.places.truncate(limit as usize);
		crew
	}

	/// The weight of a worker's answer. None is below 2 by PROTOCOL 5; 0 would undo the others'.
	fn weight_of(&self, who: &T::AccountId) -> Trust {
		if self.flat {
			return NEWCOMER.into();
		}
		T::Scores::weight(who).max(1).into()
	}

	/// Gives a task to its crew.
	fn give(&mut self, task: TaskId, crew: Crew) -> Vec<Picked<T::AccountId>> {
		let mut picked = Vec::with_capacity(crew.places.len());
		for place in crew.places {
			let Some(Some((who, worker))) = self.seen.get_mut(&place) else { continue };
			worker.busy.saturating_inc();
			self.given.entry(who.clone()).or_default().push(task);
			picked.push(Picked { worker: who.clone(), owner: worker.owner.clone() });
		}
		picked
	}

	/// Writes down what was given. Gives the weight of the draw, and how many it put aside.
	fn end(self) -> (Weight, u32) {
		let picked =
			self.given.values().fold(0u32, |sum, tasks| sum.saturating_add(tasks.len() as u32));
		let in_vain = (self.seen.len() as u32).saturating_sub(self.given.len() as u32);
		let needed = self.conditions.needed();
		for (who, tasks) in self.given {
			// Read anew: saving one moves others on the roster.
			let Some(mut worker) = Workers::<T>::get(&who).defensive() else { continue };
			let added = change_duties::<T>(&who, &tasks, |word, bits| word | bits);
			worker.busy.saturating_accrue(added);
			Pallet::<T>::save(&who, worker);
		}
		let tried = self.idle.len() as u32;
		// At most as many.
		let aside =
			self.idle.iter().filter(|who| Pallet::<T>::put_aside(who, needed)).count() as u32;
		let draw = weight_of_draw::<T>(picked, in_vain, self.looked);
		(draw.saturating_add(weight_of_asides::<T>(tried)), aside)
	}
}

/// The randomness of the block's draws: that of an epoch before, the parent's hash, and the author's
/// VRF output, in the pre-runtime digest. The author knows all of it while it makes the block, so where
/// the rules of the market hold, nobody is drawn for a deal in the block of its match: whoever chose the
/// tasks' ids did not know the seed.
fn seed_of_block<T: Config>() -> [u8; 32] {
	let parent = frame_system::Pallet::<T>::parent_hash();
	let digest = frame_system::Pallet::<T>::digest();
	let author: Vec<_> = digest.logs.iter().filter_map(DigestItem::as_pre_runtime).collect();
	let subject = (b"bourse assign", parent, author).encode();
	let (random, _) = T::Randomness::random(&subject);
	blake2_256(random.as_ref())
}

/// Number of draws of this block before this one: nothing that workers could set in it.
fn next_draw<T: Config>() -> u32 {
	let block: u32 = frame_system::Pallet::<T>::block_number().unique_saturated_into();
	Draws::<T>::mutate(|(of, draws)| {
		if *of != block {
			(*of, *draws) = (block, 0);
		}
		let before = *draws;
		draws.saturating_inc();
		before
	})
}

/// Most entries that a draw of `limit` workers reads in vain.
fn most_in_vain(limit: u32, probes: u32) -> u32 {
	limit.saturating_mul(REROLLS).saturating_add(probes)
}

/// Weight of a draw from so many halls that gives tasks `picked` times and reads so many others.
fn weight_of_draw<T: Config>(picked: u32, in_vain: u32, halls: u32) -> Weight {
	// The benchmark has one hall.
	let reads = MOVED.saturating_mul(picked.into()).saturating_add(halls.saturating_sub(1).into());
	T::WeightInfo::assign(picked, in_vain).saturating_add(T::DbWeight::get().reads(reads))
}

/// Weight of putting so many aside, besides that of the draw that reads them in vain.
fn weight_of_asides<T: Config>(aside: u32) -> Weight {
	match aside {
		0 => Weight::zero(),
		_ => T::WeightInfo::put_aside(aside),
	}
}

/// Changes the bits of a worker's tasks, each word once. Gives how many bits have changed.
fn change_duties<T: Config>(
	who: &T::AccountId,
	tasks: &[TaskId],
	change: impl Fn(u64, u64) -> u64,
) -> u32 {
	let mut words = BTreeMap::<TaskId, u64>::new();
	for task in tasks {
		let (word, bit) = word_of(*task);
		*words.entry(word).or_default() |= bit;
	}
	let mut changed = 0u32;
	for (word, bits) in words {
		let before = Duties::<T>::get(who, word).unwrap_or_default();
		let after = change(before, bits);
		changed.saturating_accrue((before ^ after).count_ones());
		match after {
			_ if after == before => {},
			0 => Duties::<T>::remove(who, word),
			_ => Duties::<T>::insert(who, word, after),
		}
	}
	changed
}

impl<T: Config> Pallet<T> {
	/// Assignments of `who` have ended: frees their slots. `note` is called only if there were any.
	/// Gives the pool, if it has more free slots now.
	fn free(
		who: &T::AccountId,
		tasks: &[TaskId],
		note: impl FnOnce(&mut Worker<T::AccountId>),
	) -> Option<WorkerpoolId> {
		let freed = change_duties::<T>(who, tasks, |word, bits| word & !bits);
		let record = (freed > 0).then(|| Workers::<T>::get(who).defensive()).flatten();
		let mut worker = record?;
		let (pool, before) = (worker.pool, worker.free_slots());
		worker.busy.saturating_reduce(freed);
		note(&mut worker);
		Self::reconsider(who, &mut worker);
		let more = worker.free_slots() > before;
		Self::save(who, worker);
		more.then_some(pool)
	}

	/// Gives tasks to a worker, whatever the draw would say.
	#[cfg(feature = "runtime-benchmarks")]
	pub fn give(who: &T::AccountId, tasks: &[TaskId]) {
		if let Some(mut worker) = Workers::<T>::get(who) {
			worker.busy.saturating_accrue(tasks.len() as u32);
			Self::save(who, worker);
			change_duties::<T>(who, tasks, |word, bit| word | bit);
			// The end of a task is to take a mark away, which is dearer.
			Self::mark_lowest(who);
		}
	}

	/// Whether a worker is assigned to a task.
	pub fn is_assigned(task: TaskId, who: &T::AccountId) -> bool {
		let (word, bit) = word_of(task);
		Duties::<T>::get(who, word).is_some_and(|bits| bits & bit != 0)
	}
}

impl<T: Config> Assignments<T::AccountId> for Pallet<T> {
	fn assign(wanted: Wanted<T::AccountId>) -> Drawn<T::AccountId> {
		let mut draw = Draw::<T>::begin(&wanted);
		let mut crews = Vec::with_capacity(wanted.tasks.len());
		for want in wanted.tasks {
			let crew = draw.pick(want);
			if want.whole && !crew.whole {
				break;
			}
			crews.push(draw.give(want.task, crew));
		}
		let (weight, aside) = draw.end();
		Drawn { crews, weight, aside }
	}

	fn is_automatic(pool: WorkerpoolId) -> bool {
		Pools::<T>::get(pool).assigned_by == AssignedBy::Chain
	}

	fn rules(pool: WorkerpoolId) -> PoolRules {
		Pools::<T>::get(pool)
	}

	fn is_warm(pool: WorkerpoolId) -> bool {
		let warm_at = RulesSince::<T>::get(pool).saturating_add(T::Rules::parameters().warm_up);
		warm_at <= Self::now()
	}

	fn owners(pool: WorkerpoolId) -> u32 {
		OwnerCount::<T>::get(pool)
	}

	fn has_changed_since(pool: WorkerpoolId, since: bourse_primitives::Seconds) -> bool {
		RulesSince::<T>::get(pool) >= since
	}

	fn free_workers(pool: WorkerpoolId) -> u32 {
		RosterSize::<T>::get(pool)
	}

	fn workers(pool: WorkerpoolId) -> u32 {
		PoolSize::<T>::get(pool)
	}

	fn ready_slots(worker: &T::AccountId) -> Option<(WorkerpoolId, T::AccountId, u32)> {
		let worker = Workers::<T>::get(worker)?;
		let is_there = worker.status == WorkerStatus::Active
			&& !worker.is_silent(Self::now(), Self::parameters().silence_limit);
		let ready = worker.counting_slots().min(worker.ready.unwrap_or(u32::MAX));
		is_there.then_some((worker.pool, worker.owner, ready))
	}

	fn take_back(task: TaskId, worker: &T::AccountId, missed: bool) {
		let pool = Self::free(worker, &[task], |record| {
			Self::deposit_event(Event::AssignmentWithdrawn { task, worker: worker.clone() });
			if missed {
				Self::note_missed(worker, record);
			}
		});
		pool.into_iter().for_each(T::OnFreeSlots::on_free_slots);
	}

	fn release(ended: Vec<(T::AccountId, TaskId)>) {
		let mut workers = BTreeMap::<_, Vec<TaskId>>::new();
		for (who, task) in ended {
			workers.entry(who).or_default().push(task);
		}
		let pools: BTreeSet<_> = workers
			.into_iter()
			.filter_map(|(who, tasks)| Self::free(&who, &tasks, |_| {}))
			.collect();
		pools.into_iter().for_each(T::OnFreeSlots::on_free_slots);
	}

	fn sign_of_life(worker: &T::AccountId, delivered: bool) {
		Self::note_sign_of_life(worker, delivered);
	}

	fn stake_account(worker: &T::AccountId) -> T::AccountId {
		Workers::<T>::get(worker).map_or_else(|| worker.clone(), |worker| worker.owner)
	}

	fn worker_of(key: &PocoId) -> Option<T::AccountId> {
		HotKeys::<T>::get(key)
	}

	fn speaks_for(key: &PocoId, worker: &T::AccountId) -> bool {
		Self::hot_key(worker).as_ref() == Some(key) || Self::spoke_for(key, worker)
	}

	fn all_deposits() -> Vec<(T::AccountId, Balance)> {
		Self::sum_deposits()
	}

	fn hot_key(worker: &T::AccountId) -> Option<PocoId> {
		Workers::<T>::get(worker)?.hot_key
	}

	fn tasks_of(worker: &T::AccountId) -> Vec<TaskId> {
		Duties::<T>::iter_prefix(worker)
			.flat_map(|(word, bits)| tasks_of_word(word, bits))
			.collect()
	}

	fn assign_weight(n: u32) -> Weight {
		let (aside, halls) = match Self::rules_hold() {
			true => (PUT_ASIDE, MAX_KINDS.saturating_mul(2)),
			false => (0, 1),
		};
		let spare = if Self::rules_hold() { SPARE_OWNERS } else { 0 };
		let in_vain = most_in_vain(n, T::MaxProbes::get()).saturating_add(spare);
		weight_of_draw::<T>(n, in_vain, halls).saturating_add(weight_of_asides::<T>(aside))
	}
}

/// For the runtime API.
impl<T: Config> Pallet<T> {
	/// A worker as RPC shows it. One that is leaving was accepted.
	pub fn worker_info(who: &T::AccountId) -> Option<WorkerInfo<T::AccountId>> {
		let worker = Workers::<T>::get(who)?;
		Some(WorkerInfo {
			worker: who.clone(),
			pool: worker.pool,
			accepted: worker.status != WorkerStatus::Applied,
			score: T::Scores::score(who),
			slots: worker.capacity.slots,
			tasks: Self::tasks_of(who),
		})
	}

	/// Number of a pool's workers that are accepted and not leaving, busy and suspended ones
	/// included.
	pub fn pool_size(pool: WorkerpoolId) -> u32 {
		PoolSize::<T>::get(pool)
	}
}
