// SPDX-License-Identifier: Apache-2.0

//! Rule 1: the default fees pay, at the price of weight, for what the chain does after a match.

use super::{answers::close, *};
use frame_support::weights::Weight;
use pallet_poco::WeightInfo;

type Weights = <Runtime as pallet_poco::Config>::WeightInfo;

/// Weight of everything that the chain does for a deal of so many tasks that are all Completed, besides
/// what quiet blocks take, until its record is forgotten; and the fees that were taken, in nRLC.
fn cost_of(trust: u64, volume: u64) -> (Weight, Balance) {
	let mut cost = None;
	on_open_market(|| {
		let pool = Pool::open("pool", 5, 16);
		close(2, true);
		let quiet = (0..40).map(|_| close(2, false)).max_by_key(Weight::ref_time);
		let quiet = quiet.unwrap_or_default();
		let deal = pool.buy(Purchase { trust, volume, price: 0, ..Default::default() });
		let mut sum = close(2, true).saturating_sub(quiet);
		for _ in 0..100 {
			if has_ended(deal) {
				break;
			}
			pool.work();
			sum = sum.saturating_add(close(2, false).saturating_sub(quiet));
		}
		assert_eq!(count(deal, TaskStatus::Completed), volume);
		// In its time, with an entry of the agenda.
		let forget = Weights::forget(volume as u32).saturating_add(Weights::agenda_step());
		let fees = pool.requester.lost();
		assert_eq!(pool.manager.lost() + pool.losses().iter().sum::<i128>(), 0);
		cost = Some((sum.saturating_add(forget), fees as Balance));
	});
	cost.expect("the test has run")
}

#[test]
fn fees_should_pay_for_what_the_chain_does_when_tasks_are_completed() {
	let mut unpaid = Vec::new();
	for (trust, volume) in [(1, 1), (1, 16), (3, 1), (3, 16)] {
		let (weight, fees) = cost_of(trust, volume);
		let price = TransactionPayment::weight_to_fee(weight);
		println!("trust {trust}, {volume} tasks: {weight:?} cost {price}, fees {fees}");
		if price > fees {
			unpaid.push((trust, volume, price, fees));
		}
	}
	assert!(unpaid.is_empty(), "trust, volume, price, fees: {unpaid:?}");
}
