// SPDX-License-Identifier: Apache-2.0

//! What a match locks, to the unit.

use crate::{mock::*, Error};
use bourse_primitives::*;
use frame_support::{assert_noop, assert_ok};

#[test]
fn matching_should_lock_price_and_stake_of_every_task() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Bundle::with_dataset().matched());
		assert_eq!((Requester.stake(), Requester.locked()), (964_000_000_000, 36_000_000_000));
		assert_eq!((Scheduler.stake(), Scheduler.locked()), (994_000_000_000, 6_000_000_000));
		for other in [AppOwner, DatasetOwner, Beneficiary, Sponsor, Outsider] {
			assert_eq!((other.stake(), other.locked()), (STAKE, 0));
		}
	});
}

#[test]
fn matching_should_need_the_whole_price_of_the_requester() {
	ExtBuilder::build_and_execute(|| {
		Requester.set_stake(36_000_000_000 - 1);
		assert_noop!(Bundle::with_dataset().matched(), Error::<Test>::InsufficientRequesterStake);
		Requester.set_stake(36_000_000_000);
		assert_ok!(Bundle::with_dataset().matched());
		assert_eq!((Requester.stake(), Requester.locked()), (0, 36_000_000_000));
	});
}

#[test]
fn matching_should_need_30_percent_of_the_pool_price_of_the_scheduler() {
	ExtBuilder::build_and_execute(|| {
		Scheduler.set_stake(6_000_000_000 - 1);
		let refused =
			frame_support::storage::with_storage_layer(|| Bundle::with_dataset().matched());
		assert_eq!(refused, Err(Error::<Test>::InsufficientSchedulerStake.into()));
		// The requester's lock was undone.
		assert_eq!((Requester.stake(), Requester.locked()), (STAKE, 0));
		Scheduler.set_stake(6_000_000_000);
		assert_ok!(Bundle::with_dataset().matched());
		assert_eq!((Scheduler.stake(), Scheduler.locked()), (0, 6_000_000_000));
	});
}

#[test]
fn the_scheduler_s_stake_should_be_rounded_before_it_is_multiplied() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::without_dataset();
		orders.workerpool.price = 99;
		orders.request.volume = 10;
		assert_ok!(orders.matched());
		// 29 * 10, not 297.
		assert_eq!(Scheduler.locked(), 290);
		assert_eq!(Requester.locked(), (APP_PRICE + 99) * 10);
	});
}

#[test]
fn matching_should_lock_nothing_when_everything_is_free() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::without_dataset();
		orders.app.price = 0;
		orders.workerpool.price = 0;
		Requester.set_stake(0);
		Scheduler.set_stake(0);
		assert_ok!(orders.clone().matched());
		assert_eq!(deal(&orders.request, 0).worker_stake, 0);
	});
}

#[test]
fn the_worker_stake_should_follow_the_workerpool_s_policy() {
	for (ratio, price, worker_stake) in [
		(30, 10, 3),
		(30, 99, 29),
		(0, 99, 0),
		(150, 99, 148),
		(100, 99, 99),
		(1_000_000, 7, 70_000),
	] {
		ExtBuilder::build_and_execute(|| {
			Policies::insert(POOL, (ratio, 50));
			let mut orders = Bundle::without_dataset();
			orders.workerpool.price = price;
			assert_ok!(orders.clone().matched());
			let deal = deal(&orders.request, 0);
			assert_eq!((deal.worker_stake, deal.scheduler_reward_ratio), (worker_stake, 50));
		});
	}
}

#[test]
fn matching_should_fail_when_the_prices_do_not_add_up_to_an_amount() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::without_dataset();
		orders.app.price = Balance::MAX - POOL_PRICE + 1;
		orders.request.app_max_price = Balance::MAX;
		orders.request.volume = 1;
		assert_noop!(orders.matched(), Error::<Test>::AmountTooLarge);
	});
}

#[test]
fn matching_should_fail_when_price_times_volume_is_no_amount() {
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::without_dataset();
		orders.app.price = Balance::MAX / 2;
		orders.request.app_max_price = Balance::MAX;
		assert_noop!(orders.matched(), Error::<Test>::AmountTooLarge);
	});
}

#[test]
fn matching_should_fail_when_the_worker_stake_is_no_amount() {
	ExtBuilder::build_and_execute(|| {
		Requester.set_stake(Balance::MAX);
		Scheduler.set_stake(Balance::MAX);
		Policies::insert(POOL, (101, 1));
		let mut orders = Bundle::without_dataset();
		orders.app.price = 0;
		orders.workerpool.price = Balance::MAX;
		orders.request.workerpool_max_price = Balance::MAX;
		orders.request.volume = 1;
		assert_noop!(orders.clone().matched(), Error::<Test>::AmountTooLarge);
		Policies::insert(POOL, (100, 1));
		assert_ok!(orders.clone().matched());
		assert_eq!(deal(&orders.request, 0).worker_stake, Balance::MAX);
		assert_eq!(Requester.locked(), Balance::MAX);
	});
}
