// SPDX-License-Identifier: Apache-2.0

//! What an honest stranger needs, with the default parameters.

use super::*;

#[test]
fn stranger_should_offer_four_slots_with_two_rlc_within_an_hour_and_a_minute() {
	on_market_with(json!({ "warmUp": 3_600 }), || {
		let pool = Pool::open("pool", 0, 0);
		let laptop = Actor::poor("laptop", 0);
		laptop.deposit(2 * RLC);
		laptop.join(pool.id, 4);
		let mut joined = Poco::now();
		for_seconds(3_600, || {});
		for_seconds(60, || {});
		joined = Poco::now() - joined;
		assert_eq!(joined, 3_660);
		let deal = pool.buy(Purchase { volume: 4, ..Default::default() });
		advance(2);
		let tasks = [0, 1, 2, 3].map(|index| task_id(deal, index));
		assert!(tasks.iter().all(|task| Pools::is_assigned(*task, &laptop.id())));
		// Four tasks of 1 RLC lock 30 % each, the record 0.01 RLC.
		assert_eq!(laptop.ledger(), (790_000_000, 1_210_000_000));
		let workers = [laptop];
		until_ended(&[deal], 2, || work(&workers, |_, task| right(task)));
		assert_eq!(workers[0].ledger(), (5_590_000_000, 10_000_000));
	});
}

#[test]
fn manager_should_back_333_tasks_of_one_rlc_with_a_hundred() {
	on_open_market(|| {
		let mut pool = Pool::open("pool", 1, 4);
		let manager = Actor::poor("small manager", 0);
		manager.deposit(100 * RLC);
		let (id, to) = (pool.id, manager.id());
		pool.manager.does(pallet_registry::Call::transfer_workerpool { id, to });
		pool.manager = manager;
		pool.buy(Purchase { volume: 333, ..Default::default() });
		assert_eq!(pool.manager.ledger(), (RLC / 10, 99_900_000_000));
		let more = pool.orders(&Purchase::default());
		let short = pallet_market::Error::<Runtime>::InsufficientSchedulerStake.into();
		assert_eq!(pool.requester.tries(more), Err(short));
	});
}

#[test]
fn scheduler_should_keep_a_tenth_by_default() {
	on_open_market(|| {
		let pool = Pool::open("pool", 1, 4);
		let deal = pool.buy(Purchase::default());
		assert_eq!(deal_of(deal).scheduler_reward_ratio, 10);
	});
}

#[test]
fn requester_should_pay_at_most_a_tenth_more_for_a_task_of_a_tenth() {
	for trust in [1, 3] {
		on_open_market(|| {
			let pool = Pool::open("pool", 5, 1);
			let price = RLC / 10;
			let deal = pool.buy(Purchase { trust, price, ..Default::default() });
			until_ended(&[deal], 2, || pool.work());
			assert_eq!(status(deal, 0), Some(TaskStatus::Completed));
			let paid = pool.requester.lost();
			println!("trust {trust}: {paid} nRLC");
			assert!(paid <= (price + price / 10) as i128, "{paid}");
		});
	}
}

/// The most that such a task can cost: every assignment that its payer pays for was needed.
#[test]
fn requester_should_pay_at_most_a_tenth_more_when_workers_fail() {
	on_open_market(|| {
		let pool = Pool::open("pool", 6, 1);
		let price = RLC / 10;
		let deal = pool.buy(Purchase { trust: 3, price, ..Default::default() });
		let fees = START_FEE + 4 * WORKER_FEE;
		assert_eq!(pool.requester.ledger().1, price + fees);
		assert!(fees <= price / 10);
		let say = |place: usize, task| match place < 3 {
			true => Word::Report(FailureCode::Internal),
			false => right(task),
		};
		until_ended(&[deal], 2, || work(&pool.owners, say));
		assert_eq!(status(deal, 0), Some(TaskStatus::Completed));
		assert!(pool.requester.lost() <= (price + fees) as i128);
	});
}
