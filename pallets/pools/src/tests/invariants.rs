// SPDX-License-Identifier: Apache-2.0

//! `try_state` holds whatever is done in whatever order, and notices what it should.

use crate::{
	mock::*, Admission, Berth, Berths, Bonds, Duties, Entry, Fleet, Fleets, FormerKeys, HotKeys,
	Kinds, Levels, Machines, Mark, MarkList, Marks, OwnerCount, OwnerWorkers, Part, Parts, Place,
	PoolSize, Roster, RosterLevels, RosterSize, Slots, Warming, WarmingRange, WorkerStatus,
	Workers,
};
use bourse_primitives::{
	traits::{Assignments, Demand, Ledger, StakeReserve},
	PoolSlots, WorkerpoolId, RLC,
};
use frame_support::{assert_noop, assert_ok, traits::Hooks, weights::Weight};
use proptest::prelude::*;
use sp_core::Pair;
use sp_runtime::TryRuntimeError;
use std::collections::{BTreeMap, BTreeSet};

/// Something that somebody does, allowed or not.
#[derive(Debug, Clone)]
enum Step {
	Apply {
		who: u64,
		pool: WorkerpoolId,
		slots: u32,
	},
	ApplyMachine {
		owner: u64,
		index: u16,
		pool: WorkerpoolId,
		slots: u32,
	},
	Invite {
		pool: WorkerpoolId,
		who: u64,
	},
	Heartbeat {
		who: u64,
		ready: Option<u32>,
	},
	Miss {
		task: u64,
		who: u64,
	},
	Life {
		who: u64,
		delivered: bool,
	},
	Pass {
		seconds: u64,
	},
	Accept {
		owner: u64,
		who: u64,
	},
	Reject {
		owner: u64,
		who: u64,
	},
	Expel {
		owner: u64,
		who: u64,
	},
	Leave {
		who: u64,
	},
	SetOpen {
		pool: WorkerpoolId,
		open: bool,
	},
	SetSlots {
		who: u64,
		slots: u32,
	},
	SetMaxStake {
		who: u64,
		exponent: u32,
	},
	/// Stake comes and goes, locked or free.
	Stake {
		who: u64,
		free: u128,
		locked: u128,
	},
	SetKey {
		who: u64,
		key: u8,
	},
	RemoveKey {
		who: u64,
	},
	Assign(Drawing),
	Withdraw {
		task: u64,
		who: u64,
	},
	Release {
		tasks: Vec<u64>,
	},
}

/// A draw.
#[derive(Debug, Clone)]
struct Drawing {
	tasks: Vec<u64>,
	pool: WorkerpoolId,
	/// In tenths of an RLC. Nothing where the rules of the market don't hold.
	stake: u128,
	target: u64,
	limit: u32,
	whole: bool,
	exclude: Vec<u64>,
}

/// A step where the rules of the market hold.
fn market_step() -> impl Strategy<Value = Step> {
	let who = || prop_oneof![3 => 1u64..=5, 1 => 1_000u64..=1_001];
	let tenths = || (0u128..8).prop_map(|tenths| tenths * RLC / 10);
	prop_oneof![
		8 => step(),
		1 => (who(), 8u32..11).prop_map(|(who, exponent)| Step::SetMaxStake { who, exponent }),
		2 => (1u64..=5, tenths(), tenths())
			.prop_map(|(who, free, locked)| Step::Stake { who, free, locked }),
	]
}

/// Neighbours of a word of duties and others.
const TASKS: [u64; 6] = [0, 1, 63, 64, 65, 1_000];

