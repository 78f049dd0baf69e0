// SPDX-License-Identifier: Apache-2.0

//! `try_state` sees each broken invariant, and only then complains.

use crate::mock::*;
use bourse_primitives::{traits::Deals, *};
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
		<Market as Deals<_>>::insert(H256::zero(), deal);
		assert_eq!(Market::do_try_state(), Err(DispatchError::Other(reason)));
	});
}

#[test]
fn try_state_should_complain_when_a_deal_has_no_task() {
	complains("a deal has at least one task", |deal| deal.bot_size = 0);
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

#[test]
fn try_state_should_complain_when_the_category_changed() {
	let reason = "a category never changes and is never removed";
	complains(reason, |deal| deal.work_clock_time_ref = 301);
	complains(reason, |deal| deal.category = CategoryId(99));
}
