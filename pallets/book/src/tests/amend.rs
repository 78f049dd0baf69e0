// SPDX-License-Identifier: Apache-2.0

//! Amending.

use crate::{mock::*, Error};
use bourse_primitives::*;
use frame_support::{assert_noop, assert_ok};

/// Which of two offers at one price trades first, by its number.
fn first_of(orders: [crate::OrderId; 2]) -> crate::OrderId {
	let before = orders.map(left);
	Requester.asks(10 * RLC, 1);
	let after = orders.map(left);
	if before[0] == after[0] {
		orders[1]
	} else {
		orders[0]
	}
}

#[test]
fn order_should_keep_its_place_when_it_shrinks() {
	ExtBuilder::build_and_execute(|| {
		let orders = [Scheduler.offers(10 * RLC, 5), OtherScheduler.offers(10 * RLC, 5)];
		assert_ok!(Book::amend(Scheduler.origin(), orders[0], 3, START + 60));
		assert_eq!(Scheduler.locked(), 9 * RLC + DEPOSIT);
		assert_eq!(first_of(orders), orders[0]);
	});
}

#[test]
fn order_should_go_behind_others_when_it_grows_or_lasts_longer() {
	for (volume, until) in [(6, START + 3_600), (5, START + 3_601)] {
		ExtBuilder::build_and_execute(|| {
			let orders = [Scheduler.offers(10 * RLC, 5), OtherScheduler.offers(10 * RLC, 5)];
			assert_ok!(Book::amend(Scheduler.origin(), orders[0], volume, until));
			assert_eq!(Scheduler.locked(), Balance::from(volume) * 3 * RLC + DEPOSIT);
			assert_eq!(first_of(orders), orders[1]);
		});
	}
}

#[test]
fn request_should_lock_more_when_it_grows() {
	ExtBuilder::build_and_execute(|| {
		let order = Requester.asks(10 * RLC, 1);
		assert_ok!(Book::amend(Requester.origin(), order, 3, START + 3_600));
		assert_eq!(Requester.locked(), 39 * RLC + DEPOSIT);
		Scheduler.offers(10 * RLC, 3);
		assert_eq!((left(order), deals()[0].bot_size), (None, 3));
	});
}

/// The book alone counts its requests, by what is left of them.
#[test]
fn deals_of_a_request_should_have_tasks_of_their_own_whatever_its_volume_becomes() {
	ExtBuilder::build_and_execute(|| {
		let order = Requester.asks(10 * RLC, 5);
		let end = START + 3_600;
		Scheduler.offers(10 * RLC, 2);
		assert_ok!(Book::amend(Requester.origin(), order, 1, end));
		Scheduler.offers(9 * RLC, 1);
		assert_eq!(left(order), None);
		let order = Requester.asks(10 * RLC, 2);
		Scheduler.offers(10 * RLC, 1);
		assert_ok!(Book::amend(Requester.origin(), order, 3, end));
		Scheduler.offers(10 * RLC, 3);
		let tasks: Vec<_> = deals().iter().map(|deal| (deal.bot_first, deal.bot_size)).collect();
		assert_eq!(tasks, [(0, 2), (4, 1), (0, 1), (1, 3)]);
		// No entry stays behind.
		assert_eq!(pallet_market::Consumed::<Test>::iter_keys().count(), 0);
	});
}

#[test]
fn amend_should_be_refused_with_the_reason() {
	ExtBuilder::build_and_execute(|| {
		let order = Scheduler.offers(10 * RLC, 5);
		let end = START + 3_600;
		let amend = |who: Actor, volume, until| Book::amend(who.origin(), order, volume, until);
		assert_noop!(amend(Outsider, 1, end), Error::<Test>::NotOwner);
		assert_noop!(amend(Scheduler, 0, end), Error::<Test>::InvalidVolume);
		assert_noop!(amend(Scheduler, 5, START), Error::<Test>::InvalidTime);
		assert_noop!(amend(Scheduler, 1_000, end), Error::<Test>::InsufficientStake);
	});
}
