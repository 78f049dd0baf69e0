// SPDX-License-Identifier: Apache-2.0

//! Attack 15 block by block: draws beside a thousand slots that are not warm.

use super::*;

/// How many tasks of a hundred, for twenty slots that are warm, were started in each of the first
/// blocks; beside so many accounts that have just joined with 500 slots each.
fn paces(accounts: u32) -> Vec<u64> {
	let mut paces = Vec::new();
	on_market_with(json!({ "warmUp": 3_600 }), || {
		let pool = Pool::open("pool", 10, 2);
		for_seconds(3_600, || {});
		for_seconds(60, || {});
		let evils: Vec<_> = (0..accounts).map(|number| Actor::new("evil", number)).collect();
		evils.iter().for_each(|evil| evil.join(pool.id, 500));
		advance(2);
		let deal = pool.buy(Purchase { volume: 100, ..Default::default() });
		for _ in 0..14 {
			advance(2);
			paces.push(progress(deal).initialized);
			pool.work();
		}
		assert!(evils.iter().all(|evil| Pools::tasks_of(&evil.id()).is_empty()));
		assert!(evils.iter().all(|evil| evil.lost() == 0));
	});
	paces
}

#[test]
fn attack_15_should_start_tasks_as_before_beside_a_thousand_slots_that_are_not_warm() {
	let alone = paces(0);
	assert_eq!(alone.last(), Some(&100), "{alone:?}");
	assert_eq!(paces(2), alone);
}