fn step() -> impl Strategy<Value = Step> {
	use Step::*;
	// Machines 0 and 1 of two owners, too.
	let who = || prop_oneof![3 => 1u64..=5, 1 => 1_000u64..=1_001, 1 => 2_000u64..=2_001];
	let owner = || prop_oneof![Just(OWNER), Just(OTHER_OWNER)];
	let pool = || prop_oneof![Just(POOL), Just(CLOSED)];
	let task = || prop::sample::select(TASKS.to_vec());
	let tasks = || prop::sample::subsequence(TASKS.to_vec(), 1..=6);
	prop_oneof![
		4 => (who(), pool(), 0u32..4).prop_map(|(who, pool, slots)| Apply { who, pool, slots }),
		3 => (1u64..=2, 0u16..=1, pool(), 1u32..4)
			.prop_map(|(owner, index, pool, slots)| ApplyMachine { owner, index, pool, slots }),
		1 => (pool(), who()).prop_map(|(pool, who)| Invite { pool, who }),
		2 => (who(), proptest::option::of(0u32..4))
			.prop_map(|(who, ready)| Heartbeat { who, ready }),
		3 => (task(), who()).prop_map(|(task, who)| Miss { task, who }),
		2 => (who(), any::<bool>()).prop_map(|(who, delivered)| Life { who, delivered }),
		1 => (1u64..1_000).prop_map(|seconds| Pass { seconds }),
		3 => (owner(), who()).prop_map(|(owner, who)| Accept { owner, who }),
		1 => (owner(), who()).prop_map(|(owner, who)| Reject { owner, who }),
		1 => (owner(), who()).prop_map(|(owner, who)| Expel { owner, who }),
		2 => who().prop_map(|who| Leave { who }),
		1 => (pool(), any::<bool>()).prop_map(|(pool, open)| SetOpen { pool, open }),
		2 => (who(), 0u32..4).prop_map(|(who, slots)| SetSlots { who, slots }),
		1 => (who(), 1u8..6).prop_map(|(who, key)| SetKey { who, key }),
		1 => who().prop_map(|who| RemoveKey { who }),
		8 => (
			(tasks(), pool(), 0u128..6),
			(0u64..20, 0u32..5, any::<bool>(), prop::collection::vec(who(), 0..3)),
		)
			.prop_map(|((tasks, pool, stake), (target, limit, whole, exclude))| {
				Assign(Drawing { tasks, pool, stake, target, limit, whole, exclude })
			}),
		4 => (task(), who()).prop_map(|(task, who)| Withdraw { task, who }),
		3 => tasks().prop_map(|tasks| Release { tasks }),
	]
}

/// Does a step. Calls may be refused, and then must change nothing.
fn run(step: &Step) {
	let signed = RuntimeOrigin::signed;
	let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
	let result = match step.clone() {
		Step::Apply { who, pool, slots } => Pools::apply(signed(who), pool, slots),
		Step::ApplyMachine { owner, index, pool, slots } => {
			Pools::apply_with(signed(owner), pool, Some(index), capacity(slots, 0))
		},
		Step::Invite { pool, who } => {
			let owner = if pool == POOL { OWNER } else { OTHER_OWNER };
			Pools::invite(signed(owner), pool, who)
		},
		Step::Heartbeat { who, ready } => Pools::heartbeat(signed(who), ready),
		Step::Miss { task: n, who } => {
			miss(n, who);
			Ok(())
		},
		Step::Life { who, delivered } => {
			Chain::sign_of_life(&who, delivered);
			Ok(())
		},
		Step::Pass { seconds } => {
			pass(seconds);
			Pools::on_idle(1, Weight::MAX);
			Ok(())
		},
		Step::Accept { owner, who } => Pools::accept(signed(owner), who),
		Step::Reject { owner, who } => Pools::reject(signed(owner), who),
		Step::Expel { owner, who } => Pools::expel(signed(owner), who),
		Step::Leave { who } => Pools::leave(signed(who)),
		Step::SetOpen { pool, open } => {
			let owner = if pool == POOL { OWNER } else { OTHER_OWNER };
			Pools::set_open(signed(owner), pool, open)
		},
		Step::SetSlots { who, slots } => Pools::set_slots(signed(who), slots),
		Step::SetMaxStake { who, exponent } => {
			Pools::set_max_stake(signed(who), 10u128.pow(exponent))
		},
		Step::Stake { who, free, locked } => {
			// What deposits lock stays.
			let deposits = Chain::all_deposits().into_iter().find(|(owner, _)| *owner == who);
			MockLedger::set_stake(&who, free);
			MockLedger::set_locked(&who, locked + deposits.map_or(0, |(_, sum)| sum));
			Ok(())
		},
		Step::SetKey { who, key } => {
			let (key, proof) = key_for(key, who);
			Pools::set_hot_key(signed(who), key, proof)
		},
		Step::RemoveKey { who } => Pools::remove_hot_key(signed(who)),
		Step::Assign(Drawing { tasks, pool, stake, target, limit, whole, exclude }) => {
			let (tasks, exclude, target) = (&tasks, &exclude, target.into());
			let stake = if RulesHold::get() { stake * RLC / 10 } else { 0 };
			let demand = Demand { stake, worker_stake: stake, ..demand() };
			let ask = Ask { tasks, pool, demand, target, limit, whole, exclude, ..ask(&[]) };
			match RulesHold::get() {
				false => run_assign(ask),
				true => run_market_assign(ask),
			}
			Ok(())
		},
		Step::Withdraw { task: n, who } => {
			let busy = |who| Workers::<Test>::get(who).map_or(0, |worker| worker.busy);
			let had = (Chain::is_assigned(task(n), &who), busy(who));
			withdraw(n, who);
			assert!(!Chain::is_assigned(task(n), &who));
			assert_eq!(busy(who), had.1 - u32::from(had.0));
			Ok(())
		},
		Step::Release { tasks } => {
			release(&tasks);
			Ok(())
		},
	};
	if result.is_err() {
		assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
	}
}

