// SPDX-License-Identifier: Apache-2.0

//! `Assignments::withdraw`.

use crate::{mock::*, Event};
use bourse_primitives::traits::Assignments;

#[test]
fn withdraw_should_free_the_slot_and_bar_the_worker_from_the_task() {
	build_and_execute(|| {
		join(1, 1);
		assert_eq!(assign(1, 1), [1]);
		events();
		assert!(Chain::withdraw(task(1), &1));
		assert_eq!(events(), [Event::AssignmentWithdrawn { task: task(1), worker: 1 }]);
		assert!(!Chain::is_assigned(task(1), &1));
		assert!(Chain::assigned(task(1)).is_empty());
		assert!(Chain::tasks_of(&1).is_empty());
		assert_eq!(worker(1).busy, 0);
		// Not this one again, but others.
		assert!(assign(1, 1).is_empty());
		assert_eq!(assign(2, 1), [1]);
	});
}

#[test]
fn withdraw_should_leave_the_other_assignments_alone() {
	build_and_execute(|| {
		(1..=3).for_each(|who| join(who, 2));
		assign(1, 3);
		assign(2, 3);
		assert!(Chain::withdraw(task(1), &2));
		let mut standing: Vec<_> = Chain::assigned(task(1)).into_iter().map(|a| a.worker).collect();
		standing.sort();
		assert_eq!(standing, [1, 3]);
		assert!(Chain::is_assigned(task(2), &2));
	});
}

#[test]
fn withdraw_should_do_nothing_when_the_worker_has_no_such_assignment() {
	build_and_execute(|| {
		join(1, 1);
		assert!(!Chain::withdraw(task(1), &1));
		assert_eq!(assign(1, 1), [1]);
		events();
		assert!(!Chain::withdraw(task(2), &1));
		assert!(!Chain::withdraw(task(1), &2));
		assert!(events().is_empty());
		// Twice is once.
		assert!(Chain::withdraw(task(1), &1));
		assert!(!Chain::withdraw(task(1), &1));
		assert_eq!(worker(1).busy, 0);
	});
}

#[test]
fn withdraw_should_still_bar_the_worker_when_it_left_and_came_back() {
	build_and_execute(|| {
		join(1, 1);
		assert_eq!(assign(1, 1), [1]);
		assert!(Chain::withdraw(task(1), &1));
		assert_eq!(Pools::leave(RuntimeOrigin::signed(1)), Ok(()));
		join(1, 1);
		assert!(assign(1, 1).is_empty());
	});
}
