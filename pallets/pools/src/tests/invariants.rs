// SPDX-License-Identifier: Apache-2.0

//! `try_state` holds whatever is done in whatever order, and notices what it should.

use crate::{
	mock::*, Assigned, Assignment, HotKeys, Levels, Machines, Place, PoolSize, Roster,
	RosterLevels, Tasks, WorkerStatus, Workers,
};
use bourse_primitives::{
	traits::{Assignments, Wanted},
	WorkerpoolId,
};
use frame_support::{assert_noop, assert_ok, traits::Hooks, weights::Weight};
use proptest::prelude::*;
use sp_core::Pair;
use sp_runtime::TryRuntimeError;
use std::collections::{BTreeMap, BTreeSet};

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
	Assign { task: u64, pool: WorkerpoolId, target: u64, limit: u32, exclude: Vec<u64> },
	Withdraw { task: u64, who: u64 },
	Release { task: u64 },
}

fn step() -> impl Strategy<Value = Step> {
	use Step::*;
	// Machines 0 and 1 of two owners, too.
	let who = || prop_oneof![3 => 1u64..=5, 1 => 1_000u64..=1_001, 1 => 2_000u64..=2_001];
	let owner = || prop_oneof![Just(OWNER), Just(OTHER_OWNER)];
	let pool = || prop_oneof![Just(POOL), Just(CLOSED)];
	let task = || 0u64..6;
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
		8 => (task(), pool(), 0u64..20, 0u32..5, prop::collection::vec(who(), 0..3))
			.prop_map(|(task, pool, target, limit, exclude)| {
				Assign { task, pool, target, limit, exclude }
			}),
		4 => (task(), who()).prop_map(|(task, who)| Withdraw { task, who }),
		3 => task().prop_map(|task| Release { task }),
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
			Chain::miss(task(n), &who);
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
		Step::Assign { task: n, pool, target, limit, exclude } => {
			run_assign(n, pool, target, limit, &exclude);
			Ok(())
		},
		Step::Withdraw { task: n, who } => {
			let had = Chain::is_assigned(task(n), &who);
			assert_eq!(Chain::withdraw(task(n), &who), had);
			assert!(!Chain::is_assigned(task(n), &who));
			Ok(())
		},
		Step::Release { task: n } => {
			Chain::release(task(n));
			assert!(!Assigned::<Test>::contains_key(task(n)));
			Ok(())
		},
	};
	if result.is_err() {
		assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
	}
}

/// Assigns, and checks every promise of `Assignments::assign`.
fn run_assign(n: u64, pool: WorkerpoolId, target: u64, limit: u32, exclude: &[u64]) {
	// Whose turn is over, and whether they were late.
	let past = Assigned::<Test>::get(task(n));
	let had: BTreeMap<_, _> = past.iter().map(|a| (a.owner, a.missed)).collect();
	// As a worker of another owner.
	let had_it = |who, owner| past.iter().any(|a| a.worker == who && a.owner != owner);
	let owner = |who: &u64| worker(*who).owner;
	let free: BTreeSet<_> = Workers::<Test>::iter()
		.filter(|(_, w)| w.pool == pool && w.free_slots() > 0)
		.filter(|(_, w)| !w.is_silent(Now::get(), 1_800))
		.filter(|(who, w)| !had_it(*who, w.owner))
		.map(|(_, w)| w.owner)
		.filter(|owner| !exclude.contains(owner) && had.get(owner) != Some(&false))
		.collect();
	let picked = draw(Wanted { pool, target: target.into(), limit, exclude, ..wanted(n) });
	let owners: BTreeSet<_> = picked.iter().map(owner).collect();
	assert!(owners.is_subset(&free));
	assert_eq!(owners.len(), picked.len());
	// Late ones come when all others are taken.
	let is_late = |owner: &u64| had.contains_key(owner);
	let others: BTreeSet<_> = free.iter().filter(|owner| !is_late(owner)).copied().collect();
	assert!(!owners.iter().any(is_late) || others.is_subset(&owners));
	// Weights are all 2, rosters are shorter than the probes, so the number is exact.
	let needed = (1u32..).find(|n| 2u64.pow(*n) >= target).unwrap();
	let room = MaxAssigned::get() as usize - had.len();
	let expected = free.len().min(needed.min(limit) as usize).min(room);
	assert_eq!(picked.len(), expected);
	assert!(picked.iter().all(|who| Chain::is_assigned(task(n), who)));
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..Default::default() })]

	#[test]
	fn state_should_stay_sound_whatever_is_done(steps in prop::collection::vec(step(), 1..120)) {
		new_test_ext().execute_with(|| {
			MaxAssigned::set(6);
			MaxProbes::set(16);
			for step in &steps {
				run(step);
				assert_ok!(Pools::do_try_state());
			}
			// Whatever was going on, it can be brought to an end.
			(0..6).for_each(|n| Chain::release(task(n)));
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
		assert!(Chain::withdraw(task(1), &3));
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
fn try_state_should_complain_when_assignments_are_wrong() {
	broken(
		|| Assigned::<Test>::insert(task(9), frame_support::BoundedVec::default()),
		"a task without assignments is stored",
	);
	let again = |worker, owner| {
		Assigned::<Test>::mutate(task(1), |assigned| {
			let again = Assignment { worker, owner, withdrawn: true, ..assigned[0].clone() };
			assigned.try_push(again).unwrap();
		})
	};
	broken(|| again(5, 1), "an owner got a task twice");
	broken(|| again(1, 5), "a worker got a task twice");
	let one_sided = "an assignment stands on one side only";
	broken(|| Tasks::<Test>::remove(1, task(1)), one_sided);
	broken(|| Tasks::<Test>::insert(3, task(1), ()), one_sided);
	broken(
		|| Tasks::<Test>::insert(1, task(9), ()),
		"a worker has a task that was not assigned to it",
	);
	let gone = || {
		// Full, so off the roster.
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(1), 1));
		Workers::<Test>::remove(1);
	};
	broken(gone, "a task is assigned to nobody known");
	broken(
		|| edit(1, |w| (w.busy, w.capacity.slots) = (0, 1)),
		"a worker's busy slots are not its assignments",
	);
	broken(
		|| edit(3, |w| (w.busy, w.capacity.slots) = (1, 3)),
		"a worker has busy slots without assignments",
	);
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
