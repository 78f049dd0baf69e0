// SPDX-License-Identifier: Apache-2.0

//! Attack 5: scores that were farmed.

use super::*;

#[test]
fn attack_05_should_count_a_farmed_worker_as_a_new_one() {
	on_open_market(|| {
		let pool = Pool::open("pool", 6, 4);
		let farmer = &pool.owners[0];
		pallet_poco::Score::<Runtime>::insert(farmer.id(), 10_000);
		// As in its own pool: alone in the answer, against five.
		let deal = pool.buy(Purchase { trust: 3, volume: 12, ..Default::default() });
		let say = |place: usize, task| match place {
			0 => Word::Result(header(task, "a lie"), Vec::new()),
			_ => right(task),
		};
		let (mut lies, mut weights) = (0, Vec::new());
		until_ended(&[deal], 2, || work(&pool.owners, say));
		for index in 0..12 {
			let task = record(task_id(deal, index));
			assert_eq!(task.status, TaskStatus::Completed);
			assert_eq!(task.digest, Some(header(task_id(deal, index), "result").digest()));
			let lied = task.contribution(&farmer.id()).is_some();
			lies += u64::from(lied);
			weights.extend(task.contributions().map(|(_, contribution)| contribution.weight));
			// Each of the right ones has the same: 90 % of the price, and the lie's stake.
			let right = task.reveal_counter();
			assert_eq!(
				right,
				if lied { 3 } else { 2 },
				"two agree against nobody, three against one"
			);
		}
		assert!(lies > 0, "the farmer was not drawn");
		assert!(weights.iter().all(|weight| *weight == 2));
		let stake = 30 * RLC / 100;
		assert_eq!(farmer.lost(), (Balance::from(lies) * stake) as i128);
		assert!(pool.losses().iter().skip(1).all(|lost| *lost < 0));
	});
}

#[test]
fn attack_05_should_pay_a_farmed_worker_what_a_new_one_gets() {
	on_open_market(|| {
		let pool = Pool::open("pool", 5, 4);
		let farmer = &pool.owners[0];
		pallet_poco::Score::<Runtime>::insert(farmer.id(), 10_000);
		let deal = pool.buy(Purchase { trust: 3, volume: 10, ..Default::default() });
		until_ended(&[deal], 2, || pool.work());
		let took_part = |who: &Actor| {
			let has = |index: &u64| record(task_id(deal, *index)).contribution(&who.id()).is_some();
			(0..10).filter(has).count() as i128
		};
		assert!(took_part(farmer) > 0, "the farmer was not drawn");
		for owner in &pool.owners {
			assert_eq!(owner.lost(), -took_part(owner) * (45 * RLC / 100) as i128);
		}
	});
}
