// SPDX-License-Identifier: Apache-2.0

//! Which workers get a task.

use super::{
	turns::{Found, Queue, MISFITS},
	Conditions,
};
use crate::{
	draw::Urn, pallet::*, AssignedBy, Berth, DrawCount, Entry, Levels, Place, WeightInfo, Worker,
	WorkerStatus, EXPELLED, MAX_KINDS,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use bourse_primitives::{
	api::WorkerInfo,
	crypto::PocoId,
	traits::{Assignments, Drawn, OnFreeSlots, Picked, Rules, Scores, Want, Wanted},
	Balance, PoolRules, PoolSlots, TaskId, Trust, WorkerpoolId, SPARE_OWNERS,
};
use codec::Encode;
use frame_support::{
	pallet_prelude::Weight,
	traits::{Defensive, Get, Randomness},
};
use sp_io::hashing::{blake2_128, blake2_256};
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
	/// The entries that were read.
	seen: BTreeMap<Place, Found<T::AccountId>>,
	/// Number of workers that were read, of those in berths, and of machines of fleets of several that got
	/// tasks.
	met: u32,
	berths: u32,
	crowded: u32,
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
			met: 0,
			berths: 0,
			crowded: 0,
			given: BTreeMap::new(),
			idle: Vec::new(),
			flat: demand.rules.is_some(),
			owners: if demand.is_of_open_pool() { OwnerCount::<T>::get(pool) } else { 0 },
			keeps_expelled: Pallet::<T>::keeps_expelled(pool, &demand),
		}
	}

	/// Whether a look at a place reads a worker.
	fn reads(&self, place: Place) -> bool {
		self.seen.get(&place).is_none_or(|found| {
			found.turn.is_none() && found.queue.as_ref().is_some_and(Queue::has_more)
		})
	}

	/// Finds out whose turn it is at a place, unless that is known, by the seed of a task.
	fn look(&mut self, place: Place, seed: [u8; 32]) {
		let mut found = match self.seen.remove(&place) {
			Some(found) => found,
			None => self.open(place, seed),
		};
		let waits = found.turn.is_none();
		if let Some(queue) = found.queue.as_mut().filter(|_| waits) {
			match queue.step() {
				Some(number) => {
					let who = self.machine(queue, number);
					let met = who.and_then(|who| self.meet(who));
					match met {
						Some((who, worker, true)) => found.turn = Some((who, worker)),
						unfit => {
							queue.tries = queue.tries.saturating_sub(1);
							let free = unfit.map_or(0, |(_, worker, _)| worker.free_slots());
							found.free = found.free.saturating_sub(free);
						},
					}
				},
				None => found.turn = queue.passed.pop(),
			}
		}
		self.seen.insert(place, found);
	}

	/// Reads an entry of the roster: the worker, or the fleet without its machines.
	fn open(&mut self, place: Place, seed: [u8; 32]) -> Found<T::AccountId> {
		let mut found = Found { turn: None, free: 0, queue: None };
		match Roster::<T>::get(self.pool, place) {
			Some(Entry::Worker(who)) => {
				let fit = self.meet(who).filter(|(_, _, fits)| *fits);
				found.free = fit.as_ref().map_or(0, |(_, worker, _)| worker.free_slots());
				found.turn = fit.map(|(who, worker, _)| (who, worker));
			},
			Some(Entry::Fleet(owner)) => {
				let fleets = Fleets::<T>::get(self.pool, &owner);
				let places: Vec<_> = fleets.iter().map(|fleet| fleet.place).collect();
				if let Some(fleet) = fleets.into_iter().find(|fleet| fleet.place == place) {
					found.free = fleet.free;
					let lot = blake2_128(&(seed, place).encode());
					found.queue = Some(Queue::new(owner, fleet, places, u128::from_le_bytes(lot)));
				}
			},
			None => {},
		}
		found
	}

	/// The machine of a fleet with that number.
	fn machine(&mut self, queue: &Queue<T::AccountId>, number: u32) -> Option<T::AccountId> {
		let Queue { owner, fleet, .. } = queue;
		if number == 0 {
			return Some(fleet.head.clone());
		}
		self.berths.saturating_inc();
		Berths::<T>::get((self.pool, owner), Berth { part: fleet.place.hall, number })
	}

	/// Reads a worker. Whether it can be drawn for the deal comes with it.
	fn meet(&mut self, who: T::AccountId) -> Option<(T::AccountId, Worker<T::AccountId>, bool)> {
		self.met.saturating_inc();
		let worker = Workers::<T>::get(&who)?;
		let conditions = &self.conditions;
		let fits = conditions.admit(&who, &worker);
		let room = self.idle.len() < PUT_ASIDE as usize;
		let at_fault = || conditions.is_short(&worker) || conditions.is_idle(&who, &worker);
		if !fits && room && at_fault() {
			self.idle.push(who.clone());
		}
		Some((who, worker, fits))
	}

	/// The machine whose turn it is can't have a task: it is another one's turn. Whether there is another.
	fn pass_by(&mut self, place: Place) -> bool {
		let Some(found) = self.seen.get_mut(&place) else { return false };
		let Some(queue) = &mut found.queue else { return false };
		if !queue.has_more() {
			return false;
		}
		if let Some(turn) = found.turn.take() {
			// The one that was passed by first comes first.
			queue.passed.insert(0, turn);
		}
		true
	}

	/// The worker whose turn it is at a place.
	fn known(&self, place: Place) -> Option<&(T::AccountId, Worker<T::AccountId>)> {
		self.seen.get(&place)?.turn.as_ref()
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
		// How many machines of fleets could not have the task.
		let mut passed_by = BTreeMap::new();
		let sought = limit.saturating_add(self.spare(want));
		let most_read = most_in_vain(limit, probes).saturating_add(sought);
		for _ in 0..most_read.saturating_mul(ROLLS) {
			crew.whole = product >= target && !crew.places.is_empty();
			if crew.whole || crew.places.len() as u32 >= sought {
				break;
			}
			let Some(roll) = urn.roll() else { break };
			if self.reads(roll.place) {
				if unfit >= probes || read >= most_read {
					break;
				}
				read.saturating_inc();
			}
			self.look(roll.place, seed);
			let Some(found) = self.seen.get(&roll.place) else { break };
			if found.is_spent() {
				// It got its last ones in this draw, or none of its machines can be drawn.
				urn.take(roll);
				continue;
			}
			let Some((who, worker)) = &found.turn else {
				unfit.saturating_inc();
				if !self.reads(roll.place) {
					urn.take(roll);
				}
				continue;
			};
			let owner = &worker.owner;
			let new = self.conditions.hindrance_of_task(worker, want).is_some();
			// A machine that was a worker of its own, or the other way round, had the task already.
			let had_it = former.iter().any(|f| f.worker == *who && f.owner != *owner);
			if barred.contains(owner) && !late.contains(owner) {
				unfit.saturating_inc();
				found.leave(&mut urn, roll);
			} else if new || had_it {
				unfit.saturating_inc();
				let misfits: &mut u32 = passed_by.entry(roll.place).or_default();
				misfits.saturating_inc();
				if *misfits >= MISFITS || !self.pass_by(roll.place) {
					urn.take(roll);
				}
			} else if roll.number < u64::from(found.free) {
				found.leave(&mut urn, roll);
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
			let Some(found) = self.seen.get_mut(&place) else { continue };
			let Some((who, worker)) = &mut found.turn else { continue };
			found.free = found.free.saturating_sub(1);
			worker.busy.saturating_inc();
			let tasks = self.given.entry(who.clone()).or_default();
			let is_new = tasks.is_empty();
			tasks.push(task);
			picked.push(Picked { worker: who.clone(), owner: worker.owner.clone() });
			let is_over = worker.free_slots() == 0;
			if let Some(queue) = &found.queue {
				self.crowded.saturating_accrue(u32::from(is_new && queue.fleet.machines > 1));
				if is_over {
					found.turn = None;
				}
			}
		}
		picked
	}

	/// Writes down what was given. Gives the weight of the draw, and how many it put aside.
	fn end(self) -> (Weight, u32) {
		let given =
			self.given.values().fold(0u32, |sum, tasks| sum.saturating_add(tasks.len() as u32));
		let workers = self.given.len() as u32;
		let in_vain = self.met.saturating_sub(workers);
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
		let draw = weight_of_draw::<T>(workers, given, in_vain, self.looked)
			.saturating_add(weight_of_fleets::<T>(self.berths, self.crowded));
		(draw.saturating_add(weight_of_asides::<T>(tried)), aside)
	}
}

