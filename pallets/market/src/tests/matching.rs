// SPDX-License-Identifier: Apache-2.0

//! What a match records and tells (PROTOCOL 4, what matching does).

use crate::{mock::*, Consumed, Error, Event};
use bourse_primitives::*;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn matching_should_record_the_whole_deal() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset();
		orders.request.callback = Some(Outsider.account());
		assert_ok!(orders.clone().matched());
		assert_eq!(
			deal(&orders.request, 0),
			Deal {
				app: Share { id: APP, owner: AppOwner.account(), price: 3_000_000_000 },
				dataset: Some(Share {
					id: DATASET,
					owner: DatasetOwner.account(),
					price: 5_000_000_000
				}),
				workerpool: Share { id: POOL, owner: Scheduler.account(), price: 10_000_000_000 },
				trust: 4.into(),
				category: CATEGORY,
				work_clock_time_ref: 300,
				tag: Tag(0),
				requester: Requester.account(),
				beneficiary: Beneficiary.account(),
				callback: Some(Outsider.account()),
				params: orders.request.params.clone(),
				// Whole seconds of 1_700_000_000_987 ms.
				start_time: 1_700_000_000,
				bot_first: 0,
				bot_size: 2,
				worker_stake: 3_000_000_000,
				scheduler_reward_ratio: 1,
				sponsor: Requester.account(),
				terms: None,
			}
		);
	});
}

#[test]
fn matching_should_record_no_dataset_when_there_is_none() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::without_dataset();
		assert_ok!(orders.clone().matched());
		assert_eq!(deal(&orders.request, 0).dataset, None);
	});
}

#[test]
fn matching_should_count_all_orders_and_tell() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::with_dataset();
		assert_ok!(orders.clone().matched());
		let hashes: Vec<_> = orders.each().iter().map(Market::order_hash).collect();
		assert_eq!(hashes.iter().map(Consumed::<Test>::get).collect::<Vec<_>>(), [2, 2, 2, 2]);
		let id = id_of(&orders.request, 0);
		assert_eq!(
			events(),
			[
				Event::SchedulerNotice { workerpool: POOL, deal: id },
				Event::OrdersMatched {
					deal: id,
					app_order: hashes[0],
					dataset_order: Some(hashes[1]),
					workerpool_order: hashes[2],
					request_order: hashes[3],
					volume: 2,
				},
			]
		);
		assert_eq!(Told::get(), [(id, deal(&orders.request, 0))]);
	});
}

#[test]
fn matching_should_tell_of_no_dataset_order_when_there_is_none() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::without_dataset();
		assert_ok!(orders.clone().matched());
		let hashes: Vec<_> = orders.each().iter().map(Market::order_hash).collect();
		assert_eq!(
			events().last(),
			Some(&Event::OrdersMatched {
				deal: id_of(&orders.request, 0),
				app_order: hashes[0],
				dataset_order: None,
				workerpool_order: hashes[1],
				request_order: hashes[2],
				volume: 2,
			})
		);
	});
}

#[test]
fn matching_should_use_trust_1_when_the_request_asks_for_0() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset();
		orders.request.trust = 0.into();
		orders.workerpool.trust = 0.into();
		assert_ok!(orders.clone().matched());
		assert_eq!(deal(&orders.request, 0).trust, 1.into());
	});
}

#[test]
fn matching_should_record_the_request_s_trust_when_the_workerpool_offers_more() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset();
		orders.request.trust = 3.into();
		assert_ok!(orders.clone().matched());
		assert_eq!(deal(&orders.request, 0).trust, 3.into());
	});
}

#[test]
fn matching_should_record_the_union_of_what_is_demanded() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset();
		orders.app.tag = Tag(0b0011);
		orders.dataset.as_mut().unwrap().tag = Tag(0b1_0000_1101);
		orders.request.tag = Tag(1 << 20);
		orders.workerpool.tag = Tag(u64::MAX);
		assert_ok!(orders.clone().matched());
		assert_eq!(deal(&orders.request, 0).tag, Tag((1 << 20) | 0b1_0000_0011));
	});
}

#[test]
fn matching_should_record_order_prices_when_the_request_would_pay_more() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::with_dataset();
		orders.request.app_max_price = Balance::MAX;
		orders.request.dataset_max_price = Balance::MAX;
		orders.request.workerpool_max_price = Balance::MAX;
		assert_ok!(orders.clone().matched());
		assert_eq!(deal(&orders.request, 0).task_price(), 18_000_000_000);
		assert_eq!(Requester.locked(), 36_000_000_000);
	});
}

#[test]
fn a_deal_should_stay_as_it_is_when_owners_and_policy_change() {
	ExtBuilder::build_and_execute(|| {
		let orders = Bundle::with_dataset();
		assert_ok!(orders.clone().matched());
		let before = deal(&orders.request, 0);
		Apps::insert(APP, Outsider.account());
		Workerpools::insert(POOL, Outsider.account());
		Policies::insert(POOL, (150, 50));
		assert_eq!(deal(&orders.request, 0), before);
	});
}

#[test]
fn matching_should_succeed_when_one_account_is_everybody() {
	ExtBuilder::build_and_execute(|| {
		Apps::insert(APP, Requester.account());
		Datasets::insert(DATASET, Requester.account());
		Workerpools::insert(POOL, Requester.account());
		for order in Bundle::with_dataset().each() {
			assert_ok!(Market::presign(Requester.origin(), Box::new(order)));
		}
		assert_ok!(Bundle::with_dataset().unsigned().matched_by(Requester));
		// 2 * 18 RLC as the payer, 2 * 3 RLC as the scheduler.
		assert_eq!(Requester.locked(), 42_000_000_000);
	});
}

#[test]
fn matching_should_undo_everything_when_another_pallet_refuses_the_deal() {
	ExtBuilder::build_and_execute(|| {
		RefuseDeals::set(true);
		assert_noop!(dispatch(Bundle::with_dataset()), DispatchError::Unavailable);
		RefuseDeals::set(false);
		assert_ok!(dispatch(Bundle::with_dataset()));
		assert_noop!(dispatch(Bundle::with_dataset()), Error::<Test>::RequestOrderUsedUp);
	});
}

/// Dispatches a match as a transaction does, with what it wrote rolled back when it fails.
fn dispatch(orders: Bundle) -> sp_runtime::DispatchResult {
	use frame_support::traits::UnfilteredDispatchable;
	let orders = orders.signed();
	let call = crate::Call::<Test>::match_orders {
		app: Box::new(orders.app),
		dataset: orders.dataset.map(Box::new),
		workerpool: Box::new(orders.workerpool),
		request: Box::new(orders.request),
	};
	RuntimeCall::Market(call)
		.dispatch_bypass_filter(Outsider.origin())
		.map(|_| ())
		.map_err(|refused| refused.error)
}
