// SPDX-License-Identifier: Apache-2.0

//! Several machines of one owner.

use crate::{
	mock::*, Berths, Entry, Error, Event, Fleet, Fleets, Machines, Place, Roster, WorkerStatus,
};
use bourse_primitives::{
	traits::{Assignments, Demand},
	RLC,
};
use frame_support::{assert_noop, assert_ok};
use std::collections::BTreeMap;

fn apply(owner: u64, index: u16) -> frame_support::dispatch::DispatchResult {
	Pools::apply_with(RuntimeOrigin::signed(owner), POOL, Some(index), capacity(2, 0))
}

#[test]
fn apply_with_should_register_a_machine_under_its_owner() {
	build_and_execute(|| {
		assert_ok!(apply(1, 7));
		let machine = worker(1_007);
		assert_eq!((machine.owner, machine.machine), (1, Some(7)));
		assert_eq!(machine.status, WorkerStatus::Active);
		assert_eq!(Machines::<Test>::get(1, 7), Some(1_007));
		assert_eq!(
			events(),
			[
				Event::WorkerApplied { pool: POOL, worker: 1_007, slots: 2 },
				Event::WorkerAccepted { pool: POOL, worker: 1_007 },
			]
		);
	});
}

#[test]
fn apply_with_should_fail_when_the_machine_is_a_worker() {
	build_and_execute(|| {
		assert_ok!(apply(1, 7));
		assert_noop!(apply(1, 7), Error::<Test>::AlreadyAWorker);
		assert_ok!(apply(1, 8));
	});
}

#[test]
fn machine_should_be_free_to_join_again_when_it_has_left() {
	build_and_execute(|| {
		assert_ok!(apply(1, 7));
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1_007)));
		assert_eq!(Machines::<Test>::iter().count(), 0);
		assert_ok!(apply(1, 7));
	});
}

#[test]
fn stake_account_should_be_the_owner_of_a_machine_and_anybody_else_itself() {
	build_and_execute(|| {
		assert_ok!(apply(1, 7));
		join(2, 1);
		assert_eq!(Chain::stake_account(&1_007), 1);
		assert_eq!(Chain::stake_account(&2), 2);
		assert_eq!(Chain::stake_account(&77), 77);
	});
}

#[test]
fn assign_should_never_pick_two_machines_of_an_owner_for_a_task() {
	build_and_execute(|| {
		for index in 0..5 {
			join_machine(1, index, 4);
		}
		join(1, 4);
		join(2, 4);
		for n in 0..8 {
			let mut owners: Vec<_> = assign(n, 7).iter().map(|who| worker(*who).owner).collect();
			owners.sort();
			assert_eq!(owners, [1, 2]);
			release(&[n]);
		}
	});
}

#[test]
fn assign_should_not_pick_another_machine_when_one_had_the_task() {
	build_and_execute(|| {
		join_machine(1, 0, 1);
		join_machine(1, 1, 1);
		let first = assign(1, 1)[0];
		withdraw(1, first);
		assert!(assign(1, 1).is_empty());
		// Not even after it left.
		assert_ok!(Pools::leave(RuntimeOrigin::signed(first)));
		assert!(assign(1, 1).is_empty());
		assert_eq!(assign(2, 2).len(), 1);
	});
}

#[test]
fn assign_should_look_at_the_owners_stake_when_the_worker_is_a_machine() {
	build_and_execute(|| {
		join_machine(1, 0, 1);
		join_machine(2, 0, 1);
		MockLedger::set_stake(&1, 100);
		MockLedger::set_stake(&2_000, 100);
		assert_eq!(draw(Ask { demand: Demand { stake: 100, ..demand() }, ..ask(&[1]) }), [1_000]);
	});
}

#[test]
fn assign_should_not_give_a_task_to_a_worker_again_when_it_has_become_a_machine() {
	build_and_execute(|| {
		// The machine's account, by itself.
		join(1_007, 1);
		assert_eq!(assign(1, 1), [1_007]);
		withdraw(1, 1_007);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1_007)));
		assert_ok!(apply(1, 7));
		assert!(assign(1, 1).is_empty());
		assert_eq!(assign(2, 1), [1_007]);
	});
}

