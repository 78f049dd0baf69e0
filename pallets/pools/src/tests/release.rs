// SPDX-License-Identifier: Apache-2.0

//! `Assignments::release`.

use crate::{mock::*, Assigned, Tasks};
use bourse_primitives::traits::Assignments;

#[test]
fn release_should_free_every_slot_and_forget_the_task() {
	build_and_execute(|| {
		(1..=4).for_each(|who| join(who, 1));
		let picked = assign(1, 4);
		assert_eq!(picked.len(), 4);
		assert!(Chain::withdraw(task(1), &picked[0]));
		assert_eq!(assign(2, 4), picked[..1]);

		Chain::release(task(1));
		assert!(!Assigned::<Test>::contains_key(task(1)));
		assert!(Chain::assigned(task(1)).is_empty());
		assert_eq!(Tasks::<Test>::iter().count(), 1);
		// The withdrawn one's slot belongs to the other task now.
		assert_eq!(worker(picked[0]).busy, 1);
		assert!(picked[1..].iter().all(|who| worker(*who).busy == 0));
		assert_eq!(assign(3, 9).len(), 3);
	});
}

#[test]
fn release_should_do_nothing_when_the_task_is_unknown() {
	build_and_execute(|| {
		join(1, 1);
		events();
		Chain::release(task(1));
		assert!(events().is_empty());
		assert_eq!(worker(1).busy, 0);
	});
}
