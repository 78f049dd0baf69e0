// SPDX-License-Identifier: Apache-2.0

//! Fees, frozen terms and refusals by the market's rules (PROTOCOL 9.1).

use crate::{mock::*, Error};
use bourse_mocks::registry::{DatasetContents, Policies, Restricted, ResultKeys};
use bourse_primitives::{
	api::{FeeTerms, Fees, Prices},
	*,
};
use frame_support::{assert_noop, assert_ok};
use proptest::prelude::*;
use sp_core::{H256, U256};

/// Fee of a task at trust 4 by the default parameters: one start, four assignments.
const FEE: Balance = 9_000_000;

/// Runs a test on a chain on which the rules hold.
fn with_rules(test: impl FnOnce()) {
	Hold::set(true);
	ExtBuilder::build_and_execute(test);
}

/// Sets the pools' admission, and who assigns.
fn set_pool(admission: Admission, assigned_by: AssignedBy) {
	PoolRulesNow::set(PoolRules { admission, assigned_by, ..Default::default() });
}

#[test]
fn matching_should_freeze_the_terms_when_the_rules_hold() {
	with_rules(|| {
		let pool = PoolRules { min_stake: 7, admission: Admission::Closed, ..Default::default() };
		PoolRulesNow::set(pool);
		ResultKeys::<AccountId>::insert(Beneficiary.account(), [9; 32]);
		let orders = Bundle::with_dataset();
		assert_ok!(orders.clone().matched());
		let made = deal(&orders.request, 0);
		let terms = MarketTerms {
			start_fee: 1_000_000,
			worker_fee: 2_000_000,
			miss_penalty: 10,
			pool,
			owners: 2,
			result_key: Some([9; 32]),
		};
		assert_eq!(made.terms, Some(terms));
		// Later changes are for later deals.
		PoolRulesNow::set(PoolRules::default());
		OwnersThere::set(9);
		ResultKeys::<AccountId>::remove(Beneficiary.account());
		Parameters::set(MarketParameters { worker_fee: 0, ..Default::default() });
		assert_eq!(deal(&orders.request, 0), made);
	});
}

#[test]
fn matching_should_lock_price_and_fee_of_every_task_when_the_rules_hold() {
	with_rules(|| {
		assert_ok!(Bundle::with_dataset().matched());
		let locked = 2 * (APP_PRICE + DATASET_PRICE + POOL_PRICE + FEE);
		assert_eq!(locked, 36_018_000_000);
		assert_eq!((Requester.stake(), Requester.locked()), (STAKE - locked, locked));
		// The scheduler locks as without the rules.
		assert_eq!(Scheduler.locked(), 6_000_000_000);
	});
}

#[test]
fn sponsor_should_lock_the_fee_in_place_of_the_requester() {
	with_rules(|| {
		assert_ok!(Bundle::with_dataset().signed().sponsored_by(Sponsor));
		assert_eq!((Requester.locked(), Sponsor.locked()), (0, 36_018_000_000));
	});
}

#[test]
fn matching_should_need_the_fee_of_the_payer_when_everything_else_is_free() {
	with_rules(|| {
		let mut orders = Bundle::without_dataset();
		orders.app.price = 0;
		orders.workerpool.price = 0;
		Requester.set_stake(2 * FEE - 1);
		assert_noop!(orders.clone().matched(), Error::<Test>::InsufficientRequesterStake);
		Requester.set_stake(2 * FEE);
		assert_ok!(orders.clone().matched());
		assert_eq!((Requester.stake(), Requester.locked()), (0, 18_000_000));
		// A contribution locks the fee of its assignment at least.
		assert_eq!(deal(&orders.request, 0).worker_stake, 2_000_000);
	});
}

#[test]
fn worker_stake_should_be_the_larger_of_share_and_fee() {
	for (price, stake) in [(0, 2_000_000), (6_666_669, 2_000_000), (6_666_670, 2_000_001)] {
		with_rules(|| {
			let mut orders = Bundle::without_dataset();
			orders.workerpool.price = price;
			assert_ok!(orders.clone().matched());
			assert_eq!(deal(&orders.request, 0).worker_stake, stake);
		});
	}
}