/// The randomness of the block's draws: that of an epoch before, the parent's hash, and the author's
/// VRF output, in the pre-runtime digest. The author knows all of it while it makes the block, so where
/// the rules of the market hold, nobody is drawn for a deal in the block of its match: the account that
/// chose the tasks' ids did not know the seed.
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
	Draws::<T>::mutate(|count| {
		if count.block != block {
			*count = DrawCount { block, draws: 0 };
		}
		let before = count.draws;
		count.draws.saturating_inc();
		before
	})
}

/// Most entries that a draw of `limit` workers reads in vain.
fn most_in_vain(limit: u32, probes: u32) -> u32 {
	limit.saturating_mul(REROLLS).saturating_add(probes)
}

/// Weight of a draw from so many halls that gives so many workers a task, `given` tasks in all, and reads
/// so many others. A worker is written once, and so is the word of its tasks, since they are of one page.
fn weight_of_draw<T: Config>(workers: u32, given: u32, in_vain: u32, halls: u32) -> Weight {
	// The benchmark has one hall.
	let reads = MOVED.saturating_mul(workers.into()).saturating_add(halls.saturating_sub(1).into());
	let more = T::WeightInfo::give(given.saturating_sub(workers));
	T::WeightInfo::assign(workers, in_vain)
		.saturating_add(more.saturating_sub(T::WeightInfo::give(0)))
		.saturating_add(T::DbWeight::get().reads(reads))
}

