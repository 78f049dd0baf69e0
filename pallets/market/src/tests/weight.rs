// SPDX-License-Identifier: Apache-2.0

//! What a call is charged for.

use crate::{mock::*, Call, WeightInfo};
use bourse_primitives::{book::NewRequest, traits::Venue, GroupId, Restrict};
use frame_support::{
	dispatch::GetDispatchInfo,
	traits::Get,
	weights::{RuntimeDbWeight, Weight},
};

fn weight(orders: Bundle) -> Weight {
	let orders = orders.unsigned();
	Call::<Test>::match_orders {
		app: Box::new(orders.app),
		dataset: orders.dataset.map(Box::new),
		workerpool: Box::new(orders.workerpool),
		request: Box::new(orders.request),
	}
	.get_dispatch_info()
	.call_weight
}

fn reads(count: u64) -> Weight {
	let weights: RuntimeDbWeight = <Test as frame_system::Config>::DbWeight::get();
	weights.reads(count)
}

#[test]
fn a_match_should_pay_for_params_and_for_the_rules() {
	let params = Bundle::with_dataset().request.params.len() as u32;
	let measured = <()>::match_orders(params) + <()>::check_rules(params);
	assert_eq!(weight(Bundle::with_dataset()), measured);
}

#[test]
fn a_match_should_pay_a_read_for_each_restriction_that_is_a_group() {
	let group = || Restrict::Group(GroupId(1));
	let plain = weight(Bundle::with_dataset());
	let mut orders = Bundle::with_dataset();
	orders.request.workerpool_restrict = group();
	assert_eq!(weight(orders.clone()), plain + reads(1));
	orders.app.dataset_restrict = group();
	orders.app.workerpool_restrict = group();
	orders.app.requester_restrict = group();
	orders.workerpool.app_restrict = group();
	orders.workerpool.dataset_restrict = group();
	orders.workerpool.requester_restrict = group();
	assert_eq!(weight(orders.clone()), plain + reads(7));
	let dataset = orders.dataset.as_mut().unwrap();
	dataset.app_restrict = group();
	dataset.workerpool_restrict = group();
	dataset.requester_restrict = group();
	assert_eq!(weight(orders), plain + reads(10));
}

#[test]
fn an_operation_should_pay_for_params_and_signature() {
	let order = || Box::new(Bundle::with_dataset().each().remove(3));
	let signature = || Requester.sign(Default::default());
	let weights = [
		Call::<Test>::presign { order: order() },
		Call::<Test>::close { order: order() },
		Call::<Test>::presign_for { order: order(), signature: signature() },
		Call::<Test>::close_for { order: order(), signature: signature() },
	]
	.map(|call| call.get_dispatch_info().call_weight);
	assert_eq!(
		weights,
		[<()>::presign(16), <()>::close(16), <()>::presign_for(16), <()>::close_for(16)]
	);
	assert!(weights[2].ref_time() > weights[0].ref_time());
}

#[test]
fn a_purchase_of_a_broker_should_pay_for_params_and_for_what_the_book_may_take() {
	let orders = Bundle::with_dataset().unsigned();
	let most = MockVenue::weight(NewRequest::of(&orders.request.order, 1).expect("for the book"));
	let call = Call::<Test>::broker_buy { request: Box::new(orders.request) };
	assert_eq!(call.get_dispatch_info().call_weight, <()>::broker_buy(16) + most);
}