#[test]
fn matching_should_refuse_params_that_are_no_object_when_the_rules_hold() {
	let levels = |count: usize| "{\"a\":".repeat(count) + "1" + &"}".repeat(count);
	for (params, good) in [
		(String::new(), true),
		("{}".into(), true),
		(levels(32), true),
		(levels(33), false),
		("[]".into(), false),
		("hello".into(), false),
		("{\"a\":1".into(), false),
	] {
		for hold in [true, false] {
			Hold::set(hold);
			ExtBuilder::build_and_execute(|| {
				let mut orders = Bundle::without_dataset();
				orders.request.params = params.clone().into_bytes().try_into().unwrap();
				match good || !hold {
					true => {
						assert_ok!(orders.matched());
					},
					false => {
						assert_noop!(orders.matched(), Error::<Test>::BadParams);
					},
				}
			});
		}
	}
}

/// The refusal of a match with a pool of so many owners, if any.
fn refusal(trust: u64, there: u32) -> Option<sp_runtime::DispatchError> {
	OwnersThere::set(there);
	let mut refused = None;
	with_rules(|| {
		let mut orders = Bundle::without_dataset();
		orders.workerpool.trust = trust.into();
		orders.request.trust = trust.into();
		refused = orders.matched().err();
	});
	refused
}

#[test]
fn matching_should_be_refused_when_the_pool_has_too_few_owners() {
	use Admission::*;
	use AssignedBy::*;
	// Admission, who assigns, trust, owners that it takes.
	for (admission, assigned_by, trust, needed) in [
		(Open, Chain, 1, 1),
		(Open, Chain, 2, 1),
		(Open, Chain, 3, 5),
		(Open, Chain, 16, 7),
		(Open, Scheduler, 3, 5),
		(Closed, Chain, 1, 1),
		(Closed, Chain, 3, 2),
		(ByInvitation, Chain, 16, 4),
	] {
		set_pool(admission, assigned_by);
		assert_eq!(refusal(trust, needed), None);
		let there = needed as u8 - 1;
		let error = Error::<Test>::PoolCantServe { needed: needed as u8, there };
		assert_eq!(refusal(trust, there.into()), Some(error.into()));
	}
	set_pool(Closed, Scheduler);
	assert_eq!(refusal(16, 0), None);
	Hold::set(false);
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Bundle::without_dataset().matched());
	});
}

#[test]
fn refusal_of_a_pool_should_tell_the_most_that_it_can() {
	with_rules(|| {
		set_pool(Admission::Open, AssignedBy::Chain);
		OwnersThere::set(258);
		let mut orders = Bundle::without_dataset();
		orders.workerpool.trust = U256::MAX;
		orders.request.trust = U256::MAX;
		let error = Error::<Test>::PoolCantServe { needed: 255, there: 255 };
		assert_noop!(orders.clone().matched(), error);
		OwnersThere::set(259);
		assert_ok!(orders.matched());
	});
}

#[test]
fn matching_should_be_refused_when_no_task_has_room_for_the_owners_who_have_to_agree() {
	MostOwners::set(32);
	set_pool(Admission::Closed, AssignedBy::Scheduler);
	assert_eq!(refusal(1 << 32, 0), None);
	assert_eq!(refusal((1 << 32) + 1, 0), Some(Error::<Test>::TrustBeyondReach.into()));
	Hold::set(false);
	ExtBuilder::build_and_execute(|| {
		let mut orders = Bundle::without_dataset();
		orders.workerpool.trust = U256::MAX;
		orders.request.trust = U256::MAX;
		assert_ok!(orders.matched());
	});
}

#[test]
fn matching_should_be_refused_when_a_pool_whose_tasks_the_chain_assigns_was_changed_lately() {
	PoolsWarm::set(false);
	set_pool(Admission::Open, AssignedBy::Chain);
	assert_eq!(refusal(1, 9), Some(Error::<Test>::PoolChangedLately.into()));
	set_pool(Admission::Open, AssignedBy::Scheduler);
	assert_eq!(refusal(1, 9), None);
	Hold::set(false);
	set_pool(Admission::Open, AssignedBy::Chain);
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Bundle::without_dataset().matched());
	});
}

