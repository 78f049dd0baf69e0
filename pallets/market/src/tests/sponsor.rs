// SPDX-License-Identifier: Apache-2.0

//! `sponsor_match_orders`: the sender pays.

use crate::{mock::*, Error, Event};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn sponsoring_should_lock_the_sponsor_s_stake_and_not_the_requester_s() {
	ExtBuilder::build_and_execute(|| {
		Requester.set_stake(0);
		let orders = Bundle::with_dataset();
		assert_ok!(orders.clone().signed().sponsored_by(Sponsor));
		assert_eq!((Sponsor.stake(), Sponsor.locked()), (964_000_000_000, 36_000_000_000));
		assert_eq!(Requester.locked(), 0);
		assert_eq!(Scheduler.locked(), 6_000_000_000);
		let deal = deal(&orders.request, 0);
		assert_eq!((deal.sponsor, deal.requester), (Sponsor.account(), Requester.account()));
	});
}

#[test]
fn sponsoring_should_tell_who_pays_after_the_match() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::with_dataset();
		assert_ok!(orders.clone().signed().sponsored_by(Sponsor));
		let id = id_of(&orders.request, 0);
		let events = events();
		assert!(matches!(&events[1], Event::OrdersMatched { deal, volume: 2, .. } if *deal == id));
		assert_eq!(events[2..], [Event::DealSponsored { deal: id, sponsor: Sponsor.account() }]);
	});
}

#[test]
fn sponsoring_should_need_the_whole_price_of_the_sponsor() {
	ExtBuilder::build_and_execute(|| {
		Sponsor.set_stake(36_000_000_000 - 1);
		assert_noop!(
			Bundle::with_dataset().signed().sponsored_by(Sponsor),
			Error::<Test>::InsufficientSponsorStake
		);
		Sponsor.set_stake(36_000_000_000);
		assert_ok!(Bundle::with_dataset().signed().sponsored_by(Sponsor));
	});
}

#[test]
fn sponsoring_should_still_need_the_requester_s_signature() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset().signed();
		orders.request.signature = Some(Sponsor.sign(Market::hash_of(&orders.request.order)));
		assert_noop!(orders.sponsored_by(Sponsor), Error::<Test>::RequestOrderNotAuthentic);
	});
}

#[test]
fn sponsoring_should_fail_when_the_sender_did_not_sign() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::without_dataset().signed();
		assert_noop!(
			Market::sponsor_match_orders(
				RuntimeOrigin::none(),
				Box::new(orders.app),
				None,
				Box::new(orders.workerpool),
				Box::new(orders.request),
			),
			DispatchError::BadOrigin
		);
	});
}
