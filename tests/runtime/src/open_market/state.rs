// SPDX-License-Identifier: Apache-2.0

//! What a chain with the market's rules has in its storage, for the tests of upgrades.

use super::*;
use bourse_primitives::crypto::PocoPair;

/// Fills what an open market alone has: tasks in progress and waiting, reports, bonds, slots that warm
/// up, former keys, a mark.
pub(crate) fn fill() {
	let pool = Pool::open("state", 6, 2);
	// One whose owner has less free than a task locks.
	let poor = Actor::poor("poor", 0);
	poor.deposit(RLC / 5);
	poor.join(pool.id, 1);
	// More tasks than there are slots, so that some wait.
	let busy = pool.buy(Purchase { trust: 3, volume: 40, ..Default::default() });
	let other = pool.buy(Purchase { volume: 2, ..Default::default() });
	advance(2);
	advance(2);
	// The first worker reports a failure, the others contribute to a task each.
	let first_task = |worker: &Actor| Pools::tasks_of(&worker.id()).into_iter().next();
	let tasks = pool.owners.iter().filter_map(|worker| Some((worker, first_task(worker)?)));
	for (place, (worker, task)) in tasks.enumerate() {
		let said = match place {
			0 => worker.reports(task, FailureCode::FetchFailed),
			_ => worker.contributes(&[(task, header(task, "result").digest())]),
		};
		said.expect("the worker may");
	}
	assert!(!has_ended(busy) && !has_ended(other));
	// Slots that warm up, and a former key.
	pallet_rules::Parameters::<Runtime>::mutate(|parameters| parameters.warm_up = 3_600);
	let late = Actor::new("late", 0);
	late.join(pool.id, 3);
	let mut renewed = late.clone();
	renewed.hot = PocoPair::from_seed(&[9; 32]);
	renewed.set_hot_key();
	// Slots that were given up bind their bonds.
	pool.owners[0].does(pallet_pools::Call::set_slots { slots: 1 });
	advance(2);
}