#[test]
fn matching_should_leave_the_payer_what_its_slots_need() {
	let cost = 2 * (APP_PRICE + DATASET_PRICE + POOL_PRICE + FEE);
	for hold in [true, false] {
		Hold::set(hold);
		Reserved::set(1_000);
		ExtBuilder::build_and_execute(|| {
			Requester.set_stake(cost + 999);
			let orders = Bundle::with_dataset();
			if hold {
				assert_noop!(orders.clone().matched(), Error::<Test>::PayerStakeReserved);
				Requester.set_stake(cost + 1_000);
			}
			assert_ok!(orders.matched());
		});
	}
}

#[test]
fn matching_should_need_a_broker_when_the_chain_assigns_a_tee_task() {
	// Each time another request, since a match uses all of it.
	let orders = |salt| {
		let mut orders = Bundle::without_dataset();
		orders.request.salt = H256::repeat_byte(salt);
		orders.app.tag = Tag::TEE;
		orders.workerpool.tag = Tag::TEE;
		orders
	};
	with_rules(|| {
		assert_noop!(orders(1).matched(), Error::<Test>::NoTeeBroker);
		set_pool(Admission::Closed, AssignedBy::Scheduler);
		assert_ok!(orders(2).matched());
		set_pool(Admission::Closed, AssignedBy::Chain);
		HasTeeBroker::set(true);
		assert_ok!(orders(3).matched());
	});
	HasTeeBroker::set(false);
	Hold::set(false);
	ExtBuilder::build_and_execute(|| {
		assert_ok!(orders(1).matched());
	});
}

#[test]
fn orders_of_a_restricted_dataset_should_name_a_pool_that_is_not_open() {
	// Each time another request, since a match uses all of it.
	let with = |salt, restrict: Restrict<AccountId>| {
		let mut orders = Bundle::with_dataset();
		orders.request.salt = H256::repeat_byte(salt);
		orders.dataset.as_mut().unwrap().workerpool_restrict = restrict;
		orders
	};
	let only = || Restrict::Only(Party::Workerpool(POOL));
	let restrict = || {
		DatasetContents::insert(DATASET, (Multiaddr::default(), H256::repeat_byte(1)));
		Restricted::insert(DATASET, ());
		Members::insert(GROUP, Party::Workerpool(POOL), ());
	};
	// The request's trust is 4: an open pool of five owners serves it.
	OwnersThere::set(5);
	with_rules(|| {
		restrict();
		assert_ok!(with(1, only()).matched());
		for unnamed in [Restrict::Anybody, Restrict::Group(GROUP)] {
			assert_noop!(with(2, unnamed).matched(), Error::<Test>::DatasetNeedsPool);
		}
		set_pool(Admission::Open, AssignedBy::Chain);
		assert_noop!(with(2, only()).matched(), Error::<Test>::DatasetNeedsPool);
		Restricted::remove(DATASET);
		assert_ok!(with(2, Restrict::Anybody).matched());
	});
	Hold::set(false);
	ExtBuilder::build_and_execute(|| {
		restrict();
		assert_ok!(with(1, Restrict::Anybody).matched());
	});
}

/// The prices of the orders that tests match.
const PRICES: Prices = Prices { app: APP_PRICE, dataset: 0, pool: POOL_PRICE };

#[test]
fn fees_should_be_what_a_match_locks() {
	with_rules(|| {
		let orders = Bundle::without_dataset();
		let pool = orders.workerpool.workerpool;
		Policies::insert(pool, (40, 1));
		let fees = Fees {
			owners_needed: 2,
			paid_assignments: 4,
			start_fee: 1_000_000,
			worker_fee: 2_000_000,
			task_fee: FEE,
			prices: 2 * (APP_PRICE + POOL_PRICE),
			payer_lock: 2 * (APP_PRICE + POOL_PRICE + FEE),
			// Of each task two of four assignments.
			most_back: 8_000_000,
			scheduler_lock: 6_000_000_000,
			worker_stake: 4_000_000_000,
		};
		assert_eq!(Market::fees(orders.request.trust, PRICES, 2, Some(pool)), Some(fees));
		assert_ok!(orders.clone().matched());
		assert_eq!(Requester.locked(), fees.payer_lock);
		assert_eq!(Scheduler.locked(), fees.scheduler_lock);
		assert_eq!(deal(&orders.request, 0).worker_stake, fees.worker_stake);
		let of_new = Fees { worker_stake: 3_000_000_000, ..fees };
		assert_eq!(Market::fees(orders.request.trust, PRICES, 2, None), Some(of_new));
		assert_eq!(Market::fees(orders.request.trust, PRICES, 2, Some(WorkerpoolId(999))), None);
	});
}

