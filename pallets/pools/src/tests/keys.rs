// SPDX-License-Identifier: Apache-2.0

//! Former hot keys speak for what they signed (PROTOCOL 9.3).

use crate::{mock::*, FormerKeys};
use bourse_primitives::traits::Assignments;
use frame_support::assert_ok;
use sp_core::Pair;

/// 7 T to contribute, 3 T to the end, a day, and an hour, of the longest category.
const TIME: u64 = 10 * 36_000 + 86_400 + 3_600;

fn speaks(key: u8, who: u64) -> bool {
	Chain::speaks_for(&pair(key).public(), &who)
}

#[test]
fn former_key_should_speak_when_it_was_replaced_or_removed() {
	with_rules(|| {
		join_rich(1, 1);
		set_key(1, 1);
		set_key(2, 1);
		assert_eq!((speaks(1, 1), speaks(2, 1), speaks(3, 1)), (true, true, false));
		assert!(!speaks(1, 2));
		// One former key a worker.
		set_key(3, 1);
		assert_eq!((speaks(1, 1), speaks(2, 1), speaks(3, 1)), (false, true, true));
		assert_ok!(Pools::remove_hot_key(RuntimeOrigin::signed(1)));
		assert_eq!((speaks(2, 1), speaks(3, 1)), (false, true));
		assert_eq!(Chain::hot_key(&1), None);
	});
}

#[test]
fn key_should_speak_until_the_last_window_when_its_worker_is_gone() {
	with_rules(|| {
		join_rich(1, 1);
		set_key(1, 1);
		assert_ok!(Pools::expel(RuntimeOrigin::signed(OWNER), 1));
		assert_ok!(Pools::leave(RuntimeOrigin::signed(1)));
		assert_eq!(Pools::worker_info(&1), None);
		assert!(speaks(1, 1));
		// Another worker may have the key: it speaks for both.
		join_rich(2, 1);
		set_key(1, 2);
		assert_eq!((speaks(1, 1), speaks(1, 2)), (true, true));
		pass(TIME - 1);
		idle();
		assert!(speaks(1, 1));
		pass(1);
		assert!(!speaks(1, 1));
		idle();
		assert_eq!(FormerKeys::<Test>::iter().count(), 0);
	});
}

#[test]
fn key_should_stay_the_same_when_it_is_set_again() {
	with_rules(|| {
		join_rich(1, 1);
		set_key(1, 1);
		set_key(1, 1);
		assert_eq!(FormerKeys::<Test>::iter().count(), 0);
		assert!(speaks(1, 1));
	});
}

#[test]
fn only_the_present_key_should_speak_when_the_rules_do_not_hold() {
	build_and_execute(|| {
		join(1, 1);
		set_key(1, 1);
		set_key(2, 1);
		assert_eq!((speaks(1, 1), speaks(2, 1)), (false, true));
		assert_eq!(FormerKeys::<Test>::iter().count(), 0);
	});
}

#[test]
fn tidy_should_reach_everybody_in_turn() {
	with_rules(|| {
		for who in 1..=7 {
			join_rich(who, 1);
			set_key(who as u8, who);
			assert_ok!(Pools::leave(RuntimeOrigin::signed(who)));
		}
		assert_eq!(FormerKeys::<Test>::iter().count(), 7);
		assert_eq!(crate::Bonds::<Test>::iter().count(), 7);
		pass(TIME.max(7 * 86_400));
		// Two of each in a block.
		(0..5).for_each(|_| idle());
		assert_eq!(FormerKeys::<Test>::iter().count(), 0);
		assert_eq!(crate::Bonds::<Test>::iter().count(), 0);
	});
}