/// Assigns, and checks every promise of `Assignments::assign`.
fn run_assign(ask: Ask) {
	let Ask { tasks, pool, target, limit, whole, exclude, .. } = ask;
	let former: Vec<_> = tasks.iter().map(|n| former(*n, exclude)).collect();
	// What they still can take, in the course of the draw.
	let mut slots: Vec<_> = Workers::<Test>::iter()
		.filter(|(_, w)| w.pool == pool && !w.is_silent(Now::get(), 1_800))
		.map(|(who, w)| (who, w.owner, w.free_slots()))
		.collect();
	// Weights are all 2, and rosters are shorter than the probes, so the numbers are exact.
	let needed = (1u32..).find(|n| sp_core::U256::from(2u64.pow(*n)) >= target).unwrap();
	let wanted = needed.min(limit) as usize;
	let crews = draw_all(ask).crews;
	for (n, (task_id, former)) in tasks.iter().zip(&former).enumerate() {
		let had = |owner: &u64| former.iter().any(|f| f.owner == *owner);
		let is_out = |owner: &u64| former.iter().any(|f| f.owner == *owner && !f.late);
		// As a worker of another owner.
		let had_it = |who, owner| former.iter().any(|f| f.worker == who && f.owner != owner);
		let free: BTreeSet<_> = slots
			.iter()
			.filter(|(who, owner, slots)| *slots > 0 && !is_out(owner) && !had_it(*who, *owner))
			.map(|(_, owner, _)| *owner)
			.collect();
		let found = free.len().min(wanted);
		if whole && (found == 0 || found < wanted) {
			assert_eq!(crews.len(), n, "a task that would be short, and those behind it");
			return;
		}
		let crew = &crews[n];
		assert_eq!(crew.len(), found);
		let owners: BTreeSet<_> = crew.iter().map(|picked| picked.owner).collect();
		assert!(owners.is_subset(&free));
		assert_eq!(owners.len(), crew.len());
		// Late ones come when all others are taken.
		let others: BTreeSet<_> = free.iter().filter(|owner| !had(owner)).copied().collect();
		assert!(!owners.iter().any(had) || others.is_subset(&owners));
		for picked in crew {
			let (_, owner, slots) =
				slots.iter_mut().find(|(who, ..)| *who == picked.worker).unwrap();
			assert_eq!(picked.owner, *owner);
			*slots = slots.checked_sub(1).expect("it had a free slot");
			assert!(Chain::is_assigned(task(*task_id), &picked.worker));
		}
	}
	assert_eq!(crews.len(), tasks.len());
}

