// SPDX-License-Identifier: Apache-2.0

//! Attack 1: deals of tasks that nobody ever starts.

use super::*;
use bourse_primitives::api::{runtime_decl_for_bourse_api::BourseApi, DealStep};

/// Number of blocks until an honest task is Completed, and until another, which nobody starts, is paid
/// back; with deals of so many unstarted tasks beside them.
fn blocks(deals: u32, volume: u64) -> (u32, u32) {
	let mut taken = (0, 0);
	on_open_market(|| {
		let honest = Pool::open("honest", 3, 4);
		let idle = Pool::open("idle", 1, 1);
		let evil = Pool::open("evil", 1, 1);
		evil.requester.deposit(20_000 * RLC);
		let free = Purchase { price: 0, volume, ..Default::default() };
		let evils: Vec<_> = (0..deals).map(|_| evil.buy_now(free.clone())).collect();
		let unserved = idle.buy_now(Purchase::default());
		for pool in [&idle, &evil] {
			pool.owners[0].does(pallet_pools::Call::set_slots { slots: 0 });
		}
		let last = deal_of(unserved).final_deadline();
		assert!(evils.iter().all(|deal| deal_of(*deal).final_deadline() == last));
		// One block more, and all of them are over.
		for_seconds(10 * T - 2, || {});
		assert!(evils.iter().all(|deal| progress(*deal).initialized == 0));

		let task = task_id(honest.buy_now(Purchase::default()), 0);
		let completed = || {
			let task = Tasks::<Runtime>::get(task);
			task.is_some_and(|task| task.status == TaskStatus::Completed)
		};
		let begin = System::block_number();
		while taken.0 == 0 || taken.1 == 0 {
			assert!(System::block_number() < begin + 200, "neither completed nor paid back");
			advance(2);
			honest.work();
			let after = System::block_number() - begin;
			if taken.0 == 0 && completed() {
				taken.0 = after;
			}
			if taken.1 == 0 && has_ended(unserved) {
				taken.1 = after;
			}
		}
		assert_eq!(idle.requester.lost(), 0);
		assert_eq!(honest.requester.lost(), (RLC + START_FEE + WORKER_FEE) as i128);
		for _ in 0..20 {
			advance(2);
		}
		// All of the others, with fees that nobody had to pay.
		assert!(evils.iter().all(|deal| has_ended(*deal)));
		assert_eq!(evil.requester.ledger(), (DEPOSIT + 20_000 * RLC, 0));
		assert_eq!(count(*evils.first().unwrap_or(&unserved), TaskStatus::Completed), 0);
	});
	taken
}

#[test]
fn attack_01_should_delay_others_by_two_blocks_at_most_when_a_million_tasks_never_start() {
	let without = blocks(0, 1);
	let with = blocks(100, 10_000);
	println!("blocks to Completed and to a refund: {without:?} without, {with:?} with the attack");
	assert!(with.0 <= without.0 + 2 && with.1 <= without.1 + 2, "{without:?}, {with:?}");
}

#[test]
fn attack_01_should_cost_a_deal_of_ten_thousand_what_a_deal_of_one_does() {
	let (one, many) = (blocks(20, 1), blocks(20, 10_000));
	assert_eq!(one, many);
}

#[test]
fn deal_status_should_tell_where_the_tasks_are_from_the_match_on() {
	on_open_market(|| {
		let pool = Pool::open("pool", 1, 2);
		let deal = pool.buy_now(Purchase { volume: 3, ..Default::default() });
		let told = || Runtime::deal_status(deal).expect("it was matched");
		assert_eq!((told().tasks, told().waiting, told().next), (3, 3, DealStep::Starts));
		advance(2);
		advance(2);
		// There are two slots.
		assert_eq!((told().waiting, told().running, told().free_workers), (1, 2, 0));
		assert!(matches!(told().next, DealStep::WaitsForWorkers { at: Some(_) }));
		pool.requester.does(pallet_poco::Call::give_up { deal });
		assert_eq!((told().waiting, told().excused, told().next), (0, 1, DealStep::Nothing));
		until_ended(&[deal], 2, || pool.work());
		assert_eq!((told().completed, told().failed, told().running), (2, 0, 0));
		// Two tasks, and a tenth of the pool's price.
		let spent = 2 * (RLC + START_FEE + WORKER_FEE) + RLC / 10;
		assert_eq!(pool.requester.lost(), spent as i128);
		assert!(Runtime::deal_status(H256::zero()).is_none());
	});
}
