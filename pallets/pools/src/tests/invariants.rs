// SPDX-License-Identifier: Apache-2.0

//! `try_state` holds whatever is done in whatever order, and notices what it should.

use crate::{
	mock::*, Assigned, Assignment, HotKeys, PoolSize, Roster, RosterLen, Tasks, WorkerStatus,
	Workers,
};
use bourse_primitives::{traits::Assignments, WorkerpoolId};
use frame_support::{assert_noop, assert_ok};
use proptest::prelude::*;
use sp_core::Pair;
use sp_runtime::TryRuntimeError;
use std::collections::BTreeSet;

/// Something that somebody does, allowed or not.
#[derive(Debug, Clone)]
enum Step {
	Apply { who: u64, pool: WorkerpoolId, slots: u32 },
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
	let who = || 1u64..=8;
	let owner = || prop_oneof![Just(OWNER), Just(OTHER_OWNER)];
	let pool = || prop_oneof![Just(POOL), Just(CLOSED)];
	let task = || 0u64..6;
	prop_oneof![
		4 => (who(), pool(), 0u32..4).prop_map(|(who, pool, slots)| Apply { who, pool, slots }),
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
	let had: BTreeSet<_> = Assigned::<Test>::get(task(n)).into_iter().map(|a| a.worker).collect();
	let free: BTreeSet<_> = Workers::<Test>::iter()
		.filter(|(who, w)| w.pool == pool && w.is_free() && !had.contains(who))
		.map(|(who, _)| who)
		.filter(|who| !exclude.contains(who))
		.collect();
	let picked = Chain::assign(task(n), pool, target.into(), UNTIL, 0, limit, exclude);
	assert!(picked.iter().all(|who| free.contains(who)));
	assert_eq!(picked.iter().collect::<BTreeSet<_>>().len(), picked.len());
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

fn edit(who: u64, change: impl FnOnce(&mut crate::Worker)) {
	Workers::<Test>::mutate_extant(who, change);
}

#[test]
fn try_state_should_complain_when_a_roster_is_wrong() {
	broken(|| Roster::<Test>::insert(POOL, 3, 9), "a roster names somebody unknown");
	broken(|| Roster::<Test>::insert(CLOSED, 0, 1), "a worker is on another pool's roster");
	broken(|| Roster::<Test>::insert(POOL, 3, 1), "a roster and a worker's index differ");
	broken(|| RosterLen::<Test>::insert(POOL, 2), "a roster goes on behind its length");
	broken(|| RosterLen::<Test>::insert(POOL, 4), "a roster has gaps");
	broken(|| RosterLen::<Test>::insert(CLOSED, 1), "a roster has gaps");
	let complaint = "a worker is on the roster without a free slot, or off it with one";
	broken(|| edit(2, |w| w.slots = 1), complaint);
	broken(|| edit(2, |w| w.status = WorkerStatus::Leaving), complaint);
	broken(|| edit(4, |w| w.status = WorkerStatus::Active), complaint);
}

#[test]
fn try_state_should_complain_when_assignments_are_wrong() {
	broken(
		|| Assigned::<Test>::insert(task(9), frame_support::BoundedVec::default()),
		"a task without assignments is stored",
	);
	broken(
		|| {
			Assigned::<Test>::mutate(task(1), |assigned| {
				let again = Assignment { worker: 1, until: 0, withdrawn: true };
				assigned.try_push(again).unwrap();
			})
		},
		"a worker got a task twice",
	);
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
	broken(|| edit(1, |w| w.busy = 0), "a worker's busy slots are not its assignments");
	broken(|| edit(3, |w| w.busy = 1), "a worker has busy slots without assignments");
}

#[test]
fn try_state_should_complain_when_a_worker_is_wrong() {
	broken(|| edit(1, |w| w.slots = MaxSlots::get() + 1), "a worker has too many slots");
	broken(|| edit(2, |w| w.hot_key = Some(pair(7).public())), {
		"a worker's hot key does not point back at it"
	});
	broken(|| HotKeys::<Test>::insert(pair(8).public(), 9), "a hot key serves nobody known");
	broken(|| HotKeys::<Test>::insert(pair(8).public(), 1), "a hot key is not its worker's");
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
