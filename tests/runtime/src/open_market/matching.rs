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

/// Those who agree to lock more than others would have all tasks of a dear deal.
#[test]
fn match_should_be_refused_when_a_coalition_alone_would_agree_to_the_stake() {
	on_open_market(|| {
		let pool = Pool::open("pool", 8, 1);
		for owner in &pool.owners[..2] {
			owner.does(pallet_pools::Call::set_max_stake { max_stake: 20 * RLC });
		}
		// Of 1 RLC: 10.01 RLC.
		pool.set_policy(1_001, 10);
		let tries =
			|trust| pool.requester.tries(pool.orders(&Purchase { trust, ..Default::default() }));
		assert_eq!(tries(3), Err(Error::<Runtime>::StakeBeyondConsent.into()));
		assert_eq!(tries(1), Ok(()));
		pool.set_policy(1_000, 10);
		assert_eq!(tries(3), Ok(()));
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

/// Deals that nobody is drawn for yet take no turn of another.
#[test]
fn matches_of_a_block_should_not_hold_up_the_deals_before() {
	let pace = |matches: usize| {
		let mut pace = 0;
		on_open_market(|| {
			let pool = Pool::open("pool", 5, 16);
			let before = pool.buy(Purchase { volume: 80, ..Default::default() });
			for _ in 0..matches {
				pool.buy_now(Purchase::default());
			}
			advance(2);
			pace = progress(before).initialized;
		});
		pace
	};
	let (alone, beside) = (pace(0), pace(6));
	println!("{alone} tasks of a deal in a block, {beside} beside six matches");
	// More than a visit starts.
	assert!(alone > 32 && beside + 16 >= alone, "{beside} of {alone}");
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

/// The other way round: the price is locked first, then backs slots, and is in another account when the
/// own worker has done the task.
#[test]
fn price_of_an_own_deal_should_back_no_new_slots() {
	on_open_market(|| {
		let pool = Pool::open("pool", 1, 1);
		let evil = &pool.requester;
		pool.buy(Purchase { price: 990 * RLC, ..Default::default() });
		let apply = |slots| evil.tries(pallet_pools::Call::apply { pool: pool.id, slots });
		let not_backed = pallet_pools::Error::<Runtime>::SlotsNotBacked;
		assert_eq!(apply(100), Err(not_backed.into()));
		assert_eq!(apply(99), Ok(()));
	});
}
