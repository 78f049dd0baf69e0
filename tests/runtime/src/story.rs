// SPDX-License-Identifier: Apache-2.0

//! Whole stories: from orders to payouts, to the unit.

use crate::chain::*;
use bourse_primitives::{task_id, traits::Ledger, TaskStatus};
use bourse_runtime::*;
use frame_support::assert_ok;
use sp_keyring::Sr25519Keyring::{self, *};

fn reveal(worker: Sr25519Keyring, task: bourse_primitives::TaskId, label: &str) {
	ok(worker, pallet_poco::Call::reveal { task, digest: digest(label) });
}

#[test]
fn task_at_trust_1_should_complete_by_itself_and_pay_to_the_unit() {
	on_chain(|| {
		let market = Marketplace::open(&[Eve]);
		let deal = market.buy(1, 1, true, 1);
		let price = APP_PRICE + DATASET_PRICE + POOL_PRICE;
		let scheduler_stake = POOL_PRICE * 30 / 100;
		assert_eq!(ledger(Dave), (DEPOSIT - price, price));
		assert_eq!(ledger(Charlie), (DEPOSIT - scheduler_stake, scheduler_stake));

		// The chain initializes and assigns.
		next_block();
		let task = task_id(deal, 0);
		assert_eq!(status(task), TaskStatus::Active);
		assert_eq!(assigned(&market, task), vec![Eve]);

		let worker_stake = POOL_PRICE * 30 / 100;
		assert_ok!(contribute(Eve, task, "result"));
		assert_eq!(ledger(Eve), (DEPOSIT - worker_stake, worker_stake));
		assert_eq!(status(task), TaskStatus::Revealing);
		// The last reveal completes the task.
		reveal(Eve, task, "result");
		assert_eq!(status(task), TaskStatus::Completed);
		let workers_part = POOL_PRICE * 99 / 100;
		assert_eq!(ledger(Dave), (DEPOSIT - price, 0));
		assert_eq!(ledger(Bob), (APP_PRICE + DATASET_PRICE, 0));
		assert_eq!(ledger(Eve), (DEPOSIT + workers_part, 0));
		assert_eq!(ledger(Charlie), (DEPOSIT + POOL_PRICE - workers_part, 0));
		assert_eq!(Escrow::kitty(), 0);
	});
}

#[test]
fn task_should_fail_and_free_everybody_when_there_is_no_consensus() {
	on_chain(|| {
		let market = Marketplace::open(&[Alice, Eve, Ferdie]);
		let deal = market.buy(3, 1, false, 1);
		next_block();
		let task = task_id(deal, 0);
		let mut first = assigned(&market, task);
		assert_eq!(first.len(), 2);
		let liar = first.remove(0);
		assert_ok!(contribute(liar, task, "a lie"));
		assert_ok!(contribute(first[0], task, "result"));
		// They disagree: the chain adds the third, whose word decides: group 4, total 7 is not
		// enough for trust 3 (4 * 3 > 7 * 2 fails), so nobody is left and the task fails.
		next_block();
		let all = assigned(&market, task);
		assert_eq!(all.len(), 3);
		let third = *all.iter().find(|w| **w != liar && **w != first[0]).expect("the third");
		assert_ok!(contribute(third, task, "result"));
		next_block();
		assert_eq!(status(task), TaskStatus::Active);

		let before = market.workers.iter().map(|w| ledger(*w)).collect::<Vec<_>>();
		assert!(before.iter().all(|(_, locked)| *locked > 0));
		advance(3_001);
		blocks_until(20, || status(task) == TaskStatus::Failed);
		for worker in &market.workers {
			assert_eq!(ledger(*worker), (DEPOSIT, 0));
		}
		assert_eq!(ledger(Dave), (DEPOSIT, 0));
		assert_eq!(Escrow::kitty(), POOL_PRICE * 30 / 100);
	});
}

#[test]
fn dishonest_worker_should_pay_the_honest_ones() {
	on_chain(|| {
		let market = Marketplace::open(&[Alice, Eve, Ferdie, AliceStash]);
		let deal = market.buy(3, 1, false, 1);
		next_block();
		let task = task_id(deal, 0);
		let liar = assigned(&market, task)[0];
		let liar_account = liar.to_account_id();
		pallet_poco::Score::<Runtime>::insert(&liar_account, 2);
		assert_ok!(contribute(liar, task, "a lie"));
		let mut honest = Vec::new();
		for _ in 0..4 {
			next_block();
			for worker in assigned(&market, task) {
				if worker != liar && !honest.contains(&worker) && status(task) == TaskStatus::Active
				{
					assert_ok!(contribute(worker, task, "result"));
					honest.push(worker);
				}
			}
		}
		assert_eq!(honest.len(), 3);
		for worker in &honest {
			assert_eq!(status(task), TaskStatus::Revealing);
			reveal(*worker, task, "result");
		}
		assert_eq!(status(task), TaskStatus::Completed);
		let stake = POOL_PRICE * 30 / 100;
		let pot = POOL_PRICE + stake;
		let each = pot * 99 / 100 / 3;
		for worker in &honest {
			assert_eq!(ledger(*worker), (DEPOSIT + each, 0));
			assert_eq!(pallet_poco::Score::<Runtime>::get(worker.to_account_id()), 1);
		}
		assert_eq!(ledger(liar), (DEPOSIT - stake, 0));
		assert_eq!(pallet_poco::Score::<Runtime>::get(&liar_account), 1);
		assert_eq!(ledger(Charlie), (DEPOSIT + pot - 3 * each, 0));
	});
}

#[test]
fn task_should_fail_by_itself_when_nobody_works() {
	on_chain(|| {
		let market = Marketplace::open(&[]);
		let deal = market.buy(1, 2, false, 1);
		let price = 2 * (APP_PRICE + POOL_PRICE);
		let stake = 2 * (POOL_PRICE * 30 / 100);
		assert_eq!(ledger(Dave), (DEPOSIT - price, price));
		next_block();
		advance(3_001);
		for index in 0..2 {
			let task = task_id(deal, index);
			blocks_until(20, || {
				pallet_poco::Tasks::<Runtime>::get(task)
					.is_some_and(|task| task.status == TaskStatus::Failed)
			});
		}
		assert_eq!(ledger(Dave), (DEPOSIT, 0));
		assert_eq!(ledger(Charlie), (DEPOSIT - stake, 0));
		assert_eq!(Escrow::kitty(), stake);

		// After the retention nothing is left of the deal.
		advance(86_500);
		blocks_until(300, || pallet_market::Deals::<Runtime>::iter().next().is_none());
		assert!(pallet_poco::Tasks::<Runtime>::iter().next().is_none());
	});
}
