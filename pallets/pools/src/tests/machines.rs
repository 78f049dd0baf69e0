// SPDX-License-Identifier: Apache-2.0

//! Several machines of one owner.

use crate::{mock::*, Error, Event, Machines, WorkerStatus};
use bourse_primitives::{
	traits::{Assignments, Demand},
	RLC,
};
use frame_support::{assert_noop, assert_ok};

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
#[ignore = "hole: machines of an owner that has the task are probes of its draw, one by one"]
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
