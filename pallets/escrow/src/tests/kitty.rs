// SPDX-License-Identifier: Apache-2.0

//! The kitty: what fills it and what a completed task draws (PROTOCOL 2).

use crate::{kitty_share, mock::*, Error, Event, Kitty, Owed};
use bourse_primitives::{traits::Ledger, Balance, RLC};
use frame_support::{assert_noop, assert_ok};
use proptest::prelude::*;

/// Fills the kitty as a failed task does.
fn fill(amount: Balance) {
	assert_ok!(Escrow::deposit(signed(SCHEDULER), amount));
	assert_ok!(Escrow::lock(&SCHEDULER, amount));
	assert_ok!(Escrow::seize(&SCHEDULER, amount, task(1)));
	assert_ok!(Escrow::fill_kitty(amount, task(1)));
}

/// Draws as a completed task does: the share goes to the scheduler.
fn draw() -> Balance {
	let share = Escrow::draw_from_kitty(task(2)).unwrap();
	assert_ok!(Escrow::reward(&SCHEDULER, share, task(2)));
	share
}

#[test]
fn kitty_share_should_be_exact_at_every_boundary() {
	for (kitty, share) in [
		(0, 0),
		(1, 1),
		(RLC - 1, RLC - 1),
		(RLC, RLC),
		(RLC + 1, RLC),
		(10 * RLC, RLC),
		(10 * RLC + 9, RLC),
		(10 * RLC + 10, RLC + 1),
		(99_900_000_000, 9_990_000_000),
		(Balance::MAX, Balance::MAX / 10),
	] {
		assert_eq!(kitty_share(kitty), share, "kitty {kitty}");
	}
}

proptest! {
	#[test]
	fn kitty_share_should_follow_the_formula_when_it_fits(kitty in 0..Balance::MAX / 10) {
		let formula = if kitty == 0 { 0 } else { (kitty * 10 / 100).max(1_000_000_000).min(kitty) };
		prop_assert_eq!(kitty_share(kitty), formula);
	}

	#[test]
	fn kitty_share_should_follow_the_formula_when_the_kitty_is_of_any_size(
		kitty in any::<Balance>(),
		shift in 0u32..128,
	) {
		// Ten percent without the product, which may leave 128 bits; at most the kitty itself.
		let kitty = kitty >> shift;
		prop_assert_eq!(kitty_share(kitty), (kitty / 10).max(1_000_000_000).min(kitty));
	}

	#[test]
	fn kitty_share_should_follow_the_formula_when_the_kitty_is_small(kitty in 0..20 * RLC) {
		let formula = if kitty == 0 { 0 } else { (kitty * 10 / 100).max(1_000_000_000).min(kitty) };
		prop_assert_eq!(kitty_share(kitty), formula);
	}
}

#[test]
fn fill_kitty_should_keep_what_was_seized() {
	ExtBuilder::default().build_and_execute(|| {
		fill(3 * RLC);

		assert_eq!(Escrow::kitty(), 3 * RLC);
		assert_eq!(Owed::<Test>::get(), 0);
		assert_eq!(
			take_events()[2..],
			[
				Event::Seized { who: SCHEDULER, amount: 3 * RLC, task: task(1) },
				Event::KittyFilled { amount: 3 * RLC, task: task(1) },
			]
		);
	});
}

#[test]
fn fill_kitty_should_be_refused_when_less_is_owed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Escrow::fill_kitty(1, task(1)), Error::<Test>::NothingOwed);
	});
}

#[test]
fn draw_should_owe_the_share_until_it_is_rewarded() {
	ExtBuilder::default().build_and_execute(|| {
		fill(3 * RLC);
		take_events();

		assert_eq!(Escrow::draw_from_kitty(task(2)), Ok(RLC));
		assert_eq!((Kitty::<Test>::get(), Owed::<Test>::get()), (2 * RLC, RLC));
		assert_eq!(take_events(), vec![Event::KittyDrawn { amount: RLC, task: task(2) }]);
		assert_ok!(Escrow::reward(&SCHEDULER, RLC, task(2)));
		assert_eq!(Escrow::stake(&SCHEDULER), RLC);
	});
}

#[test]
fn draw_should_do_nothing_when_the_kitty_is_empty() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Escrow::draw_from_kitty(task(2)).and_then(|share| {
				assert_eq!(share, 0);
				// Turned into a refusal, so that `assert_noop` compares the state.
				Err::<Balance, _>(sp_runtime::DispatchError::Other("drawn"))
			}),
			sp_runtime::DispatchError::Other("drawn")
		);
		assert_eq!(take_events(), vec![]);
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