#[test]
fn fees_should_be_nothing_when_the_rules_do_not_hold() {
	ExtBuilder::build_and_execute(|| {
		let prices = Prices { app: 20, dataset: 7, pool: 100 };
		let fees = Market::fees(4.into(), prices, 3, None).expect("no pool is named");
		assert_eq!((fees.task_fee, fees.most_back), (0, 0));
		assert_eq!((fees.prices, fees.payer_lock, fees.scheduler_lock), (381, 381, 90));
		assert_eq!(fees.worker_stake, 30);
	});
}

#[test]
fn fees_should_saturate() {
	with_rules(|| {
		let prices = Prices { app: Balance::MAX, dataset: Balance::MAX, pool: Balance::MAX };
		let fees = Market::fees(U256::MAX, prices, u64::MAX, None).expect("no pool is named");
		assert_eq!((fees.owners_needed, fees.paid_assignments), (256, 512));
		assert_eq!((fees.payer_lock, fees.task_fee), (Balance::MAX, 1_025_000_000));
		assert_eq!((fees.prices, fees.scheduler_lock), (Balance::MAX, Balance::MAX));
	});
}

/// One task of 0.1 RLC costs at most 0.11 RLC in all, at trust 1 and 3, whoever misses.
#[test]
fn default_fees_should_be_a_tenth_of_a_small_price_at_most() {
	let MarketParameters { start_fee, worker_fee, .. } = MarketParameters::default();
	for (trust, taken) in [(1, 1), (3, 2)] {
		let prices = Prices { pool: RLC / 10, ..Prices::default() };
		let terms = FeeTerms { start_fee, worker_fee, worker_stake_ratio: 30 };
		let fees = Fees::of(trust.into(), prices, 1, terms);
		assert_eq!(fees.payer_lock, RLC / 10 + FEE);
		assert!(fees.payer_lock <= 11 * RLC / 100);
		assert_eq!(fees.payer_lock - fees.most_back, RLC / 10 + start_fee + taken * worker_fee);
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	/// A task takes its prices, one start, and at most `2 k` assignments of the payer: what is
	/// locked is the sum of that over all tasks, to the unit.
	#[test]
	fn to_lock_should_be_the_sum_of_what_the_tasks_can_take(
		prices in proptest::array::uniform3(prop_oneof![0..200u128, 0..1_000_000 * RLC]),
		volume in 1u64..40,
		trust in prop_oneof![0..70u64, any::<u64>()],
		fees in proptest::array::uniform2(0..=MarketParameters::MAX_AMOUNT),
	) {
		let [app, dataset, pool] = prices;
		let [start_fee, worker_fee] = fees;
		Parameters::set(MarketParameters { start_fee, worker_fee, ..Default::default() });
		OwnersThere::set(300);
		with_rules(|| {
			Requester.set_stake(Balance::MAX);
			Scheduler.set_stake(Balance::MAX);
			let mut orders = Bundle::with_dataset();
			orders.app.price = app;
			orders.dataset.as_mut().unwrap().price = dataset;
			orders.workerpool.price = pool;
			orders.workerpool.trust = trust.into();
			orders.request.trust = trust.into();
			orders.request.app_max_price = app;
			orders.request.dataset_max_price = dataset;
			orders.request.workerpool_max_price = pool;
			orders.request.volume = volume;
			assert_ok!(orders.clone().matched());
			let made = deal(&orders.request, 0);
			let agree = (0..64).find(|n| 2u128.pow(*n) >= u128::from(trust)).unwrap_or(64).max(1);
			let assignments = 2 * agree.max(2);
			let (mut payer, mut scheduler) = (0, 0);
			for _ in 0..volume {
				payer += app + dataset + pool + start_fee;
				payer += (0..assignments).map(|_| worker_fee).sum::<Balance>();
				scheduler += pool * 30 / 100;
			}
			assert_eq!((made.owners_needed(), made.paid_assignments()), (agree, assignments));
			assert_eq!((Requester.locked(), Scheduler.locked()), (payer, scheduler));
			assert_eq!(Market::to_lock(&made), Some((payer, scheduler)));
		});
	}
}