/// Assigns, and checks who may get the tasks where the rules of the market hold.
fn run_market_assign(ask: Ask) {
	let bond = Market::get().slot_bond;
	let backed: BTreeSet<_> = (1..=5)
		.filter(|who| {
			let slots = Bonds::<Test>::get(who).slots;
			MockLedger::stake(who) + MockLedger::locked(who) >= bond * u128::from(slots)
		})
		.collect();
	let before: BTreeMap<_, _> = Workers::<Test>::iter().collect();
	let open = Chain::rules(ask.pool).admission == Admission::Open;
	let stake = ask.demand.stake;
	for picked in draw_all(ask).crews.into_iter().flatten() {
		let worker = &before[&picked.worker];
		assert!(worker.free_slots() > 0 && worker.status == WorkerStatus::Active);
		assert!(stake <= worker.max_stake && stake <= MockLedger::stake(&picked.owner));
		if worker.backing.is_some() || open {
			assert!(backed.contains(&picked.owner), "{worker:?}");
			let backing = worker.backing.expect("it is bound");
			assert!(worker.busy < backing.warm);
		}
	}
}

/// The duties are those that the draws gave and nobody took back.
fn check_duties() {
	for n in TASKS {
		let mut expected = standing(n);
		expected.sort();
		let has = |who: &u64| Chain::is_assigned(task(n), who);
		let mut having: Vec<_> = Workers::<Test>::iter_keys().filter(has).collect();
		having.sort();
		assert_eq!(having, expected);
	}
	let all: usize = Workers::<Test>::iter_keys().map(|who| Chain::tasks_of(&who).len()).sum();
	assert_eq!(all, TASKS.map(|n| standing(n).len()).into_iter().sum::<usize>());
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..Default::default() })]

	#[test]
	fn state_should_stay_sound_whatever_is_done(steps in prop::collection::vec(step(), 1..120)) {
		new_test_ext().execute_with(|| {
			MaxProbes::set(16);
			for step in &steps {
				run(step);
				check_duties();
				assert_ok!(Pools::do_try_state());
			}
			// Whatever was going on, it can be brought to an end.
			release(&TASKS);
			for who in Workers::<Test>::iter_keys().collect::<Vec<_>>() {
				assert_ok!(Pools::leave(RuntimeOrigin::signed(who)));
			}
			assert_ok!(Pools::do_try_state());
			assert_eq!(Roster::<Test>::iter().count() + HotKeys::<Test>::iter().count(), 0);
			assert_eq!(Fleets::<Test>::iter().count() + Berths::<Test>::iter().count(), 0);
		});
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..Default::default() })]

	#[test]
	fn market_state_should_stay_sound_whatever_is_done(
		steps in prop::collection::vec(market_step(), 1..120),
		warm_up in prop_oneof![Just(0u64), Just(300)],
	) {
		new_test_ext().execute_with(|| {
			RulesHold::set(true);
			Market::mutate(|market| (market.warm_up, market.unbonding) = (warm_up, 2_000));
			MaxProbes::set(16);
			(1..=5).for_each(|who| MockLedger::endow(&who, RLC));
			[1_000, 1_001, 2_000, 2_001].iter().for_each(|who| MockLedger::endow(who, RLC / 100));
			for step in &steps {
				run(step);
				check_duties();
				assert_ok!(Pools::do_try_state());
				MockLedger::check();
				// Deposits are locked, and nobody binds more slots than it was backed for.
				for (owner, sum) in Chain::all_deposits() {
					assert!(MockLedger::locked(&owner) >= sum);
				}
			}
			release(&TASKS);
			for who in Workers::<Test>::iter_keys().collect::<Vec<_>>() {
				assert_ok!(Pools::leave(RuntimeOrigin::signed(who)));
			}
			assert_ok!(Pools::do_try_state());
			assert_eq!(Chain::all_deposits(), []);
			assert_eq!(Roster::<Test>::iter().count() + Kinds::<Test>::iter().count(), 0);
			assert_eq!(Fleets::<Test>::iter().count() + Berths::<Test>::iter().count(), 0);
			assert_eq!(OwnerCount::<Test>::iter().count() + Marks::<Test>::iter().count(), 0);
			pass(450_000);
			(0..20).for_each(|_| idle());
			assert_eq!(Bonds::<Test>::iter().count() + FormerKeys::<Test>::iter().count(), 0);
			assert_eq!(Warming::<Test>::iter().count(), 0);
			assert!((1..=5).all(|who| Pools::reserved(&who) == 0));
		});
	}
}

