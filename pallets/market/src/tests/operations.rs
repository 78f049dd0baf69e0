// SPDX-License-Identifier: Apache-2.0

//! `presign_for` and `close_for`: the owner signs, somebody else sends.

use super::presign::OWNERS;
use crate::{mock::*, types::*, Consumed, Error, Event, Presigned};
use bourse_primitives::signing;
use frame_support::{assert_noop, assert_ok};
use sp_core::Pair;
use sp_runtime::{DispatchError, MultiSignature};

fn sign(actor: Actor, operation: OrderOperation, order: &AnyOrder<AccountId>) -> MultiSignature {
	actor.sign(Market::operation_hash(Market::order_hash(order), operation))
}

#[test]
fn presigning_for_an_owner_should_be_as_if_it_had_presigned() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::with_dataset();
		for (owner, order) in OWNERS.into_iter().zip(orders.each()) {
			let order_hash = Market::order_hash(&order);
			let signature = sign(owner, OrderOperation::Presign, &order);
			let order = Box::new(order);
			assert_ok!(Market::presign_for(Outsider.origin(), order.clone(), signature));
			assert_eq!(Presigned::<Test>::get(order_hash), Some(owner.account()));
			assert_eq!(
				events(),
				[Event::OrderPresigned { order_hash, owner: owner.account(), order }]
			);
		}
		assert_ok!(orders.unsigned().matched_by(Outsider));
	});
}

#[test]
fn closing_for_an_owner_should_be_as_if_it_had_closed() {
	ExtBuilder::build_and_execute(|| {
		for (owner, order) in OWNERS.into_iter().zip(Bundle::with_dataset().each()) {
			let order_hash = Market::order_hash(&order);
			let volume = order.volume();
			let signature = sign(owner, OrderOperation::Close, &order);
			assert_ok!(Market::close_for(Outsider.origin(), Box::new(order), signature));
			assert_eq!(Consumed::<Test>::get(order_hash), volume);
			assert_eq!(events(), [Event::OrderClosed { order_hash, owner: owner.account() }]);
		}
	});
}

#[test]
fn an_operation_should_be_accepted_when_a_wallet_wrapped_it() {
	ExtBuilder::build_and_execute(|| {
		let order = Bundle::with_dataset().each().remove(0);
		let hash = Market::operation_hash(Market::order_hash(&order), OrderOperation::Close);
		let signature = AppOwner.pair().sign(&signing::wrapped(&hash)).into();
		assert_ok!(Market::close_for(Outsider.origin(), Box::new(order), signature));
	});
}

#[test]
fn an_operation_should_fail_when_another_signed_it() {
	ExtBuilder::build_and_execute(|| {
		for order in Bundle::with_dataset().each() {
			let order = Box::new(order);
			let presign = sign(Sponsor, OrderOperation::Presign, &order);
			let close = sign(Sponsor, OrderOperation::Close, &order);
			assert_noop!(
				Market::presign_for(Outsider.origin(), order.clone(), presign),
				Error::<Test>::WrongOperationSignature
			);
			assert_noop!(
				Market::close_for(Outsider.origin(), order, close),
				Error::<Test>::WrongOperationSignature
			);
		}
	});
}

#[test]
fn an_operation_should_fail_when_the_other_one_was_signed() {
	ExtBuilder::build_and_execute(|| {
		let order = Box::new(Bundle::with_dataset().each().remove(0));
		let presign = sign(AppOwner, OrderOperation::Presign, &order);
		let close = sign(AppOwner, OrderOperation::Close, &order);
		assert_noop!(
			Market::presign_for(Outsider.origin(), order.clone(), close),
			Error::<Test>::WrongOperationSignature
		);
		assert_noop!(
			Market::close_for(Outsider.origin(), order, presign),
			Error::<Test>::WrongOperationSignature
		);
	});
}

#[test]
fn an_operation_should_fail_when_only_the_order_was_signed() {
	ExtBuilder::build_and_execute(|| {
		let order = Box::new(Bundle::with_dataset().each().remove(0));
		let signature = AppOwner.sign(Market::order_hash(&order));
		assert_noop!(
			Market::close_for(Outsider.origin(), order, signature),
			Error::<Test>::WrongOperationSignature
		);
	});
}

#[test]
fn an_order_should_not_be_authentic_when_only_an_operation_was_signed() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::with_dataset();
		let mut signed = orders.clone().signed();
		signed.app.signature = Some(sign(AppOwner, OrderOperation::Presign, &orders.each()[0]));
		assert_noop!(signed.matched_by(Outsider), Error::<Test>::AppOrderNotAuthentic);
	});
}

#[test]
fn an_operation_should_fail_when_a_former_owner_signed_it() {
	ExtBuilder::build_and_execute(|| {
		let order = Box::new(Bundle::with_dataset().each().remove(0));
		let signature = sign(AppOwner, OrderOperation::Presign, &order);
		Apps::insert(APP, Sponsor.account());
		assert_noop!(
			Market::presign_for(Outsider.origin(), order, signature),
			Error::<Test>::WrongOperationSignature
		);
	});
}

#[test]
fn an_operation_should_not_need_its_signature_when_the_owner_sends_it() {
	ExtBuilder::build_and_execute(|| {
		let order = Box::new(Bundle::with_dataset().each().remove(0));
		let signature = sign(Sponsor, OrderOperation::Presign, &order);
		assert_ok!(Market::presign_for(AppOwner.origin(), order.clone(), signature.clone()));
		assert_ok!(Market::close_for(AppOwner.origin(), order, signature));
	});
}

#[test]
fn an_operation_should_fail_when_the_asset_is_not_registered() {
	ExtBuilder::build_and_execute(|| {
		let order = Box::new(Bundle::with_dataset().each().remove(0));
		let signature = sign(AppOwner, OrderOperation::Presign, &order);
		Apps::remove(APP);
		assert_noop!(
			Market::presign_for(Outsider.origin(), order, signature),
			Error::<Test>::AppNotRegistered
		);
	});
}

#[test]
fn an_operation_should_fail_when_the_sender_did_not_sign() {
	ExtBuilder::build_and_execute(|| {
		let order = Box::new(Bundle::with_dataset().each().remove(0));
		let signature = sign(AppOwner, OrderOperation::Presign, &order);
		assert_noop!(
			Market::presign_for(RuntimeOrigin::none(), order.clone(), signature.clone()),
			DispatchError::BadOrigin
		);
		assert_noop!(
			Market::close_for(RuntimeOrigin::none(), order, signature),
			DispatchError::BadOrigin
		);
	});
}
