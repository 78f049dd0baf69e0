// SPDX-License-Identifier: Apache-2.0

//! What a chain with the market's rules has in its storage, for the tests of upgrades.

use super::*;
use bourse_primitives::crypto::PocoPair;

/// Fills what an open market alone has: tasks in progress and waiting, reports, bonds, slots that warm
/// up, former keys.
pub(crate) fn fill() {
	let pool = Pool::open("state", 6, 2);
	// More tasks than there are slots, so that some wait.
	let busy = pool.buy(Purchase { trust: 3, volume: 40, ..Default::default() });
	let other = pool.buy(Purchase { volume: 2, ..Default::default() });
	advance(2);
	advance(2);
	let mut reported = false;
	for worker in &pool.owners {
		for task in Pools::tasks_of(&worker.id()) {
			let code = FailureCode::FetchFailed;
			if reported {
				let digest = header(task, "result").digest();
				worker.contributes(&[(task, digest)]).expect("the worker may");
				break;
			}
			worker.reports(task, code).expect("the worker may");
			reported = true;
			break;
		}
	}
	assert!(reported && !has_ended(busy) && !has_ended(other));
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