#[test]
fn machines_of_an_owner_should_be_one_entry_of_the_roster() {
	build_and_execute(|| {
		join(2, 4);
		let machines: Vec<_> = (0..3).map(|index| join_machine(1, index, 2)).collect();
		let fleet = || Fleets::<Test>::get(POOL, 1).into_iter().next();
		let entries = || Roster::<Test>::iter_prefix(POOL).count();
		// On the level of 4 to 7 free slots, beside worker 2.
		let place = Place { hall: 0, level: 2, index: 1 };
		let expected = Fleet { place, machines: 3, free: 6, head: machines[0] };
		assert_eq!((fleet(), entries(), roster_len(POOL)), (Some(expected), 2, 4));
		assert_eq!(Roster::<Test>::get(POOL, place), Some(Entry::Fleet(1)));
		let berth = |index| Some(Place { hall: 0, level: 0, index });
		assert_eq!([0, 1, 2].map(|n| worker(machines[n]).place), [0, 1, 2].map(berth));

		// The last one gets the first one's number.
		assert_ok!(Pools::leave(RuntimeOrigin::signed(machines[0])));
		let expected = Fleet { place, machines: 2, free: 4, head: machines[2] };
		assert_eq!((fleet(), roster_len(POOL)), (Some(expected), 3));
		assert_eq!([1, 2].map(|n| worker(machines[n]).place), [1, 0].map(berth));
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(machines[2]), 1));
		let place = Place { hall: 0, level: 1, index: 0 };
		let expected = Fleet { place, machines: 2, free: 3, head: machines[2] };
		assert_eq!(fleet(), Some(expected));
		for who in &machines[1..] {
			assert_ok!(Pools::leave(RuntimeOrigin::signed(*who)));
		}
		assert_eq!((fleet(), entries(), roster_len(POOL)), (None, 1, 1));
		assert_eq!(Fleets::<Test>::iter().count() + Berths::<Test>::iter().count(), 0);
	});
}

#[test]
fn machines_beyond_the_fleets_of_an_owner_should_wait_until_one_is_empty() {
	with_rules(|| {
		MockLedger::endow(&1, 100 * RLC);
		let join = |index: u16| {
			// Each of a kind of its own.
			let capacity = capacity(1, 1 << index);
			assert_ok!(Pools::apply_with(RuntimeOrigin::signed(1), POOL, Some(index), capacity));
		};
		(0..17).for_each(join);
		assert_eq!((worker(1_016).place, roster_len(POOL)), (None, 16));
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1_000)));
		assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(1_016), None));
		assert_eq!((worker(1_016).place.is_some(), roster_len(POOL)), (true, 16));
	});
}

/// Six machines of two slots count as much as one worker of twelve.
#[test]
fn draw_should_find_an_owner_by_the_free_slots_of_all_its_machines() {
	build_and_execute(|| {
		(0..6).for_each(|index| {
			join_machine(1, index, 2);
		});
		join(2, 12);
		let mut counts = BTreeMap::new();
		for n in 0..1_000 {
			*counts.entry(assign(n, 1)[0]).or_insert(0u32) += 1;
			release(&[n]);
		}
		// Half of them, within three standard deviations.
		assert!((452..=548).contains(&counts[&2]), "{counts:?}");
		// The machines take turns by lot.
		assert!((1_000..1_006).all(|machine| counts[&machine] > 50), "{counts:?}");
	});
}

#[test]
fn draw_should_use_every_slot_of_a_fleet_and_no_more() {
	build_and_execute(|| {
		let slots = [1, 3, 2];
		(0..3).for_each(|index| {
			join_machine(1, index, slots[usize::from(index)]);
		});
		let tasks: Vec<_> = (0..8).collect();
		let mut all = assign_each(&tasks, 1).concat();
		all.sort();
		assert_eq!(all, [1_000, 1_001, 1_001, 1_001, 1_002, 1_002]);
		assert_eq!(roster_len(POOL), 0);
	});
}

#[test]
fn draw_should_try_few_machines_of_a_fleet_when_they_are_unfit() {
	build_and_execute(|| {
		MaxProbes::set(64);
		(0..40).for_each(|index| {
			join_machine(1, index, 16);
		});
		join(2, 1);
		// All but one are silent.
		(1..40).for_each(|index| set_key(index, 1_000 + u64::from(index)));
		pass(1_801);
		for n in 0..50 {
			// Those of the fleet are tried first, most often.
			assert!(assign(n, 2).contains(&2), "{n}");
			release(&[n]);
		}
	});
}

#[test]
fn draw_should_find_other_owners_beside_a_thousand_machines_of_one() {
	with_rules(|| {
		MaxProbes::set(64);
		(1..=10).for_each(|who| join_rich(who, 2));
		MockLedger::endow(&20, 1_000 * RLC);
		for index in 0..1_000 {
			join_machine(20, index, 1);
		}
		let is_short = |n: &u64| {
			let short = assign(*n, 3).len() < 3;
			release(&[*n]);
			short
		};
		assert_eq!((0..200).filter(is_short).count(), 0);
	});
}

/// Of as many kinds as an owner has fleets for: all of them leave the draw with the first.
#[test]
fn draw_should_find_other_owners_beside_fleets_of_every_kind() {
	with_rules(|| {
		(1..=10).for_each(|who| join_rich(who, 2));
		for owner in [20, 21] {
			MockLedger::endow(&owner, 1_000 * RLC);
			for index in 0..160 {
				let (origin, capacity) =
					(RuntimeOrigin::signed(owner), capacity(1, 1 << (index % 16)));
				assert_ok!(Pools::apply_with(origin, POOL, Some(index), capacity));
			}
		}
		for n in 0..200 {
			assert_eq!(assign(n, 4).len(), 4, "{n}");
			release(&[n]);
		}
	});
}
