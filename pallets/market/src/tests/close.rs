// SPDX-License-Identifier: Apache-2.0

//! `close`: an order serves no further task.

use super::presign::OWNERS;
use crate::{mock::*, types::*, Consumed, Error, Event};
use bourse_primitives::*;
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::DispatchError;

fn close(actor: Actor, order: &AnyOrder<AccountId>) -> sp_runtime::DispatchResult {
	Market::close(actor.origin(), Box::new(order.clone()))
}

#[test]
fn matching_should_fail_when_an_order_is_closed() {
	for (index, owner) in OWNERS.into_iter().enumerate() {
		ExtBuilder::build_and_execute(|| {
			let orders = Bundle::with_dataset();
			let order = &orders.each()[index];
			assert_ok!(close(owner, order));
			let order_hash = Market::order_hash(order);
			assert_eq!(Consumed::<Test>::get(order_hash), order.volume());
			assert_eq!(events(), [Event::OrderClosed { order_hash, owner: owner.account() }]);
			let used_up = match order {
				AnyOrder::App(_) | AnyOrder::BoundApp(_) => Error::<Test>::AppOrderUsedUp,
				AnyOrder::Dataset(_) | AnyOrder::BoundDataset(_) => {
					Error::<Test>::DatasetOrderUsedUp
				},
				AnyOrder::Workerpool(_) | AnyOrder::BoundWorkerpool(_) => {
					Error::<Test>::WorkerpoolOrderUsedUp
				},
				AnyOrder::Request(_) | AnyOrder::BoundRequest(_) => {
					Error::<Test>::RequestOrderUsedUp
				},
			};
			assert_noop!(orders.matched(), used_up);
		});
	}
}

#[test]
fn closing_should_fail_when_the_sender_is_not_the_owner() {
	ExtBuilder::build_and_execute(|| {
		for (owner, order) in OWNERS.into_iter().zip(Bundle::with_dataset().each()) {
			for other in OWNERS.into_iter().filter(|other| *other != owner) {
				assert_noop!(close(other, &order), Error::<Test>::NotOwner);
			}
		}
	});
}

#[test]
fn closing_should_be_the_new_owner_s_affair_when_the_asset_was_sold() {
	ExtBuilder::build_and_execute(|| {
		let order = Bundle::with_dataset().each().remove(0);
		Apps::insert(APP, Outsider.account());
		assert_noop!(close(AppOwner, &order), Error::<Test>::NotOwner);
		assert_ok!(close(Outsider, &order));
	});
}

#[test]
fn closing_should_fail_when_the_asset_is_not_registered() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset();
		orders.workerpool.workerpool = WorkerpoolId(99);
		assert_noop!(
			close(Scheduler, &AnyOrder::Workerpool(orders.workerpool)),
			Error::<Test>::WorkerpoolNotRegistered
		);
	});
}

#[test]
fn closing_should_fail_when_the_sender_did_not_sign() {
	ExtBuilder::build_and_execute(|| {
		let order = Bundle::with_dataset().each().remove(0);
		assert_noop!(
			Market::close(RuntimeOrigin::none(), Box::new(order)),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn a_deal_should_go_on_when_its_orders_are_closed() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset();
		orders.workerpool.volume = 1;
		assert_ok!(orders.clone().matched());
		let before = deal(&orders.request, 0);
		for (owner, order) in OWNERS.into_iter().zip(orders.each()) {
			assert_ok!(close(owner, &order));
		}
		assert_eq!(deal(&orders.request, 0), before);
		// One task of the request was left, and is not served by another workerpool order.
		orders.workerpool.salt = H256::repeat_byte(1);
		assert_noop!(orders.matched(), Error::<Test>::AppOrderUsedUp);
	});
}

#[test]
fn a_closed_order_should_stay_closed_when_it_is_presigned() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::with_dataset();
		let order = &orders.each()[0];
		assert_ok!(close(AppOwner, order));
		assert_ok!(Market::presign(AppOwner.origin(), Box::new(order.clone())));
		assert_eq!(Consumed::<Test>::get(Market::order_hash(order)), 100);
		assert_noop!(orders.matched(), Error::<Test>::AppOrderUsedUp);
	});
}

#[test]
fn a_new_order_should_match_when_its_twin_is_closed() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset();
		assert_ok!(close(AppOwner, &orders.each()[0]));
		orders.app.salt = H256::repeat_byte(1);
		assert_ok!(orders.matched());
	});
}

#[test]
fn closing_should_change_nothing_when_done_twice() {
	ExtBuilder::build_and_execute(|| {
		let order = Bundle::with_dataset().each().remove(1);
		assert_ok!(close(DatasetOwner, &order));
		assert_ok!(close(DatasetOwner, &order));
		assert_eq!(Consumed::<Test>::get(Market::order_hash(&order)), 100);
	});
}
