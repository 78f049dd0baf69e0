// SPDX-License-Identifier: Apache-2.0

//! Attack 17: as many different answers as a task can have.

use super::*;
use crate::chain::{end_block, open_block};
use frame_support::{dispatch::DispatchClass, weights::Weight};

/// Most workers of a task.
const WORKERS: u32 = 64;

/// Ends the block, and opens one that is so many seconds later. What free transactions and hooks took
/// of the closed one.
pub(super) fn close(seconds: u64, with_signed: bool) -> Weight {
	let slot = u64::from(Babe::current_slot()) + seconds / 2;
	let number = System::block_number();
	end_block();
	let weight = System::block_weight();
	let hooks = *weight.get(DispatchClass::Mandatory);
	let free = if with_signed { Weight::zero() } else { *weight.get(DispatchClass::Normal) };
	open_block(number + 1, slot * SLOT_DURATION);
	hooks.saturating_add(free)
}

/// Weight of everything that the chain does for one task of a pool of so many owners who each answer
/// otherwise, besides what quiet blocks take; and the fees that were taken, in nRLC.
fn cost_of(accounts: u32) -> (Weight, Balance) {
	let mut cost = None;
	on_open_market(|| {
		let mut pool = Pool::open("pool", 0, 1);
		for first in (0..accounts).step_by(50) {
			pool = pool.with((accounts - first).min(50), 1);
			close(2, true);
		}
		let quiet = (0..40).map(|_| close(2, false)).max_by_key(Weight::ref_time);
		let quiet = quiet.unwrap_or_default();
		let deal = pool.buy_now(Purchase { trust: 3, price: 0, ..Default::default() });
		let task = task_id(deal, 0);
		let mut sum = close(2, true).saturating_sub(quiet);
		while !has_ended(deal) {
			for place in computing(&pool.owners, task) {
				let digest = header(task, &format!("answer {place}")).digest();
				pool.owners[place].contributes(&[(task, digest)]).expect("the worker may");
			}
			sum = sum.saturating_add(close(10, false).saturating_sub(quiet));
		}
		let task = record(task);
		let given = (task.status, task.assignments, task.contributor_count());
		let answers = accounts.min(WORKERS);
		assert_eq!(given, (TaskStatus::Failed, answers, answers));
		let fees = pool.requester.lost() + pool.losses().iter().sum::<i128>();
		// Four are the payer's, the others cost their owners twice as much.
		let worker_fees = 4 + 2 * Balance::from(answers - 4);
		assert_eq!(fees, (START_FEE + worker_fees * WORKER_FEE) as i128);
		assert_eq!(pool.manager.lost(), 0);
		cost = Some((sum, fees as Balance));
	});
	cost.expect("the test has run")
}

/// What the chain does for such a task is paid.
fn check(accounts: u32) {
	let (weight, fees) = cost_of(accounts);
	let price = TransactionPayment::weight_to_fee(weight);
	println!("{accounts} accounts: {weight:?} cost {price}, fees {fees}");
	assert!(price <= fees, "work for {price} was paid with {fees}");
}

#[test]
fn attack_17_should_be_paid_for_when_as_many_accounts_answer_as_a_task_takes() {
	check(WORKERS);
}

#[test]
fn attack_17_should_be_paid_for_when_the_pool_has_300_accounts() {
	check(300);
}
