// SPDX-License-Identifier: Apache-2.0

//! `try_state` sees each broken invariant, and only then complains.

use crate::{mock::*, Consumed, Deals, RequestOrder};
use bourse_primitives::*;
use frame_support::assert_ok;
use sp_core::H256;
use sp_runtime::DispatchError;

/// Breaks a good deal, and wants `try_state` to say so.
fn complains(reason: &'static str, break_it: impl FnOnce(&mut Deal<AccountId>)) {
	ExtBuilder::build().execute_with(|| {
		let orders = Bundle::with_dataset();
		assert_ok!(orders.clone().matched());
		assert_ok!(Market::do_try_state());
		let mut deal = deal(&orders.request, 0);
		break_it(&mut deal);
		Deals::<Test>::insert(H256::zero(), deal);
		assert_eq!(Market::do_try_state(), Err(DispatchError::Other(reason)));
	});
}

#[test]
fn try_state_should_complain_when_a_deal_has_no_task() {
	complains("a deal has at least one task", |deal| deal.bot_size = 0);
}

#[test]
fn try_state_should_complain_when_a_deal_has_too_many_tasks() {
	complains("a deal has more tasks than it may", |_| MaxDealTasks::set(0));
	MaxDealTasks::set(u64::MAX);
}

#[test]
fn try_state_should_complain_when_task_indices_overflow() {
	complains("a deal's task indices fit in 64 bits", |deal| deal.bot_first = u64::MAX - 1);
}

#[test]
fn try_state_should_complain_when_trust_is_0() {
	complains("a deal's trust is at least 1", |deal| deal.trust = 0.into());
}

#[test]
fn try_state_should_complain_when_the_scheduler_keeps_more_than_all() {
	complains("a scheduler keeps at most 100 percent of the pot", |deal| {
		deal.scheduler_reward_ratio = 101;
	});
}

#[test]
fn try_state_should_complain_when_the_price_is_no_amount() {
	complains("what a deal locked is an amount", |deal| deal.app.price = Balance::MAX);
	complains("what a deal locked is an amount", |deal| deal.app.price = Balance::MAX / 2);
}

/// A deal's terms with that fee of an assignment and that penalty.
fn terms(worker_fee: Balance, miss_penalty: u8) -> Option<MarketTerms> {
	let (pool, owners) = (PoolRules::default(), 5);
	Some(MarketTerms { start_fee: 0, worker_fee, miss_penalty, pool, owners, result_key: None })
}

#[test]
fn try_state_should_complain_when_a_contribution_locks_less_than_a_fee() {
	complains("a contribution locks at least the fee of its assignment", |deal| {
		deal.terms = terms(deal.worker_stake + 1, 10);
	});
}

#[test]
fn try_state_should_complain_when_a_penalty_is_more_than_all() {
	complains("a missed duty burns at most the whole stake", |deal| deal.terms = terms(0, 101));
}

#[test]
fn try_state_should_complain_when_the_category_changed() {
	let reason = "a category never changes and is never removed";
	complains(reason, |deal| deal.work_clock_time_ref = 301);
	complains(reason, |deal| deal.category = CategoryId(99));
}

/// Matches two deals of a request of five tasks, `0..2` and `2..4`, breaks something, and wants
/// `try_state` to say so.
fn complains_of_orders(reason: &'static str, break_it: impl FnOnce(&RequestOrder<AccountId>)) {
	ExtBuilder::build().execute_with(|| {
		let mut orders = Bundle::without_dataset();
		orders.request.volume = 5;
		orders.workerpool.volume = 2;
		for salt in 1..=2 {
			orders.workerpool.salt = H256::repeat_byte(salt);
			assert_ok!(orders.clone().matched());
		}
		assert_ok!(Market::do_try_state());
		break_it(&orders.request);
		assert_eq!(Market::do_try_state(), Err(DispatchError::Other(reason)));
	});
}

#[test]
fn try_state_should_complain_when_an_order_counts_too_few_tasks() {
	complains_of_orders("an order served more tasks than it counts", |request| {
		Consumed::<Test>::insert(Market::hash_of(request), 3);
	});
}

#[test]
fn try_state_should_complain_when_two_deals_have_a_task_in_common() {
	complains_of_orders("two deals of an order have a task in common", |request| {
		let mut first = deal(request, 0);
		first.bot_size = 3;
		Deals::<Test>::insert(id_of(request, 0), first);
	});
}
