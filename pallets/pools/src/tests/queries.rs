// SPDX-License-Identifier: Apache-2.0

//! What the runtime API reads.

use crate::{mock::*, Slots};
use bourse_primitives::{api::WorkerInfo, traits::Assignments, PoolSlots, TaskId};
use frame_support::assert_ok;

/// Worker 1 of the closed pool, with three slots.
fn info(accepted: bool, tasks: Vec<TaskId>) -> WorkerInfo<AccountId> {
	WorkerInfo { worker: 1, pool: CLOSED, accepted, score: 0, slots: 3, tasks }
}

#[test]
fn worker_info_should_tell_pool_acceptance_slots_and_tasks() {
	build_and_execute(|| {
		assert_eq!(Pools::worker_info(&1), None);
		assert_ok!(Pools::apply(RuntimeOrigin::signed(1), CLOSED, 3));
		assert_eq!(Pools::worker_info(&1), Some(info(false, vec![])));
		assert_ok!(Pools::accept(RuntimeOrigin::signed(OTHER_OWNER), 1));
		assert_eq!(Pools::worker_info(&1), Some(info(true, vec![])));
		assert_eq!(draw(Ask { pool: CLOSED, ..ask(&[1]) }), [1]);
		assert_eq!(Pools::worker_info(&1), Some(info(true, vec![task(1)])));
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_eq!(Pools::worker_info(&1), Some(info(true, vec![task(1)])));
		release(&[1]);
		assert_eq!(Pools::worker_info(&1), None);
	});
}

#[test]
fn pool_size_should_count_active_workers_also_busy_and_paused_ones() {
	build_and_execute(|| {
		(1..=3).for_each(|who| join(who, 1));
		assert_eq!(Pools::pool_size(POOL), 3);
		assign(1, 1);
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(2), 0));
		assert_eq!(Pools::pool_size(POOL), 3);
		assert_ok!(Pools::leave(RuntimeOrigin::signed(3)));
		assert_eq!(Pools::pool_size(POOL), 2);
		assert_eq!(Pools::pool_size(NO_POOL), 0);
	});
}

#[test]
fn slots_should_be_those_of_active_workers_as_far_as_their_nodes_take_tasks() {
	build_and_execute(|| {
		let slots = || {
			let PoolSlots { all, free } = Chain::slots(POOL);
			(all, free)
		};
		join(1, 4);
		join(2, 2);
		let machine = join_machine(3, 0, 5);
		assert_eq!(slots(), (11, 11));
		assert_eq!(assign(1, 3).len(), 3);
		assert_eq!(slots(), (11, 8));
		assert_ok!(Pools::heartbeat(RuntimeOrigin::signed(1), Some(2)));
		assert_eq!(slots(), (9, 6));
		// A paused worker has a task, and no slot.
		assert_ok!(Pools::set_slots(RuntimeOrigin::signed(2), 0));
		assert_eq!(slots(), (7, 5));
		release(&[1]);
		assert_eq!(slots(), (7, 7));
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_eq!(slots(), (5, 5));
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), machine));
		assert!(!Slots::<Test>::contains_key(POOL));
	});
}
