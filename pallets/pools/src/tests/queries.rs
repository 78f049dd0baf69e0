// SPDX-License-Identifier: Apache-2.0

//! What the runtime API reads.

use crate::mock::*;
use bourse_primitives::{api::WorkerInfo, TaskId};
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
