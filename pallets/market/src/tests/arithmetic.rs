// SPDX-License-Identifier: Apache-2.0

//! Amounts and volumes, compared with arithmetic that can't overflow.

use crate::{mock::*, Consumed, Error};
use bourse_primitives::*;
use frame_support::assert_ok;
use proptest::prelude::*;
use sp_core::{H256, U256};

/// Small, usual and enormous amounts.
fn amount() -> impl Strategy<Value = Balance> {
	prop_oneof![0..200u128, 0..1_000_000 * RLC, any::<u128>(), Just(Balance::MAX)]
}

/// Small and enormous numbers.
fn number() -> impl Strategy<Value = u64> {
	prop_oneof![1..20u64, 1..=u64::MAX, Just(u64::MAX)]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn matching_should_lock_exactly_the_price_or_refuse_it_as_too_large(
		app in amount(),
		dataset in amount(),
		workerpool in amount(),
		ratio in prop_oneof![0..200u64, any::<u64>()],
		volume in number(),
	) {
		ExtBuilder::build_and_execute(|| {
			Requester.set_stake(Balance::MAX);
			Scheduler.set_stake(Balance::MAX);
			Policies::insert(POOL, (ratio, 1));
			let mut orders = Bundle::with_dataset();
			orders.app.price = app;
			orders.app.volume = u64::MAX;
			let dataset_order = orders.dataset.as_mut().unwrap();
			dataset_order.price = dataset;
			dataset_order.volume = u64::MAX;
			orders.workerpool.price = workerpool;
			orders.workerpool.volume = u64::MAX;
			orders.request.app_max_price = app;
			orders.request.dataset_max_price = dataset;
			orders.request.workerpool_max_price = workerpool;
			orders.request.volume = volume;

			let wide = |amount: Balance| U256::from(amount);
			let price = (wide(app) + wide(dataset) + wide(workerpool)) * U256::from(volume);
			let worker_stake = wide(workerpool) * U256::from(ratio) / U256::from(100);
			let stake = wide(workerpool) * U256::from(30) / U256::from(100) * U256::from(volume);
			let outcome = orders.clone().matched();
			if price > wide(Balance::MAX) || worker_stake > wide(Balance::MAX) {
				assert_eq!(outcome, Err(Error::<Test>::AmountTooLarge.into()));
			} else {
				assert_ok!(outcome);
				assert_eq!(wide(Requester.locked()), price);
				assert_eq!(wide(Scheduler.locked()), stake);
				let deal = deal(&orders.request, 0);
				assert_eq!(wide(deal.worker_stake), worker_stake);
				assert_eq!(wide(deal.task_price()) * U256::from(volume), price);
				assert_eq!(wide(deal.scheduler_stake()) * U256::from(volume), stake);
			}
		});
	}

	#[test]
	fn deals_should_share_a_request_without_gap_or_overlap(
		volume in number(),
		workerpools in proptest::collection::vec(number(), 1..6),
	) {
		ExtBuilder::build_and_execute(|| {
			let mut orders = Bundle::without_dataset();
			orders.app.price = 0;
			orders.app.volume = u64::MAX;
			orders.workerpool.price = 0;
			orders.request.volume = volume;
			let mut next = 0u64;
			for (salt, offered) in workerpools.into_iter().enumerate() {
				orders.workerpool.salt = H256::from_low_u64_be(salt as u64);
				orders.workerpool.volume = offered;
				let served = offered.min(volume - next);
				let outcome = orders.clone().matched();
				if served == 0 {
					// The first of the orders that has nothing left.
					let used_up = match (next, offered) {
						(u64::MAX, _) => Error::<Test>::AppOrderUsedUp,
						(_, 0) => Error::<Test>::WorkerpoolOrderUsedUp,
						_ => Error::<Test>::RequestOrderUsedUp,
					};
					assert_eq!(outcome, Err(used_up.into()));
					continue;
				}
				assert_ok!(outcome);
				let deal = deal(&orders.request, next);
				assert_eq!((deal.bot_first, deal.bot_size), (next, served));
				next += served;
				assert_eq!(Consumed::<Test>::get(Market::hash_of(&orders.request)), next);
				assert_eq!(Consumed::<Test>::get(Market::hash_of(&orders.app)), next);
				assert_eq!(Consumed::<Test>::get(Market::hash_of(&orders.workerpool)), served);
			}
		});
	}
}