/// Breaks a sound state in one way and expects `try_state` to name it.
fn broken(by: impl FnOnce(), complaint: &'static str) {
	new_test_ext().execute_with(|| {
		(1..=3).for_each(|who| join(who, 2));
		set_key(7, 1);
		assert_ok!(Pools::apply(RuntimeOrigin::signed(4), CLOSED, 1));
		assert_eq!(assign(1, 3).len(), 3);
		withdraw(1, 3);
		assert_ok!(Pools::do_try_state());
		by();
		assert_noop!(Pools::do_try_state(), TryRuntimeError::Other(complaint));
	});
}

fn edit(who: u64, change: impl FnOnce(&mut crate::Worker<u64>)) {
	Workers::<Test>::mutate_extant(who, change);
}

#[test]
fn try_state_should_complain_when_a_roster_is_wrong() {
	let at = |index| Place { hall: 0, level: 1, index };
	let levels = |ones, twos| -> Parts {
		let mut levels = Levels::default();
		(levels.0[0], levels.0[1]) = (ones, twos);
		vec![Part { mark: 0, levels }].try_into().expect("it is one")
	};
	// Worker 3 has two free slots, 1 and 2 have one.
	let put = |pool: WorkerpoolId, place: Place, who: u64| {
		move || Roster::<Test>::insert(pool, place, Entry::Worker(who))
	};
	broken(put(POOL, at(1), 9), "a roster names somebody unknown");
	broken(put(CLOSED, at(0), 1), "a worker is on another pool's roster");
	broken(put(POOL, at(1), 1), "a roster and a worker's place differ");
	let beyond = "a roster goes on behind its length";
	broken(|| RosterLevels::<Test>::insert(POOL, 0, levels(1, 1)), beyond);
	broken(|| RosterLevels::<Test>::insert(POOL, 0, levels(2, 2)), "a roster has gaps");
	broken(|| RosterLevels::<Test>::insert(CLOSED, 0, levels(1, 0)), "a roster has gaps");
	let complaint = "a worker is not on the level of the roster that its free slots say";
	broken(|| edit(2, |w| w.capacity.slots = 1), complaint);
	broken(|| edit(2, |w| w.capacity.slots = 3), complaint);
	broken(|| edit(2, |w| w.ready = Some(0)), complaint);
	broken(|| edit(2, |w| w.status = WorkerStatus::Suspended), complaint);
	broken(|| edit(2, |w| w.status = WorkerStatus::Leaving), complaint);
	broken(|| edit(4, |w| w.status = WorkerStatus::Active), complaint);
}

/// [`broken`] with two machines of one owner, of two slots each.
fn fleet_broken(by: impl FnOnce(), complaint: &'static str) {
	new_test_ext().execute_with(|| {
		for index in 0..2 {
			join_machine(1, index, 2);
		}
		join(2, 4);
		assert_ok!(Pools::do_try_state());
		by();
		assert_noop!(Pools::do_try_state(), TryRuntimeError::Other(complaint));
	});
}

