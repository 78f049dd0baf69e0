// SPDX-License-Identifier: Apache-2.0

//! The open venue, and those of single pools; cells.

use crate::{mock::*, Error, Lifetime, NewOffer, NewOrder};
use bourse_primitives::{book::PoolChoice, *};
use frame_support::{assert_ok, pallet_prelude::DispatchError};

fn asks(pools: PoolChoice, lifetime: Lifetime) -> Result<(), DispatchError> {
	let mut order = request(12 * RLC, 1);
	if let NewOrder::Request(request) = &mut order {
		request.job.pools = pools;
	}
	frame_support::storage::with_storage_layer(|| {
		Requester.places(order, lifetime).map(|_| ()).map_err(|failed| failed.error)
	})
}
fn these(pools: &[WorkerpoolId]) -> PoolChoice {
	PoolChoice::These(pools.to_vec().try_into().unwrap())
}

/// An offer in the pool's own venue.
fn own(who: Actor, price: Balance) {
	let pool = if who == OtherScheduler { OTHER_POOL } else { POOL };
	let offer = NewOffer { pool, open: false, price, volume: 1, ..offer() };
	assert_ok!(who.places(NewOrder::Offer(offer), hour()));
}

#[test]
fn open_venue_should_take_listed_pools_alone() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Book::list_pool(RuntimeOrigin::root(), POOL, false));
		let placed = frame_support::storage::with_storage_layer(|| {
			Scheduler.places(NewOrder::Offer(offer()), hour()).map_err(|failed| failed.error)
		});
		assert_eq!(placed.map(|_| ()), Err(Error::<Test>::PoolNotListed.into()));
		own(Scheduler, 10 * RLC);
		// A request that names no pool does not meet it.
		assert_ok!(asks(PoolChoice::Listed, hour()));
		assert_eq!(deals(), []);
		assert_ok!(asks(these(&[POOL]), hour()));
		assert_eq!(deals().len(), 1);
	});
}

#[test]
fn request_should_look_at_the_pools_that_it_names() {
	ExtBuilder::build_and_execute(|| {
		own(Scheduler, 11 * RLC);
		own(OtherScheduler, 10 * RLC);
		let at_once = Lifetime::ImmediateOrCancel;
		assert_ok!(asks(these(&[POOL, OTHER_POOL]), at_once));
		assert_ok!(asks(these(&[POOL, OTHER_POOL]), at_once));
		let pools: Vec<_> = deals().iter().map(|deal| deal.workerpool.id).collect();
		assert_eq!(pools, [OTHER_POOL, POOL]);
	});
}

#[test]
fn request_for_several_pools_should_not_rest() {
	ExtBuilder::build_and_execute(|| {
		let error = Err(Error::<Test>::SeveralPools.into());
		assert_eq!(asks(these(&[POOL, OTHER_POOL]), hour()), error);
		assert_ok!(asks(these(&[POOL]), hour()));
	});
}

#[test]
fn request_for_a_group_should_name_members() {
	ExtBuilder::build_and_execute(|| {
		own(Scheduler, 10 * RLC);
		let pools: Vec<_> = vec![POOL];
		let choice = PoolChoice::Group { group: GROUP, pools: pools.try_into().unwrap() };
		let at_once = Lifetime::ImmediateOrCancel;
		assert_eq!(asks(choice.clone(), at_once), Err(Error::<Test>::NotInGroup.into()));
		Members::insert(GROUP, Party::Workerpool(POOL), ());
		assert_ok!(asks(choice, at_once));
		assert_eq!(deals().len(), 1);
	});
}

#[test]
fn request_should_trade_with_offers_of_more_features_and_trust_alone() {
	ExtBuilder::build_and_execute(|| {
		let place = |class, trust, price| {
			let offer = NewOffer { class, trust, price, volume: 1, ..offer() };
			assert_ok!(Scheduler.places(NewOrder::Offer(offer), hour()));
		};
		place(0, 1, RLC);
		place(1, 1, 2 * RLC);
		place(1, 2, 3 * RLC);
		let mut order = request(12 * RLC, 1);
		if let NewOrder::Request(request) = &mut order {
			request.job.trust = 2;
		}
		// Trust 2, without features: the class with a GPU serves that, too.
		assert_ok!(Requester.places(order, hour()));
		assert_eq!(deals()[0].workerpool.price, 3 * RLC);
		Requester.asks(12 * RLC, 1);
		assert_eq!(deals()[1].workerpool.price, RLC);
	});
}
