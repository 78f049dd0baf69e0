// SPDX-License-Identifier: Apache-2.0

//! `Assignments::release`.

use crate::{mock::*, Duties};
use bourse_primitives::traits::Assignments;

#[test]
fn release_should_free_every_slot_of_the_task() {
	build_and_execute(|| {
		(1..=4).for_each(|who| join(who, 1));
		let picked = assign(1, 4);
		assert_eq!(picked.len(), 4);
		withdraw(1, picked[0]);
		assert_eq!(assign(2, 4), picked[..1]);
		events();

		release(&[1]);
		assert_eq!(Duties::<Test>::iter().count(), 1);
		// The withdrawn one's slot belongs to the other task now.
		assert_eq!(worker(picked[0]).busy, 1);
		assert!(picked[1..].iter().all(|who| worker(*who).busy == 0));
		assert!(events().is_empty());
		assert_eq!(assign(3, 9).len(), 3);
	});
}

#[test]
fn release_should_free_a_worker_of_several_tasks_at_once() {
	build_and_execute(|| {
		join(1, 8);
		join(2, 2);
		let tasks = [1, 2, 63, 64, 200, 300];
		assert_eq!(assign_each(&tasks, 1).len(), 6);
		let mine = Chain::tasks_of(&1);
		// One twice, and one that it does not have.
		let ended = [&mine[..], &mine[..1], &[task(999)]].concat();
		Chain::release(ended.into_iter().map(|task| (1, task)).collect());
		assert_eq!(worker(1).busy, 0);
		assert!(Chain::tasks_of(&1).is_empty());
		assert_eq!(worker(2).busy as usize, 6 - mine.len());
		assert_eq!(Chain::tasks_of(&2).len(), 6 - mine.len());
	});
}

#[test]
fn release_should_let_leaving_workers_go_with_their_last_tasks() {
	build_and_execute(|| {
		(1..=3).for_each(|who| join(who, 2));
		assert_eq!(assign_each(&[1, 2], 3).concat().len(), 6);
		for who in 1..=3 {
			assert_eq!(Pools::leave(RuntimeOrigin::signed(who)), Ok(()));
		}
		release(&[1]);
		assert_eq!(worker(2).busy, 1);
		release(&[2]);
		assert!((1..=3).all(|who| Pools::worker_info(&who).is_none()));
	});
}

#[test]
fn release_should_do_nothing_when_the_worker_or_the_task_is_unknown() {
	build_and_execute(|| {
		join(1, 1);
		events();
		Chain::release(vec![(1, task(1)), (77, task(1))]);
		Chain::release(vec![]);
		assert!(events().is_empty());
		assert_eq!(worker(1).busy, 0);
	});
}