#[test]
fn try_state_should_complain_when_a_fleet_is_wrong() {
	let edit_fleet = |change: fn(&mut Fleet<u64>)| {
		move || Fleets::<Test>::mutate(POOL, 1, |fleets| change(&mut fleets[0]))
	};
	let differ = "a roster and a fleet's place differ";
	fleet_broken(edit_fleet(|fleet| fleet.place.index = 1), differ);
	fleet_broken(|| Fleets::<Test>::remove(POOL, 1), differ);
	let level = "a fleet is not on the level of the roster that its free slots say";
	fleet_broken(edit_fleet(|fleet| fleet.free = 3), level);
	let miscounted = "a fleet's free slots are miscounted";
	fleet_broken(edit_fleet(|fleet| fleet.free = 5), miscounted);
	fleet_broken(edit_fleet(|fleet| fleet.machines = 1), miscounted);
	fleet_broken(edit_fleet(|fleet| fleet.machines = 3), "a fleet has gaps");
	fleet_broken(edit_fleet(|fleet| fleet.head = 1_001), "a fleet and a machine's place differ");
	fleet_broken(edit_fleet(|fleet| fleet.head = 2), "somebody is in another owner's fleet");
	let berth = |number| Berth { part: 0, number };
	fleet_broken(|| Berths::<Test>::remove((POOL, 1u64), berth(1)), "a fleet has gaps");
	let beyond = "a fleet goes on behind its length";
	fleet_broken(|| Berths::<Test>::insert((POOL, 1u64), berth(2), 1_000), beyond);
	fleet_broken(|| edit(1_000, |w| w.ready = Some(1)), miscounted);
	let unknown = || Fleets::<Test>::insert(CLOSED, 1, Fleets::<Test>::get(POOL, 1));
	fleet_broken(unknown, "a fleet is not on the roster");
	fleet_broken(|| Fleets::<Test>::mutate(CLOSED, 1, |_| ()), {
		"an owner without fleets has a record of them"
	});
	let paused = || {
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(1_000), 0));
		edit(1_000, |w| w.capacity.slots = 2);
	};
	fleet_broken(paused, "a machine with a free slot is in no fleet");
}

#[test]
fn try_state_should_complain_when_duties_are_wrong() {
	let word = |n, bits| move || Duties::<Test>::insert(1, task(n), bits);
	broken(word(64, 0), "a word without a task is stored");
	broken(word(1, 1), "a word is not under its first task");
	broken(word(32, 1), "a word is not under its first task");
	let differ = "a worker's busy slots are not its assignments";
	broken(word(0, 0b110), differ);
	broken(word(64, 1), differ);
	broken(|| Duties::<Test>::insert(9, task(0), 1), "a task is assigned to nobody known");
	let lost = "a worker has busy slots without assignments";
	broken(|| Duties::<Test>::remove(1, task(0)), lost);
	let gone = || {
		// Full, so off the roster.
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(1), 1));
		Workers::<Test>::remove(1);
	};
	broken(gone, "a task is assigned to nobody known");
	broken(|| edit(1, |w| (w.busy, w.capacity.slots) = (0, 1)), differ);
	broken(|| edit(3, |w| (w.busy, w.capacity.slots) = (1, 3)), lost);
}

#[test]
fn try_state_should_complain_when_a_worker_is_wrong() {
	broken(
		|| edit(1, |w| (w.capacity.slots, w.ready) = (MaxSlots::get() + 1, Some(2))),
		"a worker has too many slots",
	);
	broken(|| edit(2, |w| w.hot_key = Some(pair(7).public())), {
		"a worker's hot key does not point back at it"
	});
	broken(|| HotKeys::<Test>::insert(pair(8).public(), 9), "a hot key serves nobody known");
	broken(|| HotKeys::<Test>::insert(pair(8).public(), 1), "a hot key is not its worker's");
	broken(|| edit(1, |w| w.owner = 2), "a worker that is no machine has an owner");
	broken(|| edit(1, |w| w.machine = Some(1)), "a machine is on a roster by itself");
	let unlisted = || {
		// Full, so off the roster.
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(1), 1));
		edit(1, |w| w.machine = Some(1));
	};
	broken(unlisted, "a machine is not listed under its owner");
	broken(|| Machines::<Test>::insert(1, 1, 1_001), "a machine is nobody known");
	broken(
		|| Machines::<Test>::insert(1, 1, 1),
		"a machine is listed under another owner or number",
	);
	broken(|| PoolSize::<Test>::insert(POOL, 2), "a pool's size is wrong");
	broken(|| PoolSize::<Test>::insert(CLOSED, 1), "a pool's size is wrong");
	broken(|| PoolSize::<Test>::remove(POOL), "a pool's size is missing");
	let idle = || {
		// Paused, so off the roster.
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(3), 0));
		edit(3, |w| w.status = WorkerStatus::Leaving);
	};
	broken(idle, "an idle worker did not leave");
}

