// SPDX-License-Identifier: Apache-2.0

//! `Assignments::take_back`.

use crate::{mock::*, Event};
use bourse_primitives::traits::Assignments;

#[test]
fn take_back_should_free_the_slot_and_tell() {
	build_and_execute(|| {
		join(1, 1);
		assert_eq!(assign(1, 1), [1]);
		events();
		withdraw(1, 1);
		assert_eq!(events(), [Event::AssignmentWithdrawn { task: task(1), worker: 1 }]);
		assert!(!Chain::is_assigned(task(1), &1));
		assert!(Chain::tasks_of(&1).is_empty());
		assert_eq!((worker(1).busy, worker(1).missed), (0, 0));
		// Not this one again, but others.
		assert!(assign(1, 1).is_empty());
		assert_eq!(assign(2, 1), [1]);
	});
}

#[test]
fn take_back_should_count_a_miss_when_the_time_has_passed() {
	build_and_execute(|| {
		join(1, 1);
		assert_eq!(assign(1, 1), [1]);
		miss(1, 1);
		assert_eq!((worker(1).busy, worker(1).missed), (0, 1));
	});
}

#[test]
fn take_back_should_leave_the_other_assignments_alone() {
	build_and_execute(|| {
		(1..=3).for_each(|who| join(who, 2));
		assign(1, 3);
		assign(2, 3);
		withdraw(1, 2);
		let has = |n| (1..=3).filter(move |who| Chain::is_assigned(task(n), who));
		assert_eq!(has(1).collect::<Vec<_>>(), [1, 3]);
		assert_eq!(has(2).count(), 3);
	});
}

#[test]
fn take_back_should_do_nothing_when_the_worker_has_no_such_assignment() {
	build_and_execute(|| {
		join(1, 1);
		Chain::take_back(task(1), &1, true);
		assert_eq!(assign(1, 1), [1]);
		events();
		Chain::take_back(task(2), &1, true);
		Chain::take_back(task(1), &2, true);
		assert!(events().is_empty());
		assert_eq!((worker(1).busy, worker(1).missed), (1, 0));
		// Twice is once.
		Chain::take_back(task(1), &1, true);
		Chain::take_back(task(1), &1, true);
		assert_eq!(events().len(), 1);
		assert_eq!((worker(1).busy, worker(1).missed), (0, 1));
	});
}

#[test]
fn take_back_should_still_bar_the_worker_when_it_left_and_came_back() {
	build_and_execute(|| {
		join(1, 1);
		assert_eq!(assign(1, 1), [1]);
		withdraw(1, 1);
		assert_eq!(Pools::leave(RuntimeOrigin::signed(1)), Ok(()));
		join(1, 1);
		assert!(assign(1, 1).is_empty());
	});
}

#[test]
fn take_back_should_let_a_leaving_worker_go_when_it_missed_its_last_task() {
	build_and_execute(|| {
		join(1, 1);
		assert_eq!(assign(1, 1), [1]);
		assert_eq!(Pools::leave(RuntimeOrigin::signed(1)), Ok(()));
		events();
		miss(1, 1);
		assert_eq!(Pools::worker_info(&1), None);
		assert_eq!(
			events(),
			[
				Event::WorkerLeft { pool: POOL, worker: 1 },
				Event::AssignmentWithdrawn { task: task(1), worker: 1 },
			]
		);
	});
}
