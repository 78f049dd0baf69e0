// SPDX-License-Identifier: Apache-2.0

//! Attack 3: accounts that report failures by lot.

use super::*;

/// The first `liars` of twenty owners report that they can't fetch, whatever they get; the others
/// compute. Gives how many of the tasks of each deal were completed.
fn by_lot(liars: usize) -> [u64; 2] {
	let mut completed = [0; 2];
	on_open_market(|| {
		let pool = Pool::open("pool", 20, 4);
		let at = |trust| pool.buy(Purchase { trust, volume: 40, ..Default::default() });
		let deals = [at(1), at(3)];
		let say = |place: usize, task| match place < liars {
			true => Word::Report(FailureCode::FetchFailed),
			false => right(task),
		};
		let begin = System::block_number();
		until_ended(&deals, 2, || work(&pool.owners, say));
		println!("{liars} of 20 report by lot: {} blocks", System::block_number() - begin);
		completed = deals.map(|deal| count(deal, TaskStatus::Completed));
		let unavailable = deals.map(|deal| count(deal, TaskStatus::Unavailable));
		println!("completed {completed:?}, unavailable {unavailable:?}");
		let ends = deals.map(|deal| deal_of(deal).bot_size);
		assert_eq!([0, 1].map(|deal| completed[deal] + unavailable[deal]), ends);

		let given_up: i128 = unavailable.iter().map(|count| i128::from(*count)).sum();
		let penalty = (3 * RLC / 100) as i128;
		for (place, lost) in pool.losses().into_iter().enumerate() {
			match place < liars {
				// A report in time is free, and pays nothing.
				true => assert_eq!(lost, 0),
				false => assert!(lost < 0, "an honest owner earned nothing: {lost}"),
			}
		}
		assert!(pool.manager.lost() <= penalty * given_up);
		let done: u64 = completed.iter().sum();
		let most = i128::from(done) * RLC as i128 + penalty * given_up;
		let fees = i128::from(80u32) * (START_FEE + 4 * WORKER_FEE) as i128;
		assert!(pool.requester.lost() <= most + fees);
	});
	completed
}

#[test]
fn attack_03_should_stop_no_task_when_two_of_twenty_report_by_lot() {
	assert_eq!(by_lot(2), [40, 40]);
}

#[test]
fn attack_03_should_stop_no_task_when_ten_of_twenty_report_by_lot() {
	assert_eq!(by_lot(10), [40, 40]);
}

#[test]
fn attack_03_should_cost_a_penalty_when_a_report_comes_late() {
	on_open_market(|| {
		let pool = Pool::open("pool", 2, 1);
		let task = task_id(pool.buy(Purchase::default()), 0);
		advance(2);
		let [late] = computing(&pool.owners, task)[..] else { panic!("one is drawn") };
		// Half of T and a minute.
		for_seconds(180, || {});
		pool.owners[late].reports(task, FailureCode::FetchFailed).expect("the worker may");
		assert_eq!(pool.owners[late].lost(), (3 * RLC / 100) as i128);
		for _ in 0..6 {
			advance(2);
			pool.work();
		}
		assert_eq!(record(task).status, TaskStatus::Completed);
		assert_eq!(pool.owners[late].lost(), (3 * RLC / 100) as i128);
		assert_eq!(pool.owners[1 - late].lost(), -((90 * RLC / 100) as i128));
	});
}
