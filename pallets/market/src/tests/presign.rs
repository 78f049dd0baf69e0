// SPDX-License-Identifier: Apache-2.0

//! `presign`: an order is signed on chain.

use crate::{mock::*, types::*, Error, Event, Presigned};
use bourse_primitives::*;
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::DispatchError;

/// Who owns the orders of [`Bundle::with_dataset`], in the order of [`Bundle::each`].
pub const OWNERS: [Actor; 4] = [AppOwner, DatasetOwner, Scheduler, Requester];

fn presign(actor: Actor, order: &AnyOrder<AccountId>) -> sp_runtime::DispatchResult {
	Market::presign(actor.origin(), Box::new(order.clone()))
}

#[test]
fn presigned_orders_should_match_without_signatures() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::with_dataset();
		for (owner, order) in OWNERS.into_iter().zip(orders.each()) {
			assert_noop!(
				orders.clone().unsigned().matched_by(Outsider),
				Error::<Test>::MissingSignature
			);
			assert_ok!(presign(owner, &order));
		}
		assert_ok!(orders.unsigned().matched_by(Outsider));
	});
}

#[test]
fn presigning_should_record_the_owner_and_publish_the_order() {
	for (index, owner) in OWNERS.into_iter().enumerate() {
		ExtBuilder::build_and_execute(|| {
			let order = Bundle::with_dataset().each().swap_remove(index);
			assert_ok!(presign(owner, &order));
			let order_hash = Market::order_hash(&order);
			assert_eq!(Presigned::<Test>::get(order_hash), Some(owner.account()));
			assert_eq!(
				events(),
				[Event::OrderPresigned {
					order_hash,
					owner: owner.account(),
					order: Box::new(order)
				}]
			);
		});
	}
}

#[test]
fn presigning_should_fail_when_the_sender_is_not_the_owner() {
	ExtBuilder::build_and_execute(|| {
		for (owner, order) in OWNERS.into_iter().zip(Bundle::with_dataset().each()) {
			for other in OWNERS.into_iter().filter(|other| *other != owner) {
				assert_noop!(presign(other, &order), Error::<Test>::NotOwner);
			}
		}
	});
}

#[test]
fn presigning_should_fail_when_the_asset_is_not_registered() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset();
		orders.app.app = AppId(99);
		orders.dataset.as_mut().unwrap().dataset = DatasetId(99);
		orders.workerpool.workerpool = WorkerpoolId(99);
		let errors = [
			Error::<Test>::AppNotRegistered,
			Error::DatasetNotRegistered,
			Error::WorkerpoolNotRegistered,
		];
		for (order, error) in orders.each().iter().zip(errors) {
			assert_noop!(presign(Outsider, order), error);
		}
	});
}

#[test]
fn presigning_should_fail_when_the_sender_did_not_sign() {
	ExtBuilder::build_and_execute(|| {
		let order = Bundle::with_dataset().each().remove(0);
		assert_noop!(
			Market::presign(RuntimeOrigin::none(), Box::new(order)),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn a_presignature_should_be_void_until_the_asset_comes_back() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::with_dataset();
		let mut signed = orders.clone().signed();
		signed.app.signature = None;
		assert_ok!(presign(AppOwner, &orders.each()[0]));
		Apps::insert(APP, Outsider.account());
		assert_noop!(signed.clone().matched_by(Outsider), Error::<Test>::MissingSignature);
		Apps::insert(APP, AppOwner.account());
		assert_ok!(signed.matched_by(Outsider));
	});
}

#[test]
fn a_presignature_should_be_the_new_owner_s_when_it_presigns_again() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::with_dataset();
		let order = &orders.each()[0];
		assert_ok!(presign(AppOwner, order));
		Apps::insert(APP, Outsider.account());
		assert_noop!(presign(AppOwner, order), Error::<Test>::NotOwner);
		assert_ok!(presign(Outsider, order));
		assert_eq!(Presigned::<Test>::get(Market::order_hash(order)), Some(Outsider.account()));
		// The former owner's signature is still attached, and does no harm.
		assert_ok!(orders.clone().signed().matched_by(Requester));
		assert_eq!(deal(&orders.request, 0).app.owner, Outsider.account());
	});
}

#[test]
fn a_presignature_should_not_do_for_another_order() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset();
		assert_ok!(presign(AppOwner, &orders.each()[0]));
		orders.app.salt = H256::repeat_byte(1);
		let mut signed = orders.signed();
		signed.app.signature = None;
		assert_noop!(signed.matched_by(Outsider), Error::<Test>::MissingSignature);
	});
}

#[test]
fn presigning_should_change_nothing_when_done_twice() {
	ExtBuilder::build_and_execute(|| {
		let order = Bundle::with_dataset().each().remove(3);
		assert_ok!(presign(Requester, &order));
		assert_ok!(presign(Requester, &order));
		assert_eq!(Presigned::<Test>::iter().count(), 1);
	});
}