/// Weight of reading so many berths, and of giving so many tasks to machines of fleets of several. In the
/// benchmark each machine has an owner of its own.
fn weight_of_fleets<T: Config>(berths: u32, crowded: u32) -> Weight {
	T::DbWeight::get().reads(berths.into()).saturating_add(Pallet::<T>::disembark_weight(crowded))
}

/// Weight of putting so many aside, besides that of the draw that reads them in vain.
fn weight_of_asides<T: Config>(aside: u32) -> Weight {
	match aside {
		0 => Weight::zero(),
		_ => T::WeightInfo::put_aside(aside).saturating_add(Pallet::<T>::disembark_weight(aside)),
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

	fn slots(pool: WorkerpoolId) -> PoolSlots {
		Slots::<T>::get(pool)
	}

	fn ready_slots(worker: &T::AccountId) -> Option<(WorkerpoolId, T::AccountId, u32)> {
		let worker = Workers::<T>::get(worker)?;
		let is_there = worker.status == WorkerStatus::Active
			&& !worker.is_silent(Self::now(), Self::parameters().silence_limit);
		let ready = worker.ready_slots();
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

	fn assign_weight(tasks: u32, n: u32) -> Weight {
		// One draw puts so many aside and reads so many halls, whatever the number of its tasks.
		let (aside, halls) = match Self::rules_hold() {
			true => (PUT_ASIDE, MAX_KINDS.saturating_mul(2)),
			false => (0, 1),
		};
		let spare = if Self::rules_hold() { SPARE_OWNERS } else { 0 };
		let in_vain = most_in_vain(n, T::MaxProbes::get()).saturating_add(spare);
		let (n, in_vain) = (n.saturating_mul(tasks), in_vain.saturating_mul(tasks));
		weight_of_draw::<T>(n, n, in_vain, halls)
			.saturating_add(weight_of_fleets::<T>(n.saturating_add(in_vain), n))
			.saturating_add(weight_of_asides::<T>(aside))
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
