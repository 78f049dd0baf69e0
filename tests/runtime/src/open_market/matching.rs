// SPDX-License-Identifier: Apache-2.0

//! Attacks at the match itself: trust that no task reaches, ids that the block's author chose, and
//! bonds that pay a price.

use super::*;
use pallet_market::Error;

#[test]
fn match_should_be_refused_when_more_owners_have_to_agree_than_a_task_has_room_for() {
	on_open_market(|| {
		let pool = Pool::open("pool", 5, 1);
		let tries =
			|trust| pool.requester.tries(pool.orders(&Purchase { trust, ..Default::default() }));
		// 33 owners and as many who contradict them are more than 64.
		let beyond = Err(Error::<Runtime>::TrustBeyondReach.into());
		assert_eq!(tries((1 << 32) + 1), beyond);
		assert_eq!(tries(u64::MAX), beyond);
		let few = Error::<Runtime>::PoolCantServe { needed: 35, there: 5 };
		assert_eq!(tries(1 << 32), Err(few.into()));
	});
}

/// An author knows the seed of its block's draws while it may still choose what it matches.
#[test]
fn nobody_should_be_drawn_in_the_block_of_the_match() {
	on_open_market(|| {
		let pool = Pool::open("pool", 3, 4);
		let before = pool.buy(Purchase { volume: 4, ..Default::default() });
		let deals = [(); 5].map(|()| pool.buy_now(Purchase::default()));
		let started = || deals.iter().filter(|deal| progress(**deal).initialized > 0).count();
		advance(2);
		// Earlier deals are not held up.
		assert_eq!((progress(before).initialized, started()), (4, 0));
		advance(2);
		assert_eq!(started(), 5);
	});
}

/// A worker pays its own app, and has the price in another account at once.
#[test]
fn bonds_should_not_be_spent_as_a_price() {
	on_open_market(|| {
		let mut pool = Pool::open("pool", 2, 100);
		pool.requester = pool.owners[0].clone();
		let tries =
			|price| pool.requester.tries(pool.orders(&Purchase { price, ..Default::default() }));
		let all = pool.requester.ledger().0 - START_FEE - 4 * WORKER_FEE;
		let reserved = Err(Error::<Runtime>::PayerStakeReserved.into());
		assert_eq!(tries(all), reserved);
		// Nor what was behind slots that were given up, for a week.
		pool.requester.does(pallet_pools::Call::set_slots { slots: 0 });
		assert_eq!(tries(all - 10 * RLC + 1), reserved);
		assert_eq!(tries(all - 10 * RLC), Ok(()));
		assert_eq!(pool.requester.ledger().0, 10 * RLC);
	});
}
