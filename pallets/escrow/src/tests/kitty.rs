// SPDX-License-Identifier: Apache-2.0

//! The kitty: what fills it and what a completed task draws (PROTOCOL 2). The share itself is tested
//! in `bourse-primitives`.

use crate::{kitty_share, mock::*, Error, Event, Kitty};
use bourse_primitives::{traits::Ledger, Balance, RLC};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

/// Fills the kitty as a failed task does.
fn fill(amount: Balance) {
	assert_ok!(Escrow::deposit(signed(SCHEDULER), amount));
	assert_ok!(Escrow::lock(&SCHEDULER, amount));
	assert_ok!(settle(1, [seized(SCHEDULER, amount), filled(amount)]));
}

/// Draws as a completed task does: the share goes to the scheduler.
fn draw() -> Balance {
	let share = kitty_share(Escrow::kitty());
	assert_ok!(settle(2, [drawn(share), rewarded(SCHEDULER, share)]));
	share
}

#[test]
fn kitty_should_keep_what_was_seized() {
	ExtBuilder::default().build_and_execute(|| {
		fill(3 * RLC);

		assert_eq!(Escrow::kitty(), 3 * RLC);
		assert_eq!((Escrow::stake(&SCHEDULER), Escrow::locked(&SCHEDULER)), (0, 0));
		let moves = vec![seized(SCHEDULER, 3 * RLC), filled(3 * RLC)];
		assert_eq!(take_events()[2..], [Event::Settled { task: task(1), moves }]);
	});
}

#[test]
fn kitty_should_not_be_filled_with_what_was_not_seized() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(settle(1, [filled(1)]), Error::<Test>::Unbalanced);
	});
}

#[test]
fn draw_should_hand_the_share_on() {
	ExtBuilder::default().build_and_execute(|| {
		fill(3 * RLC);
		take_events();

		assert_eq!(draw(), RLC);
		assert_eq!(Kitty::<Test>::get(), 2 * RLC);
		assert_eq!(Escrow::stake(&SCHEDULER), RLC);
		let moves = vec![drawn(RLC), rewarded(SCHEDULER, RLC)];
		assert_eq!(take_events(), vec![Event::Settled { task: task(2), moves }]);
	});
}

#[test]
fn draw_should_be_refused_when_nobody_gets_the_share_or_the_kitty_has_less() {
	ExtBuilder::default().build_and_execute(|| {
		fill(3 * RLC);
		assert_noop!(settle(2, [drawn(RLC)]), Error::<Test>::Unbalanced);
		let more = 3 * RLC + 1;
		assert_noop!(
			settle(2, [drawn(more), rewarded(SCHEDULER, more)]),
			Error::<Test>::InsufficientLocked
		);
	});
}

#[test]
fn draw_should_be_nothing_when_the_kitty_is_empty() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(draw(), 0);
		assert_eq!(Kitty::<Test>::get(), 0);
		assert!(!crate::Accounts::<Test>::contains_key(SCHEDULER));
	});
}

#[test]
fn draw_should_take_all_when_the_kitty_is_below_the_minimum() {
	ExtBuilder::default().build_and_execute(|| {
		fill(600_000_000);
		assert_eq!((draw(), Escrow::kitty()), (600_000_000, 0));
	});
}

#[test]
fn draw_should_take_one_rlc_when_a_tenth_is_less() {
	ExtBuilder::default().build_and_execute(|| {
		fill(2_400_000_000);
		assert_eq!((draw(), Escrow::kitty()), (1_000_000_000, 1_400_000_000));
		assert_eq!((draw(), Escrow::kitty()), (1_000_000_000, 400_000_000));
		assert_eq!((draw(), Escrow::kitty()), (400_000_000, 0));
	});
}

#[test]
fn draw_should_take_a_tenth_when_it_is_more_than_one_rlc() {
	ExtBuilder::default().build_and_execute(|| {
		fill(99_900_000_000);
		assert_eq!((draw(), Escrow::kitty()), (9_990_000_000, 89_910_000_000));
		assert_eq!((draw(), Escrow::kitty()), (8_991_000_000, 80_919_000_000));
		assert_eq!((draw(), Escrow::kitty()), (8_091_900_000, 72_827_100_000));
		assert_eq!((draw(), Escrow::kitty()), (7_282_710_000, 65_544_390_000));
	});
}

#[test]
fn spend_kitty_should_give_a_part_away_when_root_asks() {
	ExtBuilder::default().build_and_execute(|| {
		fill(3 * RLC);
		take_events();

		assert_ok!(Escrow::spend_kitty(RuntimeOrigin::root(), WORKER, RLC));
		assert_eq!((Escrow::kitty(), Escrow::stake(&WORKER)), (2 * RLC, RLC));
		// Value stays in the ledger.
		assert_eq!(crate::Total::<Test>::get(), 3 * RLC);
		assert_eq!(take_events(), vec![Event::KittySpent { to: WORKER, amount: RLC }]);
		assert_ok!(Escrow::spend_kitty(RuntimeOrigin::root(), WORKER, 2 * RLC));
		assert_eq!((Escrow::kitty(), Escrow::stake(&WORKER)), (0, 3 * RLC));
	});
}

#[test]
fn spend_kitty_should_be_refused_when_it_holds_less_or_somebody_else_asks() {
	ExtBuilder::default().build_and_execute(|| {
		fill(RLC);
		let spend = |origin, amount| Escrow::spend_kitty(origin, WORKER, amount);
		assert_noop!(spend(RuntimeOrigin::root(), RLC + 1), Error::<Test>::InsufficientKitty);
		assert_noop!(spend(signed(WORKER), 1), DispatchError::BadOrigin);
	});
}
