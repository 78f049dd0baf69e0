// SPDX-License-Identifier: Apache-2.0

//! `try_state` holds whatever is done in whatever order, and notices what it should.

use crate::{
	mock::*, Duties, HotKeys, Levels, Machines, Place, PoolSize, Roster, RosterLevels,
	WorkerStatus, Workers,
};
use bourse_primitives::{traits::Assignments, WorkerpoolId};
use frame_support::{assert_noop, assert_ok, traits::Hooks, weights::Weight};
use proptest::prelude::*;
use sp_core::Pair;
use sp_runtime::TryRuntimeError;
use std::collections::BTreeSet;

/// Something that somebody does, allowed or not.
#[derive(Debug, Clone)]
enum Step {
	Apply { who: u64, pool: WorkerpoolId, slots: u32 },
	ApplyMachine { owner: u64, index: u16, pool: WorkerpoolId, slots: u32 },
	Invite { pool: WorkerpoolId, who: u64 },
	Heartbeat { who: u64, ready: Option<u32> },
	Miss { task: u64, who: u64 },
	Life { who: u64, delivered: bool },
	Pass { seconds: u64 },
	Accept { owner: u64, who: u64 },
	Reject { owner: u64, who: u64 },
	Expel { owner: u64, who: u64 },
	Leave { who: u64 },
	SetOpen { pool: WorkerpoolId, open: bool },
	SetSlots { who: u64, slots: u32 },
	SetKey { who: u64, key: u8 },
	RemoveKey { who: u64 },
	Assign(Drawing),
	Withdraw { task: u64, who: u64 },
	Release { tasks: Vec<u64> },
}

/// A draw.
#[derive(Debug, Clone)]
struct Drawing {
	tasks: Vec<u64>,
	pool: WorkerpoolId,
	target: u64,
	limit: u32,
	whole: bool,
	exclude: Vec<u64>,
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
		8 => (tasks(), pool(), 0u64..20, 0u32..5, any::<bool>(), prop::collection::vec(who(), 0..3))
			.prop_map(|(tasks, pool, target, limit, whole, exclude)| {
				Assign(Drawing { tasks, pool, target, limit, whole, exclude })
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
		Step::SetKey { who, key } => {
			let (key, proof) = key_for(key, who);
			Pools::set_hot_key(signed(who), key, proof)
		},
		Step::RemoveKey { who } => Pools::remove_hot_key(signed(who)),
		Step::Assign(Drawing { tasks, pool, target, limit, whole, exclude }) => {
			let (tasks, exclude, target) = (&tasks, &exclude, target.into());
			run_assign(Ask { tasks, pool, demand: demand(), target, limit, whole, exclude });
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
	let at = |index| Place { level: 1, index };
	let levels = |ones, twos| {
		let mut levels = Levels::default();
		(levels.0[0], levels.0[1]) = (ones, twos);
		levels
	};
	// Worker 3 has two free slots, 1 and 2 have one.
	broken(|| Roster::<Test>::insert(POOL, at(1), 9), "a roster names somebody unknown");
	broken(|| Roster::<Test>::insert(CLOSED, at(0), 1), "a worker is on another pool's roster");
	broken(|| Roster::<Test>::insert(POOL, at(1), 1), "a roster and a worker's place differ");
	let beyond = "a roster goes on behind its length";
	broken(|| RosterLevels::<Test>::insert(POOL, levels(1, 1)), beyond);
	broken(|| RosterLevels::<Test>::insert(POOL, levels(2, 2)), "a roster has gaps");
	broken(|| RosterLevels::<Test>::insert(CLOSED, levels(1, 0)), "a roster has gaps");
	let complaint = "a worker is not on the level of the roster that its free slots say";
	broken(|| edit(2, |w| w.capacity.slots = 1), complaint);
	broken(|| edit(2, |w| w.capacity.slots = 3), complaint);
	broken(|| edit(2, |w| w.ready = Some(0)), complaint);
	broken(|| edit(2, |w| w.status = WorkerStatus::Suspended), complaint);
	broken(|| edit(2, |w| w.status = WorkerStatus::Leaving), complaint);
	broken(|| edit(4, |w| w.status = WorkerStatus::Active), complaint);
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
	broken(|| edit(1, |w| w.machine = Some(1)), "a machine is not listed under its owner");
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
