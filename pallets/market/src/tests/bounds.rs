// SPDX-License-Identifier: Apache-2.0

//! Orders of version 2: until when, in which epoch, who pays (PROTOCOL 4).

use crate::{mock::*, Error, OrderBounds};
use bourse_mocks::{pass, registry};
use bourse_primitives::Party;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

type Bounds = OrderBounds<AccountId>;
type Epochs = registry::Epochs<AccountId>;

/// The orders, each with bounds, signed by everybody.
fn with_bounds(bounds: [Bounds; 4]) -> SignedBundle {
	let mut orders = Bundle::with_dataset().unsigned();
	let [app, dataset, workerpool, request] = bounds.map(Some);
	orders.app.bounds = app;
	orders.workerpool.bounds = workerpool;
	orders.request.bounds = request;
	if let Some(signed) = &mut orders.dataset {
		signed.bounds = dataset;
	}
	resigned(orders)
}

/// Has everybody sign what is there.
fn resigned(mut orders: SignedBundle) -> SignedBundle {
	orders.app.signature = Some(AppOwner.sign(Market::signed_hash(&orders.app)));
	if let Some(signed) = &mut orders.dataset {
		signed.signature = Some(DatasetOwner.sign(Market::signed_hash(signed)));
	}
	orders.workerpool.signature = Some(Scheduler.sign(Market::signed_hash(&orders.workerpool)));
	orders.request.signature = Some(Requester.sign(Market::signed_hash(&orders.request)));
	orders
}

/// No bounds but those of the order of that place.
fn only(place: usize, bounds: Bounds) -> [Bounds; 4] {
	let mut all = [(); 4].map(|()| Bounds::default());
	all[place] = bounds;
	all
}

/// What the orders of the four kinds are about.
fn parties() -> [Party<AccountId>; 4] {
	[
		Party::App(APP),
		Party::Dataset(DATASET),
		Party::Workerpool(POOL),
		Party::Account(Requester.account()),
	]
}

#[test]
fn match_should_make_a_deal_when_all_bounds_are_kept() {
	ExtBuilder::build_and_execute(|| {
		for of in parties() {
			Epochs::insert(of, 3);
		}
		let bounds = Bounds { until: Some(START + 1), epoch: 3, payer: None, broker: false };
		assert_ok!(with_bounds([(); 4].map(|()| bounds.clone())).matched_by(Outsider));
	});
}

#[test]
fn match_should_be_refused_when_an_order_has_come_to_its_end() {
	ExtBuilder::build_and_execute(|| {
		let errors = [
			Error::<Test>::AppOrderExpired,
			Error::<Test>::DatasetOrderExpired,
			Error::<Test>::WorkerpoolOrderExpired,
			Error::<Test>::RequestOrderExpired,
		];
		for (place, error) in errors.into_iter().enumerate() {
			let orders =
				with_bounds(only(place, Bounds { until: Some(START), ..Default::default() }));
			assert_noop!(orders.matched_by(Outsider), error);
		}
		let bounds = Bounds { until: Some(START + 60), ..Default::default() };
		let orders = with_bounds(only(3, bounds));
		pass(59);
		assert_ok!(orders.matched_by(Outsider));
	});
}

#[test]
fn match_should_be_refused_when_an_order_is_of_another_epoch() {
	for (place, of) in parties().into_iter().enumerate() {
		ExtBuilder::build_and_execute(|| {
			let error = || match place {
				0 => Error::<Test>::AppOrderRevoked,
				1 => Error::<Test>::DatasetOrderRevoked,
				2 => Error::<Test>::WorkerpoolOrderRevoked,
				_ => Error::<Test>::RequestOrderRevoked,
			};
			let of_epoch = |epoch| with_bounds(only(place, Bounds { epoch, ..Default::default() }));
			// One of an epoch to come is void as well.
			assert_noop!(of_epoch(1).matched_by(Outsider), error());
			Epochs::insert(&of, 1);
			assert_noop!(of_epoch(0).matched_by(Outsider), error());
			assert_noop!(Bundle::with_dataset().matched(), error());
			assert_ok!(of_epoch(1).matched_by(Outsider));
		});
	}
}

#[test]
fn match_should_be_refused_when_a_presigned_order_is_of_another_epoch() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset().signed();
		assert_ok!(Market::presign(AppOwner.origin(), Box::new(orders.app.any())));
		orders.app.signature = None;
		Epochs::insert(Party::App(APP), 1);
		assert_noop!(orders.matched_by(Outsider), Error::<Test>::AppOrderRevoked);
	});
}

#[test]
fn match_should_be_refused_when_bounds_were_changed_after_the_signature() {
	ExtBuilder::build_and_execute(|| {
		let mut orders =
			with_bounds(only(0, Bounds { until: Some(START + 9), ..Default::default() }));
		orders.app.bounds = Some(Bounds::default());
		assert_noop!(orders.clone().matched_by(Outsider), Error::<Test>::AppOrderNotAuthentic);
		orders.app.bounds = None;
		assert_noop!(orders.matched_by(Outsider), Error::<Test>::AppOrderNotAuthentic);
	});
}

#[test]
fn match_should_let_the_named_payer_pay_alone() {
	ExtBuilder::build_and_execute(|| {
		let payer = |who: Actor| {
			let bounds = Bounds { payer: Some(who.account()), ..Default::default() };
			with_bounds(only(3, bounds))
		};
		// A sponsor's match can't be overtaken by one that the requester pays, nor by another sponsor's.
		assert_noop!(payer(Sponsor).matched_by(Outsider), Error::<Test>::WrongPayer);
		assert_noop!(payer(Sponsor).sponsored_by(Outsider), Error::<Test>::WrongPayer);
		assert_ok!(payer(Sponsor).sponsored_by(Sponsor));
		assert_noop!(payer(Requester).sponsored_by(Sponsor), Error::<Test>::WrongPayer);
		assert_ok!(payer(Requester).matched_by(Outsider));
	});
}

#[test]
fn payer_should_say_nothing_in_an_offer() {
	ExtBuilder::build_and_execute(|| {
		let bounds = Bounds { payer: Some(Sponsor.account()), broker: true, ..Default::default() };
		assert_ok!(with_bounds(only(0, bounds)).matched_by(Outsider));
	});
}

#[test]
fn presign_and_close_should_take_an_order_with_bounds_for_one_of_its_own() {
	ExtBuilder::build_and_execute(|| {
		let bounds = Bounds { until: Some(START + 9), ..Default::default() };
		let mut orders = with_bounds(only(0, bounds));
		assert_ok!(Market::presign(AppOwner.origin(), Box::new(orders.app.any())));
		orders.app.signature = None;
		// The same order without bounds is another.
		let mut plain = Bundle::with_dataset().signed();
		plain.app.signature = None;
		assert_noop!(plain.matched_by(Outsider), Error::<Test>::MissingSignature);
		assert_ok!(orders.clone().matched_by(Outsider));

		let close = |who: Actor| -> DispatchResult {
			Market::close(who.origin(), Box::new(orders.app.any()))
		};
		assert_noop!(close(Outsider), Error::<Test>::NotOwner);
		assert_ok!(close(AppOwner));
		let mut again = orders.clone();
		again.request.order.salt = sp_core::H256::repeat_byte(9);
		let again = resigned(again);
		assert_noop!(again.matched_by(Outsider), Error::<Test>::AppOrderUsedUp);
	});
}