/// [`broken`] where the rules of the market hold.
fn market_broken(by: impl FnOnce(), complaint: &'static str) {
	new_test_ext().execute_with(|| {
		RulesHold::set(true);
		Market::mutate(|market| market.warm_up = 0);
		(1..=3).for_each(|who| join_rich(who, 2));
		assert_ok!(Pools::do_try_state());
		by();
		assert_noop!(Pools::do_try_state(), TryRuntimeError::Other(complaint));
	});
}

/// A mark of so many workers.
fn marks(workers: u32) -> MarkList {
	vec![Some(Mark { stake: 100 * RLC, workers })].try_into().expect("it is one")
}

#[test]
fn try_state_should_complain_when_what_the_market_counts_is_wrong() {
	let miscounted = "an owner's workers are miscounted";
	market_broken(|| OwnerWorkers::<Test>::insert(POOL, 1, 2), miscounted);
	market_broken(|| OwnerWorkers::<Test>::insert(POOL, 9, 1), miscounted);
	market_broken(|| OwnerWorkers::<Test>::remove(POOL, 1), "an owner's workers are not counted");
	market_broken(|| OwnerCount::<Test>::insert(POOL, 2), "a pool's owners are miscounted");
	market_broken(|| OwnerCount::<Test>::remove(POOL), "a pool's owners are not counted");
	market_broken(
		|| Kinds::<Test>::mutate(POOL, |halls| halls[0].as_mut().unwrap().workers = 2),
		"a hall's workers are miscounted",
	);
	market_broken(|| Kinds::<Test>::remove(POOL), "workers are in no hall");
	market_broken(|| edit(1, |w| w.max_stake = 1), "workers of two kinds share a hall");
	market_broken(|| Marks::<Test>::insert(POOL, marks(1)), "a mark's workers are miscounted");
	let marked = || {
		assert!(Chain::put_aside(&1, 100 * RLC));
		Marks::<Test>::insert(POOL, marks(2));
	};
	market_broken(marked, "a mark's workers are miscounted");
	let unmarked = || {
		assert!(Chain::put_aside(&1, 100 * RLC));
		Marks::<Test>::remove(POOL);
	};
	market_broken(unmarked, "workers have a mark that is none");
	market_broken(|| Bonds::<Test>::mutate(1, |b| b.slots = 3), "an owner's bonds are miscounted");
	market_broken(|| Bonds::<Test>::remove(1), "an owner's bonds are not counted");
	market_broken(
		|| edit(1, |w| w.backing.as_mut().unwrap().slots = 3),
		"more slots are backed than a worker has, or more are warm",
	);
	market_broken(
		|| WarmingRange::<Test>::mutate(|line| line.next += 1),
		"the line of warming slots has gaps",
	);
	market_broken(|| RosterSize::<Test>::insert(POOL, 2), "a roster's size is wrong");
	market_broken(|| RosterSize::<Test>::remove(POOL), "a roster's size is missing");
	let slots = PoolSlots { all: 6, free: 5 };
	market_broken(|| Slots::<Test>::insert(POOL, slots), "a pool's slots are miscounted");
	market_broken(|| Slots::<Test>::remove(POOL), "a pool's slots are not counted");
}
